using GrantReview.Core.Numbers;
using GrantReview.Core.Scoring;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Scoring;

public class SheetsTests
{
    private static readonly ScoringSettings Usual = ScoringSettings.Default;

    [Theory]
    [InlineData("linear", "150", "50")]
    [InlineData("linear", "900", "100")]
    [InlineData("tiers", "99", "0")]
    [InlineData("tiers", "100", "60")]
    [InlineData("tiers", "200", "100")]
    [InlineData("best", "150", "75")]
    public void Count_WithAMeasuredLeaf_ComputesItFromTheAttribute(string scale, string figure, string expected)
    {
        MeasuredScale measured = scale switch
        {
            "linear" => new LinearScale("income", 100, 200),
            "tiers" => new TierScale("income", [(200, 1), (100, Rational.Parse("0.6"))]),
            _ => new ShareOfBestScale("income"),
        };
        var tree =
            new IndicatorTree([A.Leaf("m", "50") with { Kind = IndicatorKind.Measured, Scale = measured }, A.Leaf("p", "50")], Usual);
        var applications = new[]
        {
            An.Application("A1", attributes: ("income", figure)),
            An.Application("A2", attributes: ("income", "200")),
            An.Application("A3", attributes: ("income", "100000"), eligible: false),
        };

        var sheet = Assert.Single(Sheets.Count(tree, applications, [A.Score("A1", "E1", "p", "50")]));

        Assert.Equal(Rational.Parse(expected), sheet.Total.Nodes[new("m")]);
        Assert.Equal((Rational.Parse(expected) + 100) / 2, sheet.Total.Total);
    }

    [Fact]
    public void Count_WhereAnExpertVetoes_SaysWhichLeaf()
    {
        var tree = new IndicatorTree([A.Leaf("p", "100"), A.Leaf("integrity", "0") with { Kind = IndicatorKind.Veto }], Usual);

        var sheets = Sheets.Count(tree, [An.Application("A1")],
            [A.Score("A1", "E1", "p", "90"), A.Score("A1", "E1", "integrity", "1"), A.Score("A1", "E2", "p", "80"),
                A.Score("A1", "E2", "integrity", "0")]);

        Assert.Empty(sheets[0].Vetoes);
        Assert.Equal(["integrity"], sheets[1].Vetoes.Select(i => i.Value));
        Assert.Equal(80, sheets[1].Total.Total);
    }

    [Fact]
    public void ApplicationTotal_WhereLeavesBelongToKinds_AveragesLeavesFirst()
    {
        var scoring = Usual with { LeavesFor =
            new Dictionary<IndicatorCode, IReadOnlyList<string>> { [new("economy")] = ["finance"], [new("technology")] = ["academic"] } };
        var tree = A.Tree(scoring, ("economy", "40"), ("technology", "60"));
        var sheets = Sheets.Count(tree, [An.Application("A1")],
            [A.Score("A1", "F1", "economy", "40"), A.Score("A1", "T1", "technology", "30"), A.Score("A1", "T2", "technology", "36")]);

        var total = ApplicationTotal.Of(new("A1"), sheets, tree, scoring);

        Assert.Equal(73, total.Raw);
        Assert.Equal([100, 50, 60], total.Experts.Select(e => e.Total));
    }

    [Theory]
    [InlineData(1, "82.5")]
    [InlineData(2, null)]
    public void TrimmedMean_DropsFromEachEnd_OrSaysThatNothingRemains(int each, string? expected) =>
        Assert.Equal(expected is null ? null : Rational.Parse(expected), ApplicationTotal.TrimmedMean([10, 80, 85, 100], each));

    [Fact]
    public void ApplicationTotal_WithFewerThanTheMinimum_HasNoRawTotal()
    {
        var scoring = Usual with { MinimumScores = 2 };
        var tree = A.Tree(scoring, ("p", "100"));

        var total =
            ApplicationTotal.Of(new("A1"), Sheets.Count(tree, [An.Application("A1")], [A.Score("A1", "E1", "p", "90")]), tree, scoring);

        Assert.Null(total.Raw);
        Assert.Single(total.Experts);
    }

