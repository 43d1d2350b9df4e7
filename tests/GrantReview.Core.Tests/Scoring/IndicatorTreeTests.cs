using CsCheck;
using GrantReview.Core.Acts;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Scoring;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Scoring;

public class IndicatorTreeTests
{
    private static readonly ScoringSettings Usual = ScoringSettings.Default;

    [Fact]
    public void Total_WithDefaultScales_IsThePlainSumOfPoints()
    {
        var tree = new IndicatorTree(
            [A.Leaf("I", "40"), A.Leaf("II", "60"), A.Leaf("a", "175/3", "I"), A.Leaf("b", "125/3", "I"), A.Leaf("c", "1", "II")], Usual);
        var points = new Dictionary<string, string> { ["a"] = "20.5", ["b"] = "7", ["c"] = "59.9" };

        var total =
            tree.Total(points.ToDictionary(p => new IndicatorCode(p.Key), p => (Rational?)Leaf(tree, p.Key).Map(Rational.Parse(p.Value))));

        Assert.Equal(Rational.Parse("87.4"), total.Total);
        Assert.Equal(Rational.Parse("70/3"), Leaf(tree, "a").Max);
        Assert.Equal(Rational.Parse("68.75"), total.Nodes[new("I")]);
    }

    [Fact]
    public void Total_OfAnyTree_IsTheSumOverLeavesOfShareTimesScore() =>
        AnyTree.Sample(indicators =>
        {
            var tree = new IndicatorTree(indicators, Usual);
            var values = tree.Leaves.Select((leaf, i) => (leaf, Value: new Rational((i * 37 % 101) + 1, 3))).ToList();

            var total = tree.Total(values.ToDictionary(v => v.leaf.Code, v => (Rational?)v.Value));

            Assert.Equal(values.Aggregate(Rational.Zero, (sum, v) => sum + (v.leaf.Share * v.Value)), total.Total);
            Assert.Equal(Rational.One, tree.Leaves.Aggregate(Rational.Zero, (sum, leaf) => sum + leaf.Share));
        }, iter: 200);

    [Theory]
    [InlineData(NotApplicableRule.Exclude, "50")]
    [InlineData(NotApplicableRule.Zero, "20")]
    public void Total_WithNotApplicable_FollowsTheRule(NotApplicableRule rule, string expected)
    {
        var tree = new IndicatorTree([A.Leaf("a", "60"), A.Leaf("b", "40")], Usual, rule);

        var total = tree.Total(new Dictionary<IndicatorCode, Rational?> { [new("a")] = null, [new("b")] = 50 });

        Assert.Equal(Rational.Parse(expected), total.Total);
    }

    [Fact]
    public void Total_WhereAWholeBranchIsNotApplicable_DropsTheBranch()
    {
        var tree = new IndicatorTree([A.Leaf("I", "40"), A.Leaf("II", "60"), A.Leaf("a", "50", "I"), A.Leaf("b", "50", "I")], Usual);

        var total = tree.Total(new Dictionary<IndicatorCode, Rational?> { [new("a")] = null, [new("b")] = null, [new("II")] = 80 });

        Assert.Equal(80, total.Total);
        Assert.DoesNotContain("I", total.Nodes.Keys.Select(i => i.Value));
    }

