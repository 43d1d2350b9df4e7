using MathNet.Numerics.Distributions;

namespace GrantReview.Core.Calibration;

/// <summary>
/// Kendall's W of m experts who each rank the same n applications, corrected for ties: W = 12 S/(m²(n³ − n) − m ΣT), S the squares of the
/// rank sums, T = Σ(t³ − t) of each expert's ties.
/// </summary>
/// <param name="ChiSquared">m (n − 1) W.</param>
/// <param name="PValue">From χ² with n − 1 degrees; rough with few applications.</param>
public sealed record KendallConcordance(double W, double ChiSquared, int Degrees, double PValue)
{
    /// <param name="scores">[application, expert]; at least two of each.</param>
    /// <returns>Null where every expert gives one value throughout.</returns>
    public static KendallConcordance? Of(double[,] scores)
    {
        var (n, m) = (scores.GetLength(0), scores.GetLength(1));
        if (n < 2 || m < 2)
        {
            throw new ArgumentException("Two applications and two experts are the least.", nameof(scores));
        }
        var (sums, ties) = (new double[n], 0.0);
        for (var j = 0; j < m; j++)
        {
            var column = Enumerable.Range(0, n).Select(i => scores[i, j]).ToArray();
            var ranks = MidRanks.Of(column);
            for (var i = 0; i < n; i++)
            {
                sums[i] += ranks[i];
            }
            ties += column.CountBy(v => v).Sum(t => Math.Pow(t.Value, 3) - t.Value);
        }
        var middle = m * (n + 1) / 2.0;
        var below = ((double)m * m * (Math.Pow(n, 3) - n)) - (m * ties);
        if (below <= 0)
        {
            return null;
        }
        var w = 12 * sums.Sum(s => (s - middle) * (s - middle)) / below;
        var statistic = m * (n - 1) * w;
        return new KendallConcordance(w, statistic, n - 1, 1 - MathNet.Numerics.Distributions.ChiSquared.CDF(n - 1, statistic));
    }
}
