using GrantReview.Core.Acts;
using GrantReview.Core.Calls;

namespace GrantReview.Core.Applications;

/// <summary>What a file is by its content, whatever its name says.</summary>
public enum AttachmentType { Pdf, Png, Jpeg, Word, Excel, PowerPoint }

/// <summary>A file as it was read: its digest, and what it is.</summary>
/// <param name="Sha256">Of the bytes, in lower hexadecimal; where the bytes stand is the store's to say.</param>
/// <param name="Bytes">Their number.</param>
/// <param name="Pages">Of a PDF; null of anything else.</param>
public sealed record AttachmentContent(string Sha256, AttachmentType Type, long Bytes, int? Pages)
{
    public const long LargestBytes = 50L * 1024 * 1024;
    public const int MostPages = 500;

    /// <summary>Characters of a SHA-256 in hexadecimal.</summary>
    public const int DigestLength = 64;
}

/// <summary>A file that belongs to an application (附件). Its content never changes: another content is another attachment.</summary>
public sealed record AttachmentState(DateTime AttachedAt)
{
    public static AttachmentState None { get; } = new(DateTime.UnixEpoch) { Content = new AttachmentContent("", AttachmentType.Pdf, 0, null) };

    public required AttachmentContent Content { get; init; }

    /// <summary>Null while experts may read it.</summary>
    public DateTime? WithdrawnAt { get; init; }

    public bool IsThere => Content.Bytes > 0 && WithdrawnAt is null;
}

/// <summary>How a file comes to an application and goes: by an officer until scoring ends, and with a reason once experts may have read it.</summary>
public static class AttachmentLife
{
    // Acts.
    public sealed record Attach(FreeText Name, AttachmentContent Content) : Act;

    /// <param name="ReplacedBy">The attachment of the same name that takes its place; null = none.</param>
    public sealed record Withdraw(FreeText? Reason, Guid? ReplacedBy) : Act;

    // Facts.
    public sealed record Attached(FreeText Name, AttachmentContent Content, DateTime At) : Fact;
    public sealed record Withdrawn(DateTime At, FreeText Reason, Guid? ReplacedBy) : Fact;

    public static Answer Decide(AttachmentState attachment, Act act, By by, CallStage stage)
    {
        if (by.Capacity != Capacity.Officer)
        {
            return new Refusal.NeedsCapacity(Capacity.Officer);
        }
        if (stage > CallStage.Scoring)
        {
            return new CallLife.WrongStage(stage);
        }
        return act switch
        {
            Attach attach => new Attached(attach.Name, attach.Content, by.At),
            Withdraw when !attachment.IsThere => new Refusal.NotThere(),
            Withdraw { Reason: null } withdraw when withdraw.ReplacedBy is null || stage == CallStage.Scoring => new Refusal.NeedsReason(),
            Withdraw withdraw => new Withdrawn(by.At, withdraw.Reason ?? new FreeText(""), withdraw.ReplacedBy),
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };
    }

    public static AttachmentState Apply(AttachmentState attachment, Fact fact) => fact switch
    {
        Attached attached => new AttachmentState(attached.At) { Content = attached.Content },
        Withdrawn withdrawn => attachment with { WithdrawnAt = withdrawn.At },
        _ => throw new ArgumentOutOfRangeException(nameof(fact)),
    };
}
