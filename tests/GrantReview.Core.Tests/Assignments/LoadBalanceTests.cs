using CsCheck;
using GrantReview.Core.Assignments;
using GrantReview.Core.Settings;
using GrantReview.Testing;
using static GrantReview.Testing.ASmallAssignment;

namespace GrantReview.Core.Tests.Assignments;

/// <summary>Even loads and overlap that are bought for a share of the affinity.</summary>
public class LoadBalanceTests
{
    [Fact]
    public void Balance_HasTheEvenestLoadsOfAllPlansWithinTheShare_AndStatesItsPrice()
    {
        var bought = 0;

        Gen.Int[0, 10_000_000].Sample(seed =>
        {
            var problem = ASmallAssignment.Of(seed) with { Balance = 0.25 };
            problem = problem with { Applications = [.. problem.Applications.Select(a => a with { Panel = "" })] };
            var all = AllPlans(problem).ToList();
            if (all.Count == 0)
            {
                return;
            }
            var best = all.Max(p => Total(problem, p));

            var plan = AssignmentSolver.Solve(problem);

            var within = all.Where(p => Total(problem, p) >= (0.75 * best) - 1e-9).ToList();
            var most = within.Min(p => Loads(p).Max());
            var fewest = within.Where(p => Loads(p).Max() == most).Max(p => Loads(p).Min());
            Assert.Equal(AssignmentStatus.Optimal, plan.Status);
            Assert.Empty(AssignmentAudit.Check(problem, Pairs(plan)));
            Assert.Equal((most, fewest), (plan.Load.Keys.Max(), plan.Load.Keys.Min()));
            Assert.Equal(within.Where(p => Loads(p).Max() == most && Loads(p).Min() == fewest).Max(p => Total(problem, p)),
                plan.TotalAffinity, 9);
            Assert.Equal(best - plan.TotalAffinity, plan.Price?.Affinity ?? -1, 9);
            Interlocked.Add(ref bought, plan.Price?.Affinity > 0 ? 1 : 0);

            int[] Loads(List<Assignment> pairs) => [.. problem.Experts.Select(e => pairs.Count(p => p.Expert == e.Id))];
        }, iter: 400);

        Assert.True(bought > 5, $"{bought} bought");
    }

    /// <summary>Two rings of two applications each that only a dearer exchange joins.</summary>
    [Theory]
    [InlineData(0, 2, 8)]
    [InlineData(0.1, 2, 8)]
    [InlineData(0.3, 1, 6)]
    public void Overlap_JoinsPiecesOnlyWithinTheShare_AndStatesItsPrice(double share, int pieces, double total)
    {
        string[] applications = ["A", "B", "C", "D"], experts = ["E", "F", "G", "H"];
        var problem = new AssignmentProblem(
            [.. applications.Select(a => new ApplicationNeed(new(a), 2))], [.. experts.Select(e => new ExpertLoad(new(e), "", 2, 2))],
            new HashSet<(ApplicationId, ExpertId)>(),
            [.. from a in applications from e in experts where (a is "A" or "B") == (e is "E" or "F") select new Affinity(new(a), new(e),
                1)], null, AssignmentObjective.Total, "s") { Overlap = share };

        var plan = AssignmentSolver.Solve(problem);

        Assert.Equal((pieces, total), (plan.ConnectedComponents, plan.TotalAffinity));
        Assert.Empty(AssignmentAudit.Check(problem, Pairs(plan)));
        Assert.Equal((total < 8 ? AssignmentStatus.Feasible : AssignmentStatus.Optimal, 8.0), (plan.Status, plan.Bound));
        Assert.Equal(share > 0 ? (8 - total, (8 - total) / 8) : (-1, -1), (plan.Price?.Affinity ?? -1, plan.Price?.Share ?? -1));
    }

    [Fact]
    public void Overlap_WhereItCannotBeBought_IsSaid()
    {
        var plan = AssignmentSolver.Solve(Enumerable.Range(1, 50).Select(s => ASmallAssignment.Of(s, AssignmentObjective.Fair) with { Overlap = 0.1 })
            .First(p => AllPlans(p).Any()));

        Assert.Contains(new AssignmentNote.OverlapNotBought(), plan.Notes);
        Assert.Null(plan.Price);
    }
}
