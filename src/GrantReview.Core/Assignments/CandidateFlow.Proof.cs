namespace GrantReview.Core.Assignments;

/// <summary>The proof that no pair beside the candidates improves the flow, or that no more seats can be filled.</summary>
internal sealed partial class CandidateFlow
{
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
}
