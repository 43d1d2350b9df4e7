namespace GrantReview.Web.Features.Awards;

/// <summary>A decision of the call that was frozen before, kept beside the one that supersedes it.</summary>
/// <param name="Package">SHA-256.</param>
public sealed record EarlierDecision(
    int Number, Deliberation Meeting, DateTime FrozenAt, IReadOnlyList<FundedApplication> Awards, string Package)
{
    /// <param name="but">The one beside which they are shown.</param>
    public static async Task<IReadOnlyList<EarlierDecision>> ListAsync(
        AppDb db, Guid callId, Guid? but, CancellationToken cancellationToken)
    {
        var rows = await db.Decisions.AsNoTracking()
            .Where(d => d.CallId == callId && d.Id != but && d.Stage == AwardStage.Decision && d.State.FrozenAt != null)
            .OrderBy(d => d.Number).ToListAsync(cancellationToken);
        List<EarlierDecision> list = [];
        List<Guid> ids = [.. rows.Select(r => r.Id)];
        var packages = ids.Count == 0 ? [] : await db.Packages
            .Where(p => p.DecisionId != null && ids.Contains(p.DecisionId.Value) && p.Stage == PackageStage.Decision
                && p.Layer == PackageLayer.Internal)
            .Select(p => new { Id = p.DecisionId.GetValueOrDefault(), p.Sha256 })
                .ToDictionaryAsync(p => p.Id, p => p.Sha256, cancellationToken);
        foreach (var row in rows)
        {
            var decision = await StoredDecision.LoadAsync(db, row, cancellationToken);
            list.Add(new EarlierDecision(
                row.Number, decision.Deliberation, row.State.FrozenAt.GetValueOrDefault(), decision.After(), packages[row.Id]));
        }
        return list;
    }
}
