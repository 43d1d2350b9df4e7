using GrantReview.Core.Acts;
using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Calls;

namespace GrantReview.Core.Applications;

/// <summary>
/// What the formal review (形式审查) says beside the rules: an application is admitted unless a person or the file refused it.
/// </summary>
/// <param name="Reason">Why it was not admitted.</param>
/// <param name="ReviewedBy">Who decided; null while only the imported file has said anything.</param>
public sealed record Admission(bool IsAdmitted, FreeText Reason, Guid? ReviewedBy)
{
    public static Admission AsFiled { get; } = new(true, new FreeText(""), null);
}

/// <summary>An application: imported, perhaps again, and admitted or not by a person.</summary>
public static class ApplicationLife
{
    /// <param name="Fields">Names of the columns that are new or changed; empty where nothing is.</param>
    /// <param name="Values">What was read in them, as JSON.</param>
    /// <param name="SaysEligible">What the file's own column says.</param>
    public sealed record Import(IReadOnlyList<string> Fields, FreeText Values, bool SaysEligible) : Act;

    public sealed record Review(bool Admits, FreeText? Reason) : Act;

    /// <summary>The import that brought it is taken back.</summary>
    public sealed record Remove(ApplicationId Application) : Act;

    public sealed record Imported(IReadOnlyList<string> Fields, FreeText Values, bool SaysEligible) : Fact
    {
        public bool Equals(Imported? other) =>
            other is not null && Fields.SequenceEqual(other.Fields) && Values == other.Values && SaysEligible == other.SaysEligible;

        public override int GetHashCode() => HashCode.Combine(Fields.Count, Values, SaysEligible);
    }

    public sealed record Reviewed(bool Admits, FreeText Reason, Guid By) : Fact;

    public sealed record Removed(ApplicationId Application) : Fact;

    /// <summary>Rules fail, or wait for a verdict: whoever presses "admit" would be contradicted by the evaluation.</summary>
    public sealed record RulesSayOtherwise(IReadOnlyList<RuleId> Failing, IReadOnlyList<RuleId> Open) : Refusal;

    /// <param name="ifAdmitted">Its standing if the formal review admits it; null = the act does not depend on it.</param>
    public static Answer Decide(CallStage stage, Act act, By by, ApplicationStanding? ifAdmitted)
    {
        if (by.Capacity != Capacity.Officer)
        {
            return new Refusal.NeedsCapacity(Capacity.Officer);
        }
        if (stage > CallStage.FormalReview)
        {
            return new CallLife.WrongStage(stage);
        }
        return act switch
        {
            Import { Fields.Count: 0 } => Answer.Nothing,
            Import import => new Imported(import.Fields, import.Values, import.SaysEligible),
            Remove remove => new Removed(remove.Application),
            Review { Admits: false, Reason: null } => new Refusal.NeedsReason(),
            Review { Admits: true } when ifAdmitted is { IsAdmitted: false } => new RulesSayOtherwise(ifAdmitted.Failing, ifAdmitted.Open),
            Review review => new Reviewed(review.Admits, review.Reason ?? new FreeText(""), by.Who),
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };
    }

    /// <summary>What a person decided stays, whatever is imported later.</summary>
    public static Admission Apply(Admission admission, Fact fact) => fact switch
    {
        Imported imported => admission.ReviewedBy is null ? admission with { IsAdmitted = imported.SaysEligible } : admission,
        Removed => admission,
        Reviewed reviewed => new Admission(reviewed.Admits, reviewed.Admits ? new FreeText("") : reviewed.Reason, reviewed.By),
        _ => throw new ArgumentOutOfRangeException(nameof(fact)),
    };
}
