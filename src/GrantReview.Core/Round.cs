using GrantReview.Core.Applications;
using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Assignments;
using GrantReview.Core.Calls;
using GrantReview.Core.Conflicts;
using GrantReview.Core.Experts;
using GrantReview.Core.Scoring;

namespace GrantReview.Core;

/// <summary>The parts of an evaluation round, each already valid by itself; the reader of rounds checks them against each other.</summary>
/// <param name="Tree">The call's own; null where the call has none, or for a round that only assigns.</param>
/// <param name="Conflicts">Declared ones; those that rules find are added by <see cref="FindConflicts"/>.</param>
/// <param name="Assignments">Null when the round has none: then the scored pairs are the assignments.</param>
public sealed record Round(
    Call Call,
    IndicatorTree? Tree,
    IReadOnlyList<Application> Applications,
    IReadOnlyList<Expert> Experts,
    IReadOnlyList<DeclaredConflict> Conflicts,
    IReadOnlyList<Affinity> Affinities,
    IReadOnlyList<Assignment>? Assignments,
    IReadOnlyList<LeafScore> Scores)
{
    /// <summary>Trees that categories have for themselves, by the name that they give.</summary>
    public IReadOnlyDictionary<string, IndicatorTree> NamedTrees { get; init; } = new Dictionary<string, IndicatorTree>();

    public IndicatorTrees Trees => new(Call.Categories, Tree, NamedTrees);

    /// <summary>The officer's table of units: aliases, former names, what is above what.</summary>
    public IReadOnlyList<Organisation> Organisations { get; init; } = [];

    /// <summary>Ties between experts and people or units.</summary>
    public IReadOnlyList<Relation> Relations { get; init; } = [];

    /// <summary>What people answered to questions of identity.</summary>
    public IReadOnlyList<IdentityAnswer> Answers { get; init; } = [];

    /// <summary>Conflicts that the rules find and that two persons set aside; what is declared or pinned bars all the same.</summary>
    public IReadOnlySet<(ApplicationId Application, ExpertId Expert, ConflictGround Ground)> Dismissed { get; init; } =
        new HashSet<(ApplicationId, ExpertId, ConflictGround)>();

    /// <summary>Pairs whose conflict appeared after the expert had scored and whose sheet counts by the supervisor's ruling.</summary>
    public IReadOnlySet<(ApplicationId Application, ExpertId Expert)> Counted { get; init; } = new HashSet<(ApplicationId, ExpertId)>();

    /// <summary>In which order each expert read, where it is recorded: the how-manieth an application was.</summary>
    public IReadOnlyDictionary<(ApplicationId Application, ExpertId Expert), int> Positions { get; init; } =
        new Dictionary<(ApplicationId, ExpertId), int>();

    /// <summary>What people answered to findings.</summary>
    public IReadOnlyList<Verdict> Verdicts { get; init; } = [];

    /// <summary>What the call asks of each application, with the verdicts.</summary>
    public IReadOnlyList<Finding> Findings() => CallFindings.Of(Call, Trees.ColumnsOf, Applications, Verdicts);

    /// <summary>Whether each application competes.</summary>
    public IReadOnlyDictionary<ApplicationId, ApplicationStanding> Standings() =>
        CallFindings.Standings(Call, Applications, Findings());

    /// <summary>Every conflict that stands: found by the rules, declared or pinned, and not set aside.</summary>
    public IReadOnlyList<Conflict> FindConflicts() =>
        [.. ConflictRules.Find(Problem).Conflicts.Where(c =>
            !Counted.Contains((c.Application, c.Expert))
                && (c.Source != ConflictSource.Found || !Dismissed.Contains((c.Application, c.Expert, c.Ground))))];

    private ConflictProblem Problem =>
        new(Applications, Experts, Call.Conflicts) { Declared = Conflicts, Organisations = Organisations, Relations = Relations,
        Answers = Answers };
}
