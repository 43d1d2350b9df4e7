using GrantReview.Core.Assignments;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Assignments;

public class ReviewGroupsTests
{
    private static readonly GroupItem[] Items = [.. Enumerable.Range(0, 30)
        .Select(i => new GroupItem(new($"A{i:00}"), i < 20 ? "x" : "y", new HashSet<ExpertId> { new($"E{i % 5}") }))];

    /// <summary>Topics by the last digit's parity: the groups are pure, within the sizes, and never mix classes.</summary>
    [Fact]
    public void Form_PutsLikeApplicationsTogether_WithinTheSizes()
    {
        var groups = ReviewGroups.Form(Items, (a, b) => a % 2 == b % 2 ? 1 : 0, 0, 4, 6, "s");

        var byGroup = Items.Select((item, i) => (item, i)).GroupBy(x => groups[x.item.Id]).ToList();
        Assert.All(byGroup, g => Assert.InRange(g.Count(), 4, 6));
        Assert.All(byGroup, g => Assert.Single(g.Select(x => x.item.Class).Distinct()));
        Assert.All(byGroup, g => Assert.Single(g.Select(x => x.i % 2).Distinct()));
    }

    /// <summary>Five experts, each barred by four applications: 5 is the least, 17 what groups drawn at random bar on average.</summary>
    [Fact]
    public void Form_WhenTopicsDoNotMatter_KeepsConflictsTogether()
    {
        var groups = ReviewGroups.Form([.. Items.Take(20)], (_, _) => 0, 5, 4, 4, "s");

        var barred = Items.Take(20).GroupBy(i => groups[i.Id]).Sum(g => g.SelectMany(i => i.Barred).Distinct().Count());
        Assert.InRange(barred, 5, 9);
    }

    [Fact]
    public void Form_DoesNotDependOnTheOrderOfItems()
    {
        var order = Enumerable.Range(0, 30).Reverse().ToArray();

        var one = ReviewGroups.Form(Items, (a, b) => (a * b) % 7 / 7.0, 20, 3, 7, "s");
        var two = ReviewGroups.Form([.. order.Select(i => Items[i])], (a, b) => (order[a] * order[b]) % 7 / 7.0, 20, 3, 7, "s");

        Assert.Equal(one.OrderBy(g => g.Key), two.OrderBy(g => g.Key));
    }

    [Fact]
    public void Problem_WithFormedPanels_IsSolvedWithTheSameExpertsOnEachPanel()
    {
        var call = A.Call(
            assignment: AssignmentSettings.Default with { ExpertsPerApplication = 2, Panels = PanelSource.Formed, PanelMin = 2,
            PanelMax = 4 });
        var round = A.Round(call, A.Tree(null, ("x", "100")),
            [.. Enumerable.Range(0, 10)
                .Select(i =>
                An.Application($"A{i}") with { Title = i % 2 == 0 ? "算法检测" : "compute scheduling",
                Keywords = [i % 2 == 0 ? "算法检测" : "compute scheduling"] })],
            [.. Enumerable.Range(0, 8)
                .Select(i => An.Expert($"E{i}", maxLoad: 6) with { Keywords = [i % 2 == 0 ? "算法检测" : "compute scheduling"] })], []);
        var problem = AssignmentProblem.Of(round, "s");

        var plan = AssignmentSolver.Solve(problem);

        Assert.Equal(AssignmentStatus.Optimal, plan.Status);
        Assert.Empty(AssignmentAudit.Check(problem, ASmallAssignment.Pairs(plan)));
        Assert.InRange(problem.Applications.Select(a => a.Panel).Distinct().Count(), 3, 5);
    }
}
