using Google.OrTools.Graph;

namespace GrantReview.Core.Assignments;

/// <summary>Fills the whole costs of a row's experts; only those whose bit is set are read.</summary>
internal delegate void RowCosts(int row, Span<long> costs, ReadOnlySpan<ulong> wanted);

internal enum FlowEnd { Optimal, Infeasible, CostsTooLarge }

/// <summary>
/// A min-cost flow source → expert → groups of experts on a row → row, over a few candidate pairs of each row. Node potentials then price every
/// pair that is not a candidate; those that would improve the flow join, until none would: the flow is optimal for all pairs.
/// Objectives follow each other: <see cref="Restrict"/> keeps what all optima of the one before leave open.
/// </summary>
internal sealed class CandidateFlow
{
    private const int FewPairs = 60_000;
    private const int Usual = 40;
    private const int MostJoining = 30;
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

    // The network of the last solve: pairs row by row, then the arcs of groups; potentials of the nodes.
    private int[] first = [];
    private int[] pairExpert = [];
    private int[] pairNode = [];
    private long[] pairCost = [];
    private bool[] pairFlow = [];
    private int[] expertFlow = [];
    private List<(int Row, int Group, int From, int To, int Low, int High, int Flow)> groupArcs = [];
    private List<(int Group, int Node)>?[] rowGroups = [];
    private int nodes;
    private long[] supply = [];
    private long[] potential = [];

    public CandidateFlow(AssignmentModel model)
    {
        this.model = model;
        open = [.. model.Open.Select(o => (ulong[])o.Clone())];
        isCandidate = [.. open.Select(_ => new ulong[model.Words])];
        candidates = [.. model.Rows.Select(_ => new List<int>())];
        candidateCosts = [.. model.Rows.Select(_ => new List<long>())];
        settled = [.. model.Fixed.Select(f => new List<int>(f))];
        settledLoad = new int[model.Experts.Length];
        (low, high) = ((int[])model.Low.Clone(), (int[])model.High.Clone());
        for (var row = 0; row < settled.Length; row++)
        {
            foreach (var e in settled[row])
            {
                open[row][e >> 6] &= ~(1UL << (e & 63));
                settledLoad[e]++;
            }
        }
    }

    /// <summary>Without floors: as many seats as can be filled, and floors only as a wish.</summary>
    public bool IsRelaxed { get; init; }

    /// <summary>Rows that a flow short of seats cannot serve any further, and the experts that all still have room: the two sides of the cut.</summary>
    public IReadOnlyList<int> CutRows { get; private set; } = [];

    /// <summary>A flow of its own over the same open pairs and candidates.</summary>
    public CandidateFlow Copy(bool isRelaxed = false)
    {
        var copy = new CandidateFlow(model) { IsRelaxed = isRelaxed };
        for (var row = 0; row < open.Length; row++)
        {
            (copy.open[row], copy.isCandidate[row]) = ((ulong[])open[row].Clone(), (ulong[])isCandidate[row].Clone());
            copy.candidates[row].AddRange(candidates[row]);
        }
        return copy;
    }

    /// <summary>The pair can be in no plan.</summary>
    public void Close(int row, int expert)
    {
        open[row][expert >> 6] &= ~(1UL << (expert & 63));
        if (AssignmentModel.Has(isCandidate[row], expert))
        {
            isCandidate[row][expert >> 6] &= ~(1UL << (expert & 63));
            candidates[row].Remove(expert);
        }
    }

    /// <summary>The candidates of a row, in no particular order.</summary>
    public IReadOnlyList<int> CandidatesOf(int row) => candidates[row];

    /// <summary>The next solve has other costs on the same pairs.</summary>
    public void ForgetCosts()
    {
        foreach (var costs in candidateCosts)
        {
            costs.Clear();
        }
    }

    /// <summary>Pairs of rows with free seats that are still open.</summary>
    public long Undecided => Enumerable.Range(0, open.Length).Where(r => Left(r) > 0).Sum(r => open[r].Sum(bits => (long)System.Numerics.BitOperations.PopCount(bits)));

    public int Left(int row) => Math.Max(0, model.Rows[row].Needed - settled[row].Count);

    /// <summary>The experts of a row in the last solution.</summary>
    public IEnumerable<int> Chosen(int row) =>
        settled[row].Concat(Enumerable.Range(first[row], first[row + 1] - first[row]).Where(p => pairFlow[p]).Select(p => pairExpert[p])).Order();

