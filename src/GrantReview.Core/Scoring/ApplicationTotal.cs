using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Scoring;

/// <summary>What an application's sheets come to.</summary>
/// <param name="Experts">Experts' totals by expert id (ordinal); sheets on which nothing was applicable are not among them.</param>
/// <param name="Raw">The raw total by the call's method, unrounded; null where there are too few totals.</param>
/// <param name="Nodes">Node code → mean of its mapped score over the experts who scored it.</param>
/// <param name="Vetoes">Codes of veto leaves that at least one expert failed.</param>
public sealed record ApplicationTotal(
    string Application,
    IReadOnlyList<(string Expert, Rational Total)> Experts,
    Rational? Raw,
    IReadOnlyDictionary<string, Rational> Nodes,
    IReadOnlyList<string> Vetoes)
{
    /// <summary>
    /// The raw total is the mean, or trimmed mean, of the experts' totals. Where the call gives leaves to kinds of experts, totals of different
    /// experts are not alike, so the leaves are averaged first and the tree is weighed once.
    /// </summary>
    public static ApplicationTotal Of(string application, IReadOnlyCollection<Sheet> sheets, IndicatorTree tree, ScoringSettings scoring)
    {
        var totals = sheets.Where(s => s.Total.Total is not null)
            .OrderBy(s => s.Expert, StringComparer.Ordinal)
            .Select(s => (s.Expert, s.Total.Total.GetValueOrDefault())).ToList();
        var vetoes = sheets.SelectMany(s => s.Vetoes).Distinct().Order(StringComparer.Ordinal).ToList();
        if (scoring.LeavesFor.Count == 0)
        {
            var nodes = sheets.SelectMany(s => s.Total.Nodes).GroupBy(n => n.Key)
                .ToDictionary(g => g.Key, g => Rational.Mean([.. g.Select(n => n.Value)]), StringComparer.Ordinal);
            return new ApplicationTotal(application, totals, Enough(totals.Count) ? Average([.. totals.Select(t => t.Item2)]) : null, nodes, vetoes);
        }
        var leaves = sheets.SelectMany(s => s.Points).GroupBy(p => p.Key)
            .ToDictionary(g => g.Key, g => g.Select(p => p.Value is { } given ? tree.Find(p.Key)?.Map(given) : null).OfType<Rational>().ToList() is { Count: > 0 } given ? Average(given) : null, StringComparer.Ordinal);
        var total = tree.Total(leaves);
        var complete = tree.Leaves.All(l => leaves.ContainsKey(l.Code));
        return new ApplicationTotal(application, totals, Enough(totals.Count) && complete ? total.Total : null, total.Nodes, vetoes);

        bool Enough(int count) => count >= Math.Max(1, scoring.MinimumScores);

        Rational? Average(List<Rational> values) =>
            scoring.Method == TotalMethod.Mean ? Rational.Mean(values) : TrimmedMean(values, scoring.TrimEachEnd);
    }

    /// <summary>The mean after dropping <paramref name="each"/> lowest and highest values (去掉最高最低分); null where none would remain.</summary>
    public static Rational? TrimmedMean(IReadOnlyCollection<Rational> values, int each) =>
        values.Count <= 2 * each ? null : Rational.Mean([.. values.Order().Skip(each).Take(values.Count - (2 * each))]);
}
