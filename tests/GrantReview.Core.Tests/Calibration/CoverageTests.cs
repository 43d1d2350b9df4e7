using GrantReview.Core.Calibration;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace GrantReview.Core.Tests.Calibration;

/// <summary>
/// How often intervals hold the truth, in invented rounds where it is known; the whole study is the benchmarks' validation. Ten
/// experts, three scores an application, severity of variance ½, errors of variance 1. A round's applications share its mean, so its
/// coverage is one observation.
/// </summary>
public class CoverageTests
{
    private const int Rounds = 30;

    [Theory]
    [InlineData(CalibrationMethod.MixedModel, 12, 1)]
    [InlineData(CalibrationMethod.MixedModel, 30, 1)]
    [InlineData(CalibrationMethod.MixedModel, 30, 0.1)]
    [InlineData(CalibrationMethod.MixedModel, 30, 0)]
    [InlineData(CalibrationMethod.MixedModelNoise, 12, 1)]
    [InlineData(CalibrationMethod.MixedModelNoise, 30, 0.1)]
    [InlineData(CalibrationMethod.MixedModelRobust, 12, 1)]
    [InlineData(CalibrationMethod.MixedModelRobust, 30, 0.1)]
    public void RankIntervals_HoldTheTruthAsOftenAsTheySay(CalibrationMethod method, int applications, double variance)
    {
        var (ranks, scores) = (new double[Rounds], new double[Rounds]);
        Parallel.For(0, Rounds, round =>
        {
            var (truth, totals) = Invent(applications, variance, new Random(round));
            var fit = ScoreCalibration.Fit(new CalibrationProblem(totals, method, 1, ScoreDirection.HigherIsBetter, null, "s"));
            ranks[round] = fit.Applications.Average(a => Holds(a.RankLow, truth[a.Application.Value].Rank, a.RankHigh));
            scores[round] =
                fit.Applications.Average(a => Holds(a.ScoreLow?.ToDouble(), truth[a.Application.Value].Score, a.ScoreHigh?.ToDouble()));
        });

        // Two standard errors of the mean over rounds below the nominal share, less two points.
        Assert.True(ranks.Average() >= 0.88 - (2 * ErrorOf(ranks)), $"90 % rank intervals hold {ranks.Average():0.000}");
        Assert.True(scores.Average() >= 0.88 - (2 * ErrorOf(scores)), $"90 % score intervals hold {scores.Average():0.000}");

        static double Holds(double? low, double value, double? high) => low <= value && value <= high ? 1 : 0;

        static double ErrorOf(double[] shares) => ArrayStatistics.StandardDeviation(shares) / Math.Sqrt(Rounds);
    }

    /// <summary>
    /// Parametric bootstrap: scores invented anew from the fitted variances on the same design. A normal error holds the truth within one
    /// deviation in 68.27 % of cases: the fuller error does, the error that takes the variances as known is too small.
    /// </summary>
    [Theory]
    [InlineData("panels")]
    [InlineData("more-experts")]
    public void StandardErrorFull_IsConsistentWithTheParametricBootstrap(string name)
    {
        const int rounds = 80;
        var totals = ReferenceSet.Read(name).Totals;
        var fitted = Fit(totals);
        var (known, full) = (new double[rounds], new double[rounds]);
        Parallel.For(0, rounds, round =>
        {
            var random = new Random(1000 + round);
            var quality = Drawn(totals.Select(t => t.Application.Value), fitted.ApplicationVariance);
            var severity = Drawn(totals.Select(t => t.Expert.Value), fitted.ExpertVariance);
            var again = Fit([.. totals.Select(t => t with { Total = Score(t) })]);
            known[round] = again.Applications.Average(a => IsWithin(a, a.StandardError) ? 1.0 : 0);
            full[round] = again.Applications.Average(a => IsWithin(a, a.StandardErrorFull) ? 1.0 : 0);

            bool IsWithin(CalibratedApplication a, double? error) =>
                Math.Abs(a.Calibrated.GetValueOrDefault().ToDouble() - quality[a.Application.Value]) <= error;

            Rational Score(ExpertTotal t) =>
                Rational.FromDouble(quality[t.Application.Value] - severity[t.Expert.Value] + Draw(fitted.ResidualVariance));

            double Draw(double? variance) => Normal.Sample(random, 0, Math.Sqrt(variance.GetValueOrDefault()));

            Dictionary<string, double> Drawn(IEnumerable<string> ids, double? variance) =>
                ids.Distinct().Order(StringComparer.Ordinal).ToDictionary(id => id, _ => Draw(variance));
        });

        Assert.InRange(full.Average(), 0.65, 0.72);
        Assert.True(known.Average() < full.Average());

        static CalibrationFit Fit(IReadOnlyList<ExpertTotal> of) =>
            ScoreCalibration.Fit(new CalibrationProblem(of, CalibrationMethod.MixedModel, 1, ScoreDirection.HigherIsBetter, null, "s"));
    }

    private static (Dictionary<string, (double Score, int Rank)> Truth, List<ExpertTotal> Totals) Invent(int applications, double variance,
        Random random)
    {
        var quality = Enumerable.Range(0, applications).Select(_ => Normal.Sample(random, 0, 1)).ToArray();
        var severity = Enumerable.Range(0, 10).Select(_ => Normal.Sample(random, 0, Math.Sqrt(0.5))).ToArray();
        var totals = new List<ExpertTotal>();
        for (var a = 0; a < applications; a++)
        {
            var experts = Enumerable.Range(0, 10).ToArray();
            random.Shuffle(experts);
            foreach (var e in experts.Take(3))
            {
                var score = (Math.Sqrt(variance) * quality[a]) - severity[e] + Normal.Sample(random, 0, 1);
                totals.Add(new ExpertTotal(new($"A{a:00}"), new($"E{e}"), "", Rational.FromDouble(score)));
            }
        }
        // Where quality does not differ at all, any order is the true one: the lots drawn for it are.
        var truth = Enumerable.Range(0, applications)
            .ToDictionary(a => $"A{a:00}", a => (Math.Sqrt(variance) * quality[a], 1 + quality.Count(q => q > quality[a])));
        return (truth, totals);
    }
}
