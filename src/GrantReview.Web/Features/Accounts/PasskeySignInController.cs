using GrantReview.Core.Accounts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.RateLimiting;

namespace GrantReview.Web.Features.Accounts;

/// <summary>Signing in by a passkey, beside the password.</summary>
[AllowAnonymous]
public sealed class PasskeySignInController(
    AppDb db, SignInManager<User> signIn, UserManager<User> users, Passkeys passkeys, FrontOptions front, Desk desk) : Controller
{
    private const string Here = "/sign-in/passkey";

    /// <summary>For the script, once somebody presses the button.</summary>
    [HttpPost(Here + "/challenge")]
    public async Task<IActionResult> Ask() =>
        front.PasskeyDomain is null ? NotFound() : Json(await passkeys.AskAsync(HttpContext));

    [EnableRateLimiting(RateLimits.SignIn)]
    [HttpPost(Here)]
    public async Task<IActionResult> SignIn(string? credential, string? state, string? returnUrl, CancellationToken cancellationToken)
    {
        var answer = Task.Delay(Sessions.Failing, cancellationToken);
        var (user, isProven) = await passkeys.ReadAsync(HttpContext, credential, state, cancellationToken);
        if (user is null || !isProven || user.State.IsDisabled || await users.IsLockedOutAsync(user))
        {
            await Sessions.FailAsync(db, user?.UserName, AccountLife.Way.Passkey, desk.Now, cancellationToken);
            await answer;
            return new RefusedForm("/sign-in" + QueryString.Create("returnUrl", returnUrl ?? "/"), Text.Of("SignIn.PasskeyFailed"),
                StatusCodes.Status400BadRequest);
        }
        await HttpContext.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
        await Sessions.BeginAsync(db, signIn, HttpContext, user, AccountLife.Way.Passkey, desk.Now, cancellationToken);
        return LocalRedirect(Url.IsLocalUrl(returnUrl) ? returnUrl : "/");
    }
}
