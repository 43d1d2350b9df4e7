namespace GrantReview.Data;

public enum SheetStatus
{
    Open, Submitted, Returned,

    /// <summary>Taken from the expert before it was submitted.</summary>
    Suspended,

    /// <summary>A conflict appeared after it was submitted: it counts nowhere until a supervisor rules.</summary>
    Held,

    /// <summary>The supervisor ruled that it does not count.</summary>
    Discounted,
}

public sealed class ScoreSheetRow : Row
{
    public Guid CallId { get; set; }
    public Guid ApplicationId { get; set; }
    public Guid ExpertId { get; set; }
    public SheetStatus Status { get; set; }
    public string OverallComment { get; set; } = "";
    public string Familiarity { get; set; } = "";
    public string Recommendation { get; set; } = "";
    public long? SuggestedFen { get; set; }
    public DateTime? SubmittedAt { get; set; }
    public string? ReturnReason { get; set; }
    public DateTime? HeldAt { get; set; }

    /// <summary>The supervisor's ruling on a held sheet; null = none yet.</summary>
    public bool? Counts { get; set; }
    public Guid? RuledById { get; set; }
    public DateTime? RuledAt { get; set; }
    public string? RulingReason { get; set; }
    public List<LeafScoreRow> Leaves { get; set; } = [];
}

public sealed class LeafScoreRow : Row
{
    public Guid SheetId { get; set; }
    public string Indicator { get; set; } = "";

    /// <summary>Decimal text, exact; null = nothing given yet, or N/A where <see cref="NotApplicable"/>.</summary>
    public string? Score { get; set; }
    public bool NotApplicable { get; set; }
    public string Reason { get; set; } = "";

    /// <summary>The client's last operation, so that a repeated save changes nothing.</summary>
    public Guid OperationId { get; set; }
    public DateTime SavedAt { get; set; }
}
