using System.Numerics;
using CsCheck;
using GrantReview.Core.Numbers;

namespace GrantReview.Core.Tests.Numbers;

public class RationalTests
{
    private static readonly Gen<Rational> AnyRational = Gen.Select(Gen.Long[-1_000_000_000_000, 1_000_000_000_000], Gen.Long[1, 1_000_000],
        (n, d) => new Rational(n, d));

    [Fact]
    public void Arithmetic_OnAnyFractions_AgreesWithCrossMultiplication() =>
        Gen.Select(AnyRational, AnyRational).Sample((a, b) =>
        {
            Assert.Equal((a.Numerator * b.Denominator) + (b.Numerator * a.Denominator),
                (a + b).Numerator * (a.Denominator * b.Denominator / (a + b).Denominator));
            Assert.Equal(a, a + b - b);
            Assert.Equal(b.Sign == 0 ? Rational.Zero : a, b.Sign == 0 ? a * b : a * b / b);
            Assert.Equal((a.Numerator * b.Denominator).CompareTo(b.Numerator * a.Denominator), a.CompareTo(b));
            Assert.True(BigInteger.GreatestCommonDivisor((a * b).Numerator, (a * b).Denominator).IsOne || (a * b).Sign == 0);
        });

    [Fact]
    public void Arithmetic_NearTheLimitsOfMachineWords_StaysExact() =>
        Gen.Select(Gen.Long, Gen.Long, Gen.Long.Where(l => l != 0), Gen.Long.Where(l => l != 0)).Sample((n, m, d, e) =>
        {
            Rational a = new(n, d), b = new(m, e);

            Assert.Equal(((BigInteger)n * e) + ((BigInteger)m * d), ((a + b) * d * e).Numerator);
            Assert.Equal((BigInteger)n * m, (a * b * d * e).Numerator);
            Assert.Equal(a, a + b - b);
            Assert.Equal(-a, Rational.Zero - a);
            Assert.Equal(a.GetHashCode(), (a + b - b).GetHashCode());
        });

    [Fact]
    public void Text_OfAnyEndingFraction_ReadsBackTheSame() =>
        Gen.Select(Gen.Long, Gen.Int[0, 12], (n, digits) => new Rational(n, BigInteger.Pow(10, digits)))
            .Sample(value => Assert.Equal(value, Rational.Parse(value.ToString())));

    [Fact]
    public void ToDouble_OfLongFractions_KeepsTheirSize()
    {
        var huge = new Rational(System.Numerics.BigInteger.Pow(10, 400), System.Numerics.BigInteger.Pow(10, 398) + 1);

        Assert.Equal(100, huge.ToDouble(), 1e-12);
        Assert.Equal(1e305 / 3, new Rational(System.Numerics.BigInteger.Pow(10, 305), 3).ToDouble(), 1e291);
    }

    [Fact]
    public void ToDouble_OfAnyDouble_GivesItBack() =>
        Gen.Double.Where(double.IsFinite).Sample(value => Assert.Equal(value == 0 ? 0 : value, Rational.FromDouble(value).ToDouble()));

    [Theory]
    [InlineData("2.345", 2, "2.35")]
    [InlineData("-2.345", 2, "-2.35")]
    [InlineData("2.3449999", 2, "2.34")]
    [InlineData("1/3", 4, "0.3333")]
    [InlineData("-0.001", 2, "0.00")]
    [InlineData("7", 0, "7")]
    public void ToText_AtHalf_RoundsAwayFromZero(string value, int decimals, string expected) =>
        Assert.Equal(expected, Rational.Parse(value).ToText(decimals));

    [Theory]
    [InlineData("86.5", 173, 2)]
    [InlineData("20/3", 20, 3)]
    [InlineData("-0.10", -1, 10)]
    [InlineData(" 5 ", 5, 1)]
    [InlineData("+5", 5, 1)]
    public void TryParse_OfDecimalOrFraction_IsExact(string text, int numerator, int denominator)
    {
        Assert.True(Rational.TryParse(text, out var value));

        Assert.Equal(new Rational(numerator, denominator), value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("1e2")]
    [InlineData("1,5")]
    [InlineData("5.")]
    [InlineData("1/0")]
    [InlineData("NaN")]
    [InlineData("--1")]
    [InlineData("1.-5")]
    public void TryParse_OfAnythingElse_IsRefused(string text) => Assert.False(Rational.TryParse(text, out _));

    [Fact]
    public void Default_IsZero()
    {
        Assert.Equal(Rational.Zero, default);
        Assert.Equal(BigInteger.One, default(Rational).Denominator);
    }
}

public class MoneyTests
{
    [Theory]
    [InlineData("200000", 20_000_000)]
    [InlineData("0.01", 1)]
    [InlineData("-3.5", -350)]
    public void TryParse_OfYuan_IsWholeFen(string yuan, long fen)
    {
        Assert.True(Money.TryParse(yuan, out var money));

        Assert.Equal(new Money(fen), money);
    }

    [Theory]
    [InlineData("0.001")]
    [InlineData("1e5")]
    [InlineData("一百万")]
    [InlineData("99999999999999999999")]
    [InlineData("")]
    public void TryParse_OfAnythingElse_IsRefused(string yuan) => Assert.False(Money.TryParse(yuan, out _));

    [Fact]
    public void Addition_PastTheLimit_Throws() => Assert.Throws<OverflowException>(() => new Money(long.MaxValue) + new Money(1));

    [Fact]
    public void FloorOfYuan_WithPartOfAFen_DropsIt() => Assert.Equal(new Money(333), Money.FloorOfYuan(Rational.Parse("10/3")));
}
