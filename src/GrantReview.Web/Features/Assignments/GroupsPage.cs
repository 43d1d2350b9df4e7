using GrantReview.Core;
using GrantReview.Core.Applications;
using GrantReview.Core.Experts;

namespace GrantReview.Web.Features.Assignments;

/// <param name="Topics">Keyword → how many of the applications have it, the commonest first.</param>
/// <param name="Barred">Experts in conflict with any application of the group, and so with all of it.</param>
/// <param name="Available">Experts of the pool who are not.</param>
/// <param name="Needed">The most experts that an application of the group asks for.</param>
public sealed record GroupEntry(string Name, IReadOnlyList<Application> Applications, IReadOnlyList<(string Term, int Count)> Topics,
    IReadOnlyList<Expert> Barred, int Available, int Needed)
{
    public const int MostTopics = 5;

    /// <summary>Applications and experts whom one row names.</summary>
    public const int MostNamed = 50;

    public static ListColumns<GroupEntry> Columns { get; } = new ListColumns<GroupEntry>("Groups.Title")
        .Column("group", "Groups.Group", g => g.Name).Column("applications", "Groups.Applications", g => g.Applications.Count)
        .Text("Groups.Topics", g => string.Join(", ", g.Topics.Select(t => t.Term))).Column("needed", "Groups.Needed", g => g.Needed)
        .Column("barred", "Groups.Barred", g => g.Barred.Count).Column("available", "Groups.Available", g => g.Available)
        .Searched(g => g.Applications.SelectMany(a => new[] { a.Id.Value, a.Title }).Prepend(g.Name));

    /// <summary>Groups of the admitted applications as they stand in the round; what has no group comes last, under a blank name.</summary>
    /// <param name="pairs">Those in conflict.</param>
    /// <param name="admitted">The applications that get experts.</param>
    public static IReadOnlyList<GroupEntry> Of(Round round, IEnumerable<BarredPair> pairs, IReadOnlySet<ApplicationId> admitted)
    {
        var barred = pairs.ToLookup(c => c.Application, c => c.Expert);
        var experts = round.Experts.ToDictionary(e => e.Id);
        return
        [
            .. round.Applications.Where(a => admitted.Contains(a.Id)).GroupBy(a => a.Group, StringComparer.Ordinal)
                .OrderBy(g => g.Key.Length == 0)
                .ThenBy(g => g.Key, StringComparer.Ordinal).Select(group =>
            {
                var apart = group.SelectMany(a => barred[a.Id]).Distinct().Order().Where(experts.ContainsKey)
                    .Select(e => experts[e]).ToList();
                return new GroupEntry(
                    group.Key, [.. group.OrderBy(a => a.Id)], TopicsOf(group), apart, round.Experts.Count - apart.Count,
                    group.Max(a => a.ExpertsNeeded ?? round.Call.Assignment.ExpertsPerApplication));
            }),
        ];
    }

    /// <summary>The round as if the applications stood in these groups; who is barred may depend on it.</summary>
    public static Round Grouped(Round round, IReadOnlyDictionary<ApplicationId, string> groups) => round with
    {
        Applications =
        [
            .. round.Applications.Select(a => a with
            {
                Attributes =
                    new Dictionary<string, string>(a.Attributes, StringComparer.Ordinal) { ["panel"] = groups.GetValueOrDefault(a.Id, "") },
            }),
        ],
    };

    private static List<(string, int)> TopicsOf(IEnumerable<Application> applications) =>
    [
        .. applications.SelectMany(a => a.Keywords.DistinctBy(Written.Key)).GroupBy(Written.Key, StringComparer.Ordinal)
            .OrderByDescending(k => k.Count()).ThenBy(k => k.Key, StringComparer.Ordinal).Take(MostTopics)
                .Select(k => (k.First(), k.Count())),
    ];
}

/// <param name="Last">The last change, which can be taken back; null = none.</param>
public sealed record GroupsPage(
    CallRow Call, PanelSource Panels, ListPart<GroupEntry> Groups, bool IsOpen, LastGrouping? Last, IReadOnlyList<RunRow> Runs,
    (int Min, int Max) Sizes, IReadOnlyList<Mistake> Mistakes);

/// <summary>What was typed in the forms of the page.</summary>
public sealed class GroupForm
{
    public string? Application { get; set; }
    public string? Group { get; set; }
    public string? Reason { get; set; }
    public string? Min { get; set; }
    public string? Max { get; set; }
    public string? Seed { get; set; }
}

/// <param name="Groups">What the run proposes; null until it is done.</param>
/// <param name="IsStale">The applications are no longer those that the run saw.</param>
public sealed record GroupingPage(
    CallRow Call, RunRow Run, (int Min, int Max) Sizes, ListPart<GroupEntry>? Groups, bool IsOpen, bool IsStale);
