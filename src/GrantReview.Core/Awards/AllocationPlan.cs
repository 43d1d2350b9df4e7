using GrantReview.Core.Numbers;

namespace GrantReview.Core.Awards;

public enum AllocationStatus
{
    /// <summary>The funded set is the one that the policy demands, proven.</summary>
    Optimal,

    /// <summary>No set meets every floor: there is no list.</summary>
    Infeasible,
}

public sealed record FundedApplication(string Id, Money Amount);

/// <param name="Reasons">Quota ids, minScore, floor-reserved:ID, exclusive:ID, lost-tie-break, lost-lottery, tie-at-cut, closed-by-tie:QUOTA, after-stop:ID, ineligible.</param>
public sealed record NotFundedApplication(string Id, IReadOnlyList<string> Reasons);

/// <summary>What one changed figure would bring: each count quota + 1, each amount quota + one award, each floor − 1.</summary>
/// <param name="By">In places, or in fen for a quota of money.</param>
public sealed record SensitivityChange(string Quota, long By, IReadOnlyList<string> Gain, IReadOnlyList<string> Lose);

/// <summary>The smallest change of one figure that alone makes the problem feasible.</summary>
public sealed record Repair(string Quota, string By);

/// <summary>The answer to an allocation problem; lists in ranking order.</summary>
/// <param name="Reserve">The part of <paramref name="NotFunded"/> that a withdrawal could bring in.</param>
/// <param name="Unused">Quota with a maximum → places or fen left.</param>
/// <param name="DecidedById">Ids that only the smaller id set apart from an equal.</param>
/// <param name="Conflicts">When infeasible: minimal sets of quota ids (or minScore) that cannot hold together.</param>
public sealed record AllocationPlan(
    AllocationStatus Status,
    IReadOnlyList<FundedApplication> Funded,
    IReadOnlyList<string> Reserve,
    IReadOnlyList<NotFundedApplication> NotFunded,
    Money Spent,
    IReadOnlyDictionary<string, long> Unused,
    IReadOnlyList<SensitivityChange> Sensitivity,
    IReadOnlyList<string> DecidedById,
    IReadOnlyList<IReadOnlyList<string>> Conflicts,
    IReadOnlyList<Repair> Repairs);
