namespace GrantReview.Core.Calibration.MixedModels;

/// <summary>
/// The mixed model y = Xμ + θ_A σ v_application + θ_E σ v_expert + σ ε/√w at one θ, v and ε standard normal: Henderson's equations in
/// lme4's spherical effects v. M = ΛZ'WZΛ + I is solved component by component through the Schur complement of its larger diagonal block;
/// the fixed means μ are a border of a few rows, and all that leans on them is kept in the basis in which their precision m = U'U is the
/// identity.
/// </summary>
internal sealed class RemlEvaluation
{
    /// <summary>A component of fewer ratings is read by one thread.</summary>
    private const int Few = 5_000;

    private readonly CrossedDesign design;
    private readonly double[] y;
    private double[] weights;
    private double[][] weightSum;
    private readonly Skyline[] factors;
    private double[] factor = [];

    public RemlEvaluation(CrossedDesign design, double[] y, double[] weights)
    {
        (this.design, this.y, this.weights) = (design, y, weights);
        factors = [.. design.Components.Select(p => new Skyline(p.First))];
        weightSum = [Sums(weights, design.Application, design.Applications), Sums(weights, design.Expert, design.Experts)];
    }

    /// <summary>θ of applications and of experts.</summary>
    public double[] Theta { get; } = new double[2];

    /// <summary>−2 log of the restricted likelihood, profiled over μ and σ²; lme4's REMLcrit.</summary>
    public double Criterion { get; private set; }

    /// <summary>Its derivative by log θ.</summary>
    public double[] Gradient { get; } = new double[2];

    /// <summary>The fixed means μ.</summary>
    public double[] Mean { get; private set; } = [];
    public double ResidualVariance { get; private set; }

    /// <summary>Of each mean, U⁻ᵀe: the covariance of two means is σ² times the product of theirs.</summary>
    public double[][] Root { get; private set; } = [];

    /// <summary>Spherical effects v of applications (0) and experts (1).</summary>
    public double[][] SphericalEffects { get; private set; } = [];

    /// <summary>U⁻ᵀ(M⁻¹ΛZ'WX)': how each effect leans on the means, as many figures a member as there are means.</summary>
    public double[][] MeanCoupling { get; private set; } = [];

    /// <summary>y − μ − u, by row.</summary>
    public double[] Residual { get; private set; } = [];

    /// <summary>Diagonal of M⁻¹, without the border.</summary>
    public double[][] Diagonal { get; } = [[], []];

    /// <summary>M⁻¹ between a row's application and its expert.</summary>
    public double[] InverseCross { get; private set; } = [];

    public CrossedDesign Design => design;

    /// <summary>Of the errors, by row.</summary>
    public IReadOnlyList<double> Weights => weights;

    /// <summary>Other error weights; nothing else holds until θ is solved again.</summary>
    public void Reweigh(double[] given)
    {
        weights = given;
        weightSum = [Sums(weights, design.Application, design.Applications), Sums(weights, design.Expert, design.Experts)];
    }

    /// <summary>Everything at θ; false where the equations cannot be solved in double precision.</summary>
    public bool Run(double thetaApplication, double thetaExpert)
    {
        if (!Solve(thetaApplication, thetaExpert))
        {
            return false;
        }
        InvertAll();
        for (var side = 0; side < 2; side++)
        {
            // Half the derivative by log θ: N − tr C − |v|²/σ², C the inverse with its border.
            var trace = 0.0;
            var square = 0.0;
            for (var i = 0; i < SphericalEffects[side].Length; i++)
            {
                trace += 1 - Diagonal[side][i] - MeanCouplingSquare(side, i);
                square += SphericalEffects[side][i] * SphericalEffects[side][i];
            }
            Gradient[side] = 2 * (trace - (square / ResidualVariance));
        }
        return true;
    }

