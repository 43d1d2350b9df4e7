using GrantReview.Core.Settings;

namespace GrantReview.Core.Assignments;

public enum AssignmentStatus
{
    /// <summary>Every need is met and no plan is better.</summary>
    Optimal,

    /// <summary>Every need is met; a better plan may exist, no better than <see cref="AssignmentPlan.Bound"/>.</summary>
    Feasible,

    /// <summary>No plan meets every need; the plan fills as many seats as can be filled.</summary>
    Infeasible,

    /// <summary>
    /// No plan that meets every need was found within the limit of work, nor a proof that there is none; the plan fills as many seats as
    /// can be filled.
    /// </summary>
    NotFound,
}

public sealed record PlannedAssignment(ApplicationId Application, ExpertId Expert, double Affinity);

/// <summary>What a shortage is about. The list is closed.</summary>
public abstract record ShortageSubject
{
    private ShortageSubject()
    {
    }

    public sealed record WholeRound : ShortageSubject;

    public sealed record OfApplication(ApplicationId Application) : ShortageSubject;

    public sealed record OfExpert(ExpertId Expert) : ShortageSubject;

    /// <summary>A kind, a region, a unit or a panel, as the shortage's kind says.</summary>
    public sealed record OfGroup(string Name) : ShortageSubject;
}

/// <summary>Why no plan can meet every need, counted in seats.</summary>
/// <param name="Missing">Seats short; 0 where it is a contradiction and not a count.</param>
public sealed record Shortage(
    ShortageKind Kind, ShortageSubject Subject, int Missing, IReadOnlyList<ApplicationId> Applications, ShortageFigures Figures);

/// <summary>The figures that show a shortage; 0, null or empty where its kind has none of the sort.</summary>
/// <param name="Needed">Asked for: seats, experts, or the most that is allowed.</param>
/// <param name="Have">There instead.</param>
public sealed record ShortageFigures(long Needed = 0, long Have = 0)
{
    /// <summary>On each application.</summary>
    public int Least { get; init; }

    /// <summary>Who can take the seats.</summary>
    public int Experts { get; init; }

    /// <summary>The load that most of the experts may have.</summary>
    public int? UsualCap { get; init; }

    /// <summary>The fixed pair that cannot stand.</summary>
    public Assignment? Pair { get; init; }

    /// <summary>The application or panel that has too many fixed experts of one unit.</summary>
    public string Row { get; init; } = "";

    /// <summary>How many each of the applications can have, in their order.</summary>
    public IReadOnlyList<int> Each { get; init; } = [];

    /// <summary>The rules that cross one another.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];
}

/// <summary>What a person should look at although it is allowed. The list is closed.</summary>
public abstract record AssignmentNote
{
    private AssignmentNote()
    {
    }

    /// <summary>Ids that a person would take for one another.</summary>
    public sealed record LookAlikes(IReadOnlyList<string> Ids) : AssignmentNote;

    /// <summary>No affinity is given up for overlap where the objective is fair, rules cross or panels differ in size.</summary>
    public sealed record OverlapNotBought : AssignmentNote;
}

/// <summary>Affinity given up for even loads or overlap.</summary>
/// <param name="Best">The total affinity of the best plan without them.</param>
public sealed record PlanPrice(double Best, double Total)
{
    public double Affinity => Best - Total;
    public double Share => Best == 0 ? 0 : Affinity / Math.Abs(Best);
}

/// <summary>What the solver decided; assignments by application and expert (ordinal).</summary>
/// <param name="MinApplicationAffinity">The lowest sum of affinities of any application with a need.</param>
/// <param name="Load">Number of applications → how many experts have so many.</param>
/// <param name="ConnectedComponents">Components of the graph of applications and assigned experts.</param>
public sealed record AssignmentPlan(
    AssignmentStatus Status,
    AssignmentObjective Objective,
    IReadOnlyList<PlannedAssignment> Assignments,
    double TotalAffinity,
    double MinApplicationAffinity,
    IReadOnlyDictionary<int, int> Load,
    IReadOnlyList<UnmetNeed> Unmet,
    int ConnectedComponents)
{
    /// <summary>
    /// No plan has a higher total (of objective fair: among those with the best lowest application); null where none was proven.
    /// </summary>
    public double? Bound { get; init; }

    /// <summary>What even loads or overlap cost; null = nothing was asked for.</summary>
    public PlanPrice? Price { get; init; }

    /// <summary>
    /// Affinities differ by at least so much or count as equal: 0 = they were compared exactly, as the decimals they are.
    /// </summary>
    public double Precision { get; init; }

    public AffinitySource Source { get; init; }

    /// <summary>Empty unless infeasible or not found.</summary>
    public IReadOnlyList<Shortage> Shortages { get; init; } = [];

    public IReadOnlyList<AssignmentNote> Notes { get; init; } = [];
}
