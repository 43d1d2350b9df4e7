using GrantReview.Core.Calibration;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;

namespace GrantReview.Core.Tests.Calibration;

public class PosteriorDrawsTests
{
    /// <summary>
    /// Against 40,000 draws made another way: a fine grid of both variances, the model's dense matrices at each point, another generator.
    /// </summary>
    [Theory]
    [InlineData("panels", 9)]
    [InlineData("unbalanced", 12)]
    [InlineData("more-experts", 5)]
    public void Intervals_AgreeWithBruteForceDraws(string name, int places)
    {
        var reference = ReferenceSet.Read(name);
        var fit = reference.Fit(places: places);
        var (ranks, scores) = BruteForce(reference, 40_000);

        for (var i = 0; i < ranks.Length; i++)
        {
            Array.Sort(scores[i]);
            var (found, sorted) = (fit.Applications[i], ranks[i].Order().ToArray());
            foreach (
                var (end, at) in new[] { (found.ScoreLow, 0.05), (found.ScoreLow50, 0.25), (found.ScoreHigh50, 0.75),
                (found.ScoreHigh, 0.95) })
            {
                var (low, high) = (scores[i][(int)((at - 0.02) * scores[i].Length)], scores[i][(int)((at + 0.02) * scores[i].Length)]);
                Assert.InRange(end.GetValueOrDefault().ToDouble(), low, high);
            }
            Assert.Equal(sorted.Average(), found.ExpectedRank.GetValueOrDefault(), 0.4);
            Assert.Equal(sorted.Count(r => r <= places) / (double)sorted.Length, found.ProbabilityTopK.GetValueOrDefault(), 0.025);
            foreach (
                var (end, at) in new[] { (found.RankLow, 0.05), (found.RankLow50, 0.25), (found.RankHigh50, 0.75), (found.RankHigh, 0.95) })
            {
                // A whole rank may tip either way when its probability lies at the end itself.
                Assert.InRange(end.GetValueOrDefault(), sorted[(int)((at - 0.015) * sorted.Length)],
                    sorted[(int)((at + 0.015) * sorted.Length)]);
            }
        }
        Assert.Equal(places, fit.Applications.Sum(a => a.ProbabilityTopK.GetValueOrDefault()), 9);
    }

    [Fact]
    public void ExpectedRanks_SumToThatOfAnyRanking_AndTurnRoundWithTheDirection()
    {
        var reference = ReferenceSet.Read("unbalanced");
        var (up, down) = (reference.Fit(), reference.Fit(direction: ScoreDirection.LowerIsBetter));
        var n = up.Applications.Count;

        Assert.Equal(n * (n + 1) / 2.0, up.Applications.Sum(a => a.ExpectedRank.GetValueOrDefault()), 9);
        Assert.Equal(n * (n + 1) / 2.0, up.Applications.Sum(a => a.ExpectedRankAtFit.GetValueOrDefault()), 9);
        Assert.All(up.Applications.Zip(down.Applications),
            p => Assert.Equal(n + 1, (p.First.ExpectedRank + p.Second.ExpectedRank).GetValueOrDefault(), 9));
        Assert.All(up.Applications.Zip(down.Applications),
            p => Assert.Equal(n + 1, (p.First.ExpectedRankAtFit + p.Second.ExpectedRankAtFit).GetValueOrDefault(), 9));
    }

    /// <summary>The variance of applications is fitted as zero: the scores hardly tell them apart, and the intervals say so.</summary>
    [Theory]
    [InlineData(CalibrationMethod.MixedModel)]
    [InlineData(CalibrationMethod.MixedModelNoise)]
    [InlineData(CalibrationMethod.MixedModelRobust)]
    public void Ranks_WhenTheVarianceIsFittedAsZero_AreNearlyOpen(CalibrationMethod method)
    {
        var fit = ReferenceSet.Read("zero-application").Fit(method, places: 6);

        Assert.Equal(0, fit.ApplicationVariance);
        Assert.All(fit.Applications, a => Assert.Equal(15.5, a.ExpectedRankAtFit));
        Assert.All(fit.Applications, a => Assert.InRange((a.RankHigh - a.RankLow).GetValueOrDefault(), 19, 28));
        Assert.Equal(6, fit.Applications.Sum(a => a.ProbabilityTopK.GetValueOrDefault()), 9);
    }

    /// <summary>Four applications whose means are equal: nothing is known of any rank.</summary>
    [Theory]
    [InlineData(CalibrationMethod.MixedModel)]
    [InlineData(CalibrationMethod.MixedModelNoise)]
    [InlineData(CalibrationMethod.MixedModelRobust)]
    public void Ranks_WhenNothingTellsApplicationsApart_SpanAll(CalibrationMethod method)
    {
        var totals = new[] { ("A", 1, 3), ("B", 3, 1), ("C", 2, 2), ("D", 1, 3) }
            .SelectMany(a =>
                new[] { new ExpertTotal(new(a.Item1), new("X"), "", a.Item2), new ExpertTotal(new(a.Item1), new("Y"), "", a.Item3) })
                .ToList();

        var fit = ScoreCalibration.Fit(new CalibrationProblem(totals, method, 1, ScoreDirection.HigherIsBetter, 1, "s"));

        Assert.All(fit.Applications, a => Assert.Equal((1, 4), (a.RankLow, a.RankHigh)));
        Assert.All(fit.Applications, a => Assert.InRange(a.ProbabilityTopK.GetValueOrDefault(), 0.2, 0.3));
    }

