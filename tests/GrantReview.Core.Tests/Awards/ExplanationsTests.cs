using GrantReview.Core.Awards;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Awards;

/// <summary>What a plan says of itself, acted on; many more cases by <c>validation explanations</c> of the benchmarks.</summary>
public class ExplanationsTests
{
    [Fact]
    public void Solve_UnderEveryRule_ShowsRepairsAndChangesThatHold_AndProvesThem()
    {
        var (repairs, rows) = (0, 0);
        for (var seed = 0; seed < 800; seed++)
        {
            var problem = Explanations.Problem(seed);

            var plan = AllocationSolver.Solve(problem);

            Assert.True(Explanations.WrongRows(problem, plan).ToList() is [],
                $"seed {seed}: {string.Join("; ", Explanations.WrongRows(problem, plan))}");
            Assert.True(plan.Status == AllocationStatus.Optimal || plan.Repairs.Count > 0, $"seed {seed}: nothing is offered");
            Assert.All(plan.Repairs, r => Assert.Equal(ProofKind.Exact, r.Proof));
            Assert.All(plan.Sensitivity, r => Assert.Equal(ProofKind.Exact, r.Proof));
            (repairs, rows) = (repairs + plan.Repairs.Count, rows + plan.Sensitivity.Count);
        }
        Assert.True(repairs > 400 && rows > 2000, $"{repairs} {rows}");
    }

    [Fact]
    public void Solve_UnderEveryRule_GivesReasonsThatSufficeAndOfWhichEachBars()
    {
        var (refused, withFloors, several) = (0, 0, 0);
        for (var seed = 0; seed < 1500; seed++)
        {
            var problem = Explanations.Problem(seed);

            var plan = AllocationSolver.Solve(problem, withSensitivity: false);

            Assert.True(Explanations.WrongReasons(problem, plan).ToList() is [],
                $"seed {seed}: {string.Join("; ", Explanations.WrongReasons(problem, plan))}");
            refused += plan.NotFunded.Count;
            withFloors += plan.NotFunded.Count(n => n.Reasons.Any(r => r is Reason.FloorReserved));
            several += plan.NotFunded.Count(n => n.Reasons.Count(r => r is Reason.FloorReserved) > 1);
        }
        Assert.True(refused > 2000 && withFloors > 100 && several > 1, $"{refused} {withFloors} {several}");
    }

    /// <summary>
    /// The only place is kept for the second, whom two floors wait for: without either alone the first would still be out.
    /// </summary>
    [Fact]
    public void Solve_WhereTwoFloorsWaitForOne_NamesBoth()
    {
        var problem = new AllocationProblem(
            [ADrawnProblem.Candidate("A1", 90, 1, region: "x", unit: "u"), ADrawnProblem.Candidate("A2", 80, 1, region: "y", unit: "v")],
            [
                ADrawnProblem.Floor("f1", QuotaMeasure.Count, 1, "region", "y"),
                ADrawnProblem.Floor("f2", QuotaMeasure.Count, 1, "unit", "v"),
                A.Places(1),
            ],
            null, AllocationPolicy.Default, []);

        var plan = AllocationSolver.Solve(problem);

        Assert.Equal([new Reason.FloorReserved(new("f1")), new Reason.FloorReserved(new("f2"))], Assert.Single(plan.NotFunded).Reasons);
    }

    /// <summary>
    /// Two are tied and out together, so one place more helps nobody: two do, or a lower floor, or another rule for ties.
    /// </summary>
    [Fact]
    public void Solve_WhereOnePlaceMoreStillHasNoList_OffersTwo()
    {
        var problem = new AllocationProblem(
            [ADrawnProblem.Candidate("A1", 80, 100_000), ADrawnProblem.Candidate("A2", 80, 100_000)],
            [ADrawnProblem.Floor("floor", QuotaMeasure.Count, 1, "unit", ""), A.Places(0)],
            null, AllocationPolicy.Default with { Ties = TieRule.ExcludeAll }, []);

        var plan = AllocationSolver.Solve(problem);

        Assert.Equal(["floor Floor -1: ", "places Cap 2: A1 A2"], plan.Repairs.Select(Said));

        static string Said(Repair repair)
        {
            var change = Assert.IsType<AllocationChange.OfQuota>(Assert.Single(repair.Changes));
            return $"{change.Quota} {change.Bound} {change.By}: {string.Join(' ', repair.Funded)}";
        }
    }

    /// <summary>A cent more is no step: money is raised to where those who are tied fit, or not shown.</summary>
    [Fact]
    public void Solve_WhereMoneyIsTooLittleForThoseWhoAreTied_RaisesItToWhatTheyNeed()
    {
        var problem = new AllocationProblem(
            [ADrawnProblem.Candidate("A1", 80, 100), ADrawnProblem.Candidate("A2", 80, 100)],
            [ADrawnProblem.Floor("floor", QuotaMeasure.Count, 1, "unit", ""), A.Budget("150")],
            null, AllocationPolicy.Default with { Ties = TieRule.ExcludeAll }, []);

        var plan = AllocationSolver.Solve(problem);

        var budget = Assert.Single(plan.Repairs, r => r.Changes is [AllocationChange.OfQuota { Quota.Value: "budget" }]);
        Assert.Equal((new AllocationChange.OfQuota(new("budget"), QuotaBound.Cap, 50_00), 2), (budget.Changes[0], budget.Funded.Count));
    }

    /// <summary>Where nobody under a quota asks for money, one award more of it is nothing.</summary>
    [Fact]
    public void Sensitivity_OfMoneyThatNobodyAsksFor_IsNotShown()
    {
        var problem = new AllocationProblem(
            [ADrawnProblem.Candidate("A1", 80, 100)],
            [ADrawnProblem.Cap("elsewhere", QuotaMeasure.Amount, 10, "unit", "W")], null, AllocationPolicy.Default, []);

        Assert.Empty(AllocationSolver.Solve(problem).Sensitivity);
    }
}
