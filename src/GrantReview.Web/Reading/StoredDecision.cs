using GrantReview.Core;
using GrantReview.Files.Notices;
using GrantReview.Files.Packages;

namespace GrantReview.Web.Reading;

/// <summary>Rows of the database ↔ the lives of proposals, decisions and notices, and what these rely on.</summary>
public static class StoredDecision
{
    public static Task<ProposalRow?> ApprovedAsync(AppDb db, Guid callId, CancellationToken cancellationToken) =>
        db.Proposals.AsNoTracking().Where(p => p.CallId == callId && p.State.Status == ProposalStatus.Approved)
            .OrderByDescending(p => p.State.DecidedAt).FirstOrDefaultAsync(cancellationToken);

    /// <summary>The newest record of a proposal at a stage, a draft or frozen.</summary>
    public static Task<DecisionRow?> LatestAsync(AppDb db, Guid proposalId, AwardStage stage, CancellationToken cancellationToken) =>
        db.Decisions.Where(d => d.ProposalId == proposalId && d.Stage == stage).OrderByDescending(d => d.Number)
            .FirstOrDefaultAsync(cancellationToken);

    /// <summary>The decision of the approved proposal once it is frozen, and the notice of that decision.</summary>
    public static async Task<(DecisionRow? Decision, DecisionRow? Final)> NoticeAsync(
        AppDb db, Guid callId, CancellationToken cancellationToken)
    {
        var (_, decision, final) = await AllAsync(db, callId, cancellationToken);
        return (decision, final);
    }

    /// <summary>The approved proposal, its decision once that is frozen, and the notice of that decision, in two queries.</summary>
    public static async Task<(ProposalRow? Proposal, DecisionRow? Decision, DecisionRow? Final)> AllAsync(
        AppDb db, Guid callId, CancellationToken cancellationToken)
    {
        if (await ApprovedAsync(db, callId, cancellationToken) is not { } proposal)
        {
            return (null, null, null);
        }
        var rows = await db.Decisions.Where(d => d.CallId == callId).OrderByDescending(d => d.Number).ToListAsync(cancellationToken);
        return rows.Find(d => d.ProposalId == proposal.Id && d.Stage == AwardStage.Decision) is { State.FrozenAt: not null } decision
            ? (proposal, decision, rows.Find(d => d.PreviousId == decision.Id)) : (proposal, null, null);
    }

    public static async Task<int> NextNumberAsync(AppDb db, Guid callId, CancellationToken cancellationToken) =>
        (await db.Decisions.Where(d => d.CallId == callId).MaxAsync(d => (int?)d.Number, cancellationToken) ?? 0) + 1;

    /// <summary>
    /// The record: the list before, the meeting, the changes by application. Once it is frozen it is read from its package alone.
    /// </summary>
    public static async Task<AwardDecision> LoadAsync(AppDb db, DecisionRow row, CancellationToken cancellationToken)
    {
        if (IsFrozen(row))
        {
            var stage = row.PreviousId is null ? PackageStage.Decision : PackageStage.Final;
            var package = await FrozenPackages.GetAsync(db, row.ProposalId, row.Id, stage, PackageLayer.Internal, cancellationToken);
            return DecisionPackage.RecordOf(package.ReadFrozen());
        }
        return row.PreviousId is null
            ? row.State.Of((await FrozenPackages.EvaluationAsync(db, row.ProposalId, cancellationToken)).Awards)
            : OnNotice(row, await LoadAsync(db, await BeforeAsync(db, row, cancellationToken), cancellationToken));
    }

    /// <summary>What the rows say, whatever is frozen.</summary>
    public static async Task<AwardDecision> RowsAsync(AppDb db, DecisionRow row, CancellationToken cancellationToken) =>
        row.PreviousId is null
            ? row.State.Of((await FrozenPackages.EvaluationAsync(db, row.ProposalId, cancellationToken)).Awards)
            : OnNotice(row, await RowsAsync(db, await BeforeAsync(db, row, cancellationToken), cancellationToken));

    /// <summary>The record of a notice, given that of its decision.</summary>
    public static AwardDecision OnNotice(DecisionRow row, AwardDecision decided) =>
        row.Notice.Of(decided.Deliberation, decided.After(), decided.Exemptions, PeriodOf(row.Notice));

