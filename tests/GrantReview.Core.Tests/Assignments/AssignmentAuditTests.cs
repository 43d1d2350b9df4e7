using GrantReview.Core.Assignments;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Tests.Assignments;

public class AssignmentAuditTests
{
    private static readonly AssignmentProblem Problem = new(
        [new ApplicationNeed(new("A"), 2), new ApplicationNeed(new("B"), 2), new ApplicationNeed(new("C"), 1)],
        [
            new ExpertLoad(new("E"), "u", 0, 2) { Kind = "academic", Region = "east" },
            new ExpertLoad(new("F"), "u", 1, 2) { Kind = "finance", Region = "west" },
            new ExpertLoad(new("G"), "v", 0, 2) { Kind = "finance", Region = "east" },
            new ExpertLoad(new("H"), "w", 0, null) { Kind = "academic", Region = "west" },
        ],
        new HashSet<(ApplicationId, ExpertId)> { (new("A"), new("E")) }, [], 1, AssignmentObjective.Total, "s")
    {
        PerKind = new Dictionary<string, int> { ["finance"] = 1 }, PerRegion = new Dictionary<string, int> { ["west"] = 1 },
        Fixed = [new(new("C"), new("F"))], Forbidden = [new(new("C"), new("G"))],
    };

    private static readonly Assignment[] Good =
        [new(new("A"), new("G")), new(new("A"), new("H")), new(new("B"), new("G")), new(new("B"), new("H")), new(new("C"), new("F"))];

    [Fact]
    public void Check_WhenAllRulesAreKept_FindsNothing() => Assert.Empty(AssignmentAudit.Check(Problem, Good));

    [Theory]
    [InlineData("A+E", "E has a conflict with A.")]
    [InlineData("A+G", "A has G twice.")]
    [InlineData("A-G", "A has 1 experts and needs 2.")]
    [InlineData("B+E,B+F", "B has 2 experts of u; 1 is the cap.")]
    [InlineData("B+X", "X is not an expert of the round.")]
    [InlineData("D+G", "D is not an application that needs experts.")]
    [InlineData("A+F", "A has 3 experts and needs 2.")]
    [InlineData("C-F", "F has 0 applications; 1 to 2 are allowed.")]
    [InlineData("B+F,A+F", "F has 3 applications; 1 to 2 are allowed.")]
    [InlineData("A-G", "A has 0 experts of finance; at least 1 are asked for.")]
    [InlineData("A-H", "A has 0 experts of west; at least 1 are asked for.")]
    [InlineData("C-F,C+H", "F is fixed on C and missing there.")]
    [InlineData("C+G", "G is forbidden on C.")]
    public void Check_WhenARuleIsBroken_NamesIt(string changes, string expected)
    {
        List<Assignment> plan = [.. Good];
        foreach (var change in changes.Split(','))
        {
            var pair = new Assignment(new(change[..1]), new(change[2..]));
            if (change[1] == '+')
            {
                plan.Add(pair);
            }
            else
            {
                Assert.True(plan.Remove(pair));
            }
        }

        var faults = AssignmentAudit.Check(Problem, plan);

        Assert.Contains(expected, faults.Select(f => f.En));
        Assert.All(faults, f => Assert.NotEqual(f.En, f.Zh));
    }

    [Fact]
    public void Check_WhenAPanelIsSplitOrHasAConflict_NamesExpertAndApplication()
    {
        var problem = Problem with { Applications =
            [new ApplicationNeed(new("A"), 1) { Panel = "P" }, new ApplicationNeed(new("B"), 1) { Panel = "P" }], Fixed = [] };

        var faults = AssignmentAudit.Check(problem, [new(new("A"), new("G")), new(new("B"), new("E"))]).Select(f => f.En).ToList();

        Assert.Contains("E is on panel P and not on its A.", faults);
        Assert.Contains("G is on panel P and not on its B.", faults);
        Assert.Contains("E is on panel P in spite of a conflict with its A.", faults);
    }
}
