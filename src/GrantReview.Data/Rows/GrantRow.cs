using GrantReview.Core.Accounts;
using GrantReview.Core.Acts;

namespace GrantReview.Data;

/// <summary>One capacity of one person, in a call or in the house; it changes by the facts of <see cref="GrantLife"/> alone.</summary>
public sealed class GrantRow(Guid userId, Guid? callId, Capacity capacity) : Row
{
    public Guid UserId { get; private set; } = userId;

    /// <summary>Null = of the whole house.</summary>
    public Guid? CallId { get; private set; } = callId;
    public Capacity Capacity { get; private set; } = capacity;
    public GrantState State { get; private set; } = GrantState.None;

    public override Guid? CallOf => CallId;

    public Answer Do(Act act, By by, GrantEvidence seen) =>
        Take(GrantLife.Decide(State, UserId, new Standing(CallId, Capacity), act, by, seen), by,
            fact => State = GrantLife.Apply(State, fact));
}

/// <summary>Whether a person is kept out of a call; it changes by the facts of <see cref="RecusalLife"/> alone.</summary>
public sealed class RecusalRow(Guid callId, Guid userId) : Row
{
    public Guid CallId { get; private set; } = callId;
    public Guid UserId { get; private set; } = userId;
    public RecusalState State { get; private set; } = RecusalState.None;

    public override Guid? CallOf => CallId;

    public Answer Do(Act act, By by) =>
        Take(RecusalLife.Decide(State, UserId, act, by), by, fact => State = RecusalLife.Apply(State, fact));
}
