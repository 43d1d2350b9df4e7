using System.Security.Cryptography;
using System.Text;

namespace GrantReview.Core.Assignments;

/// <summary>An application as review groups see it.</summary>
/// <param name="Class">Only applications of one class (category, experts needed) share a group.</param>
/// <param name="Barred">Experts in conflict: a group bars all of its members'.</param>
public sealed record GroupItem(string Id, string Class, IReadOnlySet<string> Barred);

/// <summary>
/// Review groups (评审分组): similar applications together, sizes within bounds, few experts barred from a group. A seeded start, then moves and exchanges as
/// long as one raises (sum of likeness within groups) − (barred experts) / (pool) · (mean size); a local optimum, not a proven one.
/// </summary>
public static class ReviewGroups
{
    private const int MostPasses = 20;

    /// <summary>Up to so many applications every exchange is tried; beyond, only with the member that fits its group least.</summary>
    private const int FewItems = 300;

    /// <param name="likeness">Of two places in items, from 0 to 1, symmetric.</param>
    /// <param name="pool">Number of experts.</param>
    /// <returns>Application → group ("G01"…, in the order of their smallest ids). A class too small for the least size is one group.</returns>
    public static IReadOnlyDictionary<string, string> Form(IReadOnlyList<GroupItem> items, Func<int, int, double> likeness, int pool, int min, int max, string seed)
    {
        if (min < 1 || max < min)
        {
            throw new ArgumentException($"Sizes from {min} to {max} hold no group.", nameof(min));
        }
        List<List<int>> groups = [];
        foreach (var group in Enumerable.Range(0, items.Count).GroupBy(i => items[i].Class, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            int[] members = [.. group.OrderBy(i => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}|{items[i].Id}"))), StringComparer.Ordinal)];
            groups.AddRange(Search(items, members, likeness, pool, min, max));
        }
        return groups.Where(g => g.Count > 0).OrderBy(g => g.Min(i => items[i].Id), StringComparer.Ordinal)
            .SelectMany((g, n) => g.Select(i => (items[i].Id, Name: $"G{n + 1:00}"))).ToDictionary(g => g.Id, g => g.Name, StringComparer.Ordinal);
    }

    private static List<int>[] Search(IReadOnlyList<GroupItem> items, int[] members, Func<int, int, double> likeness, int pool, int min, int max)
    {
        var count = Math.Max(1, Math.Max((members.Length + max - 1) / max, Math.Min(members.Length / min, (int)Math.Round(2.0 * members.Length / (min + max)))));
        var groups = Enumerable.Range(0, count).Select(_ => new List<int>()).ToArray();
        // Seeds far from each other, then each application where it fits best among the groups that have room.
        var target = (members.Length + count - 1) / count;
        foreach (var i in members)
        {
            var open = Enumerable.Range(0, count).Where(g => groups[g].Count < target).ToList();
            groups[open.Where(g => groups[g].Count == 0).Take(1).Concat(open.OrderByDescending(g => groups[g].Sum(j => likeness(i, j)) / groups[g].Count)).First()].Add(i);
        }
        var weight = pool == 0 ? 0 : (double)target / pool;
        var changed = true;
        for (var pass = 0; changed && pass < MostPasses; pass++)
        {
            changed = false;
            foreach (var i in members)
            {
                var from = Array.FindIndex(groups, g => g.Contains(i));
                var (gain, to, exchange) = (1e-9, -1, -1);
                for (var g = 0; g < count; g++)
                {
                    if (g == from)
                    {
                        continue;
                    }
                    if (groups[g].Count < max && groups[from].Count > min)
                    {
                        Consider(Worth(groups[from].Except([i])) + Worth(groups[g].Append(i)) - Worth(groups[from]) - Worth(groups[g]), g, -1);
                    }
                    var now = Worth(groups[from]) + Worth(groups[g]);
                    foreach (var j in members.Length <= FewItems ? groups[g] : [groups[g].MinBy(m => groups[g].Sum(k => k == m ? 0 : likeness(m, k)))])
                    {
                        Consider(Worth(groups[from].Except([i]).Append(j)) + Worth(groups[g].Except([j]).Append(i)) - now, g, j);
                    }
                }
                if (to >= 0)
                {
                    groups[from].Remove(i);
                    groups[to].Add(i);
                    if (exchange >= 0)
                    {
                        groups[to].Remove(exchange);
                        groups[from].Add(exchange);
                    }
                    changed = true;
                }

                void Consider(double by, int g, int j)
                {
                    if (by > gain)
                    {
                        (gain, to, exchange) = (by, g, j);
                    }
                }
            }
        }
        return groups;

        double Worth(IEnumerable<int> group)
        {
            var list = group.ToList();
            var sum = 0.0;
            for (var a = 0; a < list.Count; a++)
            {
                for (var b = a + 1; b < list.Count; b++)
                {
                    sum += likeness(list[a], list[b]);
                }
            }
            return sum - (weight * list.SelectMany(i => items[i].Barred).Distinct(StringComparer.Ordinal).Count());
        }
    }
}
