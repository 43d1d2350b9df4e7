using GrantReview.Core.Acts;
using GrantReview.Core.Applications;
using GrantReview.Core.Calls;

namespace GrantReview.Data;

/// <summary>A file of an application; its bytes stand in the store of files under their digest. It changes by the facts of <see cref="AttachmentLife"/> alone.</summary>
public sealed class AttachmentRow(Guid callId, Guid applicationId, string name) : Row
{
    public Guid CallId { get; private set; } = callId;
    public Guid ApplicationId { get; private set; } = applicationId;

    /// <summary>As it was uploaded, without a folder.</summary>
    public string Name { get; private set; } = name;
    public AttachmentState State { get; private set; } = AttachmentState.None;

    public override Guid? CallOf => CallId;

    public Answer Do(Act act, By by, CallStage stage) =>
        Take(AttachmentLife.Decide(State, act, by, stage), by, fact => State = AttachmentLife.Apply(State, fact));
}
