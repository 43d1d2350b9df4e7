using GrantReview.Core.Assignments;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Tests.Assignments;

public class TopUpTests
{
    private static readonly Assignment[] Standing =
        [new(new("A1"), new("E1")), new(new("A1"), new("E2")), new(new("A2"), new("E2")), new(new("A2"), new("E3"))];

    [Fact]
    public void LateApplications_TakeTheRoomThatIsLeft_ByTheAffinityOfTheirOwnRow()
    {
        var problem = Problem(maxLoad: 2, late: ["A0", "A9"]);

        var plan = Solve(problem);

        // E2 is full; E4 fits A9 and nobody else does better, A0 takes whom A9 leaves.
        Assert.Equal(AssignmentStatus.Optimal, plan.Status);
        Assert.Equal(["A0/E1", "A0/E3", "A9/E4", "A9/E5"], plan.Assignments.Select(a => $"{a.Application}/{a.Expert}"));
        Assert.Empty(AssignmentAudit.Check(problem with { Applications = [.. problem.Applications] }, [.. Standing, .. Pairs(plan)]));
    }

    [Fact]
    public void LateApplications_WhenLoadsAreFull_AreCountedShortAndNobodyMoves()
    {
        var plan = Solve(Problem(maxLoad: 1, late: ["A0", "A8", "A9"]));

        Assert.Equal(AssignmentStatus.Infeasible, plan.Status);
        Assert.Equal(2, plan.Assignments.Count);
        Assert.Equal(4, plan.Unmet.Sum(u => u.Missing));
        Assert.NotEmpty(plan.Shortages);
    }

    [Fact]
    public void LateApplications_WhenAnExpertIsAway_GoToTheOthers()
    {
        var problem = Problem(maxLoad: 2, late: ["A9"]);

        var plan = Solve(problem.Without(new HashSet<ExpertId> { new("E4") }));

        Assert.Equal(["E4", "E5"], Solve(problem).Assignments.Select(a => a.Expert.Value));
        Assert.Equal(AssignmentStatus.Optimal, plan.Status);
        Assert.DoesNotContain("E4", plan.Assignments.Select(a => a.Expert.Value));
    }

    [Fact]
    public void LateApplication_OfAPanelThatSits_GetsItsExpertsUnlessAConflictBars()
    {
        var problem = Problem(maxLoad: 3, late: ["A9"], panelOf: a => a is "A1" or "A9" ? "P" : "");

        Assert.Equal(["E1", "E2"], Solve(problem).Assignments.Select(a => a.Expert.Value));
        Assert.Equal(["E2", "E4"],
            Solve(problem with { Barred = new HashSet<(ApplicationId, ExpertId)> { (new("A9"), new("E1")) } }).Assignments.Select(a =>
            a.Expert.Value));
        // Who may not score the panel's other application does not join the panel.
        Assert.Equal(["E2", "E5"],
            Solve(problem with { Barred = new HashSet<(ApplicationId, ExpertId)> { (new("A9"), new("E1")),
            (new("A1"), new("E4")) } }).Assignments.Select(a => a.Expert.Value));
    }

    private static AssignmentPlan Solve(AssignmentProblem problem) => AssignmentSolver.Solve(TopUp.Of(problem, Standing));

    private static IEnumerable<Assignment> Pairs(AssignmentPlan plan) =>
        plan.Assignments.Select(a => new Assignment(a.Application, a.Expert));

    /// <summary>Late A9 is about what E4 knows best, then E5; A0 about nothing.</summary>
    private static AssignmentProblem Problem(int maxLoad, string[] late, Func<string, string>? panelOf = null)
    {
        string[] applications = [.. late.Concat(["A1", "A2"]).Order(StringComparer.Ordinal)];
        return new AssignmentProblem(
            [.. applications.Select(a => new ApplicationNeed(new(a), 2) { Panel = panelOf?.Invoke(a) ?? "" })],
            [.. Enumerable.Range(1, 5).Select(e => new ExpertLoad(new($"E{e}"), "", 0, maxLoad))],
            new HashSet<(ApplicationId, ExpertId)>(), [], null, AssignmentObjective.Total, "s")
        {
            Computed = (application, affinities) =>
            {
                affinities.Clear();
                if (applications[application] == "A9")
                {
                    (affinities[3], affinities[4]) = (0.9, 0.5);
                }
                if (applications[application] == "A0")
                {
                    (affinities[0], affinities[2]) = (0.2, 0.1);
                }
            },
            Source = AffinitySource.Computed,
        };
    }
}
