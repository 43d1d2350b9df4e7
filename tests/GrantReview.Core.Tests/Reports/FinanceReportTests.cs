using GrantReview.Core.Awards;
using GrantReview.Core.Numbers;
using GrantReview.Core.Reports;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Reports;

public class FinanceReportTests
{
    [Fact]
    public void Split_SumsToTheFen_WhateverTheShares()
    {
        Instalment[] thirds = [new(new("1"), new Rational(1, 3)), new(new("2"), new Rational(1, 3)), new(new("3"), new Rational(1, 3))];
        foreach (var fen in new long[] { 0, 1, 2, 100, 99_999_999, 123_456_701 })
        {
            var parts = FinanceReport.Split(new Money(fen), thirds);

            Assert.Equal(fen, Money.Sum(parts).Fen);
            Assert.True(parts.Max(p => p.Fen) - parts.Min(p => p.Fen) <= 1);
        }
        Assert.Throws<ArgumentException>(() => FinanceReport.Split(new Money(1), [new(new("1"), new Rational(1, 2))]));
    }

    [Theory]
    [InlineData(false, "300000.05")]
    [InlineData(true, "30.000005")]
    public void Of_ReconcilesAwardsInstalmentsAndSums_AndKeepsAccountsAsText(bool inTenThousands, string total)
    {
        var applications = new[] { An.Application("A1", unit: "甲", attributes: [("account", "0012345678901234567"), ("bank", "某银行")]), An.Application("A2", unit: "乙"), An.Application("A3", unit: "甲") };
        FundedApplication[] awards = [new("A1", Money.Parse("100000.01")), new("A2", Money.Parse("100000.02")), new("A3", Money.Parse("100000.02"))];
        var terms = new FinanceTerms([new(new("First", "首期"), new Rational(2, 3), new DateOnly(2025, 10, 15)), new(new("Last", "尾款"), new Rational(1, 3))], inTenThousands, BudgetYear: "2025");

        var sheets = FinanceReport.Of(A.Call(), applications, awards, Money.Parse("300000.05"), terms);

        var payments = sheets[0];
        var sum = decimal.Parse(total, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(sum, payments.Totals![8].Number);
        Assert.Equal(sum, payments.Totals[9].Number + payments.Totals[10].Number);
        Assert.Equal((ColumnKind.Text, "0012345678901234567"), (payments.Columns[7].Kind, payments.Rows[0][7].Text!.Zh));
        Assert.Contains(payments.Lines, l => l.Zh.EndsWith("差额 0.00 元、0.00 元，一致。", StringComparison.Ordinal));
        Assert.All(sheets.Skip(1), s => Assert.Equal(sum, s.Totals![2].Number));
        Assert.Equal(2, sheets[2].Rows.Count);
    }

    [Fact]
    public void Of_WhenTheListIsNotThatOfThePackage_SaysSo()
    {
        var sheets = FinanceReport.Of(A.Call(), [An.Application("A1")], [new FundedApplication("A1", Money.Parse("10"))], Money.Parse("11"), FinanceTerms.Once);

        Assert.Contains(sheets[0].Lines, l => l.Zh.Contains("不得拨付", StringComparison.Ordinal) && l.En.Contains("-1.00", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("张三", "张*")]
    [InlineData("王小明", "王*明")]
    [InlineData("欧阳小明", "欧**明")]
    [InlineData("𠮷田", "𠮷*")]
    [InlineData("Ada Lovelace", "A*** L***")]
    [InlineData(" ", "")]
    public void Mask_HidesANameAsNoticesDo(string name, string shown) => Assert.Equal(shown, NoticeReport.Mask(name));
}
