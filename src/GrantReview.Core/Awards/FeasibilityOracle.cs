using Google.OrTools.Sat;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Awards;

/// <summary>
/// Answers whether what is funded so far, with somebody added, can still be completed to a set that keeps every cap and reaches every
/// floor. It keeps a certificate (the undecided applications that would fill the floors) and looks for another only when the certificate
/// breaks: by exchange, by filling anew, and, when both fail, by a proof from counts or an exact integer programme.
/// </summary>
/// <remarks>
/// Three facts keep the work small. A least completion holds only members of open floors, at most as many as the floors lack, so a cap with
/// more left than that cannot bar. Applications that are alike in what is left are interchangeable, so one whole number stands for all of
/// them. And what was refused once bars whoever demands as much and gives no more, for later there are fewer to choose from. Floors are
/// kept free for whole amounts; a partial award is never counted upon.
/// </remarks>
internal sealed class FeasibilityOracle
{
    private readonly Usage usage;
    private readonly PreparedProblem prepared;
    private readonly Limits limits;
    private readonly bool[] undecided;
    private readonly List<Refusal> refusals = [];
    private readonly Lazy<int[][]> floorsInside;
    private readonly Dictionary<(int, int), bool> overlaps;
    private Chosen certificate;
    private bool isDoubtful = true;

    /// <param name="undecided">Kept by the selection: who competes and has not been decided on yet.</param>
    /// <param name="hint">A certificate of nearly the same problem; it saves the search where it serves.</param>
    public FeasibilityOracle(Usage usage, bool[] undecided, IReadOnlyCollection<int>? hint = null)
    {
        (this.usage, prepared, limits, this.undecided) = (usage, usage.Problem, usage.Limits, undecided);
        IsNeeded = Array.Exists(limits.Min, m => m > 0);
        certificate = new Chosen(this);
        floorsInside = new Lazy<int[][]>(FloorsInside);
        overlaps = [];
        foreach (var application in hint?.Where(a => undecided[a]) ?? [])
        {
            certificate.Add(application);
        }
    }

    private FeasibilityOracle(FeasibilityOracle other, Limits limits)
    {
        (usage, prepared, this.limits) = (other.usage.Against(limits), other.prepared, limits);
        (undecided, floorsInside, overlaps) = (other.undecided, other.floorsInside, other.overlaps);
        IsNeeded = Array.Exists(limits.Min, m => m > 0);
        certificate = new Chosen(this);
        other.certificate.Applications.ToList().ForEach(certificate.Add);
    }

    /// <summary>The same question against other figures, about what is funded now and later: some floors fewer, or more room.</summary>
    public FeasibilityOracle Against(Limits others) => new(this, others);

    /// <summary>Without floors whatever keeps the caps is complete by itself.</summary>
    public bool IsNeeded { get; }

    /// <summary>Those who are counted upon to fill the floors.</summary>
    public IReadOnlyCollection<int> Certificate => certificate.Applications;

    /// <summary>What those who are counted upon would take of a quota.</summary>
    public long Taken(int quota) => certificate.Taken(quota);

    /// <summary>The application is out and cannot be counted upon any more.</summary>
    public void Drop(int application)
    {
        if (certificate.Applications.Contains(application))
        {
            certificate.Remove(application);
            isDoubtful = true;
        }
    }

    /// <summary>
    /// Somebody was asked about and not funded, or decided on elsewhere: the certificate may count on what it no longer holds.
    /// </summary>
    public void Doubt()
    {
        isDoubtful = true;
        certificate.Applications.Where(a => !undecided[a]).ToList().ForEach(certificate.Remove);
    }

    /// <summary>A completion exists from where the selection stands.</summary>
    public bool Exists() => CanAdd([]);

