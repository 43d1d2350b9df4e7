using System.Text.Json;
using CsCheck;
using GrantReview.Core.Calibration;

namespace GrantReview.Core.Tests.Calibration;

public class ReliabilityTests
{
    /// <summary>Shrout and Fleiss (1979), table 4, to the printed digits.</summary>
    [Fact]
    public void IntraclassCorrelation_OfShroutAndFleiss_IsThePublished()
    {
        var icc = IntraclassCorrelation.Of(Scores(ReferenceSet.Json("reliability").GetProperty("shrout")));

        Assert.NotNull(icc);
        Assert.Equal([0.17, 0.29, 0.71, 0.44, 0.62, 0.91],
            new[] { icc.One1, icc.A1, icc.C1, icc.OneK, icc.AK, icc.CK }.Select(i => Math.Round(i?.Value ?? double.NaN, 2)));
    }

    [Theory]
    [InlineData("shrout")]
    [InlineData("larger")]
    public void IntraclassCorrelation_IsConsistentWithPsych(string name)
    {
        var reference = ReferenceSet.Json("reliability").GetProperty(name);

        var icc = IntraclassCorrelation.Of(Scores(reference));

        Assert.NotNull(icc);
        Assert.All(reference.GetProperty("icc").EnumerateArray(), row =>
        {
            var found = row.GetProperty("form")
                .GetString() switch { "ICC1" => icc.One1, "ICC2" => icc.A1, "ICC3" => icc.C1, "ICC1k" => icc.OneK, "ICC2k" => icc.AK,
                _ => icc.CK };
            Assert.NotNull(found);
            Assert.Equal(row.GetProperty("value").GetDouble(), found.Value, 1e-9);
            Assert.Equal(row.GetProperty("low").GetDouble(), found.Low.GetValueOrDefault(), 1e-6);
            Assert.Equal(row.GetProperty("high").GetDouble(), found.High.GetValueOrDefault(), 1e-6);
        });
    }

    /// <summary>Friedman's statistic with ties, from R, is m (n − 1) W.</summary>
    [Theory]
    [InlineData("shrout")]
    [InlineData("larger")]
    public void KendallConcordance_WithTies_IsConsistentWithFriedman(string name)
    {
        var reference = ReferenceSet.Json("reliability").GetProperty(name);

        var found = KendallConcordance.Of(Scores(reference));

        Assert.NotNull(found);
        Assert.Equal(reference.GetProperty("kendall").GetProperty("w").GetDouble(), found.W, 1e-12);
        Assert.Equal(reference.GetProperty("kendall").GetProperty("p").GetDouble(), found.PValue, 1e-9);
    }

    /// <summary>Krippendorff (2011), section D: four observers, twelve units, missing cells.</summary>
    [Theory]
    [InlineData(MeasurementLevel.Nominal, 0.743)]
    [InlineData(MeasurementLevel.Ordinal, 0.815)]
    [InlineData(MeasurementLevel.Interval, 0.849)]
    [InlineData(MeasurementLevel.Ratio, 0.797)]
    public void KrippendorffAlpha_IsThePublished(MeasurementLevel level, double published)
    {
        string[] observers = ["123321412...", "123322412 5.3".Replace(" ", "", StringComparison.Ordinal), ".3332342251.", "12332441251."];
        var units = Enumerable.Range(0, 12)
            .Select(u => (IReadOnlyList<double>)[.. observers.Where(o => o[u] != '.').Select(o => (double)(o[u] - '0'))]);

        Assert.Equal(published, Math.Round(KrippendorffAlpha.Of(units, level).GetValueOrDefault(), 3));
    }

    [Fact]
    public void Figures_OfNothingToCompare_AreNull()
    {
        Assert.Null(KrippendorffAlpha.Of([[1], [2]], MeasurementLevel.Interval));
        Assert.Null(KrippendorffAlpha.Of([[3, 3], [3, 3]], MeasurementLevel.Interval));
        Assert.Null(IntraclassCorrelation.Of(new double[,] { { 1, 1 }, { 1, 1 } }));
        Assert.Null(KendallConcordance.Of(new double[,] { { 1, 1 }, { 1, 1 } }));
    }

