using GrantReview.Core.Acts;
using GrantReview.Core.Calls;

namespace GrantReview.Core.Assignments;

/// <summary>
/// Requested: a further draw waits for the supervisor. Sealing: shares are coming in. Replaced: a later draw took its place before it was
/// held, or the supervisor said no.
/// </summary>
public enum DrawStatus { Requested, Sealing, Drawn, Replaced }

/// <summary>Experts: who scores what. Lots: the seed that decides among equals, or where the funding line cannot separate.</summary>
public enum DrawKind { Experts, Lots }

/// <summary>Whose shares make the seed; the third is an approver's or an auditor's.</summary>
public enum SeedPart { Officer, Supervisor, Third }

/// <summary>A draw before a witness: who froze it, let it go on, held it, and opened its seed.</summary>
public sealed record DrawState(DrawStatus Status)
{
    public static DrawState Unfrozen { get; } = new(DrawStatus.Requested);

    public Guid FrozenBy { get; init; }
    public DateTime FrozenAt { get; init; }

    /// <summary>Why there is a further draw; blank for the first.</summary>
    public FreeText Reason { get; init; }
    public Guid? AllowedBy { get; init; }
    public DateTime? AllowedAt { get; init; }
    public Guid? DrawnBy { get; init; }
    public DateTime? DrawnAt { get; init; }

    /// <summary>Who watched, as the officer names them.</summary>
    public FreeText? Witness { get; init; }
    public Guid? Plan { get; init; }

    /// <summary>When the seed was opened to all who read the call; until then only its commitments are shown.</summary>
    public DateTime? RevealedAt { get; init; }
    public Guid? RevealedBy { get; init; }
}

/// <param name="Earlier">Draws of this kind before.</param>
/// <param name="OneWaits">One of them waits for the supervisor.</param>
/// <param name="Sealed">Parts that are sealed, and by whom.</param>
public sealed record DrawEvidence(DrawKind Kind, CallState Call, int Earlier, bool OneWaits, IReadOnlyList<(SeedPart Part, Guid By)> Sealed)
{
    /// <summary>One of them was held.</summary>
    public bool OneIsDrawn { get; init; }

    /// <summary>Null = shares may be sealed now.</summary>
    public Refusal? RefuseShares => !DrawLife.TakesShares(Kind, Call) ? new DrawLife.TakesNoShares(Kind)
        : Call.WasOpened && (Kind == DrawKind.Experts || OneIsDrawn) ? new CallLife.ScoresWereOpened() : null;

    /// <summary>The witness whom the officer names is the officer.</summary>
    public bool WitnessIsOfficer { get; init; }

    public IReadOnlyList<SeedPart> Missing => [.. Enum.GetValues<SeedPart>().Except(Sealed.Select(s => s.Part))];
}

/// <summary>
/// A pool is frozen, three persons seal shares of the seed, the draw is held before a witness, and the seed is opened. A further draw waits
/// for the supervisor.
/// </summary>
public static class DrawLife
{
    // Acts.
    public sealed record Freeze(int Number, string PoolHash, FreeText? Reason) : Act;
    public sealed record Allow : Act;
    public sealed record Disallow : Act;

    /// <summary>A later draw was let go on.</summary>
    public sealed record GiveWay : Act;
    public sealed record Seal(SeedPart Part, string Commitment) : Act;

    /// <param name="Plan">The draft plan that it made; null for lots.</param>
    /// <param name="Experts">In the order drawn; none for lots.</param>
    public sealed record Hold(FreeText? Witness, Guid? Plan, IReadOnlyList<DrawnExpert> Experts) : Act;
    public sealed record Reveal(string Seed) : Act;

