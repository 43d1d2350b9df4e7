using GrantReview.Core.Applications;
using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Payments;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Reports;

/// <summary>
/// The text of the public notice (公示) and the document that awards (立项文件): a list by category with what was decided, when, and on which
/// terms.
/// </summary>
public static class AwardPaper
{
    /// <summary>The notice as it was put up: the list of the decision, people's names masked where the call says so.</summary>
    /// <param name="decision">With its notice period.</param>
    public static Paper Notice(Call call, IReadOnlyList<Application> applications, AwardDecision decision, bool masksNames)
    {
        var period = decision.Notice ?? throw new ArgumentException("A notice has its period.", nameof(decision));
        return Exempted(applications, decision, ListOf(call, applications, decision.Before, masksNames, Paper.Of(
            ("call", call.Name), ("date", Paper.Day(period.Published)), ("heldOn", Paper.Day(decision.Deliberation.HeldOn)),
            ("days", Paper.Number(period.Counted.Count)),
            ("from", Paper.Day(period.Published)), ("until", Paper.Day(period.Last)))));
    }

    /// <summary>With what the list was allowed beyond the rules of the call.</summary>
    private static Paper Exempted(IReadOnlyList<Application> applications, AwardDecision decision, Paper paper)
    {
        var titles = applications.ToDictionary(a => a.Id, a => a.Title);
        return paper.WithRows("exemptions", [.. decision.Exemptions.Select(e => Paper.Of(
            ("id", new LocalText(e.Application.Value)), ("title", new LocalText(titles[e.Application])),
            ("clause", new LocalText(e.Clause))))]);
    }

    /// <summary>The document of the final awards, with money of other purses apart.</summary>
    /// <param name="package">SHA-256 of the package of the final awards.</param>
    public static Paper Award(Call call, IReadOnlyList<Application> applications, AwardDecision final, FinanceTerms terms, DateOnly date,
        string package)
    {
        var awards = final.After();
        var period = final.Notice ?? throw new ArgumentException("Final awards were on notice.", nameof(final));
        var parts = awards.Select(a => FinanceTerms.Split(a.Amount, terms.Instalments)).ToList();
        var others = OtherMoney.Of(call, applications, awards);
        var paper = ListOf(call, applications, awards, masksNames: false, Paper.Of(
            ("call", call.Name), ("date", Paper.Day(date)), ("package", new LocalText(package)),
            ("documentNumber", new LocalText(terms.DocumentNumber)), ("heldOn", Paper.Day(final.Deliberation.HeldOn)),
            ("meeting", new LocalText(final.Deliberation.Meeting)), ("minutes", new LocalText(final.Deliberation.MinutesNumber)),
            ("from", Paper.Day(period.Published)), ("until", Paper.Day(period.Last)),
            ("capital", new LocalText(ChineseNumerals.Capital(Money.Sum(awards.Select(a => a.Amount)))))));
        return Exempted(applications, final, paper
            .With("terms",
                FinanceReport.Stated(terms with { DocumentNumber = "" }).Select(t => Paper.Of(("name", t.Name), ("value", t.Value))))
            .With("instalments", terms.Instalments.Count < 2 ? [] : terms.Instalments.Select((t, i) => Paper.Of(
                ("number", Paper.Heading(i + 1)), ("share", new LocalText(FinanceTerms.Percent(t.Share))),
                ("sum", Paper.Yuan(Money.Sum(parts.Select(p => p[i])))),
                ("due", t.DueOn is { } due ? Said.Of("AwardPaper.DueOn", Paper.Day(due)) : new LocalText("")))))
            .With("others",
                others.Count == 0 ? []
                : [Paper.Of(("sum", Paper.Yuan(Money.Sum(others.Select(o => o.Amount))))).With("rows", others.Select(o => Paper.Of(
                ("id", new LocalText(o.Application.Id.Value)), ("unit", new LocalText(o.Application.Unit)), ("source", o.Source.Name),
                ("amount", Paper.Yuan(o.Amount)))))]));
    }

    private static Paper ListOf(Call call, IReadOnlyList<Application> applications, IReadOnlyList<FundedApplication> awards,
        bool masksNames, Paper heading)
    {
        var rows = NoticeReport.InOrder(call, applications, awards).Select((r, i) => (r.Award, r.Application, Number: i + 1)).ToList();
        var fields = new Dictionary<string, LocalText>(heading.Fields, StringComparer.Ordinal) { ["awards"] = Paper.Number(awards.Count),
            ["total"] = Paper.Yuan(Money.Sum(awards.Select(a => a.Amount))) };
        return (heading with { Fields = fields })
            .With("categories", rows.GroupBy(r => r.Application.Category).Select(c => Paper.Of(
                ("category", RankingReport.CategoryNameOf(call, c.Key)), ("awards", Paper.Number(c.Count())),
                ("sum", Paper.Yuan(Money.Sum(c.Select(r => r.Award.Amount)))))
            .With("rows", c.Select(r => Paper.Of(
                ("number", Paper.Number(r.Number)), ("id", new LocalText(r.Application.Id.Value)),
                ("title", new LocalText(r.Application.Title)), ("unit", new LocalText(r.Application.Unit)),
                ("pi", new LocalText(masksNames ? NoticeReport.Mask(r.Application.Pi) : r.Application.Pi)),
                ("amount", Paper.Yuan(r.Award.Amount)))))));
    }
}
