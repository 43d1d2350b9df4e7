using GrantReview.Core.Applications;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Scoring;

/// <summary>
/// The indicator trees of a call: its own, and those that categories have for themselves; an application is scored on its category's tree.
/// </summary>
/// <param name="categories">
/// Those that name a tree have it, and none where there is none of that name; all others have the call's own.
/// </param>
/// <param name="own">Null where the call has none: a category without a tree cannot be scored.</param>
/// <param name="named">By the name that categories give.</param>
public sealed class IndicatorTrees(
    IReadOnlyList<Category> categories, IndicatorTree? own, IReadOnlyDictionary<string, IndicatorTree> named)
{
    private readonly Dictionary<CategoryCode, IndicatorTree?> ofCategories = categories.Where(c => c.Indicators is not null)
        .DistinctBy(c => c.Code).ToDictionary(c => c.Code, c => named.GetValueOrDefault(c.Indicators ?? ""));

    /// <summary>Of a call that has no tree yet.</summary>
    public static IndicatorTrees None { get; } = new([], null, new Dictionary<string, IndicatorTree>());

    public IndicatorTree? Own => own;

    public IReadOnlyDictionary<string, IndicatorTree> Named => named;

    /// <summary>The call's own first, then by name (ordinal) those that a category has.</summary>
    public IReadOnlyList<IndicatorTree> All { get; } =
    [
        .. own is null ? [] : new[] { own },
        .. named.Where(n => categories.Any(c => c.Indicators == n.Key)).OrderBy(n => n.Key, StringComparer.Ordinal).Select(n => n.Value),
    ];

    public IndicatorTree? Of(CategoryCode category) => ofCategories.TryGetValue(category, out var tree) ? tree : own;

    /// <summary>
    /// The trees on which some of these applications are scored, in the order of <see cref="All"/>; the call's own where none is.
    /// </summary>
    public IReadOnlyList<IndicatorTree> In(IEnumerable<Application> applications)
    {
        var used = applications.Select(a => a.Category).Distinct().Select(Of).OfType<IndicatorTree>().ToHashSet();
        return used.Count > 0 ? [.. All.Where(used.Contains)] : own is null ? [] : [own];
    }

    /// <summary>Every category that experts score has a tree; without categories the call itself has.</summary>
    public bool AreComplete => categories.Count == 0 ? own is not null
        : categories.Where(c => c.Selection.Basis == SelectionBasis.Score).All(c => Of(c.Code) is not null);

    /// <summary>Where a text may name an indicator or something else: some tree has an indicator of that code.</summary>
    public bool Name(string text) => All.Any(t => t.Named(text) is not null);

    /// <summary>The sheets of every scored pair, by application and expert (ordinal), each on its application's tree.</summary>
    /// <exception cref="ArgumentException">An application without a tree was scored.</exception>
    public IReadOnlyList<Sheet> Count(IReadOnlyList<Application> applications, IReadOnlyList<LeafScore> scores)
    {
        var byTree = ByTree(applications);
        var treeOf = byTree.SelectMany(g => g.Value.Select(a => (a.Id, Tree: g.Key))).ToDictionary(a => a.Id, a => a.Tree);
        if (scores.FirstOrDefault(s => !treeOf.ContainsKey(s.Application)) is { } lost)
        {
            throw new ArgumentException($"{lost.Application} has scores and no indicator tree.", nameof(scores));
        }
        var scoresOf = scores.ToLookup(s => treeOf[s.Application]);
        return
        [
            .. byTree.SelectMany(g => Sheets.Count(g.Key, g.Value, scoresOf[g.Key])).OrderBy(s => s.Application).ThenBy(s => s.Expert),
        ];
    }

    /// <summary>
    /// The columns that points of a category's applications are worked out from, but for leaves that may be not applicable.
    /// </summary>
    public IReadOnlyList<string> ColumnsOf(CategoryCode category) =>
    [
        .. Of(category)?.Leaves.Where(l => !l.Indicator.AllowsNotApplicable).Select(l => l.Indicator.Scale?.Attribute).OfType<string>()
            .Distinct() ?? [],
    ];

    /// <summary>Points of the measured leaves of each application's tree, application → leaf → points.</summary>
    public IReadOnlyDictionary<ApplicationId, IReadOnlyDictionary<IndicatorCode, Rational?>> Measure(
        IReadOnlyList<Application> applications) =>
        ByTree(applications).SelectMany(g => Sheets.Measure(g.Key, g.Value)).ToDictionary();

    private Dictionary<IndicatorTree, List<Application>> ByTree(IReadOnlyList<Application> applications)
    {
        var byTree = new Dictionary<IndicatorTree, List<Application>>();
        foreach (var application in applications)
        {
            if (Of(application.Category) is { } tree)
            {
                (byTree.TryGetValue(tree, out var those) ? those : byTree[tree] = []).Add(application);
            }
        }
        return byTree;
    }
}
