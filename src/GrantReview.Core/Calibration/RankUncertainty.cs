using GrantReview.Core.Calibration.MixedModels;
using MathNet.Numerics;

namespace GrantReview.Core.Calibration;

/// <summary>An application's rank and how sure it is.</summary>
internal readonly record struct UncertainRank(double Expected, double Low, double High, double Low50, double High50, double? TopK);

/// <summary>
/// Ranks from the joint posterior of the applications' effects: the expected rank in closed form, 1 + Σ_j Φ((u_j − u_i)/sd(u_j − u_i)); intervals and the probability of the top k from
/// seeded exact draws. Where no application differs from another every rank is (n + 1)/2 and the probability k/n.
/// </summary>
internal static class RankUncertainty
{
    /// <summary>Above this many applications the expected rank, too, comes from the draws.</summary>
    public const int MostPairwise = 10_000;

    private const int DrawsAtATime = Tile.Side;
    private const long MostRanks = 20_000_000;

    /// <summary>As many draws as 20 million ranks allow, between 200 and 10,000; whole batches.</summary>
    public static int DrawsFor(int applications) => (int)Math.Clamp(MostRanks / Math.Max(1, applications), 200, 10_000) / DrawsAtATime * DrawsAtATime;

    public static UncertainRank[] Of(ApplicationPosterior posterior, bool higherIsBetter, int? places, string seed)
    {
        var n = posterior.Count;
        if (posterior.IsFlat)
        {
            var middle = (n + 1) / 2.0;
            return [.. Enumerable.Repeat(new UncertainRank(middle, middle, middle, middle, middle, places is { } k ? Math.Min(1, (double)k / n) : null), n)];
        }
        var ranks = Draw(posterior, higherIsBetter, seed);
        var draws = ranks.Length / n;
        var expected = n > MostPairwise ? null : Expected(posterior, higherIsBetter);
        var result = new UncertainRank[n];
        Parallel.For(0, n, i =>
        {
            var own = ranks.AsSpan(i * draws, draws);
            own.Sort();
            var top = 0;
            while (top < draws && own[top] <= places)
            {
                top++;
            }
            result[i] = new UncertainRank(expected?[i] ?? Average(own), Quantile(own, 0.05), Quantile(own, 0.95), Quantile(own, 0.25), Quantile(own, 0.75),
                places is null ? null : (double)top / draws);
        });
        return result;
    }

    /// <summary>Expected ranks without the draws.</summary>
    public static double[] Expected(ApplicationPosterior posterior, bool higherIsBetter)
    {
        var n = posterior.Count;
        var sign = higherIsBetter ? 1 : -1;
        var (mean, variance) = (Enumerable.Range(0, n).Select(posterior.Mean).ToArray(), Enumerable.Range(0, n).Select(posterior.Variance).ToArray());
        var expected = new double[n];
        var batches = posterior.Batches();
        Parallel.For(0, batches.Count, b => posterior.Columns(batches[b], (i, covariance) =>
        {
            var sum = 1.0;
            for (var j = 0; j < n; j++)
            {
                if (j != i)
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

    /// <summary>Rank of each application in each draw, application by application.</summary>
    private static int[] Draw(ApplicationPosterior posterior, bool higherIsBetter, string seed)
    {
        var (n, draws) = (posterior.Count, DrawsFor(posterior.Count));
        var ranks = new int[n * draws];
        Parallel.For(0, draws / DrawsAtATime, batch =>
        {
            var effects = new double[n * DrawsAtATime];
            posterior.Draw(new SeededNormals(seed, batch), effects, DrawsAtATime);
            var (values, order) = (new double[n], new int[n]);
            for (var d = 0; d < DrawsAtATime; d++)
            {
                for (var i = 0; i < n; i++)
                {
                    values[i] = higherIsBetter ? -effects[(i * DrawsAtATime) + d] : effects[(i * DrawsAtATime) + d];
                    order[i] = i;
                }
                Array.Sort(values, order);
                for (var place = 0; place < n; place++)
                {
                    ranks[(order[place] * draws) + (batch * DrawsAtATime) + d] = place + 1;
                }
            }
        });
        return ranks;
    }

    private static double Average(ReadOnlySpan<int> ranks)
    {
        var sum = 0L;
        foreach (var rank in ranks)
        {
            sum += rank;
        }
        return (double)sum / ranks.Length;
    }

    /// <summary>The quantile of type 7 (Hyndman and Fan 1996; the usual one of R).</summary>
    private static double Quantile(ReadOnlySpan<int> sorted, double probability)
    {
        var at = (sorted.Length - 1) * probability;
        var below = (int)Math.Floor(at);
        return below + 1 < sorted.Length ? sorted[below] + ((at - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }
}
