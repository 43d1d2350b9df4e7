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
internal sealed partial class CandidateFlow
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
