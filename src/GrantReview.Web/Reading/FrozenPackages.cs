using GrantReview.Core.Reports;
using GrantReview.Files.Packages;
using Microsoft.Extensions.Caching.Memory;

namespace GrantReview.Web.Reading;

/// <summary>The packages that are frozen on the way from the proposal to the awards, in their layers; each names the one before.</summary>
public static class FrozenPackages
{
    /// <summary>The internal package as a run wrote it.</summary>
    public const string RunFile = "package.zip";

    /// <summary>
    /// What was read of the evaluations of proposals: they never change. One that somebody works with is never pushed out by others.
    /// </summary>
    private static readonly MemoryCache Known = new(new MemoryCacheOptions());

    /// <summary>So long an evaluation stays after it was last looked at.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Freezes the evaluation that an approved proposal came from, in its three layers, the public one with masked names.
    /// </summary>
    public static async Task FreezeEvaluationAsync(AppDb db, ProposalRow proposal, By by, CancellationToken cancellationToken)
    {
        var package = await db.RunFiles.AsNoTracking().Where(f => f.RunId == proposal.RunId && f.Name == RunFile)
            .Select(f => f.Content).SingleAsync(cancellationToken);
        var experts = await db.Experts.AsNoTracking().Where(e => e.CallId == proposal.CallId).ToListAsync(cancellationToken);
        var comments = await (
            from s in db.ScoreSheets.AsNoTracking()
            join a in db.Applications on s.ApplicationId equals a.Id
            join e in db.Experts on s.ExpertId equals e.Id
            where s.CallId == proposal.CallId && s.State.Status == SheetStatus.Submitted && s.Answers.OverallComment != new FreeText("")
            select new { Application = a.Code, Expert = e.Code, Comment = s.Answers.OverallComment }).ToListAsync(cancellationToken);
        Freeze(db, proposal.CallId, proposal.Id, null, (PackageStage.Evaluation, PackageLayer.Internal), package, by);
        Freeze(db, proposal.CallId, proposal.Id, null, (PackageStage.Evaluation, PackageLayer.Sealed), ResultPackage.WriteSealed(
            [.. experts.Select(StoredRound.Expert)],
            [.. comments.Select(c => new ExpertComment(new ApplicationId(c.Application), new ExpertId(c.Expert), $"{c.Comment}"))],
            package), by);
        Freeze(db, proposal.CallId, proposal.Id, null, (PackageStage.Evaluation, PackageLayer.Public), ResultPackage.WritePublic(package, masksNames: true), by);
    }

    /// <summary>Adds a package that is frozen by this act.</summary>
    public static PackageRow Freeze(
        AppDb db, Guid callId, Guid proposalId, Guid? decisionId, (PackageStage Stage, PackageLayer Layer) of, byte[] content, By by)
    {
        var row = new PackageRow(callId, proposalId, decisionId, content);
        if (row.Do(new PackageLife.Freeze(of.Stage, of.Layer, ResultPackage.Sha256(content)), by).Refusal is { } refusal)
        {
            throw new InvalidOperationException($"Whoever may do the act freezes its package: {refusal}.");
        }
        return db.Packages.Add(row).Entity;
    }

    /// <summary>The evaluation of an approved proposal, read from its frozen package.</summary>
    public static async Task<FrozenEvaluation> EvaluationAsync(AppDb db, Guid proposalId, CancellationToken cancellationToken)
    {
        if (!Known.TryGetValue(proposalId, out FrozenEvaluation? evaluation) || evaluation is null)
        {
            evaluation = FrozenEvaluation.Read(await db.Packages
                .Where(p => p.ProposalId == proposalId && p.Stage == PackageStage.Evaluation && p.Layer == PackageLayer.Internal)
                .Select(p => p.Content).SingleAsync(cancellationToken));
            Known.Set(proposalId, evaluation, new MemoryCacheEntryOptions { SlidingExpiration = Kept });
        }
        return evaluation;
    }

    /// <summary>The newest package of a stage and layer that belongs to a proposal, or to a decision of it.</summary>
    public static Task<PackageRow?> FindAsync(
        AppDb db, Guid proposalId, Guid? decisionId, PackageStage stage, PackageLayer layer, CancellationToken cancellationToken) =>
        db.Packages.AsNoTracking().Where(
            p => p.ProposalId == proposalId && p.DecisionId == decisionId && p.Stage == stage && p.Layer == layer)
            .OrderByDescending(p => p.FrozenAt).FirstOrDefaultAsync(cancellationToken);

    /// <summary>One that must be there.</summary>
    public static async Task<PackageRow> GetAsync(
        AppDb db, Guid proposalId, Guid? decisionId, PackageStage stage, PackageLayer layer, CancellationToken cancellationToken) =>
        await FindAsync(db, proposalId, decisionId, stage, layer, cancellationToken)
            ?? throw new InvalidOperationException($"What is frozen has its package: {stage}, {layer}.");
}
