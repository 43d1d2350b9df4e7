using System.Runtime.CompilerServices;
using GrantReview.Core.Assignments;
using GrantReview.Core.Settings;

namespace GrantReview.Testing;

/// <summary>Problems drawn from a seed, and every plan of the small ones.</summary>
public static class ASmallAssignment
{
    /// <summary>Up to 3 × 5 pairs with everything that can be asked for: caps, floors, panels, fixed and forbidden pairs.</summary>
    public static AssignmentProblem Of(int seed, AssignmentObjective objective = AssignmentObjective.Total)
    {
        var random = new Random(seed);
        var (applications, experts) = (random.Next(1, 4), random.Next(2, 6));
        var pairs = (
            from a in Enumerable.Range(0, applications)
            from e in Enumerable.Range(0, experts)
            select (Application: new ApplicationId($"A{a}"), Expert: new ExpertId($"E{e}"))).ToList();
        var need = random.Next(1, 3);
        var hasPanels = random.Next(4) == 0;
        var free = pairs.Where(_ => random.Next(5) != 0).ToList();
        return new AssignmentProblem(
            [.. Enumerable.Range(0, applications)
                .Select(a =>
                new ApplicationNeed(new($"A{a}"),
                hasPanels ? need : random.Next(1, 3)) { Panel = hasPanels && random.Next(3) != 0 ? "P" : "" })],
            [.. Enumerable.Range(0, experts)
                .Select(e =>
                new ExpertLoad(new($"E{e}"), random.Next(5) == 0 ? "" : $"U{random.Next(3)}", random.Next(5) == 0 ? 1 : 0,
                random.Next(1, 4)) { Kind = $"K{random.Next(2)}", Region = $"R{random.Next(2)}" })],
            pairs.Except(free).ToHashSet(), [.. pairs.Select(p => new Affinity(p.Application, p.Expert, random.Next(0, 5) / 4.0))],
            random.Next(2) == 0 ? 1 : null, objective, "seed")
        {
            PerKind = random.Next(3) == 0 ? new Dictionary<string, int> { ["K0"] = 1 } : new Dictionary<string, int>(),
            PerRegion = random.Next(3) == 0 ? new Dictionary<string, int> { ["R1"] = 1 } : new Dictionary<string, int>(),
            Fixed = free.Count > 0 && random.Next(5) == 0 ? [new Assignment(free[0].Application, free[0].Expert)] : [],
            Forbidden = free.Count > 1 && random.Next(5) == 0 ? [new Assignment(free[^1].Application, free[^1].Expert)] : [],
        };
    }

    /// <summary>Every set of pairs that the audit finds nothing against.</summary>
    public static IEnumerable<List<Assignment>> AllPlans(AssignmentProblem problem)
    {
        var pairs = (
            from a in problem.Applications from e in problem.Experts where !problem.Barred.Contains((a.Id, e.Id)) select new Assignment(
            a.Id, e.Id)).ToList();
        var seats = problem.Applications.Sum(a => a.Needed);
        for (var set = 0; set < 1 << pairs.Count; set++)
        {
            if (System.Numerics.BitOperations.PopCount((uint)set) == seats)
            {
                var plan = pairs.Where((_, i) => (set >> i & 1) == 1).ToList();
                if (AssignmentAudit.Check(problem, plan).Count == 0)
                {
                    yield return plan;
                }
            }
        }
    }

    public static double Total(AssignmentProblem problem, IEnumerable<Assignment> plan) => plan.Sum(p => Value(problem, p));

    public static double Lowest(AssignmentProblem problem, IReadOnlyCollection<Assignment> plan) =>
        problem.Applications.Where(a => a.Needed > 0).Min(a => plan.Where(p => p.Application == a.Id).Sum(p => Value(problem, p)));

    public static List<Assignment> Pairs(AssignmentPlan plan) => [.. plan.Assignments.Select(a => new Assignment(a.Application, a.Expert))];

    private static readonly ConditionalWeakTable<AssignmentProblem, Dictionary<Assignment, double>> Tables = [];

    private static double Value(AssignmentProblem problem, Assignment pair) =>
        Tables.GetValue(problem, p => p.Affinities.ToDictionary(a => new Assignment(a.Application, a.Expert), a => a.Value))
            .GetValueOrDefault(pair);
}
