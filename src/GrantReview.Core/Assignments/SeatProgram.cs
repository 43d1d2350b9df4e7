using Google.OrTools.LinearSolver;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Assignments;

/// <summary>
/// What a flow cannot hold, as an integer programme over few pairs that is optimal for all: the lowest application, groups that cross, panels of
/// unequal size. Multipliers of a linear programme move those rules into the costs of a flow; the flow's optimum is a bound for every plan, and a
/// pair whose reduced cost exceeds the gap to a known plan is in no better one (Lagrangian bound with reduced-cost fixing).
/// </summary>
internal static class SeatProgram
{
    /// <summary>Up to so many pairs all are variables and the bound is the programme's own.</summary>
    private const int FewPairs = 6_000;
    private const int FirstGuess = 5_000;
    private const int MostVariables = 150_000;

    /// <summary>The integer programme keeps its constraints to a millionth; a sum is finer only where its decimals allow.</summary>
    private const double Tolerance = 1e-6;

    internal sealed record Answer(int[][] Chosen, bool IsProven, double Bound);

    /// <summary>The sum of coefficients of a row's or an expert's pairs is at least so much.</summary>
    private sealed record Side(int? Row, int? Expert, Func<int, int, long> Coefficient, long AtLeast, bool IsAffinity);

    private sealed record Solution(int[][] Chosen, bool IsOptimal);

    /// <param name="flow">Solved for the highest total.</param>
    /// <returns>Null when no plan exists.</returns>
    public static Answer? Solve(AssignmentModel model, CandidateFlow flow)
    {
        var rules = Rules(model);
        var units = new Units(model);
        if (model.Problem.Objective != AssignmentObjective.Fair || model.Problem.Keep.Count > 0)
        {
            return MostTotal(model, flow, units, rules);
        }
        var start = Enumerable.Range(0, model.Rows.Length).Select(r => flow.Chosen(r).ToArray()).ToArray();
        var ceiling = Enumerable.Range(0, model.Rows.Length).SelectMany(r => model.Rows[r].Members.Select(m => units.Highest(r, m))).DefaultIfEmpty(0).Min();
        if (rules.Count == 0 && units.Lowest(start) >= ceiling)
        {
            return new Answer(start, true, units.Total(start) / model.Step);
        }
        if (MostTotal(model, flow, units, [.. rules, .. NoneBelow(model, units, ceiling)]) is { } atCeiling)
        {
            return atCeiling;
        }
        if (BestLowest(model, flow, units, rules) is not { } lowest)
        {
            return rules.Count > 0 ? MostTotal(model, flow, units, rules) is { } any ? any with { IsProven = false } : null : new Answer(start, false, units.Total(start) / model.Step);
        }
        return MostTotal(model, flow, units, [.. rules, .. NoneBelow(model, units, lowest.Value)]) is { } best ? best with { IsProven = best.IsProven && lowest.IsProven } : null;
    }

    // Rules that a flow cannot hold

    private static List<Side> Rules(AssignmentModel model)
    {
        var sides = new List<Side>();
        // "At least so many of each kind, at most so many of one unit", where those groups cross.
        foreach (var group in model.Crossing)
        {
            var members = group.Experts.ToHashSet();
            for (var row = 0; row < model.Rows.Length; row++)
            {
                sides.Add(group.Min > 0
                    ? new Side(row, null, (_, e) => members.Contains(e) ? 1 : 0, group.Min, false)
                    : new Side(row, null, (_, e) => members.Contains(e) ? -1 : 0, -group.Max, false));
            }
        }
        // "An expert's load counts the applications of each panel."
        if (model.HasUnequalPanels)
        {
            for (var e = 0; e < model.Experts.Length; e++)
            {
                if (model.Experts[e].Max is { } max)
                {
                    sides.Add(new Side(null, e, (row, _) => -model.Rows[row].Size, -max, false));
                }
                if (model.Experts[e].Min > 0)
                {
                    sides.Add(new Side(null, e, (row, _) => model.Rows[row].Size, model.Experts[e].Min, false));
                }
            }
        }
        return sides;
    }

    // "No application is served worse than the best possible lowest."
    private static IEnumerable<Side> NoneBelow(AssignmentModel model, Units units, long lowest) =>
        from row in Enumerable.Range(0, model.Rows.Length)
        from member in model.Rows[row].Members
        select new Side(row, null, (r, e) => units.Of(r, member, e), lowest, true);

    // The highest total within the rules

