using GrantReview.Core.Acts;
using GrantReview.Core.Calls;

namespace GrantReview.Core.Conflicts;

/// <summary>A request to set a found conflict aside.</summary>
public sealed record Dismissal(FreeText Reason)
{
    public required Request Request { get; init; }
}

/// <summary>A conflict of one application and one expert, on one ground.</summary>
public sealed record ConflictState(ConflictGround Ground, ConflictSource Source, ConflictStatus Status)
{
    public static ConflictState Unraised { get; } = new(ConflictGround.Declared, ConflictSource.Declared, ConflictStatus.Unraised);

    /// <summary>What was found, in names of the input; or what the person who stated it wrote.</summary>
    public FreeText Evidence { get; init; }

    /// <summary>Null where the rules found it.</summary>
    public Guid? RaisedBy { get; init; }
    public DateTime RaisedAt { get; init; }

    /// <summary>What was proposed; it stays beside a conflict that was dismissed by it.</summary>
    public Dismissal? Dismissal { get; init; }

    /// <summary>Who confirmed it, or agreed to dismiss it.</summary>
    public Guid? DecidedBy { get; init; }
    public DateTime? DecidedAt { get; init; }

    public bool Bars => Status is not (ConflictStatus.Unraised or ConflictStatus.Dismissed);

    /// <summary>The rules found it, so that persons may still say something about it.</summary>
    public bool IsOpen => Source == ConflictSource.Found && Status is ConflictStatus.Found or ConflictStatus.Confirmed;

    public bool IsProposed => IsOpen && Dismissal is not null;
}

/// <summary>
/// A conflict (利益冲突) is found by the rules, declared by the expert or pinned by the officer. A found one is confirmed, or, proposed by one
/// person with a reason and agreed by another, dismissed; what a person stated stands.
/// </summary>
public static class ConflictLife
{
    // Acts.

    /// <summary>What the rules find now; evidence that changed opens a dismissal again.</summary>
    public sealed record Find(ConflictGround Ground, FreeText Evidence) : Act;

    /// <summary>The rules find it no more.</summary>
    public sealed record Lapse : Act;
    public sealed record Declare(FreeText? Note) : Act;
    public sealed record Pin(FreeText? Reason) : Act;
    public sealed record Confirm : Act;
    public sealed record Propose(FreeText? Reason) : Act;
    public sealed record Agree(Guid Request) : Act;
    public sealed record Keep(Guid Request) : Act;

    // Facts.
    public sealed record Found(ConflictGround Ground, DateTime At, FreeText Evidence) : Fact;
    public sealed record EvidenceChanged(FreeText Evidence) : Fact;
    public sealed record Lapsed : Fact;
    public sealed record Declared(Guid By, DateTime At, FreeText Note) : Fact;
    public sealed record Pinned(Guid By, DateTime At, FreeText Reason) : Fact;
    public sealed record Confirmed(Guid By, DateTime At) : Fact;
    public sealed record DismissalProposed(Dismissal Dismissal) : Fact;
    public sealed record Dismissed(Guid By, DateTime At) : Fact;
    public sealed record Kept(Guid By, DateTime At) : Fact;

    // Refusals.
    public sealed record IsTooLate : Refusal;

    /// <summary>Only what rules found is confirmed or dismissed, and only while it stands.</summary>
    public sealed record NotOpen(ConflictStatus Status) : Refusal;

    /// <summary>Nobody is let score the own application, that of kin, of an advisor or student, or of the own legal entity.</summary>
    public sealed record IsNeverDismissed(ConflictGround Ground) : Refusal;

    /// <summary>A question of identity is answered, not dismissed.</summary>
    public sealed record NeedsAnswer : Refusal;
    public sealed record IsProposedAlready : Refusal;
    public sealed record StandsAlready : Refusal;

    /// <summary>The call has no such application, or no such expert.</summary>
    public sealed record NoSuchPair(ApplicationId Application, ExpertId Expert) : Refusal;

    /// <summary>Grounds that no two persons can set aside.</summary>
    public static IReadOnlySet<ConflictGround> NeverDismissed { get; } = new HashSet<ConflictGround>
    {
        ConflictGround.PrincipalInvestigator, ConflictGround.TeamMember, ConflictGround.Family, ConflictGround.AdvisorStudent,
        ConflictGround.SameUnit,
    };

    /// <summary>Until the meeting decides, conflicts are found, decided and looked into.</summary>
    public static bool AreOpen(CallState call) => call.Stage < CallStage.Deliberation;

