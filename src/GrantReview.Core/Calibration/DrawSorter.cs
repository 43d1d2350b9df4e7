namespace GrantReview.Core.Calibration;

/// <summary>
/// Sorts figures with the numbers of their owners, ascending, equal ones by number: by the digits of their single precision, least
/// significant first, where they are many (LSD radix sort; Sedgewick and Wayne 2011, §5.1), so that thousands of draws are ordered in as
/// many steps each, whatever their order. One sorter belongs to one thread; no figure is NaN.
/// </summary>
internal sealed class DrawSorter(int size)
{
    private const int DigitBits = 11, Digits = 3, Buckets = 1 << DigitBits;

    /// <summary>So few are sorted by comparing.</summary>
    private const int Few = 256;

    private readonly int[] next = new int[Digits * Buckets];

    // A key is the figure in the upper half, made comparable as a whole number, and the owner in the lower one.
    private ulong[] keys = new ulong[size];
    private ulong[] spare = new ulong[size];
    private readonly double[] figures = new double[size];

    public void Put(int owner, double figure)
    {
        figures[owner] = figure;
        var bits = BitConverter.SingleToUInt32Bits((float)figure);
        keys[owner] = ((ulong)(bits ^ ((bits >> 31) == 0 ? 0x8000_0000 : 0xFFFF_FFFF)) << 32) | (uint)owner;
    }

    /// <summary>The owner at a place, after <see cref="Sort()"/>.</summary>
    public int OwnerAt(int place) => (int)(uint)keys[place];

    public void Sort()
    {
        if (size < Few)
        {
            Array.Sort(keys);
        }
        else
        {
            SortByDigits();
        }
        SortEqual();
    }

    private void SortByDigits()
    {
        Array.Clear(next);
        foreach (var key in keys)
        {
            for (var digit = 0; digit < Digits; digit++)
            {
                next[(digit * Buckets) + DigitOf(key, digit)]++;
            }
        }
        for (var digit = 0; digit < Digits; digit++)
        {
            var own = next.AsSpan(digit * Buckets, Buckets);
            var before = 0;
            foreach (ref var count in own)
            {
                (count, before) = (before, before + count);
            }
            foreach (var key in keys)
            {
                spare[own[DigitOf(key, digit)]++] = key;
            }
            (keys, spare) = (spare, keys);
        }
    }

    /// <summary>Figures that are equal in single precision alone are put in their order.</summary>
    private void SortEqual()
    {
        for (var i = 1; i < keys.Length; i++)
        {
            for (var at = i; at > 0 && keys[at] >> 32 == keys[at - 1] >> 32 && figures[OwnerAt(at)] < figures[OwnerAt(at - 1)]; at--)
            {
                (keys[at], keys[at - 1]) = (keys[at - 1], keys[at]);
            }
        }
    }

    /// <summary>Sorts figures alone, as many as this sorter takes.</summary>
    public void Sort(Span<float> figures)
    {
        for (var i = 0; i < figures.Length; i++)
        {
            Put(i, figures[i]);
        }
        Sort();
        for (var i = 0; i < figures.Length; i++)
        {
            var bits = (uint)(keys[i] >> 32);
            figures[i] = BitConverter.UInt32BitsToSingle(bits ^ ((bits >> 31) == 0 ? 0xFFFF_FFFF : 0x8000_0000));
        }
    }

    private static int DigitOf(ulong key, int digit) => (int)(key >> (32 + (digit * DigitBits))) & (Buckets - 1);
}
