using GrantReview.Core.Acts;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Calls;

/// <summary>A request to go back over something that two persons did.</summary>
public sealed record GoingBack(CallStage To, FreeText Reason)
{
    public required Request Request { get; init; }
}

/// <summary>A request, after scores were once opened, that they decide by another rule.</summary>
public sealed record RuleRequest(FreeText Reason)
{
    public required CalibrationSettings Rule { get; init; }
    public required Request Request { get; init; }
}

/// <summary>Who opened the scores, at whose request.</summary>
public sealed record Opening(Guid AskedBy, Guid OpenedBy, DateTime At);

/// <summary>Where a call stands: its stage, its dates, and whether its scores are sealed (封存) or opened (启封) by two persons.</summary>
public sealed record CallState(CallStage Stage)
{
    public static CallState Drafted { get; } = new(CallStage.Draft);

    public DateOnly? OpensOn { get; init; }
    public DateOnly? ClosesOn { get; init; }

    /// <summary>From this instant on the server takes no score.</summary>
    public DateTime? ScoringClosesAt { get; init; }

    /// <summary>When the officer closed scoring; null while it goes on.</summary>
    public DateTime? ScoringClosedAt { get; init; }
    public Request? OpeningRequest { get; init; }
    public Opening? Opening { get; init; }
    public GoingBack? GoingBack { get; init; }

    public RuleRequest? RuleRequest { get; init; }

    /// <summary>
    /// Scores were once opened to people, for ever, though they may be sealed again: what could turn a result that is known is never a
    /// single person's act from then on.
    /// </summary>
    public bool WasOpened { get; init; }

    /// <summary>Experts once scored, for ever: their deadline is extended from then on, and never set anew.</summary>
    public bool ScoringBegan { get; init; }

    /// <summary>When experts with open sheets are reminded of the deadline.</summary>
    public ReminderPlan Reminders { get; init; }

    /// <summary>Nobody was scored: it came from formal review to its evaluation, and there is nothing to open.</summary>
    public bool IsUnscored => Stage >= CallStage.Ranking && ScoringClosedAt is null;

    public bool ScoresAreOpened => Opening is not null || IsUnscored;
}

/// <summary>What must hold before the next stage (关口); none where the way is free.</summary>
public enum Gate { None, TreeIsPublished, ApplicationsAreThere, FindingsAreAnswered, PlanIsDeployed, ScoringIsClosed, RunIsDone,
    ProposalIsApproved, DecisionIsFrozen, AwardsAreFrozen }

/// <summary>The officer's tables that conflicts are found by.</summary>
public enum ConflictTable { Units, Relations, Identities, Affinities }

/// <param name="Unmet">The gate of the present stage that is still shut.</param>
/// <param name="OpenSheets">Sheets that experts have not submitted.</param>
/// <param name="ProposalIsPending">A proposal is before an approver.</param>
/// <param name="SomethingIsFrozen">A decision of the present proposal is frozen.</param>
public sealed record CallEvidence(Gate Unmet, int OpenSheets, bool ProposalIsPending, bool SomethingIsFrozen)
{
    public static CallEvidence Free { get; } = new(Gate.None, 0, false, false);

    /// <summary>Experts have given scores that count.</summary>
    public bool HasScores { get; init; }

    /// <summary>No application that stands is in a category that experts score.</summary>
    public bool NobodyIsScored { get; init; }

    /// <summary>Conflicts that the rules found and that bar.</summary>
    public int ConflictsFound { get; init; }
}

/// <summary>The way of a call through its stages; closing and opening scores; deadlines and their extension.</summary>
public static class CallLife
{
    // Acts.
    public sealed record Create(string Code, string? Template) : Act;
    public sealed record Advance(CallStage To) : Act;
    public sealed record GoBack(CallStage To, FreeText? Reason) : Act;
    public sealed record ConfirmGoingBack(Guid Request) : Act;
    public sealed record WithdrawGoingBack(Guid Request) : Act;
    public sealed record CloseScoring(FreeText? Reason) : Act;
    public sealed record AskToOpen : Act;
    public sealed record Open(Guid Request) : Act;
    public sealed record SetDates(DateOnly? OpensOn, DateOnly? ClosesOn, DateTime? ScoringClosesAt) : Act;
    public sealed record ExtendScoring(DateTime Until, FreeText? Reason) : Act;

