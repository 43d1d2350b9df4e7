using GrantReview.Core.Accounts;

namespace GrantReview.Web.Hosting;

/// <summary>What a person is, in a call or in the house, as the grants say it at this moment.</summary>
public static class Capacities
{
    /// <summary>As the desk reads it in the act's own transaction.</summary>
    /// <param name="call">Null = of the whole house.</param>
    public static Task<bool> HasAsync(AppDb db, Guid person, Guid? call, Capacity capacity, CancellationToken cancellationToken) =>
        capacity == Capacity.AccountHolder ? db.Users.AnyAsync(u => u.Id == person && !u.State.IsDisabled, cancellationToken)
        : capacity == Capacity.Expert
            ? db.Experts.AnyAsync(e => e.UserId == person && e.CallId == call, cancellationToken)
            : Held(db).AnyAsync(g => g.UserId == person && g.CallId == call && g.Capacity == capacity, cancellationToken);

    /// <summary>All that a person is or was asked to be, recusals aside: what excludes the next capacity.</summary>
    /// <param name="expert">The expert whose own account is asked about, and who does not count.</param>
    public static async Task<IReadOnlyList<Standing>> HeldAsync(AppDb db, Guid person, Guid? expert, CancellationToken cancellationToken) =>
        [.. (await HeldByAsync(db, [person], cancellationToken))[person].Where(h => h.Expert is null || h.Expert != expert)
            .Select(h => h.Standing)];

    /// <summary>The same of many; with the expert where an expert's account makes it so.</summary>
    public static async Task<ILookup<Guid, (Guid? Expert, Standing Standing)>> HeldByAsync(
        AppDb db, IReadOnlyCollection<Guid> people, CancellationToken cancellationToken)
    {
        var granted = await db.Grants
            .Where(g => people.Contains(g.UserId) && (g.State.Status == GrantStatus.Held || g.State.Status == GrantStatus.Requested))
            .Select(g => new { g.UserId, g.CallId, g.Capacity }).ToListAsync(cancellationToken);
        var experts = await db.Experts
            .Where(e => (e.UserId != null && people.Contains(e.UserId.Value))
                || (e.AccountRequest != null && people.Contains(e.AccountRequest.Account)))
            .Select(e => new { e.Id, e.CallId, e.UserId, Asked = e.AccountRequest == null ? (Guid?)null : e.AccountRequest.Account })
            .ToListAsync(cancellationToken);
        return granted.Select(g => (Person: g.UserId, Expert: (Guid?)null, Standing: new Standing(g.CallId, g.Capacity)))
            .Concat(experts.SelectMany(e => new[] { e.UserId, e.Asked }.OfType<Guid>().Distinct()
                .Select(p => (Person: p, Expert: (Guid?)e.Id, Standing: new Standing(e.CallId, Capacity.Expert)))))
            .ToLookup(h => h.Person, h => (h.Expert, h.Standing));
    }

    /// <summary>What an act about a capacity relies on.</summary>
    public static async Task<GrantEvidence> SeenAsync(AppDb db, GrantRow grant, CancellationToken cancellationToken) => new(
        [.. (await HeldAsync(db, grant.UserId, null, cancellationToken)).Where(s => s != new Standing(grant.CallId, grant.Capacity))],
        (grant.State.Status == GrantStatus.Held ? 1 : 0) + await db.Grants.CountAsync(
            g => g.Id != grant.Id && g.CallId == grant.CallId && g.Capacity == grant.Capacity && g.State.Status == GrantStatus.Held
                && db.Users.Any(u => u.Id == g.UserId && !u.State.IsDisabled)
                && !db.Recusals.Any(r => r.CallId == g.CallId && r.UserId == g.UserId && r.State.IsRecused), cancellationToken),
        await IsRecusedAsync(db, grant.CallId, grant.UserId, cancellationToken),
        grant.CallId is null || !await db.Grants.AnyAsync(g => g.CallId == grant.CallId, cancellationToken));

    /// <summary>Asks for a capacity of the person with this account.</summary>
    public static async Task<Answer> AskAsync(
        AppDb db, By by, string? userName, Guid? call, Capacity capacity, CancellationToken cancellationToken)
    {
        if (await FindUserAsync(db, userName, cancellationToken) is not { } user)
        {
            return new AccountLife.IsUnknown(userName ?? "");
        }
        var grant = await db.Grants.SingleOrDefaultAsync(
            g => g.UserId == user && g.CallId == call && g.Capacity == capacity, cancellationToken);
        if (grant is null)
        {
            grant = new GrantRow(user, call, capacity);
            db.Grants.Add(grant);
        }
        return grant.Do(new GrantLife.Ask(), by, await SeenAsync(db, grant, cancellationToken));
    }

    /// <summary>The person has been in the account, or has sheets to score: from then on nobody alone lets anybody in.</summary>
    public static async Task<bool> IsTheirsAsync(AppDb db, User user, CancellationToken cancellationToken) =>
        (await AreTheirsAsync(db, [user], cancellationToken)).Count > 0;

