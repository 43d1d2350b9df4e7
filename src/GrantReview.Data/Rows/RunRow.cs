namespace GrantReview.Data;

public enum RunStatus { Requested, Running, Done, Failed, Cancelled }

/// <summary>A job's state that people rely on.</summary>
public sealed class RunRow : Row
{
    public Guid CallId { get; set; }
    public string Kind { get; set; } = "";
    public RunStatus Status { get; set; }

    /// <summary>0..100.</summary>
    public int Progress { get; set; }
    public string Step { get; set; } = "";
    public string Seed { get; set; } = "";
    public Guid? RequestedById { get; set; }
    public DateTime RequestedAt { get; set; }
    public DateTime? StartedAt { get; set; }
    public DateTime? FinishedAt { get; set; }
    public string? Owner { get; set; }
    public DateTime? LeaseUntil { get; set; }
    public int Attempts { get; set; }
    public string? InputsHash { get; set; }
    public string? ProgramVersion { get; set; }
    public string? FailureReason { get; set; }
}

public sealed class RunFileRow : Row
{
    public Guid RunId { get; set; }
    public string Name { get; set; } = "";
    public string ContentType { get; set; } = "";
    public string Sha256 { get; set; } = "";
    public byte[] Content { get; set; } = [];
}

/// <summary>One application in the result of a run.</summary>
public sealed class RankingRow : Row
{
    public Guid RunId { get; set; }
    public Guid ApplicationId { get; set; }
    public string Category { get; set; } = "";
    public int? Place { get; set; }
    public int? Rank { get; set; }
    public string? Score { get; set; }
    public string? RawTotal { get; set; }
    public double? Calibrated { get; set; }
    public string Decision { get; set; } = "";

    /// <summary>Why not, or what to know, typed: a JSON array.</summary>
    public string Reasons { get; set; } = "[]";
    public long? AmountFen { get; set; }

    /// <summary>Level-1 means, experts' totals in the order of their numbers, and the figures of the amount, as JSON.</summary>
    public string Detail { get; set; } = "{}";
}
