using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using GrantReview.Core.Numbers;
using GrantReview.Core.Rankings;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Awards;

/// <summary>
/// The figures of an allocation: caps and floors in the order of the problem's quotas, the minimum score, the rule for ties. A rule set
/// aside has no figure.
/// </summary>
internal sealed record Figures(long?[] Max, long?[] Min, Rational? MinScore, TieRule Ties)
{
    public static Figures Of(AllocationProblem problem) =>
        new([.. problem.Quotas.Select(q => q.Max)], [.. problem.Quotas.Select(q => q.Min)], problem.MinScore, problem.Policy.Ties);
}

/// <summary>A problem for selections to be repeated on: its applications in ranking order, and what each falls under.</summary>
internal sealed class RankedProblem
{
    public RankedProblem(AllocationProblem problem)
    {
        Problem = problem;
        var tiers = problem.Applications.GroupBy(a => a.Tier).OrderByDescending(t => t.Key);
        Applications = [.. tiers.SelectMany(tier => Ranked([.. tier], problem.Policy))];
        PlaceOf = Applications.Select((a, i) => (a.Id, i)).ToDictionary(a => a.Id, a => a.i);
        int[] quotas = [.. Enumerable.Range(0, problem.Quotas.Count)];
        QuotasOf = [.. Applications.Select(a => Array.FindAll(quotas, q => problem.Quotas[q].Matches(a.Attributes)))];
        var groups = problem.Exclusive.Select(g => g.Where(PlaceOf.ContainsKey).Select(id => PlaceOf[id]).ToHashSet()).ToList();
        groups.RemoveAll(g => g.Count < 2);
        GroupCount = groups.Count;
        GroupsOf = [.. Applications.Select((_, i) => Enumerable.Range(0, groups.Count).Where(g => groups[g].Contains(i)).ToArray())];
    }

    public AllocationProblem Problem { get; }
    public AllocationApplication[] Applications { get; }
    public IReadOnlyDictionary<ApplicationId, int> PlaceOf { get; }
    public int[][] QuotasOf { get; }
    public int[][] GroupsOf { get; }
    public int GroupCount { get; }

    public bool IsCount(int quota) => Problem.Quotas[quota].Measure == QuotaMeasure.Count;

    public long Size(int quota, Money amount) => IsCount(quota) ? 1 : amount.Fen;

    public bool MayCompete(int application, Figures figures) =>
        Applications[application].Eligible && !Applications[application].IsBelow(figures.MinScore);

    public bool AreTied(int a, int b) => Applications[a].Tier == Applications[b].Tier && Applications[a].Score == Applications[b].Score;

    private static IEnumerable<AllocationApplication> Ranked(IReadOnlyList<AllocationApplication> tier, AllocationPolicy policy)
    {
        if (policy.Ties == TieRule.Lottery)
        {
            return tier.OrderByDescending(a => a.Score)
                .ThenBy(a => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{policy.Seed}|{a.Id}"))), StringComparer.Ordinal)
                .ThenBy(a => a.Id);
        }
        var byId = tier.ToDictionary(a => a.Id);
        return Ranking.Of([.. tier.Select(a => new RankingCandidate(a.Id, default, a.Score, a.TieBreakers))], policy.TieBreak)
            .Select(r => byId[r.Candidate.Application]);
    }
}

/// <summary>
/// The selection by the rules of the README in plain steps, to be compared with what a plan claims: whether floors can still be reached,
/// and whether a higher sum of scores exists, is asked of <see cref="ExactSearch"/>. It shares nothing with the solver.
/// </summary>
/// <remarks>
/// What a plan funds needs no search where every award is whole: the whole plan, once it is seen to keep every cap and floor, completes
/// each of its parts. Where a question stays unanswered the plan is believed, and <see cref="IsProven"/> is false.
/// </remarks>
internal sealed class RepeatedSelection
{
    private readonly RankedProblem ranked;
    private readonly Figures figures;
    private readonly AllocationPolicy policy;
    private readonly bool[]? claimed;
    private readonly bool isWelfare;
    private readonly long[] used;
    private readonly long[] usedInParts;
    private readonly int[] takersInParts;
    private readonly int[] taker;
    private readonly bool[] closed;
    private readonly bool[] stopped;
    private readonly Money?[] awards;
    private readonly ExactSearch? search;
    private readonly int[] columnOf;
    private readonly BigInteger[] worthOf;
    private readonly bool claimCompletesItself;
    private BigInteger? worth;
    private bool hasFailed;