    // Facts.
    public sealed record PoolFrozen(Guid By, DateTime At, int Number, string PoolHash, bool NeedsSupervisor, FreeText Reason) : Fact;
    public sealed record Allowed(Guid By, DateTime At) : Fact;
    public sealed record Disallowed(Guid By, DateTime At) : Fact;
    public sealed record GaveWay : Fact;
    public sealed record ShareSealed(SeedPart Part, string Commitment) : Fact;
    public sealed record Held(Guid By, DateTime At, FreeText Witness, Guid? Plan, IReadOnlyList<DrawnExpert> Experts) : Fact;
    public sealed record Revealed(Guid By, DateTime At, string Seed) : Fact;

    // Refusals.
    public sealed record NotInThisState(DrawStatus Status) : Refusal;
    public sealed record AnotherWaits : Refusal;

    /// <summary>The scores are known, or the stage is another: a share that is sealed now could be aimed.</summary>
    public sealed record TakesNoShares(DrawKind Kind) : Refusal;

    /// <summary>The part is another's, is sealed already, or the person has sealed one.</summary>
    public sealed record NotYours : Refusal;
    public sealed record SharesAreMissing : Refusal;
    public sealed record NeedsWitness : Refusal;
    public sealed record TooEarlyToHold(DrawKind Kind) : Refusal;
    public sealed record TooEarlyToReveal : Refusal;
    public sealed record NoPool : Refusal;

    /// <summary>Fixed pairs and panels are no draw's.</summary>
    public sealed record NotForPanels : Refusal;
    public sealed record NoLotsAsked : Refusal;

    /// <summary>
    /// Experts are drawn while the call assigns; lots are sealed until the scores are opened to anybody, and where nobody is scored while
    /// the call ranks. Once scores were opened no experts are drawn, and lots that were held stay.
    /// </summary>
    public static bool TakesShares(DrawKind kind, CallState call) => kind == DrawKind.Experts ? call.Stage == CallStage.Assigning
        : call.Stage is CallStage.Assigning or CallStage.Scoring or CallStage.Ranking && call.Opening is null;

    /// <summary>Lots are opened once scoring is closed, so that nobody can aim a score at the seed.</summary>
    public static bool MayBeHeld(DrawKind kind, CallState call) =>
        call.Stage == (kind == DrawKind.Experts ? CallStage.Assigning : CallStage.Ranking);

    /// <summary>Who may seal a part.</summary>
    public static IReadOnlyList<Capacity> CapacitiesOf(SeedPart part) => part switch
    {
        SeedPart.Officer => [Capacity.Officer],
        SeedPart.Supervisor => [Capacity.Supervisor],
        _ => [Capacity.Approver, Capacity.Auditor],
    };

    public static Answer Decide(DrawState draw, Act act, By by, DrawEvidence seen) => act switch
    {
        Freeze freeze => DecideFreeze(freeze, by, seen),
        Allow => RefuseRuling(draw, by) is { } refusal ? refusal : new Allowed(by.Who, by.At),
        Disallow => RefuseRuling(draw, by) is { } refusal ? refusal : new Disallowed(by.Who, by.At),
        GiveWay => by.Capacity != Capacity.Program ? new Refusal.NeedsCapacity(Capacity.Program)
            : draw.Status == DrawStatus.Sealing ? new GaveWay() : new NotInThisState(draw.Status),
        Seal seal => DecideSeal(draw, seal, by, seen),
        Hold hold => RefuseHold(draw, hold.Witness, by, seen) is { } refusal ? refusal
            : new Held(by.Who, by.At, hold.Witness.GetValueOrDefault(), hold.Plan, hold.Experts),
        Reveal reveal => DecideReveal(draw, reveal, by, seen),
        _ => throw new ArgumentOutOfRangeException(nameof(act)),
    };

