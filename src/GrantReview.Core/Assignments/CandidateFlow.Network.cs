using Google.OrTools.Graph;

namespace GrantReview.Core.Assignments;

/// <summary>The network: nodes, arcs, what flows on them.</summary>
internal sealed partial class CandidateFlow
{
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
}
