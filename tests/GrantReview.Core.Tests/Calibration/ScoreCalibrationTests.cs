using GrantReview.Core.Calibration;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Tests.Calibration;

public class ScoreCalibrationTests
{
    private static readonly (string Application, string Expert, string Total)[] Totals =
    [
        ("A1", "E1", "90"), ("A2", "E1", "80"), ("A3", "E1", "70"), ("A1", "E2", "60"), ("A2", "E2", "50"), ("A3", "E2", "55"),
        ("A1", "E3", "75"), ("A3", "E3", "85"),
    ];

    [Fact]
    public void Mean_IsExact()
    {
        var fit = Fit(CalibrationMethod.Mean, Totals);

        Assert.Equal([Rational.Parse("75"), Rational.Parse("65"), Rational.Parse("70")],
            fit.Applications.Select(a => a.Calibrated.GetValueOrDefault()));
        Assert.Equal((70.625, 1), (fit.Mean, fit.Components));
    }

    [Fact]
    public void TrimmedMean_DropsOneFromEachEnd_AndWarnsWhereNothingWouldRemain()
    {
        var fit = Fit(CalibrationMethod.TrimmedMean, Totals);

        Assert.Equal([Rational.Parse("75"), null, Rational.Parse("70")], fit.Applications.Select(a => a.Calibrated));
        Assert.Equal(new ApplicationId("A2"), Assert.IsType<CalibrationWarning.TooFewToTrim>(Assert.Single(fit.Warnings)).Application);
    }

    /// <summary>Against the same figures worked out step by step with the mean and stdev of Python's statistics module.</summary>
    [Fact]
    public void ZScore_TakesEachExpertsMeanAndSpreadOut()
    {
        var fit = Fit(CalibrationMethod.ZScore, Totals);

        // E1: 80 ± 10; E2: 55 ± 5; E3: 80 ± 7.0710678; all: 70.625 ± 14.5006157.
        const double mean = 70.625, spread = 14.500615750472706, third = 0.70710678118654752;
        Assert.Equal(mean + (spread * (1 + 1 - third) / 3), fit.Applications[0].Calibrated.GetValueOrDefault().ToDouble(), 9);
        Assert.Equal(mean + (spread * (0 - 1) / 2), fit.Applications[1].Calibrated.GetValueOrDefault().ToDouble(), 9);
        Assert.Equal(mean + (spread * (-1 + 0 + third) / 3), fit.Applications[2].Calibrated.GetValueOrDefault().ToDouble(), 9);
        Assert.Equal(3, fit.Warnings.OfType<CalibrationWarning.FewReviews>().Count());
    }

    [Fact]
    public void ZScore_OfAnExpertWithoutSpread_CountsAsAverage()
    {
        var fit = Fit(CalibrationMethod.ZScore, ("A1", "E1", "80"), ("A2", "E1", "80"), ("A1", "E2", "60"), ("A2", "E2", "40"));

        Assert.True(fit.Applications[0].Calibrated > fit.Applications[1].Calibrated);
        Assert.Equal(130,
            (fit.Applications[0].Calibrated.GetValueOrDefault() + fit.Applications[1].Calibrated.GetValueOrDefault()).ToDouble(), 9);
    }

    [Theory]
    [InlineData(CalibrationMethod.Mean)]
    [InlineData(CalibrationMethod.TrimmedMean)]
    [InlineData(CalibrationMethod.ZScore)]
    public void Fit_DoesNotDependOnTheOrderOfRows(CalibrationMethod method)
    {
        var forward = Fit(method, Totals);
        var backward = Fit(method, [.. Totals.Reverse()]);

        Assert.Equal(forward.Applications, backward.Applications);
        Assert.Equal(forward.Experts, backward.Experts);
    }

    [Fact]
    public void ZScore_DoesNotSeeAnExpertsHarshness()
    {
        var usual = Fit(CalibrationMethod.ZScore, Totals);
        var harsh = Fit(CalibrationMethod.ZScore,
            [.. Totals.Select(t => t.Expert == "E2" ? t with { Total = (Rational.Parse(t.Total) - 20).ToString() } : t)]);

        Assert.Equal(Order(usual), Order(harsh));

        static IEnumerable<ApplicationId> Order(CalibrationFit fit) =>
            fit.Applications.OrderByDescending(a => a.Calibrated).Select(a => a.Application);
    }

    [Fact]
    public void Components_CountsPiecesThatNoExpertJoins() =>
        Assert.Equal(2, Fit(CalibrationMethod.Mean, ("A1", "E1", "1"), ("A2", "E1", "1"), ("A3", "E2", "1")).Components);

    [Fact]
    public void Fit_OfNothing_IsEmpty()
    {
        var fit = Fit(CalibrationMethod.ZScore);

        Assert.Empty(fit.Applications);
        Assert.Null(fit.Mean);
    }

    private static CalibrationFit Fit(CalibrationMethod method, params (string Application, string Expert, string Total)[] totals) =>
        ScoreCalibration.Fit(new CalibrationProblem(
            [.. totals.Select(t => new ExpertTotal(new(t.Application), new(t.Expert), "", Rational.Parse(t.Total)))], method, 1,
            ScoreDirection.HigherIsBetter, null, "seed"));
}
