using GrantReview.Core.Applications;

namespace GrantReview.Core.Experts;

/// <summary>A person who scores (评审专家).</summary>
/// <param name="Unit">Blank = unknown, which makes no conflict.</param>
/// <param name="FormerUnits">Each as "name" or "name@year", the year in which the expert left.</param>
/// <param name="Kind">academic, industry, finance … as the call names them; blank = any.</param>
/// <param name="MaxLoad">Null = the call's cap, else unlimited.</param>
public sealed record Expert(
    string Id,
    string Name,
    string Unit,
    string UnitCode,
    IReadOnlyList<string> FormerUnits,
    string Region,
    string Kind,
    IReadOnlyList<string> Keywords,
    int? MaxLoad,
    int? MinLoad)
{
    /// <summary>What tells the expert from namesakes.</summary>
    public Person Contacts { get; init; } = Person.Nobody;

    /// <summary>The number in 专家n where one was drawn for the call (匿名编号); null = none was.</summary>
    public int? Alias { get; init; }

    public Person Person => Contacts with { Name = Name };
}
