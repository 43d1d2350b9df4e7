using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace GrantReview.Core.Numbers;

/// <summary>An amount of money in whole fen (分, a hundredth of a yuan). Sums are exact; overflow throws.</summary>
/// <remarks>Text is in yuan: "200000" or "1234.56". A part of a fen is refused, never rounded.</remarks>
public readonly record struct Money(long Fen) : IComparable<Money>
{
    public static Money Zero => default;

    public static Money FromYuan(decimal yuan) =>
        decimal.IsInteger(yuan * 100) ? new Money(checked((long)(yuan * 100)))
        : throw new ArgumentOutOfRangeException(nameof(yuan), yuan, "An amount is a whole number of fen.");

    /// <summary>The whole fen in an exact amount of yuan; a part of a fen is dropped, so that an amount never exceeds its rule.</summary>
    public static Money FloorOfYuan(Rational yuan) => new(checked((long)(yuan * 100).Floor()));

    /// <summary>An exact amount of yuan to the fen, half away from zero.</summary>
    public static Money RoundYuan(Rational yuan) => new(checked((long)(yuan * 100).Round(0).Numerator));

    public static bool TryParse([NotNullWhen(true)] string? yuan, out Money money)
    {
        money = default;
        if (!decimal.TryParse(
            yuan, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            || Math.Abs(value) > 90_000_000_000_000_000m / 100 || !decimal.IsInteger(value * 100))
        {
            return false;
        }
        money = new Money((long)(value * 100));
        return true;
    }

    public static Money Parse(string yuan) =>
        TryParse(yuan, out var money) ? money : throw new FormatException($"'{yuan}' is not an amount in yuan with at most two decimals.");

    public decimal Yuan => Fen / 100m;
    public Rational ExactYuan => new(Fen, 100);

    public static Money operator +(Money a, Money b) => new(checked(a.Fen + b.Fen));
    public static Money operator -(Money a, Money b) => new(checked(a.Fen - b.Fen));
    public static bool operator <(Money a, Money b) => a.Fen < b.Fen;
    public static bool operator >(Money a, Money b) => a.Fen > b.Fen;
    public static bool operator <=(Money a, Money b) => a.Fen <= b.Fen;
    public static bool operator >=(Money a, Money b) => a.Fen >= b.Fen;

    public static Money Min(Money a, Money b) => a <= b ? a : b;
    public static Money Sum(IEnumerable<Money> amounts) => amounts.Aggregate(Zero, (sum, amount) => sum + amount);

    public int CompareTo(Money other) => Fen.CompareTo(other.Fen);

    /// <summary>Yuan without trailing zeros: "200000", "1234.5".</summary>
    public override string ToString() => Yuan.ToString("0.##", CultureInfo.InvariantCulture);
}
