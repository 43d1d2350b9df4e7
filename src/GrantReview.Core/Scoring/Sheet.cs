using GrantReview.Core.Applications;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Scoring;

/// <summary>One expert's score sheet for one application (评分表), counted.</summary>
/// <param name="Points">Leaf code → points as given or measured; null = N/A.</param>
/// <param name="Vetoes">Codes of the veto leaves that this expert failed.</param>
public sealed record Sheet(
    ApplicationId Application,
    ExpertId Expert,
    IReadOnlyDictionary<IndicatorCode, Rational?> Points,
    SheetTotal Total,
    IReadOnlyList<IndicatorCode> Vetoes);

/// <summary>Counts score sheets: groups leaf scores by pair, adds the measured leaves, and weighs the tree.</summary>
public static class Sheets
{
    /// <summary>The sheets of every scored pair, by application and expert (ordinal).</summary>
    /// <param name="scores">Within their leaves' scales and at most one for each cell.</param>
    public static IReadOnlyList<Sheet> Count(IndicatorTree tree, IReadOnlyList<Application> applications, IEnumerable<LeafScore> scores)
    {
        var measured = Measure(tree, applications);
        var open = new Dictionary<(ApplicationId Application, ExpertId Expert), Draft>();
        Draft? last = null;
        foreach (var score in scores)
        {
            if (last is null || last.Application != score.Application || last.Expert != score.Expert)
            {
                if (!open.TryGetValue((score.Application, score.Expert), out last))
                {
                    open.Add((score.Application, score.Expert), last = new Draft(tree, score.Application, score.Expert));
                }
            }
            last.Add(score);
        }
        return
        [
            .. open.Values.OrderBy(d => d.Application).ThenBy(d => d.Expert)
                .Select(d => d.Count(measured[d.Application])),
        ];
    }

    /// <summary>Points of the measured leaves, application → leaf → points; null where the attribute is blank, which is N/A.</summary>
    public static IReadOnlyDictionary<ApplicationId, IReadOnlyDictionary<IndicatorCode,
        Rational?>> Measure(IndicatorTree tree, IReadOnlyList<Application> applications)
    {
        var leaves = tree.Leaves.Where(l => l.Indicator.Scale is not null).ToList();
        var best = (
            from category in applications.GroupBy(a => a.Category)
            from leaf in leaves
            let figures = category.Where(a => a.Eligible).Select(a => Figure(a, leaf)).OfType<Rational>().ToList()
            select (category.Key, leaf.Code, Best: figures.Count == 0 ? Rational.Zero : figures.Max()))
            .ToDictionary(b => (b.Key, b.Code), b => b.Best);
        return applications.ToDictionary(
            a => a.Id,
            IReadOnlyDictionary<IndicatorCode, Rational?> (a) => leaves.ToDictionary(
                leaf => leaf.Code,
                leaf => Figure(a, leaf) is { } figure && leaf.Indicator.Scale is { } scale
                    ? leaf.Min + (scale.Share(figure, best[(a.Category, leaf.Code)]) * (leaf.Max - leaf.Min))
                    : (Rational?)null));

        static Rational? Figure(Application application, IndicatorNode leaf) =>
            leaf.Indicator.Scale is { } scale ? Written.Number(application.Attributes.GetValueOrDefault(scale.Attribute)) : null;
    }

    /// <summary>One sheet, also an unfinished one: a leaf without a score is left out and its siblings share its weight.</summary>
    public static Sheet Count(
        IndicatorTree tree, ApplicationId application, ExpertId expert, IEnumerable<LeafScore> scores, IReadOnlyDictionary<IndicatorCode,
            Rational?> measured)
    {
        var draft = new Draft(tree, application, expert);
        foreach (var score in scores)
        {
            draft.Add(score);
        }
        return draft.Count(measured);
    }

    private sealed class Draft(IndicatorTree tree, ApplicationId application, ExpertId expert)
    {
        private readonly ByIndicator<Rational?> points = new(tree);
        private readonly List<IndicatorCode> vetoes = [];

        public ApplicationId Application => application;
        public ExpertId Expert => expert;

        public void Add(LeafScore score)
        {
            var leaf = tree.Find(score.Indicator) ?? throw new ArgumentException(
                $"The tree has no indicator {score.Indicator}.", nameof(score));
            if (points.Has(leaf))
            {
                throw new ArgumentException($"{expert} scored indicator {leaf.Code} of {application} twice.", nameof(score));
            }
            points.Set(leaf, score.Score);
            if (leaf.IsVetoed(score.Score))
            {
                vetoes.Add(leaf.Code);
            }
        }

        public Sheet Count(IReadOnlyDictionary<IndicatorCode, Rational?> measured)
        {
            foreach (var (code, value) in measured)
            {
                points.Set(tree.Find(code) ?? throw new ArgumentException($"The tree has no indicator {code}.", nameof(measured)), value);
            }
            vetoes.Sort();
            return new Sheet(application, expert, points, tree.TotalOf(points), vetoes);
        }
    }
}
