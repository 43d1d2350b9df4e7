using GrantReview.Core.Acts;

namespace GrantReview.Core.Accounts;

/// <summary>A person as a file of accounts names them.</summary>
/// <param name="Email">Blank = none; links are handed over on paper.</param>
public sealed record AccountEntry(string UserName, string Name, string Email, string Unit)
{
    public const int LongestUserName = 256;
    public const int LongestName = 100;
    public const int LongestEmail = 256;

    /// <summary>Latin letters, digits and -._@+: what people type without an input method and systems agree on.</summary>
    public static bool IsUserName(string text) =>
        text.Length is > 0 and <= LongestUserName && text.All(c => char.IsAsciiLetterOrDigit(c) || "-._@+".Contains(c));
}

/// <summary>A link with which a person sets a password, once (一次性链接).</summary>
/// <param name="Digest">Of the secret that stands in it, which is kept nowhere.</param>
/// <param name="Until">From this instant on it opens nothing.</param>
public sealed record EntryLink(string Digest, DateTime Until);

/// <summary>An account as its acts left it.</summary>
public sealed record AccountState(bool IsDisabled)
{
    public static AccountState Open { get; } = new(false);

    /// <summary>The one link that works; null = none does.</summary>
    public EntryLink? Link { get; init; }

    /// <summary>A request to hand a link on paper to somebody who has a password already.</summary>
    public Request? PaperLink { get; init; }
}

/// <param name="IsTaken">Another account has the user name.</param>
/// <param name="HasPassword">The person has set a password, or came in by a provider: from then on the account is theirs.</param>
/// <param name="HasEmail">A link can be sent.</param>
/// <param name="IsNeeded">Without the person there would be too few security administrators.</param>
/// <param name="IsLastFactor">The person needs a second factor, and without this one has none.</param>
public sealed record AccountEvidence(
    bool IsTaken = false, bool HasPassword = false, bool HasEmail = false, bool IsNeeded = false, bool IsLastFactor = false);

/// <summary>
/// An account: made by a security administrator, entered by its person with a link, disabled with a reason. Whoever has set a password is
/// alone with it: their next link goes to their own address, or onto paper by two security administrators.
/// </summary>
public static class AccountLife
{
    public enum Way { Password, Passkey, External, Demo }

    /// <summary>How a link reaches the person: by mail to the account's address, or on paper from hand to hand.</summary>
    public enum Delivery { Mail, Paper }

    // Acts.
    public sealed record Add(AccountEntry Entry) : Act;

    /// <summary>The account of a first administrator, by whoever installs the program, with a link that is handed over.</summary>
    public sealed record Install(AccountEntry Entry, EntryLink Link) : Act;

    /// <param name="Fields">Names of those that differ; empty where none does.</param>
    /// <param name="Values">What they are now, as JSON.</param>
    public sealed record Change(IReadOnlyList<string> Fields, FreeText Values) : Act;
    public sealed record Invite(EntryLink Link, Delivery By) : Act;
    public sealed record AskPaperLink : Act;
    public sealed record ConfirmPaperLink(Guid Request, EntryLink Link) : Act;

    /// <summary>Sets the password by a link.</summary>
    public sealed record Enter(string Digest) : Act;
    public sealed record ChangePassword : Act;

    /// <summary>A provider says who came, for the first time: from then on its subject alone opens the account.</summary>
    public sealed record Bind(string Provider) : Act;
    public sealed record Disable(FreeText? Reason) : Act;
    public sealed record Enable(FreeText? Reason) : Act;
    /// <summary>
    /// What tells who the person was goes from the account and from the words of its facts (PIPL, article 47); the facts stay.
    /// </summary>
    public sealed record Erase(FreeText? Reason) : Act;
    public sealed record SetSecondFactor : Act;

    /// <summary>An administrator's or the program's takes passkeys as well.</summary>
    /// <param name="Reason">Only who is not the person gives one.</param>
    public sealed record RemoveSecondFactor(FreeText? Reason) : Act;

    /// <summary>A key pair on a device of the person's (通行密钥), which signs in by itself and is two factors.</summary>
    public sealed record AddPasskey(FreeText Name) : Act;
    public sealed record RenamePasskey(FreeText Name) : Act;
    public sealed record RemovePasskey(FreeText Name) : Act;

