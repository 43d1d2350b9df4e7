using System.Security.Cryptography;
using System.Text;
using Google.OrTools.Graph;
using Google.OrTools.LinearSolver;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Assignments;

/// <summary>
/// Fills every seat with experts without conflict at the highest total affinity (min-cost flow), or makes the worst served application as well
/// served as can be and then maximises the total (integer programme). The same plan for any order of the input.
/// </summary>
public static class AssignmentSolver
{
    /// <summary>Affinities are compared to nine decimals where the problem's size allows, else to as many as fit in 64 bits.</summary>
    private const double FinestStep = 1e9;

    private const double Tolerance = 1e-7;

    public static AssignmentPlan Solve(AssignmentProblem problem)
    {
        var model = new Variables(problem);
        var (pairs, filled) = ByFlow(problem, model);
        var status = filled ? AssignmentStatus.Optimal : AssignmentStatus.Infeasible;
        if (filled && problem.Objective == AssignmentObjective.Fair)
        {
            (pairs, var proven) = Fairest(problem, model, pairs);
            status = proven ? AssignmentStatus.Optimal : AssignmentStatus.Feasible;
        }
        return ReadBack(problem, model, status, pairs);
    }

    // Variables

    /// <summary>The allowed pairs, in an order that the seed draws and the input's order does not touch.</summary>
    private sealed class Variables
    {
        public Variables(AssignmentProblem problem)
        {
            Applications = [.. problem.Applications.Where(a => a.Needed > 0).OrderBy(a => Draw(problem.Seed, a.Id), StringComparer.Ordinal)];
            Experts = [.. problem.Experts.OrderBy(e => Draw(problem.Seed, e.Id), StringComparer.Ordinal)];
            for (var a = 0; a < Applications.Count; a++)
            {
                for (var e = 0; e < Experts.Count; e++)
                {
                    if (Experts[e].Max != 0 && !problem.Barred.Contains((Applications[a].Id, Experts[e].Id)))
                    {
                        Pairs.Add((a, e, problem.AffinityOf(Applications[a].Id, Experts[e].Id)));
                    }
                }
            }
        }

        public IReadOnlyList<ApplicationNeed> Applications { get; }
        public IReadOnlyList<ExpertLoad> Experts { get; }
        public List<(int Application, int Expert, double Affinity)> Pairs { get; } = [];