    /// <summary>Begins with the best pairs of each row: enough for its seats, of every group that has a floor, and not all of one unit.</summary>
    public void Begin(int row, ReadOnlySpan<double> values)
    {
        if (Left(row) == 0)
        {
            return;
        }
        var most = (long)model.Rows.Length * model.Experts.Length <= FewPairs ? int.MaxValue : Math.Max(Usual, 4 * model.Rows[row].Needed);
        if (most == int.MaxValue)
        {
            for (var e = 0; e < values.Length; e++)
            {
                Join(row, e);
            }
            return;
        }
        var best = new PriorityQueue<int, (double, uint)>();
        var ofGroup = Enumerable.Range(0, model.Groups.Length).Where(g => model.Groups[g].Min > 0).ToDictionary(g => g, _ => new PriorityQueue<int, (double, uint)>());
        for (var e = 0; e < values.Length; e++)
        {
            if (AssignmentModel.Has(open[row], e))
            {
                // Rows that like the same experts equally begin with different ones of them, or few experts would be asked for all seats.
                var place = (values[e], Spread(row, e));
                Offer(best, e, place, most);
                foreach (var g in model.Chains[e])
                {
                    if (ofGroup.TryGetValue(g, out var queue))
                    {
                        Offer(queue, e, place, (most / 4) + model.Groups[g].Min);
                    }
                }
            }
        }
        foreach (var e in ofGroup.Values.Append(best).SelectMany(q => q.UnorderedItems).Select(i => i.Element).Order())
        {
            Join(row, e);
        }

        static void Offer(PriorityQueue<int, (double, uint)> queue, int expert, (double, uint) place, int most)
        {
            if (queue.Count < most)
            {
                queue.Enqueue(expert, place);
            }
            else
            {
                queue.EnqueueDequeue(expert, place);
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
                    if (IsRelaxed ? !Extend(costs) : !Price(costs))
                    {
                        return FlowEnd.Optimal;
                    }
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

    /// <summary>Keeps to the optima of the last objective: a pair with positive reduced cost is in none of them, one with negative in all.</summary>
    /// <returns>Whether anything is left to decide.</returns>
    public bool Restrict(RowCosts costs)
    {
        var isOpen = false;
        var joined = new List<int>[model.Rows.Length];
        EachRow(costs, open, (row, cost, node) =>
        {
            joined[row] = [];
            if (Left(row) == 0)
            {
                Array.Clear(open[row]);
                return;
            }
            for (var e = 0; e < cost.Length; e++)
            {
                if (!AssignmentModel.Has(open[row], e))
                {
                    continue;
                }
                var reduced = cost[e] + potential[1 + e] - potential[node[e]];
                if (reduced != 0)
                {
                    open[row][e >> 6] &= ~(1UL << (e & 63));
                    if (reduced < 0)
                    {
                        joined[row].Add(e);
                    }
                }
            }
        });
        for (var e = 0; e < low.Length; e++)
        {
            var reduced = potential[Source] - potential[1 + e];
            (low[e], high[e]) = reduced > 0 ? (low[e], low[e]) : reduced < 0 ? (high[e], high[e]) : (low[e], high[e]);
        }
        foreach (var arc in groupArcs)
        {
            var reduced = potential[arc.From] - potential[arc.To];
            var held = settled[arc.Row].Count(e => model.Chains[e].Contains(arc.Group));
            if (reduced != 0)
            {
                groupBounds[(arc.Row, arc.Group)] = (held + arc.Flow, held + arc.Flow);
            }
        }
        for (var row = 0; row < joined.Length; row++)
        {
            foreach (var e in joined[row] ?? [])
            {
                settled[row].Add(e);
                settledLoad[e]++;
            }
            candidateCosts[row].Clear();
            candidates[row].RemoveAll(e => !AssignmentModel.Has(open[row], e));
            for (var w = 0; w < model.Words; w++)
            {
                isCandidate[row][w] &= open[row][w];
            }
            isOpen |= Left(row) > 0;
        }
        return isOpen;
    }

    /// <summary>Begins the next objective: what is a candidate stays, and the cheapest open pairs join.</summary>
    public void BeginAgain(RowCosts costs) => EachRow(costs, open, (row, cost, _) =>
    {
        if (Left(row) == 0)
        {
            return;
        }
        var values = new double[cost.Length];
        for (var e = 0; e < values.Length; e++)
        {
            values[e] = -cost[e];
        }
        Begin(row, values);
    });

    /// <summary>Every open pair whose reduced cost is within the bound, with it: candidates and, unless only they are wanted, the others.</summary>
    public List<(int Row, int Expert, long Reduced)> Within(RowCosts costs, long bound, bool candidatesOnly = false)
    {
        var byRow = new List<(int, int, long)>[model.Rows.Length];
        var wanted = candidatesOnly ? isCandidate : open;
        EachRow(costs, wanted, (row, cost, node) =>
        {
            byRow[row] = [];
            if (Left(row) == 0)
            {
                return;
            }
            for (var e = 0; e < cost.Length; e++)
            {
                if (AssignmentModel.Has(wanted[row], e) && cost[e] + potential[1 + e] - potential[node[e]] is var reduced && reduced <= bound)
                {
                    byRow[row].Add((row, e, reduced));
                }
            }
        });
        return [.. byRow.SelectMany(r => r)];
    }

    private void Join(int row, int expert)
    {
        if (AssignmentModel.Has(open[row], expert) && !AssignmentModel.Has(isCandidate[row], expert))
        {
            isCandidate[row][expert >> 6] |= 1UL << (expert & 63);
            candidates[row].Add(expert);
        }
    }

    // Variables and constraints

    /// <summary>Numbers the nodes and lists the arcs. A group gets a node on a row only where it has a floor or more candidates than its cap.</summary>
    private void Build(RowCosts costs)
    {
        var rows = model.Rows.Length;
        first = new int[rows + 1];
        for (var row = 0; row < rows; row++)
        {
            first[row + 1] = first[row] + (Left(row) == 0 ? 0 : candidates[row].Count);
        }
        (pairExpert, pairNode, pairCost, pairFlow) = (new int[first[^1]], new int[first[^1]], new long[first[^1]], new bool[first[^1]]);
        (expertFlow, groupArcs, rowGroups, nodes) = (new int[low.Length], [], new List<(int, int)>?[rows], 1 + low.Length + rows);
        EachRow(costs, [.. isCandidate.Select((bits, row) => candidateCosts[row].Count < candidates[row].Count ? bits : [])], (row, cost, _) =>
        {
            for (var p = first[row]; p < first[row + 1]; p++)
            {
                var i = p - first[row];
                if (i == candidateCosts[row].Count)
                {
                    candidateCosts[row].Add(cost[candidates[row][i]]);
                }
                (pairExpert[p], pairCost[p]) = (candidates[row][i], candidateCosts[row][i]);
            }
        });
        var (count, held, node) = (new int[model.Groups.Length], new int[model.Groups.Length], new int[model.Groups.Length]);
        for (var row = 0; row < rows; row++)
        {
            if (Left(row) == 0)
            {
                continue;
            }
            GroupNodes(row, count, held, node);
            for (var p = first[row]; p < first[row + 1]; p++)
            {
                pairNode[p] = NodeOf(model.Chains[pairExpert[p]], node, 0, row);
            }
            foreach (var (group, _) in rowGroups[row] ?? [])
            {
                node[group] = 0;
            }
        }
    }

    // "At most so many of one unit, at least so many of each kind and region, on every application."
    private void GroupNodes(int row, int[] count, int[] held, int[] node)
    {
        if (model.Groups.Length == 0)
        {
            return;
        }
        var touched = new List<int>();
        foreach (var (e, of) in candidates[row].Select(e => (e, count)).Concat(settled[row].Select(e => (e, held))))
        {
            foreach (var g in model.Chains[e])
            {
                if (count[g] == 0 && held[g] == 0)
                {
                    touched.Add(g);
                }
                of[g]++;
            }
        }
        foreach (var g in Enumerable.Range(0, model.Groups.Length).Where(g => model.Groups[g].Min > 0))
        {
            if (count[g] == 0 && held[g] == 0)
            {
                touched.Add(g);
            }
        }
        touched.Sort();
        var made = new List<(int Group, int Node)>();
        foreach (var g in touched)
        {
            var (min, max) = Bounds(row, g);
            if (min > held[g] || count[g] > max - held[g] || groupBounds.ContainsKey((row, g)))
            {
                node[g] = nodes++;
                made.Add((g, node[g]));
            }
        }
        foreach (var (g, from) in made)
        {
            var (min, max) = Bounds(row, g);
            var most = Math.Max(0, (int)Math.Min(max - (long)held[g], Left(row)));
            var least = IsRelaxed ? 0 : Math.Max(0, min - held[g]);
            groupArcs.Add((row, g, from, Parent(g), least, Math.Max(least, most), 0));
        }
        rowGroups[row] = made;
        foreach (var g in touched)
        {
            (count[g], held[g]) = (0, 0);
        }

        int Parent(int group)
        {
            // All experts of a group have the same larger groups.
            if (model.Groups[group].Experts.Length == 0)
            {
                return 1 + low.Length + row;
            }
            var chain = model.Chains[model.Groups[group].Experts[0]];
            return NodeOf(chain, node, Array.IndexOf(chain, group) + 1, row);
        }
    }

    private (int Min, int Max) Bounds(int row, int group) =>
        groupBounds.TryGetValue((row, group), out var bounds) ? bounds : (model.Groups[group].Min, model.Groups[group].Max);

    private int NodeOf(int[] chain, int[] node, int from, int row)
    {
        for (var i = from; i < chain.Length; i++)
        {
            if (node[chain[i]] > 0)
            {
                return node[chain[i]];
            }
        }
        return 1 + low.Length + row;
    }

    private (int Low, int High) LoadLeft(int expert)
    {
        var most = Math.Max(0, high[expert] - settledLoad[expert]);
        return (IsRelaxed ? 0 : Math.Min(most, Math.Max(0, low[expert] - settledLoad[expert])), most);
    }

    /// <summary>Arcs in the order: pairs, experts, groups. A floor is sent in advance: the arc's tail owes it, its head has it.</summary>
    private MinCostFlow Network(bool withCosts)
    {
        var flow = new MinCostFlow(nodes, pairExpert.Length + low.Length + groupArcs.Count);
        supply = new long[nodes];

        // "An expert scores an application once, and never in conflict."
        for (var p = 0; p < pairExpert.Length; p++)
        {
            flow.AddArcWithCapacityAndUnitCost(1 + pairExpert[p], pairNode[p], 1, withCosts ? pairCost[p] : 0);
        }

        // "Every expert takes at least the minimum and at most the maximum."
        for (var e = 0; e < low.Length; e++)
        {
            var (least, most) = LoadLeft(e);
            Arc(Source, 1 + e, least, most);
        }
        foreach (var arc in groupArcs)
        {
            Arc(arc.From, arc.To, arc.Low, arc.High);
        }

        // "Each application has the experts it needs."
        for (var row = 0; row < model.Rows.Length; row++)
        {
            supply[Source] += Left(row);
            supply[1 + low.Length + row] -= Left(row);
        }
        for (var n = 0; n < nodes; n++)
        {
            flow.SetNodeSupply(n, supply[n]);
        }
        return flow;

        void Arc(int from, int to, int least, int most)
        {
            flow.AddArcWithCapacityAndUnitCost(from, to, most - least, 0);
            supply[from] -= least;
            supply[to] += least;
        }
    }

    private void Read(MinCostFlow flow)
    {
        var arc = 0;
        for (var p = 0; p < pairFlow.Length; p++)
        {
            pairFlow[p] = flow.Flow(arc++) > 0;
        }
        for (var e = 0; e < low.Length; e++)
        {
            expertFlow[e] = LoadLeft(e).Low + (int)flow.Flow(arc++);
        }
        for (var g = 0; g < groupArcs.Count; g++)
        {
            groupArcs[g] = groupArcs[g] with { Flow = groupArcs[g].Low + (int)flow.Flow(arc++) };
        }
    }

    // Proof

    /// <summary>Shortest distances in the residual network (Bellman–Ford; an optimal flow leaves no negative cycle), then the price of every other pair.</summary>
    /// <returns>Whether pairs joined.</returns>
    private bool Price(RowCosts costs)
    {
        Distances();
        var joining = new List<(long Reduced, int Expert)>[model.Rows.Length];
        EachRow(costs, Others(), (row, cost, node) =>
        {
            joining[row] = [];
            if (Left(row) == 0)
            {
                return;
            }
            for (var e = 0; e < cost.Length; e++)
            {
                if (AssignmentModel.Has(open[row], e) && !AssignmentModel.Has(isCandidate[row], e)
                    && cost[e] + potential[1 + e] - potential[node[e]] is var reduced && reduced < 0)
                {
                    joining[row].Add((reduced, e));
                }
            }
        });
        return JoinAll(joining, MostJoining);
    }

    private void Distances()
    {
        potential = new long[nodes];
        var changed = true;
        for (var pass = 0; changed; pass++)
        {
            if (pass > nodes)
            {
                throw new InvalidOperationException("The flow left a negative cycle.");
            }
            changed = false;
            for (var e = 0; e < low.Length; e++)
            {
                var (least, most) = LoadLeft(e);
                Relax(Source, 1 + e, 0, expertFlow[e] < most, expertFlow[e] > least);
            }
            for (var p = 0; p < pairExpert.Length; p++)
            {
                Relax(1 + pairExpert[p], pairNode[p], pairCost[p], !pairFlow[p], pairFlow[p]);
            }
            foreach (var arc in groupArcs)
            {
                Relax(arc.From, arc.To, 0, arc.Flow < arc.High, arc.Flow > arc.Low);
            }
        }

        void Relax(int from, int to, long cost, bool forward, bool backward)
        {
            if (forward && potential[from] + cost < potential[to])
            {
                potential[to] = potential[from] + cost;
                changed = true;
            }
            if (backward && potential[to] - cost < potential[from])
            {
                potential[from] = potential[to] - cost;
                changed = true;
            }
        }
    }

    /// <summary>When seats stay empty: what excess can still reach is one side of the minimum cut; pairs that cross it join.</summary>
    private bool Extend(RowCosts costs)
    {
        var reached = Reached();
        var joining = new List<(long, int)>[model.Rows.Length];
        if (!reached.Contains(true))
        {
            return false;
        }
        EachRow(costs, Others(), (row, cost, node) =>
        {
            joining[row] = [];
            for (var e = 0; Left(row) > 0 && e < cost.Length; e++)
            {
                if (reached[1 + e] && !reached[node[e]] && AssignmentModel.Has(open[row], e) && !AssignmentModel.Has(isCandidate[row], e))
                {
                    joining[row].Add((cost[e], e));
                }
            }
        });
        CutRows = [.. Enumerable.Range(0, model.Rows.Length).Where(r => Left(r) > 0 && !reached[1 + low.Length + r])];
        return JoinAll(joining, 10);
    }

    private bool[] Reached()
    {
        var excess = (long[])supply.Clone();
        for (var p = 0; p < pairExpert.Length; p++)
        {
            excess[1 + pairExpert[p]] -= pairFlow[p] ? 1 : 0;
            excess[pairNode[p]] += pairFlow[p] ? 1 : 0;
        }
        for (var e = 0; e < low.Length; e++)
        {
            var sent = expertFlow[e] - LoadLeft(e).Low;
            excess[Source] -= sent;
            excess[1 + e] += sent;
        }
        foreach (var arc in groupArcs)
        {
            excess[arc.From] -= arc.Flow - arc.Low;
            excess[arc.To] += arc.Flow - arc.Low;
        }
        var reached = excess.Select(x => x > 0).ToArray();
        var changed = true;
        while (changed)
        {
            changed = false;
            for (var e = 0; e < low.Length; e++)
            {
                var (least, most) = LoadLeft(e);
                Reach(Source, 1 + e, expertFlow[e] < most, expertFlow[e] > least);
            }
            for (var p = 0; p < pairExpert.Length; p++)
            {
                Reach(1 + pairExpert[p], pairNode[p], !pairFlow[p], pairFlow[p]);
            }
            foreach (var arc in groupArcs)
            {
                Reach(arc.From, arc.To, arc.Flow < arc.High, arc.Flow > arc.Low);
            }
        }
        return reached;

        void Reach(int from, int to, bool forward, bool backward)
        {
            if ((forward && reached[from] && !reached[to]) || (backward && reached[to] && !reached[from]))
            {
                reached[from] = reached[to] = changed = true;
            }
        }
    }

    private bool JoinAll(List<(long Reduced, int Expert)>[] joining, int most)
    {
        var any = false;
        for (var row = 0; row < joining.Length; row++)
        {
            foreach (var (_, expert) in (joining[row] ?? []).Order().Take(most))
            {
                Join(row, expert);
                any = true;
            }
        }
        return any;
    }

    private ulong[][] Others() => [.. open.Select((o, r) => o.Select((bits, w) => bits & ~isCandidate[r][w]).ToArray())];

    /// <summary>Rows side by side on all cores: the costs of the wanted experts and the node that each expert's pair leads to.</summary>
    private void EachRow(RowCosts costs, ulong[][] wanted, Action<int, long[], int[]> each) =>
        Parallel.For(0, model.Rows.Length, () => (Costs: new long[model.Experts.Length], Nodes: new int[model.Experts.Length], Groups: new int[model.Groups.Length]), (row, _, work) =>
        {
            if (Left(row) > 0 && Array.Exists(wanted[row], w => w != 0))
            {
                costs(row, work.Costs, wanted[row]);
                var groups = rowGroups.Length > row ? rowGroups[row] : null;
                foreach (var (group, node) in groups ?? [])
                {
                    work.Groups[group] = node;
                }
                for (var e = 0; e < work.Nodes.Length; e++)
                {
                    work.Nodes[e] = NodeOf(model.Chains[e], work.Groups, 0, row);
                }
                foreach (var (group, _) in groups ?? [])
                {
                    work.Groups[group] = 0;
                }
            }
            each(row, work.Costs, work.Nodes);
            return work;
        }, _ => { });
}
