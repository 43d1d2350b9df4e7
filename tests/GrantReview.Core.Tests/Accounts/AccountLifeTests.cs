using GrantReview.Core.Accounts;
using GrantReview.Core.Acts;

namespace GrantReview.Core.Tests.Accounts;

public class AccountLifeTests
{
    private static readonly DateTime Noon = new(2025, 3, 1, 4, 0, 0, DateTimeKind.Utc);
    private static readonly Guid Person = Id(9);
    private static readonly EntryLink Link = new("digest", Noon.AddDays(1));
    private static readonly AccountEvidence New = new(HasEmail: true);
    private static readonly AccountEvidence Own = new(HasEmail: true, HasPassword: true);
    private static readonly FreeText Why = new("left the house");

    [Fact]
    public void Link_OpensOnce_AndNotAfterItsTime()
    {
        var invited = Apply(AccountState.Open, new AccountLife.Invite(Link, AccountLife.Delivery.Mail), Security(1), New);
        var entered = Apply(invited, new AccountLife.Enter("digest"), Program(Link.Until.AddTicks(-1)), New);

        Assert.Null(entered.Link);
        Assert.Equal(new AccountLife.LinkIsDead(), Refuse(entered, new AccountLife.Enter("digest"), Program(Noon), Own));
        Assert.Equal(new AccountLife.LinkIsDead(), Refuse(invited, new AccountLife.Enter("digest"), Program(Link.Until), New));
        Assert.Equal(new AccountLife.LinkIsDead(), Refuse(invited, new AccountLife.Enter("other"), Program(Noon), New));
    }

    /// <summary>The first administrators are nobody's to invite: whoever installs the program hands them their links.</summary>
    [Fact]
    public void Install_ByTheProgramAlone_MakesAnAccountThatALinkOpens()
    {
        var install = new AccountLife.Install(new AccountEntry("an.first", "an.first", "", ""), Link);
        var made = AccountLife.Decide(AccountState.Open, Person, install, Program(Noon), new AccountEvidence()).Facts
            .Aggregate(AccountState.Open, AccountLife.Apply);

        Assert.Null(Apply(made, new AccountLife.Enter("digest"), Program(Noon), new AccountEvidence()).Link);
        Assert.NotNull(Refuse(AccountState.Open, install, Security(1), new AccountEvidence()));
        Assert.IsType<AccountLife.IsTaken>(Refuse(AccountState.Open, install, Program(Noon), new AccountEvidence(IsTaken: true)));
    }

    /// <summary>A provider's subject is bound by the rules, and to no account that is disabled.</summary>
    [Fact]
    public void Bind_ByAnybodyElse_OrToADisabledAccount_IsRefused()
    {
        var bind = new AccountLife.Bind("provider");

        Assert.Equal(AccountState.Open, Apply(AccountState.Open, bind, Program(Noon), New));
        Assert.IsType<Refusal.NeedsCapacity>(Refuse(AccountState.Open, bind, Security(1), New));
        Assert.IsType<AccountLife.IsDisabled>(Refuse(new AccountState(true), bind, Program(Noon), New));
    }

    [Fact]
    public void Link_WhenALaterOneIsGiven_OpensNothing()
    {
        var first = Apply(AccountState.Open, new AccountLife.Invite(Link, AccountLife.Delivery.Paper), Security(1), New);
        var second = Apply(first, new AccountLife.Invite(Link with { Digest = "later" }, AccountLife.Delivery.Mail), Program(Noon), New);

        Assert.Equal(new AccountLife.LinkIsDead(), Refuse(second, new AccountLife.Enter("digest"), Program(Noon), New));
        Assert.Null(Apply(second, new AccountLife.Enter("later"), Program(Noon), New).Link);
    }

