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
            new("By expert", "专家评分"), RankingReport.TitleOf(result, new("Scores expert by expert", "各专家评分情况表")),
            [new("The number is the expert's in the whole call, the same on every page and sheet.", "编号为该专家在本通知内的统一编号，各页各表一致。")],
            [
                new(new("Expert", "专家"), ColumnKind.Text, 10), new(new("No.", "项目编号"), ColumnKind.Text, 12),
                new(new("Title", "项目名称"), ColumnKind.Text, 36), new(new("Total", "总分"), ColumnKind.Score, 9),
                new(new("All its experts", "该项目各专家综合"), ColumnKind.Score, 12), new(new("Difference", "差"), ColumnKind.Score, 9),
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
