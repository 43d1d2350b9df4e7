using GrantReview.Core.Calibration.MixedModels;
using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace GrantReview.Core.Calibration;

/// <summary>What to look at in an expert's scores.</summary>
public enum ExpertFlag
{
    /// <summary>Scores lower than the others.</summary>
    Harsh,

    /// <summary>Scores higher than the others.</summary>
    Lenient,

    /// <summary>Is farther from the fit than others are.</summary>
    Noisy,

    /// <summary>Orders the applications against the others.</summary>
    Disagrees,
}

/// <summary>
/// Figures of one expert that a person should look at; never an exclusion by themselves. Severity: two-sided posterior tail of a zero
/// effect; noise: Σê² against its expectation, χ²; both adjusted over all judged experts by Benjamini and Hochberg (1995). Agreement:
/// Spearman's correlation of the expert's scores with the mean of the others' on the same applications.
/// </summary>
/// <param name="SeverityQ">Adjusted tail; null with fewer than <see cref="FewestReviews"/> reviews or an expert variance of zero.</param>
/// <param name="NoiseRatio">Σê²/Σ Var(ê): 1 is usual.</param>
/// <param name="Agreement">
/// Null where fewer than <see cref="FewestReviews"/> applications have another score, or one side shows no spread.
/// </param>
/// <param name="Raised">None = nothing to look at.</param>
public sealed record ExpertFlags(
    double? SeverityQ, double? NoiseRatio, double? NoiseQ, double? Agreement, IReadOnlyList<ExpertFlag> Raised)
{
    public const int FewestReviews = 5;

    /// <summary>A noise flag also asks for half as much error variance again: with many reviews a trifle is significant.</summary>
    public const double NotableNoise = 1.5;

    internal static IReadOnlyList<ExpertFlags> Of(RemlEvaluation fit, double[] y)
    {
        var design = fit.Design;
        var n = new int[design.Experts];
        var (squares, expected) = (new double[design.Experts], new double[design.Experts]);
        var (sum, scores) = (new double[design.Applications], new int[design.Applications]);
        var rows = Enumerable.Range(0, design.Experts).Select(_ => new List<int>()).ToArray();
        for (var r = 0; r < design.Rows; r++)
        {
            var e = design.Expert[r];
            n[e]++;
            squares[e] += fit.Residual[r] * fit.Residual[r];
            // Var(ê) = σ² − Var(fitted); never below zero but for rounding.
            expected[e] += Math.Max(0, 1 - (fit.FittedVariance(r) / fit.ResidualVariance));
            sum[design.Application[r]] += y[r];
            scores[design.Application[r]]++;
            rows[e].Add(r);
        }
        var judged = Enumerable.Range(0, design.Experts).Where(e => n[e] >= FewestReviews).ToList();
        var noise = judged.Where(e => expected[e] > 1e-9).ToList();
        var noiseQ = FalseDiscoveries.Adjusted(noise, e => 1 - ChiSquared.CDF(expected[e], squares[e] / fit.ResidualVariance));
        var severe = fit.Theta[1] > 0 ? judged : [];
        var severityQ = FalseDiscoveries.Adjusted(severe, e => SpecialFunctions.Erfc(
            Math.Abs(fit.SphericalEffects[1][e]) / Math.Sqrt(
                2 * fit.ResidualVariance * (fit.Diagonal[1][e] + fit.MeanCouplingSquare(1, e)))));
        return
        [
            .. Enumerable.Range(0, design.Experts).Select(e =>
            {
                var (severityTail, noiseTail, agreement) = (Known(severityQ, e), Known(noiseQ, e), Agreement(e));
                double? ratio = expected[e] > 1e-9 ? squares[e] / fit.ResidualVariance / expected[e] : null;
                return new ExpertFlags(severityTail, ratio, noiseTail, agreement,
                [
                    .. severityTail < FalseDiscoveries.Accepted
                        ? [fit.SphericalEffects[1][e] < 0 ? ExpertFlag.Harsh : ExpertFlag.Lenient] : Array.Empty<ExpertFlag>(),
                    .. noiseTail < FalseDiscoveries.Accepted && ratio > NotableNoise ? [ExpertFlag.Noisy] : Array.Empty<ExpertFlag>(),
                    .. agreement < 0 ? [ExpertFlag.Disagrees] : Array.Empty<ExpertFlag>(),
                ]);
            }),
        ];

        double? Agreement(int expert)
        {
            var shared = rows[expert].Where(r => scores[design.Application[r]] > 1).ToList();
            return shared.Count < FewestReviews ? null : Spearman(
                [.. shared.Select(r => y[r])],
                    [.. shared.Select(r => (sum[design.Application[r]] - y[r]) / (scores[design.Application[r]] - 1))]);
        }

        static double? Known(Dictionary<int, double> of, int expert) => of.TryGetValue(expert, out var value) ? value : null;
    }

    private static double? Spearman(double[] a, double[] b)
    {
        var (x, y) = (MidRanks.Of(a), MidRanks.Of(b));
        var middle = (a.Length + 1) / 2.0;
        double xy = 0, xx = 0, yy = 0;
        for (var i = 0; i < a.Length; i++)
        {
            xy += (x[i] - middle) * (y[i] - middle);
            xx += (x[i] - middle) * (x[i] - middle);
            yy += (y[i] - middle) * (y[i] - middle);
        }
        return xx > 0 && yy > 0 ? xy / Math.Sqrt(xx * yy) : null;
    }
}
