using GrantReview.Core.Accounts;
using GrantReview.Core.Applications;
using GrantReview.Core.Experts;

namespace GrantReview.Web.Localisation;

/// <summary>Refusals in words, with what to do.</summary>
public static class RefusalText
{
    public static string Of(Refusal refusal) => refusal switch
    {
        Refusal.NeedsCapacity needs => Text.Of("Refusal.NeedsCapacity", CapacityText.Of(needs.Capacity)),
        ObjectionLife.NeedsOutcome => Text.Of("Objections.NeedsOutcome"),
        LibraryLife.IsCarriedAlready => Text.Of("Library.CarriedAlready"),
        LibraryLife.ScoringHasBegun => Text.Of("Settings.Frozen"),
        PaymentLife.AwardsBreakRules breaks =>
            Text.Of("Finance.AwardsBreakRules", string.Join("; ", breaks.Unkept.Select(u => $"{u.Application} {u.Rule}"))),
        PaymentLife.IsSuperseded => Text.Of("Finance.IsSuperseded"),
        PaymentOrderLife.NeedsTakeOver => Text.Of("Payments.NeedsTakeOver"),
        PaymentOrderLife.NothingIsDue => Text.Of("Payments.NothingIsDue"),
        PaymentOrderLife.NotInThisState => Text.Of("Payments.NotInThisState"),
        PaymentOrderLife.ListHasChanged => Text.Of("Payments.ListHasChanged"),
        PaymentOrderLife.FileWasRead => Text.Of("Payments.FileWasRead"),
        PaymentOrderLife.FileWasReadFor other => Text.Of("Payments.FileWasReadFor", other.Order),
        PaymentOrderLife.IsNoReturnOfOrder => Text.Of("Payments.IsNoReturnOfOrder"),
        PaymentOrderLife.IsNoQuestion => Text.Of("Payments.IsNoQuestion"),
        PaymentOrderLife.IsInOrder other => Text.Of("Payments.IsInOrder", other.Order),
        PaymentOrderLife.IsBeyondAward beyond => Text.Of("Payments.IsBeyondAward", Formats.Yuan(beyond.Awarded.Fen)),
        PaymentOrderLife.DayIsOutside { From: { } from } day => Text.Of("Payments.DayIsOutside", Formats.Day(from), Formats.Day(day.Until)),
        PaymentOrderLife.DayIsOutside day => Text.Of("Payments.DayIsAfter", Formats.Day(day.Until)),
        CorrectionLife.IsNotSettled => Text.Of("Payments.IsNotSettled"),
        CorrectionLife.IsSoAlready => Text.Of("Payments.IsSoAlready"),
        CorrectionLife.AnotherWaits => Text.Of("Payments.CorrectionWaits"),
        CorrectionLife.RefundsStand stand => Text.Of("Payments.RefundsStand", Formats.Yuan(stand.Refunded.Fen)),
        PayeeLife.IsUnclear => Text.Of("Payments.PayeeUnclear", Payee.Shortest, Payee.Longest),
        PayeeLife.IsTheSame => Text.Of("Payments.PayeeSame"),
        PayeeLife.AnotherWaits => Text.Of("Payments.PayeeWaits"),
        RefundLife.IsMoreThanPaid more => Text.Of("Payments.MoreThanPaid", Formats.Yuan(more.Left.Fen)),
        RefundLife.IsNoAmount => Text.Of("Payments.NoAmount"),
        PaymentLife.IsTakenOverAlready => Text.Of("Finance.TakenOverAlready"),
        FeeTermsLife.AreNoRates => Text.Of("Fees.NotRates"),
        AttendanceLife.DayIsToCome day => Text.Of("Fees.DayIsToCome", Formats.Day(day.Today)),
        AttendanceLife.IsInAList => Text.Of("Fees.DayIsInAList"),
        AttendanceLife.NobodyCame => Text.Of("Fees.NobodyCame"),
        FeeListLife.ScoringGoesOn => Text.Of("Fees.ScoringGoesOn"),
        FeeListLife.NeedsTerms => Text.Of("Fees.NeedsTerms"),
        FeeListLife.NothingIsDue => Text.Of("Fees.NothingDue"),
        FeeListLife.HasChanged => Text.Of("Fees.HasChanged"),
        FeeListLife.NotInThisState => Text.Of("Fees.NotInThisState"),
        FeePayeeLife.IsUnclear => Text.Of("Fees.PayeeUnclear", Payee.Shortest, Payee.Longest),
        BroadcastLife.WasSent => Text.Of("Broadcast.WasSent"),
        BroadcastLife.NeedsWords => Text.Of("Broadcast.NeedsWords"),
        BroadcastLife.EnglishIsHalf => Text.Of("Broadcast.EnglishIsHalf"),
        BroadcastLife.SubjectIsTooLong subject => Text.Of("Broadcast.SubjectIsTooLong", subject.Longest),
        BroadcastLife.ReachesNobody => Text.Of("Broadcast.ReachesNobody"),
        AbsenceLife.EndsBeforeItBegins => Text.Of("Availability.EndsBefore"),
        AbsenceLife.IsOver over => Text.Of("Availability.IsOver", Formats.Day(over.Today)),
        AbsenceLife.Overlaps { Other: var other } =>
            Text.Of("Availability.Overlaps", Formats.Day(other.FirstDay), Formats.Day(other.LastDay)),
        CertificateLife.CallGoesOn => Text.Of("Certificates.CallGoesOn"),
        CertificateLife.NothingWasDone => Text.Of("Certificates.NothingWasDone"),
        Refusal.NotThere => Text.Of("Refusal.NotThere"),
        Refusal.NeedsReason => Text.Of("Form.Needs"),
        Refusal.NeedsAnotherPerson => Text.Of("Refusal.NeedsAnotherPerson"),
        Refusal.RequestWasReplaced => Text.Of("Refusal.RequestWasReplaced"),
        Refusal.ChangedMeanwhile => Text.Of("Refusal.ChangedMeanwhile"),
        Refusal.TooManyAtOnce => Text.Of("Refusal.TooManyAtOnce"),
        Refusal.TextIsTooLong => Text.Of("Refusal.TextIsTooLong", FreeText.Longest),
        SheetLife.NotInThisState { Status: SheetStatus.Submitted } => Text.Of("Sheet.IsSubmitted"),
        SheetLife.NotInThisState { Status: SheetStatus.Suspended } => Text.Of("Sheet.IsLeft"),
        SheetLife.NotInThisState { Status: SheetStatus.Held or SheetStatus.Discounted } => Text.Of("Sheet.IsHeld"),
        SheetLife.NotInThisState => Text.Of("Sheet.IsOpen"),
        SheetLife.NotScoring => Text.Of("Sheet.Closed"),
        SheetLife.ScoringIsOver over => Text.Of("Sheet.IsOver", Formats.Instant(over.ClosedAt)),
        SheetLife.IsIncomplete incomplete => Text.Of("Sheet.Missing", AnswerText.Of(incomplete.Missing)),
        SheetLife.TooLateForConflicts or ConflictLife.IsTooLate => Text.Of("Conflicts.Closed"),
        ConflictLife.NotOpen conflict => Text.Of("Conflicts.NotOpen", Text.Of($"ConflictStatus.{conflict.Status}")),
        ConflictLife.IsNeverDismissed never => Text.Of("Conflicts.Never", Text.Of($"Ground.{never.Ground}")),
        ConflictLife.NeedsAnswer => Text.Of("Conflicts.NeedsAnswer"),
        ConflictLife.IsProposedAlready => Text.Of("Conflicts.AlreadyProposed"),
        ConflictLife.StandsAlready => Text.Of("Conflicts.PinExists"),
        ConflictLife.NoSuchPair none => Text.Of("Conflicts.PinUnknown", none.Application, none.Expert),
        DeclarationLife.IsDeclared => Text.Of("Declare.IsDone"),
        DeclarationLife.NeedsAgain => Text.Of("Declare.NeedsAgain"),
        DeclarationLife.NeedsUndertaking => Text.Of("Declare.NeedsUndertaking"),
        SheetLife.NeedsDefect => Text.Of("Progress.NeedsDefect"),
        DeclarationLife.LeavesOut => Text.Of("Declare.LeavesOut"),
        LeafLife.IsNoScore fault => Text.Of($"Fault.{fault.Fault}", Formats.Plain(fault.Min), Formats.Plain(fault.Max)),
        SheetLife.NewerIsThere => Text.Of("Sheet.Conflict"),
        PlanLife.NotInThisState plan => Text.Of("Plans.NotInThisState", Text.Of($"PlanStatus.{plan.Status}")),
        PlanLife.HasFaults => Text.Of("Plans.Faults"),
        PlanLife.HasScores => Text.Of("Plans.HasScores"),
        PlanLife.FitsNoMore => Text.Of("Change.Stale"),
        PlanLife.IsBarred => Text.Of("Plans.IsBarred"),
        PlanLife.SitsAlready => Text.Of("Plans.SitsAlready"),
        PlanLife.IsDrawn => Text.Of("Plans.IsDrawn"),
        PlanLife.AnotherIsDrawn => Text.Of("Plans.AnotherIsDrawn"),
        PlanLife.IsOutOfOrder => Text.Of("Plans.IsOutOfOrder"),
        GroupingLife.AreClosed => Text.Of("Groups.Closed"),
        GroupingLife.NothingToTakeBack => Text.Of("Groups.NothingToUndo"),
        DrawLife.NotInThisState draw => Text.Of("Draw.NotInThisState", Text.Of($"DrawStatus.{draw.Status}")),
        DrawLife.AnotherWaits => Text.Of("Draw.Waiting"),
        DrawLife.TakesNoShares { Kind: DrawKind.Lots } => Text.Of("Lottery.TooLate"),
        DrawLife.TooEarlyToHold { Kind: DrawKind.Lots } => Text.Of("Lottery.NotYet"),
        DrawLife.TakesNoShares or DrawLife.TooEarlyToHold => Text.Of("Plans.NotAssigning"),
        DrawLife.NotYours => Text.Of("Draw.NotYours"),
        DrawLife.SharesAreMissing => Text.Of("Draw.SharesMissing"),
        DrawLife.NeedsWitness => Text.Of("Draw.WitnessNeeded"),
        DrawLife.TooEarlyToReveal => Text.Of("Draw.NotYetRevealed"),
        DrawLife.NoPool => Text.Of("Draw.NoPool"),
        DrawLife.NotForPanels => Text.Of("Draw.NotForPanels"),
        DrawLife.NoLotsAsked => Text.Of("Lottery.NotAsked"),
        CallLife.SheetsAreScored => Text.Of("Refusal.SheetsAreScored"),
        CallLife.IsOnlyExtended => Text.Of("Refusal.IsOnlyExtended"),
        CallLife.GroundsNeedReason => Text.Of("Refusal.GroundsNeedReason"),
        TreeLife.CannotReachFull full => Text.Of("Refusal.TreeCannotReachFull", full.Leaf),
        TreeLife.LacksLeaves lost => Text.Of("Refusal.TreeLacksLeaves", string.Join(", ", lost.Codes)),
        TreeLife.IsPublished published => Text.Of("Refusal.TreeIsPublished", published.Number),
        CallLife.WrongStage stage => Text.Of("Refusal.WrongStage", Text.Of($"Stage.{stage.Stage}")),
        CallLife.Skips skips => Text.Of("Overview.Skips", Text.Of($"Stage.{skips.To}"), Text.Of($"Stage.{skips.From}")),
        CallLife.GateIsShut gate => GateText.Of(gate.Gate),
        CallLife.SheetsAreOpen open => Text.Of("Progress.CloseOpen", open.Count),
        CallLife.AreOpenedAlready => Text.Of("Refusal.AreOpenedAlready"),
        CallLife.ScoresWereOpened => Text.Of("Refusal.ScoresWereOpened"),
        CallLife.IsTheSame => Text.Of("ScoringRule.Same"),
        CallLife.IsInvalid => Text.Of("Form.Invalid"),
        CallLife.ProposalIsPending => Text.Of("ScoringRule.Closed"),
        CallLife.MustBeLater later => Text.Of("Refusal.MustBeLater", Formats.Instant(later.Than)),
        CallLife.IsNoReminderPlan => Text.Of("Reminders.Bad", ReminderPlan.MostDays, ReminderPlan.Most),
        ProposalLife.InputsMovedOn => Text.Of("Allocation.Stale"),
        ApplicationLife.RulesSayOtherwise says => Text.Of("Review.RulesSayOtherwise", string.Join(", ", says.Failing.Concat(says.Open))),
        ImportLife.IsUndone => Text.Of("Imports.IsUndone"),
        ImportLife.IsFollowed => Text.Of("Imports.IsFollowed"),
        ImportLife.AllIsReliedOn all => Text.Of("Imports.AllIsReliedOn", string.Join(", ", all.Kept)),
        VerdictLife.NeedsClause => Text.Of("WaiverNeedsClause"),
        VerdictLife.OnlyTheValueAnswers value => Text.Of("Review.OnlyTheValueAnswers", value.Rule),
        VerdictLife.NothingIsAsked nothing => Text.Of("Review.NothingIsAsked", nothing.Application, nothing.Rule),
        ProposalLife.FindingsAreOpen open => Text.Of("Review.FindingsAreOpen", open.Applications),
        ProposalLife.SheetsAreHeld held => Text.Of("Approvals.SheetsAreHeld", held.Sheets),
        ProposalLife.AnotherWaits => Text.Of("Allocation.Pending"),
        ProposalLife.IsDecided => Text.Of("Approvals.Meanwhile"),
        DecisionLife.NeedsRecord => Text.Of("Deliberation.RecordFirst"),
        DecisionLife.NeedsDay => Text.Of("Deliberation.NoDay"),
        DecisionLife.IsBeforeApproval before => Text.Of("Deliberation.BeforeApproval", Formats.Day(before.ApprovedOn)),
        DecisionLife.IsTooLong => Text.Of("Deliberation.TooLong"),
        DecisionLife.MinutesAreUsed used => Text.Of("Deliberation.MinutesUsed", used.Number),
        DecisionLife.NoSuchApplication none => Text.Of("Deliberation.NoApplication", none.Application),
        DecisionLife.NoAmount => Text.Of("Deliberation.NoAmount"),
        DecisionLife.ChangesNothing nothing => Text.Of("Fault.change-of-nothing", nothing.Application),
        DecisionLife.BreaksRules breaks => Text.Of("Deliberation.BreaksRules", BreachText.Of(breaks.Breaches)),
        DecisionLife.OthersRely rely => Text.Of("Deliberation.OthersRely", BreachText.Of(rely.Breaches)),
        DecisionLife.IsOfEarlierRecord earlier => Text.Of("Deliberation.IsEarlier", earlier.Application),
        DecisionLife.ExemptionsWait wait => Text.Of("Deliberation.ExemptionsWait", string.Join(", ", wait.Applications)),
        DecisionLife.IsNotInOrder faults => Text.Of("Deliberation.Faults", string.Join("; ", faults.Faults.Select(FaultText.Of))),
        NoticeLife.IsNotOpen => Text.Of("Notice.NotOpen"),
        NoticeLife.IsOpenAlready => Text.Of("Notice.WrongStage"),
        NoticeLife.NeedsPeriod period => Text.Of("Notice.BadPeriod", Formats.Day(period.NotBefore), period.Longest),
        NoticeLife.IsNotAwarded => Text.Of("Notice.NeedsWithdrawal"),
        NoticeLife.LaterFirst later => Text.Of("Notice.LaterFirst", later.Application),
        NoticeLife.IsNotOver over => Text.Of("Notice.NotOver", Formats.Day(over.Until)),
        NoticeLife.ObjectionsAreOpen => Text.Of("Notice.OpenObjections"),
        RunLife.ScoresAreSealed => Text.Of("Runs.Sealed"),
        RunLife.LotsNeedTheirSeed => Text.Of("Lottery.SeedMissing"),
        RunLife.NotInThisState => Text.Of("Runs.IsOver"),
        ScenarioLife.NeedsNameAndFigure => Text.Of("Scenarios.Needs"),
        ScenarioLife.IsTaken taken => Text.Of("Scenarios.Twice", taken.Name),
        ScenarioLife.LosersAreUnseen unseen => Text.Of("Scenarios.Unseen", string.Join(", ", unseen.Losers)),
        GrantLife.NotForOneself => Text.Of("Refusal.NotForOneself"),
        GrantLife.IsExcluded excluded => Text.Of(
            "Refusal.IsExcluded", CapacityText.Of(excluded.Exclusion.One), CapacityText.Of(excluded.Exclusion.Other),
                CapacityText.Why(excluded.Exclusion.Why)),
        GrantLife.IsHeldAlready => Text.Of("Refusal.IsHeldAlready"),
        GrantLife.IsNotHeld => Text.Of("Refusal.IsNotHeld"),
        GrantLife.IsTheLast last => Text.Of("Refusal.IsTheLast", CapacityText.Of(last.Capacity)),
        GrantLife.IsRecused => Text.Of("Refusal.IsRecused"),
        RecusalLife.LeavesNobody nobody => Text.Of("Refusal.LeavesNobody", nobody.Unit, nobody.Application)
            + (nobody.Others.Count == 0 ? Text.Of("Refusal.NobodyToName")
                : Text.Of("Refusal.MayBeNamed", string.Join(Text.Of("List.And"), nobody.Others))),
        GrantLife.CannotBeGranted no => Text.Of("Refusal.CannotBeGranted", CapacityText.Of(no.Capacity)),
        RecusalLife.IsAlready already => Text.Of(already.Recused ? "Refusal.IsRecusedAlready" : "Refusal.IsNotRecused"),
        AccountLife.IsTaken taken => Text.Of("Admin.Taken", taken.UserName),
        AccountLife.IsUnknown unknown => Text.Of("Refusal.AccountIsUnknown", unknown.UserName),
        AccountLife.IsDisabled => Text.Of("Refusal.AccountIsDisabled"),
        AccountLife.IsEnabled => Text.Of("Refusal.AccountIsEnabled"),
        AccountLife.HasNoEmail => Text.Of("Refusal.HasNoEmail"),
        AccountLife.HasPassword => Text.Of("Refusal.HasPassword"),
        AccountLife.LinkIsDead => Text.Of("Entry.Dead"),
        AccountLinkLife.IsExpertAlready => Text.Of("Refusal.IsExpertAlready"),
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "This refusal has no words."),
    };
}

