using GrantReview.Core.Numbers;

namespace GrantReview.Core.Awards.Lotteries;

/// <summary>How likely each candidate is to be drawn; the chances sum to the places.</summary>
/// <param name="Values">As the candidates were given, each between 0 and 1.</param>
public sealed record LotteryChances(IReadOnlyList<Rational> Values)
{
    /// <summary>Candidates who are in whatever is drawn.</summary>
    public int Sure => Values.Count(p => p == Rational.One);

    /// <summary>Candidates for whom lots decide.</summary>
    public int Drawn => Values.Count - Sure - Out;

    /// <summary>Candidates who are out whatever is drawn.</summary>
    public int Out => Values.Count(p => p.Sign == 0);

    /// <summary>All are in where there are places for all, and nobody where there are none; null = there is something to decide.</summary>
    internal static LotteryChances? WithoutLots(int candidates, int places)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(places);
        return places == 0 ? Alike(candidates, Rational.Zero) : places >= candidates ? Alike(candidates, Rational.One) : null;
    }

    private static LotteryChances Alike(int candidates, Rational chance) => new([.. Enumerable.Repeat(chance, candidates)]);
}
