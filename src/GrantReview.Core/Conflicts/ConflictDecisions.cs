namespace GrantReview.Core.Conflicts;

/// <summary>A conflict as decisions see it.</summary>
/// <param name="Proposer">Who proposed to dismiss it; null = nobody.</param>
public sealed record ConflictState(ConflictGround Ground, ConflictSource Source, ConflictStatus Status, Guid? Proposer)
{
    /// <summary>A found conflict about which a person may still say something.</summary>
    public bool IsOpen => Source == ConflictSource.Found && Status is ConflictStatus.Found or ConflictStatus.Confirmed;
}

/// <summary>Why something may not be done with a conflict.</summary>
public abstract record ConflictRefusal
{
    /// <summary>Only what rules found is confirmed or dismissed, and only while it stands.</summary>
    public sealed record NotOpen(ConflictStatus Status) : ConflictRefusal;

    /// <summary>Nobody is let score the own application, that of kin, of an advisor or student, or of the own legal entity.</summary>
    public sealed record NeverDismissed(ConflictGround Ground) : ConflictRefusal;

    /// <summary>A question of identity is answered, not dismissed.</summary>
    public sealed record NeedsAnswer : ConflictRefusal;
    public sealed record NeedsReason : ConflictRefusal;
    public sealed record NotProposed : ConflictRefusal;
    public sealed record SamePerson : ConflictRefusal;
    public sealed record AlreadyProposed : ConflictRefusal;
}

/// <summary>
/// The life of a found conflict: found → confirmed, or, proposed by one person with a reason and agreed by another, dismissed. Null = allowed.
/// </summary>
public static class ConflictDecisions
{
    /// <summary>Grounds that no two persons can set aside.</summary>
    public static IReadOnlySet<ConflictGround> NeverDismissed { get; } = new HashSet<ConflictGround>
    {
        ConflictGround.PrincipalInvestigator, ConflictGround.TeamMember, ConflictGround.Family, ConflictGround.AdvisorStudent, ConflictGround.SameUnit,
    };

    public static ConflictRefusal? RefuseConfirm(ConflictState conflict) =>
        conflict.Source != ConflictSource.Found || conflict.Status != ConflictStatus.Found ? new ConflictRefusal.NotOpen(conflict.Status)
        : conflict.Ground == ConflictGround.IdentityQuestion ? new ConflictRefusal.NeedsAnswer()
        : conflict.Proposer is not null ? new ConflictRefusal.AlreadyProposed() : null;

    public static ConflictRefusal? RefuseProposal(ConflictState conflict, string? reason) =>
        !conflict.IsOpen ? new ConflictRefusal.NotOpen(conflict.Status)
        : conflict.Ground == ConflictGround.IdentityQuestion ? new ConflictRefusal.NeedsAnswer()
        : NeverDismissed.Contains(conflict.Ground) ? new ConflictRefusal.NeverDismissed(conflict.Ground)
        : conflict.Proposer is not null ? new ConflictRefusal.AlreadyProposed()
        : string.IsNullOrWhiteSpace(reason) ? new ConflictRefusal.NeedsReason() : null;

    /// <summary>Whether this person may agree to dismiss it, or say that it stays.</summary>
    public static ConflictRefusal? RefuseAgreement(ConflictState conflict, Guid person) =>
        !conflict.IsOpen ? new ConflictRefusal.NotOpen(conflict.Status)
        : conflict.Proposer is null ? new ConflictRefusal.NotProposed()
        : NeverDismissed.Contains(conflict.Ground) ? new ConflictRefusal.NeverDismissed(conflict.Ground)
        : conflict.Proposer == person ? new ConflictRefusal.SamePerson() : null;
}
