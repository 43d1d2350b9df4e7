using Google.OrTools.Sat;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Awards;

/// <summary>
/// Answers whether what is funded so far, with somebody added, can still be completed to a set that keeps every cap and reaches every floor. It keeps a witness
/// (the undecided applications that would fill the floors) and looks for another only when the witness breaks: by exchange, by filling anew, and, when both
/// fail, by a proof from counts or an exact integer programme.
/// </summary>
/// <remarks>
/// Two facts keep the programme small. A least completion holds only members of open floors, at most as many as the floors lack; and applications of the same kind
/// are interchangeable, so one whole number stands for all of them. What was refused once stays refused for its kind: later there are fewer to choose from.
/// Floors are kept free for whole amounts; a partial award is never counted upon.
/// </remarks>
internal sealed class Completion
{
    private readonly Loads loads;
    private readonly Contest contest;
    private readonly Limits limits;
    private readonly bool[] undecided;
    private readonly bool explains;
    private readonly Dictionary<int, int[]> barredKinds = [];
    private readonly Lazy<int[][]> floorsInside;
    private HashSet<int> witness = [];

    /// <param name="undecided">Kept by the walk: who competes and has not been decided on yet.</param>
    /// <param name="explains">False = a refusal need not find out which of the open floors bar.</param>
    public Completion(Loads loads, bool[] undecided, bool explains)
    {
        (this.loads, contest, limits, this.undecided, this.explains) = (loads, loads.Contest, loads.Limits, undecided, explains);
        IsNeeded = Array.Exists(limits.Min, m => m > 0);
        floorsInside = new Lazy<int[][]>(FloorsInside);
    }

    /// <summary>Without floors whatever keeps the caps is complete by itself.</summary>
    public bool IsNeeded { get; }

    /// <summary>The floors that the last refusal was for.</summary>
    public IReadOnlyList<int> Barring { get; private set; } = [];

    /// <summary>A completion exists from where the walk stands.</summary>
    public bool Exists() => CanAdd([]);

    /// <summary>A completion exists with these added; then it is kept as the witness, and the caller funds them.</summary>
    public bool CanAdd(IReadOnlyList<(int Application, Money Amount)> added)
    {
        if (!IsNeeded)
        {
            return true;
        }
        var kind = contest.Policy.Remainder != RemainderRule.Partial && added is [var only] ? contest.KindOf[only.Application] : -1;
        if (added is [var member] && member.Amount == contest.Applications[member.Application].Amount && witness.Remove(member.Application))
        {
            return true;
        }
        if (kind >= 0 && barredKinds.TryGetValue(kind, out var floors) && Array.Exists(floors, f => loads.Lacks(f) > 0))
        {
            Barring = [.. floors.Where(f => loads.Lacks(f) > 0)];
            return false;
        }
        foreach (var (application, amount) in added)
        {
            loads.Add(application, amount);
        }
        var adding = added.Select(a => a.Application).ToHashSet();
        var found = Kept(adding) ?? Filled(adding);
        Barring = [];
        if (found is null && !IsImpossibleByCounts(adding))
        {
            found = Solved(adding, [.. loads.OpenFloors()]);
            if (found is null)
            {
                List<int> open = [.. loads.OpenFloors()];
                Barring = explains ? MinimalConflict.Of(open, kept => Solved(adding, [.. kept]) is null) : open;
            }
        }
        foreach (var (application, _) in added.Reverse())
        {
            loads.Remove(application);
        }
        if (found is null)
        {
            if (kind >= 0)
            {
                barredKinds[kind] = [.. Barring];
            }
            return false;
        }
        witness = found;
        return true;
    }

    private bool IsCandidate(int application, HashSet<int> adding) => undecided[application] && !adding.Contains(application);

    /// <summary>The witness without those it no longer needs, if that keeps every cap and floor.</summary>
    private HashSet<int>? Kept(HashSet<int> adding)
    {
        var chosen = new Chosen(this);
        foreach (var application in witness.Where(a => IsCandidate(a, adding)).Order())
        {
            if (loads.IsExcluded(application))
            {
                return null;
            }
            chosen.Add(application);
        }
        foreach (var application in chosen.Applications.OrderDescending().Where(chosen.IsSpare).ToList())
        {
            // Looked at again one by one: who was spare may be needed once another has gone.
            if (chosen.IsSpare(application))
            {
                chosen.Remove(application);
            }
        }
        return chosen.KeepsEverything() ? chosen.Applications : null;
    }

    /// <summary>Floors filled one by one, those with fewest members first, by whoever serves most open floors.</summary>
    private HashSet<int>? Filled(HashSet<int> adding)
    {
        var chosen = new Chosen(this);
        foreach (var floor in loads.OpenFloors().OrderBy(f => contest.Members[f].Length).ToList())
        {
            while (chosen.Lacks(floor) > 0)
            {
                var (best, serves) = (-1, 0);
                foreach (var application in contest.Members[floor])
                {
                    if (IsCandidate(application, adding) && !chosen.Applications.Contains(application) && chosen.Serves(application) is var count && count > serves && chosen.Fits(application))
                    {
                        (best, serves) = (application, count);
                    }
                }
                if (best < 0)
                {
                    return null;
                }
                chosen.Add(best);
            }
        }
        return chosen.KeepsEverything() ? chosen.Applications : null;
    }

