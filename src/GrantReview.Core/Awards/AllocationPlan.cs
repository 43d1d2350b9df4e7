using GrantReview.Core.Numbers;

namespace GrantReview.Core.Awards;

public enum AllocationStatus
{
    /// <summary>The funded set is the one that the policy demands, proven.</summary>
    Optimal,

    /// <summary>No set meets every floor: there is no list.</summary>
    Infeasible,
}

public sealed record FundedApplication(ApplicationId Id, Money Amount);

public sealed record NotFundedApplication(ApplicationId Id, IReadOnlyList<Reason> Reasons);

/// <summary>A quota at one moment: what was used, in places or fen, and its cap and floor.</summary>
public sealed record QuotaLoad(QuotaId Quota, long Used, long? Max, long? Min);

/// <summary>One application in the selection down the ranking.</summary>
/// <param name="Number">From 1, over all applications.</param>
/// <param name="Amount">The award; null = not funded.</param>
/// <param name="Loads">
/// The quotas it falls under as they stood before the decision; with tied applications that are decided together, before all of them.
/// Empty for those out beforehand.
/// </param>
public sealed record AllocationStep(int Number, ApplicationId Id, Money? Amount, IReadOnlyList<Reason> Reasons,
    IReadOnlyList<QuotaLoad> Loads);

/// <summary>A count cap that tied applications were let through: used before them, taken by them, allowed.</summary>
/// <remarks>
/// A rule that speaks only of the group that begins after the last place but one does not cover a group with Used &lt; Max − 1: a person
/// must look.
/// </remarks>
public sealed record GaveWay(QuotaId Quota, long Used, long Taken, long Max);

/// <summary>
/// What one changed figure would bring: each count quota ± 1, each amount quota ± one award, each floor − 1, the minimum score ± one step.
/// </summary>
public sealed record SensitivityChange(AllocationChange Change, IReadOnlyList<ApplicationId> Gain, IReadOnlyList<ApplicationId> Lose)
{
    /// <summary>The change leaves no list at all; then <see cref="Lose"/> names everybody.</summary>
    public bool IsInfeasible { get; init; }

    /// <summary>How far it was proven by code that shares nothing with the solver; null = not asked.</summary>
    public ProofKind? Proof { get; init; }
}

/// <summary>The least change that makes the problem feasible, and the list it would give.</summary>
/// <param name="Changes">One figure where one suffices by itself; else several that do it together.</param>
public sealed record Repair(IReadOnlyList<AllocationChange> Changes, IReadOnlyList<ApplicationId> Funded)
{
    /// <summary>How far its list was proven by code that shares nothing with the solver; null = not asked.</summary>
    public ProofKind? Proof { get; init; }
}

/// <summary>The answer to an allocation problem; lists in ranking order.</summary>
/// <param name="Reserve">The part of <paramref name="NotFunded"/> that a withdrawal could bring in.</param>
/// <param name="Unused">Quota with a maximum → places or fen left; negative where it gave way.</param>
/// <param name="DecidedById">Ids that only the smaller id set apart from an equal.</param>
/// <param name="Conflicts">When infeasible: the minimal sets of rules that cannot hold together.</param>
public sealed record AllocationPlan(
    AllocationStatus Status,
    IReadOnlyList<FundedApplication> Funded,
    IReadOnlyList<ApplicationId> Reserve,
    IReadOnlyList<NotFundedApplication> NotFunded,
    Money Spent,
    IReadOnlyDictionary<QuotaId, long> Unused,
    IReadOnlyList<SensitivityChange> Sensitivity,
    IReadOnlyList<ApplicationId> DecidedById,
    IReadOnlyList<IReadOnlyList<AllocationRule>> Conflicts,
    IReadOnlyList<Repair> Repairs)
{
    /// <summary>Every application in ranking order with what happened to it; empty when infeasible.</summary>
    public IReadOnlyList<AllocationStep> Steps { get; init; } = [];

    public IReadOnlyList<GaveWay> GaveWay { get; init; } = [];

    /// <summary>How far the answer was proven by code that shares nothing with the solver; null = not asked.</summary>
    public ProofKind? Proof { get; init; }

    /// <summary>False where the search for conflicts ended at its limit: there may be more than those named.</summary>
    public bool ConflictsAreAll { get; init; } = true;
}
