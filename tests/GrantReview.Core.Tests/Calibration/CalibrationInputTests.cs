using GrantReview.Core.Calibration;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Tests.Calibration;

/// <summary>Every method on every degenerate table gives a defined answer without NaN, or says why there is none.</summary>
public class CalibrationInputTests
{
    public static TheoryData<string> Cases => [.. Tables.Keys];

    private static readonly Dictionary<string, (string Application, string Expert, string Score)[]> Tables = new()
    {
        ["nothing"] = [],
        ["one score"] = [("A", "E", "70")],
        ["one expert"] = [("A", "E", "70"), ("B", "E", "80"), ("C", "E", "90")],
        ["one application"] = [("A", "E", "70"), ("A", "F", "80"), ("A", "G", "90")],
        ["all equal"] = [("A", "E", "70"), ("A", "F", "70"), ("B", "E", "70"), ("B", "F", "70")],
        ["no error"] = [("A", "E", "70"), ("A", "F", "75"), ("B", "E", "80"), ("B", "F", "85"), ("C", "E", "60"), ("C", "F", "65")],
        ["no disagreement"] = [("A", "E", "70"), ("A", "F", "70"), ("B", "E", "80"), ("B", "F", "80"), ("C", "E", "60"), ("C", "F", "60")],
        ["one value throughout"] = [("A", "E", "70"), ("A", "F", "75"), ("B", "E", "70"), ("B", "F", "60"), ("C", "E", "70"),
            ("C", "F", "85"), ("C", "G", "81"), ("A", "G", "77")],
        ["single reviews"] = [("A", "E", "70"), ("B", "E", "80"), ("C", "F", "90"), ("D", "F", "60")],
        ["a tree"] = [("A", "E", "70"), ("B", "E", "80"), ("B", "F", "90"), ("C", "F", "60")],
        ["apart"] = [("A", "E", "70"), ("A", "F", "72"), ("B", "E", "80"), ("C", "G", "90"), ("D", "G", "60"), ("D", "H", "66")],
        ["huge"] = [("A", "E", "1" + new string('0', 50)), ("A", "F", "3" + new string('0', 50)), ("B", "E", "-7" + new string('0', 50)),
            ("B", "F", "1")],
        ["tiny"] = [("A", "E", "0.0000000001"), ("A", "F", "0.0000000003"), ("B", "E", "-0.0000000007"), ("B", "F", "0")],
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Fit_NeverGivesNaN(string name)
    {
        foreach (var text in CalibrationMethods.All)
        {
            Assert.True(CalibrationMethods.TryParse(text, out var method));
            var fit = Fit(method, Tables[name]);

            double?[] figures =
            [
                fit.Mean, fit.MeanStandardError, fit.ApplicationVariance, fit.ExpertVariance, fit.ResidualVariance, fit.RemlCriterion,
                fit.ExpertVarianceTest?.PValue,
                fit.Reliability?.OneScore, fit.Reliability?.MeanScore, fit.Reliability?.MeanAsAssigned, fit.Reliability?.AlphaInterval,
                fit.Reliability?.Complete?.A1.Low, fit.Reliability?.Complete?.AK?.High,
                .. fit.Applications.SelectMany(a => new[] { a.StandardError, a.ExpectedRank, a.RankLow, a.RankHigh, a.ProbabilityTopK }),
                .. fit.Experts.SelectMany(e =>
                    new[] { e.Severity, e.StandardError, e.Flags?.NoiseRatio, e.Flags?.NoiseQ, e.Flags?.SeverityQ, e.Flags?.Agreement }),
            ];
            Assert.All(figures, f => Assert.True(f is null || double.IsFinite(f.Value), $"{text} of {name} gave {f}"));
            Assert.Equal(Tables[name].Select(t => t.Application).Distinct().Order(), fit.Applications.Select(a => a.Application.Value));
        }
    }

    [Theory]
    [InlineData("one score", FitExit.AllEqual)]
    [InlineData("one expert", FitExit.NotIdentified)]
    [InlineData("single reviews", FitExit.NotIdentified)]
    [InlineData("all equal", FitExit.AllEqual)]
    [InlineData("one application", FitExit.Edge)]
    [InlineData("no error", FitExit.NotConverged)]
    [InlineData("no disagreement", FitExit.NotConverged)]
    public void MixedModel_SaysHowItEnded(string name, FitExit exit)
    {
        var fit = Fit(CalibrationMethod.MixedModel, Tables[name]);

        Assert.Equal(exit, fit.Exit);
        Assert.Equal(exit is FitExit.AllEqual or FitExit.Edge, fit.Converged);
        Assert.Equal(exit == FitExit.NotIdentified, fit.Applications.Any(a => a.Calibrated is null));
    }

    [Fact]
    public void Fit_OfAPairTwice_OrATotalBeyondDoublePrecision_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => Fit(CalibrationMethod.Mean, ("A", "E", "1"), ("A", "E", "2")));
        Assert.Throws<ArgumentException>(() => ScoreCalibration.Fit(new CalibrationProblem(
            [new ExpertTotal(new("A"), new("E"), "", Rational.FromDouble(1e308)), new ExpertTotal(new("B"), new("E"), "", 1)],
            CalibrationMethod.MixedModel, 1, ScoreDirection.HigherIsBetter, null, "")));
    }

    /// <summary>
    /// The same scores in other units: calibrated scores keep their digits, however small the unit and however far away its zero.
    /// </summary>
    [Theory]
    [InlineData("mixed-model", "0.000000000001", "0")]
    [InlineData("mixed-model", "1", "1000000000000")]
    [InlineData("mixed-model-joint", "0.000000000001", "0")]
    [InlineData("z-score", "0.000000000001", "0")]
    [InlineData("z-score", "1", "1000000000000")]
    public void Calibrated_InAnyUnit_KeepsItsDigits(string name, string factor, string offset)
    {
        Assert.True(CalibrationMethods.TryParse(name, out var method));
        var (stretch, shift) = (Rational.Parse(factor), Rational.Parse(offset));
        var totals = ReferenceSet.Read("unbalanced").Totals;

        var usual = Calibrated(totals);
        var moved = Calibrated([.. totals.Select(t => t with { Total = (t.Total * stretch) + shift })]);

        Assert.All(usual.Zip(moved), p => Assert.Equal(p.First.ToDouble(), ((p.Second - shift) / stretch).ToDouble(), 1e-9));

        List<Rational> Calibrated(IReadOnlyList<ExpertTotal> of) =>
        [
            .. ScoreCalibration.Fit(new CalibrationProblem(of, method, 1, ScoreDirection.HigherIsBetter, null, "s")).Applications
                .Select(a => a.Calibrated.GetValueOrDefault()),
        ];
    }

    /// <summary>
    /// Experts who agree wholly leave no error: whatever rounding makes of their means, that is no fit, and every correlation is 1.
    /// </summary>
    [Fact]
    public void MixedModel_WhereExpertsAgreeWholly_NeverConverges_AndCorrelationsAreOne()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var experts = random.Next(2, 8);
            var values = Enumerable.Range(0, random.Next(3, 12))
                .Select(i => new Rational((100 * i) + random.Next(1, 99), random.Next(1, 5) * 7)).ToList();
            List<ExpertTotal> totals =
            [
                .. from a in Enumerable.Range(0, values.Count) from e in Enumerable.Range(0,
                    experts) select new ExpertTotal(new($"A{a:00}"), new($"E{e}"), "", values[a]),
            ];

            foreach (
                var method in new[] { CalibrationMethod.MixedModel, CalibrationMethod.MixedModelJoint, CalibrationMethod.MixedModelNoise,
                CalibrationMethod.MixedModelRobust })
            {
                var fit = ScoreCalibration.Fit(new CalibrationProblem(totals, method, 1, ScoreDirection.HigherIsBetter, null, "s"));

                Assert.Equal((false, FitExit.NotConverged), (fit.Converged, fit.Exit));
                var icc = fit.Reliability?.Complete;
                Assert.Equal((1, 1, 1), (icc?.One1.Value, icc?.A1.Value, icc?.CK.Value));
            }
        }
    }

    private static CalibrationFit Fit(CalibrationMethod method, params (string Application, string Expert, string Score)[] totals) =>
        ScoreCalibration.Fit(
            new CalibrationProblem([.. totals.Select(t => new ExpertTotal(new(t.Application), new(t.Expert), "", Rational.Parse(t.Score)))],
            method, 1, ScoreDirection.HigherIsBetter, 2, "s"));
}