    public static Answer Decide(ConflictState conflict, Act act, By by, CallState call)
    {
        if (CapacityFor(act) is var needed && by.Capacity != needed)
        {
            return new Refusal.NeedsCapacity(needed);
        }
        if (!AreOpen(call))
        {
            return new IsTooLate();
        }
        return act switch
        {
            Find find => DecideFind(conflict, find, by),
            Lapse => conflict.Status == ConflictStatus.Found ? new Lapsed() : Answer.Nothing,
            Declare declare => DecideStatement(conflict, declare.Note, note => new Declared(by.Who, by.At, note)),
            Pin pin => DecideStatement(conflict, pin.Reason, reason => new Pinned(by.Who, by.At, reason)),
            Confirm => RefuseConfirm(conflict) is { } refusal ? refusal : new Confirmed(by.Who, by.At),
            Propose propose => RefuseProposal(conflict) is { } refusal ? refusal
                : propose.Reason is { } reason ? new DismissalProposed(new Dismissal(reason) { Request = Request.From(by) })
                    : new Refusal.NeedsReason(),
            Agree agree => RefuseAgreement(conflict, agree.Request, by) is { } refusal ? refusal : new Dismissed(by.Who, by.At),
            Keep keep => RefuseAgreement(conflict, keep.Request, by) is { } refusal ? refusal : new Kept(by.Who, by.At),
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };
    }

    public static ConflictState Apply(ConflictState conflict, Fact fact) => fact switch
    {
        Found found =>
            new ConflictState(found.Ground, ConflictSource.Found, ConflictStatus.Found) { Evidence = found.Evidence, RaisedAt = found.At },
        EvidenceChanged changed => conflict with { Evidence = changed.Evidence },
        Lapsed => conflict with { Status = ConflictStatus.Unraised },
        Declared declared => new ConflictState(ConflictGround.Declared, ConflictSource.Declared, ConflictStatus.Declared)
        {
            Evidence = declared.Note, RaisedBy = declared.By, RaisedAt = declared.At,
        },
        Pinned pinned => new ConflictState(ConflictGround.Pinned, ConflictSource.Pinned, ConflictStatus.Pinned)
        {
            Evidence = pinned.Reason, RaisedBy = pinned.By, RaisedAt = pinned.At,
        },
        Confirmed confirmed => conflict with { Status = ConflictStatus.Confirmed, DecidedBy = confirmed.By, DecidedAt = confirmed.At },
        DismissalProposed proposed => conflict with { Dismissal = proposed.Dismissal },
        Dismissed dismissed => conflict with { Status = ConflictStatus.Dismissed, DecidedBy = dismissed.By, DecidedAt = dismissed.At },
        Kept kept => conflict with { Status = ConflictStatus.Confirmed, Dismissal = null, DecidedBy = kept.By, DecidedAt = kept.At },
        _ => throw new ArgumentOutOfRangeException(nameof(fact)),
    };

    /// <summary>Null = it may be confirmed.</summary>
    public static Refusal? RefuseConfirm(ConflictState conflict) =>
        conflict.Source != ConflictSource.Found || conflict.Status != ConflictStatus.Found ? new NotOpen(conflict.Status)
        : conflict.Ground == ConflictGround.IdentityQuestion ? new NeedsAnswer()
        : conflict.Dismissal is not null ? new IsProposedAlready() : null;

    /// <summary>Null = its dismissal may be proposed.</summary>
    public static Refusal? RefuseProposal(ConflictState conflict) =>
        !conflict.IsOpen ? new NotOpen(conflict.Status)
        : conflict.Ground == ConflictGround.IdentityQuestion ? new NeedsAnswer()
        : NeverDismissed.Contains(conflict.Ground) ? new IsNeverDismissed(conflict.Ground)
        : conflict.Dismissal is not null ? new IsProposedAlready() : null;

    private static Refusal? RefuseAgreement(ConflictState conflict, Guid request, By by) =>
        !conflict.IsOpen ? new NotOpen(conflict.Status)
        : NeverDismissed.Contains(conflict.Ground) ? new IsNeverDismissed(conflict.Ground)
        : Request.RefuseConfirmation(conflict.Dismissal?.Request, request, by);

    /// <summary>A dismissal was about the evidence of its day.</summary>
    private static Answer DecideFind(ConflictState conflict, Find find, By by) => conflict.Status switch
    {
        ConflictStatus.Unraised => new Found(find.Ground, by.At, find.Evidence),
        ConflictStatus.Declared or ConflictStatus.Pinned => new StandsAlready(),
        _ when conflict.Evidence == find.Evidence => Answer.Nothing,
        ConflictStatus.Dismissed => new Found(find.Ground, by.At, find.Evidence),
        _ => new EvidenceChanged(find.Evidence),
    };

    private static Answer DecideStatement(ConflictState conflict, FreeText? words, Func<FreeText, Fact> state) =>
        conflict.Status != ConflictStatus.Unraised ? new StandsAlready()
        : words is { } given ? new Answer(null, state(given)) : new Refusal.NeedsReason();

    private static Capacity CapacityFor(Act act) => act switch
    {
        Find or Lapse => Capacity.Program,
        Declare => Capacity.Expert,
        Pin or Confirm or Propose => Capacity.Officer,
        Agree or Keep => Capacity.Approver,
        _ => throw new ArgumentOutOfRangeException(nameof(act)),
    };
}
