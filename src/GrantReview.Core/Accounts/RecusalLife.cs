using GrantReview.Core.Acts;

namespace GrantReview.Core.Accounts;

/// <summary>Whether a member is kept out of a call (回避); whoever is sees nothing of it.</summary>
public sealed record RecusalState(bool IsRecused)
{
    public static RecusalState None { get; } = new(false);

    /// <summary>Null while the person is not recused, and where the rules recused the person.</summary>
    public FreeText? Reason { get; init; }

    /// <summary>The member's unit that applies, where the rules recused the person; null else.</summary>
    public string? Unit { get; init; }

    /// <summary>The first application of that unit.</summary>
    public string? Application { get; init; }

    /// <summary>Two persons let the member come back although the unit applies: the rules recuse no more.</summary>
    public bool IsCleared { get; init; }

    /// <summary>A request to let the person come back.</summary>
    public Request? Return { get; init; }
}

/// <summary>
/// A member withdraws from a call or is recused: at once and with a reason, or by the rules because the member's unit applies. Coming
/// back needs two persons, neither of them the member.
/// </summary>
public static class RecusalLife
{
    // Acts.
    public sealed record Withdraw(FreeText? Reason) : Act;
    public sealed record Recuse(FreeText? Reason) : Act;

    /// <summary>The member's unit applies.</summary>
    public sealed record Find(string Unit, string Application) : Act;
    public sealed record AskReturn : Act;
    public sealed record ConfirmReturn(Guid Request) : Act;

    // Facts.
    public sealed record Recused(Guid Person, bool OwnWish, FreeText Reason) : Fact;
    public sealed record RecusedByUnit(Guid Person, string Unit, string Application) : Fact;
    public sealed record ReturnAsked(Guid Person, Request Request) : Fact;
    public sealed record Returned(Guid Person, Guid RequestedBy) : Fact;

    // Refusals.
    public sealed record IsAlready(bool Recused) : Refusal;

    /// <summary>The rules would recuse the last officer who runs the call.</summary>
    /// <param name="Others">People who may be named in the officer's stead.</param>
    public sealed record LeavesNobody(string Unit, string Application, IReadOnlyList<string> Others) : Refusal;

    public static Answer Decide(RecusalState recusal, Guid person, Act act, By by) => act switch
    {
        Withdraw withdraw => by.Who != person ? new Refusal.NotThere() : DecideRecusal(recusal, person, withdraw.Reason, ownWish: true),
        Recuse recuse => by.Capacity is not (Capacity.Approver or Capacity.Supervisor)
            ? new Refusal.NeedsCapacity(Capacity.Supervisor) : DecideRecusal(recusal, person, recuse.Reason, ownWish: by.Who == person),
        Find find => by.Capacity != Capacity.Program ? new Refusal.NeedsCapacity(Capacity.Program)
            : recusal.IsRecused || recusal.IsCleared ? Answer.Nothing : new RecusedByUnit(person, find.Unit, find.Application),
        AskReturn => RefuseReturn(recusal, person, by, Capacity.Officer) is { } no ? no : new ReturnAsked(person, Request.From(by)),
        ConfirmReturn confirm => DecideReturn(recusal, person, confirm, by),
        _ => throw new ArgumentOutOfRangeException(nameof(act)),
    };

    public static RecusalState Apply(RecusalState recusal, Fact fact) => fact switch
    {
        Recused recused => recusal with { IsRecused = true, Reason = recused.Reason, Unit = null, Application = null },
        RecusedByUnit recused => new RecusalState(true) { Unit = recused.Unit, Application = recused.Application },
        ReturnAsked asked => recusal with { Return = asked.Request },
        Returned => RecusalState.None with { IsCleared = recusal.IsCleared || recusal.Unit is not null },
        _ => throw new ArgumentOutOfRangeException(nameof(fact)),
    };

    private static Answer DecideRecusal(RecusalState recusal, Guid person, FreeText? reason, bool ownWish) =>
        recusal.IsRecused ? new IsAlready(true)
        : reason is { } given ? new Recused(person, ownWish, given) : new Refusal.NeedsReason();

    private static Answer DecideReturn(RecusalState recusal, Guid person, ConfirmReturn act, By by) =>
        RefuseReturn(recusal, person, by, Capacity.Supervisor) is { } no ? no
        : Request.RefuseConfirmation(recusal.Return, act.Request, by) is { } refusal ? refusal
        : recusal.Return is { } asked ? new Returned(person, asked.By) : new Refusal.RequestWasReplaced();

    /// <param name="besides">The capacity that may do it beside approvers and supervisors.</param>
    private static Refusal? RefuseReturn(RecusalState recusal, Guid person, By by, Capacity besides) =>
        by.Capacity is not (Capacity.Approver or Capacity.Supervisor) && by.Capacity != besides
            ? new Refusal.NeedsCapacity(Capacity.Supervisor)
        : by.Who == person ? new GrantLife.NotForOneself()
        : recusal.IsRecused ? null : new IsAlready(false);
}