    private static Answer? MostTotal(AssignmentModel model, CandidateFlow flow, Units units, List<Side> sides)
    {
        var all = AllPairs(model);
        if (all <= FewPairs)
        {
            return Programme(model, units, Pairs(model), sides, 0, null, whole: true) is { } found
                ? new Answer(found.Chosen, found.IsOptimal, units.Total(found.Chosen) / model.Step) : null;
        }
        flow = Narrow(model, flow, units, sides);
        if (Multipliers(model, flow, units, sides, null) is not { } multipliers)
        {
            return sides.Exists(s => s.IsAffinity) ? null : Whole();
        }
        var scale = Scale(model, multipliers.Max());
        var (end, costs, weights) = Weighted(model, flow, units, sides, multipliers, scale, total: true);
        if (end != FlowEnd.Optimal)
        {
            return Whole();
        }
        var bound = -Cost(model, flow, costs) - Due(weights, sides);
        var guess = Guess(model, flow, costs);
        for (var attempt = 0; attempt < 6; attempt++)
        {
            var pairs = flow.Within(costs, guess);
            if (pairs.Count > MostVariables)
            {
                break;
            }
            if (Programme(model, units, pairs, sides, guess, null, whole: false) is { } found)
            {
                var gap = bound - ((Int128)units.Objective(found.Chosen) * scale);
                if (gap <= guess)
                {
                    return new Answer(found.Chosen, found.IsOptimal, (double)units.Total(found.Chosen) / model.Step);
                }
                if (attempt == 5 || flow.Within(costs, (long)gap).Count > MostVariables)
                {
                    return new Answer(found.Chosen, false, (double)bound / scale / model.Step);
                }
                guess = (long)gap;
            }
            else
            {
                guess = Math.Max(1, guess) * 4;
            }
        }
        return Whole();

        Answer? Whole() => all <= MostVariables && Programme(model, units, Pairs(model), sides, 0, null, whole: true) is { } found
            ? new Answer(found.Chosen, found.IsOptimal, units.Total(found.Chosen) / model.Step) : null;
    }

    /// <summary>Closes the pairs that are in no set of experts good enough for their application: with the best others beside them it stays below.</summary>
    private static CandidateFlow Narrow(AssignmentModel model, CandidateFlow flow, Units units, List<Side> sides)
    {
        var narrow = flow.Copy();
        foreach (var side in sides.Where(s => s.IsAffinity))
        {
            var row = side.Row.GetValueOrDefault();
            var values = Enumerable.Range(0, model.Experts.Length).Select(e => side.Coefficient(row, e)).ToArray();
            var best = Enumerable.Range(0, values.Length).Where(e => AssignmentModel.Has(model.Open[row], e) || model.Fixed[row].Contains(e))
                .OrderByDescending(e => values[e]).Take(model.Rows[row].Needed).ToList();
            var others = best.Sum(e => values[e]) - values[best[^1]];
            for (var e = 0; e < values.Length; e++)
            {
                if (others + values[e] < side.AtLeast && !model.Fixed[row].Contains(e))
                {
                    narrow.Close(row, e);
                }
            }
        }
        return narrow;
    }

    // The best possible lowest application

    private static (long Value, bool IsProven)? BestLowest(AssignmentModel model, CandidateFlow flow, Units units, List<Side> rules)
    {
        List<Side> sides = [.. rules, .. NoneBelow(model, units, 0)];
        if (AllPairs(model) <= FewPairs)
        {
            return Programme(model, units, Pairs(model), rules, 0, sides, whole: true) is { } found ? (units.Lowest(found.Chosen), found.IsOptimal) : null;
        }
        if (Multipliers(model, flow, units, rules, sides) is not { } multipliers)
        {
            return null;
        }
        const long scale = 1_000_000;
        var (end, costs, weights) = Weighted(model, flow, units, sides, multipliers, scale, total: false);
        if (end != FlowEnd.Optimal)
        {
            return null;
        }
        // Of the weights, which sum to about one, no plan can have a weighted mean above the flow's: so no lowest either.
        var sum = (Int128)weights.Where((_, s) => sides[s].IsAffinity).Sum();
        var bound = -Cost(model, flow, costs) - Due(weights, rules);
        var pairs = Enumerable.Range(0, model.Rows.Length).SelectMany(r => flow.CandidatesOf(r).Concat(model.Fixed[r]).Distinct().Select(e => (r, e, 0L))).ToList();
        if (pairs.Count > MostVariables || sum == 0 || Programme(model, units, pairs, rules, 0, sides, whole: true) is not { } best)
        {
            return null;
        }
        var lowest = units.Lowest(best.Chosen);
        var isProven = best.IsOptimal && (bound - (sum * lowest) < sum * Math.Max(1, (long)(Tolerance * model.Step)));
        if (!isProven && flow.Within(costs, (long)Int128.Min(long.MaxValue / 4, bound - (sum * lowest))) is { Count: <= MostVariables } open
            && Programme(model, units, open, rules, 0, sides, whole: true) is { } wider)
        {
            return (Math.Max(lowest, units.Lowest(wider.Chosen)), wider.IsOptimal);
        }
        return (lowest, isProven);
    }

