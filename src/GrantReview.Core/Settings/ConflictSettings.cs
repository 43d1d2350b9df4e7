namespace GrantReview.Core.Settings;

/// <summary>How far a ground reaches from the application where it was found.</summary>
public enum ConflictReach
{
    Off,

    /// <summary>That application alone.</summary>
    Application,

    /// <summary>Every application of its review group; where no groups are formed, that application alone.</summary>
    Group,

    /// <summary>Every application of the call.</summary>
    Call,
}

/// <summary>
/// Which grounds of avoidance (回避事由) a call applies, and their parameters. What a person declared or an officer pinned has no switch, nor
/// has the expert's own application. A window of years counts back from <see cref="AsOf"/>, both ends included; what has no year always
/// counts.
/// </summary>
public sealed record ConflictSettings
{
    /// <summary>A window of so many years never closes.</summary>
    public const int AnyTime = 100;

    public static ConflictSettings Default { get; } = new();

    /// <summary>
    /// The year that windows count back from; null = the year of the latest submission, and without one every year counts.
    /// </summary>
    public int? AsOf { get; init; }

    public bool SameUnit { get; init; } = true;
    public bool FormerUnit { get; init; } = true;
    public int FormerUnitYears { get; init; } = 3;
    public bool PartnerUnit { get; init; } = true;
    public bool RelatedUnit { get; init; } = true;

    /// <summary>
    /// What an expert is barred from who leads or takes part in an application of the call; never less than that application.
    /// </summary>
    public ConflictReach Applicants { get; init; } = ConflictReach.Group;

    /// <summary>
    /// What an expert is barred from whose unit applies: off, the group, or the call. The application itself is <see cref="SameUnit"/>.
    /// </summary>
    public ConflictReach UnitApplies { get; init; } = ConflictReach.Off;

    public bool CoAuthor { get; init; } = true;
    public int CoAuthorYears { get; init; } = 3;
    public bool CoProject { get; init; } = true;
    public int CoProjectYears { get; init; } = 3;
    public bool AdvisorStudent { get; init; } = true;
    public int AdvisorStudentYears { get; init; } = AnyTime;
    public bool Family { get; init; } = true;
    public bool Economic { get; init; } = true;
    public bool Shareholding { get; init; } = true;
    public bool SidePost { get; init; } = true;
    public bool ExcludedByApplicant { get; init; } = true;

    /// <summary>Addresses of one institution; those of public providers say nothing.</summary>
    public bool EmailDomain { get; init; } = true;

    /// <summary>Who applies together with the expert in this call.</summary>
    public bool CoApplicant { get; init; } = true;

    /// <summary>A unit_code that is no 统一社会信用代码 is a mistake and not a warning.</summary>
    public bool StrictUnitCodes { get; init; }
}
