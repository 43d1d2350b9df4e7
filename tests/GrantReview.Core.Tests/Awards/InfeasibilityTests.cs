using GrantReview.Core.Awards;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Awards;

public class InfeasibilityTests
{
    /// <summary>
    /// Against every subset of rules: the conflicts named are all the minimal ones, and each repair makes a list possible.
    /// </summary>
    [Fact]
    public void Solve_WhenInfeasible_NamesEveryMinimalConflict_AndRepairsThatHelp()
    {
        var (infeasible, several, joint) = (0, 0, 0);
        for (var seed = 0; seed < 700; seed++)
        {
            var problem = ADrawnProblem.Of(seed, AllocationOrder.Priority, most: 6);
            var plan = AllocationSolver.Solve(problem, withSensitivity: false);
            if (plan.Status == AllocationStatus.Optimal)
            {
                continue;
            }
            infeasible++;
            var minimal = MinimalConflicts(problem);

            Assert.True(plan.ConflictsAreAll);
            Assert.Equal(minimal.Order(StringComparer.Ordinal), plan.Conflicts.Select(Joined).Order(StringComparer.Ordinal));
            Assert.NotEmpty(plan.Repairs);
            Assert.All(plan.Repairs,
                r => Assert.Equal(r.Funded,
                AllocationSolver.Solve(Repaired(problem, r), withSensitivity: false) is { Status: AllocationStatus.Optimal } list
                ? list.Funded.Select(f => f.Id) : [new("no list")]));
            several += minimal.Count > 1 ? 1 : 0;
            joint += plan.Repairs.Any(r => r.Changes.Count > 1) ? 1 : 0;
        }
        Assert.True(infeasible > 100 && several > 10 && joint > 3, $"{infeasible} {several} {joint}");
    }

    /// <summary>
    /// Tied applications are out together, so the floor that counted on one of them has nobody: the rule for ties is part of the conflict
    /// and another rule repairs it.
    /// </summary>
    [Fact]
    public void Solve_WhenOnlyTheRuleForTiesBars_SaysSo()
    {
        var problem = new AllocationProblem(
            [ADrawnProblem.Candidate("A", 90, 1, region: "R"), ADrawnProblem.Candidate("B", 90, 1, region: "R")],
            [A.Places(1), ADrawnProblem.Floor("floor", QuotaMeasure.Count, 1, "region", "R")], null,
            AllocationPolicy.Default with { Ties = TieRule.ExcludeAll }, []);

        var plan = AllocationSolver.Solve(problem);

        Assert.Equal(AllocationStatus.Infeasible, plan.Status);
        AllocationRule[] conflict =
            [new AllocationRule.Ties(), new AllocationRule.OfQuota(new("floor")), new AllocationRule.OfQuota(new("places"))];
        AllocationChange repair = new AllocationChange.OfTies(TieRule.TieBreak);
        Assert.Equal(conflict, Assert.Single(plan.Conflicts));
        Assert.Contains(plan.Repairs, r => r.Changes.SequenceEqual([repair]) && r.Funded.SequenceEqual([new("A")]));
    }

    private static List<string> MinimalConflicts(AllocationProblem problem)
    {
        List<AllocationRule> rules =
        [
            .. problem.Quotas.Select(q => new AllocationRule.OfQuota(q.Id)),
            .. problem.MinScore is null ? Array.Empty<AllocationRule>() : [new AllocationRule.MinimumScore()],
        ];
        var conflicts = new List<int>();
        foreach (var kept in Enumerable.Range(0, 1 << rules.Count).OrderBy(s => System.Numerics.BitOperations.PopCount((uint)s)))
        {
            if (conflicts.Exists(c => (c & kept) == c) || IsFeasible(problem, [.. rules.Where((_, i) => (kept >> i & 1) == 1)]))
            {
                continue;
            }
            conflicts.Add(kept);
        }
        return [.. conflicts.Select(c => Joined(rules.Where((_, i) => (c >> i & 1) == 1)))];
    }

    private static string Joined(IEnumerable<AllocationRule> rules) =>
        string.Join('+', rules.Select(r => r.ToString()).Order(StringComparer.Ordinal));

    private static bool IsFeasible(AllocationProblem problem, HashSet<AllocationRule> kept)
    {
        var part = problem with
        {
            Quotas = [.. problem.Quotas.Where(q => kept.Contains(new AllocationRule.OfQuota(q.Id)))],
            MinScore = kept.Contains(new AllocationRule.MinimumScore()) ? problem.MinScore : null,
        };
        return Enumerable.Range(0, 1 << problem.Applications.Count)
            .Any(set =>
                ExhaustiveAllocation.IsFeasible(part,
                problem.Applications.Where((_, i) => (set >> i & 1) == 1).Select(a => (a, a.Amount))));
    }

    private static AllocationProblem Repaired(AllocationProblem problem, Repair repair) =>
        repair.Changes.Aggregate(problem, (p, change) => p.Changed(change));
}
