namespace GrantReview.Data;

/// <summary>Requested: a further draw waits for the supervisor. Sealing: shares are coming in. Replaced: a later draw took its place before it was held.</summary>
public enum DrawStatus { Requested, Sealing, Drawn, Replaced }

/// <summary>Experts: who scores what. Lots: the seed that decides among equals, or where the funding line cannot separate.</summary>
public enum DrawKind { Experts, Lots }

/// <summary>A draw from a frozen pool with a seed of sealed shares: who held it, and what it gave.</summary>
public sealed class DrawRow : Row
{
    public Guid CallId { get; set; }
    public DrawKind Kind { get; set; }

    /// <summary>Counts the call's draws of one kind.</summary>
    public int Number { get; set; }
    public DrawStatus Status { get; set; }

    /// <summary>The frozen pool as the command line reads it, without commitments; never changed.</summary>
    public string Pool { get; set; } = "{}";
    public string PoolHash { get; set; } = "";
    public Guid FrozenById { get; set; }
    public DateTime FrozenAt { get; set; }

    /// <summary>Why there is a further draw; blank for the first.</summary>
    public string Reason { get; set; } = "";
    public Guid? AllowedById { get; set; }
    public DateTime? AllowedAt { get; set; }

    public Guid? DrawnById { get; set; }
    public DateTime? DrawnAt { get; set; }

    /// <summary>Who watched, as the officer names them.</summary>
    public string Witness { get; set; } = "";

    /// <summary>Experts in the order drawn, as JSON; blank until then. Empty for lots.</summary>
    public string Result { get; set; } = "";
    public Guid? PlanId { get; set; }

    /// <summary>When the seed was opened to all who read the call; until then only its commitments are shown.</summary>
    public DateTime? RevealedAt { get; set; }
    public Guid? RevealedById { get; set; }
}

/// <summary>One person's sealed part of the seed; never changed and never deleted.</summary>
public sealed class DrawShareRow : Row
{
    public Guid DrawId { get; set; }
    public string Role { get; set; } = "";
    public Guid UserId { get; set; }

    /// <summary>SHA-256 of role|secret.</summary>
    public string Commitment { get; set; } = "";

    /// <summary>The secret, encrypted for this draw.</summary>
    public string Secret { get; set; } = "";
    public DateTime SealedAt { get; set; }
}
