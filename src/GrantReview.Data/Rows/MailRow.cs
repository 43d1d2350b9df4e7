namespace GrantReview.Data;

/// <summary>A mail that is to be sent: written with the act that causes it, sent afterwards, so that a stop loses none.</summary>
public sealed class MailRow : Row
{
    /// <summary>Null = of the whole house, about an account.</summary>
    public Guid? CallId { get; init; }

    /// <summary>deploy, added, removed, decline, replacement, returned, extended or reminder; invitation.</summary>
    public string Kind { get; init; } = "";

    /// <summary>What a reminder is about, so that it is written once; blank of other mails.</summary>
    public string Occasion { get; init; } = "";

    /// <summary>Null where the mail goes to an account.</summary>
    public Guid? ExpertId { get; init; }
    public string Recipient { get; init; } = "";
    public string Address { get; init; } = "";
    public string Subject { get; init; } = "";
    public string Body { get; init; } = "";

    /// <summary>In the body, where what is sealed will stand.</summary>
    public const string Place = "{link}";

    /// <summary>What only the recipient may read, encrypted; gone once the mail is sent. Null = nothing is.</summary>
    public string? Sealed { get; init; }
    public DateTime CreatedAt { get; init; }

    /// <summary>Who sends it now holds it until then.</summary>
    public DateTime? ClaimedUntil { get; private set; }

    /// <summary>When a server took it.</summary>
    public DateTime? SentAt { get; private set; }

    /// <summary>
    /// When it was written into the pick-up folder, where there is no server: what becomes of it there nobody here knows.
    /// </summary>
    public DateTime? WrittenAt { get; private set; }
    public int Attempts { get; private set; }
    public string? Fault { get; private set; }
}
