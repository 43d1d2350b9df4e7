using Google.OrTools.LinearSolver;

namespace GrantReview.Core.Assignments;

/// <summary>The sum of coefficients of a row's or an expert's pairs, or of all where neither is named, is at least so much.</summary>
internal sealed record SeatRule(int? Row, int? Expert, Func<int, int, long> Coefficient, long AtLeast, bool IsAffinity);

/// <summary>The integer programme over given pairs: Variables, Constraints, Objective, Solve, Read back.</summary>
internal static class SeatModel
{
    /// <summary>The integer programme keeps its constraints to a millionth; a sum is finer only where its decimals allow.</summary>
    public const double Tolerance = 1e-6;

    /// <param name="fixedAbove">Pairs whose reduced cost is below its negative are in every better plan; negative = none is.</param>
    /// <param name="lowest">Sides whose least is to be raised as far as can be; null = the total is.</param>
    public static SeatProgram.Answer Solve(
        AssignmentModel model, AffinityUnits units, List<(int Row, int Expert, long Reduced)> pairs, List<SeatRule> sides,
            long fixedAbove = -1, List<SeatRule>? lowest = null)
    {
        // In HiGHS's own words, since the common interface hands none of them on: it does not announce itself on standard output, nor end
        // at its usual gap of 0.01 %, nor spend a third of its time on looking for plans when it is the proof that takes long.
        const string quiet = "output_flag=false,mip_rel_gap=0,mip_heuristic_run_root_reduced_cost=false";
        var answer = Run("HIGHS", model.Problem.Limit is { } nodes ? $"{quiet},mip_max_nodes={Math.Max(1, nodes) * 200}" : quiet);
        if (answer is { Chosen: null, IsProven: false } && model.Problem.Limit is { } limit)
        {
            // Stopped, HiGHS hands over neither plan nor bound; CP-SAT does, and counts work, not time.
            answer = Run("SAT", $"num_workers:1 max_deterministic_time:{Math.Max(1, limit)}");
        }
        return answer;

        SeatProgram.Answer Run(string engine, string parameters)
        {
            using var solver = Solver.CreateSolver(engine);
            solver.SuppressOutput();
            List<(int Row, int Expert, long Reduced)> own = [.. pairs];
            var (chosen, _, _) = Build(solver, model, units, own, lowest ?? sides, lowest is not null, fixedAbove, isWhole: true);
            solver.SetSolverSpecificParametersAsString(parameters);
            using var exact = new MPSolverParameters();
            exact.SetDoubleParam(MPSolverParameters.DoubleParam.RELATIVE_MIP_GAP, 0);
            var status = solver.Solve(exact);
            return status is Solver.ResultStatus.OPTIMAL or Solver.ResultStatus.FEASIBLE
                ? new(ReadBack(model, own, chosen), status == Solver.ResultStatus.OPTIMAL, solver.Objective().BestBound())
                : new(null, status == Solver.ResultStatus.INFEASIBLE, 0);
        }
    }

    private static int[][] ReadBack(AssignmentModel model, List<(int Row, int Expert, long Reduced)> pairs, Variable[] chosen)
    {
        var plan = model.Fixed.Select(f => f.ToHashSet()).ToArray();
        for (var p = 0; p < pairs.Count; p++)
        {
            if (chosen[p].SolutionValue() > 0.5)
            {
                plan[pairs[p].Row].Add(pairs[p].Expert);
            }
        }
        return [.. plan.Select(p => p.Order().ToArray())];
    }

    /// <returns>
    /// A variable for each pair, a constraint for each side (null where every choice keeps it), and how another side is added.
    /// </returns>
    public static (Variable[] Chosen, Constraint?[] Sides, Func<SeatRule, Constraint?> Add) Build(
        Solver solver, AssignmentModel model, AffinityUnits units, List<(int Row, int Expert, long Reduced)> pairs, List<SeatRule> sides,
            bool raiseLowest, long fixedAbove, bool isWhole)
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
            return (chosen, constraints, side => Constrain(side, floor));
        }
        var objective = solver.Objective();
        for (var p = 0; p < pairs.Count; p++)
        {
            objective.SetCoefficient(chosen[p], units.Worth(pairs[p].Row, pairs[p].Expert) / model.Step);
        }
        objective.SetMaximization();
        return (chosen, constraints, side => Constrain(side, floor));

        Constraint? Constrain(SeatRule side, Variable? lowest)
        {
            var of = (side.Row is { } row ? byRow[row] : side.Expert is { } expert ? byExpert[expert]
                : Enumerable.Range(0, pairs.Count)).ToList();
            if (lowest is null && Worst(side, of) >= side.AtLeast)
            {
                return null;
            }
            // Half a unit below is as strict as the whole where sums are whole units, and safe from rounding.
            var unit = side.IsAffinity ? model.Step : 1;
            var slack = Math.Max(Tolerance, Math.Min(0.5 / unit, 1e-4));
            var constraint =
                solver.MakeConstraint(
                    side.IsAffinity && lowest is not null
                        ? 0 : (side.AtLeast / unit) - (side.IsAffinity ? slack : 0), double.PositiveInfinity);
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
        long Worst(SeatRule side, List<int> of)
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
}
