using Google.OrTools.Graph;

namespace GrantReview.Core.Assignments;

/// <summary>Fills the whole costs of a row's experts; only those whose bit is set are read.</summary>
internal delegate void RowCosts(int row, Span<long> costs, ReadOnlySpan<ulong> wanted);

internal enum FlowEnd { Optimal, Infeasible, CostsTooLarge }

/// <summary>
/// A min-cost flow source → expert → groups of experts on a row → row, over a few candidate pairs of each row. Node potentials then price
/// every pair that is not a candidate; those that would improve the flow join, until none would: the flow is optimal for all pairs.
/// Objectives follow each other: <see cref="Restrict"/> keeps what all optima of the one before leave open.
/// </summary>
internal sealed partial class CandidateFlow
{
    /// <summary>Of so few pairs all are candidates.</summary>
    private const int FewPairs = 60_000;

    /// <summary>Candidates of a row to begin with, and how many join it at once.</summary>
    private const int Usual = 40;
    private const int MostJoining = 30;

    /// <summary>One row in so many may have changed for the next flow to be solved near the last one.</summary>
    private const int FewChanged = 4;
    private const int Source = 0;

    private readonly AssignmentModel model;
    private readonly ulong[][] open;
    private readonly ulong[][] isCandidate;
    private readonly List<int>[] candidates;
    private readonly List<long>[] candidateCosts;
    private readonly List<int>[] settled;
    private readonly int[] settledLoad;
    private readonly int[] low;
    private readonly int[] high;
    private readonly Dictionary<(int Row, int Group), (int Min, int Max)> groupBounds = [];

    // By row, the groups whose rule has a node; groups that have a floor, and their places for each expert.
    private readonly SortedSet<int>[] heeded;
    private readonly int[] floors;
    private readonly int[][] floorsOf;

    // A flow of these costs is known; rows that have new pairs or rules since.
    private bool isNear;
    private readonly bool[] changed;

    public CandidateFlow(AssignmentModel model)
    {
        this.model = model;
        open = [.. model.Open.Select(o => (ulong[])o.Clone())];
        isCandidate = [.. open.Select(_ => new ulong[model.Words])];
        candidates = [.. model.Rows.Select(_ => new List<int>())];
        candidateCosts = [.. model.Rows.Select(_ => new List<long>())];
        settled = [.. model.Fixed.Select(f => new List<int>(f))];
        floors = [.. Enumerable.Range(0, model.Groups.Length).Where(g => model.Groups[g].Min > 0)];
        floorsOf = [.. model.Chains.Select(c => c.Select(g => Array.IndexOf(floors, g)).Where(f => f >= 0).ToArray())];
        heeded = [.. model.Rows.Select(_ => new SortedSet<int>())];
        (changed, slack, tight) = (new bool[model.Rows.Length], new long[model.Rows.Length], new ulong[model.Rows.Length][]);
        settledLoad = new int[model.Experts.Length];
        (low, high) = ((int[])model.Low.Clone(), (int[])model.High.Clone());
        for (var row = 0; row < settled.Length; row++)
        {
            foreach (var e in settled[row])
            {
                ExpertSet.Remove(open[row], e);
                settledLoad[e]++;
            }
        }
    }

    /// <summary>Without floors: as many seats as can be filled, and floors only as a wish.</summary>
    public bool IsRelaxed { get; init; }

    /// <summary>
    /// Rows that a flow short of seats cannot serve any further, and the experts that all still have room: the two sides of the cut.
    /// </summary>
    public IReadOnlyList<int> CutRows { get; private set; } = [];

    /// <summary>A flow of its own over the same open pairs and candidates.</summary>
    public CandidateFlow Copy(bool isRelaxed = false)
    {
        var copy = new CandidateFlow(model) { IsRelaxed = isRelaxed };
        for (var row = 0; row < open.Length; row++)
        {
            (copy.open[row], copy.isCandidate[row]) = ((ulong[])open[row].Clone(), (ulong[])isCandidate[row].Clone());
            copy.candidates[row].AddRange(candidates[row]);
            copy.heeded[row].UnionWith(heeded[row]);
        }
        return copy;
    }

    /// <summary>The pair can be in no plan.</summary>
    public void Close(int row, int expert)
    {
        ExpertSet.Remove(open[row], expert);
        if (ExpertSet.Has(isCandidate[row], expert))
        {
            ExpertSet.Remove(isCandidate[row], expert);
            candidates[row].Remove(expert);
        }
    }

    /// <summary>The candidates of a row, in no particular order.</summary>
    public IReadOnlyList<int> CandidatesOf(int row) => candidates[row];

    /// <summary>The next solve has other costs on the same pairs.</summary>
    public void ForgetCosts()
    {
        (potential, priced, isNear) = ([], [], false);
        foreach (var costs in candidateCosts)
        {
            costs.Clear();
        }
    }

    /// <summary>Pairs of rows with free seats that are still open.</summary>
    public long Undecided => Enumerable.Range(0, open.Length).Where(r => Left(r) > 0)
        .Sum(r => open[r].Sum(bits => (long)System.Numerics.BitOperations.PopCount(bits)));

