using GrantReview.Core.Calibration;

namespace GrantReview.Core.Tests.Calibration.Reliability;

public class SecondPanelTests
{
    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.8)]
    [InlineData(0.99)]
    public void Repeats_WhenHalfIsChosen_ConsistentWithSheppard(double reliability)
    {
        var repeats = SecondPanel.Repeats(reliability, 0.5);

        Assert.Equal(0.5 + (Math.Asin(reliability) / Math.PI), repeats, 1e-8);
    }

    [Theory]
    [InlineData(0.02)]
    [InlineData(0.3)]
    [InlineData(0.97)]
    public void Repeats_WhenPanelsHaveNothingInCommon_IsTheChosenShare(double chosen)
    {
        Assert.Equal(chosen, SecondPanel.Repeats(0, chosen), 1e-8);
        Assert.Equal(1, SecondPanel.Repeats(1, chosen));
    }

    [Fact]
    public void Repeats_GrowsWithReliability()
    {
        var repeats = Enumerable.Range(0, 21).Select(i => SecondPanel.Repeats(i / 20.0, 0.2)).ToList();

        Assert.Equal(repeats.Order(), repeats);
    }
}
