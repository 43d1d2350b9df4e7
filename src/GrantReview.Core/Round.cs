using GrantReview.Core.Applications;
using GrantReview.Core.Assignments;
using GrantReview.Core.Calls;
using GrantReview.Core.Conflicts;
using GrantReview.Core.Experts;
using GrantReview.Core.Scoring;

namespace GrantReview.Core;

/// <summary>The parts of an evaluation round, each already valid by itself; the reader of rounds checks them against each other.</summary>
/// <param name="Tree">Null for a round that only assigns.</param>
/// <param name="Conflicts">Declared ones; those that rules find are added by <see cref="Conflicts.ConflictRules"/>.</param>
/// <param name="Assignments">Null when the round has none: then the scored pairs are the assignments.</param>
public sealed record Round(
    Call Call,
    IndicatorTree? Tree,
    IReadOnlyList<Application> Applications,
    IReadOnlyList<Expert> Experts,
    IReadOnlyList<DeclaredConflict> Conflicts,
    IReadOnlyList<Affinity> Affinities,
    IReadOnlyList<Assignment>? Assignments,
    IReadOnlyList<LeafScore> Scores);
