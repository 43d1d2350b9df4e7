using System.Globalization;
using GrantReview.Core.Numbers;

namespace GrantReview.Core.Rankings;

/// <summary>
/// Compares the values of one link of a tie-break chain: as numbers where all of them are numbers, as instants where all are instants, else as
/// text (ordinal). A blank value comes last in either direction.
/// </summary>
public sealed class TieBreaking : IComparer<string?>
{
    private readonly bool descending;
    private readonly Func<string, string, int> compare;

    public TieBreaking(IEnumerable<string?> values, bool descending)
    {
        this.descending = descending;
        var given = values.Where(v => !string.IsNullOrWhiteSpace(v)).Distinct().ToList();
        compare = given.TrueForAll(v => Rational.TryParse(v, out _)) ? (a, b) => Rational.Parse(a).CompareTo(Rational.Parse(b))
            : given.TrueForAll(v => TryParseInstant(v, out _)) ? CompareInstants
            : string.CompareOrdinal;
    }

    public int Compare(string? x, string? y) =>
        (string.IsNullOrWhiteSpace(x), string.IsNullOrWhiteSpace(y)) switch
        {
            (true, true) => 0,
            (true, false) => 1,
            (false, true) => -1,
            _ => (descending ? -1 : 1) * Math.Sign(compare(x ?? "", y ?? "")),
        };

    /// <summary>An ISO 8601 instant; without an offset it is taken as UTC.</summary>
    public static bool TryParseInstant(string? text, out DateTime utc) =>
        DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out utc);

    private static int CompareInstants(string a, string b) =>
        TryParseInstant(a, out var x) && TryParseInstant(b, out var y) ? x.CompareTo(y) : 0;
}
