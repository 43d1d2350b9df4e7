namespace GrantReview.Core.Awards;

/// <summary>
/// The linear relaxation of a question about sets: the highest c·x with lower ≤ x ≤ upper and least ≤ Ax ≤ most, by the dual simplex method
/// with bound flips, in plain double arithmetic. It only proposes: a fractional set to branch on, and a basis whose multipliers exact
/// arithmetic computes anew and judges.
/// </summary>
/// <remarks>
/// Row i has an activity variable n + i with Ax − r = 0, so the first basis is −I and, every column being bounded, dual feasible at once.
/// The basis is kept from one question to the next; bounds may change freely between. Same figures, same steps on any machine. Source:
/// Koberstein, The dual simplex method, 2005, chapters 3 and 6 (long-step ratio test).
/// </remarks>
internal sealed class DualSimplex
{
    private const double Tolerance = 1e-9;
    private const double SmallestPivot = 1e-7;
    private const int StepsBetweenFactorings = 50;

    private readonly int rows;
    private readonly int columns;
    private readonly int[][] rowsOf;
    private readonly double[][] sizesOf;
    private readonly double[] cost;
    private readonly double[] lower;
    private readonly double[] upper;
    private readonly double[] values;
    private readonly double[] reduced;
    private readonly bool[] isAtUpper;
    private readonly int[] basis;
    private readonly bool[] isBasic;
    private double[] inverse;
    private int stepsSinceFactoring;

    /// <param name="rowsOf">Column → its rows.</param>
    /// <param name="sizesOf">Column → what one of it takes of them, scaled to about 1.</param>
    /// <param name="cost">Column → what one of it is worth, scaled to about 1.</param>
    public DualSimplex(int rows, int[][] rowsOf, double[][] sizesOf, double[] cost)
    {
        (this.rows, columns) = (rows, rowsOf.Length);
        (this.rowsOf, this.sizesOf) = (rowsOf, sizesOf);
        this.cost = [.. cost];
        (lower, upper) = (new double[columns + rows], new double[columns + rows]);
        (values, reduced) = (new double[columns + rows], new double[columns + rows]);
        isAtUpper = new bool[columns + rows];
        basis = [.. Enumerable.Range(columns, rows)];
        isBasic = [.. Enumerable.Range(0, columns + rows).Select(v => v >= columns)];
        inverse = MinusIdentity();
    }

    public enum Outcome { Optimal, Infeasible, GaveUp }

    /// <summary>Multiplications so far: a count of work, so that a limit is the same everywhere.</summary>
    public long Work { get; private set; }

    /// <summary>
    /// After <see cref="Outcome.Infeasible"/>: the basic variable that no change brings within its bounds, and whether it is above them.
    /// </summary>
    public (int Variable, bool IsAbove) Stuck { get; private set; }

    public void Bound(int variable, double least, double most)
    {
        lower[variable] = least;
        upper[variable] = most;
    }

    /// <summary>What one of a column is worth from now on; the basis is kept.</summary>
    public void Price(int column, double worth) => cost[column] = worth;

    public double Value(int column) => values[column];

    public bool IsBasic(int variable) => isBasic[variable];

    /// <summary>The multipliers that the basis gives the rows: of the optimum, or of the combination that cannot hold.</summary>
    public double[] Multipliers(Outcome outcome)
    {
        if (outcome == Outcome.Optimal)
        {
            return [.. Enumerable.Range(0, rows).Select(r => reduced[columns + r])];
        }
        var sign = Stuck.IsAbove ? -1 : 1;
        return [.. Row(Array.IndexOf(basis, Stuck.Variable)).ToArray().Select(m => sign * m)];
    }

