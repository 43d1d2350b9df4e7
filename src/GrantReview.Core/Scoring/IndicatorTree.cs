using System.Collections.ObjectModel;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Scoring;

/// <summary>
/// The indicator tree (评价指标体系), the only scoring model: any depth, weights of siblings sum to exactly 100 or 1, leaves are scored.
/// A node's score is the weighted mean of its children; the root's is the expert's total, from 0 to 100.
/// </summary>
/// <remarks>Immutable and valid once made; siblings stand in the order they were written.</remarks>
public sealed class IndicatorTree
{
    private readonly Dictionary<IndicatorCode, IndicatorNode> nodes = [];

    /// <exception cref="IndicatorTreeException">
    /// The indicators do not form a tree, or weights or scales are wrong; it lists every fault.
    /// </exception>
    public IndicatorTree(
        IReadOnlyList<Indicator> indicators, ScoringSettings scoring, NotApplicableRule notApplicable = NotApplicableRule.Exclude,
        LocalText? name = null, LocalText? note = null)
    {
        var faults = IndicatorTreeRules.Check(indicators, scoring);
        if (faults.Count > 0)
        {
            throw new IndicatorTreeException(faults);
        }
        Indicators = indicators;
        Direction = scoring.Direction;
        NotApplicable = notApplicable;
        Name = name;
        Note = note;
        var children = indicators.ToLookup(i => i.Parent);
        Roots = Grow(null, Rational.One, 1);
        Leaves = nodes.Values.Where(n => n.IsLeaf).OrderBy(n => n.Order).ToArray();

        ReadOnlyCollection<IndicatorNode> Grow(IndicatorNode? parent, Rational share, int level)
        {
            var siblings = children[parent?.Code].ToList();
            var sum = siblings.Aggregate(Rational.Zero, (s, i) => s + i.Weight);
            var grown = new List<IndicatorNode>(siblings.Count);
            foreach (var indicator in siblings)
            {
                var node = new IndicatorNode(
                    indicator, parent, level, indicator.Weight / sum, share * indicator.Weight / sum, nodes.Count, scoring);
                nodes.Add(indicator.Code, node);
                node.Children = Grow(node, node.Share, level + 1);
                grown.Add(node);
            }
            return grown.AsReadOnly();
        }
    }

    public IReadOnlyList<Indicator> Indicators { get; }
    public IReadOnlyList<IndicatorNode> Roots { get; }

    /// <summary>In the order of the sheet.</summary>
    public IReadOnlyList<IndicatorNode> Leaves { get; }

    public ScoreDirection Direction { get; }
    public NotApplicableRule NotApplicable { get; }
    public LocalText? Name { get; }

    /// <summary>Where the tree or its weights come from, shown wherever the tree is.</summary>
    public LocalText? Note { get; }

    /// <summary>
    /// Graded leaves none of whose levels is the best of the scale: whatever an expert chooses there, the sheet stays below full marks.
    /// </summary>
    public IReadOnlyList<IndicatorNode> BelowFull =>
        [.. Leaves.Where(l => l.Indicator.Kind == IndicatorKind.Levels && !l.Choices.Contains(BestOf(l)))];

    /// <summary>The points of full marks.</summary>
    public Rational BestOf(IndicatorNode leaf) => Direction == ScoreDirection.LowerIsBetter ? leaf.Min : leaf.Max;

    /// <summary>Every node, parents before children.</summary>
    public IEnumerable<IndicatorNode> Nodes => nodes.Values;

    public IndicatorNode? Find(IndicatorCode code) => nodes.GetValueOrDefault(code);

    /// <summary>Where a text may name an indicator or something else: the node it names.</summary>
    public IndicatorNode? Named(string text) => IndicatorCode.Of(text) is { } code ? Find(code) : null;

    /// <summary>The leaves an expert of this kind scores: not the measured ones, nor those the call gives to other kinds.</summary>
    public IEnumerable<IndicatorNode> LeavesFor(string kind, ScoringSettings scoring) =>
        Leaves.Where(leaf => leaf.Indicator.Kind != IndicatorKind.Measured && IsFor(leaf, kind, scoring));

    public static bool IsFor(IndicatorNode leaf, string kind, ScoringSettings scoring)
    {
        for (var node = leaf; node is not null; node = node.Parent)
        {
            if (scoring.LeavesFor.TryGetValue(node.Code, out var kinds))
            {
                return kinds.Contains(kind, StringComparer.Ordinal);
            }
        }
        return true;
    }

    /// <summary>
    /// The total and every node's score, 0..100, from mapped leaf values. A null value is N/A and follows <see cref="NotApplicable"/>; a
    /// leaf that is absent was not this expert's to score, and its siblings share its weight.
    /// </summary>
    public SheetTotal Total(IReadOnlyDictionary<IndicatorCode, Rational?> mapped) =>
        Weigh(leaf => !mapped.TryGetValue(leaf.Code, out var value) ? null : value ?? NotApplicableScore);

    /// <summary>The same from a sheet's points as given.</summary>
    internal SheetTotal TotalOf(ByIndicator<Rational?> points) =>
        Weigh(leaf => points.Has(leaf) ? ScoreOf(leaf, points.At(leaf)) : null);

    /// <summary>
    /// A leaf's score from points as given; null points are N/A and follow <see cref="NotApplicable"/>, a null score does not count.
    /// </summary>
    public Rational? ScoreOf(IndicatorNode leaf, Rational? points) => points is { } given ? leaf.Map(given) : NotApplicableScore;

