namespace GrantReview.Core.Assignments;

/// <summary>What an officer looks at before deploying a plan.</summary>
/// <param name="Load">Number of applications → experts with so many.</param>
/// <param name="Affinity">
/// Affinity of the assigned pairs at 0, 5, 25, 50, 75, 95 and 100 percent (nearest rank; empty for an empty plan).
/// </param>
/// <param name="Applications">Sum of affinities of each application, at the same percentages.</param>
/// <param name="UnitRepeats">
/// Number of experts of one unit on an application → (application, unit) groups with so many, from two up.
/// </param>
/// <param name="SharedPairs">Pairs of experts who share at least one application: what calibration compares.</param>
/// <param name="Unit">Experts per unit that have any application.</param>
public sealed record PlanStatistics(
    int Assignments,
    double TotalAffinity,
    IReadOnlyDictionary<int, int> Load,
    IReadOnlyList<double> Affinity,
    IReadOnlyList<double> Applications,
    IReadOnlyDictionary<int, int> UnitRepeats,
    IReadOnlyList<UnmetNeed> Unmet,
    int Components,
    int SharedPairs)
{
    public static IReadOnlyList<int> Percentages { get; } = [0, 5, 25, 50, 75, 95, 100];

    public static PlanStatistics Of(AssignmentProblem problem, AssignmentPlan plan)
    {
        var units = problem.Experts.DistinctBy(e => e.Id).ToDictionary(e => e.Id, e => e.Unit);
        var byApplication = plan.Assignments.GroupBy(a => a.Application).ToList();
        var shared = new HashSet<(ExpertId, ExpertId)>();
        foreach (var seats in byApplication)
        {
            var experts = seats.Select(s => s.Expert).Order().ToArray();
            for (var i = 0; i < experts.Length; i++)
            {
                for (var j = i + 1; j < experts.Length; j++)
                {
                    shared.Add((experts[i], experts[j]));
                }
            }
        }
        var repeats =
            byApplication.SelectMany(a => a.Select(s => units.GetValueOrDefault(s.Expert, "")).Where(u => u.Length > 0).CountBy(u => u))
                .Where(u => u.Value > 1).CountBy(u => u.Value);
        return new PlanStatistics(
            plan.Assignments.Count, plan.TotalAffinity, plan.Load, Quantiles(plan.Assignments.Select(a => a.Affinity)),
                Quantiles(byApplication.Select(a => a.Sum(s => s.Affinity))),
            new SortedDictionary<int, int>(repeats.ToDictionary()), plan.Unmet, plan.ConnectedComponents, shared.Count);
    }

    private static double[] Quantiles(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0
            ? [] : [.. Percentages.Select(p => sorted[Math.Max(0, (int)Math.Ceiling(p / 100.0 * sorted.Length) - 1)])];
    }
}

/// <summary>Two plans side by side.</summary>
/// <param name="Kept">Pairs in both.</param>
/// <param name="OnlyFirst">By application and expert (ordinal), as the next.</param>
public sealed record PlanComparison(
    IReadOnlyList<Assignment> Kept, IReadOnlyList<Assignment> OnlyFirst, IReadOnlyList<Assignment> OnlySecond, double TotalChange,
        double LowestChange)
{
    public static PlanComparison Of(AssignmentPlan first, AssignmentPlan second)
    {
        var (one, two) = (Pairs(first), Pairs(second));
        return new PlanComparison(
            [.. one.Where(two.Contains)], [.. one.Where(p => !two.Contains(p))], [.. two.Where(p => !one.Contains(p))],
            second.TotalAffinity - first.TotalAffinity, second.MinApplicationAffinity - first.MinApplicationAffinity);

        static SortedSet<Assignment> Pairs(AssignmentPlan plan) =>
            new(plan.Assignments.Select(a => new Assignment(a.Application, a.Expert)),
            Comparer<Assignment>.Create(
                (a, b) => a.Application.CompareTo(b.Application) is var c && c != 0
                    ? c : a.Expert.CompareTo(b.Expert)));
    }
}
