using GrantReview.Core.Awards;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Awards;

public class PromotionTests
{
    [Theory]
    [InlineData("V1", "V3")]
    [InlineData("V2", "V4")]
    public void Promote_DependsOnWhoWithdrew(string withdrawn, string promoted)
    {
        var problem = Seats();
        var awards = AllocationSolver.Solve(problem).Funded;

        var promotion = Promotion.Of(Basis(problem), awards, new(withdrawn), new HashSet<ApplicationId>());

        Assert.Equal(promoted, promotion.Promoted?.Id.Value);
    }

    [Fact]
    public void Promote_SaysWhyThoseAboveWerePassedOver_AndGoesOnWhenSomebodyDeclines()
    {
        var problem = Seats();
        var awards = AllocationSolver.Solve(problem).Funded;

        var first = Promotion.Of(Basis(problem), awards, new("V2"), new HashSet<ApplicationId>());
        var second = Promotion.Of(Basis(problem), awards, new("V2"), new HashSet<ApplicationId> { new("V4") });

        Assert.Equal([new Reason.QuotaFull(new("unit:U"))], Assert.Single(first.PassedOver).Reasons);
        Assert.Equal("V5", second.Promoted?.Id.Value);
        Assert.Null(Promotion.Of(Basis(problem), awards, new("V2"), new HashSet<ApplicationId> { new("V4"), new("V5") }).Promoted);
    }

    [Fact]
    public void Promote_WithinACategory_PassesOverTheOthersWhoeverStandsHigher()
    {
        AllocationApplication[] applications =
        [
            Of("A1", 90, "a"), Of("B1", 85, "b"), Of("B2", 80, "b"), Of("A2", 70, "a"),
        ];
        var problem = new AllocationProblem(applications, [A.Places(2)], null, AllocationPolicy.Default, []);
        var awards = AllocationSolver.Solve(problem).Funded;

        Assert.Equal("B2", Promotion.Of(Basis(problem), awards, new("A1"), new HashSet<ApplicationId>()).Promoted?.Id.Value);
        Assert.Equal("A2", Promotion.Of(Basis(problem), awards, new("A1"), new HashSet<ApplicationId>(), "a").Promoted?.Id.Value);
        Assert.Null(Promotion.Of(Basis(problem), awards, new("A1"), new HashSet<ApplicationId> { new("A2") }, "a").Promoted);

        static AllocationApplication Of(string id, int score, string category) => ADrawnProblem.Candidate(id, score, 1) is var candidate
            ? candidate with { Attributes = new Dictionary<string, string> { ["category"] = category } } : candidate;
    }

    [Fact]
    public void Promote_KeepsTheFloorThatTheWithdrawnOneServed()
    {
        var problem = new AllocationProblem(
            [ADrawnProblem.Candidate("A", 90, 1), ADrawnProblem.Candidate("B", 80, 1), ADrawnProblem.Candidate("C", 70, 1, region: "R"),
                ADrawnProblem.Candidate("D", 60, 1, region: "R")],
            [A.Places(2), ADrawnProblem.Floor("floor", QuotaMeasure.Count, 1, "region", "R")], null, AllocationPolicy.Default, []);

        var promotion = Promotion.Of(Basis(problem), AllocationSolver.Solve(problem).Funded, new("C"), new HashSet<ApplicationId>());

        Assert.Equal("D", promotion.Promoted?.Id.Value);
        Assert.Equal([new Reason.FloorReserved(new("floor"))], Assert.Single(promotion.PassedOver).Reasons);
    }

    /// <summary>
    /// The first on the replacement list comes in for some winner, and whoever comes in keeps every rule beside the others.
    /// </summary>
    [Fact]
    public void Promote_OnRandomProblems_GivesAFeasibleSet_AndOnlyFromTheReplacementList()
    {
        var promoted = 0;
        for (var seed = 0; seed < 400; seed++)
        {
            var problem = ADrawnProblem.Of(seed, AllocationOrder.Priority);
            var plan = AllocationSolver.Solve(problem, withSensitivity: false);
            foreach (var withdrawn in plan.Funded)
            {
                if (Promotion.Of(AwardBasis.FromPlan(problem, plan), plan.Funded, withdrawn.Id,
                    new HashSet<ApplicationId>()).Promoted is not { } next)
                {
                    continue;
                }
                promoted++;
                Assert.Contains(next.Id, plan.Reserve);
                Assert.True(
                    ExhaustiveAllocation.IsFeasible(problem,
                    plan.Funded.Where(f => f != withdrawn).Append(next)
                    .Select(f => (problem.Applications.First(a => a.Id == f.Id), f.Amount))), $"seed {seed}");
            }
        }
        Assert.True(promoted > 100);
    }

    /// <summary>Whoever a meeting took out stands at the head of the ranking and fits, and does not come in.</summary>
    [Fact]
    public void Promote_NeverBringsInWhoIsExcludedOrBarred()
    {
        var problem = new AllocationProblem(
            [
                ADrawnProblem.Candidate("A", 90, 1), ADrawnProblem.Candidate("B", 80, 1) with { Eligible = false },
                ADrawnProblem.Candidate("C", 70, 1),
                ADrawnProblem.Candidate("D", 65, 1), ADrawnProblem.Candidate("E", 50, 1),
            ], [A.Places(1)], 60, AllocationPolicy.Default, []);
        var awards = AllocationSolver.Solve(problem).Funded;

        Assert.Equal("C", Promotion.Of(Basis(problem), awards, new("A"), new HashSet<ApplicationId>()).Promoted?.Id.Value);
        Assert.Equal("D", Promotion.Of(Basis(problem), awards, new("A"), new HashSet<ApplicationId> { new("C") }).Promoted?.Id.Value);
        Assert.Null(Promotion.Of(Basis(problem), awards, new("A"), new HashSet<ApplicationId> { new("C"), new("D") }).Promoted);
    }

    private static AwardBasis Basis(AllocationProblem problem) =>
        AwardBasis.FromPlan(problem, AllocationSolver.Solve(problem, withSensitivity: false));

    private static AllocationProblem Seats() => new(
        [ADrawnProblem.Candidate("V1", 95, 20, unit: "U"), ADrawnProblem.Candidate("V2", 93, 20, unit: "V"),
            ADrawnProblem.Candidate("V3", 91, 20, unit: "U"), ADrawnProblem.Candidate("V4", 90, 20, unit: "W"),
            ADrawnProblem.Candidate("V5", 89, 20, unit: "V")],
        [A.Places(2), .. new[] { "U", "V", "W" }.Select(u => ADrawnProblem.Cap($"unit:{u}", QuotaMeasure.Count, 1, "unit", u))], null,
        AllocationPolicy.Default, []);
}
