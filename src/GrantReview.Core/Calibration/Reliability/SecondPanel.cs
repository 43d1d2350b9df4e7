using MathNet.Numerics.Distributions;
using MathNet.Numerics.Integration;

namespace GrantReview.Core.Calibration;

/// <summary>What a second panel of as many experts would choose again.</summary>
public static class SecondPanel
{
    /// <summary>
    /// The share of the chosen that a second panel would choose again: P(Y &gt; c | X &gt; c) for bivariate normal means X, Y of the two
    /// panels, correlated by the reliability of a mean, where c cuts off the chosen share. With half chosen it is ½ + arcsin(ρ)/π (Sheppard
    /// 1899).
    /// </summary>
    /// <param name="reliability">ρ, the intraclass correlation of a mean; held within 0..1.</param>
    /// <param name="chosen">Share of the applications that is chosen, 0 &lt; chosen ≤ 1.</param>
    public static double Repeats(double reliability, double chosen)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(chosen);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(chosen, 1);
        var rho = Math.Clamp(reliability, 0, 1);
        if (rho >= 1 || chosen >= 1)
        {
            return 1;
        }
        var cut = Normal.InvCDF(0, 1, 1 - chosen);
        var rest = Math.Sqrt(1 - (rho * rho));
        // Beyond 9 standard deviations nothing is left in double precision.
        return DoubleExponentialTransformation.Integrate(
            x => Normal.PDF(0, 1, x) * Normal.CDF(0, 1, ((rho * x) - cut) / rest), cut, Math.Max(cut, 0) + 9, 1e-10) / chosen;
    }
}
