namespace GrantReview.Web.Reading;

/// <summary>What the acts of a call and of its sheets rely on, read in their own transaction.</summary>
public static class CallGate
{
    public static SheetEvidence Seen(CallState call) => new(
        call.Stage == CallStage.Scoring, call.ScoringClosesAt, call.WasOpened, call.Stage < CallStage.Deliberation, Unanswered.Nothing);

    public static async Task<CallEvidence> SeenAsync(AppDb db, CallRow call, CancellationToken cancellationToken)
    {
        var open = await db.ScoreSheets.WhereOpen().CountAsync(s => s.CallId == call.Id, cancellationToken);
        var pending = await db.Proposals.AnyAsync(p => p.CallId == call.Id && p.State.Status == ProposalStatus.Proposed, cancellationToken);
        var frozen = await db.Decisions.AnyAsync(d => d.CallId == call.Id && d.State.FrozenAt != null, cancellationToken);
        return new CallEvidence(await UnmetAsync(db, call, cancellationToken), open, pending, frozen)
        {
            NobodyIsScored = await NobodyIsScoredAsync(db, call, cancellationToken),
        };
    }

    /// <summary>Whether pages speak of experts and sheets: some category is scored, and the call did not pass by scoring.</summary>
    public static bool ShowsScoring(CallRow call) => !call.State.IsUnscored && StoredRound.CallOf(call).IsScored;

    /// <summary>Whether the evaluation follows at once; asked between formal review and scoring alone.</summary>
    public static async Task<bool> NobodyIsScoredAsync(AppDb db, CallRow call, CancellationToken cancellationToken) =>
        call.State.Stage is CallStage.FormalReview or CallStage.Assigning
        && StoredRound.CallOf(call) is var settings
        && (!settings.IsScored || (await StoredStandings.LoadAsync(db, call, cancellationToken)).NobodyIsScored(settings));

    /// <summary>Somebody has submitted a sheet, or given a leaf of one that is still theirs.</summary>
    public static Task<bool> HasScoresAsync(AppDb db, Guid callId, CancellationToken cancellationToken) =>
        db.ScoreSheets.WhereLive().AnyAsync(
            s => s.CallId == callId && (s.State.Status == SheetStatus.Submitted
                || s.Leaves.Any(l => l.State.Score != null || l.State.NotApplicable)), cancellationToken);

    /// <summary>The gate of the call's present stage that is still shut.</summary>
    public static async Task<Gate> UnmetAsync(AppDb db, CallRow call, CancellationToken cancellationToken)
    {
        var id = call.Id;
        var (gate, isOpen) = call.State.Stage switch
        {
            CallStage.Draft => (Gate.TreeIsPublished, await AreTreesPublishedAsync(db, call, cancellationToken)),
            CallStage.FormalReview when !await db.Applications.AnyAsync(a => a.CallId == id, cancellationToken) =>
                (Gate.ApplicationsAreThere, false),
            CallStage.FormalReview =>
                (Gate.FindingsAreAnswered, (await StoredStandings.LoadAsync(db, call, cancellationToken)).Open.Count == 0),
            CallStage.Assigning when await NobodyIsScoredAsync(db, call, cancellationToken) => (Gate.None, true),
            CallStage.Assigning when !await AreTreesPublishedAsync(db, call, cancellationToken) => (Gate.TreeIsPublished, false),
            CallStage.Assigning => (Gate.PlanIsDeployed,
                await db.AssignmentPlans.AnyAsync(p => p.CallId == id && p.State.Status == PlanStatus.Deployed, cancellationToken)),
            CallStage.Scoring => (Gate.ScoringIsClosed, false),
            CallStage.Ranking => (Gate.RunIsDone, call.State.ScoresAreOpened && await db.Runs.AnyAsync(
                r => r.CallId == id && r.Kind == RunKind.Evaluation && r.Status == RunStatus.Done, cancellationToken)),
            CallStage.Allocating => (Gate.ProposalIsApproved,
                await db.Proposals.AnyAsync(p => p.CallId == id && p.State.Status == ProposalStatus.Approved, cancellationToken)),
            CallStage.Deliberation =>
                (Gate.DecisionIsFrozen, (await StoredDecision.NoticeAsync(db, id, cancellationToken)).Decision is not null),
            CallStage.PublicNotice => (Gate.AwardsAreFrozen,
                (await StoredDecision.NoticeAsync(db, id, cancellationToken)).Final is { Notice.FrozenAt: not null }),
            _ => (Gate.None, true),
        };
        return isOpen ? Gate.None : gate;
    }

    /// <summary>Each category that experts score has its tree in a published version.</summary>
    public static async Task<bool> AreTreesPublishedAsync(AppDb db, CallRow call, CancellationToken cancellationToken)
    {
        var stored = StoredRound.CallOf(call);
        var row = await StoredRound.TreeRowAsync(db, call.Id, cancellationToken);
        return (row is { PublishedAt: not null } ? StoredRound.TreesOf(row, stored)
            : new IndicatorTrees(stored.Categories, null, new Dictionary<string, IndicatorTree>())).AreComplete;
    }
}