    /// <summary>Criterion, mean, effects and the factor at θ, without errors and gradient; false as above.</summary>
    public bool Solve(double thetaApplication, double thetaExpert)
    {
        (Theta[0], Theta[1]) = (thetaApplication, thetaExpert);
        var logDeterminant = 0.0;
        for (var p = 0; p < factors.Length; p++)
        {
            if (Assemble(design.Components[p], factors[p]) is not { } logPivots || !factors[p].Factor())
            {
                return false;
            }
            logDeterminant += logPivots + factors[p].LogDeterminant();
        }
        var degrees = design.Degrees;
        if (SolveForMeans() is not { } logMeans)
        {
            return false;
        }
        var (atScores, effect) = Project(y);
        SphericalEffects = effect;
        Mean = [.. Root.Select(root => Dot(root, atScores))];
        Residual = ResidualOf(y, atScores, SphericalEffects);
        var squares = SphericalEffects[0].Sum(v => v * v) + SphericalEffects[1].Sum(v => v * v);
        for (var r = 0; r < design.Rows; r++)
        {
            squares += weights[r] * Residual[r] * Residual[r];
        }
        ResidualVariance = squares / degrees;
        Criterion = logDeterminant + logMeans + (degrees * (1 + Math.Log(2 * Math.PI * ResidualVariance))) - weights.Sum(Math.Log);
        return double.IsFinite(Criterion);
    }

    /// <summary>
    /// The average-information approximation of the second derivatives by log θ (Gilmour, Thompson and Cullis 1995), σ² profiled out: with
    /// t_s = θ_s² Z_s Z_s'Py, 4 (t_s'P t_u/σ² − (t_s'Py)(t_u'Py)/(σ⁴(n − 1))).
    /// </summary>
    public double[,] AverageInformation()
    {
        var scores = new double[2];
        double[][] t = [new double[design.Rows], new double[design.Rows]];
        for (var r = 0; r < design.Rows; r++)
        {
            t[0][r] = Theta[0] * SphericalEffects[0][design.Application[r]];
            t[1][r] = Theta[1] * SphericalEffects[1][design.Expert[r]];
        }
        var projected = new double[2][];
        for (var s = 0; s < 2; s++)
        {
            var (at, effect) = Project(t[s]);
            projected[s] = ResidualOf(t[s], at, effect);
            scores[s] = SphericalEffects[s].Sum(v => v * v);
        }
        var information = new double[2, 2];
        for (var s = 0; s < 2; s++)
        {
            for (var u = 0; u < 2; u++)
            {
                var sum = 0.0;
                for (var r = 0; r < design.Rows; r++)
                {
                    sum += t[s][r] * weights[r] * projected[u][r];
                }
                information[s, u] =
                    4 * ((sum / ResidualVariance) - (scores[s] * scores[u] / (ResidualVariance * ResidualVariance * design.Degrees)));
            }
        }
        return information;
    }

    /// <summary>θ² M⁻¹ with the border, ×σ²: the posterior variance of μ + u_application + u_expert of a row.</summary>
    public double FittedVariance(int row)
    {
        var (i, j) = (design.Application[row], design.Expert[row]);
        var effects =
            (Theta[0] * Theta[0] * Diagonal[0][i]) + (Theta[1] * Theta[1] * Diagonal[1][j]) + (2 * Theta[0] * Theta[1] * InverseCross[row]);
        var (root, square) = (Root[design.MeanOfRow[row]], 0.0);
        var application = MeanCouplingOf(0, i);
        var expert = MeanCouplingOf(1, j);
        for (var c = 0; c < root.Length; c++)
        {
            var left = root[c] - (Theta[0] * application[c]) - (Theta[1] * expert[c]);
            square += left * left;
        }
        return ResidualVariance * (effects + square);
    }

    /// <summary>Of an application's μ + u, without expert: as above.</summary>
    public double ScoreVariance(int application)
    {
        var (root, square) = (Root[design.MeanOf[application]], 0.0);
        var coupling = MeanCouplingOf(0, application);
        for (var c = 0; c < root.Length; c++)
        {
            square += Math.Pow(root[c] - (Theta[0] * coupling[c]), 2);
        }
        return ResidualVariance * ((Theta[0] * Theta[0] * Diagonal[0][application]) + square);
    }

    public ReadOnlySpan<double> MeanCouplingOf(int side, int member) => MeanCoupling[side].AsSpan(member * design.Means, design.Means);

