using GrantReview.Core.Acts;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;

namespace GrantReview.Core.Awards;

/// <summary>A clause or reason by which a change may break rules; it counts once another person has confirmed it.</summary>
public sealed record ExemptionRequest(FreeText Clause, IReadOnlyList<AwardBreach> Breaches, Request Request)
{
    public Guid? ConfirmedBy { get; init; }
}

/// <summary>One change that the meeting made from the proposal.</summary>
/// <param name="To">Null = no award.</param>
/// <param name="IsCarried">It comes from the record before this one: it is changed again with a reason, and never undone.</param>
public sealed record MeetingChange(ApplicationId Application, Money? To, FreeText Reason, Guid By, DateTime At, bool IsCarried)
{
    public ExemptionRequest? Exemption { get; init; }
}

/// <summary>The record of a meeting on its way: written by officers, frozen by somebody who wrote nothing of it.</summary>
public sealed record DecisionState
{
    public static DecisionState Blank { get; } = new();

    public FreeText Meeting { get; init; }
    public DateOnly HeldOn { get; init; }
    public string MinutesNumber { get; init; } = "";

    /// <summary>One name a line.</summary>
    public FreeText Attendees { get; init; }

    /// <summary>One person a line, as <see cref="Recusal.Parse"/> reads it.</summary>
    public FreeText Recused { get; init; }

    /// <summary>Null = nothing is recorded yet.</summary>
    public Guid? RecordedBy { get; init; }
    public DateTime? RecordedAt { get; init; }
    public IReadOnlyList<MeetingChange> Changes { get; init; } = [];

    /// <summary>One more with each act: what an approver was shown is what is frozen.</summary>
    public int Edition { get; init; }
    public Guid? FrozenBy { get; init; }
    public DateTime? FrozenAt { get; init; }

    public bool IsDraft => RecordedBy is not null && FrozenAt is null;

    /// <summary>All who wrote of it, also what was written over or undone.</summary>
    public IReadOnlyList<Guid> Authors { get; init; } = [];

    /// <summary>Who wrote of it may not freeze it.</summary>
    public bool IsBy(Guid person) => Authors.Contains(person);

    /// <summary>Those whom the meeting leaves without an award.</summary>
    public IEnumerable<ApplicationId> TakenOut => Changes.Where(c => c.To is null).Select(c => c.Application);

    public IReadOnlyList<Exemption> Exemptions =>
    [
        .. Changes.OrderBy(c => c.Application)
            .SelectMany(c => c.Exemption is { } e ? new[] { new Exemption(c.Application, $"{e.Clause}", e.Breaches) } : []),
    ];

    public Deliberation Deliberation => new(
        $"{Meeting}", HeldOn, MinutesNumber, Deliberation.Lines($"{Attendees}"),
            [.. Deliberation.Lines($"{Recused}").Select(Recusal.Parse)]);

    /// <summary>
    /// The record as it is checked and frozen: changes against this list, by application; those that it has already are left out.
    /// </summary>
    public AwardDecision Of(IReadOnlyList<FundedApplication> before)
    {
        var was = before.ToDictionary(b => b.Id, b => (Money?)b.Amount);
        return new AwardDecision(AwardStage.Decision, before, Deliberation,
        [
            .. Changes.Where(c => c.To != was.GetValueOrDefault(c.Application)).OrderBy(c => c.Application)
                .Select(c => new AwardChange(c.Application, was.GetValueOrDefault(c.Application), c.To, $"{c.Reason}")),
        ])
        {
            Exemptions = Exemptions, TurnedDown = [.. TakenOut.Where(id => !was.ContainsKey(id)).Order()],
        };
    }
}

/// <summary>What the decision relies on, read in the act's transaction.</summary>
/// <param name="Today">In China.</param>
/// <param name="Basis">The frozen evaluation.</param>
/// <param name="Proposed">The list that was approved.</param>
/// <param name="UsedMinutes">Numbers of minutes that other records of the call bear.</param>
/// <param name="Earlier">The changes of the record before this one, for one that is not recorded yet; nothing that a meeting decided is
/// dropped.
/// </param>
public sealed record DecisionEvidence(
    CallStage Stage, DateOnly Today, AwardBasis Basis, IReadOnlyList<FundedApplication> Proposed,
    IReadOnlyCollection<string> UsedMinutes, IReadOnlyList<MeetingChange> Earlier)
{
    /// <summary>The day on which that list was approved, in China; a meeting on it is not before.</summary>
    public DateOnly ApprovedOn { get; init; }
}

