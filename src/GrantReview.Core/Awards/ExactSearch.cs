using System.Numerics;

namespace GrantReview.Core.Awards;

/// <summary>
/// Applications that every rule sees alike: what one of them takes of each row, what one is worth, and how many there are.
/// </summary>
internal sealed record AlikeApplications(int[] Rows, long[] Sizes, BigInteger Worth, int Count);

/// <summary>
/// What exact search says: yes with a set (how many of each column), no with a proof, or unknown once its counted work is used up.
/// </summary>
internal enum Verdict { Yes, No, Unknown }

/// <summary>
/// Whether some set keeps every row, least ≤ Ax ≤ most, within the bounds of each column, and is worth at least so much. It shares nothing
/// with the solver.
/// </summary>
/// <remarks>
/// A "no" rests on one of two statements in whole numbers at every leaf of the search. Counts: what the bounds allow misses a row's least,
/// exceeds its most, or is worth too little. Multipliers (Farkas; linear duality): for every x, D · worth(x) ≤ Σ max over the column's
/// bounds of (D w − yA)x + Σ (y
/// > 0 ? y · most : y · least), whatever y and D ≥ 0 are; with D = 0 a negative right side says that nothing is feasible. A relaxation in
/// doubles proposes the basis, and y and D are computed from it by elimination without fractions. For flows, nested caps, single caps and
/// seat arithmetic the root suffices; elsewhere the search branches on what is fractional.
/// </remarks>
internal sealed class ExactSearch
{
    private const int MostNodes = 3_000;
    private const int MostFigures = 20_000_000;
    private const int MostRows = 400;
    private const int MostSteps = 2_000;
    private const int LargestElimination = 48;
    private const int KeptProofs = 64;
    private const double Whole = 1e-6;

    private readonly AlikeApplications[] columns;
    private readonly long?[] least;
    private readonly long?[] most;
    private readonly int[] lower;
    private readonly int[] upper;
    private readonly double[] scaleOf;
    private readonly int[] placeOf;
    private readonly int[] rowAt;
    private readonly DualSimplex? relaxation;
    private readonly List<Statement> proofs = [];
    private readonly bool hasWorth;
    private long workLeft;
    private int nodesLeft;

    /// <param name="work">Multiplications that the relaxation may cost over all questions.</param>
    public ExactSearch(IReadOnlyList<AlikeApplications> columns, IReadOnlyList<long?> least, IReadOnlyList<long?> most, long work)
    {
        this.columns = [.. columns];
        this.least = [.. least];
        this.most = [.. most];
        workLeft = work;
        lower = new int[columns.Count];
        upper = [.. columns.Select(c => c.Count)];
        hasWorth = columns.Any(c => !c.Worth.IsZero);
        scaleOf = [.. Enumerable.Repeat(1.0, least.Count)];
        var total = new Int128[least.Count];
        foreach (var column in columns)
        {
            for (var i = 0; i < column.Rows.Length; i++)
            {
                scaleOf[column.Rows[i]] = Math.Max(scaleOf[column.Rows[i]], column.Sizes[i]);
                total[column.Rows[i]] += (Int128)column.Sizes[i] * column.Count;
            }
        }
        // A row that nothing can break needs no place in the relaxation.
        rowAt = [.. Enumerable.Range(0, least.Count).Where(r => least[r] > 0 || total[r] > (most[r] ?? Int128.MaxValue))];
        placeOf = [.. Enumerable.Repeat(-1, least.Count)];
        for (var place = 0; place < rowAt.Length; place++)
        {
            placeOf[rowAt[place]] = place;
        }
        relaxation = rowAt.Length is > 0 and <= MostRows ? Relaxed() : null;
    }

    /// <summary>How many of a column are in whatever else is chosen, and how many can be in at most.</summary>
    public (int Least, int Most) Bounds(int column) => (lower[column], upper[column]);

