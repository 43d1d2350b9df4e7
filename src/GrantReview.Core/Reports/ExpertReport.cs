using GrantReview.Core.Experts;
using GrantReview.Core.Numbers;
using GrantReview.Core.Scoring;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Reports;

/// <summary>
/// A sheet of ranking.xlsx for each expert (专家n, never a name): what the expert gave leaf by leaf, beside what each application has from
/// all its experts.
/// </summary>
public static class ExpertReport
{
    /// <summary>
    /// With more experts nobody would turn the pages, and a spreadsheet opens slowly: then the list of scores stands alone and says so.
    /// </summary>
    public const int MostExperts = 100;

    /// <summary>
    /// Nothing where more than <see cref="MostExperts"/> scored. In the order of the experts' numbers in the round; who scored nothing has
    /// no sheet.
    /// </summary>
    public static IReadOnlyList<ReportSheet> Of(EvaluationResult result)
    {
        if (!IsDrawn(result))
        {
            return [];
        }
        var numbers = Pseudonyms.Of(result.Round.Experts);
        var entries = result.Ranking.ToDictionary(e => e.Application.Id);
        var trees = result.Round.Trees;
        IReadOnlyList<ReportColumn> ColumnsOf(IReadOnlyList<IndicatorTree> scored) =>
        [
            new(new("No.", "项目编号"), ColumnKind.Text, 12), new(new("Title", "项目名称"), ColumnKind.Text, 34),
            .. RankingReport.LeafColumns(scored),
            new(new("Total", "总分"), ColumnKind.Score, 9), new(new("All its experts", "该项目各专家综合"), ColumnKind.Score, 14),
            new(new("Difference", "差"), ColumnKind.Score, 9),
        ];
        return [.. result.Sheets.GroupBy(s => s.Expert).OrderBy(g => numbers[g.Key])
            .Select(g => SheetOf(new($"Expert {numbers[g.Key]}", $"专家{numbers[g.Key]}"), [.. g]))];

        ReportSheet SheetOf(LocalText name, IReadOnlyList<Sheet> sheets)
        {
            var scored = trees.All.Where(t => sheets.Any(s => TreeOf(s) == t)).ToList();
            return new ReportSheet(
                name, RankingReport.TitleOf(result, new($"Scores of {name.En}", $"{name.Zh}评分表")),
                [new("The number is the expert's in the whole call, the same on every page and sheet.", "编号为该专家在本通知内的统一编号，各页各表一致。")],
                ColumnsOf(scored), [.. sheets.OrderBy(s => s.Application).Select(s => RowOf(s, scored))]);
        }

        IndicatorTree? TreeOf(Sheet sheet) => trees.Of(entries[sheet.Application].Category);

        IReadOnlyList<ReportCell> RowOf(Sheet sheet, IReadOnlyList<IndicatorTree> scored)
        {
            var entry = entries[sheet.Application];
            Rational? difference = sheet.Total.Total is { } own && entry.Total.Raw is { } all ? own - all : null;
            return [sheet.Application.Value, entry.Application.Title, .. RankingReport.LeafCells(scored, TreeOf(sheet), sheet),
                sheet.Total.Total,
                entry.Total.Raw, difference];
        }
    }

    /// <summary>The round is small enough for sheets of their own.</summary>
    public static bool IsDrawn(EvaluationResult result) => result.Sheets.Select(s => s.Expert).Distinct().Count() <= MostExperts;
}
