
namespace GrantReview.Core.Assignments;

/// <summary>A need that is not met, and why.</summary>
/// <param name="Application">Blank where it is the minimum load of an expert.</param>
/// <param name="Missing">Experts short on the application, or applications short for the expert.</param>
public sealed record UnmetNeed(ApplicationId? Application, int Missing, UnmetReason Why);

/// <summary>Why a need is not met. The list is closed.</summary>
public abstract record UnmetReason
{
    private UnmetReason()
    {
    }

    /// <summary>Only so many experts are without conflict.</summary>
    public sealed record FewWithoutConflict(int Free) : UnmetReason;

    public sealed record LoadsFull : UnmetReason;

    public sealed record LoadsOrUnitsFull : UnmetReason;

    /// <summary>Experts of a kind that has to be there are missing.</summary>
    public sealed record KindFloor(string Kind) : UnmetReason;

    /// <summary>Experts of a region that has to be there are missing.</summary>
    public sealed record RegionFloor(string Region) : UnmetReason;

    public sealed record MinLoad(ExpertId Expert) : UnmetReason;

    /// <summary>The input contradicts itself: nothing was solved.</summary>
    public sealed record Contradiction : UnmetReason;

    /// <summary>A person changed the plan.</summary>
    public sealed record ByHand : UnmetReason;
}

/// <summary>What makes a round impossible: additions, contradictions, a cut of the flow, or the integer programme show it.</summary>
public enum ShortageKind
{
    Candidates,
    KindCandidates,
    RegionCandidates,
    Units,
    Seats,
    MinLoads,
    MinLoad,
    Kind,
    Region,
    KindFloors,
    RegionFloors,
    FixedKind,
    FixedRegion,
    Cut,
    Crossing,
    NotFound,
    AffinityNotFinite,
    IdTwice,
    MinAboveMax,
    PanelNeedsDiffer,
    FixedUnknown,
    FixedConflict,
    FixedAboveNeed,
    FixedAboveUnitCap,
    FixedAboveLoad,
    Draw,
}
