namespace GrantReview.Core.Settings;

/// <summary>
/// What puts the applications of a category in order: experts' scores; the time of an event, earlier first; or nothing, everyone who
/// qualifies being equal.
/// </summary>
public enum SelectionBasis { Score, Time, Conditions }

/// <summary>How a category chooses.</summary>
/// <param name="TimeAttribute">For <see cref="SelectionBasis.Time"/>: the attribute with the day or instant that counts.</param>
/// <param name="Places">
/// For <see cref="SelectionBasis.Time"/>: how many places; an application is in while fewer than that many are strictly earlier, so that
/// the last place is shared by a tie; null = no limit.
/// </param>
/// <param name="PlacesTaken">Places that earlier rounds of the same policy gave away; they count as strictly earlier.</param>
public sealed record Selection(SelectionBasis Basis, string? TimeAttribute, int? Places, int PlacesTaken)
{
    /// <summary>Places that the earlier awards sum up to; the larger of this and <see cref="PlacesTaken"/> counts.</summary>
    public int PlacesSummed { get; init; }

    public static Selection ByScore { get; } = new(SelectionBasis.Score, null, null, 0);
}
