using GrantReview.Core.Acts;
using GrantReview.Core.Assignments;
using GrantReview.Core.Calls;

namespace GrantReview.Core.Tests.Assignments;

public class PlanLifeTests
{
    private static readonly DateTime Noon = new(2025, 3, 1, 4, 0, 0, DateTimeKind.Utc);
    private static readonly By Officer = By(Capacity.Officer), Rules = By(Capacity.Program);
    private static readonly PlanEvidence Assigning = new(new CallState(CallStage.Assigning)),
    Scoring = new(new CallState(CallStage.Scoring));
    private static readonly AssignedPair Pair = new(Guid.NewGuid(), Guid.NewGuid(), .5);
    private static readonly FreeText Why = new("abroad");

    private static readonly Act[] OfTheDraft = [new PlanLife.Assign(Pair), new PlanLife.Unassign(Pair), new PlanLife.Deploy()];
    private static readonly Act[] OfTheRunningPlan =
    [
        new PlanLife.Withdraw(), new PlanLife.TopUp(Guid.NewGuid(), [Pair]), new PlanLife.Replace(Guid.NewGuid(), Pair, 2),
        new PlanLife.Enlarge(Pair, Why),
    ];

    [Fact]
    public void Plan_MadeDeployedAndWithdrawn_GoesItsWay()
    {
        var draft = Done(PlanState.Drafted, new PlanLife.Make(1, "s", [Pair]), Rules, Assigning);
        var deployed = Done(draft, new PlanLife.Deploy(), Officer, Assigning);
        var withdrawn = Done(deployed, new PlanLife.Withdraw(), Officer, Scoring);

        Assert.Equal((PlanStatus.Draft, PlanStatus.Deployed, PlanStatus.Withdrawn), (draft.Status, deployed.Status, withdrawn.Status));
        Assert.Equal((Officer.Person, Noon), (deployed.DeployedBy, deployed.DeployedAt));
    }

    [Fact]
    public void EveryAct_InEveryStateAndStage_IsAllowedInItsOwnAlone()
    {
        foreach (var status in Enum.GetValues<PlanStatus>())
        {
            foreach (var stage in Enum.GetValues<CallStage>())
            {
                var (plan, seen) = (new PlanState(status), new PlanEvidence(new CallState(stage)));
                var (draft, runs) = ((status, stage) == (PlanStatus.Draft, CallStage.Assigning),
                    (status, stage) == (PlanStatus.Deployed, CallStage.Scoring));

                Assert.All(OfTheDraft, act => Assert.Equal(draft, PlanLife.Decide(plan, act, Officer, seen).Refusal is null));
                Assert.All(OfTheRunningPlan, act => Assert.Equal(runs, PlanLife.Decide(plan, act, Officer, seen).Refusal is null));
                Assert.Equal(draft || runs, PlanLife.Decide(plan, new PlanLife.Change([Pair], [], Why), Officer, seen).Refusal is null);
            }
        }
    }

    [Fact]
    public void EveryAct_ByAnotherCapacity_IsRefused()
    {
        foreach (var capacity in Enum.GetValues<Capacity>().Where(c => c != Capacity.Officer))
        {
            Assert.All(
                OfTheDraft.Concat(OfTheRunningPlan),
                act => Assert.Equal(new Refusal.NeedsCapacity(Capacity.Officer),
                    PlanLife.Decide(PlanState.Drafted, act, By(capacity), Assigning).Refusal));
        }
        Assert.Equal(
            new Refusal.NeedsCapacity(Capacity.Program),
            PlanLife.Decide(PlanState.Drafted, new PlanLife.Make(1, "s", []), Officer, Assigning).Refusal);
    }

    [Fact]
    public void Deploy_WithFaults_IsRefused() =>
        Assert.Equal(new PlanLife.HasFaults(2),
            PlanLife.Decide(PlanState.Drafted, new PlanLife.Deploy(), Officer, Assigning with { Faults = 2 }).Refusal);

    [Fact]
    public void Withdraw_OnceSomebodyScored_IsRefused() =>
        Assert.IsType<PlanLife.HasScores>(
            PlanLife.Decide(new PlanState(PlanStatus.Deployed), new PlanLife.Withdraw(), Officer,
            Scoring with { HasScores = true }).Refusal);

    [Fact]
    public void Change_ThatFitsNoMoreHasFaultsOrNoReason_IsRefused()
    {
        var plan = new PlanState(PlanStatus.Deployed);

        Assert.IsType<PlanLife.FitsNoMore>(Change(Why, Scoring with { Fits = false }));
        Assert.Equal(new PlanLife.HasFaults(1), Change(Why, Scoring with { Faults = 1 }));
        Assert.IsType<Refusal.NeedsReason>(Change(null, Scoring));

        Refusal? Change(FreeText? reason, PlanEvidence seen) =>
            PlanLife.Decide(plan, new PlanLife.Change([Pair], [], reason), Officer, seen).Refusal;
    }

