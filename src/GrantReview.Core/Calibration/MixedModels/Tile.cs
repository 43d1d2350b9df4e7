using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace GrantReview.Core.Calibration.MixedModels;

/// <summary>
/// Dense arithmetic on square tiles held row by row. Every element is summed in one fixed order, so that the answer does not depend on the
/// machine's cores.
/// </summary>
internal static class Tile
{
    /// <summary>The side at which the vector kernel works: a multiple of 12 whose three tiles fit a second-level cache.</summary>
    public const int Side = 48;

    /// <summary>
    /// C −= A·B, where A's element (i, k) is at i·<paramref name="aRow"/> + k·<paramref name="aColumn"/>; so A may be given transposed.
    /// </summary>
    public static void SubtractProduct(Span<double> c, ReadOnlySpan<double> a, int aRow, int aColumn, ReadOnlySpan<double> b, int n)
    {
        if (n == Side)
        {
            SubtractProductBySide(c, a, aRow, aColumn, b);
            return;
        }
        for (var i = 0; i < n; i++)
        {
            for (var k = 0; k < n; k++)
            {
                var factor = a[(i * aRow) + (k * aColumn)];
                for (var j = 0; j < n; j++)
                {
                    c[(i * n) + j] -= factor * b[(k * n) + j];
                }
            }
        }
    }

    // Compiled for good at its first call: a fit of a second has no time to be found hot. Four rows by twelve columns of C live in
    // registers while k runs.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SubtractProductBySide(Span<double> c, ReadOnlySpan<double> a, int aRow, int aColumn, ReadOnlySpan<double> b)
    {
        ref var c0 = ref MemoryMarshal.GetReference(c[..(Side * Side)]);
        ref var a0 = ref MemoryMarshal.GetReference(a[..(Side * Side)]);
        ref var b0 = ref MemoryMarshal.GetReference(b[..(Side * Side)]);
        for (nuint i = 0; i < Side; i += 4)
        {
            for (nuint j = 0; j < Side; j += 12)
            {
                Vector256<double> s00 = default, s01 = default, s02 = default, s10 = default, s11 = default, s12 = default;
                Vector256<double> s20 = default, s21 = default, s22 = default, s30 = default, s31 = default, s32 = default;
                var atA = i * (nuint)aRow;
                var atB = j;
                for (var k = 0; k < Side; k++)
                {
                    var b1 = Vector256.LoadUnsafe(ref b0, atB);
                    var b2 = Vector256.LoadUnsafe(ref b0, atB + 4);
                    var b3 = Vector256.LoadUnsafe(ref b0, atB + 8);
                    var x = Vector256.Create(Unsafe.Add(ref a0, atA));
                    s00 = Vector256.FusedMultiplyAdd(x, b1, s00);
                    s01 = Vector256.FusedMultiplyAdd(x, b2, s01);
                    s02 = Vector256.FusedMultiplyAdd(x, b3, s02);
                    x = Vector256.Create(Unsafe.Add(ref a0, atA + (nuint)aRow));
                    s10 = Vector256.FusedMultiplyAdd(x, b1, s10);
                    s11 = Vector256.FusedMultiplyAdd(x, b2, s11);
                    s12 = Vector256.FusedMultiplyAdd(x, b3, s12);
                    x = Vector256.Create(Unsafe.Add(ref a0, atA + (2 * (nuint)aRow)));
                    s20 = Vector256.FusedMultiplyAdd(x, b1, s20);
                    s21 = Vector256.FusedMultiplyAdd(x, b2, s21);
                    s22 = Vector256.FusedMultiplyAdd(x, b3, s22);
                    x = Vector256.Create(Unsafe.Add(ref a0, atA + (3 * (nuint)aRow)));
                    s30 = Vector256.FusedMultiplyAdd(x, b1, s30);
                    s31 = Vector256.FusedMultiplyAdd(x, b2, s31);
                    s32 = Vector256.FusedMultiplyAdd(x, b3, s32);
                    atA += (nuint)aColumn;
                    atB += Side;
                }
                Subtract(ref c0, (i * Side) + j, s00, s01, s02);
                Subtract(ref c0, ((i + 1) * Side) + j, s10, s11, s12);
                Subtract(ref c0, ((i + 2) * Side) + j, s20, s21, s22);
                Subtract(ref c0, ((i + 3) * Side) + j, s30, s31, s32);
            }
        }

        static void Subtract(ref double c, nuint at, Vector256<double> s0, Vector256<double> s1, Vector256<double> s2)
        {
            (Vector256.LoadUnsafe(ref c, at) - s0).StoreUnsafe(ref c, at);
            (Vector256.LoadUnsafe(ref c, at + 4) - s1).StoreUnsafe(ref c, at + 4);
            (Vector256.LoadUnsafe(ref c, at + 8) - s2).StoreUnsafe(ref c, at + 8);
        }
    }

