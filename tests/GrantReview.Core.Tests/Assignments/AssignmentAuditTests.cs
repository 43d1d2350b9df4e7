using GrantReview.Core.Assignments;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Tests.Assignments;

public class AssignmentAuditTests
{
    private static readonly AssignmentProblem Problem = new(
        [new ApplicationNeed("A", 2), new ApplicationNeed("B", 2), new ApplicationNeed("C", 1)],
        [
            new ExpertLoad("E", "u", 0, 2) { Kind = "academic", Region = "east" }, new ExpertLoad("F", "u", 1, 2) { Kind = "finance", Region = "west" },
            new ExpertLoad("G", "v", 0, 2) { Kind = "finance", Region = "east" }, new ExpertLoad("H", "w", 0, null) { Kind = "academic", Region = "west" },
        ],
        new HashSet<(string, string)> { ("A", "E") }, [], 1, AssignmentObjective.Total, "s")
    {
        PerKind = new Dictionary<string, int> { ["finance"] = 1 }, PerRegion = new Dictionary<string, int> { ["west"] = 1 },
        Fixed = [new("C", "F")], Forbidden = [new("C", "G")],
    };

    private static readonly Assignment[] Good = [new("A", "G"), new("A", "H"), new("B", "G"), new("B", "H"), new("C", "F")];

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
            var pair = new Assignment(change[..1], change[2..]);
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
        var problem = Problem with { Applications = [new ApplicationNeed("A", 1) { Panel = "P" }, new ApplicationNeed("B", 1) { Panel = "P" }], Fixed = [] };

        var faults = AssignmentAudit.Check(problem, [new("A", "G"), new("B", "E")]).Select(f => f.En).ToList();

        Assert.Contains("E is on panel P and not on its A.", faults);
        Assert.Contains("G is on panel P and not on its B.", faults);
        Assert.Contains("E is on panel P in spite of a conflict with its A.", faults);
    }
}
