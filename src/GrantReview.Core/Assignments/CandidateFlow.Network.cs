using Google.OrTools.Graph;

namespace GrantReview.Core.Assignments;

/// <summary>The network: nodes, arcs, what flows on them.</summary>
internal sealed partial class CandidateFlow
{
    /// <summary>What pairs of changed rows cost there at most, in what the nearest cost at most.</summary>
    private const long MostFar = 16;

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

    // The arc of each expert, pair and group in the flow solver, or how it stays where it was left out; and the solver's arcs with their
    // costs apart from potentials.
    private const int StaysEmpty = -1;
    private const int StaysFull = -2;
    private int[] expertArc = [];
    private int[] pairArc = [];
    private int[] groupArc = [];
    private int arcs;
    private (int From, int To, long Cost, bool Takes, bool Gives)[] arc = [];

    /// <summary>
    /// Numbers the nodes and lists the arcs. A group has a node only on the rows where a solution without it broke its cap or floor, or
    /// nearly did.
    /// </summary>
    private void Build(RowCosts costs)
    {
        var rows = model.Rows.Length;
        first = new int[rows + 1];
        for (var row = 0; row < rows; row++)
        {
            first[row + 1] = first[row] + (Left(row) == 0 ? 0 : candidates[row].Count);
        }
        var nodeBefore = groupArcs.ToDictionary(a => (a.Row, a.Group), a => a.From);
        (pairExpert, pairNode, pairCost, pairFlow) = (new int[first[^1]], new int[first[^1]], new long[first[^1]], new bool[first[^1]]);
        (expertFlow, groupArcs, rowGroups, nodes) = (new int[low.Length], [], new List<(int, int)>?[rows], 1 + low.Length + rows);
        EachRow(costs, (row, _) => candidateCosts[row].Count < candidates[row].Count ? isCandidate[row] : [], (row, _, cost, _) =>
            candidateCosts[row].AddRange(candidates[row].Skip(candidateCosts[row].Count).Select(e => cost[e])));
        var node = new int[model.Groups.Length];
        for (var row = 0; row < rows; row++)
        {
            if (Left(row) == 0)
            {
                continue;
            }
            GroupNodes(row, node);
            for (var p = first[row]; p < first[row + 1]; p++)
            {
                (pairExpert[p], pairCost[p]) = (candidates[row][p - first[row]], candidateCosts[row][p - first[row]]);
                pairNode[p] = NodeOf(model.Chains[pairExpert[p]], node, 0, row);
            }
            foreach (var (group, _) in rowGroups[row] ?? [])
            {
                node[group] = 0;
            }
        }
        (potential, priced) = (Renumber(potential), priced.Length == 0 ? priced : Renumber(priced));

        // A rule that was not in the network cost nothing: its node has the potential of the one above.
        long[] Renumber(long[] before)
        {
            var now = new long[nodes];
            before.AsSpan(0, Math.Min(before.Length, 1 + low.Length + rows)).CopyTo(now);
            foreach (var of in Enumerable.Reverse(groupArcs))
            {
                now[of.From] = before.Length > 0 && nodeBefore.TryGetValue((of.Row, of.Group), out var node) ? before[node] : now[of.To];
            }
            return now;
        }
    }

