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
    [InlineData("A+E", "Conflict { Application = A, Expert = E }")]
    [InlineData("A+G", "Twice { Application = A, Expert = G }")]
    [InlineData("A-G", "Seats { Application = A, Have = 1, Needed = 2 }")]
    [InlineData("B+E,B+F", "UnitCap { Application = B, Unit = u, Have = 2, Cap = 1 }")]
    [InlineData("B+X", "NoSuchExpert { Expert = X }")]
    [InlineData("D+G", "NoSuchNeed { Application = D }")]
    [InlineData("A+F", "Seats { Application = A, Have = 3, Needed = 2 }")]
    [InlineData("C-F", "Load { Expert = F, Have = 0, Min = 1, Max = 2 }")]
    [InlineData("B+F,A+F", "Load { Expert = F, Have = 3, Min = 1, Max = 2 }")]
    [InlineData("A-G", "Floor { Application = A, Group = finance, Have = 0, Least = 1 }")]
    [InlineData("A-H", "Floor { Application = A, Group = west, Have = 0, Least = 1 }")]
    [InlineData("C-F,C+H", "FixedMissing { Application = C, Expert = F }")]
    [InlineData("C+G", "Forbidden { Application = C, Expert = G }")]
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

        Assert.Contains(expected, faults.Select(f => $"{f}"));
    }

    [Fact]
    public void Check_WhenAPanelIsSplitOrHasAConflict_NamesExpertAndApplication()
    {
        var problem = Problem with { Applications =
            [new ApplicationNeed(new("A"), 1) { Panel = "P" }, new ApplicationNeed(new("B"), 1) { Panel = "P" }], Fixed = [] };

        var faults = AssignmentAudit.Check(problem, [new(new("A"), new("G")), new(new("B"), new("E"))]);

        Assert.Contains(new AssignmentFault.SplitPanel("P", new("A"), new("E")), faults);
        Assert.Contains(new AssignmentFault.SplitPanel("P", new("B"), new("G")), faults);
        Assert.Contains(new AssignmentFault.ConflictOnPanel("P", new("A"), new("E")), faults);
    }
}