    public int Left(int row) => Math.Max(0, model.Rows[row].Needed - settled[row].Count);

    /// <summary>The experts of a row in the last solution.</summary>
    public IEnumerable<int> Chosen(int row) =>
        settled[row].Concat(Enumerable.Range(first[row], first[row + 1] - first[row]).Where(p => pairFlow[p]).Select(p => pairExpert[p]))
            .Order();

    /// <summary>
    /// Begins with the best pairs of each row: enough for its seats, of every group that has a floor, and not all of one unit.
    /// </summary>
    public void Begin(int row, ReadOnlySpan<long> costs)
    {
        if (Left(row) == 0)
        {
            return;
        }
        if ((long)model.Rows.Length * model.Experts.Length <= FewPairs)
        {
            foreach (var e in new ExpertSet(open[row]))
            {
                Join(row, e, costs[e]);
            }
            return;
        }
        var most = Math.Max(Usual, 4 * model.Rows[row].Needed);
        var best = new Best(most);
        var ofFloor = Array.ConvertAll(floors, g => new Best((most / 4) + model.Groups[g].Min));
        foreach (var e in new ExpertSet(open[row]))
        {
            best.Offer(row, e, costs[e]);
            foreach (var f in floorsOf[e])
            {
                ofFloor[f].Offer(row, e, costs[e]);
            }
        }
        foreach (var e in ofFloor.Append(best).SelectMany(b => b.Experts).Order())
        {
            Join(row, e, costs[e]);
        }
    }

    /// <summary>
    /// The experts of least cost. Rows that like the same experts equally begin with different ones of them, or few experts would be asked
    /// for all seats.
    /// </summary>
    private sealed class Best(int count)
    {
        private readonly PriorityQueue<int, (long Worth, uint Spread)> queue = new();
        private long most = long.MaxValue;

        public IEnumerable<int> Experts => queue.UnorderedItems.Select(i => i.Element);

        public void Offer(int row, int expert, long cost)
        {
            if (cost <= most)
            {
                Put(row, expert, cost);
            }
        }

        private void Put(int row, int expert, long cost)
        {
            if (queue.Count < count)
            {
                queue.Enqueue(expert, (-cost, Spread(row, expert)));
            }
            else
            {
                queue.EnqueueDequeue(expert, (-cost, Spread(row, expert)));
            }
            if (queue.Count == count && queue.TryPeek(out _, out var last))
            {
                most = -last.Worth;
            }
        }
    }

    /// <summary>A number of its own for each expert of a row: multiplications by odd numbers and a shift lose nothing.</summary>
    private static uint Spread(int row, int expert)
    {
        var mixed = ((uint)expert * 0x9e3779b1) ^ ((uint)row * 0x85ebca6b);
        mixed = (mixed ^ (mixed >> 15)) * 0xc2b2ae35;
        return mixed ^ (mixed >> 13);
    }

    /// <summary>Solves to proven optimality over all open pairs.</summary>
    public FlowEnd Solve(RowCosts costs)
    {
        while (true)
        {
            Build(costs);
            using var flow = Network(withCosts: true);
            switch (IsRelaxed ? flow.SolveMaxFlowWithMinCost() : flow.Solve())
            {
                case MinCostFlow.Status.OPTIMAL:
                    Read(flow);
                    var isOptimal = IsRelaxed || Distances();
                    if (isOptimal)
                    {
                        Array.Clear(changed);
                        if (!ActivateViolated() && (IsRelaxed ? !Extend(costs) : !Price(costs)))
                        {
                            return FlowEnd.Optimal;
                        }
                    }
                    isNear = isOptimal && !IsRelaxed && changed.Count(c => c) <= changed.Length / FewChanged;
                    break;
                case MinCostFlow.Status.INFEASIBLE when isNear:
                    isNear = false;
                    break;
                case MinCostFlow.Status.INFEASIBLE:
                    using (var most = Network(withCosts: false))
                    {
                        most.SolveMaxFlowWithMinCost();
                        Read(most);
                    }
                    if (!Extend(costs))
                    {
                        return FlowEnd.Infeasible;
                    }
                    break;
                case MinCostFlow.Status.BAD_COST_RANGE:
                    return FlowEnd.CostsTooLarge;
                case var status:
                    throw new InvalidOperationException($"The flow ended with {status}.");
            }
        }
    }

