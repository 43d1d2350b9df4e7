using MathNet.Numerics;

namespace GrantReview.Core.Calibration;

/// <summary>
/// The likelihood-ratio test of a variance that cannot be negative: under the hypothesis of zero the statistic is 0 half of the time and χ²
/// with one degree the other half (Self and Liang 1987; Stram and Lee 1994), so P = ½ P(χ²₁ &gt; statistic), and 1 where the statistic is
/// 0.
/// </summary>
/// <param name="Statistic">Criterion without the variance minus criterion with it, not below 0.</param>
public sealed record VarianceTest(double Statistic, double PValue)
{
    public static VarianceTest Of(double without, double with)
    {
        var statistic = Math.Max(0, without - with);
        return new VarianceTest(statistic, statistic > 0 ? 0.5 * SpecialFunctions.Erfc(Math.Sqrt(statistic / 2)) : 1);
    }
}
