namespace GrantReview.Core.Calibration.MixedModels;

/// <summary>A point of θ and its share of the posterior, by what is assumed for ranks and for scores.</summary>
internal readonly record struct LatticePoint(double Application, double Expert, double RankShare, double ScoreShare);

/// <summary>
/// What the scores leave open about the variances: the restricted likelihood of θ, μ and σ² integrated out, is exp(−criterion/2); what is
/// assumed beside it is a density of φ = (2/π) arctan θ on 0 … 1 (<see cref="VariancePrior"/>). The likelihood is an even function of θ, so
/// equal shares of a lattice that is symmetric about φ = 0 integrate it with an error that vanishes exponentially (Trefethen and Weideman
/// 2014), at a variance of zero as anywhere else. No point has a variance of zero.
/// </summary>
internal sealed class VarianceLattice
{
    /// <summary>Spacing in posterior standard deviations: a normal density is then integrated to 3 in 1,000.</summary>
    private const double Spacing = 1.75;

    /// <summary>Points on each axis at least, however little is known.</summary>
    private const int Fewest = 12;

    /// <summary>Points less likely than the best by this factor are left out.</summary>
    private const double Negligible = 3e-3;

    private static readonly VariancePrior[] Priors = [VariancePrior.OfRanks, VariancePrior.OfScores];

    private static readonly (int A, int E)[] Neighbours = [(1, 0), (-1, 0), (0, 1), (0, -1)];

    private VarianceLattice(IReadOnlyList<LatticePoint> points, double[] width) => (Points, Width) = (points, width);

    public IReadOnlyList<LatticePoint> Points { get; }

    /// <summary>About one posterior standard deviation of φ of applications and of experts, the other held.</summary>
    public IReadOnlyList<double> Width { get; }

    /// <summary>Walks the lattice outwards from the fitted θ until nothing likely is left.</summary>
    /// <param name="evaluation">At the fitted θ; it ends at another.</param>
    public static VarianceLattice Explore(RemlEvaluation evaluation)
    {
        double[] fitted = [Phi(evaluation.Theta[0]), Phi(evaluation.Theta[1])];
        // An expert who scored once is not told from chance: the fit holds that variance at zero.
        var expertsAreFree = evaluation.Design.Rows > evaluation.Design.Experts;
        var atFit = evaluation.Criterion;
        double[] width = [WidthOf(evaluation, fitted, 0, atFit), expertsAreFree ? WidthOf(evaluation, fitted, 1, atFit) : 0];
        var count = width.Select(w => w > 0 ? Math.Max(Fewest, (int)Math.Ceiling(1 / (Spacing * w))) : 1).ToArray();
        var start = (A: CellOf(0), E: CellOf(1));
        var (asked, queue) = (new HashSet<(int A, int E)> { start }, new Queue<(int A, int E)>([start]));
        var found = new Dictionary<(int A, int E), double>();
        double[] best = [double.PositiveInfinity, double.PositiveInfinity];
        while (queue.TryDequeue(out var cell))
        {
            if (!evaluation.Solve(ThetaAt(0, cell.A), ThetaAt(1, cell.E)) || (cell != start && IsNegligible(cell, evaluation.Criterion)))
            {
                continue;
            }
            var criterion = evaluation.Criterion;
            foreach (var prior in Priors)
            {
                best[(int)prior] = Math.Min(best[(int)prior], criterion + Prior(prior, cell));
            }
            found.Add(cell, criterion);
            foreach (var (a, e) in Neighbours)
            {
                var next = (A: cell.A + a, E: cell.E + e);
                // The criterion bends upwards: what lies beyond two points is at least as high as their line.
                var isTooFar =
                    found.TryGetValue((cell.A - a, cell.E - e), out var behind) && IsNegligible(next, (2 * criterion) - behind);
                if (next.A >= 0 && next.A < count[0] && next.E >= 0 && next.E < count[1] && !isTooFar && asked.Add(next))
                {
                    queue.Enqueue(next);
                }
            }
        }
        var cells = found.OrderBy(c => c.Key).ToList();
        double[][] likelihood = [.. Priors.Select(p => cells.Select(c => Likelihood(p, c.Key, c.Value)).ToArray())];
        double[] sum = [.. likelihood.Select(l => l.Sum())];
        return new VarianceLattice(
            [
                .. cells.Select((c, i) => new LatticePoint(
                    ThetaAt(0, c.Key.A), ThetaAt(1, c.Key.E), likelihood[0][i] / sum[0], likelihood[1][i] / sum[1])),
            ],
            width);

        double Prior(VariancePrior prior, (int A, int E) cell) => prior.Criterion((cell.A + 0.5) / count[0]);

        double Likelihood(VariancePrior prior, (int A, int E) cell, double criterion) =>
            Math.Exp((best[(int)prior] - criterion - Prior(prior, cell)) / 2) is var l && l >= Negligible ? l : 0;

        bool IsNegligible((int A, int E) cell, double criterion) => Priors.All(p => Likelihood(p, cell, criterion) == 0);

        int CellOf(int side) => Math.Min(count[side] - 1, (int)(fitted[side] * count[side]));

        double ThetaAt(int side, int cell) => side == 1 && !expertsAreFree ? 0 : Theta((cell + 0.5) / count[side]);
    }

    public static double Phi(double theta) => 2 / Math.PI * Math.Atan(theta);

    public static double Theta(double phi) => Math.Tan(Math.PI / 2 * phi);

    /// <summary>
    /// The step of φ, away from the nearer end, over which the criterion rises by one: a standard deviation where it is a parabola.
    /// </summary>
    private static double WidthOf(RemlEvaluation evaluation, double[] fitted, int side, double atFit)
    {
        // Were all effects of the side known, log θ would have this deviation.
        var known = Math.Sqrt(1 / (2.0 * evaluation.SphericalEffects[side].Length));
        var theta = Theta(fitted[side]);
        var step = theta == 0 ? 0.05 : Math.Clamp(2 / Math.PI * theta / (1 + (theta * theta)) * known, 1e-4, 0.05);
        for (var round = 0; round < 6; round++)
        {
            double[] at = [.. fitted];
            at[side] += fitted[side] > 0.5 ? -step : step;
            var rise = evaluation.Solve(Theta(at[0]), Theta(at[1])) ? evaluation.Criterion - atFit : double.PositiveInfinity;
            var next = Math.Min(0.4, step * Math.Clamp(1 / Math.Sqrt(Math.Max(rise, 1e-9)), 0.05, 4));
            if (rise is > 0.4 and < 2.5 || next == step)
            {
                return next;
            }
            step = next;
        }
        return step;
    }
}
