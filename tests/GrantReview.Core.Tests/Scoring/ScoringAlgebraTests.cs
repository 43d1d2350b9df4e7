using GrantReview.Core.Calibration;
using GrantReview.Core.Numbers;
using GrantReview.Core.Scoring;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Scoring;

/// <summary>The statements of Scoring/README.md on random trees, sheets and settings.</summary>
public class ScoringAlgebraTests
{
    private static readonly Dictionary<IndicatorCode, IReadOnlyList<string>> ForBoth =
        new() { [new("I")] = ["academic", "finance"], [new("b")] = ["finance", "academic"] };

    /// <param name="Points">Expert → leaf → points; null = N/A.</param>
    private sealed record Case(List<Indicator> Indicators, ScoringSettings Scoring, NotApplicableRule Rule,
        Dictionary<ExpertId, Dictionary<IndicatorCode, Rational?>> Points)
    {
        public ApplicationTotal Total()
        {
            var tree = new IndicatorTree(Indicators, Scoring, Rule);
            var scores =
                Points.SelectMany(e => e.Value.Select(l => new LeafScore(new("A"), new(e.Key.Value), new(l.Key.Value), l.Value, "")));
            return ApplicationTotal.Of(new("A"), Sheets.Count(tree, [An.Application("A", attributes: ("income", "30"))], scores), tree,
                Scoring);
        }

        public Case With(Func<string, Rational, Rational> points) => this with
        {
            Points = Points.ToDictionary(e => e.Key,
                e => e.Value.ToDictionary(l => l.Key, l => l.Value is { } p ? points(l.Key.Value, p) : (Rational?)null)),
        };
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void LeavesFor_ThatRestrictsNobody_ChangesNoNumber(int seed)
    {
        var given = Random(seed);

        Same(given.Total(), (given with { Scoring = given.Scoring with { LeavesFor = ForBoth } }).Total());
    }

    /// <summary>Two experts, one leaf not applicable to one of them: a zero is a zero, (100 + 50)/2.</summary>
    [Theory]
    [InlineData(NotApplicableRule.Zero, "75")]
    [InlineData(NotApplicableRule.Exclude, "100")]
    public void NotApplicable_BesideLeavesForThatRestrictsNobody_KeepsItsMeaning(NotApplicableRule rule, string expected)
    {
        var scoring =
            ScoringSettings.Default with { LeavesFor = new Dictionary<IndicatorCode, IReadOnlyList<string>> { [new("a")] = ["academic"] } };
        var points = new Dictionary<ExpertId, Dictionary<IndicatorCode, Rational?>>
        {
            [new("E")] = new() { [new("a")] = 50, [new("b")] = 50 }, [new("F")] = new() { [new("a")] = 50, [new("b")] = null },
        };

        Assert.Equal(Rational.Parse(expected), new Case([A.Leaf("a", "50"), A.Leaf("b", "50")], scoring, rule, points).Total().Raw);
    }

    /// <summary>
    /// Experts of two kinds with a leaf each and one in common, not applicable to one of them: the common leaf is (100 + 0)/2 or 100.
    /// </summary>
    [Theory]
    [InlineData(NotApplicableRule.Zero, "75")]
    [InlineData(NotApplicableRule.Exclude, "100")]
    public void NotApplicable_WhereLeavesBelongToKinds_KeepsItsMeaning(NotApplicableRule rule, string expected)
    {
        var scoring = ScoringSettings.Default with { LeavesFor =
            new Dictionary<IndicatorCode, IReadOnlyList<string>> { [new("a")] = ["academic"], [new("b")] = ["finance"] } };
        var points = new Dictionary<ExpertId, Dictionary<IndicatorCode, Rational?>>
        {
            [new("E")] = new() { [new("a")] = 25, [new("c")] = 50 }, [new("F")] = new() { [new("b")] = 25, [new("c")] = null },
        };

        Assert.Equal(Rational.Parse(expected),
            new Case([A.Leaf("a", "25"), A.Leaf("b", "25"), A.Leaf("c", "50")], scoring, rule, points).Total().Raw);
    }

    [Fact]
    public void Trimming_WhereALeafOfAKindHasTooFewScores_LeavesNoTotal()
    {
        var scoring = ScoringSettings.Default with
        {
            LeavesFor = new Dictionary<IndicatorCode, IReadOnlyList<string>> { [new("a")] = ["academic"] },
            Method = TotalMethod.TrimmedMean,
        };
        var points = new Dictionary<ExpertId, Dictionary<IndicatorCode, Rational?>>
        {
            [new("E")] = new() { [new("a")] = 25, [new("b")] = 50 }, [new("F")] = new() { [new("b")] = 50 },
            [new("G")] = new() { [new("b")] = 50 },
        };

        Assert.Null(new Case([A.Leaf("a", "50"), A.Leaf("b", "50")], scoring, NotApplicableRule.Exclude, points).Total().Raw);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Order_OfRowsExpertsAndSiblings_NeverMatters(int seed)
    {
        var given = Random(seed);
        var random = new Random(seed);
        var (indicators, experts) = (given.Indicators.ToArray(), given.Points.ToArray());
        random.Shuffle(indicators);
        random.Shuffle(experts);

        var turned =
            given with { Indicators = [.. indicators], Points = experts.ToDictionary(e => e.Key, e => e.Value.Reverse().ToDictionary()) };

        Same(given.Total(), turned.Total());
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Scale_OfALeaf_NeverMatters(int seed)
    {
        var given = Random(seed);
        Rational Stretched(Rational points) => (points * new Rational(7, 3)) - 11;
        var stretched = given.With((_, p) => Stretched(p)) with
        {
            Indicators = [
                .. given.Indicators.Select(i => i.MaxScore is null ? i
                : i with { MinScore = Stretched(0), MaxScore = Stretched(i.MaxScore.GetValueOrDefault()) })],
        };

        Same(given.Total(), stretched.Total());
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Direction_WithPointsTurnedRound_NeverMatters(int seed)
    {
        var given = Random(seed);
        var most = given.Indicators.ToDictionary(i => i.Code, i => i.MaxScore.GetValueOrDefault());

        var turned =
            given.With((leaf, p) => most[new(leaf)] - p) with { Scoring = given.Scoring with { Direction = ScoreDirection.LowerIsBetter } };

        Same(given.Total(), turned.Total());
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Scores_ShiftedAndStretchedAlike_ShiftAndStretchTotals(int seed)
    {
        var given = Random(seed);
        // With N/A as zero a zero stays zero: only a stretch carries over.
        Rational factor = new(1, 2), shift = given.Rule == NotApplicableRule.Zero ? Rational.Zero : new Rational(20, 1);
        var most = given.Indicators.ToDictionary(i => i.Code, i => i.MaxScore.GetValueOrDefault());
        var plain =
            given with { Indicators = [
            .. given.Indicators.Select(i => i.Kind == IndicatorKind.Measured ? i with { Kind = IndicatorKind.Points, Scale = null } : i)] };
        plain =
            plain with { Points = plain.Points.ToDictionary(e => e.Key,
            e => e.Value.Append(KeyValuePair.Create(new IndicatorCode("m"), (Rational?)4)).ToDictionary()) };

        var moved = plain.With((leaf, p) => (p * factor) + (shift * most[new(leaf)] / 100)).Total();

        var total = plain.Total();
        Assert.Equal(total.Raw is { } raw ? (raw * factor) + shift : null, moved.Raw);
        Assert.All(total.Experts.Zip(moved.Experts), p => Assert.Equal((p.First.Total * factor) + shift, p.Second.Total));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Veto_ThatEverybodyPasses_ChangesNoNumber(int seed)
    {
        var given = Random(seed);
        var veto = A.Leaf("v", "0") with { Kind = IndicatorKind.Veto };

        var passed = given with
        {
            Indicators = [.. given.Indicators, veto],
            Points = given.Points.ToDictionary(e => e.Key,
                e => e.Value.Append(KeyValuePair.Create(new IndicatorCode("v"), (Rational?)1)).ToDictionary()),
        };

        var (total, with) = (given.Total(), passed.Total());
        Assert.Equal((total.Raw, 0), (with.Raw, with.Vetoes.Count));
        Assert.Equal(total.Experts, with.Experts);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Totals_ShiftedAndStretchedAlike_KeepTheirOrder(string name)
    {
        Assert.True(CalibrationMethods.TryParse(name, out var method));
        for (var seed = 0; seed < 6; seed++)
        {
            var random = new Random(seed);
            var totals = (
                from a in Enumerable.Range(0, 12)
                from e in Enumerable.Range(0, 6)
                where (a + e) % 2 == 0 || e == 5
                select new ExpertTotal(new($"A{a:00}"), new($"E{e}"), $"P{a % 2}",
                    40 + a + (3 * e) + random.Next(0, 20)) { Category = new($"C{a % 2}") }).ToList();
            // The panel mean multiplies by coefficients: a shift is another question there.
            var shift = method == CalibrationMethod.PanelMean ? Rational.Zero : (Rational)1_000;

            var moved = Order([.. totals.Select(t => t with { Total = (t.Total * new Rational(3, 7)) + shift })]);

            Assert.Equal(Order(totals), moved);

            List<string> Order(IReadOnlyList<ExpertTotal> of) =>
            [
                .. ScoreCalibration.Fit(new CalibrationProblem(of, method, 1, ScoreDirection.HigherIsBetter, null, "s")).Applications
                    .OrderByDescending(a => a.Calibrated.GetValueOrDefault().Round(6)).ThenBy(a => a.Application)
                        .Select(a => a.Application.Value),
            ];
        }
    }

    public static TheoryData<string> Methods => [.. CalibrationMethods.All];

    /// <summary>
    /// Two levels, a measured leaf, two to five experts, a fifth of the answers not applicable; mean or trimmed mean, either rule.
    /// </summary>
    private static Case Random(int seed)
    {
        var random = new Random(seed);
        Indicator Scored(string code, string weight, string? parent = null) =>
            A.Leaf(code, weight, parent) with { MinScore = 0, MaxScore = random.Next(1, 30) };
        List<Indicator> indicators =
        [
            A.Leaf("I", "35"), Scored("a", "20", "I"), Scored("b", "80", "I"), Scored("c", "45"),
            A.Leaf("m", "20") with { Kind = IndicatorKind.Measured, Scale = new LinearScale("income", 10, 60), MinScore = 0,
                MaxScore = 10 },
        ];
        var experts = random.Next(2, 6);
        var scoring = ScoringSettings.Default with { Method = random.Next(2) == 0 ? TotalMethod.Mean : TotalMethod.TrimmedMean };
        string[] leaves = ["a", "b", "c"];
        return new Case(
            indicators, scoring, random.Next(2) == 0 ? NotApplicableRule.Exclude : NotApplicableRule.Zero,
            Enumerable.Range(0, experts)
                .ToDictionary(e => new ExpertId($"E{e}"), _ => leaves.ToDictionary(l => new IndicatorCode(l), PointsOf)));

        Rational? PointsOf(string leaf)
        {
            var most = indicators.Single(i => i.Code.Value == leaf).MaxScore.GetValueOrDefault();
            return random.Next(5) == 0 ? null : most * random.Next(0, 11) / 10;
        }
    }

    private static void Same(ApplicationTotal expected, ApplicationTotal actual)
    {
        Assert.Equal(expected.Raw, actual.Raw);
        Assert.Equal(expected.Experts, actual.Experts);
        Assert.Equal(expected.Nodes.OrderBy(n => n.Key), actual.Nodes.OrderBy(n => n.Key));
    }
}
