using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace GrantReview.Core.Numbers;

/// <summary>
/// An exact fraction n/d in lowest terms with d &gt; 0. Scores and weights are rationals because neither binary nor decimal
/// fractions hold a third of a point, and a tie must be a tie. The default value is zero.
/// </summary>
/// <remarks>Text is plain decimal notation in the invariant culture ("86.5", "-3", "1e2" is refused) or a fraction "20/3".</remarks>
public readonly struct Rational : IEquatable<Rational>, IComparable<Rational>
{
    // Nearly every score fits two machine words; the rare larger fraction lives in the box and the words are then unused.
    private readonly long numerator;
    private readonly long denominatorLessOne;
    private readonly Large? large;

    private sealed record Large(BigInteger Numerator, BigInteger Denominator);

    public Rational(BigInteger numerator, BigInteger denominator)
    {
        ArgumentOutOfRangeException.ThrowIfZero(denominator);
        if (denominator.Sign < 0)
        {
            (numerator, denominator) = (-numerator, -denominator);
        }
        if (!denominator.IsOne)
        {
            var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator);
            (numerator, denominator) = (numerator / divisor, denominator / divisor);
        }
        if (numerator >= long.MinValue && numerator <= long.MaxValue && denominator <= long.MaxValue)
        {
            this.numerator = (long)numerator;
            denominatorLessOne = (long)denominator - 1;
        }
        else
        {
            large = new Large(numerator, denominator);
        }
    }

    private Rational(long numerator, long denominator)
    {
        this.numerator = numerator;
        denominatorLessOne = denominator - 1;
    }

    /// <summary>A fraction of two small products; in lowest terms already when <paramref name="d"/> is 1.</summary>
    private static Rational Reduce(Int128 n, Int128 d)
    {
        if (n <= long.MinValue || n > long.MaxValue || d > long.MaxValue)
        {
            return new Rational((BigInteger)n, (BigInteger)d);
        }
        if (d == 1)
        {
            return new Rational((long)n, 1L);
        }
        long a = Math.Abs((long)n), b = (long)d;
        while (b != 0)
        {
            (a, b) = (b, a % b);
        }
        return new Rational((long)n / a, (long)d / a);
    }

    public static Rational Zero => default;
    public static Rational One => new(1L, 1L);
    public static Rational Hundred => new(100L, 1L);

    public BigInteger Numerator => large?.Numerator ?? numerator;
    public BigInteger Denominator => large?.Denominator ?? SmallDenominator;
    public int Sign => large?.Numerator.Sign ?? Math.Sign(numerator);
    public bool IsInteger => large is null ? denominatorLessOne == 0 : large.Denominator.IsOne;
    private long SmallDenominator => denominatorLessOne + 1;

    public static implicit operator Rational(long value) => new(value, 1L);

    public static implicit operator Rational(decimal value)
    {
        var scale = value.Scale;
        return new Rational(new BigInteger(value * Pow10(scale)), BigInteger.Pow(10, scale));

        static decimal Pow10(int scale)
        {
            var power = 1m;
            for (var i = 0; i < scale; i++)
            {
                power *= 10m;
            }
            return power;
        }
    }

    /// <summary>The exact value of a finite double (every double is a fraction with a power of two below).</summary>
    public static Rational FromDouble(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, "Only a finite number is a fraction.");
        }
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7FF);
        var mantissa = bits & 0xFFFFFFFFFFFFFL;
        if (exponent == 0)
        {
            exponent++;
        }
        else
        {
            mantissa |= 1L << 52;
        }
        exponent -= 1075;
        BigInteger numerator = bits < 0 ? -mantissa : mantissa;
        return exponent >= 0
            ? new Rational(numerator << exponent, BigInteger.One)
            : new Rational(numerator, BigInteger.One << -exponent);
    }

    public static bool TryParse([NotNullWhen(true)] string? text, out Rational value)
    {
        value = default;
        if (string.IsNullOrWhiteSpace(text) || text.Length > 60)
        {
            return false;
        }
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0)
        {
            if (!TryParse(text[..slash], out var above) || !TryParse(text[(slash + 1)..], out var below) || below.Sign == 0)
            {
                return false;
            }
            value = above / below;
            return true;
        }
        var digits = text.AsSpan().Trim();
        var point = digits.IndexOf('.');
        var decimals = point < 0 ? 0 : digits.Length - point - 1;
        if (!BigInteger.TryParse(point < 0 ? digits : string.Concat(digits[..point], digits[(point + 1)..]),
                NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer)
            || (point >= 0 && decimals == 0))
        {
            return false;
        }
        value = new Rational(integer, BigInteger.Pow(10, decimals));
        return true;
    }

    public static Rational Parse(string text) =>
        TryParse(text, out var value) ? value : throw new FormatException($"'{text}' is not a decimal number or a fraction.");

    public static Rational operator +(Rational a, Rational b) =>
        a.large is null && b.large is null
            ? a.denominatorLessOne == b.denominatorLessOne
                ? Reduce((Int128)a.numerator + b.numerator, a.SmallDenominator)
                : Reduce(((Int128)a.numerator * b.SmallDenominator) + ((Int128)b.numerator * a.SmallDenominator),
                    (Int128)a.SmallDenominator * b.SmallDenominator)
            : new Rational((a.Numerator * b.Denominator) + (b.Numerator * a.Denominator), a.Denominator * b.Denominator);

    public static Rational operator -(Rational a, Rational b) => a + -b;

    public static Rational operator -(Rational a) =>
        a.large is null && a.numerator != long.MinValue
            ? new Rational(-a.numerator, a.SmallDenominator) : new Rational(-a.Numerator, a.Denominator);

    public static Rational operator *(Rational a, Rational b) =>
        a.large is null && b.large is null
            ? Reduce((Int128)a.numerator * b.numerator, (Int128)a.SmallDenominator * b.SmallDenominator)
            : new Rational(a.Numerator * b.Numerator, a.Denominator * b.Denominator);

    public static Rational operator /(Rational a, Rational b) =>
        b.Sign == 0 ? throw new DivideByZeroException() : new Rational(a.Numerator * b.Denominator, a.Denominator * b.Numerator);

    public static bool operator ==(Rational a, Rational b) => a.Equals(b);
    public static bool operator !=(Rational a, Rational b) => !a.Equals(b);
    public static bool operator <(Rational a, Rational b) => a.CompareTo(b) < 0;
    public static bool operator >(Rational a, Rational b) => a.CompareTo(b) > 0;
    public static bool operator <=(Rational a, Rational b) => a.CompareTo(b) <= 0;
    public static bool operator >=(Rational a, Rational b) => a.CompareTo(b) >= 0;

    public static Rational Min(Rational a, Rational b) => a <= b ? a : b;
    public static Rational Max(Rational a, Rational b) => a >= b ? a : b;

    /// <summary>The mean of at least one value.</summary>
    public static Rational Mean(IReadOnlyCollection<Rational> values) =>
        values.Count == 0
            ? throw new ArgumentException("The mean of no values is undefined.", nameof(values))
            : values.Aggregate(Zero, (sum, value) => sum + value) / values.Count;

    /// <summary>Rounded half away from zero, the rule by which scores are published.</summary>
    public Rational Round(int decimals)
    {
        var scale = BigInteger.Pow(10, decimals);
        var twice = BigInteger.Abs(Numerator) * scale * 2;
        var rounded = (twice + Denominator) / (Denominator * 2);
        return new Rational(Sign < 0 ? -rounded : rounded, scale);
    }

    /// <summary>Rounded towards minus infinity to a whole number.</summary>
    public BigInteger Floor()
    {
        var quotient = BigInteger.DivRem(Numerator, Denominator, out var remainder);
        return remainder.Sign < 0 ? quotient - 1 : quotient;
    }

    /// <summary>The nearest double, for statistics and plots; never for a decision.</summary>
    public double ToDouble()
    {
        if (BigInteger.Abs(Numerator) < (1L << 53) && Denominator < (1L << 53))
        {
            return (double)Numerator / (double)Denominator;
        }
        // A side is too long for a double's mantissa: divide with 64 bits to spare, so that the result is within half a unit in the last
        // place or one.
        var shift = (int)(Denominator.GetBitLength() - BigInteger.Abs(Numerator).GetBitLength()) + 64;
        var scaled = shift >= 0 ? (Numerator << shift) / Denominator : Numerator / (Denominator << -shift);
        return Math.ScaleB((double)scaled, -shift);
    }

    /// <summary>Decimal text with exactly <paramref name="decimals"/> digits, rounded half away from zero, invariant culture.</summary>
    public string ToText(int decimals)
    {
        var rounded = Round(decimals);
        var digits = (BigInteger.Abs(rounded.Numerator) * BigInteger.Pow(10, decimals) / rounded.Denominator)
            .ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        var sign = rounded.Sign < 0 ? "-" : "";
        return decimals == 0 ? sign + digits : $"{sign}{digits[..^decimals]}.{digits[^decimals..]}";
    }

    /// <summary>Exact decimal text where the fraction ends, else fifteen decimals; no trailing zeros.</summary>
    public override string ToString()
    {
        if (IsInteger)
        {
            return Numerator.ToString(CultureInfo.InvariantCulture);
        }
        var rest = Denominator;
        int twos = 0, fives = 0;
        for (; rest.IsEven; rest >>= 1)
        {
            twos++;
        }
        for (; (rest % 5).IsZero; rest /= 5)
        {
            fives++;
        }
        var decimals = Math.Max(twos, fives);
        return ToText(rest.IsOne && decimals <= 30 ? decimals : 15).TrimEnd('0').TrimEnd('.');
    }

    /// <summary>
    /// Text that <see cref="Parse"/> reads back to the same value: decimal where the fraction ends, else "numerator/denominator".
    /// </summary>
    public string ToExactText() =>
        ToString() is var text && Parse(text) == this ? text : string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");

    public bool Equals(Rational other) =>
        numerator == other.numerator && denominatorLessOne == other.denominatorLessOne && Equals(large, other.large);

    public override bool Equals(object? obj) => obj is Rational other && Equals(other);
    public override int GetHashCode() => HashCode.Combine(numerator, denominatorLessOne, large);

    public int CompareTo(Rational other) =>
        large is null && other.large is null
            ? ((Int128)numerator * other.SmallDenominator).CompareTo((Int128)other.numerator * SmallDenominator)
            : (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);
}