    /// <summary>
    /// In a complete balanced design the variances of the mixed model are those of the analysis of variance, and both correlations are the
    /// same.
    /// </summary>
    [Fact]
    public void VarianceComponents_OfACompleteDesign_GiveTheAgreementCorrelation()
    {
        var figures = ReferenceSet.Read("penicillin").Fit().Reliability;

        Assert.NotNull(figures?.Complete);
        Assert.Equal(figures.Complete.A1.Value, figures.OneScore.GetValueOrDefault(), 1e-7);
        Assert.Equal(figures.Complete.CK.Value, figures.MeanAsAssigned.GetValueOrDefault(), 1e-7);
    }

    /// <summary>
    /// Incomplete designs, panels apart, and a variance of zero: the formulas of ten Hove, Jorgensen and van der Ark (2022) on lme4's
    /// variances, with common experts counted from the incidence matrix in R.
    /// </summary>
    [Theory]
    [InlineData("dyestuff")]
    [InlineData("unbalanced")]
    [InlineData("panels")]
    [InlineData("more-experts")]
    [InlineData("zero-expert")]
    [InlineData("zero-application")]
    public void VarianceComponents_OfAnIncompleteDesign_AreConsistentWithLme4(string name)
    {
        var reference = ReferenceSet.Read(name);
        var expected = reference.Figures.GetProperty("reliability");

        var figures = reference.Fit().Reliability;

        Assert.NotNull(figures);
        Assert.Equal(expected.GetProperty("usualReviews").GetDouble(), figures.UsualReviews, 1e-12);
        Assert.Equal(expected.GetProperty("oneScore").GetDouble(), figures.OneScore.GetValueOrDefault(double.NaN), 1e-6);
        Assert.Equal(expected.GetProperty("meanScore").GetDouble(), figures.MeanScore.GetValueOrDefault(double.NaN), 1e-6);
        Assert.Equal(expected.GetProperty("meanAsAssigned").GetDouble(), figures.MeanAsAssigned.GetValueOrDefault(double.NaN), 1e-6);
    }

    /// <summary>
    /// Two applications and scattered experts leave the agreement form less than one degree of freedom: the interval is then wide or open,
    /// never an error.
    /// </summary>
    [Fact]
    public void IntraclassCorrelation_OfAnyCompleteDesign_HasFiniteFiguresOrNone() =>
        Gen.Select(Gen.Int[2, 7], Gen.Int[2, 7], Gen.Int[0, 10].Array[49]).Sample((n, k, values) =>
        {
            var scores = new double[n, k];
            for (var cell = 0; cell < n * k; cell++)
            {
                scores[cell / k, cell % k] = values[cell];
            }

            var icc = IntraclassCorrelation.Of(scores);

            Estimate[] estimates = icc is null ? [] : [icc.One1, icc.A1, icc.C1, icc.OneK, icc.AK ?? icc.A1, icc.CK];
            Assert.All(estimates,
                e => Assert.True(double.IsFinite(e.Value) && e.Value <= 1 + 1e-9 && double.IsFinite(e.Low ?? 0)
                && double.IsFinite(e.High ?? 0) && !(e.Low > e.High + 1e-9), e.ToString()));
        }, iter: 3000);

    private static double[,] Scores(JsonElement reference)
    {
        var rows =
            reference.GetProperty("scores").EnumerateArray().Select(r => r.EnumerateArray().Select(v => v.GetDouble()).ToArray()).ToArray();
        var table = new double[rows.Length, rows[0].Length];
        for (var i = 0; i < rows.Length; i++)
        {
            for (var j = 0; j < rows[i].Length; j++)
            {
                table[i, j] = rows[i][j];
            }
        }
        return table;
    }
}
