using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Rankings;

/// <summary>An application that takes part in the ranking.</summary>
/// <param name="Score">The deciding score, rounded as the call publishes it: equal is tied.</param>
/// <param name="TieBreakers">Key of the chain → value as text (numbers may be fractions).</param>
public sealed record RankingCandidate(ApplicationId Application, CategoryCode Category, Rational Score,
    IReadOnlyDictionary<string, string> TieBreakers);

/// <summary>An application's place.</summary>
/// <param name="Place">Unique in its category after the tie-break.</param>
/// <param name="Rank">Shared by equal scores: 1, 2, 2, 4.</param>
/// <param name="Order">Unique over all categories, from 1: by score, then the tie-break chain, then id.</param>
/// <param name="DecidedById">Only the smaller id set it apart from another application with the same score and tie-break values.</param>
/// <param name="FirstEqual">The <paramref name="Order"/> of the first whose score and tie-break values are the same.</param>
public sealed record RankedApplication(RankingCandidate Candidate, int Place, int Rank, int Order, bool DecidedById, int FirstEqual);

/// <summary>The order of a call's applications: score, tie-break chain, then the smaller id, which is said where it decides.</summary>
public static class Ranking
{
    /// <summary>Ranked by <see cref="RankedApplication.Order"/>.</summary>
    public static IReadOnlyList<RankedApplication> Of(IReadOnlyCollection<RankingCandidate> candidates, IReadOnlyList<TieBreakKey> chain)
    {
        var links = chain.Select(
            key => (key.By, Comparer: new TieBreaking(candidates.Select(c => Value(c, key.By)), key.Descending))).ToList();
        var order = candidates.OrderBy(c => c, Comparer<RankingCandidate>.Create(CompareMerit))
            .ThenBy(c => c.Application).ToList();
        var last = new Dictionary<CategoryCode, RankedApplication>();
        var ranked = new List<RankedApplication>(order.Count);
        for (var i = 0; i < order.Count; i++)
        {
            var candidate = order[i];
            var above = last.GetValueOrDefault(candidate.Category);
            var place = (above?.Place ?? 0) + 1;
            var rank = above is not null && above.Candidate.Score == candidate.Score ? above.Rank : place;
            var byId = (i > 0 && CompareMerit(order[i - 1], candidate) == 0)
                || (i + 1 < order.Count && CompareMerit(candidate, order[i + 1]) == 0);
            var first = i > 0 && CompareMerit(order[i - 1], candidate) == 0 ? ranked[i - 1].FirstEqual : i + 1;
            last[candidate.Category] = new RankedApplication(candidate, place, rank, i + 1, byId, first);
            ranked.Add(last[candidate.Category]);
        }
        return ranked;

        int CompareMerit(RankingCandidate a, RankingCandidate b)
        {
            var byScore = b.Score.CompareTo(a.Score);
            return byScore != 0
                ? byScore : links.Select(l => l.Comparer.Compare(Value(a, l.By), Value(b, l.By))).FirstOrDefault(c => c != 0);
        }

        static string? Value(RankingCandidate candidate, string key) => candidate.TieBreakers.GetValueOrDefault(key);
    }
}
