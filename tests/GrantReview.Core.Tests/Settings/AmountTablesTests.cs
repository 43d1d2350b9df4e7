using GrantReview.Core.Applications;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Settings;

/// <summary>
/// Tables, bands and caps by level of Chengdu's 2024 policy; each test is named for the rule whose worked example it is. Sums in yuan.
/// </summary>
public class AmountTablesTests
{
    private static readonly AmountRule Growth = new()
    {
        Bands = new AmountBands("revenue", "before",
            [(Money.Parse("300000000"), Money.Parse("100000")), (Money.Parse("1000000000"), Money.Parse("250000")),
                (Money.Parse("500000000"), Money.Parse("200000"))]),
        Floor = Money.Parse("100000"),
    };

    private static readonly AmountRule Park = new()
    {
        Rate = Rational.Parse("0.0001"), Base = "revenue", Floor = Money.Parse("100000"),
        FloorExempt = new Dictionary<string, IReadOnlyList<string>> { ["sme"] = ["yes"] },
        Cases = [Case("level", "国家级", cap: "1000000"), Case("level", "省级", cap: "500000"), Case("level", "市级", cap: "300000")],
    };

    private static readonly AmountRule Prize =
        new() { Cases = [Case("prize", "特等奖", "500000"), Case("prize", "其他奖项", "200000"), Case("prize", "优秀博士论文", "0")] };

    [Theory]
    [InlineData("290000000", "300000000", "100000")]
    [InlineData("290000000", "299999000", "0")]
    [InlineData("200000000", "600000000", "200000")]
    [InlineData("400000000", "1200000000", "250000")]
    [InlineData("600000000", "800000000", "0")]
    [InlineData("350000000", "520000000", "200000")]
    [InlineData("300000000", "300000000", "0")]
    [InlineData("499999999.99", "500000000", "200000")]
    public void CP24_29_PaysTheHighestBandNewlyReached(string before, string revenue, string expected)
    {
        var chain = Growth.Apply(null, Attributes(("revenue", revenue), ("before", before)));

        Assert.Equal(Money.Parse(expected), chain.Amount);
        Assert.Equal(expected == "0", chain.NothingDue);
        AmountStep[] steps =
        [
            new(AmountStepKind.Value, Rational.Parse(revenue)), new(AmountStepKind.Before, Rational.Parse(before)),
            new(AmountStepKind.Band, Rational.Parse(expected)),
        ];
        Assert.Equal(steps, chain.Steps);
    }

    [Fact]
    public void CP24_29_WithoutTheEarlierFigure_IsUnknown() =>
        Assert.Equal("before", Growth.Apply(null, Attributes(("revenue", "300000000"))).MissingAttribute);

    [Theory]
    [InlineData("国家级", "12000000000", "no", "1000000", false)]
    [InlineData("省级", "12000000000", "no", "500000", false)]
    [InlineData("市级", "2500000000", "no", "250000", false)]
    [InlineData("市级", "999000000", "no", "99900", true)]
    [InlineData("市级", "999000000", "yes", "99900", false)]
    [InlineData("市级", "1000000000", "no", "100000", false)]
    [InlineData("市级", "3000000000", "no", "300000", false)]
    public void CP24_39_CapsByLevel(string level, string revenue, string sme, string expected, bool below)
    {
        var chain = Park.Apply(null, Attributes(("level", level), ("revenue", revenue), ("sme", sme)));

        Assert.Equal((Money.Parse(expected), below), (chain.Amount, chain.BelowFloor));
    }

    [Fact]
    public void CP24_39_WithoutALevel_IsUnknown() => Assert.Equal("level", Park.Apply(null, Attributes(("revenue", "1"))).MissingAttribute);

    [Theory]
    [InlineData("特等奖", "500000", false)]
    [InlineData("其他奖项", "200000", false)]
    [InlineData("优秀博士论文", "0", true)]
    public void CP24_43_PaysByPrize(string prize, string expected, bool nothing)
    {
        var chain = Prize.Apply(null, Attributes(("prize", prize)));

        Assert.Equal((Money.Parse(expected), nothing), (chain.Amount, chain.NothingDue));
    }

    [Theory]
    [InlineData("2500", "250")]
    [InlineData("2400", "240")]
    [InlineData("9999", "250")]
    public void CP24_01_IsATenthUpToTheCap(string spendingInTenThousands, string expectedInTenThousands)
    {
        var rule = new AmountRule { Rate = Rational.Parse("0.10"), Base = "spending", Cap = Money.Parse("2500000") };

        var chain = rule.Apply(null, Attributes(("spending", spendingInTenThousands + "0000")));

        Assert.Equal(Money.Parse(expectedInTenThousands + "0000"), chain.Amount);
    }

    [Theory]
    [InlineData("10000", "3", "3333.33")]
    [InlineData("0.1", "1", "0.1")]
    [InlineData("0.01", "2", "0")]
    public void CP24_57_DropsPartsOfAFenOnceAtTheEnd(string given, string shares, string expected)
    {
        var rule = new AmountRule { Rate = Rational.One / Rational.Parse(shares), Base = "base" };

        Assert.Equal(Money.Parse(expected), rule.Apply(null, Attributes(("base", given))).Amount);
    }

    [Fact]
    public void CQ23_02_TakesDistrictMoneyFromItsOwnColumn() =>
        Assert.Equal(Money.Parse("9000000"),
            new AmountRule { Requested = "district", Cap = Money.Parse("10000000") }.Apply(Money.Parse("15000000"),
            Attributes(("district", "9000000"))).Amount);

    private static AmountCase Case(string attribute, string value, string? sum = null, string? cap = null) =>
        new(new Dictionary<string, IReadOnlyList<string>> { [attribute] = [value] }, sum is null ? null : Money.Parse(sum),
            cap is null ? null : Money.Parse(cap));

    private static Dictionary<string, string> Attributes(params (string Name, string Value)[] attributes) =>
        attributes.ToDictionary(a => a.Name, a => a.Value);
}