    /// <summary>A completion exists with these added; then it is kept as the certificate, and the caller funds them.</summary>
    public bool CanAdd(IReadOnlyList<(int Application, Money Amount)> added)
    {
        if (!IsNeeded)
        {
            return true;
        }
        if (!isDoubtful && added is [var member] && member.Amount == prepared.Applications[member.Application].Amount
            && certificate.Applications.Contains(member.Application))
        {
            certificate.Remove(member.Application);
            return true;
        }
        // With partial awards two alike may be paid differently, so that a refusal says nothing of others.
        var single = prepared.Policy.Remainder != RemainderRule.Partial && added is [var only] ? only.Application : -1;
        int[] gives = single < 0 ? [] : [.. prepared.QuotasOf[single].Where(q => usage.Lacks(q) > 0)];
        if (single >= 0 && refusals.Exists(r => Covers(r, single, gives)))
        {
            return false;
        }
        foreach (var (application, amount) in added)
        {
            usage.Add(application, amount);
        }
        var adding = added.Select(a => a.Application).ToHashSet();
        var found = Kept(adding) ? certificate : Filled(adding, cheapest: false) ?? Filled(adding, cheapest: true);
        if (found is null)
        {
            var pool = new Pool(this, adding);
            found = IsImpossibleByCounts(adding, pool) ? null : Solved(pool);
            if (found is null && single >= 0)
            {
                int[] takes = [.. prepared.QuotasOf[single].Where(q => pool.IsTight[q])];
                var takesMoney = Array.Exists(takes, q => prepared.Quotas[q].Measure == QuotaMeasure.Amount);
                var amount = prepared.Applications[single].Amount;
                refusals.Add(new Refusal(takes, gives, prepared.GroupsOf[single], amount, takesMoney));
            }
        }
        foreach (var (application, _) in added.Reverse())
        {
            usage.Remove(application);
        }
        certificate = found ?? certificate;
        isDoubtful &= found is null;
        return found is not null;
    }

    /// <summary>What was refused: the tight caps it takes from, the open floors it gives to, and its groups.</summary>
    private sealed record Refusal(int[] Takes, int[] Gives, int[] Groups, Money Amount, bool TakesMoney);

    /// <summary>
    /// Whoever takes at least as much and gives at most as much as somebody refused cannot be part of a completion: the other could have
    /// stood in its place.
    /// </summary>
    private bool Covers(Refusal refusal, int application, int[] gives)
    {
        var amount = prepared.Applications[application].Amount;
        return (!refusal.TakesMoney || amount >= refusal.Amount)
            && (amount <= refusal.Amount || !Array.Exists(gives, f => prepared.Quotas[f].Measure == QuotaMeasure.Amount))
            && Array.TrueForAll(refusal.Takes, q => Array.BinarySearch(prepared.QuotasOf[application], q) >= 0)
            && Array.TrueForAll(gives, f => Array.BinarySearch(refusal.Gives, f) >= 0)
            && Array.TrueForAll(refusal.Groups, g => Array.BinarySearch(prepared.GroupsOf[application], g) >= 0);
    }

    private bool IsCandidate(int application, HashSet<int> adding) => undecided[application] && !adding.Contains(application);

    /// <summary>
    /// The certificate keeps every cap and floor, once those whom it no longer needs have gone where they stand in the way.
    /// </summary>
    private bool Kept(HashSet<int> adding)
    {
        var gone = new List<int>();
        foreach (var application in certificate.Applications.Where(
            a => adding.Contains(a) || usage.IsExcluded(a)).OrderDescending().ToList())
        {
            Take(application);
        }
        foreach (var quota in adding.Count > 0 ? adding.SelectMany(a => prepared.QuotasOf[a]).Distinct()
            : Enumerable.Range(0, prepared.Quotas.Count))
        {
            if (!certificate.IsOver(quota))
            {
                continue;
            }
            foreach (var application in certificate.Applications.Where(
                a => Array.BinarySearch(prepared.QuotasOf[a], quota) >= 0).OrderDescending().ToList())
            {
                if (certificate.IsOver(quota) && certificate.IsSpare(application))
                {
                    Take(application);
                }
            }
        }
        if (certificate.KeepsEverything())
        {
            return true;
        }
        gone.ForEach(certificate.Add);
        return false;

        void Take(int application)
        {
            certificate.Remove(application);
            gone.Add(application);
        }
    }

    /// <summary>
    /// Floors filled one by one, those with fewest members first, by whoever serves most open floors, or serves them with least money.
    /// </summary>
    private Chosen? Filled(HashSet<int> adding, bool cheapest)
    {
        var chosen = new Chosen(this);
        foreach (var floor in usage.OpenFloors().OrderBy(f => prepared.Members[f].Length).ToList())
        {
            while (chosen.Lacks(floor) > 0)
            {
                var (best, worth) = (-1, 0.0);
                foreach (var application in prepared.Members[floor])
                {
                    if (IsCandidate(application, adding) && !chosen.Applications.Contains(application)
                        && chosen.Serves(application) / (cheapest ? Math.Max(1, prepared.Applications[application].Amount.Fen) : 1.0)
                            is var value && value > worth && chosen.Fits(application))
                    {
                        (best, worth) = (application, value);
                    }
                }
                if (best < 0)
                {
                    return null;
                }
                chosen.Add(best);
            }
        }
        return chosen.KeepsEverything() ? chosen : null;
    }

