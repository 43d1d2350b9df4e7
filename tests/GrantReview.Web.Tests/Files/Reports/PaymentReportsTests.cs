using GrantReview.Core.Numbers;
using GrantReview.Core.Payments;
using GrantReview.Core.Settings;
using GrantReview.Files.Reports;

namespace GrantReview.Web.Tests.Files.Reports;

public class PaymentReportsTests
{
    [Fact]
    public void YearReport_SumsEveryColumn()
    {
        var year = new YearOfPayments(new Money(5), new Money(100), new Money(60), new Money(1), new Money(2));

        var sheet = YearReport.Of(2025, [("C1", new LocalText("One", "一"), year), ("C2", new LocalText("Two", "二"), year)]);

        Assert.Equal([0.05m, 1m, 0.6m, 0.45m, 0.02m, 0.01m], sheet.Rows[0].Skip(2).Select(c => c.Number.GetValueOrDefault()));
        Assert.Equal([0.1m, 2m, 1.2m, 0.9m, 0.04m, 0.02m], sheet.Totals!.Skip(2).Select(c => c.Number.GetValueOrDefault()));
        Assert.Equal("单位：元", $"单位：{sheet.Unit!.Zh}");
    }
}
