using CsCheck;
using GrantReview.Core.Calibration;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using MathNet.Numerics.LinearAlgebra;

namespace GrantReview.Core.Tests.Calibration;

public class MixedModelTests
{
    private const double Tolerance = 1e-6;

    [Theory]
    [InlineData("dyestuff")]
    [InlineData("dyestuff2")]
    [InlineData("penicillin")]
    [InlineData("unbalanced")]
    [InlineData("panels")]
    [InlineData("more-experts")]
    [InlineData("zero-expert")]
    [InlineData("zero-application")]
    public void Fit_IsConsistentWithLme4(string name)
    {
        var reference = ReferenceSet.Read(name);

        var fit = reference.Fit();

        Assert.True(fit.Converged);
        Assert.Equal(reference["criterion"], fit.RemlCriterion.GetValueOrDefault(), Tolerance);
        Close(reference["applicationVariance"], fit.ApplicationVariance);
        Close(reference["expertVariance"], fit.ExpertVariance);
        Close(reference["residualVariance"], fit.ResidualVariance);
        Close(reference["mean"], fit.Mean);
        Close(reference["meanStandardError"], fit.MeanStandardError);
        var applications =
            reference.Figures.GetProperty("applications").EnumerateArray().ToDictionary(a => a.GetProperty("id").GetString() ?? "");
        Assert.Equal(applications.Count, fit.Applications.Count);
        Assert.All(fit.Applications, a =>
        {
            Close(applications[a.Application.Value].GetProperty("effect").GetDouble() + reference["mean"], a.Calibrated?.ToDouble());
            Close(applications[a.Application.Value].GetProperty("sdWithMean").GetDouble(), a.StandardError);
            Close(applications[a.Application.Value].GetProperty("expectedRank").GetDouble(), a.ExpectedRankAtFit);
        });
        var experts = reference.Figures.GetProperty("experts") is { ValueKind: System.Text.Json.JsonValueKind.Array } rows
            ? rows.EnumerateArray().ToDictionary(e => e.GetProperty("id").GetString() ?? "") : [];
        Assert.All(fit.Experts.Where(_ => experts.Count > 0), e =>
        {
            Close(-experts[e.Expert.Value].GetProperty("effect").GetDouble(), e.Severity);
            Close(experts[e.Expert.Value].GetProperty("sd").GetDouble(), e.StandardError);
        });

        // Relative, as variances and scores of any size are; a zero is exactly zero.
        static void Close(double expected, double? actual)
        {
            if (expected == 0)
            {
                Assert.Equal(0, actual);
                return;
            }
            Assert.InRange(actual.GetValueOrDefault(), expected - (Tolerance * Math.Max(1, Math.Abs(expected))),
                expected + (Tolerance * Math.Max(1, Math.Abs(expected))));
        }
    }

    /// <summary>Bates, Mächler, Bolker and Walker (2015), and Bates's lme4 book: the published estimates.</summary>
    [Fact]
    public void Fit_OfPenicillin_GivesThePublishedStandardDeviations()
    {
        var fit = ReferenceSet.Read("penicillin").Fit();

        Assert.Equal((0.8467, 1.9316, 0.5499),
            (Math.Round(Math.Sqrt(fit.ExpertVariance.GetValueOrDefault()), 4),
                Math.Round(Math.Sqrt(fit.ApplicationVariance.GetValueOrDefault()), 4),
                Math.Round(Math.Sqrt(fit.ResidualVariance.GetValueOrDefault()), 4)));
    }

    [Fact]
    public void Fit_OfOneScoreAnExpert_CountsSeverityAsError()
    {
        var fit = ReferenceSet.Read("dyestuff").Fit();

        Assert.Contains(fit.Warnings, w => w is CalibrationWarning.ExpertNotSeparable);
        Assert.All(fit.Experts, e => Assert.Equal((0, 0), (e.Severity, e.StandardError)));
        Assert.Null(fit.ExpertVarianceTest);
    }

    [Fact]
    public void Fit_OfAZeroExpertVariance_SaysThatNoCalibrationIsNeeded()
    {
        var fit = ReferenceSet.Read("zero-expert").Fit();

        Assert.Equal((FitExit.Edge, 0.0), (fit.Exit, fit.ExpertVariance));
        Assert.Equal(new VarianceTest(0, 1), fit.ExpertVarianceTest);
        Assert.Contains(fit.Warnings, w => w is CalibrationWarning.NoCalibrationNeeded);
    }