    public Outcome Solve(int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            Work += (3L * rows * rows) + (8L * columns);
            if (stepsSinceFactoring >= StepsBetweenFactorings && !Factor())
            {
                return Outcome.GaveUp;
            }
            Price();
            Evaluate();
            var (place, excess) = MostViolated();
            if (place < 0)
            {
                return Outcome.Optimal;
            }
            if (Entering(Row(place), excess) is not { } entering)
            {
                Stuck = (basis[place], excess > 0);
                return Outcome.Infeasible;
            }
            if (!Pivot(place, entering, excess > 0))
            {
                return Outcome.GaveUp;
            }
        }
        return Outcome.GaveUp;
    }

    // π = c_B B⁻¹ and d = c − πM; of an activity d = π.
    private void Price()
    {
        var multipliers = reduced.AsSpan(columns);
        multipliers.Clear();
        for (var place = 0; place < rows; place++)
        {
            if (basis[place] < columns && cost[basis[place]] is var worth && worth != 0)
            {
                var row = Row(place);
                for (var r = 0; r < rows; r++)
                {
                    multipliers[r] += worth * row[r];
                }
            }
        }
        for (var column = 0; column < columns; column++)
        {
            reduced[column] = cost[column] - Combined(multipliers, column);
        }
    }

    // Who is not basic stands at a bound, and the basic ones follow: z_B = −B⁻¹ N z_N.
    private void Evaluate()
    {
        var taken = new double[rows];
        for (var variable = 0; variable < values.Length; variable++)
        {
            if (isBasic[variable])
            {
                continue;
            }
            var prefersUpper = reduced[variable] > Tolerance || (isAtUpper[variable] && reduced[variable] >= -Tolerance);
            isAtUpper[variable] = double.IsInfinity(lower[variable]) || (!double.IsInfinity(upper[variable]) && prefersUpper);
            values[variable] = isAtUpper[variable] ? upper[variable] : lower[variable];
            if (values[variable] != 0)
            {
                Add(taken, variable, values[variable]);
            }
        }
        for (var place = 0; place < rows; place++)
        {
            values[basis[place]] = -Dot(Row(place), taken);
        }
    }

    private (int Place, double Excess) MostViolated()
    {
        var (found, worst) = (-1, 0.0);
        for (var place = 0; place < rows; place++)
        {
            var variable = basis[place];
            var above = values[variable] - upper[variable];
            var excess = above > 0 ? above : Math.Min(0, values[variable] - lower[variable]);
            if (Math.Abs(excess) > Math.Max(Math.Abs(worst), Tolerance * Math.Max(1, Math.Abs(values[variable]))))
            {
                (found, worst) = (place, excess);
            }
        }
        return (found, worst);
    }

    /// <summary>Who enters, after flipping those whose whole range is not enough; null = all together are not enough.</summary>
    private int? Entering(ReadOnlySpan<double> row, double excess)
    {
        var candidates = new List<(double Ratio, double Pivot, int Variable)>();
        for (var variable = 0; variable < values.Length; variable++)
        {
            if (isBasic[variable] || lower[variable] >= upper[variable])
            {
                continue;
            }
            var pivot = variable < columns ? Combined(row, variable) : -row[variable - columns];
            if (Math.Abs(pivot) > SmallestPivot && excess > 0 == (pivot > 0 != isAtUpper[variable]))
            {
                candidates.Add((Math.Abs(reduced[variable]) / Math.Abs(pivot), Math.Abs(pivot), variable));
            }
        }
        candidates.Sort((a, b) => (a.Ratio, -a.Pivot, a.Variable).CompareTo((b.Ratio, -b.Pivot, b.Variable)));
        var lacking = Math.Abs(excess);
        foreach (var (_, pivot, variable) in candidates)
        {
            lacking -= pivot * (upper[variable] - lower[variable]);
            if (lacking <= Tolerance)
            {
                return variable;
            }
            isAtUpper[variable] = !isAtUpper[variable];
        }
        return null;
    }

    private bool Pivot(int place, int entering, bool leavesAbove)
    {
        var column = new double[rows];
        var taken = new double[rows];
        Add(taken, entering, 1);
        for (var p = 0; p < rows; p++)
        {
            column[p] = Dot(Row(p), taken);
        }
        if (Math.Abs(column[place]) < SmallestPivot)
        {
            return false;
        }
        var pivotRow = inverse.AsSpan(place * rows, rows);
        for (var r = 0; r < rows; r++)
        {
            pivotRow[r] /= column[place];
        }
        for (var p = 0; p < rows; p++)
        {
            if (p != place && column[p] is var factor && factor != 0)
            {
                var other = inverse.AsSpan(p * rows, rows);
                for (var r = 0; r < rows; r++)
                {
                    other[r] -= factor * pivotRow[r];
                }
            }
        }
        var leaving = basis[place];
        isAtUpper[leaving] = leavesAbove;
        isBasic[leaving] = false;
        isBasic[entering] = true;
        basis[place] = entering;
        stepsSinceFactoring++;
        return true;
    }

    /// <summary>B⁻¹ from the basis alone, by Gauss and Jordan; where it is singular, back to the first basis.</summary>
    private bool Factor()
    {
        Work += 2L * rows * rows * rows;
        stepsSinceFactoring = 0;
        var width = 2 * rows;
        var both = new double[rows * width];
        for (var place = 0; place < rows; place++)
        {
            var column = new double[rows];
            Add(column, basis[place], 1);
            for (var r = 0; r < rows; r++)
            {
                both[(r * width) + place] = column[r];
            }
            both[(place * width) + rows + place] = 1;
        }
        for (var at = 0; at < rows; at++)
        {
            var best = Enumerable.Range(at, rows - at).MaxBy(r => Math.Abs(both[(r * width) + at]));
            if (Math.Abs(both[(best * width) + at]) < SmallestPivot * Tolerance)
            {
                StartAgain();
                return false;
            }
            Eliminate(both, width, at, best);
        }
        for (var place = 0; place < rows; place++)
        {
            both.AsSpan((place * width) + rows, rows).CopyTo(inverse.AsSpan(place * rows, rows));
        }
        return true;
    }

    private void Eliminate(double[] both, int width, int at, int best)
    {
        var pivotRow = both.AsSpan(at * width, width);
        if (best != at)
        {
            var other = both.AsSpan(best * width, width);
            for (var c = 0; c < width; c++)
            {
                (pivotRow[c], other[c]) = (other[c], pivotRow[c]);
            }
        }
        var pivot = pivotRow[at];
        for (var c = at; c < width; c++)
        {
            pivotRow[c] /= pivot;
        }
        for (var r = 0; r < rows; r++)
        {
            if (r != at && both[(r * width) + at] is var factor && factor != 0)
            {
                var row = both.AsSpan(r * width, width);
                for (var c = at; c < width; c++)
                {
                    row[c] -= factor * pivotRow[c];
                }
            }
        }
    }

    private void StartAgain()
    {
        inverse = MinusIdentity();
        for (var variable = 0; variable < isBasic.Length; variable++)
        {
            isBasic[variable] = variable >= columns;
        }
        for (var place = 0; place < rows; place++)
        {
            basis[place] = columns + place;
        }
    }

    private double[] MinusIdentity()
    {
        var identity = new double[rows * rows];
        for (var r = 0; r < rows; r++)
        {
            identity[(r * rows) + r] = -1;
        }
        return identity;
    }

    private Span<double> Row(int place) => inverse.AsSpan(place * rows, rows);

    private double Combined(ReadOnlySpan<double> multipliers, int column)
    {
        var sum = 0.0;
        var (of, sizes) = (rowsOf[column], sizesOf[column]);
        for (var i = 0; i < of.Length; i++)
        {
            sum += multipliers[of[i]] * sizes[i];
        }
        return sum;
    }

    private void Add(double[] taken, int variable, double number)
    {
        if (variable >= columns)
        {
            taken[variable - columns] -= number;
            return;
        }
        var (of, sizes) = (rowsOf[variable], sizesOf[variable]);
        for (var i = 0; i < of.Length; i++)
        {
            taken[of[i]] += number * sizes[i];
        }
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
