namespace GrantReview.Core.Applications;

/// <summary>
/// What a limit compares: the unit that the call's table of units brings a cell to, where it knows it; else the cell. What was resolved
/// stands in a column of its own, which a package keeps, since it has no table of units.
/// </summary>
public static class LimitKey
{
    private const string Suffix = "_resolved";

    public static string ColumnOf(string column) => column + Suffix;

    /// <summary>The column that says it: the resolved one where it says something.</summary>
    public static string ColumnIn(IReadOnlyDictionary<string, string> attributes, string column) =>
        string.IsNullOrWhiteSpace(attributes.GetValueOrDefault(ColumnOf(column))) ? column : ColumnOf(column);

    /// <summary>Blank where neither says anything.</summary>
    public static string Of(IReadOnlyDictionary<string, string> attributes, string column) =>
        attributes.GetValueOrDefault(ColumnIn(attributes, column), "");
}
