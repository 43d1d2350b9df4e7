using CsCheck;
using GrantReview.Core.Awards.Lotteries;
using GrantReview.Core.Numbers;

namespace GrantReview.Core.Tests.Awards;

public class LotteriesTests
{
    private static readonly Gen<(int[] Lows, int[] Widths, int Places)> Cases = Gen.Int[1, 8].SelectMany(n =>
        Gen.Select(Gen.Int[0, 9].Array[n], Gen.Int[0, 6].Array[n], Gen.Int[0, n]));

    [Fact]
    public void Maximin_OfAnyIntervals_GuaranteesWhatNoChancesCanPass() => Cases.Sample(c =>
    {
        var intervals = IntervalsOf(c);

        var lottery = MaximinLottery.For(intervals, c.Places);

        var sets = SetsThatMayBeBest(intervals, c.Places);
        Assert.Equal(c.Places, Sum(lottery.Chances.Values));
        Assert.All(lottery.Chances.Values, p => Assert.True(p >= 0 && p <= 1));
        Assert.Equal(sets.Min(s => Sum(s.Select(i => lottery.Chances.Values[i]))), lottery.Guaranteed);
        Assert.True(lottery.IsProven, $"{lottery.Guaranteed} of {lottery.Bound}");
    }, iter: 2_000);

    [Fact]
    public void Maximin_OfAnyIntervals_TakesNobodyBeforeWhoeverIsSurelyBetter() => Cases.Sample(c =>
    {
        var intervals = IntervalsOf(c);

        var chances = MaximinLottery.For(intervals, c.Places).Chances.Values;

        for (var i = 0; i < intervals.Count; i++)
        {
            for (var j = 0; j < intervals.Count; j++)
            {
                Assert.False(intervals[i].Low > intervals[j].High && chances[i] < 1 && chances[j] > 0);
                Assert.False(intervals[i].Low >= intervals[j].Low && intervals[i].High >= intervals[j].High && chances[i] < chances[j]);
            }
        }
    }, iter: 2_000);

    /// <summary>
    /// Three places: one is surely in, one surely out, and three alike have the two places: whoever the best are, they get 1 + 4/3.
    /// </summary>
    [Fact]
    public void Maximin_OfCandidatesAlike_GivesThemTheSameChance()
    {
        List<QualityInterval> intervals = [new(9, 9), new(3, 6), new(3, 6), new(3, 6), new(1, 1)];

        var lottery = MaximinLottery.For(intervals, 3);

        Assert.Equal([1, Third(2), Third(2), Third(2), 0], lottery.Chances.Values);
        Assert.Equal(1 + Third(4), lottery.Guaranteed);
        Assert.Equal((1, 3, 1), (lottery.Chances.Sure, lottery.Chances.Drawn, lottery.Chances.Out));
    }

    [Fact]
    public void Maximin_WhateverOrderTheIntervalsStandIn_GivesEachTheSame() => Gen.Select(Cases, Gen.Int).Sample((c, seed) =>
    {
        var intervals = IntervalsOf(c);
        var order = Enumerable.Range(0, intervals.Count).ToArray();
        new Random(seed).Shuffle(order);

        var plain = MaximinLottery.For(intervals, c.Places);
        var shuffled = MaximinLottery.For([.. order.Select(i => intervals[i])], c.Places);

        Assert.Equal(order.Select(i => plain.Chances.Values[i]), shuffled.Chances.Values);
    }, iter: 500);

    [Fact]
    public void Linear_OfAnyScores_IsTheClippedLineThatSumsToThePlaces() =>
        Gen.Select(Gen.Int[0, 20].Array[2, 9], Gen.Int[1, 30], Gen.Int[1, 8]).Where(c => c.Item3 < c.Item1.Length)
            .Sample((scores, slope, places) =>
        {
            var lottery = LinearLottery.For([.. scores.Select(s => (Rational)s)], places, (Rational)slope / 20);

            var intercept = lottery.Intercept.GetValueOrDefault();
            Assert.Equal(places, Sum(lottery.Chances.Values));
            Assert.Equal(
                scores.Select(s => Rational.Max(0, Rational.Min(1, ((Rational)(s * slope) / 20) + intercept))), lottery.Chances.Values);
        }, iter: 2_000);

    /// <summary>Two places for 4, 3, 2, 1 at half a chance a point: b = −3/4, so 5/4 → 1, 3/4, 1/4, 0.</summary>
    [Fact]
    public void Linear_OfFourScores_IsAsWorkedByHand()
    {
        var lottery = LinearLottery.For([2, 4, 1, 3], 2, Rational.Parse("0.5"));

        Assert.Equal([Rational.Parse("0.25"), 1, 0, Rational.Parse("0.75")], lottery.Chances.Values);
        Assert.Equal(Rational.Parse("-0.75"), lottery.Intercept);
    }

