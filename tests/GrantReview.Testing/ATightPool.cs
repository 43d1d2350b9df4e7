using GrantReview.Core.Assignments;

namespace GrantReview.Testing;

/// <summary>Small pools whose experts have hardly more room than there are seats, and the truth about them by trying every set.</summary>
public static class ATightPool
{
    public static DrawPool Of(int seed)
    {
        var random = new Random(seed);
        var applications = random.Next(2, 5);
        var hasRules = seed % 3 != 0;
        return new DrawPool(
            [
                .. Enumerable.Range(0, random.Next(5, 8)).Select(e => new PoolExpert(
                    new ExpertId($"E{e}"), random.Next(3) == 0 ? "finance" : "technical", random.Next(3) == 0 ? "west" : "east",
                    $"U{random.Next(5)}",
                    random.Next(1, 4),
                    [.. Enumerable.Range(0, applications).Where(_ => random.Next(5) == 0).Select(a => new ApplicationId($"A{a}"))])),
            ],
            [.. Enumerable.Range(0, applications).Select(a => new ApplicationNeed(new ApplicationId($"A{a}"), random.Next(2, 4)))],
            hasRules && random.Next(2) == 0 ? new Dictionary<string, int> { ["finance"] = 1 } : [],
            hasRules && random.Next(2) == 0 ? new Dictionary<string, int> { ["west"] = 1 } : [],
            hasRules && random.Next(2) == 0 ? 1 : null, 1)
        {
            Version = DrawPool.Newest,
        };
    }

    /// <summary>Every full draw: for each application, in the order of the pool, its set of experts.</summary>
    public static IEnumerable<IReadOnlyList<IReadOnlyList<PoolExpert>>> FullDraws(DrawPool pool)
    {
        var load = pool.Experts.ToDictionary(e => e.Id, _ => 0);
        return From(0, []);

        IEnumerable<IReadOnlyList<IReadOnlyList<PoolExpert>>> From(int at, List<IReadOnlyList<PoolExpert>> seated)
        {
            if (at == pool.Applications.Count)
            {
                yield return [.. seated];
                yield break;
            }
            for (var set = 0; set < 1 << pool.Experts.Count; set++)
            {
                List<PoolExpert> experts = [.. pool.Experts.Where((_, e) => (set >> e & 1) == 1)];
                if (!Keeps(pool, pool.Applications[at], experts) || experts.Exists(e => load[e.Id] >= e.MaxLoad))
                {
                    continue;
                }
                experts.ForEach(e => load[e.Id]++);
                seated.Add(experts);
                foreach (var draw in From(at + 1, seated))
                {
                    yield return draw;
                }
                seated.RemoveAt(seated.Count - 1);
                experts.ForEach(e => load[e.Id]--);
            }
        }
    }

    public static bool HasFullDraw(DrawPool pool) => FullDraws(pool).Any();

    /// <summary>Applications whose drawn experts break a rule although no shortage is named for them.</summary>
    public static IEnumerable<ApplicationId> Broken(DrawPool pool, DrawResult draw) =>
        pool.Applications.Where(a => draw.Shortages.All(s => !s.Applications.Contains(a.Id))).Where(a => !Keeps(pool, a,
        [
            .. draw.Experts.Where(d => d.Application == a.Id && !d.IsSubstitute).Select(d => pool.Experts.Single(e => e.Id == d.Expert)),
        ])).Select(a => a.Id);

    private static bool Keeps(DrawPool pool, ApplicationNeed application, List<PoolExpert> experts) =>
        experts.Count == application.Needed && !experts.Exists(e => e.Barred.Contains(application.Id))
        && pool.PerKind.All(k => experts.Count(e => e.Kind == k.Key) >= k.Value)
        && pool.PerRegion.All(r => experts.Count(e => e.Region == r.Key) >= r.Value)
        && !experts.CountBy(e => e.Unit).Any(u => u.Value > pool.PerUnit);
}
