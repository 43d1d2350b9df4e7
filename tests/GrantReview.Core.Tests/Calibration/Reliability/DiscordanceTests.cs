using GrantReview.Core.Calibration;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Tests.Calibration.Reliability;

public class DiscordanceTests
{
    /// <summary>
    /// Upper points of the range of n normals as printed in tables of the studentised range with infinite degrees of freedom.
    /// </summary>
    [Theory]
    [InlineData(2, 2.772, 0.05)]
    [InlineData(3, 3.314, 0.05)]
    [InlineData(5, 3.858, 0.05)]
    [InlineData(10, 4.474, 0.05)]
    [InlineData(2, 3.643, 0.01)]
    [InlineData(3, 4.120, 0.01)]
    [InlineData(10, 5.157, 0.01)]
    public void Tail_IsThatOfThePrintedTables(int scores, double range, double tail) =>
        Assert.Equal(tail, Discordance.Tail(range, scores), tail * 0.01);

    [Fact]
    public void Adjusted_OfOneScoreOrNoError_IsNull()
    {
        Assert.Equal([null, null], Discordance.Adjusted([[3], [5]], 1));
        Assert.Equal([null], Discordance.Adjusted([[3, 4]], 0));
        Assert.Equal(1, Discordance.Tail(0, 3));
    }

    /// <summary>Forty applications whose experts differ by a point or so, and one whose experts differ by twenty.</summary>
    [Fact]
    public void Fit_WhereOneApplicationsExpertsAreFarApart_FlagsThatOneAlone()
    {
        var random = new Random(5);
        List<ExpertTotal> totals =
        [
            .. from a in Enumerable.Range(0, 40)
               let quality = 60 + (10 * random.NextDouble())
               from e in Enumerable.Range(0, 3)
               let far = a == 7 ? (e - 1) * 10 : 0
               select new ExpertTotal(new($"A{a:D2}"), new($"E{(a + (5 * e)) % 12:D2}"), "",
                   Rational.FromDouble(quality + far + random.NextDouble())),
        ];

        var fit = ScoreCalibration.Fit(
            new CalibrationProblem(totals, CalibrationMethod.MixedModel, 1, ScoreDirection.HigherIsBetter, 10, "s"));

        Assert.Equal(["A07"], fit.Applications.Where(a => a.IsDiscordant).Select(a => a.Application.Value));
        Assert.Equal(10, fit.Chance?.Awards);
        Assert.InRange(fit.Chance?.WouldChange ?? -1, 0.1, 5);
    }
}
