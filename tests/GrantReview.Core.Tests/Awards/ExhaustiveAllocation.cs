using GrantReview.Core.Awards;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Tests.Awards;

/// <summary>The answers by definition: every subset, or a plain walk; shares nothing with the solver.</summary>
internal static class ExhaustiveAllocation
{
    /// <summary>In ranking order: tier, score, the number "key" ascending, id.</summary>
    public static List<AllocationApplication> Order(AllocationProblem problem) =>
        [.. problem.Applications.OrderByDescending(a => a.Tier).ThenByDescending(a => a.Score).ThenBy(a => int.Parse(a.TieBreakers.GetValueOrDefault("key", "0"), System.Globalization.CultureInfo.InvariantCulture)).ThenBy(a => a.Id, StringComparer.Ordinal)];

    /// <summary>The lexicographically best feasible set, or by welfare the one with the highest sum and among those the lexicographically best; null = none.</summary>
    public static List<string>? Best(AllocationProblem problem)
    {
        var order = Order(problem);
        var (best, bestSum) = (-1, Rational.Zero);
        // Bit i from the top stands for the i-th of the ranking: counting down meets the lexicographically better set first.
        for (var set = (1 << order.Count) - 1; set >= 0; set--)
        {
            List<AllocationApplication> funded = [.. order.Where((_, i) => (set >> (order.Count - 1 - i) & 1) == 1)];
            if (!IsFeasible(problem, funded.Select(f => (f, f.Amount))))
            {
                continue;
            }
            if (problem.Policy.Order == AllocationOrder.Priority)
            {
                return [.. funded.Select(f => f.Id)];
            }
            var sum = funded.Aggregate(Rational.Zero, (s, a) => s + a.Score);
            if (best < 0 || sum > bestSum)
            {
                (best, bestSum) = (set, sum);
            }
        }
        return best < 0 ? null : [.. order.Where((_, i) => (best >> (order.Count - 1 - i) & 1) == 1).Select(f => f.Id)];
    }

    public static bool IsFeasible(AllocationProblem problem, IEnumerable<(AllocationApplication Application, Money Amount)> funded, bool withFloors = true)
    {
        var set = funded.ToList();
        return set.TrueForAll(f => f.Application.Eligible && !(f.Application.Score < problem.MinScore))
            && problem.Quotas.All(q => set.Where(f => q.Matches(f.Application.Attributes)).Sum(f => q.Measure == QuotaMeasure.Count ? 1 : f.Amount.Fen) is var used
                && !(used > q.Max) && !(withFloors && used < q.Min))
            && problem.Exclusive.All(g => set.Count(f => g.Contains(f.Application.Id)) <= 1);
    }

    /// <summary>
    /// The walk with one application a score: skip, stop (without floors), partial. Nobody comes in after whom the floors could not be filled with whole amounts any more;
    /// null = they cannot from the start.
    /// </summary>
    public static List<(string Id, Money Amount)>? PlainWalk(AllocationProblem problem)
    {
        var funded = new List<(AllocationApplication Application, Money Amount)>();
        var stopped = new List<Quota>();
        List<AllocationApplication> order = [.. Order(problem).Where(a => a.Eligible && !(a.Score < problem.MinScore))];
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
            .Any(set => IsFeasible(problem, funded.Concat(order.Skip(from).Where((_, i) => (set >> i & 1) == 1).Select(a => (a, a.Amount)))));

        long Left(Quota q) => q.Max.GetValueOrDefault(long.MaxValue) - funded.Where(f => q.Matches(f.Application.Attributes)).Sum(f => f.Amount.Fen);
    }

    /// <summary>Groups of equal scores, counts only: whole groups while they fit, and what a group did not fit is closed to all below.</summary>
    public static List<string> TiedWalk(AllocationProblem problem)
    {
        var funded = new List<AllocationApplication>();
        var closed = new HashSet<Quota>();
        foreach (var group in Order(problem).Where(a => a.Eligible && !(a.Score < problem.MinScore)).GroupBy(a => (a.Tier, a.Score)))
        {
            var open = group.Where(a => !closed.Any(q => q.Matches(a.Attributes)) && problem.Quotas.All(q => !q.Matches(a.Attributes) || Used(q) < q.Max)).ToList();
            var exceeded = problem.Quotas.Where(q => Used(q) + open.Count(a => q.Matches(a.Attributes)) > q.Max && open.Exists(a => q.Matches(a.Attributes))).ToList();
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
