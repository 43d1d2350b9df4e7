using GrantReview.Core.Assignments.Rules;

namespace GrantReview.Core.Assignments;

/// <summary>A plan after something happened, and what it changed.</summary>
/// <param name="Moved">Pairs of the plan before that could have stayed and did not.</param>
/// <param name="Added">Pairs that are new, by application and expert (ordinal).</param>
public sealed record Replacement(AssignmentPlan Plan, IReadOnlyList<Assignment> Moved, IReadOnlyList<Assignment> Added);

/// <summary>
/// After a decline, a recusal or a late application: first as few other pairs change as can be, then the affinity is as high as can be with
/// so few.
/// </summary>
public static class MinimalChange
{
    /// <summary>The expert takes no application any more.</summary>
    public static Replacement Decline(AssignmentProblem problem, IReadOnlyCollection<Assignment> before, ExpertId expert) =>
        Solve(problem.Without(new HashSet<ExpertId> { expert }) with
        {
            Fixed = [.. problem.Fixed.Where(p => p.Expert != expert)],
        }, before);

    /// <summary>A conflict that turned up: the pair is barred from now on.</summary>
    public static Replacement Recuse(AssignmentProblem problem, IReadOnlyCollection<Assignment> before, Assignment pair) =>
        Solve(problem with { Barred = problem.Barred.Append((pair.Application, pair.Expert)).ToHashSet(),
            Fixed = [.. problem.Fixed.Where(p => p != pair)] }, before);

    /// <summary>The problem as it is now, late applications included.</summary>
    /// <param name="before">The plan that runs; pairs the problem no longer allows are left out.</param>
    public static Replacement Solve(AssignmentProblem problem, IReadOnlyCollection<Assignment> before)
    {
        var (rules, needs) = (new PairRules(problem), problem.Applications.Select(a => a.Id).ToHashSet());
        var experts = problem.Experts.ToDictionary(e => e.Id);
        List<Assignment> standing = [.. before.Where(Stands)];

        // Nobody moves if that leaves a plan; then it has no change at all, and the best affinity among those.
        var fixedNow = problem with { Fixed = [.. problem.Fixed.Union(standing)] };
        var plan = AssignmentSolver.Solve(fixedNow);
        if (plan.Status is AssignmentStatus.Infeasible or AssignmentStatus.NotFound)
        {
            plan = AssignmentSolver.Solve(problem with { Keep = standing });
        }
        var now = plan.Assignments.Select(a => new Assignment(a.Application, a.Expert)).ToHashSet();
        return new Replacement(plan, InOrder(standing.Where(p => !now.Contains(p))), InOrder(now.Except(before)));

        bool Stands(Assignment pair) =>
            needs.Contains(pair.Application) && experts.TryGetValue(pair.Expert, out var expert) && expert.MayTake(1)
            && !rules.Bars(pair.Application, pair.Expert);
    }

    private static List<Assignment> InOrder(IEnumerable<Assignment> pairs) =>
        [.. pairs.OrderBy(p => p.Application).ThenBy(p => p.Expert)];
}