    // Bounds

    /// <summary>Costs with the rules moved into them, and the flow that is best for those.</summary>
    private static (FlowEnd End, RowCosts Costs, long[] Weights) Weighted(AssignmentModel model, CandidateFlow flow, Units units, List<Side> sides, double[] multipliers, long scale, bool total)
    {
        var weights = sides.Select((s, i) => Math.Max(0, (long)Math.Round(multipliers[i] * scale * (s.IsAffinity || !total ? 1 : model.Step)))).ToArray();
        var ofRow = Enumerable.Range(0, sides.Count).Where(s => weights[s] != 0 && sides[s].Row is not null).ToLookup(s => sides[s].Row.GetValueOrDefault());
        var ofExpert = Enumerable.Range(0, sides.Count).Where(s => weights[s] != 0 && sides[s].Expert is not null).ToLookup(s => sides[s].Expert.GetValueOrDefault());
        RowCosts costs = (row, cost, _) =>
        {
            for (var e = 0; e < cost.Length; e++)
            {
                var value = total ? units.Worth(row, e) * scale : 0;
                foreach (var s in ofRow[row].Concat(ofExpert[e]))
                {
                    value += weights[s] * sides[s].Coefficient(row, e);
                }
                cost[e] = -value;
            }
        };
        flow.ForgetCosts();
        return (flow.Solve(costs), costs, weights);
    }

    /// <summary>What the rules ask for, weighted.</summary>
    private static Int128 Due(long[] weights, List<Side> sides) => sides.Select((side, s) => (Int128)weights[s] * side.AtLeast).Aggregate((Int128)0, (a, b) => a + b);

    private static Int128 Cost(AssignmentModel model, CandidateFlow flow, RowCosts costs)
    {
        var row = new long[model.Experts.Length];
        var all = new ulong[model.Words];
        Array.Fill(all, ulong.MaxValue);
        Int128 sum = 0;
        for (var r = 0; r < model.Rows.Length; r++)
        {
            costs(r, row, all);
            sum += flow.Chosen(r).Aggregate((Int128)0, (s, e) => s + row[e]);
        }
        return sum;
    }

    /// <summary>Fine enough for the multipliers, small enough for 64 bits.</summary>
    private static long Scale(AssignmentModel model, double largest) =>
        (long)Math.Clamp(Math.Pow(10, Math.Floor(Math.Log10(1e12 / Math.Max(1, model.LargestAffinity * model.Step * (1 + largest))))), 1, 1e6);

    private static long Guess(AssignmentModel model, CandidateFlow flow, RowCosts costs)
    {
        var reduced = flow.Within(costs, long.MaxValue / 4, candidatesOnly: true).Select(p => Math.Abs(p.Reduced)).Order().ToList();
        return reduced.Count == 0 ? 0 : reduced[Math.Min(reduced.Count - 1, FirstGuess)];
    }

    /// <summary>Dual values of the rules in the linear programme over the flow's candidates; null when that has no solution.</summary>
    /// <param name="lowest">Sides whose least is to be raised as far as can be; null = the total is.</param>
    private static double[]? Multipliers(AssignmentModel model, CandidateFlow flow, Units units, List<Side> sides, List<Side>? lowest)
    {
        if (sides.Count == 0 && lowest is null)
        {
            return [];
        }
        using var solver = Solver.CreateSolver("GLOP");
        var pairs = Enumerable.Range(0, model.Rows.Length).SelectMany(r => flow.CandidatesOf(r).Concat(model.Fixed[r]).Distinct().Select(e => (r, e, 0L))).ToList();
        var (_, constraints) = Build(solver, model, units, pairs, lowest is null ? sides : [.. sides, .. lowest.Skip(sides.Count)], lowest is not null, -1, isWhole: false);
        return solver.Solve() == Solver.ResultStatus.OPTIMAL ? [.. constraints.Select(c => c is null ? 0 : Math.Abs(c.DualValue()))] : null;
    }