    /// <param name="Plan">Null = what was typed is no plan.</param>
    public sealed record PlanReminders(ReminderPlan? Plan) : Act;

    /// <summary>Other grounds keep experts and applications apart; until scoring begins, and never once scores were opened.</summary>
    public sealed record ChangeConflictRules(ConflictSettings Before, ConflictSettings After, FreeText? Reason) : Act;

    /// <summary>
    /// A table that conflicts are found by is replaced, or joined by answers, until the meeting decides; that of affinities, which plans
    /// are made by, until they are made.
    /// </summary>
    /// <param name="Changes">Each row that comes, goes or differs, as JSON.</param>
    public sealed record ImportTable(ConflictTable Table, int RowsBefore, int Rows, FreeText Changes, FreeText? Reason) : Act;

    /// <summary>
    /// Scores decide by another rule than was published; from scoring on, until a proposal is before an approver. Once scores were opened
    /// it is a request which another person confirms.
    /// </summary>
    public sealed record ChangeScoringRule(CalibrationSettings Before, CalibrationSettings After, FreeText? Reason) : Act;
    public sealed record ConfirmScoringRule(Guid Request, CalibrationSettings Before) : Act;

    /// <summary>The step that an act of another life brings along: a plan is deployed, a decision is frozen.</summary>
    public sealed record Follow(CallStage To) : Act;

    /// <param name="Sha256">Of the settings as they are written, in lower hexadecimal.</param>
    /// <param name="Settings">The whole of them.</param>
    public sealed record ChangeSettings(string Sha256, FreeText Settings, string NameEn, string NameZh) : Act
    {
        /// <summary>Scores would be given or counted by other leaves or scales.</summary>
        public bool TouchesScoring { get; init; }
    }

    /// <summary>The settings as another act leaves them, which says why.</summary>
    public sealed record WriteSettings(string Sha256, FreeText Settings, string NameEn, string NameZh) : Act;

    /// <summary>What the source leaves open is confirmed as the call has it now; another value has to be confirmed again.</summary>
    /// <param name="Sha256">Of the value as it is written, in lower hexadecimal.</param>
    /// <param name="Value">In the words that the officer read.</param>
    public sealed record ConfirmChoice(SettingKey Key, string Sha256, FreeText Value) : Act;

    // Facts.
    public sealed record ChoiceConfirmed(SettingKey Key, string Sha256, FreeText Value) : Fact;
    public sealed record SettingsChanged(string Sha256, FreeText Settings, string NameEn, string NameZh) : Fact;
    public sealed record Created(string Code, string? Template) : Fact;
    public sealed record Moved(CallStage From, CallStage To, FreeText Reason, Guid? RequestedBy) : Fact;
    public sealed record GoingBackRequested(GoingBack GoingBack) : Fact;
    public sealed record GoingBackWithdrawn(Guid Request) : Fact;
    public sealed record ScoringClosed(DateTime At, int OpenSheets, FreeText Reason) : Fact;
    public sealed record OpeningRequested(Request Request) : Fact;
    public sealed record Opened(Opening Opening) : Fact;
    public sealed record DatesSet(DateOnly? OpensOn, DateOnly? ClosesOn, DateTime? ScoringClosesAt) : Fact;
    public sealed record ConflictRulesChanged(ConflictSettings Before, ConflictSettings After, FreeText Reason) : Fact;
    public sealed record TableImported(ConflictTable Table, int RowsBefore, int Rows, FreeText Changes, FreeText Reason) : Fact;
    public sealed record ScoringRuleRequested(CalibrationSettings Before, RuleRequest Asked) : Fact;
    public sealed record ScoringRuleChanged(
        CalibrationSettings Before, CalibrationSettings After, FreeText Reason, Guid? RequestedBy = null) : Fact;
    public sealed record ScoringExtended(DateTime? From, DateTime Until, FreeText Reason) : Fact;
    public sealed record RemindersPlanned(ReminderPlan Plan) : Fact;

