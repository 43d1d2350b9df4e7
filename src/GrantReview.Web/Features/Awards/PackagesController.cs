using GrantReview.Files.Packages;

namespace GrantReview.Web.Features.Awards;

public sealed record PackageEntry(Guid Id, PackageStage Stage, PackageLayer Layer, string Sha256, int Length, DateTime FrozenAt);

/// <param name="Verified">The package that was just verified, and what came out.</param>
public sealed record PackagesPage(CallRow Call, IReadOnlyList<PackageEntry> Packages, (Guid Id, PackageVerification Result)? Verified);

/// <summary>
/// Frozen packages for whoever is entitled to their layer: public once the notice is up, internal for those who read the call, sealed for
/// supervisors and auditors.
/// </summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class PackagesController(AppDb db, TimeProvider time) : CallController(db, time)
{
    [HttpGet("/calls/{code}/packages")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) =>
        View("Packages", await PageAsync(null, cancellationToken));

    [HttpGet("/calls/{code}/packages/{id:guid}")]
    public async Task<IActionResult> Download(Guid id, CancellationToken cancellationToken)
    {
        return await FindAsync(id, cancellationToken) is { } package
            ? File(package.ReadFrozen(), "application/zip",
                $"{Call.Code}-{ResultPackage.NameOf(package.Stage)}-{ResultPackage.NameOf(package.Layer)}.zip") : NotFound();
    }

    /// <summary>Recomputes what the package holds, and follows its chain to the package that it names.</summary>
    [HttpPost("/calls/{code}/packages/{id:guid}/verify")]
    public async Task<IActionResult> Verify(Guid id, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } package)
        {
            return NotFound();
        }
        var previous = await PreviousAsync(package, cancellationToken);
        var evaluation = package is { Stage: PackageStage.Final, Layer: PackageLayer.Internal }
            ? await FrozenPackages.FindAsync(
                Db, package.ProposalId, null, PackageStage.Evaluation, PackageLayer.Internal, cancellationToken) : null;
        var result = PackageVerification.Run(package.ReadFrozen(), previous?.ReadFrozen(), evaluation?.ReadFrozen());
        return View("Packages", await PageAsync((id, result), cancellationToken));
    }

    /// <summary>The package that it names; null = none.</summary>
    private async Task<PackageRow?> PreviousAsync(PackageRow package, CancellationToken cancellationToken)
    {
        if (package.Layer != PackageLayer.Internal)
        {
            return await FrozenPackages.FindAsync(
                Db, package.ProposalId, package.DecisionId, package.Stage, PackageLayer.Internal, cancellationToken);
        }
        var decision = await Db.Decisions.Where(d => d.Id == package.DecisionId).Select(d => d.PreviousId)
            .SingleOrDefaultAsync(cancellationToken);
        return package.Stage switch
        {
            PackageStage.Decision => await FrozenPackages.FindAsync(
                Db, package.ProposalId, null, PackageStage.Evaluation, PackageLayer.Internal, cancellationToken),
            PackageStage.Final => await FrozenPackages.FindAsync(
                Db, package.ProposalId, decision, PackageStage.Decision, PackageLayer.Internal, cancellationToken),
            _ => null,
        };
    }

    private async Task<PackageRow?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await (await EntitledAsync(cancellationToken)).SingleOrDefaultAsync(p => p.Id == id, cancellationToken);

    private async Task<IQueryable<PackageRow>> EntitledAsync(CancellationToken cancellationToken)
    {
        var seesNames = User.Is(Capacity.Supervisor, Capacity.Auditor);
        var published = await Db.Decisions.Where(d => d.CallId == Call.Id && d.Stage == AwardStage.Final).Select(d => d.ProposalId)
            .Distinct().ToListAsync(cancellationToken);
        return Db.Packages.AsNoTracking().Where(p => p.CallId == Call.Id
            && (p.Layer == PackageLayer.Internal || (p.Layer == PackageLayer.Sealed && seesNames)
                || (p.Layer == PackageLayer.Public && published.Contains(p.ProposalId))));
    }

    private async Task<PackagesPage> PageAsync((Guid, PackageVerification)? verified, CancellationToken cancellationToken) => new(
        Call, await (await EntitledAsync(cancellationToken)).OrderBy(p => p.FrozenAt).ThenBy(p => p.Stage).ThenBy(p => p.Layer)
            .Select(p => new PackageEntry(p.Id, p.Stage, p.Layer, p.Sha256, p.Content.Length, p.FrozenAt)).ToListAsync(cancellationToken),
                verified);
}
