using GrantReview.Core.Applications;

namespace GrantReview.Web.Reading;

/// <summary>
/// What calls of the same policy awarded: the frozen final lists of calls that were made from the same template count for limits that
/// reach over years. What the house paid before it had this program stands in the columns of the applications.
/// </summary>
public static class StoredHistory
{
    /// <summary>None where nothing in the call asks for it.</summary>
    public static async Task<IReadOnlyList<EarlierAward>> LoadAsync(AppDb db, CallRow call, CancellationToken cancellationToken)
    {
        var settings = StoredRound.CallOf(call);
        if (!EarlierAwards.Matter(settings))
        {
            return [];
        }
        List<EarlierAward> awards = [];
        var finals = await Finals(db, call).Join(db.Calls, d => d.CallId, c => c.Id, (d, c) => new { c.Code, Final = d })
            .OrderBy(f => f.Code).ToListAsync(cancellationToken);
        foreach (var (code, final) in finals.Select(f => (f.Code, f.Final)))
        {
            var applications = (await FrozenPackages.EvaluationAsync(db, final.ProposalId, cancellationToken)).Applications
                .ToDictionary(a => a.Id);
            var year = Formats.ChinaDay(final.Notice.FrozenAt.GetValueOrDefault()).Year;
            awards.AddRange((await StoredDecision.LoadAsync(db, final, cancellationToken)).After().Select(a => EarlierAwards.Of(
                settings, code, applications[a.Id], a.Amount, year)));
        }
        return awards;
    }

    /// <summary>The list that counts of each other call of the template that has one.</summary>
    private static IQueryable<DecisionRow> Finals(AppDb db, CallRow call) => db.Decisions.AsNoTracking().Where(d =>
        d.Notice.FrozenAt != null && !db.Decisions.Any(o => o.CallId == d.CallId && o.Number > d.Number)
        && db.Calls.Any(c => c.Id == d.CallId && c.Id != call.Id && call.Template != null && c.Template == call.Template
            && c.State.Stage >= CallStage.Awarded));
}
