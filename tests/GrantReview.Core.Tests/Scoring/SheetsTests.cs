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
}
