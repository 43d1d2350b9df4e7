using GrantReview.Core.Calibration.MixedModels;
using MathNet.Numerics;

namespace GrantReview.Core.Calibration;

/// <summary>
/// Expected ranks at one θ in closed form: 1 + Σ_j Φ((u_j − u_i)/sd(u_j − u_i)), from the joint posterior with covariances, the variances
/// taken as known.
/// </summary>
internal static class ExpectedRanks
{
    /// <summary>Above this many applications the pairs are too many.</summary>
    public const int MostApplications = 10_000;

    /// <param name="scope">Of each application; it is ranked against those of the same, which have one mean.</param>
    public static double[] Of(ApplicationPosterior posterior, int[] scope, bool higherIsBetter)
    {
        var n = posterior.Count;
        var sign = higherIsBetter ? 1 : -1;
        var mean = Enumerable.Range(0, n).Select(posterior.Mean).ToArray();
        var variance = Enumerable.Range(0, n).Select(posterior.Variance).ToArray();
        var expected = new double[n];
        var batches = posterior.Batches();
        Parallel.For(0, batches.Count, b => posterior.Columns(batches[b], (i, covariance) =>
        {
            var sum = 1.0;
            for (var j = 0; j < n; j++)
            {
                if (j != i && scope[j] == scope[i])
                {
                    sum += Above(sign * (mean[j] - mean[i]), variance[i] + variance[j] - (2 * covariance[j]));
                }
            }
            expected[i] = sum;
        }));
        return expected;
    }

    private static double Above(double difference, double variance) =>
        variance > 0 ? 0.5 * SpecialFunctions.Erfc(-difference / Math.Sqrt(2 * variance)) : difference > 0 ? 1 : difference < 0 ? 0 : 0.5;
}