    /// <summary>
    /// Spread among applications is taken out of the scores step by step until their variance is fitted as zero: no interval jumps on the
    /// way.
    /// </summary>
    [Fact]
    public void Intervals_AsTheVarianceGoesToZero_AreContinuous()
    {
        var reference = ReferenceSet.Read("zero-application");
        var lift =
            reference.Totals.Select(t => t.Application).Distinct().Order().Select((a, i) => (a, i)).ToDictionary(p => p.a, p => p.i - 15);
        var steps = Enumerable.Range(0, 31).Select(step => new ReferenceSet(
            [.. reference.Totals.Select(t => t with { Total = t.Total + new Rational(lift[t.Application] * step, 40) })], reference.Figures)
                .Fit()).ToList();

        Assert.Equal(0, steps[0].ApplicationVariance);
        Assert.True(steps[^1].ApplicationVariance > 0);
        foreach (var (before, after) in steps.Zip(steps.Skip(1)))
        {
            Assert.All(before.Applications.Zip(after.Applications), p =>
            {
                Assert.InRange(Math.Abs((p.First.RankLow - p.Second.RankLow).GetValueOrDefault()), 0, 3);
                Assert.InRange(Math.Abs((p.First.RankHigh - p.Second.RankHigh).GetValueOrDefault()), 0, 3);
                Assert.InRange((p.First.StandardErrorFull / p.Second.StandardErrorFull).GetValueOrDefault(), 0.9, 1.1);
            });
        }
    }

    /// <summary>What is estimated adds to the error: the fuller error is the larger, and not by much where much is known.</summary>
    [Theory]
    [InlineData("panels", 1.5)]
    [InlineData("unbalanced", 1.5)]
    [InlineData("penicillin", 1.25)]
    public void StandardErrorFull_HoldsTheOtherAndTheVariancesOwn(string name, double most)
    {
        var fit = ReferenceSet.Read(name).Fit();

        Assert.InRange(fit.Applications.Average(a => (a.StandardErrorFull / a.StandardError).GetValueOrDefault()), 1.001, most);
        Assert.All(fit.Applications,
            a => Assert.True(a.ScoreLow < a.ScoreLow50 && a.ScoreLow50 < a.ScoreHigh50 && a.ScoreHigh50 < a.ScoreHigh));
    }

    [Fact]
    public void Draws_AreThoseOfTheSeed()
    {
        var reference = ReferenceSet.Read("panels");

        Assert.Equal(reference.Fit(places: 7).Applications, reference.Fit(places: 7).Applications);
        Assert.NotEqual(reference.Fit(places: 7).Applications, reference.Fit(places: 7, seed: "another").Applications);
    }

    /// <summary>Worked by hand from the rule: the line is the second-best expected rank, 2.1.</summary>
    [Fact]
    public void FundingLine_SplitsByTheHalfIntervals()
    {
        var (line, groups) = FundingLine.Of(2, [(1.2, 1, 2), (2.1, 1, 3), (2.9, 2, 4), (4.1, 3, 5), (4.7, 4, 5)]);

        Assert.Equal([FundingGroup.Accepted, FundingGroup.Undecided, FundingGroup.Undecided, FundingGroup.Rejected, FundingGroup.Rejected],
            groups);
        Assert.Equal(new FundingLine(2, 2.1, 1, 2, 2, 1), line);
    }

    [Theory]
    [InlineData(2, 2, 0, 2)]
    [InlineData(0, 0, 0, 4)]
    [InlineData(4, 4, 0, 0)]
    [InlineData(9, 4, 0, 0)]
    public void FundingLine_WithNothingToDraw_DecidesAll(int places, int accepted, int undecided, int rejected)
    {
        var (line, _) = FundingLine.Of(places, [(1.1, 1, 1), (2, 2, 2), (3, 3, 3), (3.9, 4, 4)]);

        Assert.Equal((accepted, undecided, rejected, 0), (line.Accepted, line.Undecided, line.Rejected, line.Seats));
    }

