using GrantReview.Core.Applications;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Scoring;

/// <summary>One expert's score sheet for one application (评分表), counted.</summary>
/// <param name="Points">Leaf code → points as given or measured; null = N/A.</param>
/// <param name="Mapped">The same on 0..100, better is higher.</param>
/// <param name="Vetoes">Codes of the veto leaves that this expert failed.</param>
public sealed record Sheet(
    string Application,
    string Expert,
    IReadOnlyDictionary<string, Rational?> Points,
    IReadOnlyDictionary<string, Rational?> Mapped,
    SheetTotal Total,
    IReadOnlyList<string> Vetoes);

/// <summary>Counts score sheets: groups leaf scores by pair, adds the measured leaves, and weighs the tree.</summary>
public static class Sheets
{
    /// <summary>The sheets of every scored pair, by application and expert (ordinal).</summary>
    /// <param name="scores">Within their leaves' scales and at most one for each cell.</param>
    public static IReadOnlyList<Sheet> Count(IndicatorTree tree, IReadOnlyList<Application> applications, IEnumerable<LeafScore> scores)
    {
        var measured = Measure(tree, applications);
        return
        [
            .. scores.GroupBy(s => (s.Application, s.Expert))
                .OrderBy(g => g.Key.Application, StringComparer.Ordinal).ThenBy(g => g.Key.Expert, StringComparer.Ordinal)
                .Select(g => Count(tree, g.Key.Application, g.Key.Expert, g, measured[g.Key.Application])),
        ];
    }

    /// <summary>Points of the measured leaves, application → leaf → points; null where the attribute is blank, which is N/A.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, Rational?>> Measure(IndicatorTree tree, IReadOnlyList<Application> applications)
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
            IReadOnlyDictionary<string, Rational?> (a) => leaves.ToDictionary(
                leaf => leaf.Code,
                leaf => Figure(a, leaf) is { } figure && leaf.Indicator.Scale is { } scale
                    ? leaf.Min + (scale.Share(figure, best[(a.Category, leaf.Code)]) * (leaf.Max - leaf.Min))
                    : (Rational?)null),
            StringComparer.Ordinal);

        static Rational? Figure(Application application, IndicatorNode leaf) =>
            leaf.Indicator.Scale is { } scale && Rational.TryParse(application.Attributes.GetValueOrDefault(scale.Attribute), out var figure) ? figure : null;
    }

    /// <summary>One sheet, also an unfinished one: a leaf without a score is left out and its siblings share its weight.</summary>
    public static Sheet Count(IndicatorTree tree, string application, string expert, IEnumerable<LeafScore> scores, IReadOnlyDictionary<string, Rational?> measured)
    {
        var points = new Dictionary<string, Rational?>(tree.Leaves.Count, StringComparer.Ordinal);
        var mapped = new Dictionary<string, Rational?>(tree.Leaves.Count, StringComparer.Ordinal);
        var vetoes = new List<string>();
        foreach (var score in scores)
        {
            var leaf = tree.Find(score.Indicator) ?? throw new ArgumentException($"The tree has no indicator {score.Indicator}.", nameof(scores));
            points.Add(leaf.Code, score.Score);
            mapped.Add(leaf.Code, score.Score is { } given ? leaf.Map(given) : null);
            if (leaf.IsVetoed(score.Score))
            {
                vetoes.Add(leaf.Code);
            }
        }
        foreach (var (code, value) in measured)
        {
            points[code] = value;
            mapped[code] = value is { } given && tree.Find(code) is { } leaf ? (given - leaf.Min) / (leaf.Max - leaf.Min) * 100 : null;
        }
        vetoes.Sort(StringComparer.Ordinal);
        return new Sheet(application, expert, points, mapped, tree.Total(mapped), vetoes);
    }
}
