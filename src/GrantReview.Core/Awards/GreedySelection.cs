using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Awards;

/// <summary>One greedy selection down the ranking: who is funded, who is not, and why at that moment.</summary>
internal sealed class GreedySelection
{
    private readonly PreparedProblem prepared;
    private readonly Limits limits;
    private readonly AllocationPolicy policy;
    private readonly FeasibilityOracle oracle;
    private readonly ReservedFloors reserved;
    private readonly Welfare? welfare;
    private readonly bool explains;
    private bool isAnythingShut;
    private readonly bool[] undecided;
    private readonly bool[] closed;
    private readonly int[] stoppedAt;
    private readonly List<Reason>?[] reasons;
    private readonly IReadOnlyList<QuotaLoad>?[] usageThen;

    private GreedySelection(
        PreparedProblem prepared, Limits limits, bool explains, bool ignoresTies, IReadOnlyCollection<int>? hint)
    {
        (this.prepared, this.limits) = (prepared, limits);
        this.explains = explains;
        Trace = explains ? new SelectionTrace(prepared) : null;
        policy = ignoresTies ? prepared.Policy with { Ties = TieRule.TieBreak } : prepared.Policy;
        Usage = new Usage(prepared, limits);
        undecided = [.. Enumerable.Range(0, prepared.Applications.Count).Select(i => prepared.MayCompete(i, limits))];
        reasons = new List<Reason>?[undecided.Length];
        usageThen = new IReadOnlyList<QuotaLoad>?[undecided.Length];
        closed = new bool[prepared.Quotas.Count];
        stoppedAt = [.. Enumerable.Repeat(-1, prepared.Quotas.Count)];
        welfare = policy.Order == AllocationOrder.Welfare ? new Welfare(Usage, undecided) : null;
        oracle = new FeasibilityOracle(Usage, undecided, hint);
        reserved = new ReservedFloors(Usage, oracle);
    }

    /// <param name="explains">False = only who is funded is asked for.</param>
    /// <param name="hint">The first certificate of nearly the same selection.</param>
    /// <param name="like">A selection that decides the same up to a place.</param>
    public static GreedySelection Run(
        PreparedProblem prepared, Limits limits, bool explains = true, bool ignoresTies = false, IReadOnlyCollection<int>? hint = null,
        (GreedySelection Other, int UpTo)? like = null)
    {
        var isAlike = prepared.Policy.Order != AllocationOrder.Welfare && like is not null;
        var mark = isAlike && like is { Other.Trace: { } trace, UpTo: var upTo } ? trace.MarkBefore(upTo) : default;
        var selection = new GreedySelection(prepared, limits, explains, ignoresTies, mark.Certificate ?? hint);
        for (var i = 0; i < mark.At && like is { Other: var other }; i++)
        {
            selection.Follow(other, i);
        }
        mark.Closed?.CopyTo(selection.closed, 0);
        selection.isAnythingShut |= selection.closed.Contains(true);
        selection.Select(mark.At);
        return selection;
    }

    private void Select(int from)
    {
        IsFeasible = from > 0 || (welfare?.FindsBest() ?? oracle.Exists());
        FirstCertificate = [.. oracle.Certificate];
        NoteNeeds();
        for (var i = from; i < undecided.Length && IsFeasible && (explains || !IsOver(i)); )
        {
            Trace?.Stand(i, oracle, closed);
            var after = i + 1;
            while (after < undecided.Length && prepared.AreTied(after, i))
            {
                after++;
            }
            DecideEqual([.. Enumerable.Range(i, after - i).Where(a => undecided[a])]);
            i = after;
        }
        IsFeasible &= !Usage.OpenFloors().Any();
    }

    /// <summary>What is counted upon for the floors needs room in the quotas of money, too.</summary>
    private void NoteNeeds()
    {
        foreach (var quota in Trace is null || !oracle.IsNeeded ? [] : prepared.Money)
        {
            Trace?.Need(quota, Usage.Used(quota) + oracle.Taken(quota));
        }
    }

