using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace GrantReview.Core.Calibration;

/// <summary>
/// Standard normal numbers that anyone can draw again from the same seed and stream: xoshiro256** (Blackman and Vigna 2018) started with SHA-256 of "seed|stream", and the
/// transform of Box and Muller (1958).
/// </summary>
internal sealed class SeededNormals
{
    private readonly ulong[] state = new ulong[4];
    private double? spare;

    public SeededNormals(string seed, int stream)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{seed}|{stream}")));
        for (var i = 0; i < 4; i++)
        {
            state[i] = BinaryPrimitives.ReadUInt64LittleEndian(hash.AsSpan(8 * i));
        }
    }

    public double Next()
    {
        if (spare is { } kept)
        {
            spare = null;
            return kept;
        }
        var radius = Math.Sqrt(-2 * Math.Log(Uniform()));
        var (sine, cosine) = Math.SinCos(2 * Math.PI * Uniform());
        spare = radius * sine;
        return radius * cosine;
    }

    // In (0, 1]: the logarithm must not meet zero.
    private double Uniform() => ((Bits() >> 11) + 1) * (1.0 / (1UL << 53));

    private ulong Bits()
    {
        var result = BitOperations.RotateLeft(state[1] * 5, 7) * 9;
        var shifted = state[1] << 17;
        state[2] ^= state[0];
        state[3] ^= state[1];
        state[1] ^= state[2];
        state[0] ^= state[3];
        state[2] ^= shifted;
        state[3] = BitOperations.RotateLeft(state[3], 45);
        return result;
    }
}
