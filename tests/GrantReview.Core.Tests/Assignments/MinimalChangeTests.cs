using CsCheck;
using GrantReview.Core.Assignments;
using GrantReview.Core.Settings;
using GrantReview.Testing;
using static GrantReview.Testing.ASmallAssignment;

namespace GrantReview.Core.Tests.Assignments;

public class MinimalChangeTests
{
    /// <summary>
    /// Against every plan without the expert: the fewest pairs that move, then with so few the best lowest application where that is the
    /// objective, then the best total.
    /// </summary>
    [Fact]
    public void Decline_MovesTheFewestOthers_ThenHasTheBestAffinity()
    {
        var (moved, still) = (0, 0);

        Gen.Int[0, 10_000_000].Sample(seed =>
        {
            var problem = ASmallAssignment.Of(seed,
                seed % 2 == 0 ? AssignmentObjective.Fair : AssignmentObjective.Total) with { PerRegion = new Dictionary<string, int>() };
            problem = problem with { Applications = [.. problem.Applications.Select(a => a with { Panel = "" })],
                PerKind = new Dictionary<string, int>(), Fixed = [] };
            var before = AssignmentSolver.Solve(problem);
            if (before.Status != AssignmentStatus.Optimal || before.Assignments.Count == 0)
            {
                return;
            }
            var expert = before.Assignments[0].Expert;
            var without = problem with { Experts = [.. problem.Experts.Select(e => e.Id == expert ? e with { Min = 0, Max = 0 } : e)] };
            var all = AllPlans(without).ToList();

            var replacement = MinimalChange.Decline(problem, Pairs(before), expert);

            if (all.Count == 0)
            {
                Assert.Equal(AssignmentStatus.Infeasible, replacement.Plan.Status);
                return;
            }
            var standing = Pairs(before).Where(p => p.Expert != expert).ToHashSet();
            var fewest = all.Min(p => standing.Count - p.Count(standing.Contains));
            Assert.Empty(AssignmentAudit.Check(without, Pairs(replacement.Plan)));
            Assert.Equal(fewest, replacement.Moved.Count);
            all.RemoveAll(p => standing.Count - p.Count(standing.Contains) > fewest);
            if (problem.Objective == AssignmentObjective.Fair)
            {
                var lowest = all.Max(p => Lowest(problem, p));
                Assert.Equal(lowest, replacement.Plan.MinApplicationAffinity, 9);
                all.RemoveAll(p => Lowest(problem, p) < lowest - 1e-9);
            }
            Assert.Equal(AssignmentStatus.Optimal, replacement.Plan.Status);
            Assert.Equal(all.Max(p => Total(problem, p)), replacement.Plan.TotalAffinity, 9);
            Interlocked.Add(ref moved, fewest > 0 ? 1 : 0);
            Interlocked.Add(ref still, fewest == 0 ? 1 : 0);
        }, iter: 700);

        Assert.True(moved > 0 && still > 50, $"{moved} with moves, {still} without");
    }

    /// <summary>So many pairs that the programme looks at few of them; every application but one keeps all its experts.</summary>
    [Theory]
    [InlineData(AssignmentObjective.Fair, null)]
    [InlineData(AssignmentObjective.Total, 1)]
    public void Decline_OfALargeProgramme_ReplacesTheExpertAlone(AssignmentObjective objective, int? perUnit)
    {
        var random = new Random(1);
        var problem = new AssignmentProblem(
            [.. Enumerable.Range(0, 90).Select(a => new ApplicationNeed(new($"A{a:00}"), 2))],
            [.. Enumerable.Range(0, 80).Select(e => new ExpertLoad(new($"E{e:00}"), $"U{e % 30}", 0, 4) { Kind = $"K{e % 7 % 2}" })],
            new HashSet<(ApplicationId, ExpertId)>(),
            [.. from a in Enumerable.Range(0, 90) from e in Enumerable.Range(0, 80)
                select new Affinity(new($"A{a:00}"), new($"E{e:00}"), random.Next(1_000) / 1_000.0)],
            perUnit, objective, "s")
        {
            PerKind = new Dictionary<string, int> { ["K1"] = perUnit ?? 0 },
        };
        var before = AssignmentSolver.Solve(problem);
        var expert = before.Assignments[0].Expert;

        var replacement = MinimalChange.Decline(problem, Pairs(before), expert);

        Assert.Equal(AssignmentStatus.Optimal, replacement.Plan.Status);
        Assert.Empty(replacement.Moved);
        Assert.Equal(before.Assignments.Count(a => a.Expert == expert), replacement.Added.Count);
        Assert.Empty(AssignmentAudit.Check(problem.Without(new HashSet<ExpertId> { expert }), Pairs(replacement.Plan)));
    }

