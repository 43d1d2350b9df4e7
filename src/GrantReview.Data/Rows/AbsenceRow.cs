using GrantReview.Core.Acts;
using GrantReview.Core.Experts;

namespace GrantReview.Data;

/// <summary>Days on which a person is not available, in all calls; it changes by the facts of <see cref="AbsenceLife"/> alone.</summary>
public sealed class AbsenceRow(Guid userId, string reason) : Row
{
    public Guid UserId { get; private set; } = userId;

    /// <summary>For officers of the person's calls; encrypted at rest, and gone once it is taken back. Blank = none was given.</summary>
    public string Reason { get; private set; } = reason;
    public AbsenceState State { get; private set; } = AbsenceState.None;

    public Answer Do(Act act, By by, AbsenceEvidence seen) => Take(AbsenceLife.Decide(State, act, by, seen), by, fact =>
    {
        State = AbsenceLife.Apply(State, fact);
        Reason = State.Standing is null ? "" : Reason;
    });
}