    [Fact]
    public void Map_WhereLowerIsBetter_IsReversed()
    {
        var tree = A.Tree(Usual with { Direction = ScoreDirection.LowerIsBetter, LeafScores = (1, 5) }, ("a", "100"));

        Assert.Equal(100, Leaf(tree, "a").Map(1));
        Assert.Equal(25, Leaf(tree, "a").Map(4));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("100.01")]
    public void Map_OutsideTheScale_Throws(string score) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Leaf(A.Tree(leaves: ("a", "100")), "a").Map(Rational.Parse(score)));

    [Fact]
    public void Create_WithManyFaults_ReportsThemAll()
    {
        var thrown = Assert.Throws<IndicatorTreeException>(() => new IndicatorTree(
            [A.Leaf("a", "60"), A.Leaf("b", "39.99"), A.Leaf("c", "100", "b") with { MinScore = 5, MaxScore = 5 }, A.Leaf("d", "-1", "a"),
                A.Leaf("e", "101", "a")], Usual));

        Assert.Equal(
            [(0, IndicatorFaultKind.WeightsDoNotSum), (1, IndicatorFaultKind.WeightsDoNotSum), (2, IndicatorFaultKind.ScaleEmpty),
                (3, IndicatorFaultKind.WeightNegative), (3, IndicatorFaultKind.ScaleEmpty)],
            thrown.Faults.Select(f => (f.Index, f.Kind)).OrderBy(f => f.Index));
    }

    [Fact]
    public void Create_WithCyclesOrphansAndDuplicates_NamesEach()
    {
        var thrown = Assert.Throws<IndicatorTreeException>(() => new IndicatorTree(
            [A.Leaf("a", "100", "b"), A.Leaf("b", "100", "a"), A.Leaf("c", "100", "nowhere"), A.Leaf("c", "100"), A.Leaf("s", "100", "s")],
            Usual));

        Assert.Equal(
            [(0, IndicatorFaultKind.Cycle), (1, IndicatorFaultKind.Cycle), (2, IndicatorFaultKind.ParentUnknown),
                (3, IndicatorFaultKind.CodeTwice), (4, IndicatorFaultKind.Cycle)],
            thrown.Faults.Select(f => (f.Index, f.Kind)).OrderBy(f => f.Index));
    }

    [Fact]
    public void Bands_ReachFromTheirPointsToBelowTheNext_AndTheHighestToTheMaximum()
    {
        var (full, some, none) = (new LocalText("full"), new LocalText("some"), new LocalText("none"));
        var tree = new IndicatorTree([A.Leaf("a", "20") with { Anchors = [new(2, none), new(16, full), new(10, some)] }, A.Leaf("b", "80")],
            Usual);

        Assert.Equal([new ScoreBand(16, 20, true, full), new(10, 16, false, some), new(2, 10, false, none)], Leaf(tree, "a").Bands);
        Assert.Empty(Leaf(tree, "b").Bands);
    }

    [Fact]
    public void Create_WithBandsThatMeanNothing_NamesEach()
    {
        var said = new LocalText("x");
        var thrown = Assert.Throws<IndicatorTreeException>(() => new IndicatorTree(
            [
                A.Leaf("branch", "40") with { Anchors = [new(1, said)] },
                A.Leaf("a", "100", "branch") with { Anchors = [new(41, said), new(5, said), new(5, said)] },
                A.Leaf("b", "60") with { Kind = IndicatorKind.YesNo, Anchors = [new(0, said)] },
            ], Usual));

        Assert.Equal(
            [(0, IndicatorFaultKind.AnchorsNeedPoints), (1, IndicatorFaultKind.AnchorOutOfScale), (1, IndicatorFaultKind.AnchorTwice),
                (2, IndicatorFaultKind.AnchorsNeedPoints)],
            thrown.Faults.Select(f => (f.Index, f.Kind)));
    }

    [Fact]
    public void LeavesFor_AKind_LeavesOutWhatOthersScore()
    {
        var scoring = Usual with { LeavesFor = new Dictionary<IndicatorCode, IReadOnlyList<string>> { [new("economy")] = ["finance"] } };
        var tree = new IndicatorTree([A.Leaf("economy", "40"), A.Leaf("income", "100", "economy"), A.Leaf("technology", "60")], scoring);

        Assert.Equal(["income", "technology"], tree.LeavesFor("finance", scoring).Select(l => l.Code.Value));
        Assert.Equal(["technology"], tree.LeavesFor("academic", scoring).Select(l => l.Code.Value));
    }

    /// <summary>A leaf that is listed itself is for its own kinds, whatever stands above it.</summary>
    [Fact]
    public void IsFor_TakesTheNearestListedNode()
    {
        var scoring = Usual with
        {
            LeavesFor = new Dictionary<IndicatorCode, IReadOnlyList<string>> { [new("I")] = ["finance"], [new("a")] = ["academic"] },
        };
        var tree = new IndicatorTree([A.Leaf("I", "40"), A.Leaf("II", "60"), A.Leaf("a", "50", "I"), A.Leaf("b", "50", "I")], scoring);

        Assert.Equal(["b", "II"], tree.LeavesFor("finance", scoring).Select(l => l.Code.Value));
        Assert.Equal(["a", "II"], tree.LeavesFor("academic", scoring).Select(l => l.Code.Value));
        Assert.Equal(["II"], tree.LeavesFor("other", scoring).Select(l => l.Code.Value));
    }

    [Fact]
    public void Nodes_KnowTheirLevelOrderAndPoints()
    {
        var tree = new IndicatorTree([A.Leaf("I", "40"), A.Leaf("II", "60"), A.Leaf("a", "25", "I"), A.Leaf("b", "75", "I")], Usual);

        Assert.Equal(
            [("I", 1, 0, 40), ("a", 2, 1, 10), ("b", 2, 2, 30), ("II", 1, 3, (Rational)60)],
            tree.Nodes.OrderBy(n => n.Order).Select(n => (n.Code.Value, n.Level, n.Order, n.Points)));
        Assert.Equal(["a", "b", "II"], tree.Leaves.Select(l => l.Code.Value));
        Assert.Equal(Rational.Parse("0.25"), Leaf(tree, "a").Weight);
    }

    [Fact]
    public void Choices_AreWhatIsChosenRatherThanTyped()
    {
        var tree = new IndicatorTree(
        [
            A.Leaf("typed", "40"), A.Leaf("yes", "30") with { Kind = IndicatorKind.YesNo },
            A.Leaf("veto", "30") with { Kind = IndicatorKind.Veto },
        ], Usual);

        Assert.Empty(Leaf(tree, "typed").Choices);
        Assert.Equal([30, 0], Leaf(tree, "yes").Choices);
        Assert.Equal([30, 0], Leaf(tree, "veto").Choices);
    }

    [Fact]
    public void IsVetoed_BelowTheFullScoreOfAVetoLeafAlone()
    {
        var tree = new IndicatorTree([A.Leaf("p", "50"), A.Leaf("veto", "50") with { Kind = IndicatorKind.Veto }], Usual);

        Assert.True(Leaf(tree, "veto").IsVetoed(49));
        Assert.False(Leaf(tree, "veto").IsVetoed(50));
        Assert.False(Leaf(tree, "veto").IsVetoed(null));
        Assert.False(Leaf(tree, "p").IsVetoed(0));
    }

    [Fact]
    public void Map_OfAMeasuredLeaf_IsNeverReversed()
    {
        var scoring = Usual with { Direction = ScoreDirection.LowerIsBetter };
        var tree = new IndicatorTree(
            [A.Leaf("m", "40") with { Kind = IndicatorKind.Measured, Scale = new ShareOfBestScale("income") }, A.Leaf("p", "60")], scoring);

        Assert.Equal(25, Leaf(tree, "m").Map(10));
        Assert.Equal(75, Leaf(tree, "p").Map(15));
        Assert.Equal(["p"], tree.LeavesFor("academic", scoring).Select(l => l.Code.Value));
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("b", false)]
    [InlineData(" ", false)]
    public void Named_OfAnyText_IsTheNodeOrNone(string text, bool isThere) =>
        Assert.Equal(isThere, A.Tree(leaves: ("a", "100")).Named(text) is not null);

    private static IndicatorNode Leaf(IndicatorTree tree, string code) => tree.Find(new(code)) ?? throw new InvalidOperationException(code);

    /// <summary>Random trees up to four levels deep; the weights of siblings are random and made to sum to 100 as fractions.</summary>
    /// <summary>
    /// Whoever answers every leaf with its best, as the sheet offers it, gives exactly 100 and vetoes nothing; a tree where that cannot be
    /// is not published.
    /// </summary>
    [Fact]
    public void Sheet_OfAnyTreeThatMayBePublished_CanBeAnsweredInFull_AndReachesExactlyAHundred()
    {
        const int trees = 10_000;
        var random = new Random(15);
        var published = 0;
        for (var i = 0; i < trees; i++)
        {
            var tree = KindsTree(random);
            var answer = TreeLife.Decide(TreeState.Draft, 1, CallState.Drafted,
                new TreeLife.Publish("0", tree.BelowFull is [var leaf, ..] ? leaf.Code : null),
                new By(Guid.Empty, Capacity.Officer, DateTime.UnixEpoch, Guid.Empty));
            Assert.Equal(tree.BelowFull.Count == 0, answer.Refusal is null);
            if (answer.Refusal is null)
            {
                published++;
                Assert.Equal(100, tree.Total(tree.Leaves.ToDictionary(l => l.Code, l => (Rational?)Best(tree, l))).Total);
            }
        }
        Assert.InRange(published, trees / 2, trees - 1);

        static Rational Best(IndicatorTree tree, IndicatorNode leaf)
        {
            var best = tree.BestOf(leaf);
            var typed = leaf.Choices.Count == 0 ? best.ToExactText() : $"#{leaf.Choices.ToList().IndexOf(best)}";
            Assert.Equal(ScoreFault.None, ScoreText.ReadTyped(leaf, typed, out var score));
            return leaf.Map(score.GetValueOrDefault(-1));
        }
    }

    /// <summary>Up to three levels, odd weights, leaves of every kind that is answered, either direction.</summary>
    private static IndicatorTree KindsTree(Random random)
    {
        List<Indicator> indicators = [];
        Grow(null, 1);
        return new IndicatorTree(indicators, Usual with
        {
            Direction = random.Next(4) == 0 ? ScoreDirection.LowerIsBetter : ScoreDirection.HigherIsBetter,
        });

        void Grow(string? parent, int level)
        {
            var weights = Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.Next(1, 12)).ToList();
            foreach (var (weight, i) in weights.Select((w, i) => (w, i)))
            {
                var code = $"{parent}.{i}";
                var isBranch = level < 3 && random.Next(3) == 0;
                var node = A.Leaf(code, $"{weight * 100}/{weights.Sum()}", parent);
                indicators.Add(isBranch ? node : Kind(node));
                if (isBranch)
                {
                    Grow(code, level + 1);
                }
            }
        }

        Indicator Kind(Indicator leaf)
        {
            var most = new Rational(random.Next(1, 40), random.Next(1, 4));
            return random.Next(5) switch
            {
                0 => leaf with { MaxScore = most },
                1 => leaf with { Kind = IndicatorKind.YesNo },
                2 => leaf with { Kind = IndicatorKind.Veto },
                3 => leaf with
                {
                    Kind = IndicatorKind.Levels, MinScore = 0, MaxScore = most,
                    Levels = [.. Enumerable.Range(random.Next(20) == 0 ? 1 : 0, 3)
                        .Select(l => new IndicatorLevel(new LocalText($"{l}"), most * l / 2))
                        .Where(l => l.Points <= most)],
                },
                _ => leaf,
            };
        }
    }

    private static Gen<IReadOnlyList<Indicator>> AnyTree { get; } =
        Gen.Select(Gen.Int[1, 4].Array[1, 12], Gen.Int[1, 50].Array[60], (counts, weights) =>
        {
            var indicators = new List<Indicator>();
            var next = 0;
            Grow(null, 0);
            return (IReadOnlyList<Indicator>)indicators;

            void Grow(string? parent, int depth)
            {
                var own =
                    Enumerable.Range(0, counts[next++ % counts.Length]).Select(i => weights[(next * 7 + i) % weights.Length]).ToList();
                var codes = own.Select((w, i) => A.Leaf($"{parent}.{i}", $"{w * 100}/{own.Sum()}", parent)).ToList();
                indicators.AddRange(codes);
                foreach (var code in codes.Where((_, i) => depth < 3 && (i + next) % 2 == 0))
                {
                    Grow(code.Code.Value, depth + 1);
                }
            }
        });
}