    /// <summary>
    /// Disjoint floors that lie inside one cap lack more places, or the cheapest of their members cost more, than it has left.
    /// </summary>
    private bool IsImpossibleByCounts(HashSet<int> adding, Pool pool)
    {
        foreach (var cap in adding.SelectMany(a => prepared.QuotasOf[a]).Distinct().Where(q => limits.Max[q] is not null))
        {
            var inside = floorsInside.Value[cap].Where(f => usage.Lacks(f) > 0).Select(f => (Floor: f, Needs: Needs(cap, f)))
                .OrderByDescending(f => f.Needs).ThenBy(f => f.Floor).ToList();
            foreach (var start in inside)
            {
                var (disjoint, needs) = (new List<int> { start.Floor }, start.Needs);
                foreach (var (floor, more) in inside.Where(f => f.Floor != start.Floor))
                {
                    if (disjoint.TrueForAll(d => !Overlap(d, floor)))
                    {
                        disjoint.Add(floor);
                        needs += more;
                    }
                }
                if (needs > usage.Left(cap))
                {
                    return true;
                }
            }
        }
        return false;

        long Needs(int cap, int floor) => prepared.Quotas[cap].Measure == QuotaMeasure.Count ? usage.Lacks(floor)
            : pool.Members.Where(m => Array.BinarySearch(prepared.QuotasOf[m], floor) >= 0).Select(m => prepared.Applications[m].Amount.Fen)
                .Order().Take((int)Math.Min(int.MaxValue, usage.Lacks(floor))).Sum();
    }

    private bool Overlap(int a, int b) =>
        overlaps.TryGetValue((a, b), out var known)
            ? known : overlaps[(a, b)] = Array.Exists(prepared.Members[a], m => Array.BinarySearch(prepared.Members[b], m) >= 0);

    private int[][] FloorsInside()
    {
        int[] floors =
            [.. Enumerable.Range(0, prepared.Quotas.Count)
                .Where(q => limits.Min[q] > 0 && prepared.Quotas[q].Measure == QuotaMeasure.Count)];
        return [.. Enumerable.Range(0, prepared.Quotas.Count).Select(cap =>
        {
            var inside = new bool[prepared.Applications.Count];
            foreach (var member in prepared.Members[cap])
            {
                inside[member] = true;
            }
            return floors.Where(f => Array.TrueForAll(prepared.Members[f], m => inside[m])).ToArray();
        })];
    }

    /// <summary>Those who could fill what is still open, and which caps they could fill up.</summary>
    private sealed class Pool
    {
        public Pool(FeasibilityOracle completion, HashSet<int> adding)
        {
            var (prepared, usage) = (completion.prepared, completion.usage);
            Floors = [.. usage.OpenFloors()];
            int[] open = [.. Floors.SelectMany(f => prepared.Members[f]).Distinct().Where(a => completion.IsCandidate(a, adding)).Order()];
            Members = [.. open.Where(usage.Fits)];
            var (sum, most) = (new long[prepared.Quotas.Count], new long[prepared.Quotas.Count]);
            // Those who do not fit any more count here: it is this cap that keeps them out.
            foreach (var (member, quota) in open.SelectMany(m => prepared.QuotasOf[m].Select(q => (m, q))))
            {
                var size = prepared.Size(quota, member);
                sum[quota] += size;
                most[quota] = Math.Max(most[quota], size);
            }
            // A least completion has no more members than count floors lack; a floor of money says nothing of their number.
            var number = Array.Exists(Floors, f => prepared.Quotas[f].Measure == QuotaMeasure.Amount)
                ? open.Length : Math.Min(open.Length, Floors.Sum(usage.Lacks));
            IsTight = [.. sum.Select((s, q) => usage.Left(q) < Math.Min(s, number * (decimal)most[q]))];
            Reaches = Array.TrueForAll(
                Floors, f =>
                    Members.Where(m => Array.BinarySearch(prepared.QuotasOf[m], f) >= 0).Sum(m => prepared.Size(f, m)) >= usage.Lacks(f));
        }

        public int[] Floors { get; }
        public int[] Members { get; }
        public bool[] IsTight { get; }

        /// <summary>Taking everybody would reach every floor.</summary>
        public bool Reaches { get; }
    }