/// <summary>What a record of a meeting lacks or contradicts.</summary>
public static class FaultText
{
    public static string Of(DecisionFault fault) => fault.Kind switch
    {
        DecisionFaultKind.MeetingMissing => Text.Of("Fault.meeting-missing"),
        DecisionFaultKind.MinutesMissing => Text.Of("Fault.minutes-missing"),
        DecisionFaultKind.AttendeesMissing => Text.Of("Fault.attendees-missing"),
        DecisionFaultKind.RecusalWithoutReason => Text.Of("Fault.recusal-without-reason", fault.Person),
        DecisionFaultKind.RecusedAndAttending => Text.Of("Fault.recused-and-attending", fault.Person),
        DecisionFaultKind.ChangeWithoutReason => Text.Of("Fault.change-without-reason", fault.Application),
        DecisionFaultKind.ChangeFromSomethingElse => Text.Of("Fault.change-from-something-else", fault.Application),
        DecisionFaultKind.ChangeOfNothing => Text.Of("Fault.change-of-nothing", fault.Application),
        DecisionFaultKind.AmountNegative => Text.Of("Fault.amount-negative", fault.Application),
        DecisionFaultKind.ExemptionWithoutClause => Text.Of("Fault.exemption-without-clause", fault.Application),
        DecisionFaultKind.ChangedTwice => Text.Of("Fault.changed-twice", fault.Application),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "This fault has no words."),
    };
}

