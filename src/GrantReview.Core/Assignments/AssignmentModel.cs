using System.Collections;
using GrantReview.Core.Assignments.Rules;

namespace GrantReview.Core.Assignments;

/// <summary>An application, or a panel of applications that are scored by the same experts.</summary>
/// <param name="Members">Places in the problem's list, by id.</param>
internal sealed record SeatRow(ApplicationId Id, int[] Members, int Needed)
{
    public int Size => Members.Length;
}

/// <summary>A rule of a group and the experts whom it counts, on each row.</summary>
internal sealed record SeatGroup(GroupRule Rule, int[] Experts)
{
    public int Min => Rule.Least;
    public int Max => Rule.Most;
}

/// <summary>
/// The problem in numbers: rows and experts by id (ordinal), so that the input's order is gone; open pairs as bits; groups that nest as a
/// forest, groups that cross as sides; affinities as whole multiples of a step.
/// </summary>
internal sealed class AssignmentModel
{
    /// <summary>Affinities with at most nine decimals are taken exactly; any other is rounded to the ninth.</summary>
    private const int MostDecimals = 9;

    private static readonly double[] Powers = [.. Enumerable.Range(0, MostDecimals + 1).Select(d => Math.Pow(10, d))];

    private readonly int[] expertPlace;
    private readonly bool isInOrder;
    private readonly List<(int Expert, double Value)>?[]? listed;

    public AssignmentModel(AssignmentProblem problem)
    {
        Problem = problem;
        var byPanel = problem.Applications.Select((a, i) => (a, i)).Where(a => a.a.Needed > 0).OrderBy(a => a.a.Id).GroupBy(a => a.a.Row);
        Rows = [.. byPanel.Select(g => new SeatRow(g.First().a.Id, [.. g.Select(a => a.i)], g.Max(a => a.a.Needed)))
            .OrderBy(r => r.Id)];
        expertPlace = [.. Enumerable.Range(0, problem.Experts.Count).OrderBy(e => problem.Experts[e].Id)];
        isInOrder = expertPlace.Index().All(p => p.Index == p.Item);
        Experts = [.. expertPlace.Select(e => problem.Experts[e])];
        ExpertNumber = Experts.Select((e, i) => (e.Id, i)).ToDictionary(e => e.Id, e => e.i);
        RowNumber = Rows.SelectMany((r, i) => r.Members.Select(m => (problem.Applications[m].Id, i)))
            .ToDictionary(r => r.Id, r => r.i);
        Words = (Experts.Length + 63) / 64;
        (Low, High) = Loads();
        Open = OpenPairs();
        Fixed = PairsOf(problem.Fixed);
        (Groups, Chains, Crossing) = Nest();
        listed = problem.Computed is null ? List() : null;
    }

    public AssignmentProblem Problem { get; }
    public SeatRow[] Rows { get; }
    public ExpertLoad[] Experts { get; }
    public Dictionary<ExpertId, int> ExpertNumber { get; }
    public Dictionary<ApplicationId, int> RowNumber { get; }

    /// <summary>How many rows an expert takes, at least and at most.</summary>
    public int[] Low { get; }
    public int[] High { get; }

    /// <summary>By row: the bit of an expert who may score it.</summary>
    public ulong[][] Open { get; }
    public int Words { get; }

    /// <summary>By row: experts it must have.</summary>
    public List<int>[] Fixed { get; }

    /// <summary>Groups that nest, and for each expert those it is in, the smallest first.</summary>
    public SeatGroup[] Groups { get; }
    public int[][] Chains { get; }

    /// <summary>Groups that cross others, which a flow cannot hold.</summary>
    public SeatGroup[] Crossing { get; }

    /// <summary>Panels differ in size, so that loads are a knapsack, which a flow cannot hold.</summary>
    public bool HasUnequalPanels { get; private set; }

    /// <summary>One affinity is Step whole units; IsExact says that no affinity was rounded.</summary>
    public double Step { get; private set; } = 1;
    public bool IsExact { get; private set; } = true;
    public double LargestAffinity { get; private set; }

    /// <summary>The affinities of a row's member with every expert; what is in <paramref name="work"/> afterwards has no meaning.</summary>
    public void MemberAffinities(int member, Span<double> work, Span<double> sums)
    {
        if (Problem.Computed is { } computed)
        {
            computed(member, isInOrder ? sums : work);
            for (var e = 0; !isInOrder && e < sums.Length; e++)
            {
                sums[e] = work[expertPlace[e]];
            }
            return;
        }
        sums.Clear();
        foreach (var (expert, value) in listed?[member] ?? [])
        {
            sums[expert] += value;
        }
    }

