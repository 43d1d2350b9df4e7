namespace GrantReview.Core.Settings;

public enum AssignmentObjective { Total, Fair }

/// <summary>
/// Where review groups come from (评审分组): there are none, the officer gave them, or they are formed from what the applications are about.
/// </summary>
public enum PanelSource { None, Given, Formed }

/// <summary>What an assignment plan of the call must keep to. Without a cap there is no cap.</summary>
/// <param name="ExpertsPerApplication">How many experts score an application that does not say so itself.</param>
/// <param name="MaxLoad">Cap on applications per expert where the expert has none of its own; null = unlimited.</param>
/// <param name="MinLoad">Floor on applications per expert where the expert has none of its own.</param>
/// <param name="PerUnit">At most so many experts of one unit on an application; null = no limit.</param>
public sealed record AssignmentSettings(int ExpertsPerApplication, int? MaxLoad, int MinLoad, int? PerUnit, AssignmentObjective Objective)
{
    public static AssignmentSettings Default { get; } = new(3, null, 0, null, AssignmentObjective.Total);

    /// <summary>Kind of expert → at least so many of it on every application.</summary>
    public IReadOnlyDictionary<string, int> PerKind { get; init; } = new Dictionary<string, int>();

    /// <summary>Region of experts → at least so many of it on every application.</summary>
    public IReadOnlyDictionary<string, int> PerRegion { get; init; } = new Dictionary<string, int>();

    /// <summary>Pairs that every plan has.</summary>
    public IReadOnlyList<(ApplicationId Application, ExpertId Expert)> Fixed { get; init; } = [];

    /// <summary>Pairs that no plan has, for another reason than a conflict.</summary>
    public IReadOnlyList<(ApplicationId Application, ExpertId Expert)> Forbidden { get; init; } = [];

    /// <summary>
    /// Given: the applications' panel column. Formed: by topic, with sizes from <see cref="PanelMin"/> to <see cref="PanelMax"/>.
    /// </summary>
    public PanelSource Panels { get; init; }

    /// <summary>Share of the best total affinity (0 to 1) that may be given up for even loads.</summary>
    public double Balance { get; init; }

    /// <summary>
    /// Share of the best total affinity (0 to 1) that may be given up so that the graph of applications and experts has fewer pieces.
    /// </summary>
    public double Overlap { get; init; }

    /// <summary>In so many years in a row an expert may review (轮换); whoever did is named, not kept out; null = no limit.</summary>
    public int? MostYears { get; init; }

    public int PanelMin { get; init; } = 5;
    public int PanelMax { get; init; } = 15;
}
