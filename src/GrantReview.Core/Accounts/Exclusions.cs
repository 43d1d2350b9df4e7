using GrantReview.Core.Acts;

namespace GrantReview.Core.Accounts;

/// <summary>What a person is, and where; no call = of the whole house.</summary>
public sealed record Standing(Guid? Call, Capacity Capacity);

/// <summary>Why one person may not be both.</summary>
public enum ExclusionReason
{
    /// <summary>One would confirm what one asked for.</summary>
    ConfirmsOwn,

    /// <summary>One would score in a call that one runs, decides, watches or pays.</summary>
    ScoresOwn,

    /// <summary>One would watch what one does.</summary>
    WatchesOwn,

    /// <summary>One would pay what one decided.</summary>
    PaysOwn,

    /// <summary>Whoever looks after machines, accounts or the record has no part in any call, nor in the other two.</summary>
    Administers,
}

/// <summary>Two capacities that one person does not have together: in one call, and with an administrator's anywhere.</summary>
public sealed record Exclusion(Capacity One, Capacity Other, ExclusionReason Why);

/// <summary>
/// Which capacities exclude each other, and why. What is not listed goes together: supervisor and auditor of one call, who both change
/// nothing of it; different capacities in different calls.
/// </summary>
public static class Exclusions
{
    private static readonly Capacity[] Members =
        [Capacity.Officer, Capacity.Approver, Capacity.Supervisor, Capacity.Auditor, Capacity.Finance];

    private static readonly Capacity[] Administrators =
        [Capacity.SystemAdministrator, Capacity.SecurityAdministrator, Capacity.AuditAdministrator];

    public static IReadOnlyList<Exclusion> All { get; } =
    [
        new(Capacity.Officer, Capacity.Approver, ExclusionReason.ConfirmsOwn),
        new(Capacity.Officer, Capacity.Supervisor, ExclusionReason.ConfirmsOwn),
        new(Capacity.Officer, Capacity.Auditor, ExclusionReason.WatchesOwn),
        new(Capacity.Officer, Capacity.Finance, ExclusionReason.PaysOwn),
        new(Capacity.Approver, Capacity.Supervisor, ExclusionReason.WatchesOwn),
        new(Capacity.Approver, Capacity.Auditor, ExclusionReason.WatchesOwn),
        new(Capacity.Approver, Capacity.Finance, ExclusionReason.PaysOwn),
        new(Capacity.Supervisor, Capacity.Finance, ExclusionReason.WatchesOwn),
        new(Capacity.Auditor, Capacity.Finance, ExclusionReason.WatchesOwn),
        .. Members.Select(m => new Exclusion(Capacity.Expert, m, ExclusionReason.ScoresOwn)),
        .. Administrators.SelectMany(a => Members.Append(Capacity.Expert).Select(m => new Exclusion(a, m, ExclusionReason.Administers))),
        new(Capacity.SystemAdministrator, Capacity.SecurityAdministrator, ExclusionReason.Administers),
        new(Capacity.SystemAdministrator, Capacity.AuditAdministrator, ExclusionReason.Administers),
        new(Capacity.SecurityAdministrator, Capacity.AuditAdministrator, ExclusionReason.Administers),
    ];

    /// <summary>What a call grants its members; experts come by their account.</summary>
    public static IReadOnlyList<Capacity> GrantedInCall => Members;

    /// <summary>What the house grants: its administrators, and officers who may open calls, which lets them see none.</summary>
    public static IReadOnlyList<Capacity> GrantedInHouse { get; } = [Capacity.Officer, .. Administrators];

    public static bool IsAdministrator(Capacity capacity) => Administrators.Contains(capacity);

    /// <summary>What keeps a person who is all this from being one thing more; null = nothing does.</summary>
    public static Exclusion? Against(Standing asked, IEnumerable<Standing> held) => held
        .Where(h => h.Call == asked.Call || IsAdministrator(h.Capacity) || IsAdministrator(asked.Capacity))
        .Select(h => All.FirstOrDefault(x =>
            (x.One == h.Capacity && x.Other == asked.Capacity) || (x.Other == h.Capacity && x.One == asked.Capacity)))
        .FirstOrDefault(x => x is not null);
}