    [Fact]
    public void ApplicationTotal_OfTwoExperts_HasTheMeanOfEachNode_AndEachVetoOnce()
    {
        var tree = new IndicatorTree(
            [
                A.Leaf("p", "100"), A.Leaf("y", "0") with { Kind = IndicatorKind.Veto },
                A.Leaf("x", "0") with { Kind = IndicatorKind.Veto },
            ], Usual);
        var sheets = Sheets.Count(tree, [An.Application("A1")],
        [
            A.Score("A1", "E2", "p", "60"), A.Score("A1", "E2", "y", "0"), A.Score("A1", "E2", "x", "0"),
            A.Score("A1", "E1", "p", "90"), A.Score("A1", "E1", "y", "0"), A.Score("A1", "E1", "x", "1"),
        ]);

        var total = ApplicationTotal.Of(new("A1"), sheets, tree, Usual);

        Assert.Equal(["x", "y"], total.Vetoes.Select(v => v.Value));
        Assert.Equal(["x", "y"], sheets[1].Vetoes.Select(v => v.Value));
        Assert.Equal(75, total.Nodes[new("p")]);
        Assert.Equal(50, total.Nodes[new("x")]);
        Assert.Equal([("E1", 90), ("E2", (Rational)60)], total.Experts.Select(e => (e.Expert.Value, e.Total)));
        Assert.Equal(75, total.Raw);
    }

    /// <summary>The setting restricts nobody; by the first rules it made N/A, which is zero here, vanish from the leaf's average.</summary>
    [Theory]
    [InlineData(1, 100)]
    [InlineData(2, 75)]
    public void ApplicationTotal_WithLeavesForEveryKind_IsByItsVersion(int version, int expected)
    {
        var scoring = Usual with
        {
            LeavesFor = new Dictionary<IndicatorCode, IReadOnlyList<string>> { [new("a")] = ["academic", "finance"] },
        };
        var tree = new IndicatorTree([A.Leaf("a", "50"), A.Leaf("b", "50")], scoring, NotApplicableRule.Zero);
        var sheets = Sheets.Count(tree, [An.Application("A1")],
        [
            A.Score("A1", "E1", "a", "50"), A.Score("A1", "E1", "b", null), A.Score("A1", "E2", "a", "50"), A.Score("A1", "E2", "b", "50"),
        ]);

        Assert.Equal(expected, ApplicationTotal.Of(new("A1"), sheets, tree, scoring, version).Raw);
    }

    /// <summary>
    /// One expert found b not applicable, the other gave nothing: (100 + 0)/2 of totals, 80 % of (100 + 0)/2 and 20 % of 0 of leaves.
    /// </summary>
    [Theory]
    [InlineData(1, false, 50)]
    [InlineData(2, false, 50)]
    [InlineData(1, true, 40)]
    [InlineData(2, true, 50)]
    public void ApplicationTotal_OfWholeSheets_AveragesTotals(int version, bool listsEveryKind, int expected)
    {
        var scoring = !listsEveryKind ? Usual
            : Usual with { LeavesFor = new Dictionary<IndicatorCode, IReadOnlyList<string>> { [new("a")] = ["academic"] } };
        var tree = A.Tree(scoring, ("a", "80"), ("b", "20"));
        var sheets = Sheets.Count(tree, [An.Application("A1")],
        [
            A.Score("A1", "E1", "a", "80"), A.Score("A1", "E1", "b", null), A.Score("A1", "E2", "a", "0"), A.Score("A1", "E2", "b", "0"),
        ]);

        Assert.Equal(expected, ApplicationTotal.Of(new("A1"), sheets, tree, scoring, version).Raw);
    }

    /// <summary>80 % of (100 + 0)/2 and 20 % of 100: one sheet in part is enough for leaves to come first.</summary>
    [Fact]
    public void ApplicationTotal_WhereOneSheetIsInPart_AveragesLeaves()
    {
        var scoring = Usual with { LeavesFor = new Dictionary<IndicatorCode, IReadOnlyList<string>> { [new("b")] = ["finance"] } };
        var tree = A.Tree(scoring, ("a", "80"), ("b", "20"));
        var sheets = Sheets.Count(tree, [An.Application("A1")],
            [A.Score("A1", "E1", "a", "80"), A.Score("A1", "E1", "b", "20"), A.Score("A1", "E2", "a", "0")]);

        Assert.Equal(60, ApplicationTotal.Of(new("A1"), sheets, tree, scoring).Raw);
    }

    /// <summary>
    /// b is the finance experts': where N/A is left out it is (100)/1, where it is zero (0 + 100)/2, by the first rules never zero.
    /// </summary>
    [Theory]
    [InlineData(NotApplicableRule.Exclude, 2, 100)]
    [InlineData(NotApplicableRule.Zero, 2, 75)]
    [InlineData(NotApplicableRule.Zero, 1, 100)]
    public void ApplicationTotal_WhereAPartIsNotApplicable_FollowsTheRule(NotApplicableRule rule, int version, int expected)
    {
        var scoring = Usual with { LeavesFor = new Dictionary<IndicatorCode, IReadOnlyList<string>> { [new("b")] = ["finance"] } };
        var tree = new IndicatorTree([A.Leaf("a", "50"), A.Leaf("b", "50")], scoring, rule);
        var sheets = Sheets.Count(tree, [An.Application("A1")],
            [A.Score("A1", "E1", "a", "50"), A.Score("A1", "F1", "b", null), A.Score("A1", "F2", "b", "50")]);

        Assert.Equal(expected, ApplicationTotal.Of(new("A1"), sheets, tree, scoring, version).Raw);
    }

