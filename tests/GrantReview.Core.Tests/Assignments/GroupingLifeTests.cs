using GrantReview.Core.Acts;
using GrantReview.Core.Assignments;
using GrantReview.Core.Calls;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Tests.Assignments;

public class GroupingLifeTests
{
    private static readonly By Officer =
        new(Guid.NewGuid(), Capacity.Officer, new DateTime(2025, 3, 1, 4, 0, 0, DateTimeKind.Utc), Guid.NewGuid());
    private static readonly GroupingEvidence Open = new(new CallState(CallStage.Assigning), false, null);
    private static readonly GroupingLife.Put Put =
        new(PanelSource.None, PanelSource.Given, [new(Guid.NewGuid(), "", "G01")], null, new FreeText(""));

    [Fact]
    public void Put_UntilAPlanIsDeployed_IsAllowed()
    {
        Assert.IsType<GroupingLife.Grouped>(Assert.Single(GroupingLife.Decide(Put, Officer, Open).Facts));
        Assert.IsType<GroupingLife.AreClosed>(GroupingLife.Decide(Put, Officer, Open with { IsDeployed = true }).Refusal);
        Assert.IsType<GroupingLife.AreClosed>(
            GroupingLife.Decide(Put, Officer, Open with { Call = new CallState(CallStage.Scoring) }).Refusal);
        Assert.Equal(new Refusal.NeedsCapacity(Capacity.Officer),
            GroupingLife.Decide(Put, Officer with { Capacity = Capacity.Approver }, Open).Refusal);
    }

    [Fact]
    public void TakeBack_OfAnotherChangeThanTheLast_IsRefused()
    {
        var last = Guid.NewGuid();
        var act = new GroupingLife.TakeBack(last, PanelSource.Given, PanelSource.None, []);

        Assert.Null(GroupingLife.Decide(act, Officer, Open with { Last = last }).Refusal);
        Assert.IsType<GroupingLife.NothingToTakeBack>(GroupingLife.Decide(act, Officer, Open with { Last = Guid.NewGuid() }).Refusal);
        Assert.IsType<GroupingLife.NothingToTakeBack>(GroupingLife.Decide(act, Officer, Open).Refusal);
    }

    [Fact]
    public void Last_IsTheNewestThatNobodyTookBackSinceTheLastDeployment()
    {
        Guid first = Guid.NewGuid(), second = Guid.NewGuid(), third = Guid.NewGuid();
        Fact grouped = new GroupingLife.Grouped(PanelSource.None, PanelSource.Given, [], null, new FreeText(""));
        (Fact, Guid) Back(Guid act) => (new GroupingLife.TakenBack(act, PanelSource.Given, PanelSource.None, []), Guid.NewGuid());

        Assert.Null(GroupingLife.Last([]));
        Assert.Equal(second, GroupingLife.Last([(grouped, second), (grouped, first)]));
        Assert.Equal(first, GroupingLife.Last([Back(second), (grouped, second), (grouped, first)]));
        Assert.Null(GroupingLife.Last([Back(first), Back(second), (grouped, second), (grouped, first)]));
        Assert.Equal(third, GroupingLife.Last([(grouped, third), Back(second), (grouped, second), (grouped, first)]));
        Assert.Null(GroupingLife.Last([(new PlanLife.Deployed(first, default), Guid.NewGuid()), (grouped, first)]));
    }
}
