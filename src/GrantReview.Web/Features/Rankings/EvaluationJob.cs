using System.Text.Json;
using GrantReview.Core;
using GrantReview.Core.Awards;
using GrantReview.Core.Experts;
using GrantReview.Core.Reports;
using GrantReview.Core.Settings;
using GrantReview.Data;
using GrantReview.Files;
using GrantReview.Files.Evaluations;
using GrantReview.Files.Packages;
using GrantReview.Files.Workbooks;
using GrantReview.Web.Features.Assignments;
using GrantReview.Web.Features.Calibration;
using GrantReview.Web.Features.Calls;
using GrantReview.Web.Hosting;
using Hangfire;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Rankings;

/// <summary>Computes one evaluation; the result commits together with "done", so a run happens once.</summary>
public sealed class EvaluationJob(AppDb db, TimeProvider time, RunLease lease)
{
    public const string Kind = "evaluation";

    /// <summary>Reasons that pages put into words; any other is a bug and shown as it is.</summary>
    public const string NoSheets = "no-sheets", PanelsUndecided = "panels-undecided";

    [AutomaticRetry(Attempts = 0)]
    public Task RunAsync(Guid runId, CancellationToken cancellationToken) => lease.HoldAsync(runId, held => ComputeAsync(runId, held), cancellationToken);

    private async Task ComputeAsync(Guid runId, CancellationToken cancellationToken)
    {
        var (run, call) = await StoredRun.OfAsync(db, runId, cancellationToken);
        await lease.StepAsync(runId, "Loading", 10, cancellationToken);
        var started = time.GetTimestamp();
        var round = await StoredRound.LoadAsync(db, call, cancellationToken);
        if (round.Scores.Count == 0)
        {
            await lease.FailAsync(runId, NoSheets, cancellationToken);
            return;
        }
        await lease.StepAsync(runId, "Computing", 30, cancellationToken);
        var result = Evaluation.Run(round, run.Seed);
        if (result.Status == EvaluationStatus.PanelsUndecided)
        {
            await lease.FailAsync(runId, PanelsUndecided, cancellationToken);
            return;
        }
        if (result is { Problem: { } problem, Allocation: { } allocation } && AllocationAudit.Check(problem, allocation) is { Count: > 0 } faults)
        {
            throw new InvalidOperationException("The allocation does not pass its audit: " + string.Join(" ", faults));
        }
        await lease.StepAsync(runId, "Writing", 60, cancellationToken);
        List<OutputFile> files =
        [
            .. EvaluationFiles.All(result, time.GetElapsedTime(started).TotalSeconds, "zh-CN", []),
            new("ranking.en.xlsx", ReportWorkbook.Draw(RankingReport.Of(result, EvaluationFiles.InputsHash(result.Round), EvaluationFiles.ProgramVersion), "en")),
            new(CalibrationPage.File, JsonSerializer.SerializeToUtf8Bytes(CategoryCalibration.Of(result))),
            new("awards.en.xlsx", ReportWorkbook.Draw(AwardsReport.Of(result), "en")),
        ];
        await lease.StepAsync(runId, "Saving", 90, cancellationToken);
        await SaveAsync(runId, result, files, cancellationToken);
    }

    private Task SaveAsync(Guid runId, EvaluationResult result, IReadOnlyList<OutputFile> files, CancellationToken cancellationToken) => lease.SaveAsync(runId, async run =>
    {
        var ids = await db.Applications.Where(a => a.CallId == run.CallId).ToDictionaryAsync(a => a.Code, a => a.Id, cancellationToken);
        var numbers = Pseudonyms.Of(result.Round.Experts);
        db.Rankings.AddRange(result.Ranking.Select(e => RowOf(e, runId, ids[e.Application.Id], result, numbers)));
        db.RunFiles.AddRange(files.Select(f => new RunFileRow
        {
            RunId = runId, Name = f.Name, Content = f.Content, Sha256 = ResultPackage.Sha256(f.Content), ContentType = ContentTypeOf(f.Name),
        }));
        lease.Finish(run, EvaluationFiles.InputsHash(result.Round), EvaluationFiles.ProgramVersion);
        db.Record(time.GetUtcNow().UtcDateTime, (null, "GrantReview"), "run-done", "run", runId.ToString(), run.CallId, after: EvaluationFiles.InputsHash(result.Round));
        return null;
    }, cancellationToken);

    private static RankingRow RowOf(RankingEntry entry, Guid runId, Guid applicationId, EvaluationResult result, IReadOnlyDictionary<string, int> numbers) => new()
    {
        RunId = runId, ApplicationId = applicationId, Category = entry.Category, Place = entry.Place, Rank = entry.Rank,
        Score = entry.Score?.ToString(), RawTotal = entry.Total.Raw?.ToText(6), Calibrated = entry.Calibrated?.ToDouble(),
        Decision = EvaluationFiles.CodeOf(entry.Decision), Reasons = ReasonCodes.DetailsOf(entry.Reasons).ToJsonString(),
        AmountFen = entry.Amount?.Fen, Detail = JsonSerializer.Serialize(RankingDetail.Of(entry, result, numbers)),
    };

    private static string ContentTypeOf(string name) => Path.GetExtension(name) switch
    {
        ".xlsx" => FormWorkbook.ContentType, ".zip" => "application/zip", ".json" => "application/json", _ => "text/csv; charset=utf-8",
    };
}

/// <summary>What the pages show of an entry beside its place: level-1 means, experts' totals by number, spread, the figures of its amount.</summary>
/// <param name="Numbers">The experts' numbers in 专家n, in the order of their totals.</param>
/// <param name="AmountEn">The chain of figures that led, or would lead, to the amount.</param>
public sealed record RankingDetail(IReadOnlyDictionary<string, string> Branches, IReadOnlyDictionary<string, string> Nodes, IReadOnlyList<string> Totals, IReadOnlyList<int> Numbers,
    string Spread, string AmountEn, string AmountZh)
{
    public static RankingDetail Of(RankingEntry entry, EvaluationResult result, IReadOnlyDictionary<string, int> numbers)
    {
        var totals = RankingReport.ExpertTotals(entry.Total, numbers);
        var chain = ReportWords.Of(entry.AmountChain);
        return new RankingDetail(
            result.Round.Tree?.Roots.Where(r => entry.Total.Nodes.ContainsKey(r.Code)).ToDictionary(r => r.Code, r => entry.Total.Nodes[r.Code].ToText(2)) ?? [],
            entry.Total.Nodes.ToDictionary(n => n.Key, n => n.Value.ToText(4)), [.. totals.Select(t => t.ToText(4))],
            [.. entry.Total.Experts.Select(e => numbers[e.Expert]).Order()],
            totals.Count == 0 ? "" : (totals.Max() - totals.Min()).ToText(2), chain.En, chain.Zh);
    }

    public LocalText Amount => new(AmountEn, AmountZh);
}
