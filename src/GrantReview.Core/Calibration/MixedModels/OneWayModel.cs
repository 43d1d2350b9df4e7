namespace GrantReview.Core.Calibration.MixedModels;

/// <summary>
/// The edge of the mixed model where one of the two variances is zero: y = mean + group + error. Everything follows from the sums of the
/// groups' cells, one for each mean that a group meets, so that an edge is found exactly and cheaply, and the question whether the missing
/// variance would lower the criterion has a closed answer.
/// </summary>
internal sealed class OneWayModel
{
    private const double Smallest = -18, Largest = 18;
    private const int Grid = 145;

    /// <summary>Squares of errors below this share of all squares are those of rounding: scores have sixteen digits.</summary>
    private const double SmallestError = 1e-24;

    private readonly int[] group;
    private readonly int[] meanOf;
    private readonly int means;
    private readonly double[] weights;
    private readonly double[] y;

    /// <summary>
    /// Cells of group g are at <c>start[g]</c> … <c>start[g + 1] − 1</c>: which mean, weight, weighted mean of the scores.
    /// </summary>
    private readonly int[] start;
    private readonly int[] cellMean;
    private readonly double[] cellWeight;
    private readonly double[] cellScore;
    private readonly double[] groupWeight;
    private readonly double within;
    private readonly double logWeights;

    /// <param name="meanOf">The fixed mean of each row.</param>
    public OneWayModel(int[] group, int groups, int[] meanOf, int means, double[] y, double[] weights)
    {
        (this.group, this.meanOf, this.means) = (group, meanOf, means);
        (this.y, this.weights) = (y, weights);
        var keys = Enumerable.Range(0, y.Length).Select(r => ((long)group[r] * means) + meanOf[r]).Distinct().Order().ToArray();
        var place = keys.Select((key, i) => (key, i)).ToDictionary(p => p.key, p => p.i);
        (cellMean, start) = ([.. keys.Select(key => (int)(key % means))], new int[groups + 1]);
        (cellWeight, cellScore, groupWeight) = (new double[keys.Length], new double[keys.Length], new double[groups]);
        foreach (var key in keys)
        {
            start[(key / means) + 1]++;
        }
        for (var g = 0; g < groups; g++)
        {
            start[g + 1] += start[g];
        }
        var cell = Enumerable.Range(0, y.Length).Select(r => place[((long)group[r] * means) + meanOf[r]]).ToArray();
        for (var r = 0; r < y.Length; r++)
        {
            cellWeight[cell[r]] += weights[r];
            cellScore[cell[r]] += weights[r] * y[r];
            groupWeight[group[r]] += weights[r];
        }
        for (var c = 0; c < cellScore.Length; c++)
        {
            cellScore[c] /= cellWeight[c];
        }
        for (var r = 0; r < y.Length; r++)
        {
            within += weights[r] * (y[r] - cellScore[cell[r]]) * (y[r] - cellScore[cell[r]]);
            logWeights += Math.Log(weights[r]);
        }
    }

    /// <summary>The ratio group variance : error variance that is best, 0 included.</summary>
    public double Ratio { get; private set; }

    public double Criterion { get; private set; }