    /// <summary>Criteria of lme4's two models; the tail of χ² from R's pchisq.</summary>
    [Theory]
    [InlineData("penicillin")]
    [InlineData("unbalanced")]
    [InlineData("panels")]
    [InlineData("more-experts")]
    [InlineData("zero-expert")]
    [InlineData("zero-application")]
    public void ExpertVarianceTest_IsConsistentWithR(string name)
    {
        var reference = ReferenceSet.Read(name);
        var (statistic, p) = (reference.Figures.GetProperty("test").GetProperty("statistic").GetDouble(),
            reference.Figures.GetProperty("test").GetProperty("p").GetDouble());

        var test = reference.Fit().ExpertVarianceTest;

        Assert.NotNull(test);
        Assert.Equal(statistic, test.Statistic, 2 * Tolerance);
        Assert.InRange(test.PValue, p * (1 - Tolerance), p * (1 + Tolerance));
    }

    /// <summary>
    /// Any small design, connected or not, against the model written out as dense matrices: no other point has a lower criterion, and the
    /// figures at the answer agree.
    /// </summary>
    [Fact]
    public void Fit_OfRandomDesigns_MatchesDenseAlgebra() =>
        Gen.Select(Gen.Int[2, 9], Gen.Int[2, 9], Gen.Int[0, 10_000]).Where(g => g.Item1 * g.Item2 > 5).Sample(given =>
        {
            var totals = Random(given.Item1, given.Item2, given.Item3);
            var fit = ScoreCalibration.Fit(
                new CalibrationProblem(totals, CalibrationMethod.MixedModel, 1, ScoreDirection.HigherIsBetter, null, "s"));
            if (fit.Exit is not (FitExit.Interior or FitExit.Edge))
            {
                return;
            }
            var (a, e) = (fit.ApplicationVariance.GetValueOrDefault() / fit.ResidualVariance.GetValueOrDefault(),
                fit.ExpertVariance.GetValueOrDefault() / fit.ResidualVariance.GetValueOrDefault());
            var best = Dense.At(totals, a, e);
            Assert.Equal(best.Criterion, fit.RemlCriterion.GetValueOrDefault(), 1e-6);
            foreach (var (da, de) in new[] { (1.02, 1.0), (0.98, 1.0), (1.0, 1.02), (1.0, 0.98), (1.02, 1.02), (0.98, 0.98) })
            {
                Assert.True(Dense.At(totals, a * da, e * de).Criterion >= best.Criterion - 1e-7);
            }
            Assert.True(Dense.At(totals, a + 1e-3, e).Criterion >= best.Criterion - 1e-7
                && Dense.At(totals, a, e + 1e-3).Criterion >= best.Criterion - 1e-7);
            Assert.All(fit.Applications,
                x => Assert.Equal(best.Calibrated[x.Application.Value], x.Calibrated.GetValueOrDefault().ToDouble(), 1e-6));
            Assert.All(fit.Applications, x => Assert.Equal(best.Deviation[x.Application.Value], x.StandardError.GetValueOrDefault(), 1e-6));
        }, iter: 150);

    [Theory]
    [InlineData(CalibrationMethod.MixedModel)]
    [InlineData(CalibrationMethod.MixedModelNoise)]
    [InlineData(CalibrationMethod.MixedModelRobust)]
    public void Fit_DoesNotDependOnTheOrderOfRows_NorOnIds(CalibrationMethod method)
    {
        var reference = ReferenceSet.Read("panels");
        var shuffled = reference.Totals.ToArray();
        new Random(3).Shuffle(shuffled);

        var (fit, again) = (reference.Fit(method, places: 5), (reference with { Totals = shuffled }).Fit(method, places: 5));

        Assert.Equal(fit.Applications, again.Applications);
        Assert.Equal(fit.Experts.Select(e => (e.Expert, e.Severity, e.StandardError)),
            again.Experts.Select(e => (e.Expert, e.Severity, e.StandardError)));
    }

    [Fact]
    public void Fit_OfShiftedAndStretchedScores_ShiftsAndStretches()
    {
        var reference = ReferenceSet.Read("unbalanced");
        var stretched =
            reference with { Totals = [.. reference.Totals.Select(t => t with { Total = (t.Total * 1_000_000_000) - 7_000_000_000 })] };

        var (fit, far) = (reference.Fit(), stretched.Fit());

        Assert.All(fit.Applications.Zip(far.Applications),
            p => Assert.Equal((p.First.Calibrated.GetValueOrDefault().ToDouble() * 1e9) - 7e9,
            p.Second.Calibrated.GetValueOrDefault().ToDouble(), 1));
        Assert.Equal(fit.Applications.Select(a => a.RankLow), far.Applications.Select(a => a.RankLow));
    }