    // The integer programme: Variables, Constraints, Objective, Solve, Read back

    private static Solution? Programme(AssignmentModel model, Units units, List<(int Row, int Expert, long Reduced)> pairs, List<Side> sides, long fixedAbove, List<Side>? lowest, bool whole)
    {
        using var solver = Solver.CreateSolver("HIGHS");
        solver.SuppressOutput();
        var (chosen, _) = Build(solver, model, units, pairs, lowest ?? sides, lowest is not null, whole ? -1 : fixedAbove, isWhole: true);
        if (model.Problem.Limit is { } limit)
        {
            solver.SetSolverSpecificParametersAsString($"mip_max_nodes={Math.Max(1, limit) * 200}");
        }
        using var exact = new MPSolverParameters();
        exact.SetDoubleParam(MPSolverParameters.DoubleParam.RELATIVE_MIP_GAP, 0);
        var status = solver.Solve(exact);
        if (status is not (Solver.ResultStatus.OPTIMAL or Solver.ResultStatus.FEASIBLE))
        {
            return null;
        }
        var plan = model.Rows.Select(_ => new List<int>()).ToArray();
        for (var p = 0; p < pairs.Count; p++)
        {
            if (chosen[p].SolutionValue() > 0.5)
            {
                plan[pairs[p].Row].Add(pairs[p].Expert);
            }
        }
        for (var r = 0; r < plan.Length; r++)
        {
            plan[r] = [.. plan[r].Union(model.Fixed[r]).Order()];
        }
        return new Solution([.. plan.Select(p => p.ToArray())], status == Solver.ResultStatus.OPTIMAL);
    }

    private static (Variable[] Chosen, Constraint?[] Sides) Build(
        Solver solver, AssignmentModel model, Units units, List<(int Row, int Expert, long Reduced)> pairs, List<Side> sides, bool raiseLowest, long fixedAbove, bool isWhole)
    {
        var isFixed = model.Fixed.Select(f => f.ToHashSet()).ToArray();
        pairs.AddRange(isFixed.SelectMany((f, r) => f.Select(e => (r, e, 0L))).Except(pairs.Select(p => (p.Row, p.Expert, 0L))).ToList());
        var chosen = pairs.Select(p => isWhole && !isFixed[p.Row].Contains(p.Expert) && (fixedAbove < 0 || p.Reduced >= -fixedAbove)
            ? solver.MakeBoolVar("") : solver.MakeNumVar(isFixed[p.Row].Contains(p.Expert) || isWhole ? 1 : 0, 1, "")).ToArray();
        var byRow = Enumerable.Range(0, pairs.Count).ToLookup(p => pairs[p].Row);
        var byExpert = Enumerable.Range(0, pairs.Count).ToLookup(p => pairs[p].Expert);
        for (var r = 0; r < model.Rows.Length; r++)
        {
            // "Each application has the experts it needs."
            Sum(byRow[r], _ => 1, model.Rows[r].Needed, model.Rows[r].Needed);
            // "At most so many of one unit, at least so many of each kind."
            foreach (var group in byRow[r].SelectMany(p => model.Chains[pairs[p].Expert].Select(g => (g, p))).ToLookup(x => x.g, x => x.p))
            {
                if (model.Groups[group.Key].Min > 0 || group.Count() > model.Groups[group.Key].Max)
                {
                    Sum(group, _ => 1, model.Groups[group.Key].Min, Math.Min(model.Groups[group.Key].Max, model.Rows[r].Needed));
                }
            }
        }
        // "Every expert takes at least the minimum and at most the maximum."
        for (var e = 0; e < model.Experts.Length; e++)
        {
            if (model.Low[e] > 0 || byExpert[e].Count() > model.High[e])
            {
                Sum(byExpert[e], _ => 1, model.Low[e], model.High[e]);
            }
        }
        var floor = raiseLowest ? solver.MakeNumVar(double.NegativeInfinity, double.PositiveInfinity, "lowest") : null;
        var constraints = sides.Select(side => Constrain(side, floor)).ToArray();
        if (floor is not null)
        {
            solver.Maximize(floor);
            return (chosen, constraints);
        }
        var objective = solver.Objective();
        for (var p = 0; p < pairs.Count; p++)
        {
            objective.SetCoefficient(chosen[p], units.Worth(pairs[p].Row, pairs[p].Expert) / model.Step);
        }
        objective.SetMaximization();
        return (chosen, constraints);

        Constraint? Constrain(Side side, Variable? lowest)
        {
            var of = (side.Row is { } row ? byRow[row] : byExpert[side.Expert.GetValueOrDefault()]).ToList();
            if (lowest is null && Worst(side, of) >= side.AtLeast)
            {
                return null;
            }
            // Half a unit below is as strict as the whole where sums are whole units, and safe from rounding.
            var unit = side.IsAffinity ? model.Step : 1;
            var slack = Math.Max(Tolerance, Math.Min(0.5 / unit, 1e-4));
            var constraint = solver.MakeConstraint(side.IsAffinity && lowest is not null ? 0 : (side.AtLeast / unit) - (side.IsAffinity ? slack : 0), double.PositiveInfinity);
            foreach (var p in of)
            {
                constraint.SetCoefficient(chosen[p], side.Coefficient(pairs[p].Row, pairs[p].Expert) / unit);
            }
            if (side.IsAffinity && lowest is not null)
            {
                constraint.SetCoefficient(lowest, -1);
            }
            return constraint;
        }

        // A rule that every choice of these pairs keeps is no constraint.
        long Worst(Side side, List<int> of)
        {
            var ordered = of.Select(p => side.Coefficient(pairs[p].Row, pairs[p].Expert)).Order();
            return side.Row is { } row ? ordered.Take(model.Rows[row].Needed).Sum() : ordered.Where(c => c < 0).Sum();
        }

        void Sum(IEnumerable<int> of, Func<int, double> coefficient, int min, int max)
        {
            var constraint = solver.MakeConstraint(min, max);
            foreach (var p in of)
            {
                constraint.SetCoefficient(chosen[p], coefficient(p));
            }
        }
    }

