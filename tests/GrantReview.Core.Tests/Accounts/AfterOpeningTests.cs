using GrantReview.Core.Acts;
using GrantReview.Core.Assignments;
using GrantReview.Core.Calls;
using GrantReview.Core.Scoring;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Tests.Accounts;

/// <summary>
/// Any order of one person's acts, in whatever capacity, after the scores were opened: nothing that the known result rests on turns.
/// </summary>
public class AfterOpeningTests
{
    private static readonly DateTime Noon = new(2025, 3, 1, 4, 0, 0, DateTimeKind.Utc);
    private static readonly Guid Me = new(1, 0, 0, new byte[8]);
    private static readonly Capacity[] Capacities = [Capacity.Officer, Capacity.Approver, Capacity.Supervisor];
    private static readonly FreeText Why = new("why");
    private static readonly AssignedPair Pair = new(Guid.NewGuid(), Guid.NewGuid(), .5);
    private static readonly CalibrationSettings Rule = CalibrationSettings.Default, Other = Rule with { TrimEachEnd = 2 };

    [Fact]
    public void AnySequenceOfOnePerson_OnceScoresWereOpened_TurnsNothing()
    {
        var (asked, moved) = (0, 0);
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var opened = new CallState((CallStage)random.Next((int)CallStage.Deliberation)) { WasOpened = true };
            var scene = new Scene(opened, SheetState.Opened with { Status = SheetStatus.Submitted });
            for (var step = 0; step < 60; step++)
            {
                var facts = scene.Do(random);
                Assert.All(facts, fact => Assert.False(Turns(fact), $"seed {seed}, step {step}: {fact}"));
                asked += facts.Count(f =>
                    f is SheetLife.ReopeningRequested or CallLife.ScoringRuleRequested or CallLife.GoingBackRequested);
                moved += facts.Count(f => f is CallLife.Moved);
            }
        }

        Assert.True(asked > 200 && moved > 50, $"{asked} {moved}");
    }

    /// <summary>Once the scores were opened and two persons went back, each of these would change what is known by then.</summary>
    private static bool Turns(Fact fact) => fact is SheetLife.Returned or SheetLife.Left or SheetLife.Seated
        or PlanLife.Changed or PlanLife.Deployed or PlanLife.Withdrawn or PlanLife.ToppedUp or PlanLife.Replaced or PlanLife.Enlarged
        or CallLife.SettingsChanged or CallLife.ConflictRulesChanged or CallLife.ChoiceConfirmed or CallLife.ScoringRuleChanged
        or TreeLife.Published or DrawLife.PoolFrozen or DrawLife.ShareSealed or DrawLife.Held;

    private sealed class Scene(CallState call, SheetState sheet)
    {
        private CallState call = call;
        private SheetState sheet = sheet;

        public IReadOnlyList<Fact> Do(Random random)
        {
            By by = new(Me, Capacities[random.Next(Capacities.Length)], Noon, Guid.NewGuid());
            switch (random.Next(5))
            {
                case 0:
                    var seen = new SheetEvidence(call.Stage == CallStage.Scoring, null, call.WasOpened, true, Unanswered.Nothing);
                    var onSheet = SheetLife.Decide(sheet, SheetAct(random), by, seen).Facts ?? [];
                    sheet = onSheet.Aggregate(sheet, SheetLife.Apply);
                    return onSheet;
                case 1:
                    var plan = new PlanState(random.Next(2) == 0 ? PlanStatus.Draft : PlanStatus.Deployed);
                    return PlanLife.Decide(plan, PlanAct(random), by, new PlanEvidence(call)).Facts ?? [];
                case 2:
                    return TreeLife.Decide(TreeState.Draft, 2, call, new TreeLife.Publish("0"), by).Facts ?? [];
                case 3:
                    var draw = new DrawState(DrawStatus.Sealing);
                    return DrawLife.Decide(draw, DrawAct(random), by, new DrawEvidence(DrawKind.Experts, call, 0, false, [])).Facts ?? [];
                default:
                    var onCall = CallLife.Decide(call, CallAct(random), by, CallEvidence.Free).Facts ?? [];
                    call = onCall.Aggregate(call, CallLife.Apply);
                    return onCall;
            }
        }

        private Act SheetAct(Random random) => random.Next(4) switch
        {
            0 => new SheetLife.ConfirmReopening(sheet.Reopening?.Request.Id ?? Guid.NewGuid()),
            1 => new SheetLife.Leave((Leaving)random.Next(5), Why),
            2 => new SheetLife.Seat(),
            _ => new SheetLife.Return(Why, Defect.Form),
        };

        private static Act PlanAct(Random random) => random.Next(8) switch
        {
            0 => new PlanLife.Assign(Pair),
            1 => new PlanLife.Unassign(Pair),
            2 => new PlanLife.Change([Pair], [], Why),
            3 => new PlanLife.Deploy(),
            4 => new PlanLife.Withdraw(),
            5 => new PlanLife.TopUp(Guid.NewGuid(), [Pair]),
            6 => new PlanLife.Replace(Guid.NewGuid(), Pair, null),
            _ => new PlanLife.Enlarge(Pair, Why),
        };

        private static Act DrawAct(Random random) => random.Next(3) switch
        {
            0 => new DrawLife.Freeze(1, "hash", null),
            1 => new DrawLife.Seal(SeedPart.Officer, "c"),
            _ => new DrawLife.Hold(Why, null, []),
        };

        private Act CallAct(Random random) => random.Next(9) switch
        {
            0 => new CallLife.ChangeSettings("0", Why, "", ""),
            1 => new CallLife.ChangeConflictRules(ConflictSettings.Default, ConflictSettings.Default with { SameUnit = false }, Why),
            2 => new CallLife.ConfirmChoice(new SettingKey("dates"), "0", Why),
            3 => new CallLife.ChangeScoringRule(Rule, Other, Why),
            4 => new CallLife.ConfirmScoringRule(call.RuleRequest?.Request.Id ?? Guid.NewGuid(), Rule),
            5 => new CallLife.GoBack((CallStage)random.Next((int)CallStage.Deliberation), Why),
            6 => new CallLife.ConfirmGoingBack(call.GoingBack?.Request.Id ?? Guid.NewGuid()),
            7 => new CallLife.CloseScoring(Why),
            _ => new CallLife.Advance(CallLife.Next(call.Stage) ?? CallStage.Closed),
        };
    }
}
