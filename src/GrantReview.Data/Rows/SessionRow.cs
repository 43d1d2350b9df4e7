using GrantReview.Core.Accounts;
using GrantReview.Core.Acts;

namespace GrantReview.Data;

/// <summary>
/// A sign-in of one person on one device; a cookie is worth nothing without it. It changes by the facts of <see cref="SessionLife"/> alone.
/// </summary>
public sealed class SessionRow(Guid userId, DateTime begunAt, string device, string address) : Row
{
    public const int DeviceLength = 100;
    public const int AddressLength = 64;

    public Guid UserId { get; private set; } = userId;
    public DateTime BegunAt { get; private set; } = begunAt;
    public DateTime Until { get; private set; } = begunAt + SessionLife.Longest;

    /// <summary>What the browser says that it is.</summary>
    public string Device { get; private set; } = device;
    public string Address { get; private set; } = address;
    public SessionState State { get; private set; } = SessionState.Begun;

    public Answer Do(Act act, By by) =>
        Take(SessionLife.Decide(State, UserId, act, by), by, fact => State = SessionLife.Apply(State, fact));
}
