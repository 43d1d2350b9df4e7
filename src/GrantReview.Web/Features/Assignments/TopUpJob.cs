using System.Text.Json.Nodes;
using GrantReview.Files.Evaluations;
using Hangfire;

namespace GrantReview.Web.Features.Assignments;

/// <summary>What a run would add to the deployed plan.</summary>
public sealed record Addition(JsonObject Summary, IReadOnlyList<PlannedAssignment> Pairs);

/// <summary>
/// Solves the seats of late applications beside a deployed plan that stays as it is; the answer is a file of the run until an officer
/// deploys it.
/// </summary>
public sealed class TopUpJob(AppDb db, TimeProvider time, RunLease lease)
{
    private const string File = "added.json";

    [AutomaticRetry(Attempts = 0)]
    public Task RunAsync(Guid runId, CancellationToken cancellationToken) =>
        lease.HoldAsync(runId, held => ComputeAsync(runId, held), cancellationToken);

    /// <summary>Null until the run is done.</summary>
    public static Task<Addition?> AdditionAsync(AppDb db, Guid runId, CancellationToken cancellationToken) =>
        StoredRun.AnswerAsync<Addition>(db, runId, File, cancellationToken);

    /// <summary>Number of the plan that is added to.</summary>
    public static async Task<int> PlanAsync(AppDb db, Guid runId, CancellationToken cancellationToken) =>
        (await StoredRun.OptionsAsync(db, runId, cancellationToken))["plan"]?.GetValue<int>()
            ?? throw new InvalidOperationException($"Run {runId} has no plan.");

    private async Task ComputeAsync(Guid runId, CancellationToken cancellationToken)
    {
        var (run, call) = await StoredRun.OfAsync(db, runId, cancellationToken);
        var number = await PlanAsync(db, runId, cancellationToken);
        var plan = await db.AssignmentPlans.AsNoTracking().SingleAsync(p => p.CallId == call.Id && p.Number == number, cancellationToken);
        await lease.StepAsync(runId, RunStep.LoadingRound, 10, cancellationToken);
        var round = await StoredRound.LoadAsync(db, call, cancellationToken);
        var standing = await StoredPlan.StandingAsync(db, plan, cancellationToken);
        await lease.StepAsync(runId, RunStep.Solving, 30, cancellationToken);
        var away = await StoredAbsences.ExpertsAsync(db, call, time.GetUtcNow().UtcDateTime, cancellationToken);
        var problem = TopUp.Of(AssignmentProblem.Of(round, run.Seed).Without(away), standing);
        var solved = AssignmentSolver.Solve(problem);
        await lease.StepAsync(runId, RunStep.Auditing, 80, cancellationToken);
        StoredPlan.ShouldPassAudit(problem, solved);
        await lease.StepAsync(runId, RunStep.Saving, 90, cancellationToken);
        await lease.SaveAsync(runId, saved =>
        {
            db.RunFiles.Add(StoredRun.File(runId, File, new Addition(PlanSummary.Write(solved, away), solved.Assignments)));
            lease.Finish(saved, EvaluationFiles.InputsHash(round), EvaluationFiles.ProgramVersion);
            return Task.FromResult<RunFailure?>(null);
        }, cancellationToken);
    }
}