    /// <summary>Takes over what another selection decided on an application, and where it had stopped by then.</summary>
    private void Follow(GreedySelection other, int application)
    {
        undecided[application] = false;
        if (other.Usage.Amount(application) is { } amount)
        {
            Usage.Add(application, amount);
        }
        foreach (var quota in prepared.QuotasOf[application].Where(q => other.stoppedAt[q] == application))
        {
            (stoppedAt[quota], isAnythingShut) = (application, true);
        }
    }

    /// <summary>A cap over everybody has less left than anyone from here on takes.</summary>
    private bool IsOver(int from) => welfare is null && prepared.OverAll.Any(o =>
        limits.Max[o.Quota] is { } max && max - Usage.Used(o.Quota) is var left && left < o.LeastFrom[from]
            && (left <= 0 || policy.Remainder != RemainderRule.Partial));

    /// <summary>What others can be compared with; only where the selection explains.</summary>
    public SelectionTrace? Trace { get; }

    /// <summary>Every floor was reached.</summary>
    public bool IsFeasible { get; private set; }
    public Usage Usage { get; }

    /// <summary>Those who were counted upon to fill the floors before anybody was decided on.</summary>
    public IReadOnlyCollection<int> FirstCertificate { get; private set; } = [];

    /// <summary>Count caps that gave way to tied applications.</summary>
    public List<GaveWay> GaveWay { get; } = [];

    public IReadOnlyList<Reason> Reasons(int application) =>
        reasons[application] ?? [.. WhyItMayNotCompete(prepared.Applications[application])];

    private IEnumerable<Reason> WhyItMayNotCompete(AllocationApplication application)
    {
        if (!application.Eligible)
        {
            yield return new Reason.Ineligible();
        }
        if (limits.MinScore is { } line && application.IsBelow(line))
        {
            yield return new Reason.BelowMinimum(application.Score, line);
        }
    }

    /// <summary>What the quotas it falls under were used before it was decided.</summary>
    public IReadOnlyList<QuotaLoad> UsageThen(int application) => usageThen[application] ?? [];

    private void DecideEqual(List<int> equal)
    {
        if (Trace is not null)
        {
            foreach (var (quota, size) in equal.SelectMany(a => prepared.MoneyOf[a].Select(q => (q, prepared.Size(q, a))))
                .GroupBy(s => s.q, s => s.Item2).Select(s => (s.Key, s.Sum())))
            {
                Trace.Need(quota, Usage.Used(quota) + size);
            }
        }
        foreach (var application in explains ? equal : [])
        {
            Remember(application);
        }
        if (policy.Ties is TieRule.ExcludeAll or TieRule.IncludeAll && welfare is null && equal.Count > 1)
        {
            DecideTogether(equal);
            return;
        }
        foreach (var application in equal)
        {
            if (explains)
            {
                Remember(application);
            }
            Decide(application, equal);
        }
    }

    private void Remember(int application) =>
        usageThen[application] =
            [.. prepared.QuotasOf[application]
                .Select(q => new QuotaLoad(prepared.Quotas[q].Id, Usage.Used(q), limits.Max[q], limits.Min[q]))];

    private void Decide(int application, List<int> equal)
    {
        var amount = prepared.Applications[application].Amount;
        var why = BarredOutright(application);
        var caps = Exceeded(application);
        if (why.Count == 0 && caps.Count > 0 && caps.TrueForAll(q => prepared.Quotas[q].Measure == QuotaMeasure.Amount) && welfare is null)
        {
            // Only money bars it: here the rule for the remainder applies.
            if (policy.Remainder == RemainderRule.Partial && prepared.Applications[application].MinAmount is { } least
                && Usage.MoneyLeft(application) is { } left && left >= least && left > Money.Zero)
            {
                amount = left;
                caps.Clear();
            }
            else if (policy.Remainder == RemainderRule.Stop)
            {
                foreach (var quota in caps.Where(q => stoppedAt[q] < 0))
                {
                    (stoppedAt[quota], isAnythingShut) = (application, true);
                }
            }
        }
        if (caps.Count > 0 && equal.Exists(e => Usage.Amount(e) is not null && caps.Exists(prepared.QuotasOf[e].Contains)))
        {
            why.Add(policy.Ties == TieRule.Lottery ? new Reason.LostLottery() : new Reason.LostTieBreak());
        }
        why.AddRange(caps.Select(Full));
        if (why.Count == 0)
        {
            why.AddRange(NotCompletable([(application, amount)]));
        }
        else
        {
            why.AddRange(FloorsBeside(application, caps));
        }
        Settle(application, why, amount);
    }

