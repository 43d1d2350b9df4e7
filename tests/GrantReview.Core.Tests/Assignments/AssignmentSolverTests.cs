using GrantReview.Core.Assignments;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Tests.Assignments;

public class AssignmentSolverTests
{
    /// <summary>Against every possible plan of small random problems: same best value, and infeasible exactly when no plan exists.</summary>
    [Theory]
    [InlineData(AssignmentObjective.Total)]
    [InlineData(AssignmentObjective.Fair)]
    public void Solve_IsAsGoodAsTheBestOfAllPlans(AssignmentObjective objective)
    {
        var feasible = 0;
        for (var seed = 0; seed < 150; seed++)
        {
            var problem = Draw(new Random(seed), objective);
            var best = BestOfAll(problem);

            var plan = AssignmentSolver.Solve(problem);

            if (best is not { } value)
            {
                Assert.Equal(AssignmentStatus.Infeasible, plan.Status);
                Assert.NotEmpty(plan.Unmet);
                continue;
            }
            feasible++;
            Assert.NotEqual(AssignmentStatus.Infeasible, plan.Status);
            Assert.Empty(AssignmentAudit.Check(problem, [.. plan.Assignments.Select(a => new Assignment(a.Application, a.Expert))]));
            Assert.Equal(value.Lowest, objective == AssignmentObjective.Fair ? plan.MinApplicationAffinity : value.Lowest, 9);
            Assert.Equal(value.Total, objective == AssignmentObjective.Total ? plan.TotalAffinity : value.Total, 9);
        }
        Assert.InRange(feasible, 30, 140);
    }

    [Fact]
    public void Solve_DoesNotDependOnTheOrderOfRows()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var problem = Draw(new Random(seed), AssignmentObjective.Total);
            var shuffled = problem with { Applications = [.. problem.Applications.Reverse()], Experts = [.. problem.Experts.Reverse()] };

            Assert.Equal(AssignmentSolver.Solve(problem).Assignments, AssignmentSolver.Solve(shuffled).Assignments);
        }
    }

    [Fact]
    public void Solve_WhenExpertsAreShort_SaysWhereAndWhy_AndFillsWhatItCan()
    {
        var problem = new AssignmentProblem(
            [new ApplicationNeed("A", 2), new ApplicationNeed("B", 1)], [new ExpertLoad("E", "", 0, 5), new ExpertLoad("F", "", 0, 5)],
            new HashSet<(string, string)> { ("A", "F") }, new Dictionary<(string, string), double>(), null, AssignmentObjective.Total, "s");

        var plan = AssignmentSolver.Solve(problem);

        Assert.Equal(AssignmentStatus.Infeasible, plan.Status);
        Assert.Equal(new UnmetNeed("A", 1, "few-without-conflict:1"), Assert.Single(plan.Unmet));
        Assert.Equal(2, plan.Assignments.Count);
    }

    [Fact]
    public void Audit_FindsEachFault()
    {
        var problem = new AssignmentProblem(
            [new ApplicationNeed("A", 1)], [new ExpertLoad("E", "u", 0, 1), new ExpertLoad("F", "u", 1, 1)], new HashSet<(string, string)> { ("A", "E") },
            new Dictionary<(string, string), double>(), 1, AssignmentObjective.Total, "s");

        Assert.Empty(AssignmentAudit.Check(problem, [new Assignment("A", "F")]));
        Assert.Contains("E has a conflict with A.", Says([new Assignment("A", "E")]));
        Assert.Contains("A has 0 experts and needs 1.", Says([]));
        Assert.Contains("A has F twice.", Says([new Assignment("A", "F"), new Assignment("A", "F")]));
        Assert.Contains("A has 2 experts of u; 1 is the cap.", Says([new Assignment("A", "E"), new Assignment("A", "F")]));
        Assert.Contains("G is not an expert of the round.", Says([new Assignment("A", "G")]));
        Assert.Contains("F has 0 applications; 1 to 1 are allowed.", Says([new Assignment("A", "E")]));

        IEnumerable<string> Says(IReadOnlyCollection<Assignment> plan) => AssignmentAudit.Check(problem, plan).Select(f => f.En);
    }

    private static AssignmentProblem Draw(Random random, AssignmentObjective objective)
    {
        var (applications, experts) = (random.Next(1, 4), random.Next(2, 5));
        var pairs = from a in Enumerable.Range(0, applications) from e in Enumerable.Range(0, experts) select ($"A{a}", $"E{e}");
        return new AssignmentProblem(
            [.. Enumerable.Range(0, applications).Select(a => new ApplicationNeed($"A{a}", random.Next(1, 3)))],
            [.. Enumerable.Range(0, experts).Select(e => new ExpertLoad($"E{e}", $"U{random.Next(3)}", random.Next(5) == 0 ? 1 : 0, random.Next(1, 4)))],
            pairs.Where(_ => random.Next(4) == 0).ToHashSet(), pairs.ToDictionary(p => p, _ => (double)random.Next(0, 5)),
            random.Next(2) == 0 ? 1 : null, objective, "seed");
    }

    private static (double Total, double Lowest)? BestOfAll(AssignmentProblem problem)
    {
        var pairs = (from a in problem.Applications from e in problem.Experts select new Assignment(a.Id, e.Id)).ToList();
        (double Total, double Lowest)? best = null;
        for (var set = 0; set < 1 << pairs.Count; set++)
        {
            if (System.Numerics.BitOperations.PopCount((uint)set) != problem.Applications.Sum(a => a.Needed))
            {
                continue;
            }
            var plan = pairs.Where((_, i) => (set >> i & 1) == 1).ToList();
            if (AssignmentAudit.Check(problem, plan).Count > 0)
            {
                continue;
            }
            var total = plan.Sum(p => problem.AffinityOf(p.Application, p.Expert));
            var lowest = problem.Applications.Min(a => plan.Where(p => p.Application == a.Id).Sum(p => problem.AffinityOf(p.Application, p.Expert)));
            best = best is not { } b ? (total, lowest) : (Math.Max(b.Total, total), Math.Max(b.Lowest, lowest));
        }
        return best;
    }
}
