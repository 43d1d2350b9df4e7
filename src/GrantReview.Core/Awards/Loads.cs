using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Awards;

/// <summary>What the funded set uses of each quota so far, and what one more application would break.</summary>
internal sealed class Loads(Contest contest, Limits limits)
{
    private readonly long[] used = new long[contest.Quotas.Count];
    private readonly Money?[] amounts = new Money?[contest.Applications.Count];
    private readonly int[] takers = [.. Enumerable.Repeat(-1, contest.Groups.Length)];

    public Contest Contest => contest;
    public Limits Limits => limits;

    public long Used(int quota) => used[quota];

    /// <summary>The award of an application; null = not funded.</summary>
    public Money? Amount(int application) => amounts[application];

    public void Add(int application, Money amount) => Change(application, amount, 1);

    public void Remove(int application) => Change(application, amounts[application].GetValueOrDefault(), -1);

    /// <summary>One more application of this amount would exceed the cap.</summary>
    public bool IsExceededBy(int quota, Money amount) => used[quota] + contest.Size(quota, amount) > limits.Max[quota];

    /// <summary>What a cap has left; long.MaxValue without one, zero where it gave way.</summary>
    public long Left(int quota) => limits.Max[quota] is { } max ? Math.Max(0, max - used[quota]) : long.MaxValue;

    /// <summary>What a floor still lacks.</summary>
    public long Lacks(int quota) => limits.Min[quota] is { } min ? Math.Max(0, min - used[quota]) : 0;

    public bool Fits(int application)
    {
        foreach (var quota in contest.QuotasOf[application])
        {
            if (IsExceededBy(quota, contest.Applications[application].Amount))
            {
                return false;
            }
        }
        return !IsExcluded(application);
    }

    public bool IsExcluded(int application)
    {
        foreach (var group in contest.GroupsOf[application])
        {
            if (takers[group] >= 0 && takers[group] != application)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Funded applications that exclude this one, by id.</summary>
    public IEnumerable<string> ExcludedBy(int application) =>
        contest.GroupsOf[application].Select(g => takers[g]).Where(t => t >= 0 && t != application)
            .Select(t => contest.Applications[t].Id).Distinct().Order(StringComparer.Ordinal);

    /// <summary>An open floor counts on applications like this one.</summary>
    public bool IsNeeded(int application) => Array.Exists(contest.QuotasOf[application], q => Lacks(q) > 0);

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
        var left = contest.QuotasOf[application].Where(q => contest.Quotas[q].Measure == QuotaMeasure.Amount).Select(Left).DefaultIfEmpty(long.MaxValue).Min();
        return left == long.MaxValue ? null : new Money(left);
    }

    private void Change(int application, Money amount, int sign)
    {
        amounts[application] = sign > 0 ? amount : null;
        foreach (var quota in contest.QuotasOf[application])
        {
            used[quota] = checked(used[quota] + (sign * contest.Size(quota, amount)));
        }
        foreach (var group in contest.GroupsOf[application])
        {
            takers[group] = sign > 0 ? application : -1;
        }
    }
}
