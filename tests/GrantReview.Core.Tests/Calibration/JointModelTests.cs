using GrantReview.Core.Awards;
using GrantReview.Core.Calibration;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Testing;
using MathNet.Numerics.LinearAlgebra;

namespace GrantReview.Core.Tests.Calibration;

/// <summary>One fit with a mean for each category; what is shown comes from the fit that decides.</summary>
public class JointModelTests
{
    [Fact]
    public void Fit_OfOneCategory_IsTheMixedModel()
    {
        var reference = ReferenceSet.Read("unbalanced");

        var (joint, plain) = (reference.Fit(CalibrationMethod.MixedModelJoint, places: 5), reference.Fit(places: 5));

        Assert.Equal(plain.Applications, joint.Applications);
        Assert.Equal((plain.Mean, plain.RemlCriterion), (joint.Mean, joint.RemlCriterion));
        Assert.Equal((plain.Mean, plain.MeanStandardError),
            (joint.CategoryMeans.Single().Mean, joint.CategoryMeans.Single().StandardError));
    }

    /// <summary>
    /// By the book, with n × n matrices: generalised least squares for the means; no neighbouring pair of variances has a lower criterion.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Fit_OfTwoAndThreeCategories_MatchesDenseAlgebra(int seed)
    {
        var totals = Random(12, 5, 2 + (seed % 2), seed);

        var fit = Fit(totals);

        Assert.True(fit.Converged);
        var (a, e) = (fit.ApplicationVariance / fit.ResidualVariance, fit.ExpertVariance / fit.ResidualVariance);
        var best = Dense(totals, a.GetValueOrDefault(), e.GetValueOrDefault());
        Assert.Equal(best.Criterion, fit.RemlCriterion.GetValueOrDefault(), 1e-6);
        foreach (var (da, de) in new[] { (1.02, 1.0), (0.98, 1.0), (1.0, 1.02), (1.0, 0.98) })
        {
            Assert.True(Dense(totals, a.GetValueOrDefault() * da, e.GetValueOrDefault() * de).Criterion >= best.Criterion - 1e-7);
        }
        Assert.True(Dense(totals, a.GetValueOrDefault() + 1e-3, e.GetValueOrDefault()).Criterion >= best.Criterion - 1e-7);
        Assert.True(Dense(totals, a.GetValueOrDefault(), e.GetValueOrDefault() + 1e-3).Criterion >= best.Criterion - 1e-7);
        Assert.All(fit.Applications, x => Assert.Equal(best.Score[x.Application.Value], x.Calibrated.GetValueOrDefault().ToDouble(), 1e-6));
        Assert.All(fit.Applications, x => Assert.Equal(best.Deviation[x.Application.Value], x.StandardError.GetValueOrDefault(), 1e-6));
        Assert.All(fit.CategoryMeans, m => Assert.Equal(best.Mean[m.Category], m.Mean, 1e-6));
    }

    /// <summary>Every category far from the others costs the others nothing: effects, variances and ranks stay.</summary>
    [Fact]
    public void Fit_WhereACategoryIsShifted_ChangesNothingButThatCategorysScores()
    {
        var totals = Random(20, 6, 2, 9);

        var (fit, moved) = (Fit(totals), Fit([.. totals.Select(t => t.Category.Value == "C1" ? t with { Total = t.Total + 1000 } : t)]));

        Assert.All(fit.Applications.Zip(moved.Applications), p =>
        {
            var shift = totals.First(t => t.Application == p.First.Application).Category.Value == "C1" ? 1000 : 0;
            Assert.Equal(p.First.Calibrated.GetValueOrDefault().ToDouble() + shift, p.Second.Calibrated.GetValueOrDefault().ToDouble(),
                1e-6);
            Assert.Equal(p.First.ExpectedRankAtFit.GetValueOrDefault(), p.Second.ExpectedRankAtFit.GetValueOrDefault(), 1e-6);
        });
        Assert.Equal(fit.ApplicationVariance.GetValueOrDefault(), moved.ApplicationVariance.GetValueOrDefault(), 1e-4);
    }

    [Fact]
    public void Ranks_AreWithinTheCategory()
    {
        var fit = Fit(Random(20, 6, 2, 9), places: 3);

        foreach (
            var category in fit.Applications.GroupBy(a =>
            int.Parse(a.Application.Value[1..], System.Globalization.CultureInfo.InvariantCulture) % 2))
        {
            Assert.Equal(55, category.Sum(a => a.ExpectedRank.GetValueOrDefault()), 6);
            Assert.Equal(55, category.Sum(a => a.ExpectedRankAtFit.GetValueOrDefault()), 6);
            Assert.Equal(3, category.Sum(a => a.ProbabilityTopK.GetValueOrDefault()), 6);
        }
        Assert.Equal((3, 3), (fit.FundingLines[new("C0")].Places, fit.FundingLines[new("C1")].Places));
    }

