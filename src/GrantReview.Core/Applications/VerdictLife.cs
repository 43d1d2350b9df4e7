using GrantReview.Core.Acts;
using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Calls;

namespace GrantReview.Core.Applications;

/// <summary>What a person last said of a finding.</summary>
/// <param name="Kind">Null = nothing stands: it was never answered, or the answer was taken back.</param>
public sealed record VerdictState(VerdictKind? Kind)
{
    public static VerdictState None { get; } = new((VerdictKind?)null);

    public FreeText Clause { get; init; }
    public FreeText Reason { get; init; }
    public Guid? By { get; init; }

    /// <summary>The name of who gave it, as it was then.</summary>
    public FreeText SignedAs { get; init; }
    public DateTime? At { get; init; }
}

/// <summary>What the verdict relies on, read in the act's transaction.</summary>
/// <param name="IsAsked">The rule binds the application; of a verdict for all, it fails or needs a person for somebody.</param>
/// <param name="Fails">The rule says no by its condition, to the application or to somebody.</param>
/// <param name="NeedsValue">A missing value alone answers it: see <see cref="Finding.NeedsValue"/>.</param>
/// <param name="SignedAs">The name of who gives it.</param>
public sealed record VerdictEvidence(CallStage Stage, bool IsAsked, bool Fails, FreeText SignedAs, bool NeedsValue = false);

/// <summary>
/// A verdict (认定) on what a rule says of an application, or of all whom it asks: given with a name, replaced by another, taken back. It
/// stands whatever is imported later, and changes nothing once the meeting has begun.
/// </summary>
public static class VerdictLife
{
    /// <summary>After it the meeting goes by what is frozen.</summary>
    public const CallStage LastStage = CallStage.Allocating;

    // Acts.
    /// <param name="Application">The id, or <see cref="Verdict.Everyone"/>.</param>
    /// <param name="Clause">For a waiver.</param>
    /// <param name="Reason">Needed where it goes against the rule or the applicant.</param>
    public sealed record Give(ApplicationId Application, RuleId Rule, VerdictKind Kind, FreeText? Clause, FreeText? Reason) : Act;
    public sealed record TakeBack(ApplicationId Application, RuleId Rule, FreeText? Reason) : Act;

    // Facts.
    public sealed record Given(ApplicationId Application, RuleId Rule, VerdictKind Kind, FreeText Clause, FreeText Reason, Guid By,
        FreeText SignedAs, DateTime At) : Fact;
    public sealed record TakenBack(ApplicationId Application, RuleId Rule, FreeText Reason) : Fact;

    // Refusals.
    public sealed record NothingIsAsked(ApplicationId Application, RuleId Rule) : Refusal;
    public sealed record NeedsClause : Refusal;
    public sealed record OnlyTheValueAnswers(RuleId Rule) : Refusal;

    public static Answer Decide(VerdictState verdict, Act act, By by, VerdictEvidence seen)
    {
        if (by.Capacity != Capacity.Officer)
        {
            return new Refusal.NeedsCapacity(Capacity.Officer);
        }
        if (seen.Stage > LastStage)
        {
            return new CallLife.WrongStage(seen.Stage);
        }
        return act switch
        {
            Give give => DecideGiving(verdict, give, by, seen),
            TakeBack { Reason: null } => new Refusal.NeedsReason(),
            TakeBack back =>
                verdict.Kind is null ? Answer.Nothing : new TakenBack(back.Application, back.Rule, back.Reason.GetValueOrDefault()),
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };
    }

    public static VerdictState Apply(VerdictState verdict, Fact fact) => fact switch
    {
        Given given => new VerdictState(given.Kind)
        {
            Clause = given.Clause, Reason = given.Reason, By = given.By, SignedAs = given.SignedAs, At = given.At,
        },
        TakenBack => VerdictState.None,
        _ => throw new ArgumentOutOfRangeException(nameof(fact)),
    };

    private static Answer DecideGiving(VerdictState verdict, Give give, By by, VerdictEvidence seen)
    {
        if (!seen.IsAsked)
        {
            return new NothingIsAsked(give.Application, give.Rule);
        }
        if (seen.NeedsValue && give.Kind != VerdictKind.NotMet)
        {
            return new OnlyTheValueAnswers(give.Rule);
        }
        if (give.Kind == VerdictKind.Waived && give.Clause is null)
        {
            return new NeedsClause();
        }
        var goesAgainst = give.Kind == VerdictKind.NotMet || (give.Kind == VerdictKind.Met && seen.Fails);
        if (goesAgainst && give.Reason is null)
        {
            return new Refusal.NeedsReason();
        }
        var (clause, reason) = (give.Clause ?? new FreeText(""), give.Reason ?? new FreeText(""));
        return verdict.Kind == give.Kind && verdict.Clause == clause && verdict.Reason == reason ? Answer.Nothing
            : new Given(give.Application, give.Rule, give.Kind, clause, reason, by.Who, seen.SignedAs, by.At);
    }
}
