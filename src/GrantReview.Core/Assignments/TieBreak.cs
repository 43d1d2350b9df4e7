using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace GrantReview.Core.Assignments;

/// <summary>
/// "Among what is equally good, as the seed has it": costs whose least sum picks one plan, forty bits of a pair's hash at a time. The hash
/// is SHA-256(seed|expert|application). Where more than <see cref="MostHashed"/> pairs are tied, it is SplitMix64 over the sum of a word of
/// SHA-256(seed|expert) and a turned word of SHA-256(seed|application): one digest for each side in place of one for each pair, and still a
/// number of its own for every pair.
/// </summary>
internal sealed class TieBreak
{
    /// <summary>Three words of forty bits, one after the other.</summary>
    public const int Words = 3;

    private const int WordBits = 40;

    /// <summary>So many digests take a fraction of a second.</summary>
    private const int MostHashed = 500_000;

    private const long MostKnown = 4_000_000;

    private readonly AssignmentModel model;
    private readonly ulong[][]? ofExpert;
    private readonly ulong[][]? ofRow;

    public TieBreak(AssignmentModel model, long tied)
    {
        this.model = model;
        if (tied > MostHashed)
        {
            (ofExpert, ofRow) = ([.. model.Experts.Select(e => Side(e.Id.Value))], [.. model.Rows.Select(r => Side(r.Id.Value))]);
        }
    }

    /// <summary>The first bits of a word; fewer than forty only where 64-bit costs would overflow.</summary>
    public RowCosts Costs(int word, int bits) => ofExpert is null || ofRow is null ? Hashed(word, bits) : (row, costs, wanted) =>
    {
        var one = BitOperations.RotateLeft(ofRow[row][word], 32);
        for (var e = 0; e < costs.Length; e++)
        {
            costs[e] = (long)(SplitMix(ofExpert[e][word] + one) >> (64 - bits));
        }
    };

    private RowCosts Hashed(int word, int bits)
    {
        // Pricing asks for the same pairs again and again; what fits in memory is hashed once.
        var known = (long)model.Rows.Length * model.Experts.Length <= MostKnown ? new long[model.Rows.Length][] : null;
        return (row, costs, wanted) =>
        {
            var before = known is null ? null : known[row] ??= new long[costs.Length];
            for (var e = 0; e < costs.Length; e++)
            {
                if (before is not null && before[e] != 0)
                {
                    costs[e] = before[e] - 1;
                }
                else if (ExpertSet.Has(wanted, e))
                {
                    costs[e] = Word(row, e, word) >> (WordBits - bits);
                    if (before is not null)
                    {
                        before[e] = costs[e] + 1;
                    }
                }
            }
        };
    }

    private long Word(int row, int expert, int word)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{model.Problem.Seed}|{model.Experts[expert].Id}|{model.Rows[row].Id}"), hash);
        var value = 0L;
        foreach (var b in hash.Slice(word * 5, 5))
        {
            value = (value << 8) | b;
        }
        return value;
    }

    private ulong[] Side(string id)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{model.Problem.Seed}|{id}"));
        return [.. Enumerable.Range(0, Words).Select(w => BinaryPrimitives.ReadUInt64BigEndian(hash.AsSpan(8 * w)))];
    }

    /// <summary>Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators", the 64-bit finaliser.</summary>
    private static ulong SplitMix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
}
