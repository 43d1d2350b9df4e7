namespace GrantReview.Core.Conflicts;

/// <summary>A legal entity as the officer's table keeps it: a row of units.csv.</summary>
/// <param name="Code">统一社会信用代码; blank = unknown.</param>
/// <param name="Parent">The unit above it (主管或控股单位), by name or credit code; blank = none or unknown.</param>
public sealed record Organisation(string Name, string Code, IReadOnlyList<string> Aliases, IReadOnlyList<string> FormerNames,
    string Parent);