    // Refusals.
    public sealed record WrongStage(CallStage Stage) : Refusal;
    public sealed record Skips(CallStage From, CallStage To) : Refusal;
    public sealed record GateIsShut(Gate Gate) : Refusal;
    public sealed record SheetsAreOpen(int Count) : Refusal;
    public sealed record AreOpenedAlready : Refusal;
    public sealed record IsTheSame : Refusal;

    /// <summary>Scores were once opened, so the result is known: what experts score by, and who they are, stays.</summary>
    public sealed record ScoresWereOpened : Refusal;

    /// <summary>Experts have scored by the leaves and scales as they are.</summary>
    public sealed record SheetsAreScored : Refusal;

    /// <summary>The deadline of scoring is not set anew once scoring began; it is extended with a reason while experts score.</summary>
    public sealed record IsOnlyExtended : Refusal;

    /// <summary>Conflicts were found by these grounds: they change on their own page, with a reason.</summary>
    public sealed record GroundsNeedReason : Refusal;

    /// <summary>The settings contradict each other; the mistakes stand beside.</summary>
    public sealed record IsInvalid : Refusal;

    /// <summary>An approver has a proposal that was made by the rule.</summary>
    public sealed record ProposalIsPending : Refusal;
    public sealed record MustBeLater(DateTime Than) : Refusal;
    public sealed record IsNoReminderPlan : Refusal;

    /// <summary>Which steps follow from acts of other lives, and whose acts those are.</summary>
    private static readonly Dictionary<(CallStage From, CallStage To), Capacity> Following = new()
    {
        [(CallStage.Assigning, CallStage.Scoring)] = Capacity.Officer,
        [(CallStage.Scoring, CallStage.Assigning)] = Capacity.Officer,
        [(CallStage.Ranking, CallStage.Allocating)] = Capacity.Officer,
        [(CallStage.Allocating, CallStage.Deliberation)] = Capacity.Approver,
        [(CallStage.Deliberation, CallStage.PublicNotice)] = Capacity.Approver,
        [(CallStage.PublicNotice, CallStage.Awarded)] = Capacity.Approver,
    };

    private static readonly CallStage[] Order = Enum.GetValues<CallStage>();

    /// <summary>Null after the last; where nobody is scored, the evaluation follows on the formal review.</summary>
    public static CallStage? Next(CallStage stage, bool nobodyIsScored = false) =>
        nobodyIsScored && stage is CallStage.FormalReview or CallStage.Assigning ? CallStage.Ranking
        : stage == Order[^1] ? null : Order[Array.IndexOf(Order, stage) + 1];

    /// <summary>The stages that it may go back to, the latest first: those that it came by.</summary>
    public static IEnumerable<CallStage> Earlier(CallState call) => Order.Reverse().Where(s => s < call.Stage
        && !(call.IsUnscored && s is CallStage.Assigning or CallStage.Scoring));

    public static Answer Decide(CallState call, Act act, By by, CallEvidence seen) => act switch
    {
        Create create =>
            by.Capacity == Capacity.Officer ? new Created(create.Code, create.Template) : new Refusal.NeedsCapacity(Capacity.Officer),
        Advance advance => DecideAdvance(call, advance, by, seen),
        GoBack back => DecideGoBack(call, back, by, seen),
        ConfirmGoingBack confirm => DecideConfirmation(call, confirm, by),
        WithdrawGoingBack withdraw => DecideWithdrawal(call, withdraw, by),
        CloseScoring close => DecideClose(call, close, by, seen),
        AskToOpen => DecideAsk(call, by),
        Open open => DecideOpen(call, open, by),
        SetDates dates => DecideDates(call, dates, by),
        ExtendScoring extend => DecideExtension(call, extend, by),
        PlanReminders plan => DecideReminders(call, plan, by),
        ChangeConflictRules change => DecideConflictRules(call, change, by, seen),
        ImportTable import => DecideTable(call, import, by),
        ChangeScoringRule change => DecideScoringRule(call, change, by, seen),
        ConfirmScoringRule confirm => DecideScoringRule(call, confirm, by, seen),
        Follow follow => DecideFollow(call, follow, by),
        ConfirmChoice confirm => RefuseSetting(call, by) is { } refusal ? refusal
            : new ChoiceConfirmed(confirm.Key, confirm.Sha256, confirm.Value),
        ChangeSettings change => RefuseSetting(call, by) is { } refusal ? refusal
            : change.TouchesScoring && seen.HasScores ? new SheetsAreScored()
            : new SettingsChanged(change.Sha256, change.Settings, change.NameEn, change.NameZh),
        WriteSettings write => by.Capacity != Capacity.Program ? new Refusal.NeedsCapacity(Capacity.Program)
            : new SettingsChanged(write.Sha256, write.Settings, write.NameEn, write.NameZh),
        _ => throw new ArgumentOutOfRangeException(nameof(act)),
    };

