namespace GrantReview.Data;

public enum ProposalStatus { Proposed, Approved, Returned }

public sealed class ProposalRow : Row
{
    public Guid CallId { get; set; }
    public Guid RunId { get; set; }
    public ProposalStatus Status { get; set; }
    public Guid ProposedById { get; set; }
    public DateTime ProposedAt { get; set; }
    public Guid? DecidedById { get; set; }
    public DateTime? DecidedAt { get; set; }
    public string Note { get; set; } = "";
}

public sealed class AwardRow : Row
{
    public Guid ProposalId { get; set; }
    public Guid ApplicationId { get; set; }
    public int Place { get; set; }
    public long AmountFen { get; set; }
}
