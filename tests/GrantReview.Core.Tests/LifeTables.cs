using System.Text;
using GrantReview.Core.Accounts;
using GrantReview.Core.Acts;
using GrantReview.Core.Applications;
using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Assignments;
using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using GrantReview.Core.Conflicts;
using GrantReview.Core.Evaluations;
using GrantReview.Core.Experts;
using GrantReview.Core.Numbers;
using GrantReview.Core.Payments;
using GrantReview.Core.Scoring;
using GrantReview.Core.Settings;
using GrantReview.Testing;

namespace GrantReview.Core.Tests;

/// <summary>
/// What each life answers to its acts, over stated samples, as the READMEs of Core show it. A table that no longer fits fails;
/// GRANTREVIEW_WRITE_TABLES=1 writes it again.
/// </summary>
public class LifeTables
{
    private static readonly DateTime Noon = new(2025, 3, 1, 4, 0, 0, DateTimeKind.Utc);
    private static readonly Guid Asker = new(1, 0, 0, new byte[8]);
    private static readonly Guid Asked = new(2, 0, 0, new byte[8]);
    private static readonly FreeText Why = new("why");

    [Fact]
    public void Call_IsAsTheReadmeSays()
    {
        var request = new Request(Asked, Asker, Noon);
        var opened = new CallState(CallStage.Ranking) { ScoringClosedAt = Noon, Opening = new Opening(Asker, Asker, Noon),
            WasOpened = true };
        ShouldStandIn("Calls", "Call", Render(
            [
                ("draft", CallState.Drafted), ("scoring", new CallState(CallStage.Scoring)),
                    ("nobody was scored", new CallState(CallStage.Ranking)),
                    ("closed", new CallState(CallStage.Ranking) { ScoringClosedAt = Noon }),
                ("asked to open", new CallState(CallStage.Ranking) { ScoringClosedAt = Noon, OpeningRequest = request }),
                    ("opened", opened),
                ("asked to go back", opened with { GoingBack = new GoingBack(CallStage.Scoring, Why) { Request = request } }),
                ("asked for another rule", opened with
                {
                    RuleRequest = new RuleRequest(Why) { Rule = CalibrationSettings.Default, Request = request },
                }),
                ("back at assigning, experts scored", new CallState(CallStage.Assigning) { ScoringBegan = true }),
                ("back at assigning, once opened", new CallState(CallStage.Assigning) { ScoringBegan = true, WasOpened = true }),
            ],
            [
                new CallLife.SetDates(null, null, Noon), new CallLife.ConfirmChoice(new SettingKey("dates"), "0", Why),
                    new CallLife.Advance(CallStage.Open),
                    new CallLife.ExtendScoring(Noon.AddDays(1), Why),
                new CallLife.PlanReminders(ReminderPlan.Parse("7 1")),
                new CallLife.CloseScoring(Why), new CallLife.AskToOpen(), new CallLife.Open(Asked),
                    new CallLife.GoBack(CallStage.Scoring, Why),
                new CallLife.ConfirmGoingBack(Asked), new CallLife.WithdrawGoingBack(Asked),
                new CallLife.ChangeSettings("0", Why, "", ""), new CallLife.ChangeSettings("0", Why, "", "") { TouchesScoring = true },
                new CallLife.ChangeScoringRule(CalibrationSettings.Default, CalibrationSettings.Default with { TrimEachEnd = 2 }, Why),
                new CallLife.ConfirmScoringRule(Asked, CalibrationSettings.Default),
            ],
            (call, act, by) => CallLife.Decide(call, act, by, CallEvidence.Free with { HasScores = call.ScoringBegan })));
    }

    [Fact]
    public void Import_IsAsTheReadmeSays()
    {
        var seen = new ImportEvidence(ImportedList.Applications, CallStage.FormalReview, IsFollowed: false, 3, []);
        var done = new ImportState(Noon, Asker);
        (string, (ImportState, ImportEvidence))[] states =
        [
            ("none", (ImportState.None, seen)), ("done", (done, seen)),
            ("done, experts are assigned", (done, seen with { Stage = CallStage.Assigning })),
            ("experts, experts are assigned", (done, seen with { List = ImportedList.Experts, Stage = CallStage.Assigning })),
            ("another came after", (done, seen with { IsFollowed = true })),
            ("all relied on", (done, seen with { TakesBack = 0, Kept = ["A"] })),
            ("taken back", (done with { UndoneAt = Noon, UndoneBy = Asker }, seen)),
            ("before the call opens", (done, seen with { Stage = CallStage.Open, OpensLater = new DateOnly(2025, 4, 1) })),
        ];
        ShouldStandIn("Calls", "Import", Render(
            states, [new ImportLife.Bring(Why, "x", 1, 0), new ImportLife.Undo()],
            (state, act, by) => ImportLife.Decide(state.Item1, act, by, state.Item2)));
    }

    [Fact]
    public void Header_IsAsTheReadmeSays() => ShouldStandIn("Calls", "Header", Render(
        [("unknown", HeaderMeaning.Unknown), ("remembered", new HeaderMeaning("title", null)),
            ("remembered otherwise", new HeaderMeaning("unit", null))],
        [new HeaderLife.Remember("x", "title", null), new HeaderLife.Forget()],
        (meaning, act, by) => HeaderLife.Decide(meaning, "x", act, by)));

    [Fact]
    public void Sheet_IsAsTheReadmeSays()
    {
        var opened = SheetEvidence.Scoring with { IsScoring = false, ScoresWereOpened = true };
        var submitted = SheetState.Opened with { Status = SheetStatus.Submitted };
        (string, (SheetState, SheetEvidence))[] states =
        [
            ("open", (SheetState.Opened, SheetEvidence.Scoring)),
                ("open, past the deadline", (SheetState.Opened, SheetEvidence.Scoring with { ClosesAt = Noon })),
            ("submitted", (submitted, SheetEvidence.Scoring)), ("submitted, scores opened", (submitted, opened)),
            ("submitted, the meeting decides", (submitted, opened with { ConflictsAreOpen = false })),
            ("submitted, opened and sealed again", (submitted, SheetEvidence.Scoring with { ScoresWereOpened = true })),
            ("returned, opened and sealed again",
                (new SheetState(SheetStatus.Returned, Edition: 2), SheetEvidence.Scoring with { ScoresWereOpened = true })),
            ("asked to give back", (submitted with { Reopening = new Reopening(Why) { Request = new Request(Asked, Asker, Noon) } },
                opened)),
            ("suspended", (SheetState.Opened with { Status = SheetStatus.Suspended }, SheetEvidence.Scoring)),
            ("held", (SheetState.Opened with { Status = SheetStatus.Held }, SheetEvidence.Scoring)),
        ];
        ShouldStandIn("Scoring", "Sheet", Render(
            states,
            [
                new SheetLife.Submit(), new SheetLife.Return(Why, Defect.Form), new SheetLife.ConfirmReopening(Asked),
                    new SheetLife.Leave(Leaving.Declined, Why),
                new SheetLife.Leave(Leaving.PlanChanged, Why), new SheetLife.Seat(), new SheetLife.Hold(), new SheetLife.Rule(true, Why),
                    new SheetLife.Place(1),
            ],
            (sheet, act, by) => SheetLife.Decide(sheet.Item1, act, by, sheet.Item2)));
    }

