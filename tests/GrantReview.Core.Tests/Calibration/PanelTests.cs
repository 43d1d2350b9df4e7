using GrantReview.Core.Awards;
using GrantReview.Core.Calibration;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Core.Tests.Calibration;

public class PanelTests
{
    private static readonly (string Application, string Expert, string Panel, string Score)[] Apart =
    [
        ("A", "E", "1", "70"), ("A", "F", "1", "74"), ("B", "E", "1", "80"), ("B", "F", "1", "82"), ("C", "E", "1", "90"),
        ("C", "F", "1", "91"),
        ("P", "G", "2", "50"), ("P", "H", "2", "53"), ("Q", "G", "2", "60"), ("Q", "H", "2", "64"),
    ];

    /// <summary>
    /// A published interview of two groups (高安): means 73.6664 and 72.6445, the whole 73.1596, give coefficients 0.9931 and 1.0071.
    /// </summary>
    [Fact]
    public void PanelMean_GivesThePublishedCoefficients()
    {
        var whole = Rational.Parse("73.1596");

        Assert.Equal(("0.9931", "1.0071"), ((whole / Rational.Parse("73.6664")).ToText(4), (whole / Rational.Parse("72.6445")).ToText(4)));
    }

    [Fact]
    public void PanelMean_MakesThePanelsMeansEqual_Exactly()
    {
        var fit = Fit(CalibrationMethod.PanelMean, 0);

        // Means 72, 81, 90.5 and 51.5, 62; whole 71.4, panels 243.5/3 and 113.5/2.
        Assert.Equal(Rational.Parse("72") * Rational.Parse("71.4") * 3 / Rational.Parse("243.5"), fit.Applications[0].Calibrated);
        Assert.Equal(Rational.Mean([.. fit.Applications.Take(3).Select(a => a.Calibrated.GetValueOrDefault())]),
            Rational.Mean([.. fit.Applications.Skip(3).Select(a => a.Calibrated.GetValueOrDefault())]));
    }

    [Fact]
    public void PanelMean_Trimmed_LeavesOutTheEnds_AndSaysWhereNothingIsLeft()
    {
        var fit = Fit(CalibrationMethod.PanelMean, 1);

        // Panel 1 keeps 81; the whole keeps 62, 72, 81.
        Assert.Equal(Rational.Parse("72") * Rational.Parse("215/3") / 81, fit.Applications[0].Calibrated);
        Assert.Null(fit.Applications[3].Calibrated);
        Assert.Contains(fit.Warnings, w => w is CalibrationWarning.PanelTooSmallToTrim { Panel: "2" });
    }

    [Fact]
    public void MinMax_PutsEveryExpertBetweenTheSameEnds_Exactly()
    {
        var fit = Fit(CalibrationMethod.MinMax, 0);

        // B: (80 − 70)/20 and (82 − 74)/17, between 50 and 91.
        Assert.Equal(50 + (Rational.Parse("41") * ((Rational.Parse("1/2") + Rational.Parse("8/17")) / 2)), fit.Applications[1].Calibrated);
    }

    [Fact]
    public void TScore_IsFiftyAndTenZ()
    {
        var fit = Fit(CalibrationMethod.TScore, 0);

        // E: 80 ± 10; F: 247/3 ± 8.5049006: A has z −1 and −0.979827252.
        Assert.Equal(50 - (10 * (1 + 0.979827252) / 2), fit.Applications[0].Calibrated.GetValueOrDefault().ToDouble(), 6);
        Assert.Equal(4, fit.Warnings.OfType<CalibrationWarning.FewReviews>().Count());
    }

