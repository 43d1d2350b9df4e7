using GrantReview.Core.Acts;

namespace GrantReview.Core.Accounts;

/// <summary>An account: added by a security administrator; each sign-in and each failure is a fact.</summary>
public static class AccountLife
{
    public enum Way { Password, External, Demo }

    // Facts. What was typed is kept as text that can be erased.
    public sealed record Added(FreeText UserName) : Fact;
    public sealed record SignedIn(Way Way) : Fact;
    public sealed record SignInFailed(Way Way, FreeText UserName) : Fact;

    public sealed record IsTaken(string UserName) : Refusal;
    public sealed record IsUnknown(string UserName) : Refusal;

    public static Answer Decide(string userName, bool isTaken, By by) =>
        by.Capacity != Capacity.SecurityAdministrator ? new Refusal.NeedsCapacity(Capacity.SecurityAdministrator)
        : isTaken ? new IsTaken(userName) : new Added(FreeText.Of(userName));
}
