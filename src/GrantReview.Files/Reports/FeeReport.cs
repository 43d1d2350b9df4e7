using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Payments;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Reports;

/// <summary>A released list of review fees as the bank and the tax office get it; numbers of accounts and papers are text.</summary>
public static class FeeReport
{
    private static readonly LocalText Income = new("Remuneration for services", "劳务报酬所得"), Paper = new("Identity card", "居民身份证");

    /// <summary>评审费发放表: what each gets, before and after tax, and where it goes.</summary>
    public static ReportSheet Payments(Call call, int number, FeeList list, IReadOnlyDictionary<Guid, FeePayee> payees) => new(
        new($"Fees {number}", $"评审费第{number}号"),
        RankingReport.TitleOf(call, new($"Review fees, list {number}", $"评审费发放表（第{number}号）")), [],
        [
            new(new("#", "序号"), ColumnKind.Count, 6), new(new("Name", "姓名"), ColumnKind.Text, 14),
            new(new("Bank", "开户银行"), ColumnKind.Text, 28), new(new("Account", "账号"), ColumnKind.Text, 24),
            new(new("Applications", "评审项数"), ColumnKind.Count, 10), new(new("Days", "会议天数"), ColumnKind.Count, 10),
            new(new("Before tax (yuan)", "应发金额（元）"), ColumnKind.Money, 15), new(new("Tax (yuan)", "代扣税额（元）"), ColumnKind.Money, 15),
            new(new("After tax (yuan)", "实发金额（元）"), ColumnKind.Money, 15), new(new("Signature", "签字"), ColumnKind.Text, 14),
        ],
        [
            .. list.Lines.Select((line, i) => (IReadOnlyList<ReportCell>)
            [
                i + 1, payees[line.Expert].Name, payees[line.Expert].Bank, payees[line.Expert].Account, line.Items, line.Attended.Count,
                (Money?)line.Gross, (Money?)line.Tax, (Money?)line.Net, (string?)null,
            ]),
        ],
        [
            new LocalText("Total", "合计"), .. Enumerable.Repeat<ReportCell>((string?)null, 3), list.Lines.Sum(l => l.Items),
            list.Lines.Sum(l => l.Attended.Count), Sum(list, l => l.Gross), Sum(list, l => l.Tax), Sum(list, l => l.Net), (string?)null,
        ])
    {
        Date = list.ReleasedOn,
    };

    /// <summary>
    /// 扣缴申报明细: each line's tax from what its month came to, less what was withheld before; every column follows from the ones before it.
    /// </summary>
    public static ReportSheet Declaration(
        Call call, int number, FeeList list, IReadOnlyDictionary<Guid, FeePayee> payees, LabourTax tax) => new(
        new($"Tax {number}", $"扣税第{number}号"),
        RankingReport.TitleOf(call, new($"Tax withheld on review fees, list {number}", $"评审费个人所得税扣缴明细表（第{number}号）")),
        [
            new($"Payments of one person in one month are taxed as one. Source: {tax.Source}", $"同一人同月多次取得的评审费合并计税。依据：{tax.Source}。"),
        ],
        [
            new(new("#", "序号"), ColumnKind.Count, 6), new(new("Name", "姓名"), ColumnKind.Text, 12),
            new(new("Document", "证件类型"), ColumnKind.Text, 12), new(new("Number", "证件号码"), ColumnKind.Text, 22),
            new(new("Income", "所得项目"), ColumnKind.Text, 14), new(new("This payment (yuan)", "本次收入（元）"), ColumnKind.Money, 14),
            new(new("Earlier in the month (yuan)", "本月此前收入（元）"), ColumnKind.Money, 14),
            new(new("Taken off (yuan)", "减除费用（元）"), ColumnKind.Money, 14),
            new(new("Taxable (yuan)", "应纳税所得额（元）"), ColumnKind.Money, 14), new(new("Rate", "预扣率"), ColumnKind.Text, 8),
            new(new("Deduction (yuan)", "速算扣除数（元）"), ColumnKind.Money, 14),
            new(new("Tax of the month (yuan)", "本月应扣税额（元）"), ColumnKind.Money, 14),
            new(new("Withheld earlier (yuan)", "此前已扣税额（元）"), ColumnKind.Money, 14),
            new(new("Withheld now (yuan)", "本次应扣税额（元）"), ColumnKind.Money, 14),
        ],
        [.. list.Lines.Select((line, i) => RowOf(line, i + 1, payees[line.Expert], tax))],
        [
            new LocalText("Total", "合计"), .. Enumerable.Repeat<ReportCell>((string?)null, 4), Sum(list, l => l.Gross),
            Sum(list, l => l.PaidBefore), .. Enumerable.Repeat<ReportCell>((string?)null, 4),
            Sum(list, l => tax.TaxOf(l.PaidBefore + l.Gross)),
            Sum(list, l => tax.TaxOf(l.PaidBefore)), Sum(list, l => l.Tax),
        ])
    {
        Date = list.ReleasedOn,
    };

    private static IReadOnlyList<ReportCell> RowOf(FeeLine line, int place, FeePayee to, LabourTax tax)
    {
        var month = line.PaidBefore + line.Gross;
        var taxable = tax.TaxableOf(month);
        var step = tax.StepOf(taxable);
        return
        [
            place, to.Name, Paper, to.TaxpayerKey, Income, (Money?)line.Gross, (Money?)line.PaidBefore, (Money?)(month - taxable),
            (Money?)taxable, FinanceTerms.Percent(step.Rate), (Money?)step.Deduction, (Money?)tax.TaxOf(month),
            (Money?)tax.TaxOf(line.PaidBefore), (Money?)line.Tax,
        ];
    }

    private static ReportCell Sum(FeeList list, Func<FeeLine, Money> of) => (Money?)Money.Sum(list.Lines.Select(of));
}
