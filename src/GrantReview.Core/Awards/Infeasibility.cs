using GrantReview.Core.Ids;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Awards;

/// <summary>Why no list exists: the minimal sets of quotas (or the minimum score) that cannot hold together, and the least changes that help.</summary>
internal sealed class Infeasibility
{
    /// <summary>The search for further conflicts ends after so many conflicts or questions; a count of work, so that the answer is the same everywhere.</summary>
    private const int MostConflicts = 32;
    private const int MostQuestions = 5_000;
    private static readonly AllocationRule MinimumScore = new AllocationRule.MinimumScore();
    private static readonly AllocationRule Ties = new AllocationRule.Ties();

    private readonly Contest contest;
    private int questions;

    private Infeasibility(Contest contest) => this.contest = contest;

    public static AllocationPlan Explain(Contest contest)
    {
        var search = new Infeasibility(contest);
        var (conflicts, areAll) = search.CanComplete(contest.Limits) ? (search.ConflictOfTies(), true) : search.AllConflicts();
        var repairs = search.Repairs([.. conflicts.SelectMany(c => c).Distinct()]);
        return new AllocationPlan(
            AllocationStatus.Infeasible, [], [], [], Money.Zero, new Dictionary<QuotaId, long>(), [], [], conflicts, repairs)
        {
            ConflictsAreAll = areAll,
        };
    }

    /// <summary>Quotas and line could hold together, but the rule for ties leaves somebody out whom a floor needs.</summary>
    private List<IReadOnlyList<AllocationRule>> ConflictOfTies() =>
        [[Ties, .. MinimalConflict.Of(Rules(), kept => !new Walk(contest, Keep(kept), explains: false).IsFeasible)]];

    /// <remarks>Reiter, A theory of diagnosis from first principles, 1987: whatever conflict is not known yet still shows when one rule of each known conflict is set aside.</remarks>
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
        .. contest.Limits.MinScore is null ? Array.Empty<AllocationRule>() : [MinimumScore],
        .. contest.Quotas.Select(q => new AllocationRule.OfQuota(q.Id)),
    ];

    private List<Repair> Repairs(IReadOnlyList<AllocationRule> rules)
    {
        List<Repair> single = [.. rules.SelectMany(SingleRepairs)];
        return single.Count > 0 ? single : [JointRepair()];
    }

    private IEnumerable<Repair> SingleRepairs(AllocationRule rule) => rule switch
    {
        AllocationRule.OfQuota(var id) => QuotaRepairs(Enumerable.Range(0, contest.Quotas.Count).First(q => contest.Quotas[q].Id == id)),
        AllocationRule.MinimumScore => ScoreRepairs(contest.Limits.MinScore.GetValueOrDefault()),
        _ => [new Repair([new AllocationChange.OfTies(TieRule.TieBreak)], Funded(contest.Limits, ignoresTies: true))],
    };

    private IEnumerable<Repair> ScoreRepairs(Rational line)
    {
        var below = contest.Applications.Where(a => a.Eligible && a.IsBelow(line));
        var lower = below.Select(a => a.Score).Distinct().OrderDescending().ToList();
        if (Least(lower.Count, n => contest.Limits with { MinScore = n == 0 ? line : lower[(int)n - 1] }) is { } steps)
        {
            var lowered = lower[(int)steps - 1];
            var change = new AllocationChange.OfMinimumScore(lowered - line);
            yield return new Repair([change], Funded(contest.Limits with { MinScore = lowered }));
        }
    }

    private IEnumerable<Repair> QuotaRepairs(int q)
    {
        var (limits, id) = (contest.Limits, contest.Quotas[q].Id);
        if (limits.Min[q] is { } min && min > 0 && Least(min, by => limits.WithMin(q, min - by)) is { } lowered)
        {
            var change = new AllocationChange.OfQuota(id, QuotaBound.Floor, -lowered);
            yield return new Repair([change], Funded(limits.WithMin(q, min - lowered)));
        }
        var most = contest.Members[q].Sum(m => contest.Size(q, m));
        if (limits.Max[q] is { } max && Least(most, by => limits.WithMax(q, max + by)) is { } raised)
        {
            var change = new AllocationChange.OfQuota(id, QuotaBound.Cap, raised);
            yield return new Repair([change], Funded(limits.WithMax(q, max + raised)));
        }
    }

    /// <summary>Where no single figure helps: every floor kept as high as those before it allow, in the order of ids.</summary>
    private Repair JointRepair()
    {
        int[] floors = [.. Enumerable.Range(0, contest.Quotas.Count).Where(q => contest.Limits.Min[q] > 0)];
        var limits = floors.Aggregate(contest.Limits, (l, q) => l.WithMin(q, 0));
        var changes = new List<AllocationChange>();
        foreach (var q in floors)
        {
            var (given, min) = (limits, contest.Limits.Min[q].GetValueOrDefault());
            var by = CanComplete(given.WithMin(q, min)) ? 0 : Least(min, less => given.WithMin(q, min - less)) ?? min;
            limits = given.WithMin(q, min - by);
            if (by > 0)
            {
                changes.Add(new AllocationChange.OfQuota(contest.Quotas[q].Id, QuotaBound.Floor, -by));
            }
        }
        return new Repair(changes, Funded(limits));
    }

    /// <summary>The least change from 1 to <paramref name="most"/> that is feasible; null if none is.</summary>
    private long? Least(long most, Func<long, Limits> changed)
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
        bool[] isKept = [.. contest.Quotas.Select(q => set.Contains(q.Id))];
        return new Limits(
            [.. contest.Limits.Max.Select((m, q) => isKept[q] ? m : null)], [.. contest.Limits.Min.Select((m, q) => isKept[q] ? m : null)],
            kept.Contains(MinimumScore) ? contest.Limits.MinScore : null);
    }

    private bool CanComplete(Limits limits)
    {
        questions++;
        return new Completion(new Loads(contest, limits), [.. Enumerable.Range(0, contest.Applications.Count).Select(i => contest.MayCompete(i, limits))]).Exists();
    }

    private List<string> Funded(Limits limits, bool ignoresTies = false)
    {
        var walk = new Walk(contest, limits, explains: false, ignoresTies);
        return walk.IsFeasible ? [.. Enumerable.Range(0, contest.Applications.Count).Where(i => walk.Loads.Amount(i) is not null).Select(i => contest.Applications[i].Id)] : [];
    }
}
