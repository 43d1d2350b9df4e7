using GrantReview.Core.Numbers;

namespace GrantReview.Core.Awards.Lotteries;

/// <summary>
/// The maximin lottery over intervals (MERIT): chances that sum to the places, with the most awards to expect among the truly best in the
/// worst ranking that the intervals allow. Who is surely better than another is in for certain before that one has any chance; candidates
/// alike have the same chance; nobody's is below that of one whose interval is nowhere better.
/// </summary>
/// <param name="Guaranteed">
/// Awards to expect among the truly best in the worst ranking, by exact counting over <paramref name="Chances"/>.
/// </param>
/// <param name="Bound">What no chances can pass, by an exact dual: a mixture of rankings against which nothing does better.</param>
/// <remarks>
/// Source: Goldberg, Fanti and Shah, MERIT: maximin efficient randomized interval top-k, 2025. Solved by cuts: each round adds, for every
/// step, the worst ranking against the chances so far. The solver of the relaxations works in doubles and only proposes.
/// </remarks>
public sealed record MaximinLottery(LotteryChances Chances, Rational Guaranteed, Rational Bound)
{
    private const double Violated = 1e-9;
    private const int MostCuts = 16, MostRounds = 2_000, MostSteps = 20_000;

    private const double SmallWorth = 1e-6;
    private const double GoldenRatio = 0.61803398874989485;

    /// <summary>Chances of an optimum are fractions of a few places over a few candidates.</summary>
    private const long LargestDenominator = 100_000;

    public bool IsProven => Guaranteed == Bound;

    public static MaximinLottery For(IReadOnlyList<QualityInterval> intervals, int places)
    {
        if (LotteryChances.WithoutLots(intervals.Count, places) is { } certain)
        {
            Rational all = Math.Min(places, intervals.Count);
            return new MaximinLottery(certain, all, all);
        }
        var choices = new ConsistentChoices(intervals, places);
        var (proposed, weights, cuts) = Propose(choices);
        var chances = WithoutWaste(choices.Groups, Monotone(choices.Groups, Fractions(choices, proposed)));
        var each = new Rational[intervals.Count];
        foreach (var (group, chance) in choices.Groups.Zip(chances))
        {
            foreach (var member in group.Members)
            {
                each[member] = chance;
            }
        }
        return new MaximinLottery(new LotteryChances(each), choices.Guaranteed(chances), BoundOf(choices, cuts, weights));
    }

    /// <summary>The chances of each group, and the weights of the rankings that bind, as the relaxation has them.</summary>
    private static (double[] Chances, double[] Weights, List<int[]> Cuts) Propose(ConsistentChoices choices)
    {
        var groups = choices.Groups;
        var cuts = new List<int[]>();
        var chances = groups.Select(_ => (double)choices.Places / groups.Sum(g => g.Size)).ToArray();
        double[] weights = [];
        var (promised, before) = (double.PositiveInfinity, double.PositiveInfinity);
        for (var round = 0; round < MostRounds; round++)
        {
            var found = choices.Worst(chances, (sum, p, times) => sum + (p * times)).Where(w => w.Expected < promised - Violated)
                .OrderBy(w => w.Expected).Take(MostCuts).Select(w => w.Taken).ToList();
            if (found.Count == 0)
            {
                break;
            }
            // A ranking that does not bind is found again where it is needed, and the next relaxation is small without it; but only where
            // the promise has sunk, or the rounds could go in a circle.
            cuts = [.. cuts.Where((_, i) => weights[i] > Violated || promised > before - Violated), .. found];
            before = promised;
            (chances, weights, promised) = Relaxed(choices, cuts);
        }
        return (chances, weights, cuts);
    }

    /// <summary>max v with Σ size · p = places, 0 ≤ p ≤ 1, and for each ranking Σ taken · p ≥ v; rows are divided by the places.</summary>
    private static (double[] Chances, double[] Weights, double Promised) Relaxed(ConsistentChoices choices, List<int[]> cuts)
    {
        var (groups, places) = (choices.Groups.Count, (double)choices.Places);
        var (rows, sizes) = (new int[groups + 1][], new double[groups + 1][]);
        for (var g = 0; g < groups; g++)
        {
            List<int> held = [.. Enumerable.Range(0, cuts.Count).Where(c => cuts[c][g] > 0)];
            rows[g] = [0, .. held.Select(c => c + 1)];
            sizes[g] = [choices.Groups[g].Size / places, .. held.Select(c => cuts[c][g] / places)];
        }
        rows[groups] = [.. Enumerable.Range(1, cuts.Count)];
        sizes[groups] = [.. cuts.Select(_ => -1.0)];
        // Chances are worth nothing in themselves; as long as all are worth alike the steps can go in a circle.
        double[] unlike = [.. Enumerable.Range(1, groups).Select(g => SmallWorth * (g * GoldenRatio % 1))];
        var simplex = new DualSimplex(cuts.Count + 1, rows, sizes, [.. unlike, 1.0]);
        for (var column = 0; column < groups; column++)
        {
            simplex.Bound(column, 0, 1);
        }
        // v is held down by the rankings alone, so that their weights sum to one; its own bound is out of reach.
        simplex.Bound(groups, 0, 2);
        simplex.Bound(groups + 1, 1, 1);
        for (var c = 0; c < cuts.Count; c++)
        {
            simplex.Bound(groups + 2 + c, 0, double.PositiveInfinity);
        }
        Solve();
        for (var g = 0; g < groups; g++)
        {
            simplex.Price(g, 0);
        }
        Solve();
        return (
            [.. Enumerable.Range(0, groups).Select(simplex.Value)],
            [.. simplex.Multipliers(DualSimplex.Outcome.Optimal).Skip(1).Select(Math.Abs)],
            simplex.Value(groups) * places);

        void Solve()
        {
            if (simplex.Solve(MostSteps) is var outcome && outcome != DualSimplex.Outcome.Optimal)
            {
                throw new InvalidOperationException($"The relaxation of a lottery ended with {outcome}.");
            }
        }
    }