    /// <summary>As <see cref="IsTheirsAsync"/>, of many.</summary>
    public static async Task<IReadOnlySet<Guid>> AreTheirsAsync(AppDb db, IReadOnlyCollection<User> users,
        CancellationToken cancellationToken)
    {
        var ids = users.Select(u => u.Id).ToList();
        var sheets = db.ScoreSheets.WhereLive();
        return users.Where(u => u.PasswordHash is not null).Select(u => u.Id)
            .Concat(await db.Sessions.Where(s => ids.Contains(s.UserId)).Select(s => s.UserId).Distinct().ToListAsync(cancellationToken))
            .Concat(await db.Experts.Where(e => e.UserId != null && ids.Contains(e.UserId.Value) && sheets.Any(s => s.ExpertId == e.Id))
                .Select(e => e.UserId!.Value).Distinct().ToListAsync(cancellationToken)).ToHashSet();
    }

    /// <summary>Confirms, declines or ends a capacity; where a takeover is confirmed, what is handed over ends with it.</summary>
    public static async Task<Answer> DoAsync(AppDb db, GrantRow grant, Act act, By by, CancellationToken cancellationToken)
    {
        var from = act is GrantLife.Confirm ? grant.State.InsteadOf : null;
        var answer = grant.Do(act, by, await SeenAsync(db, grant, cancellationToken));
        if (answer.Refusal is null && act is GrantLife.Confirm && grant.CallId is { } call)
        {
            await StoredConflicts.RecuseAsync(db, call, by, cancellationToken);
        }
        if (answer.Refusal is not null || from is null)
        {
            return answer;
        }
        var handed = await db.Grants.SingleAsync(
            g => g.UserId == from && g.CallId == grant.CallId && g.Capacity == grant.Capacity, cancellationToken);
        return handed.Do(new GrantLife.HandOver(grant.UserId), by.ByTheRules(), await SeenAsync(db, handed, cancellationToken));
    }

    /// <summary>Asks that one person takes over all calls that another runs; where both run it, it is handed over at once.</summary>
    public static async Task<Answer> TakeOverAsync(AppDb db, By by, Guid from, string? userName, CancellationToken cancellationToken)
    {
        if (await FindUserAsync(db, userName, cancellationToken) is not { } to)
        {
            return new AccountLife.IsUnknown(userName ?? "");
        }
        if (await db.Users.AnyAsync(u => u.Id == to && u.State.IsDisabled, cancellationToken))
        {
            return new AccountLife.IsDisabled();
        }
        var theirs = await db.Grants.Where(g => g.UserId == from && g.CallId != null && g.Capacity == Capacity.Officer
            && g.State.Status == GrantStatus.Held).ToListAsync(cancellationToken);
        if (theirs.Count == 0)
        {
            return new GrantLife.IsNotHeld();
        }
        var calls = theirs.Select(g => g.CallId).ToList();
        var known = await db.Grants.Where(g => g.UserId == to && g.Capacity == Capacity.Officer && calls.Contains(g.CallId))
            .ToDictionaryAsync(g => g.CallId ?? Guid.Empty, cancellationToken);
        foreach (var handed in theirs)
        {
            var grant = known.GetValueOrDefault(handed.CallId ?? Guid.Empty)
                ?? db.Grants.Add(new GrantRow(to, handed.CallId, Capacity.Officer)).Entity;
            var answer = await IsRecusedAsync(db, handed.CallId, to, cancellationToken) ? new GrantLife.IsRecused()
                : grant.State.Status == GrantStatus.Held ? handed.Do(
                    new GrantLife.HandOver(to), by,
                    await SeenAsync(db, handed, cancellationToken) with { SuccessorHolds = true })
                : grant.Do(new GrantLife.TakeOver(from), by, await SeenAsync(db, grant, cancellationToken));
            if (answer.Refusal is not null)
            {
                return answer;
            }
        }
        return Answer.Nothing;
    }

    public static Task<Guid?> FindUserAsync(AppDb db, string? userName, CancellationToken cancellationToken)
    {
        var name = userName?.Trim().ToUpperInvariant();
        return db.Users.Where(u => u.NormalizedUserName == name).Select(u => (Guid?)u.Id).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>What an act about an account relies on.</summary>
    public static async Task<AccountEvidence> SeenAsync(AppDb db, User user, CancellationToken cancellationToken)
    {
        var administrators = await db.Grants
            .Where(g => g.CallId == null && g.Capacity == Capacity.SecurityAdministrator && g.State.Status == GrantStatus.Held
                && db.Users.Any(u => u.Id == g.UserId && !u.State.IsDisabled)).Select(g => g.UserId).ToListAsync(cancellationToken);
        return new AccountEvidence(
            await db.Users.AnyAsync(u => u.NormalizedUserName == user.NormalizedUserName && u.Id != user.Id, cancellationToken),
            await IsTheirsAsync(db, user, cancellationToken), !string.IsNullOrEmpty(user.Email),
            administrators.Contains(user.Id) && administrators.Count <= GrantLife.FewestSecurityAdministrators);
    }

    public static Task<bool> IsRecusedAsync(AppDb db, Guid? call, Guid person, CancellationToken cancellationToken) =>
        db.Recusals.AnyAsync(r => r.CallId == call && r.UserId == person && r.State.IsRecused, cancellationToken);

    /// <summary>What people were granted and may act as; who is recused from a call is nothing in it.</summary>
    public static IQueryable<GrantRow> Held(AppDb db) => db.Grants.Where(g => g.State.Status == GrantStatus.Held
        && !db.Recusals.Any(r => r.CallId == g.CallId && r.UserId == g.UserId && r.State.IsRecused));
}