    public static CallState Apply(CallState call, Fact fact) => fact switch
    {
        Created => CallState.Drafted,
        Moved moved when moved.To <= CallStage.Scoring => Sealed(call) with
        {
            Stage = moved.To, ScoringBegan = call.ScoringBegan || moved.To == CallStage.Scoring,
        },
        Moved moved => call with { Stage = moved.To, GoingBack = null, RuleRequest = null },
        GoingBackRequested requested => call with { GoingBack = requested.GoingBack },
        GoingBackWithdrawn => call with { GoingBack = null },
        ScoringClosed closed => call with { Stage = CallStage.Ranking, ScoringClosedAt = closed.At },
        OpeningRequested requested => call with { OpeningRequest = requested.Request },
        Opened opened => call with { Opening = opened.Opening, WasOpened = true },
        DatesSet dates => call with { OpensOn = dates.OpensOn, ClosesOn = dates.ClosesOn, ScoringClosesAt = dates.ScoringClosesAt },
        ScoringRuleRequested requested => call with { RuleRequest = requested.Asked },
        ScoringRuleChanged => call with { RuleRequest = null },
        ConflictRulesChanged or TableImported => call,
        SettingsChanged or ChoiceConfirmed => call,
        ScoringExtended extended => call with { ScoringClosesAt = extended.Until },
        RemindersPlanned planned => call with { Reminders = planned.Plan },
        _ => throw new ArgumentOutOfRangeException(nameof(fact)),
    };

    /// <summary>
    /// Whether going back to a stage needs a second person: over a result that is known, since scores were opened or nobody was scored, or
    /// over something frozen.
    /// </summary>
    public static bool NeedsTwo(CallState call, CallStage to, CallEvidence seen) =>
        seen.SomethingIsFrozen || ((call.WasOpened || call.IsUnscored) && to <= CallStage.Scoring);

    /// <summary>Scoring opens again, so the scores are sealed again.</summary>
    private static CallState Sealed(CallState call) =>
        call with { ScoringClosedAt = null, OpeningRequest = null, Opening = null, GoingBack = null, RuleRequest = null };

    /// <summary>Whether what the call is set up by may change; null = yes.</summary>
    private static Refusal? RefuseSetting(CallState call, By by) =>
        by.Capacity != Capacity.Officer ? new Refusal.NeedsCapacity(Capacity.Officer)
        : call.Stage >= CallStage.Scoring ? new WrongStage(call.Stage)
        : call.WasOpened ? new ScoresWereOpened() : null;

    private static Answer DecideAdvance(CallState call, Advance act, By by, CallEvidence seen) =>
        by.Capacity != Capacity.Officer ? new Refusal.NeedsCapacity(Capacity.Officer)
        : Next(call.Stage, seen.NobodyIsScored) != act.To ? new Skips(call.Stage, act.To)
        : seen.Unmet != Gate.None ? new GateIsShut(seen.Unmet)
        // Scoring is left by closing it, which seals the scores until two persons open them.
        : call.Stage == CallStage.Scoring ? new GateIsShut(Gate.ScoringIsClosed)
        : new Moved(call.Stage, act.To, new FreeText(""), RequestedBy: null);

    private static Answer DecideFollow(CallState call, Follow act, By by) =>
        !Following.TryGetValue((call.Stage, act.To), out var capacity) ? new Skips(call.Stage, act.To)
        : by.Capacity != capacity ? new Refusal.NeedsCapacity(capacity)
        : new Moved(call.Stage, act.To, new FreeText(""), RequestedBy: null);

