namespace GrantReview.Core.Calibration.MixedModels;

/// <summary>
/// What is assumed of the applications' θ before there are scores, as a density of φ = (2/π) arctan θ. No one assumption gives intervals
/// that hold the truth as often as they say for every question (Datta and Sweeting 2005), so ranks and scores have each their own; of the
/// experts' θ φ is uniform for both.
/// </summary>
internal enum VariancePrior
{
    /// <summary>
    /// For ranks: half-Cauchy on θ (Gelman 2006; Polson and Scott 2012), most likely where ranks are lots. Its scale is a quarter: of the
    /// scales tried the largest by which intervals of rank hold the truth as often as they say where all applications are equal.
    /// </summary>
    OfRanks,

    /// <summary>
    /// For scores: θ²/(1 + θ²), the share of the variance σ²_A + σ² that is quality, uniform (Strawderman 1971; Daniels 1999). Near zero it
    /// is flat on σ²_A, by which the posterior variance of an effect is its mean squared error to second order (Datta, Rao and Smith 2005;
    /// Morris and Tang 2011), and it is proper however few the applications.
    /// </summary>
    OfScores,
}

internal static class VariancePriors
{
    /// <summary>The median of θ for ranks, in standard deviations of an error.</summary>
    private const double Scale = 0.25;

    /// <summary>−2 log of the density of φ, on the scale of the criterion; infinite where the density vanishes.</summary>
    public static double Criterion(this VariancePrior prior, double phi)
    {
        var (sin, cos) = Math.SinCos(Math.PI / 2 * phi);
        return 2 * Math.Log(prior == VariancePrior.OfRanks ? (cos * cos) + (sin * sin / (Scale * Scale)) : 1 / (sin * cos));
    }
}