    /// <summary>False where the error variance would be zero: every group agrees within itself, but for rounding.</summary>
    public bool HasError { get; private set; }

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
            HasError = ErrorAt(0);
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
        HasError = ErrorAt(Ratio);
        return this;
    }

    private bool ErrorAt(double ratio)
    {
        var solved = Solve(ratio);
        var squares = within + Enumerable.Range(0, groupWeight.Length).Sum(g => Between(g, solved));
        return squares > SmallestError * Enumerable.Range(0, y.Length).Sum(r => weights[r] * y[r] * y[r]);
    }

    /// <summary>The criterion and its derivative by the ratio.</summary>
    private (double Criterion, double Slope) At(double ratio)
    {
        var solved = Solve(ratio);
        var (squares, derivative, trace, logDeterminant) = (within, 0.0, 0.0, 0.0);
        var onto = new double[means];
        for (var g = 0; g < groupWeight.Length; g++)
        {
            var shrunk = groupWeight[g] / (1 + (ratio * groupWeight[g]));
            squares += Between(g, solved) + (shrunk * solved.Error[g] * solved.Error[g]);
            derivative += shrunk * shrunk * solved.Error[g] * solved.Error[g];
            Array.Clear(onto);
            for (var c = start[g]; c < start[g + 1]; c++)
            {
                onto[cellMean[c]] = shrunk * cellWeight[c] / groupWeight[g];
            }
            trace += shrunk - Square(solved.Factor, onto);
            logDeterminant += Math.Log(1 + (ratio * groupWeight[g]));
        }
        var degrees = y.Length - means;
        var logMeans = 2 * Enumerable.Range(0, means).Sum(c => Math.Log(solved.Factor[(c * means) + c]));
        return (logDeterminant + logMeans + (degrees * (1 + Math.Log(2 * Math.PI * squares / degrees))) - logWeights,
            trace - (degrees * derivative / squares));
    }

    /// <summary>
    /// The derivative of the criterion by the other side's ratio, at zero of it: not negative where the edge is a minimum.
    /// </summary>
    public double SlopeInto(int[] other, int others)
    {
        var solved = Solve(Ratio);
        var (sums, leans, residuals) = (new double[others], new double[others * means], new double[others]);
        var squares = within;
        for (var g = 0; g < groupWeight.Length; g++)
        {
            squares += Between(g, solved) + (groupWeight[g] / (1 + (Ratio * groupWeight[g])) * solved.Error[g] * solved.Error[g]);
        }
        for (var r = 0; r < y.Length; r++)
        {
            var (g, w, coupling) = (group[r], weights[r], other[r] * means);
            var shrink = 1 + (Ratio * groupWeight[g]);
            sums[other[r]] += w - (w * w * Ratio / shrink);
            for (var c = start[g]; c < start[g + 1]; c++)
            {
                var share = cellWeight[c] / groupWeight[g];
                leans[coupling + cellMean[c]] += (w * share / shrink) + (w * ((cellMean[c] == meanOf[r] ? 1 : 0) - share));
            }
            residuals[other[r]] += w * (y[r] - solved.Mean[meanOf[r]] - (Ratio * groupWeight[g] * solved.Error[g] / shrink));
        }
        var fixedPart = Enumerable.Range(0, others).Sum(o => Square(solved.Factor, leans.AsSpan(o * means, means).ToArray()));
        return sums.Sum() - fixedPart - ((y.Length - means) * residuals.Sum(e => e * e) / squares);
    }

    /// <summary>
    /// The means at a ratio, the factor of their precision, and of each group the weighted mean of its scores less their means.
    /// </summary>
    private (double[] Mean, double[] Factor, double[] Error) Solve(double ratio)
    {
        var (precision, mean) = (new double[means * means], new double[means]);
        for (var g = 0; g < groupWeight.Length; g++)
        {
            var shrunk = groupWeight[g] / (1 + (ratio * groupWeight[g]));
            var score = 0.0;
            for (var c = start[g]; c < start[g + 1]; c++)
            {
                score += cellWeight[c] / groupWeight[g] * cellScore[c];
            }
            // Of a group's weight s, with shares p of the cells: s(diag p − pp') + s/(1 + ratio s) pp'; the first vanishes where there is
            // one cell.
            for (var c = start[g]; c < start[g + 1]; c++)
            {
                var share = cellWeight[c] / groupWeight[g];
                mean[cellMean[c]] += (cellWeight[c] * (cellScore[c] - score)) + (shrunk * share * score);
                for (var d = start[g]; d < start[g + 1]; d++)
                {
                    var other = cellWeight[d] / groupWeight[g];
                    precision[(cellMean[c] * means) + cellMean[d]] += (groupWeight[g] * share * ((c == d ? 1 : 0) - other))
                        + (shrunk * share * other);
                }
            }
        }
        if (!Tile.Factor(precision, means))
        {
            Array.Fill(mean, double.NaN);
        }
        Tile.SolveTransposed(precision, mean, means, 1);
        Tile.Solve(precision, mean, means, 1);
        var error = new double[groupWeight.Length];
        for (var g = 0; g < error.Length; g++)
        {
            for (var c = start[g]; c < start[g + 1]; c++)
            {
                error[g] += cellWeight[c] / groupWeight[g] * (cellScore[c] - mean[cellMean[c]]);
            }
        }
        return (mean, precision, error);
    }

    /// <summary>Squares within a group between its cells, their means taken off.</summary>
    private double Between(int g, (double[] Mean, double[] Factor, double[] Error) solved)
    {
        var squares = 0.0;
        for (var c = start[g]; c < start[g + 1]; c++)
        {
            var error = cellScore[c] - solved.Mean[cellMean[c]] - solved.Error[g];
            squares += cellWeight[c] * error * error;
        }
        return squares;
    }

    private double Square(double[] factor, double[] vector)
    {
        double[] solved = [.. vector];
        Tile.SolveTransposed(factor, solved, means, 1);
        return RemlEvaluation.Dot(solved, solved);
    }
}
