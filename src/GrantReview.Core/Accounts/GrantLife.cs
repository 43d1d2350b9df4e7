using GrantReview.Core.Acts;

namespace GrantReview.Core.Accounts;

public enum GrantStatus { None, Requested, Held, Ended }

/// <summary>Whether a person has a capacity, in a call or in the house: asked for by one, confirmed by another.</summary>
public sealed record GrantState(GrantStatus Status)
{
    public static GrantState None { get; } = new(GrantStatus.None);

    public Request? Request { get; init; }

    /// <summary>Whose capacity ends when the request is confirmed; null = nobody's.</summary>
    public Guid? InsteadOf { get; init; }
}

/// <param name="Held">All that the person is anywhere.</param>
/// <param name="Holders">How many persons have this capacity there; of others only those who can act.</param>
/// <param name="IsRecused">The person is recused from the call.</param>
/// <param name="CallIsNew">Nobody was ever anything in the call.</param>
public sealed record GrantEvidence(IReadOnlyList<Standing> Held, int Holders, bool IsRecused, bool CallIsNew)
{
    /// <summary>Who takes over has the same capacity there already, and gains nothing.</summary>
    public bool SuccessorHolds { get; init; }
}

/// <summary>
/// A capacity of one person: an officer or a security administrator asks, an approver or supervisor of the call or another security
/// administrator confirms; nobody for oneself. The house's own are asked for and confirmed by security administrators.
/// </summary>
public static class GrantLife
{
    /// <summary>So many security administrators there must be before one grants to another, and ever after.</summary>
    public const int FewestSecurityAdministrators = 2;

    // Acts.
    public sealed record Ask : Act;
    public sealed record Confirm(Guid Request) : Act;

    /// <summary>Takes a request back, or says no to it.</summary>
    public sealed record Decline(Guid Request) : Act;
    public sealed record End(FreeText? Reason) : Act;

    /// <summary>Asks that the person takes over from somebody who is absent (移交).</summary>
    public sealed record TakeOver(Guid From) : Act;

    /// <summary>
    /// What a confirmed takeover does to the capacity that is handed over; one suffices where the successor has it already.
    /// </summary>
    public sealed record HandOver(Guid To) : Act;

    /// <summary>Whoever opens a call is its officer.</summary>
    public sealed record Found : Act;

    /// <summary>The first administrator of each of the three kinds, as whoever installs the program names them.</summary>
    public sealed record Appoint : Act;

    // Facts.
    public sealed record Asked(Guid Person, Capacity Capacity, Request Request) : Fact;

    /// <param name="ConfirmedBy">
    /// Null where the rules need nobody: the opener of a call, the first administrators, the second of security.
    /// </param>
    public sealed record Granted(Guid Person, Capacity Capacity, Guid? AskedBy, Guid? ConfirmedBy) : Fact;
    public sealed record Declined(Guid Person, Capacity Capacity, Guid Request) : Fact;
    public sealed record Ended(Guid Person, Capacity Capacity, FreeText Reason) : Fact;
    public sealed record TakeOverAsked(Guid Person, Capacity Capacity, Guid From, Request Request) : Fact;
    public sealed record HandedOver(Guid Person, Capacity Capacity, Guid To) : Fact;

    // Refusals.
    public sealed record NotForOneself : Refusal;
    public sealed record IsExcluded(Exclusion Exclusion) : Refusal;
    public sealed record IsHeldAlready : Refusal;
    public sealed record IsNotHeld : Refusal;
    public sealed record IsTheLast(Capacity Capacity) : Refusal;
    public sealed record IsRecused : Refusal;
    public sealed record CannotBeGranted(Capacity Capacity) : Refusal;

    /// <param name="person">Whose capacity it is.</param>
    /// <param name="what">Which, and where.</param>
    public static Answer Decide(GrantState grant, Guid person, Standing what, Act act, By by, GrantEvidence seen) => act switch
    {
        Ask => DecideAsk(grant, person, what, by, seen),
        TakeOver over => !MayAsk(what, by) || what.Call is null ? new Refusal.NeedsCapacity(Capacity.SecurityAdministrator)
            : over.From == person ? new IsHeldAlready() : Refuse(grant, person, what, by, seen) is { } no ? no
            : new TakeOverAsked(person, what.Capacity, over.From, Request.From(by)),
        HandOver over => DecideHandOver(grant, person, what, over, by, seen),
        Confirm confirm => DecideConfirm(grant, person, what, confirm, by, seen),
        Decline decline => !MayAsk(what, by) && !MayConfirm(what, by) ? new Refusal.NeedsCapacity(Capacity.SecurityAdministrator)
            : grant.Status != GrantStatus.Requested || grant.Request?.Id != decline.Request ? new Refusal.RequestWasReplaced()
            : new Declined(person, what.Capacity, decline.Request),
        End end => DecideEnd(grant, person, what, end, by, seen),
        Found => by.Capacity != Capacity.Officer || by.Who != person || what.Capacity != Capacity.Officer || !seen.CallIsNew
            ? new Refusal.NeedsCapacity(Capacity.Officer) : new Granted(person, what.Capacity, by.Who, ConfirmedBy: null),
        Appoint => DecideAppoint(person, what, by, seen),
        _ => throw new ArgumentOutOfRangeException(nameof(act)),
    };

