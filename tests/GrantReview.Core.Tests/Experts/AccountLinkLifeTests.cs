using GrantReview.Core.Accounts;
using GrantReview.Core.Acts;
using GrantReview.Core.Experts;

namespace GrantReview.Core.Tests.Experts;

public class AccountLinkLifeTests
{
    private static readonly DateTime Noon = new(2025, 3, 1, 4, 0, 0, DateTimeKind.Utc);
    private static readonly Guid Call = Id(50);
    private static readonly AccountLink Linked = new(Id(7), null);
    private static readonly AccountLinkEvidence Before = new(IsDeployed: false, [], IsRecused: false);
    private static readonly AccountLinkEvidence After = Before with { IsDeployed = true };

    [Fact]
    public void Link_BeforeDeployment_IsOneOfficersAct()
    {
        Assert.Equal(new AccountLink(Id(8), null), Apply(Linked, new AccountLinkLife.Link(Id(8)), By(1, Capacity.Officer), Before));
        Assert.All(Enum.GetValues<Capacity>().Where(c => c != Capacity.Officer), capacity => Assert.Equal(
            new Refusal.NeedsCapacity(Capacity.Officer),
            AccountLinkLife.Decide(Linked, Call, new AccountLinkLife.Link(Id(8)), By(1, capacity), Before).Refusal));
    }

    /// <summary>Also the first account of an expert: whoever gives one after deployment could score with it.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Link_AfterDeployment_IsARequestThatAnotherPersonConfirms(bool wasLinked)
    {
        var link = wasLinked ? Linked : new AccountLink(null, null);
        var asked = Apply(link, new AccountLinkLife.Link(Id(8)), By(1, Capacity.Officer), After);

        Assert.Equal(link.Account, asked.Account);
        Assert.Equal(
            new Refusal.NeedsCapacity(Capacity.Supervisor),
            AccountLinkLife.Decide(asked, Call, new AccountLinkLife.Confirm(Id(101)), By(1, Capacity.Officer), After).Refusal);
        Assert.Equal(
            new Refusal.NeedsAnotherPerson(),
            AccountLinkLife.Decide(asked, Call, new AccountLinkLife.Confirm(Id(101)), By(1, Capacity.Approver), After).Refusal);
        Assert.Equal(
            new Refusal.RequestWasReplaced(),
            AccountLinkLife.Decide(asked, Call, new AccountLinkLife.Confirm(Id(5)), By(2, Capacity.Approver), After).Refusal);
        Assert.Equal(
            new AccountLinkLife.Linked(link.Account, Id(8), Id(1)),
            Assert.Single(
                AccountLinkLife.Decide(asked, Call, new AccountLinkLife.Confirm(Id(101)), By(2, Capacity.Approver), After).Facts));
    }

    [Theory]
    [InlineData(Capacity.Officer)]
    [InlineData(Capacity.Approver)]
    [InlineData(Capacity.Supervisor)]
    [InlineData(Capacity.Auditor)]
    [InlineData(Capacity.Finance)]
    public void Link_ToAMemberOfTheCall_IsExcluded(Capacity capacity)
    {
        var seen = Before with { Held = [new Standing(Call, capacity)] };

        Assert.IsType<GrantLife.IsExcluded>(
            AccountLinkLife.Decide(Linked, Call, new AccountLinkLife.Link(Id(8)), By(1, Capacity.Officer), seen).Refusal);
        Assert.Null(AccountLinkLife.Decide(
            Linked, Call, new AccountLinkLife.Link(Id(8)), By(1, Capacity.Officer),
            Before with { Held = [new Standing(Id(51), capacity)] }).Refusal);
    }

    [Fact]
    public void Link_ToAnAdministratorAnotherExpertOrARecusedMember_IsRefused()
    {
        Assert.IsType<GrantLife.IsExcluded>(Refusal(Before with { Held = [new Standing(null, Capacity.SecurityAdministrator)] }));
        Assert.Equal(new AccountLinkLife.IsExpertAlready(), Refusal(Before with { Held = [new Standing(Call, Capacity.Expert)] }));
        Assert.Equal(new GrantLife.IsRecused(), Refusal(Before with { IsRecused = true }));

        static Refusal? Refusal(AccountLinkEvidence seen) =>
            AccountLinkLife.Decide(Linked, Call, new AccountLinkLife.Link(Id(8)), By(1, Capacity.Officer), seen).Refusal;
    }

    [Fact]
    public void Decline_TakesTheRequestAway_AndChangesNoAccount()
    {
        var asked = Apply(Linked, new AccountLinkLife.Link(Id(8)), By(1, Capacity.Officer), After);

        Assert.Equal(Linked, Apply(asked, new AccountLinkLife.Decline(Id(101)), By(2, Capacity.Supervisor), After));
        Assert.Equal(
            new Refusal.NeedsCapacity(Capacity.Officer),
            AccountLinkLife.Decide(asked, Call, new AccountLinkLife.Decline(Id(101)), By(2, Capacity.Auditor), After).Refusal);
    }

    private static AccountLink Apply(AccountLink link, Act act, By by, AccountLinkEvidence seen) =>
        AccountLinkLife.Apply(link, Assert.Single(AccountLinkLife.Decide(link, Call, act, by, seen).Facts));

    private static By By(int person, Capacity capacity) => new(Id(person), capacity, Noon, Id(100 + person));

    private static Guid Id(int number) => new(number, 0, 0, new byte[8]);
}