    /// <summary>The exact answer, by an integer programme over those who are alike; null = there is no completion.</summary>
    private Chosen? Solved(Pool pool)
    {
        if (!pool.Reaches)
        {
            return null;
        }
        var isFloor = new bool[prepared.Quotas.Count];
        Array.ForEach(pool.Floors, f => isFloor[f] = true);
        var matters = pool.Members.SelectMany(m => prepared.GroupsOf[m]).CountBy(g => g).Where(g => g.Value > 1)
            .Select(g => g.Key).ToHashSet();
        var programme = new IntegerProgramme();
        var model = programme.Model;
        var byQuota = Enumerable.Range(0, prepared.Quotas.Count).Select(_ => new List<(IntVar Taken, int Most, long Size)>()).ToArray();
        var byGroup = matters.ToDictionary(g => g, _ => new List<IntVar>());
        var alike = new List<(int[] Members, IntVar Taken)>();
        foreach (var members in pool.Members.GroupBy(KeyOf, StringComparer.Ordinal).Select(g => g.ToArray()))
        {
            var taken = model.NewIntVar(0, members.Length, "");
            alike.Add((members, taken));
            foreach (var quota in prepared.QuotasOf[members[0]].Where(q => isFloor[q] || pool.IsTight[q]))
            {
                byQuota[quota].Add((taken, members.Length, prepared.Size(quota, members[0])));
            }
            foreach (var group in prepared.GroupsOf[members[0]].Where(matters.Contains))
            {
                byGroup[group].Add(taken);
            }
        }
        foreach (var quota in Enumerable.Range(0, byQuota.Length).Where(q => byQuota[q].Count > 0))
        {
            programme.AddRow(byQuota[quota], isFloor[quota] ? usage.Lacks(quota) : null, pool.IsTight[quota] ? usage.Left(quota) : null);
        }
        foreach (var takers in byGroup.Values)
        {
            model.Add(LinearExpr.Sum(takers) <= 1);
        }
        var (status, values) = programme.Solve();
        if (status is not (CpSolverStatus.Optimal or CpSolverStatus.Feasible))
        {
            return status == CpSolverStatus.Infeasible
                ? null : throw new InvalidOperationException($"The completion test ended with {status}.");
        }
        var chosen = new Chosen(this);
        foreach (var application in alike.SelectMany(k => k.Members.Take((int)values.Value(k.Taken))))
        {
            chosen.Add(application);
        }
        // Caps that are not tight hold for a least completion only: the spare ones must go.
        foreach (var application in chosen.Applications.OrderDescending().ToList())
        {
            if (chosen.IsSpare(application))
            {
                chosen.Remove(application);
            }
        }
        return chosen.KeepsEverything() ? chosen : throw new InvalidOperationException("A completion that was found breaks a quota.");

        string KeyOf(int member)
        {
            var relevant = prepared.QuotasOf[member].Where(q => isFloor[q] || pool.IsTight[q]).ToList();
            var amount = relevant.Exists(q => prepared.Quotas[q].Measure == QuotaMeasure.Amount)
                ? prepared.Applications[member].Amount.Fen : 0;
            return $"{string.Join(',', relevant)}|{string.Join(',', prepared.GroupsOf[member].Where(matters.Contains))}|{amount}";
        }
    }

    /// <summary>A completion in the making: what it takes of each quota beside what is funded.</summary>
    private sealed class Chosen(FeasibilityOracle completion)
    {
        private readonly PreparedProblem prepared = completion.prepared;
        private readonly Usage usage = completion.usage;
        private readonly long[] taken = new long[completion.prepared.Quotas.Count];

        public HashSet<int> Applications { get; } = [];

        public long Taken(int quota) => taken[quota];
        public bool IsOver(int quota) => taken[quota] > usage.Left(quota);
        public void Add(int application) => Change(application, 1);
        public void Remove(int application) => Change(application, -1);
        public long Lacks(int floor) => usage.Lacks(floor) - taken[floor];
        public int Serves(int application)
        {
            var serves = 0;
            foreach (var quota in prepared.QuotasOf[application])
            {
                serves += Lacks(quota) > 0 ? 1 : 0;
            }
            return serves;
        }

        public bool IsSpare(int application) =>
            Array.TrueForAll(
                prepared.QuotasOf[application], q => usage.Lacks(q) == 0 || taken[q] - prepared.Size(q, application) >= usage.Lacks(q));

        public bool Fits(int application) =>
            Array.TrueForAll(prepared.QuotasOf[application], q => prepared.Size(q, application) <= usage.Left(q) - taken[q])
                && !usage.IsExcluded(application)
            && Array.TrueForAll(prepared.GroupsOf[application], g => !Array.Exists(prepared.Groups[g], Applications.Contains));

        public bool KeepsEverything()
        {
            for (var quota = 0; quota < taken.Length; quota++)
            {
                if (taken[quota] > usage.Left(quota) || Lacks(quota) > 0)
                {
                    return false;
                }
            }
            return true;
        }

        private void Change(int application, int sign)
        {
            foreach (var quota in prepared.QuotasOf[application])
            {
                taken[quota] += sign * prepared.Size(quota, application);
            }
            _ = sign > 0 ? Applications.Add(application) : Applications.Remove(application);
        }
    }
}