    [Fact]
    public void Proposal_IsAsTheReadmeSays()
    {
        var seen = new ProposalEvidence(CallStage.Allocating, InputsMovedOn: false, AnotherWaits: false);
        var proposed = new ProposalState(ProposalStatus.Proposed) { ProposedBy = Asker };
        (string, (ProposalState?, ProposalEvidence))[] states =
        [
            ("none", (null, seen)), ("none, inputs moved on", (null, seen with { InputsMovedOn = true })), ("proposed", (proposed, seen)),
            ("proposed, inputs moved on", (proposed, seen with { InputsMovedOn = true })),
            ("proposed, a sheet is held", (proposed, seen with { Held = 1 })),
            ("approved", (proposed with { Status = ProposalStatus.Approved }, seen)),
            ("returned", (proposed with { Status = ProposalStatus.Returned }, seen)),
        ];
        ShouldStandIn("Awards", "Proposal", Render(
            states, [new ProposalLife.Propose(Asked, "", [], Why), new ProposalLife.Approve(), new ProposalLife.Return(Why)],
            (state, act, by) => ProposalLife.Decide(state.Item1, act, by, state.Item2)));
    }

    [Fact]
    public void Decision_IsAsTheReadmeSays()
    {
        AwardCandidate[] candidates = [new(new("A"), new Money(100), null, NoAttributes, Bar.None),
            new(new("B"), new Money(100), null, NoAttributes, Bar.NotEligible)];
        var seen = new DecisionEvidence(
            CallStage.Deliberation, DateOnly.FromDateTime(Noon), new AwardBasis(candidates, [], []), [new(new("A"), new Money(100))],
            [], []);
        var draft = DecisionState.Blank with
        {
            RecordedBy = Asker, Meeting = Why, MinutesNumber = "1", Attendees = Why, HeldOn = DateOnly.FromDateTime(Noon),
        };
        var changed = draft with { Changes = [new MeetingChange(new("A"), null, Why, Asker, Noon, IsCarried: false)] };
        var asked = draft with
        {
            Changes =
            [
                new MeetingChange(new("B"), new Money(100), Why, Asker, Noon, IsCarried: false)
                {
                    Exemption = new ExemptionRequest(Why, [new AwardBreach(AwardRule.Eligibility, new ApplicationId("B"))],
                        new Request(Asked, Asker, Noon)),
                },
            ],
        };
        ShouldStandIn("Awards", "Decision", Render(
            [
                ("none", DecisionState.Blank), ("recorded", draft), ("A taken out", changed), ("exception asked for B", asked),
                ("frozen", draft with { FrozenBy = Asker, FrozenAt = Noon }),
            ],
            [
                new DecisionLife.Record("meeting", DateOnly.FromDateTime(Noon), "1", "", ""),
                    new DecisionLife.Change(new("A"), new Money(50), Why, Why),
                new DecisionLife.Undo(new("A")), new DecisionLife.ConfirmExemption(new("B"), Asked), new DecisionLife.Freeze(0),
            ],
            (state, act, by) => DecisionLife.Decide(state, act, by, seen)));
    }

    [Fact]
    public void Notice_IsAsTheReadmeSays()
    {
        var day = DateOnly.FromDateTime(Noon);
        var calendar = new WorkingDays(new HashSet<int> { day.Year }, new HashSet<DateOnly>(), new HashSet<DateOnly>());
        FundedApplication[] decided = [new(new("A"), new Money(100))];
        var basis = new AwardBasis([new(new("A"), new Money(100), null, NoAttributes, Bar.None)], [], []);
        var seen = new NoticeEvidence(
            CallStage.PublicNotice, day.AddDays(30), calendar, basis, DecisionState.Blank.Deliberation, decided, [], OpenObjections: 0);
        var open = NoticeState.Blank with { On = day, Days = 5, Until = day.AddDays(7), OpenedBy = Asker, OpenedAt = Noon };
        var withdrawn = open with { Withdrawals = [new Withdrawal(Asked, new("A"), Why, null, Asker, Noon)] };
        (string, (NoticeState, NoticeEvidence))[] states =
        [
            ("decided", (NoticeState.Blank, seen)), ("open", (open, seen with { Today = day })), ("period over", (open, seen)),
            ("period over, an objection open", (open, seen with { OpenObjections = 1 })), ("A withdrawn", (withdrawn, seen)),
            ("frozen", (open with { FrozenBy = Asker, FrozenAt = Noon }, seen)),
        ];
        ShouldStandIn("Awards", "Notice", Render(
            states,
            [new NoticeLife.Open(day, 5, true), new NoticeLife.Withdraw(new("A"), Why, null, false), new NoticeLife.TakeBack(Asked),
                new NoticeLife.Freeze(0)],
            (state, act, by) => NoticeLife.Decide(state.Item1, act, by, state.Item2)));
    }

    [Fact]
    public void Verdict_IsAsTheReadmeSays()
    {
        var seen = new VerdictEvidence(CallStage.FormalReview, IsAsked: true, Fails: false, Why);
        var met = new VerdictState(VerdictKind.Met) { By = Asker, At = Noon };
        (string, (VerdictState, VerdictEvidence))[] states =
        [
            ("a person is asked", (VerdictState.None, seen)), ("the rule fails", (VerdictState.None, seen with { Fails = true })),
            ("met already", (met, seen)), ("only a value answers", (VerdictState.None, seen with { NeedsValue = true })),
            ("the rule does not bind", (VerdictState.None, seen with { IsAsked = false })),
            ("the meeting has begun", (met, seen with { Stage = CallStage.Deliberation })),
        ];
        ShouldStandIn("Applications", "Verdict", Render(
            states,
            [
                new VerdictLife.Give(new("A"), new("R"), VerdictKind.Met, null, null),
                new VerdictLife.Give(new("A"), new("R"), VerdictKind.Met, null, Why),
                new VerdictLife.Give(new("A"), new("R"), VerdictKind.NotMet, null, null),
                new VerdictLife.Give(new("A"), new("R"), VerdictKind.NotMet, null, Why),
                new VerdictLife.Give(new("A"), new("R"), VerdictKind.Waived, null, Why),
                new VerdictLife.Give(new("A"), new("R"), VerdictKind.Waived, Why, null),
                new VerdictLife.TakeBack(new("A"), new("R"), null), new VerdictLife.TakeBack(new("A"), new("R"), Why),
            ],
            (state, act, by) => VerdictLife.Decide(state.Item1, act, by, state.Item2)));
    }

