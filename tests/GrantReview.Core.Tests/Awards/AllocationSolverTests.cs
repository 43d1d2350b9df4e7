using GrantReview.Core.Awards;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Awards;

public class AllocationSolverTests
{
    /// <summary>
    /// Against every subset of small random problems: priority is the lexicographically best feasible set, welfare the highest sum.
    /// </summary>
    [Theory]
    [InlineData(AllocationOrder.Priority)]
    [InlineData(AllocationOrder.Welfare)]
    public void Solve_IsTheBestOfAllSets(AllocationOrder order)
    {
        var infeasible = 0;
        for (var seed = 0; seed < 250; seed++)
        {
            var problem = Draw(new Random(seed), order);
            var best = BestOfAll(problem);

            var plan = AllocationSolver.Solve(problem);

            Assert.Empty(AllocationAudit.Check(problem, plan));
            if (best is null)
            {
                infeasible++;
                Assert.Equal(AllocationStatus.Infeasible, plan.Status);
                Assert.NotEmpty(plan.Conflicts);
                continue;
            }
            Assert.Equal(AllocationStatus.Optimal, plan.Status);
            Assert.Equal(best.Order(StringComparer.Ordinal), plan.Funded.Select(f => f.Id).Order().Select(i => i.Value));
        }
        Assert.InRange(infeasible, 10, 120);
    }

    /// <summary>
    /// The tie takes out those on whom the floor of money counted; whoever comes next may not count on what is no longer there.
    /// </summary>
    [Fact]
    public void Solve_WhenATieTakesOutWhomAFloorCountedOn_AsksAnewForThoseBelow()
    {
        List<AllocationApplication> applications =
        [
            ADrawnProblem.Candidate("A7", 82, 6, region: "C"),
            ADrawnProblem.Candidate("A0", 75, 5, region: "C"),
            ADrawnProblem.Candidate("A4", 59, 2, region: "M"),
            ADrawnProblem.Candidate("A6", 51, 4, region: "C", category: "K"),
            ADrawnProblem.Candidate("A3", 51, 4, region: "C", category: "K"),
            ADrawnProblem.Candidate("A2", 50, 3, region: "M"),
            ADrawnProblem.Candidate("A1", 49, 8, region: "M", category: "K"),
            ADrawnProblem.Candidate("A8", 48, 7, region: "M", category: "K"),
        ];
        List<Quota> quotas =
        [
            A.Budget("15"), ADrawnProblem.Floor("floor:region", QuotaMeasure.Count, 2, "region", "M"),
            ADrawnProblem.Floor("floor:money", QuotaMeasure.Amount, 1, "category", "K"),
        ];
        var policy = AllocationPolicy.Default with { Ties = TieRule.ExcludeAll, Remainder = RemainderRule.Stop };
        var problem = new AllocationProblem(applications, quotas, null, policy, []);

        Assert.Equal(["A7", "A4", "A8"], AllocationSolver.Solve(problem).Funded.Select(f => f.Id.Value));
    }

