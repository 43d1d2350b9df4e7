namespace GrantReview.Core.Calibration.MixedModels;

/// <summary>
/// A symmetric positive definite matrix within its skyline: column j holds rows first(j) … j, in tiles, and nothing above. Neither the
/// factor U (A = U'U) nor the selected inverse leaves the skyline, so all three have the same shape.
/// </summary>
internal sealed class Skyline
{
    /// <summary>More elements than this (1.6 GB) are refused before they are allocated.</summary>
    public const long MostElements = 200_000_000;

    private readonly int size;
    private readonly int side;
    private readonly int tiles;
    private readonly int[] firstTile;
    private readonly long[] columnStart;
    private readonly long[] ofRow, ofColumn;
    private readonly double[] values;
    private double[]? inverse;

    /// <param name="first">For each column the smallest row that holds anything, at most the column itself.</param>
    public Skyline(int[] first)
    {
        size = first.Length;
        (side, tiles, firstTile, columnStart) = Shape(first);
        (ofRow, ofColumn) = Places();
        values = new double[columnStart[tiles]];
    }

    /// <summary>How many numbers a matrix of this skyline takes.</summary>
    public static long ElementsOf(int[] first) => Shape(first).Start[^1];

    private static (int Side, int Tiles, int[] FirstTile, long[] Start) Shape(int[] first)
    {
        var side = Math.Max(1, Math.Min(Tile.Side, first.Length));
        var tiles = (first.Length + side - 1) / side;
        var firstTile = new int[tiles];
        var start = new long[tiles + 1];
        for (var j = 0; j < tiles; j++)
        {
            firstTile[j] = j;
            for (var column = j * side; column < Math.Min(first.Length, (j + 1) * side); column++)
            {
                firstTile[j] = Math.Min(firstTile[j], first[column] / side);
            }
            start[j + 1] = start[j] + ((long)(j - firstTile[j] + 1) * side * side);
        }
        return (side, tiles, firstTile, start);
    }

    private Span<double> At(double[] from, int i, int j) =>
        from.AsSpan((int)(columnStart[j] + ((long)(i - firstTile[j]) * side * side)), side * side);

    private int Place(int row, int column) => (int)(ofRow[row] + ofColumn[column]);

    /// <summary>What a row and a column each contribute to the place of their element.</summary>
    private (long[] OfRow, long[] OfColumn) Places()
    {
        var (row, column) = (new long[tiles * side], new long[tiles * side]);
        for (var k = 0; k < row.Length; k++)
        {
            var (tile, within) = Math.DivRem(k, side);
            row[k] = ((long)tile * side * side) + (within * side);
            column[k] = columnStart[tile] - ((long)firstTile[tile] * side * side) + within;
        }
        return (row, column);
    }

    /// <summary>Empties the matrix; places beyond its size are given the identity, so that the last tile is whole.</summary>
    public void Clear()
    {
        Array.Clear(values);
        for (var k = size; k < tiles * side; k++)
        {
            values[Place(k, k)] = 1;
        }
    }

    /// <param name="row">At most <paramref name="column"/>.</param>
    public void Add(int row, int column, double value) => values[Place(row, column)] += value;

    /// <summary>The element of the selected inverse.</summary>
    /// <param name="row">At most <paramref name="column"/>.</param>
    public double Inverse(int row, int column) => (inverse ?? throw new InvalidOperationException("Invert first."))[Place(row, column)];

    /// <summary>Replaces the matrix by its factor. False where it is not positive definite in these digits.</summary>
    public bool Factor()
    {
        for (var k = 0; k < tiles; k++)
        {
            var pivot = k;
            if (!Tile.Factor(At(values, k, k), side))
            {
                return false;
            }
            Spread(k + 1, j =>
            {
                if (firstTile[j] <= pivot)
                {
                    Tile.SolveTransposed(At(values, pivot, pivot), At(values, pivot, j), side, side);
                }
            });
            Spread(k + 1, j =>
            {
                if (firstTile[j] > pivot)
                {
                    return;
                }
                for (var i = pivot + 1; i <= j; i++)
                {
                    if (firstTile[i] <= pivot)
                    {
                        Tile.SubtractProduct(At(values, i, j), At(values, pivot, i), 1, side, At(values, pivot, j), side);
                    }
                }
            });
        }
        return true;
    }

    /// <summary>Twice the logarithm of the factor's diagonal: log|A|.</summary>
    public double LogDeterminant()
    {
        var sum = 0.0;
        for (var k = 0; k < size; k++)
        {
            sum += Math.Log(values[Place(k, k)]);
        }
        return 2 * sum;
    }

