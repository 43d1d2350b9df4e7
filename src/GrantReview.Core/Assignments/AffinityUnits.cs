using GrantReview.Core.Assignments.Rules;

namespace GrantReview.Core.Assignments;

/// <summary>Affinities in whole units, row by row as they are asked for.</summary>
internal sealed class AffinityUnits(AssignmentModel model)
{
    private const int MostRows = 4_000;
    private readonly System.Collections.Concurrent.ConcurrentDictionary<(int Row, int Member), long[]> rows = new();
    private readonly GroupRules rules = GroupRules.Of(model.Problem);
    private readonly List<int>[] kept = model.PairsOf(model.Problem.Keep);

    /// <summary>So much more than any affinity that a change is made for no affinity unless hundreds of pairs move.</summary>
    private readonly long bonus = model.Problem.Keep.Count == 0 ? 0 : (long)(1_000 * ((model.LargestAffinity * model.Step) + 1));

    public long Of(int row, int member, int expert) => Row(row, member)[expert];

    public long Sum(int row, int expert) => model.Rows[row].Members.Sum(m => Row(row, m)[expert]);

    public long Worth(int row, int expert) =>
        Sum(row, expert) + (bonus > 0 && kept[row].Contains(expert) ? bonus * model.Rows[row].Size : 0);

    /// <summary>What each expert is worth on the row.</summary>
    public void Worths(int row, Span<long> worths)
    {
        worths.Clear();
        foreach (var member in model.Rows[row].Members)
        {
            var units = Row(row, member);
            for (var e = 0; e < worths.Length; e++)
            {
                worths[e] += units[e];
            }
        }
        foreach (var e in bonus > 0 ? kept[row] : [])
        {
            worths[e] += bonus * model.Rows[row].Size;
        }
    }

    public long Total(int[][] chosen) => chosen.Select((c, r) => c.Sum(e => Sum(r, e))).Sum();

    public long Objective(int[][] chosen) => chosen.Select((c, r) => c.Sum(e => Worth(r, e))).Sum();

    public long Lowest(int[][] chosen) =>
        chosen.SelectMany((c, r) => model.Rows[r].Members.Select(m => c.Sum(e => Row(r, m)[e]))).DefaultIfEmpty(0).Min();

    /// <summary>No plan gives a member more: its best open experts, within the cap per unit.</summary>
    public long Highest(int row, int member)
    {
        var taken = new List<ExpertLoad>();
        long sum = 0;
        var units = Row(row, member);
        foreach (var e in Enumerable.Range(0, units.Length).Where(e => ExpertSet.Has(model.Open[row], e) || model.Fixed[row].Contains(e))
            .OrderByDescending(e => units[e]))
        {
            if (taken.Count == model.Rows[row].Needed)
            {
                break;
            }
            if (rules.Admits(taken, model.Experts[e]))
            {
                taken.Add(model.Experts[e]);
                sum += units[e];
            }
        }
        return sum;
    }

    private long[] Row(int row, int member)
    {
        if (rows.TryGetValue((row, member), out var found))
        {
            return found;
        }
        var (sums, work) = (new double[model.Experts.Length], new double[model.Experts.Length]);
        model.MemberAffinities(member, work, sums);
        found = [.. sums.Select(s => (long)Math.Round(s * model.Step))];
        if (rows.Count < MostRows)
        {
            rows.TryAdd((row, member), found);
        }
        return found;
    }
}
