namespace GrantReview.Core.Calibration;

/// <summary>How far two values are apart, for Krippendorff's alpha.</summary>
public enum MeasurementLevel { Nominal, Ordinal, Interval, Ratio }

/// <summary>
/// Krippendorff's alpha = 1 − observed/expected disagreement over all pairs of values in a unit (2011, "Computing Krippendorff's
/// Alpha-Reliability"); cells may be missing, and a unit with one value takes no part.
/// </summary>
public static class KrippendorffAlpha
{
    /// <param name="units">The values given to each application, in any order.</param>
    /// <returns>Null where no unit has two values or all values are equal: there is nothing to disagree about.</returns>
    public static double? Of(IEnumerable<IReadOnlyList<double>> units, MeasurementLevel level)
    {
        var paired = units.Where(u => u.Count > 1).ToList();
        var values = paired.SelectMany(u => u).Distinct().Order().ToArray();
        if (values.Length < 2)
        {
            return null;
        }
        var place = values.Select((v, i) => (v, i)).ToDictionary(p => p.v, p => p.i);
        var count = new double[values.Length];
        foreach (var value in paired.SelectMany(u => u))
        {
            count[place[value]]++;
        }
        var total = count.Sum();
        var below = new double[values.Length + 1];
        for (var i = 0; i < values.Length; i++)
        {
            below[i + 1] = below[i] + count[i];
        }
        var observed = paired.Sum(u => Pairs([.. u.CountBy(v => place[v]).Select(c => (c.Key, (double)c.Value))]) / (u.Count - 1));
        var expected = Pairs([.. count.Select((c, i) => (i, c))]) / (total - 1);
        return 1 - (observed / expected);

        double Pairs(IReadOnlyList<(int Place, double Count)> given)
        {
            if (level == MeasurementLevel.Interval)
            {
                // Σ over ordered pairs of (a − b)² = 2 (N Σa² − (Σa)²), taken about the mean.
                var size = given.Sum(g => g.Count);
                var mean = given.Sum(g => g.Count * values[g.Place]) / size;
                return 2 * size * given.Sum(g => g.Count * (values[g.Place] - mean) * (values[g.Place] - mean));
            }
            var sum = 0.0;
            for (var i = 0; i < given.Count; i++)
            {
                for (var j = i + 1; j < given.Count; j++)
                {
                    sum += 2 * given[i].Count * given[j].Count * Distance(given[i].Place, given[j].Place);
                }
            }
            return sum;
        }

        double Distance(int i, int j) => level switch
        {
            MeasurementLevel.Nominal => 1,
            MeasurementLevel.Ordinal => Math.Pow(below[Math.Max(i, j) + 1] - below[Math.Min(i, j)] - ((count[i] + count[j]) / 2), 2),
            MeasurementLevel.Interval => Math.Pow(values[i] - values[j], 2),
            _ => values[i] + values[j] == 0 ? 0 : Math.Pow((values[i] - values[j]) / (values[i] + values[j]), 2),
        };
    }
}
