using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Tests.Settings;

/// <summary>
/// The platform subsidy of Chengdu's 2024 policy (四（二）1, 十): 10 % of service income without tax, at most 1,000,000 yuan, nothing below
/// 100,000.
/// </summary>
public class AmountRuleTests
{
    private static readonly AmountRule Subsidy = new()
    {
        Rate = Rational.Parse("0.10"), Base = "income", TaxRate = "tax", Cap = Money.Parse("1000000"), Floor = Money.Parse("100000"),
        FloorExempt = new Dictionary<string, IReadOnlyList<string>> { ["sme"] = ["yes"] },
    };

    [Theory]
    [InlineData("10000000", "0", "1000000", false)]
    [InlineData("10000010", "0", "1000000", false)]
    [InlineData("11300000", "0.13", "1000000", false)]
    [InlineData("11299999", "0.13", "999999.91", false)]
    [InlineData("1000000", "0", "100000", false)]
    [InlineData("999999", "0", "99999.9", true)]
    public void Apply_AtTheBoundaries_KeepsTheOrderOfOperations(string income, string tax, string expected, bool belowFloor)
    {
        var chain = Subsidy.Apply(null, new Dictionary<string, string> { ["income"] = income, ["tax"] = tax, ["sme"] = "no" });

        Assert.Equal(Money.Parse(expected), chain.Amount);
        Assert.Equal(belowFloor, chain.BelowFloor);
        Assert.Null(chain.MissingAttribute);
    }

    /// <summary>Without the column there is no tax in the base; a blank cell says nothing, but in packages of schema 1.</summary>
    [Fact]
    public void Apply_WhenTheTaxRateIsBlank_Asks()
    {
        var blank = new Dictionary<string, string> { ["income"] = "5000000", ["tax"] = "", ["sme"] = "no" };

        Assert.Equal("tax", Subsidy.Apply(null, blank).MissingAttribute);
        Assert.Equal(Money.Parse("500000"), Subsidy.Apply(null, blank, blanksAreNo: true).Amount);
        blank.Remove("tax");
        Assert.Equal(Money.Parse("500000"), Subsidy.Apply(null, blank).Amount);
    }

    [Fact]
    public void Apply_ForAnExemptUnit_PaysBelowTheFloor()
    {
        var chain = Subsidy.Apply(null, new Dictionary<string, string> { ["income"] = "500000", ["sme"] = "yes" });

        Assert.False(chain.BelowFloor);
        Assert.Equal(Money.Parse("50000"), chain.Amount);
    }

    /// <summary>A blank cell leaves nobody out whom the floor may not bind; in packages of schema 1 it did.</summary>
    [Theory]
    [InlineData("999999", "", "sme", "99999.9", true)]
    [InlineData("999999", "?", "sme", "99999.9", true)]
    [InlineData("1000000", "", null, "100000", false)]
    public void Apply_WhereACellThatDecidesIsBlank_NamesIt(string income, string sme, string? missing, string before, bool belowFloor)
    {
        var attributes = new Dictionary<string, string> { ["income"] = income, ["sme"] = sme };

        Assert.Equal(missing, Subsidy.Apply(null, attributes).MissingAttribute);
        var first = Subsidy.Apply(null, attributes, blanksAreNo: true);
        Assert.Equal((Money.Parse(before), belowFloor, null), (first.Amount, first.BelowFloor, first.MissingAttribute));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("unknown")]
    [InlineData("-5")]
    public void Apply_WithoutABase_NamesTheAttribute(string? income)
    {
        var attributes = new Dictionary<string, string>();
        if (income is not null)
        {
            attributes["income"] = income;
        }

        Assert.Equal("income", Subsidy.Apply(null, attributes).MissingAttribute);
    }

    [Fact]
    public void Apply_KeepsEveryIntermediateFigure()
    {
        var chain = Subsidy.Apply(null, new Dictionary<string, string> { ["income"] = "22600000", ["tax"] = "0.13" });

        AmountStep[] steps =
        [
            new(AmountStepKind.Base, 22_600_000), new(AmountStepKind.WithoutTax, 20_000_000), new(AmountStepKind.Rate, 2_000_000),
            new(AmountStepKind.Cap, 1_000_000),
        ];
        Assert.Equal(steps, chain.Steps);
    }

    [Fact]
    public void Apply_WithNothingButTheRequest_CapsTheRequest() =>
        Assert.Equal(Money.Parse("300"),
            new AmountRule { Cap = Money.Parse("300") }.Apply(Money.Parse("500"), new Dictionary<string, string>()).Amount);
}
