using GrantReview.Core.Acts;
using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;

namespace GrantReview.Core.Tests.Awards;

public class DecisionLifeTests
{
    private static By Officer => AwardScene.By(1, Capacity.Officer);
    private static By Approver => AwardScene.By(2, Capacity.Approver);

    [Fact]
    public void Record_WithoutADayOrInTheFuture_OrOfAnUnknownApplication_IsRefused()
    {
        var scene = AwardScene.Small();

        Assert.IsType<DecisionLife.NeedsDay>(scene.Decide(AwardScene.Minutes("1") with { HeldOn = null }, Officer));
        Assert.IsType<DecisionLife.NeedsDay>(scene.Decide(AwardScene.Minutes("1") with { HeldOn = scene.Today.AddDays(1) }, Officer));
        Assert.Equal(new DecisionLife.IsBeforeApproval(scene.ApprovedOn),
            scene.Decide(AwardScene.Minutes("1") with { HeldOn = scene.ApprovedOn.AddDays(-1) }, Officer));
        Assert.Equal(new DecisionLife.NoSuchApplication(new("P99")),
            scene.Decide(AwardScene.Minutes("1") with { Recused = "王五; 亲属; A1、P99" }, Officer));
        Assert.IsType<DecisionLife.IsTooLong>(scene.Decide(AwardScene.Minutes(new string('x', 201)), Officer));
        Assert.Null(scene.Decide(AwardScene.Minutes("1") with { Recused = "王五; 亲属; A1" }, Officer));
    }

    [Theory]
    [InlineData(Capacity.Approver)]
    [InlineData(Capacity.Supervisor)]
    [InlineData(Capacity.Auditor)]
    public void Record_OfAnybodyButAnOfficer_IsRefused(Capacity capacity)
    {
        var scene = Recorded();

        Assert.Equal(new Refusal.NeedsCapacity(Capacity.Officer), scene.Decide(AwardScene.Minutes("2"), AwardScene.By(3, capacity)));
        Assert.Equal(new Refusal.NeedsCapacity(Capacity.Officer), scene.Decide(AwardScene.Out("A1"), AwardScene.By(3, capacity)));
        Assert.Equal(new Refusal.NeedsCapacity(Capacity.Officer),
            scene.Decide(new DecisionLife.Undo(new("A1")), AwardScene.By(3, capacity)));
    }

    [Theory]
    [InlineData("Refused", "100", AwardRule.Eligibility)]
    [InlineData("Low", "100", AwardRule.MinimumScore)]
    [InlineData("A1", "50000000", AwardRule.Amount)]
    [InlineData("A1", "3", AwardRule.Amount)]
    [InlineData("N1", "100", AwardRule.Cap)]
    public void Change_ThatNoAwardMayBe_NeedsAClauseAndAnotherPerson(string application, string yuan, AwardRule rule)
    {
        var scene = Recorded();

        var refusal = Assert.IsType<DecisionLife.BreaksRules>(scene.Decide(AwardScene.In(application, yuan), Officer));
        Assert.Contains(refusal.Breaches, b => b.Rule == rule);
        Assert.Empty(scene.Last.State.Changes);
        Assert.Null(scene.Decide(AwardScene.In(application, yuan, clause: "第九条"), Officer));
        Assert.Equal([application], Assert.IsType<DecisionLife.ExemptionsWait>(Freeze(scene)).Applications.Select(i => i.Value));
        var request = Assert.Single(scene.Last.State.Changes).Exemption?.Request.Id ?? Guid.Empty;
        Assert.IsType<Refusal.NeedsAnotherPerson>(
            scene.Decide(new DecisionLife.ConfirmExemption(new(application), request), AwardScene.By(1, Capacity.Approver)));
        Assert.IsType<Refusal.RequestWasReplaced>(
            scene.Decide(new DecisionLife.ConfirmExemption(new(application), Guid.NewGuid()), Approver));
        Assert.Equal(new Refusal.NeedsCapacity(Capacity.Approver),
            scene.Decide(new DecisionLife.ConfirmExemption(new(application), request), AwardScene.By(3, Capacity.Officer)));
        Assert.Null(scene.Decide(new DecisionLife.ConfirmExemption(new(application), request), AwardScene.By(3, Capacity.Supervisor)));
        Assert.Null(Freeze(scene));
        Assert.Equal("第九条", Assert.Single(scene.Last.State.Of(scene.Proposed).Exemptions).Clause);
    }