    /// <summary>
    /// Whatever decides, the score shown beside a rank interval never stands in another order than the ranking it explains: that of the
    /// call where a mixed model decides, the one shown beside it where another method does.
    /// </summary>
    [Theory]
    [MemberData(nameof(Methods))]
    public void ShownAndDecidingFit_NeverDisagreeOnAnOrder(string method)
    {
        for (var seed = 0; seed < 12; seed++)
        {
            var round = RoundOf(method, seed);
            var result = Evaluation.Run(round, "s");
            var decided = ScoreCalibration.IsMixedModel(round.Call.Calibration.Method) ? result : Evaluation.Beside(result);
            var score = decided.Ranking.ToDictionary(e => e.Application.Id, e => e.Score.GetValueOrDefault());

            Assert.Equal(2, result.MixedModels.Count);
            foreach (var (_, fit) in result.MixedModels)
            {
                var shown =
                    fit.Applications.OrderByDescending(a => a.Calibrated.GetValueOrDefault()).Select(a => score[a.Application]).ToList();
                Assert.Equal(shown.OrderDescending(), shown);
                Assert.Equal(2, fit.FundingLine?.Places);
            }
        }
    }

    public static TheoryData<string> Methods => [.. CalibrationMethods.All];

    private static Round RoundOf(string method, int seed)
    {
        var totals = Random(14, 5, 2, seed);
        Assert.True(CalibrationMethods.TryParse(method, out var known));
        Quota Two(string category) =>
            A.Places(2, category) with { Where = new Dictionary<string, IReadOnlyList<string>> { ["category"] = [category] } };
        var allocation = AllocationSettings.Default with { Amount = AmountRule.Each(Money.Parse("100")), Quotas = [Two("C0"), Two("C1")] };
        var call = A.Call(allocation: allocation, calibration: new CalibrationSettings(known, 1, PanelComparison.EqualLeniency));
        return A.Round(
            call, A.Tree(leaves: ("a", "100")),
            [.. totals.Select(t => (t.Application, t.Category)).Distinct()
                .Select(a => An.Application(a.Application.Value, a.Category.Value))],
            [.. totals.Select(t => t.Expert).Distinct().Select(e => An.Expert(e.Value))],
            [.. totals.Select(t => A.Score(t.Application.Value, t.Expert.Value, "a", t.Total.ToString()))]);
    }

    private static CalibrationFit Fit(List<ExpertTotal> totals, int? places = null) =>
        ScoreCalibration.Fit(
            new CalibrationProblem(totals, CalibrationMethod.MixedModelJoint, 1, ScoreDirection.HigherIsBetter, places, "s"));

    private static List<ExpertTotal> Random(int applications, int experts, int categories, int seed)
    {
        var random = new Random(seed);
        var quality = Enumerable.Range(0, applications).Select(_ => random.Next(-12, 13)).ToArray();
        var severity = Enumerable.Range(0, experts).Select(_ => random.Next(-9, 10)).ToArray();
        return
        [
            .. from a in Enumerable.Range(0, applications)
               from e in Enumerable.Range(0, experts)
               where (a + e) % 3 != 1
               select new ExpertTotal(new($"A{a:00}"), new($"E{e}"), "",
                   50 + quality[a] - severity[e] + (8 * (a % categories)) + random.Next(-8, 9))
               {
                   Category = new($"C{a % categories}"),
               },
        ];
    }

    private static (double Criterion, Dictionary<CategoryCode, double> Mean, Dictionary<string, double> Score,
        Dictionary<string, double> Deviation) Dense(
        List<ExpertTotal> totals, double a, double e)
    {
        var n = totals.Count;
        var categories = totals.Select(t => t.Category).Distinct().Order().ToList();
        var v = Matrix<double>.Build.Dense(n, n, (i, j) =>
            (i == j ? 1 : 0) + (totals[i].Application == totals[j].Application ? a : 0) + (totals[i].Expert == totals[j].Expert ? e : 0));
        var x = Matrix<double>.Build.Dense(n, categories.Count, (i, j) => totals[i].Category == categories[j] ? 1 : 0);
        var y = Vector<double>.Build.Dense(n, i => totals[i].Total.ToDouble());
        var inverse = v.Inverse();
        var information = x.Transpose() * inverse * x;
        var mean = information.Inverse() * x.Transpose() * inverse * y;
        var residual = inverse * (y - (x * mean));
        var variance = (y - (x * mean)) * residual / (n - categories.Count);
        var criterion = Math.Log(v.Determinant()) + Math.Log(information.Determinant())
            + ((n - categories.Count) * (1 + Math.Log(2 * Math.PI * variance)));
        var (score, deviation) = (new Dictionary<string, double>(), new Dictionary<string, double>());
        foreach (var t in totals.DistinctBy(t => t.Application))
        {
            var z = Vector<double>.Build.Dense(n, i => totals[i].Application == t.Application ? 1 : 0);
            var own = Vector<double>.Build.Dense(categories.Count, c => categories[c] == t.Category ? 1 : 0);
            var left = own - (a * (x.Transpose() * (inverse * z)));
            score[t.Application.Value] = (own * mean) + (a * (z * residual));
            deviation[t.Application.Value] =
                Math.Sqrt(variance * (a - (a * a * (z * inverse * z)) + (left * (information.Inverse() * left))));
        }
        return (criterion, categories.Select((c, i) => (c, mean[i])).ToDictionary(), score, deviation);
    }
}