    /// <summary>Disjoint floors that lie inside one cap lack more places than it has left.</summary>
    private bool IsImpossibleByCounts(HashSet<int> adding)
    {
        foreach (var cap in adding.SelectMany(a => contest.QuotasOf[a]).Distinct().Where(q => limits.Max[q] is not null && contest.Quotas[q].Measure == QuotaMeasure.Count))
        {
            var disjoint = new List<int>();
            foreach (var floor in floorsInside.Value[cap].Where(f => loads.Lacks(f) > 0))
            {
                if (disjoint.TrueForAll(d => !contest.Members[d].Intersect(contest.Members[floor]).Any()))
                {
                    disjoint.Add(floor);
                }
            }
            if (disjoint.Sum(loads.Lacks) > loads.Left(cap))
            {
                Barring = disjoint;
                return true;
            }
        }
        return false;
    }

    private int[][] FloorsInside()
    {
        int[] floors = [.. Enumerable.Range(0, contest.Quotas.Count).Where(q => limits.Min[q] > 0 && contest.Quotas[q].Measure == QuotaMeasure.Count)];
        return [.. Enumerable.Range(0, contest.Quotas.Count).Select(cap =>
        {
            var inside = new bool[contest.Applications.Count];
            foreach (var member in contest.Members[cap])
            {
                inside[member] = true;
            }
            return floors.Where(f => Array.TrueForAll(contest.Members[f], m => inside[m])).ToArray();
        })];
    }

    /// <summary>The exact answer for these floors, by an integer programme over kinds; null = there is no completion.</summary>
    private HashSet<int>? Solved(HashSet<int> adding, int[] floors)
    {
        int[] pool = [.. floors.SelectMany(f => contest.Members[f]).Distinct().Where(a => IsCandidate(a, adding) && loads.Fits(a)).Order()];
        if (Array.Exists(floors, f => contest.Members[f].Where(a => IsCandidate(a, adding) && loads.Fits(a)).Sum(a => contest.Size(f, a)) < loads.Lacks(f)))
        {
            return null;
        }
        var model = new CpModel();
        var kinds = pool.GroupBy(a => contest.KindOf[a]).Select(g => (Members: g.ToArray(), Taken: model.NewIntVar(0, g.Count(), ""))).ToList();
        var byQuota = Enumerable.Range(0, contest.Quotas.Count).Select(_ => new List<(IntVar Taken, long Size, long Most)>()).ToArray();
        var byGroup = Enumerable.Range(0, contest.Groups.Length).Select(_ => new List<IntVar>()).ToArray();
        foreach (var (members, taken) in kinds)
        {
            foreach (var quota in contest.QuotasOf[members[0]])
            {
                var size = contest.Size(quota, members[0]);
                byQuota[quota].Add((taken, size, size * members.Length));
            }
            foreach (var group in contest.GroupsOf[members[0]])
            {
                byGroup[group].Add(taken);
            }
        }
        for (var quota = 0; quota < byQuota.Length; quota++)
        {
            var terms = byQuota[quota];
            if (terms.Sum(t => t.Most) is var most && most > loads.Left(quota))
            {
                model.Add(Sum(terms) <= loads.Left(quota));
            }
            if (floors.Contains(quota))
            {
                model.Add(Sum(terms) >= loads.Lacks(quota));
            }
        }
        foreach (var takers in byGroup.Where(g => g.Count > 0))
        {
            model.Add(LinearExpr.Sum(takers) <= 1);
        }
        var solver = new CpSolver { StringParameters = "num_workers:1,random_seed:0" };
        var status = solver.Solve(model);
        return status is CpSolverStatus.Optimal or CpSolverStatus.Feasible
            ? [.. kinds.SelectMany(k => k.Members.Take((int)solver.Value(k.Taken)))]
            : status == CpSolverStatus.Infeasible ? null
            : throw new InvalidOperationException($"The completion test ended with {status}.");

        static LinearExpr Sum(List<(IntVar Taken, long Size, long Most)> terms) => LinearExpr.WeightedSum(terms.Select(t => t.Taken), terms.Select(t => t.Size));
    }

    /// <summary>A completion in the making: what it takes of each quota beside what is funded.</summary>
    private sealed class Chosen(Completion completion)
    {
        private readonly Contest contest = completion.contest;
        private readonly Loads loads = completion.loads;
        private readonly long[] taken = new long[completion.contest.Quotas.Count];

        public HashSet<int> Applications { get; } = [];

        public void Add(int application) => Change(application, 1);
        public void Remove(int application) => Change(application, -1);
        public long Lacks(int floor) => loads.Lacks(floor) - taken[floor];
        public int Serves(int application) => contest.QuotasOf[application].Count(q => Lacks(q) > 0);
        public bool IsSpare(int application) => Array.TrueForAll(contest.QuotasOf[application], q => loads.Lacks(q) == 0 || taken[q] - contest.Size(q, application) >= loads.Lacks(q));

        public bool Fits(int application) =>
            Array.TrueForAll(contest.QuotasOf[application], q => contest.Size(q, application) <= loads.Left(q) - taken[q]) && !loads.IsExcluded(application)
            && Array.TrueForAll(contest.GroupsOf[application], g => !Array.Exists(contest.Groups[g], Applications.Contains));

        public bool KeepsEverything()
        {
            for (var quota = 0; quota < taken.Length; quota++)
            {
                if (taken[quota] > loads.Left(quota) || Lacks(quota) > 0)
                {
                    return false;
                }
            }
            return true;
        }

        private void Change(int application, int sign)
        {
            foreach (var quota in contest.QuotasOf[application])
            {
                taken[quota] += sign * contest.Size(quota, application);
            }
            _ = sign > 0 ? Applications.Add(application) : Applications.Remove(application);
        }
    }
}
