using System.Globalization;
using GrantReview.Core.Calibration;
using GrantReview.Core.Experts;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Reports;

/// <summary>
/// What ranking.xlsx says about how sure each rank is and how severe each expert: the mixed model of each category, beside the score that
/// decides. For internal use.
/// </summary>
public static class CalibrationReport
{
    public static IReadOnlyList<ReportSheet> Of(EvaluationResult result) =>
        [RanksSheet(result), ExpertsSheet(result, Pseudonyms.Of(result.Round.Experts))];

    private static ReportSheet RanksSheet(EvaluationResult result)
    {
        var entries = result.Ranking.ToDictionary(e => e.Application.Id);
        var rows =
            from model in result.MixedModels
            from a in model.Fit.Applications
            let entry = entries[a.Application]
            orderby a.ExpectedRank ?? entry.Place, entry.Place
            select (IReadOnlyList<ReportCell>)
            [
                RankingReport.CategoryName(result, model.Category), entry.Application.Id.Value, entry.Application.Title, entry.Place, a.N,
                a.RawMean, a.Calibrated, Figure(a.StandardError), Figure(a.ExpectedRank),
                Span(a.RankLow50, a.RankHigh50), Span(a.RankLow, a.RankHigh), Percent(a.ProbabilityTopK),
                a.Group is { } side ? CalibrationWords.Of(side) : (LocalText?)null, ReportWords.Of(entry.Decision),
            ];
        List<LocalText> heading =
        [
            new("For internal use. What decides is the published rule; the mixed model stands beside it.", "仅供内部参考。立项依据为公布的规则，混合模型仅作参照。"),
            .. result.MixedModels.SelectMany(m => CalibrationWords.Of(m.Fit.Warnings)).Distinct(),
        ];
        return new ReportSheet(new("Calibration", "评分校准"), RankingReport.TitleOf(result, new("How sure each rank is", "排名的把握")), heading,
            [
                new(new("Category", "项目类别"), ColumnKind.Text, 14), new(new("No.", "项目编号"), ColumnKind.Text, 12),
                new(new("Title", "项目名称"), ColumnKind.Text, 34), new(new("Place", "名次"), ColumnKind.Count, 6),
                new(new("Sheets", "评分表数"), ColumnKind.Count, 8), new(new("Mean", "平均分"), ColumnKind.Score, 9),
                new(new("Calibrated", "校准分"), ColumnKind.Score, 9), new(new("Standard error", "标准误"), ColumnKind.Score, 9),
                new(new("Expected rank", "期望排名"), ColumnKind.Score, 9), new(new("50 % interval", "50%区间"), ColumnKind.Text, 11),
                new(new("90 % interval", "90%区间"), ColumnKind.Text, 11),
                new(new("Chance of an award by rank", "按排名立项的概率"), ColumnKind.Text, 12),
                new(new("At the funding line", "与拟立项线"), ColumnKind.Text, 14), new(new("Decision", "测算结论"), ColumnKind.Text, 12),
            ], [.. rows]);
    }

    private static ReportSheet ExpertsSheet(EvaluationResult result, IReadOnlyDictionary<ExpertId, int> numbers)
    {
        var rows =
            from model in result.MixedModels
            from e in model.Fit.Experts
            orderby e.Severity, numbers[e.Expert]
            select (IReadOnlyList<ReportCell>)
            [
                RankingReport.CategoryName(result, model.Category), ReportWords.OfExpert(numbers[e.Expert]),
                e.N, Figure(e.Severity), Figure(e.StandardError),
                Figure(e.Flags?.Agreement), Joined((e.Flags?.Raised ?? []).Select(CalibrationWords.Of)),
            ];
        return new ReportSheet(new("Experts", "专家宽严"), RankingReport.TitleOf(result, new("Severity of the experts", "专家宽严度")),
            [new("How much lower than average an expert scores. A reason to look, never to exclude.", "比平均水平低多少分。仅提示复核，不作为剔除依据。")],
            [
                new(new("Category", "项目类别"), ColumnKind.Text, 14), new(new("Expert", "专家"), ColumnKind.Text, 10),
                new(new("Sheets", "评分表数"), ColumnKind.Count, 8), new(new("Severity", "宽严度"), ColumnKind.Score, 9),
                new(new("Standard error", "标准误"), ColumnKind.Score, 9),
                new(new("Agreement with the others", "与他人的一致性"), ColumnKind.Score, 14),
                new(new("Worth a look", "提示复核"), ColumnKind.Text, 24),
            ], [.. rows]);
    }

    private static Rational? Figure(double? value) => value is { } figure ? Rational.FromDouble(figure).Round(6) : null;

    private static string Span(double? low, double? high) =>
        low is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{low:0.#}–{high:0.#}");

    private static string Percent(double? share) => share is { } s ? string.Create(CultureInfo.InvariantCulture, $"{100 * s:0.#} %") : "";

    private static LocalText Joined(IEnumerable<LocalText> words) =>
        words.ToList() is var all ? new(string.Join(", ", all.Select(w => w.En)), string.Join("、", all.Select(w => w.Zh))) : new("");
}
