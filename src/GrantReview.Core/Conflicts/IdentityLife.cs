using GrantReview.Core.Acts;
using GrantReview.Core.Calls;

namespace GrantReview.Core.Conflicts;

/// <summary>Where a question of identity stands; the pair stays apart until somebody answers.</summary>
/// <param name="IsSame">One person, or two of one name; null = nobody has said.</param>
public sealed record IdentityState(bool? IsSame)
{
    public static IdentityState Unanswered { get; } = new(IsSame: null);

    public Guid? AnsweredBy { get; init; }
    public DateTime? AnsweredAt { get; init; }
    public FreeText? Reason { get; init; }

    /// <summary>The other call whose answer counts here; null = it was answered here, or not at all.</summary>
    public string? From { get; init; }

    /// <summary>Somebody answered it here, or took an answer back: no other call's counts.</summary>
    public bool IsOwn => AnsweredBy is not null && From is null;
}

/// <summary>
/// A question of identity is asked by the rules and answered by the officer; taking an answer back asks it again. What another call
/// answered counts where nobody answered here.
/// </summary>
public static class IdentityLife
{
    // Acts.
    public sealed record Ask : Act;

    /// <summary>No name raises it any more.</summary>
    public sealed record Drop : Act;

    /// <param name="Answer">Of the call with the code <paramref name="From"/>.</param>
    public sealed record Carry(string From, IdentityState Answer) : Act;

    /// <param name="IsSame">Null = the answer is taken back.</param>
    public sealed record Say(bool? IsSame, FreeText? Reason) : Act;

    // Facts.
    public sealed record Asked : Fact;
    public sealed record Dropped : Fact;
    public sealed record Answered(bool? IsSame, Guid By, DateTime At, FreeText Reason) : Fact;
    public sealed record Carried(string From, bool IsSame, Guid? By, DateTime? At, FreeText? Reason) : Fact;

    public static Answer Decide(IdentityState question, Act act, By by, CallState call)
    {
        var needed = act is Say ? Capacity.Officer : Capacity.Program;
        if (by.Capacity != needed)
        {
            return new Refusal.NeedsCapacity(needed);
        }
        if (!ConflictLife.AreOpen(call))
        {
            return new ConflictLife.IsTooLate();
        }
        return act switch
        {
            Ask => new Asked(),
            Drop => question.IsSame is null ? new Dropped() : Answer.Nothing,
            Carry { Answer.IsSame: { } isSame } carry => question.IsOwn || (question.From, question.IsSame) == (carry.From, isSame)
                ? Answer.Nothing
                : new Carried(carry.From, isSame, carry.Answer.AnsweredBy, carry.Answer.AnsweredAt, carry.Answer.Reason),
            Say say => say.Reason is { } reason ? new Answered(say.IsSame, by.Who, by.At, reason) : new Refusal.NeedsReason(),
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };
    }

    public static IdentityState Apply(IdentityState question, Fact fact) => fact switch
    {
        Asked => IdentityState.Unanswered,
        Dropped => question,
        Carried said => new IdentityState(said.IsSame)
        {
            AnsweredBy = said.By, AnsweredAt = said.At, Reason = said.Reason, From = said.From,
        },
        Answered said => new IdentityState(said.IsSame) { AnsweredBy = said.By, AnsweredAt = said.At, Reason = said.Reason },
        _ => throw new ArgumentOutOfRangeException(nameof(fact)),
    };
}
