using GrantReview.Core.Acts;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Payments;

namespace GrantReview.Core.Tests.Payments;

public class YearOfPaymentsTests
{
    private static readonly FreeText Why = new("why");

    /// <summary>Awarded 1,000.00, later 900.00; 300.00 paid in 2024; 200.00 failed and paid the next year; 100.00 came back by the bank.</summary>
    [Fact]
    public void Of_AddsUpToTheFen_YearByYear()
    {
        var orders = new[]
        {
            new PaymentOrder(PaymentOrderStatus.Released)
            {
                Lines =
                [
                    Line("A1", 300_00) with { Status = PaymentStatus.Paid, PaidOn = new(2024, 11, 1) },
                    Line("A2", 200_00) with { Status = PaymentStatus.Failed, FailedOn = new(2024, 12, 1) },
                    Line("A3", 100_00) with { Status = PaymentStatus.Failed, PaidOn = new(2024, 12, 31), FailedOn = new(2025, 1, 2) },
                ],
            },
            new PaymentOrder(PaymentOrderStatus.Released)
            {
                Lines = [Line("A2", 200_00) with { Status = PaymentStatus.Paid, PaidOn = new(2025, 2, 1) }],
            },
            new PaymentOrder(PaymentOrderStatus.Withdrawn) { Lines = [Line("A9", 7_00) with { PaidOn = new(2025, 2, 1) }] },
        };
        DatedSum[] lists = [new(new(2024, 6, 1), new Money(1_000_00)), new(new(2025, 3, 1), new Money(900_00))];
        Refund[] refunds =
        [
            new(RefundStatus.Confirmed) { Amount = new Money(50_01), ReceivedOn = new(2025, 5, 1), Reason = Why },
            new(RefundStatus.Asked) { Amount = new Money(9_00), ReceivedOn = new(2025, 5, 1), Reason = Why },
        ];

        Assert.Equal(("0", "1000", "400", "0", "200", "600"), Of(2024));
        Assert.Equal(("600", "-100", "100", "50.01", "100", "400"), Of(2025));
        Assert.Equal(("400", "0", "0", "0", "100", "400"), Of(2026));

        (string, string, string, string, string, string) Of(int year)
        {
            var of = YearOfPayments.Of(year, lists, orders, refunds);
            return ($"{of.CarriedIn}", $"{of.Awarded}", $"{of.Paid}", $"{of.Refunded}", $"{of.Failed}", $"{of.Left}");
        }
    }

    private static PaymentLine Line(string application, long fen) => new(new(application), 1, new Money(fen));
}