    [Fact]
    public void Attachment_IsAsTheReadmeSays()
    {
        var there = new AttachmentState(Noon) { Content = new AttachmentContent("x", AttachmentType.Pdf, 1, 1) };
        (string, (AttachmentState, CallStage))[] states =
        [
            ("none", (AttachmentState.None, CallStage.FormalReview)), ("there", (there, CallStage.FormalReview)),
            ("there, experts score", (there, CallStage.Scoring)), ("withdrawn", (there with { WithdrawnAt = Noon }, CallStage.Scoring)),
            ("scoring is closed", (there, CallStage.Ranking)),
        ];
        ShouldStandIn("Applications", "Attachment", Render(
            states,
            [
                new AttachmentLife.Attach(Why, there.Content), new AttachmentLife.Withdraw(null, Asked),
                new AttachmentLife.Withdraw(Why, Asked),
                new AttachmentLife.Withdraw(null, null), new AttachmentLife.Withdraw(Why, null),
            ],
            (state, act, by) => AttachmentLife.Decide(state.Item1, act, by, state.Item2)));
    }

    [Fact]
    public void Approach_IsAsTheReadmeSays()
    {
        var reported = new ApproachState(Noon, Why);
        ShouldStandIn("Scoring", "Approach", Render(
            [("none", ApproachState.None), ("reported", reported), ("noted", reported with { ReadBy = Asker, ReadAt = Noon })],
            [new ApproachLife.Report(Why), new ApproachLife.Report(null), new ApproachLife.TakeNote()],
            ApproachLife.Decide));
    }

    private static readonly Dictionary<string, string> NoAttributes = [];

    [Fact]
    public void Conflict_IsAsTheReadmeSays()
    {
        var call = new CallState(CallStage.Assigning);
        var found = new ConflictState(ConflictGround.CoAuthor, ConflictSource.Found, ConflictStatus.Found) { Evidence = Why };
        (string, (ConflictState, CallState))[] states =
        [
            ("none", (ConflictState.Unraised, call)), ("found", (found, call)),
            ("found, own application", (found with { Ground = ConflictGround.PrincipalInvestigator }, call)),
            ("dismissal proposed",
                (found with { Dismissal = new Dismissal(Why) { Request = new Request(Asked, Asker, Noon) } }, call)),
            ("confirmed", (found with { Status = ConflictStatus.Confirmed }, call)),
            ("dismissed", (found with { Status = ConflictStatus.Dismissed }, call)),
            ("declared or pinned",
                (new ConflictState(ConflictGround.Declared, ConflictSource.Declared, ConflictStatus.Declared), call)),
            ("the meeting decides", (found, new CallState(CallStage.Deliberation))),
        ];
        ShouldStandIn("Conflicts", "Conflict", Render(
            states,
            [
                new ConflictLife.Find(ConflictGround.CoAuthor, new FreeText("other")), new ConflictLife.Lapse(),
                new ConflictLife.Declare(Why), new ConflictLife.Pin(Why), new ConflictLife.Confirm(), new ConflictLife.Propose(Why),
                new ConflictLife.Agree(Asked), new ConflictLife.Keep(Asked),
            ],
            (state, act, by) => ConflictLife.Decide(state.Item1, act, by, state.Item2)));
    }

    [Fact]
    public void Identity_IsAsTheReadmeSays() => ShouldStandIn("Conflicts", "Identity", Render(
        [
            ("asked", IdentityState.Unanswered), ("one person", new IdentityState(true) { AnsweredBy = Asker }),
            ("two of one name", new IdentityState(false) { AnsweredBy = Asker }),
            ("another call's answer", new IdentityState(false) { AnsweredBy = Asker, From = "C0" }),
            ("asked again", new IdentityState(null) { AnsweredBy = Asker }),
        ],
        [
            new IdentityLife.Ask(), new IdentityLife.Drop(), new IdentityLife.Carry("C1", new IdentityState(true)),
            new IdentityLife.Say(false, Why), new IdentityLife.Say(null, Why),
        ],
        (state, act, by) => IdentityLife.Decide(state, act, by, new CallState(CallStage.Assigning))));

    [Fact]
    public void Declaration_IsAsTheReadmeSays() => ShouldStandIn("Conflicts", "Declaration", Render(
        [("not yet", (DateTime?)null), ("declared", Noon)],
        [
            new DeclarationLife.Declare([new StatedCompetence(Asked, Competence.High)], [], DeclarationLife.UndertakingEdition),
            new DeclarationLife.Declare([], [], DeclarationLife.UndertakingEdition), new DeclarationLife.Reopen(),
        ],
        (state, act, by) => DeclarationLife.Decide(state, act, by, new CallState(CallStage.Scoring), [Asked])));

    [Fact]
    public void Plan_IsAsTheReadmeSays()
    {
        var (assigning, scoring) = (new PlanEvidence(new CallState(CallStage.Assigning)),
            new PlanEvidence(new CallState(CallStage.Scoring)));
        var deployed = new PlanState(PlanStatus.Deployed);
        var pair = new AssignedPair(Asked, Asker, 1);
        (string, (PlanState, PlanEvidence))[] states =
        [
            ("draft", (PlanState.Drafted, assigning)),
            ("draft, a tree is missing", (PlanState.Drafted, assigning with { TreesArePublished = false })), ("draft with faults", (PlanState.Drafted, assigning with { Faults = 1 })),
            ("draft, drawn", (PlanState.Drafted, assigning with { IsDrawn = true })),
            ("draft, another is drawn", (PlanState.Drafted, assigning with { AnotherIsDrawn = true })),
            ("deployed", (deployed, scoring)), ("deployed, drawn", (deployed, scoring with { IsDrawn = true })),
            ("deployed, somebody scored", (deployed, scoring with { HasScores = true })),
            ("deployed, once opened", (deployed, new PlanEvidence(new CallState(CallStage.Scoring) { WasOpened = true }))),
            ("withdrawn", (new PlanState(PlanStatus.Withdrawn), assigning)),
        ];
        ShouldStandIn("Assignments", "Plan", Render(
            states,
            [
                new PlanLife.Assign(pair), new PlanLife.Unassign(pair), new PlanLife.Change([pair], [], Why), new PlanLife.Deploy(),
                new PlanLife.Withdraw(), new PlanLife.TopUp(Asked, [pair]), new PlanLife.Replace(Asked, pair, null),
                new PlanLife.Enlarge(pair, Why),
            ],
            (state, act, by) => PlanLife.Decide(state.Item1, act, by, state.Item2)));
    }

