namespace GrantReview.Core.Conflicts;

/// <summary>Why an expert may not score an application (回避事由).</summary>
public enum ConflictGround
{
    /// <summary>The expert works for the legal entity that applies.</summary>
    SameUnit,

    /// <summary>The expert left the applicant unit within the window, or the unit once bore the name of one of the expert's.</summary>
    FormerUnit,

    /// <summary>The expert's unit takes part.</summary>
    PartnerUnit,

    /// <summary>The expert leads the application.</summary>
    PrincipalInvestigator,

    /// <summary>The expert is on the team of the application.</summary>
    TeamMember,

    /// <summary>The expert leads or takes part in another application that competes with it.</summary>
    Applicant,

    /// <summary>One unit is above the other.</summary>
    RelatedUnit,

    /// <summary>The expert's unit has another application in the group, or in the call.</summary>
    UnitApplies,
    CoAuthor,
    CoProject,
    AdvisorStudent,
    Family,
    Economic,
    Shareholding,
    SidePost,
    ExcludedByApplicant,

    /// <summary>The expert's e-mail address and one of the application's are of one institution.</summary>
    EmailDomain,

    /// <summary>The expert applies together with somebody who leads or takes part in it.</summary>
    CoApplicant,

    /// <summary>A name is the same and nobody has said yet whether the person is: it bars until somebody does.</summary>
    IdentityQuestion,
    Declared,
    Pinned,
}

/// <summary>Who says so: the rules, the expert, or the officer.</summary>
public enum ConflictSource { Found, Declared, Pinned }

/// <summary>Where a conflict stands; all bar but dismissed and unraised. Unraised: nobody says so, or nobody any more.</summary>
public enum ConflictStatus { Unraised, Found, Declared, Confirmed, Dismissed, Pinned }

/// <summary>A pair that is barred, its ground and the evidence for it.</summary>
/// <param name="Evidence">
/// What was found, in figures and names of the input ("unit_code 91510100MA6…"), not a sentence; never an id number, phone or e-mail.
/// </param>
public sealed record Conflict(ApplicationId Application, ExpertId Expert, ConflictGround Ground, string Evidence)
{
    public ConflictSource Source =>
        Ground switch { ConflictGround.Declared => ConflictSource.Declared, ConflictGround.Pinned => ConflictSource.Pinned,
        _ => ConflictSource.Found };
    public ConflictStatus Status =>
        Ground switch { ConflictGround.Declared => ConflictStatus.Declared, ConflictGround.Pinned => ConflictStatus.Pinned,
        _ => ConflictStatus.Found };
}

/// <summary>A conflict that a person stated.</summary>
/// <param name="Relation">In the person's words, for instance 师生.</param>
/// <param name="IsPinned">It is the officer's (指定回避), not the expert's.</param>
public sealed record DeclaredConflict(ApplicationId Application, ExpertId Expert, string Relation, string Note, bool IsPinned = false);