    /// <param name="claimed">Who is said to be funded; null = nothing is said.</param>
    /// <param name="areWhole">Every claimed award is whole and no count gave way.</param>
    /// <param name="work">Multiplications that exact search may cost.</param>
    public RepeatedSelection(RankedProblem ranked, Figures figures, bool[]? claimed, bool areWhole, long work)
    {
        (this.ranked, this.figures) = (ranked, figures);
        this.claimed = claimed;
        policy = ranked.Problem.Policy;
        isWelfare = policy.Order == AllocationOrder.Welfare;
        claimCompletesItself = claimed is not null && areWhole;
        used = new long[ranked.Problem.Quotas.Count];
        usedInParts = new long[used.Length];
        closed = new bool[used.Length];
        stopped = new bool[used.Length];
        takersInParts = new int[ranked.GroupCount];
        taker = [.. Enumerable.Repeat(-1, ranked.GroupCount)];
        awards = new Money?[ranked.Applications.Length];
        worthOf = isWelfare ? WholeScores() : [];
        columnOf = [.. Enumerable.Repeat(-1, awards.Length)];
        search = isWelfare || Array.Exists(figures.Min, m => m > 0) ? Searched(work) : null;
    }

    /// <summary>False where a question stayed unanswered within the work allowed.</summary>
    public bool IsProven { get; private set; } = true;

    /// <summary>The award of each application in ranking order; null = not funded.</summary>
    public IReadOnlyList<Money?> Awards => awards;

    public long Used(int quota) => used[quota];

    /// <summary>Some set keeps every cap, floor and exclusion.</summary>
    public bool IsPossible => search is null || IsYes(search.Ask(null, out _), believed: claimed is not null);

    /// <summary>Selects; false = there is no list.</summary>
    public bool Run()
    {
        if (!(claimCompletesItself || IsPossible))
        {
            return false;
        }
        if (isWelfare)
        {
            FindWorth();
        }
        for (var i = 0; i < awards.Length && !hasFailed;)
        {
            var after = i + 1;
            while (after < awards.Length && ranked.AreTied(after, i))
            {
                after++;
            }
            DecideEqual([.. Enumerable.Range(i, after - i).Where(a => ranked.MayCompete(a, figures))]);
            i = after;
        }
        return !hasFailed && !Enumerable.Range(0, used.Length).Any(q => Lacks(q) > 0);
    }

    // "No set is worth more than the claimed one."
    private void FindWorth()
    {
        worth = Enumerable.Range(0, awards.Length).Where(a => claimed?[a] == true).Aggregate(BigInteger.Zero, (sum, a) => sum + worthOf[a]);
        if (IsYes(search!.Ask(worth + 1, out _), believed: false))
        {
            hasFailed = true;
        }
    }

    private void DecideEqual(List<int> equal)
    {
        if (figures.Ties is TieRule.ExcludeAll or TieRule.IncludeAll && !isWelfare && equal.Count > 1)
        {
            DecideTogether(equal);
            return;
        }
        equal.ForEach(Decide);
    }

    // "Closed, stopped or excluded; then counts; then money, with the rule for the remainder; then the floors."
    private void Decide(int application)
    {
        var amount = ranked.Applications[application].Amount;
        var isBarred = IsShut(application) || IsExcluded(application);
        var exceeded = Exceeded(application);
        if (!isBarred && !isWelfare && exceeded.Count > 0 && !exceeded.Exists(ranked.IsCount))
        {
            if (policy.Remainder == RemainderRule.Partial && Part(application) is { } part)
            {
                amount = part;
                exceeded.Clear();
            }
            else if (policy.Remainder == RemainderRule.Stop)
            {
                exceeded.ForEach(q => stopped[q] = true);
            }
        }
        if (isBarred || exceeded.Count > 0 || !CanBeCompleted([(application, amount)]))
        {
            Refuse(application);
            return;
        }
        Fund(application, amount);
    }

