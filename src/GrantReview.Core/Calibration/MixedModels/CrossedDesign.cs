namespace GrantReview.Core.Calibration.MixedModels;

/// <summary>
/// Who rated what, as numbers: row r is the rating of application <c>Application[r]</c> by expert <c>Expert[r]</c>. Rows are sorted by
/// application, then expert; no pair occurs twice. The connected components of the graph are told apart, because nothing but a mean joins
/// them. Each application has one of the fixed means.
/// </summary>
internal sealed class CrossedDesign
{
    /// <param name="meanOf">Of each application, from 0 without a gap.</param>
    public CrossedDesign(int[] application, int[] expert, int applications, int experts, int[] meanOf)
    {
        (Application, Expert, Applications, Experts) = (application, expert, applications, experts);
        MeanOf = meanOf;
        Means = meanOf.Max() + 1;
        MeanOfRow = [.. application.Select(a => meanOf[a])];
        ComponentOfApplication = new int[applications];
        ComponentOfExpert = new int[experts];
        Components = Split();
    }

    public int[] Application { get; }
    public int[] Expert { get; }
    public int Applications { get; }
    public int Experts { get; }
    public int Rows => Application.Length;

    /// <summary>The fixed mean of each application, and how many there are.</summary>
    public int[] MeanOf { get; }
    public int[] MeanOfRow { get; }
    public int Means { get; }

    /// <summary>Rows less the means that are fitted.</summary>
    public int Degrees => Rows - Means;
    public int[] ComponentOfApplication { get; }
    public int[] ComponentOfExpert { get; }
    public IReadOnlyList<Component> Components { get; }

    private List<Component> Split()
    {
        var root = Enumerable.Range(0, Applications + Experts).ToArray();
        for (var r = 0; r < Rows; r++)
        {
            var (a, b) = (Root(Application[r]), Root(Applications + Expert[r]));
            root[Math.Max(a, b)] = Math.Min(a, b);
        }
        var number = new Dictionary<int, int>();
        var rows = new List<List<int>>();
        for (var r = 0; r < Rows; r++)
        {
            var at = Root(Application[r]);
            if (!number.TryGetValue(at, out var component))
            {
                number.Add(at, component = rows.Count);
                rows.Add([]);
            }
            rows[component].Add(r);
            ComponentOfApplication[Application[r]] = component;
            ComponentOfExpert[Expert[r]] = component;
        }
        return [.. rows.Select(r => new Component(this, r))];

        int Root(int node)
        {
            while (root[node] != node)
            {
                root[node] = root[root[node]];
                node = root[node];
            }
            return node;
        }
    }
}

/// <summary>
/// One connected component. The side with more members is eliminated (its diagonal block is diagonal); the other is kept, in the order of
/// Cuthill and McKee reversed, which draws the Schur complement together around its diagonal.
/// </summary>
internal sealed class Component
{
    private static readonly int[] Nothing = [];

    public Component(CrossedDesign design, List<int> rows)
    {
        var applications = rows.Select(r => design.Application[r]).Distinct().Order().ToArray();
        var experts = rows.Select(r => design.Expert[r]).Distinct().Order().ToArray();
        EliminatesApplications = applications.Length > experts.Length;
        Eliminated = EliminatesApplications ? applications : experts;
        var kept = EliminatesApplications ? experts : applications;
        var (eliminatedOf, keptOf) = EliminatesApplications ? (design.Application, design.Expert) : (design.Expert, design.Application);
        var eliminatedPlace = Eliminated.Select((id, i) => (id, i)).ToDictionary(p => p.id, p => p.i);
        var keptPlace = kept.Select((id, i) => (id, i)).ToDictionary(p => p.id, p => p.i);
        var order = Order(
            rows.Select(r => (eliminatedPlace[eliminatedOf[r]], keptPlace[keptOf[r]])).ToList(), Eliminated.Length, kept.Length);
        Kept = [.. order.Select(k => kept[k])];
        var position = Kept.Select((id, i) => (id, i)).ToDictionary(p => p.id, p => p.i);

        // Ratings grouped by eliminated member, each group from the first kept member to the last: only the upper triangle is ever written.
        var sorted = rows.Select(r => (E: eliminatedPlace[eliminatedOf[r]], K: position[keptOf[r]], Row: r)).OrderBy(r => r.E)
            .ThenBy(r => r.K).ToList();
        Row = [.. sorted.Select(r => r.Row)];
        KeptAt = [.. sorted.Select(r => r.K)];
        Start = new int[Eliminated.Length + 1];
        foreach (var (e, _, _) in sorted)
        {
            Start[e + 1]++;
        }
        First = [.. Enumerable.Range(0, Kept.Length)];
        for (var e = 0; e < Eliminated.Length; e++)
        {
            Start[e + 1] += Start[e];
            for (var i = Start[e]; i < Start[e + 1]; i++)
            {
                First[KeptAt[i]] = Math.Min(First[KeptAt[i]], KeptAt[Start[e]]);
            }
        }
    }

    public bool EliminatesApplications { get; }
    public int[] Eliminated { get; }
    public int[] Kept { get; }

    /// <summary>
    /// Ratings of eliminated member e are at <c>Start[e]</c> … <c>Start[e + 1] − 1</c> of <see cref="KeptAt"/> and <see cref="Row"/>.
    /// </summary>
    public int[] Start { get; }
    public int[] KeptAt { get; }
    public int[] Row { get; }

    /// <summary>The skyline of the Schur complement.</summary>
    public int[] First { get; }

    // Two kept members are neighbours where an eliminated one joins them; the search walks over the joining member instead of listing
    // pairs.
    private static int[] Order(List<(int Eliminated, int Kept)> pairs, int eliminated, int kept)
    {
        var (of, by) = (new List<int>[kept], new List<int>[eliminated]);
        for (var k = 0; k < kept; k++)
        {
            of[k] = [];
        }
        for (var e = 0; e < eliminated; e++)
        {
            by[e] = [];
        }
        foreach (var (e, k) in pairs)
        {
            of[k].Add(e);
            by[e].Add(k);
        }
        var degree = of.Select(list => list.Sum(e => by[e].Count - 1)).ToArray();
        var start = Enumerable.Range(0, kept).OrderBy(k => degree[k]).First();
        for (var round = 0; round < 2; round++)
        {
            start = Walk(start)[^1];
        }
        var order = Walk(start);
        Array.Reverse(order);
        return order;

        int[] Walk(int from)
        {
            var (seen, passed) = (new bool[kept], new bool[eliminated]);
            var queue = new List<int>(kept) { from };
            seen[from] = true;
            for (var head = 0; head < queue.Count; head++)
            {
                var next = Nothing.AsEnumerable();
                foreach (var e in of[queue[head]].Where(e => !passed[e]))
                {
                    passed[e] = true;
                    next = next.Concat(by[e]);
                }
                foreach (var k in next.Where(k => !seen[k]).Distinct().OrderBy(k => degree[k]).ThenBy(k => k).ToList())
                {
                    seen[k] = true;
                    queue.Add(k);
                }
            }
            return [.. queue];
        }
    }
}