/// <summary>The meeting that decides (集体审议): its record, its changes, exemptions that two persons answer for, and the freezing.</summary>
public static class DecisionLife
{
    /// <summary>Characters of the meeting's name and of the number of its minutes.</summary>
    public const int LongestName = 200;

    // Acts.
    public sealed record Record(string? Meeting, DateOnly? HeldOn, string? MinutesNumber, string? Attendees, string? Recused) : Act;

    /// <param name="Clause">By which it may break rules; null = it breaks none.</param>
    public sealed record Change(ApplicationId Application, Money? To, FreeText? Reason, FreeText? Clause) : Act;
    public sealed record Undo(ApplicationId Application) : Act;
    public sealed record ConfirmExemption(ApplicationId Application, Guid Request) : Act;

    /// <param name="Edition">The one that the page showed.</param>
    public sealed record Freeze(int Edition) : Act;

    // Facts.
    public sealed record Recorded(
        FreeText Meeting, DateOnly HeldOn, string MinutesNumber, FreeText Attendees, FreeText Recused, Guid By, DateTime At) : Fact;
    public sealed record Carried(IReadOnlyList<MeetingChange> Changes) : Fact;
    public sealed record Changed(Money? From, MeetingChange Change) : Fact;
    public sealed record Undone(MeetingChange Change, Guid By) : Fact;
    public sealed record ExemptionConfirmed(ApplicationId Application, Guid Request, Guid By) : Fact;
    public sealed record Frozen(int Edition, IReadOnlyList<FundedApplication> Awards, Guid By, DateTime At) : Fact;

    // Refusals.
    public sealed record NeedsRecord : Refusal;
    public sealed record NeedsDay : Refusal;

    /// <summary>The meeting would have decided on a list that was not approved yet.</summary>
    public sealed record IsBeforeApproval(DateOnly ApprovedOn) : Refusal;
    public sealed record IsTooLong : Refusal;
    public sealed record MinutesAreUsed(string Number) : Refusal;
    public sealed record NoSuchApplication(ApplicationId Application) : Refusal;
    public sealed record NoAmount : Refusal;
    public sealed record ChangesNothing(ApplicationId Application) : Refusal;

    /// <summary>Without a clause that another person confirms it cannot be.</summary>
    public sealed record BreaksRules(IReadOnlyList<AwardBreach> Breaches) : Refusal;

    /// <summary>Other changes rely on this one.</summary>
    public sealed record OthersRely(IReadOnlyList<AwardBreach> Breaches) : Refusal;
    public sealed record IsOfEarlierRecord(ApplicationId Application) : Refusal;
    public sealed record ExemptionsWait(IReadOnlyList<ApplicationId> Applications) : Refusal;
    public sealed record IsNotInOrder(IReadOnlyList<DecisionFault> Faults) : Refusal;

    public static Answer Decide(DecisionState state, Act act, By by, DecisionEvidence seen)
    {
        if (seen.Stage != CallStage.Deliberation)
        {
            return new CallLife.WrongStage(seen.Stage);
        }
        if (act is not Record && !state.IsDraft)
        {
            return new NeedsRecord();
        }
        return act switch
        {
            Record record => DecideRecord(state, record, by, seen),
            Change change => DecideChange(state, change, by, seen),
            Undo undo => DecideUndo(state, undo, by, seen),
            ConfirmExemption confirm => DecideConfirmation(state, confirm, by),
            Freeze freeze => DecideFreeze(state, freeze, by, seen),
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };
    }

    public static DecisionState Apply(DecisionState state, Fact fact) => Changing(state, fact) with
    {
        Edition = state.Edition + 1, Authors = AuthorOf(fact) is { } author ? [.. state.Authors.Append(author).Distinct()] : state.Authors,
    };

