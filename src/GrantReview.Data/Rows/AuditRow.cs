namespace GrantReview.Data;

/// <summary>Who did what, when, before, after and why; append-only. The sealer chains the rows by hash afterwards.</summary>
public sealed class AuditRow
{
    public long Id { get; set; }
    public DateTime At { get; set; }
    public Guid? UserId { get; set; }
    public string UserName { get; set; } = "";
    public string Action { get; set; } = "";
    public string Subject { get; set; } = "";
    public string SubjectId { get; set; } = "";
    public Guid? CallId { get; set; }
    public string Before { get; set; } = "";
    public string After { get; set; } = "";
    public string Reason { get; set; } = "";

    public long? Sequence { get; set; }
    public string? PreviousHash { get; set; }
    public string? Hash { get; set; }
    public string? Digest { get; set; }
}
