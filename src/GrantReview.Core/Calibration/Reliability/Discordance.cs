using MathNet.Numerics.Distributions;
using MathNet.Numerics.Integration;

namespace GrantReview.Core.Calibration;

/// <summary>
/// Whose experts disagree more than experts do: the range of an application's scores against that of as many normal scores whose variance
/// is what the one-score reliability leaves, (1 − ICC) times all variance = σ²_E + σ² (after Giraudeau et al. 2011, who give the threshold
/// for two).
/// </summary>
public static class Discordance
{
    /// <summary>P(the range of n standard normals exceeds r) = 1 − n ∫ φ(x) (Φ(x) − Φ(x − r))ⁿ⁻¹ dx; 1 with fewer than two.</summary>
    public static double Tail(double range, int scores)
    {
        if (scores < 2 || range <= 0)
        {
            return 1;
        }
        // The highest score is x; all others are within r below it. Beyond 9 standard deviations nothing is left.
        var within = GaussLegendreRule.Integrate(
            x => Normal.PDF(0, 1, x) * Math.Pow(Normal.CDF(0, 1, x) - Normal.CDF(0, 1, x - range), scores - 1), -9, 9, 128);
        return Math.Clamp(1 - (scores * within), 0, 1);
    }

    /// <summary>
    /// Tails adjusted over all applications by Benjamini and Hochberg (1995); null for those with one score, and where scores have no
    /// error.
    /// </summary>
    /// <param name="scores">Of each application.</param>
    /// <param name="deviation">√(σ²_E + σ²), on the scale of the scores.</param>
    public static double?[] Adjusted(IReadOnlyList<double[]> scores, double deviation)
    {
        var found = new double?[scores.Count];
        var judged = Enumerable.Range(0, deviation > 0 ? scores.Count : 0).Where(a => scores[a].Length > 1).ToList();
        foreach (var (application, q) in FalseDiscoveries.Adjusted(
            judged, a => Tail((scores[a].Max() - scores[a].Min()) / deviation, scores[a].Length)))
        {
            found[application] = q;
        }
        return found;
    }
}
