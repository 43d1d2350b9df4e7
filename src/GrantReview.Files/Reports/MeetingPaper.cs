using System.Globalization;
using GrantReview.Core.Evaluations;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Reports;

/// <summary>
/// The list that goes to the meeting (上会材料): by category the proposed awards with rank, amount and how it came about, the replacement list,
/// and everybody else with the reason.
/// </summary>
public static class MeetingPaper
{
    /// <param name="record">Of the frozen package.</param>
    /// <param name="package">Its SHA-256.</param>
    public static Paper Of(EvaluationRecord record, DateOnly date, string package)
    {
        var call = record.Call;
        var awards = record.Ranking.Where(e => e.Decision == Decision.Funded).ToList();
        return Paper.Of(
                ("call", call.Name), ("date", Paper.Day(date)), ("package", new LocalText(package)), ("seed", new LocalText(record.Seed)),
                ("applications", Paper.Number(record.Ranking.Count)),
                ("ranked", Paper.Number(record.Ranking.Count(e => e.Place is not null))), ("awards", Paper.Number(awards.Count)),
                ("total", Paper.Yuan(Money.Sum(awards.Select(e => e.Amount.GetValueOrDefault())))),
                ("reserve", Paper.Number(record.Allocation.Reserve.Count)),
                ("method", ReportWords.Of(call.Scoring)), ("policy", ReportWords.Of(call.Allocation.Policy)),
                ("minScore", call.Allocation.MinScore is { } min ? new LocalText(min.ToText(2)) : Said.Of("MeetingPaper.NoMinimumScore")))
            .With("quotas",
                call.Allocation.Quotas.Select((q, i) =>
                Paper.Of(("number", Paper.Number(i + 1)), ("name", ReportWords.NameOf(q)), ("limit", ReportWords.Of(q, call)),
                ("used", new LocalText(ReportWords.Size(q, Used(q)))))))
            .With("categories",
                record.Ranking.GroupBy(e => e.Category).Select((c, i) => CategoryOf(record, c.Key, [.. c], i + 1)));

        long Used(Quota quota) =>
            awards.Where(e => quota.Matches(e.Application.Attributes))
            .Sum(e => quota.Measure == QuotaMeasure.Count ? 1 : e.Amount.GetValueOrDefault().Fen);
    }

    private static Paper CategoryOf(EvaluationRecord record, CategoryCode category, IReadOnlyList<RankingEntry> entries, int number)
    {
        var funded = entries.Where(e => e.Decision == Decision.Funded).ToList();
        var next = entries.Where(e => e.Decision == Decision.Reserve).OrderBy(e => e.Reserve).ToList();
        return Paper.Of(
                ("number", Paper.Heading(number)), ("category", RankingReport.CategoryNameOf(record.Call, category)),
                ("applications", Paper.Number(entries.Count)),
                ("ranked", Paper.Number(entries.Count(e => e.Place is not null))), ("awards", Paper.Number(funded.Count)),
                ("sum", Paper.Yuan(Money.Sum(funded.Select(e => e.Amount.GetValueOrDefault())))))
            .WithRows("funded", [.. funded.Select(e => Row(e, e.Rank))])
            .WithRows("next", [.. next.Select(e => Row(e, e.Reserve))])
            .WithRows("rest",
                [.. entries.Where(e => e.Decision is not (Decision.Funded or Decision.Reserve)).Select(e => Row(e, e.Rank))]);

        Paper Row(RankingEntry entry, int? place) => Paper.Of(
            ("place", new LocalText(place?.ToString(CultureInfo.InvariantCulture) ?? "—")),
            ("id", new LocalText(entry.Application.Id.Value)), ("title", new LocalText(entry.Application.Title)),
            ("unit", new LocalText(entry.Application.Unit)), ("score", ReportWords.OfWhatDecides(entry)),
            ("amount", entry.Amount is { } amount ? Paper.Yuan(amount) : new LocalText("")), ("how", ReportWords.Of(entry.AmountChain)),
            ("reasons", entry.Reasons.Count == 0 ? Said.Of(entry.Decision)
                : ReportWords.OfReasons(entry.Reasons, record.Call, record.Trees)));
    }
}
