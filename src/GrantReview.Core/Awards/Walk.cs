using GrantReview.Core.Ids;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Awards;

/// <summary>One walk down the ranking: who is funded, who is not, and why at that moment.</summary>
internal sealed class Walk
{
    private readonly Contest contest;
    private readonly Limits limits;
    private readonly AllocationPolicy policy;
    private readonly Completion completion;
    private readonly ReservedFloors reserved;
    private readonly Welfare? welfare;
    private readonly bool explains;
    private bool isAnythingShut;
    private readonly bool[] undecided;
    private readonly bool[] closed;
    private readonly int[] stoppedAt;
    private readonly List<Reason>?[] reasons;
    private readonly IReadOnlyList<QuotaLoad>?[] loadsThen;

    /// <param name="explains">False = only who is funded is asked for.</param>
    /// <param name="hint">The first witness of nearly the same walk.</param>
    /// <param name="like">A walk that decides the same up to a place.</param>
    public Walk(Contest contest, Limits limits, bool explains = true, bool ignoresTies = false, IReadOnlyCollection<int>? hint = null, (Walk Walk, int UpTo)? like = null)
    {
        (this.contest, this.limits, this.explains) = (contest, limits, explains);
        Trace = explains ? new WalkTrace(contest) : null;
        policy = ignoresTies ? contest.Policy with { Ties = TieRule.TieBreak } : contest.Policy;
        Loads = new Loads(contest, limits);
        undecided = [.. Enumerable.Range(0, contest.Applications.Count).Select(i => contest.MayCompete(i, limits))];
        reasons = new List<Reason>?[undecided.Length];
        loadsThen = new IReadOnlyList<QuotaLoad>?[undecided.Length];
        closed = new bool[contest.Quotas.Count];
        stoppedAt = [.. Enumerable.Repeat(-1, contest.Quotas.Count)];
        welfare = policy.Order == AllocationOrder.Welfare ? new Welfare(Loads, undecided) : null;
        var mark = welfare is null && like is { Walk.Trace: { } trace, UpTo: var upTo } ? trace.MarkBefore(upTo) : default;
        for (var i = 0; i < mark.At && like is { Walk: var other }; i++)
        {
            Follow(other, i);
        }
        mark.Closed?.CopyTo(closed, 0);
        isAnythingShut |= closed.Contains(true);
        completion = new Completion(Loads, undecided, mark.Witness ?? hint);
        reserved = new ReservedFloors(Loads, completion);
        IsFeasible = mark.At > 0 || (welfare?.Exists ?? completion.Exists());
        FirstWitness = [.. completion.Witness];
        NoteNeeds();
        for (var i = mark.At; i < undecided.Length && IsFeasible && (explains || !IsOver(i)); )
        {
            Trace?.Stand(i, completion, closed);
            var after = i + 1;
            while (after < undecided.Length && contest.AreTied(after, i))
            {
                after++;
            }
            DecideEqual([.. Enumerable.Range(i, after - i).Where(a => undecided[a])]);
            i = after;
        }
        IsFeasible &= !Loads.OpenFloors().Any();
    }

    /// <summary>What is counted upon for the floors needs room in the quotas of money, too.</summary>
    private void NoteNeeds()
    {
        foreach (var quota in Trace is null || !completion.IsNeeded ? [] : contest.Money)
        {
            Trace?.Need(quota, Loads.Used(quota) + completion.Taken(quota));
        }
    }

    /// <summary>Takes over what another walk decided on an application, and where it had stopped by then.</summary>
    private void Follow(Walk other, int application)
    {
        undecided[application] = false;
        if (other.Loads.Amount(application) is { } amount)
        {
            Loads.Add(application, amount);
        }
        foreach (var quota in contest.QuotasOf[application].Where(q => other.stoppedAt[q] == application))
        {
            (stoppedAt[quota], isAnythingShut) = (application, true);
        }
    }

    /// <summary>A cap over everybody has less left than anyone from here on takes.</summary>
    private bool IsOver(int from) => welfare is null && contest.OverAll.Any(o =>
        limits.Max[o.Quota] is { } max && max - Loads.Used(o.Quota) is var left && left < o.LeastFrom[from] && (left <= 0 || policy.Remainder != RemainderRule.Partial));

    /// <summary>What others can be compared with; only where the walk explains.</summary>
    public WalkTrace? Trace { get; }

