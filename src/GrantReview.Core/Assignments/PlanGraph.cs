namespace GrantReview.Core.Assignments;

/// <summary>
/// The graph of rows and their experts: which rows hang together, and which pairs alone hold a component together (bridges; Tarjan 1974).
/// </summary>
/// <param name="Component">By row: the component it lies in; -1 = it has no experts.</param>
internal sealed record PlanGraph(int[] Component, int Components, HashSet<(int Row, int Expert)> Bridges)
{
    public bool IsBridge(int row, int expert) => Bridges.Contains((row, expert));

    public static PlanGraph Of(IReadOnlyList<IReadOnlyList<int>> plan, int experts)
    {
        var rows = plan.Count;
        var next = new List<int>[rows + experts];
        for (var row = 0; row < rows; row++)
        {
            foreach (var e in plan[row])
            {
                (next[row] ??= []).Add(rows + e);
                (next[rows + e] ??= []).Add(row);
            }
        }
        var (entered, lowest, component) = (new int[next.Length], new int[next.Length], new int[rows]);
        Array.Fill(component, -1);
        var bridges = new HashSet<(int, int)>();
        var (clock, components) = (0, 0);
        // Depth first without recursion, for components may be long: a node, where it came from, and the next neighbour to look at.
        var path = new Stack<(int Node, int From, int Place)>();
        for (var start = 0; start < rows; start++)
        {
            if (next[start] is null || entered[start] > 0)
            {
                continue;
            }
            Enter(start, -1);
            while (path.TryPop(out var top))
            {
                var (node, from, place) = top;
                if (place < next[node].Count)
                {
                    path.Push((node, from, place + 1));
                    var neighbour = next[node][place];
                    if (entered[neighbour] == 0)
                    {
                        Enter(neighbour, node);
                    }
                    else if (neighbour != from)
                    {
                        lowest[node] = Math.Min(lowest[node], entered[neighbour]);
                    }
                }
                else if (from >= 0)
                {
                    lowest[from] = Math.Min(lowest[from], lowest[node]);
                    if (lowest[node] > entered[from])
                    {
                        bridges.Add((Math.Min(node, from), Math.Max(node, from) - rows));
                    }
                }
            }
            components++;
        }
        return new(component, components, bridges);

        void Enter(int node, int from)
        {
            entered[node] = lowest[node] = ++clock;
            if (node < rows)
            {
                component[node] = components;
            }
            path.Push((node, from, 0));
        }
    }
}
