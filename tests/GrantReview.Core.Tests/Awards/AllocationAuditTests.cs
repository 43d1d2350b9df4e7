using GrantReview.Core.Awards;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Awards;

public class AllocationAuditTests
{
    /// <summary>One wrong thing is planted into right plans, of every sort, and every one is found.</summary>
    [Fact]
    public void Check_FindsEveryPlantedViolation()
    {
        var planted = new Dictionary<string, int>();
        for (var seed = 0; seed < 400; seed++)
        {
            var problem = ADrawnProblem.Of(seed, AllocationOrder.Priority);
            var plan = AllocationSolver.Solve(problem, withSensitivity: false);
            if (plan.Status == AllocationStatus.Infeasible)
            {
                continue;
            }
            foreach (var (name, wrong) in Plant(problem, plan))
            {
                planted[name] = planted.GetValueOrDefault(name) + 1;
                Assert.True(AllocationAudit.Check(problem, wrong).Count > 0, $"seed {seed}: {name}");
            }
        }
        Assert.All(planted, p => Assert.True(p.Value > 20, $"{p.Key} {p.Value}"));
        Assert.Equal(13, planted.Count);
    }

    /// <summary>
    /// The right plan of a problem that lacks one sort of rule is wrong where the rule is broken, and the audit finds each.
    /// </summary>
    [Theory]
    [InlineData("cap on places")]
    [InlineData("cap on money")]
    [InlineData("floor on places")]
    [InlineData("floor on money")]
    [InlineData("minimum score")]
    [InlineData("eligibility")]
    [InlineData("exclusion")]
    [InlineData("tie-break")]
    [InlineData("lots")]
    [InlineData("tier")]
    public void Check_FindsWhatBreaksEachRule(string rule)
    {
        var broken = 0;
        for (var seed = 0; seed < 1000; seed++)
        {
            var problem = ADrawnProblem.Of(seed * 5, AllocationOrder.Priority);
            problem =
                rule == "lots" ? problem with { Policy = problem.Policy with { Ties = TieRule.Lottery, Seed = "published" } } : problem;
            var plan = AllocationSolver.Solve(Without(problem, rule), withSensitivity: false);
            var byId = problem.Applications.ToDictionary(a => a.Id);
            var isBroken = rule is "tie-break" or "lots" or "tier"
                ? !plan.Steps.Select(s => s.Id)
                    .SequenceEqual(AllocationSolver.Solve(problem, withSensitivity: false).Steps.Select(s => s.Id))
                : !ExhaustiveAllocation.IsFeasible(problem, plan.Funded.Select(f => (byId[f.Id], f.Amount)));
            if (plan.Status == AllocationStatus.Optimal && isBroken
                && AllocationSolver.Solve(problem, withSensitivity: false).Status == AllocationStatus.Optimal)
            {
                broken++;
                Assert.True(AllocationAudit.Check(problem, plan).Count > 0, $"seed {seed}");
            }
        }
        Assert.True(broken > 10, $"{broken}");
    }

    private static AllocationProblem Without(AllocationProblem problem, string rule) => rule switch
    {
        "cap on places" => problem with { Quotas = [.. problem.Quotas.Where(q => q.Max is null || q.Measure == QuotaMeasure.Amount)] },
        "cap on money" => problem with { Quotas = [.. problem.Quotas.Where(q => q.Max is null || q.Measure == QuotaMeasure.Count)] },
        "floor on places" => problem with { Quotas = [.. problem.Quotas.Where(q => q.Min is null || q.Measure == QuotaMeasure.Amount)] },
        "floor on money" => problem with { Quotas = [.. problem.Quotas.Where(q => q.Min is null || q.Measure == QuotaMeasure.Count)] },
        "minimum score" => problem with { MinScore = null },
        "eligibility" => problem with { Applications = [.. problem.Applications.Select(a => a with { Eligible = true })] },
        "exclusion" => problem with { Exclusive = [] },
        "tie-break" => problem with { Policy = problem.Policy with { TieBreak = [] } },
        "lots" => problem with { Policy = problem.Policy with { Seed = "another" } },
        _ => problem with { Applications = [.. problem.Applications.Select(a => a with { Tier = 0 })] },
    };

