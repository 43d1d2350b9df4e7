namespace GrantReview.Core.Applications.Eligibility;

/// <summary>What a person says of a finding (认定): the rule is met, is not met, or is waived by a clause.</summary>
public enum VerdictKind { Met, NotMet, Waived }

/// <summary>
/// A person's answer to a finding. It outlives the finding: whatever is imported later, it stands until a person gives another.
/// </summary>
/// <param name="Application">Its id, or <see cref="Everyone"/>.</param>
/// <param name="Rule">The id of the call's rule.</param>
/// <param name="Clause">By which a rule is waived; a waiver without one is no verdict and cannot be made.</param>
/// <param name="By">
/// Who gave it, as files name the person; it decides nothing, and neither do <paramref name="At"/> and <paramref name="Reason"/>.
/// </param>
/// <param name="At">ISO 8601, or blank.</param>
public sealed record Verdict(ApplicationId Application, RuleId Rule, VerdictKind Kind, string Clause = "", string By = "", string At = "",
    string Reason = "")
{
    /// <summary>
    /// Stands for every application whose finding of the rule fails or needs a person, and that has no verdict of its own.
    /// </summary>
    public static readonly ApplicationId Everyone = new("*");

    public string Clause { get; } = Kind == VerdictKind.Waived && string.IsNullOrWhiteSpace(Clause)
        ? throw new ArgumentException("A rule is waived by a clause.", nameof(Clause)) : Clause;
}
