using System.Numerics;

namespace GrantReview.Core.Awards;

/// <summary>Square systems of equations in whole numbers, solved exactly.</summary>
internal static class Elimination
{
    /// <summary>Turns [A | b] into the solution times <paramref name="scale"/> in the last column; false where A is singular.</summary>
    /// <remarks>
    /// Bareiss, Sylvester's identity and multistep integer-preserving Gaussian elimination, Math. Comp. 22, 1968: every division is exact,
    /// and numbers grow no longer than minors of A.
    /// </remarks>
    public static bool Solve(BigInteger[,] equations, out BigInteger scale)
    {
        var count = equations.GetLength(0);
        var last = BigInteger.One;
        for (var step = 0; step < count; step++)
        {
            if (!BringPivot(equations, step))
            {
                scale = BigInteger.Zero;
                return false;
            }
            var pivot = equations[step, step];
            for (var row = 0; row < count; row++)
            {
                var factor = equations[row, step];
                for (var column = 0; row != step && column <= count; column++)
                {
                    equations[row, column] = ((pivot * equations[row, column]) - (factor * equations[step, column])) / last;
                }
            }
            last = pivot;
        }
        scale = BigInteger.Abs(last);
        for (var row = 0; last.Sign < 0 && row < count; row++)
        {
            equations[row, count] = -equations[row, count];
        }
        return true;
    }

    private static bool BringPivot(BigInteger[,] equations, int step)
    {
        var count = equations.GetLength(0);
        var found = Enumerable.Range(step, count - step).FirstOrDefault(row => !equations[row, step].IsZero, -1);
        for (var column = 0; found > step && column <= count; column++)
        {
            (equations[step, column], equations[found, column]) = (equations[found, column], equations[step, column]);
        }
        return found >= 0;
    }
}
