using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace GrantReview.Core.Calibration;

/// <summary>
/// Random numbers that anyone can draw again from the same seed and stream: xoshiro256** (Blackman and Vigna 2018) started with SHA-256 of
/// "seed|stream"; normal ones by the transform of Box and Muller (1958), gamma ones by rejection (Marsaglia and Tsang 2000).
/// </summary>
internal sealed class SeededRandom
{
    private readonly ulong[] state = new ulong[4];
    private double? spare;

    public SeededRandom(string seed, int stream)
    {
        var name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{seed}|{stream}");
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(name));
        for (var i = 0; i < 4; i++)
        {
            state[i] = BinaryPrimitives.ReadUInt64LittleEndian(hash.AsSpan(8 * i));
        }
    }

    public double Normal()
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

    /// <summary>Gamma of this shape (above 0) and scale 1; χ² with k degrees is twice that of shape k/2.</summary>
    public double Gamma(double shape)
    {
        if (shape < 1)
        {
            return Gamma(shape + 1) * Math.Pow(Uniform(), 1 / shape);
        }
        var d = shape - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = Normal();
            var v = Math.Pow(1 + (c * x), 3);
            if (v > 0 && Math.Log(Uniform()) < (0.5 * x * x) + (d * (1 - v + Math.Log(v))))
            {
                return d * v;
            }
        }
    }

    /// <summary>In (0, 1]: a logarithm must not meet zero.</summary>
    public double Uniform() => ((Bits() >> 11) + 1) * (1.0 / (1UL << 53));

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
