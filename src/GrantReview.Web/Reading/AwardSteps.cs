using GrantReview.Core;
using GrantReview.Files.Packages;

namespace GrantReview.Web.Reading;

/// <summary>
/// The steps from a result to final awards, each with the packages that it freezes and the stage that it brings: pages and the demo take
/// the same.
/// </summary>
public static class AwardSteps
{
    /// <param name="kept">The result that is proposed.</param>
    public static async Task<(ProposalRow Proposal, Answer Answer)> ProposeAsync(
        AppDb db, CallRow call, KeptResult kept, string? note, By by, CancellationToken cancellationToken)
    {
        var awarded = kept.Record.Ranking.Where(e => e.Amount is not null).ToList();
        var proposal = db.Proposals.Add(new ProposalRow(call.Id, kept.Run.Id)).Entity;
        var answer = proposal.Do(
            new ProposalLife.Propose(
                kept.Run.Id, kept.Package, [.. awarded.Select(e => new FundedApplication(e.Application.Id, e.Amount.GetValueOrDefault()))],
                FreeText.Of(note)),
            by, await StoredDecision.SeenAsync(db, call, proposal, cancellationToken));
        var ids = (await StoredRound.IdsAsync(db, call.Id, cancellationToken)).Applications;
        db.Awards.AddRange(awarded.Select(e => new AwardRow
        {
            ProposalId = proposal.Id, ApplicationId = ids[e.Application.Id], Place = e.Place ?? 0,
            AmountFen = e.Amount.GetValueOrDefault().Fen,
        }));
        return (proposal,
            answer.Refusal is null && call.State.Stage == CallStage.Ranking ? call.Follow(CallStage.Allocating, by) : answer);
    }

    /// <param name="act">Approves or returns.</param>
    public static async Task<Answer> DecideAsync(
        AppDb db, CallRow call, ProposalRow proposal, Act act, By by, CancellationToken cancellationToken)
    {
        var answer = proposal.Do(act, by, await StoredDecision.SeenAsync(db, call, proposal, cancellationToken));
        if (answer.Refusal is not null || act is not ProposalLife.Approve)
        {
            return answer;
        }
        await FrozenPackages.FreezeEvaluationAsync(db, proposal, by, cancellationToken);
        return call.Follow(CallStage.Deliberation, by);
    }

    /// <param name="edition">Of the record that was seen.</param>
    public static async Task<Answer> FreezeDecisionAsync(
        AppDb db, CallRow call, ProposalRow proposal, DecisionRow row, int edition, By by, CancellationToken cancellationToken)
    {
        var seen = await StoredDecision.SeenAsync(db, call.State, proposal, row, by.At, cancellationToken);
        var answer = row.Do(new DecisionLife.Freeze(edition), by, seen);
        if (answer.Refusal is not null)
        {
            return answer;
        }
        var evaluation = await FrozenPackages.GetAsync(
            db, proposal.Id, null, PackageStage.Evaluation, PackageLayer.Internal, cancellationToken);
        FrozenPackages.Freeze(db, call.Id, proposal.Id, row.Id, (PackageStage.Decision, PackageLayer.Internal),
            DecisionPackage.Write(row.State.Of(seen.Proposed), evaluation.ReadFrozen(), evaluation.ReadFrozen()), by);
        return call.Follow(CallStage.PublicNotice, by);
    }

    /// <param name="final">Null = no notice of this decision was opened yet.</param>
    public static async Task<Answer> OpenNoticeAsync(
        AppDb db, CallRow call, DecisionRow decision, DecisionRow? final, NoticeLife.Open act, By by, CancellationToken cancellationToken)
    {
        var row = final ?? db.Decisions.Add(
            new DecisionRow(decision, await StoredDecision.NextNumberAsync(db, call.Id, cancellationToken))).Entity;
        var answer = row.Do(act, by, await StoredDecision.SeenAsync(db, call, decision, by.At, cancellationToken));
        if (answer.Refusal is null)
        {
            var package = await FrozenPackages.GetAsync(
                db, row.ProposalId, decision.Id, PackageStage.Decision, PackageLayer.Internal, cancellationToken);
            FrozenPackages.Freeze(db, call.Id, row.ProposalId, decision.Id, (PackageStage.Decision, PackageLayer.Public),
                ResultPackage.WritePublic(package.ReadFrozen(), act.MasksNames), by);
        }
        return answer;
    }

    /// <param name="edition">Of the notice that was seen.</param>
    public static async Task<Answer> FreezeFinalAsync(
        AppDb db, CallRow call, DecisionRow decision, DecisionRow final, int edition, By by, CancellationToken cancellationToken)
    {
        var seen = await StoredDecision.SeenAsync(db, call, decision, by.At, cancellationToken);
        var answer = final.Do(new NoticeLife.Freeze(edition), by, seen);
        if (answer.Refusal is not null)
        {
            return answer;
        }
        var evaluation = await FrozenPackages.GetAsync(
            db, final.ProposalId, null, PackageStage.Evaluation, PackageLayer.Internal, cancellationToken);
        var before = await FrozenPackages.GetAsync(
            db, final.ProposalId, decision.Id, PackageStage.Decision, PackageLayer.Internal, cancellationToken);
        var package = DecisionPackage.Write(
            StoredDecision.OnNotice(final, DecisionPackage.RecordOf(before.ReadFrozen())), evaluation.ReadFrozen(), before.ReadFrozen());
        FrozenPackages.Freeze(db, call.Id, final.ProposalId, final.Id, (PackageStage.Final, PackageLayer.Internal), package, by);
        FrozenPackages.Freeze(db, call.Id, final.ProposalId, final.Id, (PackageStage.Final, PackageLayer.Public),
            ResultPackage.WritePublic(package, final.Notice.MasksNames), by);
        return call.Follow(CallStage.Awarded, by);
    }
}
