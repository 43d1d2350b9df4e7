using GrantReview.Core.Applications;
using GrantReview.Files.Packages;

namespace GrantReview.Web.Reading;

/// <summary>
/// Final awards as their frozen package has them: where money comes from. Where it goes is no part of a package, and is read beside it.
/// </summary>
/// <param name="Sha256">Of the package as it was frozen.</param>
/// <param name="Differs">
/// The rows say another list, or the stored bytes of a package on its way are not those that were frozen; of a final package that is not
/// itself nothing is read.
/// </param>
public sealed record FrozenAwards(
    string Sha256, Call Call, IReadOnlyList<Application> Applications, IReadOnlyList<FundedApplication> Awards,
    IReadOnlyList<Exemption> Exemptions, bool Differs)
{
    /// <summary>"application rule" of each award whose finding is open, or fails without an exemption: it is not paid.</summary>
    public IReadOnlyList<UnkeptRule> Unkept { get; init; } = [];

    /// <summary>False: the final package is not the one that was frozen, and nothing is read of it.</summary>
    public bool IsIntact { get; init; } = true;

    /// <summary>What is taken over: who gets what on which terms.</summary>
    public PaidList PaidBy(FinanceTerms terms)
    {
        var applications = Applications.ToDictionary(a => a.Id);
        return new PaidList([.. Awards.Select(a => PaidAward.Of(a, applications[a.Id]))], terms);
    }

    public static async Task<FrozenAwards> ReadAsync(AppDb db, DecisionRow final, CancellationToken cancellationToken)
    {
        var packages = await db.Packages.AsNoTracking().Where(p => p.ProposalId == final.ProposalId && p.Layer == PackageLayer.Internal)
            .ToListAsync(cancellationToken);
        var package = packages.Where(p => p.DecisionId == final.Id && p.Stage == PackageStage.Final)
            .OrderByDescending(p => p.FrozenAt).First();
        if (!FrozenPackages.IsIntact(package))
        {
            var call = await db.Calls.AsNoTracking().SingleAsync(c => c.Id == final.CallId, cancellationToken);
            return new FrozenAwards(package.Sha256, StoredRound.CallOf(call), [], [], [], Differs: true) { IsIntact = false };
        }
        var frozen = FrozenList.Read(package.ReadFrozen());
        var (awards, exemptions) = (frozen.Decision.After(), frozen.Decision.Exemptions);
        var differs = !packages.TrueForAll(FrozenPackages.IsIntact)
            || !FrozenList.AreSame(frozen.Decision, await StoredDecision.RowsAsync(db, final, cancellationToken));
        var unkept = frozen.Rules.UnkeptBy(awards, exemptions.Select(e => e.Application).ToHashSet());
        var awarded = awards.Select(a => a.Id.Value).ToList();
        var payees = await db.Applications.Where(a => a.CallId == final.CallId && awarded.Contains(a.Code))
            .Select(a => new { a.Code, a.Payee }).ToDictionaryAsync(a => a.Code, a => Payee.Parse(a.Payee), cancellationToken);
        var applications = frozen.Applications
            .Select(a => a with { Payee = payees.GetValueOrDefault(a.Id.Value, Payee.Unknown) }).ToList();
        return new FrozenAwards(package.Sha256, frozen.Call, applications, awards, exemptions, differs)
        {
            Unkept = [.. unkept.Select(f => new UnkeptRule(f.Application, f.Rule.Id, f.Rule.Clause))],
        };
    }
}
