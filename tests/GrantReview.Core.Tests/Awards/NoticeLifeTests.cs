using GrantReview.Core.Acts;
using GrantReview.Core.Awards;
using GrantReview.Core.Calls;

namespace GrantReview.Core.Tests.Awards;

public class NoticeLifeTests
{
    private static By Officer => AwardScene.By(1, Capacity.Officer);
    private static By Approver => AwardScene.By(2, Capacity.Approver);
    private static readonly DateOnly Day = new(2025, 6, 3);

    [Theory]
    [InlineData("2025-06-01", 5)]
    [InlineData("2025-06-03", 0)]
    [InlineData("2025-06-03", 61)]
    [InlineData("2025-12-30", 20)]
    public void Open_OutsideWhatCanBeCounted_IsRefused(string on, int days) =>
        Assert.IsType<NoticeLife.NeedsPeriod>(
            Decided().Notice(new NoticeLife.Open(DateOnly.Parse(on, System.Globalization.CultureInfo.InvariantCulture), days, true),
                Officer));

    [Fact]
    public void Open_IsOnceAndAnOfficers()
    {
        var scene = Decided();

        Assert.Equal(new Refusal.NeedsCapacity(Capacity.Officer), scene.Notice(new NoticeLife.Open(Day, 5, true), Approver));
        Assert.IsType<NoticeLife.IsNotOpen>(scene.Notice(new NoticeLife.Withdraw(new("A1"), new FreeText("放弃"), null, false), Officer));
        Assert.Null(scene.Notice(new NoticeLife.Open(Day, 5, true), Officer));
        Assert.IsType<NoticeLife.IsOpenAlready>(scene.Notice(new NoticeLife.Open(Day, 5, true), Officer));
        Assert.Equal(new DateOnly(2025, 6, 10), scene.Last.Notice.Until);
    }

    /// <summary>The fault of old: the substitute offered was the application that the meeting rejected.</summary>
    [Fact]
    public void Withdraw_NeverBringsInWhomTheMeetingTookOut()
    {
        var scene = Open(AwardScene.Out("A2"), AwardScene.In("N1"));

        Assert.Equal("N2", NoticeLife.PromotionFor(scene.Last.Notice, new("A1"), false, scene.NoticeEvidence).Promoted?.Id.Value);
        Assert.IsType<Refusal.ChangedMeanwhile>(scene.Notice(Leave("A1", "A2"), Officer));
        Assert.Null(scene.Notice(Leave("A1", "N2"), Officer));
        Assert.Equal(["A3", "N1", "N2"], scene.Last.Notice.After(scene.Last.Decided).Select(a => a.Id.Value));
        Assert.Null(NoticeLife.PromotionFor(scene.Last.Notice, new("N2"), false, scene.NoticeEvidence).Promoted);
        Assert.Null(scene.Notice(Leave("N2", null), Officer));
        Assert.Null(NoticeLife.PromotionFor(scene.Last.Notice, new("N1"), false, scene.NoticeEvidence).Promoted);
    }

    [Fact]
    public void Withdraw_OfWhoIsNotAwarded_OrWithoutReason_IsRefused()
    {
        var scene = Open();

        Assert.Equal(new NoticeLife.IsNotAwarded(new("N1")), scene.Notice(Leave("N1", null), Officer));
        Assert.IsType<Refusal.NeedsReason>(scene.Notice(new NoticeLife.Withdraw(new("A1"), null, null, false), Officer));
        Assert.Equal(new Refusal.NeedsCapacity(Capacity.Officer), scene.Notice(Leave("A1", null), Approver));
    }

