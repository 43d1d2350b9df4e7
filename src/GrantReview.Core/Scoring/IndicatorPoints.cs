using GrantReview.Core.Numbers;

namespace GrantReview.Core.Scoring;

/// <summary>A node whose children's points do not sum to its own.</summary>
/// <param name="Index">Position in the list; −1 for the tree, whose first level sums to 100.</param>
public sealed record PointsGap(int Index, Rational Sum, Rational Due);

/// <summary>A node by its points (分值) of the whole at 100, as people write a tree.</summary>
public sealed record PointsNode(IndicatorCode Code, IndicatorCode? Parent, Rational Points);

/// <summary>
/// Weight = points / sum of the siblings' points × 100, so that weights of siblings sum to 100 and every leaf's share of 100 is its points.
/// </summary>
/// <remarks>Siblings that have no points at all (vetoes) weigh 0.</remarks>
public static class IndicatorPoints
{
    /// <summary>In the order of the list, the tree first; empty where all sums are right.</summary>
    public static IReadOnlyList<PointsGap> Gaps(IReadOnlyList<PointsNode> nodes)
    {
        var children = nodes.ToLookup(n => n.Parent);
        return
        [
            .. Gap(-1, null, Rational.Hundred),
            .. nodes.Index().Where(n => children.Contains(n.Item.Code)).SelectMany(n => Gap(n.Index, n.Item.Code, n.Item.Points)),
        ];

        IEnumerable<PointsGap> Gap(int index, IndicatorCode? parent, Rational due)
        {
            var sum = Sum(children[parent]);
            return sum == due ? [] : [new PointsGap(index, sum, due)];
        }
    }

    public static IReadOnlyList<Rational> Weights(IReadOnlyList<PointsNode> nodes)
    {
        var sums = nodes.GroupBy(n => n.Parent.GetValueOrDefault()).ToDictionary(g => g.Key, Sum);
        return [.. nodes.Select(n => sums[n.Parent.GetValueOrDefault()] is { Sign: > 0 } sum ? n.Points / sum * 100 : Rational.Zero)];
    }

    public static Rational Sum(IEnumerable<PointsNode> nodes) => nodes.Aggregate(Rational.Zero, (sum, n) => sum + n.Points);
}
