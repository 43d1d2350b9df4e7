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
            new(new("Category", "项目类别"), ColumnKind.Text, 12), new(new("Place", "名次"), ColumnKind.Count, 6),
            new(new("Rank", "并列名次"), ColumnKind.Count, 6),
            new(new("No.", "项目编号"), ColumnKind.Text, 12), new(new("Title", "项目名称"), ColumnKind.Text, 30),
            new(new("Applicant unit", "申报单位"), ColumnKind.Text, 24),
            new(new("Score", "得分"), ColumnKind.Score, 9), new(new("Raw total", "原始总分"), ColumnKind.Score, 9),
            .. calibrated ? [new ReportColumn(new("Calibrated", "校准分"), ColumnKind.Score, 9)] : Array.Empty<ReportColumn>(),
            .. used.SelectMany(t => t.Roots.Select(r => new ReportColumn(r.Name, ColumnKind.Score, 9, GroupOf(t)))),
            .. Enumerable.Range(1, slots).Select(i => new ReportColumn(
                new($"Total {i}", $"总分{i}"), ColumnKind.Score, 8, new("Experts' totals, in the order of their numbers", "专家总分（按专家编号排列）"))),
            new(new("Spread", "极差"), ColumnKind.Score, 8),
            .. timed ? [new ReportColumn(new("Time that decides", "决定排序的时间"), ColumnKind.Text, 20)] : Array.Empty<ReportColumn>(),
            new(new("Decision", "测算结论"), ColumnKind.Text, 10), new(new("Replacement", "递补顺序"), ColumnKind.Count, 7),
            new(new("Amount (yuan)", "拟立项金额（元）"), ColumnKind.Money, 16), new(new("Reason", "理由"), ColumnKind.Text, 40),
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
                ReportWords.Of(entry.Decision), entry.Reserve, entry.Amount,
                ReportWords.OfReasons(entry.Reasons, result.Round.Call, trees),
            ];
        });
        return new ReportSheet(new("Ranking", "排序"), TitleOf(result, new("Ranking", "评审排序表")), Heading(result), columns, [.. rows]);

        LocalText GroupOf(IndicatorTree tree) => tree == trees.Own || tree.Name is not { } name
            ? new("Level-1 indicators (0–100, mean)", "一级指标（百分制均值）")
            : new($"{name.En}: level-1 indicators (0–100, mean)", $"{name.Zh}：一级指标（百分制均值）");
    }

    /// <summary>
    /// Scores in ranking order, funded and not in two colours, with the funding line (拟立项线): the lowest funded score of the category.
    /// </summary>
    private static ReportSheet ChartSheet(EvaluationResult result)
    {
        var lines = result.Ranking.Where(e => e.Decision == Decision.Funded).GroupBy(e => e.Category)
            .ToDictionary(g => g.Key, g => g.Min(e => e.Score));
        return new ReportSheet(new("Chart", "得分图"), TitleOf(result, new("Scores and the funding line", "得分与拟立项线")), [],
            [
                new(new("Category", "项目类别"), ColumnKind.Text, 14), new(new("Place", "名次"), ColumnKind.Count, 7),
                new(new("No.", "项目编号"), ColumnKind.Text, 12),
                new(new("Proposed award", "拟立项"), ColumnKind.Score, 10), new(new("Not funded", "未立项"), ColumnKind.Score, 10),
                new(new("Funding line", "拟立项线"), ColumnKind.Score, 10),
            ],
            [.. result.Ranking.Where(e => e is { Place: not null, Score: not null }).Select(e => (IReadOnlyList<ReportCell>)
                [
                    CategoryName(result, e.Category), e.Place, e.Application.Id.Value, e.Decision == Decision.Funded ? e.Score : null,
                    e.Decision == Decision.Funded ? null : e.Score,
                    lines.GetValueOrDefault(e.Category),
                ])])
        {
            Chart = new ReportChart(new("Scores and the funding line", "得分与拟立项线"), 2, [3, 4], [5]),
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
            i == 0 ? new("Scores", "评分明细") : new($"Scores {i + 1}", $"评分明细{i + 1}"),
            TitleOf(result, t.Tree.Name is { } name && scored.Count > 1
                ? new($"Scores by expert and indicator: {name.En}", $"专家评分明细表（{name.Zh}）")
                : new("Scores by expert and indicator", "专家评分明细表")),
            Heading(result),
            [
                new(new("No.", "项目编号"), ColumnKind.Text, 12), new(new("Title", "项目名称"), ColumnKind.Text, 34),
                new(new("Expert", "专家"), ColumnKind.Text, 9), .. LeafColumns(t.Tree), new(new("Total", "总分"), ColumnKind.Score, 9),
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
            ? (ReportCell)(string?)null : points is null ? new LocalText("N/A", "不适用") : (ReportCell)points);

    private static ReportSheet ParametersSheet(EvaluationResult result, string inputsHash, string programVersion)
    {
        var call = result.Round.Call;
        List<IReadOnlyList<ReportCell>> rows =
        [
            Row(new("Call", "申报通知"), call.Name), Row(new("Code of the call", "通知编号"), call.Code),
            Row(new("Applications", "申报项目数"), Number(result.Round.Applications.Count)),
            Row(new("Experts", "评审专家数"), Number(result.Round.Experts.Count)),
            Row(new("Score sheets", "评分表数"), Number(result.Sheets.Count)),
            Row(new("Experts' totals become the raw total by", "原始总分的计算方法"), ReportWords.Of(call.Scoring)),
            Row(new("Calibration that decides", "决定排序的校准方法"), ReportWords.Of(call.Calibration.Method)),
            .. call.Calibration.UndecidedLottery is { } clause
                ? [Row(new("Lots around the funding line, by clause", "分数线附近抽签的依据条款"), clause),
                    Row(new("How the lots are drawn", "抽签方式"), ReportWords.Of(call.Calibration.Lottery))]
                : Array.Empty<IReadOnlyList<ReportCell>>(),
            Row(new("Decimals of the score", "得分小数位数"), Number(call.Scoring.Decimals)),
            Row(new("Minimum score", "最低分数线"), call.Allocation.MinScore?.ToText(2) ?? "—"),
            Row(new("Order, remainder, ties", "排序、余额、并列规则"), ReportWords.Of(call.Allocation.Policy)),
            .. call.Allocation.Policy.LotteryClause is { } lots ? [Row(new("Lots among equals, by clause", "并列抽签的依据条款"), lots)]
                : Array.Empty<IReadOnlyList<ReportCell>>(),
            .. call.DrawsLots && call.Allocation.Policy.Seed is { } drawn ? [Row(new("Seed of the lots", "抽签种子"), drawn)]
                : Array.Empty<IReadOnlyList<ReportCell>>(),
            .. call.Allocation.Library is { } library
                ? [Row(new("Project library", "项目库优先的理解"), ReportWords.Of(library.Reading)),
                Row(new("Why it is read so", "作此理解的理由"), library.Reason)] : Array.Empty<IReadOnlyList<ReportCell>>(),
            Row(new("Tie-break", "并列时的比较顺序"),
                call.Allocation.Chain.Count > 0 ? FieldWords.Chain(call, result.Round.Trees) : new LocalText("—")),
            .. call.Allocation.Quotas.Select(q =>
                Row(new($"Quota: {ReportWords.NameOf(q).En}", $"名额或额度：{ReportWords.NameOf(q).Zh}"), ReportWords.Of(q, call))),
            Row(new("Seed", "随机种子"), result.Seed), Row(new("SHA-256 of the inputs", "输入数据校验值（SHA-256）"), inputsHash),
            Row(new("Program version", "程序版本"), programVersion),
        ];
        rows.AddRange(Notes(result).Select(note => Row(new("Note on the indicator tree", "指标体系说明"), note)));
        return new ReportSheet(new("Parameters", "参数"), TitleOf(result, new("Parameters", "测算参数")), [],
            [new(new("Parameter", "参数"), ColumnKind.Text, 34), new(new("Value", "取值"), ColumnKind.Text, 80)], rows);

        static IReadOnlyList<ReportCell> Row(LocalText name, ReportCell value) => [name, value];
        static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
    }

    internal static LocalText TitleOf(EvaluationResult result, LocalText what) => TitleOf(result.Round.Call, what);

    internal static LocalText TitleOf(Call call, LocalText what) => new($"{call.Name.En}: {what.En}", $"{call.Name.Zh}{what.Zh}");

    internal static LocalText CategoryName(EvaluationResult result, CategoryCode code) => CategoryNameOf(result.Round.Call, code);

    internal static LocalText CategoryNameOf(Call call, CategoryCode code) =>
        call.Categories.FirstOrDefault(c => c.Code == code)?.Name ?? new LocalText(code.Value);

    private static List<LocalText> Heading(EvaluationResult result)
    {
        var count = result.Ranking.Count(e => e.Place is not null);
        List<LocalText> lines = [
            new(
                $"{count} of {result.Ranking.Count} applications are ranked. Scores are shown with two digits; " +
                "ties are decided by the published chain.",
            $"共{result.Ranking.Count}项，其中{count}项参加排序。分数显示两位小数，并列按公布的规则处理。")];
        return [.. lines, .. Notes(result)];
    }

    private static IEnumerable<LocalText> Notes(EvaluationResult result) =>
        result.Round.Trees.In(result.Round.Applications).Select(t => t.Note).OfType<LocalText>().Distinct();
}