/// <summary>The rules that a list of awards breaks, in words.</summary>
public static class BreachText
{
    public static string Of(IEnumerable<AwardBreach> breaches) => string.Join("; ", breaches.Select(Of));

    public static string Of(AwardBreach breach) => breach.Rule switch
    {
        AwardRule.Eligibility => Text.Of("Breach.Eligibility", breach.Application),
        AwardRule.Verdict => Text.Of("Breach.Verdict", breach.Application),
        AwardRule.OfCall => Text.Of("Breach.OfCall", breach.Application, breach.OfCall),
        AwardRule.MinimumScore => Text.Of("Breach.MinimumScore", breach.Application),
        AwardRule.Ties => Text.Of("Breach.Ties", breach.Application),
        AwardRule.Amount => Text.Of("Breach.Amount", breach.Application, Size(breach, breach.Is), Size(breach, breach.Limit)),
        AwardRule.Cap => Text.Of("Breach.Cap", breach.Quota, Size(breach, breach.Is), Size(breach, breach.Limit)),
        AwardRule.Floor => Text.Of("Breach.Floor", breach.Quota, Size(breach, breach.Is), Size(breach, breach.Limit)),
        AwardRule.Exclusive => Text.Of("Breach.Exclusive", breach.Application, breach.Beside),
        AwardRule.Order => Text.Of("Breach.Order", breach.Application, breach.Beside),
        _ => throw new ArgumentOutOfRangeException(nameof(breach), breach, "This rule has no words."),
    };

