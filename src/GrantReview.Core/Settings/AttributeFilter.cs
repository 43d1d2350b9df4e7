namespace GrantReview.Core.Settings;

/// <summary>
/// Which applications a limit, a table or a quota speaks of: attribute → accepted values, all of which must be said. Unknown where a cell
/// that would decide is blank, or is no answer although yes or no is asked; then a person is asked, and nobody is passed over.
/// </summary>
public static class AttributeFilter
{
    /// <summary>
    /// Null = unknown. One cell that says something else decides although another is unknown; an empty filter holds for everybody.
    /// </summary>
    public static bool? Holds(
        IReadOnlyDictionary<string, IReadOnlyList<string>> where, IReadOnlyDictionary<string, string> attributes)
    {
        var isUnknown = false;
        foreach (var (attribute, accepted) in where)
        {
            switch (Says(attributes, attribute, accepted))
            {
                case false: return false;
                case null: isUnknown = true; break;
            }
        }
        return isUnknown ? null : true;
    }

    /// <summary>The attributes that leave it unknown; none where it is known.</summary>
    public static IEnumerable<string> Unknown(
        IReadOnlyDictionary<string, IReadOnlyList<string>> where, IReadOnlyDictionary<string, string> attributes) =>
        Holds(where, attributes) is null
            ? where.Where(w => Says(attributes, w.Key, w.Value) is null).Select(w => w.Key) : [];

    /// <summary>
    /// Whether a cell, or the unit that it was brought to, says one of the values; null where neither says anything, unless nothing is
    /// what is accepted, and where a bracket alone differs: 甲大学（科技处） may be 甲大学.
    /// </summary>
    public static bool? Says(IReadOnlyDictionary<string, string> attributes, string column, IReadOnlyList<string> accepted)
    {
        if (LimitKey.NamesOf(attributes, column).Any(name => Written.SaysAny(name, accepted)))
        {
            return true;
        }
        var said = LimitKey.Of(attributes, column);
        if (Written.SaysNothing(said))
        {
            return accepted.Any(string.IsNullOrWhiteSpace) ? true : null;
        }
        return (accepted.Any(Written.AsksYesOrNo) && Written.Truth(said) is null) || accepted.Any(a => Written.IsAlike(said, a))
            ? null : false;
    }
}
