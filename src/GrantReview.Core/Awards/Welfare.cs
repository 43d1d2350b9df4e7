using System.Numerics;
using Google.OrTools.Sat;
using GrantReview.Core.Numbers;

namespace GrantReview.Core.Awards;

/// <summary>
/// The highest sum of scores that any feasible set reaches, exactly, and whether a decision can still be completed to a set that reaches
/// it: integer programmes whose sums never leave 64 bits.
/// </summary>
/// <remarks>
/// Scores become whole numbers over one denominator and are cut into limbs of 40 bits; each limb is summed by itself and hands its carry
/// on, as in long addition, and the sum is made as large as possible limb by limb from the top. Thirty digits take three limbs.
/// </remarks>
internal sealed class Welfare
{
    private const int Bits = 40;
    private const int MostLimbs = 16;

    private readonly Usage usage;
    private readonly PreparedProblem prepared;
    private readonly bool[] undecided;
    private readonly long[][] limbs;
    private readonly List<long> best = [];
    private readonly Dictionary<int, Rational> refusedScores = [];
    private HashSet<int>? certificate;

    public Welfare(Usage usage, bool[] undecided)
    {
        (this.usage, prepared, this.undecided) = (usage, usage.Problem, undecided);
        limbs = Cut(prepared.Applications.Select(a => a.Score).ToList())
            ?? throw new OverflowException("The scores have too many different denominators to be added up; round them first.");
    }

    /// <summary>Finds the highest sum, from the top digit on; false = no set keeps every cap and floor.</summary>
    public bool FindsBest()
    {
        for (var level = 0; level < Math.Max(1, limbs[0].Length); level++)
        {
            if (Solved([], level) is not { } found)
            {
                return false;
            }
            best.Add(found.Figure);
            certificate = found.Set;
        }
        return true;
    }

    /// <summary>The scores can be added up exactly within the limits of this solver.</summary>
    public static bool CanAddUp(IReadOnlyList<Rational> scores) => Cut(scores) is not null;

    /// <summary>What is funded so far and this one are part of a set with the highest sum; the caller then funds it.</summary>
    public bool CanAdd(int application)
    {
        if (certificate?.Contains(application) == true)
        {
            return true;
        }
        var (kind, score) = (prepared.KindOf[application], prepared.Applications[application].Score);
        // Whoever is alike and scores no higher than one refused is refused as well; with tiers a later one may score higher.
        var isRefused = refusedScores.TryGetValue(kind, out var refused) && score <= refused;
        if (isRefused || Solved([application], best.Count) is not { } found)
        {
            refusedScores[kind] = isRefused ? refused : score;
            return false;
        }
        certificate = found.Set;
        return true;
    }

    /// <summary>Scores as limbs, the highest first; the highest may be negative. Null when there would be too many.</summary>
    private static long[][]? Cut(IReadOnlyList<Rational> scores)
    {
        var denominator = BigInteger.One;
        foreach (var score in scores)
        {
            denominator *= score.Denominator / BigInteger.GreatestCommonDivisor(denominator, score.Denominator);
            if (denominator.GetBitLength() > Bits * MostLimbs)
            {
                return null;
            }
        }
        List<BigInteger> weights = [.. scores.Select(s => s.Numerator * (denominator / s.Denominator))];
        var divisor = weights.Aggregate(BigInteger.Zero, BigInteger.GreatestCommonDivisor);
        if (divisor > 1)
        {
            weights = [.. weights.Select(w => w / divisor)];
        }
        var count = (int)((weights.Select(w => w.GetBitLength() + 1).DefaultIfEmpty(1).Max() + Bits - 1) / Bits);
        return count > MostLimbs ? null
            : weights.Count == 0 ? [[0]]
            : [.. weights.Select(w => Enumerable.Range(0, count).Select(l => count - 1 - l)
                .Select(l => (long)(l == count - 1 ? w >> (Bits * l) : (w >> (Bits * l)) & ((BigInteger.One << Bits) - 1))).ToArray())];
    }

    // Variables, constraints, objective, solve, read back.
    private (HashSet<int> Set, long Figure)? Solved(HashSet<int> adding, int level)
    {
        var programme = new IntegerProgramme();
        var model = programme.Model;
        List<int> pool = [.. Enumerable.Range(0, prepared.Applications.Count).Where(a => undecided[a] || usage.Amount(a) is not null)];
        var chosen = pool.ToDictionary(a => a, a => model.NewBoolVar(""));
        foreach (var application in pool.Where(a => adding.Contains(a) || usage.Amount(a) is not null))
        {
            model.Add(chosen[application] == 1);
        }
        for (var quota = 0; quota < prepared.Quotas.Count; quota++)
        {
            var members = prepared.Members[quota].Where(chosen.ContainsKey).Select(m => ((IntVar)chosen[m], 1, prepared.Size(quota, m)));
            programme.AddRow([.. members], usage.Limits.Min[quota], usage.Limits.Max[quota]);
        }
        foreach (var group in prepared.Groups)
        {
            model.AddAtMostOne(group.Where(chosen.ContainsKey).Select(a => chosen[a]));
        }
        var sums = Sums(model, pool, chosen);
        for (var l = 0; l < Math.Min(level, best.Count); l++)
        {
            model.Add(sums[l] == best[l]);
        }
        if (level < sums.Length)
        {
            model.Maximize(sums[level]);
        }
        programme.Note(limbs.Aggregate(Int128.Zero, (sum, l) => sum + l.Max(Math.Abs)));
        var (status, values) = programme.Solve();
        return status is CpSolverStatus.Optimal or CpSolverStatus.Feasible && (level >= sums.Length || status == CpSolverStatus.Optimal)
            ? ([.. pool.Where(a => values.BooleanValue(chosen[a]))], level < sums.Length ? values.Value(sums[level]) : 0)
            : status == CpSolverStatus.Infeasible ? null
            : throw new InvalidOperationException($"The welfare programme ended with {status}.");
    }

    /// <summary>
    /// The digits of the sum of scores, the highest first: each limb's sum with the carry from below, less what it carries on.
    /// </summary>
    private LinearExpr[] Sums(CpModel model, List<int> pool, Dictionary<int, BoolVar> chosen)
    {
        var count = limbs.Length == 0 ? 1 : limbs[0].Length;
        var digits = new LinearExpr[count];
        LinearExpr carried = LinearExpr.Constant(0);
        for (var l = count - 1; l >= 0; l--)
        {
            var sum = LinearExpr.WeightedSum(pool.Select(a => chosen[a]), pool.Select(a => limbs[a][l])) + carried;
            if (l == 0)
            {
                digits[l] = sum;
                continue;
            }
            var digit = model.NewIntVar(0, (1L << Bits) - 1, "");
            var carry = model.NewIntVar(0, pool.Count + 1, "");
            model.Add(sum == digit + (carry * (1L << Bits)));
            (digits[l], carried) = (digit, carry);
        }
        return digits;
    }
}
