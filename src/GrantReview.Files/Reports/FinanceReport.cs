using System.Globalization;
using GrantReview.Core.Applications;
using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Payments;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Reports;

/// <summary>
/// What finance pays: each award with payee and account as text and its instalments, sums by category and unit, and a check row that must
/// be zero.
/// </summary>
public static class FinanceReport
{
    /// <param name="decided">What the frozen package says is awarded in all; the check row shows the difference.</param>
    /// <param name="exemptions">What the list was allowed beyond the rules of the call; null = none.</param>
    public static IReadOnlyList<ReportSheet> Of(
        Call call, IReadOnlyList<Application> applications, IReadOnlyList<FundedApplication> awards, Money decided, FinanceTerms terms,
        IReadOnlyList<Exemption>? exemptions = null)
    {
        var byId = applications.ToDictionary(a => a.Id);
        var rows = awards.Select(a =>
            new Payment(a, byId[a.Id], PaidAward.Of(a, byId[a.Id]), FinanceTerms.Split(a.Amount, terms.Instalments))).ToList();
        var total = Money.Sum(awards.Select(a => a.Amount));
        var others = OtherMoney.Of(call, applications, awards);
        var payments = Payments(call, rows, others, total, decided, terms);
        return [payments with { Lines = [.. payments.Lines, .. Asked(rows), .. (exemptions ?? []).Select(Said)] },
            .. Sums(call, rows, total, terms),
            .. Sources(call, others, total, terms)];
    }

    private sealed record Payment(FundedApplication Award, Application Application, PaidAward To, IReadOnlyList<Money> Parts);

    private static ReportSheet Payments(Call call, List<Payment> rows, IReadOnlyList<OtherMoney> others, Money total, Money decided,
        FinanceTerms terms)
    {
        var (unit, unitZh) = terms.InTenThousands ? ("10,000 yuan", "万元") : ("yuan", "元");
        var kind = terms.InTenThousands ? ColumnKind.TenThousands : ColumnKind.Money;
        var sources = OtherMoney.SourcesOf(others);
        List<ReportColumn> columns =
        [
            new(new("#", "序号"), ColumnKind.Count, 6), new(new("No.", "项目编号"), ColumnKind.Text, 12),
            new(new("Title", "项目名称"), ColumnKind.Text, 32), new(new("Category", "项目类别"), ColumnKind.Text, 14),
            new(new("Payee", "收款单位"), ColumnKind.Text, 28), new(new("Credit code", "统一社会信用代码"), ColumnKind.Text, 21),
            new(new("Bank", "开户银行"), ColumnKind.Text, 22), new(new("Account", "银行账号"), ColumnKind.Text, 24),
            new(new($"Award ({unit})", $"立项金额（{unitZh}）"), kind, 16),
            .. terms.Instalments.Select(i => new ReportColumn(i.Heading, kind, 16, new($"Instalments ({unit})", $"分期拨款（{unitZh}）"))),
            .. sources.Select(o => new ReportColumn(o.Name, kind, 16, new($"Other sources ({unit})", $"其他来源资金（{unitZh}）"))),
        ];
        var last = terms.Instalments.Select((_, k) => Money.Sum(rows.Select(r => r.Parts[k]))).ToList();
        List<LocalText> lines =
        [
            new(string.Join("; ", Said(terms).Select(t => $"{t.Name.En} {t.Value.En}")),
                string.Join("；", Said(terms).Select(t => $"{t.Name.Zh} {t.Value.Zh}"))),
            // The check compares three sums made in three ways: the package, the awards here, and the instalments.
            Check(decided, total, Money.Sum(last)),
        ];
        return new ReportSheet(new("Payments", "拨款明细"), RankingReport.TitleOf(call, new("Payments", "项目资金拨付明细表")),
            [.. lines.Where(l => l.En.Length > 0)], columns,
            [.. rows.Select((r, i) => (IReadOnlyList<ReportCell>)
                [
                    i + 1, r.Application.Id.Value, r.Application.Title, RankingReport.CategoryNameOf(call, r.Application.Category),
                    r.To.To.Holder, r.Application.UnitCode, BankOf(r.To.To), AccountOf(r.To.To), Cell(r.Award.Amount, terms),
                    .. r.Parts.Select(p => Cell(p, terms)),
                    .. sources.Select(o => OtherMoney.Find(others, o, r.Application.Id) is { } paid ? Cell(paid, terms) : default),
                ])],
            [new LocalText("Total", "合计"), .. Enumerable.Repeat<ReportCell>((string?)null, 7), Cell(total, terms),
                .. last.Select(p => Cell(p, terms)),
                .. sources.Select(o => Cell(OtherMoney.Sum(others, o), terms))]);
    }

    /// <summary>A bank that has to be asked for says so: a blank cell says nothing.</summary>
    internal static LocalText BankOf(Payee payee) => payee.Bank.Length > 0 ? new(payee.Bank) : new("to be asked for", "待补开户银行");

    internal static LocalText AccountOf(Payee payee) =>
        payee.Questions.Contains(PayeeQuestion.AccountIsBlank) ? new("to be asked for", "待补账号")
        : payee.Questions.Contains(PayeeQuestion.AccountIsMalformed) ? new($"to be checked: {payee.Account}", $"待核：{payee.Account}")
        : new(payee.Account);

