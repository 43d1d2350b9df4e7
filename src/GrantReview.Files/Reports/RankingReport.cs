using System.Globalization;
using GrantReview.Core.Calls;
using GrantReview.Core.Experts;
using GrantReview.Core.Numbers;
using GrantReview.Core.Scoring;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Reports;

/// <summary>
/// What ranking.xlsx says: one row an application; one row an application and expert with a column a leaf; how sure each rank is and how
/// severe each expert; what each expert gave beside what the others gave; the parameters. Experts are 专家1…n; a sheet without rows is left
/// out.
/// </summary>
public static class RankingReport
{
    /// <param name="inputsHash">SHA-256 of the resolved inputs, hexadecimal.</param>
    /// <param name="programVersion">Of the program that computed the result.</param>
    public static IReadOnlyList<ReportSheet> Of(EvaluationResult result, string inputsHash, string programVersion)
    {
        var numbers = Pseudonyms.Of(result.Round.Experts);
        return
        [
            .. new[] { RankingSheet(result, numbers), ChartSheet(result) }.Concat(ScoresSheets(result, numbers))
                .Concat(CalibrationReport.Of(result)).Append(ExpertReport.Of(result)).Where(s => s.Rows.Count > 0),
            ParametersSheet(result, inputsHash, programVersion),
        ];
    }

    /// <summary>An application's experts' totals in the order of their numbers.</summary>
    public static IReadOnlyList<Rational> ExpertTotals(ApplicationTotal total, IReadOnlyDictionary<ExpertId, int> numbers) =>
        [.. total.Experts.OrderBy(e => numbers[e.Expert]).Select(e => e.Total)];

    private static ReportSheet RankingSheet(EvaluationResult result, IReadOnlyDictionary<ExpertId, int> numbers)
    {
        var trees = result.Round.Trees;
        var used = trees.In(result.Round.Applications);
        var slots = result.Ranking.Select(e => e.Total.Experts.Count).DefaultIfEmpty().Max();
        var calibrated = result.Round.Call.Calibration.Method != CalibrationMethod.Mean;
        var timed = result.Ranking.Any(e => e.Time is not null);
        List<ReportColumn> columns =
        [
            new("Report.Category", ColumnKind.Text, 12), new("Report.Place", ColumnKind.Count, 6),
            new("RankingReport.Rank", ColumnKind.Count, 6), new("Report.Id", ColumnKind.Text, 12),
            new("Report.Title", ColumnKind.Text, 30), new("Report.ApplicantUnit", ColumnKind.Text, 24),
            new("Report.Score", ColumnKind.Score, 9), new("RankingReport.RawTotal", ColumnKind.Score, 9),
            .. calibrated ? [new ReportColumn("Report.Calibrated", ColumnKind.Score, 9)] : Array.Empty<ReportColumn>(),
            .. used.SelectMany(t => t.Roots.Select(r => new ReportColumn(r.Name, ColumnKind.Score, 9, GroupOf(t)))),
            .. Enumerable.Range(1, slots).Select(i => new ReportColumn(
                Said.Of("RankingReport.ExpertTotal", i), ColumnKind.Score, 8, Said.Of("RankingReport.ExpertTotals"))),
            new("RankingReport.Spread", ColumnKind.Score, 8),
            .. timed ? [new ReportColumn("RankingReport.TimeThatDecides", ColumnKind.Text, 20)] : Array.Empty<ReportColumn>(),
            new("Report.Decision", ColumnKind.Text, 10), new("RankingReport.Replacement", ColumnKind.Count, 7),
            new("RankingReport.AmountYuan", ColumnKind.Money, 16), new("Report.Reason", ColumnKind.Text, 40),
        ];
        var rows = result.Ranking.Select(entry =>
        {
            var totals = ExpertTotals(entry.Total, numbers);
            return (IReadOnlyList<ReportCell>)
            [
                CategoryName(result, entry.Category), entry.Place, entry.Rank, entry.Application.Id.Value, entry.Application.Title,
                entry.Application.Unit, entry.Score, entry.Total.Raw,
                .. calibrated ? [entry.Calibrated] : Array.Empty<ReportCell>(),
                .. used.SelectMany(t => t.Roots.Select(r => (ReportCell)(trees.Of(entry.Category) == t
                    && entry.Total.Nodes.TryGetValue(r.Code, out var mean) ? mean : (Rational?)null))),
                .. Enumerable.Range(0, slots).Select(i => (ReportCell)(i < totals.Count ? totals[i] : (Rational?)null)),
                totals.Count == 0 ? (Rational?)null : totals.Max() - totals.Min(),
                .. timed ? [entry.Time] : Array.Empty<ReportCell>(),
                Said.Of(entry.Decision), entry.Reserve, entry.Amount,
                ReportWords.OfReasons(entry.Reasons, result.Round.Call, trees),
            ];
        });
        return new ReportSheet(
            Said.Of("RankingReport.Ranking"), TitleOf(result, Said.Of("RankingReport.RankingTitle")), Heading(result), columns, [.. rows]);

        LocalText GroupOf(IndicatorTree tree) => tree == trees.Own || tree.Name is not { } name
            ? Said.Of("RankingReport.Roots")
            : Said.Of("RankingReport.RootsOfTree", name);
    }

