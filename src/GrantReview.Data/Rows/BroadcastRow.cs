using GrantReview.Core.Acts;
using GrantReview.Core.Calls;

namespace GrantReview.Data;

/// <summary>One mail to many; it changes by the facts of <see cref="BroadcastLife"/> alone. Each mail bears its id as occasion.</summary>
public sealed class BroadcastRow(Guid id, Guid callId) : Row(id)
{
    /// <summary>As its mails call themselves.</summary>
    public const string MailKind = "broadcast";

    public Guid CallId { get; private set; } = callId;
    public Broadcast State { get; private set; } = Broadcast.None;

    public override Guid? CallOf => CallId;

    public Answer Do(Act act, By by, BroadcastEvidence seen) =>
        Take(BroadcastLife.Decide(State, act, by, seen), by, fact => State = BroadcastLife.Apply(State, fact, by));
}
