using System.Text.Json;
using System.Text.Json.Nodes;
using GrantReview.Core.Assignments;
using GrantReview.Core.Calls;
using GrantReview.Core.Settings;
using GrantReview.Data;
using GrantReview.Files.Evaluations;
using GrantReview.Files.Packages;
using GrantReview.Web.Features.Calls;
using GrantReview.Web.Hosting;
using Hangfire;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Assignments;

/// <summary>What the officer chose for a plan; kept as a file of the run, since a job knows only the run's id.</summary>
public sealed record PlanOptions(AssignmentObjective Objective)
{
    public const string File = "options.json";

    public RunFileRow For(Guid runId)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(new { objective = CodeOf(Objective) });
        return new RunFileRow { RunId = runId, Name = File, ContentType = "application/json", Content = content, Sha256 = ResultPackage.Sha256(content) };
    }

    public static PlanOptions Of(RunFileRow file) => new(
        TryParse(JsonNode.Parse(file.Content)?["objective"]?.ToString(), out var objective) ? objective : throw new InvalidOperationException($"Run {file.RunId} has no objective."));

    public static string CodeOf(AssignmentObjective objective) => objective == AssignmentObjective.Fair ? "fair" : "total";

    public static bool TryParse(string? code, out AssignmentObjective objective)
    {
        objective = code == "fair" ? AssignmentObjective.Fair : AssignmentObjective.Total;
        return code is "fair" or "total";
    }
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
        var run = await db.Runs.AsNoTracking().SingleAsync(r => r.Id == runId, cancellationToken);
        var options = PlanOptions.Of(await db.RunFiles.AsNoTracking().SingleAsync(f => f.RunId == runId && f.Name == PlanOptions.File, cancellationToken));
        var call = await db.Calls.AsNoTracking().SingleAsync(c => c.Id == run.CallId, cancellationToken);
        await lease.StepAsync(runId, "LoadingRound", 10, cancellationToken);
        var round = await StoredRound.LoadAsync(db, call, cancellationToken);
        await lease.StepAsync(runId, "Solving", 30, cancellationToken);
        var problem = AssignmentProblem.Of(round, run.Seed) with { Objective = options.Objective };
        var plan = AssignmentSolver.Solve(problem);
        await lease.StepAsync(runId, "Auditing", 80, cancellationToken);
        if (plan.Status is AssignmentStatus.Optimal or AssignmentStatus.Feasible && AssignmentAudit.Check(problem, [.. plan.Assignments.Select(a => new Assignment(a.Application, a.Expert))]) is { Count: > 0 } faults)
        {
            throw new InvalidOperationException("The plan does not pass its audit: " + string.Join(" ", faults));
        }
        await lease.StepAsync(runId, "Saving", 90, cancellationToken);
        await SaveAsync(runId, plan, EvaluationFiles.InputsHash(round), cancellationToken);
    }

    private async Task SaveAsync(Guid runId, AssignmentPlan solved, string inputsHash, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var run = await db.Runs.SingleAsync(r => r.Id == runId, cancellationToken);
        if (!lease.Holds(run))
        {
            return;
        }
        if (!await db.Calls.AnyAsync(c => c.Id == run.CallId && c.Stage == CallStage.Assigning, cancellationToken))
        {
            await lease.FailAsync(runId, NotAssigning, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return;
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
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