    /// <summary>
    /// Scores in ranking order, funded and not in two colours, with the funding line (拟立项线): the lowest funded score of the category.
    /// </summary>
    private static ReportSheet ChartSheet(EvaluationResult result)
    {
        var lines = result.Ranking.Where(e => e.Decision == Decision.Funded).GroupBy(e => e.Category)
            .ToDictionary(g => g.Key, g => g.Min(e => e.Score));
        return new ReportSheet(Said.Of("RankingReport.Chart"), TitleOf(result, Said.Of("RankingReport.ScoresAndTheFundingLine")), [],
            [
                new("Report.Category", ColumnKind.Text, 14), new("Report.Place", ColumnKind.Count, 7),
                new("Report.Id", ColumnKind.Text, 12), new("Decision.Funded", ColumnKind.Score, 10),
                new("Decision.NotFunded", ColumnKind.Score, 10), new("RankingReport.FundingLine", ColumnKind.Score, 10),
            ],
            [.. result.Ranking.Where(e => e is { Place: not null, Score: not null }).Select(e => (IReadOnlyList<ReportCell>)
                [
                    CategoryName(result, e.Category), e.Place, e.Application.Id.Value, e.Decision == Decision.Funded ? e.Score : null,
                    e.Decision == Decision.Funded ? null : e.Score,
                    lines.GetValueOrDefault(e.Category),
                ])])
        {
            Chart = new ReportChart(Said.Of("RankingReport.ScoresAndTheFundingLine"), 2, [3, 4], [5]),
        };
    }

    /// <summary>A sheet for each tree that somebody scored on, so that no row has blank columns of another tree.</summary>
    private static IEnumerable<ReportSheet> ScoresSheets(EvaluationResult result, IReadOnlyDictionary<ExpertId, int> numbers)
    {
        var byId = result.Round.Applications.ToDictionary(a => a.Id);
        var scored = result.Round.Trees.All
            .Select(t => (Tree: t, Sheets: result.Sheets.Where(s => result.Round.Trees.Of(byId[s.Application].Category) == t).ToList()))
            .Where(t => t.Sheets.Count > 0).ToList();
        return scored.Select((t, i) => new ReportSheet(
            i == 0 ? Said.Of("RankingReport.Scores") : Said.Of("RankingReport.ScoresOfTree", i + 1),
            TitleOf(result, t.Tree.Name is { } name && scored.Count > 1
                ? Said.Of("RankingReport.ScoresOfTreeTitle", name)
                : Said.Of("RankingReport.ScoresTitle")),
            Heading(result),
            [
                new("Report.Id", ColumnKind.Text, 12), new("Report.Title", ColumnKind.Text, 34),
                new("Report.Expert", ColumnKind.Text, 9), .. LeafColumns(t.Tree), new("ExpertReport.Total", ColumnKind.Score, 9),
            ],
            [
                .. t.Sheets.OrderBy(s => s.Application).ThenBy(s => numbers[s.Expert]).Select(s => (IReadOnlyList<ReportCell>)
                [
                    s.Application.Value, byId[s.Application].Title, ReportWords.OfExpert(numbers[s.Expert]), .. LeafCells(t.Tree, s),
                    s.Total.Total,
                ]),
            ]));
    }

    /// <summary>A column a leaf, under its branch, with the range of its points.</summary>
    private static IEnumerable<ReportColumn> LeafColumns(IndicatorTree tree)
    {
        return tree.Leaves.Select(l =>
            new ReportColumn(
                new($"{l.Name.En}\n({l.Min}–{l.Max})", $"{l.Name.Zh}\n（{l.Min}–{l.Max}）"), ColumnKind.Score, 10, Root(l).Name));

        static IndicatorNode Root(IndicatorNode node) => node.Parent is { } parent ? Root(parent) : node;
    }

    /// <summary>The points as given; blank = not scored.</summary>
    private static IEnumerable<ReportCell> LeafCells(IndicatorTree tree, Sheet sheet) =>
        tree.Leaves.Select(l => !sheet.Points.TryGetValue(l.Code, out var points)
            ? (ReportCell)(string?)null : points is null ? Said.Of("RankingReport.NotApplicable") : (ReportCell)points);