    private static IEnumerable<(string, AllocationPlan)> Plant(AllocationProblem problem, AllocationPlan plan)
    {
        if (plan.Funded.Count > 0)
        {
            var (last, first) = (plan.Funded[^1], plan.Funded[0]);
            yield return ("award lost", plan with { Funded = [.. plan.Funded.SkipLast(1)], Spent = plan.Spent - last.Amount });
            yield return ("award withheld", Moved(problem, plan, last.Id.Value, null, [new Reason.QuotaFull(new("places"))]));
            yield return ("amount changed",
                plan with { Funded = [first with { Amount = first.Amount + new Money(1) }, .. plan.Funded.Skip(1)],
                Spent = plan.Spent + new Money(1) });
            yield return ("sum wrong", plan with { Spent = plan.Spent + new Money(1) });
            yield return ("answered twice", plan with { Funded = [.. plan.Funded, last], Spent = plan.Spent + last.Amount });
            yield return ("load wrong",
                plan with { Steps = [
                .. plan.Steps.Select(s => s.Loads.Count == 0 || s.Id != first.Id ? s
                : s with { Loads = [.. s.Loads.Select(l => l with { Used = l.Used + 1 })] })],
                Unused = plan.Unused.ToDictionary(u => u.Key, u => u.Value),
                Spent = problem.Quotas.Any(q => q.Matches(problem.Applications.First(a => a.Id == first.Id).Attributes)) ? plan.Spent
                : plan.Spent + new Money(1) });
        }
        if (plan.Funded.Count > 1 && plan.Funded[0].Id != plan.Funded[^1].Id)
        {
            yield return ("order turned", plan with { Funded = [.. plan.Funded.Reverse()] });
        }
        if (plan.Unused.Count > 0)
        {
            yield return ("unused wrong", plan with { Unused = plan.Unused.ToDictionary(u => u.Key, u => u.Value + 1) });
        }
        if (plan.NotFunded.Count > 0)
        {
            var left = plan.NotFunded[0];
            yield return ("reason missing", plan with { NotFunded = [left with { Reasons = [] }, .. plan.NotFunded.Skip(1)] });
            var invented = left with { Reasons = [new Reason.QuotaFull(new("no such quota"))] };
            yield return ("reason invented", plan with { NotFunded = [invented, .. plan.NotFunded.Skip(1)] });
            yield return ("funded against the rules",
                Moved(problem, plan, left.Id.Value, problem.Applications.First(a => a.Id == left.Id).Amount, []));
            yield return plan.Reserve.Contains(left.Id)
                ? ("replacement left out", plan with { Reserve = [.. plan.Reserve.Where(r => r != left.Id)] })
                : ("replacement invented", plan with { Reserve = [left.Id, .. plan.Reserve] });
        }
    }

    /// <summary>The plan with one application moved to the other list, everything that follows by arithmetic carried along.</summary>
    private static AllocationPlan Moved(
        AllocationProblem problem, AllocationPlan plan, string id, Money? amount, IReadOnlyList<Reason> reasons)
    {
        List<FundedApplication> funded = [
            .. plan.Steps.Select(s => s.Id.Value == id ? amount is { } a ? new FundedApplication(new(id), a) : null : s.Amount is { } b
            ? new FundedApplication(s.Id, b) : null).OfType<FundedApplication>()];
        var byId = problem.Applications.ToDictionary(a => a.Id);
        return plan with
        {
            Funded = funded, Steps = [],
            NotFunded = [.. plan.Steps.Where(s => s.Id.Value == id ? amount is null : s.Amount is null)
                .Select(s => new NotFundedApplication(s.Id, s.Id.Value == id ? reasons : s.Reasons))],
            Spent = Money.Sum(funded.Select(f => f.Amount)),
            Unused = plan.Unused.ToDictionary(u => u.Key, u => problem.Quotas.First(q => q.Id == u.Key) is var q
                ? q.Max.GetValueOrDefault() - funded.Where(f => q.Matches(byId[f.Id].Attributes))
                    .Sum(f => q.Measure == QuotaMeasure.Count ? 1 : f.Amount.Fen) : 0),
        };
    }
}
