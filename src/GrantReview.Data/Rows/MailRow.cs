namespace GrantReview.Data;

/// <summary>A mail that is to be sent: written with the act that causes it, sent afterwards, so that a stop loses none.</summary>
public sealed class MailRow : Row
{
    public Guid CallId { get; set; }

    /// <summary>deploy, decline or replacement.</summary>
    public string Kind { get; set; } = "";
    public Guid ExpertId { get; set; }
    public string Recipient { get; set; } = "";
    public string Address { get; set; } = "";
    public string Subject { get; set; } = "";
    public string Body { get; set; } = "";
    public DateTime CreatedAt { get; set; }

    /// <summary>Who sends it now holds it until then.</summary>
    public DateTime? ClaimedUntil { get; set; }
    public DateTime? SentAt { get; set; }
    public int Attempts { get; set; }
    public string? Fault { get; set; }
}
