using GrantReview.Core.Numbers;

namespace GrantReview.Core.Awards;

/// <summary>Why an application is not funded, not ranked or out beforehand, or what to know of its place. The list is closed.</summary>
/// <remarks>Files write each as a text code and as an object with its data; the words for people switch on the type.</remarks>
public abstract record Reason
{
    private Reason()
    {
    }

    /// <summary>It did not pass the formal review.</summary>
    public sealed record Ineligible : Reason;

    public sealed record IneligibleByRule(RuleId Rule) : Reason;

    /// <summary>The rule waits for a person's verdict.</summary>
    public sealed record OpenRule(RuleId Rule) : Reason;

    /// <summary>A veto item (一票否决项) was failed.</summary>
    public sealed record Veto(IndicatorCode Indicator) : Reason;

    /// <summary>A table, a band or a rate gives zero.</summary>
    public sealed record NothingDue : Reason;

    /// <summary>The amount is under its rule's floor.</summary>
    public sealed record AmountBelowFloor : Reason;

    /// <summary>The same project is paid once, as this application.</summary>
    public sealed record PaidAs(ApplicationId Application) : Reason;

    /// <summary>The unit's cap of the year leaves nothing.</summary>
    public sealed record AnnualCap : Reason;

    /// <summary>Without this attribute there is no amount.</summary>
    public sealed record AmountUnknown(string Attribute) : Reason;

    /// <summary>Time decides, and this attribute is missing or no date.</summary>
    public sealed record TimeUnknown(string Attribute) : Reason;

    /// <summary>Time decides, and so many were earlier.</summary>
    public sealed record TooLate(int Earlier, int Places) : Reason;

    /// <summary>It shares its time with others beyond the last place.</summary>
    public sealed record TiePastLastPlace(int Places) : Reason;

    public sealed record FewerScores(int Given, int Needed) : Reason;

    public sealed record TooFewToTrim(int Given) : Reason;

    public sealed record LeavesNotScored : Reason;

    /// <summary>So many panels that no expert joins, and the call does not say how they compare.</summary>
    public sealed record PanelsUndecided(int Panels) : Reason;

    public sealed record NotCalibrated : Reason;

    /// <summary>Something to know: it comes from the project library of this year.</summary>
    public sealed record FromLibrary(string Year) : Reason;

    /// <summary>Something to know: the line could not separate it, and lots gave it this place among so many.</summary>
    public sealed record DrawnByLot(int Place, int Of) : Reason;

    /// <summary>Something to know: it had this chance, above 0 and below 1, and was drawn or not.</summary>
    public sealed record DrawnByChance(Rational Chance, bool IsDrawn) : Reason;

    /// <summary>Something to know: only the smaller id set it apart from an equal.</summary>
    public sealed record DecidedById : Reason;

    /// <summary>A reason that one quota gives.</summary>
    public abstract record OfQuota(QuotaId Quota) : Reason;

    /// <summary>The cap has no room for it.</summary>
    public sealed record QuotaFull(QuotaId Quota) : OfQuota(Quota);

    /// <summary>Its place is needed for a floor.</summary>
    public sealed record FloorReserved(QuotaId Quota) : OfQuota(Quota);

    /// <summary>A tie above did not fit whole and closed the quota.</summary>
    public sealed record ClosedByTie(QuotaId Quota) : OfQuota(Quota);

    /// <param name="Score">The score that counts.</param>
    /// <param name="Line">The minimum score.</param>
    public sealed record BelowMinimum(Rational Score, Rational Line) : Reason;

    /// <summary>At most one of a group is funded: this one is, or is tied at the cut.</summary>
    public sealed record Exclusive(ApplicationId Application) : Reason;

    public sealed record LostTieBreak : Reason;

    public sealed record LostLottery : Reason;

    /// <summary>Those who are tied at the cut are out together.</summary>
    public sealed record TieAtCut : Reason;

    /// <summary>The selection stopped, in a quota of money that both fall under, at this application.</summary>
    public sealed record AfterStop(ApplicationId Application) : Reason;

    /// <summary>By welfare: no set with the highest sum of scores holds it.</summary>
    public sealed record LowerTotal : Reason;
}