    /// <summary>
    /// Keeps to the optima of the objective just solved: a pair with positive reduced cost is in none of them, one with negative in all.
    /// </summary>
    /// <returns>Whether anything is left to decide.</returns>
    public bool Restrict()
    {
        var isOpen = false;
        var joined = new List<int>[model.Rows.Length];
        for (var row = 0; row < joined.Length; row++)
        {
            joined[row] = [];
            for (var p = first[row]; p < first[row + 1]; p++)
            {
                var (e, reduced) = (pairExpert[p], Reduced(p));
                if (reduced == 0)
                {
                    ExpertSet.Add(tight[row], e);
                }
                else if (reduced < 0)
                {
                    joined[row].Add(e);
                }
            }
            (open[row], tight[row]) = (tight[row], open[row]);
        }
        for (var e = 0; e < low.Length; e++)
        {
            var reduced = potential[Source] - potential[1 + e];
            (low[e], high[e]) = reduced > 0 ? (low[e], low[e]) : reduced < 0 ? (high[e], high[e]) : (low[e], high[e]);
        }
        foreach (var arc in groupArcs)
        {
            var reduced = potential[arc.From] - potential[arc.To];
            var held = Held(arc.Row, arc.Group);
            if (reduced != 0)
            {
                groupBounds[(arc.Row, arc.Group)] = (held + arc.Flow, held + arc.Flow);
            }
        }
        for (var row = 0; row < joined.Length; row++)
        {
            foreach (var e in joined[row])
            {
                settled[row].Add(e);
                settledLoad[e]++;
            }
            candidateCosts[row].Clear();
            candidates[row].RemoveAll(e => !ExpertSet.Has(open[row], e));
            for (var w = 0; w < model.Words; w++)
            {
                isCandidate[row][w] &= open[row][w];
            }
            isOpen |= Left(row) > 0;
        }
        return isOpen;
    }

    /// <summary>Begins the next objective: what is a candidate stays, and the cheapest open pairs join.</summary>
    public void BeginAgain(RowCosts costs)
    {
        ForgetCosts();
        EachRow(costs, (row, _) => open[row], (row, _, cost, _) =>
        {
            candidateCosts[row].AddRange(candidates[row].Select(e => cost[e]));
            Begin(row, cost);
        });
    }

    /// <summary>
    /// Every open pair whose reduced cost is within the bound, with it: candidates and, unless only they are wanted, the others.
    /// </summary>
    public List<(int Row, int Expert, long Reduced)> Within(RowCosts costs, long bound, bool candidatesOnly = false)
    {
        // A row whose experts are all settled has no pair left.
        var byRow = Array.ConvertAll(model.Rows, _ => new List<(int, int, long)>());
        EachRow(costs, (row, _) => candidatesOnly ? isCandidate[row] : open[row], (row, wanted, cost, groups) =>
        {
            foreach (var e in new ExpertSet(wanted))
            {
                if (Reduced(row, e, cost[e], groups) is var reduced && reduced <= bound)
                {
                    byRow[row].Add((row, e, reduced));
                }
            }
        });
        return [.. byRow.SelectMany(r => r)];
    }

    private void Join(int row, int expert, long cost)
    {
        if (ExpertSet.Has(open[row], expert) && !ExpertSet.Has(isCandidate[row], expert))
        {
            ExpertSet.Add(isCandidate[row], expert);
            candidates[row].Add(expert);
            if (candidateCosts[row].Count == candidates[row].Count - 1)
            {
                candidateCosts[row].Add(cost);
            }
        }
    }

    private bool JoinAll(List<(long Reduced, int Expert, long Cost)>[] joining, int most)
    {
        var any = false;
        for (var row = 0; row < joining.Length; row++)
        {
            foreach (var (_, expert, cost) in (joining[row] ?? []).Order().Take(most))
            {
                Join(row, expert, cost);
                any = changed[row] = true;
            }
        }
        return any;
    }

    /// <summary>The open pairs of a row that are no candidates, in the room that is given.</summary>
    private ulong[] Others(int row, ulong[] room)
    {
        for (var w = 0; w < room.Length; w++)
        {
            room[w] = open[row][w] & ~isCandidate[row][w];
        }
        return room;
    }

    private long Reduced(int row, int expert, long cost, int[] groups) =>
        cost + potential[1 + expert] - potential[NodeOf(model.Chains[expert], groups, 0, row)];

    /// <summary>
    /// Rows with free seats and wanted experts, side by side on all cores: who is wanted, their costs, and the nodes of the row's groups.
    /// </summary>
    /// <param name="wanted">The experts of a row as bits, in the room that is given or anywhere else.</param>
    private void EachRow(RowCosts costs, Func<int, ulong[], ulong[]> wanted, Action<int, ulong[], long[], int[]> each) => Parallel.For(
        0, model.Rows.Length,
        () => (Room: new ulong[model.Words], Costs: new long[model.Experts.Length], Groups: new int[model.Groups.Length]),
        (row, _, work) =>
        {
            if (Left(row) > 0 && wanted(row, work.Room) is var bits && bits.AsSpan().ContainsAnyExcept(0UL))
            {
                costs(row, work.Costs, bits);
                var groups = rowGroups.Length > row ? rowGroups[row] : null;
                foreach (var (group, node) in groups ?? [])
                {
                    work.Groups[group] = node;
                }
                each(row, bits, work.Costs, work.Groups);
                foreach (var (group, _) in groups ?? [])
                {
                    work.Groups[group] = 0;
                }
            }
            return work;
        }, _ => { });
}