    /// <summary>Rules that the list breaks by its changes and that no exemption of theirs covers.</summary>
    public static IReadOnlyList<AwardBreach> Uncovered(IReadOnlyList<MeetingChange> changes, DecisionEvidence seen)
    {
        var state = DecisionState.Blank with { Changes = changes };
        var allowed = changes.SelectMany(c => c.Exemption?.Breaches ?? []).ToList();
        var breaches = AwardCheck.Breaches(
            seen.Basis, seen.Proposed, state.Of(seen.Proposed).After(), state.TakenOut.ToHashSet());
        return [.. breaches.Where(b => !allowed.Exists(a => a.Covers(b)))];
    }

    /// <summary>What a later record starts from: the changes of the last meeting, and those that its notice brought.</summary>
    public static IReadOnlyList<MeetingChange> EarlierOf(DecisionState last, NoticeState notice)
    {
        var changes = last.Changes.ToDictionary(c => c.Application);
        foreach (var withdrawal in notice.Withdrawals)
        {
            changes[withdrawal.Application] = Of(withdrawal.Application, null, withdrawal);
            if (withdrawal.Promoted is { } comes)
            {
                changes[comes.Id] = Of(comes.Id, comes.Amount, withdrawal);
            }
        }
        return [.. changes.Values.OrderBy(c => c.Application)];

        static MeetingChange Of(ApplicationId application, Money? to, Withdrawal from) =>
            new(application, to, from.Reason, from.By, from.At, IsCarried: true);
    }

    private static Guid? AuthorOf(Fact fact) => fact switch
    {
        Recorded recorded => recorded.By,
        Changed changed => changed.Change.By,
        Undone undone => undone.By,
        _ => null,
    };

    private static DecisionState Changing(DecisionState state, Fact fact) => fact switch
    {
        Recorded recorded => state with
        {
            Meeting = recorded.Meeting, HeldOn = recorded.HeldOn, MinutesNumber = recorded.MinutesNumber, Attendees = recorded.Attendees,
            Recused = recorded.Recused, RecordedBy = recorded.By, RecordedAt = recorded.At,
        },
        Carried carried => state with { Changes = carried.Changes },
        Changed changed => state with { Changes = [.. Without(state, changed.Change.Application), changed.Change] },
        Undone undone => state with { Changes = Without(state, undone.Change.Application) },
        ExemptionConfirmed confirmed => state with
        {
            Changes =
            [
                .. state.Changes.Select(c => c.Application == confirmed.Application && c.Exemption is { } exemption
                    ? c with { Exemption = exemption with { ConfirmedBy = confirmed.By } } : c),
            ],
        },
        Frozen frozen => state with { FrozenBy = frozen.By, FrozenAt = frozen.At },
        _ => throw new ArgumentOutOfRangeException(nameof(fact)),
    };

    private static List<MeetingChange> Without(DecisionState state, ApplicationId application) =>
        [.. state.Changes.Where(c => c.Application != application)];

    private static Answer DecideRecord(DecisionState state, Record act, By by, DecisionEvidence seen)
    {
        if (by.Capacity != Capacity.Officer)
        {
            return new Refusal.NeedsCapacity(Capacity.Officer);
        }
        if (state.FrozenAt is not null)
        {
            return new NeedsRecord();
        }
        if (act.HeldOn is not { } day || day > seen.Today)
        {
            return new NeedsDay();
        }
        if (day < seen.ApprovedOn)
        {
            return new IsBeforeApproval(seen.ApprovedOn);
        }
        var (meeting, number) = (act.Meeting?.Trim() ?? "", act.MinutesNumber?.Trim() ?? "");
        var attendees = string.Join('\n', Deliberation.Lines(act.Attendees));
        var recused = string.Join('\n', Deliberation.Lines(act.Recused));
        if (meeting.Length > LongestName || number.Length > LongestName || attendees.Length > FreeText.Longest
            || recused.Length > FreeText.Longest)
        {
            return new IsTooLong();
        }
        var away = Deliberation.Lines(recused).SelectMany(l => Recusal.Parse(l).Applications);
        if (away.Where(id => seen.Basis.Find(id) is null).Select(id => (ApplicationId?)id).FirstOrDefault() is { } unknown)
        {
            return new NoSuchApplication(unknown);
        }
        if (number.Length > 0 && seen.UsedMinutes.Contains(number))
        {
            return new MinutesAreUsed(number);
        }
        var recorded = new Recorded(new(meeting), day, number, new(attendees), new(recused), by.Who, by.At);
        return state.RecordedBy is null && seen.Earlier.Count > 0
            ? new Answer(null, recorded, new Carried([.. seen.Earlier.Select(c => Carry(c, by))])) : recorded;
    }

