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
using GrantReview.Web.Features.Calibration;
using GrantReview.Web.Features.Calls;
using Hangfire;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Rankings;

/// <summary>Computes one run. Whoever holds its lease computes it; the result commits together with "done", so a run happens once.</summary>
public sealed class EvaluationJob(AppDb db, TimeProvider time, IConfiguration configuration, IServiceScopeFactory scopes, ILogger<EvaluationJob> logger)
{
    public const string Kind = "evaluation";

    /// <summary>A reason that pages put into words; any other is a bug and shown as it is.</summary>
    public const string NoSheets = "no-sheets";
    private readonly string owner = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";

    [AutomaticRetry(Attempts = 0)]
    public async Task RunAsync(Guid runId, CancellationToken cancellationToken)
    {
        if (!await ClaimAsync(runId, cancellationToken))
        {
            return;
        }
        using var lease = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var beat = KeepLeaseAsync(runId, lease);
        try
        {
            await ComputeAsync(runId, lease.Token);
        }
        catch (OperationCanceledException) when (lease.IsCancellationRequested)
        {
            // The program is stopping, or another worker holds the lease: the sweeper hands the run on.
        }
        catch (Exception failure)
        {
            logger.LogError(failure, "Run {Run} failed.", runId);
            await FailAsync(runId, failure.Message, CancellationToken.None);
        }
        finally
        {
            await lease.CancelAsync();
            await beat;
        }
    }

    /// <summary>Takes the run when nobody has it or its holder's lease has run out.</summary>
    private async Task<bool> ClaimAsync(Guid runId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return await db.Runs.Where(r => r.Id == runId && (r.Status == RunStatus.Requested || (r.Status == RunStatus.Running && r.LeaseUntil < now)))
            .ExecuteUpdateAsync(set => set
                .SetProperty(r => r.Status, RunStatus.Running).SetProperty(r => r.Owner, owner).SetProperty(r => r.LeaseUntil, now + Lease)
                .SetProperty(r => r.StartedAt, now).SetProperty(r => r.Attempts, r => r.Attempts + 1).SetProperty(r => r.Progress, 0)
                .SetProperty(r => r.Version, r => r.Version + 1), cancellationToken) == 1;
    }

    private TimeSpan Lease => TimeSpan.FromSeconds(configuration.GetValue("Jobs:LeaseSeconds", 30));

    private async Task KeepLeaseAsync(Guid runId, CancellationTokenSource lease)
    {
        using var timer = new PeriodicTimer(Lease / 3);
        try
        {
            while (await timer.WaitForNextTickAsync(lease.Token))
            {
                await using var scope = scopes.CreateAsyncScope();
                var until = time.GetUtcNow().UtcDateTime + Lease;
                var held = await scope.ServiceProvider.GetRequiredService<AppDb>().Runs.Where(r => r.Id == runId && r.Owner == owner && r.Status == RunStatus.Running)
                    .ExecuteUpdateAsync(set => set.SetProperty(r => r.LeaseUntil, until), lease.Token);
                if (held == 0)
                {
                    await lease.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException) when (lease.IsCancellationRequested)
        {
            // The run ended.
        }
    }

    private async Task ComputeAsync(Guid runId, CancellationToken cancellationToken)
    {
        var run = await db.Runs.AsNoTracking().SingleAsync(r => r.Id == runId, cancellationToken);
        var call = await db.Calls.AsNoTracking().SingleAsync(c => c.Id == run.CallId, cancellationToken);
        await StepAsync(runId, "Loading", 10, cancellationToken);
        var started = time.GetTimestamp();
        var round = await StoredRound.LoadAsync(db, call, cancellationToken);
        if (round.Scores.Count == 0)
        {
            await FailAsync(runId, NoSheets, cancellationToken);
            return;
        }
        await StepAsync(runId, "Computing", 30, cancellationToken);
        var result = Evaluation.Run(round, run.Seed);
        if (result is { Problem: { } problem, Allocation: { } allocation } && AllocationAudit.Check(problem, allocation) is { Count: > 0 } faults)
        {
            throw new InvalidOperationException("The allocation does not pass its audit: " + string.Join(" ", faults));
        }
        await StepAsync(runId, "Writing", 60, cancellationToken);
        List<OutputFile> files =
        [
            .. EvaluationFiles.All(result, time.GetElapsedTime(started).TotalSeconds, "zh-CN", []),
            new("ranking.en.xlsx", ReportWorkbook.Draw(RankingReport.Of(result, EvaluationFiles.InputsHash(result.Round), EvaluationFiles.ProgramVersion), "en")),
            new(CalibrationPage.File, JsonSerializer.SerializeToUtf8Bytes(CategoryCalibration.Of(result))),
            new("awards.en.xlsx", ReportWorkbook.Draw(AwardsReport.Of(result), "en")),
        ];
        await StepAsync(runId, "Saving", 90, cancellationToken);
        await SaveAsync(runId, result, files, cancellationToken);
    }

    private async Task StepAsync(Guid runId, string step, int progress, CancellationToken cancellationToken)
    {
        await db.Runs.Where(r => r.Id == runId && r.Owner == owner)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.Step, step).SetProperty(r => r.Progress, progress), cancellationToken);
        // Zero but where somebody rehearses a stop in the middle of a run.
        await Task.Delay(TimeSpan.FromSeconds(configuration.GetValue("Jobs:StepDelaySeconds", 0)), cancellationToken);
    }

