using GrantReview.Core.Settings;

namespace GrantReview.Core.Calls;

/// <summary>
/// What a template says about a call beside what decides: its source, dates, filing chain, what it leaves open, and where each value comes
/// from.
/// </summary>
public sealed record CallDescription(
    string? Source, LocalText? Note, IReadOnlyList<CallDate> Dates, IReadOnlyList<WorkflowStep> Workflow, IReadOnlyList<CallChoice> Choices,
    IReadOnlyList<CallClause> Clauses);

/// <summary>A named date or instant, as it is written (ISO 8601).</summary>
public sealed record CallDate(string Key, LocalText Name, string When);

/// <summary>One step of the filing chain (网上审核): who acts, within how many working days and until when.</summary>
public sealed record WorkflowStep(string Code, LocalText Name, LocalText Actor, int? WorkingDays, string? DueAt, string? Rule);

/// <summary>What the source leaves open; the value at <paramref name="Key"/> is a proposal until the officer confirms it.</summary>
public sealed record CallChoice(string Key, LocalText Why);

/// <summary>Where a value comes from, in this product's own words.</summary>
public sealed record CallClause(string Ref, string Key, LocalText Text);

/// <summary>A setting by its key in call.json, with the code of a rule, category or quota where the file has a place in a list.</summary>
public readonly record struct SettingKey(string Value)
{
    public override string ToString() => Value;
}