    /// <summary>What was allowed once is asked for again: the list that it is an exception from may be another.</summary>
    private static MeetingChange Carry(MeetingChange change, By by) => change with
    {
        IsCarried = true,
        Exemption = change.Exemption is { } earlier ? new ExemptionRequest(earlier.Clause, earlier.Breaches, Request.From(by)) : null,
    };

    private static Answer DecideChange(DecisionState state, Change act, By by, DecisionEvidence seen)
    {
        if (by.Capacity != Capacity.Officer)
        {
            return new Refusal.NeedsCapacity(Capacity.Officer);
        }
        if (seen.Basis.Find(act.Application) is null)
        {
            return new NoSuchApplication(act.Application);
        }
        if (act.To <= Money.Zero)
        {
            return new NoAmount();
        }
        var standing = state.Changes.FirstOrDefault(c => c.Application == act.Application);
        var from = seen.Proposed.Where(p => p.Id == act.Application).Select(p => (Money?)p.Amount).SingleOrDefault();
        if (act.To == from && standing is not { IsCarried: true })
        {
            return new ChangesNothing(act.Application);
        }
        if (act.Reason is not { } reason)
        {
            return new Refusal.NeedsReason();
        }
        var change = new MeetingChange(act.Application, act.To, reason, by.Who, by.At, standing is { IsCarried: true });
        var breaches = Uncovered([.. Without(state, act.Application), change], seen);
        if (breaches.Count == 0)
        {
            return new Changed(from, change);
        }
        return act.Clause is { } clause && !breaches.Any(b => b.IsAbsolute)
            ? new Changed(from, change with { Exemption = new ExemptionRequest(clause, breaches, Request.From(by)) })
            : new BreaksRules(breaches);
    }

    private static Answer DecideUndo(DecisionState state, Undo act, By by, DecisionEvidence seen)
    {
        if (by.Capacity != Capacity.Officer)
        {
            return new Refusal.NeedsCapacity(Capacity.Officer);
        }
        if (state.Changes.FirstOrDefault(c => c.Application == act.Application) is not { } change)
        {
            return new Refusal.NotThere();
        }
        if (change.IsCarried)
        {
            return new IsOfEarlierRecord(act.Application);
        }
        var before = Uncovered(state.Changes, seen);
        return Uncovered(Without(state, act.Application), seen).Where(b => !before.Any(had => had.Covers(b)))
            .ToList() is { Count: > 0 } breaches
            ? new OthersRely(breaches) : new Undone(change, by.Who);
    }

    private static Answer DecideConfirmation(DecisionState state, ConfirmExemption act, By by)
    {
        if (by.Capacity is not (Capacity.Approver or Capacity.Supervisor))
        {
            return new Refusal.NeedsCapacity(Capacity.Approver);
        }
        var exemption = state.Changes.FirstOrDefault(c => c.Application == act.Application)?.Exemption;
        return Request.RefuseConfirmation(exemption is { ConfirmedBy: null } ? exemption.Request : null, act.Request, by) is { } refusal
            ? refusal : new ExemptionConfirmed(act.Application, act.Request, by.Who);
    }

    private static Answer DecideFreeze(DecisionState state, Freeze act, By by, DecisionEvidence seen)
    {
        if (by.Capacity != Capacity.Approver)
        {
            return new Refusal.NeedsCapacity(Capacity.Approver);
        }
        if (act.Edition != state.Edition)
        {
            return new Refusal.ChangedMeanwhile();
        }
        if (state.IsBy(by.Who))
        {
            return new Refusal.NeedsAnotherPerson();
        }
        var decision = state.Of(seen.Proposed);
        if (decision.Faults() is { Count: > 0 } faults)
        {
            return new IsNotInOrder(faults);
        }
        if (state.Changes.Where(c => c.Exemption is { ConfirmedBy: null }).Select(c => c.Application).ToList() is { Count: > 0 } waiting)
        {
            return new ExemptionsWait(waiting);
        }
        return Uncovered(state.Changes, seen) is { Count: > 0 } breaches
            ? new BreaksRules(breaches) : new Frozen(state.Edition, decision.After(), by.Who, by.At);
    }
}