        private static string Draw(string seed, string id) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}|{id}")));
    }

    // Total affinity: one min-cost flow

    /// <summary>The flow source → expert → (application's unit) → application → sink. A flow is integral, so its optimum is the plan's.</summary>
    private static (List<int> Pairs, bool Filled) ByFlow(AssignmentProblem problem, Variables model)
    {
        var flow = new MinCostFlow();
        var seats = model.Applications.Sum(a => (long)a.Needed);
        var nodes = new Nodes(model);
        var step = Step(model, seats, nodes);
        var range = model.Pairs.Count == 0 ? 0 : model.Pairs.Max(p => Math.Abs(p.Affinity));
        var urgent = (long)((2 * range * step) + 1) * (seats + 1);

        // "Every expert takes at least the minimum and at most the maximum": the first seats up to the minimum are worth more than any affinity.
        for (var e = 0; e < model.Experts.Count; e++)
        {
            var (min, max) = (model.Experts[e].Min, model.Experts[e].Max ?? model.Applications.Count);
            if (min > 0)
            {
                flow.AddArcWithCapacityAndUnitCost(Nodes.Source, Nodes.Expert(e), min, -urgent);
            }
            flow.AddArcWithCapacityAndUnitCost(Nodes.Source, Nodes.Expert(e), Math.Max(0, max - min), 0);
        }

        // "Each application has the experts it needs."
        for (var a = 0; a < model.Applications.Count; a++)
        {
            flow.AddArcWithCapacityAndUnitCost(nodes.Application(a), Nodes.Sink, model.Applications[a].Needed, 0);
        }

        // "An expert scores an application once, never in conflict, and at most so many of one unit score it."
        var arcs = new int[model.Pairs.Count];
        for (var p = 0; p < model.Pairs.Count; p++)
        {
            var (a, e, affinity) = model.Pairs[p];
            var to = problem.PerUnit is { } cap && model.Experts[e].Unit.Length > 0 ? nodes.Unit(flow, a, model.Experts[e].Unit, cap) : nodes.Application(a);
            arcs[p] = flow.AddArcWithCapacityAndUnitCost(Nodes.Expert(e), to, 1, -(long)Math.Round(affinity * step));
        }
        flow.SetNodeSupply(Nodes.Source, seats);
        flow.SetNodeSupply(Nodes.Sink, -seats);

        var status = flow.SolveMaxFlowWithMinCost();
        if (status != MinCostFlow.Status.OPTIMAL)
        {
            throw new InvalidOperationException($"The flow ended with {status}.");
        }
        var pairs = Enumerable.Range(0, arcs.Length).Where(p => flow.Flow(arcs[p]) > 0).ToList();
        var loads = pairs.CountBy(p => model.Pairs[p].Expert).ToDictionary();
        return (pairs, pairs.Count == seats && Enumerable.Range(0, model.Experts.Count).All(e => loads.GetValueOrDefault(e) >= model.Experts[e].Min));
    }

    /// <summary>The largest power of ten by which costs can be scaled so that costs times nodes stay within 64 bits.</summary>
    private static double Step(Variables model, long seats, Nodes nodes)
    {
        var range = Math.Max(1e-9, model.Pairs.Count == 0 ? 1 : model.Pairs.Max(p => Math.Abs(p.Affinity)));
        var largest = 2e18 / (2 * range * (seats + 1) * (nodes.Count + model.Pairs.Count / 4.0 + 2));
        return Math.Min(FinestStep, Math.Pow(10, Math.Floor(Math.Log10(largest))));
    }

    private sealed class Nodes(Variables model)
    {
        private readonly Dictionary<(int Application, string Unit), int> units = [];

        public const int Source = 0;
        public const int Sink = 1;
        public int Count => 2 + model.Experts.Count + model.Applications.Count + units.Count;
        public static int Expert(int e) => 2 + e;
        public int Application(int a) => 2 + model.Experts.Count + a;

        public int Unit(MinCostFlow flow, int application, string unit, int cap)
        {
            if (!units.TryGetValue((application, unit), out var node))
            {
                units.Add((application, unit), node = Count);
                flow.AddArcWithCapacityAndUnitCost(node, Application(application), cap, 0);
            }
            return node;
        }
    }

    // Fair: the lowest application first

    /// <summary>First the best possible lowest application, then the best total with it; starts from what no plan can exceed, which is often reached.</summary>
    private static (List<int> Pairs, bool Proven) Fairest(AssignmentProblem problem, Variables model, List<int> start)
    {
        var byApplication = model.Pairs.Select((p, i) => (p, i)).ToLookup(p => p.p.Application, p => p.p.Affinity);
        var ceiling = Enumerable.Range(0, model.Applications.Count)
            .Select(a => byApplication[a].OrderDescending().Take(model.Applications[a].Needed).Sum()).DefaultIfEmpty().Min();
        if (Lowest(start) >= ceiling - Tolerance)
        {
            return (start, true);
        }
        if (MostTotal(problem, model, ceiling) is { } atCeiling)
        {
            return (atCeiling, true);
        }
        if (BestLowest(problem, model) is not { } lowest || MostTotal(problem, model, lowest) is not { } best)
        {
            return (start, false);
        }
        return (best, true);

        double Lowest(List<int> pairs)
        {
            var sums = new double[model.Applications.Count];
            foreach (var p in pairs)
            {
                sums[model.Pairs[p].Application] += model.Pairs[p].Affinity;
            }
            return sums.DefaultIfEmpty().Min();
        }
    }

    private static List<int>? MostTotal(AssignmentProblem problem, Variables model, double lowest)
    {
        using var solver = NewSolver(problem);
        var chosen = Choices(solver, problem, model);
        foreach (var application in BySeat(model))
        {
            // "No application is served worse than the best possible lowest."
            var constraint = solver.MakeConstraint(lowest - Tolerance, double.PositiveInfinity);
            foreach (var p in application)
            {
                constraint.SetCoefficient(chosen[p], model.Pairs[p].Affinity);
            }
        }
        var objective = solver.Objective();
        for (var p = 0; p < chosen.Length; p++)
        {
            objective.SetCoefficient(chosen[p], model.Pairs[p].Affinity);
        }
        objective.SetMaximization();
        return solver.Solve(Exact()) == Solver.ResultStatus.OPTIMAL
            ? [.. Enumerable.Range(0, chosen.Length).Where(p => chosen[p].SolutionValue() > 0.5)] : null;
    }

    private static double? BestLowest(AssignmentProblem problem, Variables model)
    {
        using var solver = NewSolver(problem);
        var chosen = Choices(solver, problem, model);
        var lowest = solver.MakeNumVar(double.NegativeInfinity, double.PositiveInfinity, "lowest");
        foreach (var application in BySeat(model))
        {
            var constraint = solver.MakeConstraint(0, double.PositiveInfinity);
            constraint.SetCoefficient(lowest, -1);
            foreach (var p in application)
            {
                constraint.SetCoefficient(chosen[p], model.Pairs[p].Affinity);
            }
        }
        solver.Maximize(lowest);
        return solver.Solve(Exact()) == Solver.ResultStatus.OPTIMAL ? lowest.SolutionValue() : null;
    }

    private static Solver NewSolver(AssignmentProblem problem)
    {
        var solver = Solver.CreateSolver("HIGHS");
        if (problem.Limit is { } seconds)
        {
            solver.SetTimeLimit(seconds * 1000L);
        }
        return solver;
    }

    /// <summary>Without it the solver would call a plan optimal that is within a thousandth of a percent of the optimum.</summary>
    private static MPSolverParameters Exact()
    {
        var parameters = new MPSolverParameters();
        parameters.SetDoubleParam(MPSolverParameters.DoubleParam.RELATIVE_MIP_GAP, 0);
        return parameters;
    }

    private static IEnumerable<IGrouping<int, int>> BySeat(Variables model) =>
        Enumerable.Range(0, model.Pairs.Count).GroupBy(p => model.Pairs[p].Application);

    private static Variable[] Choices(Solver solver, AssignmentProblem problem, Variables model)
    {
        var chosen = solver.MakeBoolVarArray(model.Pairs.Count);
        foreach (var application in BySeat(model))
        {
            Sum(application, model.Applications[application.Key].Needed, model.Applications[application.Key].Needed);
            if (problem.PerUnit is { } cap)
            {
                foreach (var unit in application.Where(p => model.Experts[model.Pairs[p].Expert].Unit.Length > 0).GroupBy(p => model.Experts[model.Pairs[p].Expert].Unit).Where(u => u.Count() > cap))
                {
                    Sum(unit, 0, cap);
                }
            }
        }
        foreach (var expert in Enumerable.Range(0, model.Pairs.Count).GroupBy(p => model.Pairs[p].Expert))
        {
            Sum(expert, model.Experts[expert.Key].Min, model.Experts[expert.Key].Max ?? model.Applications.Count);
        }
        return chosen;

        void Sum(IEnumerable<int> pairs, int min, int max)
        {
            var constraint = solver.MakeConstraint(min, max);
            foreach (var p in pairs)
            {
                constraint.SetCoefficient(chosen[p], 1);
            }
        }
    }

    // Read back

    private static AssignmentPlan ReadBack(AssignmentProblem problem, Variables model, AssignmentStatus status, List<int> pairs)
    {
        var assignments = pairs.Select(p => new PlannedAssignment(model.Applications[model.Pairs[p].Application].Id, model.Experts[model.Pairs[p].Expert].Id, model.Pairs[p].Affinity))
            .OrderBy(a => a.Application, StringComparer.Ordinal).ThenBy(a => a.Expert, StringComparer.Ordinal).ToList();
        var seats = assignments.ToLookup(a => a.Application, StringComparer.Ordinal);
        var loads = assignments.CountBy(a => a.Expert).ToDictionary(StringComparer.Ordinal);
        var sums = model.Applications.Select(a => seats[a.Id].Sum(s => s.Affinity)).ToList();
        return new AssignmentPlan(
            status, problem.Objective, assignments, assignments.Sum(a => a.Affinity), sums.Count == 0 ? 0 : sums.Min(),
            new SortedDictionary<int, int>(problem.Experts.CountBy(e => loads.GetValueOrDefault(e.Id)).ToDictionary()),
            [.. Unmet().OrderBy(u => u.Application, StringComparer.Ordinal)], Components(assignments));

        IEnumerable<UnmetNeed> Unmet()
        {
            var free = model.Pairs.CountBy(p => p.Application).ToDictionary();
            for (var a = 0; a < model.Applications.Count; a++)
            {
                var (id, needed) = (model.Applications[a].Id, model.Applications[a].Needed);
                if (seats[id].Count() is var have && have < needed)
                {
                    var candidates = free.GetValueOrDefault(a);
                    yield return new UnmetNeed(id, needed - have, candidates < needed ? $"few-without-conflict:{candidates}" : problem.PerUnit is not null ? "loads-or-units-full" : "loads-full");
                }
            }
            foreach (var expert in problem.Experts.Where(e => loads.GetValueOrDefault(e.Id) < e.Min))
            {
                yield return new UnmetNeed("", expert.Min - loads.GetValueOrDefault(expert.Id), $"min-load:{expert.Id}");
            }
        }
    }

    private static int Components(IEnumerable<PlannedAssignment> assignments)
    {
        var neighbours = assignments.SelectMany(a => new[] { (From: "a" + a.Application, To: "e" + a.Expert), (From: "e" + a.Expert, To: "a" + a.Application) })
            .ToLookup(n => n.From, n => n.To, StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var pieces = 0;
        foreach (var start in neighbours.Select(n => n.Key).Where(seen.Add))
        {
            pieces++;
            var open = new Stack<string>([start]);
            while (open.TryPop(out var node))
            {
                foreach (var next in neighbours[node].Where(seen.Add))
                {
                    open.Push(next);
                }
            }
        }
        return pieces;
    }
}