    [Theory]
    [InlineData(PanelComparison.EqualQuality)]
    [InlineData(PanelComparison.EqualLeniency)]
    [InlineData(PanelComparison.Within)]
    public void DecidingScore_ComparesAsTheCallSays(PanelComparison choice)
    {
        var (settings, fit) = (new CalibrationSettings(CalibrationMethod.MixedModel, 1, choice), Fit(CalibrationMethod.MixedModel, 0));

        var scores = DecidingScore.Of(settings, fit, Totals()).ToDictionary(s => s.Key, s => s.Value.GetValueOrDefault().ToDouble());

        var (first, second) = ((scores[new("A")] + scores[new("B")] + scores[new("C")]) / 3, (scores[new("P")] + scores[new("Q")]) / 2);
        Assert.True(scores[new("A")] < scores[new("B")] && scores[new("B")] < scores[new("C")] && scores[new("P")] < scores[new("Q")]);
        Assert.Equal(choice == PanelComparison.EqualLeniency ? (243.5 / 3) - (113.5 / 2) : 0, first - second, 9);
        if (choice == PanelComparison.Within)
        {
            Assert.Equal([100 / 6.0, 50, 500 / 6.0, 25, 75],
                new[] { "A", "B", "C", "P", "Q" }.Select(a => Math.Round(scores[new(a)], 10))
                .Zip([100 / 6.0, 50, 500 / 6.0, 25, 75], (found, exact) => Math.Abs(found - exact) < 1e-9 ? exact : found));
        }
    }

    [Fact]
    public void Evaluation_WithoutAChoice_RanksNothing_AndSaysWhy()
    {
        var result = Evaluate(null);

        Assert.Equal(EvaluationStatus.PanelsUndecided, result.Status);
        Assert.All(result.Ranking, e =>
            Assert.Equal((Decision.Unranked, null, new Reason.PanelsUndecided(2)), (e.Decision, e.Score, e.Reasons[0])));
    }

    [Fact]
    public void Evaluation_WithAChoice_Ranks()
    {
        var result = Evaluate(PanelComparison.EqualQuality);

        Assert.Equal(EvaluationStatus.Evaluated, result.Status);
        Assert.Equal([1, 2, 3, 4, 5], result.Ranking.Select(e => e.Place.GetValueOrDefault()));
    }

    /// <summary>
    /// Without a choice the reference beside raw totals compares panels as raw totals do, so that the same two are funded.
    /// </summary>
    [Fact]
    public void Evaluation_ByRawTotals_NeedsNoChoice_NorDoesTheReferenceBesideIt()
    {
        var result = Evaluate(null, CalibrationMethod.Mean);

        var beside = Evaluation.Beside(result);

        Assert.Equal((EvaluationStatus.Evaluated, EvaluationStatus.Evaluated), (result.Status, beside.Status));
        Assert.Equal(["C", "B"], beside.Ranking.Where(e => e.Decision == Decision.Funded).Select(e => e.Application.Id.Value));
    }

    private static EvaluationResult Evaluate(PanelComparison? panels, CalibrationMethod method = CalibrationMethod.MixedModel)
    {
        var call = A.Call(
            allocation: AllocationSettings.Default with { Amount = AmountRule.Each(Money.Parse("100")), Quotas = [A.Places(2)] },
            calibration: new CalibrationSettings(method, 1, panels));
        return Evaluation.Run(
            A.Round(call, A.Tree(leaves: ("a", "100")), [.. Apart.Select(t => t.Application).Distinct().Select(a => An.Application(a))],
            [.. Apart.Select(t => t.Expert).Distinct().Select(e => An.Expert(e))],
            [.. Apart.Select(t => A.Score(t.Application, t.Expert, "a", t.Score))]), "s");
    }

    private static CalibrationFit Fit(CalibrationMethod method, int panelTrim) =>
        ScoreCalibration.Fit(
            new CalibrationProblem(Totals(), method, 1, ScoreDirection.HigherIsBetter, null, "s") { PanelTrimEachEnd = panelTrim });

    private static List<ExpertTotal> Totals() =>
        [.. Apart.Select(t => new ExpertTotal(new(t.Application), new(t.Expert), t.Panel, Rational.Parse(t.Score)))];
}
