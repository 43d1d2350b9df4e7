namespace GrantReview.Data;

public enum ObjectionStatus { Open, Upheld, Dismissed }

/// <summary>What somebody objects in the public notice (异议), under a real name that only supervisors see.</summary>
public sealed class ObjectionRow : Row
{
    public Guid CallId { get; set; }

    /// <summary>From 1 in its call: what others know it by.</summary>
    public int Number { get; set; }

    /// <summary>Null = about the list as a whole.</summary>
    public Guid? ApplicationId { get; set; }
    public string Name { get; set; } = "";
    public string Contact { get; set; } = "";
    public string Content { get; set; } = "";
    public DateOnly ReceivedOn { get; set; }
    public Guid RecordedById { get; set; }
    public ObjectionStatus Status { get; set; }

    /// <summary>What officers read of it: worded by the supervisor, without who objected.</summary>
    public string Outcome { get; set; } = "";
    public Guid? DecidedById { get; set; }
    public DateTime? DecidedAt { get; set; }
}

/// <summary>A list that finance took over: what was paid out by it, so that a later one shows what changed.</summary>
public sealed class ExportRow : Row
{
    public Guid CallId { get; set; }
    public Guid DecisionId { get; set; }

    /// <summary>What is paid to whom and on which terms, as JSON; older ones are application → fen.</summary>
    public string Awards { get; set; } = "{}";
    public Guid ById { get; set; }
    public DateTime At { get; set; }
}
