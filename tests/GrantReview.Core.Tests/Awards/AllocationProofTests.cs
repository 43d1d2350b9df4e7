using GrantReview.Core.Awards;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Awards;

public class AllocationProofTests
{
    /// <summary>Of every set that keeps the rules only the best one stands, and "infeasible" stands only where no set keeps them.</summary>
    [Theory]
    [InlineData(AllocationOrder.Priority)]
    [InlineData(AllocationOrder.Welfare)]
    public void Check_WhenAnotherFeasibleSetIsClaimed_FindsIt(AllocationOrder order)
    {
        var (second, denied) = (0, 0);
        for (var seed = 0; seed < 400; seed++)
        {
            var problem = ADrawnProblem.OfManyDigits(seed, order, 6);
            var plan = AllocationSolver.Solve(problem, withSensitivity: false);
            if (plan.Status == AllocationStatus.Infeasible)
            {
                continue;
            }
            var infeasible =
                plan with { Status = AllocationStatus.Infeasible, Funded = [], Conflicts = [[new AllocationRule.OfQuota(new("places"))]] };
            Assert.NotEmpty(AllocationProof.Check(problem, infeasible).Faults);
            denied++;
            var best = plan.Funded.Select(f => f.Id).ToHashSet();
            for (var set = 0; set < 1 << problem.Applications.Count; set++)
            {
                List<AllocationApplication> claimed = [.. ExhaustiveAllocation.Order(problem).Where((_, i) => (set >> i & 1) == 1)];
                if (best.SetEquals(claimed.Select(c => c.Id))
                    || !ExhaustiveAllocation.IsFeasible(problem, claimed.Select(c => (c, c.Amount))))
                {
                    continue;
                }
                Assert.NotEmpty(AllocationProof.Check(problem, Claiming(problem, claimed)).Faults);
                second++;
            }
        }
        Assert.True(second > 500 && denied > 100, $"{second} {denied}");
    }

    /// <summary>
    /// Many equal sums, crossing money and places: a search that may not be short. The answer is proven, or says that it rests on the
    /// solver.
    /// </summary>
    [Fact]
    public void Check_OfThreeHundredByWelfare_ProvesTheSum()
    {
        var random = new Random(1);
        List<AllocationApplication> applications =
        [
            .. Enumerable.Range(0, 300).Select(i => ADrawnProblem.Candidate(
                $"A{i:D3}", random.NextInt64(60_000_000, 99_000_000) / 1_000_000m, random.Next(4, 20), unit: $"U{random.Next(30)}")),
        ];
        var units = Enumerable.Range(0, 30).Select(u => ADrawnProblem.Cap($"unit:U{u}", QuotaMeasure.Count, 3, "unit", $"U{u}"));
        var policy = AllocationPolicy.Default with { Order = AllocationOrder.Welfare };
        var problem = new AllocationProblem(applications, [A.Places(60), A.Budget("500"), .. units], null, policy, []);

        var plan = AllocationSolver.Solve(problem, withSensitivity: false);

        Assert.Equal(ProofKind.Exact, plan.Proof);
        var fewer = plan.Funded.SkipLast(1).Select(f => applications.Single(a => a.Id == f.Id));
        Assert.NotEmpty(AllocationProof.Check(problem, Claiming(problem, [.. fewer])).Faults);
    }

    [Fact]
    public void Check_WhenAFigureIsWrong_SaysWhich()
    {
        List<AllocationApplication> applications = [ADrawnProblem.Candidate("A", 90, 5), ADrawnProblem.Candidate("B", 80, 4)];
        var problem = new AllocationProblem(applications, [A.Budget("6")], null, AllocationPolicy.Default, []);
        var plan = AllocationSolver.Solve(problem);

        Assert.Empty(AllocationProof.Check(problem, plan).Faults);
        Says("A is funded with 4", plan with { Funded = [new FundedApplication(new("A"), new Money(400))] });
        Says("Spent is", plan with { Spent = Money.Zero });
        Says("Quota budget has", plan with { Unused = new Dictionary<QuotaId, long> { [new("budget")] = 0 } });
        Says("answered once", plan with { NotFunded = [] });
        Says("down the ranking", plan with { Steps = [.. plan.Steps.Reverse()] });
        Says("twice", plan with { Funded = [.. plan.Funded, .. plan.Funded] });

        void Says(string fault, AllocationPlan wrong) =>
            Assert.Contains(AllocationProof.Check(problem, wrong).Faults, f => f.Contains(fault, StringComparison.Ordinal));
    }

    private static AllocationPlan Claiming(AllocationProblem problem, IReadOnlyList<AllocationApplication> funded)
    {
        var order = ExhaustiveAllocation.Order(problem);
        List<NotFundedApplication> others = [.. order.Except(funded).Select(a => new NotFundedApplication(a.Id, []))];
        var unused = problem.Quotas.Where(q => q.Max is not null).ToDictionary(q => q.Id, q => q.Max.GetValueOrDefault() - Used(q));
        return new AllocationPlan(
            AllocationStatus.Optimal, [.. funded.Select(f => new FundedApplication(f.Id, f.Amount))], [], others,
            Money.Sum(funded.Select(f => f.Amount)), unused, [], [], [], [])
        {
            Steps = [.. order.Select((a, i) => new AllocationStep(i + 1, a.Id, null, [], []))],
        };

        long Used(Quota quota) =>
            funded.Where(f => quota.Matches(f.Attributes)).Sum(f => quota.Measure == QuotaMeasure.Count ? 1 : f.Amount.Fen);
    }
}
