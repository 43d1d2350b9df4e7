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
            new ReportSheet(Said.Of("AwardsReport.Awards"), RankingReport.TitleOf(result, Said.Of("AwardsReport.ProposedAwards")),
                [Said.Of("AwardsReport.Sum", funded.Count, ReportWords.Yuan(total))],
                [No, Category, Id, Title, Unit, UnitCode, Pi, Score,
                    new(Said.Of("Report.Amount", Said.Of(MoneyUnit.Yuan)), ColumnKind.Money, 18),
                    new("AwardsReport.AmountChain", ColumnKind.Text, 46),
                    .. sources.Select(o => new ReportColumn(
                        o.Name, ColumnKind.Money, 18, Said.Of("Report.OtherSources", Said.Of(MoneyUnit.Yuan))))],
                [.. funded.Select((e, i) => (IReadOnlyList<ReportCell>)
                    [i + 1, RankingReport.CategoryName(result, e.Category), e.Application.Id.Value, e.Application.Title, e.Application.Unit,
                        e.Application.UnitCode, e.Application.Pi, e.Score, e.Amount, ReportWords.Of(e.AmountChain),
                        .. sources.Select(o => OtherMoney.Find(others, o, e.Application.Id) is { } paid ? (ReportCell)(Money?)paid
                            : default)])],
                [Said.Of("Report.Total"), (string?)null, (string?)null, (string?)null, (string?)null, (string?)null, (string?)null,
                    (string?)null, (Money?)total, (string?)null,
                    .. sources.Select(o => (ReportCell)(Money?)OtherMoney.Sum(others, o))]),
            new ReportSheet(Said.Of("AwardsReport.ReplacementList"), RankingReport.TitleOf(result, Said.Of("AwardsReport.ReplacementList")),
                reserve.Count == 0 ? [Said.Of("AwardsReport.NobodyNext")]
                    : [Said.Of("AwardsReport.InOrder")],
                [No, Category, Id, Title, Unit, Score, new("Report.Place", ColumnKind.Count, 7)],
                [.. reserve.Select(id => byId[id] is var e ? (IReadOnlyList<ReportCell>)
                [
                    e.Reserve, RankingReport.CategoryName(result, e.Category), e.Application.Id.Value, e.Application.Title,
                    e.Application.Unit,
                    e.Score, e.Place,
                ] : [])]),
            new ReportSheet(Said.Of("Decision.NotFunded"), RankingReport.TitleOf(result, Said.Of("AwardsReport.NotFundedWithReasons")), [],
                [Category, Id, Title, Unit, Score, new("Report.Place", ColumnKind.Count, 7),
                    new("AwardsReport.Decision", ColumnKind.Text, 14), new("Report.Reason", ColumnKind.Text, 60)],
                [.. result.Ranking.Where(e => e.Decision != Decision.Funded).Select(e => (IReadOnlyList<ReportCell>)
                    [RankingReport.CategoryName(result, e.Category), e.Application.Id.Value, e.Application.Title, e.Application.Unit,
                        e.Score, e.Place, Said.Of(e.Decision),
                        ReportWords.OfReasons(e.Reasons, result.Round.Call, result.Round.Trees)])]),
            NoticeReport.Of(result.Round.Call, result.Round.Applications, awards, masksNames),
            .. FinanceReport.Of(result.Round.Call, result.Round.Applications, awards, result.Allocation?.Spent ?? Money.Zero,
                terms ?? FinanceTerms.Once),
        ];
    }

    private static readonly ReportColumn No = new("Report.Number", ColumnKind.Count, 6);
    private static readonly ReportColumn Category = new("Report.Category", ColumnKind.Text, 14);
    private static readonly ReportColumn Id = new("Report.Id", ColumnKind.Text, 12);
    private static readonly ReportColumn Title = new("Report.Title", ColumnKind.Text, 34);
    private static readonly ReportColumn Unit = new("Report.ApplicantUnit", ColumnKind.Text, 28);
    private static readonly ReportColumn UnitCode = new("Report.CreditCode", ColumnKind.Text, 22);
    private static readonly ReportColumn Pi = new("Report.PrincipalInvestigator", ColumnKind.Text, 12);
    private static readonly ReportColumn Score = new("Report.Score", ColumnKind.Score, 9);
}