    /// <summary>The same as without a line, with the scored applications below it taken out.</summary>
    [Fact]
    public void Solve_WhereNobodyScoresSome_BindsTheMinimumScoreOnTheScoredAlone()
    {
        var let = 0;
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var drawn = Draw(random, AllocationOrder.Priority);
            var line = drawn.Applications.Select(a => a.Score).Order().ElementAt(drawn.Applications.Count / 2);
            var problem = drawn with
            {
                MinScore = line, Applications = [.. drawn.Applications.Select(a => a with { IsScored = random.Next(2) == 0 })],
            };

            var plan = AllocationSolver.Solve(problem);

            var without = AllocationSolver.Solve(problem with
            {
                MinScore = null,
                Applications = [.. problem.Applications.Select(a => a with { Eligible = a.Eligible && (!a.IsScored || a.Score >= line) })],
            });
            Assert.Empty(AllocationAudit.Check(problem, plan));
            Assert.Equal(without.Funded, plan.Funded);
            Assert.Equal(without.Reserve, plan.Reserve);
            let += plan.Funded.Count(f => problem.Applications.Any(a => a.Id == f.Id && a.Score < line));
        }
        Assert.True(let > 20, $"{let}");
    }

    [Fact]
    public void Solve_DoesNotDependOnTheOrderOfRows()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var problem = Draw(new Random(seed), AllocationOrder.Priority);
            var (plan, again) = (AllocationSolver.Solve(problem),
                AllocationSolver.Solve(
                problem with { Applications = [.. problem.Applications.Reverse()], Quotas = [.. problem.Quotas.Reverse()] }));

            Assert.Equal(plan.Funded, again.Funded);
            Assert.Equal(plan.Reserve, again.Reserve);
            Assert.Equal(Told(plan), Told(again));

            static IEnumerable<(string, string)> Told(AllocationPlan told) =>
                told.NotFunded.Select(n => (n.Id.Value, string.Join(';', n.Reasons)));
        }
    }

    /// <summary>Chengdu 2025: five places, three tied for the fifth; innovation, then the earlier submission.</summary>
    [Theory]
    [InlineData(TieRule.TieBreak, "P1 P2 P3 P4 P7")]
    [InlineData(TieRule.ExcludeAll, "P1 P2 P3 P4")]
    [InlineData(TieRule.IncludeAll, "P1 P2 P3 P4 P5 P6 P7")]
    public void Solve_WithATieAtTheLine_FollowsTheRule(TieRule ties, string funded)
    {
        var plan = AllocationSolver.Solve(TieAtTheLine(ties, null));

        Assert.Equal(funded.Split(' '), plan.Funded.Select(f => f.Id).Order().Select(i => i.Value));
    }

    [Fact]
    public void Solve_WithATieAtTheLine_SaysWhy()
    {
        var broken = AllocationSolver.Solve(TieAtTheLine(TieRule.TieBreak, null)).NotFunded.ToDictionary(n => n.Id, n => n.Reasons);
        var excluded = AllocationSolver.Solve(TieAtTheLine(TieRule.ExcludeAll, null)).NotFunded.ToDictionary(n => n.Id, n => n.Reasons);

        Assert.Contains(new Reason.LostTieBreak(), broken[new("P6")]);
        Assert.Contains(new Reason.QuotaFull(new("places")), broken[new("P8")]);
        Assert.All(["P5", "P6", "P7"], id => Assert.Contains(new Reason.TieAtCut(), excluded[new(id)]));
        Assert.Contains(new Reason.ClosedByTie(new("places")), excluded[new("P8")]);
    }

    /// <summary>Anyone can repeat the draw: SHA-256 of "seed|id", hexadecimal, ascending.</summary>
    [Fact]
    public void Solve_ByLot_FollowsThePublishedHash()
    {
        var plan = AllocationSolver.Solve(TieAtTheLine(TieRule.Lottery, "CD2025"));
        var winner = new[] { "P5", "P6",
            "P7" }.MinBy(id =>
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"CD2025|{id}"))),
            StringComparer.Ordinal);

        Assert.Equal(["P1", "P2", "P3", "P4", winner], plan.Funded.Select(f => f.Id.Value));
    }

    [Theory]
    [InlineData(RemainderRule.Skip, "A:60 C:30")]
    [InlineData(RemainderRule.Stop, "A:60")]
    [InlineData(RemainderRule.Partial, "A:60 B:40")]
    public void Solve_WhenAnAmountDoesNotFit_FollowsTheRule(RemainderRule remainder, string expected)
    {
        var problem = new AllocationProblem(
            [Candidate("A", 90, 60), Candidate("B", 80, 50, least: 35), Candidate("C", 70, 30)], [A.Budget("100")], null,
            AllocationPolicy.Default with { Remainder = remainder }, []);

        var plan = AllocationSolver.Solve(problem);

        Assert.Equal(expected, string.Join(' ', plan.Funded.Select(f => $"{f.Id}:{f.Amount}")));
        Assert.Empty(AllocationAudit.Check(problem, plan));
    }

    [Fact]
    public void Solve_WhenFloorsCannotBeMet_NamesWhatCannotHoldTogetherAndARepair()
    {
        var floor = ADrawnProblem.Floor("floor:R", QuotaMeasure.Count, 2, "region", "R");

        var plan = AllocationSolver.Solve(
            new AllocationProblem([Candidate("A", 90, 60, region: "R"), Candidate("B", 80, 50, region: "R")], [floor, A.Places(1)], null,
            AllocationPolicy.Default, []));

        Assert.Equal(AllocationStatus.Infeasible, plan.Status);
        AllocationRule[] conflict = [new AllocationRule.OfQuota(new("floor:R")), new AllocationRule.OfQuota(new("places"))];
        AllocationChange repair = new AllocationChange.OfQuota(new("places"), QuotaBound.Cap, 1);
        Assert.Equal(conflict, Assert.Single(plan.Conflicts));
        Assert.Contains(plan.Repairs, r => r.Changes.SequenceEqual([repair]) && r.Funded.SequenceEqual([new("A"), new("B")]));
    }

    [Fact]
    public void Solve_WithAFloorAboveItsOwnCap_IsInfeasible()
    {
        var plan = AllocationSolver.Solve(
            new AllocationProblem([Candidate("A", 90, 1), Candidate("B", 80, 1)], [A.Places(1) with { Min = 2 }], null,
            AllocationPolicy.Default, []));

        Assert.Equal(AllocationStatus.Infeasible, plan.Status);
        Assert.Equal([new AllocationRule.OfQuota(new("places"))], Assert.Single(plan.Conflicts));
    }

    [Fact]
    public void Solve_KeepsAPlaceForAFloor_AndSaysSo()
    {
        var floor = ADrawnProblem.Floor("floor:R", QuotaMeasure.Count, 1, "region", "R");

        var plan = AllocationSolver.Solve(
            new AllocationProblem([Candidate("A", 90, 1), Candidate("B", 80, 1), Candidate("C", 10, 1, region: "R")], [floor, A.Places(2)],
            null, AllocationPolicy.Default, []));

        Assert.Equal(["A", "C"], plan.Funded.Select(f => f.Id.Value));
        Assert.Contains(new Reason.FloorReserved(new("floor:R")), plan.NotFunded.Single(n => n.Id.Value == "B").Reasons);
    }

    [Fact]
    public void Solve_WithOneMorePlace_NeverLosesAnAward_WhereOnlyPlacesAreScarce()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var applications = Enumerable.Range(0, 8).Select(i => Candidate($"A{i}", random.Next(5), random.Next(1, 9))).ToList();
            for (var places = 0; places < 8; places++)
            {
                var fewer = Funded(places);
                Assert.Superset(fewer, Funded(places + 1));
            }

            HashSet<string> Funded(int places) =>
                [.. AllocationSolver.Solve(
                new AllocationProblem(applications, [A.Places(places)], null, AllocationPolicy.Default, [])).Funded.Select(f =>
                f.Id.Value)];
        }
    }

    [Fact]
    public void Solve_OfNothing_OrWithoutPlaces_FundsNobody()
    {
        Assert.Empty(AllocationSolver.Solve(new AllocationProblem([], [A.Places(3)], null, AllocationPolicy.Default, [])).Funded);
        Assert.Empty(
            AllocationSolver.Solve(
            new AllocationProblem([Candidate("A", 90, 1)], [A.Places(0)], null, AllocationPolicy.Default, [])).Funded);
    }

    [Fact]
    public void Audit_FindsEachFault()
    {
        var problem = new AllocationProblem([Candidate("A", 90, 60), Candidate("B", 80, 50), Candidate("C", 50, 10)],
            [A.Places(2), A.Budget("80")], 60, AllocationPolicy.Default, [[new("A"), new("B")]]);
        var plan = AllocationSolver.Solve(problem);
        Assert.Empty(AllocationAudit.Check(problem, plan));

        Says("not eligible, or below",
            plan with { Funded = [.. plan.Funded, new FundedApplication(new("C"), Money.Parse("10"))],
            NotFunded = [.. plan.NotFunded.Where(n => n.Id.Value != "C")], Spent = Money.Parse("70") });
        Says("asks for", plan with { Funded = [new FundedApplication(new("A"), Money.Parse("59"))], Spent = Money.Parse("59") });
        Says("Quota budget",
            plan with { Funded = [.. plan.Funded, new FundedApplication(new("B"), Money.Parse("50"))],
            NotFunded = [.. plan.NotFunded.Where(n => n.Id.Value != "B")], Spent = Money.Parse("110") });
        Says("More than one of A, B",
            plan with { Funded = [.. plan.Funded, new FundedApplication(new("B"), Money.Parse("50"))],
            NotFunded = [.. plan.NotFunded.Where(n => n.Id.Value != "B")], Spent = Money.Parse("110") });
        Says("sum to", plan with { Spent = Money.Zero });
        Says("not answered", plan with { NotFunded = [] });
        Says("no reason", plan with { NotFunded = [.. plan.NotFunded.Select(n => n with { Reasons = [] })] });
        var refused = new NotFundedApplication(new("A"), [new Reason.QuotaFull(new("places"))]);
        Says("fits beside all", plan with { Funded = [], Spent = Money.Zero, NotFunded = [.. plan.NotFunded, refused] });

        void Says(string fault, AllocationPlan wrong) =>
            Assert.Contains(AllocationAudit.Check(problem, wrong), f => f.Contains(fault, StringComparison.Ordinal));
    }

    private static AllocationProblem TieAtTheLine(TieRule ties, string? seed)
    {
        (string Id, string Score, string Innovation, string At)[] rows =
        [
            ("P1", "92.50", "", ""), ("P2", "90.00", "", ""), ("P3", "88.25", "", ""), ("P4", "86.00", "", ""),
            ("P5", "84.50", "80", "2025-08-05T10:00"),
            ("P6", "84.50", "83", "2025-08-09T10:00"), ("P7", "84.50", "83", "2025-08-04T10:00"), ("P8", "82.00", "", ""),
        ];
        return new AllocationProblem(
            [.. rows.Select(r =>
                new AllocationApplication(new(r.Id), Rational.Parse(r.Score), Money.Parse("200000"), null, new Dictionary<string, string>(),
                new Dictionary<string, string> { ["innovation"] = r.Innovation, ["at"] = r.At }))],
            [A.Places(5)], null,
            AllocationPolicy.Default with { Ties = ties, Seed = seed,
            TieBreak = [new TieBreakKey("innovation", true), new TieBreakKey("at", false)] }, []);
    }

    private static AllocationApplication Candidate(string id, long score, int yuan, string region = "", int? least = null) => new(
        new(id), score, Money.Parse($"{yuan}"), least is null ? null : Money.Parse($"{least}"),
        new Dictionary<string, string> { ["region"] = region }, new Dictionary<string, string>());

    private static AllocationProblem Draw(Random random, AllocationOrder order)
    {
        var applications = Enumerable.Range(0, random.Next(1, 8))
            .Select(i =>
                Candidate($"A{i}", random.Next(50, 60), random.Next(1, 9),
                region: random.Next(3) == 0 ? "R" : "S") with { Eligible = random.Next(10) > 0 }).ToList();
        List<Quota> quotas = [A.Places(random.Next(0, 5)), A.Budget($"{random.Next(3, 30)}")];
        if (random.Next(2) == 0)
        {
            quotas.Add(ADrawnProblem.Floor("floor", QuotaMeasure.Count, random.Next(1, 3), "region", "R"));
        }
        return new AllocationProblem(applications, quotas, random.Next(2) == 0 ? 52 : null, AllocationPolicy.Default with { Order = order },
            random.Next(3) == 0 && applications.Count > 2 ? [[new("A0"), new("A1")]] : []);
    }

    private static List<string>? BestOfAll(AllocationProblem problem)
    {
        var order = problem.Applications.OrderByDescending(a => a.Score).ThenBy(a => a.Id).ToList();
        List<string>? best = null;
        var (bestKey, bestSum) = (-1L, Rational.Zero - 1);
        for (var set = 0; set < 1 << order.Count; set++)
        {
            var funded = order.Where((_, i) => (set >> i & 1) == 1).ToList();
            if (!IsFeasible(funded))
            {
                continue;
            }
            // The first in the ranking is the highest bit: a larger key is lexicographically better.
            var key = order.Select((a, i) => funded.Contains(a) ? 1L << (order.Count - 1 - i) : 0).Sum();
            var sum =
                problem.Policy.Order == AllocationOrder.Welfare ? funded.Aggregate(Rational.Zero, (s, a) => s + a.Score) : Rational.Zero;
            if (sum > bestSum || (sum == bestSum && key > bestKey))
            {
                (best, bestKey, bestSum) = ([.. funded.Select(f => f.Id.Value)], key, sum);
            }
        }
        return best;

        bool IsFeasible(List<AllocationApplication> funded) =>
            funded.TrueForAll(f => f.Eligible && !(f.Score < problem.MinScore))
            && problem.Quotas.All(q =>
                funded.Where(f => q.Matches(f.Attributes)).Sum(f => q.Measure == QuotaMeasure.Count ? 1 : f.Amount.Fen) is var used
                && !(used > q.Max) && !(used < q.Min))
            && problem.Exclusive.All(g => funded.Count(f => g.Contains(f.Id)) <= 1);
    }
}
