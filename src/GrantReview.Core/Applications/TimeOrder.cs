using GrantReview.Core.Settings;

namespace GrantReview.Core.Applications;

/// <summary>Where an application stands in a category that goes by time.</summary>
/// <param name="Earlier">How many were strictly earlier, places given away in earlier rounds included.</param>
/// <param name="IsIn">Fewer than the places are strictly earlier. Those that share a time are in together or out together.</param>
/// <param name="Straddles">
/// Its time began before the last place and runs past it: the text speaks only of ties at the last place, so a person should look.
/// </param>
public sealed record TimePlace(int Earlier, bool IsIn, bool Straddles);

/// <summary>The first so many by time, with a joint last place: in ⇔ strictly earlier &lt; places.</summary>
public static class TimeOrder
{
    /// <param name="applications">The eligible ones of one category, in any order.</param>
    /// <returns>By id; null where the time is missing or unreadable.</returns>
    public static IReadOnlyDictionary<ApplicationId, TimePlace?> Of(Selection selection, IReadOnlyList<Application> applications)
    {
        var times = applications.ToDictionary(
            a => a.Id,
            a => Times.Read(a.Attributes.GetValueOrDefault(selection.TimeAttribute ?? "", "")));
        return times.ToDictionary(t => t.Key, t => t.Value is { } time ? Place(time) : null);

        TimePlace Place(DateTimeOffset time)
        {
            var earlier = Math.Max(selection.PlacesTaken, selection.PlacesSummed) + times.Values.Count(t => t < time);
            var together = times.Values.Count(t => t == time);
            var isIn = selection.Places is not { } places || earlier < places;
            return new TimePlace(earlier, isIn, isIn && earlier + 1 < selection.Places && earlier + together > selection.Places);
        }
    }
}
