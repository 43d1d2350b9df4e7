using GrantReview.Core.Applications;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Rankings;

/// <summary>
/// Compares the values of one link of a tie-break chain: as numbers where all of them are numbers, as instants where all are instants, else
/// as text (ordinal). A blank value comes last in either direction.
/// </summary>
public sealed class TieBreaking : IComparer<string?>
{
    private readonly bool descending;
    private readonly Func<string, string, int> compare;

    public TieBreaking(IEnumerable<string?> values, bool descending)
    {
        this.descending = descending;
        var given = values.Where(v => !string.IsNullOrWhiteSpace(v)).Distinct().ToList();
        compare = given.TrueForAll(v => NumberOf(v) is not null) ? (a, b) => Nullable.Compare(NumberOf(a), NumberOf(b))
            : given.TrueForAll(v => Times.Read(v) is not null) ? (a, b) => Nullable.Compare(Times.Read(a), Times.Read(b))
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

    /// <summary>A cell's number, or the exact fraction that stands for an indicator.</summary>
    public static Rational? NumberOf(string? text) => Rational.TryParse(text, out var exact) ? exact : Written.Number(text);
}
