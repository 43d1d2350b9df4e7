using GrantReview.Core.Calls;

namespace GrantReview.Data;

public sealed class CallRow : Row
{
    public string Code { get; set; } = "";
    public string NameEn { get; set; } = "";
    public string NameZh { get; set; } = "";
    public string? Template { get; set; }
    public CallStage Stage { get; set; }

    /// <summary>The resolved call.json: what every run, package and page reads.</summary>
    public string Settings { get; set; } = "{}";

    /// <summary>How finance pays the awards, as JSON; blank = at once. No part of the settings: it decides nothing and may change after the awards.</summary>
    public string FinanceTerms { get; set; } = "";

    public DateOnly? OpensOn { get; set; }
    public DateOnly? ClosesOn { get; set; }
    public DateTime? ScoringClosesAt { get; set; }
    public DateTime? ScoringClosedAt { get; set; }

    /// <summary>Scores are opened by two persons: one asks, another confirms.</summary>
    public Guid? UnsealRequestedById { get; set; }
    public DateTime? UnsealRequestedAt { get; set; }
    public Guid? UnsealedById { get; set; }
    public DateTime? UnsealedAt { get; set; }

    public DateTime CreatedAt { get; set; }
    public bool IsUnsealed => UnsealedAt is not null;
}

/// <summary>A version of a call's indicator tree; immutable once published, changed by cloning it.</summary>
public sealed class IndicatorTreeRow : Row
{
    public Guid CallId { get; set; }
    public int Number { get; set; }
    public string Content { get; set; } = "{}";
    public DateTime? PublishedAt { get; set; }
}
