using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Awards;

/// <summary>A rule that may conflict with others: a quota, the minimum score, or the rule for ties. The list is closed.</summary>
public abstract record AllocationRule
{
    private AllocationRule()
    {
    }

    public sealed record OfQuota(QuotaId Quota) : AllocationRule;

    public sealed record MinimumScore : AllocationRule;

    public sealed record Ties : AllocationRule;
}

public enum QuotaBound { Cap, Floor }

/// <summary>One figure or rule of an allocation changed. The list is closed.</summary>
public abstract record AllocationChange
{
    private AllocationChange()
    {
    }

    /// <param name="By">In places, or in fen for a quota of money.</param>
    public sealed record OfQuota(QuotaId Quota, QuotaBound Bound, long By) : AllocationChange;

    /// <param name="By">Points.</param>
    public sealed record OfMinimumScore(Rational By) : AllocationChange;

    public sealed record OfTies(TieRule To) : AllocationChange;
}
