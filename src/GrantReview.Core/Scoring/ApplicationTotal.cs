using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Scoring;

/// <summary>What an application's sheets come to.</summary>
/// <param name="Experts">Experts' totals by expert id (ordinal); sheets on which nothing was applicable are not among them.</param>
/// <param name="Raw">The raw total by the call's method, unrounded; null where there are too few totals.</param>
/// <param name="Nodes">Node code → mean of its mapped score over the experts who scored it.</param>
/// <param name="Vetoes">Codes of veto leaves that at least one expert failed.</param>
public sealed record ApplicationTotal(
    ApplicationId Application,
    IReadOnlyList<(ExpertId Expert, Rational Total)> Experts,
    Rational? Raw,
    IReadOnlyDictionary<IndicatorCode, Rational> Nodes,
    IReadOnlyList<IndicatorCode> Vetoes)
{
    /// <summary>
    /// The raw total is the mean, or trimmed mean, of the experts' totals. Where the call leaves some of them a part of the tree, totals of
    /// different experts are not alike, so the leaves are averaged first and the tree is weighed once; the algebra of both is in
    /// Scoring/README.md.
    /// </summary>
    /// <param name="version">
    /// Of the rules (<see cref="AlgorithmVersions.Totals"/>). By the first, leaves came first wherever the call lists any for kinds, N/A
    /// was left out of a leaf's average, and a leaf that trimming emptied was N/A.
    /// </param>
    public static ApplicationTotal Of(
        ApplicationId application, IReadOnlyCollection<Sheet> sheets, IndicatorTree tree, ScoringSettings scoring, int version = 2)
    {
        var totals = sheets.Where(s => s.Total.Total is not null)
            .OrderBy(s => s.Expert)
            .Select(s => (s.Expert, s.Total.Total.GetValueOrDefault())).ToList();
        var vetoes = sheets.SelectMany(s => s.Vetoes).Distinct().Order().ToList();
        if (scoring.LeavesFor.Count == 0 || (version > 1 && sheets.All(IsWhole)))
        {
            var nodes = sheets.SelectMany(s => s.Total.Nodes).GroupBy(n => n.Key)
                .ToDictionary(g => g.Key, g => Rational.Mean([.. g.Select(n => n.Value)]));
            return new ApplicationTotal(
                application, totals, Enough(totals.Count) ? Average([.. totals.Select(t => t.Item2)]) : null, nodes, vetoes);
        }
        var given = tree.Leaves.Where(l => sheets.Any(s => s.Points.ContainsKey(l.Code)))
            .ToDictionary(l => l.Code, ScoresOf);
        var leaves = given.ToDictionary(g => g.Key, g => g.Value.Count > 0 ? Average(g.Value) : null);
        var total = tree.Total(leaves);
        // A leaf that nobody was given, or of which trimming leaves nothing, is no N/A: there is no total.
        var isKnown = given.Count == tree.Leaves.Count && (version == 1 || given.All(g => g.Value.Count == 0 || leaves[g.Key] is not null));
        return new ApplicationTotal(application, totals, Enough(totals.Count) && isKnown ? total.Total : null, total.Nodes, vetoes);

        bool IsWhole(Sheet sheet) => tree.Leaves.All(l => sheet.Points.ContainsKey(l.Code));

        List<Rational> ScoresOf(IndicatorNode leaf) =>
        [
            .. sheets.Where(s => s.Points.ContainsKey(leaf.Code) && (version > 1 || s.Points[leaf.Code] is not null))
                .Select(s => tree.ScoreOf(leaf, s.Points[leaf.Code])).OfType<Rational>(),
        ];

        bool Enough(int count) => count >= Math.Max(1, scoring.MinimumScores);

        Rational? Average(List<Rational> values) =>
            scoring.Method == TotalMethod.Mean ? Rational.Mean(values) : TrimmedMean(values, scoring.TrimEachEnd);
    }

    /// <summary>Of an application without a tree, which nobody scores.</summary>
    public static ApplicationTotal None(ApplicationId application) =>
        new(application, [], null, new Dictionary<IndicatorCode, Rational>(), []);

    /// <summary>
    /// The mean after dropping <paramref name="each"/> lowest and highest values (去掉最高最低分); null where none would remain.
    /// </summary>
    public static Rational? TrimmedMean(IReadOnlyCollection<Rational> values, int each) =>
        values.Count <= 2 * each ? null : Rational.Mean([.. values.Order().Skip(each).Take(values.Count - (2 * each))]);
}
