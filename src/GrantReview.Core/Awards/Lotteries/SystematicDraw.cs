using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using GrantReview.Core.Numbers;

namespace GrantReview.Core.Awards.Lotteries;

/// <summary>
/// A draw in which each candidate is in with exactly its chance and as many are in as the chances sum to (Madow and Madow 1944): the
/// chances are laid end to end in the order of lots, SHA-256(seed|id), and whoever covers one of u, u + 1, u + 2 … is in, where u in [0, 1)
/// is SHA-256(seed|) as a binary fraction.
/// </summary>
public static class SystematicDraw
{
    /// <param name="candidates">Each id once; the order does not matter.</param>
    /// <returns>Those who are in, by id.</returns>
    public static IReadOnlyList<ApplicationId> Choose(string seed, IEnumerable<(ApplicationId Id, Rational Chance)> candidates)
    {
        var chosen = new List<ApplicationId>();
        var (start, laid) = (StartOf(seed), Rational.Zero);
        foreach (var (id, chance) in candidates.OrderBy(c => AllocationSolver.Lot(seed, c.Id), StringComparer.Ordinal))
        {
            if ((laid + chance - start).Floor() is var after && after != (laid - start).Floor())
            {
                chosen.Add(id);
            }
            laid += chance;
        }
        return [.. chosen.Order()];
    }

    private static Rational StartOf(string seed) => new(
        new BigInteger(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}|")), isUnsigned: true, isBigEndian: true), BigInteger.One << 256);
}
