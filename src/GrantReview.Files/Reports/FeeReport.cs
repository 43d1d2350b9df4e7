using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Payments;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Reports;

/// <summary>A released list of review fees as the bank and the tax office get it; numbers of accounts and papers are text.</summary>
public static class FeeReport
{
    private static readonly LocalText Income = Said.Of("FeeReport.RemunerationForServices"), Paper = Said.Of("FeeReport.IdentityCard");

    /// <summary>评审费发放表: what each gets, before and after tax, and where it goes.</summary>
    public static ReportSheet Payments(Call call, int number, FeeList list, IReadOnlyDictionary<Guid, FeePayee> payees) => new(
        Said.Of("FeeReport.Fees", number), RankingReport.TitleOf(call, Said.Of("FeeReport.FeesTitle", number)), [],
        [
            new("Report.Number", ColumnKind.Count, 6), new("FeeReport.Name", ColumnKind.Text, 14),
            new("Report.Bank", ColumnKind.Text, 28), new("FeeReport.Account", ColumnKind.Text, 24),
            new("FeeReport.Applications", ColumnKind.Count, 10), new("FeeReport.Days", ColumnKind.Score, 10),
            new("FeeReport.BeforeTaxYuan", ColumnKind.Money, 15), new("FeeReport.TaxYuan", ColumnKind.Money, 15),
            new("FeeReport.AfterTaxYuan", ColumnKind.Money, 15), new("PaymentReports.Remark", ColumnKind.Text, 18),
            new("FeeReport.Signature", ColumnKind.Text, 14),
        ],
        [
            .. list.Lines.Zip(list.Listed(payees), (line, payment) => (Line: line, To: payees[line.Expert], Payment: payment))
                .Select((sent, i) => (IReadOnlyList<ReportCell>)
                [
                    i + 1, sent.To.Name, sent.To.Bank, sent.To.Account, sent.Line.Items, DaysOf([sent.Line]), (Money?)sent.Line.Gross,
                    (Money?)sent.Line.Tax, (Money?)sent.Payment.Amount, sent.Payment.MarkIn(number), (string?)null,
                ]),
        ],
        [
            Said.Of("Report.Total"), .. Enumerable.Repeat<ReportCell>((string?)null, 3), list.Lines.Sum(l => l.Items),
            DaysOf(list.Lines), Sum(list, l => l.Gross), Sum(list, l => l.Tax), Sum(list, l => l.Net), (string?)null, (string?)null,
        ])
    {
        Date = list.ReleasedOn,
    };

    /// <summary>
    /// 扣缴申报明细: each line's tax from what its month came to, less what was withheld before; every column follows from the ones before it.
    /// What repeats a payment that failed was declared with that one.
    /// </summary>
    public static ReportSheet Declaration(
        Call call, int number, FeeList all, IReadOnlyDictionary<Guid, FeePayee> payees, LabourTax tax) =>
        DeclarationOf(call, number, all with { Lines = [.. all.Lines.Where(l => l.AgainOf is null)] }, payees, tax);

    private static ReportSheet DeclarationOf(
        Call call, int number, FeeList list, IReadOnlyDictionary<Guid, FeePayee> payees, LabourTax tax) => new(
        Said.Of("FeeReport.Tax", number), RankingReport.TitleOf(call, Said.Of("FeeReport.TaxTitle", number)),
        [Said.Of("FeeReport.TaxNote", tax.Source)],
        [
            new("Report.Number", ColumnKind.Count, 6), new("FeeReport.Name", ColumnKind.Text, 12),
            new("FeeReport.Document", ColumnKind.Text, 12), new("FeeReport.Number", ColumnKind.Text, 22),
            new("FeeReport.Income", ColumnKind.Text, 14), new("FeeReport.ThisPaymentYuan", ColumnKind.Money, 14),
            new("FeeReport.EarlierInTheMonthYuan", ColumnKind.Money, 14), new("FeeReport.TakenOffYuan", ColumnKind.Money, 14),
            new("FeeReport.TaxableYuan", ColumnKind.Money, 14), new("FeeReport.Rate", ColumnKind.Text, 8),
            new("FeeReport.DeductionYuan", ColumnKind.Money, 14), new("FeeReport.TaxOfTheMonthYuan", ColumnKind.Money, 14),
            new("FeeReport.WithheldEarlierYuan", ColumnKind.Money, 14), new("FeeReport.WithheldNowYuan", ColumnKind.Money, 14),
        ],
        [.. list.Lines.Select((line, i) => RowOf(line, i + 1, payees[line.Expert], tax))],
        [
            Said.Of("Report.Total"), .. Enumerable.Repeat<ReportCell>((string?)null, 4), Sum(list, l => l.Gross),
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

    private static ReportCell DaysOf(IEnumerable<FeeLine> lines) => new(null, lines.SelectMany(l => l.Attended).Sum(d => d.Days));

    private static ReportCell Sum(FeeList list, Func<FeeLine, Money> of) => (Money?)Money.Sum(list.Lines.Select(of));
}