    /// <summary>x ← U⁻ᵀx, for <paramref name="columns"/> right sides held row by row; x has <see cref="Rows"/> rows.</summary>
    public void SolveTransposed(double[] x, int columns)
    {
        for (var j = 0; j < tiles; j++)
        {
            var target = x.AsSpan(j * side * columns, side * columns);
            for (var i = firstTile[j]; i < j; i++)
            {
                Subtract(target, At(values, i, j), true, x.AsSpan(i * side * columns, side * columns), columns);
            }
            Tile.SolveTransposed(At(values, j, j), target, side, columns);
        }
    }

    /// <summary>x ← U⁻¹x.</summary>
    public void SolveUpper(double[] x, int columns)
    {
        for (var j = tiles - 1; j >= 0; j--)
        {
            var source = x.AsSpan(j * side * columns, side * columns);
            Tile.Solve(At(values, j, j), source, side, columns);
            for (var i = firstTile[j]; i < j; i++)
            {
                Subtract(x.AsSpan(i * side * columns, side * columns), At(values, i, j), false, source, columns);
            }
        }
    }

    /// <summary>The side of a tile: right sides with this many columns are solved fastest.</summary>
    public int Side => side;

    /// <summary>Rows that a right side must have: the size, filled up to whole tiles.</summary>
    public int Rows => tiles * side;

    private void Subtract(Span<double> target, ReadOnlySpan<double> tile, bool transposed, ReadOnlySpan<double> source, int columns)
    {
        var (row, column) = transposed ? (1, side) : (side, 1);
        if (columns == side)
        {
            Tile.SubtractProduct(target, tile, row, column, source, side);
            return;
        }
        for (var i = 0; i < side; i++)
        {
            for (var k = 0; k < side; k++)
            {
                Tile.AddScaled(target.Slice(i * columns, columns), source.Slice(k * columns, columns), -tile[(i * row) + (k * column)]);
            }
        }
    }

    /// <summary>
    /// The inverse within the skyline, from the factor, by the recursion of Takahashi, Fagan and Chen (1973) on tiles: Z_JI = −Σ_K T_JK
    /// Z_KI, Z_JJ = (U_JJ'U_JJ)⁻¹ − Σ_K T_JK Z_KJ with T_JK = U_JJ⁻¹U_JK and K over the tiles right of J whose columns reach row J.
    /// </summary>
    public void Invert()
    {
        var z = inverse ??= new double[values.Length];
        var scaled = new double[tiles][];
        for (var j = tiles - 1; j >= 0; j--)
        {
            var own = j;
            var reach = Enumerable.Range(j + 1, tiles - j - 1).Where(k => firstTile[k] <= j).ToArray();
            foreach (var k in reach)
            {
                scaled[k] = At(values, j, k).ToArray();
                Tile.Solve(At(values, j, j), scaled[k], side, side);
            }
            Spread(0, reach.Length, at =>
            {
                var i = reach[at];
                var target = At(z, own, i);
                target.Clear();
                var turned = new double[side * side];
                foreach (var k in reach)
                {
                    if (k <= i)
                    {
                        Tile.SubtractProduct(target, scaled[k], side, 1, At(z, k, i), side);
                    }
                    else
                    {
                        Tile.Transpose(At(z, i, k), turned, side);
                        Tile.SubtractProduct(target, scaled[k], side, 1, turned, side);
                    }
                }
            });
            var diagonal = At(z, j, j);
            diagonal.Clear();
            for (var k = 0; k < side; k++)
            {
                diagonal[(k * side) + k] = 1;
            }
            Tile.SolveTransposed(At(values, j, j), diagonal, side, side);
            Tile.Solve(At(values, j, j), diagonal, side, side);
            var across = new double[side * side];
            foreach (var k in reach)
            {
                Tile.Transpose(At(z, j, k), across, side);
                Tile.SubtractProduct(diagonal, scaled[k], side, 1, across, side);
            }
        }
    }

    private void Spread(int from, Action<int> work) => Spread(from, tiles, work);

    // Each tile is computed whole by one thread: the number of cores changes the time and nothing else.
    private static void Spread(int from, int to, Action<int> work)
    {
        if (to - from < 4)
        {
            for (var j = from; j < to; j++)
            {
                work(j);
            }
            return;
        }
        Parallel.For(from, to, work);
    }
}
