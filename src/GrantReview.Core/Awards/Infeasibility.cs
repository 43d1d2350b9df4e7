using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Awards;

/// <summary>
/// Why no list exists: the minimal sets of quotas (or the minimum score) that cannot hold together, and the least changes that help.
/// </summary>
internal sealed class Infeasibility
{
    /// <summary>
    /// The search for further conflicts ends after so many conflicts or questions; a count of work, so that the answer is the same
    /// everywhere.
    /// </summary>
    private const int MostConflicts = 32;
    private const int MostQuestions = 5_000;

    /// <summary>Where ties are taken together more room can do harm, so each step of a figure is tried; so many at most.</summary>
    private const int MostSteps = 64;
    private static readonly AllocationRule MinimumScore = new AllocationRule.MinimumScore();
    private static readonly AllocationRule Ties = new AllocationRule.Ties();

    private readonly PreparedProblem prepared;
    private readonly GreedySelection selection;
    private int questions;

    private Infeasibility(PreparedProblem prepared, GreedySelection selection) => (this.prepared, this.selection) = (prepared, selection);

    /// <param name="selection">That found no list.</param>
    public static AllocationPlan Explain(PreparedProblem prepared, GreedySelection selection)
    {
        var search = new Infeasibility(prepared, selection);
        var (conflicts, areAll) = search.CanComplete(prepared.Limits) ? (search.ConflictOfTies(), true) : search.AllConflicts();
        var repairs = search.Repairs([.. conflicts.SelectMany(c => c).Distinct()]);
        return new AllocationPlan(
            AllocationStatus.Infeasible, [], [], [], Money.Zero, new Dictionary<QuotaId, long>(), [], [], conflicts, repairs)
        {
            ConflictsAreAll = areAll,
        };
    }

    /// <summary>Quotas and line could hold together, but the rule for ties leaves somebody out whom a floor needs.</summary>
    /// <remarks>
    /// Fewer rules may conflict more where ties are taken together, so what is found is reduced until no single rule can go.
    /// </remarks>
    private List<IReadOnlyList<AllocationRule>> ConflictOfTies()
    {
        List<AllocationRule> found = [.. MinimalConflict.Of(Rules(), Conflicts)];
        found = Conflicts(found) ? found : Rules();
        while (found.Find(r => Conflicts([.. found.Where(other => other != r)])) is { } spare)
        {
            found.Remove(spare);
        }
        return [[Ties, .. found]];

        bool Conflicts(IReadOnlyList<AllocationRule> kept) => !GreedySelection.Run(prepared, Keep(kept), explains: false).IsFeasible;
    }

    /// <remarks>
    /// Reiter, A theory of diagnosis from first principles, 1987: whatever conflict is not known yet still shows when one rule of each
    /// known conflict is set aside.
    /// </remarks>
    private (IReadOnlyList<IReadOnlyList<AllocationRule>> Conflicts, bool AreAll) AllConflicts()
    {
        var rules = Rules();
        var numbers = rules.Select((r, i) => (r, i)).ToDictionary(r => r.r, r => r.i);
        var conflicts = new List<IReadOnlyList<AllocationRule>>();
        var asked = new HashSet<string>(StringComparer.Ordinal);
        var queue = new Queue<IReadOnlyList<AllocationRule>>([[]]);
        while (queue.TryDequeue(out var aside))
        {
            if (conflicts.Count >= MostConflicts || questions >= MostQuestions)
            {
                return (conflicts, false);
            }
            var conflict = conflicts.Find(c => !c.Intersect(aside).Any());
            if (conflict is null)
            {
                List<AllocationRule> kept = [.. rules.Except(aside)];
                if (CanComplete(Keep(kept)))
                {
                    continue;
                }
                conflict = MinimalConflict.Of(kept, k => !CanComplete(Keep(k)));
                conflicts.Add(conflict);
            }
            foreach (var rule in conflict)
            {
                List<AllocationRule> next = [.. aside.Append(rule).OrderBy(r => numbers[r])];
                if (asked.Add(string.Join(',', next.Select(r => numbers[r]))))
                {
                    queue.Enqueue(next);
                }
            }
        }
        return (conflicts, true);
    }

    private List<AllocationRule> Rules() =>
    [
        .. prepared.Limits.MinScore is null ? Array.Empty<AllocationRule>() : [MinimumScore],
        .. prepared.Quotas.Select(q => new AllocationRule.OfQuota(q.Id)),
    ];

    private List<Repair> Repairs(IReadOnlyList<AllocationRule> rules)
    {
        List<Repair> single = [.. rules.SelectMany(SingleRepairs).OfType<Repair>()];
        return single.Count > 0 ? single : [JointRepair()];
    }

    private IEnumerable<Repair?> SingleRepairs(AllocationRule rule) => rule switch
    {
        AllocationRule.OfQuota(var id) => QuotaRepairs(Enumerable.Range(0, prepared.Quotas.Count).First(q => prepared.Quotas[q].Id == id)),
        AllocationRule.MinimumScore => [ScoreRepair(prepared.Limits.MinScore.GetValueOrDefault())],
        _ => [RepairOf(prepared.Limits, [new AllocationChange.OfTies(TieRule.TieBreak)], ignoresTies: true)],
    };

    private Repair? ScoreRepair(Rational line)
    {
        var below = prepared.Applications.Where(a => a.Eligible && a.IsBelow(line));
        var lower = below.Select(a => a.Score).Distinct().OrderDescending().ToList();
        return Least(
            lower.Count, n => prepared.Limits with { MinScore = n == 0 ? line : lower[(int)n - 1] },
            n => new AllocationChange.OfMinimumScore(lower[(int)n - 1] - line), (_, n) => n + 1);
    }