    public static DrawState Apply(DrawState draw, Fact fact) => fact switch
    {
        PoolFrozen frozen => new DrawState(frozen.NeedsSupervisor ? DrawStatus.Requested : DrawStatus.Sealing)
        {
            FrozenBy = frozen.By, FrozenAt = frozen.At, Reason = frozen.Reason,
        },
        Allowed allowed => draw with { Status = DrawStatus.Sealing, AllowedBy = allowed.By, AllowedAt = allowed.At },
        Disallowed disallowed => draw with { Status = DrawStatus.Replaced, AllowedBy = disallowed.By, AllowedAt = disallowed.At },
        GaveWay => draw with { Status = DrawStatus.Replaced },
        ShareSealed => draw,
        Held held =>
            draw with { Status = DrawStatus.Drawn, DrawnBy = held.By, DrawnAt = held.At, Witness = held.Witness, Plan = held.Plan },
        Revealed revealed => draw with { RevealedBy = revealed.By, RevealedAt = revealed.At },
        _ => throw new ArgumentOutOfRangeException(nameof(fact)),
    };

    /// <summary>Null = it may be held now, before this witness.</summary>
    public static Refusal? RefuseHold(DrawState draw, FreeText? witness, By by, DrawEvidence seen) =>
        by.Capacity != Capacity.Officer ? new Refusal.NeedsCapacity(Capacity.Officer)
        : draw.Status != DrawStatus.Sealing ? new NotInThisState(draw.Status)
        : !MayBeHeld(seen.Kind, seen.Call) ? new TooEarlyToHold(seen.Kind)
        : seen.Call.WasOpened && (seen.Kind == DrawKind.Experts || seen.OneIsDrawn) ? new CallLife.ScoresWereOpened()
        : seen.Missing.Count > 0 ? new SharesAreMissing()
        : witness is null || seen.WitnessIsOfficer ? new NeedsWitness() : null;

    /// <summary>Null = this person may seal this part now.</summary>
    public static Refusal? RefuseSeal(DrawState draw, SeedPart part, By by, DrawEvidence seen) =>
        draw.Status != DrawStatus.Sealing ? new NotInThisState(draw.Status)
        : seen.RefuseShares is { } refusal ? refusal
        : !CapacitiesOf(part).Contains(by.Capacity) || seen.Sealed.Any(s => s.Part == part || s.By == by.Person) ? new NotYours() : null;

    private static Answer DecideFreeze(Freeze act, By by, DrawEvidence seen) =>
        by.Capacity != Capacity.Officer ? new Refusal.NeedsCapacity(Capacity.Officer)
        : seen.RefuseShares is { } refusal ? refusal
        : seen.OneWaits ? new AnotherWaits()
        : seen.Earlier > 0 && act.Reason is null ? new Refusal.NeedsReason()
        : new PoolFrozen(
            by.Who, by.At, act.Number, act.PoolHash, seen.Earlier > 0, seen.Earlier > 0
                ? act.Reason.GetValueOrDefault() : FreeText.Of(null));

    private static Refusal? RefuseRuling(DrawState draw, By by) =>
        by.Capacity != Capacity.Supervisor ? new Refusal.NeedsCapacity(Capacity.Supervisor)
        : draw.Status != DrawStatus.Requested ? new NotInThisState(draw.Status) : null;

    private static Answer DecideSeal(DrawState draw, Seal act, By by, DrawEvidence seen) =>
        RefuseSeal(draw, act.Part, by, seen) is { } refusal ? refusal : new ShareSealed(act.Part, act.Commitment);

    /// <summary>The seed of lots is open once they are held; that of experts when the call makes them known.</summary>
    private static Answer DecideReveal(DrawState draw, Reveal act, By by, DrawEvidence seen) =>
        by.Capacity != Capacity.Officer ? new Refusal.NeedsCapacity(Capacity.Officer)
        : draw.Status != DrawStatus.Drawn || draw.RevealedAt is not null ? new NotInThisState(draw.Status)
        : seen.Kind == DrawKind.Experts && seen.Call.Stage < CallStage.PublicNotice ? new TooEarlyToReveal()
        : new Revealed(by.Who, by.At, act.Seed);
}
