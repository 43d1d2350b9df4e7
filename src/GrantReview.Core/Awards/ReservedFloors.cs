using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Awards;

/// <summary>
/// For which floors an application is refused: a smallest set of them such that it would be funded if they were not there. Of several such
/// sets, one of the smaller ids.
/// </summary>
/// <param name="completion">The question as the selection asks it, with every floor.</param>
internal sealed class ReservedFloors(Usage usage, FeasibilityOracle oracle)
{
    private const int MostKept = 256;
    private readonly Dictionary<string, FeasibilityOracle> without = new(StringComparer.Ordinal);
    private IReadOnlyList<int> latest = [];

    /// <param name="added">Who is refused, with the amounts that they would get.</param>
    /// <param name="exempt">Caps that bar them as well: each is taken to have room for them, and for nobody else.</param>
    /// <returns>Quotas, ascending; nothing where no floor bars.</returns>
    public IReadOnlyList<int> Barring(IReadOnlyList<(int Application, Money Amount)> added, IReadOnlyList<int> exempt)
    {
        int[] open = oracle.IsNeeded ? [.. usage.OpenFloors()] : [];
        if (open.Length == 0 || CanAdd(added, exempt, []))
        {
            return [];
        }
        List<int> guess = [.. latest.Intersect(open)];
        var among = guess.Count > 0 && CanAdd(added, exempt, guess) ? guess : [.. open];
        latest = MinimalConflict.Of(among, aside => CanAdd(added, exempt, aside));
        return latest;
    }

    private bool CanAdd(IReadOnlyList<(int Application, Money Amount)> added, IReadOnlyList<int> exempt, IReadOnlyList<int> aside)
    {
        var asked = Asked(added, exempt, aside);
        asked.Doubt();
        return asked.CanAdd(added);
    }

    // A cap without anything left bars nobody who is asked about, as one that gave way; only money that it still has needs room made.
    private FeasibilityOracle Asked(
        IReadOnlyList<(int Application, Money Amount)> added, IReadOnlyList<int> exempt, IReadOnlyList<int> aside)
    {
        var prepared = usage.Problem;
        var limits = aside.Aggregate(usage.Limits, (l, q) => l.WithMin(q, null));
        List<int> raised = [.. exempt.Where(q => usage.Left(q) > 0)];
        if (raised.Count > 0)
        {
            return oracle.Against(raised.Aggregate(limits, (l, q) => l.WithMax(q, usage.Limits.Max[q] + Size(q))));
        }
        // What was refused bars others like it only where they pass by the same caps and exclusions.
        var passed = added.SelectMany(a => usage.ExcludedIn(a.Application)).Distinct().Order();
        var key = $"{string.Join(',', aside)}|{string.Join(',', exempt)}|{string.Join(',', passed)}";
        if (without.Count >= MostKept)
        {
            without.Clear();
        }
        return without.TryGetValue(key, out var known) ? known : without[key] = oracle.Against(limits);

        long Size(int quota) => added.Where(a => prepared.QuotasOf[a.Application].Contains(quota)).Sum(a => prepared.Size(quota, a.Amount));
    }
}
