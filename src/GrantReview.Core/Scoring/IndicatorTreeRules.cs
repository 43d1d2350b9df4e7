using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Scoring;

public enum IndicatorFaultKind
{
    None, Empty, CodeMissing, CodeTwice, ParentUnknown, Cycle, WeightNegative, WeightZero, WeightsDoNotSum, ScaleEmpty, LevelsMissing,
    LevelOutOfScale, AnchorsNeedPoints, AnchorOutOfScale, AnchorTwice, MeasureMissing, MeasureBroken, OnlyLeavesHaveAScale,
    LeavesForUnknownNode,
}

/// <summary>One fault of a list of indicators.</summary>
/// <param name="Index">Position in the list, from 0; −1 for the whole.</param>
/// <param name="Field">The column: code, parent, weight, min_score, max_score, kind.</param>
/// <param name="Detail">The figure or code that is wrong.</param>
public sealed record IndicatorFault(int Index, string Field, IndicatorFaultKind Kind, string Detail);

public sealed class IndicatorTreeException(IReadOnlyList<IndicatorFault> faults)
    : ArgumentException(
        "The indicators do not form a tree: "
            + string.Join("; ", faults.Select(f => $"{f.Kind} {f.Detail} (indicator {f.Index + 1}, {f.Field})")))
{
    public IReadOnlyList<IndicatorFault> Faults { get; } = faults;
}