    private IEnumerable<Repair?> QuotaRepairs(int q)
    {
        var (limits, id) = (prepared.Limits, prepared.Quotas[q].Id);
        var isCount = prepared.Quotas[q].Measure == QuotaMeasure.Count;
        if (limits.Min[q] is { } min && min > 0)
        {
            yield return Least(
                min, by => limits.WithMin(q, min - by), by => new AllocationChange.OfQuota(id, QuotaBound.Floor, -by),
                (_, by) => isCount ? by + 1 : LessOf(q, min, by));
        }
        if (limits.Max[q] is { } max)
        {
            yield return Least(
                prepared.Members[q].Sum(m => prepared.Size(q, m)), by => limits.WithMax(q, max + by),
                by => new AllocationChange.OfQuota(id, QuotaBound.Cap, by),
                (failed, by) =>
                    isCount ? by + 1 : failed.Trace?.LeastCapToTurn(q) is { } cap and < long.MaxValue ? cap - max : long.MaxValue);
        }
    }

    /// <summary>
    /// A floor of money that did not help lowered by so much: to what is reached without it, and if that does not help either, to nothing.
    /// </summary>
    private long LessOf(int q, long min, long by)
    {
        var without = GreedySelection.Run(prepared, prepared.Limits.WithMin(q, 0), explains: false);
        var less = min - without.Usage.Used(q);
        return by == min ? long.MaxValue : by < less ? less : min;
    }

    /// <summary>Where no single figure helps: every floor kept as high as those before it allow, in the order of ids.</summary>
    private Repair JointRepair()
    {
        int[] floors = [.. Enumerable.Range(0, prepared.Quotas.Count).Where(q => prepared.Limits.Min[q] > 0)];
        var limits = floors.Aggregate(prepared.Limits, (l, q) => l.WithMin(q, 0));
        var changes = new List<AllocationChange>();
        foreach (var q in floors)
        {
            var (given, min) = (limits, prepared.Limits.Min[q].GetValueOrDefault());
            var by = CanComplete(given.WithMin(q, min)) ? 0 : LeastPossible(min, less => given.WithMin(q, min - less)) ?? min;
            limits = given.WithMin(q, min - by);
            if (by > 0)
            {
                changes.Add(new AllocationChange.OfQuota(prepared.Quotas[q].Id, QuotaBound.Floor, -by));
            }
        }
        return RepairOf(limits, changes)
            ?? RepairOf(limits, [.. changes, new AllocationChange.OfTies(TieRule.TieBreak)], ignoresTies: true)
            ?? throw new InvalidOperationException("Without ties that are taken together, figures that some set keeps have a list.");
    }

    /// <summary>
    /// The least change of one figure, from 1 to <paramref name="most"/>, with which there is a list; null if none is found.
    /// </summary>
    /// <param name="next">What to try after a change by so much, and the selection that it led to, did not help.</param>
    private Repair? Least(long most, Func<long, Limits> changed, Func<long, AllocationChange> said, Func<GreedySelection, long, long> next)
    {
        long? possible = CanComplete(prepared.Limits) ? next(selection, 0) : LeastPossible(most, changed);
        var by = possible ?? long.MaxValue;
        for (var step = 0; step < MostSteps && by <= most; step++)
        {
            var tried = GreedySelection.Run(
                prepared, changed(by), explains: prepared.Policy.Ties is TieRule.ExcludeAll or TieRule.IncludeAll);
            if (tried.IsFeasible)
            {
                return new Repair([said(by)], Funded(tried));
            }
            by = next(tried, by);
        }
        return null;
    }

    /// <summary>The least change from 1 to <paramref name="most"/> with which some set keeps every figure; null if none does.</summary>
    private long? LeastPossible(long most, Func<long, Limits> changed)
    {
        if (most < 1 || !CanComplete(changed(most)))
        {
            return null;
        }
        long low = 0, high = most;
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = CanComplete(changed(middle)) ? (low, middle) : (middle, high);
        }
        return high;
    }

    private Limits Keep(IReadOnlyList<AllocationRule> kept)
    {
        var set = kept.OfType<AllocationRule.OfQuota>().Select(r => r.Quota).ToHashSet();
        bool[] isKept = [.. prepared.Quotas.Select(q => set.Contains(q.Id))];
        return new Limits(
            [.. prepared.Limits.Max.Select((m, q) => isKept[q] ? m : null)],
                [.. prepared.Limits.Min.Select((m, q) => isKept[q] ? m : null)],
            kept.Contains(MinimumScore) ? prepared.Limits.MinScore : null);
    }

    private bool CanComplete(Limits limits)
    {
        questions++;
        return new FeasibilityOracle(
            new Usage(prepared, limits),
                [.. Enumerable.Range(0, prepared.Applications.Count).Select(i => prepared.MayCompete(i, limits))]).Exists();
    }

    private Repair? RepairOf(Limits limits, IReadOnlyList<AllocationChange> changes, bool ignoresTies = false)
    {
        var changed = GreedySelection.Run(prepared, limits, explains: false, ignoresTies);
        return changed.IsFeasible ? new Repair(changes, Funded(changed)) : null;
    }

    private List<ApplicationId> Funded(GreedySelection list) =>
        [.. prepared.Applications.Where((_, i) => list.Usage.Amount(i) is not null).Select(a => a.Id)];
}
