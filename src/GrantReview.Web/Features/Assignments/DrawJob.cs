using GrantReview.Core.Assignments;
using GrantReview.Core.Calls;
using GrantReview.Data;
using GrantReview.Files.Evaluations;
using GrantReview.Web.Features.Calls;
using GrantReview.Web.Hosting;
using Hangfire;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Assignments;

/// <summary>Holds a draw whose shares are all sealed: the result, the draft plan and the record commit together with "done", so that a draw is held once.</summary>
public sealed class DrawJob(AppDb db, TimeProvider time, RunLease lease, IDataProtectionProvider protection)
{
    public const string Kind = "draw";

    /// <summary>The draw was held or replaced, or the call went on, while the run waited; pages put it into words.</summary>
    public const string NotSealing = "not-sealing";

    [AutomaticRetry(Attempts = 0)]
    public Task RunAsync(Guid runId, CancellationToken cancellationToken) => lease.HoldAsync(runId, held => ComputeAsync(runId, held), cancellationToken);

    private async Task ComputeAsync(Guid runId, CancellationToken cancellationToken)
    {
        var (run, call) = await StoredRun.OfAsync(db, runId, cancellationToken);
        var options = await StoredRun.OptionsAsync(db, runId, cancellationToken);
        var (number, witness) = (options["draw"]?.GetValue<int>() ?? 0, options["witness"]?.ToString() ?? "");
        var frozen = await db.Draws.AsNoTracking().SingleAsync(d => d.CallId == call.Id && d.Kind == DrawKind.Experts && d.Number == number, cancellationToken);
        await lease.StepAsync(runId, "Drawing", 10, cancellationToken);
        var drawn = ExpertDraw.Run(StoredDraw.PoolOf(frozen), StoredDraw.SeedOf(protection, frozen, await StoredDraw.SharesAsync(db, frozen, cancellationToken)));
        await lease.StepAsync(runId, "LoadingRound", 60, cancellationToken);
        var matching = new Matching(await StoredRound.LoadAsync(db, call, cancellationToken), $"draw-{number}");
        List<PlannedAssignment> seats = [.. drawn.Experts.Where(e => !e.IsSubstitute).Select(e => new PlannedAssignment(e.Application, e.Expert, matching.Of(e.Application, e.Expert)))];
        var plan = matching.Plan(seats, AssignmentStatus.Feasible, new Dictionary<string, UnmetReason>());
        var summary = EvaluationFiles.AssignmentSummary(plan with { Shortages = drawn.Shortages });
        summary["status"] = drawn.Shortages.Count == 0 ? "drawn" : "infeasible";
        var officer = await db.Users.Where(u => u.Id == run.RequestedById).Select(u => u.DisplayName).SingleAsync(cancellationToken);
        await lease.StepAsync(runId, "Saving", 90, cancellationToken);
        await lease.SaveAsync(runId, async saved =>
        {
            var row = await db.Draws.SingleAsync(d => d.Id == frozen.Id, cancellationToken);
            if (row.Status != DrawStatus.Sealing || !await db.Calls.AnyAsync(c => c.Id == call.Id && c.State.Stage == CallStage.Assigning, cancellationToken))
            {
                return NotSealing;
            }
            var now = time.GetUtcNow().UtcDateTime;
            var plan = new AssignmentPlanRow
            {
                Id = runId, CallId = call.Id, Objective = "draw", Seed = $"draw-{number}", Summary = summary.ToJsonString(), CreatedById = saved.RequestedById, CreatedAt = now,
            };
            await StoredPlan.AddAsync(db, plan, seats, cancellationToken);
            (row.Status, row.DrawnById, row.DrawnAt, row.Witness, row.Result, row.PlanId) = (DrawStatus.Drawn, saved.RequestedById, now, witness, StoredDraw.Write(drawn), plan.Id);
            lease.Finish(saved, row.PoolHash, EvaluationFiles.ProgramVersion);
            db.Record(
                now, (saved.RequestedById, officer), "draw", "draw", $"{number}", call.Id, row.PoolHash, $"plan {plan.Number}: {drawn.Experts.Count(e => !e.IsSubstitute)} + {drawn.Experts.Count(e => e.IsSubstitute)}",
                $"witness: {witness}");
            return null;
        }, cancellationToken);
    }
}