    // Facts. What was typed is kept as text that can be erased.
    public sealed record Added(FreeText UserName) : Fact;

    public sealed record Changed(IReadOnlyList<string> Fields, FreeText Values) : Fact
    {
        public bool Equals(Changed? other) => other is not null && Fields.SequenceEqual(other.Fields) && Values == other.Values;

        public override int GetHashCode() => HashCode.Combine(Fields.Count, Values);
    }

    /// <param name="AskedBy">Null where one person sufficed.</param>
    public sealed record Invited(EntryLink Link, Delivery Delivery, Guid? AskedBy) : Fact;
    public sealed record PaperLinkAsked(Request Request) : Fact;
    public sealed record PasswordSet(bool ByLink) : Fact;
    public sealed record Bound(string Provider) : Fact;
    public sealed record Disabled(FreeText Reason) : Fact;
    public sealed record Enabled(FreeText Reason) : Fact;
    public sealed record Erased(FreeText Reason) : Fact;
    public sealed record SecondFactorSet : Fact;
    public sealed record SecondFactorRemoved(FreeText Reason) : Fact;
    public sealed record PasskeyAdded(FreeText Name) : Fact;
    public sealed record PasskeyRenamed(FreeText Name) : Fact;
    public sealed record PasskeyRemoved(FreeText Name) : Fact;
    public sealed record SignedIn(Way Way) : Fact;
    public sealed record SignInFailed(Way Way, FreeText UserName) : Fact;

    // Refusals.
    public sealed record IsTaken(string UserName) : Refusal;
    public sealed record IsUnknown(string UserName) : Refusal;
    public sealed record IsDisabled : Refusal;
    public sealed record IsEnabled : Refusal;

    /// <summary>There is no address that a mail could go to.</summary>
    public sealed record HasNoEmail : Refusal;

    /// <summary>The person has a password: a link on paper needs two, and the address is the person's own to change.</summary>
    public sealed record HasPassword : Refusal;

    /// <summary>Used, replaced by a later one, or too old.</summary>
    public sealed record LinkIsDead : Refusal;

    /// <summary>The house asks the person for a second factor, and there is no other.</summary>
    public sealed record IsLastFactor : Refusal;

    /// <param name="person">Whose account it is.</param>
    public static Answer Decide(AccountState account, Guid person, Act act, By by, AccountEvidence seen) => act switch
    {
        Enter enter => DecideEnter(account, enter, by),
        ChangePassword or SetSecondFactor or AddPasskey or RenamePasskey or RemovePasskey =>
            by.Capacity != Capacity.AccountHolder || by.Who != person ? new Refusal.NeedsCapacity(Capacity.AccountHolder)
                : DecideOwn(act, seen),
        RemoveSecondFactor { Reason: var reason } when by.Capacity == Capacity.AccountHolder && by.Who == person =>
            seen.IsLastFactor ? new IsLastFactor() : new SecondFactorRemoved(reason ?? FreeText.Of("")),
        RemoveSecondFactor { Reason: { } lost } when by.Capacity == Capacity.Program => new SecondFactorRemoved(lost),
        Change change when by.Capacity == Capacity.AccountHolder && by.Who == person => DecideChange(change),
        Invite { By: Delivery.Mail } invite when by.Capacity == Capacity.Program => DecideInvite(account, invite, seen),
        Bind bind => by.Capacity != Capacity.Program ? new Refusal.NeedsCapacity(Capacity.Program)
            : account.IsDisabled ? new IsDisabled() : new Bound(bind.Provider),
        Erase erase => by.Capacity != Capacity.Program ? new Refusal.NeedsCapacity(Capacity.Program)
            : !account.IsDisabled ? new IsEnabled() : erase.Reason is { } why ? new Erased(why) : new Refusal.NeedsReason(),
        Install install => by.Capacity != Capacity.Program ? new Refusal.NeedsCapacity(Capacity.Program)
            : seen.IsTaken ? new IsTaken(install.Entry.UserName)
            : new Answer(null, new Added(FreeText.Of(install.Entry.UserName)), new Invited(install.Link, Delivery.Paper, AskedBy: null)),
        _ when by.Capacity != Capacity.SecurityAdministrator => new Refusal.NeedsCapacity(Capacity.SecurityAdministrator),
        Add add => seen.IsTaken ? new IsTaken(add.Entry.UserName) : new Added(FreeText.Of(add.Entry.UserName)),
        Change change => seen.HasPassword && change.Fields.Contains("email") ? new HasPassword() : DecideChange(change),
        Invite invite => DecideInvite(account, invite, seen),
        AskPaperLink => account.IsDisabled ? new IsDisabled() : by.Who == person ? new GrantLife.NotForOneself()
            : new PaperLinkAsked(Request.From(by)),
        ConfirmPaperLink confirm => account.IsDisabled ? new IsDisabled() : by.Who == person ? new GrantLife.NotForOneself()
            : Request.RefuseConfirmation(account.PaperLink, confirm.Request, by) is { } refusal ? refusal
            : new Invited(confirm.Link, Delivery.Paper, account.PaperLink?.By),
        Disable disable => DecideDisable(account, person, disable, by, seen),
        Enable enable => !account.IsDisabled ? new IsEnabled() : enable.Reason is { } reason ? new Enabled(reason)
            : new Refusal.NeedsReason(),
        RemoveSecondFactor { Reason: var reason } => by.Who == person ? new GrantLife.NotForOneself()
            : reason is { } given ? new SecondFactorRemoved(given) : new Refusal.NeedsReason(),
        _ => throw new ArgumentOutOfRangeException(nameof(act)),
    };

