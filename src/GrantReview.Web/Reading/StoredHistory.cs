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
        foreach (var (code, final) in await FinalsAsync(db, call, cancellationToken))
        {
            var applications = (await FrozenPackages.EvaluationAsync(db, final.ProposalId, cancellationToken)).Applications
                .ToDictionary(a => a.Id);
            var year = Formats.ChinaDay(final.Notice.FrozenAt.GetValueOrDefault()).Year;
            awards.AddRange((await StoredDecision.LoadAsync(db, final, cancellationToken)).After().Select(a => EarlierAwards.Of(
                settings, code, applications[a.Id], a.Amount, year)));
        }
        return awards;
    }

    /// <summary>Changes with every list that counts from now on.</summary>
    public static async Task<string> VersionAsync(AppDb db, CallRow call, CancellationToken cancellationToken) =>
        !EarlierAwards.Matter(StoredRound.CallOf(call)) ? ""
            : string.Join(' ', (await FinalsAsync(db, call, cancellationToken)).Select(f => f.Final.Id));

    /// <summary>The list that counts of each call that has one, by the call's code.</summary>
    private static async Task<IReadOnlyList<(string Code, DecisionRow Final)>> FinalsAsync(
        AppDb db, CallRow call, CancellationToken cancellationToken) =>
        call.Template is not { } template ? [] :
        [
            .. (await (
                from d in db.Decisions.AsNoTracking()
                join c in db.Calls on d.CallId equals c.Id
                where c.Id != call.Id && c.Template == template && c.State.Stage >= CallStage.Awarded && d.Notice.FrozenAt != null
                    && !db.Decisions.Any(o => o.CallId == d.CallId && o.Number > d.Number)
                orderby c.Code
                select new { c.Code, Final = d }).ToListAsync(cancellationToken)).Select(f => (f.Code, f.Final)),
        ];
}