    [Fact]
    public void Enlarge_OfAPairInConflictOrThatSits_IsRefused()
    {
        var plan = new PlanState(PlanStatus.Deployed);

        Assert.IsType<PlanLife.IsBarred>(
            PlanLife.Decide(plan, new PlanLife.Enlarge(Pair, Why), Officer, Scoring with { IsBarred = true }).Refusal);
        Assert.IsType<PlanLife.SitsAlready>(
            PlanLife.Decide(plan, new PlanLife.Enlarge(Pair, Why), Officer, Scoring with { Sits = true }).Refusal);
        Assert.IsType<Refusal.NeedsReason>(PlanLife.Decide(plan, new PlanLife.Enlarge(Pair, null), Officer, Scoring).Refusal);
    }

    [Fact]
    public void EveryAct_OnceScoresWereOpened_IsRefused()
    {
        Assert.All(OfTheDraft.Append(new PlanLife.Change([Pair], [], Why)), act => Assert.IsType<CallLife.ScoresWereOpened>(
            PlanLife.Decide(PlanState.Drafted, act, Officer, WasOpened(Assigning)).Refusal));
        Assert.All(OfTheRunningPlan.Append(new PlanLife.Change([Pair], [], Why)), act => Assert.IsType<CallLife.ScoresWereOpened>(
            PlanLife.Decide(new PlanState(PlanStatus.Deployed), act, Officer, WasOpened(Scoring)).Refusal));

        static PlanEvidence WasOpened(PlanEvidence seen) => seen with { Call = seen.Call with { WasOpened = true } };
    }

    [Fact]
    public void DrawnPlan_ChangesByItsAlternatesInOrderAlone()
    {
        var (draft, runs) = (Assigning with { IsDrawn = true }, Scoring with { IsDrawn = true });
        var deployed = new PlanState(PlanStatus.Deployed);
        PlanLife.Replace replace = new(Guid.NewGuid(), Pair, 2);

        Assert.All(
            new Act[] { new PlanLife.Assign(Pair), new PlanLife.Unassign(Pair), new PlanLife.Change([Pair], [], Why) },
            act => Assert.IsType<PlanLife.IsDrawn>(PlanLife.Decide(PlanState.Drafted, act, Officer, draft).Refusal));
        Assert.All(
            new Act[] { new PlanLife.Enlarge(Pair, Why), new PlanLife.Change([], [Pair], Why) },
            act => Assert.IsType<PlanLife.IsDrawn>(PlanLife.Decide(deployed, act, Officer, runs).Refusal));
        Assert.Null(PlanLife.Decide(PlanState.Drafted, new PlanLife.Deploy(), Officer, draft).Refusal);
        Assert.Null(PlanLife.Decide(deployed, replace, Officer, runs).Refusal);
        Assert.IsType<PlanLife.IsOutOfOrder>(PlanLife.Decide(deployed, replace, Officer, runs with { IsOutOfOrder = true }).Refusal);
        Assert.Null(PlanLife.Decide(deployed, replace, Officer, Scoring with { IsOutOfOrder = true }).Refusal);
    }

    [Fact]
    public void Deploy_WhileExpertsAreDrawnForAnotherPlan_IsRefused() => Assert.IsType<PlanLife.AnotherIsDrawn>(
        PlanLife.Decide(PlanState.Drafted, new PlanLife.Deploy(), Officer, Assigning with { AnotherIsDrawn = true }).Refusal);

    [Fact]
    public void TopUpAndReplace_ThatFitNoMore_AreRefused()
    {
        var plan = new PlanState(PlanStatus.Deployed);

        Assert.All(
            new Act[] { new PlanLife.TopUp(Guid.NewGuid(), [Pair]), new PlanLife.Replace(Guid.NewGuid(), Pair, null) },
            act => Assert.IsType<PlanLife.FitsNoMore>(PlanLife.Decide(plan, act, Officer, Scoring with { Fits = false }).Refusal));
    }

    private static PlanState Done(PlanState plan, Act act, By by, PlanEvidence seen)
    {
        var answer = PlanLife.Decide(plan, act, by, seen);
        Assert.Null(answer.Refusal);
        return answer.Facts.Aggregate(plan, PlanLife.Apply);
    }

    private static By By(Capacity capacity) => new(Guid.NewGuid(), capacity, Noon, Guid.NewGuid());
}
