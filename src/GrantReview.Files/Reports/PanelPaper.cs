using System.Globalization;
using GrantReview.Core.Evaluations;
using GrantReview.Core.Scoring;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Reports;

/// <summary>What an expert wrote of a whole application, and what they recommend.</summary>
/// <param name="Expert">As the evaluation names it.</param>
public sealed record ExpertComment(
    ApplicationId Application, ExpertId Expert, string Comment, Recommendation Recommendation = Recommendation.Unstated);

/// <summary>
/// The panel's opinion (评审组意见): by category what is proposed, each application's totals, its score and how many experts recommend what, and
/// what they wrote; experts are 专家n, by their number in the call.
/// </summary>
public static class PanelPaper
{
    /// <param name="package">SHA-256 of the frozen package that the record is of.</param>
    public static Paper Of(EvaluationRecord record, IReadOnlyList<ExpertComment> comments, DateOnly date, string package)
    {
        var call = record.Call;
        var given = comments.ToLookup(c => c.Application);
        var said = comments.Where(c => !string.IsNullOrWhiteSpace(c.Comment)).ToLookup(c => c.Application);
        return Paper.Of(
                ("call", call.Name), ("date", Paper.Day(date)), ("package", new LocalText(package)),
                ("experts", Paper.Number(record.Numbers.Count)),
                ("applications", Paper.Number(record.Scored)), ("sheets", Paper.Number(record.Sheets)),
                ("method", ReportWords.Of(call.Scoring)))
            .With("categories",
                record.Ranking.GroupBy(e => e.Category).Select((c, i) => CategoryOf([.. c], c.Key, i + 1)));

        Paper CategoryOf(List<RankingEntry> entries, CategoryCode category, int number)
        {
            var (awards, reserve) = (entries.Count(e => e.Decision == Decision.Funded), entries.Count(e => e.Decision == Decision.Reserve));
            var spoken = entries.Where(e => said.Contains(e.Application.Id)).ToList();
            var paper = Paper.Of(
                    ("number", Paper.Heading(number)), ("category", RankingReport.CategoryNameOf(call, category)),
                    ("ranked", Paper.Number(entries.Count(e => e.Place is not null))),
                    ("awards", Paper.Number(awards)), ("reserve", Paper.Number(reserve)),
                    ("others", Paper.Number(entries.Count - awards - reserve)))
                .With("rows", entries.Select(Row));
            return paper.WithRows("comments", [.. spoken.SelectMany(Said)]);
        }

        Paper Row(RankingEntry entry)
        {
            var totals = entry.Total.Experts.Select(e => e.Total).ToList();
            var votes = given[entry.Application.Id].ToLookup(c => c.Recommendation);
            return Paper.Of(
                ("place", new LocalText(entry.Rank?.ToString(CultureInfo.InvariantCulture) ?? "—")),
                ("id", new LocalText(entry.Application.Id.Value)), ("title", new LocalText(entry.Application.Title)),
                // A line may end at a space, never within a number.
                ("experts", new LocalText(string.Join(" ", totals.Select(t => t.ToText(2))))),
                ("score", ReportWords.OfWhatDecides(entry)), ("fund", Paper.Number(votes[Recommendation.Fund].Count())),
                ("fundIf", Paper.Number(votes[Recommendation.FundIf].Count())),
                ("reject", Paper.Number(votes[Recommendation.Reject].Count())), ("decision", DecisionOf(entry.Decision)));
        }

        // The application stands beside its first comment alone.
        IEnumerable<Paper> Said(RankingEntry entry)
        {
            var experts = entry.Total.Experts.Select(e => e.Expert).ToHashSet();
            return said[entry.Application.Id].Where(c => experts.Contains(c.Expert)).OrderBy(c => record.Numbers[c.Expert])
                .Select((c, i) => Paper.Of(
                    ("id", new LocalText(i == 0 ? entry.Application.Id.Value : "")),
                    ("title", new LocalText(i == 0 ? entry.Application.Title : "")),
                    ("expert", ReportWords.OfExpert(record.Numbers[c.Expert])), ("comment", new LocalText(c.Comment))));
        }
    }

    private static LocalText DecisionOf(Decision decision) => decision switch
    {
        Decision.Funded => Said.Of("PanelPaper.Proposed"),
        Decision.Reserve => Said.Of("PanelPaper.Reserve"),
        Decision.NotFunded => Said.Of("PanelPaper.NotProposed"),
        _ => Said.Of(decision),
    };
}
