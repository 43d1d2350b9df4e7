using System.Security.Cryptography;
using System.Text;

namespace GrantReview.Core.Assignments;

/// <summary>An application as review groups see it.</summary>
/// <param name="Class">Only applications of one class (category, experts needed) share a group.</param>
/// <param name="Barred">Experts in conflict: a group bars all of its members'.</param>
public sealed record GroupItem(ApplicationId Id, string Class, IReadOnlySet<ExpertId> Barred);

/// <summary>
/// Review groups (评审分组): similar applications together, sizes within bounds, few experts barred from a group. A seeded start, then moves
/// and exchanges as long as one raises (sum of likeness within groups) − (barred experts) / (pool) · (mean size); a local optimum, not a
/// proven one.
/// </summary>
public static class ReviewGroups
{
    private const int MostPasses = 20;

    /// <summary>Up to so many applications every exchange is tried; beyond, only with the member that fits its group least.</summary>
    private const int FewItems = 300;

    /// <param name="likeness">Of two places in items, from 0 to 1, symmetric.</param>
    /// <param name="pool">Number of experts.</param>
    /// <returns>
    /// Application → group ("G01"…, in the order of their smallest ids). A class too small for the least size is one group.
    /// </returns>
    public static IReadOnlyDictionary<ApplicationId,
        string> Form(IReadOnlyList<GroupItem> items, Func<int, int, double> likeness, int pool, int min, int max, string seed)
    {
        if (min < 1 || max < min)
        {
            throw new ArgumentException($"Sizes from {min} to {max} hold no group.", nameof(min));
        }
        List<List<int>> groups = [];
        foreach (var group in Enumerable.Range(0, items.Count).GroupBy(i => items[i].Class, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            int[] members =
                [.. group.OrderBy(
                    i => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}|{items[i].Id}"))), StringComparer.Ordinal)];
            groups.AddRange(Search(items, members, likeness, pool, min, max));
        }
        return groups.Where(g => g.Count > 0).OrderBy(g => g.Min(i => items[i].Id))
            .SelectMany((g, n) => g.Select(i => (items[i].Id, Name: $"G{n + 1:00}")))
                .ToDictionary(g => g.Id, g => g.Name);
    }

    private static IEnumerable<List<int>> Search(
        IReadOnlyList<GroupItem> items, int[] members, Func<int, int, double> likeness, int pool, int min, int max)
    {
        var count = Math.Max(
            1, Math.Max(
                (members.Length + max - 1) / max, Math.Min(members.Length / min, (int)Math.Round(2.0 * members.Length / (min + max)))));
        var experts = members.SelectMany(m => items[m].Barred).Distinct().Order().Index()
            .ToDictionary(e => e.Item, e => e.Index);
        var search =
            new LocalSearch(
                [.. members.Select(m => items[m].Barred.Select(e => experts[e]).Order().ToArray())], experts.Count, (one, two) =>
                    likeness(members[one], members[two]), count, pool, min, max);
        search.Start();
        _ = Enumerable.Range(0, MostPasses).All(_ => search.Improve());
        return search.Groups.Select(g => g.ConvertAll(m => members[m]));
    }

    /// <summary>
    /// Groups of places 0 … n − 1, with what a move would gain kept up to date: a pass costs places × groups and not places × groups ×
    /// size².
    /// </summary>
    private sealed class LocalSearch
    {
        /// <summary>Of each place: numbers of the barred experts, ascending.</summary>
        private readonly int[][] barred;
        private readonly Func<int, int, double> likeness;
        private readonly int min;
        private readonly int max;
        private readonly double weight;
        private readonly int[] groupOf;

        /// <summary>[place, group]: how like the place is to the others of the group, summed.</summary>
        private readonly double[,] like;

        /// <summary>[group][expert]: how many of its members bar the expert.</summary>
        private readonly int[][] bars;

        public LocalSearch(int[][] barred, int experts, Func<int, int, double> likeness, int count, int pool, int min, int max)
        {
            (this.barred, this.likeness, this.min, this.max) = (barred, likeness, min, max);
            Groups = [.. Enumerable.Range(0, count).Select(_ => new List<int>())];
            bars = [.. Enumerable.Range(0, count).Select(_ => new int[experts])];
            (groupOf, like) = (new int[barred.Length], new double[barred.Length, count]);
            weight = pool == 0 ? 0 : (double)((barred.Length + count - 1) / count) / pool;
        }

        public List<int>[] Groups { get; }

        /// <summary>
        /// Seeds far from each other, then each place where it fits best among the groups that have room; the sizes differ by one at most.
        /// </summary>
        public void Start()
        {
            for (var place = 0; place < groupOf.Length; place++)
            {
                var at = place;
                var open = Enumerable.Range(0, Groups.Length)
                    .Where(g => Groups[g].Count < (groupOf.Length / Groups.Length) + (g < groupOf.Length % Groups.Length ? 1 : 0)).ToList();
                Add(place, open.Where(g => Groups[g].Count == 0).Take(1)
                    .Concat(open.OrderByDescending(g => like[at, g] / Groups[g].Count)).First());
            }
        }

        /// <summary>One pass of the best move or exchange of each place; false when none gains.</summary>
        public bool Improve()
        {
            var changed = false;
            for (var i = 0; i < groupOf.Length; i++)
            {
                var from = groupOf[i];
                var (gain, to, exchange) = (1e-9, -1, -1);
                for (var g = 0; g < Groups.Length; g++)
                {
                    if (g == from)
                    {
                        continue;
                    }
                    if (Groups[g].Count < max && Groups[from].Count > min)
                    {
                        Consider(like[i, g] - like[i, from] - (weight * (More(g, i, -1) + More(from, -1, i))), g, -1);
                    }
                    foreach (var j in groupOf.Length <= FewItems ? Groups[g] : [Groups[g].MinBy(m => like[m, g])])
                    {
                        Consider(like[i, g] - like[i, from]
                            + like[j, from] - like[j, g] - (2 * likeness(i, j)) - (weight * (More(g, i, j) + More(from, j, i))), g, j);
                    }
                }
                if (to >= 0)
                {
                    Remove(i, from);
                    if (exchange >= 0)
                    {
                        Remove(exchange, to);
                        Add(exchange, from);
                    }
                    Add(i, to);
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
            return changed;
        }

        /// <summary>How many more experts are barred from the group when one place comes and another goes; −1 = none does.</summary>
        private int More(int group, int comes, int goes)
        {
            var count = bars[group];
            ReadOnlySpan<int> coming = comes < 0 ? [] : barred[comes], going = goes < 0 ? [] : barred[goes];
            var more = 0;
            for (int c = 0, g = 0; c < coming.Length || g < going.Length;)
            {
                var order = c == coming.Length ? 1 : g == going.Length ? -1 : coming[c].CompareTo(going[g]);
                more += order < 0 && count[coming[c]] == 0 ? 1 : order > 0 && count[going[g]] == 1 ? -1 : 0;
                c += order <= 0 ? 1 : 0;
                g += order >= 0 ? 1 : 0;
            }
            return more;
        }

        private void Add(int place, int group)
        {
            Groups[group].Add(place);
            groupOf[place] = group;
            Change(place, group, 1);
        }

        private void Remove(int place, int group)
        {
            Groups[group].Remove(place);
            Change(place, group, -1);
        }

        private void Change(int place, int group, int by)
        {
            for (var other = 0; other < groupOf.Length; other++)
            {
                if (other != place)
                {
                    like[other, group] += by * likeness(place, other);
                }
            }
            foreach (var expert in barred[place])
            {
                bars[group][expert] += by;
            }
        }
    }
}