    // "Equal scores are taken together or not at all."
    private void DecideTogether(List<int> equal)
    {
        var open = new List<int>();
        foreach (var application in equal)
        {
            var exceeded = Exceeded(application);
            var isOut = IsShut(application) || IsExcluded(application) || exceeded.Exists(ranked.IsCount)
                || (exceeded.Count == 0 && !CanBeCompleted([(application, ranked.Applications[application].Amount)]));
            if (isOut)
            {
                Refuse(application);
                continue;
            }
            open.Add(application);
        }
        if (open.Count < 2)
        {
            open.ForEach(Decide);
            return;
        }
        Cut(open);
        if (open.Count > 0)
        {
            TakeTogether(open);
        }
    }

    // "Who is tied where the group does not fit whole is out, and what it did not fit is closed."
    private void Cut(List<int> open)
    {
        List<int> exceeded = [.. open.SelectMany(a => ranked.QuotasOf[a]).Distinct().Where(q => used[q] + Together(q) > figures.Max[q])];
        if (figures.Ties == TieRule.IncludeAll && exceeded.TrueForAll(ranked.IsCount))
        {
            exceeded.Clear();
        }
        var crowded = open.SelectMany(a => ranked.GroupsOf[a]).CountBy(g => g).Where(g => g.Value > 1).Select(g => g.Key).ToHashSet();
        var cut = open.Where(a => ranked.QuotasOf[a].Intersect(exceeded).Any() || ranked.GroupsOf[a].Any(crowded.Contains)).ToList();
        foreach (var application in cut)
        {
            open.Remove(application);
            Refuse(application);
        }
        exceeded.ForEach(q => closed[q] = true);

        long Together(int quota) =>
            open.Where(a => ranked.QuotasOf[a].Contains(quota)).Sum(a => ranked.Size(quota, ranked.Applications[a].Amount));
    }

    // "Where a floor would be lost by that, those it does not count on are out together."
    private void TakeTogether(List<int> open)
    {
        if (!CanBeCompleted(Whole(open)))
        {
            List<int> needed = [.. open.Where(IsNeeded)];
            if (needed.Count == 0 || needed.Count == open.Count || !CanBeCompleted(Whole(needed)))
            {
                needed = [];
            }
            open.Except(needed).ToList().ForEach(Refuse);
            open = needed;
        }
        open.ForEach(a => Fund(a, ranked.Applications[a].Amount));
        hasFailed |= !CanBeCompleted([]);

        List<(int, Money)> Whole(List<int> applications) => [.. applications.Select(a => (a, ranked.Applications[a].Amount))];
    }

    private bool CanBeCompleted(List<(int Application, Money Amount)> added)
    {
        var hasOpenFloor = Enumerable.Range(0, used.Length).Any(q => Lacks(q) > 0);
        var isClaimed = claimed is not null && added.TrueForAll(a => claimed[a.Application]);
        if (search is null || (!hasOpenFloor && !isWelfare) || (claimCompletesItself && isClaimed))
        {
            return true;
        }
        added.ForEach(a => Count(a.Application, a.Amount, 1));
        var verdict = search.Ask(worth, out _);
        added.ForEach(a => Count(a.Application, a.Amount, -1));
        return IsYes(verdict, isClaimed);
    }

    private bool IsYes(Verdict verdict, bool believed)
    {
        IsProven &= verdict != Verdict.Unknown;
        return verdict == Verdict.Unknown ? believed : verdict == Verdict.Yes;
    }

    // "A floor that is still open is served even from a quota that was closed or stopped."
    private bool IsShut(int application) =>
        !IsNeeded(application) && Array.Exists(ranked.QuotasOf[application], q => closed[q] || stopped[q]);

    private bool IsNeeded(int application) => Array.Exists(ranked.QuotasOf[application], q => Lacks(q) > 0);

    private bool IsExcluded(int application) => Array.Exists(ranked.GroupsOf[application], g => taker[g] >= 0);

