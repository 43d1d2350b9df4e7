using GrantReview.Core.Numbers;
using GrantReview.Core.Scoring;

namespace GrantReview.Core.Tests.Scoring;

public class IndicatorPointsTests
{
    [Fact]
    public void Weights_WhenPointsSum_GiveBackThePoints()
    {
        PointsNode[] nodes = [Node("a", null, 25), Node("a1", "a", 7), Node("a2", "a", 18), Node("b", null, 75), Node("v", "b", 0),
            Node("b1", "b", 75)];

        var weights = IndicatorPoints.Weights(nodes);

        Assert.Empty(IndicatorPoints.Gaps(nodes));
        Assert.Equal([Rational.Parse("25"), Rational.Parse("28"), Rational.Parse("72"), Rational.Parse("75"), Rational.Zero,
            Rational.Hundred], weights);
    }

    [Fact]
    public void Gaps_WhenSumsAreOff_NameTheNodeAndTheTree()
    {
        PointsNode[] nodes = [Node("a", null, 25), Node("a1", "a", 24), Node("b", null, 74)];

        Assert.Equal([new PointsGap(-1, Rational.Parse("99"), Rational.Hundred),
            new PointsGap(0, Rational.Parse("24"), Rational.Parse("25"))], IndicatorPoints.Gaps(nodes));
    }

    [Fact]
    public void Weights_WhenSiblingsHaveNoPoints_AreZero()
    {
        Assert.Equal([Rational.Zero, Rational.Zero], IndicatorPoints.Weights([Node("v", null, 0), Node("w", null, 0)]));
    }

    private static PointsNode Node(string code, string? parent, int points) =>
        new(new(code), IndicatorCode.Of(parent), Rational.Parse($"{points}"));
}
