namespace GrantReview.Data;

public enum ConflictSource { Found, Declared, Pinned }
public enum ConflictStatus { Found, Declared, Confirmed, Dismissed, Pinned }

public sealed class ConflictRow : Row
{
    public Guid CallId { get; set; }
    public Guid ApplicationId { get; set; }
    public Guid ExpertId { get; set; }

    /// <summary>A ConflictGround of Core, or what a person declared.</summary>
    public string Ground { get; set; } = "";
    public string Evidence { get; set; } = "";
    public ConflictSource Source { get; set; }
    public ConflictStatus Status { get; set; }
    public Guid? RaisedById { get; set; }
    public Guid? DecidedById { get; set; }
    public string? Reason { get; set; }

    public bool Bars => Status != ConflictStatus.Dismissed;
}