    [Fact]
    public void Recuse_ReplacesThePairAlone()
    {
        var problem = ASmallAssignment.Of(3) with { PerUnit = null };
        problem = new AssignmentProblem([new(new("A"), 1), new(new("B"), 1)],
            [new(new("E"), "", 0, 1), new(new("F"), "", 0, 1), new(new("G"), "", 0, 2)], problem.Barred,
            [new(new("A"), new("E"), 2), new(new("B"), new("F"), 1)], null, problem.Objective, "s");

        var replacement = MinimalChange.Recuse(problem, [new(new("A"), new("E")), new(new("B"), new("F"))], new(new("A"), new("E")));

        Assert.Empty(replacement.Moved);
        Assert.Equal(new Assignment(new("A"), new("G")), Assert.Single(replacement.Added));
    }

    [Fact]
    public void Solve_WhenAnApplicationArrivesLate_LeavesTheOthers()
    {
        var problem = new AssignmentProblem([new(new("A"), 1), new(new("B"), 1)], [new(new("E"), "", 0, 1), new(new("F"), "", 0, 1)],
            new HashSet<(ApplicationId, ExpertId)>(), [new(new("B"), new("E"), 9)], null, default, "s");

        var replacement = MinimalChange.Solve(problem, [new(new("A"), new("E"))]);

        Assert.Equal([new(new("A"), new("E")), new(new("B"), new("F"))], Pairs(replacement.Plan));
        Assert.Empty(replacement.Moved);
    }

    [Fact]
    public void Reserves_ObeyConflictsAndTheLoadThatIsLeft_InOrder()
    {
        var experts = new ExpertLoad[] { new(new("E"), "u", 0, 2), new(new("F"), "u", 0, 2), new(new("G"), "v", 0, 1),
            new(new("H"), "w", 0, 2), new(new("I"), "x", 0, 1) };
        var problem = new AssignmentProblem([new(new("A"), 1), new(new("B"), 1)], experts,
            new HashSet<(ApplicationId, ExpertId)> { (new("B"), new("H")) },
            [new(new("A"), new("E"), 9), new(new("A"), new("F"), 8), new(new("A"), new("G"), 7), new(new("A"), new("H"), 6),
                new(new("B"), new("I"), 5), new(new("B"), new("H"), 4)], 1, default, "s");

        var reserves = Reserves.Of(problem, [new(new("A"), new("E")), new(new("B"), new("I"))], 2);

        Assert.Equal([("A", 1, "F"), ("A", 2, "H")],
            reserves.Where(r => r.Application.Value == "A").Select(r => (r.Application.Value, r.Place, r.Expert.Value)));
        Assert.DoesNotContain(reserves, r => r.Application.Value == "B" && r.Expert.Value is "H" or "I");
        Assert.All(reserves.CountBy(r => r.Expert),
            r => Assert.True(r.Value <= (experts.Single(e => e.Id == r.Key).Max ?? 0) - (r.Key.Value is "E" or "I" ? 1 : 0)));
    }

    /// <summary>
    /// Audited one by one: a reserve in the seat of any expert it may replace leaves a valid plan, and nobody is passed over who has room
    /// and would fit.
    /// </summary>
    [Fact]
    public void Reserves_InTheSeatTheyMayTake_LeaveThePlanValid()
    {
        var proposed = 0;

        Gen.Int[0, 10_000_000].Sample(seed =>
        {
            var problem = ASmallAssignment.Of(seed);
            problem = problem with
            {
                Applications = [.. problem.Applications.Select(a => a with { Panel = "" })],
                Experts = [.. problem.Experts.Select(e => e with { Min = 0 })], Fixed = [],
                PerKind = new Dictionary<string, int> { ["K0"] = 1 },
            };
            var plan = AssignmentSolver.Solve(problem);
            if (plan.Status != AssignmentStatus.Optimal)
            {
                return;
            }
            var pairs = Pairs(plan);

            var reserves = Reserves.Of(problem, pairs, problem.Experts.Count);

            foreach (var reserve in reserves)
            {
                Assert.NotEmpty(reserve.Replaces);
                foreach (var seat in pairs.Where(p => p.Application == reserve.Application))
                {
                    var faults = AssignmentAudit.Check(problem, [.. pairs.Except([seat]), new(reserve.Application, reserve.Expert)]);
                    Assert.Equal(reserve.Replaces.Contains(seat.Expert), faults.Count == 0);
                }
                Interlocked.Increment(ref proposed);
            }
        }, iter: 500);

        Assert.True(proposed > 200, $"{proposed} proposed");
    }
}
