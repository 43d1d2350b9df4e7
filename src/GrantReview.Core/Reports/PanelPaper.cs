using System.Globalization;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Reports;

/// <summary>What an expert wrote of a whole application.</summary>
/// <param name="Expert">As the evaluation names it.</param>
public sealed record ExpertComment(string Application, string Expert, string Comment);

/// <summary>The panel's opinion (评审组意见): by category what is proposed, each application's totals and score, and what experts wrote; experts are 专家n, by their number in the call.</summary>
public static class PanelPaper
{
    /// <param name="numbers">Expert → number, which names and orders them; see <see cref="Experts.Pseudonyms"/>.</param>
    /// <param name="package">SHA-256 of the frozen package that the result is of.</param>
    public static Paper Of(EvaluationResult result, IReadOnlyDictionary<string, int> numbers, IReadOnlyList<ExpertComment> comments, DateOnly date, string package)
    {
        var call = result.Round.Call;
        var said = comments.Where(c => !string.IsNullOrWhiteSpace(c.Comment)).ToLookup(c => c.Application, StringComparer.Ordinal);
        return Paper.Of(
                ("call", call.Name), ("date", Paper.Day(date)), ("package", new LocalText(package)), ("experts", Paper.Number(result.Sheets.Select(s => s.Expert).Distinct(StringComparer.Ordinal).Count())),
                ("applications", Paper.Number(result.Sheets.Select(s => s.Application).Distinct(StringComparer.Ordinal).Count())), ("sheets", Paper.Number(result.Sheets.Count)), ("method", ReportWords.Of(call.Scoring)))
            .With("categories", result.Ranking.GroupBy(e => e.Category, StringComparer.Ordinal).Select((c, i) => CategoryOf([.. c], c.Key, i + 1)));

        Paper CategoryOf(List<RankingEntry> entries, string category, int number)
        {
            var (awards, reserve) = (entries.Count(e => e.Decision == Decision.Funded), entries.Count(e => e.Decision == Decision.Reserve));
            var spoken = entries.Where(e => said.Contains(e.Application.Id)).ToList();
            var paper = Paper.Of(
                    ("number", Paper.Heading(number)), ("category", RankingReport.CategoryName(result, category)), ("ranked", Paper.Number(entries.Count(e => e.Place is not null))),
                    ("awards", Paper.Number(awards)), ("reserve", Paper.Number(reserve)), ("others", Paper.Number(entries.Count - awards - reserve)))
                .With("rows", entries.Select(Row));
            return paper.With("comments", spoken.Count == 0 ? [] : [Paper.Of().With("applications", spoken.Select(Said))]);
        }

        Paper Row(RankingEntry entry)
        {
            var totals = RankingReport.ExpertTotals(entry.Total, numbers);
            return Paper.Of(
                ("place", new LocalText(entry.Rank?.ToString(CultureInfo.InvariantCulture) ?? "—")), ("id", new LocalText(entry.Application.Id)), ("title", new LocalText(entry.Application.Title)),
                ("experts", new LocalText(string.Join(", ", totals.Select(t => t.ToText(2))), string.Join("、", totals.Select(t => t.ToText(2))))),
                ("score", ReportWords.OfWhatDecides(entry)), ("decision", DecisionOf(entry.Decision)));
        }

        Paper Said(RankingEntry entry)
        {
            var experts = entry.Total.Experts.Select(e => e.Expert).ToHashSet(StringComparer.Ordinal);
            return Paper.Of(("id", new LocalText(entry.Application.Id)), ("title", new LocalText(entry.Application.Title)))
                .With("said", said[entry.Application.Id].Where(c => experts.Contains(c.Expert)).OrderBy(c => numbers[c.Expert])
                    .Select(c => Paper.Of(("expert", new LocalText($"Expert {numbers[c.Expert]}", $"专家{numbers[c.Expert]}")), ("comment", new LocalText(c.Comment)))));
        }
    }

    private static LocalText DecisionOf(Decision decision) => decision switch
    {
        Decision.Funded => new("Proposed", "建议立项"),
        Decision.Reserve => new("Replacement list", "建议递补"),
        Decision.NotFunded => new("Not proposed", "不建议立项"),
        _ => ReportWords.Of(decision),
    };
}
