namespace GrantReview.Core.Assignments;

/// <summary>
/// Joins the components of a plan where it comes free, or within what may be given up: two pairs of different components change experts
/// when the total stays the same to the last unit, or loses no more than is left to give, and no rule breaks. Such an exchange joins two
/// components exactly where one of the pairs lies on a cycle of its component, which therefore hangs together without it. Guaranteed: the
/// total loses no more than may be given up, there are never more components, and unless <see cref="MostWork"/> ran out no exchange is left
/// that alone would make fewer. Not guaranteed: the fewest components of all optima, which is a hard problem.
/// </summary>
internal static class Overlap
{
    /// <summary>Pairs looked at; counted and not timed, so that the result is the same everywhere.</summary>
    private const long MostWork = 5_000_000;

    /// <summary>So many affinities are kept at once.</summary>
    private const int MostKnown = 2_000_000;

    /// <param name="given">Whole units of affinity that may be given up in all: what is free comes first, then what is cheap.</param>
    public static int[][] Join(AssignmentModel model, int[][] chosen, long given = 0)
    {
        if (model.Problem.Keep.Count > 0 || model.Rows.Length < 2)
        {
            return chosen;
        }
        var plan = chosen.Select(c => c.ToList()).ToArray();
        var units = new Dictionary<int, long[]>();
        long work = 0;
        foreach (var most in new[] { 0, given / 100, given / 10, given })
        {
            while (work <= MostWork && Exchange(Math.Min(most, given)))
            {
            }
        }
        return [.. plan.Select(p => p.Order().ToArray())];

        bool Exchange(long most)
        {
            var graph = PlanGraph.Of(plan, model.Experts.Length);
            if (graph.Components < 2)
            {
                return false;
            }
            var free = Enumerable.Range(0, plan.Length)
                .SelectMany(r => plan[r].Where(e => !model.Fixed[r].Contains(e)).Select(e => (Row: r, Expert: e))).ToList();
            var loops = free.Where(p => !graph.IsBridge(p.Row, p.Expert)).ToList();
            work += 2L * free.Count;
            if (loops.Count == 0)
            {
                return false;
            }
            var sizes = graph.Component.CountBy(p => p).ToDictionary();
            // From the smallest components: each exchange sews one of them on.
            foreach (var (row, expert) in free.OrderBy(p => sizes[graph.Component[p.Row]]))
            {
                foreach (var (other, exchange) in graph.IsBridge(row, expert) ? loops : free)
                {
                    if (++work > MostWork)
                    {
                        return false;
                    }
                    if (graph.Component[row] != graph.Component[other] && MayChange(row, expert, other, exchange)
                        && Loss(row, expert, other, exchange) is var loss && loss <= most)
                    {
                        given -= loss;
                        (plan[row][plan[row].IndexOf(expert)], plan[other][plan[other].IndexOf(exchange)]) = (exchange, expert);
                        return true;
                    }
                }
            }
            return false;
        }

        bool MayChange(int row, int expert, int other, int exchange) =>
            model.Rows[row].Size == model.Rows[other].Size && ExpertSet.Has(model.Open[row], exchange)
                && ExpertSet.Has(model.Open[other], expert)
            && Keeps(row, expert, exchange) && Keeps(other, exchange, expert);

        long Loss(int row, int expert, int other, int exchange) =>
            Units(row)[expert] + Units(other)[exchange] - Units(row)[exchange] - Units(other)[expert];

        bool Keeps(int row, int leaves, int comes) =>
            model.Chains[leaves].AsSpan().SequenceEqual(model.Chains[comes]) || model.Chains[leaves].Concat(model.Chains[comes]).All(g =>
        {
            var count = plan[row].Count(e => e != leaves && model.Chains[e].Contains(g)) + (model.Chains[comes].Contains(g) ? 1 : 0);
            return count >= model.Groups[g].Min && count <= model.Groups[g].Max;
        });

        long[] Units(int row)
        {
            if (!units.TryGetValue(row, out var found))
            {
                if ((units.Count + 1L) * model.Experts.Length > MostKnown)
                {
                    units.Clear();
                }
                work += model.Experts.Length / 10;
                found = new long[model.Experts.Length];
                model.Units(row, found, new double[found.Length], new double[found.Length]);
                units.Add(row, found);
            }
            return found;
        }
    }
}