    /// <summary>The same in whole units, each member rounded by itself.</summary>
    public void Units(int row, Span<long> units, Span<double> sums, Span<double> work)
    {
        units.Clear();
        foreach (var member in Rows[row].Members)
        {
            MemberAffinities(member, work, sums);
            for (var e = 0; e < units.Length; e++)
            {
                units[e] += (long)Math.Round(sums[e] * Step);
            }
        }
    }

    /// <summary>
    /// Looks at every open pair once: the largest affinity, the decimals they have, and what the caller wants of a row's costs (less is
    /// better) in whole units.
    /// </summary>
    /// <returns>
    /// The id of the first application with an affinity that is no number, or null; and whether the costs handed over were in another step
    /// than it is now.
    /// </returns>
    public (ApplicationId? Broken, bool HasStepChanged) Scan(Action<int, long[]> each)
    {
        var gate = new object();
        ApplicationId? broken = null;
        var guess = FirstDecimals();
        var (decimals, step) = (guess, Powers[guess]);
        Parallel.For(0, Rows.Length, () => new Seen(Experts.Length, guess), (row, _, seen) =>
        {
            seen.Sums.AsSpan().Clear();
            seen.Costs.AsSpan().Clear();
            foreach (var member in Rows[row].Members)
            {
                MemberAffinities(member, seen.Work, seen.Own);
                foreach (var e in new ExpertSet(Open[row]))
                {
                    var value = seen.Own[e];
                    var units = Math.Round(value * step);
                    if (units / step != value || !double.IsFinite(value))
                    {
                        if (!double.IsFinite(value))
                        {
                            seen.Broken = seen.Broken is not { } known || Rows[row].Id.CompareTo(known) < 0
                                ? Rows[row].Id : known;
                            return seen;
                        }
                        // Decimals are the members': those of a panel's sum may be fewer.
                        seen.Decimals = Decimals(value, seen.Decimals);
                    }
                    seen.Sums[e] += value;
                    seen.Costs[e] -= (long)units;
                    seen.Largest = Math.Max(seen.Largest, Math.Abs(seen.Sums[e]));
                }
            }
            each(row, seen.Costs);
            return seen;
        }, seen =>
        {
            lock (gate)
            {
                decimals = Math.Max(decimals, seen.Decimals);
                LargestAffinity = Math.Max(LargestAffinity, seen.Largest);
                broken = seen.Broken is { } found && (broken is not { } known || found.CompareTo(known) < 0)
                    ? found : broken;
            }
        });
        (Step, IsExact) =
            (Powers[Math.Min(decimals, MostDecimals)], decimals <= MostDecimals && LargestAffinity * Math.Pow(10, decimals) < 1L << 52);
        Coarsen(1e15);
        return (broken, Step != step);
    }

    private sealed class Seen(int experts, int decimals)
    {
        public long[] Costs { get; } = new long[experts];
        public double[] Sums { get; } = new double[experts];
        public double[] Own { get; } = new double[experts];
        public double[] Work { get; } = new double[experts];
        public int Decimals { get; set; } = decimals;
        public double Largest { get; set; }
        public ApplicationId? Broken { get; set; }
    }

    /// <summary>Most rows have as many decimals as the first.</summary>
    private int FirstDecimals()
    {
        var (values, work, decimals) = (new double[Experts.Length], new double[Experts.Length], 0);
        foreach (var member in Rows.Take(1).SelectMany(r => r.Members))
        {
            MemberAffinities(member, work, values);
            foreach (var e in new ExpertSet(Open[0]))
            {
                decimals = Decimals(values[e], decimals);
            }
        }
        return Math.Min(decimals, MostDecimals);
    }

    private static int Decimals(double value, int decimals)
    {
        while (decimals <= MostDecimals && Math.Round(value * Powers[decimals]) / Powers[decimals] != value)
        {
            decimals++;
        }
        return decimals;
    }

    /// <summary>Takes a coarser step until the largest affinity has at most so many units.</summary>
    public void Coarsen(double most)
    {
        while (LargestAffinity * Step > most)
        {
            (Step, IsExact) = (Step / 10, false);
        }
    }

    private (int[] Low, int[] High) Loads()
    {
        var sizes = Rows.Select(r => r.Size).Distinct().Order().ToArray();
        HasUnequalPanels = sizes.Length > 1;
        var (smallest, largest) = sizes.Length == 0 ? (1, 1) : (sizes[0], sizes[^1]);
        var bounds = Experts.Select(e => e.InPanels(smallest, largest)).ToList();
        return ([.. bounds.Select(b => b.Low)], [.. bounds.Select(b => Math.Min(Rows.Length, b.High))]);
    }