    public void Bound(int column, int atLeast, int atMost)
    {
        foreach (var proof in proofs)
        {
            proof.Right += proof.Highest(column, atLeast, atMost) - proof.Highest(column, lower[column], upper[column]);
        }
        lower[column] = atLeast;
        upper[column] = atMost;
    }

    /// <summary>What a row's set must reach and may not exceed; a side that was open stays open.</summary>
    public void Limit(int row, long? atLeast, long? atMost)
    {
        foreach (var proof in proofs)
        {
            var multiplier = proof.Of(row);
            proof.Right += multiplier * ((multiplier.Sign > 0 ? atMost - most[row] : atLeast - least[row]) ?? 0);
        }
        least[row] = atLeast;
        most[row] = atMost;
    }

    /// <summary>Whether a set exists that is worth at least this; null = whatever it is worth.</summary>
    /// <param name="found">With <see cref="Verdict.Yes"/>: how many of each column.</param>
    public Verdict Ask(BigInteger? worth, out int[] found)
    {
        found = [];
        if (proofs.Exists(p => p.Refutes(worth)))
        {
            return Verdict.No;
        }
        nodesLeft = Math.Min(MostNodes, MostFigures / (columns.Length + 1));
        return Search([.. lower], [.. upper], worth, isRoot: true, ref found);
    }

    private Verdict Search(int[] low, int[] high, BigInteger? worth, bool isRoot, ref int[] found)
    {
        if (!Narrow(low, high, worth))
        {
            return Verdict.No;
        }
        if (low.AsSpan().SequenceEqual(high))
        {
            found = low;
            return Verdict.Yes;
        }
        if (nodesLeft-- <= 0 || workLeft <= 0)
        {
            return Verdict.Unknown;
        }
        var outcome = Relax(low, high);
        if (outcome != DualSimplex.Outcome.GaveUp && (outcome == DualSimplex.Outcome.Infeasible || worth is not null)
            && IsRefuted(outcome, low, high, worth, isRoot))
        {
            return Verdict.No;
        }
        if (outcome == DualSimplex.Outcome.Optimal && Rounded(low, high) is { } rounded && Keeps(rounded, worth))
        {
            found = rounded;
            return Verdict.Yes;
        }
        return Branch(low, high, worth, outcome == DualSimplex.Outcome.Optimal, ref found);
    }

    /// <summary>
    /// The basis refutes within these bounds; where it does so within the bounds of the question as asked, the statement serves later
    /// questions too.
    /// </summary>
    private bool IsRefuted(DualSimplex.Outcome outcome, int[] low, int[] high, BigInteger? worth, bool isRoot)
    {
        var (multipliers, scale) = Multiplied(outcome);
        if (isRoot && proofs.Count < KeptProofs)
        {
            var general = new Statement(columns, multipliers, scale, lower, upper, least, most);
            if (general.Refutes(worth))
            {
                proofs.Add(general);
                return true;
            }
        }
        return new Statement(columns, multipliers, scale, low, high, least, most).Refutes(worth);
    }

    private Verdict Branch(int[] low, int[] high, BigInteger? worth, bool isRelaxed, ref int[] found)
    {
        var (column, at) = Fractional(low, high, isRelaxed);
        var upFirst = at - Math.Floor(at) >= 0.5;
        var below = Math.Clamp((int)Math.Floor(at), low[column], high[column] - 1);
        var verdict = Verdict.No;
        foreach (var up in new[] { upFirst, !upFirst })
        {
            int[] childLow = [.. low], childHigh = [.. high];
            (up ? childLow : childHigh)[column] = up ? below + 1 : below;
            var child = Search(childLow, childHigh, worth, isRoot: false, ref found);
            if (child == Verdict.Yes)
            {
                return child;
            }
            verdict = child == Verdict.Unknown ? child : verdict;
        }
        return verdict;
    }

