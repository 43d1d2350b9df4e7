using System.Buffers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Assignments;

/// <summary>
/// Fills every seat with experts without conflict at the highest total affinity, or makes the worst served application as well served as
/// can be and then maximises the total. The same plan for any order of the input and any number of cores. See README.md beside this file.
/// </summary>
public static class AssignmentSolver
{
    /// <summary>
    /// What contradictions and seat arithmetic alone show to be impossible, before any affinity is looked at; nothing means that a plan may
    /// exist.
    /// </summary>
    public static IReadOnlyList<Shortage> Shortages(AssignmentProblem problem) =>
        Contradictions.Find(problem) is { Count: > 0 } contradictions ? contradictions : SeatCount.Find(new AssignmentModel(problem));

    public static AssignmentPlan Solve(AssignmentProblem problem)
    {
        var contradictions = Contradictions.Find(problem);
        if (contradictions.Count > 0)
        {
            return Nothing(problem, contradictions);
        }
        if (problem.Balance > 0)
        {
            return LoadBalance.Even(problem);
        }
        var model = new AssignmentModel(problem);
        var shortages = SeatCount.Find(model);
        var flow = new CandidateFlow(model);
        var (broken, hasStepChanged) = model.Scan((row, costs) => flow.Begin(row, costs));
        if (broken is { } application)
        {
            return Nothing(problem, [Contradictions.NotFinite(application)]);
        }
        if (hasStepChanged)
        {
            flow.ForgetCosts();
        }
        if (shortages.Count > 0)
        {
            return Fill(model, flow, shortages);
        }
        var isProgramme = problem.Objective == AssignmentObjective.Fair || model.Crossing.Length > 0 || model.HasUnequalPanels;
        if (problem.Keep.Count > 0 && !isProgramme)
        {
            flow.ForgetCosts();
            if (flow.Solve(Kept(model)) == FlowEnd.Infeasible)
            {
                return Fill(model, flow, [SeatCount.Cut(model, flow.CutRows)]);
            }
            flow.Restrict();
            flow.BeginAgain(Affinity(model));
        }
        if (Exactly(model, flow) == FlowEnd.Infeasible)
        {
            return Fill(model, flow, [SeatCount.Cut(model, flow.CutRows)]);
        }
        if (isProgramme)
        {
            var notBought = problem.Overlap > 0 ? [new AssignmentNote.OverlapNotBought()] : Array.Empty<AssignmentNote>();
            if (problem.Objective == AssignmentObjective.Fair && problem.Keep.Count == 0 && model.Crossing.Length == 0
                && !model.HasUnequalPanels
                && SeatProgram.IsFairest(model, Chosen(model, flow)) && Drawn(model, flow) is var drawn
                    && SeatProgram.IsFairest(model, drawn))
            {
                var fairest = ReadBack(model, AssignmentStatus.Optimal, drawn);
                return fairest with { Bound = fairest.TotalAffinity, Notes = [.. fairest.Notes, .. notBought] };
            }
            var best = SeatProgram.Solve(model, flow);
            if (best.Chosen is not { } seats)
            {
                return best.IsProven
                    ? Fill(model, flow, [SeatCount.Crossing(model)]) : Fill(
                        model, flow, [SeatCount.NotFound(model)]) with { Status = AssignmentStatus.NotFound };
            }
            var programmed = ReadBack(model, best.IsProven ? AssignmentStatus.Optimal : AssignmentStatus.Feasible, seats);
            return programmed with { Bound = best.Bound, Notes = [.. programmed.Notes, .. notBought] };
        }
        var untied = Untie(model, flow);
        var plan = ReadBack(model, AssignmentStatus.Optimal, Overlap.Join(model, untied));
        plan = plan with { Bound = plan.TotalAffinity };
        if (problem.Overlap == 0)
        {
            return plan;
        }
        var joined =
            ReadBack(model, AssignmentStatus.Feasible,
                Overlap.Join(model, untied, (long)(problem.Overlap * Math.Abs(plan.TotalAffinity) * model.Step)));
        var bought = joined.ConnectedComponents < plan.ConnectedComponents ? joined : plan;
        return bought with { Bound = plan.Bound, Price = new PlanPrice(plan.TotalAffinity, bought.TotalAffinity) };
    }

    /// <summary>Solves with affinities as exact as 64-bit costs allow.</summary>
    private static FlowEnd Exactly(AssignmentModel model, CandidateFlow flow)
    {
        while (true)
        {
            var end = flow.Solve(Affinity(model));
            if (end != FlowEnd.CostsTooLarge)
            {
                return end;
            }
            model.Coarsen(model.LargestAffinity * model.Step / 10);
            flow.ForgetCosts();
        }
    }

    // Objectives