    private ulong[][] OpenPairs()
    {
        var all = new ulong[Words];
        for (var e = 0; e < Experts.Length; e++)
        {
            if (High[e] > 0)
            {
                ExpertSet.Add(all, e);
            }
        }
        var open = Rows.Select(_ => (ulong[])all.Clone()).ToArray();
        foreach (var (application, expert) in new PairRules(Problem).Apart)
        {
            if (RowNumber.TryGetValue(application, out var row) && ExpertNumber.TryGetValue(expert, out var e))
            {
                ExpertSet.Remove(open[row], e);
            }
        }
        if (HasUnequalPanels)
        {
            for (var row = 0; row < Rows.Length; row++)
            {
                for (var e = 0; e < Experts.Length; e++)
                {
                    if (!Experts[e].MayTake(Rows[row].Size))
                    {
                        ExpertSet.Remove(open[row], e);
                    }
                }
            }
        }
        return open;
    }

    public List<int>[] PairsOf(IEnumerable<Assignment> pairs)
    {
        var byRow = Rows.Select(_ => new List<int>()).ToArray();
        foreach (var pair in pairs)
        {
            if (RowNumber.TryGetValue(pair.Application, out var row) && ExpertNumber.TryGetValue(pair.Expert, out var expert)
                && !byRow[row].Contains(expert))
            {
                byRow[row].Add(expert);
            }
        }
        foreach (var row in byRow)
        {
            row.Sort();
        }
        return byRow;
    }

    private List<(int Expert, double Value)>?[] List()
    {
        var place = Problem.Applications.Select((a, i) => (a.Id, i)).ToDictionary(a => a.Id, a => a.i);
        var rows = new List<(int, double)>?[Problem.Applications.Count];
        foreach (var affinity in Problem.Affinities)
        {
            if (affinity.Value != 0 && place.TryGetValue(affinity.Application, out var application)
                && ExpertNumber.TryGetValue(affinity.Expert, out var expert))
            {
                (rows[application] ??= []).Add((expert, affinity.Value));
            }
        }
        return rows;
    }

    /// <summary>Groups that nest in those before them become a forest; the others are left to the integer programme.</summary>
    private (SeatGroup[] Groups, int[][] Chains, SeatGroup[] Crossing) Nest()
    {
        var nested = new List<SeatGroup>();
        var crossing = new List<SeatGroup>();
        foreach (var group in AllGroups())
        {
            var members = new BitArray(Experts.Length);
            foreach (var e in group.Experts)
            {
                members[e] = true;
            }
            var nests = nested.Where(g => g.Rule.Family != group.Rule.Family).All(other =>
                other.Experts.Count(e => members[e]) is var shared
                    && (shared == 0 || shared == group.Experts.Length || shared == other.Experts.Length));
            (nests ? nested : crossing).Add(group);
        }
        SeatGroup[] groups = [.. nested.OrderBy(g => g.Experts.Length)];
        var chains = new List<int>[Experts.Length];
        for (var g = 0; g < groups.Length; g++)
        {
            foreach (var e in groups[g].Experts)
            {
                (chains[e] ??= []).Add(g);
            }
        }
        return (groups, [.. chains.Select(c => c?.ToArray() ?? [])], [.. crossing]);
    }

    /// <summary>Floors, and caps that so many experts could exceed.</summary>
    private IEnumerable<SeatGroup> AllGroups()
    {
        var (rules, experts) = (GroupRules.Of(Problem), Enumerable.Range(0, Experts.Length).ToList());
        var caps = experts.GroupBy(e => rules.CapOf(Experts[e]));
        return rules.Floors.Select(floor => new SeatGroup(floor, [.. experts.Where(e => floor.Counts(Experts[e]))])).Concat(
            from unit in caps
            where unit.Key is not null && unit.Count() > unit.Key.Most
            select new SeatGroup(unit.Key, [.. unit]));
    }
}

/// <summary>A set of experts as bits; counted off in order.</summary>
internal readonly ref struct ExpertSet(ReadOnlySpan<ulong> bits)
{
    private readonly ReadOnlySpan<ulong> bits = bits;

    public static bool Has(ReadOnlySpan<ulong> bits, int expert) => (bits[expert >> 6] >> (expert & 63) & 1) == 1;

    public static void Add(Span<ulong> bits, int expert) => bits[expert >> 6] |= 1UL << (expert & 63);

    public static void Remove(Span<ulong> bits, int expert) => bits[expert >> 6] &= ~(1UL << (expert & 63));

    public Enumerator GetEnumerator() => new(bits);

    public ref struct Enumerator(ReadOnlySpan<ulong> bits)
    {
        private readonly ReadOnlySpan<ulong> bits = bits;
        private int word = -1;
        private ulong left;

        public readonly int Current => (word << 6) + System.Numerics.BitOperations.TrailingZeroCount(left);

        public bool MoveNext()
        {
            left &= left - 1;
            while (left == 0 && ++word < bits.Length)
            {
                left = bits[word];
            }
            return left != 0;
        }
    }
}
