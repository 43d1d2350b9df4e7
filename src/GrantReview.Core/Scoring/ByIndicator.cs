using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace GrantReview.Core.Scoring;

/// <summary>
/// Values by indicator code, in the tree's order: an array beside the tree's own index, because a round has a table of them for each of
/// fifty thousand sheets.
/// </summary>
internal sealed class ByIndicator<TValue>(IndicatorTree tree) : IReadOnlyDictionary<IndicatorCode, TValue>
{
    private readonly TValue[] values = new TValue[tree.Indicators.Count];
    private readonly bool[] there = new bool[tree.Indicators.Count];

    public int Count { get; private set; }

    public IEnumerable<IndicatorCode> Keys => this.Select(p => p.Key);
    public IEnumerable<TValue> Values => this.Select(p => p.Value);

    public TValue this[IndicatorCode key] =>
        TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"There is no value for indicator {key}.");

    public bool ContainsKey(IndicatorCode key) => tree.Find(key) is { } node && Has(node);

    public bool TryGetValue(IndicatorCode key, [MaybeNullWhen(false)] out TValue value)
    {
        var found = tree.Find(key) is { } node && Has(node) ? node : null;
        value = found is null ? default : values[found.Order];
        return found is not null;
    }

    public bool Has(IndicatorNode node) => there[node.Order];

    /// <summary>The value there, or the type's default.</summary>
    public TValue At(IndicatorNode node) => values[node.Order];

    public void Set(IndicatorNode node, TValue value)
    {
        Count += there[node.Order] ? 0 : 1;
        (values[node.Order], there[node.Order]) = (value, true);
    }

    public IEnumerator<KeyValuePair<IndicatorCode, TValue>> GetEnumerator() =>
        tree.Nodes.Where(n => there[n.Order]).Select(n => KeyValuePair.Create(n.Code, values[n.Order])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