    /// <summary>One security administrator alone becomes nobody who has a password.</summary>
    [Fact]
    public void Account_WithAPassword_IsItsPersonsAlone()
    {
        Assert.Equal(
            new AccountLife.HasPassword(), Refuse(AccountState.Open, new AccountLife.Invite(Link, AccountLife.Delivery.Paper), Security(1),
                Own));
        Assert.Equal(
            new AccountLife.HasPassword(), Refuse(AccountState.Open, new AccountLife.Change(["email"], Why), Security(1), Own));
        var asked = Apply(AccountState.Open, new AccountLife.AskPaperLink(), Security(1), Own);
        var request = asked.PaperLink?.Id ?? Guid.Empty;
        Assert.Equal(new Refusal.NeedsAnotherPerson(), Refuse(asked, new AccountLife.ConfirmPaperLink(request, Link), Security(1), Own));
        Assert.Equal(new Refusal.RequestWasReplaced(), Refuse(asked, new AccountLife.ConfirmPaperLink(Id(7), Link), Security(2), Own));
        Assert.Equal(new GrantLife.NotForOneself(), Refuse(asked, new AccountLife.ConfirmPaperLink(request, Link), Security(9), Own));
        Assert.Equal(Link, Apply(asked, new AccountLife.ConfirmPaperLink(request, Link), Security(2), Own).Link);
    }

    /// <summary>An account that is in use is not erased, nor by somebody of the house alone.</summary>
    [Fact]
    public void Erase_OfADisabledAccount_ByTheProgramWithAReason_LeavesItDisabled()
    {
        var disabled = Apply(AccountState.Open, new AccountLife.Disable(Why), Security(1), Own);

        Assert.Equal(new AccountState(true), Apply(disabled, new AccountLife.Erase(Why), Program(Noon), Own));
        Assert.Equal(new AccountLife.IsEnabled(), Refuse(AccountState.Open, new AccountLife.Erase(Why), Program(Noon), Own));
        Assert.Equal(new Refusal.NeedsReason(), Refuse(disabled, new AccountLife.Erase(null), Program(Noon), Own));
        Assert.Equal(new Refusal.NeedsCapacity(Capacity.Program), Refuse(disabled, new AccountLife.Erase(Why), Security(1), Own));
    }

    /// <summary>The key that encrypted it may be lost.</summary>
    [Fact]
    public void RemoveSecondFactor_ByTheProgram_NeedsAReason()
    {
        Assert.Equal(AccountState.Open, Apply(AccountState.Open, new AccountLife.RemoveSecondFactor(Why), Program(Noon), Own));
        Assert.NotNull(Refuse(AccountState.Open, new AccountLife.RemoveSecondFactor(null), Program(Noon), Own));
    }

    /// <summary>Whoever needs a second factor keeps one, but for a reset by others; nobody else has to.</summary>
    [Fact]
    public void LastFactor_OfWhoNeedsOne_IsNotRemovedByItsPerson()
    {
        By own = new(Person, Capacity.AccountHolder, Noon, Id(1));
        var last = Own with { IsLastFactor = true };

        Assert.Equal(new AccountLife.IsLastFactor(), Refuse(AccountState.Open, new AccountLife.RemovePasskey(Why), own, last));
        Assert.Equal(new AccountLife.IsLastFactor(), Refuse(AccountState.Open, new AccountLife.RemoveSecondFactor(null), own, last));
        Assert.Equal(AccountState.Open, Apply(AccountState.Open, new AccountLife.RemovePasskey(Why), own, Own));
        Assert.Equal(AccountState.Open, Apply(AccountState.Open, new AccountLife.RemoveSecondFactor(null), own, Own));
        Assert.Equal(AccountState.Open, Apply(AccountState.Open, new AccountLife.RemoveSecondFactor(Why), Security(1), last));
    }

