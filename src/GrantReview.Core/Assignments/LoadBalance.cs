namespace GrantReview.Core.Assignments;

/// <summary>
/// Even loads for a share of the affinity: of all plans whose total stays within the share (and whose lowest application stays as good,
/// where that is the objective) first the smallest largest load, then the largest smallest one, then the objective. A higher cap never
/// worsens the best plan, so both are found by halving.
/// </summary>
internal static class LoadBalance
{
    public static AssignmentPlan Even(AssignmentProblem problem)
    {
        var plain = problem with { Balance = 0, Overlap = 0 };
        var best = AssignmentSolver.Solve(plain);
        if (best.Status is AssignmentStatus.Infeasible or AssignmentStatus.NotFound || best.Assignments.Count == 0)
        {
            return best;
        }
        var least = best.TotalAffinity - (problem.Balance * Math.Abs(best.TotalAffinity)) - 1e-9;
        var isProven = best.Status == AssignmentStatus.Optimal;
        AssignmentPlan? last = null;
        var (mean, experts) = (best.Assignments.Count / problem.Experts.Count, problem.Experts.Count);
        var (low, cap) = ((best.Assignments.Count + experts - 1) / experts, best.Load.Keys.Max());
        while (low < cap)
        {
            var middle = (low + cap) / 2;
            (low, cap) = IsWithin(middle, 0) ? (low, middle) : (middle + 1, cap);
        }
        var (floor, high) = (0, mean);
        while (floor < high)
        {
            var middle = (floor + high + 1) / 2;
            (floor, high) = IsWithin(cap, middle) ? (middle, high) : (floor, middle - 1);
        }
        // The last that fitted has just this cap and this floor.
        var plan = problem.Overlap == 0 && last is not null
            ? last : AssignmentSolver.Solve(Within(cap, floor) with { Overlap = problem.Overlap });
        return plan with { Price = new PlanPrice(best.TotalAffinity, plan.TotalAffinity), Status = isProven ? plan.Status
            : AssignmentStatus.Feasible, Bound = best.Bound };

        bool IsWithin(int most, int fewest)
        {
            var plan = AssignmentSolver.Solve(Within(most, fewest));
            isProven &= plan.Status is AssignmentStatus.Optimal or AssignmentStatus.Infeasible;
            var fits = plan.Status is AssignmentStatus.Optimal or AssignmentStatus.Feasible && plan.TotalAffinity >= least
                && (problem.Objective == Settings.AssignmentObjective.Total
                    || plan.MinApplicationAffinity >= best.MinApplicationAffinity - 1e-9);
            last = fits ? plan : last;
            return fits;
        }

        AssignmentProblem Within(int most, int fewest) => plain with
        {
            Experts = [.. problem.Experts.Select(
                e => e with { Min = Math.Max(e.Min, Math.Min(fewest, e.Max ?? fewest)),
                    Max = Math.Max(e.Min, Math.Min(most, e.Max ?? most)) })],
        };
    }
}
