using GrantReview.Core;

namespace GrantReview.Data;

public enum RunStatus { Requested, Running, Done, Failed, Cancelled }

/// <summary>A job's state that people rely on.</summary>
public sealed class RunRow : Row
{
    /// <summary>The kind that leads to a ranking and a list; the others prepare an assignment.</summary>
    public const string Evaluation = "evaluation";

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

    /// <summary>How often inputs of its call had changed when it read them.</summary>
    public long InputsVersion { get; set; }
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

/// <summary>One application in the result of a run, for lists and look-ups in the database; everything else is in the run's evaluation record.</summary>
public sealed class RankingRow : Row
{
    public Guid RunId { get; init; }
    public Guid ApplicationId { get; init; }
    public string Category { get; init; } = "";
    public int? Place { get; init; }
    public int? Rank { get; init; }
    public Decision Decision { get; init; }
    public long? AmountFen { get; init; }
}
