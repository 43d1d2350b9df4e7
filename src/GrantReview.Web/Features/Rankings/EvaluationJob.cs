using GrantReview.Core;
using GrantReview.Files.Evaluations;
using GrantReview.Files.Packages;
using GrantReview.Files.Reports;
using GrantReview.Files.Workbooks;
using Hangfire;

namespace GrantReview.Web.Features.Rankings;

/// <summary>Computes one evaluation; the result commits together with "done", so a run happens once.</summary>
public sealed class EvaluationJob(AppDb db, TimeProvider time, RunLease lease, OfficeOptions office)
{
    [AutomaticRetry(Attempts = 0)]
    public Task RunAsync(Guid runId, CancellationToken cancellationToken) =>
        lease.HoldAsync(runId, held => ComputeAsync(runId, held), cancellationToken);

    private async Task ComputeAsync(Guid runId, CancellationToken cancellationToken)
    {
        var (run, call) = await StoredRun.OfAsync(db, runId, cancellationToken);
        await lease.StepAsync(runId, RunStep.Loading, 10, cancellationToken);
        var started = time.GetTimestamp();
        // Before the inputs: what changes while they are read makes the run look old, never new.
        var version = await db.InputsVersionAsync(call.Id, cancellationToken);
        var round = await StoredRound.LoadAsync(db, call, cancellationToken);
        if (round.Scores.Count == 0 && Evaluation.NeedsExperts(round))
        {
            await lease.FailAsync(runId, RunFailure.NoSheets, cancellationToken);
            return;
        }
        await lease.StepAsync(runId, RunStep.Computing, 30, cancellationToken);
        var result = Evaluation.Run(round, run.Seed);
        if (result.Status == EvaluationStatus.PanelsUndecided)
        {
            await lease.FailAsync(runId, RunFailure.PanelsUndecided, cancellationToken);
            return;
        }
        if (result is { Problem: { } problem, Allocation: { } allocation }
            && AllocationAudit.Check(problem, allocation) is { Count: > 0 } faults)
        {
            throw new InvalidOperationException("The allocation does not pass its audit: " + string.Join(" ", faults));
        }
        await lease.StepAsync(runId, RunStep.Writing, 60, cancellationToken);
        var shown = ResultPackage.Shown(result);
        var package = ResultPackage.Pack(shown);
        List<OutputFile> files =
        [
            .. EvaluationFiles.All(result, package, time.GetElapsedTime(started).TotalSeconds, "zh-CN", [], office.Office),
            new("ranking.en.xlsx", ReportWorkbook.Draw(
                RankingReport.Of(result, EvaluationFiles.InputsHash(result.Round), EvaluationFiles.ProgramVersion), "en", office.Office)),
            new("awards.en.xlsx", ReportWorkbook.Draw(AwardsReport.Of(result), "en", office.Office)),
            new(EvaluationRecordJson.File, EvaluationRecordJson.Write(ResultPackage.RecordOf(shown), ResultPackage.Sha256(package))),
        ];
        await lease.StepAsync(runId, RunStep.Saving, 90, cancellationToken);
        await SaveAsync(runId, result, version, files, cancellationToken);
    }

    private Task SaveAsync(
        Guid runId, EvaluationResult result, long inputsVersion, IReadOnlyList<OutputFile> files, CancellationToken cancellationToken) =>
        lease.SaveAsync(runId, async run =>
        {
            var ids =
                await db.Applications.Where(a => a.CallId == run.CallId).ToDictionaryAsync(a => a.Number, a => a.Id, cancellationToken);
            db.Rankings.AddRange(result.Ranking.Select(e => new RankingRow
            {
                RunId = runId, ApplicationId = ids[e.Application.Id], Category = e.Category.Value, Place = e.Place, Rank = e.Rank,
                Decision = e.Decision, AmountFen = e.Amount?.Fen,
            }));
            db.RunFiles.AddRange(files.Select(f => new RunFileRow
            {
                RunId = runId, Name = f.Name, Content = f.Content, Sha256 = ResultPackage.Sha256(f.Content),
                ContentType = ContentTypeOf(f.Name),
            }));
            lease.Finish(run, EvaluationFiles.InputsHash(result.Round), EvaluationFiles.ProgramVersion, inputsVersion);
            return null;
        }, cancellationToken);

    private static string ContentTypeOf(string name) => Path.GetExtension(name) switch
    {
        ".xlsx" => FormWorkbook.ContentType, ".zip" => "application/zip", ".json" => "application/json", _ => "text/csv; charset=utf-8",
    };
}