/// <summary>What makes a list of indicators a tree; every fault is found, not only the first.</summary>
public static class IndicatorTreeRules
{
    public static IReadOnlyList<IndicatorFault> Check(IReadOnlyList<Indicator> indicators, ScoringSettings scoring)
    {
        var faults = new List<IndicatorFault>();
        if (indicators.Count == 0)
        {
            return [new IndicatorFault(-1, "code", IndicatorFaultKind.Empty, "")];
        }
        var byCode = new Dictionary<IndicatorCode, int>();
        for (var i = 0; i < indicators.Count; i++)
        {
            if (indicators[i].Code == default)
            {
                Fault(i, "code", IndicatorFaultKind.CodeMissing, "");
            }
            else if (!byCode.TryAdd(indicators[i].Code, i))
            {
                Fault(i, "code", IndicatorFaultKind.CodeTwice, indicators[i].Code.Value);
            }
        }
        for (var i = 0; i < indicators.Count; i++)
        {
            if (indicators[i].Parent is { } parent && !byCode.ContainsKey(parent))
            {
                Fault(i, "parent", IndicatorFaultKind.ParentUnknown, parent.Value);
            }
            else if (IsInCycle(i))
            {
                Fault(i, "parent", IndicatorFaultKind.Cycle, indicators[i].Code.Value);
            }
        }
        if (faults.Count > 0)
        {
            return faults;
        }

        var parents = indicators.Select(i => i.Parent).OfType<IndicatorCode>().ToHashSet();
        CheckWeights();
        for (var i = 0; i < indicators.Count; i++)
        {
            CheckScale(i, isLeaf: !parents.Contains(indicators[i].Code));
        }
        foreach (var node in scoring.LeavesFor.Keys.Where(node => !byCode.ContainsKey(node)).Order())
        {
            Fault(-1, "leavesFor", IndicatorFaultKind.LeavesForUnknownNode, node.Value);
        }
        return faults;

        void Fault(int index, string field, IndicatorFaultKind kind, string detail) =>
            faults.Add(new IndicatorFault(index, field, kind, detail));

        bool IsInCycle(int start)
        {
            var index = start;
            for (var steps = 0; steps <= indicators.Count; steps++)
            {
                if (indicators[index].Parent is not { } parent || !byCode.TryGetValue(parent, out index))
                {
                    return false;
                }
                if (index == start)
                {
                    return true;
                }
            }
            return false;
        }

        void CheckWeights()
        {
            foreach (var siblings in Enumerable.Range(0, indicators.Count).GroupBy(i => indicators[i].Parent))
            {
                foreach (var i in siblings.Where(i => indicators[i].Weight.Sign < 0))
                {
                    Fault(i, "weight", IndicatorFaultKind.WeightNegative, indicators[i].Weight.ToString());
                }
                foreach (var i in siblings.Where(i => indicators[i].Weight.Sign == 0 && indicators[i].Kind != IndicatorKind.Veto))
                {
                    Fault(i, "weight", IndicatorFaultKind.WeightZero, indicators[i].Code.Value);
                }
                var sum = siblings.Aggregate(Rational.Zero, (s, i) => s + indicators[i].Weight);
                if (sum != Rational.Hundred && sum != Rational.One)
                {
                    foreach (var i in siblings)
                    {
                        Fault(i, "weight", IndicatorFaultKind.WeightsDoNotSum, sum.ToString());
                    }
                }
            }
        }

        void CheckScale(int i, bool isLeaf)
        {
            var indicator = indicators[i];
            if (!isLeaf)
            {
                if (indicator.Kind != IndicatorKind.Points)
                {
                    Fault(i, "kind", IndicatorFaultKind.OnlyLeavesHaveAScale, indicator.Code.Value);
                }
                if (indicator.Anchors.Count > 0)
                {
                    Fault(i, "anchors", IndicatorFaultKind.AnchorsNeedPoints, indicator.Code.Value);
                }
                return;
            }
            var (min, max) = ScaleOf(indicator, ShareOf(i), scoring);
            if (min >= max)
            {
                Fault(i, "max_score", IndicatorFaultKind.ScaleEmpty, $"{min}..{max}");
            }
            if (indicator.Kind == IndicatorKind.Levels && indicator.Levels.Count < 2)
            {
                Fault(i, "kind", IndicatorFaultKind.LevelsMissing, indicator.Code.Value);
            }
            foreach (var level in indicator.Levels.Where(l => l.Points < min || l.Points > max))
            {
                Fault(i, "kind", IndicatorFaultKind.LevelOutOfScale, $"{level.Name} = {level.Points}, {min}..{max}");
            }
            CheckAnchors(i, min, max);
            if (indicator.Kind == IndicatorKind.Measured && indicator.Scale is null)
            {
                Fault(i, "kind", IndicatorFaultKind.MeasureMissing, indicator.Code.Value);
            }
            if (indicator.Scale is LinearScale { Low: var low, High: var high } && low == high
                || indicator.Scale is TierScale { Tiers.Count: 0 } || indicator.Scale is { Attribute.Length: 0 })
            {
                Fault(i, "kind", IndicatorFaultKind.MeasureBroken, indicator.Code.Value);
            }
        }

        void CheckAnchors(int i, Rational min, Rational max)
        {
            var anchors = indicators[i].Anchors;
            if (anchors.Count > 0 && indicators[i].Kind != IndicatorKind.Points)
            {
                Fault(i, "anchors", IndicatorFaultKind.AnchorsNeedPoints, indicators[i].Code.Value);
            }
            foreach (var anchor in anchors.Where(a => a.From < min || a.From > max))
            {
                Fault(i, "anchors", IndicatorFaultKind.AnchorOutOfScale, $"{anchor.From}, {min}..{max}");
            }
            foreach (var twice in anchors.GroupBy(a => a.From).Where(g => g.Count() > 1))
            {
                Fault(i, "anchors", IndicatorFaultKind.AnchorTwice, $"{twice.Key}");
            }
        }

        Rational ShareOf(int i)
        {
            var share = Rational.One;
            for (int? index = i; index is { } at; index = indicators[at].Parent is { } parent ? byCode[parent] : null)
            {
                var sum = indicators.Where(s => s.Parent == indicators[at].Parent).Aggregate(Rational.Zero, (s, x) => s + x.Weight);
                share = sum.Sign == 0 ? Rational.Zero : share * indicators[at].Weight / sum;
            }
            return share;
        }
    }

    /// <summary>
    /// A leaf's scale: its own bounds, else the call's leafScores, else from 0 to its share of 100 points; a veto without bounds is 0 or 1.
    /// </summary>
    internal static (Rational Min, Rational Max) ScaleOf(Indicator indicator, Rational share, ScoringSettings scoring) =>
        (indicator.MinScore ?? scoring.LeafScores?.Min ?? Rational.Zero,
         indicator.MaxScore ?? scoring.LeafScores?.Max ?? (share.Sign == 0 ? Rational.One : share * 100));
}
