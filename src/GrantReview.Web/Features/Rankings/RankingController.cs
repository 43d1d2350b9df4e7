using System.Text.Json;
using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using GrantReview.Core.Experts;
using GrantReview.Core.Scoring;
using GrantReview.Data;
using GrantReview.Files.Evaluations;
using GrantReview.Web.Features.Calls;
using GrantReview.Web.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Rankings;

public sealed record RankedEntry(
    RankingRow Row, string Application, string Title, string Unit, IReadOnlyList<Reason> Reasons, RankingDetail Detail);

/// <param name="Run">Null when no run is finished, or the scores are sealed.</param>
public sealed record RankingPage(CallRow Call, RunRow? Run, IndicatorTree? Tree, Call Settings, IReadOnlyList<RankedEntry> Entries, IReadOnlyList<RuleChange> RuleChanges);

/// <summary>One expert's submitted sheet without the name: points as typed, reasons, and the answers.</summary>
/// <param name="Number">In 专家n.</param>
public sealed record OpenSheet(int Number, IReadOnlyDictionary<string, LeafScoreRow> Leaves, ScoreSheetRow Sheet);

/// <param name="Sheets">In the order of the experts' numbers, as everywhere else.</param>
public sealed record RankedApplicationPage(CallRow Call, RunRow Run, IndicatorTree Tree, RankedEntry Entry, IReadOnlyList<OpenSheet> Sheets);

/// <summary>The ranking of the latest finished run, and what stands behind each place.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class RankingController(AppDb db, TimeProvider time) : CallController(db, time)
{
    [HttpGet("/calls/{code}/ranking")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        var run = await LatestAsync(Db, Call, cancellationToken);
        var settings = StoredRound.CallOf(Call);
        var tree = await StoredRound.TreeRowAsync(Db, Call.Id, cancellationToken) is { } row ? StoredRound.TreeOf(row, settings) : null;
        return View("Ranking", new RankingPage(
            Call, run, tree, settings, run is null ? [] : await EntriesAsync(Db, run.Id, cancellationToken), await RuleChange.ListAsync(Db, Call.Id, cancellationToken)));
    }

    [HttpGet("/calls/{code}/ranking/{id}")]
    public async Task<IActionResult> One(string id, CancellationToken cancellationToken)
    {
        var run = await LatestAsync(Db, Call, cancellationToken);
        var entry = run is null ? null : (await EntriesAsync(Db, run.Id, cancellationToken)).FirstOrDefault(e => e.Application == id);
        return run is null || entry is null || await StoredRound.TreeRowAsync(Db, Call.Id, cancellationToken) is not { } tree ? NotFound()
            : View("RankedApplication", new RankedApplicationPage(
                Call, run, StoredRound.TreeOf(tree, StoredRound.CallOf(Call)), entry, await SheetsAsync(entry.Row.ApplicationId, cancellationToken)));
    }

    private async Task<IReadOnlyList<OpenSheet>> SheetsAsync(Guid applicationId, CancellationToken cancellationToken)
    {
        var experts = await Db.Experts.AsNoTracking().Where(e => e.CallId == Call.Id).ToListAsync(cancellationToken);
        var numbers = Pseudonyms.Of([.. experts.Select(StoredRound.Expert)]);
        var codes = experts.ToDictionary(e => e.Id, e => e.Code);
        var sheets = await Db.ScoreSheets.AsNoTracking().Include(s => s.Leaves).Where(s => s.ApplicationId == applicationId && s.State.Status == SheetStatus.Submitted).ToListAsync(cancellationToken);
        return [.. sheets.OrderBy(s => numbers[codes[s.ExpertId]]).Select(s => new OpenSheet(numbers[codes[s.ExpertId]], s.Leaves.ToDictionary(l => l.Indicator, StringComparer.Ordinal), s))];
    }

    /// <summary>The run that pages show: the latest finished one, once the scores are open.</summary>
    internal static async Task<RunRow?> LatestAsync(AppDb db, CallRow call, CancellationToken cancellationToken) => !call.State.ScoresAreOpened ? null
        : await db.Runs.AsNoTracking().Where(r => r.CallId == call.Id && r.Kind == EvaluationJob.Kind && r.Status == RunStatus.Done).OrderByDescending(r => r.FinishedAt).FirstOrDefaultAsync(cancellationToken);

    internal static async Task<IReadOnlyList<RankedEntry>> EntriesAsync(AppDb db, Guid runId, CancellationToken cancellationToken)
    {
        var rows = await (
            from r in db.Rankings.AsNoTracking()
            join a in db.Applications on r.ApplicationId equals a.Id
            where r.RunId == runId
            select new { r, a.Code, a.Title, a.Unit }).ToListAsync(cancellationToken);
        return
        [
            .. rows.Select(r => new RankedEntry(r.r, r.Code, r.Title, r.Unit, ReasonCodes.ReadDetails(r.r.Reasons), DetailOf(r.r)))
                .OrderBy(e => e.Row.Category, StringComparer.Ordinal).ThenBy(e => e.Row.Place ?? int.MaxValue).ThenBy(e => e.Application, StringComparer.Ordinal),
        ];

        static RankingDetail DetailOf(RankingRow row) =>
            JsonSerializer.Deserialize<RankingDetail>(row.Detail) ?? throw new InvalidOperationException("A ranking without its detail.");
    }
}
