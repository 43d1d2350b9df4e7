using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Awards;

/// <summary>What the funded set uses of each quota so far, and what one more application would break.</summary>
internal sealed class Loads(AllocationProblem problem)
{
    private readonly Dictionary<string, Money> funded = new(StringComparer.Ordinal);
    private readonly long[] used = new long[problem.Quotas.Count];

    public IReadOnlyDictionary<string, Money> Funded => funded;
    public long Used(int quota) => used[quota];

    public void Add(AllocationApplication application, Money amount)
    {
        funded.Add(application.Id, amount);
        Change(application, amount, 1);
    }

    public void Remove(AllocationApplication application)
    {
        Change(application, funded[application.Id], -1);
        funded.Remove(application.Id);
    }

    /// <summary>Caps that adding these would exceed.</summary>
    public List<Quota> Exceeded(IReadOnlyCollection<AllocationApplication> added)
    {
        var exceeded = new List<Quota>();
        for (var q = 0; q < problem.Quotas.Count; q++)
        {
            var quota = problem.Quotas[q];
            var more = added.Where(a => quota.Matches(a.Attributes)).ToList();
            if (quota.Max is { } max && more.Count > 0 && used[q] + more.Sum(a => Size(quota, a.Amount)) > max)
            {
                exceeded.Add(quota);
            }
        }
        return exceeded;
    }

    /// <summary>Funded applications that exclude this one.</summary>
    public IEnumerable<string> ExcludedBy(string id) =>
        problem.Exclusive.Where(g => g.Contains(id, StringComparer.Ordinal)).SelectMany(g => g).Where(other => other != id && funded.ContainsKey(other)).Distinct().Order(StringComparer.Ordinal);

    /// <summary>What every quota of money still has for this application; the least of them, or null without such a quota.</summary>
    public Money? MoneyLeft(AllocationApplication application)
    {
        long? left = null;
        for (var q = 0; q < problem.Quotas.Count; q++)
        {
            if (problem.Quotas[q] is { Measure: QuotaMeasure.Amount, Max: { } max } quota && quota.Matches(application.Attributes))
            {
                left = Math.Min(left ?? long.MaxValue, max - used[q]);
            }
        }
        return left is { } fen ? new Money(fen) : null;
    }

    public IEnumerable<Quota> OpenFloors() => problem.Quotas.Where((q, i) => q.Min is { } min && used[i] < min);

    private void Change(AllocationApplication application, Money amount, int sign)
    {
        for (var q = 0; q < problem.Quotas.Count; q++)
        {
            if (problem.Quotas[q].Matches(application.Attributes))
            {
                used[q] += sign * Size(problem.Quotas[q], amount);
            }
        }
    }

    private static long Size(Quota quota, Money amount) => quota.Measure == QuotaMeasure.Count ? 1 : amount.Fen;
}
