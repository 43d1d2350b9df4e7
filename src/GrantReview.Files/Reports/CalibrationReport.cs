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
                a.Group is { } side ? Said.Of(side) : (LocalText?)null, Said.Of(entry.Decision),
            ];
        List<LocalText> heading =
        [
            Said.Of("CalibrationReport.InternalUse"),
            .. result.MixedModels.SelectMany(m => CalibrationWords.Of(m.Fit.Warnings)).Distinct(),
        ];
        return new ReportSheet(Said.Of("CalibrationReport.Calibration"), 
            RankingReport.TitleOf(result, Said.Of("CalibrationReport.Title")), heading,
            [
                new("Report.Category", ColumnKind.Text, 14), new("Report.Id", ColumnKind.Text, 12),
                new("Report.Title", ColumnKind.Text, 34), new("Report.Place", ColumnKind.Count, 6),
                new("CalibrationReport.Sheets", ColumnKind.Count, 8), new("CalibrationReport.Mean", ColumnKind.Score, 9),
                new("Report.Calibrated", ColumnKind.Score, 9), new("CalibrationReport.StandardError", ColumnKind.Score, 9),
                new("CalibrationReport.ExpectedRank", ColumnKind.Score, 9), new("CalibrationReport.Interval50", ColumnKind.Text, 11),
                new("CalibrationReport.Interval90", ColumnKind.Text, 11), new("CalibrationReport.Chance", ColumnKind.Text, 12),
                new("CalibrationReport.AtTheFundingLine", ColumnKind.Text, 14), new("Report.Decision", ColumnKind.Text, 12),
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
                Figure(e.Flags?.Agreement), Said.List((e.Flags?.Raised ?? []).Select(Said.Of)),
            ];
        return new ReportSheet(Said.Of("CalibrationReport.Experts"), 
            RankingReport.TitleOf(result, Said.Of("CalibrationReport.ExpertsTitle")),
            [Said.Of("CalibrationReport.SeverityNote")],
            [
                new("Report.Category", ColumnKind.Text, 14), new("Report.Expert", ColumnKind.Text, 10),
                new("CalibrationReport.Sheets", ColumnKind.Count, 8), new("CalibrationReport.Severity", ColumnKind.Score, 9),
                new("CalibrationReport.StandardError", ColumnKind.Score, 9),
                new("CalibrationReport.AgreementWithTheOthers", ColumnKind.Score, 14),
                new("CalibrationReport.WorthALook", ColumnKind.Text, 24),
            ], [.. rows]);
    }

    private static Rational? Figure(double? value) => value is { } figure ? Rational.FromDouble(figure).Round(6) : null;

    private static string Span(double? low, double? high) =>
        low is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{low:0.#}–{high:0.#}");

    private static string Percent(double? share) => share is { } s ? string.Create(CultureInfo.InvariantCulture, $"{100 * s:0.#} %") : "";
}