    /// <summary>Awards that are not paid before somebody answers.</summary>
    private static IEnumerable<LocalText> Asked(List<Payment> rows)
    {
        var asked = rows.Where(r => r.To.To.Questions.Count > 0).Select(r => r.Application.Id.Value).ToList();
        return asked.Count == 0 ? [] :
        [
            new($"Not paid before bank and account are answered: {string.Join(", ", asked)}.",
                $"下列项目的开户银行或账号待补、待核，核实前不得拨付：{string.Join("、", asked)}。"),
        ];
    }

    private static LocalText Said(Exemption exemption) => new(
        $"Exception from the rules of the call, {exemption.Application}: {exemption.Clause}",
        $"对申报通知规定的例外，{exemption.Application}：{exemption.Clause}");

    private static LocalText Check(Money decided, Money awards, Money instalments)
    {
        var isEqual = decided == awards && awards == instalments;
        var (more, parts) = (ReportWords.Yuan(awards - decided), ReportWords.Yuan(instalments - awards));
        var (package, list) = (ReportWords.Yuan(decided), ReportWords.Yuan(awards));
        var sum = ReportWords.Yuan(instalments);
        return new(
            $"Check: package {package}, awards {list}, instalments {sum} yuan; difference {more} and {parts}"
            + (isEqual ? "." : ", which must be zero."),
            $"核对：结果包 {package} 元，立项合计 {list} 元，分期合计 {sum} 元；差额 {more} 元、{parts} 元"
            + (isEqual ? "，一致。" : "，不一致，不得拨付。"));
    }

    private static IEnumerable<ReportSheet> Sums(Call call, List<Payment> rows, Money total, FinanceTerms terms)
    {
        yield return Sum(new("By category", "按类别汇总"), new("Category", "项目类别"), r => RankingReport.CategoryNameOf(call, r.Category),
            r => r.Category.Value);
        yield return Sum(new("By unit", "按单位汇总"), new("Unit", "单位"), r => new LocalText(r.Unit),
            r => r.UnitCode.Length > 0 ? r.UnitCode : r.Unit);
        ReportSheet Sum(LocalText name, LocalText heading, Func<Application, LocalText> label, Func<Application, string> key) => new(
            name, RankingReport.TitleOf(call, name), [],
            [new(heading, ColumnKind.Text, 36), new(new("Awards", "项数"), ColumnKind.Count, 8), Amount(terms),
                .. terms.Instalments.Select(i => new ReportColumn(i.Name, Amount(terms).Kind, 16))],
            [.. rows.GroupBy(r => key(r.Application), StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => (IReadOnlyList<ReportCell>)
                [label(g.First().Application), g.Count(), Cell(Money.Sum(g.Select(r => r.Award.Amount)), terms),
                    .. terms.Instalments.Select((_, k) => Cell(Money.Sum(g.Select(r => r.Parts[k])), terms))])],
            [new LocalText("Total", "合计"), rows.Count, Cell(total, terms),
                .. terms.Instalments.Select((_, k) => Cell(Money.Sum(rows.Select(r => r.Parts[k])), terms))]);
    }

    /// <summary>The call's own money and each other purse's beside it; nothing where there is one purse.</summary>
    private static IEnumerable<ReportSheet> Sources(Call call, IReadOnlyList<OtherMoney> others, Money total, FinanceTerms terms)
    {
        if (others.Count == 0)
        {
            yield break;
        }
        List<(LocalText Name, Money Sum)> paid =
        [
            (new("Of this call", "本批项目资金"), total),
            .. OtherMoney.SourcesOf(others).OrderBy(o => o.Code, StringComparer.Ordinal).Select(o => (o.Name, OtherMoney.Sum(others, o))),
        ];
        yield return new ReportSheet(new("By source", "按资金来源汇总"), RankingReport.TitleOf(call, new("By source of funds", "按资金来源汇总")), [],
            [new(new("Source", "资金来源"), ColumnKind.Text, 30), Amount(terms)],
            [.. paid.Select(p => (IReadOnlyList<ReportCell>)[p.Name, Cell(p.Sum, terms)])],
            [new LocalText("Total", "合计"), Cell(Money.Sum(paid.Select(p => p.Sum)), terms)]);
    }

    private static ReportColumn Amount(FinanceTerms terms) =>
        new(terms.InTenThousands ? new("Amount (10,000 yuan)", "金额（万元）") : new("Amount (yuan)", "金额（元）"),
        terms.InTenThousands ? ColumnKind.TenThousands : ColumnKind.Money, 18);

    private static ReportCell Cell(Money amount, FinanceTerms terms) =>
        terms.InTenThousands ? new ReportCell(null, amount.Yuan / 10_000m) : (Money?)amount;

    /// <summary>The terms in words, those that are stated.</summary>
    internal static IEnumerable<(LocalText Name, LocalText Value)> Said(FinanceTerms terms) =>
        new (LocalText Name, LocalText Value)[]
        {
            (new("Budget year", "预算年度"), new(terms.BudgetYear)), (new("Subject", "预算科目"), new(terms.SubjectCode)),
            (new("Document", "文号"), new(terms.DocumentNumber)),
            (new("Channel", "拨付方式"), ChannelOf(terms)),
        }.Where(t => t.Value.En.Length > 0);

    private static LocalText ChannelOf(FinanceTerms terms) => terms.Channel switch
    {
        PaymentChannel.Direct => new("paid directly", "直接拨付"),
        PaymentChannel.LowerTreasury =>
            terms.Treasury.Length == 0 ? new("transfer to the lower treasury", "转移支付至下级财政")
            : new($"transfer to the treasury of {terms.Treasury}", $"转移支付至{terms.Treasury}财政"),
        _ => new(""),
    };
}