    private static Answer DecideGoBack(CallState call, GoBack act, By by, CallEvidence seen)
    {
        if (by.Capacity != Capacity.Officer)
        {
            return new Refusal.NeedsCapacity(Capacity.Officer);
        }
        if (!Earlier(call).Contains(act.To))
        {
            return new Skips(call.Stage, act.To);
        }
        if (act.Reason is not { } reason)
        {
            return new Refusal.NeedsReason();
        }
        return NeedsTwo(call, act.To, seen)
            ? new GoingBackRequested(new GoingBack(act.To, reason) { Request = Request.From(by) })
            : new Moved(call.Stage, act.To, reason, RequestedBy: null);
    }

    private static Answer DecideConfirmation(CallState call, ConfirmGoingBack act, By by)
    {
        if (by.Capacity is not (Capacity.Approver or Capacity.Supervisor))
        {
            return new Refusal.NeedsCapacity(Capacity.Approver);
        }
        if (Request.RefuseConfirmation(call.GoingBack?.Request, act.Request, by) is { } refusal)
        {
            return refusal;
        }
        return call.GoingBack is { } back && back.To < call.Stage
            ? new Moved(call.Stage, back.To, back.Reason, back.Request.By) : new Refusal.RequestWasReplaced();
    }

    private static Answer DecideWithdrawal(CallState call, WithdrawGoingBack act, By by) =>
        by.Capacity is not (Capacity.Officer or Capacity.Approver or Capacity.Supervisor) ? new Refusal.NeedsCapacity(Capacity.Officer)
        : call.GoingBack?.Request.Id != act.Request ? new Refusal.RequestWasReplaced()
        : new GoingBackWithdrawn(act.Request);

    private static Answer DecideClose(CallState call, CloseScoring act, By by, CallEvidence seen) =>
        by.Capacity != Capacity.Officer ? new Refusal.NeedsCapacity(Capacity.Officer)
        : call.Stage != CallStage.Scoring ? new WrongStage(call.Stage)
        : seen.OpenSheets > 0 && act.Reason is null ? new SheetsAreOpen(seen.OpenSheets)
        : new ScoringClosed(by.At, seen.OpenSheets, act.Reason ?? new FreeText(""));

    private static Answer DecideAsk(CallState call, By by) =>
        by.Capacity != Capacity.Officer ? new Refusal.NeedsCapacity(Capacity.Officer)
        : call.ScoringClosedAt is null ? new WrongStage(call.Stage)
        : call.ScoresAreOpened ? new AreOpenedAlready()
        : new OpeningRequested(Request.From(by));

    private static Answer DecideOpen(CallState call, Open act, By by)
    {
        if (by.Capacity is not (Capacity.Approver or Capacity.Supervisor))
        {
            return new Refusal.NeedsCapacity(Capacity.Supervisor);
        }
        if (call.ScoringClosedAt is null)
        {
            return new WrongStage(call.Stage);
        }
        if (call.ScoresAreOpened)
        {
            return new AreOpenedAlready();
        }
        return Request.RefuseConfirmation(call.OpeningRequest, act.Request, by) is { } refusal ? refusal
            : call.OpeningRequest is { } asked ? new Opened(new Opening(asked.By, by.Who, by.At)) : new Refusal.RequestWasReplaced();
    }

    /// <summary>Dates are set until scoring begins; from then on the deadline is only extended.</summary>
    private static Answer DecideDates(CallState call, SetDates act, By by)
    {
        if (by.Capacity != Capacity.Officer)
        {
            return new Refusal.NeedsCapacity(Capacity.Officer);
        }
        if (call.Stage >= CallStage.Scoring)
        {
            return new WrongStage(call.Stage);
        }
        // A form shows minutes.
        var closes = (act.ScoringClosesAt - call.ScoringClosesAt)?.Duration() < TimeSpan.FromMinutes(1)
            ? call.ScoringClosesAt : act.ScoringClosesAt;
        if (call.ScoringBegan && closes != call.ScoringClosesAt)
        {
            return new IsOnlyExtended();
        }
        return act.OpensOn == call.OpensOn && act.ClosesOn == call.ClosesOn && closes == call.ScoringClosesAt
            ? Answer.Nothing : new DatesSet(act.OpensOn, act.ClosesOn, closes);
    }

