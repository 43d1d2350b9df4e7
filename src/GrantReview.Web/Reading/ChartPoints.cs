namespace GrantReview.Web.Reading;

/// <summary>As many of a long row of points as people can tell apart in a chart: every one near a line, the first and the last, and others evenly between.</summary>
public static class ChartPoints
{
    /// <summary>Of all charts of a page together.</summary>
    public const int Most = 240;

    /// <param name="line">Place of the line, from 1; 0 = none.</param>
    /// <param name="charts">How many charts share the page.</param>
    /// <returns>Each with its place, from 1.</returns>
    public static IEnumerable<(T Item, int At)> Of<T>(IReadOnlyList<T> all, int line, int charts = 1)
    {
        var most = Math.Max(20, Most / Math.Max(1, charts));
        var (step, near) = (((all.Count - 1) / (most / 2)) + 1, most / 4);
        return all.Index().Where(i => i.Index % step == 0 || i.Index == all.Count - 1 || (line > 0 && Math.Abs(i.Index + 1 - line) <= near))
            .Select(i => (i.Item, i.Index + 1));
    }

    /// <summary>Lowest, quartiles and highest, between neighbours in proportion; empty for none.</summary>
    public static IReadOnlyList<double> BoxOf(IEnumerable<double> figures)
    {
        var sorted = figures.Order().ToArray();
        return sorted.Length == 0 ? [] : [.. new[] { 0, 0.25, 0.5, 0.75, 1 }.Select(At)];

        double At(double share)
        {
            var place = share * (sorted.Length - 1);
            var below = (int)place;
            return below == sorted.Length - 1 ? sorted[below] : sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below]));
        }
    }
}
