using CsCheck;
using GrantReview.Core.Awards;
using GrantReview.Core.Awards.Lotteries;
using GrantReview.Core.Calibration;
using GrantReview.Core.Numbers;
using GrantReview.Core.Scoring;
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
            Assert.Equal(order.Where(id => groups[id] == FundingGroup.Undecided), lots.OrderBy(l => PlaceOf(l.Value)).Select(l => l.Key));
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
                counts[id.Value[2] - '0', PlaceOf(lot) - 1]++;
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

    /// <summary>
    /// Of any chances that sum to the places: exactly as many come first, the sure among them, and those without a chance last.
    /// </summary>
    [Fact]
    public void DrawByChance_OfAnyScores_PutsAsManyFirstAsThereArePlaces() =>
        Gen.Select(Gen.Int[0, 30].Array[2, 12], Gen.Int[1, 11], Gen.Int[1, 60], Gen.Int[0, 1000]).Sample((points, most, slope, seed) =>
        {
            var places = Math.Min(most, points.Length);
            var problem = Problem(points.Length, $"{seed}");
            var values = LinearLottery.For(
                [.. points.OrderDescending().Select(p => (Rational)p)], places, new Rational(slope, 100)).Chances.Values;
            var chances = values.Select((p, i) => (Id: new ApplicationId($"P{i:00}"), p)).ToDictionary(c => c.Id, c => c.p);

            var (drawn, lots) = PartialLottery.DrawByChance(problem, [chances]);

            var order = drawn.Applications.OrderByDescending(a => a.Score).Select(a => a.Id).ToList();
            Assert.Equal(
                SystematicDraw.Choose($"{seed}", chances.Select(c => (c.Key, c.Value))), order.Take(places).Order());
            Assert.Equal(chances.Where(c => c.Value.Sign > 0 && c.Value < 1).Select(c => c.Key).Order(), lots.Keys.Order());
            Assert.All(lots, l => Assert.Equal(new Reason.DrawnByChance(chances[l.Key], order.IndexOf(l.Key) < places), l.Value));
            var out0 = chances.Count(c => c.Value.Sign == 0);
            Assert.Equal(chances.Where(c => c.Value.Sign == 0).Select(c => c.Key).Order(), order.TakeLast(out0).Order());
        }, iter: 500);

    /// <summary>
    /// Over 3,000 seeds each is drawn as often as its chance says, within four standard deviations, and the chances are those of the
    /// formula: scores 1, .8, .6, .4, .2 with slope 1 and two places: clip(score + b) sums to 2 at b = −.2.
    /// </summary>
    [Fact]
    public void Run_ByTheLinearLottery_DrawsEachWithItsChance()
    {
        var call = A.Call(
            allocation: AllocationSettings.Default with { Amount = AmountRule.Each(Money.Parse("100")), Quotas = [A.Places(2)] });
        call = call with
        {
            Calibration = call.Calibration with { UndecidedLottery = "clause 12", Lottery = LotteryKind.Linear, Smoothness = 1 },
        };
        string[] points = ["100", "80", "60", "40", "20"];
        List<LeafScore> scores =
            [.. points.SelectMany((p, i) => new[] { A.Score($"P{i:00}", "E0", "a", p), A.Score($"P{i:00}", "E1", "a", p) })];
        var counts = new int[points.Length];

        for (var seed = 0; seed < 3000; seed++)
        {
            var round = A.Round(
                call with { Allocation = call.Allocation with { Policy = call.Allocation.Policy with { Seed = $"{seed}" } } },
                A.Tree(leaves: ("a", "100")), [.. points.Select((_, i) => An.Application($"P{i:00}"))], [An.Expert("E0"), An.Expert("E1")],
                scores);
            var result = Evaluation.Run(round, "s");
            foreach (var entry in result.Ranking)
            {
                var chance = new Rational(10 - (2 * (entry.Place ?? 0)), 10);
                var isFunded = entry.Decision == Decision.Funded;
                counts[(entry.Place ?? 0) - 1] += isFunded ? 1 : 0;
                Assert.Equal(
                    chance.Sign > 0 && chance < 1 ? [new Reason.DrawnByChance(chance, isFunded)] : [],
                    entry.Reasons.OfType<Reason.DrawnByChance>());
            }
            Assert.Empty(AllocationAudit.Check(result.Problem!, result.Allocation!));
        }

        for (var i = 0; i < points.Length; i++)
        {
            var (expected, chance) = (3000 * (.8 - (.2 * i)), .8 - (.2 * i));
            var far = 4 * Math.Sqrt(expected * (1 - chance));
            Assert.InRange(counts[i], expected - far, expected + far);
        }
    }

    [Fact]
    public void Run_ByTheMaximinLottery_GivesTheChancesOfTheRankIntervals()
    {
        var random = new Random(4);
        var call = A.Call(
            allocation: AllocationSettings.Default with { Amount = AmountRule.Each(Money.Parse("100")), Quotas = [A.Places(6)],
            Policy = AllocationPolicy.Default with { Seed = "published" } });
        call = call with { Calibration = call.Calibration with
        {
            Method = CalibrationMethod.MixedModel, UndecidedLottery = "clause 12", Lottery = LotteryKind.Maximin,
        } };
        var ids = Enumerable.Range(0, 20).Select(i => $"P{i:00}").ToList();
        var scores = (
            from a in ids.Select((id, i) => (id, i)) from e in Enumerable.Range(0, 4) select A.Score(a.id, $"E{e}", "a",
            $"{70 - a.i + random.Next(-18, 19)}")).ToList();
        var round = A.Round(call, A.Tree(leaves: ("a", "100")), [.. ids.Select(id => An.Application(id))],
            [.. Enumerable.Range(0, 4).Select(e => An.Expert($"E{e}"))], scores);

        var result = Evaluation.Run(round, "s");

        var fitted = result.MixedModels[0].Fit.Applications;
        var chances = MaximinLottery.For(
            [.. fitted.Select(a => QualityInterval.FromRanks(a.RankLow50!.Value, a.RankHigh50!.Value))], 6).Chances.Values;
        var drawn = result.Ranking
            .SelectMany(e => e.Reasons.OfType<Reason.DrawnByChance>(), (e, r) => (e.Application.Id, r.Chance)).ToDictionary();
        Assert.Equal(
            fitted.Zip(chances).Where(a => a.Second.Sign > 0 && a.Second < 1).Select(a => (a.First.Application, a.Second)).Order(),
            drawn.Select(d => (d.Key, d.Value)).Order());
        Assert.True(drawn.Count > 2);
        Assert.Equal(6, result.Ranking.Count(e => e.Decision == Decision.Funded));
        Assert.All(fitted.Zip(chances).Where(a => a.Second == Rational.One),
            a => Assert.Contains(result.Ranking, e => e.Application.Id == a.First.Application && e.Decision == Decision.Funded));
        Assert.Empty(AllocationAudit.Check(result.Problem!, result.Allocation!));
    }

    private static int PlaceOf(Reason lot) => Assert.IsType<Reason.DrawnByLot>(lot).Place;

    private static AllocationProblem Problem(int applications, string seed) => new(
        [.. Enumerable.Range(0, applications)
            .Select(i =>
            new AllocationApplication(new($"P{i:00}"), 100 - i, Money.Parse("1"), null, new Dictionary<string, string>(),
            new Dictionary<string, string> { ["order"] = $"{i + 1}" }))],
        [], null, AllocationPolicy.Default with { TieBreak = [new TieBreakKey("order", false)], Seed = seed }, []);
}
