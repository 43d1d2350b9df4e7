using GrantReview.Core.Calibration;
using GrantReview.Core.Settings;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;

namespace GrantReview.Core.Tests.Calibration;

public class RankUncertaintyTests
{
    /// <summary>Against 40,000 draws made another way: the dense posterior covariance, its dense factor, another generator.</summary>
    [Theory]
    [InlineData("panels", 9)]
    [InlineData("unbalanced", 12)]
    [InlineData("more-experts", 5)]
    public void Intervals_AgreeWithBruteForceDraws(string name, int places)
    {
        var reference = ReferenceSet.Read(name);
        var fit = reference.Fit(places: places);
        var ranks = BruteForce(reference, fit, 40_000);

        for (var i = 0; i < ranks.Length; i++)
        {
            var (found, sorted) = (fit.Applications[i], ranks[i].Order().ToArray());
            Assert.Equal(sorted.Average(), found.ExpectedRank.GetValueOrDefault(), 0.15);
            Assert.Equal(sorted.Count(r => r <= places) / (double)sorted.Length, found.ProbabilityTopK.GetValueOrDefault(), 0.025);
            foreach (var (end, at) in new[] { (found.RankLow, 0.05), (found.RankLow50, 0.25), (found.RankHigh50, 0.75), (found.RankHigh, 0.95) })
            {
                // A whole rank may tip either way when its probability lies at the end itself.
                Assert.InRange(end.GetValueOrDefault(), sorted[(int)((at - 0.015) * sorted.Length)], sorted[(int)((at + 0.015) * sorted.Length)]);
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
        Assert.All(up.Applications.Zip(down.Applications), p => Assert.Equal(n + 1, (p.First.ExpectedRank + p.Second.ExpectedRank).GetValueOrDefault(), 9));
    }

    [Fact]
    public void Ranks_WhereNoApplicationDiffers_AreAllInTheMiddle()
    {
        var fit = ReferenceSet.Read("zero-application").Fit(places: 6);

        Assert.All(fit.Applications, a => Assert.Equal((15.5, 15.5, 15.5, 0.2), (a.ExpectedRank, a.RankLow, a.RankHigh, a.ProbabilityTopK)));
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

        Assert.Equal([FundingGroup.Accepted, FundingGroup.Undecided, FundingGroup.Undecided, FundingGroup.Rejected, FundingGroup.Rejected], groups);
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

    private static int[][] BruteForce(ReferenceSet reference, CalibrationFit fit, int draws)
    {
        var (ids, totals) = (fit.Applications.Select(a => a.Application).ToList(), reference.Totals);
        var (a, e, s) = (fit.ApplicationVariance.GetValueOrDefault(), fit.ExpertVariance.GetValueOrDefault(), fit.ResidualVariance.GetValueOrDefault());
        var n = totals.Count;
        var v = Matrix<double>.Build.Dense(n, n, (i, j) => (i == j ? s : 0) + (totals[i].Application == totals[j].Application ? a : 0) + (totals[i].Expert == totals[j].Expert ? e : 0)).Inverse();
        var one = Vector<double>.Build.Dense(n, 1);
        var p = v - ((v * one).OuterProduct(v * one) / (one * v * one));
        var z = Matrix<double>.Build.Dense(n, ids.Count, (i, j) => totals[i].Application == ids[j] ? a : 0);
        var covariance = Matrix<double>.Build.DenseIdentity(ids.Count).Multiply(a) - (z.Transpose() * p * z);
        var mean = z.Transpose() * (p * Vector<double>.Build.Dense(n, i => totals[i].Total.ToDouble()));
        var factor = covariance.Cholesky().Factor;
        var random = new Random(11);
        var ranks = ids.Select(_ => new int[draws]).ToArray();
        for (var d = 0; d < draws; d++)
        {
            var drawn = mean + (factor * Vector<double>.Build.Dense(ids.Count, _ => Normal.Sample(random, 0, 1)));
            foreach (var (i, place) in Enumerable.Range(0, ids.Count).OrderByDescending(i => drawn[i]).Select((i, place) => (i, place)))
            {
                ranks[i][d] = place + 1;
            }
        }
        return ranks;
    }
}
