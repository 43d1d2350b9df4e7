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
        new($"Order {number}", $"第{number}号拨付指令"),
        RankingReport.TitleOf(call, order.Status == PaymentOrderStatus.Released
            ? new($"Payment order {number}", $"第{number}号拨付指令明细表")
            : new($"Payment order {number} (draft, not released)", $"第{number}号拨付指令明细表（草稿，未经复核）")), [],
        [
            new(new("#", "序号"), ColumnKind.Count, 6), new(new("Payee", "收款户名"), ColumnKind.Text, 30),
            new(new("Bank", "开户银行"), ColumnKind.Text, 28), new(new("Account", "收款账号"), ColumnKind.Text, 24),
            new(new("Amount (yuan)", "金额（元）"), ColumnKind.Money, 18), new(new("Remark", "附言"), ColumnKind.Text, 22),
        ],
        [
            .. order.Lines.Select((line, i) => (IReadOnlyList<ReportCell>)
            [
                i + 1, payees[line.Application].Holder, payees[line.Application].Bank, payees[line.Application].Account,
                (Money?)line.Amount, line.MarkIn(number),
            ]),
        ],
        [
            new LocalText("Total", "合计"), .. Enumerable.Repeat<ReportCell>((string?)null, 3),
            (Money?)Money.Sum(order.Lines.Select(l => l.Amount)), (string?)null,
        ]);
}

/// <summary>What two persons corrected in a year: what became of a payment is otherwise than it was settled.</summary>
public static class CorrectionsReport
{
    public static ReportSheet Of(int year, IReadOnlyList<(string Code, int Order, PaymentLine Line, Correction Made)> made) => new(
        new("Corrections", "更正"), new($"Corrected payments, {year}", $"{year}年度拨付更正表"), [],
        [
            new(new("Call", "申报通知"), ColumnKind.Text, 14), new(new("Order", "拨付指令"), ColumnKind.Count, 10),
            new(new("Application", "项目编号"), ColumnKind.Text, 18), new(new("Instalment", "期次"), ColumnKind.Count, 8),
            new(new("Amount (yuan)", "金额（元）"), ColumnKind.Money, 18), new(new("Corrected to", "更正为"), ColumnKind.Text, 12),
            new(new("Counts on", "计入日期"), ColumnKind.Text, 14), new(new("Reason", "理由"), ColumnKind.Text, 40),
        ],
        [
            .. made.Where(m => m.Made.On.Year == year).OrderBy(m => m.Made.On).ThenBy(m => m.Code, StringComparer.Ordinal)
                .ThenBy(m => m.Order).ThenBy(m => m.Line.Application).Select(m => (IReadOnlyList<ReportCell>)
                [
                    m.Code, m.Order, m.Line.Application.Value, m.Line.Instalment, (Money?)m.Line.Amount,
                    m.Made.IsPaid ? new LocalText("paid", "已拨付") : new LocalText("not paid", "未拨付"), $"{m.Made.On:yyyy-MM-dd}",
                    m.Made.Reason.Text ?? "",
                ]),
        ]);
}

/// <summary>The money of several calls in one year (结转), with a sum of each column and the equation that each row keeps.</summary>
public static class YearReport
{
    public static ReportSheet Of(int year, IReadOnlyList<(string Code, LocalText Name, YearOfPayments Money)> calls) => new(
        new($"{year}", $"{year}年度"), new($"Project money carried over, {year}", $"{year}年度项目资金结转表"),
        [
            new("Carried in + awarded = paid + left. Failed is part of left; refunds are not paid out again.",
                "上年结转＋本年立项＝本年拨付＋年末结转；其中未拨成功含在年末结转内，收回的退款不再拨出。"),
        ],
        [
            new(new("Call", "申报通知"), ColumnKind.Text, 14), new(new("Name", "名称"), ColumnKind.Text, 34),
            .. Columns.Select(c => new ReportColumn(c.Heading, ColumnKind.Money, 18)),
        ],
        [.. calls.Select(c =>
            (IReadOnlyList<ReportCell>)[c.Code, c.Name, .. Columns.Select(column => (ReportCell)(Money?)column.Of(c.Money))])],
        [
            new LocalText("Total", "合计"), (string?)null,
            .. Columns.Select(column => (ReportCell)(Money?)Money.Sum(calls.Select(c => column.Of(c.Money)))),
        ]);

    private static readonly (LocalText Heading, Func<YearOfPayments, Money> Of)[] Columns =
    [
        (new("Carried in (yuan)", "上年结转（元）"), y => y.CarriedIn), (new("Awarded (yuan)", "本年立项（元）"), y => y.Awarded),
        (new("Paid (yuan)", "本年拨付（元）"), y => y.Paid), (new("Left (yuan)", "年末结转（元）"), y => y.Left),
        (new("of it failed (yuan)", "其中未拨成功（元）"), y => y.Failed), (new("Refunded (yuan)", "本年收回退款（元）"), y => y.Refunded),
    ];
}
