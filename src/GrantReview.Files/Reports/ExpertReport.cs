using GrantReview.Core.Experts;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Reports;

/// <summary>
/// What each expert (专家n, never a name) gave in all, beside what each application has from all its experts: one sheet of ranking.xlsx,
/// expert after expert in the order of their numbers.
/// </summary>
public static class ExpertReport
{
    public static ReportSheet Of(EvaluationResult result)
    {
        var numbers = Pseudonyms.Of(result.Round.Experts);
        var entries = result.Ranking.ToDictionary(e => e.Application.Id);
        return new ReportSheet(
            Said.Of("ExpertReport.Sheet"), RankingReport.TitleOf(result, Said.Of("ExpertReport.Title")),
            [Said.Of("ExpertReport.NumberNote")],
            [
                new("Report.Expert", ColumnKind.Text, 10), new("Report.Id", ColumnKind.Text, 12),
                new("Report.Title", ColumnKind.Text, 36), new("ExpertReport.Total", ColumnKind.Score, 9),
                new("ExpertReport.AllExperts", ColumnKind.Score, 12), new("ExpertReport.Difference", ColumnKind.Score, 9),
            ],
            [
                .. result.Sheets.OrderBy(s => numbers[s.Expert]).ThenBy(s => s.Application).Select(sheet =>
                {
                    var entry = entries[sheet.Application];
                    Rational? difference = sheet.Total.Total is { } own && entry.Total.Raw is { } all ? own - all : null;
                    return (IReadOnlyList<ReportCell>)
                    [
                        ReportWords.OfExpert(numbers[sheet.Expert]), sheet.Application.Value, entry.Application.Title, sheet.Total.Total,
                        entry.Total.Raw, difference,
                    ];
                }),
            ]);
    }
}
