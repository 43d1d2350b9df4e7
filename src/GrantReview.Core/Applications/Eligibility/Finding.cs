using GrantReview.Core.Settings;

namespace GrantReview.Core.Applications.Eligibility;

/// <summary>What one rule says about one application (审查结论), and what a person said to that.</summary>
/// <param name="Outcome">
/// What the rule says: Pass also where it does not bind this application; Person where an attribute that it needs is unknown.
/// </param>
/// <param name="Binds">False when the rule's <c>when</c> does not hold.</param>
/// <param name="Holds">Whether the condition holds; null when it is unknown or was not asked.</param>
/// <param name="Figures">What was compared, in the order of the condition, with the bound it was held against.</param>
/// <param name="Unknown">Attributes that are missing or unreadable and would have decided.</param>
public sealed record Finding(
    ApplicationId Application, EligibilityRule Rule, Outcome Outcome, bool Binds, bool? Holds, IReadOnlyList<Figure> Figures,
    IReadOnlyList<string> Unknown)
{
    /// <summary>Null while nobody has answered.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>The rule says no or cannot say: a person is asked, and may have answered.</summary>
    public bool Asks => Binds && Outcome is (Outcome.Fail or Outcome.Person);

    /// <summary>It keeps the application out: a person said "not met", or the rule fails and nobody has answered.</summary>
    public bool Fails => Binds && (Verdict is null ? Outcome == Outcome.Fail : Verdict.Kind == VerdictKind.NotMet);

    /// <summary>
    /// Only the value that is missing answers it: without it there is no amount or place in time, whatever a person says but "not met".
    /// </summary>
    public bool NeedsValue { get; init; }

    /// <summary>It needs a person, and nobody has answered.</summary>
    public bool IsOpen => Binds && Outcome == Outcome.Person && (Verdict is null || (NeedsValue && Verdict.Kind != VerdictKind.NotMet));
}

/// <summary>What a figure measures of the columns it reads.</summary>
public enum FigureKind { Value, Items, Ratio, Years, Months, Applications, Retirement }

/// <summary>One comparison: the attribute or measure, what it is, the sign and the bound, and whether it holds (null = unknown).</summary>
public sealed record Figure(string Name, string Value, string Sign, string Bound, bool? Holds)
{
    public FigureKind Kind { get; init; }

    /// <summary>The columns that are measured, by their codes; a date may be <see cref="Condition.AsOf"/>.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>The accepted values where the bound is a list of them; else empty.</summary>
    public IReadOnlyList<string> Accepted { get; init; } = [];

    /// <summary>The bound is another column or the reference date.</summary>
    public bool IsBoundByColumn { get; init; }

    public override string ToString() =>
        $"{Name} = {(Value.Length == 0 ? "?" : Value)} {(Holds switch { true => "✓", false => "✗", null => "?" })} {Sign} {Bound}"
            .TrimEnd();
}
