using GrantReview.Core.Acts;

namespace GrantReview.Core.Awards;

/// <param name="NameIsTaken">Another scenario of the call bears it.</param>
/// <param name="Losers">Who is funded by the call's figures and not by these.</param>
public sealed record ScenarioEvidence(bool NameIsTaken, IReadOnlyList<ApplicationId> Losers);

/// <summary>Figures of an allocation as text: the maximum of each quota, and the minimum score.</summary>
/// <param name="MinScore">Blank = none; null = not touched.</param>
public sealed record AllocationFigures(IReadOnlyDictionary<QuotaId, string?> Quotas, string? MinScore)
{
    public static AllocationFigures None { get; } = new(new Dictionary<QuotaId, string?>(), null);

    public bool AreNone() => Quotas.Count == 0 && MinScore is null;
}

/// <summary>Other figures for an allocation that an officer keeps for comparison (方案比较); they change no list.</summary>
public static class ScenarioLife
{
    public const int LongestName = 200;

    // Acts.

    /// <param name="Figures">Only those that differ from the call.</param>
    /// <param name="LosersWereSeen">The officer confirms having looked at who drops out.</param>
    public sealed record Keep(string Name, AllocationFigures Figures, bool LosersWereSeen) : Act;
    public sealed record Drop : Act;

    // Facts.
    public sealed record Kept(string Name, AllocationFigures Figures) : Fact;
    public sealed record Dropped(string Name) : Fact;

    // Refusals.
    public sealed record NeedsNameAndFigure : Refusal;
    public sealed record IsTaken(string Name) : Refusal;
    public sealed record LosersAreUnseen(IReadOnlyList<ApplicationId> Losers) : Refusal;

    public static Answer Decide(Keep act, By by, ScenarioEvidence seen) =>
        by.Capacity != Capacity.Officer ? new Refusal.NeedsCapacity(Capacity.Officer)
        : string.IsNullOrWhiteSpace(act.Name) || act.Name.Length > LongestName || act.Figures.AreNone() ? new NeedsNameAndFigure()
        : seen.NameIsTaken ? new IsTaken(act.Name)
        : seen.Losers.Count > 0 && !act.LosersWereSeen ? new LosersAreUnseen(seen.Losers)
        : new Kept(act.Name, act.Figures);

    /// <param name="name">Of the scenario that stands.</param>
    public static Answer Decide(string name, By by) =>
        by.Capacity == Capacity.Officer ? new Dropped(name) : new Refusal.NeedsCapacity(Capacity.Officer);
}
