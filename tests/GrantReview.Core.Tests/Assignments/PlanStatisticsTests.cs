using GrantReview.Core.Assignments;

namespace GrantReview.Core.Tests.Assignments;

public class PlanStatisticsTests
{
    [Fact]
    public void Of_CountsLoadsQuantilesUnitsAndSharedPairs()
    {
        var problem = new AssignmentProblem([new("A", 2), new("B", 2)], [new("E", "u", 0, 2), new("F", "u", 0, 2), new("G", "v", 0, 2)],
            new HashSet<(string, string)>(), [new("A", "E", 3), new("A", "F", 2), new("B", "F", 1), new("B", "G", 4)], null, default, "s");

        var statistics = PlanStatistics.Of(problem, AssignmentSolver.Solve(problem));

        Assert.Equal((4, 10.0, 1, 2), (statistics.Assignments, statistics.TotalAffinity, statistics.Components, statistics.SharedPairs));
        Assert.Equal([1, 1, 1, 2, 3, 4, 4], statistics.Affinity);
        Assert.Equal([KeyValuePair.Create(2, 1)], statistics.UnitRepeats);
        Assert.Equal([KeyValuePair.Create(1, 2), KeyValuePair.Create(2, 1)], statistics.Load);
    }

    [Fact]
    public void Compare_NamesWhatOnlyOnePlanHas()
    {
        var problem = new AssignmentProblem([new("A", 1), new("B", 1)], [new("E", "", 0, 1), new("F", "", 0, 1), new("G", "", 0, 1)], new HashSet<(string, string)>(), [new("A", "E", 3), new("B", "F", 2)], null, default, "s");
        var (first, second) = (AssignmentSolver.Solve(problem), AssignmentSolver.Solve(problem with { Barred = new HashSet<(string, string)> { ("B", "F") } }));

        var comparison = PlanComparison.Of(first, second);

        Assert.Equal(new Assignment("A", "E"), Assert.Single(comparison.Kept));
        Assert.Equal((new Assignment("B", "F"), new Assignment("B", "G"), -2.0, -2.0), (comparison.OnlyFirst.Single(), comparison.OnlySecond.Single(), comparison.TotalChange, comparison.LowestChange));
    }
}
