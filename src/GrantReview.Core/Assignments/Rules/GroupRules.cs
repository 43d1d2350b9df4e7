namespace GrantReview.Core.Assignments.Rules;

/// <summary>"At least so many of each kind and region, at most so many of one unit", on every application that needs experts.</summary>
/// <param name="perUnit">At most so many of one unit; null = no limit. An unknown unit has none.</param>
/// <param name="perKind">Kind → at least so many.</param>
/// <param name="perRegion">Region → at least so many.</param>
public sealed class GroupRules(int? perUnit, IReadOnlyDictionary<string, int> perKind, IReadOnlyDictionary<string, int> perRegion)
{
    public static GroupRules Of(AssignmentProblem problem) => new(problem.PerUnit, problem.PerKind, problem.PerRegion);

    /// <summary>Kinds, then regions, each by name (ordinal).</summary>
    public IReadOnlyList<GroupRule> Floors { get; } =
        [.. FloorsOf(GroupFamily.Kind, perKind), .. FloorsOf(GroupFamily.Region, perRegion)];

    public bool Any => perUnit is not null || Floors.Count > 0;

    /// <summary>The cap of the expert's unit; null = none counts the expert.</summary>
    public GroupRule? CapOf(ExpertLoad expert) =>
        perUnit is { } most && expert.Unit.Length > 0 ? new(GroupFamily.Unit, expert.Unit, 0, most) : null;

    /// <summary>Whether the expert may join these on an application without exceeding the cap of a unit.</summary>
    public bool Admits(IEnumerable<ExpertLoad> seated, ExpertLoad next) =>
        CapOf(next) is not { } cap || seated.Count(cap.Counts) < cap.Most;

    /// <summary>Units of whom more are seated on an application than may be, with their number.</summary>
    public IEnumerable<(GroupRule Cap, int Have)> Exceeded(IEnumerable<ExpertLoad> seated) =>
        seated.Select(CapOf).OfType<GroupRule>().CountBy(cap => cap).Where(c => c.Value > c.Key.Most).Select(c => (c.Key, c.Value));

    /// <summary>Seats that are owed to kinds, or to regions; an expert may pay one of each.</summary>
    public int Owed(GroupFamily family, IReadOnlyCollection<ExpertLoad> seated) =>
        Floors.Where(floor => floor.Family == family).Sum(floor => floor.Owed(seated));

    /// <summary>
    /// Whether these experts keep the caps on the application, and the seats still free can give what kinds and regions are owed.
    /// </summary>
    public bool Fit(ApplicationNeed application, IReadOnlyCollection<ExpertLoad> seated)
    {
        var free = Math.Max(0, application.Needed - seated.Count);
        return !Exceeded(seated).Any() && Owed(GroupFamily.Kind, seated) <= free && Owed(GroupFamily.Region, seated) <= free;
    }

    private static IEnumerable<GroupRule> FloorsOf(GroupFamily family, IReadOnlyDictionary<string, int> least) =>
        least.Where(l => l.Value > 0).OrderBy(l => l.Key, StringComparer.Ordinal)
            .Select(l => new GroupRule(family, l.Key, l.Value, int.MaxValue));
}
