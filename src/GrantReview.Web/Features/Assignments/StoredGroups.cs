using System.Text;

namespace GrantReview.Web.Features.Assignments;

/// <summary>The last change of groups, and who made it.</summary>
public sealed record LastGrouping(Guid Act, string By, DateTime At);

/// <summary>Review groups as the applications' panel column and a setting of the call: what every plan then keeps to.</summary>
public static class StoredGroups
{
    private static readonly string[] Kinds =
    [
        FactJson.KindOf(typeof(GroupingLife.Grouped)), FactJson.KindOf(typeof(GroupingLife.TakenBack)),
        FactJson.KindOf(typeof(PlanLife.Deployed)),
    ];

    public static async Task<GroupingEvidence> SeenAsync(AppDb db, CallRow call, CancellationToken cancellationToken) => new(
        call.State, await IsDeployedAsync(db, call.Id, cancellationToken), (await LastAsync(db, call.Id, cancellationToken))?.Act);

    public static Task<bool> IsDeployedAsync(AppDb db, Guid callId, CancellationToken cancellationToken) =>
        db.AssignmentPlans.AnyAsync(p => p.CallId == callId && p.State.Status == PlanStatus.Deployed, cancellationToken);

    /// <summary>The last change that nobody took back, of those since a plan was deployed last; null = none.</summary>
    public static async Task<LastGrouping?> LastAsync(AppDb db, Guid callId, CancellationToken cancellationToken)
    {
        var facts = await db.Facts.AsNoTracking().Include(f => f.Texts).Where(f => f.CallId == callId && Kinds.Contains(f.Kind))
            .OrderByDescending(f => f.Id)
            .ToListAsync(cancellationToken);
        if (GroupingLife.Last(facts.Select(f => (f.Read(), f.ActId))) is not { } act)
        {
            return null;
        }
        var fact = facts.First(f => f.ActId == act);
        return new LastGrouping(act,
            await db.Users.Where(u => u.Id == fact.PersonId).Select(u => u.DisplayName).FirstOrDefaultAsync(cancellationToken) ?? "",
            fact.At);
    }

    /// <summary>Puts the groups in place of those before; an application that is not named has none. Saved with the act.</summary>
    /// <param name="of">Application → group.</param>
    public static async Task<Answer> PutAsync(
        AppDb db, CallRow call, IReadOnlyDictionary<ApplicationId, string> of, Guid? run, string reason, By by,
        CancellationToken cancellationToken)
    {
        var applications = await db.Applications.Where(a => a.CallId == call.Id).ToListAsync(cancellationToken);
        List<Regrouped> changes =
        [
            .. applications.Select(a => new Regrouped(a.Id, a.Group, of.GetValueOrDefault(a.Number, ""))).Where(c => c.From != c.To),
        ];
        var act = new GroupingLife.Put(StoredRound.CallOf(call).Assignment.Panels, PanelSource.Given, changes, run, FreeText.Of(reason));
        return await ApplyAsync(db, call, applications, act, by, cancellationToken);
    }

    /// <summary>The groups before that act come back, where nobody changed them since.</summary>
    public static async Task<Answer> TakeBackAsync(AppDb db, CallRow call, Guid shown, By by, CancellationToken cancellationToken)
    {
        var kind = FactJson.KindOf(typeof(GroupingLife.Grouped));
        var row = await db.Facts.AsNoTracking().Include(f => f.Texts)
            .SingleOrDefaultAsync(f => f.CallId == call.Id && f.ActId == shown && f.Kind == kind, cancellationToken);
        if (row?.Read() is not GroupingLife.Grouped grouped)
        {
            return new GroupingLife.NothingToTakeBack();
        }
        var applications = await db.Applications.Where(a => a.CallId == call.Id).ToListAsync(cancellationToken);
        var act = new GroupingLife.TakeBack(shown, grouped.To, grouped.From,
            [.. grouped.Changes.Select(c => new Regrouped(c.Application, c.To, c.From))]);
        return await ApplyAsync(db, call, applications, act, by, cancellationToken);
    }

    /// <summary>Conflicts that reach over a group are found again.</summary>
    private static async Task<Answer> ApplyAsync(AppDb db, CallRow call, List<ApplicationRow> applications, Act act, By by,
        CancellationToken cancellationToken)
    {
        var answer = call.Do(act, by, await SeenAsync(db, call, cancellationToken));
        if (answer.Refusal is not null)
        {
            return answer;
        }
        var (panels, changes) =
            act is GroupingLife.TakeBack back ? (back.To, back.Changes) : act is GroupingLife.Put put ? (put.To, put.Changes) : default;
        var rows = applications.ToDictionary(a => a.Id);
        foreach (var change in changes ?? [])
        {
            rows[change.Application].Regroup(change.To);
        }
        var settings = StoredRound.CallOf(call);
        StoredRound.Keep(call, settings with { Assignment = settings.Assignment with { Panels = panels } }, by);
        return await StoredConflicts.FindAnewAsync(db, call, by, cancellationToken);
    }
}
