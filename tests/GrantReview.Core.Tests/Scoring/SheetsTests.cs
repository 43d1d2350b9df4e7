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
        var tree = new IndicatorTree([A.Leaf("m", "50") with { Kind = IndicatorKind.Measured, Scale = measured }, A.Leaf("p", "50")], Usual);
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
            [A.Score("A1", "E1", "p", "90"), A.Score("A1", "E1", "integrity", "1"), A.Score("A1", "E2", "p", "80"), A.Score("A1", "E2", "integrity", "0")]);

        Assert.Empty(sheets[0].Vetoes);
        Assert.Equal(["integrity"], sheets[1].Vetoes.Select(i => i.Value));
        Assert.Equal(80, sheets[1].Total.Total);
    }

    [Fact]
    public void ApplicationTotal_WhereLeavesBelongToKinds_AveragesLeavesFirst()
    {
        var scoring = Usual with { LeavesFor = new Dictionary<IndicatorCode, IReadOnlyList<string>> { [new("economy")] = ["finance"], [new("technology")] = ["academic"] } };
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

        var total = ApplicationTotal.Of(new("A1"), Sheets.Count(tree, [An.Application("A1")], [A.Score("A1", "E1", "p", "90")]), tree, scoring);

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
    public void Measure_OfAShareOfTheBest_LooksAtItsOwnCategory_AndABlankIsNotApplicable()
    {
        var tree = new IndicatorTree(
            [A.Leaf("m", "50") with { Kind = IndicatorKind.Measured, Scale = new ShareOfBestScale("income") }, A.Leaf("p", "50")], Usual);
        var applications = new[]
        {
            An.Application("A1", attributes: ("income", "50")) with { Category = "x" },
            An.Application("A2", attributes: ("income", "100")) with { Category = "x" },
            An.Application("A3", attributes: ("income", "400")) with { Category = "y" },
            An.Application("A4") with { Category = "y" },
        };

        var measured = Sheets.Measure(tree, applications);

        Assert.Equal([25, 50, 50, (Rational?)null], applications.Select(a => measured[a.Id][new("m")]));
    }
}