    [Fact]
    public void Draw_IsAsTheReadmeSays()
    {
        var seen = new DrawEvidence(DrawKind.Experts, new CallState(CallStage.Assigning), 1, OneWaits: false, []);
        var all = seen with
        {
            Sealed = [(SeedPart.Officer, Asker), (SeedPart.Supervisor, Asked), (SeedPart.Third, new Guid(3, 0, 0, new byte[8]))],
        };
        var drawn = new DrawState(DrawStatus.Drawn);
        (string, (DrawState, DrawEvidence))[] states =
        [
            ("requested", (DrawState.Unfrozen, seen)), ("sealing", (new DrawState(DrawStatus.Sealing), seen)),
            ("all sealed", (new DrawState(DrawStatus.Sealing), all)), ("drawn", (drawn, all)),
            ("drawn, the notice is out", (drawn, all with { Call = new CallState(CallStage.PublicNotice) })),
            ("replaced", (new DrawState(DrawStatus.Replaced), seen)),
        ];
        ShouldStandIn("Assignments", "Draw", Render(
            states,
            [
                new DrawLife.Freeze(1, "hash", Why), new DrawLife.Allow(), new DrawLife.Disallow(), new DrawLife.GiveWay(),
                new DrawLife.Seal(SeedPart.Officer, "x"), new DrawLife.Seal(SeedPart.Supervisor, "x"),
                new DrawLife.Seal(SeedPart.Third, "x"), new DrawLife.Hold(Why, null, []), new DrawLife.Reveal("seed"),
            ],
            (state, act, by) => DrawLife.Decide(state.Item1, act, by, state.Item2)));
    }

    [Fact]
    public void Grouping_IsAsTheReadmeSays()
    {
        var seen = new GroupingEvidence(new CallState(CallStage.Assigning), IsDeployed: false, Asked);
        Regrouped[] changes = [new(Asked, "", "A")];
        ShouldStandIn("Assignments", "Grouping", Render(
            [("open", seen), ("open, nothing changed", seen with { Last = null }), ("a plan runs", seen with { IsDeployed = true })],
            [
                new GroupingLife.Put(PanelSource.Given, PanelSource.Given, changes, null, Why),
                new GroupingLife.TakeBack(Asked, PanelSource.Given, PanelSource.Given, changes),
            ],
            (state, act, by) => GroupingLife.Decide(act, by, state)));
    }

    [Fact]
    public void Objection_IsAsTheReadmeSays()
    {
        var open = new ObjectionState(ObjectionStatus.Open);
        (string, (ObjectionState, CallStage))[] states =
        [
            ("none", (ObjectionState.None, CallStage.PublicNotice)), ("none, no notice", (ObjectionState.None, CallStage.Awarded)),
            ("open", (open, CallStage.PublicNotice)),
            ("decided", (open with { Status = ObjectionStatus.Upheld }, CallStage.PublicNotice)),
        ];
        ShouldStandIn("Awards", "Objection", Render(
            states,
            [
                new ObjectionLife.Record(1, null, DateOnly.FromDateTime(Noon)), new ObjectionLife.Rule(true, Why),
                new ObjectionLife.Rule(true, new FreeText("by somebody")),
            ],
            (state, act, by) => ObjectionLife.Decide(state.Item1, state.Item2, "somebody", act, by)));
    }

    [Fact]
    public void Payment_IsAsTheReadmeSays()
    {
        var seen = new PaymentEvidence(IsFrozen: true, Differs: false, IsTakenOver: false);
        ShouldStandIn("Payments", "Payment", Render(
            [
                ("not frozen", seen with { IsFrozen = false }), ("frozen", seen), ("the rows say otherwise", seen with { Differs = true }),
                ("superseded", seen with { IsSuperseded = true }),
                ("a rule is not kept", seen with { Unkept = [new UnkeptRule(new("A"), new("R"), "R")] }),
                ("taken over", seen with { IsTakenOver = true }),
            ],
            [new PaymentLife.SetTerms(Why), new PaymentLife.TakeOver(Asked, "hash", 1, new Money(100))],
            (state, act, by) => PaymentLife.Decide(act, by, state)));
    }

    [Fact]
    public void PaymentOrder_IsAsTheReadmeSays()
    {
        var day = DateOnly.FromDateTime(Noon);
        var seen = new PaymentOrderEvidence(IsTakenOver: true, day);
        var changed = seen with { IsTakenOver = false };
        PaymentLine[] lines = [new(new("A"), 1, new Money(100)), new(new("B"), 1, new Money(100)) { Status = PaymentStatus.Question }];
        var prepared = new PaymentOrder(PaymentOrderStatus.Prepared) { Lines = lines, PreparedBy = Asker };
        var released = prepared with { Status = PaymentOrderStatus.Released, Strays = [new StrayPayment(3, new Money(1), Why)] };
        (string, (PaymentOrder, PaymentOrderEvidence))[] states =
        [
            ("none", (PaymentOrder.None, seen)), ("none, the list is not taken over", (PaymentOrder.None, changed)),
            ("prepared", (prepared, seen)), ("prepared, the list changed", (prepared, changed)), ("released", (released, seen)),
            ("released, the file was read", (released with { Files = ["hash"] }, seen)),
            ("released, the file was read for another", (released, seen with { Others = new Dictionary<int, PaymentOrder>
            {
                [2] = PaymentOrder.None with { Files = ["hash"] },
            } })),
            ("released, another order pays it", (released, seen with { Others = new Dictionary<int, PaymentOrder> { [2] = prepared } })),
            ("withdrawn", (prepared with { Status = PaymentOrderStatus.Withdrawn }, seen)),
        ];
        ShouldStandIn("Payments", "PaymentOrder", Render(
            states,
            [
                new PaymentOrderLife.Prepare(lines), new PaymentOrderLife.Release(), new PaymentOrderLife.Withdraw(Why),
                new PaymentOrderLife.Reconcile("hash", [new(1, PaymentStatus.Paid, day, Why)], []),
                new PaymentOrderLife.Settle(2, true, day, Why), new PaymentOrderLife.Explain(1, Why),
            ],
            (state, act, by) => PaymentOrderLife.Decide(state.Item1, act, by, state.Item2)));
    }