    /// <summary>The fractions that the doubles stand for, made to sum to the places exactly.</summary>
    private static Rational[] Fractions(ConsistentChoices choices, double[] proposed)
    {
        var chances = proposed.Select(p => FractionNear(Math.Clamp(p, 0, 1))).ToArray();
        var left = choices.Groups.Zip(chances).Aggregate((Rational)choices.Places, (rest, g) => rest - (g.Second * g.First.Size));
        for (var g = 0; g < chances.Length && left.Sign != 0; g++)
        {
            var size = choices.Groups[g].Size;
            var moved = Rational.Max(Rational.Zero, Rational.Min(Rational.One, chances[g] + (left / size)));
            left -= (moved - chances[g]) * size;
            chances[g] = moved;
        }
        return chances;
    }

    /// <summary>
    /// The first convergent of the continued fraction that is within 1e-9, or the last with a denominator that is not too large.
    /// </summary>
    private static Rational FractionNear(double value)
    {
        var (above, below, aboveBefore, belowBefore) = (1L, 0L, 0L, 1L);
        var rest = value;
        while (true)
        {
            var whole = (long)Math.Floor(rest);
            var (nextAbove, nextBelow) = ((whole * above) + aboveBefore, (whole * below) + belowBefore);
            if (nextBelow > LargestDenominator)
            {
                return new Rational(above, below);
            }
            (aboveBefore, belowBefore) = (above, below);
            (above, below) = (nextAbove, nextBelow);
            if (Math.Abs(value - ((double)above / below)) < 1e-9)
            {
                return new Rational(above, below);
            }
            rest = 1 / (rest - whole);
        }
    }

    /// <summary>
    /// No chance below that of a candidate whose interval is nowhere better: two such change chances, which takes nothing from the worst
    /// ranking, because where it holds the lesser one without the better, another holds the better in its place. Then those alike share.
    /// </summary>
    private static Rational[] Monotone(IReadOnlyList<AlikeCandidates> groups, Rational[] chances)
    {
        var group = groups.SelectMany((g, i) => Enumerable.Repeat(i, g.Size)).ToArray();
        var each = group.Select(g => chances[g]).ToArray();
        for (var i = 0; i < each.Length; i++)
        {
            for (var j = i + 1; j < each.Length; j++)
            {
                if (each[j] > each[i] && groups[group[i]].IsAtLeast(groups[group[j]]))
                {
                    (each[i], each[j]) = (each[j], each[i]);
                }
            }
        }
        return [.. each.Zip(group).GroupBy(e => e.Second, e => e.First).OrderBy(g => g.Key).Select(g => Rational.Mean([.. g]))];
    }

    /// <summary>
    /// Chances go from who is surely worse to who is surely better, until the one has none or the other all: a ranking that holds the worse
    /// holds the better, so nothing is taken from it.
    /// </summary>
    private static Rational[] WithoutWaste(IReadOnlyList<AlikeCandidates> groups, Rational[] chances)
    {
        // High ends stand in one order, and Worse counts those below a low end.
        var highsBelow = groups.Select(g => groups.Where(other => other.Better > g.Better).Sum(other => other.Size)).ToArray();
        var result = chances.ToArray();
        for (var better = 0; better < groups.Count; better++)
        {
            foreach (var worse in Enumerable.Range(0, groups.Count).Where(w => highsBelow[w] < groups[better].Worse)
                .OrderByDescending(w => groups[w].Better).ThenBy(w => groups[w].Worse))
            {
                var moved = Rational.Min((1 - result[better]) * groups[better].Size, result[worse] * groups[worse].Size);
                result[better] += moved / groups[better].Size;
                result[worse] -= moved / groups[worse].Size;
            }
        }
        return result;
    }

    /// <summary>
    /// Rankings mixed by their weights hold each candidate so often; no chances that sum to the places catch more than the k that are held
    /// most often.
    /// </summary>
    private static Rational BoundOf(ConsistentChoices choices, List<int[]> cuts, double[] weights)
    {
        var mixture = weights.Select(w => FractionNear(Math.Clamp(w, 0, 1))).ToList();
        var sum = mixture.Aggregate(Rational.Zero, (a, b) => a + b);
        var held = choices.Groups.Select((group, g) => (
            Often: cuts.Zip(mixture).Aggregate(Rational.Zero, (a, c) => a + (c.Second * c.First[g])) / (sum * group.Size), group.Size));
        var (bound, left) = (Rational.Zero, choices.Places);
        foreach (var (often, size) in held.OrderByDescending(h => h.Often))
        {
            bound += often * Math.Min(left, size);
            left -= Math.Min(left, size);
        }
        return bound;
    }
}