    /// <summary>
    /// The column furthest from a whole number; where all are whole, or nothing is known, the open one that is worth most.
    /// </summary>
    private (int Column, double At) Fractional(int[] low, int[] high, bool isRelaxed)
    {
        var (found, furthest) = (-1, Whole);
        for (var column = 0; isRelaxed && column < columns.Length; column++)
        {
            var distance = Math.Abs(relaxation!.Value(column) - Math.Round(relaxation.Value(column)));
            if (distance > furthest && low[column] < high[column])
            {
                (found, furthest) = (column, distance);
            }
        }
        if (found >= 0)
        {
            return (found, relaxation!.Value(found));
        }
        var open = Enumerable.Range(0, columns.Length).Where(c => low[c] < high[c]).MaxBy(c => BigInteger.Abs(columns[c].Worth));
        return (open, isRelaxed ? relaxation!.Value(open) : high[open] - 0.5);
    }

    /// <summary>Bounds follow from rows and worth by counting, until nothing more follows; false = nothing is left.</summary>
    private bool Narrow(int[] low, int[] high, BigInteger? worth)
    {
        for (var changes = true; changes;)
        {
            changes = false;
            var (lowest, highest) = (new Int128[least.Length], new Int128[least.Length]);
            var best = BigInteger.Zero;
            for (var c = 0; c < columns.Length; c++)
            {
                var (rows, sizes) = (columns[c].Rows, columns[c].Sizes);
                for (var i = 0; i < rows.Length; i++)
                {
                    lowest[rows[i]] += (Int128)sizes[i] * low[c];
                    highest[rows[i]] += (Int128)sizes[i] * high[c];
                }
                best += columns[c].Worth.IsZero ? BigInteger.Zero : columns[c].Worth * (columns[c].Worth.Sign > 0 ? high[c] : low[c]);
            }
            for (var r = 0; r < least.Length; r++)
            {
                if (lowest[r] > (most[r] ?? Int128.MaxValue) || highest[r] < (least[r] ?? 0))
                {
                    return false;
                }
            }
            if (best < worth)
            {
                return false;
            }
            for (var c = 0; c < columns.Length; c++)
            {
                if (low[c] < high[c])
                {
                    var (from, to) = (low[c], high[c]);
                    NarrowByRows(c, low, high, lowest, highest);
                    if (worth is not null && columns[c].Worth.Sign != 0)
                    {
                        NarrowByWorth(c, low, high, best - worth.Value);
                    }
                    if (low[c] > high[c])
                    {
                        return false;
                    }
                    changes |= (from, to) != (low[c], high[c]);
                }
            }
        }
        return true;
    }

    // At the time of asking, lowest and highest may be those before other columns were narrowed; what follows from them then follows still.
    private void NarrowByRows(int column, int[] low, int[] high, Int128[] lowest, Int128[] highest)
    {
        var (rows, sizes) = (columns[column].Rows, columns[column].Sizes);
        var (from, to) = (low[column], high[column]);
        for (var i = 0; i < rows.Length; i++)
        {
            if (sizes[i] > 0 && most[rows[i]] is { } max)
            {
                high[column] = (int)Int128.Min(high[column], from + ((max - lowest[rows[i]]) / sizes[i]));
            }
            if (sizes[i] > 0 && least[rows[i]] is { } min && min > 0)
            {
                low[column] = (int)Int128.Max(low[column], to - ((highest[rows[i]] - min) / sizes[i]));
            }
        }
    }

    private void NarrowByWorth(int column, int[] low, int[] high, BigInteger spare)
    {
        var can = BigInteger.Min(spare / BigInteger.Abs(columns[column].Worth), high[column] - low[column]);
        if (columns[column].Worth.Sign > 0)
        {
            low[column] = Math.Max(low[column], high[column] - (int)can);
        }
        else
        {
            high[column] = Math.Min(high[column], low[column] + (int)can);
        }
    }

    private int[]? Rounded(int[] low, int[] high)
    {
        var rounded = new int[columns.Length];
        for (var column = 0; column < rounded.Length; column++)
        {
            var value = relaxation!.Value(column);
            rounded[column] = Math.Clamp((int)Math.Round(value), low[column], high[column]);
            if (Math.Abs(value - rounded[column]) > Whole)
            {
                return null;
            }
        }
        return rounded;
    }

