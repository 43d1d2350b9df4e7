using GrantReview.Core.Calls;
using GrantReview.Core.Evaluations;
using GrantReview.Core.Numbers;
using GrantReview.Core.Scoring;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Scoring;

public class IndicatorTreesTests
{
    private static readonly Category Platforms = new(new("platform"), new LocalText("platform"), null);
    private static readonly Category DataSets = new(new("data"), new LocalText("data"), null) { Indicators = "sets" };

    private static readonly Category Line = new(new("line"), new LocalText("line"), null)
    {
        Selection = new Selection(SelectionBasis.Conditions, null, null, 0),
    };

    private static readonly IndicatorTree Own = A.Tree(leaves: [("a", "60"), ("b", "40")]);
    private static readonly IndicatorTree Sets = A.Tree(leaves: [("a", "30"), ("c", "70")]);
    private static readonly Dictionary<string, IndicatorTree> Named = new() { ["sets"] = Sets };

    [Fact]
    public void Of_WhenTheNamedTreeIsMissing_IsNotTheCallsOwn()
    {
        Assert.Same(Sets, new IndicatorTrees([Platforms, DataSets], Own, Named).Of(new("data")));
        Assert.Null(new IndicatorTrees([Platforms, DataSets], Own, new Dictionary<string, IndicatorTree>()).Of(new("data")));
        Assert.Same(Own, new IndicatorTrees([], Own, Named).Of(new("any")));
    }

    [Fact]
    public void AreComplete_WhenOnlyALineWithoutExpertsHasNoTree()
    {
        Assert.True(new IndicatorTrees([DataSets, Line], null, Named).AreComplete);
        Assert.False(new IndicatorTrees([DataSets, Platforms], null, Named).AreComplete);
        Assert.False(new IndicatorTrees([], null, Named).AreComplete);
    }

    [Theory]
    [InlineData(false, "jobs")]
    [InlineData(true, "")]
    public void ColumnsOf_AreThoseThatPointsNeed(bool mayBeMissing, string columns)
    {
        var measured = new IndicatorTree(
            [
                A.Leaf("a", "60"),
                A.Leaf("m", "40") with
                {
                    Kind = IndicatorKind.Measured, Scale = new ShareOfBestScale("jobs"), AllowsNotApplicable = mayBeMissing,
                },
            ], ScoringSettings.Default);

        Assert.Equal(columns, string.Join(';', new IndicatorTrees([], measured, Named).ColumnsOf(new("any"))));
        Assert.Empty(new IndicatorTrees([DataSets], measured, Named).ColumnsOf(new("data")));
    }

    /// <summary>
    /// The leaf "a" is of 60 points in one tree and of 30 in the other; a tie-break on "c" is blank where the tree has none.
    /// </summary>
    [Fact]
    public void Run_WhereACategoryHasItsOwnTree_CountsEachSheetOnItsTree()
    {
        var call = A.Call(
            allocation: AllocationSettings.Default with
            {
                Amount = AmountRule.Each(Money.Parse("100")),
                Policy = AllocationPolicy.Default with { TieBreak = [new TieBreakKey("c", false)] },
            },
            categories: [Platforms, DataSets]);
        var round = A.Round(call, Own,
            [An.Application("P", "platform"), An.Application("D1", "data"), An.Application("D2", "data")], [An.Expert("E")],
            [
                A.Score("P", "E", "a", "50"), A.Score("P", "E", "b", "30"), A.Score("D1", "E", "a", "30"), A.Score("D1", "E", "c", "35"),
                A.Score("D2", "E", "a", "15"), A.Score("D2", "E", "c", "50"),
            ]) with { NamedTrees = Named };

        var result = Evaluation.Run(round, "s");

        Assert.Equal([("P", "80", 1), ("D2", "65", 1), ("D1", "65", 2)],
            result.Ranking.Select(e => (e.Application.Id.Value, $"{e.Score}", e.Place.GetValueOrDefault())));
        Assert.Equal(EvaluationStatus.Evaluated, result.Status);
    }

    [Fact]
    public void Run_OfAMixedRoundWithoutScores_AssignsTheScoredOnes_AndAwardsTheLine()
    {
        var call = A.Call(
            allocation: AllocationSettings.Default with { Amount = AmountRule.Each(Money.Parse("100")) },
            assignment: AssignmentSettings.Default with { ExpertsPerApplication = 1 }, categories: [Platforms, Line]);
        var round = A.Round(call, Own, [An.Application("P", "platform"), An.Application("L", "line")], [An.Expert("E")], []);

        var result = Evaluation.Run(round, "s");

        Assert.Equal([("P", Decision.Unranked), ("L", Decision.Funded)],
            result.Ranking.Select(e => (e.Application.Id.Value, e.Decision)));
        Assert.Equal(["P"], result.Assignments.Select(a => a.Application.Value));
        Assert.Equal(EvaluationStatus.Evaluated, result.Status);
    }

    [Fact]
    public void Measure_GivesEachApplicationTheMeasuredLeavesOfItsTree()
    {
        var measured = A.Leaf("m", "100") with { Kind = IndicatorKind.Measured, Scale = new LinearScale("income", 0, 200) };
        var trees = new IndicatorTrees([Platforms, DataSets], Own,
            new Dictionary<string, IndicatorTree> { ["sets"] = new([measured], ScoringSettings.Default) });

        var points = trees.Measure(
            [An.Application("P", "platform", attributes: ("income", "50")), An.Application("D", "data", attributes: ("income", "50"))]);

        Assert.Empty(points[new("P")]);
        Assert.Equal(25, points[new("D")][new("m")]);
    }
}