    // "At most so many of one unit, at least so many of each kind and region, on every application."
    private void GroupNodes(int row, int[] node)
    {
        List<(int Group, int Node)> made = [.. heeded[row].Select(g => (g, node[g] = nodes++))];
        foreach (var (g, from) in made)
        {
            var ((min, max), held) = (Bounds(row, g), Held(row, g));
            var most = Math.Max(0, (int)Math.Min(max - (long)held, Left(row)));
            var least = IsRelaxed ? 0 : Math.Max(0, min - held);
            groupArcs.Add((row, g, from, Parent(g), least, Math.Max(least, most), 0));
        }
        rowGroups[row] = made;

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

    private int Held(int row, int group) => settled[row].Count(e => model.Chains[e].Contains(group));

    /// <summary>
    /// Groups whose cap or floor the flow breaks get a node on that row; with them those that it would break if it moved a little.
    /// </summary>
    /// <returns>Whether there are broken ones.</returns>
    private bool ActivateViolated()
    {
        if (model.Groups.Length == 0 || !ActivateViolated(isWide: false))
        {
            return false;
        }
        if (!IsRelaxed)
        {
            ActivateViolated(isWide: true);
        }
        return true;
    }

    private bool ActivateViolated(bool isWide)
    {
        var any = false;
        Parallel.For(0, model.Rows.Length, () => new int[model.Groups.Length], (row, _, count) =>
        {
            if (Left(row) == 0)
            {
                return count;
            }
            Add(Chosen(row));
            foreach (var g in floors)
            {
                if (!IsRelaxed && count[g] < Bounds(row, g).Min + (isWide ? 1 : 0))
                {
                    Activate(row, g);
                }
            }
            if (isWide)
            {
                // The next best, as many again as there are seats.
                Add(Enumerable.Range(first[row], first[row + 1] - first[row]).Where(p => !pairFlow[p]).OrderBy(Reduced).Take(Left(row))
                    .Select(p => pairExpert[p]));
            }
            Array.Clear(count);
            return count;

            void Add(IEnumerable<int> experts)
            {
                foreach (var g in experts.SelectMany(e => model.Chains[e]))
                {
                    if (++count[g] > Bounds(row, g).Max)
                    {
                        Activate(row, g);
                    }
                }
            }
        }, _ => { });
        return any;

        void Activate(int row, int group)
        {
            if (heeded[row].Add(group))
            {
                (changed[row], any) = (true, true);
            }
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

    private long Reduced(int pair) => pairCost[pair] + potential[1 + pairExpert[pair]] - potential[pairNode[pair]];

    /// <summary>
    /// A floor is sent in advance: the arc's tail owes it, its head has it. Costs are reduced by the potentials of the last flow, which
    /// leaves the best flow what it is. Where that flow needs few changes, pairs far from the margin stay as they are, and those of changed
    /// rows cost no more than far ones; <see cref="Distances"/> looks at them all again.
    /// </summary>
    private MinCostFlow Network(bool withCosts)
    {
        var far = withCosts && isNear ? Far() : long.MaxValue;
        var most = far == long.MaxValue ? far : MostFar * far;
        var size = pairExpert.Length + low.Length + groupArcs.Count;
        var flow = new MinCostFlow(nodes, size);
        (supply, pairArc, expertArc, groupArc, arcs) =
            (new long[nodes], new int[pairExpert.Length], new int[low.Length], new int[groupArcs.Count], 0);
        arc = arc.Length < size ? new (int, int, long, bool, bool)[size] : arc;

        // "Every expert takes at least the minimum and at most the maximum."
        for (var e = 0; e < low.Length; e++)
        {
            var (least, high) = LoadLeft(e);
            expertArc[e] = Arc(Source, 1 + e, least, high, 0, false);
        }

        // "An expert scores an application once, and never in conflict."
        for (var row = 0; row < model.Rows.Length; row++)
        {
            for (var p = first[row]; p < first[row + 1]; p++)
            {
                pairArc[p] = Arc(1 + pairExpert[p], pairNode[p], 0, 1, pairCost[p], changed[row]);
            }
        }
        for (var g = 0; g < groupArcs.Count; g++)
        {
            var of = groupArcs[g];
            groupArc[g] = Arc(of.From, of.To, of.Low, of.High, 0, changed[of.Row]);
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

        int Arc(int from, int to, int least, int high, long cost, bool hasChanged)
        {
            var lift = potential[from] - potential[to];
            var reduced = cost + lift;
            var stays = hasChanged ? 0 : reduced > far ? StaysEmpty : reduced < -far ? StaysFull : 0;
            var sent = stays == StaysFull ? high : least;
            supply[from] -= sent;
            supply[to] += sent;
            if (stays != 0)
            {
                return stays;
            }
            reduced = Math.Clamp(reduced, -most, most);
            flow.AddArcWithCapacityAndUnitCost(from, to, high - least, withCosts ? reduced : 0);
            arc[arcs] = (from, to, reduced - lift, high > least, false);
            return arcs++;
        }
    }

    /// <summary>
    /// What the nearest pairs cost at most, in reduced costs, from every 61st of them: a quarter of the pairs, and more the more rows have
    /// changed, up to half.
    /// </summary>
    private long Far()
    {
        var share = Math.Min(0.5, 0.25 + (2.0 * changed.Count(c => c) / changed.Length));
        long[] sample = [.. Enumerable.Range(0, (pairCost.Length + 60) / 61).Select(i => Math.Abs(Reduced(61 * i))).Order()];
        return sample.Length == 0 ? 0 : sample[(int)(share * sample.Length)];
    }

    private void Read(MinCostFlow flow)
    {
        for (var e = 0; e < low.Length; e++)
        {
            var (least, most) = LoadLeft(e);
            expertFlow[e] = Of(expertArc[e], least, most);
        }
        for (var p = 0; p < pairFlow.Length; p++)
        {
            pairFlow[p] = Of(pairArc[p], 0, 1) > 0;
        }
        for (var g = 0; g < groupArcs.Count; g++)
        {
            groupArcs[g] = groupArcs[g] with { Flow = Of(groupArc[g], groupArcs[g].Low, groupArcs[g].High) };
        }

        int Of(int place, int least, int most)
        {
            if (place < 0)
            {
                return place == StaysFull ? most : least;
            }
            var value = least + (int)flow.Flow(place);
            (arc[place].Takes, arc[place].Gives) = (value < most, value > least);
            return value;
        }
    }
}
