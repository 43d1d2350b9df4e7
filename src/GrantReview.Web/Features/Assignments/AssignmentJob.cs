using GrantReview.Core.Assignments;
using GrantReview.Core.Calls;
using GrantReview.Core.Settings;
using GrantReview.Data;
using GrantReview.Files.Evaluations;
using GrantReview.Web.Features.Calls;
using GrantReview.Web.Hosting;
using Hangfire;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Assignments;

/// <summary>How objectives are called in forms and files.</summary>
public static class PlanObjective
{
    public static string CodeOf(AssignmentObjective objective) => objective == AssignmentObjective.Fair ? "fair" : "total";

    public static bool TryParse(string? code, out AssignmentObjective objective)
    {
        objective = code == "fair" ? AssignmentObjective.Fair : AssignmentObjective.Total;
        return code is "fair" or "total";
    }

    public static async Task<AssignmentObjective> OfRunAsync(AppDb db, Guid runId, CancellationToken cancellationToken) =>
        TryParse((await StoredRun.OptionsAsync(db, runId, cancellationToken))["objective"]?.ToString(), out var objective) ? objective
            : throw new InvalidOperationException($"Run {runId} has no objective.");
}

/// <summary>Solves one draft plan. The plan bears the run's id and commits together with "done", so a run makes one plan.</summary>
public sealed class AssignmentJob(AppDb db, TimeProvider time, RunLease lease)
{
    public const string Kind = "assignment";

    /// <summary>The call went on while the run waited; pages put it into words.</summary>
    public const string NotAssigning = "not-assigning";

    [AutomaticRetry(Attempts = 0)]
    public Task RunAsync(Guid runId, CancellationToken cancellationToken) => lease.HoldAsync(runId, held => ComputeAsync(runId, held), cancellationToken);

    private async Task ComputeAsync(Guid runId, CancellationToken cancellationToken)
    {
        var (run, call) = await StoredRun.OfAsync(db, runId, cancellationToken);
        var objective = await PlanObjective.OfRunAsync(db, runId, cancellationToken);
        await lease.StepAsync(runId, "LoadingRound", 10, cancellationToken);
        var round = await StoredRound.LoadAsync(db, call, cancellationToken);
        await lease.StepAsync(runId, "Solving", 30, cancellationToken);
        var problem = AssignmentProblem.Of(round, run.Seed) with { Objective = objective };
        var plan = AssignmentSolver.Solve(problem);
        await lease.StepAsync(runId, "Auditing", 80, cancellationToken);
        StoredPlan.ShouldPassAudit(problem, plan);
        await lease.StepAsync(runId, "Saving", 90, cancellationToken);
        await SaveAsync(runId, plan, EvaluationFiles.InputsHash(round), cancellationToken);
    }

    private Task SaveAsync(Guid runId, AssignmentPlan solved, string inputsHash, CancellationToken cancellationToken) => lease.SaveAsync(runId, async run =>
    {
        if (!await db.Calls.AnyAsync(c => c.Id == run.CallId && c.Stage == CallStage.Assigning, cancellationToken))
        {
            return NotAssigning;
        }
        var now = time.GetUtcNow().UtcDateTime;
        var plan = new AssignmentPlanRow
        {
            Id = runId, CallId = run.CallId, Objective = $"{solved.Objective}", Seed = run.Seed, Summary = EvaluationFiles.AssignmentSummary(solved).ToJsonString(),
            CreatedById = run.RequestedById, CreatedAt = now,
        };
        await StoredPlan.AddAsync(db, plan, solved.Assignments, cancellationToken);
        lease.Finish(run, inputsHash, EvaluationFiles.ProgramVersion);
        db.Record(now, (null, "GrantReview"), "make-plan", "assignment-plan", $"{plan.Number}", run.CallId, after: plan.Summary);
        return null;
    }, cancellationToken);
}
