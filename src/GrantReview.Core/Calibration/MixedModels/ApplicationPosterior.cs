namespace GrantReview.Core.Calibration.MixedModels;

/// <summary>
/// The joint posterior of the applications' effects at one θ: normal with mean θ_A v and covariance σ²θ_A² (M⁻¹ + q m⁻¹q'), where q leans
/// on the means and m is their precision. Nothing of size n × n is kept: columns and draws are made by the factor, a tile at a time.
/// </summary>
internal sealed class ApplicationPosterior(RemlEvaluation evaluation)
{
    private readonly double theta = evaluation.Theta[0];
    private readonly double deviation = Math.Sqrt(evaluation.ResidualVariance);
    private readonly CrossedDesign design = evaluation.Design;

    public int Count => design.Applications;

    public double Mean(int application) => theta * evaluation.SphericalEffects[0][application];

    public double Variance(int application) =>
        deviation * deviation * theta * theta
        * (evaluation.Diagonal[0][application] + evaluation.MeanCouplingSquare(0, application));

    /// <summary>Batches of applications of one component whose columns of the covariance are made together.</summary>
    public IReadOnlyList<(int Component, int From, int Count)> Batches() =>
    [
        .. design.Components.SelectMany((component, p) => Enumerable.Range(0, (Members(component).Length + Side(p) - 1) / Side(p))
            .Select(b => (p, b * Side(p), Math.Min(Side(p), Members(component).Length - (b * Side(p)))))),
    ];

    public static int[] Members(Component component) => component.EliminatesApplications ? component.Eliminated : component.Kept;

    /// <summary>
    /// For a batch: its members' covariance with every application. The function given receives member, then the other applications'
    /// covariances by number.
    /// </summary>
    public void Columns((int Component, int From, int Count) batch, Action<int, double[]> use)
    {
        var (component, factor, columns) =
            (design.Components[batch.Component], evaluation.FactorOf(batch.Component), Side(batch.Component));
        var x = new double[factor.Rows * columns];
        for (var c = 0; c < batch.Count; c++)
        {
            if (!component.EliminatesApplications)
            {
                x[((batch.From + c) * columns) + c] = 1;
                continue;
            }
            var e = batch.From + c;
            for (var i = component.Start[e]; i < component.Start[e + 1]; i++)
            {
                x[(component.KeptAt[i] * columns) + c] = evaluation.Coupling(component.Row[i]) / evaluation.Pivot(component, e);
            }
        }
        factor.SolveTransposed(x, columns);
        factor.SolveUpper(x, columns);
        var members = Members(component);
        var column = new double[Count];
        for (var c = 0; c < batch.Count; c++)
        {
            var member = members[batch.From + c];
            for (var j = 0; j < Count; j++)
            {
                column[j] = RemlEvaluation.Dot(evaluation.MeanCouplingOf(0, member), evaluation.MeanCouplingOf(0, j));
            }
            for (var k = 0; k < members.Length; k++)
            {
                var value = 0.0;
                if (component.EliminatesApplications)
                {
                    for (var i = component.Start[k]; i < component.Start[k + 1]; i++)
                    {
                        value += evaluation.Coupling(component.Row[i]) * x[(component.KeptAt[i] * columns) + c];
                    }
                    value = ((k == batch.From + c ? 1 : 0) + value) / evaluation.Pivot(component, k);
                }
                else
                {
                    value = x[(k * columns) + c];
                }
                column[members[k]] += value;
            }
            for (var j = 0; j < Count; j++)
            {
                column[j] *= deviation * deviation * theta * theta;
            }
            use(member, column);
        }
    }

    /// <summary>
    /// Draws of the means, the effects and the error variance together: exact, not by simulation of a chain. With means and effects
    /// integrated out, σ² is dσ̂²/χ² with d degrees, rows less means.
    /// </summary>
    /// <param name="varianceIsKnown">σ² is the fitted one.</param>
    public void Draw(SeededRandom random, EffectDraws into, bool varianceIsKnown = false)
    {
        var count = into.Count;
        var (degrees, means) = (design.Degrees, design.Means);
        var toMeans = new double[count * means];
        for (var d = 0; d < count; d++)
        {
            into.Deviation[d] = varianceIsKnown ? deviation : deviation * Math.Sqrt(degrees / (2 * random.Gamma(degrees / 2.0)));
            var own = toMeans.AsSpan(d * means, means);
            for (var c = 0; c < means; c++)
            {
                own[c] = random.Normal();
            }
            for (var c = 0; c < means; c++)
            {
                into.Mean[c][d] = evaluation.Mean[c] + (into.Deviation[d] * RemlEvaluation.Dot(evaluation.Root[c], own));
            }
        }
        for (var p = 0; p < design.Components.Count; p++)
        {
            var (component, factor) = (design.Components[p], evaluation.FactorOf(p));
            var x = new double[factor.Rows * count];
            for (var k = 0; k < component.Kept.Length * count; k++)
            {
                x[k] = random.Normal();
            }
            factor.SolveUpper(x, count);
            var (eliminatedSide, keptSide) = component.EliminatesApplications ? (0, 1) : (1, 0);
            for (var k = 0; k < component.Kept.Length && into.Wants(keptSide); k++)
            {
                var row = into.Row(keptSide, component.Kept[k]);
                x.AsSpan(k * count, count).CopyTo(row);
                Place(row, keptSide, component.Kept[k], toMeans, into.Deviation);
            }
            for (var e = 0; e < component.Eliminated.Length && into.Wants(eliminatedSide); e++)
            {
                var row = into.Row(eliminatedSide, component.Eliminated[e]);
                var pivot = evaluation.Pivot(component, e);
                for (var d = 0; d < count; d++)
                {
                    row[d] = random.Normal() / Math.Sqrt(pivot);
                }
                for (var i = component.Start[e]; i < component.Start[e + 1]; i++)
                {
                    Tile.AddScaled(row, x.AsSpan(component.KeptAt[i] * count, count), -evaluation.Coupling(component.Row[i]) / pivot);
                }
                Place(row, eliminatedSide, component.Eliminated[e], toMeans, into.Deviation);
            }
        }
    }

    /// <summary>From a spherical effect's deviation at known means to the effect itself.</summary>
    private void Place(Span<double> row, int side, int member, double[] toMeans, double[] deviations)
    {
        var (size, effect) = (evaluation.Theta[side], evaluation.SphericalEffects[side][member]);
        var coupling = evaluation.MeanCouplingOf(side, member);
        for (var d = 0; d < row.Length; d++)
        {
            var onto = RemlEvaluation.Dot(coupling, toMeans.AsSpan(d * coupling.Length, coupling.Length));
            row[d] = size * (effect + (deviations[d] * (row[d] - onto)));
        }
    }

    private int Side(int component) => evaluation.FactorOf(component).Side;
}

/// <summary>Draws side by side: the means, σ, and a row of effects for each application and, where wanted, each expert.</summary>
internal sealed class EffectDraws(CrossedDesign design, int count, bool withExperts)
{
    private readonly double[]?[] effects =
        [new double[design.Applications * count], withExperts ? new double[design.Experts * count] : null];

    public int Count => count;

    /// <summary>A row of draws for each mean.</summary>
    public double[][] Mean { get; } = [.. Enumerable.Range(0, design.Means).Select(_ => new double[count])];
    public double[] Deviation { get; } = new double[count];

    /// <param name="side">0 = applications, 1 = experts.</param>
    public bool Wants(int side) => effects[side] is not null;

    public Span<double> Row(int side, int member) => effects[side].AsSpan(member * count, count);
}