    /// <summary>
    /// One expert's scores are pure noise of five times the usual size: only the method that gives experts their own noise trusts that
    /// expert less.
    /// </summary>
    [Fact]
    public void Noise_TrustsANoisyExpertLess()
    {
        var totals = Random(40, 8, 77, every: true);
        var noise = new Random(5);
        var noisy = totals.Select(t => t.Expert.Value == "E01" ? t with { Total = t.Total + noise.Next(-60, 61) } : t).ToList();

        double Harm(CalibrationMethod method) => Fit(noisy, method).Applications.Zip(Fit(totals, method).Applications)
            .Sum(p => Math.Pow((p.First.Calibrated.GetValueOrDefault() - p.Second.Calibrated.GetValueOrDefault()).ToDouble(), 2));

        Assert.True(Harm(CalibrationMethod.MixedModelNoise) < 0.5 * Harm(CalibrationMethod.MixedModel));
        Assert.Contains(ExpertFlag.Noisy, Fit(noisy, CalibrationMethod.MixedModel).Experts[1].Flags?.Raised ?? []);
    }

    [Fact]
    public void Robust_IsMovedLessByACorruptedScore()
    {
        var totals = Random(20, 8, 78, every: true);
        var corrupted = totals.Select((t, i) => i == 3 ? t with { Total = t.Total - 70 } : t).ToList();

        double Moved(CalibrationMethod method) =>
            Math.Abs(
            (Fit(corrupted, method).Applications[0].Calibrated.GetValueOrDefault() - Fit(totals,
            method).Applications[0].Calibrated.GetValueOrDefault()).ToDouble());

        Assert.True(Moved(CalibrationMethod.MixedModelRobust) < 0.3 * Moved(CalibrationMethod.MixedModel));
    }

    private static CalibrationFit Fit(IReadOnlyList<ExpertTotal> totals, CalibrationMethod method) =>
        ScoreCalibration.Fit(new CalibrationProblem(totals, method, 1, ScoreDirection.HigherIsBetter, null, "s"));

    private static List<ExpertTotal> Random(int applications, int experts, int seed, bool every = false)
    {
        var random = new Random(seed);
        var (quality, leniency) = (Enumerable.Range(0, applications).Select(_ => random.Next(-15, 16)).ToArray(),
            Enumerable.Range(0, experts).Select(_ => random.Next(-10, 11)).ToArray());
        return
        [
            .. from a in Enumerable.Range(0, applications)
               from e in Enumerable.Range(0, experts)
               where every || random.Next(2) == 0 || e == a % experts
               select new ExpertTotal(new($"A{a:00}"), new($"E{e:00}"), "", 70 + quality[a] + leniency[e] + random.Next(-8, 9)),
        ];
    }

    /// <summary>The model by the book, with n × n matrices.</summary>
    private static class Dense
    {
        public static (double Criterion, Dictionary<string, double> Calibrated,
            Dictionary<string, double> Deviation) At(List<ExpertTotal> totals, double a, double e)
        {
            var n = totals.Count;
            var v = Matrix<double>.Build.Dense(n, n,
                (i, j) =>
                (i == j ? 1 : 0) + (totals[i].Application == totals[j].Application ? a : 0) + (totals[i].Expert == totals[j].Expert ? e
                : 0));
            var y = Vector<double>.Build.Dense(n, i => totals[i].Total.ToDouble());
            var one = Vector<double>.Build.Dense(n, 1);
            var inverse = v.Inverse();
            var information = one * inverse * one;
            var mean = one * inverse * y / information;
            var residual = inverse * (y - mean);
            var variance = (y - mean) * residual / (n - 1);
            var criterion =
                v.Determinant() is var d ? Math.Log(d) + Math.Log(information) + ((n - 1) * (1 + Math.Log(2 * Math.PI * variance))) : 0;
            var (calibrated, deviation) = (new Dictionary<string, double>(), new Dictionary<string, double>());
            foreach (var id in totals.Select(t => t.Application).Distinct())
            {
                var z = Vector<double>.Build.Dense(n, i => totals[i].Application == id ? 1 : 0);
                calibrated[id.Value] = mean + (a * (z * residual));
                var coupling = 1 - (a * (z * inverse * one));
                deviation[id.Value] = Math.Sqrt(variance * (a - (a * a * (z * inverse * z)) + (coupling * coupling / information)));
            }
            return (criterion, calibrated, deviation);
        }
    }
}
