namespace GrantReview.Core.Calibration.MixedModels;

/// <summary>
/// What unequal errors leave open beside the variances: y_r ~ N(μ + u + b, σ²/w_g) with w_g ~ Gamma(ν/2, rate ν/2) for each group g of
/// rows, an expert's rows (its own noise) or a single row (Student's t). A seeded chain alternates two steps of θ with everything else but
/// the weights integrated out (Metropolis), an exact joint draw of σ², μ and the effects, and one of the weights.
/// </summary>
internal sealed class WeightedChain
{
    private const int ThetaSteps = 2;

    /// <summary>A step of φ in standard deviations: about a third of the steps is taken.</summary>
    private const double StepSize = 1.7;

    private readonly CrossedDesign design;
    private readonly double[] y;
    private readonly int[] group;
    private readonly double degrees;
    private readonly int[] size;
    private readonly double[] phi;
    private readonly VariancePrior prior;
    private readonly IReadOnlyList<double> width;
    private readonly SeededRandom random;
    private readonly double[] weights;
    private RemlEvaluation at;
    private RemlEvaluation tried;

    /// <param name="fit">Where the chain starts.</param>
    /// <param name="group">By row.</param>
    /// <param name="width">Of a step of φ; 0 = held.</param>
    public WeightedChain(RemlEvaluation fit, double[] y, int[] group, double degrees, VariancePrior prior, IReadOnlyList<double> width,
        SeededRandom random)
    {
        (design, this.y) = (fit.Design, y);
        (this.group, this.degrees) = (group, degrees);
        (this.prior, this.width) = (prior, width);
        this.random = random;
        size = new int[group.Max() + 1];
        foreach (var g in group)
        {
            size[g]++;
        }
        weights = [.. fit.Weights];
        phi = [VarianceLattice.Phi(fit.Theta[0]), VarianceLattice.Phi(fit.Theta[1])];
        (at, tried) = (new RemlEvaluation(design, y, weights), new RemlEvaluation(design, y, weights));
    }

    /// <summary>
    /// One round of the chain; <paramref name="into"/> holds draws at its θ and weights, of which the first carries the chain on.
    /// </summary>
    public void Advance(EffectDraws into)
    {
        at.Reweigh(weights);
        tried.Reweigh(weights);
        if (!at.Solve(VarianceLattice.Theta(phi[0]), VarianceLattice.Theta(phi[1])))
        {
            throw new InvalidOperationException("The chain left the range of double precision.");
        }
        for (var step = 0; step < ThetaSteps; step++)
        {
            Move();
        }
        new ApplicationPosterior(at).Draw(random, into);
        DrawWeights(into);
    }

    private void Move()
    {
        double[] next = [.. phi.Zip(width, (at, one) => Reflected(at + (StepSize * one * random.Normal())))];
        var isSolved = tried.Solve(VarianceLattice.Theta(next[0]), VarianceLattice.Theta(next[1]));
        // Drawn in any case, so that the numbers do not depend on the answer.
        var threshold = -2 * Math.Log(random.Uniform());
        if (isSolved && CriterionOf(tried, next) - CriterionOf(at, phi) <= threshold)
        {
            (at, tried) = (tried, at);
            next.CopyTo(phi, 0);
        }
    }

    private double CriterionOf(RemlEvaluation solved, double[] phiThere) => solved.Criterion + prior.Criterion(phiThere[0]);

    private void DrawWeights(EffectDraws drawn)
    {
        var squares = new double[size.Length];
        for (var r = 0; r < design.Rows; r++)
        {
            var error = y[r] - drawn.Mean[design.MeanOfRow[r]][0] - drawn.Row(0, design.Application[r])[0] - drawn.Row(
                1, design.Expert[r])[0];
            squares[group[r]] += error * error;
        }
        var variance = drawn.Deviation[0] * drawn.Deviation[0];
        var weight = new double[size.Length];
        for (var g = 0; g < weight.Length; g++)
        {
            weight[g] = random.Gamma((degrees + size[g]) / 2) / ((degrees + (squares[g] / variance)) / 2);
        }
        for (var r = 0; r < design.Rows; r++)
        {
            weights[r] = weight[group[r]];
        }
    }

    /// <summary>Back into 0 … 1 from either end; the likelihood is the same on both sides of 0.</summary>
    private static double Reflected(double phi)
    {
        var folded = Math.Abs(phi) % 2;
        return folded > 1 ? 2 - folded : folded;
    }
}