    [Fact]
    public void TakeBack_IsOfTheLastOne()
    {
        var scene = Open();
        Assert.Null(scene.Notice(Leave("A1", "N1"), Officer));
        Assert.Null(scene.Notice(Leave("N1", "N2"), Officer));
        var (first, second) = (scene.Last.Notice.Withdrawals[0].Id, scene.Last.Notice.Withdrawals[1].Id);

        Assert.Equal(new NoticeLife.LaterFirst(new("N1")), scene.Notice(new NoticeLife.TakeBack(first), Officer));
        Assert.IsType<Refusal.NotThere>(scene.Notice(new NoticeLife.TakeBack(Guid.NewGuid()), Officer));
        Assert.Null(scene.Notice(new NoticeLife.TakeBack(second), Officer));
        Assert.Null(scene.Notice(new NoticeLife.TakeBack(first), Officer));
        Assert.Equal(["A1", "A2", "A3"], scene.Last.Notice.After(scene.Last.Decided).Select(a => a.Id.Value));
    }

    [Fact]
    public void Freeze_IsAnothers_OfWhatTheySaw_AfterThePeriodAndTheObjections()
    {
        var scene = Open();
        var shown = scene.Last.Notice.Edition;
        Assert.Null(scene.Notice(Leave("A1", "N1"), AwardScene.By(3, Capacity.Officer)));

        Assert.IsType<Refusal.ChangedMeanwhile>(scene.Notice(new NoticeLife.Freeze(shown), Approver));
        Assert.IsType<Refusal.NeedsAnotherPerson>(scene.Notice(Freeze(scene), AwardScene.By(1, Capacity.Approver)));
        Assert.IsType<Refusal.NeedsAnotherPerson>(scene.Notice(Freeze(scene), AwardScene.By(3, Capacity.Approver)));
        Assert.Equal(new NoticeLife.ObjectionsAreOpen(1),
            NoticeLife.Decide(scene.Last.Notice, Freeze(scene), Approver, scene.NoticeEvidence with { OpenObjections = 1 }).Refusal);
        scene.Today = new DateOnly(2025, 6, 10);
        Assert.Equal(new NoticeLife.IsNotOver(new DateOnly(2025, 6, 10)), scene.Notice(Freeze(scene), Approver));
        scene.Today = new DateOnly(2025, 6, 11);
        Assert.Null(scene.Notice(Freeze(scene), Approver));
        Assert.Equal(CallStage.Awarded, scene.Call.Stage);
    }

    [Fact]
    public void Of_HasOneChangeForEachWhoLeftOrCameIn()
    {
        var scene = Open();
        Assert.Null(scene.Notice(Leave("A1", "N1"), Officer));
        Assert.Null(scene.Notice(Leave("N1", "N2"), Officer));

        var record = scene.Last.Notice.Of(
            scene.Last.State.Deliberation, scene.Last.Decided, [], scene.NoticeEvidence.PeriodOf(scene.Last.Notice));

        Assert.Empty(record.Faults());
        Assert.Equal(["A1", "N2"], record.Changes.Select(c => c.Application.Value));
        Assert.Equal(scene.Last.Notice.After(scene.Last.Decided), record.After());
    }

    private static NoticeLife.Withdraw Leave(string application, string? comes) =>
        new(new(application), new FreeText("放弃"), ApplicationId.Of(comes), WithinCategory: false);

    private static NoticeLife.Freeze Freeze(AwardScene scene) => new(scene.Last.Notice.Edition);

    private static AwardScene Decided(params DecisionLife.Change[] changes)
    {
        var scene = AwardScene.Small();
        Assert.Null(scene.Decide(AwardScene.Minutes("1"), Officer));
        foreach (var change in changes)
        {
            Assert.Null(scene.Decide(change, Officer));
        }
        Assert.Null(scene.Decide(new DecisionLife.Freeze(scene.Last.State.Edition), Approver));
        return scene;
    }

    private static AwardScene Open(params DecisionLife.Change[] changes)
    {
        var scene = Decided(changes);
        Assert.Null(scene.Notice(new NoticeLife.Open(Day, 5, MasksNames: true), Officer));
        return scene;
    }
}
