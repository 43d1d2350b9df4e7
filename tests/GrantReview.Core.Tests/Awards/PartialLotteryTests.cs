using CsCheck;
using GrantReview.Core.Awards;
using GrantReview.Core.Calibration;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Awards;

public class PartialLotteryTests
{
    [Fact]
    public void Draw_OfAnyGroups_DealsOnlyTheUndecidedAmongThemselves() =>
        Gen.Select(Gen.Int[0, 2].Array[1, 12], Gen.Int[0, 1000]).Sample((sides, seed) =>
        {
            var problem = Problem(sides.Length, $"{seed}");
            var groups = sides.Select((side, i) => (Id: new ApplicationId($"P{i:00}"), Group: (FundingGroup)side))
                .ToDictionary(g => g.Id, g => g.Group);

            var (drawn, lots) = PartialLottery.Draw(problem, [groups]);

            var order = drawn.Applications.OrderByDescending(a => a.Score).Select(a => a.Id).ToList();
            Assert.Equal(groups.Where(g => g.Value == FundingGroup.Accepted).Select(g => g.Key), order.Take(sides.Count(s => s == 0)));
            Assert.Equal(groups.Where(g => g.Value == FundingGroup.Rejected).Select(g => g.Key), order.TakeLast(sides.Count(s => s == 2)));
            Assert.Equal(order.Where(id => groups[id] == FundingGroup.Undecided), lots.OrderBy(l => l.Value.Place).Select(l => l.Key));
            Assert.Equal(problem.Applications.Select(a => a.Score), drawn.Applications.Select(a => a.Score).OrderDescending());
        }, iter: 500);

    /// <summary>
    /// Each of six has the same chance of each lot: Pearson's statistic over 3,000 seeds stays below the 99.9 % point of χ² with 25 degrees
    /// of freedom, 52.6.
    /// </summary>
    [Fact]
    public void Draw_OverManySeeds_IsFair()
    {
        var counts = new int[6, 6];
        var groups = Enumerable.Range(0, 6).ToDictionary(i => new ApplicationId($"P{i:00}"), _ => FundingGroup.Undecided);

        for (var seed = 0; seed < 3000; seed++)
        {
            foreach (var (id, lot) in PartialLottery.Draw(Problem(6, $"{seed}"), [groups]).Lots)
            {
                counts[id.Value[2] - '0', lot.Place - 1]++;
            }
        }

        Assert.InRange(counts.Cast<int>().Sum(c => Math.Pow(c - 500, 2) / 500), 0, 52.6);
    }

    [Fact]
    public void Draw_LeavesThoseBelowTheMinimumScoreWhereTheyAre()
    {
        var problem = Problem(4, "s") with { MinScore = 98 };

        var (drawn, lots) = PartialLottery.Draw(problem,
            [Enumerable.Range(0, 4).ToDictionary(i => new ApplicationId($"P{i:00}"), _ => FundingGroup.Undecided)]);

        Assert.Equal(["P00", "P01", "P02"], lots.Keys.Order().Select(i => i.Value));
        Assert.Equal(97, drawn.Applications.Single(a => a.Id.Value == "P03").Score);
    }

    [Fact]
    public void Run_WhereTheCallDrawsLots_FundsTheAcceptedAndAsManyOfTheUndecidedAsThereArePlaces()
    {
        var random = new Random(4);
        var call = A.Call(
            allocation: AllocationSettings.Default with { Amount = AmountRule.Each(Money.Parse("100")), Quotas = [A.Places(6)],
            Policy = AllocationPolicy.Default with { Seed = "published" } });
        call = call with { Calibration = call.Calibration with { Method = CalibrationMethod.MixedModel } };
        var ids = Enumerable.Range(0, 20).Select(i => $"P{i:00}").ToList();
        var scores = (
            from a in ids.Select((id, i) => (id, i)) from e in Enumerable.Range(0, 4) select A.Score(a.id, $"E{e}", "a",
            $"{70 - a.i + random.Next(-18, 19)}")).ToList();
        var round = A.Round(call, A.Tree(leaves: ("a", "100")), [.. ids.Select(id => An.Application(id))],
            [.. Enumerable.Range(0, 4).Select(e => An.Expert($"E{e}"))], scores);

        var plain = Evaluation.Run(round, "s");
        var lottery =
            Evaluation.Run(round with { Call = call with { Calibration = call.Calibration with { UndecidedLottery = "clause 12" } } }, "s");

        var groups = plain.MixedModels[0].Fit.Applications.ToLookup(a => a.Group, a => a.Application);
        var funded = lottery.Ranking.Where(e => e.Decision == Decision.Funded).Select(e => e.Application.Id).ToList();
        Assert.True(groups[FundingGroup.Undecided].Count() > 2 && groups[FundingGroup.Accepted].Any());
        Assert.Equal(6, funded.Count);
        Assert.Subset(funded.ToHashSet(), groups[FundingGroup.Accepted].ToHashSet());
        Assert.Empty(funded.Intersect(groups[FundingGroup.Rejected]));
        Assert.All(lottery.Ranking, e =>
            Assert.Equal(groups[FundingGroup.Undecided].Contains(e.Application.Id), e.Reasons.Any(r => r is Reason.DrawnByLot)));
        Assert.Equal(plain.Ranking.Select(e => (e.Application.Id, e.Place, e.Score)),
            lottery.Ranking.Select(e => (e.Application.Id, e.Place, e.Score)));
        Assert.Empty(AllocationAudit.Check(lottery.Problem!, lottery.Allocation!));
    }

    private static AllocationProblem Problem(int applications, string seed) => new(
        [.. Enumerable.Range(0, applications)
            .Select(i =>
            new AllocationApplication(new($"P{i:00}"), 100 - i, Money.Parse("1"), null, new Dictionary<string, string>(),
            new Dictionary<string, string> { ["order"] = $"{i + 1}" }))],
        [], null, AllocationPolicy.Default with { TieBreak = [new TieBreakKey("order", false)], Seed = seed }, []);
}
