using GrantReview.Core;
using GrantReview.Core.Awards;
using GrantReview.Data;
using GrantReview.Files.Evaluations;
using GrantReview.Files.Packages;
using GrantReview.Web.Features.Calls;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Awards;

/// <summary>The packages that are frozen on the way from the proposal to the awards, in their layers; each names the one before.</summary>
public static class FrozenPackages
{
    /// <summary>The internal package as a run wrote it.</summary>
    public const string RunFile = "package.zip";

    public const string Evaluation = "evaluation";
    public const string Decision = "decision";
    public const string Final = "final";
    public const string Public = "public";
    public const string Internal = "internal";
    public const string Sealed = "sealed";

    /// <summary>Freezes the evaluation that an approved proposal came from, in its three layers, the public one with masked names; false = its inputs are no longer those of the run.</summary>
    public static async Task<bool> FreezeEvaluationAsync(AppDb db, CallRow call, ProposalRow proposal, DateTime now, CancellationToken cancellationToken)
    {
        var run = await db.Runs.AsNoTracking().SingleAsync(r => r.Id == proposal.RunId, cancellationToken);
        var round = await StoredRound.LoadAsync(db, call, cancellationToken);
        if (EvaluationFiles.InputsHash(round) != run.InputsHash)
        {
            return false;
        }
        var package = await db.RunFiles.AsNoTracking().Where(f => f.RunId == run.Id && f.Name == RunFile).Select(f => f.Content).SingleAsync(cancellationToken);
        Add(db, call, proposal.Id, null, Evaluation, Internal, package, now);
        Add(db, call, proposal.Id, null, Evaluation, Sealed, ResultPackage.WriteSealed(round.Experts, package), now);
        Add(db, call, proposal.Id, null, Evaluation, Public, ResultPackage.WritePublic(package, masksNames: true), now);
        return true;
    }

    /// <summary>The newest package of a stage and layer that belongs to a proposal, or to a decision of it.</summary>
    public static Task<PackageRow?> FindAsync(AppDb db, Guid proposalId, Guid? decisionId, string stage, string layer, CancellationToken cancellationToken) =>
        db.Packages.AsNoTracking().Where(p => p.ProposalId == proposalId && p.DecisionId == decisionId && p.Stage == stage && p.Layer == layer)
            .OrderByDescending(p => p.FrozenAt).FirstOrDefaultAsync(cancellationToken);

    public static string StageOf(AwardStage stage) => stage == AwardStage.Final ? Final : Decision;

    public static PackageRow Add(AppDb db, CallRow call, Guid proposalId, Guid? decisionId, string stage, string layer, byte[] content, DateTime now) => db.Packages.Add(new PackageRow
    {
        CallId = call.Id, ProposalId = proposalId, DecisionId = decisionId, Stage = stage, Layer = layer, Content = content, Sha256 = ResultPackage.Sha256(content), FrozenAt = now,
    }).Entity;
}