    private bool Keeps(int[] set, BigInteger? worth)
    {
        var taken = new Int128[least.Length];
        var sum = BigInteger.Zero;
        for (var c = 0; c < set.Length; c++)
        {
            sum += columns[c].Worth * set[c];
            for (var i = 0; i < columns[c].Rows.Length; i++)
            {
                taken[columns[c].Rows[i]] += (Int128)columns[c].Sizes[i] * set[c];
            }
        }
        return !(sum < worth)
            && Enumerable.Range(0, taken.Length).All(r => taken[r] >= (least[r] ?? 0) && taken[r] <= (most[r] ?? Int128.MaxValue));
    }

    // The relaxation: figures about 1, and among equals a small preference that keeps the method from turning in circles.
    private DualSimplex Relaxed()
    {
        int[][] rowsOf = [.. columns.Select(c => c.Rows.Select(r => placeOf[r]).Where(p => p >= 0).ToArray())];
        double[][] sizesOf =
        [
            .. columns.Select(c => c.Rows.Zip(c.Sizes, (r, s) => (Row: r, Size: s)).Where(s => placeOf[s.Row] >= 0)
                .Select(s => s.Size / scaleOf[s.Row]).ToArray()),
        ];
        var largest = (double)columns.Select(c => BigInteger.Abs(c.Worth)).Append(BigInteger.One).Max();
        double[] cost = [.. columns.Select((c, i) => hasWorth
            ? ((double)c.Worth / largest) + (1e-10 * (i * 0.6180339887498949 % 1))
            : -(0.5 + (0.5 * (i * 0.6180339887498949 % 1))))];
        return new DualSimplex(rowAt.Length, rowsOf, sizesOf, cost);
    }

    private DualSimplex.Outcome Relax(int[] low, int[] high)
    {
        if (relaxation is null)
        {
            return DualSimplex.Outcome.GaveUp;
        }
        for (var column = 0; column < columns.Length; column++)
        {
            relaxation.Bound(column, low[column], high[column]);
        }
        for (var place = 0; place < rowAt.Length; place++)
        {
            var row = rowAt[place];
            var (from, to) = (least[row] / scaleOf[row] ?? double.NegativeInfinity, most[row] / scaleOf[row] ?? double.PositiveInfinity);
            relaxation.Bound(columns.Length + place, from, to);
        }
        var before = relaxation.Work;
        var outcome = relaxation.Solve(MostSteps);
        workLeft -= relaxation.Work - before;
        return outcome;
    }

    /// <summary>
    /// The multipliers of the basis, in whole numbers; of too large a basis rounded ones, whose statement is as true and perhaps too weak.
    /// </summary>
    private (BigInteger[] Multipliers, BigInteger Scale) Multiplied(DualSimplex.Outcome outcome)
    {
        int[] tight = [.. Enumerable.Range(0, rowAt.Length).Where(p => !relaxation!.IsBasic(columns.Length + p)).Select(p => rowAt[p])];
        int[] inside = [.. Enumerable.Range(0, columns.Length).Where(c => relaxation!.IsBasic(c))];
        var multipliers = new BigInteger[least.Length];
        if (tight.Length != inside.Length || tight.Length > LargestElimination
            || !Solved(outcome, tight, inside, multipliers, out var scale))
        {
            scale = outcome == DualSimplex.Outcome.Optimal ? BigInteger.One << 60 : BigInteger.Zero;
            RoundMultipliers(outcome, multipliers);
        }
        return (multipliers, scale);
    }

