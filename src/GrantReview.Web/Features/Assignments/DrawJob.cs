using GrantReview.Files.Evaluations;
using Hangfire;
using Microsoft.AspNetCore.DataProtection;

namespace GrantReview.Web.Features.Assignments;

/// <summary>
/// Holds a draw whose shares are all sealed: the result, the draft plan and the record commit together with "done", so that a draw is held
/// once.
/// </summary>
public sealed class DrawJob(AppDb db, TimeProvider time, RunLease lease, IDataProtectionProvider protection)
{
    [AutomaticRetry(Attempts = 0)]
    public Task RunAsync(Guid runId, CancellationToken cancellationToken) =>
        lease.HoldAsync(runId, held => ComputeAsync(runId, held), cancellationToken);

    private async Task ComputeAsync(Guid runId, CancellationToken cancellationToken)
    {
        var (run, call) = await StoredRun.OfAsync(db, runId, cancellationToken);
        var options = await StoredRun.OptionsAsync(db, runId, cancellationToken);
        var (number, witness) = (options["draw"]?.GetValue<int>() ?? 0, options["witness"]?.ToString() ?? "");
        var frozen = await db.Draws.AsNoTracking()
            .SingleAsync(d => d.CallId == call.Id && d.Kind == DrawKind.Experts && d.Number == number, cancellationToken);
        await lease.StepAsync(runId, RunStep.Drawing, 10, cancellationToken);
        var drawn = ExpertDraw.Run(StoredDraw.PoolOf(frozen),
            StoredDraw.SeedOf(protection, frozen, await StoredDraw.SharesAsync(db, frozen, cancellationToken)));
        await lease.StepAsync(runId, RunStep.LoadingRound, 60, cancellationToken);
        var matching = await Matching.LoadAsync(db, call, $"draw-{number}", cancellationToken);
        List<PlannedAssignment> seats =
        [
            .. drawn.Experts.Where(e => !e.IsSubstitute)
                .Select(e => new PlannedAssignment(e.Application, e.Expert, matching.Of(e.Application, e.Expert))),
        ];
        var plan = matching.Plan(seats, AssignmentStatus.Feasible,
            new Dictionary<ApplicationId, UnmetReason>()) with { Shortages = drawn.Shortages };
        var summary = EvaluationFiles.AssignmentSummary(plan);
        summary["status"] = drawn.Shortages.Count == 0 ? "drawn" : "infeasible";
        await lease.StepAsync(runId, RunStep.Saving, 90, cancellationToken);
        await lease.SaveAsync(runId, async saved =>
        {
            var draft = new DraftPlan(runId, "draw", $"draw-{number}", summary.ToJsonString(), saved.RequestedById);
            if ((await HoldAsync(frozen.Id, draft, seats, drawn.Experts, FreeText.Given(witness), cancellationToken)).Refusal is not null)
            {
                return RunFailure.NotSealing;
            }
            lease.Finish(saved, frozen.PoolHash, EvaluationFiles.ProgramVersion);
            return null;
        }, cancellationToken);
    }

    /// <summary>For the officer who asked: the draft plan, and the draw that made it.</summary>
    private async Task<Answer> HoldAsync(
        Guid drawId, DraftPlan draft, IReadOnlyList<PlannedAssignment> seats, IReadOnlyList<DrawnExpert> drawn, FreeText? witness,
        CancellationToken cancellationToken)
    {
        var row = await db.Draws.SingleAsync(d => d.Id == drawId, cancellationToken);
        var call = await db.Calls.SingleAsync(c => c.Id == row.CallId, cancellationToken);
        var by = Desk.OnBehalfOf(draft.CreatedBy.GetValueOrDefault(), Capacity.Officer, time);
        var (plan, made) = await StoredPlan.MakeAsync(db, call, draft, seats, by, cancellationToken);
        return made.Refusal is not null ? made
            : row.Do(new DrawLife.Hold(witness, plan.Id, drawn), by,
                await StoredDraw.SeenAsync(db, call, row.Kind, row.Id, cancellationToken));
    }
}