    private static ReportSheet ParametersSheet(EvaluationResult result, string inputsHash, string programVersion)
    {
        var call = result.Round.Call;
        List<IReadOnlyList<ReportCell>> rows =
        [
            Row(Said.Of("Report.Call"), call.Name), Row(Said.Of("RankingReport.CodeOfTheCall"), call.Code),
            Row(Said.Of("RankingReport.Applications"), Number(result.Round.Applications.Count)),
            Row(Said.Of("RankingReport.Experts"), Number(result.Round.Experts.Count)),
            Row(Said.Of("RankingReport.ScoreSheets"), Number(result.Sheets.Count)),
            Row(Said.Of("RankingReport.TotalMethod"), ReportWords.Of(call.Scoring)),
            Row(Said.Of("RankingReport.Calibration"), Said.Of(call.Calibration.Method)),
            .. call.Calibration.UndecidedLottery is { } clause
                ? [Row(Said.Of("RankingReport.LineLotsClause"), clause),
                    Row(Said.Of("RankingReport.Lottery"), Said.Of(call.Calibration.Lottery))]
                : Array.Empty<IReadOnlyList<ReportCell>>(),
            Row(Said.Of("RankingReport.DecimalsOfTheScore"), Number(call.Scoring.Decimals)),
            Row(Said.Of("RankingReport.MinimumScore"), call.Allocation.MinScore?.ToText(2) ?? "—"),
            Row(Said.Of("RankingReport.OrderRemainderTies"), ReportWords.Of(call.Allocation.Policy)),
            .. call.Allocation.Policy.LotteryClause is { } lots ? [Row(Said.Of("RankingReport.TieLotsClause"), lots)]
                : Array.Empty<IReadOnlyList<ReportCell>>(),
            .. call.DrawsLots && call.Allocation.Policy.Seed is { } drawn ? [Row(Said.Of("RankingReport.SeedOfTheLots"), drawn)]
                : Array.Empty<IReadOnlyList<ReportCell>>(),
            .. call.Allocation.Library is { } library
                ? [Row(Said.Of("RankingReport.Library"), Said.Of(library.Reading)),
                Row(Said.Of("RankingReport.LibraryReason"), library.Reason)] : Array.Empty<IReadOnlyList<ReportCell>>(),
            Row(Said.Of("RankingReport.TieBreak"),
                call.Allocation.Chain.Count > 0 ? FieldWords.Chain(call, result.Round.Trees) : new LocalText("—")),
            .. call.Allocation.Quotas.Select(q =>
                Row(Said.Of("RankingReport.Quota", ReportWords.NameOf(q)), ReportWords.Of(q, call))),
            Row(Said.Of("RankingReport.Seed"), result.Seed), Row(Said.Of("RankingReport.InputsHash"), inputsHash),
            Row(Said.Of("RankingReport.ProgramVersion"), programVersion),
        ];
        rows.AddRange(Notes(result).Select(note => Row(Said.Of("RankingReport.TreeNote"), note)));
        return new ReportSheet(Said.Of("RankingReport.Parameters"), TitleOf(result, Said.Of("RankingReport.ParametersTitle")), [],
            [new("RankingReport.Parameter", ColumnKind.Text, 34), new("RankingReport.Value", ColumnKind.Text, 80)], rows);

        static IReadOnlyList<ReportCell> Row(LocalText name, ReportCell value) => [name, value];
        static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
    }

    internal static LocalText TitleOf(EvaluationResult result, LocalText what) => TitleOf(result.Round.Call, what);

    internal static LocalText TitleOf(Call call, LocalText what) => Said.Of("RankingReport.TitleOfCall", call.Name, what);

    internal static LocalText CategoryName(EvaluationResult result, CategoryCode code) => CategoryNameOf(result.Round.Call, code);

    internal static LocalText CategoryNameOf(Call call, CategoryCode code) =>
        call.Categories.FirstOrDefault(c => c.Code == code)?.Name ?? new LocalText(code.Value);

    private static List<LocalText> Heading(EvaluationResult result)
    {
        var count = result.Ranking.Count(e => e.Place is not null);
        List<LocalText> lines = [
            Said.Of("RankingReport.Ranked", count, result.Ranking.Count)];
        return [.. lines, .. Notes(result)];
    }

    private static IEnumerable<LocalText> Notes(EvaluationResult result) =>
        result.Round.Trees.In(result.Round.Applications).Select(t => t.Note).OfType<LocalText>().Distinct();
}
