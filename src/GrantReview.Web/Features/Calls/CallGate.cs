using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using GrantReview.Core.Scoring;
using GrantReview.Data;
using GrantReview.Web.Features.Awards;
using GrantReview.Web.Features.Rankings;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Calls;

/// <summary>What the acts of a call and of its sheets rely on, read in their own transaction.</summary>
public static class CallGate
{
    public static SheetEvidence Seen(CallState call) => new(
        call.Stage == CallStage.Scoring, call.ScoringClosesAt, call.ScoresAreOpened, call.Stage < CallStage.Deliberation, []);

    public static async Task<CallEvidence> SeenAsync(AppDb db, CallRow call, CancellationToken cancellationToken)
    {
        var open = await db.ScoreSheets.CountAsync(
            s => s.CallId == call.Id && (s.State.Status == SheetStatus.Open || s.State.Status == SheetStatus.Returned), cancellationToken);
        var pending = await db.Proposals.AnyAsync(p => p.CallId == call.Id && p.Status == ProposalStatus.Proposed, cancellationToken);
        var frozen = await IsFrozenAsync(db, call.Id, AwardStage.Decision, cancellationToken);
        return new CallEvidence(await UnmetAsync(db, call, cancellationToken), open, pending, frozen);
    }

    /// <summary>The gate of the call's present stage that is still shut.</summary>
    public static async Task<Gate> UnmetAsync(AppDb db, CallRow call, CancellationToken cancellationToken)
    {
        var id = call.Id;
        var (gate, isOpen) = call.State.Stage switch
        {
            CallStage.Draft => (Gate.TreeIsPublished,
                await db.IndicatorTrees.AnyAsync(t => t.CallId == id && t.PublishedAt != null, cancellationToken)),
            CallStage.FormalReview => (Gate.ApplicationsAreThere, await db.Applications.AnyAsync(a => a.CallId == id, cancellationToken)),
            CallStage.Assigning => (Gate.PlanIsDeployed,
                await db.AssignmentPlans.AnyAsync(p => p.CallId == id && p.Status == PlanStatus.Deployed, cancellationToken)),
            CallStage.Scoring => (Gate.ScoringIsClosed, false),
            CallStage.Ranking => (Gate.RunIsDone, call.State.ScoresAreOpened && await db.Runs.AnyAsync(
                r => r.CallId == id && r.Kind == EvaluationJob.Kind && r.Status == RunStatus.Done, cancellationToken)),
            CallStage.Allocating => (Gate.ProposalIsApproved,
                await db.Proposals.AnyAsync(p => p.CallId == id && p.Status == ProposalStatus.Approved, cancellationToken)),
            CallStage.Deliberation => (Gate.DecisionIsFrozen, await IsFrozenAsync(db, id, AwardStage.Decision, cancellationToken)),
            CallStage.PublicNotice => (Gate.AwardsAreFrozen, await IsFrozenAsync(db, id, AwardStage.Final, cancellationToken)),
            _ => (Gate.None, true),
        };
        return isOpen ? Gate.None : gate;
    }

    /// <summary>The newest record of the approved proposal is frozen.</summary>
    private static async Task<bool> IsFrozenAsync(AppDb db, Guid callId, AwardStage stage, CancellationToken cancellationToken) =>
        await StoredDecision.ApprovedAsync(db, callId, cancellationToken) is { } proposal
            && await StoredDecision.LatestAsync(db, proposal.Id, stage, cancellationToken) is { FrozenAt: not null };
}
