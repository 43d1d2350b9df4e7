using GrantReview.Core.Awards;
using GrantReview.Core.Numbers;
using GrantReview.Core.Payments;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Reports;

/// <summary>
/// What awards.xlsx says: the proposed awards with their sum, the replacement list, those not funded with the reasons, the notice list, and
/// what finance pays.
/// </summary>
public static class AwardsReport
{
    /// <param name="terms">How finance pays; null = at once, in yuan.</param>
    /// <param name="masksNames">The notice list masks people's names.</param>
    public static IReadOnlyList<ReportSheet> Of(EvaluationResult result, FinanceTerms? terms = null, bool masksNames = false)
    {
        var funded = result.Ranking.Where(e => e.Decision == Decision.Funded).ToList();
        List<FundedApplication> awards = [.. funded.Select(e => new FundedApplication(e.Application.Id, e.Amount.GetValueOrDefault()))];
        var total = Money.Sum(funded.Select(e => e.Amount.GetValueOrDefault()));
        var reserve = result.Allocation?.Reserve ?? [];
        var others = OtherMoney.Of(result.Round.Call, result.Round.Applications, awards);
        var sources = OtherMoney.SourcesOf(others);
        var byId = result.Ranking.ToDictionary(e => e.Application.Id);
        return
        [
            new ReportSheet(new("Awards", "拟立项名单"), RankingReport.TitleOf(result, new("Proposed awards", "拟立项项目名单")),
                [new($"{funded.Count} awards, {ReportWords.Yuan(total)} yuan in all.", $"共{funded.Count}项，合计{ReportWords.Yuan(total)}元。")],
                [No, Category, Id, Title, Unit, UnitCode, Pi, Score, new(new("Amount (yuan)", "金额（元）"), ColumnKind.Money, 18),
                    new(new("How the amount came about", "金额测算过程"), ColumnKind.Text, 46),
                    .. sources.Select(o => new ReportColumn(o.Name, ColumnKind.Money, 18, new("Other sources (yuan)", "其他来源资金（元）")))],
                [.. funded.Select((e, i) => (IReadOnlyList<ReportCell>)
                    [i + 1, RankingReport.CategoryName(result, e.Category), e.Application.Id.Value, e.Application.Title, e.Application.Unit,
                        e.Application.UnitCode, e.Application.Pi, e.Score, e.Amount, ReportWords.Of(e.AmountChain),
                        .. sources.Select(o => OtherMoney.Find(others, o, e.Application.Id) is { } paid ? (ReportCell)(Money?)paid
                            : default)])],
                [new LocalText("Total", "合计"), (string?)null, (string?)null, (string?)null, (string?)null, (string?)null, (string?)null,
                    (string?)null, (Money?)total, (string?)null,
                    .. sources.Select(o => (ReportCell)(Money?)OtherMoney.Sum(others, o))]),
            new ReportSheet(new("Replacement list", "递补名单"), RankingReport.TitleOf(result, new("Replacement list", "递补名单")),
                reserve.Count == 0 ? [new("Nobody would come next.", "无递补项目。")]
                    : [new("In the order in which they come next.", "按递补顺序排列。")],
                [No, Category, Id, Title, Unit, Score, new(new("Place", "名次"), ColumnKind.Count, 7)],
                [.. reserve.Select(id => byId[id] is var e ? (IReadOnlyList<ReportCell>)
                [
                    e.Reserve, RankingReport.CategoryName(result, e.Category), e.Application.Id.Value, e.Application.Title,
                    e.Application.Unit,
                    e.Score, e.Place,
                ] : [])]),
            new ReportSheet(new("Not funded", "未立项"), RankingReport.TitleOf(result, new("Not funded, with reasons", "未立项项目及理由")), [],
                [Category, Id, Title, Unit, Score, new(new("Place", "名次"), ColumnKind.Count, 7),
                    new(new("Decision", "结论"), ColumnKind.Text, 14), new(new("Reason", "理由"), ColumnKind.Text, 60)],
                [.. result.Ranking.Where(e => e.Decision != Decision.Funded).Select(e => (IReadOnlyList<ReportCell>)
                    [RankingReport.CategoryName(result, e.Category), e.Application.Id.Value, e.Application.Title, e.Application.Unit,
                        e.Score, e.Place, ReportWords.Of(e.Decision),
                        ReportWords.OfReasons(e.Reasons, result.Round.Call, result.Round.Trees)])]),
            NoticeReport.Of(result.Round.Call, result.Round.Applications, awards, masksNames),
            .. FinanceReport.Of(result.Round.Call, result.Round.Applications, awards, result.Allocation?.Spent ?? Money.Zero,
                terms ?? FinanceTerms.Once),
        ];
    }

    private static readonly ReportColumn No = new(new("#", "序号"), ColumnKind.Count, 6);
    private static readonly ReportColumn Category = new(new("Category", "项目类别"), ColumnKind.Text, 14);
    private static readonly ReportColumn Id = new(new("No.", "项目编号"), ColumnKind.Text, 12);
    private static readonly ReportColumn Title = new(new("Title", "项目名称"), ColumnKind.Text, 34);
    private static readonly ReportColumn Unit = new(new("Applicant unit", "申报单位"), ColumnKind.Text, 28);
    private static readonly ReportColumn UnitCode = new(new("Credit code", "统一社会信用代码"), ColumnKind.Text, 22);
    private static readonly ReportColumn Pi = new(new("Principal investigator", "项目负责人"), ColumnKind.Text, 12);
    private static readonly ReportColumn Score = new(new("Score", "得分"), ColumnKind.Score, 9);
}
