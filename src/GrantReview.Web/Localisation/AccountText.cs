using GrantReview.Core.Accounts;

namespace GrantReview.Web.Localisation;

/// <summary>Accounts and sessions in words.</summary>
public static class AccountText
{
    public static string StateOf(User user) => Text.Of(user switch
    {
        { State.IsDisabled: true } => "Account.IsDisabled",
        { PasswordHash: not null } => "Account.IsOpen",
        { State.Link: not null } => "Account.IsInvited",
        _ => "Account.IsNew",
    });

    /// <summary>Of the mark beside it.</summary>
    public static string ToneOf(User user) => user switch
    {
        { State.IsDisabled: true } => "bad",
        { PasswordHash: not null } => "good",
        { State.Link: not null } => "next",
        _ => "",
    };

    public static string SecondFactorOf(User user, int passkeys) => Text.Of(user.TwoFactorEnabled ? "SecondFactor.IsSet"
        : passkeys > 0 ? "SecondFactor.IsPasskey" : "SecondFactor.IsNotSet");

    /// <summary>The browser and the system of a device, as far as it says so.</summary>
    public static string DeviceOf(SessionRow session)
    {
        string[] browsers = ["Edg", "Firefox", "Chrome", "Safari"];
        string[] systems = ["Windows", "Android", "iPhone", "iPad", "Mac OS", "Linux"];
        var found =
            new[] { browsers, systems }.Select(names => names.FirstOrDefault(n => session.Device.Contains(n, StringComparison.Ordinal)))
            .OfType<string>().Select(n => n == "Edg" ? "Edge" : n).ToList();
        return found.Count == 0 ? Text.Of("Sessions.Unknown") : string.Join(" · ", found);
    }
}
