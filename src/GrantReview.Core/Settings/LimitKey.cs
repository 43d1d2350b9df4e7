namespace GrantReview.Core.Settings;

/// <summary>
/// What a limit compares: the unit that the call's table of units brings a cell to, where it knows it; else the cell. What was resolved
/// stands in columns of its own, which a package keeps, since it has no table of units.
/// </summary>
public static class LimitKey
{
    private const string Suffix = "_resolved";
    private const string NamedSuffix = "_named";

    public static string ColumnOf(string column) => column + Suffix;

    /// <summary>The column with the accepted values of the call's filters that name the same unit as the cell in other words.</summary>
    public static string NamedOf(string column) => column + NamedSuffix;

    /// <summary>The column that says it: the resolved one where it says something.</summary>
    public static string ColumnIn(IReadOnlyDictionary<string, string> attributes, string column) =>
        string.IsNullOrWhiteSpace(attributes.GetValueOrDefault(ColumnOf(column))) ? column : ColumnOf(column);

    /// <summary>Blank where neither says anything.</summary>
    public static string Of(IReadOnlyDictionary<string, string> attributes, string column) =>
        attributes.GetValueOrDefault(ColumnIn(attributes, column), "");

    /// <summary>
    /// Everything that a filter may name it by: the cell, which may be blank, what it was brought to, and its other names.
    /// </summary>
    public static IEnumerable<string> NamesOf(IReadOnlyDictionary<string, string> attributes, string column)
    {
        yield return attributes.GetValueOrDefault(column, "");
        if (attributes.TryGetValue(ColumnOf(column), out var resolved) && !string.IsNullOrWhiteSpace(resolved))
        {
            yield return resolved;
        }
        foreach (var name in attributes.TryGetValue(NamedOf(column), out var named) ? Written.List(named) : [])
        {
            yield return name;
        }
    }
}