    [Fact]
    public void Change_MadeAgain_ReplacesTheRequestThatSomebodyWasShown()
    {
        var scene = Recorded();
        Assert.Null(scene.Decide(AwardScene.In("Refused", clause: "第九条"), Officer));
        var shown = scene.Last.State.Changes[0].Exemption?.Request.Id ?? Guid.Empty;
        Assert.Null(scene.Decide(AwardScene.In("Refused", "200", clause: "第十条"), Officer));

        Assert.IsType<Refusal.RequestWasReplaced>(scene.Decide(new DecisionLife.ConfirmExemption(new("Refused"), shown), Approver));
    }

    [Fact]
    public void Change_ThatTakesOutAndBringsInTheNext_NeedsNoException()
    {
        var scene = Recorded();

        Assert.Null(scene.Decide(AwardScene.Out("A2"), Officer));
        Assert.IsType<DecisionLife.BreaksRules>(scene.Decide(AwardScene.In("N2"), Officer));
        Assert.Null(scene.Decide(AwardScene.In("N1"), Officer));
        Assert.Null(Freeze(scene));
        Assert.Equal(["A1", "A3", "N1"], scene.Last.Decided.Select(a => a.Id.Value));
    }

    [Fact]
    public void Change_OfNothing_WithoutReason_OrToNoAmount_IsRefused()
    {
        var scene = Recorded();

        Assert.Equal(new DecisionLife.ChangesNothing(new("N1")), scene.Decide(AwardScene.Out("N1"), Officer));
        Assert.Equal(new DecisionLife.ChangesNothing(new("A1")), scene.Decide(AwardScene.In("A1"), Officer));
        Assert.IsType<Refusal.NeedsReason>(scene.Decide(AwardScene.Out("A1", " "), Officer));
        Assert.IsType<DecisionLife.NoAmount>(scene.Decide(AwardScene.In("A1", "0"), Officer));
        Assert.Equal(new DecisionLife.NoSuchApplication(new("P99")), scene.Decide(AwardScene.Out("P99"), Officer));
    }

    [Fact]
    public void Undo_OfAChangeOnWhichAnotherRelies_IsRefused()
    {
        var scene = Recorded();
        Assert.Null(scene.Decide(AwardScene.Out("A2"), Officer));
        Assert.Null(scene.Decide(AwardScene.In("N1"), Officer));

        Assert.IsType<DecisionLife.OthersRely>(scene.Decide(new DecisionLife.Undo(new("A2")), Officer));
        Assert.Null(scene.Decide(new DecisionLife.Undo(new("N1")), Officer));
        Assert.Null(scene.Decide(new DecisionLife.Undo(new("A2")), Officer));
        Assert.IsType<Refusal.NotThere>(scene.Decide(new DecisionLife.Undo(new("A2")), Officer));
    }

    [Fact]
    public void Freeze_IsOfSomebodyWhoWroteNothing_AndOfWhatTheySaw()
    {
        var scene = Recorded();
        var shown = scene.Last.State.Edition;
        Assert.Null(scene.Decide(AwardScene.Out("A2"), AwardScene.By(3, Capacity.Officer)));

        Assert.IsType<Refusal.ChangedMeanwhile>(scene.Decide(new DecisionLife.Freeze(shown), Approver));
        Assert.IsType<Refusal.NeedsAnotherPerson>(
            scene.Decide(new DecisionLife.Freeze(scene.Last.State.Edition), AwardScene.By(1, Capacity.Approver)));
        Assert.IsType<Refusal.NeedsAnotherPerson>(
            scene.Decide(new DecisionLife.Freeze(scene.Last.State.Edition), AwardScene.By(3, Capacity.Approver)));
        Assert.Null(Freeze(scene));
        Assert.Equal(CallStage.PublicNotice, scene.Call.Stage);
        Assert.IsType<CallLife.WrongStage>(scene.Decide(AwardScene.Out("A1"), Officer));
    }

    [Fact]
    public void Freeze_WithWhatTheRecordLacks_NamesIt()
    {
        var scene = AwardScene.Small();
        Assert.IsType<DecisionLife.NeedsRecord>(scene.Decide(new DecisionLife.Freeze(0), Approver));
        Assert.Null(scene.Decide(AwardScene.Minutes("") with { Attendees = "张三\n王五", Recused = "王五; 亲属" }, Officer));

        Assert.Equal([DecisionFaultKind.MinutesMissing, DecisionFaultKind.RecusedAndAttending],
            Assert.IsType<DecisionLife.IsNotInOrder>(Freeze(scene)).Faults.Select(f => f.Kind));
    }

