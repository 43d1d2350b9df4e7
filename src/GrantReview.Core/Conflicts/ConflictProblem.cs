using GrantReview.Core.Applications;
using GrantReview.Core.Experts;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Conflicts;

/// <summary>
/// All that conflicts are found in. The order of any list does not matter; what names an unknown expert or application finds nothing.
/// </summary>
public sealed record ConflictProblem(IReadOnlyCollection<Application> Applications, IReadOnlyCollection<Expert> Experts,
    ConflictSettings Settings)
{
    public IReadOnlyCollection<DeclaredConflict> Declared { get; init; } = [];
    public IReadOnlyCollection<Organisation> Organisations { get; init; } = [];
    public IReadOnlyCollection<Relation> Relations { get; init; } = [];
    public IReadOnlyCollection<IdentityAnswer> Answers { get; init; } = [];

    /// <summary>The year that windows count back from; null = every year counts.</summary>
    public int? Year => Settings.AsOf ?? Applications.Max(a => a.SubmittedAt)?.Year;
}
