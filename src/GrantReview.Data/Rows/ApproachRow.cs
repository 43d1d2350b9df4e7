using GrantReview.Core.Acts;
using GrantReview.Core.Scoring;

namespace GrantReview.Data;

/// <summary>A report of an approach; no page but the supervisor's reads it. It changes by the facts of <see cref="ApproachLife"/> alone.</summary>
public sealed class ApproachRow(Guid callId, Guid sheetId) : Row
{
    public Guid CallId { get; private set; } = callId;
    public Guid SheetId { get; private set; } = sheetId;
    public ApproachState State { get; private set; } = ApproachState.None;

    public override Guid? CallOf => CallId;

    public Answer Do(Act act, By by) => Take(ApproachLife.Decide(State, act, by), by, fact => State = ApproachLife.Apply(State, fact, by));
}