    public static GrantState Apply(GrantState grant, Fact fact) => fact switch
    {
        Asked asked => new GrantState(GrantStatus.Requested) { Request = asked.Request },
        Granted => new GrantState(GrantStatus.Held),
        Declined => GrantState.None,
        Ended or HandedOver => new GrantState(GrantStatus.Ended),
        TakeOverAsked asked => new GrantState(GrantStatus.Requested) { Request = asked.Request, InsteadOf = asked.From },
        _ => throw new ArgumentOutOfRangeException(nameof(fact)),
    };

    /// <summary>The lone security administrator names the second without another to confirm; from then on there are always two.</summary>
    private static Answer DecideAsk(GrantState grant, Guid person, Standing what, By by, GrantEvidence seen)
    {
        if (!MayAsk(what, by))
        {
            return new Refusal.NeedsCapacity(Capacity.SecurityAdministrator);
        }
        if (Refuse(grant, person, what, by, seen) is { } refusal)
        {
            return refusal;
        }
        return what is { Call: null, Capacity: Capacity.SecurityAdministrator } && seen.Holders < FewestSecurityAdministrators
            ? new Granted(person, what.Capacity, by.Who, ConfirmedBy: null) : new Asked(person, what.Capacity, Request.From(by));
    }

    private static Answer DecideConfirm(GrantState grant, Guid person, Standing what, Confirm act, By by, GrantEvidence seen)
    {
        if (!MayConfirm(what, by))
        {
            return new Refusal.NeedsCapacity(what.Call is null ? Capacity.SecurityAdministrator : Capacity.Approver);
        }
        if (Refuse(grant, person, what, by, seen) is { } refusal)
        {
            return refusal;
        }
        return Request.RefuseConfirmation(grant.Request, act.Request, by) is { } no ? no
            : new Granted(person, what.Capacity, grant.Request?.By, by.Who);
    }

    private static Answer DecideHandOver(GrantState grant, Guid person, Standing what, HandOver act, By by, GrantEvidence seen) =>
        by.Capacity != Capacity.Program && (by.Capacity != Capacity.SecurityAdministrator || !seen.SuccessorHolds)
            ? new Refusal.NeedsCapacity(Capacity.Program)
        : by.Person == act.To ? new NotForOneself()
        : act.To == person ? new IsHeldAlready()
        : grant.Status != GrantStatus.Held ? new IsNotHeld() : new HandedOver(person, what.Capacity, act.To);

    /// <summary>
    /// A security administrator takes it back, or the person lays it down; a call keeps an officer and the house its security
    /// administrators.
    /// </summary>
    private static Answer DecideEnd(GrantState grant, Guid person, Standing what, End act, By by, GrantEvidence seen)
    {
        if (by.Capacity != Capacity.SecurityAdministrator && (by.Who != person || by.Capacity != what.Capacity))
        {
            return new Refusal.NeedsCapacity(Capacity.SecurityAdministrator);
        }
        if (grant.Status != GrantStatus.Held)
        {
            return new IsNotHeld();
        }
        var fewest = what is { Call: null, Capacity: Capacity.SecurityAdministrator } ? FewestSecurityAdministrators
            : what is { Call: not null, Capacity: Capacity.Officer } ? 1 : 0;
        if (seen.Holders <= fewest)
        {
            return new IsTheLast(what.Capacity);
        }
        return act.Reason is { } reason ? new Ended(person, what.Capacity, reason) : new Refusal.NeedsReason();
    }

    private static Answer DecideAppoint(Guid person, Standing what, By by, GrantEvidence seen) =>
        by.Capacity != Capacity.Program || what.Call is not null || !Exclusions.IsAdministrator(what.Capacity)
            ? new Refusal.NeedsCapacity(Capacity.SecurityAdministrator)
        : seen.Holders > 0 ? new IsHeldAlready()
        : Exclusions.Against(what, seen.Held) is { } exclusion ? new IsExcluded(exclusion)
        : new Granted(person, what.Capacity, AskedBy: null, ConfirmedBy: null);

    private static bool MayAsk(Standing what, By by) =>
        by.Capacity == Capacity.SecurityAdministrator || (what.Call is not null && by.Capacity == Capacity.Officer);

    private static bool MayConfirm(Standing what, By by) =>
        by.Capacity == Capacity.SecurityAdministrator || (what.Call is not null && by.Capacity is Capacity.Approver or Capacity.Supervisor);

    private static Refusal? Refuse(GrantState grant, Guid person, Standing what, By by, GrantEvidence seen) =>
        !(what.Call is null ? Exclusions.GrantedInHouse : Exclusions.GrantedInCall).Contains(what.Capacity)
            ? new CannotBeGranted(what.Capacity)
        : by.Who == person ? new NotForOneself()
        : grant.Status == GrantStatus.Held ? new IsHeldAlready()
        : seen.IsRecused ? new IsRecused()
        : Exclusions.Against(what, seen.Held) is { } exclusion ? new IsExcluded(exclusion) : null;
}
