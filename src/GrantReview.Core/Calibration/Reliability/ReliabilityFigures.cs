using GrantReview.Core.Calibration.MixedModels;

namespace GrantReview.Core.Calibration;

/// <summary>How far another panel would agree.</summary>
/// <param name="OneScore">One score: σ²_A/(σ²_A + σ²_E + σ²), from the mixed model's variances; for incomplete designs.</param>
/// <param name="MeanScore">The mean of <paramref name="UsualReviews"/> scores by other experts: σ²_A/(σ²_A + (σ²_E + σ²)/k̂).</param>
/// <param name="MeanAsAssigned">
/// The mean as assigned: σ²_A/(σ²_A + q σ²_E + σ²/k̂), q = 1/k̂ − mean share of common experts of two applications (ten Hove, Jorgensen and
/// van der Ark 2022).
/// </param>
/// <param name="UsualReviews">k̂, the harmonic mean of the number of scores.</param>
/// <param name="AlphaInterval">Krippendorff's alpha; null where it has no value.</param>
/// <param name="Complete">McGraw and Wong's correlations; null unless every expert scored every application.</param>
/// <param name="Concordance">Kendall's W, likewise.</param>
public sealed record ReliabilityFigures(
    double? OneScore, double? MeanScore, double? MeanAsAssigned, double UsualReviews, double? AlphaInterval, double? AlphaOrdinal,
    IntraclassCorrelation? Complete, KendallConcordance? Concordance)
{
    /// <summary>Above this many distinct scores the ordinal alpha's pairs are too many to be worth counting.</summary>
    private const int MostDistinct = 5_000;

    internal static ReliabilityFigures Of(RemlEvaluation fit, double[] y)
    {
        var design = fit.Design;
        var reviews = new int[design.Applications];
        foreach (var a in design.Application)
        {
            reviews[a]++;
        }
        var usual = design.Applications / reviews.Sum(n => 1.0 / n);
        var (bySum, bySquare) = (new double[design.Experts], 0.0);
        for (var r = 0; r < design.Rows; r++)
        {
            bySum[design.Expert[r]] += 1.0 / reviews[design.Application[r]];
            bySquare += 1.0 / reviews[design.Application[r]] / reviews[design.Application[r]];
        }
        var pairs = (double)design.Applications * (design.Applications - 1);
        var shared = pairs > 0 ? (bySum.Sum(s => s * s) - bySquare) / pairs : 0;
        var (a2, e2) = (fit.Theta[0] * fit.Theta[0], fit.Theta[1] * fit.Theta[1]);
        var units = Enumerable.Range(0, design.Rows).GroupBy(r => design.Application[r])
            .Select(g => (IReadOnlyList<double>)[.. g.Select(r => y[r])]).ToList();
        var isComplete = design is { Applications: > 1, Experts: > 1 } && design.Rows == (long)design.Applications * design.Experts;
        var table = isComplete ? new double[design.Applications, design.Experts] : null;
        for (var r = 0; table is not null && r < design.Rows; r++)
        {
            table[design.Application[r], design.Expert[r]] = y[r];
        }
        return new ReliabilityFigures(
            a2 / (a2 + e2 + 1), a2 / (a2 + ((e2 + 1) / usual)), a2 / (a2 + (Math.Max(0, (1 / usual) - shared) * e2) + (1 / usual)), usual,
            KrippendorffAlpha.Of(units, MeasurementLevel.Interval),
            y.Distinct().Count() <= MostDistinct ? KrippendorffAlpha.Of(units, MeasurementLevel.Ordinal) : null,
            table is null ? null : IntraclassCorrelation.Of(table), table is null ? null : KendallConcordance.Of(table));
    }
}
