namespace GrantReview.Core.Assignments;

/// <summary>
/// Joins the pieces of a plan where it comes free: two pairs of different pieces change experts when the total stays the same to the last unit and no
/// rule breaks. Guaranteed: the total is unchanged, there are never more pieces, and unless <see cref="MostWork"/> ran out
/// no exchange is left that alone would make fewer. Not guaranteed: the fewest pieces of all optima, which is a hard problem.
/// </summary>
internal static class Overlap
{
    /// <summary>Pairs looked at; counted and not timed, so that the result is the same everywhere.</summary>
    private const long MostWork = 5_000_000;

    public static int[][] Join(AssignmentModel model, int[][] chosen)
    {
        if (model.Problem.Keep.Count > 0 || !Pieces(model, chosen, out var piece))
        {
            return chosen;
        }
        var plan = chosen.Select(c => c.ToList()).ToArray();
        var units = new Dictionary<int, long[]>();
        var pairs = chosen.Sum(c => c.Length);
        long work = 0;
        var changed = true;
        while (changed && work <= MostWork)
        {
            changed = false;
            work += 10L * pairs;
            var free = Enumerable.Range(0, plan.Length).SelectMany(r => plan[r].Where(e => !model.Fixed[r].Contains(e)).Select(e => (Row: r, Expert: e))).ToList();
            var sizes = piece.CountBy(p => p).ToDictionary();
            // From the smallest pieces: each exchange sews one of them on.
            foreach (var (row, expert) in free.OrderBy(p => sizes[piece[p.Row]]))
            {
                foreach (var (other, exchange) in free)
                {
                    if (++work <= MostWork && piece[row] != piece[other] && IsFree(row, expert, other, exchange) && Exchange(row, expert, other, exchange))
                    {
                        changed = true;
                        break;
                    }
                }
                if (changed || work > MostWork)
                {
                    break;
                }
            }
            if (changed && !Pieces(model, [.. plan.Select(p => p.ToArray())], out piece))
            {
                break;
            }
        }
        return [.. plan.Select(p => p.Order().ToArray())];

        bool IsFree(int row, int expert, int other, int exchange) =>
            model.Rows[row].Size == model.Rows[other].Size && AssignmentModel.Has(model.Open[row], exchange) && AssignmentModel.Has(model.Open[other], expert)
            && !plan[row].Contains(exchange) && !plan[other].Contains(expert)
            && Units(row)[expert] + Units(other)[exchange] == Units(row)[exchange] + Units(other)[expert]
            && Keeps(row, expert, exchange) && Keeps(other, exchange, expert);

        bool Keeps(int row, int leaves, int comes) => model.Chains[leaves].AsSpan().SequenceEqual(model.Chains[comes]) || model.Chains[leaves].Concat(model.Chains[comes]).All(g =>
        {
            var count = plan[row].Count(e => e != leaves && model.Chains[e].Contains(g)) + (model.Chains[comes].Contains(g) ? 1 : 0);
            return count >= model.Groups[g].Min && count <= model.Groups[g].Max;
        });

        bool Exchange(int row, int expert, int other, int exchange)
        {
            work += 2L * pairs;
            var before = Count(plan);
            (plan[row][plan[row].IndexOf(expert)], plan[other][plan[other].IndexOf(exchange)]) = (exchange, expert);
            if (Count(plan) < before)
            {
                return true;
            }
            (plan[row][plan[row].IndexOf(exchange)], plan[other][plan[other].IndexOf(expert)]) = (expert, exchange);
            return false;
        }

        long[] Units(int row)
        {
            if (!units.TryGetValue(row, out var found))
            {
                if (units.Count > 500)
                {
                    units.Clear();
                }
                found = new long[model.Experts.Length];
                model.Units(row, found, new double[found.Length], new double[found.Length]);
                units.Add(row, found);
            }
            return found;
        }
    }

    private static int Count(List<int>[] plan) => Label(plan).Where((_, r) => plan[r].Count > 0).Distinct().Count();

    private static bool Pieces(AssignmentModel model, int[][] plan, out int[] piece)
    {
        piece = Label(plan);
        return model.Rows.Length > 1 && piece.Distinct().Skip(1).Any();
    }

    /// <summary>The piece of each row: the smallest row that it hangs together with.</summary>
    private static int[] Label(IReadOnlyList<IReadOnlyCollection<int>> plan)
    {
        var parent = Enumerable.Range(0, plan.Count).ToArray();
        var rowOf = new Dictionary<int, int>();
        for (var row = 0; row < plan.Count; row++)
        {
            foreach (var e in plan[row])
            {
                if (!rowOf.TryAdd(e, row))
                {
                    var (a, b) = (Root(row), Root(rowOf[e]));
                    parent[Math.Max(a, b)] = Math.Min(a, b);
                }
            }
        }
        return [.. Enumerable.Range(0, plan.Count).Select(Root)];

        int Root(int row)
        {
            while (parent[row] != row)
            {
                row = parent[row];
            }
            return row;
        }
    }
}