    private static (int[][] Ranks, double[][] Scores) BruteForce(ReferenceSet reference, int draws)
    {
        const int grid = 24;
        var totals = reference.Totals;
        var ids = totals.Select(t => t.Application).Distinct().Order().ToList();
        var n = totals.Count;
        var y = Vector<double>.Build.Dense(n, i => totals[i].Total.ToDouble());
        var one = Vector<double>.Build.Dense(n, 1);
        var z = Matrix<double>.Build.Dense(n, ids.Count, (i, j) => totals[i].Application == ids[j] ? 1 : 0);
        var x = Matrix<double>.Build.Dense(n, totals.Select(t => t.Expert).Distinct().Count());
        foreach (var (expert, e) in totals.Select(t => t.Expert).Distinct().Order().Select((expert, e) => (expert, e)))
        {
            x.SetColumn(e, [.. totals.Select(t => t.Expert == expert ? 1.0 : 0)]);
        }
        var (sameApplication, sameExpert) = (z * z.Transpose(), x * x.Transpose());
        var likelihood = new double[grid * grid];
        Parallel.For(0, grid * grid, at => likelihood[at] = Dense(at).Log);
        var random = new Random(11);
        var (ranks, scores) = (ids.Select(_ => new int[draws]).ToArray(), ids.Select(_ => new double[draws]).ToArray());
        // Of applications: ranks by half-Cauchy of scale 1/4 on θ, scores with the share of quality θ²/(1 + θ²) uniform. φ_E is uniform.
        Draw(With(likelihood, phi => 2 / Math.PI * Math.Atan(4 * Math.Tan(Math.PI / 2 * phi))), (d, drawn) =>
        {
            foreach (var (i, place) in Enumerable.Range(0, ids.Count).OrderByDescending(i => drawn[i]).Select((i, place) => (i, place)))
            {
                ranks[i][d] = place + 1;
            }
        });
        Draw(With(likelihood, phi => Math.Pow(Math.Sin(Math.PI / 2 * phi), 2)), (d, drawn) =>
        {
            for (var i = 0; i < ids.Count; i++)
            {
                scores[i][d] = drawn[i] + drawn[ids.Count];
            }
        });
        return (ranks, scores);

        // The share of the applications' prior that a cell of the grid holds, from its distribution by φ.
        double[] With(double[] likelihood, Func<double, double> distribution) =>
            [.. likelihood.Select((l, at) => l + Math.Log(Held(distribution, at / grid)))];

        static double Held(Func<double, double> distribution, int cell) =>
            distribution((cell + 1.0) / grid) - distribution((double)cell / grid);

        void Draw(double[] log, Action<int, Vector<double>> take)
        {
            var highest = log.Max();
            var sum = log.Sum(l => Math.Exp(l - highest));
            var (cumulated, d) = (0.0, 0);
            for (var at = 0; at < grid * grid; at++)
            {
                cumulated += Math.Exp(log[at] - highest) / sum;
                if (d >= (int)Math.Round(cumulated * draws))
                {
                    continue;
                }
                var (_, mean, covariance, squares) = Dense(at);
                var factor = covariance.Cholesky().Factor;
                for (; d < (int)Math.Round(cumulated * draws); d++)
                {
                    var deviation = Math.Sqrt(squares / ChiSquared.Sample(random, n - 1));
                    // The last element is μ; where nothing is known of it apart from the effects, both are drawn together.
                    take(d, mean + (deviation * factor * Vector<double>.Build.Dense(ids.Count + 1, _ => Normal.Sample(random, 0, 1))));
                }
            }
        }

        (double Log, Vector<double> Mean, Matrix<double> Covariance, double Squares) Dense(int at)
        {
            var (a, e) = (Math.Tan(Math.PI / 2 * ((at / grid) + 0.5) / grid), Math.Tan(Math.PI / 2 * ((at % grid) + 0.5) / grid));
            var v = (sameApplication * (a * a)) + (sameExpert * (e * e)) + Matrix<double>.Build.DenseIdentity(n);
            var factor = v.Cholesky();
            var (whiteOne, whiteY) = (factor.Solve(one), factor.Solve(y));
            var information = one * whiteOne;
            var mu = one * whiteY / information;
            var residual = whiteY - (mu * whiteOne);
            var squares = (y - mu) * residual;
            // Var(u, μ | y)/σ² from the joint normal distribution of u, μ (flat prior) and y.
            var toY = z.Transpose() * (a * a);
            var gain = toY * factor.Solve(Matrix<double>.Build.DenseIdentity(n));
            var onto = gain * one;
            var covariance = Matrix<double>.Build.Dense(ids.Count + 1, ids.Count + 1);
            covariance.SetSubMatrix(0, 0,
                Matrix<double>.Build.DenseIdentity(ids.Count)
                .Multiply(a * a) - (gain * toY.Transpose()) + (onto.OuterProduct(onto) / information));
            for (var i = 0; i < ids.Count; i++)
            {
                covariance[i, ids.Count] = covariance[ids.Count, i] = -onto[i] / information;
            }
            covariance[ids.Count, ids.Count] = 1 / information;
            var mean = Vector<double>.Build.Dense([.. toY * residual, mu]);
            return (-0.5 * (factor.DeterminantLn + Math.Log(information) + ((n - 1) * Math.Log(squares))), mean, covariance, squares);
        }
    }
}
