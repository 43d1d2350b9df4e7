using GrantReview.Core.Applications;
using GrantReview.Core.Assignments;
using GrantReview.Core.Calls;
using GrantReview.Core.Conflicts;
using GrantReview.Core.Experts;
using GrantReview.Core.Scoring;

namespace GrantReview.Core;

/// <summary>The parts of an evaluation round, each already valid by itself; the reader of rounds checks them against each other.</summary>
/// <param name="Tree">Null for a round that only assigns.</param>
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
    /// <summary>Conflicts that the rules find and that two persons set aside; what is declared bars all the same.</summary>
    public IReadOnlySet<(string Application, string Expert, ConflictGround Ground)> Dismissed { get; init; } =
        new HashSet<(string, string, ConflictGround)>();

    /// <summary>Every conflict that stands: found by the rules or declared, and not dismissed.</summary>
    public IReadOnlyList<Conflict> FindConflicts() =>
        [.. ConflictRules.Find(Applications, Experts, Conflicts)
            .Where(c => c.Ground == ConflictGround.Declared || !Dismissed.Contains((c.Application, c.Expert, c.Ground)))];
}