    public static AccountState Apply(AccountState account, Fact fact) => fact switch
    {
        Invited invited => account with { Link = invited.Link, PaperLink = null },
        PaperLinkAsked asked => account with { PaperLink = asked.Request },
        PasswordSet => account with { Link = null },
        Disabled => new AccountState(true),
        Enabled => AccountState.Open,
        Erased => new AccountState(true),
        Added or Changed or Bound or SecondFactorSet or SecondFactorRemoved or PasskeyAdded or PasskeyRenamed or PasskeyRemoved => account,
        _ => throw new ArgumentOutOfRangeException(nameof(fact)),
    };

    /// <summary>How a person signs in is their own to change.</summary>
    private static Answer DecideOwn(Act act, AccountEvidence seen) => act switch
    {
        ChangePassword => new PasswordSet(ByLink: false),
        SetSecondFactor => new SecondFactorSet(),
        AddPasskey add => new PasskeyAdded(add.Name),
        RenamePasskey rename => new PasskeyRenamed(rename.Name),
        RemovePasskey remove => seen.IsLastFactor ? new IsLastFactor() : new PasskeyRemoved(remove.Name),
        _ => throw new ArgumentOutOfRangeException(nameof(act)),
    };

    private static Answer DecideEnter(AccountState account, Enter act, By by) =>
        by.Capacity != Capacity.Program ? new Refusal.NeedsCapacity(Capacity.Program)
        : account.IsDisabled || account.Link is not { } link || link.Digest != act.Digest || by.At >= link.Until
            ? new LinkIsDead() : new PasswordSet(ByLink: true);

    private static Answer DecideChange(Change act) => act.Fields.Count == 0 ? Answer.Nothing : new Changed(act.Fields, act.Values);

    private static Answer DecideInvite(AccountState account, Invite act, AccountEvidence seen) =>
        account.IsDisabled ? new IsDisabled()
        : act.By == Delivery.Mail && !seen.HasEmail ? new HasNoEmail()
        : act.By == Delivery.Paper && seen.HasPassword ? new HasPassword()
        : new Invited(act.Link, act.By, AskedBy: null);

    private static Answer DecideDisable(AccountState account, Guid person, Disable act, By by, AccountEvidence seen) =>
        by.Who == person ? new GrantLife.NotForOneself()
        : account.IsDisabled ? new IsDisabled()
        : seen.IsNeeded ? new GrantLife.IsTheLast(Capacity.SecurityAdministrator)
        : act.Reason is { } reason ? new Disabled(reason) : new Refusal.NeedsReason();
}