    private async Task SaveAsync(Guid runId, EvaluationResult result, IReadOnlyList<OutputFile> files, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var run = await db.Runs.SingleAsync(r => r.Id == runId, cancellationToken);
        if (run.Owner != owner || run.Status != RunStatus.Running)
        {
            return;
        }
        var ids = await db.Applications.Where(a => a.CallId == run.CallId).ToDictionaryAsync(a => a.Code, a => a.Id, cancellationToken);
        var numbers = Pseudonyms.Of(result.Round.Experts);
        db.Rankings.AddRange(result.Ranking.Select(e => RowOf(e, runId, ids[e.Application.Id], result, numbers)));
        db.RunFiles.AddRange(files.Select(f => new RunFileRow
        {
            RunId = runId, Name = f.Name, Content = f.Content, Sha256 = ResultPackage.Sha256(f.Content), ContentType = ContentTypeOf(f.Name),
        }));
        (run.Status, run.Progress, run.Step, run.FinishedAt) = (RunStatus.Done, 100, "", time.GetUtcNow().UtcDateTime);
        (run.InputsHash, run.ProgramVersion, run.LeaseUntil) = (EvaluationFiles.InputsHash(result.Round), EvaluationFiles.ProgramVersion, null);
        db.Record(time.GetUtcNow().UtcDateTime, (null, "GrantReview"), "run-done", "run", runId.ToString(), run.CallId, after: run.InputsHash);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static RankingRow RowOf(RankingEntry entry, Guid runId, Guid applicationId, EvaluationResult result, IReadOnlyDictionary<string, int> numbers) => new()
    {
        RunId = runId, ApplicationId = applicationId, Category = entry.Category, Place = entry.Place, Rank = entry.Rank,
        Score = entry.Score?.ToString(), RawTotal = entry.Total.Raw?.ToText(6), Calibrated = entry.Calibrated?.ToDouble(),
        Decision = EvaluationFiles.CodeOf(entry.Decision), Reasons = string.Join(';', entry.Reasons),
        AmountFen = entry.Amount?.Fen, Detail = JsonSerializer.Serialize(RankingDetail.Of(entry, result, numbers)),
    };

    private async Task FailAsync(Guid runId, string reason, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var text = reason.Length > Row.NoteLength ? reason[..Row.NoteLength] : reason;
        await db.Runs.Where(r => r.Id == runId && r.Owner == owner).ExecuteUpdateAsync(set => set
            .SetProperty(r => r.Status, RunStatus.Failed).SetProperty(r => r.FailureReason, text).SetProperty(r => r.FinishedAt, now)
            .SetProperty(r => r.Version, r => r.Version + 1), cancellationToken);
    }

    private static string ContentTypeOf(string name) => Path.GetExtension(name) switch
    {
        ".xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".zip" => "application/zip", ".json" => "application/json", _ => "text/csv; charset=utf-8",
    };
}

/// <summary>What the pages show of an entry beside its place: level-1 means, experts' totals by number, spread, the figures of its amount.</summary>
/// <param name="AmountEn">The chain of figures that led, or would lead, to the amount.</param>
public sealed record RankingDetail(IReadOnlyDictionary<string, string> Branches, IReadOnlyDictionary<string, string> Nodes, IReadOnlyList<string> Totals, string Spread, string AmountEn, string AmountZh)
{
    public static RankingDetail Of(RankingEntry entry, EvaluationResult result, IReadOnlyDictionary<string, int> numbers)
    {
        var totals = RankingReport.ExpertTotals(entry.Total, numbers);
        var chain = ReportWords.Of(entry.AmountChain);
        return new RankingDetail(
            result.Round.Tree?.Roots.Where(r => entry.Total.Nodes.ContainsKey(r.Code)).ToDictionary(r => r.Code, r => entry.Total.Nodes[r.Code].ToText(2)) ?? [],
            entry.Total.Nodes.ToDictionary(n => n.Key, n => n.Value.ToText(4)), [.. totals.Select(t => t.ToText(4))],
            totals.Count == 0 ? "" : (totals.Max() - totals.Min()).ToText(2), chain.En, chain.Zh);
    }

    public LocalText Amount => new(AmountEn, AmountZh);
}