    private static string Size(AwardBreach breach, long? size) => breach.IsOfMoney ? Formats.Yuan(size) : $"{size}";
}

/// <summary>What must be done before the next stage.</summary>
public static class GateText
{
    public static string Of(Gate gate) => gate switch
    {
        Gate.TreeIsPublished => Text.Of("Overview.GateTree"),
        Gate.ApplicationsAreThere => Text.Of("Overview.GateApplications"),
        Gate.FindingsAreAnswered => Text.Of("Overview.GateFindings"),
        Gate.PlanIsDeployed => Text.Of("Overview.GatePlan"),
        Gate.ScoringIsClosed => Text.Of("Overview.GateClose"),
        Gate.RunIsDone => Text.Of("Overview.GateRun"),
        Gate.ProposalIsApproved => Text.Of("Overview.GateApproval"),
        Gate.DecisionIsFrozen => Text.Of("Overview.GateDecision"),
        Gate.AwardsAreFrozen => Text.Of("Overview.GateFinal"),
        _ => throw new ArgumentOutOfRangeException(nameof(gate), gate, "An open gate needs no words."),
    };
}

/// <summary>What a person is in a call (身份), in words.</summary>
public static class CapacityText
{
    public static string Of(Capacity capacity) => capacity switch
    {
        Capacity.Program => Text.Of("Capacity.Program"),
        Capacity.Officer => Text.Of("Capacity.Officer"),
        Capacity.Approver => Text.Of("Capacity.Approver"),
        Capacity.Supervisor => Text.Of("Capacity.Supervisor"),
        Capacity.Auditor => Text.Of("Capacity.Auditor"),
        Capacity.Finance => Text.Of("Capacity.Finance"),
        Capacity.Expert => Text.Of("Capacity.Expert"),
        Capacity.SystemAdministrator => Text.Of("Capacity.SystemAdministrator"),
        Capacity.SecurityAdministrator => Text.Of("Capacity.SecurityAdministrator"),
        Capacity.AuditAdministrator => Text.Of("Capacity.AuditAdministrator"),
        Capacity.AccountHolder => Text.Of("Capacity.AccountHolder"),
        _ => throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "No capacity."),
    };

    public static string Why(ExclusionReason why) => why switch
    {
        ExclusionReason.ConfirmsOwn => Text.Of("Exclusion.ConfirmsOwn"),
        ExclusionReason.ScoresOwn => Text.Of("Exclusion.ScoresOwn"),
        ExclusionReason.WatchesOwn => Text.Of("Exclusion.WatchesOwn"),
        ExclusionReason.PaysOwn => Text.Of("Exclusion.PaysOwn"),
        ExclusionReason.Administers => Text.Of("Exclusion.Administers"),
        _ => throw new ArgumentOutOfRangeException(nameof(why), why, "No reason."),
    };
}
