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

    [Theory]
    [InlineData("12.5", "12.5", null)]
    [InlineData("0", "0", null)]
    [InlineData("-1", null, "asked")]
    [InlineData("", null, "asked")]
    public void Apply_OfARequestedColumn_TakesItAndNotTheRequest(string asked, string? expected, string? missing)
    {
        var chain = new AmountRule { Requested = "asked" }.Apply(Money.Parse("500"), new Dictionary<string, string> { ["asked"] = asked });

        Assert.Equal(missing, chain.MissingAttribute);
        if (expected is not null)
        {
            Assert.Equal((Money.Parse(expected), false), (chain.Amount, chain.NothingDue));
            Assert.Equal([new AmountStep(AmountStepKind.Requested, Rational.Parse(expected))], chain.Steps);
        }
    }

    [Fact]
    public void Apply_WithNothingToGoBy_NamesWhatIsMissing()
    {
        var nothing = new Dictionary<string, string>();

        Assert.Equal("requested_amount", new AmountRule().Apply(null, nothing).MissingAttribute);
        Assert.Equal("base", new AmountRule { Rate = Rational.One }.Apply(null, nothing).MissingAttribute);
    }

    [Fact]
    public void Apply_OfAFixedSum_IsThatSum_WhateverIsAsked()
    {
        var chain = AmountRule.Each(Money.Parse("300")).Apply(Money.Parse("500"), new Dictionary<string, string>());

        Assert.Equal(Money.Parse("300"), chain.Amount);
        Assert.Equal([new AmountStep(AmountStepKind.Fixed, 300)], chain.Steps);
    }

    /// <summary>Nothing is due where the figures give nothing; a request of nothing is only a request.</summary>
    [Theory]
    [InlineData("0", true)]
    [InlineData("0.04", true)]
    [InlineData("0.1", false)]
    public void Apply_OfABaseThatGivesNoFen_HasNothingDue(string income, bool nothingDue)
    {
        var rule = new AmountRule { Rate = Rational.Parse("0.10"), Base = "income" };

        Assert.Equal(nothingDue, rule.Apply(null, new Dictionary<string, string> { ["income"] = income }).NothingDue);
    }

    [Theory]
    [InlineData("0.13x")]
    [InlineData("13")]
    public void Apply_WithATaxThatIsNoShare_NamesIt(string tax) =>
        Assert.Equal("tax", Subsidy.Apply(null, new Dictionary<string, string> { ["income"] = "1", ["tax"] = tax }).MissingAttribute);

    /// <summary>One that is blank names itself, another that is exempt suffices.</summary>
    [Theory]
    [InlineData("yes", "", null)]
    [InlineData("", "yes", null)]
    [InlineData("no", "", "young")]
    [InlineData("", "no", "sme")]
    [InlineData("no", "no", null)]
    public void ExemptionUnknown_OfTwoExemptions_NamesTheOneThatMayExempt(string sme, string young, string? unknown)
    {
        var rule = Subsidy with
        {
            FloorExempt = new Dictionary<string, IReadOnlyList<string>> { ["sme"] = ["yes"], ["young"] = ["yes"] },
        };
        var attributes = new Dictionary<string, string> { ["sme"] = sme, ["young"] = young };

        Assert.Equal(unknown, rule.ExemptionUnknown(Money.Parse("99999.99"), attributes));
        Assert.Null(rule.ExemptionUnknown(Money.Parse("100000"), attributes));
        Assert.Equal(sme != "yes" && young != "yes", rule.IsBelowFloor(Money.Parse("99999.99"), attributes));
    }
}
