using GrantReview.Core.Numbers;
using GrantReview.Core.Rankings;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Awards;

/// <summary>
/// The figures that a what-if changes: caps and floors in the order of <see cref="PreparedProblem.Quotas"/>, and the minimum score.
/// </summary>
internal sealed record Limits(long?[] Max, long?[] Min, Rational? MinScore)
{
    public Limits WithMax(int quota, long? max) => this with { Max = Changed(Max, quota, max) };
    public Limits WithMin(int quota, long? min) => this with { Min = Changed(Min, quota, min) };

    private static long?[] Changed(long?[] figures, int at, long? figure)
    {
        long?[] changed = [.. figures];
        changed[at] = figure;
        return changed;
    }
}

/// <summary>
/// The problem made ready for many selections: applications in ranking order and quotas by id, so that the order of rows cannot matter; and
/// who falls under what, as indexes into both.
/// </summary>
internal sealed class PreparedProblem
{
    private const string LotKey = "lot";

    public PreparedProblem(AllocationProblem problem)
    {
        Policy = problem.Policy;
        Quotas = [.. problem.Quotas.OrderBy(q => q.Id)];
        Limits = new Limits([.. Quotas.Select(q => q.Max)], [.. Quotas.Select(q => q.Min)], problem.MinScore);
        (Applications, DecidedById) = InOrder(problem);
        IndexOf = Applications.Select((a, i) => (a.Id, i)).ToDictionary(a => a.Id, a => a.i);
        Members = MembersOf(Quotas, Applications);
        QuotasOf = Inverse(Members);
        Money = [.. Enumerable.Range(0, Quotas.Count).Where(q => Quotas[q].Measure == QuotaMeasure.Amount)];
        MoneyOf = [.. QuotasOf.Select(of => of.Where(q => Quotas[q].Measure == QuotaMeasure.Amount).ToArray())];
        OverAll = [.. Enumerable.Range(0, Quotas.Count).Where(q => Quotas[q].Max is not null && Members[q].Length == Applications.Count)
            .Select(q => (q, LeastFrom(q)))];
        Groups = [.. problem.Exclusive.Select(
            g => g.Distinct().Where(IndexOf.ContainsKey).Select(id => IndexOf[id]).Order().ToArray())
            .Where(g => g.Length > 1).OrderBy(g => string.Join(',', g), StringComparer.Ordinal)];
        GroupsOf = Inverse(Groups);
        var kinds = new Dictionary<string, int>(StringComparer.Ordinal);
        KindOf = [.. Applications.Select((a, i) => $"{string.Join(',', QuotasOf[i])}|{string.Join(',', GroupsOf[i])}|{a.Amount.Fen}")
            .Select(key => kinds.TryAdd(key, kinds.Count) ? kinds.Count - 1 : kinds[key])];
    }

    public AllocationPolicy Policy { get; }

    /// <summary>In ranking order: tier, score, then the chain (or the lot), then id.</summary>
    public IReadOnlyList<AllocationApplication> Applications { get; }
    public IReadOnlyList<Quota> Quotas { get; }
    public Limits Limits { get; }
    public IReadOnlyList<ApplicationId> DecidedById { get; }
    public IReadOnlyDictionary<ApplicationId, int> IndexOf { get; }

    /// <summary>Quota → applications that fall under it, ascending.</summary>
    public int[][] Members { get; }

    /// <summary>Application → quotas it falls under, ascending.</summary>
    public int[][] QuotasOf { get; }

    /// <summary>Quotas of money, ascending; and those an application falls under.</summary>
    public int[] Money { get; }
    public int[][] MoneyOf { get; }

    /// <summary>Caps that everybody falls under, with the least that anyone from a place on takes.</summary>
    public IReadOnlyList<(int Quota, long[] LeastFrom)> OverAll { get; }

    /// <summary>Groups of which at most one is funded; groups of one are left out.</summary>
    public int[][] Groups { get; }
    public int[][] GroupsOf { get; }

