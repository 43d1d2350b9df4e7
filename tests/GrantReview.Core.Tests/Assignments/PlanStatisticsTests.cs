using GrantReview.Core.Assignments;

namespace GrantReview.Core.Tests.Assignments;

public class PlanStatisticsTests
{
    [Fact]
    public void Of_CountsLoadsQuantilesUnitsAndSharedPairs()
    {
        var problem = new AssignmentProblem([new(new("A"), 2), new(new("B"), 2)],
            [new(new("E"), "u", 0, 2), new(new("F"), "u", 0, 2), new(new("G"), "v", 0, 2)],
            new HashSet<(ApplicationId, ExpertId)>(),
            [new(new("A"), new("E"), 3), new(new("A"), new("F"), 2), new(new("B"), new("F"), 1), new(new("B"), new("G"), 4)], null,
            default, "s");

        var statistics = PlanStatistics.Of(problem, AssignmentSolver.Solve(problem));

        Assert.Equal((4, 10.0, 1, 2), (statistics.Assignments, statistics.TotalAffinity, statistics.Components, statistics.SharedPairs));
        Assert.Equal([1, 1, 1, 2, 3, 4, 4], statistics.Affinity);
        Assert.Equal([KeyValuePair.Create(2, 1)], statistics.UnitRepeats);
        Assert.Equal([KeyValuePair.Create(1, 2), KeyValuePair.Create(2, 1)], statistics.Load);
    }

    [Fact]
    public void Compare_NamesWhatOnlyOnePlanHas()
    {
        var problem = new AssignmentProblem([new(new("A"), 1), new(new("B"), 1)],
            [new(new("E"), "", 0, 1), new(new("F"), "", 0, 1), new(new("G"), "", 0, 1)], new HashSet<(ApplicationId, ExpertId)>(),
            [new(new("A"), new("E"), 3), new(new("B"), new("F"), 2)], null, default, "s");
        var (first, second) = (AssignmentSolver.Solve(problem),
            AssignmentSolver.Solve(problem with { Barred = new HashSet<(ApplicationId, ExpertId)> { (new("B"), new("F")) } }));

        var comparison = PlanComparison.Of(first, second);

        Assert.Equal(new Assignment(new("A"), new("E")), Assert.Single(comparison.Kept));
        Assert.Equal((new Assignment(new("B"), new("F")), new Assignment(new("B"), new("G")), -2.0, -2.0),
            (comparison.OnlyFirst.Single(), comparison.OnlySecond.Single(), comparison.TotalChange, comparison.LowestChange));
    }
}