    [Fact]
    public void Linear_WhenOneReviewMoves_MovesAllChancesByNoMoreThanItsSmoothness() =>
        Gen.Select(Gen.Int[0, 5].Array[3].Array[3, 8], Gen.Int[0, 5], Gen.Int[1, 4]).Sample((reviews, to, smoothness) =>
        {
            var slope = LinearLottery.SlopeFor(smoothness, reviews: 3);
            var before = LinearLottery.For(Means(reviews), 2, slope).Chances.Values;
            var moved = reviews.Select(r => r.ToArray()).ToArray();
            moved[0][0] = to;

            var after = LinearLottery.For(Means(moved), 2, slope).Chances.Values;

            var change = Sum(before.Zip(after).Select(p => Rational.Max(p.First - p.Second, p.Second - p.First)));
            Assert.True(change <= smoothness * Math.Abs(reviews[0][0] - to));
        }, iter: 1_000);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 1)]
    [InlineData(7, 1)]
    public void Lotteries_WithPlacesForNobodyOrAll_DrawNoLots(int places, int chance)
    {
        var expected = Enumerable.Repeat((Rational)chance, 3);

        Assert.Equal(expected, LinearLottery.For([1, 2, 3], places, Rational.One).Chances.Values);
        Assert.Equal(expected, MaximinLottery.For([new(1, 2), new(2, 3), new(3, 4)], places).Chances.Values);
    }

    [Fact]
    public void Linear_WithoutASlope_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => LinearLottery.For([1, 2], 1, Rational.Zero));

    [Fact]
    public void Choose_OfAnyChances_TakesAsManyAsTheySumTo_WhateverTheirOrder() =>
        Gen.Select(Gen.Int[0, 9].Array[4, 9], Gen.Int[1, 3], Gen.Int).Where(c => c.Item1.Distinct().Count() > 3)
            .Sample((scores, places, seed) =>
        {
            var chances = LinearLottery.For([.. scores.Select(s => (Rational)s)], places, Rational.One / 7).Chances.Values;
            var candidates = chances.Select((p, i) => (new ApplicationId($"P{i}"), p)).ToList();

            var chosen = SystematicDraw.Choose($"{seed}", candidates);

            Assert.Equal(places, chosen.Count);
            Assert.Subset(chosen.ToHashSet(), candidates.Where(c => c.p == 1).Select(c => c.Item1).ToHashSet());
            Assert.DoesNotContain(chosen, id => candidates.Single(c => c.Item1 == id).p.Sign == 0);
            Assert.Equal(chosen, SystematicDraw.Choose($"{seed}", Enumerable.Reverse(candidates)));
        }, iter: 500);

    /// <summary>Over 4,000 seeds each is in as often as its chance says, within four standard deviations.</summary>
    [Fact]
    public void Choose_OverManySeeds_KeepsEachChance()
    {
        var candidates = "1 3 4 6 8 8".Split(' ')
            .Select((tenths, i) => (Id: new ApplicationId($"P{i}"), Chance: Rational.Parse(tenths) / 10)).ToList();

        var chosen = Enumerable.Range(0, 4_000)
            .SelectMany(seed => SystematicDraw.Choose($"{seed}", candidates)).CountBy(id => id).ToDictionary();

        Assert.Equal(12_000, chosen.Values.Sum());
        Assert.All(candidates, c =>
        {
            var p = c.Chance.ToDouble();
            var deviation = Math.Sqrt(4_000 * p * (1 - p));
            Assert.InRange(chosen[c.Id], (4_000 * p) - (4 * deviation), (4_000 * p) + (4 * deviation));
        });
    }

    private static List<QualityInterval> IntervalsOf((int[] Lows, int[] Widths, int Places) c) =>
        [.. c.Lows.Zip(c.Widths, (low, width) => new QualityInterval(low, low + width))];

    /// <summary>Every set of so many in which nobody is left out who is surely better than a member.</summary>
    private static IEnumerable<int[]> SetsThatMayBeBest(List<QualityInterval> intervals, int places) =>
        Enumerable.Range(0, 1 << intervals.Count)
            .Select(bits => Enumerable.Range(0, intervals.Count).Where(i => (bits >> i & 1) == 1).ToArray())
            .Where(set => set.Length == places && Enumerable.Range(0, intervals.Count).Except(set)
                .All(outside => set.All(member => intervals[outside].Low <= intervals[member].High)));

    private static List<Rational> Means(int[][] reviews) => [.. reviews.Select(r => Rational.Mean([.. r.Select(x => (Rational)x)]))];

    private static Rational Sum(IEnumerable<Rational> values) => values.Aggregate(Rational.Zero, (a, b) => a + b);

    private static Rational Third(int times) => (Rational)times / 3;
}
