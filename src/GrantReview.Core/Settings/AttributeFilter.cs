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
            switch (Says(attributes.GetValueOrDefault(attribute), accepted))
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
            ? where.Where(w => Says(attributes.GetValueOrDefault(w.Key), w.Value) is null).Select(w => w.Key) : [];

    /// <summary>Whether a cell says one of the values; null where it says nothing, unless nothing is what is accepted.</summary>
    public static bool? Says(string? cell, IReadOnlyList<string> accepted) =>
        string.IsNullOrWhiteSpace(cell) ? accepted.Any(string.IsNullOrWhiteSpace) ? true : null
            : Written.SaysAny(cell, accepted) ? true
            : accepted.Any(Written.AsksYesOrNo) && Written.Truth(cell) is null ? null : false;
}
