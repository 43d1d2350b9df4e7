using GrantReview.Core.Applications;
using GrantReview.Files.Packages;

namespace GrantReview.Web.Features.Awards;

/// <summary>Final awards as their frozen package has them: where money comes from.</summary>
/// <param name="Sha256">Of the package as it was frozen.</param>
/// <param name="Differs">The rows say another list, or the stored bytes are not those that were frozen.</param>
public sealed record FrozenAwards(
    string Sha256, Call Call, IReadOnlyList<Application> Applications, IReadOnlyList<FundedApplication> Awards,
    IReadOnlyList<Exemption> Exemptions, bool Differs)
{
    /// <summary>"application rule" of each award whose finding is open, or fails without an exemption: it is not paid.</summary>
    public IReadOnlyList<UnkeptRule> Unkept { get; init; } = [];

    public static async Task<FrozenAwards> ReadAsync(AppDb db, DecisionRow final, CancellationToken cancellationToken)
    {
        var package = await FrozenPackages.GetAsync(
            db, final.ProposalId, final.Id, PackageStage.Final, PackageLayer.Internal, cancellationToken);
        var evaluation = await FrozenPackages.EvaluationAsync(db, final.ProposalId, cancellationToken);
        var awards = DecisionPackage.AwardsOf(package.Content);
        var rows = (await StoredDecision.LoadAsync(db, final, cancellationToken)).After();
        var differs = ResultPackage.Sha256(package.Content) != package.Sha256 || !rows.SequenceEqual(awards);
        var exemptions = DecisionPackage.RecordOf(package.Content).Exemptions;
        var unkept = evaluation.Basis.Rules?.UnkeptBy(awards, exemptions.Select(e => e.Application).ToHashSet()) ?? [];
        return new FrozenAwards(package.Sha256, evaluation.Call, evaluation.Applications, awards, exemptions, differs)
        {
            Unkept = [.. unkept.Select(f => new UnkeptRule(f.Application, f.Rule.Id))],
        };
    }
}