    [Fact]
    public void ApplicationTotal_WhereAPartIsNotApplicableToAll_IsThatOfTheRest()
    {
        var scoring = Usual with { LeavesFor = new Dictionary<IndicatorCode, IReadOnlyList<string>> { [new("b")] = ["finance"] } };
        var tree = A.Tree(scoring, ("a", "50"), ("b", "50"));
        var sheets = Sheets.Count(tree, [An.Application("A1")], [A.Score("A1", "E1", "a", "40"), A.Score("A1", "F1", "b", null)]);

        Assert.Equal(80, ApplicationTotal.Of(new("A1"), sheets, tree, scoring).Raw);
    }

    [Fact]
    public void ApplicationTotal_WithJustTheMinimum_HasARawTotal()
    {
        var tree = A.Tree(leaves: ("p", "100"));
        var sheets = Sheets.Count(tree, [An.Application("A1")], [A.Score("A1", "E1", "p", "90"), A.Score("A1", "E2", "p", "70")]);

        Assert.Equal(80, ApplicationTotal.Of(new("A1"), sheets, tree, Usual with { MinimumScores = 2 }).Raw);
    }

    [Fact]
    public void TrimmedMean_OfTwoFromEachEndOfFive_IsTheMiddle() =>
        Assert.Equal(80, ApplicationTotal.TrimmedMean([0, 100, 10, 85, 80], 2));

    /// <summary>What was not this expert's to score is no zero.</summary>
    [Fact]
    public void Count_OfASheetInPart_SharesTheWeightOfWhatIsAbsent()
    {
        var tree = new IndicatorTree([A.Leaf("a", "50"), A.Leaf("b", "50")], Usual, NotApplicableRule.Zero);

        var sheet = Assert.Single(Sheets.Count(tree, [An.Application("A1")], [A.Score("A1", "E1", "a", "40")]));

        Assert.Equal(80, sheet.Total.Total);
        Assert.Equal(["a"], sheet.Total.Nodes.Keys.Select(k => k.Value));
    }

    [Fact]
    public void Count_OfOneSheet_AddsWhatIsMeasured()
    {
        var tree = A.Tree(leaves: [("m", "50"), ("p", "50")]);

        var sheet = Sheets.Count(
            tree, new("A1"), new("E1"), [A.Score("A1", "E1", "p", "25")], new Dictionary<IndicatorCode, Rational?> { [new("m")] = 50 });

        Assert.Equal(75, sheet.Total.Total);
    }

    /// <summary>A leaf that trimming empties leaves no total, but by the first rules was N/A.</summary>
    [Theory]
    [InlineData(1, 50)]
    [InlineData(2, null)]
    public void ApplicationTotal_WhereTrimmingEmptiesALeaf_IsByItsVersion(int version, int? expected)
    {
        var scoring = Usual with
        {
            Method = TotalMethod.TrimmedMean, TrimEachEnd = 1,
            LeavesFor = new Dictionary<IndicatorCode, IReadOnlyList<string>> { [new("b")] = ["finance"] },
        };
        var tree = new IndicatorTree([A.Leaf("a", "50"), A.Leaf("b", "50")], scoring);
        var sheets = Sheets.Count(tree, [An.Application("A1")],
        [
            A.Score("A1", "E1", "a", "10"), A.Score("A1", "E2", "a", "25"), A.Score("A1", "E3", "a", "50"), A.Score("A1", "E4", "b", "40"),
        ]);

        Assert.Equal(expected is { } e ? (Rational?)e : null, ApplicationTotal.Of(new("A1"), sheets, tree, scoring, version).Raw);
    }

    [Fact]
    public void ApplicationTotal_WhereNobodyWasGivenALeaf_HasNoRawTotal()
    {
        var scoring = Usual with { LeavesFor = new Dictionary<IndicatorCode, IReadOnlyList<string>> { [new("b")] = ["finance"] } };
        var tree = A.Tree(scoring, ("a", "50"), ("b", "50"));

        var sheets = Sheets.Count(tree, [An.Application("A1")], [A.Score("A1", "E1", "a", "40")]);

        var total = ApplicationTotal.Of(new("A1"), sheets, tree, scoring);

        Assert.Null(total.Raw);
        Assert.Equal(80, total.Nodes[new("a")]);
    }

