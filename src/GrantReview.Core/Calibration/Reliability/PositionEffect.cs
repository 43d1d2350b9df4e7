using GrantReview.Core.Calibration.MixedModels;
using GrantReview.Core.Scoring;
using MathNet.Numerics;

namespace GrantReview.Core.Calibration;

/// <summary>
/// By how much the last application that an expert reads scores above the first, quality and severity taken out: the slope β of
/// y = μ + u + b + βz + ε, z running from −½ (read first) to ½ (read last), by generalised least squares, the variances taken as known.
/// </summary>
/// <param name="Scores">Those whose place in their expert's reading order is recorded; others count as read in the middle.</param>
/// <param name="Effect">β, in points; above 0 where later applications score higher.</param>
/// <param name="PValue">Two-sided, of no effect.</param>
/// <remarks>
/// With P = V⁻¹ less the means, β = z'Py/z'Pz with variance 1/z'Pz; and Py is W/σ² times the residuals of the mixed model of y, so that two
/// fits at one θ are enough (Harville 1977).
/// </remarks>
public sealed record PositionEffect(int Scores, double Effect, double StandardError, double PValue)
{
    /// <summary>Below this share of all z's squares nothing of z is left beside the effects.</summary>
    private const double Nothing = 1e-9;

    /// <summary>Null where no place is recorded, or places cannot be told from the experts and applications.</summary>
    /// <param name="totals">By row of the fit.</param>
    /// <param name="scale">Points for each unit of the fit's scores.</param>
    internal static PositionEffect? Of(RemlEvaluation fit, IReadOnlyList<ExpertTotal> totals, double scale)
    {
        var z = Places(totals);
        var squares = z.Sum(x => x * x);
        var places = new RemlEvaluation(fit.Design, z, [.. fit.Weights]);
        if (squares == 0 || fit.ResidualVariance == 0 || !places.Solve(fit.Theta[0], fit.Theta[1]))
        {
            return null;
        }
        var (left, shared) = (0.0, 0.0);
        for (var r = 0; r < z.Length; r++)
        {
            left += fit.Weights[r] * z[r] * places.Residual[r];
            shared += fit.Weights[r] * z[r] * fit.Residual[r];
        }
        if (left < Nothing * squares)
        {
            return null;
        }
        var (effect, error) = (shared / left, Math.Sqrt(fit.ResidualVariance / left));
        return new PositionEffect(
            totals.Count(t => t.Position is not null), scale * effect, scale * error,
            SpecialFunctions.Erfc(Math.Abs(effect / error) / Math.Sqrt(2)));
    }

    /// <summary>Of each row, between −½ and ½ among the expert's recorded ones.</summary>
    private static double[] Places(IReadOnlyList<ExpertTotal> totals)
    {
        var z = new double[totals.Count];
        foreach (var read in Enumerable.Range(0, totals.Count).Where(r => totals[r].Position is not null).GroupBy(r => totals[r].Expert))
        {
            List<int> order = [.. read.OrderBy(r => totals[r].Position)];
            for (var i = 0; i < order.Count; i++)
            {
                z[order[i]] = ReadingOrder.PlaceOf(i, order.Count) - 0.5;
            }
        }
        return z;
    }
}
