namespace GrantReview.Data;

/// <summary>A mail that is to be sent: written with the act that causes it, sent afterwards, so that a stop loses none.</summary>
public sealed class MailRow : Row
{
    public Guid CallId { get; init; }

    /// <summary>deploy, added, removed, decline, replacement, returned, extended or reminder.</summary>
    public string Kind { get; init; } = "";

    /// <summary>What a reminder is about, so that it is written once; blank of other mails.</summary>
    public string Occasion { get; init; } = "";
    public Guid ExpertId { get; init; }
    public string Recipient { get; init; } = "";
    public string Address { get; init; } = "";
    public string Subject { get; init; } = "";
    public string Body { get; init; } = "";
    public DateTime CreatedAt { get; init; }

    /// <summary>Who sends it now holds it until then.</summary>
    public DateTime? ClaimedUntil { get; private set; }

    /// <summary>When a server took it.</summary>
    public DateTime? SentAt { get; private set; }

    /// <summary>When it was written into the pick-up folder, where there is no server: what becomes of it there nobody here knows.</summary>
    public DateTime? WrittenAt { get; private set; }
    public int Attempts { get; private set; }
    public string? Fault { get; private set; }
}
