using GrantReview.Core.Calibration.MixedModels;

namespace GrantReview.Core.Calibration;

/// <summary>
/// The mixed model with unequal error variances, by expectation and maximisation: fit with weights, take the expected squared errors E[e²]
/// = ê² + Var(fitted), make new weights from them, until no weight moves by more than a millionth. The two rules of weights are the two
/// methods.
/// </summary>
internal static class ReweightedFit
{
    /// <summary>Degrees of freedom of the prior of an expert's error variance and of Student's t.</summary>
    public const double Degrees = 4;

    private const int MostRounds = 200;
    private const double SmallChange = 1e-6;

    /// <summary>
    /// An expert's error variance σ²_e has an inverse-gamma prior (ν/2, ν s²/2), ν = 4: σ²_e = (ν s² + Σ E[e²])/(ν + n_e), s² =
    /// N/Σ(1/σ²_e); weight s²/σ²_e. An expert with few scores is drawn to the common variance.
    /// </summary>
    public static (MixedModelFit Fit, bool Converged) ByExpertNoise(CrossedDesign design, double[] y)
    {
        var variance = new double[design.Experts];
        Array.Fill(variance, double.NaN);
        return Iterate(design, y, (squares, residualVariance) =>
        {
            var (sum, n) = (new double[design.Experts], new int[design.Experts]);
            for (var r = 0; r < design.Rows; r++)
            {
                sum[design.Expert[r]] += squares[r];
                n[design.Expert[r]]++;
            }
            var common = double.IsNaN(variance[0]) ? residualVariance : variance.Length / variance.Sum(v => 1 / v);
            for (var e = 0; e < variance.Length; e++)
            {
                variance[e] = ((Degrees * common) + sum[e]) / (Degrees + n[e]);
            }
            common = variance.Length / variance.Sum(v => 1 / v);
            return [.. design.Expert.Select(e => common / variance[e])];
        });
    }

    /// <summary>
    /// Errors follow Student's t with ν = 4: weight (ν + 1)/(ν + E[e²]/σ²) (Lange, Little and Taylor 1989). A score far from what both
    /// sides suggest counts less.
    /// </summary>
    public static (MixedModelFit Fit, bool Converged) Robust(CrossedDesign design, double[] y) =>
        Iterate(design, y, (squares, residualVariance) => [.. squares.Select(s => (Degrees + 1) / (Degrees + (s / residualVariance)))]);

    private static (MixedModelFit Fit, bool Converged) Iterate(CrossedDesign design, double[] y, Func<double[], double, double[]> reweigh)
    {
        var weights = new double[design.Rows];
        Array.Fill(weights, 1);
        var fit = MixedModelFit.Of(design, y, weights);
        for (var round = 0; round < MostRounds && fit.Exit is FitExit.Interior or FitExit.Edge; round++)
        {
            var evaluation = fit.Evaluation;
            var squares = new double[design.Rows];
            for (var r = 0; r < squares.Length; r++)
            {
                squares[r] = (evaluation.Residual[r] * evaluation.Residual[r]) + evaluation.FittedVariance(r);
            }
            var next = reweigh(squares, evaluation.ResidualVariance);
            var change = 0.0;
            for (var r = 0; r < next.Length; r++)
            {
                change = Math.Max(change, Math.Abs(Math.Log(next[r] / weights[r])));
            }
            if (change < SmallChange)
            {
                return (fit, true);
            }
            weights = next;
            fit = MixedModelFit.Of(design, y, weights, (evaluation.Theta[0], evaluation.Theta[1]));
        }
        return (fit, false);
    }
}
