using GrantReview.Core.Calibration;

namespace GrantReview.Core.Tests.Calibration.Reliability;

public class PerfectPanelTests
{
    /// <summary>Integrals of the bivariate normal density made elsewhere, for reliabilities of published rounds.</summary>
    [Theory]
    [InlineData(0.371, 0.1, 0.3967)]
    [InlineData(0.371, 0.2, 0.5020)]
    [InlineData(0.371, 0.3, 0.5809)]
    [InlineData(0.639, 0.1, 0.5618)]
    [InlineData(0.639, 0.2, 0.6446)]
    [InlineData(0.639, 0.3, 0.7035)]
    [InlineData(0.575, 0.1, 0.5203)]
    [InlineData(0.575, 0.2, 0.6096)]
    [InlineData(0.575, 0.3, 0.6737)]
    [InlineData(0.978, 0.1, 0.8959)]
    [InlineData(0.978, 0.2, 0.9169)]
    [InlineData(0.978, 0.3, 0.9312)]
    [InlineData(0.9, 0.1, 0.7763)]
    [InlineData(0.9, 0.2, 0.8209)]
    [InlineData(0.9, 0.3, 0.8514)]
    public void Agrees_IsThePublishedShare(double reliability, double chosen, double share) =>
        Assert.Equal(share, PerfectPanel.Agrees(reliability, chosen), 1e-3);

    [Fact]
    public void WouldChange_CountsAwards()
    {
        Assert.Equal(20 * (1 - 0.6446), PerfectPanel.WouldChange(0.639, 20, 100), 0.02);
        Assert.Equal(0, PerfectPanel.WouldChange(0.3, 0, 10));
        Assert.Equal(0, PerfectPanel.WouldChange(0.3, 10, 10));
        Assert.Equal(0, PerfectPanel.WouldChange(1, 3, 10), 1e-9);
    }

    /// <summary>More experts never make a choice less like a perfect panel's.</summary>
    [Fact]
    public void ReliabilityOf_GrowsWithScores_AndSoDoesAgreement()
    {
        Assert.Equal(0.371, PerfectPanel.ReliabilityOf(0.371, 1), 1e-12);
        Assert.Equal(0.639, PerfectPanel.ReliabilityOf(0.371, 3), 1e-3);
        var shares = Enumerable.Range(1, 12).Select(k => PerfectPanel.Agrees(PerfectPanel.ReliabilityOf(0.371, k), 0.2)).ToList();
        Assert.Equal(shares.Order(), shares);
    }
}
