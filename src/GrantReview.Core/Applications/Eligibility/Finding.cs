using GrantReview.Core.Settings;

namespace GrantReview.Core.Applications.Eligibility;

/// <summary>What one rule says about one application (审查结论).</summary>
/// <param name="Outcome">Pass also where the rule does not bind this application; Person where an attribute it needs is unknown.</param>
/// <param name="Binds">False when the rule's <c>when</c> does not hold.</param>
/// <param name="Holds">Whether the condition holds; null when it is unknown or was not asked.</param>
/// <param name="Figures">What was compared, in the order of the condition, with the bound it was held against.</param>
/// <param name="Unknown">Attributes that are missing or unreadable and would have decided.</param>
/// <param name="IsWaived">A person set the rule aside for this application; it then passes.</param>
public sealed record Finding(string Application, EligibilityRule Rule, Outcome Outcome, bool Binds, bool? Holds, IReadOnlyList<Figure> Figures, IReadOnlyList<string> Unknown, bool IsWaived);

/// <summary>One comparison: the attribute or measure, what it is, the sign and the bound, and whether it holds (null = unknown).</summary>
public sealed record Figure(string Name, string Value, string Sign, string Bound, bool? Holds)
{
    public override string ToString() => $"{Name} = {(Value.Length == 0 ? "?" : Value)} {(Holds switch { true => "✓", false => "✗", null => "?" })} {Sign} {Bound}".TrimEnd();
}
