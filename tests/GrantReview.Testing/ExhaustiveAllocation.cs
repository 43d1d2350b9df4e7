using System.Globalization;
using GrantReview.Core.Awards;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Testing;

/// <summary>The answers by definition: every subset, or a plain walk; shares nothing with the solver.</summary>
public static class ExhaustiveAllocation
{
    /// <summary>In ranking order: tier, score, the number "key" ascending, id.</summary>
    public static List<AllocationApplication> Order(AllocationProblem problem) =>
    [
        .. problem.Applications.OrderByDescending(a => a.Tier).ThenByDescending(a => a.Score)
            .ThenBy(a => int.Parse(a.TieBreakers.GetValueOrDefault("key", "0"), CultureInfo.InvariantCulture))
            .ThenBy(a => a.Id),
    ];

    /// <summary>
    /// The lexicographically best feasible set, or by welfare the one with the highest sum and among those the lexicographically best; null
    /// = none.
    /// </summary>
    /// <remarks>Every set that keeps the caps is looked at, the lexicographically better first.</remarks>
    public static List<ApplicationId>? Best(AllocationProblem problem)
    {
        var order = Order(problem);
        long[][] sizes = [.. problem.Quotas.Select(q => order.Select(a => q.Matches(a.Attributes) ? Size(q, a.Amount) : 0).ToArray())];
        var used = new long[sizes.Length];
        var taken = new List<int>();
        List<int>? best = null;
        var bestSum = Rational.Zero;
        Look(0, Rational.Zero);
        return best?.ConvertAll(i => order[i].Id);

        void Look(int at, Rational sum)
        {
            if (best is not null && problem.Policy.Order == AllocationOrder.Priority)
            {
                return;
            }
            if (at == order.Count)
            {
                if (problem.Quotas.Index().All(q => !(used[q.Index] < q.Item.Min)) && (best is null || sum > bestSum))
                {
                    best = [.. taken];
                    bestSum = sum;
                }
                return;
            }
            Change(at, 1);
            taken.Add(at);
            if (order[at].Eligible && !order[at].IsBelow(problem.MinScore)
                && problem.Quotas.Index().All(q => !(used[q.Index] > q.Item.Max))
                && !problem.Exclusive.Any(g => g.Contains(order[at].Id) && taken.Exists(t => t != at && g.Contains(order[t].Id))))
            {
                Look(at + 1, sum + order[at].Score);
            }
            taken.RemoveAt(taken.Count - 1);
            Change(at, -1);
            Look(at + 1, sum);
        }

        void Change(int application, int sign)
        {
            for (var q = 0; q < used.Length; q++)
            {
                used[q] += sign * sizes[q][application];
            }
        }
    }

    public static bool IsFeasible(
        AllocationProblem problem, IEnumerable<(AllocationApplication Application, Money Amount)> funded, bool withFloors = true)
    {
        var set = funded.ToList();
        return set.TrueForAll(f => f.Application.Eligible && !f.Application.IsBelow(problem.MinScore))
            && problem.Quotas.All(q => set.Where(f => q.Matches(f.Application.Attributes)).Sum(f => Size(q, f.Amount)) is var used
                && !(used > q.Max) && !(withFloors && used < q.Min))
            && problem.Exclusive.All(g => set.Count(f => g.Contains(f.Application.Id)) <= 1);
    }

    private static long Size(Quota quota, Money amount) => quota.Measure == QuotaMeasure.Count ? 1 : amount.Fen;

    /// <summary>
    /// The walk with one application a score: skip, stop (without floors), partial. Nobody comes in after whom the floors could not be
    /// filled with whole amounts any more;
    /// null = they cannot from the start.
    /// </summary>
    public static List<(ApplicationId Id, Money Amount)>? PlainWalk(AllocationProblem problem)
    {
        var funded = new List<(AllocationApplication Application, Money Amount)>();
        var stopped = new List<Quota>();
        List<AllocationApplication> order = [.. Order(problem).Where(a => a.Eligible && !a.IsBelow(problem.MinScore))];
        if (!CanBeCompleted(0))
        {
            return null;
        }
        foreach (var (place, a) in order.Index().Where(a => !stopped.Exists(q => q.Matches(a.Item.Attributes))))
        {
            if (IsFeasible(problem, funded.Append((a, a.Amount)), withFloors: false))
            {
                Take(a.Amount);
                continue;
            }
            var money = problem.Quotas.Where(q => q.Measure == QuotaMeasure.Amount && q.Matches(a.Attributes)).ToList();
            if (!IsFeasible(problem with { Quotas = [.. problem.Quotas.Except(money)] }, funded.Append((a, a.Amount)), withFloors: false))
            {
                continue;
            }
            var full = money.Where(q => Left(q) < a.Amount.Fen).ToList();
            var left = money.Min(Left);
            if (problem.Policy.Remainder == RemainderRule.Stop)
            {
                stopped.AddRange(full);
            }
            else if (problem.Policy.Remainder == RemainderRule.Partial && left > 0 && left >= a.MinAmount?.Fen)
            {
                Take(new Money(left));
            }

            void Take(Money amount)
            {
                funded.Add((a, amount));
                if (!CanBeCompleted(place + 1))
                {
                    funded.RemoveAt(funded.Count - 1);
                }
            }
        }
        return [.. funded.Select(f => (f.Application.Id, f.Amount))];

        bool CanBeCompleted(int from) => problem.Quotas.All(q => q.Min is null) || Enumerable.Range(0, 1 << (order.Count - from))
            .Any(set => IsFeasible(
                problem, funded.Concat(order.Skip(from).Where((_, i) => (set >> i & 1) == 1).Select(a => (a, a.Amount)))));

        long Left(Quota q) =>
            q.Max.GetValueOrDefault(long.MaxValue) - funded.Where(f => q.Matches(f.Application.Attributes)).Sum(f => f.Amount.Fen);
    }

    /// <summary>
    /// Groups of equal scores, counts only: whole groups while they fit, and what a group did not fit is closed to all below.
    /// </summary>
    public static List<ApplicationId> TiedWalk(AllocationProblem problem)
    {
        var funded = new List<AllocationApplication>();
        var closed = new HashSet<Quota>();
        foreach (var group in Order(problem).Where(a => a.Eligible && !a.IsBelow(problem.MinScore)).GroupBy(a => (a.Tier, a.Score)))
        {
            var open = group.Where(a => !closed.Any(q => q.Matches(a.Attributes))
                && problem.Quotas.All(q => !q.Matches(a.Attributes) || Used(q) < q.Max)).ToList();
            var exceeded = problem.Quotas.Where(q => open.Exists(a => q.Matches(a.Attributes))
                && Used(q) + open.Count(a => q.Matches(a.Attributes)) > q.Max).ToList();
            if (problem.Policy.Ties == TieRule.IncludeAll)
            {
                exceeded = [];
            }
            // A group of one is no tie: it fitted by itself.
            funded.AddRange(open.Where(a => open.Count == 1 || !exceeded.Exists(q => q.Matches(a.Attributes))));
            closed.UnionWith(open.Count == 1 ? [] : exceeded);
        }
        return [.. funded.Select(f => f.Id)];

        int Used(Quota q) => funded.Count(f => q.Matches(f.Attributes));
    }
}