    /// <summary>Equal scores are taken together or not at all; where counts give way, only money can keep them out.</summary>
    private void DecideTogether(List<int> equal)
    {
        var open = new List<int>();
        foreach (var application in equal)
        {
            var why = BarredOutright(application);
            var caps = Exceeded(application);
            if (why.Count == 0 && caps.Count == 0)
            {
                why.AddRange(NotCompletable([(application, prepared.Applications[application].Amount)]));
                oracle.Doubt();
            }
            else if (why.Count > 0 || caps.Exists(q => prepared.Quotas[q].Measure == QuotaMeasure.Count))
            {
                why.AddRange(caps.Select(Full));
            }
            if (why.Count == 0)
            {
                open.Add(application);
                continue;
            }
            Settle(application, why, default);
        }
        int? alone = open.Count == 1 ? open[0] : null;
        if (alone is { } only)
        {
            Decide(only, []);
        }
        else
        {
            CutTied(open);
            TakeTied(open);
        }
        foreach (var application in explains ? equal.Where(a => a != alone && Usage.Amount(a) is null) : [])
        {
            AddWhatBarsBeside(application);
        }
    }

    /// <summary>Beside the equals that were taken more may bar: what they take, and what floors still need.</summary>
    private void AddWhatBarsBeside(int application)
    {
        var why = reasons[application] ?? [];
        if (!why.Contains(new Reason.TieAtCut()))
        {
            why.RemoveAll(r => r is Reason.FloorReserved);
            var caps = Exceeded(application)
                .Where(q => policy.Ties == TieRule.ExcludeAll || prepared.Quotas[q].Measure == QuotaMeasure.Amount);
            why.AddRange(Excluding(application).Concat(caps.Select(Full)).Except(why).ToList());
        }
        if (!why.Exists(r => r is Reason.FloorReserved))
        {
            why.AddRange(FloorsBeside(application, [.. prepared.QuotasOf[application].Where(q => why.Contains(Full(q)))]));
        }
    }

    /// <summary>"Who is tied where the group does not fit whole is out, and what it did not fit is closed to all below."</summary>
    private void CutTied(List<int> open)
    {
        List<int> exceeded = [.. open.SelectMany(a => prepared.QuotasOf[a]).Distinct().Order()
            .Where(q => Usage.Used(q) + open.Where(a => prepared.QuotasOf[a].Contains(q)).Sum(a => prepared.Size(q, a)) > limits.Max[q])];
        exceeded.ForEach(
            q => Trace?.Bar(q, Usage.Used(q) + open.Where(a => prepared.QuotasOf[a].Contains(q)).Sum(a => prepared.Size(q, a))));
        if (policy.Ties == TieRule.IncludeAll && exceeded.TrueForAll(q => prepared.Quotas[q].Measure == QuotaMeasure.Count))
        {
            exceeded.Clear();
        }
        var tied = open.ToList();
        foreach (var application in tied)
        {
            var excluding = tied.Where(o => o != application && prepared.GroupsOf[o].Intersect(prepared.GroupsOf[application]).Any());
            List<Reason> cut =
            [
                .. exceeded.Where(prepared.QuotasOf[application].Contains).Select(Full),
                .. excluding.Select(o => prepared.Applications[o].Id).Order().Select(id => new Reason.Exclusive(id)),
            ];
            if (cut.Count > 0)
            {
                open.Remove(application);
                Settle(application, [new Reason.TieAtCut(), .. cut], default);
            }
        }
        exceeded.ForEach(q => closed[q] = true);
        isAnythingShut |= exceeded.Count > 0;
    }