    /// <summary>What a member's variance owes to the means.</summary>
    public double MeanCouplingSquare(int side, int member) => Dot(MeanCouplingOf(side, member), MeanCouplingOf(side, member));

    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var c = 0; c < a.Length; c++)
        {
            sum += a[c] * b[c];
        }
        return sum;
    }

    public Skyline FactorOf(int component) => factors[component];

    /// <summary>An eliminated member's pivot, and the coupling of a row, in M.</summary>
    public double Pivot(Component component, int eliminated)
    {
        var theta = Theta[component.EliminatesApplications ? 0 : 1];
        return (theta * theta * weightSum[component.EliminatesApplications ? 0 : 1][component.Eliminated[eliminated]]) + 1;
    }

    public double Coupling(int row) => Theta[0] * Theta[1] * weights[row];

    private double? Assemble(Component component, Skyline schur)
    {
        schur.Clear();
        var (keptSide, logPivots) = (component.EliminatesApplications ? 1 : 0, 0.0);
        for (var k = 0; k < component.Kept.Length; k++)
        {
            schur.Add(k, k, (Theta[keptSide] * Theta[keptSide] * weightSum[keptSide][component.Kept[k]]) + 1);
        }
        for (var e = 0; e < component.Eliminated.Length; e++)
        {
            var pivot = Pivot(component, e);
            if (!double.IsFinite(pivot))
            {
                return null;
            }
            logPivots += Math.Log(pivot);
            for (var i = component.Start[e]; i < component.Start[e + 1]; i++)
            {
                var scaled = Coupling(component.Row[i]) / pivot;
                for (var j = i; j < component.Start[e + 1]; j++)
                {
                    schur.Add(component.KeptAt[i], component.KeptAt[j], -scaled * Coupling(component.Row[j]));
                }
            }
        }
        return logPivots;
    }

    /// <summary>M⁻¹ΛZ'Wt.</summary>
    private double[][] SolveFor(double[] t)
    {
        double[][] right = [new double[design.Applications], new double[design.Experts]];
        for (var r = 0; r < design.Rows; r++)
        {
            right[0][design.Application[r]] += Theta[0] * weights[r] * t[r];
            right[1][design.Expert[r]] += Theta[1] * weights[r] * t[r];
        }
        for (var p = 0; p < factors.Length; p++)
        {
            var component = design.Components[p];
            var (eliminated, kept) = component.EliminatesApplications ? (right[0], right[1]) : (right[1], right[0]);
            var x = new double[factors[p].Rows];
            for (var k = 0; k < component.Kept.Length; k++)
            {
                x[k] = kept[component.Kept[k]];
            }
            for (var e = 0; e < component.Eliminated.Length; e++)
            {
                var scaled = eliminated[component.Eliminated[e]] / Pivot(component, e);
                for (var i = component.Start[e]; i < component.Start[e + 1]; i++)
                {
                    x[component.KeptAt[i]] -= Coupling(component.Row[i]) * scaled;
                }
            }
            factors[p].SolveTransposed(x, 1);
            factors[p].SolveUpper(x, 1);
            for (var k = 0; k < component.Kept.Length; k++)
            {
                kept[component.Kept[k]] = x[k];
            }
            for (var e = 0; e < component.Eliminated.Length; e++)
            {
                var sum = eliminated[component.Eliminated[e]];
                for (var i = component.Start[e]; i < component.Start[e + 1]; i++)
                {
                    sum -= Coupling(component.Row[i]) * x[component.KeptAt[i]];
                }
                eliminated[component.Eliminated[e]] = sum / Pivot(component, e);
            }
        }
        return right;
    }

    /// <summary>The border: leans, roots, and log|m|; null where the means cannot be told apart in double precision.</summary>
    private double? SolveForMeans()
    {
        var means = design.Means;
        var (precision, solved) = (new double[means * means], new double[means][][]);
        for (var c = 0; c < means; c++)
        {
            double[] column = [.. design.MeanOfRow.Select(m => m == c ? 1.0 : 0)];
            solved[c] = SolveFor(column);
            Border(column, solved[c]).CopyTo(precision, c * means);
        }
        if (!Tile.Factor(precision, means))
        {
            return null;
        }
        MeanCoupling = [new double[design.Applications * means], new double[design.Experts * means]];
        for (var side = 0; side < 2; side++)
        {
            for (var i = 0; i < MeanCoupling[side].Length; i += means)
            {
                for (var c = 0; c < means; c++)
                {
                    MeanCoupling[side][i + c] = solved[c][side][i / means];
                }
                Tile.SolveTransposed(precision, MeanCoupling[side].AsSpan(i, means), means, 1);
            }
        }
        Root = [.. Enumerable.Range(0, means).Select(c => Whitened([.. Enumerable.Range(0, means).Select(d => d == c ? 1.0 : 0)]))];
        factor = precision;
        return 2 * Enumerable.Range(0, means).Sum(c => Math.Log(precision[(c * means) + c]));

        double[] Whitened(double[] vector)
        {
            Tile.SolveTransposed(precision, vector, means, 1);
            return vector;
        }
    }

    /// <summary>Means (in the basis of <see cref="Root"/>) and effects that t would be given.</summary>
    private (double[] Means, double[][] SphericalEffects) Project(double[] t)
    {
        var solved = SolveFor(t);
        var means = Border(t, solved);
        Tile.SolveTransposed(factor, means, design.Means, 1);
        for (var side = 0; side < 2; side++)
        {
            for (var i = 0; i < solved[side].Length; i++)
            {
                solved[side][i] -= Dot(MeanCouplingOf(side, i), means);
            }
        }
        return (means, solved);
    }

    /// <summary>X'W(t − ZΛx): what is left for the means.</summary>
    private double[] Border(double[] t, double[][] x)
    {
        var sum = new double[design.Means];
        for (var r = 0; r < design.Rows; r++)
        {
            var left = t[r] - (Theta[0] * x[0][design.Application[r]]) - (Theta[1] * x[1][design.Expert[r]]);
            sum[design.MeanOfRow[r]] += weights[r] * left;
        }
        return sum;
    }

    private double[] ResidualOf(double[] t, double[] means, double[][] effect)
    {
        double[] fitted = [.. Root.Select(root => Dot(root, means))];
        var residual = new double[design.Rows];
        for (var r = 0; r < residual.Length; r++)
        {
            residual[r] =
                t[r] - fitted[design.MeanOfRow[r]] - (Theta[0] * effect[0][design.Application[r]]) - (
                    Theta[1] * effect[1][design.Expert[r]]);
        }
        return residual;
    }

    // For an eliminated member e with couplings b_k and pivot d: M⁻¹_ek = −Σ_j b_j Z_jk / d and M⁻¹_ee = 1/d − Σ_k b_k M⁻¹_ek / d; all Z_jk
    // needed lie in the skyline.
    private void InvertAll()
    {
        (Diagonal[0], Diagonal[1], InverseCross) = (new double[design.Applications], new double[design.Experts], new double[design.Rows]);
        for (var p = 0; p < factors.Length; p++)
        {
            var (component, z) = (design.Components[p], factors[p]);
            z.Invert();
            var (ofEliminated, ofKept) = component.EliminatesApplications ? (Diagonal[0], Diagonal[1]) : (Diagonal[1], Diagonal[0]);
            for (var k = 0; k < component.Kept.Length; k++)
            {
                ofKept[component.Kept[k]] = z.Inverse(k, k);
            }
            // Each member is computed whole by one thread, so that the cores change the time alone; few members are not worth the sharing.
            if (component.Row.Length < Few)
            {
                for (var e = 0; e < component.Eliminated.Length; e++)
                {
                    Eliminated(e);
                }
            }
            else
            {
                Parallel.For(0, component.Eliminated.Length, Eliminated);
            }

            void Eliminated(int e)
            {
                var (pivot, onto) = (Pivot(component, e), 0.0);
                for (var i = component.Start[e]; i < component.Start[e + 1]; i++)
                {
                    var sum = 0.0;
                    for (var j = component.Start[e]; j < component.Start[e + 1]; j++)
                    {
                        sum += Coupling(
                            component.Row[j]) * (j <= i
                                ? z.Inverse(component.KeptAt[j], component.KeptAt[i])
                                    : z.Inverse(component.KeptAt[i], component.KeptAt[j]));
                    }
                    InverseCross[component.Row[i]] = -sum / pivot;
                    onto += Coupling(component.Row[i]) * sum;
                }
                ofEliminated[component.Eliminated[e]] = (1 + (onto / pivot)) / pivot;
            }
        }
    }

    private static double[] Sums(double[] weights, int[] member, int members)
    {
        var sums = new double[members];
        for (var r = 0; r < weights.Length; r++)
        {
            sums[member[r]] += weights[r];
        }
        return sums;
    }
}