    [Fact]
    public void Correction_IsAsTheReadmeSays()
    {
        var day = DateOnly.FromDateTime(Noon);
        var seen = new PaymentOrderEvidence(IsTakenOver: true, day);
        var paid = new PaymentLine(new("A"), 1, new Money(100)) { Status = PaymentStatus.Paid, OrderedOn = day, PaidOn = day };
        var asked = paid with { Asked = new AskedCorrection(false, day, Why, new Request(Asked, Asker, Noon)) };
        PaymentOrder With(PaymentLine line) => new(PaymentOrderStatus.Released) { Lines = [line], PreparedBy = Asker };
        (string, (PaymentOrder, PaymentOrderEvidence))[] states =
        [
            ("prepared", (With(paid) with { Status = PaymentOrderStatus.Prepared }, seen)),
            ("not answered", (With(paid with { Status = PaymentStatus.Ordered }), seen)), ("paid", (With(paid), seen)),
            ("paid, part is refunded", (With(paid), seen with
            {
                Refunded = new Dictionary<ApplicationId, Money> { [new("A")] = new(1) },
            })),
            ("failed", (With(paid with { Status = PaymentStatus.Failed, FailedOn = day }), seen)), ("asked", (With(asked), seen)),
        ];
        ShouldStandIn("Payments", "Correction", Render(
            states,
            [new CorrectionLife.Ask(1, false, day, Why), new CorrectionLife.Confirm(1, Asked), new CorrectionLife.Leave(1, Asked)],
            (state, act, by) => CorrectionLife.Decide(state.Item1, act, by, state.Item2)));
    }

    [Fact]
    public void Payee_IsAsTheReadmeSays()
    {
        var payee = Payee.Of("", "bank", "12345678");
        var asked = new PayeeChange(PayeeChangeStatus.Asked) { Request = new Request(Asked, Asker, Noon) };
        var seen = new PayeeEvidence(IsAwarded: true, AnotherWaits: false);
        (string, (PayeeChange, PayeeEvidence))[] states =
        [
            ("none", (PayeeChange.None, seen)), ("none, no award", (PayeeChange.None, seen with { IsAwarded = false })),
            ("none, another waits", (PayeeChange.None, seen with { AnotherWaits = true })), ("asked", (asked, seen)),
            ("answered", (asked with { Status = PayeeChangeStatus.Confirmed }, seen)),
        ];
        ShouldStandIn("Payments", "Payee", Render(
            states,
            [new PayeeLife.Ask(Payee.Unknown, payee, Why), new PayeeLife.Confirm(Asked), new PayeeLife.Decline(Asked)],
            (state, act, by) => PayeeLife.Decide(state.Item1, act, by, state.Item2)));
    }

    [Fact]
    public void Refund_IsAsTheReadmeSays()
    {
        var asked = new Refund(RefundStatus.Asked) { Amount = new Money(50), Request = new Request(Asked, Asker, Noon) };
        var seen = new RefundEvidence(new Money(100), DateOnly.FromDateTime(Noon), new Money(50), DateOnly.FromDateTime(Noon));
        (string, (Refund, RefundEvidence))[] states =
        [
            ("none", (Refund.None, seen)), ("none, all is refunded", (Refund.None, seen with { Refunded = new Money(100) })),
            ("asked", (asked, seen)), ("asked, less was paid", (asked, seen with { Paid = new Money(99) })),
            ("confirmed", (asked with { Status = RefundStatus.Confirmed }, seen)),
        ];
        ShouldStandIn("Payments", "Refund", Render(
            states,
            [
                new RefundLife.Record(new Money(50), DateOnly.FromDateTime(Noon), Why), new RefundLife.Confirm(Asked),
                new RefundLife.Withdraw(Asked),
            ],
            (state, act, by) => RefundLife.Decide(state.Item1, act, by, state.Item2)));
    }

    [Fact]
    public void FeeList_IsAsTheReadmeSays()
    {
        FeeLine[] lines = [new(Asked, 1, [], new Money(100), Money.Zero, new Money(100), Money.Zero)];
        var seen = new FeeListEvidence(ScoringIsClosed: true, HasTerms: true, IsAsDue: true, DateOnly.FromDateTime(Noon));
        var prepared = new FeeList(FeeListStatus.Prepared) { Lines = lines, PreparedBy = Asker };
        var released = prepared with { Status = FeeListStatus.Released, ReleasedOn = seen.Today };
        var paid = new PaymentOutcome(1, PaymentStatus.Paid, seen.Today, Why);
        (string, (FeeList, FeeListEvidence))[] states =
        [
            ("none", (FeeList.None, seen)), ("none, scoring goes on", (FeeList.None, seen with { ScoringIsClosed = false })),
            ("none, no rates", (FeeList.None, seen with { HasTerms = false })), ("prepared", (prepared, seen)),
            ("prepared, something changed", (prepared, seen with { IsAsDue = false })),
            ("released", (released, seen)),
            ("released, the file was read", (released, seen with { Files = new Dictionary<string, int> { ["file"] = 1 } })),
            ("released, paid", (released with { Outcomes = [paid] }, seen)),
            ("released, a row of the file is none of it", (released with
            {
                Outcomes = [paid], Strays = [new StrayPayment(1, new Money(1), Why)],
            }, seen)),
            ("released, a question that a later list repeats", (released with
            {
                Outcomes = [paid with { Status = PaymentStatus.Question }],
            }, seen with { Again = new Dictionary<int, int> { [1] = 2 } })),
            ("withdrawn", (prepared with { Status = FeeListStatus.Withdrawn }, seen)),
        ];
        ShouldStandIn("Payments", "FeeList", Render(
            states,
            [
                new FeeListLife.Prepare(lines), new FeeListLife.Release(), new FeeListLife.Withdraw(Why),
                new FeeListLife.Reconcile("file", [paid], []), new FeeListLife.Settle(1, true, seen.Today, Why),
                new FeeListLife.Explain(1, Why),
            ],
            (state, act, by) => FeeListLife.Decide(state.Item1, act, by, state.Item2)));
        Assert.Equal(new Refusal.NeedsAnotherPerson(), FeeListLife.Decide(
            prepared, new FeeListLife.Release(), new By(Asker, Capacity.Finance, Noon, Asked), seen).Refusal);
    }

