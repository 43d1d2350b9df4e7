using GrantReview.Core.Calibration;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using MathNet.Numerics.LinearAlgebra;

namespace GrantReview.Core.Tests.Calibration.Reliability;

public class PositionEffectTests
{
    /// <summary>The same by the matrices themselves: V from the fitted variances, the mean and the place beside each other.</summary>
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 6)]
    [InlineData(3, -20)]
    public void Position_OfAnIncompleteDesign_IsTheGeneralisedLeastSquaresOfTheWholeMatrix(int seed, int lastAboveFirst)
    {
        var totals = Invent(seed, lastAboveFirst);

        var fit = Fit(totals);

        var (effect, error) = ByMatrices(totals, fit);
        var found = fit.Position!;
        Assert.Equal(totals.Count, found.Scores);
        Assert.Equal(effect, found.Effect, 1e-6);
        Assert.Equal(error, found.StandardError, 1e-6);
        Assert.InRange(found.Effect, lastAboveFirst - (4 * error), lastAboveFirst + (4 * error));
    }

    /// <summary>P of 1.96 standard errors is five in a hundred.</summary>
    [Fact]
    public void Position_OverManyRoundsWithoutAnEffect_IsSignificantAsOftenAsItSays()
    {
        var p = Enumerable.Range(0, 400).AsParallel().Select(seed => Fit(Invent(seed, 0)).Position!.PValue).ToList();

        Assert.InRange(p.Count(x => x < 0.05) / 400.0, 0.02, 0.09);
        Assert.InRange(p.Average(), 0.44, 0.56);
    }

    [Fact]
    public void Position_WhateverTheGapsInTheNumbers_CountsTheOrderAlone()
    {
        var totals = Invent(4, 5);

        var spread = Fit([.. totals.Select(t => t with { Position = (10 * t.Position) + 3 })]);

        Assert.Equal(Fit(totals).Position, spread.Position);
    }

    [Fact]
    public void Position_WhereSomeAreNotRecorded_CountsThemAsReadInTheMiddle()
    {
        var totals = Invent(5, 5);

        var some = Fit([.. totals.Select(t => t.Expert.Value == "E0" ? t with { Position = null } : t)]).Position!;

        Assert.Equal(totals.Count(t => t.Expert.Value != "E0"), some.Scores);
        Assert.NotEqual(Fit(totals).Position!.Effect, some.Effect);
    }

    [Fact]
    public void Position_WhereNoneIsRecorded_IsNotSaid() =>
        Assert.Null(Fit([.. Invent(6, 5).Select(t => t with { Position = null })]).Position);

    /// <summary>Each expert reads one application: the place is always the middle.</summary>
    [Fact]
    public void Position_WhereNobodyReadsTwo_IsNotSaid() =>
        Assert.Null(Fit([.. Invent(7, 0).Select((t, i) => t with { Expert = new ExpertId($"X{i}") })]).Position);

    private static CalibrationFit Fit(IReadOnlyList<ExpertTotal> totals) => ScoreCalibration.Fit(
        new CalibrationProblem(totals, CalibrationMethod.MixedModel, 1, ScoreDirection.HigherIsBetter, null, "s") { ScoresAlone = true });

    private static (double Effect, double Error) ByMatrices(List<ExpertTotal> totals, CalibrationFit fit)
    {
        var n = totals.Count;
        var v = Matrix<double>.Build.Dense(n, n, (i, j) =>
            (totals[i].Application == totals[j].Application ? fit.ApplicationVariance!.Value : 0)
            + (totals[i].Expert == totals[j].Expert ? fit.ExpertVariance!.Value : 0) + (i == j ? fit.ResidualVariance!.Value : 0));
        var x = Matrix<double>.Build.Dense(n, 2, (i, c) => c == 0 ? 1 : PlaceOf(totals, totals[i]));
        var information = x.Transpose() * v.Inverse() * x;
        var y = Vector<double>.Build.Dense(n, i => totals[i].Total.ToDouble());
        var estimates = information.Inverse() * x.Transpose() * v.Inverse() * y;
        return (estimates[1], Math.Sqrt(information.Inverse()[1, 1]));
    }

    private static double PlaceOf(List<ExpertTotal> totals, ExpertTotal total)
    {
        var own = totals.Where(t => t.Expert == total.Expert).ToList();
        return ((own.Count(t => t.Position < total.Position) + 0.5) / own.Count) - 0.5;
    }

    /// <summary>24 applications, 8 experts, 3 scores each, read in a random order.</summary>
    private static List<ExpertTotal> Invent(int seed, int lastAboveFirst)
    {
        var random = new Random(seed);
        var quality = Enumerable.Range(0, 24).Select(_ => Spread(random, 10)).ToArray();
        var severity = Enumerable.Range(0, 8).Select(_ => Spread(random, 5)).ToArray();
        var pairs = (
            from a in Enumerable.Range(0, 24)
            from e in Enumerable.Range(0, 8).OrderBy(_ => random.Next()).Take(3)
            select (a, e)).ToList();
        return
        [
            .. from read in pairs.GroupBy(p => p.e).OrderBy(g => g.Key)
               let order = read.OrderBy(_ => random.Next()).ToList()
               from i in Enumerable.Range(0, order.Count)
               let z = ((i + 0.5) / order.Count) - 0.5
               let score = 60 + quality[order[i].a] + severity[read.Key] + (lastAboveFirst * z) + Spread(random, 6)
               select new ExpertTotal(new($"A{order[i].a:00}"), new($"E{read.Key}"), "", Rational.FromDouble(score)) { Position = i + 1 },
        ];
    }

    private static double Spread(Random random, double deviation) => MathNet.Numerics.Distributions.Normal.Sample(random, 0, deviation);
}