    /// <summary>The frozen record, of which the rows say the same; a paper is written from no other.</summary>
    /// <exception cref="FrozenPackageException">The rows say something else, or the package is not the one that was frozen.</exception>
    public static async Task<AwardDecision> UndisputedAsync(AppDb db, DecisionRow row, CancellationToken cancellationToken)
    {
        var record = await LoadAsync(db, row, cancellationToken);
        return FrozenList.AreSame(record, await RowsAsync(db, row, cancellationToken)) ? record
            : throw new FrozenPackageException($"decision {row.Id}, {row.Number}");
    }

    private static bool IsFrozen(DecisionRow row) => (row.PreviousId is null ? row.State.FrozenAt : row.Notice.FrozenAt) is not null;

    private static async Task<DecisionRow> BeforeAsync(AppDb db, DecisionRow row, CancellationToken cancellationToken) =>
        await db.Decisions.FindAsync([row.PreviousId], cancellationToken)
            ?? throw new InvalidOperationException($"The decision {row.PreviousId} has a notice.");

    /// <summary>What an act on the record of the meeting relies on.</summary>
    /// <param name="row">Null = it is not made yet.</param>
    public static async Task<DecisionEvidence> SeenAsync(
        AppDb db, CallState call, ProposalRow proposal, DecisionRow? row, DateTime now, CancellationToken cancellationToken)
    {
        var evaluation = await FrozenPackages.EvaluationAsync(db, proposal.Id, cancellationToken);
        var id = row?.Id;
        var others = await db.Decisions.AsNoTracking()
            .Where(d => d.CallId == proposal.CallId && d.Stage == AwardStage.Decision && d.Id != id)
            .OrderByDescending(d => d.Number).ToListAsync(cancellationToken);
        var notice = others.Count == 0 ? null : await NoticeOfAsync(db, others[0].Id, cancellationToken);
        return new DecisionEvidence(
            call.Stage, Formats.ChinaDay(now), evaluation.Basis, evaluation.Awards,
            [.. others.Select(o => o.State.MinutesNumber).Where(n => n.Length > 0)],
            others.Count == 0 ? [] : DecisionLife.EarlierOf(others[0].State, notice?.Notice ?? NoticeState.Blank))
        {
            ApprovedOn = proposal.State.DecidedAt is { } approved ? Formats.ChinaDay(approved) : default,
        };
    }

    /// <summary>What an act on the public notice relies on.</summary>
    /// <param name="decision">Frozen; null = there is none.</param>
    public static async Task<NoticeEvidence> SeenAsync(
        AppDb db, CallRow call, DecisionRow? decision, DateTime now, CancellationToken cancellationToken)
    {
        var open = await db.Objections.CountAsync(o => o.CallId == call.Id && o.State.Status == ObjectionStatus.Open, cancellationToken);
        var evaluation = decision is null ? null : await FrozenPackages.EvaluationAsync(db, decision.ProposalId, cancellationToken);
        var decided = decision is null ? null : await LoadAsync(db, decision, cancellationToken);
        return new NoticeEvidence(
            call.State.Stage, Formats.ChinaDay(now), WorkingDaysFile.Shipped, evaluation?.Basis ?? new AwardBasis([], [], []),
                decided?.Deliberation, decided?.After() ?? [], [.. decided?.TakenOut ?? []], open);
    }

    /// <summary>What an act on a proposal relies on.</summary>
    public static async Task<ProposalEvidence> SeenAsync(
        AppDb db, CallRow call, ProposalRow proposal, CancellationToken cancellationToken)
    {
        var run = await db.Runs.AsNoTracking().SingleAsync(r => r.Id == proposal.RunId, cancellationToken);
        var waits = await db.Proposals.AnyAsync(
            p => p.CallId == call.Id && p.Id != proposal.Id && p.State.Status == ProposalStatus.Proposed, cancellationToken);
        var isStale = await KeptResult.HasMovedOnAsync(db, run, cancellationToken);
        var open = await db.Rankings.CountAsync(r => r.RunId == run.Id && r.Decision == Decision.Open, cancellationToken);
        var held = await db.ScoreSheets.CountAsync(s => s.CallId == call.Id && s.State.Status == SheetStatus.Held, cancellationToken);
        return new ProposalEvidence(call.State.Stage, isStale, waits) { Waiting = open, Held = held };
    }

    public static NoticePeriod? PeriodOf(NoticeState notice) =>
        notice.On is { } on ? WorkingDaysFile.Shipped.NoticeOf(on, notice.Days) : null;

    private static Task<DecisionRow?> NoticeOfAsync(AppDb db, Guid decisionId, CancellationToken cancellationToken) =>
        db.Decisions.Where(d => d.PreviousId == decisionId).OrderByDescending(d => d.Number).FirstOrDefaultAsync(cancellationToken);
}