    /// <summary>
    /// The upper factor U of a symmetric tile, A = U'U, in place of its upper triangle; what is below becomes zero. False where A is not
    /// positive definite.
    /// </summary>
    public static bool Factor(Span<double> a, int n)
    {
        for (var k = 0; k < n; k++)
        {
            var pivot = a[(k * n) + k];
            if (!(pivot > 0) || double.IsPositiveInfinity(pivot))
            {
                return false;
            }
            var root = Math.Sqrt(pivot);
            var row = a.Slice(k * n, n);
            row[..k].Clear();
            for (var j = k; j < n; j++)
            {
                row[j] /= root;
            }
            for (var i = k + 1; i < n; i++)
            {
                AddScaled(a.Slice((i * n) + i, n - i), row[i..], -row[i]);
            }
        }
        return true;
    }

    /// <summary>B ← U⁻ᵀB for B with <paramref name="columns"/> columns.</summary>
    public static void SolveTransposed(ReadOnlySpan<double> u, Span<double> b, int n, int columns)
    {
        for (var k = 0; k < n; k++)
        {
            var row = b.Slice(k * columns, columns);
            for (var l = 0; l < k; l++)
            {
                AddScaled(row, b.Slice(l * columns, columns), -u[(l * n) + k]);
            }
            Scale(row, 1 / u[(k * n) + k]);
        }
    }

    /// <summary>B ← U⁻¹B for B with <paramref name="columns"/> columns.</summary>
    public static void Solve(ReadOnlySpan<double> u, Span<double> b, int n, int columns)
    {
        for (var k = n - 1; k >= 0; k--)
        {
            var row = b.Slice(k * columns, columns);
            for (var l = k + 1; l < n; l++)
            {
                AddScaled(row, b.Slice(l * columns, columns), -u[(k * n) + l]);
            }
            Scale(row, 1 / u[(k * n) + k]);
        }
    }

    public static void Transpose(ReadOnlySpan<double> from, Span<double> to, int n)
    {
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                to[(j * n) + i] = from[(i * n) + j];
            }
        }
    }

    /// <summary>target += factor · source, element by element.</summary>
    public static void AddScaled(Span<double> target, ReadOnlySpan<double> source, double factor)
    {
        var i = 0;
        if (target.Length >= 4)
        {
            ref var t = ref MemoryMarshal.GetReference(target);
            ref var s = ref MemoryMarshal.GetReference(source[..target.Length]);
            var f = Vector256.Create(factor);
            for (; i <= target.Length - 4; i += 4)
            {
                Vector256.FusedMultiplyAdd(f, Vector256.LoadUnsafe(ref s, (nuint)i), Vector256.LoadUnsafe(ref t, (nuint)i)).StoreUnsafe(
                    ref t, (nuint)i);
            }
        }
        for (; i < target.Length; i++)
        {
            target[i] = Math.FusedMultiplyAdd(factor, source[i], target[i]);
        }
    }

    private static void Scale(Span<double> row, double factor)
    {
        for (var i = 0; i < row.Length; i++)
        {
            row[i] *= factor;
        }
    }
}
