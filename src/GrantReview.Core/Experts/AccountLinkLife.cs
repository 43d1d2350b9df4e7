using GrantReview.Core.Accounts;
using GrantReview.Core.Acts;

namespace GrantReview.Core.Experts;

/// <summary>A request, once a plan is deployed, to let an expert work with another account.</summary>
public sealed record AccountRequest(Guid Account)
{
    public required Request Request { get; init; }
}

/// <summary>The account with which an expert of a call signs in.</summary>
public sealed record AccountLink(Guid? Account, AccountRequest? Request);

/// <param name="IsDeployed">A plan of the call was deployed: experts score, so one person alone links nobody any more.</param>
/// <param name="Held">All that the account's person is anywhere.</param>
/// <param name="IsRecused">The account's person is recused from the call.</param>
public sealed record AccountLinkEvidence(bool IsDeployed, IReadOnlyList<Standing> Held, bool IsRecused);

/// <summary>
/// Linking an expert's account: by an officer before deployment, by two persons afterwards. One account is one expert of a call, and
/// nothing else there.
/// </summary>
public static class AccountLinkLife
{
    // Acts.
    public sealed record Link(Guid Account) : Act;
    public sealed record Confirm(Guid Request) : Act;

    /// <summary>Takes a request back, or says no to it.</summary>
    public sealed record Decline(Guid Request) : Act;

    // Facts.
    public sealed record LinkAsked(AccountRequest Request) : Fact;

    /// <param name="RequestedBy">Null where one person sufficed.</param>
    public sealed record Linked(Guid? From, Guid To, Guid? RequestedBy) : Fact;
    public sealed record Declined(Guid Request) : Fact;

    // Refusals.
    public sealed record IsExpertAlready : Refusal;

    /// <param name="call">The expert's call.</param>
    public static Answer Decide(AccountLink link, Guid call, Act act, By by, AccountLinkEvidence seen) => act switch
    {
        Link ask => DecideLink(link, call, ask, by, seen),
        Confirm confirm => DecideConfirm(link, call, confirm, by, seen),
        Decline decline => by.Capacity is not (Capacity.Officer or Capacity.Approver or Capacity.Supervisor)
            ? new Refusal.NeedsCapacity(Capacity.Officer)
            : link.Request?.Request.Id != decline.Request ? new Refusal.RequestWasReplaced() : new Declined(decline.Request),
        _ => throw new ArgumentOutOfRangeException(nameof(act)),
    };

    public static AccountLink Apply(AccountLink link, Fact fact) => fact switch
    {
        LinkAsked asked => link with { Request = asked.Request },
        Linked linked => new AccountLink(linked.To, null),
        Declined => link with { Request = null },
        _ => throw new ArgumentOutOfRangeException(nameof(fact)),
    };

    private static Answer DecideLink(AccountLink link, Guid call, Link act, By by, AccountLinkEvidence seen)
    {
        if (by.Capacity != Capacity.Officer)
        {
            return new Refusal.NeedsCapacity(Capacity.Officer);
        }
        if (link.Account == act.Account)
        {
            return Answer.Nothing;
        }
        if (Refuse(call, seen) is { } refusal)
        {
            return refusal;
        }
        return seen.IsDeployed
            ? new LinkAsked(new AccountRequest(act.Account) { Request = Request.From(by) })
                : new Linked(link.Account, act.Account, RequestedBy: null);
    }

    private static Answer DecideConfirm(AccountLink link, Guid call, Confirm act, By by, AccountLinkEvidence seen)
    {
        if (by.Capacity is not (Capacity.Approver or Capacity.Supervisor))
        {
            return new Refusal.NeedsCapacity(Capacity.Supervisor);
        }
        if (Request.RefuseConfirmation(link.Request?.Request, act.Request, by) is { } replaced)
        {
            return replaced;
        }
        return Refuse(call, seen) is { } refusal ? refusal
            : link.Request is { } asked ? new Linked(link.Account, asked.Account, asked.Request.By) : new Refusal.RequestWasReplaced();
    }

    /// <summary>Why an account may not be an expert's in a call; null = it may.</summary>
    public static Refusal? Refuse(Guid call, AccountLinkEvidence seen) =>
        seen.IsRecused ? new GrantLife.IsRecused()
        : seen.Held.Contains(new Standing(call, Capacity.Expert)) ? new IsExpertAlready()
        : Exclusions.Against(new Standing(call, Capacity.Expert), seen.Held) is { } exclusion ? new GrantLife.IsExcluded(exclusion) : null;
}