    private static long AllPairs(AssignmentModel model) => model.Open.Sum(bits => bits.Sum(b => (long)System.Numerics.BitOperations.PopCount(b)));

    private static List<(int Row, int Expert, long Reduced)> Pairs(AssignmentModel model) =>
        [.. Enumerable.Range(0, model.Rows.Length).SelectMany(r => Enumerable.Range(0, model.Experts.Length).Where(e => AssignmentModel.Has(model.Open[r], e)).Select(e => (r, e, 0L)))];

    /// <summary>Affinities in whole units, row by row as they are asked for.</summary>
    private sealed class Units(AssignmentModel model)
    {
        private const int MostRows = 4_000;
        private readonly System.Collections.Concurrent.ConcurrentDictionary<(int Row, int Member), long[]> rows = new();
        private readonly List<int>[] kept = model.PairsOf(model.Problem.Keep);

        /// <summary>So much more than any affinity that a change is made for no affinity unless hundreds of pairs move.</summary>
        private readonly long bonus = model.Problem.Keep.Count == 0 ? 0 : (long)(1_000 * ((model.LargestAffinity * model.Step) + 1));

        public long Of(int row, int member, int expert) => Row(row, member)[expert];

        public long Sum(int row, int expert) => model.Rows[row].Members.Sum(m => Row(row, m)[expert]);

        public long Worth(int row, int expert) => Sum(row, expert) + (bonus > 0 && kept[row].Contains(expert) ? bonus : 0);

        public long Total(int[][] chosen) => chosen.Select((c, r) => c.Sum(e => Sum(r, e))).Sum();

        public long Objective(int[][] chosen) => chosen.Select((c, r) => c.Sum(e => Worth(r, e))).Sum();

        public long Lowest(int[][] chosen) => chosen.SelectMany((c, r) => model.Rows[r].Members.Select(m => c.Sum(e => Row(r, m)[e]))).DefaultIfEmpty(0).Min();

        /// <summary>No plan gives a member more: its best open experts, within the cap per unit.</summary>
        public long Highest(int row, int member)
        {
            var taken = new Dictionary<string, int>(StringComparer.Ordinal);
            long sum = 0;
            var left = model.Rows[row].Needed;
            var units = Row(row, member);
            foreach (var e in Enumerable.Range(0, units.Length).Where(e => AssignmentModel.Has(model.Open[row], e) || model.Fixed[row].Contains(e)).OrderByDescending(e => units[e]))
            {
                var unit = model.Experts[e].Unit;
                if (unit.Length > 0 && model.Problem.PerUnit is { } cap && (taken[unit] = taken.GetValueOrDefault(unit) + 1) > cap)
                {
                    continue;
                }
                sum += units[e];
                if (--left == 0)
                {
                    break;
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
}