    [Fact]
    public void Disable_NeedsAReason_KillsTheLink_AndNeverReachesOneself_OrTheLastTwo()
    {
        var invited = AccountState.Open with { Link = Link };

        Assert.Equal(new Refusal.NeedsReason(), Refuse(invited, new AccountLife.Disable(null), Security(1), New));
        Assert.Equal(new GrantLife.NotForOneself(), Refuse(invited, new AccountLife.Disable(Why), Security(9), New));
        Assert.Equal(
            new GrantLife.IsTheLast(Capacity.SecurityAdministrator),
                Refuse(invited, new AccountLife.Disable(Why), Security(1), New with { IsNeeded = true }));
        var disabled = Apply(invited, new AccountLife.Disable(Why), Security(1), New);
        Assert.Equal(new AccountState(true), disabled);
        Assert.Equal(new AccountLife.LinkIsDead(), Refuse(disabled, new AccountLife.Enter("digest"), Program(Noon), New));
        Assert.Equal(
            new AccountLife.IsDisabled(), Refuse(disabled, new AccountLife.Invite(Link, AccountLife.Delivery.Mail), Program(Noon), Own));
        Assert.Equal(AccountState.Open, Apply(disabled, new AccountLife.Enable(Why), Security(1), New));
    }

    [Fact]
    public void Act_ByWhoIsNeitherThePersonNorASecurityAdministrator_IsRefused()
    {
        Act[] acts =
        [
            new AccountLife.Add(new AccountEntry("a", "A", "", "")), new AccountLife.Change(["name"], Why), new AccountLife.AskPaperLink(),
            new AccountLife.Invite(Link, AccountLife.Delivery.Paper), new AccountLife.Disable(Why),
            new AccountLife.RemoveSecondFactor(null),
            new AccountLife.ChangePassword(), new AccountLife.SetSecondFactor(), new AccountLife.AddPasskey(Why),
            new AccountLife.RenamePasskey(Why), new AccountLife.RemovePasskey(Why),
        ];
        foreach (var capacity in Enum.GetValues<Capacity>().Where(c => c != Capacity.SecurityAdministrator))
        {
            Assert.All(acts, act => Assert.IsType<Refusal.NeedsCapacity>(
                Refuse(AccountState.Open, act, new By(Id(1), capacity, Noon, Id(101)), New)));
        }
    }

    [Theory]
    [InlineData("li.ming-2@example.org", true)]
    [InlineData("", false)]
    [InlineData("李明", false)]
    [InlineData("li ming", false)]
    [InlineData("=cmd", false)]
    public void UserName_IsWhatKeyboardsAndSystemsAgreeOn(string text, bool isOne) => Assert.Equal(isOne, AccountEntry.IsUserName(text));

    private static AccountState Apply(AccountState state, Act act, By by, AccountEvidence seen) =>
        AccountLife.Apply(state, Assert.Single(AccountLife.Decide(state, Person, act, by, seen).Facts));

    private static Refusal? Refuse(AccountState state, Act act, By by, AccountEvidence seen) =>
        AccountLife.Decide(state, Person, act, by, seen).Refusal;

    private static By Security(int person) => new(Id(person), Capacity.SecurityAdministrator, Noon, Id(100 + person));

    private static By Program(DateTime at) => new(null, Capacity.Program, at, Id(100));

    private static Guid Id(int n) => new(n, 0, 0, new byte[8]);
}

public class SessionLifeTests
{
    [Fact]
    public void Session_IsEndedByItsPerson_ASecurityAdministrator_OrTheRules_AndByNobodyElse()
    {
        var (person, other) = (Guid.NewGuid(), Guid.NewGuid());
        foreach (var capacity in Enum.GetValues<Capacity>())
        {
            var by = new By(other, capacity, DateTime.UnixEpoch, Guid.NewGuid());
            Assert.Equal(capacity is Capacity.SecurityAdministrator or Capacity.Program,
                SessionLife.Decide(SessionState.Begun, person, new SessionLife.End(SessionEnd.Revoked), by).Refusal is null);
        }
        var own = new By(person, Capacity.AccountHolder, DateTime.UnixEpoch, Guid.NewGuid());
        var ended = Assert.Single(SessionLife.Decide(SessionState.Begun, person, new SessionLife.End(SessionEnd.SignedOut), own).Facts);

        Assert.Equal(SessionEnd.SignedOut, SessionLife.Apply(SessionState.Begun, ended).Ended);
        Assert.Empty(SessionLife.Decide(new SessionState(SessionEnd.Closed), person, new SessionLife.End(SessionEnd.SignedOut),
            own).Facts ?? []);
    }
}