    private long Lacks(int quota) => Math.Max(0, (figures.Min[quota] ?? 0) - used[quota]);

    private List<int> Exceeded(int application) =>
        [.. ranked.QuotasOf[application].Where(q => used[q] + ranked.Size(q, ranked.Applications[application].Amount) > figures.Max[q])];

    private Money? Part(int application)
    {
        var capped = ranked.QuotasOf[application].Where(q => !ranked.IsCount(q) && figures.Max[q] is not null);
        var left = capped.Min(q => Math.Max(0, figures.Max[q].GetValueOrDefault() - used[q]));
        return left > 0 && left >= ranked.Applications[application].MinAmount?.Fen ? new Money(left) : null;
    }

    private void Fund(int application, Money amount)
    {
        Count(application, amount, 1);
        awards[application] = amount;
    }

    private void Refuse(int application)
    {
        if (search is not null && columnOf[application] is var column)
        {
            var (least, most) = search.Bounds(column);
            search.Bound(column, least, most - 1);
        }
    }

    /// <summary>The application is in (1), or not any more (−1): in the quotas used, and in what exact search knows.</summary>
    private void Count(int application, Money amount, int sign)
    {
        var isWhole = amount == ranked.Applications[application].Amount;
        foreach (var quota in ranked.QuotasOf[application])
        {
            var size = sign * ranked.Size(quota, amount);
            used[quota] = checked(used[quota] + size);
            usedInParts[quota] += isWhole ? 0 : size;
            // A cap that gave way has nothing left.
            long? most = figures.Max[quota] is { } max ? Math.Max(max, used[quota]) - usedInParts[quota] : null;
            search?.Limit(quota, figures.Min[quota] - usedInParts[quota], most);
        }
        foreach (var group in ranked.GroupsOf[application])
        {
            taker[group] = sign > 0 ? application : -1;
            takersInParts[group] += isWhole ? 0 : sign;
            search?.Limit(used.Length + group, null, 1 - takersInParts[group]);
        }
        if (search is not null)
        {
            var (fewest, atMost) = search.Bounds(columnOf[application]);
            search.Bound(columnOf[application], isWhole ? fewest + sign : fewest, isWhole ? atMost : atMost - sign);
        }
    }

    private ExactSearch Searched(long work)
    {
        var columns = new List<AlikeApplications>();
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var a = 0; a < awards.Length; a++)
        {
            if (!ranked.MayCompete(a, figures))
            {
                continue;
            }
            var quotas = ranked.QuotasOf[a].Where(q => figures.Max[q] is not null || figures.Min[q] > 0);
            int[] rows = [.. quotas, .. ranked.GroupsOf[a].Select(g => used.Length + g)];
            long[] sizes = [.. rows.Select(r => r < used.Length ? ranked.Size(r, ranked.Applications[a].Amount) : 1)];
            var key = $"{string.Join(',', rows)}|{string.Join(',', sizes)}|{(isWelfare ? worthOf[a] : BigInteger.Zero)}";
            if (known.TryAdd(key, columns.Count))
            {
                columns.Add(new AlikeApplications(rows, sizes, isWelfare ? worthOf[a] : BigInteger.Zero, 0));
            }
            columnOf[a] = known[key];
            columns[columnOf[a]] = columns[columnOf[a]] with { Count = columns[columnOf[a]].Count + 1 };
        }
        List<long?> least = [.. figures.Min, .. new long?[ranked.GroupCount]];
        List<long?> most = [.. figures.Max, .. Enumerable.Repeat<long?>(1, ranked.GroupCount)];
        return new ExactSearch(columns, least, most, work);
    }

    /// <summary>The scores over one denominator.</summary>
    private BigInteger[] WholeScores()
    {
        var denominator = ranked.Applications.Select(a => a.Score.Denominator)
            .Aggregate(BigInteger.One, (common, d) => common / BigInteger.GreatestCommonDivisor(common, d) * d);
        return [.. ranked.Applications.Select(a => a.Score.Numerator * (denominator / a.Score.Denominator))];
    }
}
