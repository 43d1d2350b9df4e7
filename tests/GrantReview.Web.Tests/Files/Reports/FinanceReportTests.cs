using GrantReview.Core.Applications;
using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Payments;
using GrantReview.Core.Settings;
using GrantReview.Files.Reports;
using GrantReview.Testing;

namespace GrantReview.Web.Tests.Files.Reports;

public class FinanceReportTests
{
    [Theory]
    [InlineData(false, "300000.05")]
    [InlineData(true, "30.000005")]
    public void Of_ReconcilesAwardsInstalmentsAndSums_AndKeepsAccountsAsText(bool inTenThousands, string total)
    {
        var applications = new[] { An.Application("A1", unit: "甲") with { Payee = Payee.Of("", "某银行", "00123 4567890 1234567") },
            An.Application("A2", unit: "乙"), An.Application("A3", unit: "甲") with { Payee = Payee.Of("丙", "某银行", "6.22E+17") } };
        FundedApplication[] awards =
            [new(new("A1"), Money.Parse("100000.01")), new(new("A2"), Money.Parse("100000.02")), new(new("A3"), Money.Parse("100000.02"))];
        var terms = new FinanceTerms(
            [new(new Rational(2, 3), new DateOnly(2025, 10, 15)), new(new Rational(1, 3))],
            inTenThousands, BudgetYear: "2025");

        var sheets = FinanceReport.Of(A.Call(), applications, awards, Money.Parse("300000.05"), terms);

        var payments = sheets[0];
        var sum = decimal.Parse(total, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(["第1期（66.67%） 2025-10-15", "第2期（33.33%）"], payments.Columns.Skip(9).Select(c => c.Heading.Zh));
        Assert.Equal(sum, payments.Totals![8].Number);
        Assert.Equal(sum, payments.Totals[9].Number + payments.Totals[10].Number);
        Assert.Equal((ColumnKind.Text, "0012345678901234567"), (payments.Columns[7].Kind, payments.Rows[0][7].Text!.Zh));
        Assert.Contains(payments.Lines, l => l.Zh.EndsWith("差额 0.00 元、0.00 元，一致。", StringComparison.Ordinal));
        // What is blank or no account number is a question, and no blank cell.
        Assert.Equal(
            ["甲/某银行/0012345678901234567", "乙/待补开户银行/待补账号", "丙/某银行/待核：6.22e+17"],
            payments.Rows.Select(r => $"{r[4].Text!.Zh}/{r[6].Text!.Zh}/{r[7].Text!.Zh}"));
        Assert.Contains(payments.Lines, l => l.Zh == "下列项目的开户银行或账号待补、待核，核实前不得拨付：A2、A3。");
        Assert.All(sheets.Skip(1), s => Assert.Equal(sum, s.Totals![2].Number));
        Assert.Equal(2, sheets[2].Rows.Count);
    }

    [Fact]
    public void Of_WhenTheListIsNotThatOfThePackage_SaysSo()
    {
        var sheets = FinanceReport.Of(A.Call(), [An.Application("A1")], [new FundedApplication(new("A1"), Money.Parse("10"))],
            Money.Parse("11"), FinanceTerms.Once);

        Assert.Contains(sheets[0].Lines,
            l => l.Zh.Contains("不得拨付", StringComparison.Ordinal) && l.En.Contains("-1.00", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_WhereADistrictPaysToo_ShowsItsMoneyApartAndInTheSumsBySource()
    {
        var district =
            new OtherSource("district", new("District money", "区级资金"), new AmountRule { Requested = "district", Cap = Money.Parse("50") });
        var call = A.Call(
            categories: [new Category(new("一"), new("One", "一"), null) { OtherSources = [district] }, new Category(new("二"), new("Two", "二"), null)]);
        var applications = new[] { An.Application("A1", "一", attributes: ("district", "80")), An.Application("A2", "一"),
            An.Application("A3", "二", attributes: ("district", "9")) };
        FundedApplication[] awards =
            [new(new("A1"), Money.Parse("100")), new(new("A2"), Money.Parse("200")), new(new("A3"), Money.Parse("300"))];

        var sheets = FinanceReport.Of(call, applications, awards, Money.Parse("600"), FinanceTerms.Once);

        Assert.Equal([50m, null, null], sheets[0].Rows.Select(r => r[^1].Number));
        Assert.Equal((600m, 50m), (sheets[0].Totals![8].Number, sheets[0].Totals![^1].Number));
        var bySource = sheets[^1];
        Assert.Equal([("本批项目资金", 600m), ("区级资金", 50m)], bySource.Rows.Select(r => (r[0].Text!.Zh, r[1].Number.GetValueOrDefault())));
        Assert.Equal(650m, bySource.Totals![1].Number);
    }

    [Fact]
    public void Changes_ListWhoCameAndWent_SumsPayeesAccountsAndTerms()
    {
        PaidAward[] was = [new(new("A1"), Money.Parse("1"), new Payee("甲", "行", "001")), new(new("A2"), Money.Parse("2"), new Payee("乙", "", ""))];
        PaidAward[] isNow = [new(new("A2"), Money.Parse("3"), new Payee("乙", "行", "002")), new(new("A3"), Money.Parse("4"), new Payee("丙", "", ""))];

        var changes =
            PaymentChanges.Of(new PaidList(was, FinanceTerms.Once), new PaidList(isNow, FinanceTerms.Once with { BudgetYear = "2025" }));

        Assert.Equal(
            ["A1 退出项目（元） 1.00→—", "A2 金额（元） 2.00→3.00", "A2 开户银行 →行", "A2 银行账号 →002", "A3 新增项目（元） —→4.00", " 预算年度 —→2025"],
            changes.Select(c => $"{c.Application} {c.What.Zh} {c.Before.Zh}→{c.After.Zh}"));
        Assert.Empty(PaymentChanges.Of(new PaidList(was, FinanceTerms.Once), new PaidList([.. was.Reverse()], FinanceTerms.Once with { })));
        Assert.Empty(PaymentChanges.Of(new PaidList(was, null), new PaidList(was, FinanceTerms.Once with { BudgetYear = "2025" })));
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