    /// <summary>"The best match in total."</summary>
    internal static RowCosts Affinity(AssignmentModel model) => (row, costs, _) =>
    {
        var (sums, work) = (ArrayPool<double>.Shared.Rent(costs.Length), ArrayPool<double>.Shared.Rent(costs.Length));
        model.Units(row, costs, sums.AsSpan(0, costs.Length), work.AsSpan(0, costs.Length));
        for (var e = 0; e < costs.Length; e++)
        {
            costs[e] = -costs[e];
        }
        ArrayPool<double>.Shared.Return(sums);
        ArrayPool<double>.Shared.Return(work);
    };

    /// <summary>"As few changes as possible."</summary>
    private static RowCosts Kept(AssignmentModel model)
    {
        var kept = model.PairsOf(model.Problem.Keep);
        return (row, costs, _) =>
        {
            costs.Clear();
            foreach (var e in kept[row])
            {
                costs[e] = -model.Rows[row].Size;
            }
        };
    }

    /// <summary>The one plan of all optima that the seed picks.</summary>
    private static int[][] Untie(AssignmentModel model, CandidateFlow flow)
    {
        var chosen = Chosen(model, flow);
        var bits = 40;
        TieBreak? hash = null;
        for (var word = 0; word < TieBreak.Words && flow.Restrict(); word++)
        {
            hash ??= new TieBreak(model, flow.Undecided);
            var decided = hash.Costs(word, bits);
            flow.BeginAgain(decided);
            while (flow.Solve(decided) == FlowEnd.CostsTooLarge)
            {
                bits -= 4;
                decided = hash.Costs(word, bits);
                flow.ForgetCosts();
            }
            chosen = Chosen(model, flow);
        }
        return chosen;
    }

    /// <summary>The plan of highest total that the seed picks, from a flow of its own.</summary>
    private static int[][] Drawn(AssignmentModel model, CandidateFlow solved)
    {
        var flow = solved.Copy();
        Exactly(model, flow);
        return Overlap.Join(model, Untie(model, flow));
    }

    private static int[][] Chosen(AssignmentModel model, CandidateFlow flow) =>
        [.. Enumerable.Range(0, model.Rows.Length).Select(r => flow.Chosen(r).ToArray())];

    // When no plan meets every need

    /// <summary>As many seats as can be filled without breaking a cap; floors of kinds, regions and loads are dropped.</summary>
    private static AssignmentPlan Fill(AssignmentModel model, CandidateFlow begun, IReadOnlyList<Shortage> shortages)
    {
        var flow = begun.Copy(isRelaxed: true);
        Exactly(model, flow);
        return ReadBack(model, AssignmentStatus.Infeasible, Chosen(model, flow)) with { Shortages = shortages };
    }

    private static AssignmentPlan Nothing(AssignmentProblem problem, IReadOnlyList<Shortage> shortages) => new(
        AssignmentStatus.Infeasible, problem.Objective, [], 0, 0, new SortedDictionary<int, int> { [0] = problem.Experts.Count },
        [
            .. problem.Applications.Where(a => a.Needed > 0).Select(a => new UnmetNeed(a.Id, a.Needed, new UnmetReason.Contradiction()))
                .OrderBy(u => u.Application),
        ],
        0)
    {
        Shortages = shortages, Source = problem.Source,
    };

    // Read back

    private static AssignmentPlan ReadBack(AssignmentModel model, AssignmentStatus status, int[][] chosen)
    {
        var problem = model.Problem;
        var byRow = new List<PlannedAssignment>[model.Rows.Length];
        var sums = new double[problem.Applications.Count];
        Parallel.For(
            0, model.Rows.Length, () =>
                (Sums: new double[model.Experts.Length], Work: new double[model.Experts.Length]), (row, _, buffer) =>
        {
            byRow[row] = [];
            foreach (var member in model.Rows[row].Members)
            {
                model.MemberAffinities(member, buffer.Work, buffer.Sums);
                byRow[row].AddRange(
                    chosen[row].Select(e => new PlannedAssignment(problem.Applications[member].Id, model.Experts[e].Id, buffer.Sums[e])));
                sums[member] = chosen[row].Sum(e => buffer.Sums[e]);
            }
            return buffer;
        }, _ => { });
        List<PlannedAssignment> assignments =
            [.. byRow.SelectMany(r => r).OrderBy(a => a.Application).ThenBy(a => a.Expert)];
        var loads = assignments.CountBy(a => a.Expert).ToDictionary();
        return new AssignmentPlan(
            status, problem.Objective, assignments, assignments.Sum(a => a.Affinity), model.Rows.SelectMany(r => r.Members)
                .Select(m => sums[m]).DefaultIfEmpty().Min(),
            new SortedDictionary<int, int>(problem.Experts.CountBy(e => loads.GetValueOrDefault(e.Id)).ToDictionary()),
            [.. SeatCount.Unmet(model, chosen)], ConnectedComponents.Count(assignments.Select(a => (a.Application, a.Expert))))
        {
            Precision = model.IsExact ? 0 : 1 / model.Step, Source = problem.Source, Notes = Contradictions.LookAlikes(problem),
        };
    }
}
