using GrantReview.Files.Packages;
using GrantReview.Files.Reports;
using Microsoft.Extensions.Caching.Memory;

namespace GrantReview.Web.Reading;

/// <summary>What is stored is not what was frozen: nothing is shown, paid or written from it.</summary>
public sealed class FrozenPackageException(string what) : Exception($"What is stored is not what was frozen: {what}.");

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
        var file = await db.RunFiles.AsNoTracking().SingleAsync(f => f.RunId == proposal.RunId && f.Name == RunFile, cancellationToken);
        var package = ResultPackage.Sha256(file.Content) == file.Sha256 ? file.Content
            : throw new FrozenPackageException($"run {file.RunId}, {file.Name}");
        var experts = await db.Experts.AsNoTracking().Where(e => e.CallId == proposal.CallId).ToListAsync(cancellationToken);
        var comments = await (
            from s in db.ScoreSheets.AsNoTracking()
            join a in db.Applications on s.ApplicationId equals a.Id
            join e in db.Experts on s.ExpertId equals e.Id
            where s.CallId == proposal.CallId && s.State.Status == SheetStatus.Submitted
                && (s.Answers.OverallComment != new FreeText("") || s.Answers.Recommendation != Recommendation.Unstated)
            select new { Application = a.Code, Expert = e.Code, s.Answers.OverallComment, s.Answers.Recommendation })
                .ToListAsync(cancellationToken);
        Freeze(db, proposal.CallId, proposal.Id, null, (PackageStage.Evaluation, PackageLayer.Internal), package, by);
        Freeze(db, proposal.CallId, proposal.Id, null, (PackageStage.Evaluation, PackageLayer.Sealed), ResultPackage.WriteSealed(
            [.. experts.Select(StoredRound.Expert)],
            [
                .. comments.Select(c => new ExpertComment(
                    new ApplicationId(c.Application), new ExpertId(c.Expert), $"{c.OverallComment}", c.Recommendation)),
            ],
            package), by);
        Freeze(db, proposal.CallId, proposal.Id, null, (PackageStage.Evaluation, PackageLayer.Public),
            ResultPackage.WritePublic(package, masksNames: true), by);
    }

    /// <summary>Adds a package that is frozen by this act.</summary>
    public static PackageRow Freeze(
        AppDb db, Guid callId, Guid proposalId, Guid? decisionId, (PackageStage Stage, PackageLayer Layer) of, byte[] content, By by)
    {
        var row = new PackageRow(callId, proposalId, decisionId, content);
        row.Do(new PackageLife.Freeze(of.Stage, of.Layer, ResultPackage.Sha256(content)), by).OrThrow();
        return db.Packages.Add(row).Entity;
    }

    /// <summary>The evaluation of an approved proposal, read from its frozen package.</summary>
    public static async Task<FrozenEvaluation> EvaluationAsync(AppDb db, Guid proposalId, CancellationToken cancellationToken)
    {
        var key = (db.Database.GetConnectionString(), proposalId);
        if (!Known.TryGetValue(key, out FrozenEvaluation? evaluation) || evaluation is null)
        {
            evaluation = FrozenEvaluation.Read(ReadFrozen(
                await GetAsync(db, proposalId, null, PackageStage.Evaluation, PackageLayer.Internal, cancellationToken)));
            Known.Set(key, evaluation, new MemoryCacheEntryOptions { SlidingExpiration = Kept });
        }
        return evaluation;
    }

    /// <summary>The bytes that were frozen: nobody reads a package but here.</summary>
    /// <exception cref="FrozenPackageException">Those that are stored are others.</exception>
    public static byte[] ReadFrozen(this PackageRow package) => IsIntact(package) ? package.Content
        : throw new FrozenPackageException($"package {package.Id}, {package.Stage}, {package.Layer}");

    public static bool IsIntact(PackageRow package) => ResultPackage.Sha256(package.Content) == package.Sha256;

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
