using GrantReview.Core;
using GrantReview.Core.Evaluations;
using GrantReview.Core.Experts;
using GrantReview.Core.Numbers;
using GrantReview.Core.Reports;
using GrantReview.Web.Charts;

namespace GrantReview.Web.Features.Rankings;

/// <summary>One category of the ranking.</summary>
/// <param name="Line">The last place that is funded; 0 = none.</param>
/// <param name="Scores">Of the experts' totals.</param>
public sealed record RankedCategory(ListPart<RankingEntry> Entries, int Line, Scale Scores);

/// <param name="Kept">Null when no run is finished, or the scores are sealed.</param>
public sealed record RankingPage(CallRow Call, KeptResult? Kept, IReadOnlyList<RankedCategory> Categories, IReadOnlyList<RuleChange> RuleChanges);

/// <summary>One expert's submitted sheet without the name: points as typed, reasons, and the answers.</summary>
/// <param name="Number">In 专家n.</param>
public sealed record OpenSheet(int Number, IReadOnlyDictionary<string, LeafScoreRow> Leaves, ScoreSheetRow Sheet);

/// <param name="Sheets">In the order of the experts' numbers, as everywhere else.</param>
public sealed record RankedApplicationPage(CallRow Call, KeptResult Kept, RankingEntry Entry, IReadOnlyList<OpenSheet> Sheets);

/// <summary>The ranking of the latest finished run, and what stands behind each place.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class RankingController(AppDb db, TimeProvider time) : CallController(db, time)
{
    [HttpGet("/calls/{code}/ranking")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        var kept = await KeptResult.LatestAsync(Db, Call, cancellationToken);
        return View("Ranking", new RankingPage(
            Call, kept, kept is null ? [] : CategoriesOf(kept.Record), await RuleChange.ListAsync(Db, Call.Id, cancellationToken)));
    }

    [HttpGet("/calls/{code}/ranking/{id}")]
    public async Task<IActionResult> One(string id, CancellationToken cancellationToken)
    {
        var kept = await KeptResult.LatestAsync(Db, Call, cancellationToken);
        return kept?.Record.Ranking.FirstOrDefault(e => e.Application.Id.Value == id) is not { } entry ? NotFound()
            : View("RankedApplication", new RankedApplicationPage(Call, kept, entry, await SheetsAsync(id, cancellationToken)));
    }

    private List<RankedCategory> CategoriesOf(EvaluationRecord record)
    {
        var categories = record.Ranking.GroupBy(e => e.Category).ToList();
        return categories.ConvertAll(category =>
        {
            var name = record.Call.Categories.FirstOrDefault(c => c.Code == category.Key)?.Name;
            var scores = Scale.OfScores(category.SelectMany(e => e.Total.Experts.Select(t => t.Total.ToDouble())), 150);
            var asked = ListRequest.Shared(Request, At("ranking"), categories.IndexOf(category), categories.Count);
            return new RankedCategory(
                ColumnsOf(record, $"{category.Key} {(name is null ? "" : Text.Of(name))}", scores).Part(category, asked),
                category.Where(e => e.Decision == Decision.Funded).Select(e => e.Place ?? 0).DefaultIfEmpty().Max(), scores);
        });
    }

    private static ListColumns<RankingEntry> ColumnsOf(EvaluationRecord record, string caption, Scale scores)
    {
        var columns = new ListColumns<RankingEntry>(() => caption)
            .Column("place", "Ranking.Place", e => e.Place).Column("rank", "Ranking.Rank", e => e.Rank).Column("id", "Apps.Id", e => e.Application.Id.Value)
            .Column("title", "Apps.Name", e => e.Application.Title).Column("score", "Ranking.Score", e => e.Score, Formats.Score);
        if (record.Call.Calibration.Method != CalibrationMethod.Mean)
        {
            columns.Column("raw", "Ranking.Raw", e => e.Total.Raw, Formats.Score);
        }
        foreach (var root in record.Tree.Roots)
        {
            columns.Column(root.Code.Value, root.Name, e => MeanOf(e, root.Code), Formats.Score);
        }
        return columns.Column("spread", "Ranking.Spread", e => Formats.SpreadOf(e.Total), Formats.Score)
            .Drawn("Ranking.ExpertTotals", Marks.Ticks(scores, "0"))
            .Column("decision", "Ranking.Decision", e => e.Decision, decision => Text.Of(ReportWords.Of(decision)))
            .Column("amount", "Ranking.Amount", e => e.Amount, amount => Formats.Yuan(amount?.Fen))
            .Text("Ranking.Reasons", e => Text.Of(ReportWords.OfReasons(e.Reasons, record.Call.Allocation.Quotas)));
    }

    private static Rational? MeanOf(RankingEntry entry, IndicatorCode node) => entry.Total.Nodes.TryGetValue(node, out var mean) ? mean : null;

    private async Task<IReadOnlyList<OpenSheet>> SheetsAsync(string application, CancellationToken cancellationToken)
    {
        var experts = await Db.Experts.AsNoTracking().Where(e => e.CallId == Call.Id).ToListAsync(cancellationToken);
        var numbers = Pseudonyms.Of([.. experts.Select(StoredRound.Expert)]);
        var codes = experts.ToDictionary(e => e.Id, e => e.Number);
        var sheets = await Db.ScoreSheets.AsNoTracking().Include(s => s.Leaves)
            .Where(s => s.State.Status == SheetStatus.Submitted
                && Db.Applications.Any(a => a.Id == s.ApplicationId && a.CallId == Call.Id && a.Code == application))
            .ToListAsync(cancellationToken);
        return
        [
            .. sheets.OrderBy(s => numbers[codes[s.ExpertId]])
                .Select(s => new OpenSheet(numbers[codes[s.ExpertId]], s.Leaves.ToDictionary(l => l.Indicator, StringComparer.Ordinal), s)),
        ];
    }
}
