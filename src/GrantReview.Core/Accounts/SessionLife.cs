using GrantReview.Core.Acts;

namespace GrantReview.Core.Accounts;

/// <summary>Why a session is over before its time.</summary>
public enum SessionEnd
{
    SignedOut,

    /// <summary>By the person, from another device.</summary>
    Closed,

    /// <summary>By a security administrator.</summary>
    Revoked,
    PasswordChanged,
    AccountDisabled,
    SecondFactorRemoved,
}

/// <summary>A sign-in on one device: it lasts until its time or until somebody ends it.</summary>
/// <param name="Ended">Null while nobody ended it.</param>
public sealed record SessionState(SessionEnd? Ended)
{
    public static SessionState Begun { get; } = new(Ended: null);
}

/// <summary>
/// A session is ended by its person, by a security administrator, or by the rules where a password changes or an account is disabled.
/// </summary>
public static class SessionLife
{
    /// <summary>A working day: nobody stays signed in longer without a password.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(10);

    // Acts.
    public sealed record End(SessionEnd Why) : Act;

    // Facts.
    public sealed record Ended(Guid Person, SessionEnd Why) : Fact;

    /// <param name="person">Whose session it is.</param>
    public static Answer Decide(SessionState session, Guid person, Act act, By by) => act switch
    {
        End end => (by.Capacity != Capacity.AccountHolder || by.Who != person)
                && by.Capacity is not (Capacity.SecurityAdministrator or Capacity.Program)
            ? new Refusal.NotThere() : session.Ended is not null ? Answer.Nothing : new Ended(person, end.Why),
        _ => throw new ArgumentOutOfRangeException(nameof(act)),
    };

    public static SessionState Apply(SessionState session, Fact fact) => fact switch
    {
        Ended ended => session with { Ended = ended.Why },
        _ => throw new ArgumentOutOfRangeException(nameof(fact)),
    };
}