    [Fact]
    public void CorrectionOfFees_IsAsTheReadmeSays()
    {
        var day = DateOnly.FromDateTime(Noon);
        var seen = new FeeListEvidence(ScoringIsClosed: true, HasTerms: true, IsAsDue: true, day);
        var released = new FeeList(FeeListStatus.Released)
        {
            Lines = [new(Asked, 1, [], new Money(100), Money.Zero, new Money(100), Money.Zero)], PreparedBy = Asker, ReleasedOn = day,
        };
        FeeList With(PaymentStatus status) => released with { Outcomes = [new PaymentOutcome(1, status, day, Why)] };
        var asked = new FeeCorrection(1, new AskedCorrection(true, day, Why, new Request(Asked, Asker, Noon)), ConfirmedOn: null);
        (string, (FeeList, FeeListEvidence))[] states =
        [
            ("prepared", (With(PaymentStatus.Failed) with { Status = FeeListStatus.Prepared }, seen)), ("not answered", (released, seen)),
            ("paid", (With(PaymentStatus.Paid), seen)), ("failed", (With(PaymentStatus.Failed), seen)),
            ("failed, a later list repeats it", (With(PaymentStatus.Failed), seen with
            {
                Again = new Dictionary<int, int> { [1] = 2 },
            })),
            ("asked", (With(PaymentStatus.Failed) with { Corrections = [asked] }, seen)),
        ];
        ShouldStandIn("Payments", "CorrectionOfFees", Render(
            states,
            [new CorrectionLife.Ask(1, true, day, Why), new CorrectionLife.Confirm(1, Asked), new CorrectionLife.Leave(1, Asked)],
            (state, act, by) => CorrectionLife.Decide(state.Item1, act, by, state.Item2)));
        Assert.Equal(new Refusal.NeedsAnotherPerson(), CorrectionLife.Decide(
            With(PaymentStatus.Failed) with { Corrections = [asked] }, new CorrectionLife.Confirm(1, Asked),
            new By(Asker, Capacity.Finance, Noon, Asked), seen).Refusal);
    }

    [Fact]
    public void FeeTerms_AreAsTheReadmeSays()
    {
        var terms = new FeeTerms([new FeeRate("", new Money(1), Money.Zero)], true, 3, 50, "clause");
        ShouldStandIn("Payments", "FeeTerms", Render(
            [("rates", terms), ("no amount", terms with { Rates = [new FeeRate("", Money.Zero, Money.Zero)] }),
                ("no clause", terms with { Clause = " " }), ("more than all", terms with { ReducedPercent = 101 })],
            [new FeeTermsLife.Set(terms)], (state, _, by) => FeeTermsLife.Decide(new FeeTermsLife.Set(state), by)));
    }

    [Fact]
    public void Attendance_IsAsTheReadmeSays()
    {
        var day = DateOnly.FromDateTime(Noon);
        var seen = new AttendanceEvidence(day, [Asked], []);
        (string, (Attendance, AttendanceEvidence))[] states =
        [
            ("none", (Attendance.None, seen)), ("recorded", (new Attendance([Asker]), seen)),
            ("recorded, who did not come is paid", (new Attendance([Asker]), seen with { Paid = [Asker] })),
            ("a day to come", (Attendance.None, seen with { Today = day.AddDays(-1) })),
        ];
        ShouldStandIn("Payments", "Attendance", Render(
            states, [new AttendanceLife.Record(FeeMeeting.Panel, day, DayPart.Whole, [Asked], [Asker])],
            (state, act, by) => AttendanceLife.Decide(state.Item1, act, by, state.Item2)));
    }

    [Fact]
    public void FeePayee_IsAsTheReadmeSays()
    {
        var payee = FeePayee.Of("", "11010519491231002X", "bank", "12345678");
        ShouldStandIn("Payments", "FeePayee", Render(
            [("none", (FeePayee.Unknown, payee)), ("the same", (payee, payee)),
                ("unclear", (FeePayee.Unknown, payee with { IdNumber = "11010519491231002Y" }))],
            [new FeePayeeLife.State(payee, payee)],
            (state, _, by) => FeePayeeLife.Decide(new FeePayeeLife.State(state.Item1, state.Item2), by)));
    }

    [Fact]
    public void Broadcast_IsAsTheReadmeSays()
    {
        var (words, seen) = (BroadcastWords.Of("s", "t", "", ""), new BroadcastEvidence(AreAsShown: true));
        (string, (Broadcast, BroadcastWords, BroadcastEvidence))[] states =
        [
            ("written", (Broadcast.None, words, seen)), ("others are meant now", (Broadcast.None, words, new BroadcastEvidence(false))),
            ("no text", (Broadcast.None, BroadcastWords.Of("s", " ", "", ""), seen)),
            ("half an English text", (Broadcast.None, BroadcastWords.Of("s", "t", "s", ""), seen)),
            ("sent", (new Broadcast(Noon), words, seen)),
        ];
        ShouldStandIn("Calls", "Broadcast", Render(
            states, [new BroadcastLife.Send(Audience.AllExperts, "", words, [Asked])],
            (state, _, by) => BroadcastLife.Decide(
                state.Item1, new BroadcastLife.Send(Audience.AllExperts, "", state.Item2, [Asked]), by, state.Item3)));
        Assert.Equal(new BroadcastLife.ReachesNobody(), BroadcastLife.Decide(
            Broadcast.None, new BroadcastLife.Send(Audience.AllExperts, "", words, []), new By(Asker, Capacity.Officer, Noon, Asked), seen)
            .Refusal);
    }

    [Fact]
    public void Certificate_IsAsTheReadmeSays()
    {
        var day = DateOnly.FromDateTime(Noon);
        var seen = new CertificateEvidence(CallStage.Awarded, new ExpertService(3, 1, day, day), 4, day);
        (string, (Certificate, CertificateEvidence))[] states =
        [
            ("none", (Certificate.None, seen)),
            ("none, before the awards", (Certificate.None, seen with { Stage = CallStage.PublicNotice })),
            ("none, nothing was done", (Certificate.None, seen with { Service = null })), ("issued", (new Certificate(1), seen)),
        ];
        ShouldStandIn("Accounts", "Certificate", Render(
            states, [new CertificateLife.Issue()], (state, act, by) => CertificateLife.Decide(state.Item1, act, by, state.Item2)));
        Assert.Equal(5, CertificateLife.Apply(CertificateLife.Decide(
            Certificate.None, new CertificateLife.Issue(), new By(Asker, Capacity.Officer, Noon, Asked), seen).Facts[0]).Number);
    }