    /// <summary>
    /// yA = w on the columns inside the basis (or 0, but for the variable that is stuck), y = 0 on rows that are not tight.
    /// </summary>
    private bool Solved(DualSimplex.Outcome outcome, int[] tight, int[] inside, BigInteger[] multipliers, out BigInteger scale)
    {
        var (stuck, sign) = (-1, BigInteger.Zero);
        if (outcome == DualSimplex.Outcome.Infeasible)
        {
            (stuck, sign) = (relaxation!.Stuck.Variable, relaxation.Stuck.IsAbove ? BigInteger.MinusOne : BigInteger.One);
        }
        var stuckRow = stuck >= columns.Length ? rowAt[stuck - columns.Length] : -1;
        var equations = new BigInteger[inside.Length, tight.Length + 1];
        for (var e = 0; e < inside.Length; e++)
        {
            var column = columns[inside[e]];
            for (var t = 0; t < tight.Length; t++)
            {
                equations[e, t] = SizeOf(column, tight[t]);
            }
            equations[e, tight.Length] = outcome == DualSimplex.Outcome.Optimal ? column.Worth
                : stuckRow >= 0 ? sign * SizeOf(column, stuckRow)
                : inside[e] == stuck ? sign : BigInteger.Zero;
        }
        if (!Elimination.Solve(equations, out scale))
        {
            return false;
        }
        for (var t = 0; t < tight.Length; t++)
        {
            multipliers[tight[t]] = equations[t, tight.Length];
        }
        if (stuckRow >= 0)
        {
            multipliers[stuckRow] = -sign * scale;
        }
        scale = outcome == DualSimplex.Outcome.Optimal ? scale : BigInteger.Zero;
        return true;
    }

    private void RoundMultipliers(DualSimplex.Outcome outcome, BigInteger[] multipliers)
    {
        var proposed = relaxation!.Multipliers(outcome);
        var worth = outcome == DualSimplex.Outcome.Optimal
            ? columns.Select(c => BigInteger.Abs(c.Worth)).Append(BigInteger.One).Max()
            : BigInteger.One << 60;
        for (var place = 0; place < proposed.Length; place++)
        {
            // Sixty bits of each multiplier, divided by the scale of its row.
            var bits = double.IsFinite(proposed[place]) ? (BigInteger)(proposed[place] * (1L << 60)) : BigInteger.Zero;
            multipliers[rowAt[place]] = bits * worth / (BigInteger)scaleOf[rowAt[place]];
        }
    }

    private static long SizeOf(AlikeApplications column, int row) =>
        Array.IndexOf(column.Rows, row) is >= 0 and var i ? column.Sizes[i] : 0;

    /// <summary>For every x within the bounds and rows: Scale · worth(x) ≤ Right.</summary>
    private sealed class Statement
    {
        private readonly BigInteger[] multipliers;
        private readonly BigInteger[] gains;
        private readonly BigInteger scale;

        public Statement(
            AlikeApplications[] columns, BigInteger[] multipliers, BigInteger scale, int[] low, int[] high, long?[] least, long?[] most)
        {
            (this.multipliers, this.scale) = (multipliers, scale);
            for (var r = 0; r < multipliers.Length; r++)
            {
                if ((multipliers[r].Sign > 0 ? most[r] : least[r] ?? 0) is { } limit)
                {
                    Right += multipliers[r] * limit;
                }
                else
                {
                    multipliers[r] = BigInteger.Zero;
                }
            }
            gains = new BigInteger[columns.Length];
            for (var c = 0; c < columns.Length; c++)
            {
                gains[c] = scale * columns[c].Worth;
                for (var i = 0; i < columns[c].Rows.Length; i++)
                {
                    gains[c] -= multipliers[columns[c].Rows[i]] * columns[c].Sizes[i];
                }
                Right += Highest(c, low[c], high[c]);
            }
        }

        public BigInteger Right { get; set; }

        public BigInteger Of(int row) => multipliers[row];

        public BigInteger Highest(int column, int atLeast, int atMost) => gains[column] * (gains[column].Sign > 0 ? atMost : atLeast);

        /// <summary>No set is worth this; without a worth: there is no set.</summary>
        public bool Refutes(BigInteger? worth) => scale.IsZero ? Right.Sign < 0 : worth is { } wanted && Right < scale * wanted;
    }
}
