using System.Globalization;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Awards;

/// <summary>Why no list exists: minimal sets of quotas (or the minimum score) that cannot hold together, and the smallest single changes that help.</summary>
internal static class Infeasibility
{
    private const string MinScore = "minScore";

    public static (IReadOnlyList<IReadOnlyList<string>> Conflicts, IReadOnlyList<Repair> Repairs) Explain(AllocationProblem problem)
    {
        List<string> rules = [.. problem.Quotas.Select(q => q.Id), .. problem.MinScore is null ? Array.Empty<string>() : [MinScore]];
        var conflicts = new List<IReadOnlyList<string>>();
        var kept = rules;
        while (!IsFeasible(Keep(problem, kept)))
        {
            var minimal = Minimal(problem, kept);
            conflicts.Add(minimal);
            var floor = minimal.FirstOrDefault(id => problem.Quotas.Any(q => q.Id == id && q.Min > 0));
            if (floor is null)
            {
                break;
            }
            kept = [.. kept.Where(id => id != floor)];
        }
        return (conflicts, [.. conflicts.SelectMany(c => c).Distinct().Select(id => RepairOf(problem, id)).OfType<Repair>()]);
    }

    /// <summary>Drops every rule without which the rest still conflicts.</summary>
    private static List<string> Minimal(AllocationProblem problem, IReadOnlyList<string> rules)
    {
        var minimal = rules.ToList();
        foreach (var rule in rules)
        {
            var without = minimal.Where(r => r != rule).ToList();
            if (!IsFeasible(Keep(problem, without)))
            {
                minimal = without;
            }
        }
        return minimal;
    }

    private static Repair? RepairOf(AllocationProblem problem, string rule)
    {
        if (rule == MinScore)
        {
            var lower = problem.Applications.Where(a => a.Eligible && a.Score < problem.MinScore).Select(a => a.Score).Distinct().OrderDescending().ToList();
            foreach (var score in lower)
            {
                if (IsFeasible(problem with { MinScore = score }))
                {
                    return new Repair(MinScore, (score - problem.MinScore.GetValueOrDefault()).ToString());
                }
            }
            return null;
        }
        var quota = problem.Quotas.First(q => q.Id == rule);
        var isFloor = quota.Min > 0;
        var most = isFloor ? quota.Min.GetValueOrDefault()
            : problem.Applications.Where(a => quota.Matches(a.Attributes)).Sum(a => quota.Measure == QuotaMeasure.Count ? 1 : a.Amount.Fen);
        if (!IsFeasible(Changed(most)))
        {
            return null;
        }
        long low = 0, high = most;
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = IsFeasible(Changed(middle)) ? (low, middle) : (middle, high);
        }
        var sign = isFloor ? "-" : "";
        return new Repair(rule, sign + (quota.Measure == QuotaMeasure.Count ? high.ToString(CultureInfo.InvariantCulture) : new Money(high).ToString()));

        AllocationProblem Changed(long by) => problem with
        {
            Quotas = [.. problem.Quotas.Select(q => q.Id != rule ? q : isFloor ? q with { Min = q.Min - by } : q with { Max = q.Max + by })],
        };
    }

    private static AllocationProblem Keep(AllocationProblem problem, IReadOnlyList<string> rules) => problem with
    {
        Quotas = [.. problem.Quotas.Where(q => rules.Contains(q.Id))],
        MinScore = rules.Contains(MinScore) ? problem.MinScore : null,
    };

    private static bool IsFeasible(AllocationProblem problem) =>
        new Completion(problem, [.. problem.Applications.Where(a => a.Eligible && (problem.MinScore is not { } min || a.Score >= min))])
            .Find(new Dictionary<string, Money>(), new HashSet<string>()) is not null;
}