    [Fact]
    public void Absence_IsAsTheReadmeSays()
    {
        var day = DateOnly.FromDateTime(Noon);
        var days = new Absence(day, day.AddDays(2));
        var stated = new AbsenceState(days.FirstDay, days.LastDay);
        (string, (AbsenceState, Absence, AbsenceEvidence))[] states =
        [
            ("none", (AbsenceState.None, days, new AbsenceEvidence(day, []))),
            ("its last day is today", (AbsenceState.None, new Absence(day.AddDays(-2), day), new AbsenceEvidence(day, []))),
            ("its last day is over", (AbsenceState.None, days, new AbsenceEvidence(day.AddDays(3), []))),
            ("it ends before it begins", (AbsenceState.None, new Absence(day.AddDays(2), day), new AbsenceEvidence(day, []))),
            ("another ends on its first day", (AbsenceState.None, days, new AbsenceEvidence(day, [new Absence(day, day)]))),
            ("another ends before it", (AbsenceState.None, days with { FirstDay = day.AddDays(1) },
                new AbsenceEvidence(day, [new Absence(day, day)]))),
            ("stated", (stated, days, new AbsenceEvidence(day, []))),
            ("stated and over", (stated, days, new AbsenceEvidence(day.AddDays(3), []))),
            ("taken back", (stated with { IsTakenBack = true }, days, new AbsenceEvidence(day, []))),
        ];
        ShouldStandIn("Accounts", "Absence", Render(
            states, [new AbsenceLife.State(days), new AbsenceLife.TakeBack()],
            (state, act, by) => AbsenceLife.Decide(
                state.Item1, act is AbsenceLife.State ? new AbsenceLife.State(state.Item2) : act, by, state.Item3)));
        Assert.Null(AbsenceLife.Apply(stated, new AbsenceLife.TakenBack(days.FirstDay, days.LastDay)).Standing);
    }

    [Fact]
    public void Library_IsAsTheReadmeSays()
    {
        var seen = new LibraryEvidence(MayCarry: true, CarrierIsTaken: false);
        (string, (Guid?, LibraryEvidence))[] states =
        [
            ("waits", (null, seen)), ("waits, nothing may be carried", (null, seen with { MayCarry = false })),
            ("the other carries one", (null, seen with { CarrierIsTaken = true })), ("carried on", (Asked, seen)),
        ];
        ShouldStandIn("Awards", "Library", Render(
            states, [new LibraryLife.Enter(2025, Why), new LibraryLife.Carry(Asked), new LibraryLife.Undo()],
            (state, act, by) => LibraryLife.Decide(state.Item1, act, by, state.Item2)));
    }

    [Fact]
    public void Leaf_IsAsTheReadmeSays()
    {
        var leaf = new IndicatorTree([A.Leaf("L", "100")], ScoringSettings.Default).Leaves.Single();
        (string, (SheetState, SheetEvidence))[] states =
        [
            ("open", (SheetState.Opened, SheetEvidence.Scoring)),
            ("submitted", (SheetState.Opened with { Status = SheetStatus.Submitted }, SheetEvidence.Scoring)),
            ("past the deadline", (SheetState.Opened, SheetEvidence.Scoring with { ClosesAt = Noon })),
        ];
        ShouldStandIn("Scoring", "Leaf", Render(
            states,
            [
                new LeafLife.Score(leaf, "8", new Edit(0, Asked)), new LeafLife.Score(leaf, "101", new Edit(0, Asked)),
                new LeafLife.Score(leaf, "8", new Edit(7, Asked)), new LeafLife.Explain(leaf, Why, new Edit(0, Asked)),
            ],
            (state, act, by) => LeafLife.Decide(LeafState.Blank, act, by, state.Item1, state.Item2)));
    }

    [Fact]
    public void Run_IsAsTheReadmeSays()
    {
        var seen = new RunEvidence(CallStage.Ranking, ScoresAreOpened: true, LotsHaveNoSeed: false, HolderIsGone: false);
        (string, (RunState, RunEvidence))[] states =
        [
            ("requested", (new RunState(RunStatus.Requested, 0), seen)), ("running", (new RunState(RunStatus.Running, 1), seen)),
            ("running, its worker is gone", (new RunState(RunStatus.Running, 1), seen with { HolderIsGone = true })),
            ("gone too often", (new RunState(RunStatus.Running, RunLife.MostAttempts), seen with { HolderIsGone = true })),
            ("over", (new RunState(RunStatus.Done, 1), seen)),
            ("scores are sealed", (new RunState(RunStatus.Requested, 0), seen with { ScoresAreOpened = false })),
        ];
        ShouldStandIn("Evaluations", "Run", Render(
            states,
            [
                new RunLife.AskForEvaluation(), new RunLife.Claim(), new RunLife.Finish("hash", 1, "1"),
                new RunLife.Fail(RunFailure.Fault, Why), new RunLife.Cancel(),
            ],
            (state, act, by) => RunLife.Decide(state.Item1, act, by, state.Item2)));
    }

    /// <summary>Only what adds one fact to a list, and has no states, needs no table.</summary>
    [Fact]
    public void EveryLife_StandsInAReadme()
    {
        string[] listed = ["Answers", "Application", "Expert", "Extension", "Package", "Scenario", "Session", "Tree"];

        var readmes = string.Concat(Directory.GetFiles(Path.Combine(Solution.Root, "src", "GrantReview.Core"), "README.md",
            SearchOption.AllDirectories).Select(File.ReadAllText));

        Assert.All(
            typeof(CallLife).Assembly.GetTypes().Where(t => t is { IsAbstract: true, IsSealed: true }
                && t.Name.EndsWith("Life", StringComparison.Ordinal) && !listed.Contains(t.Name[..^4])),
            life => Assert.Contains($"<!-- life: {life.Name[..^4]} -->", readmes, StringComparison.Ordinal));
    }

    [Fact]
    public void Grant_IsAsTheReadmeSays()
    {
        var call = Guid.NewGuid();
        GrantEvidence seen = new([], Holders: 2, IsRecused: false, CallIsNew: false);
        ShouldStandIn("Accounts", "Grant", Render(
            [
                ("none", GrantState.None),
                ("asked for", new GrantState(GrantStatus.Requested) { Request = new Request(Asked, Asker, Noon) }),
                ("held", new GrantState(GrantStatus.Held)), ("taken back", new GrantState(GrantStatus.Ended)),
            ],
            [new GrantLife.Ask(), new GrantLife.TakeOver(Asked), new GrantLife.Confirm(Asked), new GrantLife.Decline(Asked),
                new GrantLife.End(Why)],
            (grant, act, by) => GrantLife.Decide(grant, Asker, new Standing(call, Capacity.Auditor), act, by, seen)));
    }

