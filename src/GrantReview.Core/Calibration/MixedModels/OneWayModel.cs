namespace GrantReview.Core.Calibration.MixedModels;

/// <summary>
/// The edge of the mixed model where one of the two variances is zero: y = μ + group + error. Everything follows from the groups' sums, so that an edge is found exactly
/// and cheaply, and the question whether the missing variance would lower the criterion has a closed answer.
/// </summary>
internal sealed class OneWayModel
{
    private const double Smallest = -18, Largest = 18;
    private const int Grid = 145;

    private readonly int rows;
    private readonly int[] group;
    private readonly double[] weights;
    private readonly double[] y;
    private readonly double[] weightSum;
    private readonly double[] mean;
    private readonly double within;
    private readonly double logWeights;

    public OneWayModel(int[] group, int groups, double[] y, double[] weights)
    {
        (rows, this.group, this.y, this.weights) = (y.Length, group, y, weights);
        (weightSum, mean) = (new double[groups], new double[groups]);
        for (var r = 0; r < rows; r++)
        {
            weightSum[group[r]] += weights[r];
            mean[group[r]] += weights[r] * y[r];
        }
        for (var g = 0; g < groups; g++)
        {
            mean[g] /= weightSum[g];
        }
        for (var r = 0; r < rows; r++)
        {
            within += weights[r] * (y[r] - mean[group[r]]) * (y[r] - mean[group[r]]);
            logWeights += Math.Log(weights[r]);
        }
    }

    /// <summary>The ratio group variance : error variance that is best, 0 included.</summary>
    public double Ratio { get; private set; }

    public double Criterion { get; private set; }

    /// <summary>False where the error variance would be zero: every group agrees within itself.</summary>
    public bool HasError => within > 0;

    public OneWayModel Fit()
    {
        var (bestAt, best) = (double.NegativeInfinity, At(0).Criterion);
        for (var i = 0; i < Grid; i++)
        {
            var log = Smallest + (i * (Largest - Smallest) / (Grid - 1));
            var criterion = At(Math.Exp(log)).Criterion;
            if (criterion < best - (1e-12 * Math.Abs(best)))
            {
                (bestAt, best) = (log, criterion);
            }
        }
        if (double.IsNegativeInfinity(bestAt))
        {
            // The grid is too coarse to see a variance smaller than its first step; the slope at zero is not.
            (Ratio, Criterion) = (0, best);
            return this;
        }
        var step = (Largest - Smallest) / (Grid - 1);
        var (low, high) = (bestAt - step, bestAt + step);
        for (var i = 0; i < 100 && high - low > 1e-15 * Math.Abs(low); i++)
        {
            var middle = (low + high) / 2;
            if (At(Math.Exp(middle)).Slope > 0)
            {
                high = middle;
            }
            else
            {
                low = middle;
            }
        }
        Ratio = Math.Exp((low + high) / 2);
        Criterion = At(Ratio).Criterion;
        return this;
    }

    /// <summary>The criterion and its derivative by the ratio.</summary>
    private (double Criterion, double Slope) At(double ratio)
    {
        var (precision, total, logDeterminant, trace) = (0.0, 0.0, 0.0, 0.0);
        for (var g = 0; g < mean.Length; g++)
        {
            var shrunk = weightSum[g] / (1 + (ratio * weightSum[g]));
            precision += shrunk;
            total += shrunk * mean[g];
            logDeterminant += Math.Log(1 + (ratio * weightSum[g]));
        }
        var mu = total / precision;
        var (squares, derivative) = (within, 0.0);
        for (var g = 0; g < mean.Length; g++)
        {
            var shrunk = weightSum[g] / (1 + (ratio * weightSum[g]));
            squares += shrunk * (mean[g] - mu) * (mean[g] - mu);
            derivative += shrunk * shrunk * (mean[g] - mu) * (mean[g] - mu);
            trace += shrunk - (shrunk * shrunk / precision);
        }
        var degrees = rows - 1;
        return (logDeterminant + Math.Log(precision) + (degrees * (1 + Math.Log(2 * Math.PI * squares / degrees))) - logWeights, trace - (degrees * derivative / squares));
    }

    /// <summary>The derivative of the criterion by the other side's ratio, at zero of it: not negative where the edge is a minimum.</summary>
    public double SlopeInto(int[] other, int others)
    {
        var (precision, total) = (0.0, 0.0);
        for (var g = 0; g < mean.Length; g++)
        {
            var shrunk = weightSum[g] / (1 + (Ratio * weightSum[g]));
            precision += shrunk;
            total += shrunk * mean[g];
        }
        var mu = total / precision;
        var (sums, leans, residuals) = (new double[others], new double[others], new double[others]);
        var squares = within;
        for (var g = 0; g < mean.Length; g++)
        {
            squares += weightSum[g] / (1 + (Ratio * weightSum[g])) * (mean[g] - mu) * (mean[g] - mu);
        }
        for (var r = 0; r < rows; r++)
        {
            var (g, w) = (group[r], weights[r]);
            var shrink = 1 + (Ratio * weightSum[g]);
            sums[other[r]] += w - (w * w * Ratio / shrink);
            leans[other[r]] += w / shrink;
            residuals[other[r]] += w * (y[r] - mu - (Ratio * weightSum[g] * (mean[g] - mu) / shrink));
        }
        return sums.Sum() - (leans.Sum(l => l * l) / precision) - ((rows - 1) * residuals.Sum(e => e * e) / squares);
    }
}
