namespace GrantReview.Core.Awards;

/// <summary>
/// What a selection read on its way, so that another with one figure changed need not repeat what is the same: up to the first decision
/// that the figure could turn, both decide alike. A looser cap or a lower floor turns only a refusal for its sake or for a floor's; a
/// tighter cap only a decision, or a completion that was counted upon, which took more than it leaves.
/// </summary>
internal sealed class SelectionTrace(PreparedProblem prepared)
{
    private const int Marks = 128;
    private readonly int[] firstBarred = [.. Enumerable.Repeat(int.MaxValue, prepared.Quotas.Count)];
    private readonly long[] leastNeeds = [.. Enumerable.Repeat(long.MaxValue, prepared.Quotas.Count)];
    private readonly List<(int At, long Most)>[] needs = [.. prepared.Quotas.Select(_ => new List<(int, long)>())];
    private readonly List<(int At, int[] Certificate, bool[] Closed)> marks = [];
    private int firstForFloors = int.MaxValue;

    /// <summary>The first of the equals that are being decided on.</summary>
    public int Here { get; private set; }

    /// <summary>The selection stands before equals; now and then it is kept how.</summary>
    public void Stand(int at, FeasibilityOracle oracle, bool[] closed)
    {
        Here = at;
        if (marks.Count == 0 || at - marks[^1].At >= prepared.Applications.Count / Marks)
        {
            marks.Add((at, [.. oracle.Certificate], [.. closed]));
        }
    }

    /// <summary>A cap bars somebody who would need so much of the quota to be used.</summary>
    public void Bar(int quota, long needs)
    {
        firstBarred[quota] = Math.Min(firstBarred[quota], Here);
        leastNeeds[quota] = Math.Min(leastNeeds[quota], needs);
    }

    /// <summary>
    /// The least cap with which somebody whom the quota barred would not have been; long.MaxValue where it barred nobody.
    /// </summary>
    public long LeastCapToTurn(int quota) => leastNeeds[quota];

    public void ForFloors() => firstForFloors = Math.Min(firstForFloors, Here);

    /// <summary>So much of a quota would be used if these came in, or is, with those who are counted upon.</summary>
    public void Need(int quota, long size)
    {
        if (needs[quota].Count == 0 || size > needs[quota][^1].Most)
        {
            needs[quota].Add((Here, size));
        }
    }

    /// <summary>Where a selection may part when a cap is loosened; int.MaxValue = nowhere.</summary>
    public int PartsByMore(int quota) => Math.Min(firstBarred[quota], firstForFloors);

    /// <summary>Where a selection may part when any floor is lowered, or more may compete further down.</summary>
    public int PartsByFloors => firstForFloors;

    /// <summary>Where a selection may part when a cap is tightened.</summary>
    public int PartsByLess(int quota, long max) => needs[quota].Find(n => n.Most > max) is { Most: > 0 } need ? need.At : int.MaxValue;

    /// <summary>The last place at or before another where it is known how the selection stood.</summary>
    public (int At, int[] Certificate, bool[] Closed) MarkBefore(int at) => marks.FindLast(m => m.At <= at);
}