    /// <summary>
    /// Applications of the same kind fall under the same quotas and groups with the same amount: any rule sees them alike but for their
    /// place.
    /// </summary>
    public int[] KindOf { get; }

    /// <summary>The problem with other figures: everything else, and the order, is shared.</summary>
    public bool MayCompete(int application, Limits limits) =>
        Applications[application].Eligible && !Applications[application].IsBelow(limits.MinScore);

    /// <summary>Nothing but the chain, the lot or the id sets them apart.</summary>
    public bool AreTied(int a, int b) => Applications[a].Score == Applications[b].Score && Applications[a].Tier == Applications[b].Tier;

    private long[] LeastFrom(int quota)
    {
        var least = new long[Applications.Count];
        for (var i = least.Length - 1; i >= 0; i--)
        {
            least[i] = i + 1 < least.Length ? Math.Min(least[i + 1], Size(quota, i)) : Size(quota, i);
        }
        return least;
    }

    /// <summary>What one application takes of a quota: a place, or its amount in fen.</summary>
    public long Size(int quota, int application) => Quotas[quota].Measure == QuotaMeasure.Count ? 1 : Applications[application].Amount.Fen;

    public long Size(int quota, Money amount) => Quotas[quota].Measure == QuotaMeasure.Count ? 1 : amount.Fen;

    private static (List<AllocationApplication> Order, List<ApplicationId> DecidedById) InOrder(AllocationProblem problem)
    {
        var byLot = problem.Policy.Ties == TieRule.Lottery;
        var byId = problem.Applications.ToDictionary(a => a.Id);
        var ranked = problem.Applications.GroupBy(a => a.Tier).OrderByDescending(t => t.Key).SelectMany(tier => Ranking.Of(
            [.. tier.Select(a => new RankingCandidate(a.Id, default, a.Score, byLot
                ? new Dictionary<string,
                    string> { [LotKey] = "#" + AllocationSolver.Lot(problem.Policy.Seed ?? "", a.Id) } : a.TieBreakers))],
            byLot ? [new TieBreakKey(LotKey, false)] : problem.Policy.TieBreak)).ToList();
        return ([.. ranked.Select(r => byId[r.Candidate.Application])],
            [.. ranked.Where(r => r.DecidedById).Select(r => r.Candidate.Application)]);
    }

    /// <summary>
    /// Each attribute's values are looked up once by their keys, so that 200 quotas against 10,000 applications are 200 look-ups. What it
    /// finds is what <see cref="AttributeFilter"/> says.
    /// </summary>
    private static int[][] MembersOf(IReadOnlyList<Quota> quotas, IReadOnlyList<AllocationApplication> applications)
    {
        var holders = quotas.SelectMany(q => q.Where.Keys).Distinct(StringComparer.Ordinal).ToDictionary(
            key => key, key => Enumerable.Range(0, applications.Count)
                .SelectMany(i => LimitKey.NamesOf(applications[i].Attributes, key), (i, name) => (Name: Written.Key(name), Place: i))
                .ToLookup(h => h.Name, h => h.Place, StringComparer.Ordinal), StringComparer.Ordinal);
        return [.. quotas.Select(MembersOfOne)];

        int[] MembersOfOne(Quota quota)
        {
            var members = Enumerable.Range(0, applications.Count);
            foreach (var (key, accepted) in quota.Where)
            {
                var wanted = (accepted.Any(Written.AsksYesOrNo)
                    ? holders[key].Where(v => Written.SaysAny(v.Key, accepted)).SelectMany(v => v)
                    : accepted.SelectMany(v => holders[key][Written.Key(v)])).ToHashSet();
                members = members.Where(wanted.Contains);
            }
            return [.. members];
        }
    }

    private int[][] Inverse(int[][] sets)
    {
        var inverse = new List<int>[Applications.Count];
        for (var i = 0; i < inverse.Length; i++)
        {
            inverse[i] = [];
        }
        for (var s = 0; s < sets.Length; s++)
        {
            foreach (var member in sets[s])
            {
                inverse[member].Add(s);
            }
        }
        return [.. inverse.Select(i => i.ToArray())];
    }
}
