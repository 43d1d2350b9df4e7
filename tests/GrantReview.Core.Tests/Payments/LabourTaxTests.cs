using GrantReview.Core.Numbers;
using GrantReview.Core.Payments;

namespace GrantReview.Core.Tests.Payments;

/// <summary>
/// Figures of 国家税务总局公告2018年第61号, worked by hand: 800 or 20 % off, then 20 %; 30 % less 2,000 above 20,000; 40 % less 7,000 above 50,000.
/// </summary>
public class LabourTaxTests
{
    private static readonly LabourTax Tax = Table() ?? throw new InvalidOperationException("The table stands.");

    [Theory]
    [InlineData("0", "0", "0")]
    [InlineData("800", "0", "0")]
    [InlineData("800.02", "0.02", "0")]
    [InlineData("800.03", "0.03", "0.01")]
    [InlineData("2000", "1200", "240")]
    [InlineData("4000", "3200", "640")]
    [InlineData("4000.01", "3200.01", "640")]
    [InlineData("10000", "8000", "1600")]
    [InlineData("25000", "20000", "4000")]
    [InlineData("30000", "24000", "5200")]
    [InlineData("62500", "50000", "13000")]
    [InlineData("100000", "80000", "25000")]
    public void TaxOf_IsByTheStepOfWhatIsTaxable(string gross, string taxable, string tax)
    {
        Assert.Equal(Money.Parse(taxable), Tax.TaxableOf(Money.Parse(gross)));
        Assert.Equal(Money.Parse(tax), Tax.TaxOf(Money.Parse(gross)));
    }

    /// <summary>The formulas that offices use by hand, (net − 160) ÷ 0.8 up to 3,360 and net ÷ 0.84 up to 21,000, and so on.</summary>
    [Theory]
    [InlineData("800", "800")]
    [InlineData("1500", "1675")]
    [InlineData("3360", "4000")]
    [InlineData("8400", "10000")]
    [InlineData("21000", "25000")]
    [InlineData("49500", "62500")]
    [InlineData("75000", "100000")]
    public void GrossOf_IsWhatLeavesTheNet(string net, string gross) => Assert.Equal(Money.Parse(gross), Tax.GrossOf(Money.Parse(net)));

    /// <summary>Each fen around the places where the formula changes, and nets drawn up to 100,000 yuan.</summary>
    [Fact]
    public void GrossOf_OfEveryNet_LeavesIt_AndIsTheLeast()
    {
        long[] corners = [50, 80_000, 336_000, 2_100_000, 4_950_000];
        var (last, random) = (Money.Zero, new Random(61));
        foreach (var fen in Enumerable.Range(0, 1_000).Select(_ => random.NextInt64(0, 10_000_000))
            .Concat(corners.SelectMany(c => Enumerable.Range(-50, 100).Select(d => c + d))).Distinct().Order())
        {
            var net = new Money(fen);
            var gross = Tax.GrossOf(net);
            Assert.True(Tax.NetOf(gross) == net, $"{net} of {gross}");
            Assert.True(fen == 0 || Tax.NetOf(gross - new Money(1)) < net, $"{net} has a lesser gross than {gross}");
            Assert.True(gross > last || fen == 0, $"{net}: {gross} does not rise");
            last = gross;
        }
    }

    /// <summary>
    /// Tax is rounded to the fen, so two neighbouring grosses may leave one net, never three; without rounding none would.
    /// </summary>
    [Fact]
    public void NetOf_NeverFalls_AndGrossOfGivesItBackWithinAFen()
    {
        var random = new Random(61);
        foreach (var fen in Enumerable.Range(0, 5_000).Select(_ => random.NextInt64(0, 20_000_000)))
        {
            var gross = new Money(fen);
            var step = Tax.NetOf(gross + new Money(1)) - Tax.NetOf(gross);
            Assert.InRange(step.Fen, 0, 1);
            Assert.InRange((gross - Tax.GrossOf(Tax.NetOf(gross))).Fen, 0, 1);
        }
    }

    [Fact]
    public void Pay_OfSeveralInAMonth_ComesToTheTaxOfOne()
    {
        var (before, net) = (Money.Zero, Money.Zero);
        var tax = Money.Zero;
        foreach (var agreed in new[] { "700", "2400", "0", "18000.01", "0.01", "40000" }.Select(Money.Parse))
        {
            var (gross, withheld) = Tax.Pay(before, agreed, isNet: true);
            Assert.Equal(agreed, gross - withheld);
            (before, net, tax) = (before + gross, net + agreed, tax + withheld);
        }

        Assert.Equal(Tax.TaxOf(before), tax);
        Assert.Equal(Tax.GrossOf(net), before);
        Assert.Equal((Money.Parse("2000"), Money.Parse("400")), Tax.Pay(Money.Parse("1000"), Money.Parse("2000"), isNet: false));
    }

    [Fact]
    public void Create_OfATableThatJumpsOrEnds_IsRefused()
    {
        Assert.Null(Table(smallLess: "801"));
        Assert.Null(Table(deduction: "1999"));
        Assert.Null(Table(source: " "));
        Assert.Null(LabourTax.Create("x", Money.Parse("4000"), Money.Parse("800"), Share(20), []));
        Assert.Null(LabourTax.Create("x", Money.Parse("4000"), Money.Parse("800"), Share(20),
            [new TaxStep(Money.Parse("1"), Share(20), Money.Zero)]));
        Assert.Null(LabourTax.Create("x", Money.Parse("4000"), Money.Parse("800"), Share(20), [new TaxStep(null, Share(100), Money.Zero)]));
    }

    internal static LabourTax? Table(string smallLess = "800", string deduction = "2000", string source = "61") => LabourTax.Create(
        source, Money.Parse("4000"), Money.Parse(smallLess), Share(20),
        [
            new TaxStep(Money.Parse("20000"), Share(20), Money.Zero), new TaxStep(Money.Parse("50000"), Share(30), Money.Parse(deduction)),
            new TaxStep(null, Share(40), Money.Parse("7000")),
        ]);

    private static Rational Share(int percent) => new Rational(percent, 100);
}
