using GrantReview.Core.Conflicts;

namespace GrantReview.Data;

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

    /// <summary>Who declared or pinned it, or proposed to dismiss it.</summary>
    public Guid? RaisedById { get; set; }
    public DateTime? RaisedAt { get; set; }
    public Guid? DecidedById { get; set; }
    public DateTime? DecidedAt { get; set; }
    public string? Reason { get; set; }

    public bool Bars => Status != ConflictStatus.Dismissed;
}

/// <summary>A question of identity; it bars until somebody answered it.</summary>
public sealed class IdentityQuestionRow : Row
{
    public Guid CallId { get; set; }
    public Guid ApplicationId { get; set; }
    public Guid ExpertId { get; set; }
    public string Name { get; set; } = "";
    public string About { get; set; } = "";

    /// <summary>Null = nobody has answered.</summary>
    public bool? IsSame { get; set; }
    public Guid? AnsweredById { get; set; }
    public DateTime? AnsweredAt { get; set; }
    public string? Reason { get; set; }
}

/// <summary>The officer's table of units.</summary>
public sealed class OrganisationRow : Row
{
    public Guid CallId { get; set; }
    public string Name { get; set; } = "";
    public string Code { get; set; } = "";

    /// <summary>Joined with ';', as in the files.</summary>
    public string Aliases { get; set; } = "";
    public string FormerNames { get; set; } = "";
    public string Parent { get; set; } = "";
}

/// <summary>A tie between an expert and a person or a unit.</summary>
public sealed class RelationRow : Row
{
    public Guid CallId { get; set; }
    public Guid ExpertId { get; set; }
    public string Other { get; set; } = "";
    public ConflictGround Ground { get; set; }
    public int? Year { get; set; }
}
