using GrantReview.Core.Applications;
using GrantReview.Core.Conflicts;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Assignments;

/// <summary>An application and how many experts it needs.</summary>
public sealed record ApplicationNeed(ApplicationId Id, int Needed)
{
    /// <summary>Applications of one panel are scored by the same experts; blank = by experts of its own.</summary>
    public string Panel { get; init; } = "";

    /// <summary>What has experts in common: the panel, or the application alone.</summary>
    internal (string Panel, ApplicationId? Alone) Row => Panel.Length > 0 ? (Panel, null) : ("", Id);
}

/// <summary>An expert and how many applications the expert takes; null = no cap.</summary>
/// <param name="Unit">As compared for the cap per unit; blank = unknown, which no cap counts.</param>
public sealed record ExpertLoad(ExpertId Id, string Unit, int Min, int? Max)
{
    public string Kind { get; init; } = "";
    public string Region { get; init; } = "";
}

/// <summary>
/// Fills the affinities of the application at this place of <see cref="AssignmentProblem.Applications"/> with every expert, in the order of
/// <see cref="AssignmentProblem.Experts"/>. Called from several threads at once and more than once, so it must be pure.
/// </summary>
public delegate void AffinityRow(int application, Span<double> affinities);

/// <summary>Whether affinities came with the round, were computed from its texts, or do not exist, so that every pair counts 0.</summary>
public enum AffinitySource { None, Given, Computed }

/// <summary>Who may score what, how many are needed, and what is best.</summary>
/// <param name="Barred">Pairs in conflict (application, expert).</param>
/// <param name="Affinities">Finite; a pair not listed is 0.</param>
/// <param name="PerUnit">At most so many experts of one unit on an application; null = no limit.</param>
/// <param name="Seed">Orders what is equal.</param>
public sealed record AssignmentProblem(
    IReadOnlyList<ApplicationNeed> Applications,
    IReadOnlyList<ExpertLoad> Experts,
    IReadOnlySet<(ApplicationId Application, ExpertId Expert)> Barred,
    IReadOnlyCollection<Affinity> Affinities,
    int? PerUnit,
    AssignmentObjective Objective,
    string Seed)
{
    /// <summary>Computes affinities row by row, so that fifty million of them need not exist at once; then the list is not read.</summary>
    public AffinityRow? Computed { get; init; }

    public AffinitySource Source { get; init; } = AffinitySource.Given;

    /// <summary>Kind → at least so many experts of it on each application that needs any.</summary>
    public IReadOnlyDictionary<string, int> PerKind { get; init; } = new Dictionary<string, int>();

    /// <summary>Region → at least so many experts of it on each application that needs any.</summary>
    public IReadOnlyDictionary<string, int> PerRegion { get; init; } = new Dictionary<string, int>();

    /// <summary>Pairs that the plan must have.</summary>
    public IReadOnlyCollection<Assignment> Fixed { get; init; } = [];

    /// <summary>Pairs that the plan must not have, for another reason than a conflict.</summary>
    public IReadOnlyCollection<Assignment> Forbidden { get; init; } = [];

    /// <summary>Pairs of an earlier plan: as many as possible stay, before affinity is looked at.</summary>
    public IReadOnlyCollection<Assignment> Keep { get; init; } = [];

    /// <summary>Share of the best total (0 to 1) that may be given up for even loads.</summary>
    public double Balance { get; init; }

    /// <summary>
    /// Share of the best total (0 to 1) that may be given up to join the components of the plan; only where the rules are a flow.
    /// </summary>
    public double Overlap { get; init; }

    /// <summary>
    /// Amount of work the integer programme may do (about a second each, counted in search nodes); null = until it is proven.
    /// </summary>
    public int? Limit { get; init; }

    /// <summary>The same with no application for these experts.</summary>
    public AssignmentProblem Without(IReadOnlySet<ExpertId> experts) => this with
    {
        Experts = [.. Experts.Select(e => experts.Contains(e.Id) ? e with { Min = 0, Max = 0 } : e)],
    };

    /// <summary>
    /// The round's needs: admitted applications that experts score, all experts, every conflict that is found or declared.
    /// </summary>
    public static AssignmentProblem Of(Round round, string seed) =>
        Of(round, seed, round.FindConflicts().Select(c => (c.Application, c.Expert)).ToHashSet());

    /// <param name="barred">Every pair in conflict, where it is known already.</param>
    public static AssignmentProblem Of(Round round, string seed, IReadOnlySet<(ApplicationId Application, ExpertId Expert)> barred)
    {
        var settings = round.Call.Assignment;
        var standings = round.Standings();
        var applications = round.Applications.Where(a => standings[a.Id].IsAdmitted && Needed(a) > 0)
            .OrderBy(a => a.Id).ToList();
        var experts = round.Experts.OrderBy(e => e.Id).ToList();
        // Texts are weighed when an affinity is first asked for: seats are counted before.
        var text = new Lazy<TextAffinity?>(() => TextAffinity.Of(applications, experts));
        var source = round.Affinities.Count > 0 ? AffinitySource.Given : TextAffinity.HasTexts(applications, experts)
            ? AffinitySource.Computed : AffinitySource.None;
        var panels = PanelsOf();
        return new AssignmentProblem(
            [.. applications.Select(a => new ApplicationNeed(a.Id, Needed(a)) { Panel = panels.GetValueOrDefault(a.Id, "") })],
            [.. experts.Select(
                e => new ExpertLoad(
                    e.Id, Written.Key(e.Unit.Length > 0 ? e.Unit : e.UnitCode), e.MinLoad ?? settings.MinLoad,
                        e.MaxLoad ?? settings.MaxLoad)
            {
                Kind = e.Kind, Region = e.Region,
            })],
            barred, round.Affinities, settings.PerUnit, settings.Objective, seed)
        {
            Source = source,
            Computed = source == AffinitySource.Computed ? (application, row) => text.Value?.Row(application, row) : null,
            PerKind = settings.PerKind, PerRegion = settings.PerRegion, Balance = settings.Balance, Overlap = settings.Overlap,
            Fixed = [.. settings.Fixed.Select(p => new Assignment(p.Application, p.Expert))],
            Forbidden = [.. settings.Forbidden.Select(p => new Assignment(p.Application, p.Expert))],
        };

        // What is chosen by time or by conditions alone has no experts.
        int Needed(Application application) =>
            round.Call.SelectionOf(application.Category).Basis == SelectionBasis.Score
                ? application.ExpertsNeeded ?? settings.ExpertsPerApplication : 0;

        IReadOnlyDictionary<ApplicationId, string> PanelsOf()
        {
            if (settings.Panels == PanelSource.None)
            {
                return new Dictionary<ApplicationId, string>();
            }
            if (settings.Panels == PanelSource.Given)
            {
                return applications.ToDictionary(a => a.Id, a => a.Attributes.GetValueOrDefault("panel", ""));
            }
            var of = barred.ToLookup(b => b.Application, b => b.Expert);
            return ReviewGroups.Form(
                [.. applications.Select(a => new GroupItem(a.Id, $"{a.Category}|{Needed(a)}", of[a.Id].ToHashSet()))],
                (one, two) => text.Value?.Likeness(one, two) ?? 0, experts.Count, settings.PanelMin, settings.PanelMax, seed);
        }
    }
}
