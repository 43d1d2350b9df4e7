using GrantReview.Core.Numbers;

namespace GrantReview.Core.Awards.Lotteries;

/// <summary>A candidate's quality as far as it is known; higher is better. Only how ends of different candidates compare matters.</summary>
public readonly record struct QualityInterval(double Low, double High)
{
    public static QualityInterval FromRanks(double best, double worst) => new(-worst, -best);
}

/// <summary>
/// Candidates alike: as many others are surely better than each (their low end above its high end), and surely worse. Whatever ranking the
/// intervals allow for one, they allow with another in its place.
/// </summary>
internal sealed record AlikeCandidates(int Better, int Worse, IReadOnlyList<int> Members)
{
    public int Size => Members.Count;

    /// <summary>Both ends are at least as high, as far as ends matter.</summary>
    public bool IsAtLeast(AlikeCandidates other) => Better <= other.Better && Worse >= other.Worse;
}

/// <summary>
/// The sets of k that may be the k best: those that hold, with each member, everybody who is surely better. Each has a step, the highest
/// low end of those who are not in it: all above the step are in, and the rest of the set reaches up to it.
/// </summary>
internal sealed class ConsistentChoices
{
    private readonly List<(int Above, List<int> Certain, List<int> Possible)> steps = [];

    public ConsistentChoices(IReadOnlyList<QualityInterval> intervals, int places)
    {
        Places = places;
        var (lows, highs) = (intervals.Select(i => i.Low).Order().ToArray(), intervals.Select(i => i.High).Order().ToArray());
        Groups =
        [
            .. intervals.Select((interval, i) => (Better: Above(lows, interval.High), Worse: Below(highs, interval.Low), i))
                .GroupBy(c => (c.Better, c.Worse), c => c.i)
                .OrderByDescending(g => g.Key.Worse).ThenBy(g => g.Key.Better)
                .Select(g => new AlikeCandidates(g.Key.Better, g.Key.Worse, [.. g])),
        ];
        foreach (var worse in Groups.Select(g => g.Worse).Distinct())
        {
            var certain = IndexesWhere(g => g.Worse > worse);
            var above = certain.Sum(g => Groups[g].Size);
            var possible = IndexesWhere(g => g.Worse <= worse && g.Better <= above);
            if (above <= places && above + possible.Sum(g => Groups[g].Size) >= places)
            {
                steps.Add((above, certain, possible));
            }
        }
    }

    public int Places { get; }

    /// <summary>The better low end first, then the better high end.</summary>
    public IReadOnlyList<AlikeCandidates> Groups { get; }

    /// <summary>At each step the set of least chances: how many it holds of each group, and what to expect of it.</summary>
    /// <param name="chances">Of each group.</param>
    /// <param name="add">Sums a chance taken so many times.</param>
    public IEnumerable<(int[] Taken, T Expected)> Worst<T>(IReadOnlyList<T> chances, Func<T, T, int, T> add)
        where T : struct, IComparable<T>
    {
        foreach (var (above, certain, possible) in steps)
        {
            var (taken, expected, left) = (new int[Groups.Count], default(T), Places - above);
            foreach (var g in certain)
            {
                taken[g] = Groups[g].Size;
                expected = add(expected, chances[g], Groups[g].Size);
            }
            foreach (var g in possible.OrderBy(g => chances[g]).TakeWhile(_ => left > 0))
            {
                taken[g] = Math.Min(left, Groups[g].Size);
                expected = add(expected, chances[g], taken[g]);
                left -= taken[g];
            }
            yield return (taken, expected);
        }
    }

    /// <summary>The least to expect of any set that may be the best, exactly.</summary>
    public Rational Guaranteed(IReadOnlyList<Rational> chances) =>
        Worst(chances, (sum, p, times) => sum + (p * times)).Min(w => w.Expected);

    private List<int> IndexesWhere(Func<AlikeCandidates, bool> belongs) =>
        [.. Enumerable.Range(0, Groups.Count).Where(g => belongs(Groups[g]))];

    private static int Above(double[] sorted, double value) => sorted.Length - FirstWhere(sorted, x => x > value);

    private static int Below(double[] sorted, double value) => FirstWhere(sorted, x => x >= value);

    private static int FirstWhere(double[] sorted, Predicate<double> holds)
    {
        var found = Array.FindIndex(sorted, holds);
        return found < 0 ? sorted.Length : found;
    }
}
