using GrantReview.Core.Awards;

namespace GrantReview.Data;

/// <summary>A list of awards on its way: what the deliberation made of a proposal, then what the public notice made of the decision. Frozen it never changes; a later one supersedes it.</summary>
public sealed class DecisionRow : Row
{
    public Guid CallId { get; set; }
    public Guid ProposalId { get; set; }

    /// <summary>From 1 in its call; the highest is the one that counts.</summary>
    public int Number { get; set; }
    public AwardStage Stage { get; set; }

    /// <summary>The decision that final awards follow; null for a decision.</summary>
    public Guid? PreviousId { get; set; }

    public string Meeting { get; set; } = "";
    public DateOnly HeldOn { get; set; }
    public string MinutesNumber { get; set; } = "";

    /// <summary>One name a line.</summary>
    public string Attendees { get; set; } = "";

    /// <summary>One person a line: name; reason; applications, which are left out where the person left for all.</summary>
    public string Recused { get; set; } = "";
    public Guid RecordedById { get; set; }
    public DateTime RecordedAt { get; set; }

    /// <summary>The public notice that these final awards come from; null for a decision.</summary>
    public DateOnly? NoticeOn { get; set; }
    public DateOnly? NoticeUntil { get; set; }
    public int NoticeDays { get; set; }
    public bool MasksNames { get; set; }

    public Guid? FrozenById { get; set; }
    public DateTime? FrozenAt { get; set; }
}

/// <summary>One change from the list before.</summary>
public sealed class AwardChangeRow : Row
{
    public Guid DecisionId { get; set; }
    public Guid ApplicationId { get; set; }

    /// <summary>The order of the changes, from 1.</summary>
    public int Position { get; set; }

    /// <summary>Null = no award.</summary>
    public long? FromFen { get; set; }
    public long? ToFen { get; set; }
    public string Reason { get; set; } = "";
    public Guid ById { get; set; }
    public DateTime At { get; set; }
}

/// <summary>A frozen package in one of its layers.</summary>
public sealed class PackageRow : Row
{
    public Guid CallId { get; set; }
    public Guid ProposalId { get; set; }

    /// <summary>Null for the evaluation.</summary>
    public Guid? DecisionId { get; set; }

    /// <summary>As the manifest says: evaluation, decision, final.</summary>
    public string Stage { get; set; } = "";

    /// <summary>As the manifest says: public, internal, sealed.</summary>
    public string Layer { get; set; } = "";
    public string Sha256 { get; set; } = "";
    public byte[] Content { get; set; } = [];
    public DateTime FrozenAt { get; set; }
}

/// <summary>Other figures for the allocation that an officer wants to remember.</summary>
public sealed class ScenarioRow : Row
{
    public Guid CallId { get; set; }
    public string Name { get; set; } = "";

    /// <summary>Quotas and their maxima, and the minimum score, as JSON; only those that differ from the call.</summary>
    public string Figures { get; set; } = "{}";
    public Guid CreatedById { get; set; }
    public DateTime CreatedAt { get; set; }
}
