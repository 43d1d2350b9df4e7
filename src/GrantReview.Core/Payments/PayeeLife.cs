using GrantReview.Core.Acts;
using GrantReview.Core.Applications;

namespace GrantReview.Core.Payments;

public enum PayeeChangeStatus { None, Asked, Confirmed, Declined }

/// <summary>Another bank or account for an award; what it says stands encrypted beside it.</summary>
public sealed record PayeeChange(PayeeChangeStatus Status)
{
    public static PayeeChange None { get; } = new(PayeeChangeStatus.None);

    public FreeText Reason { get; init; }
    public Request? Request { get; init; }
}

/// <param name="IsAwarded">The application is among the final awards of the call.</param>
/// <param name="AnotherWaits">Another change of this award waits.</param>
public sealed record PayeeEvidence(bool IsAwarded, bool AnotherWaits);

/// <summary>
/// Where money goes is changed by two persons of finance: one asks with the reason, another confirms after having verified it otherwise.
/// The record keeps the ends of the account numbers, not the numbers.
/// </summary>
public static class PayeeLife
{
    // Acts.
    public sealed record Ask(Payee Now, Payee To, FreeText? Reason) : Act;
    public sealed record Confirm(Guid Request) : Act;
    public sealed record Decline(Guid Request) : Act;

    // Facts.
    public sealed record Asked(string Ending, string NewEnding, FreeText Reason, Request Request) : Fact;
    public sealed record Confirmed(Guid Request) : Fact;
    public sealed record Declined(Guid Request) : Fact;

    // Refusals.
    public sealed record IsUnclear(IReadOnlyList<PayeeQuestion> Questions) : Refusal;
    public sealed record IsTheSame : Refusal;
    public sealed record AnotherWaits : Refusal;

    public static Answer Decide(PayeeChange change, Act act, By by, PayeeEvidence seen)
    {
        if (by.Capacity != Capacity.Finance)
        {
            return new Refusal.NeedsCapacity(Capacity.Finance);
        }
        if (!seen.IsAwarded)
        {
            return new Refusal.NotThere();
        }
        return act switch
        {
            Ask when change.Status != PayeeChangeStatus.None => new Refusal.NotThere(),
            Ask when seen.AnotherWaits => new AnotherWaits(),
            Ask { To.Questions: { Count: > 0 } questions } => new IsUnclear(questions),
            Ask ask when ask.To == ask.Now => new IsTheSame(),
            Ask { Reason: { } reason } ask => new Asked(
                Payee.EndingOf(ask.Now.Account), Payee.EndingOf(ask.To.Account), reason, Request.From(by)),
            Ask => new Refusal.NeedsReason(),
            _ when change.Status != PayeeChangeStatus.Asked => new Refusal.RequestWasReplaced(),
            Confirm confirm when Request.RefuseConfirmation(change.Request, confirm.Request, by) is { } refusal => refusal,
            Confirm confirm => new Confirmed(confirm.Request),
            Decline decline when decline.Request != change.Request?.Id => new Refusal.RequestWasReplaced(),
            Decline decline => new Declined(decline.Request),
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };
    }

    public static PayeeChange Apply(PayeeChange change, Fact fact) => fact switch
    {
        Asked asked => new PayeeChange(PayeeChangeStatus.Asked) { Reason = asked.Reason, Request = asked.Request },
        Confirmed => change with { Status = PayeeChangeStatus.Confirmed },
        Declined => change with { Status = PayeeChangeStatus.Declined },
        _ => throw new ArgumentOutOfRangeException(nameof(fact)),
    };
}
