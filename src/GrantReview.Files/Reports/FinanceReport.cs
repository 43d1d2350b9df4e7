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
        return [payments with { Lines = [.. payments.Lines, .. Asked(rows), .. (exemptions ?? []).Select(ExemptionLine)] },
            .. Sums(call, rows, total, terms),
            .. Sources(call, others, total, terms)];
    }

    private sealed record Payment(FundedApplication Award, Application Application, PaidAward To, IReadOnlyList<Money> Parts);

    private static ReportSheet Payments(Call call, List<Payment> rows, IReadOnlyList<OtherMoney> others, Money total, Money decided,
        FinanceTerms terms)
    {
        var unit = UnitOf(terms);
        var kind = terms.InTenThousands ? ColumnKind.TenThousands : ColumnKind.Money;
        var sources = OtherMoney.SourcesOf(others);
        List<ReportColumn> columns =
        [
            new("Report.Number", ColumnKind.Count, 6), new("Report.Id", ColumnKind.Text, 12), new("Report.Title", ColumnKind.Text, 32),
            new("Report.Category", ColumnKind.Text, 14), new("FinanceReport.Payee", ColumnKind.Text, 28),
            new("Report.CreditCode", ColumnKind.Text, 21), new("Report.Bank", ColumnKind.Text, 22),
            new("FinanceReport.Account", ColumnKind.Text, 24),
            new(Said.Of("FinanceReport.Award", unit), kind, 16),
            .. terms.Instalments.Select((part, k) =>
                new ReportColumn(HeadingOf(k + 1, part), kind, 16, Said.Of("FinanceReport.Instalments", unit))),
            .. sources.Select(o => new ReportColumn(o.Name, kind, 16, Said.Of("Report.OtherSources", unit))),
        ];
        var last = terms.Instalments.Select((_, k) => Money.Sum(rows.Select(r => r.Parts[k]))).ToList();
        List<LocalText> lines =
        [
            Said.Clauses(Stated(terms).Select(t => Said.Joined([t.Name, t.Value], " "))),
            // The check compares three sums made in three ways: the package, the awards here, and the instalments.
            Check(decided, total, Money.Sum(last)),
        ];
        return new ReportSheet(Said.Of("FinanceReport.Payments"), RankingReport.TitleOf(call, Said.Of("FinanceReport.PaymentsTitle")),
            [.. lines.Where(l => l.En.Length > 0)], columns,
            [.. rows.Select((r, i) => (IReadOnlyList<ReportCell>)
                [
                    i + 1, r.Application.Id.Value, r.Application.Title, RankingReport.CategoryNameOf(call, r.Application.Category),
                    r.To.To.Holder, r.Application.UnitCode, BankOf(r.To.To), AccountOf(r.To.To), Cell(r.Award.Amount, terms),
                    .. r.Parts.Select(p => Cell(p, terms)),
                    .. sources.Select(o => OtherMoney.Find(others, o, r.Application.Id) is { } paid ? Cell(paid, terms) : default),
                ])],
            [Said.Of("Report.Total"), .. Enumerable.Repeat<ReportCell>((string?)null, 7), Cell(total, terms),
                .. last.Select(p => Cell(p, terms)),
                .. sources.Select(o => Cell(OtherMoney.Sum(others, o), terms))]);
    }

    /// <summary>What an instalment is called, with the day where there is one.</summary>
    /// <param name="number">From 1.</param>
    public static LocalText HeadingOf(int number, Instalment part) => part.DueOn is not { } due ? NameOf(number, part)
        : Said.Joined([NameOf(number, part), new LocalText(due.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))], " ");

    private static LocalText NameOf(int number, Instalment part) =>
        part.IsAll ? Said.Of("FinanceReport.AtOnce") : Said.Of("FinanceReport.Part", number, FinanceTerms.Percent(part.Share));

    /// <summary>A bank that has to be asked for says so: a blank cell says nothing.</summary>
    internal static LocalText BankOf(Payee payee) => payee.Bank.Length > 0 ? new(payee.Bank) : Said.Of("FinanceReport.BankToBeAsked");

    internal static LocalText AccountOf(Payee payee) =>
        payee.Questions.Contains(PayeeQuestion.AccountIsBlank) ? Said.Of("FinanceReport.AccountToBeAsked")
        : payee.Questions.Contains(PayeeQuestion.AccountIsMalformed) ? Said.Of("FinanceReport.AccountToBeChecked", payee.Account)
        : new(payee.Account);

    /// <summary>Awards that are not paid before somebody answers.</summary>
    private static IEnumerable<LocalText> Asked(List<Payment> rows)
    {
        var asked = rows.Where(r => r.To.To.Questions.Count > 0).Select(r => new LocalText(r.Application.Id.Value)).ToList();
        return asked.Count == 0 ? [] : [Said.Of("FinanceReport.Asked", Said.List(asked))];
    }

    private static LocalText ExemptionLine(Exemption exemption) =>
        Said.Of("FinanceReport.Exemption", exemption.Application, exemption.Clause);

    private static LocalText Check(Money decided, Money awards, Money instalments)
    {
        string[] figures = [.. new[] { decided, awards, instalments, awards - decided, instalments - awards }.Select(ReportWords.Yuan)];
        return decided == awards && awards == instalments
            ? Said.Of("FinanceReport.CheckAgrees", figures) : Said.Of("FinanceReport.CheckDiffers", figures);
    }

    private static IEnumerable<ReportSheet> Sums(Call call, List<Payment> rows, Money total, FinanceTerms terms)
    {
        yield return Sum(Said.Of("FinanceReport.ByCategory"), Said.Of("Report.Category"),
            r => RankingReport.CategoryNameOf(call, r.Category), r => r.Category.Value);
        yield return Sum(Said.Of("FinanceReport.ByUnit"), Said.Of("FinanceReport.Unit"), r => new LocalText(r.Unit),
            r => r.UnitCode.Length > 0 ? r.UnitCode : r.Unit);
        ReportSheet Sum(LocalText name, LocalText heading, Func<Application, LocalText> label, Func<Application, string> key) => new(
            name, RankingReport.TitleOf(call, name), [],
            [new(heading, ColumnKind.Text, 36), new("FinanceReport.Awards", ColumnKind.Count, 8), Amount(terms),
                .. terms.Instalments.Select((part, k) => new ReportColumn(NameOf(k + 1, part), Amount(terms).Kind, 16))],
            [.. rows.GroupBy(r => key(r.Application), StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => (IReadOnlyList<ReportCell>)
                [label(g.First().Application), g.Count(), Cell(Money.Sum(g.Select(r => r.Award.Amount)), terms),
                    .. terms.Instalments.Select((_, k) => Cell(Money.Sum(g.Select(r => r.Parts[k])), terms))])],
            [Said.Of("Report.Total"), rows.Count, Cell(total, terms),
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
            (Said.Of("FinanceReport.OfThisCall"), total),
            .. OtherMoney.SourcesOf(others).OrderBy(o => o.Code, StringComparer.Ordinal).Select(o => (o.Name, OtherMoney.Sum(others, o))),
        ];
        yield return new ReportSheet(Said.Of("FinanceReport.BySource"),
            RankingReport.TitleOf(call, Said.Of("FinanceReport.BySourceTitle")), [],
            [new("FinanceReport.Source", ColumnKind.Text, 30), Amount(terms)],
            [.. paid.Select(p => (IReadOnlyList<ReportCell>)[p.Name, Cell(p.Sum, terms)])],
            [Said.Of("Report.Total"), Cell(Money.Sum(paid.Select(p => p.Sum)), terms)]);
    }

    private static ReportColumn Amount(FinanceTerms terms) =>
        new(Said.Of("Report.Amount", UnitOf(terms)), terms.InTenThousands ? ColumnKind.TenThousands : ColumnKind.Money, 18);

    private static LocalText UnitOf(FinanceTerms terms) => Said.Of(terms.InTenThousands ? MoneyUnit.TenThousandYuan : MoneyUnit.Yuan);

    private static ReportCell Cell(Money amount, FinanceTerms terms) =>
        terms.InTenThousands ? new ReportCell(null, amount.Yuan / 10_000m) : (Money?)amount;

    /// <summary>The terms in words, those that are stated.</summary>
    internal static IEnumerable<(LocalText Name, LocalText Value)> Stated(FinanceTerms terms) =>
        new (LocalText Name, LocalText Value)[]
        {
            (Said.Of("FinanceReport.BudgetYear"), new(terms.BudgetYear)), (Said.Of("FinanceReport.Subject"), new(terms.SubjectCode)),
            (Said.Of("FinanceReport.Document"), new(terms.DocumentNumber)),
            (Said.Of("FinanceReport.Channel"), ChannelOf(terms)),
        }.Where(t => t.Value.En.Length > 0);

    private static LocalText ChannelOf(FinanceTerms terms) => terms.Channel switch
    {
        PaymentChannel.Direct => Said.Of("PaymentChannel.Direct"),
        PaymentChannel.LowerTreasury =>
            terms.Treasury.Length == 0 ? Said.Of("PaymentChannel.LowerTreasury") : Said.Of("PaymentChannel.TreasuryOf", terms.Treasury),
        _ => new(""),
    };
}