    /// <summary>
    /// The fault of old: going back, saving the minutes again, and the rejected application was funded under the same number.
    /// </summary>
    [Fact]
    public void Record_AfterGoingBack_StartsFromWhatTheMeetingDecided_UnderMinutesOfItsOwn()
    {
        var scene = Frozen(AwardScene.Out("A2"), AwardScene.In("N1"));
        GoBack(scene, CallStage.Deliberation);

        Assert.Equal(new DecisionLife.MinutesAreUsed("1"), scene.Decide(AwardScene.Minutes("1"), Officer));
        Assert.Null(scene.Decide(AwardScene.Minutes("2"), Officer));

        Assert.Equal(["A2", "N1"], scene.Last.State.Changes.Select(c => c.Application.Value));
        Assert.Equal(["A1", "A3", "N1"], scene.Last.Decided.Select(a => a.Id.Value));
        Assert.Equal(["A1", "A3", "N1"], scene.Records[0].Decided.Select(a => a.Id.Value));
        Assert.Equal(new DecisionLife.IsOfEarlierRecord(new("A2")), scene.Decide(new DecisionLife.Undo(new("A2")), Officer));
        Assert.IsType<Refusal.NeedsReason>(scene.Decide(AwardScene.In("A2") with { Reason = null }, Officer));
    }

    [Fact]
    public void Record_OfANewProposal_KeepsWhatWasDecidedAndAsksForExceptionsAgain()
    {
        var scene = Frozen(AwardScene.Out("A2"), AwardScene.In("Refused", clause: "第九条"));
        GoBack(scene, CallStage.Allocating);
        scene.Approve([new(new("A1"), Money.Parse("100")), new(new("A3"), Money.Parse("100"))]);

        Assert.Null(scene.Decide(AwardScene.Minutes("2"), Officer));

        Assert.Equal(["A2", "Refused"], scene.Last.State.Changes.Select(c => c.Application.Value));
        Assert.Equal(["A2"], scene.Last.State.TakenOut.Select(i => i.Value));
        Assert.Equal(["Refused"], scene.Last.State.Of(scene.Proposed).Changes.Select(c => c.Application.Value));
        Assert.Equal(["Refused"], Assert.IsType<DecisionLife.ExemptionsWait>(Freeze(scene)).Applications.Select(i => i.Value));
    }

    [Fact]
    public void Record_AfterANotice_KeepsWhoWithdrewAndWhoCameIn()
    {
        var scene = Frozen(AwardScene.Out("A2"));
        Assert.Null(scene.Notice(new NoticeLife.Open(new DateOnly(2025, 6, 3), 5, MasksNames: true), Officer));
        Assert.Null(scene.Notice(new NoticeLife.Withdraw(new("A1"), new FreeText("放弃"), new("N1"), WithinCategory: false), Officer));
        GoBack(scene, CallStage.Deliberation);

        Assert.Null(scene.Decide(AwardScene.Minutes("2"), Officer));

        Assert.Equal(["A3", "N1"], scene.Last.Decided.Select(a => a.Id.Value));
        Assert.Equal(["A1", "A2"], scene.Last.State.TakenOut.Select(i => i.Value));
    }

    private static AwardScene Recorded()
    {
        var scene = AwardScene.Small();
        Assert.Null(scene.Decide(AwardScene.Minutes("1"), Officer));
        return scene;
    }

    private static AwardScene Frozen(params DecisionLife.Change[] changes)
    {
        var scene = Recorded();
        foreach (var change in changes)
        {
            Assert.Null(scene.Decide(change, Officer));
        }
        foreach (var change in scene.Last.State.Changes.Where(c => c.Exemption is not null).ToList())
        {
            Assert.Null(scene.Decide(new DecisionLife.ConfirmExemption(change.Application, change.Exemption?.Request.Id ?? Guid.Empty),
                Approver));
        }
        Assert.Null(Freeze(scene));
        return scene;
    }

    private static Refusal? Freeze(AwardScene scene) => scene.Decide(new DecisionLife.Freeze(scene.Last.State.Edition), Approver);

    private static void GoBack(AwardScene scene, CallStage to)
    {
        Assert.Null(scene.Move(new CallLife.GoBack(to, new FreeText("重新审议")), Officer));
        Assert.Equal(CallStage.PublicNotice, scene.Call.Stage);
        Assert.Null(scene.Move(new CallLife.ConfirmGoingBack(scene.Call.GoingBack?.Request.Id ?? Guid.Empty), Approver));
        Assert.Equal(to, scene.Call.Stage);
    }
}