    /// <summary>
    /// Those who are left are funded together; where a floor would be lost by that, those it does not count on are out together.
    /// </summary>
    private void TakeTied(List<int> open)
    {
        if (open.Count == 0)
        {
            return;
        }
        var why = NotCompletable(WithAmounts(open));
        if (why.Count > 0)
        {
            var needed = open.Where(Usage.IsNeeded).ToList();
            if (needed.Count == 0 || needed.Count == open.Count || NotCompletable(WithAmounts(needed)).Count > 0)
            {
                needed = [];
            }
            open.Except(needed).ToList().ForEach(a => Settle(a, [new Reason.TieAtCut(), .. why], default));
            open = needed;
        }
        foreach (var quota in open.SelectMany(a => prepared.QuotasOf[a]).Distinct().Order())
        {
            var taken = open.Where(a => prepared.QuotasOf[a].Contains(quota)).Sum(a => prepared.Size(quota, a));
            if (Usage.Used(quota) + taken > limits.Max[quota])
            {
                GaveWay.Add(new GaveWay(prepared.Quotas[quota].Id, Usage.Used(quota), taken, limits.Max[quota].GetValueOrDefault()));
            }
        }
        open.ForEach(a => Settle(a, [], prepared.Applications[a].Amount));
        if (oracle.IsNeeded && !oracle.Exists())
        {
            // Nobody is left for a floor because the tied ones it counted on are out.
            IsFeasible = false;
        }

        List<(int, Money)> WithAmounts(List<int> applications) => [.. applications.Select(a => (a, prepared.Applications[a].Amount))];
    }

    /// <summary>
    /// What bars it whatever its amount. A floor that is still open is served even from a quota that was closed or stopped.
    /// </summary>
    private List<Reason> BarredOutright(int application)
    {
        List<Reason> why = [];
        if (isAnythingShut && Usage.IsNeeded(application))
        {
            if (Array.Exists(prepared.QuotasOf[application], q => closed[q] || stoppedAt[q] >= 0))
            {
                Trace?.ForFloors();
            }
        }
        else if (isAnythingShut)
        {
            why.AddRange(prepared.QuotasOf[application].Where(q => closed[q]).Select(q => new Reason.ClosedByTie(prepared.Quotas[q].Id)));
            why.AddRange(prepared.QuotasOf[application].Select(q => stoppedAt[q]).Where(at => at >= 0).Distinct().Order()
                .Select(at => new Reason.AfterStop(prepared.Applications[at].Id)));
        }
        why.AddRange(Excluding(application));
        return why;
    }

    private IEnumerable<Reason> Excluding(int application) =>
        Usage.ExcludedBy(application).Select(id => new Reason.Exclusive(id));

    private Reason Full(int quota) => new Reason.QuotaFull(prepared.Quotas[quota].Id);

    private List<int> Exceeded(int application)
    {
        List<int> exceeded =
            [.. prepared.QuotasOf[application].Where(q => Usage.IsExceededBy(q, prepared.Applications[application].Amount))];
        exceeded.ForEach(q => Trace?.Bar(q, Usage.Used(q) + prepared.Size(q, application)));
        return exceeded;
    }

    private List<Reason> NotCompletable(List<(int Application, Money Amount)> added)
    {
        if (welfare is not null)
        {
            return welfare.CanAdd(added[0].Application) ? [] : [new Reason.LowerTotal()];
        }
        if (oracle.CanAdd(added))
        {
            return [];
        }
        Trace?.ForFloors();
        // Where nobody asks why, any open floor says that one bars.
        return explains ? Reserved(added, []) : [new Reason.FloorReserved(prepared.Quotas[Usage.OpenFloors().First()].Id)];
    }

    /// <summary>Floors that bar besides whatever else does.</summary>
    private List<Reason> FloorsBeside(int application, List<int> caps) =>
        explains && welfare is null ? Reserved([(application, prepared.Applications[application].Amount)], caps) : [];

    private List<Reason> Reserved(List<(int Application, Money Amount)> added, List<int> exempt) =>
        [.. reserved.Barring(added, exempt).Select(q => new Reason.FloorReserved(prepared.Quotas[q].Id))];

    private void Settle(int application, List<Reason> why, Money amount)
    {
        undecided[application] = false;
        reasons[application] = why;
        if (why.Count > 0)
        {
            oracle.Drop(application);
            return;
        }
        Usage.Add(application, amount);
        NoteNeeds();
    }
}