    /// <summary>Every floor was reached.</summary>
    public bool IsFeasible { get; private set; }
    public Loads Loads { get; }

    /// <summary>Those who were counted upon to fill the floors before anybody was decided on.</summary>
    public IReadOnlyCollection<int> FirstWitness { get; }

    /// <summary>Count caps that gave way to tied applications.</summary>
    public List<GaveWay> GaveWay { get; } = [];

    public IReadOnlyList<Reason> Reasons(int application) =>
        reasons[application] ?? [.. WhyItMayNotCompete(contest.Applications[application])];

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
    public IReadOnlyList<QuotaLoad> LoadsThen(int application) => loadsThen[application] ?? [];

    private void DecideEqual(List<int> equal)
    {
        if (Trace is not null)
        {
            foreach (var (quota, size) in equal.SelectMany(a => contest.MoneyOf[a].Select(q => (q, contest.Size(q, a)))).GroupBy(s => s.q, s => s.Item2).Select(s => (s.Key, s.Sum())))
            {
                Trace.Need(quota, Loads.Used(quota) + size);
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
        loadsThen[application] = [.. contest.QuotasOf[application].Select(q => new QuotaLoad(contest.Quotas[q].Id, Loads.Used(q), limits.Max[q], limits.Min[q]))];

    private void Decide(int application, List<int> equal)
    {
        var amount = contest.Applications[application].Amount;
        var why = BarredOutright(application);
        var caps = Exceeded(application);
        if (why.Count == 0 && caps.Count > 0 && caps.TrueForAll(q => contest.Quotas[q].Measure == QuotaMeasure.Amount) && welfare is null)
        {
            // Only money bars it: here the rule for the remainder applies.
            if (policy.Remainder == RemainderRule.Partial && contest.Applications[application].MinAmount is { } least && Loads.MoneyLeft(application) is { } left && left >= least && left > Money.Zero)
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
        if (caps.Count > 0 && equal.Exists(e => Loads.Amount(e) is not null && caps.Exists(contest.QuotasOf[e].Contains)))
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
                why.AddRange(NotCompletable([(application, contest.Applications[application].Amount)]));
                completion.Doubt();
            }
            else if (why.Count > 0 || caps.Exists(q => contest.Quotas[q].Measure == QuotaMeasure.Count))
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
        foreach (var application in explains ? equal.Where(a => a != alone && Loads.Amount(a) is null) : [])
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
            var caps = Exceeded(application).Where(q => policy.Ties == TieRule.ExcludeAll || contest.Quotas[q].Measure == QuotaMeasure.Amount);
            why.AddRange(Excluding(application).Concat(caps.Select(Full)).Except(why).ToList());
        }
        if (!why.Exists(r => r is Reason.FloorReserved))
        {
            why.AddRange(FloorsBeside(application, [.. contest.QuotasOf[application].Where(q => why.Contains(Full(q)))]));
        }
    }

    /// <summary>"Who is tied where the group does not fit whole is out, and what it did not fit is closed to all below."</summary>
    private void CutTied(List<int> open)
    {
        List<int> exceeded = [.. open.SelectMany(a => contest.QuotasOf[a]).Distinct().Order()
            .Where(q => Loads.Used(q) + open.Where(a => contest.QuotasOf[a].Contains(q)).Sum(a => contest.Size(q, a)) > limits.Max[q])];
        exceeded.ForEach(q => Trace?.Bar(q, Loads.Used(q) + open.Where(a => contest.QuotasOf[a].Contains(q)).Sum(a => contest.Size(q, a))));
        if (policy.Ties == TieRule.IncludeAll && exceeded.TrueForAll(q => contest.Quotas[q].Measure == QuotaMeasure.Count))
        {
            exceeded.Clear();
        }
        var tied = open.ToList();
        foreach (var application in tied)
        {
            var excluding = tied.Where(o => o != application && contest.GroupsOf[o].Intersect(contest.GroupsOf[application]).Any());
            List<Reason> cut =
            [
                .. exceeded.Where(contest.QuotasOf[application].Contains).Select(Full),
                .. excluding.Select(o => new ApplicationId(contest.Applications[o].Id)).Order().Select(id => new Reason.Exclusive(id)),
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

    /// <summary>Those who are left are funded together; where a floor would be lost by that, those it does not count on are out together.</summary>
    private void TakeTied(List<int> open)
    {
        if (open.Count == 0)
        {
            return;
        }
        var why = NotCompletable(WithAmounts(open));
        if (why.Count > 0)
        {
            var needed = open.Where(Loads.IsNeeded).ToList();
            if (needed.Count == 0 || needed.Count == open.Count || NotCompletable(WithAmounts(needed)).Count > 0)
            {
                needed = [];
            }
            open.Except(needed).ToList().ForEach(a => Settle(a, [new Reason.TieAtCut(), .. why], default));
            open = needed;
        }
        foreach (var quota in open.SelectMany(a => contest.QuotasOf[a]).Distinct().Order())
        {
            var taken = open.Where(a => contest.QuotasOf[a].Contains(quota)).Sum(a => contest.Size(quota, a));
            if (Loads.Used(quota) + taken > limits.Max[quota])
            {
                GaveWay.Add(new GaveWay(contest.Quotas[quota].Id, Loads.Used(quota), taken, limits.Max[quota].GetValueOrDefault()));
            }
        }
        open.ForEach(a => Settle(a, [], contest.Applications[a].Amount));
        if (completion.IsNeeded && !completion.Exists())
        {
            // Nobody is left for a floor because the tied ones it counted on are out.
            IsFeasible = false;
        }

        List<(int, Money)> WithAmounts(List<int> applications) => [.. applications.Select(a => (a, contest.Applications[a].Amount))];
    }

    /// <summary>What bars it whatever its amount. A floor that is still open is served even from a quota that was closed or stopped.</summary>
    private List<Reason> BarredOutright(int application)
    {
        List<Reason> why = [];
        if (isAnythingShut && Loads.IsNeeded(application))
        {
            if (Array.Exists(contest.QuotasOf[application], q => closed[q] || stoppedAt[q] >= 0))
            {
                Trace?.ForFloors();
            }
        }
        else if (isAnythingShut)
        {
            why.AddRange(contest.QuotasOf[application].Where(q => closed[q]).Select(q => new Reason.ClosedByTie(contest.Quotas[q].Id)));
            why.AddRange(contest.QuotasOf[application].Select(q => stoppedAt[q]).Where(at => at >= 0).Distinct().Order()
                .Select(at => new Reason.AfterStop(new ApplicationId(contest.Applications[at].Id))));
        }
        why.AddRange(Excluding(application));
        return why;
    }

    private IEnumerable<Reason> Excluding(int application) => Loads.ExcludedBy(application).Select(id => new Reason.Exclusive(new ApplicationId(id)));

    private Reason Full(int quota) => new Reason.QuotaFull(contest.Quotas[quota].Id);

    private List<int> Exceeded(int application)
    {
        List<int> exceeded = [.. contest.QuotasOf[application].Where(q => Loads.IsExceededBy(q, contest.Applications[application].Amount))];
        exceeded.ForEach(q => Trace?.Bar(q, Loads.Used(q) + contest.Size(q, application)));
        return exceeded;
    }

    private List<Reason> NotCompletable(List<(int Application, Money Amount)> added)
    {
        if (welfare is not null)
        {
            return welfare.CanAdd(added[0].Application) ? [] : [new Reason.LowerTotal()];
        }
        if (completion.CanAdd(added))
        {
            return [];
        }
        Trace?.ForFloors();
        // Where nobody asks why, any open floor says that one bars.
        return explains ? Reserved(added, []) : [new Reason.FloorReserved(contest.Quotas[Loads.OpenFloors().First()].Id)];
    }

    /// <summary>Floors that bar besides whatever else does.</summary>
    private List<Reason> FloorsBeside(int application, List<int> caps) =>
        explains && welfare is null ? Reserved([(application, contest.Applications[application].Amount)], caps) : [];

    private List<Reason> Reserved(List<(int Application, Money Amount)> added, List<int> exempt) =>
        [.. reserved.Barring(added, exempt).Select(q => new Reason.FloorReserved(contest.Quotas[q].Id))];

    private void Settle(int application, List<Reason> why, Money amount)
    {
        undecided[application] = false;
        reasons[application] = why;
        if (why.Count > 0)
        {
            completion.Drop(application);
            return;
        }
        Loads.Add(application, amount);
        NoteNeeds();
    }
}