    /// <summary>
    /// A node's weight in the whole on one sheet, 0..1: what does not count there leaves its weight to its siblings, so that the leaves'
    /// weights times their scores add up to the total. Null where the node does not count.
    /// </summary>
    public Rational? WeightOn(SheetTotal sheet, IndicatorNode node)
    {
        var counting = (node.Parent?.Children ?? Roots).Where(n => sheet.Nodes.ContainsKey(n.Code))
            .Aggregate(Rational.Zero, (sum, n) => sum + n.Weight);
        var above = node.Parent is { } parent ? WeightOn(sheet, parent) : Rational.One;
        return counting.Sign > 0 && sheet.Nodes.ContainsKey(node.Code) ? above * node.Weight / counting : null;
    }

    private Rational? NotApplicableScore => NotApplicable == NotApplicableRule.Zero ? Rational.Zero : null;

    /// <param name="score">A leaf's score; null where it does not count.</param>
    private SheetTotal Weigh(Func<IndicatorNode, Rational?> score)
    {
        var scores = new ByIndicator<Rational>(this);
        return new SheetTotal(Mean(Roots), scores);

        Rational? Mean(IReadOnlyList<IndicatorNode> siblings)
        {
            Rational sum = default, dropped = default;
            foreach (var node in siblings)
            {
                if ((node.IsLeaf ? score(node) : Mean(node.Children)) is { } value)
                {
                    scores.Set(node, value);
                    sum += node.Weight * value;
                }
                else
                {
                    dropped += node.Weight;
                }
            }
            return dropped == Rational.One ? null : dropped.Sign == 0 ? sum : sum / (Rational.One - dropped);
        }
    }
}

/// <summary>One expert's total for one application and the score of every node that counts; null total = nothing was applicable.</summary>
public sealed record SheetTotal(Rational? Total, IReadOnlyDictionary<IndicatorCode, Rational> Nodes);

/// <summary>A node in its place in the tree.</summary>
public sealed class IndicatorNode
{
    internal IndicatorNode(
        Indicator indicator, IndicatorNode? parent, int level, Rational weight, Rational share, int order, ScoringSettings scoring)
    {
        (Indicator, Parent, Level, Weight, Share, Order) = (indicator, parent, level, weight, share, order);
        (Min, Max) = IndicatorTreeRules.ScaleOf(indicator, share, scoring);
        reversed = scoring.Direction == ScoreDirection.LowerIsBetter && indicator.Kind != IndicatorKind.Measured;
        pointValue = Max == Min ? default : Rational.Hundred / (Max - Min);
    }

    private readonly bool reversed;
    private readonly Rational pointValue;

    public Indicator Indicator { get; }
    public IndicatorCode Code => Indicator.Code;
    public LocalText Name => Indicator.Name;
    public IndicatorNode? Parent { get; }
    public IReadOnlyList<IndicatorNode> Children { get; internal set; } = [];
    public bool IsLeaf => Children.Count == 0;

    /// <summary>1 for 一级指标.</summary>
    public int Level { get; }

    /// <summary>Among its siblings, 0..1.</summary>
    public Rational Weight { get; }

    /// <summary>Of the whole, 0..1.</summary>
    public Rational Share { get; }

    /// <summary>Points of the whole at 100: 分值.</summary>
    public Rational Points => Share * 100;

    /// <summary>Place in a walk of the tree, parents first.</summary>
    public int Order { get; }

    /// <summary>Lowest score a leaf takes.</summary>
    public Rational Min { get; }

    /// <summary>Highest score a leaf takes.</summary>
    public Rational Max { get; }

    /// <summary>
    /// What is chosen rather than typed, in the order shown: the points of each level, or of yes and no (pass and fail); none where points
    /// are typed.
    /// </summary>
    public IReadOnlyList<Rational> Choices => Indicator.Kind switch
    {
        IndicatorKind.Levels => [.. Indicator.Levels.Select(l => l.Points)],
        IndicatorKind.YesNo or IndicatorKind.Veto => [Max, Min],
        _ => [],
    };

    /// <summary>The bands of points with both ends, the highest first; none where the tree says nothing of them.</summary>
    public IReadOnlyList<ScoreBand> Bands
    {
        get
        {
            List<ScoreAnchor> anchors = [.. Indicator.Anchors.OrderByDescending(a => a.From)];
            return [.. anchors.Select((a, i) => new ScoreBand(a.From, i == 0 ? Max : anchors[i - 1].From, i == 0, a.Meaning))];
        }
    }

    /// <summary>
    /// A leaf's score mapped linearly from [Min, Max] onto 0..100, reversed where experts' lower scores are better (a measured leaf is
    /// points, the more the better, under either).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The score is outside the leaf's scale.</exception>
    public Rational Map(Rational score)
    {
        if (score < Min || score > Max)
        {
            throw new ArgumentOutOfRangeException(nameof(score), score.ToString(), $"Leaf {Code} takes {Min} to {Max}.");
        }
        var mapped = (score - Min) * pointValue;
        return reversed ? Rational.Hundred - mapped : mapped;
    }

    /// <summary>Whether a veto leaf with this score rejects the application: anything below the full score does.</summary>
    public bool IsVetoed(Rational? score) => Indicator.Kind == IndicatorKind.Veto && score is { } s && Map(s) < Rational.Hundred;
}

/// <summary>A band of a leaf's points.</summary>
/// <param name="IsHighest">Whether <paramref name="To"/> belongs to it, as for the highest band alone.</param>
public sealed record ScoreBand(Rational From, Rational To, bool IsHighest, LocalText Meaning);
