using GrantReview.Core.Applications;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Payments;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Reports;

/// <summary>
/// A payment order as the bank gets it: account numbers as text, and the mark of each payment in the remark, by which the bank's return is
/// read.
/// </summary>
public static class PaymentOrderReport
{
    public static ReportSheet Of(Call call, int number, PaymentOrder order, IReadOnlyDictionary<ApplicationId, Payee> payees) => new(
        Said.Of("PaymentReports.OrderSheet", number),
        RankingReport.TitleOf(call, order.Status == PaymentOrderStatus.Released
            ? Said.Of("PaymentReports.OrderTitle", number) : Said.Of("PaymentReports.DraftTitle", number)), [],
        [
            new("Report.Number", ColumnKind.Count, 6), new("PaymentReports.Payee", ColumnKind.Text, 30),
            new("Report.Bank", ColumnKind.Text, 28), new("PaymentReports.Account", ColumnKind.Text, 24),
            new(Said.Of("Report.Amount", Said.Of(MoneyUnit.Yuan)), ColumnKind.Money, 18), new("PaymentReports.Remark", ColumnKind.Text, 22),
        ],
        [
            .. order.Lines.Zip(order.Listed(payees), (line, payment) => (To: payees[line.Application], Payment: payment))
                .Select((sent, i) => (IReadOnlyList<ReportCell>)
                [
                    i + 1, sent.To.Holder, sent.To.Bank, sent.To.Account, (Money?)sent.Payment.Amount, sent.Payment.MarkIn(number),
                ]),
        ],
        [
            Said.Of("Report.Total"), .. Enumerable.Repeat<ReportCell>((string?)null, 3),
            (Money?)Money.Sum(order.Lines.Select(l => l.Amount)), (string?)null,
        ]);
}

/// <summary>What two persons corrected in a year: what became of a payment is otherwise than it was settled.</summary>
public static class CorrectionsReport
{
    public static ReportSheet Of(int year, IReadOnlyList<(string Code, int Order, PaymentLine Line, Correction Made)> made) => new(
        Said.Of("PaymentReports.Corrections"), Said.Of("PaymentReports.CorrectionsTitle", year), [],
        [
            new("Report.Call", ColumnKind.Text, 14), new("PaymentReports.Order", ColumnKind.Count, 10),
            new("PaymentReports.Application", ColumnKind.Text, 18), new("PaymentReports.Instalment", ColumnKind.Count, 8),
            new(Said.Of("Report.Amount", Said.Of(MoneyUnit.Yuan)), ColumnKind.Money, 18),
            new("PaymentReports.CorrectedTo", ColumnKind.Text, 12),
            new("PaymentReports.CountsOn", ColumnKind.Text, 14), new("Report.Reason", ColumnKind.Text, 40),
        ],
        [
            .. made.Where(m => m.Made.On.Year == year).OrderBy(m => m.Made.On).ThenBy(m => m.Code, StringComparer.Ordinal)
                .ThenBy(m => m.Order).ThenBy(m => m.Line.Application).Select(m => (IReadOnlyList<ReportCell>)
                [
                    m.Code, m.Order, m.Line.Application.Value, m.Line.Instalment, (Money?)m.Line.Amount,
                    m.Made.IsPaid ? Said.Of("PaymentReports.Paid") : Said.Of("PaymentReports.NotPaid"), $"{m.Made.On:yyyy-MM-dd}",
                    m.Made.Reason.Text ?? "",
                ]),
        ]);
}

/// <summary>The money of several calls in one year (结转), with a sum of each column and the equation that each row keeps.</summary>
public static class YearReport
{
    public static ReportSheet Of(int year, IReadOnlyList<(string Code, LocalText Name, YearOfPayments Money)> calls) => new(
        Said.Of("PaymentReports.Year", year), Said.Of("PaymentReports.YearTitle", year),
        [Said.Of("PaymentReports.YearNote")],
        [
            new("Report.Call", ColumnKind.Text, 14), new("PaymentReports.Name", ColumnKind.Text, 34),
            .. Columns.Select(c => new ReportColumn(c.Heading, ColumnKind.Money, 18)),
        ],
        [.. calls.Select(c =>
            (IReadOnlyList<ReportCell>)[c.Code, c.Name, .. Columns.Select(column => (ReportCell)(Money?)column.Of(c.Money))])],
        [
            Said.Of("Report.Total"), (string?)null,
            .. Columns.Select(column => (ReportCell)(Money?)Money.Sum(calls.Select(c => column.Of(c.Money)))),
        ]);

    private static readonly (LocalText Heading, Func<YearOfPayments, Money> Of)[] Columns =
    [
        (Said.Of("PaymentReports.CarriedIn"), y => y.CarriedIn), (Said.Of("PaymentReports.Awarded"), y => y.Awarded),
        (Said.Of("PaymentReports.PaidInYear"), y => y.Paid), (Said.Of("PaymentReports.Left"), y => y.Left),
        (Said.Of("PaymentReports.Failed"), y => y.Failed), (Said.Of("PaymentReports.Refunded"), y => y.Refunded),
    ];
}