    /// <summary>Where conflicts were found already, other rules need a reason.</summary>
    private static Answer DecideConflictRules(CallState call, ChangeConflictRules act, By by, CallEvidence seen) =>
        RefuseSetting(call, by) is { } refusal ? refusal
        : act.Before == act.After ? Answer.Nothing
        : act.Reason is null && seen.ConflictsFound > 0 ? new Refusal.NeedsReason()
        : new ConflictRulesChanged(act.Before, act.After, act.Reason.GetValueOrDefault(FreeText.Of(null)));

    /// <summary>The last stage in which a table comes in.</summary>
    public static CallStage LastStage(ConflictTable table) =>
        table == ConflictTable.Affinities ? CallStage.Assigning : CallStage.Deliberation - 1;

    private static Answer DecideTable(CallState call, ImportTable act, By by) =>
        by.Capacity != Capacity.Officer ? new Refusal.NeedsCapacity(Capacity.Officer)
        : call.Stage > LastStage(act.Table) ? new WrongStage(call.Stage)
        : act.Reason is { } reason ? new TableImported(act.Table, act.RowsBefore, act.Rows, act.Changes, reason)
            : new Refusal.NeedsReason();

    /// <summary>Whether the rule may change at this stage; null = yes.</summary>
    public static Refusal? RefuseScoringRule(CallState call, CallEvidence seen) =>
        call.Stage is < CallStage.Scoring or > CallStage.Allocating ? new WrongStage(call.Stage)
        : seen.ProposalIsPending ? new ProposalIsPending() : null;

    private static Answer DecideScoringRule(CallState call, ChangeScoringRule act, By by, CallEvidence seen) =>
        by.Capacity != Capacity.Officer ? new Refusal.NeedsCapacity(Capacity.Officer)
        : RefuseScoringRule(call, seen) is { } refusal ? refusal
        : act.Before == act.After ? new IsTheSame()
        : act.Reason is not { } reason ? new Refusal.NeedsReason()
        : call.WasOpened ? new ScoringRuleRequested(act.Before, new RuleRequest(reason) { Rule = act.After, Request = Request.From(by) })
        : new ScoringRuleChanged(act.Before, act.After, reason);

    private static Answer DecideScoringRule(CallState call, ConfirmScoringRule act, By by, CallEvidence seen) =>
        by.Capacity is not (Capacity.Approver or Capacity.Supervisor) ? new Refusal.NeedsCapacity(Capacity.Approver)
        : Request.RefuseConfirmation(call.RuleRequest?.Request, act.Request, by) is { } replaced ? replaced
        : RefuseScoringRule(call, seen) is { } refusal ? refusal
        : call.RuleRequest is { } asked ? new ScoringRuleChanged(act.Before, asked.Rule, asked.Reason, asked.Request.By)
        : new Refusal.RequestWasReplaced();

    private static Answer DecideReminders(CallState call, PlanReminders act, By by) =>
        by.Capacity != Capacity.Officer ? new Refusal.NeedsCapacity(Capacity.Officer)
        : call.Stage > CallStage.Scoring ? new WrongStage(call.Stage)
        : act.Plan is not { } plan ? new IsNoReminderPlan()
        : plan == call.Reminders ? Answer.Nothing : new RemindersPlanned(plan);

    private static Answer DecideExtension(CallState call, ExtendScoring act, By by)
    {
        if (by.Capacity != Capacity.Officer)
        {
            return new Refusal.NeedsCapacity(Capacity.Officer);
        }
        if (call.Stage != CallStage.Scoring)
        {
            return new WrongStage(call.Stage);
        }
        var earliest = call.ScoringClosesAt is { } closes && closes > by.At ? closes : by.At;
        if (act.Until <= earliest)
        {
            return new MustBeLater(earliest);
        }
        return act.Reason is { } reason ? new ScoringExtended(call.ScoringClosesAt, act.Until, reason) : new Refusal.NeedsReason();
    }
}
