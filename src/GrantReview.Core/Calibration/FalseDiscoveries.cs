namespace GrantReview.Core.Calibration;

/// <summary>
/// Tail probabilities adjusted for how many were looked at, so that of those flagged at q a share of q is false (Benjamini and Hochberg
/// 1995).
/// </summary>
internal static class FalseDiscoveries
{
    /// <summary>The share of false flags that is accepted.</summary>
    public const double Accepted = 0.05;

    /// <summary>q_(i) = min over j ≥ i of p_(j) m/j.</summary>
    public static Dictionary<int, double> Adjusted(IReadOnlyCollection<int> judged, Func<int, double> tail)
    {
        var ordered = judged.Select(i => (Of: i, P: Math.Clamp(tail(i), 0, 1))).OrderByDescending(p => p.P).ToList();
        var adjusted = new Dictionary<int, double>();
        var lowest = 1.0;
        for (var i = 0; i < ordered.Count; i++)
        {
            lowest = Math.Min(lowest, ordered[i].P * ordered.Count / (ordered.Count - i));
            adjusted.Add(ordered[i].Of, lowest);
        }
        return adjusted;
    }
}
