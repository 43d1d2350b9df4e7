namespace GrantReview.Core.Calibration.MixedModels;

/// <summary>
/// The joint posterior of the applications' effects, variances taken as known: normal with mean θ_A v and covariance σ²θ_A² (M⁻¹ + q q'/m), where q leans on μ and m is μ's
/// pivot. Nothing of size n × n is kept: columns and draws are made by the factor, a tile at a time.
/// </summary>
internal sealed class ApplicationPosterior(RemlEvaluation evaluation)
{
    private readonly double theta = evaluation.Theta[0];
    private readonly double deviation = Math.Sqrt(evaluation.ResidualVariance);
    private readonly double[] lean = evaluation.Lean[0];
    private readonly CrossedDesign design = evaluation.Design;

    public int Count => design.Applications;

    /// <summary>No application differs from another: the variance is zero.</summary>
    public bool IsFlat => theta == 0;

    public double Mean(int application) => theta * evaluation.Effect[0][application];

    public double Variance(int application) =>
        deviation * deviation * theta * theta * (evaluation.Diagonal[0][application] + (lean[application] * lean[application] / evaluation.MeanPrecision));

    /// <summary>Batches of applications of one piece whose columns of the covariance are made together.</summary>
    public IReadOnlyList<(int Piece, int From, int Count)> Batches() =>
    [
        .. design.Pieces.SelectMany((piece, p) => Enumerable.Range(0, (Members(piece).Length + Side(p) - 1) / Side(p))
            .Select(b => (p, b * Side(p), Math.Min(Side(p), Members(piece).Length - (b * Side(p)))))),
    ];

    public static int[] Members(Piece piece) => piece.EliminatesApplications ? piece.Eliminated : piece.Kept;

    /// <summary>For a batch: its members' covariance with every application. The function given receives member, then the other applications' covariances by number.</summary>
    public void Columns((int Piece, int From, int Count) batch, Action<int, double[]> use)
    {
        var (piece, factor, columns) = (design.Pieces[batch.Piece], evaluation.FactorOf(batch.Piece), Side(batch.Piece));
        var x = new double[factor.Rows * columns];
        for (var c = 0; c < batch.Count; c++)
        {
            if (!piece.EliminatesApplications)
            {
                x[((batch.From + c) * columns) + c] = 1;
                continue;
            }
            var e = batch.From + c;
            for (var i = piece.Start[e]; i < piece.Start[e + 1]; i++)
            {
                x[(piece.KeptAt[i] * columns) + c] = evaluation.Coupling(piece.Row[i]) / evaluation.Pivot(piece, e);
            }
        }
        factor.SolveTransposed(x, columns);
        factor.SolveUpper(x, columns);
        var members = Members(piece);
        var column = new double[Count];
        for (var c = 0; c < batch.Count; c++)
        {
            var member = members[batch.From + c];
            for (var j = 0; j < Count; j++)
            {
                column[j] = lean[member] * lean[j] / evaluation.MeanPrecision;
            }
            for (var k = 0; k < members.Length; k++)
            {
                var value = 0.0;
                if (piece.EliminatesApplications)
                {
                    for (var i = piece.Start[k]; i < piece.Start[k + 1]; i++)
                    {
                        value += evaluation.Coupling(piece.Row[i]) * x[(piece.KeptAt[i] * columns) + c];
                    }
                    value = ((k == batch.From + c ? 1 : 0) + value) / evaluation.Pivot(piece, k);
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

    /// <summary>Draws of the effects, <paramref name="draws"/>[application · count + draw]: exact, not by simulation of a chain.</summary>
    public void Draw(SeededNormals normals, double[] draws, int count)
    {
        var toMean = new double[count];
        for (var d = 0; d < count; d++)
        {
            toMean[d] = normals.Next() / Math.Sqrt(evaluation.MeanPrecision);
        }
        for (var p = 0; p < design.Pieces.Count; p++)
        {
            var (piece, factor) = (design.Pieces[p], evaluation.FactorOf(p));
            var columns = count;
            var x = new double[factor.Rows * columns];
            for (var k = 0; k < piece.Kept.Length * columns; k++)
            {
                x[k] = normals.Next();
            }
            factor.SolveUpper(x, columns);
            var members = Members(piece);
            for (var k = 0; k < members.Length; k++)
            {
                var row = draws.AsSpan(members[k] * count, count);
                if (piece.EliminatesApplications)
                {
                    var pivot = evaluation.Pivot(piece, k);
                    for (var d = 0; d < count; d++)
                    {
                        row[d] = normals.Next() / Math.Sqrt(pivot);
                    }
                    for (var i = piece.Start[k]; i < piece.Start[k + 1]; i++)
                    {
                        Tile.AddScaled(row, x.AsSpan(piece.KeptAt[i] * columns, count), -evaluation.Coupling(piece.Row[i]) / pivot);
                    }
                }
                else
                {
                    x.AsSpan(k * columns, count).CopyTo(row);
                }
                for (var d = 0; d < count; d++)
                {
                    row[d] = Mean(members[k]) + (theta * deviation * (row[d] - (lean[members[k]] * toMean[d])));
                }
            }
        }
    }

    private int Side(int piece) => evaluation.FactorOf(piece).Side;
}
