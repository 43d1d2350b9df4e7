namespace GrantReview.Core.Assignments;

/// <summary>The proof that no pair beside the candidates improves the flow, or that no more seats can be filled.</summary>
internal sealed partial class CandidateFlow
{
    // What the last pricing left: the potentials then, and by row the least reduced cost beside the candidates and the pairs that cost
    // nothing.
    private long[] priced = [];
    private readonly long[] slack;
    private readonly ulong[][] tight;

    /// <summary>
    /// The reduced cost of every pair that is no candidate. Where potentials have moved by less than a row's slack none can be below zero.
    /// </summary>
    /// <returns>Whether pairs joined; if none did, <see cref="tight"/> has those that cost nothing.</returns>
    private bool Price(RowCosts costs)
    {
        var isSure = new bool[slack.Length];
        var fallen = priced.Length == 0 || low.Length == 0 ? 0 : Enumerable.Range(1, low.Length).Min(n => potential[n] - priced[n]);
        var joining = new List<(long Reduced, int Expert, long Cost)>[model.Rows.Length];
        for (var row = 0; row < slack.Length; row++)
        {
            if (priced.Length > 0 && slack[row] != long.MaxValue)
            {
                slack[row] += fallen - (rowGroups[row] ?? [])
                    .Select(g => g.Node).Append(1 + low.Length + row).Max(n => potential[n] - priced[n]);
            }
            isSure[row] = priced.Length > 0 && slack[row] > 0;
            slack[row] = isSure[row] ? slack[row] : long.MaxValue;
            Array.Clear(tight[row] ??= new ulong[model.Words]);
        }
        EachRow(costs, (row, room) => isSure[row] ? [] : Others(row, room), (row, others, cost, groups) =>
        {
            joining[row] = [];
            foreach (var e in new ExpertSet(others))
            {
                var reduced = Reduced(row, e, cost[e], groups);
                if (reduced < 0)
                {
                    joining[row].Add((reduced, e, cost[e]));
                    continue;
                }
                slack[row] = Math.Min(slack[row], reduced);
                if (reduced == 0)
                {
                    ExpertSet.Add(tight[row], e);
                }
            }
            slack[row] = joining[row].Count > MostJoining ? 0 : slack[row];
        });
        priced = (long[])potential.Clone();
        return JoinAll(joining, MostJoining);
    }

    /// <summary>
    /// Shortest distances in the residual network from the last ones (Bellman–Ford; an optimal flow leaves no negative cycle).
    /// </summary>
    /// <returns>
    /// Whether the flow is optimal for the candidates: what stayed as it was, or was solved with a nearer cost, would not improve it.
    /// </returns>
    private bool Distances()
    {
        var isMoving = true;
        for (var pass = 0; isMoving; pass++)
        {
            if (pass > nodes)
            {
                throw new InvalidOperationException("The flow left a negative cycle.");
            }
            isMoving = false;
            foreach (var (from, to, cost, takes, gives) in arc.AsSpan(0, arcs))
            {
                if (takes && potential[from] + cost < potential[to])
                {
                    potential[to] = potential[from] + cost;
                    isMoving = true;
                }
                if (gives && potential[to] - cost < potential[from])
                {
                    potential[from] = potential[to] - cost;
                    isMoving = true;
                }
            }
        }
        return !isNear || IsRight();
    }

    /// <summary>
    /// Whether what is taken costs nothing beside its alternatives, and what is not taken nothing less: for arcs that stayed as they were,
    /// too.
    /// </summary>
    private bool IsRight()
    {
        for (var e = 0; e < low.Length; e++)
        {
            var (least, most) = LoadLeft(e);
            var reduced = potential[Source] - potential[1 + e];
            if ((expertFlow[e] < most && reduced < 0) || (expertFlow[e] > least && reduced > 0))
            {
                return false;
            }
        }
        for (var p = 0; p < pairFlow.Length; p++)
        {
            if (Reduced(p) is var reduced && (pairFlow[p] ? reduced > 0 : reduced < 0))
            {
                return false;
            }
        }
        foreach (var of in groupArcs)
        {
            var reduced = potential[of.From] - potential[of.To];
            if ((of.Flow < of.High && reduced < 0) || (of.Flow > of.Low && reduced > 0))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>When seats stay empty: what excess can still reach is one side of the minimum cut; pairs that cross it join.</summary>
    private bool Extend(RowCosts costs)
    {
        var reached = Reached();
        var joining = new List<(long, int, long)>[model.Rows.Length];
        if (!reached.Contains(true))
        {
            return false;
        }
        EachRow(costs, Others, (row, others, cost, groups) =>
        {
            joining[row] = [];
            foreach (var e in new ExpertSet(others))
            {
                if (reached[1 + e] && !reached[NodeOf(model.Chains[e], groups, 0, row)])
                {
                    joining[row].Add((cost[e], e, cost[e]));
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
        var isGrowing = true;
        while (isGrowing)
        {
            isGrowing = false;
            foreach (var (from, to, _, takes, gives) in arc.AsSpan(0, arcs))
            {
                if ((takes && reached[from] && !reached[to]) || (gives && reached[to] && !reached[from]))
                {
                    reached[from] = reached[to] = isGrowing = true;
                }
            }
        }
        return reached;
    }
}
