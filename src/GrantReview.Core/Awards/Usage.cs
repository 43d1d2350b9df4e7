using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Awards;

/// <summary>What the funded set uses of each quota so far, and what one more application would break.</summary>
internal sealed class Usage
{
    private readonly PreparedProblem prepared;
    private readonly Limits limits;
    private readonly long[] used;
    private readonly Money?[] amounts;
    private readonly int[] takers;

    public Usage(PreparedProblem prepared, Limits limits)
    {
        (this.prepared, this.limits) = (prepared, limits);
        used = new long[prepared.Quotas.Count];
        amounts = new Money?[prepared.Applications.Count];
        takers = [.. Enumerable.Repeat(-1, prepared.Groups.Length)];
    }

    private Usage(Usage other, Limits limits)
    {
        (prepared, this.limits) = (other.prepared, limits);
        (used, amounts) = (other.used, other.amounts);
        takers = other.takers;
    }

    public PreparedProblem Problem => prepared;
    public Limits Limits => limits;

    /// <summary>The same usage, now and later, against other figures.</summary>
    public Usage Against(Limits others) => new(this, others);

    public long Used(int quota) => used[quota];

    /// <summary>The award of an application; null = not funded.</summary>
    public Money? Amount(int application) => amounts[application];

    public void Add(int application, Money amount) => Change(application, amount, 1);

    public void Remove(int application) => Change(application, amounts[application].GetValueOrDefault(), -1);

    /// <summary>One more application of this amount would exceed the cap.</summary>
    public bool IsExceededBy(int quota, Money amount) => used[quota] + prepared.Size(quota, amount) > limits.Max[quota];

    /// <summary>What a cap has left; long.MaxValue without one, zero where it gave way.</summary>
    public long Left(int quota) => limits.Max[quota] is { } max ? Math.Max(0, max - used[quota]) : long.MaxValue;

    /// <summary>What a floor still lacks.</summary>
    public long Lacks(int quota) => limits.Min[quota] is { } min ? Math.Max(0, min - used[quota]) : 0;

    public bool Fits(int application)
    {
        foreach (var quota in prepared.QuotasOf[application])
        {
            if (IsExceededBy(quota, prepared.Applications[application].Amount))
            {
                return false;
            }
        }
        return !IsExcluded(application);
    }

    public bool IsExcluded(int application) => Array.Exists(prepared.GroupsOf[application], g => IsTaken(g, application));

    /// <summary>Groups in which somebody else is funded.</summary>
    public IEnumerable<int> ExcludedIn(int application) => prepared.GroupsOf[application].Where(g => IsTaken(g, application));

    private bool IsTaken(int group, int application) => takers[group] >= 0 && takers[group] != application;

    /// <summary>Funded applications that exclude this one, by id.</summary>
    public IEnumerable<ApplicationId> ExcludedBy(int application) =>
        prepared.GroupsOf[application].Select(g => takers[g]).Where(t => t >= 0 && t != application)
            .Select(t => prepared.Applications[t].Id).Distinct().Order();

    /// <summary>An open floor counts on applications like this one.</summary>
    public bool IsNeeded(int application) => Array.Exists(prepared.QuotasOf[application], q => Lacks(q) > 0);

    public IEnumerable<int> OpenFloors()
    {
        for (var quota = 0; quota < used.Length; quota++)
        {
            if (Lacks(quota) > 0)
            {
                yield return quota;
            }
        }
    }

    /// <summary>What every quota of money still has for this application; the least of them, or null without such a quota.</summary>
    public Money? MoneyLeft(int application)
    {
        var left = prepared.QuotasOf[application].Where(q => prepared.Quotas[q].Measure == QuotaMeasure.Amount)
            .Select(Left).DefaultIfEmpty(long.MaxValue).Min();
        return left == long.MaxValue ? null : new Money(left);
    }

    private void Change(int application, Money amount, int sign)
    {
        amounts[application] = sign > 0 ? amount : null;
        foreach (var quota in prepared.QuotasOf[application])
        {
            used[quota] = checked(used[quota] + (sign * prepared.Size(quota, amount)));
        }
        foreach (var group in prepared.GroupsOf[application])
        {
            // Whoever is tried beside one that excludes it takes nothing over from it.
            takers[group] = takers[group] == -1 && sign > 0 ? application : takers[group] == application && sign < 0 ? -1 : takers[group];
        }
    }
}