    [Fact]
    public void Recusal_IsAsTheReadmeSays() => ShouldStandIn("Accounts", "Recusal", Render(
        [
            ("member", RecusalState.None), ("recused", new RecusalState(true) { Reason = Why }),
            ("return asked for", new RecusalState(true) { Reason = Why, Return = new Request(Asked, Asker, Noon) }),
            ("came back", RecusalState.None with { IsCleared = true }),
        ],
        [
            new RecusalLife.Recuse(Why), new RecusalLife.Find("甲大学", "P01"), new RecusalLife.AskReturn(),
            new RecusalLife.ConfirmReturn(Asked),
        ],
        (recusal, act, by) => RecusalLife.Decide(recusal, Asker, act, by)));

    [Fact]
    public void Account_IsAsTheReadmeSays()
    {
        var link = new EntryLink("digest", Noon.AddDays(1));
        var request = new Request(Asked, Asker, Noon);
        var (fresh, own) = (new AccountEvidence(HasEmail: true), new AccountEvidence(HasEmail: true, HasPassword: true));
        (string, (AccountState, AccountEvidence))[] states =
        [
            ("no password yet", (AccountState.Open, fresh)), ("a link works", (AccountState.Open with { Link = link }, fresh)),
            ("in use", (AccountState.Open, own)), ("paper asked for", (AccountState.Open with { PaperLink = request }, own)),
            ("disabled", (new AccountState(true), own)),
        ];
        ShouldStandIn("Accounts", "Account", Render(
            states,
            [
                new AccountLife.Change(["email"], Why), new AccountLife.Invite(link, AccountLife.Delivery.Mail),
                new AccountLife.Invite(link, AccountLife.Delivery.Paper), new AccountLife.AskPaperLink(),
                new AccountLife.ConfirmPaperLink(Asked, link), new AccountLife.Enter("digest"), new AccountLife.Bind("provider"),
                new AccountLife.RemoveSecondFactor(Why),
                new AccountLife.Disable(Why), new AccountLife.Enable(Why), new AccountLife.Erase(Why),
            ],
            (state, act, by) => AccountLife.Decide(state.Item1, Asker, act, by, state.Item2)));
    }

    [Fact]
    public void AccountLink_IsAsTheReadmeSays()
    {
        var linked = new AccountLink(Asker, null);
        var (before, after) = (new AccountLinkEvidence(false, [], false), new AccountLinkEvidence(true, [], false));
        (string, (AccountLink, AccountLinkEvidence))[] states =
        [
            ("not deployed", (linked, before)), ("deployed", (linked, after)),
            ("another asked for",
                (linked with { Request = new AccountRequest(Asked) { Request = new Request(Asked, Asker, Noon) } }, after)),
        ];
        ShouldStandIn("Accounts", "AccountLink", Render(
            states, [new AccountLinkLife.Link(Asked), new AccountLinkLife.Confirm(Asked), new AccountLinkLife.Decline(Asked)],
            (state, act, by) => AccountLinkLife.Decide(state.Item1, Guid.NewGuid(), act, by, state.Item2)));
    }

    /// <summary>A row for each act, a column for each state; in the cells who may, and the fact that follows.</summary>
    private static string Render<TState>(
        IReadOnlyList<(string Name, TState State)> states, IReadOnlyList<Act> acts, Func<TState, Act, By, Answer> decide)
    {
        var table = new StringBuilder();
        table.Append("| act |").Append(string.Concat(states.Select(s => $" {s.Name} |"))).Append('\n');
        table.Append("|---|").Append(string.Concat(states.Select(_ => "---|"))).Append('\n');
        foreach (var act in acts)
        {
            table.Append("| ").Append(NameOf(act)).Append(" |").Append(string.Concat(states.Select(s => $" {Cell(s.State, act)} |")))
                .Append('\n');
        }
        return table.ToString();

        string Cell(TState state, Act act)
        {
            var allowed = Enum.GetValues<Capacity>()
                .Select(c => (Capacity: c, Answer: decide(state, act, new By(Guid.NewGuid(), c, Noon, Guid.NewGuid()))))
                .Where(a => a.Answer is { Refusal: null, Facts.Count: > 0 })
                .GroupBy(a => string.Join(" + ", a.Answer.Facts.Select(f => f.GetType().Name)), a => $"{a.Capacity}").ToList();
            return allowed.Count == 0 ? "–" : string.Join("; ", allowed.Select(g => $"{string.Join(", ", g)} → {g.Key}"));
        }
    }

    private static string NameOf(Act act) => act switch
    {
        CallLife.ChangeSettings { TouchesScoring: true } => "ChangeSettings (scoring)",
        SheetLife.Leave leave => $"Leave ({leave.Why})",
        VerdictLife.Give give =>
            $"Give ({give.Kind}{(give.Clause is null ? "" : ", with a clause")}{(give.Reason is null ? "" : ", with a reason")})",
        AttachmentLife.Withdraw withdraw =>
            $"Withdraw{(withdraw.ReplacedBy is null ? "" : ", replaced")}{(withdraw.Reason is null ? "" : " (with a reason)")}",
        ApproachLife.Report report => $"Report{(report.Content is null ? " (blank)" : "")}",
        VerdictLife.TakeBack back => $"TakeBack{(back.Reason is null ? "" : " (with a reason)")}",
        DrawLife.Seal seal => $"Seal ({seal.Part})",
        IdentityLife.Say say => $"Say{(say.IsSame is null ? " (take back)" : "")}",
        DeclarationLife.Declare { Known.Count: 0 } => "Declare (not of all)",
        ObjectionLife.Rule { Outcome.Text: "by somebody" } => "Rule (names who objected)",
        LeafLife.Score { Typed: "101" } => "Score (above the most)",
        LeafLife.Score { Edit.Seen: > 0 } => "Score (saw another)",
        AccountLife.Invite invite => $"Invite ({invite.By})",
        _ => act.GetType().Name,
    };

    private static void ShouldStandIn(string folder, string life, string table)
    {
        var path = Path.Combine(Solution.Root, "src", "GrantReview.Core", folder, "README.md");
        var text = File.ReadAllText(path).ReplaceLineEndings("\n");
        var (begin, end) = ($"<!-- life: {life} -->\n", $"<!-- end of life: {life} -->");
        var from = text.IndexOf(begin, StringComparison.Ordinal);
        var to = text.IndexOf(end, StringComparison.Ordinal);
        Assert.True(from >= 0 && to > from, $"{folder}/README.md has no place for the table of {life}.");
        if (Environment.GetEnvironmentVariable("GRANTREVIEW_WRITE_TABLES") == "1")
        {
            File.WriteAllText(path, text[..(from + begin.Length)] + table + text[to..]);
            return;
        }

        Assert.Equal(table, text[(from + begin.Length)..to]);
    }
}