    [Fact]
    public void ApplicationTotal_OfNoSheets_HasNoRawTotal() =>
        Assert.Null(ApplicationTotal.Of(new("A1"), [], A.Tree(leaves: ("p", "100")), Usual with { MinimumScores = 0 }).Raw);

    /// <summary>The page counts the same file while one types (TypedScoresTests).</summary>
    [Fact]
    public void Count_OfTheSharedSheets_IsAsWorkedByHand() => Assert.All(CountedSheet.All, sheet =>
    {
        var missing = sheet.Tree.Direction == ScoreDirection.LowerIsBetter ? (Func<IndicatorNode, Rational>)(l => l.Max) : l => l.Min;

        var total = Sheets.Count(
            sheet.Tree, new("A"), new("E"),
            sheet.Given.Select(g => new LeafScore(new("A"), new("E"), new(g.Key), g.Value switch
            {
                "N/A" => null,
                null => missing(sheet.Tree.Find(new(g.Key)) ?? throw new InvalidOperationException(g.Key)),
                var points => Rational.Parse(points),
            }, "")),
            sheet.Measured.ToDictionary(m => new IndicatorCode(m.Key), m => m.Value)).Total;

        Assert.Equal((sheet.Says, sheet.Total), (sheet.Says, total.Total));
        Assert.All(sheet.Nodes, n => Assert.Equal(
            (sheet.Says, n.Value), (sheet.Says, total.Nodes.TryGetValue(new(n.Key), out var score) ? score : (Rational?)null)));
        var adds = sheet.Tree.Leaves.Where(l => total.Nodes.ContainsKey(l.Code))
            .Select(l => sheet.Tree.WeightOn(total, l) * total.Nodes[l.Code]).ToList();
        Assert.Equal((sheet.Says, sheet.Total ?? Rational.Zero),
            (sheet.Says, adds.Aggregate(Rational.Zero, (sum, a) => sum + (a ?? default))));
    });

    [Fact]
    public void Count_OfALeafTwiceOrUnknown_IsRefused()
    {
        var tree = A.Tree(leaves: ("p", "100"));

        Assert.Throws<ArgumentException>(() =>
            Sheets.Count(tree, [An.Application("A1")], [A.Score("A1", "E1", "p", "1"), A.Score("A1", "E1", "p", "1")]));
        Assert.Throws<ArgumentException>(() => Sheets.Count(tree, [An.Application("A1")], [A.Score("A1", "E1", "q", "1")]));
    }

    [Fact]
    public void Count_OfRowsOfSeveralPairs_IsByPairInOrder()
    {
        var tree = A.Tree(leaves: [("p", "50"), ("q", "50")]);
        var applications = new[] { An.Application("A1"), An.Application("A2") };

        var sheets = Sheets.Count(tree, applications,
        [
            A.Score("A2", "E1", "p", "10"), A.Score("A1", "E2", "p", "20"), A.Score("A2", "E1", "q", "30"), A.Score("A1", "E1", "p", "40"),
            A.Score("A1", "E2", "q", "50"),
        ]);

        Assert.Equal(
            [("A1", "E1", (Rational)80), ("A1", "E2", (Rational)70), ("A2", "E1", (Rational)40)],
            sheets.Select(s => (s.Application.Value, s.Expert.Value, s.Total.Total.GetValueOrDefault())));
    }

    [Fact]
    public void Measure_OnAScaleThatBeginsAboveZero_BeginsThere()
    {
        var measured = new LinearScale("income", 100, 200);
        var tree = new IndicatorTree(
        [
            A.Leaf("m", "50") with { Kind = IndicatorKind.Measured, Scale = measured, MinScore = 10, MaxScore = 50 }, A.Leaf("p", "50"),
        ], Usual);

        Assert.Equal(30, Sheets.Measure(tree, [An.Application("A1", attributes: ("income", "150"))])[new("A1")][new("m")]);
    }

    [Fact]
    public void Measure_OfAShareOfTheBest_LooksAtItsOwnCategory_AndABlankIsNotApplicable()
    {
        var tree = new IndicatorTree(
            [A.Leaf("m", "50") with { Kind = IndicatorKind.Measured, Scale = new ShareOfBestScale("income") }, A.Leaf("p", "50")], Usual);
        var applications = new[]
        {
            An.Application("A1", attributes: ("income", "50")) with { Category = new("x") },
            An.Application("A2", attributes: ("income", "100")) with { Category = new("x") },
            An.Application("A3", attributes: ("income", "400")) with { Category = new("y") },
            An.Application("A4") with { Category = new("y") },
            An.Application("A5") with { Category = new("z") },
        };

        var measured = Sheets.Measure(tree, applications);

        Assert.Equal([25, 50, 50, null, (Rational?)null], applications.Select(a => measured[a.Id][new("m")]));
    }
}
