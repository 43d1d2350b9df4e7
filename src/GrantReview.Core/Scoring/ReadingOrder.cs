using System.Security.Cryptography;
using System.Text;

namespace GrantReview.Core.Scoring;

/// <summary>Where an application stood in the orders given so far.</summary>
/// <param name="Sum">Of its relative places, each between 0 (first) and 1 (last).</param>
/// <param name="Count">Experts whose orders hold it.</param>
public readonly record struct Places(double Sum, int Count)
{
    public Places With(double place) => new(Sum + place, Count + 1);
}

/// <summary>
/// In which order an expert reads: drawn by a seed, and of <see cref="Draws"/> such orders the one that brings the mean places of the
/// applications nearest to the middle, so that no application is read early by all of its experts.
/// </summary>
public static class ReadingOrder
{
    public const int Draws = 32;

    /// <summary>The relative place of the sheet at an index: the middle of its share of [0, 1].</summary>
    public static double PlaceOf(int index, int sheets) => (index + 0.5) / sheets;

    /// <summary>The applications in the order in which the expert reads them; empty where there are none.</summary>
    /// <param name="seed">Another order for another seed, the same for the same one; the order of the input never matters.</param>
    /// <param name="applications">Numbers, each once.</param>
    /// <param name="earlier">Places in the orders of other experts; an application that is not in it stands in none.</param>
    public static IReadOnlyList<string> For(string seed, IReadOnlyCollection<string> applications, IReadOnlyDictionary<string, Places> earlier) =>
        Enumerable.Range(0, Draws).Select(draw => OrderOf($"{seed}|{draw}", applications)).MinBy(order => Unevenness(order, earlier)) ?? [];

    private static List<string> OrderOf(string seed, IEnumerable<string> applications) =>
    [
        .. applications.Order(StringComparer.Ordinal)
            .OrderBy(a => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}|{a}"))), StringComparer.Ordinal),
    ];

    /// <summary>Σ over the applications of (mean place − ½)².</summary>
    private static double Unevenness(List<string> order, IReadOnlyDictionary<string, Places> earlier) => order.Select((application, i) =>
    {
        var places = earlier.GetValueOrDefault(application).With(PlaceOf(i, order.Count));
        var away = (places.Sum / places.Count) - 0.5;
        return away * away;
    }).Sum();
}
