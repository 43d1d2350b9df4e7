using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using GrantReview.Core.Accounts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.RateLimiting;

namespace GrantReview.Web.Features.Accounts;

public sealed class SignInForm
{
    [Required, StringLength(AccountEntry.LongestUserName)]
    public string UserName { get; set; } = "";

    [Required, StringLength(PasswordText.Longest)]
    public string Password { get; set; } = "";

    public string? ReturnUrl { get; set; }
}

/// <param name="Providers">Who else says who somebody is.</param>
/// <param name="Demo">Only in development: the demo people, each with what they are.</param>
public sealed record SignInPage(
    SignInForm Form, IReadOnlyList<(string Scheme, string Name)> Providers,
        IReadOnlyList<(string UserName, string DisplayName, Capacity Capacity)> Demo);

/// <param name="UserName">Whose second factor is asked for.</param>
/// <param name="HasCode">An app or a recovery code is one.</param>
/// <param name="HasPasskey">A passkey is one.</param>
public sealed record CodePage(string UserName, bool HasCode, bool HasPasskey, string? ReturnUrl);

[AllowAnonymous]
public sealed class AccountsController(
    AppDb db, SignInManager<User> signIn, UserManager<User> users, IPasswordHasher<User> hasher, IAuthenticationSchemeProvider schemes,
    IHostEnvironment environment, ProviderOptions provider, AccountOptions options, Desk desk) : Controller
{
    private const string ProviderItem = "provider";

    /// <summary>No password fits it; checking one takes as long as for a real account.</summary>
    private static readonly Lazy<string> NobodysHash = new(() => new PasswordHasher<User>().HashPassword(new User(), $"{Guid.NewGuid()}"));

    [HttpGet("/sign-in")]
    public async Task<IActionResult> SignIn(string? returnUrl, CancellationToken cancellationToken) =>
        View("SignIn", await PageAsync(new SignInForm { ReturnUrl = returnUrl }, cancellationToken));

    [EnableRateLimiting(RateLimits.SignIn)]
    [HttpPost("/sign-in")]
    public async Task<IActionResult> SignIn(SignInForm form, CancellationToken cancellationToken)
    {
        var answer = Task.Delay(Sessions.Failing, cancellationToken);
        var user = ModelState.IsValid ? await users.FindByNameAsync(form.UserName) : null;
        var isRight = IsRight(user, form.Password ?? "");
        if (user is null || !isRight || await users.IsLockedOutAsync(user) || user.State.IsDisabled)
        {
            await FailedAsync(user, isRight, form.UserName, AccountLife.Way.Password, cancellationToken);
            await answer;
            return new RefusedForm("/sign-in" + QueryString.Create("returnUrl", form.ReturnUrl ?? "/"), Text.Of("SignIn.Failed"),
                StatusCodes.Status400BadRequest);
        }
        if (user.TwoFactorEnabled || await IsAskedForPasskeyAsync(user, cancellationToken))
        {
            await HttpContext.SignInAsync(IdentityConstants.TwoFactorUserIdScheme, new ClaimsPrincipal(new ClaimsIdentity(
                [new Claim(ClaimTypes.Name, $"{user.Id}")], IdentityConstants.TwoFactorUserIdScheme)));
            return RedirectToAction(nameof(Code), new { returnUrl = form.ReturnUrl });
        }
        return await EnterAsync(user, AccountLife.Way.Password, form.ReturnUrl, cancellationToken);
    }

    /// <summary>The second factor of somebody whose password was right a moment ago.</summary>
    [HttpGet("/sign-in/code")]
    public async Task<IActionResult> Code(string? returnUrl, CancellationToken cancellationToken) =>
        await signIn.GetTwoFactorAuthenticationUserAsync() is not { } user ? Redirect("/sign-in")
            : View("Code", new CodePage(user.UserName ?? "", user.TwoFactorEnabled,
                await db.UserPasskeys.AnyAsync(p => p.UserId == user.Id, cancellationToken), returnUrl));

    [EnableRateLimiting(RateLimits.SignIn)]
    [HttpPost("/sign-in/code")]
    public async Task<IActionResult> Code(string? code, string? returnUrl, CancellationToken cancellationToken)
    {
        if (await signIn.GetTwoFactorAuthenticationUserAsync() is not { } user)
        {
            return Redirect("/sign-in");
        }
        if (user.State.IsDisabled || await users.IsLockedOutAsync(user) || !user.TwoFactorEnabled
            || !await SecondFactor.TakesAsync(users, user, code))
        {
            await FailedAsync(user, isRight: false, user.UserName, AccountLife.Way.Password, cancellationToken);
            return RefusedForm.At(
                "/sign-in/code" + QueryString.Create("returnUrl", returnUrl ?? "/"), nameof(code), Text.Of("SignIn.CodeFailed"));
        }
        await HttpContext.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
        return await EnterAsync(user, AccountLife.Way.Password, returnUrl, cancellationToken);
    }

    /// <summary>Lets a developer be a demo person; anywhere else this address does not exist.</summary>
    [HttpPost("/sign-in/demo")]
    public async Task<IActionResult> Demo(string? userName, string? returnUrl, CancellationToken cancellationToken)
    {
        if (!environment.IsDevelopment() || userName?.StartsWith(DemoRound.UserPrefix, StringComparison.Ordinal) != true
            || await users.FindByNameAsync(userName) is not { State.IsDisabled: false } user)
        {
            return NotFound();
        }
        return await EnterAsync(user, AccountLife.Way.Demo, returnUrl, cancellationToken);
    }

    /// <param name="scheme">The provider's button.</param>
    [HttpPost("/sign-in/external")]
    public async Task<IActionResult> External(string? scheme, string? returnUrl)
    {
        if (scheme is null || !(await ProvidersAsync()).Any(p => p.Scheme == scheme))
        {
            return NotFound();
        }
        var properties = new AuthenticationProperties { RedirectUri = Url.Action(nameof(ExternalDone), new { returnUrl }) };
        properties.Items[ProviderItem] = scheme;
        return Challenge(properties, scheme);
    }

    /// <summary>
    /// A provider says who it is; only a person whom the administrator added comes in. The account is bound to the first subject that comes
    /// with its name, so that a name which the provider gives to somebody else later opens nothing.
    /// </summary>
    [HttpGet("/sign-in/external-done")]
    public async Task<IActionResult> ExternalDone(string? returnUrl, CancellationToken cancellationToken)
    {
        var external = await HttpContext.AuthenticateAsync(IdentityConstants.ExternalScheme);
        await HttpContext.SignOutAsync(IdentityConstants.ExternalScheme);
        var scheme = external.Properties?.Items.TryGetValue(ProviderItem, out var chosen) == true ? chosen : null;
        var name = scheme == Hosting.SignIn.ProviderScheme ? external.Principal?.FindFirstValue(provider.UserNameClaim)
            : external.Principal?.FindFirstValue("preferred_username") ?? external.Principal?.FindFirstValue(ClaimTypes.Upn);
        var subject = external.Principal?.FindFirstValue("sub") ?? external.Principal?.FindFirstValue(ClaimTypes.NameIdentifier);
        if (scheme is null || subject is null
            || await AccountOfAsync(scheme, subject, name, cancellationToken) is not { State.IsDisabled: false } user
            || await users.IsLockedOutAsync(user))
        {
            await FailedAsync(null, isRight: false, name, AccountLife.Way.External, cancellationToken);
            return new RefusedForm("/sign-in" + QueryString.Create("returnUrl", returnUrl ?? "/"),
                subject is null ? Text.Of("SignIn.ProviderFailed") : Text.Of("SignIn.ProviderUnknown", name));
        }
        return await EnterAsync(user, AccountLife.Way.External, returnUrl, cancellationToken);
    }

    /// <summary>The account that a provider's subject opens; the first subject that comes with its user name is bound to it.</summary>
    private async Task<User?> AccountOfAsync(string scheme, string subject, string? name, CancellationToken cancellationToken)
    {
        if (await users.FindByLoginAsync(scheme, subject) is { } bound)
        {
            return bound;
        }
        if (name is null || await users.FindByNameAsync(name) is not { } user)
        {
            return null;
        }
        var refusal = await desk.DoByTheRulesAsync(async (inside, by) =>
        {
            if (await inside.UserLogins.AnyAsync(l => l.UserId == user.Id && l.LoginProvider == scheme, cancellationToken))
            {
                return new AccountLife.IsTaken(name);
            }
            inside.UserLogins.Add(new IdentityUserLogin<Guid>
            {
                UserId = user.Id, LoginProvider = scheme, ProviderKey = subject, ProviderDisplayName = name,
            });
            var own = await inside.Users.SingleAsync(u => u.Id == user.Id, cancellationToken);
            return own.Do(inside, new AccountLife.Bind(scheme), by, new AccountEvidence());
        }, cancellationToken);
        return refusal is null ? user : null;
    }

    private async Task<IReadOnlyList<(string Scheme, string Name)>> ProvidersAsync()
    {
        List<(string Scheme, string Name)> there = [];
        foreach (var (scheme, name) in new[] { (Hosting.SignIn.EntraScheme, "Microsoft Entra ID"),
            (Hosting.SignIn.ProviderScheme, provider.Name) })
        {
            if (await schemes.GetSchemeAsync(scheme) is not null)
            {
                there.Add((scheme, name));
            }
        }
        return there;
    }

    /// <summary>The cookie is worth nothing afterwards, wherever a copy of it is.</summary>
    [HttpPost("/sign-out")]
    public async Task<IActionResult> Leave(CancellationToken cancellationToken)
    {
        if (User.SessionId() is { } mine)
        {
            await desk.DoOwnAsync(User.Id(), async (inside, by) =>
                await inside.Sessions.SingleOrDefaultAsync(s => s.Id == mine, cancellationToken) is { } session
                    ? session.Do(new SessionLife.End(SessionEnd.SignedOut), by) : Answer.Nothing, cancellationToken);
        }
        await signIn.SignOutAsync();
        return Redirect("/sign-in");
    }

    /// <summary>One hash is computed for every attempt, also for a name that is unknown or has no password.</summary>
    private bool IsRight(User? user, string password) =>
        hasher.VerifyHashedPassword(user ?? new User(), user?.PasswordHash ?? NobodysHash.Value, password)
            != PasswordVerificationResult.Failed
        && user?.PasswordHash is not null;

    /// <summary>A passkey is the second factor of somebody who needs one and has no other: the password alone does not do.</summary>
    private async Task<bool> IsAskedForPasskeyAsync(User user, CancellationToken cancellationToken) =>
        await db.UserPasskeys.AnyAsync(p => p.UserId == user.Id, cancellationToken)
        && await SecondFactor.IsAskedOfAsync(db, user.Id, options, environment, cancellationToken);

    private async Task<IActionResult> EnterAsync(User user, AccountLife.Way way, string? returnUrl, CancellationToken cancellationToken)
    {
        await users.ResetAccessFailedCountAsync(user);
        await Sessions.BeginAsync(db, signIn, HttpContext, user, way, desk.Now, cancellationToken);
        return LocalRedirect(Url.IsLocalUrl(returnUrl) ? returnUrl : "/");
    }

    /// <param name="isRight">The password was right and counts as no guess.</param>
    private async Task FailedAsync(User? user, bool isRight, string? typed, AccountLife.Way way, CancellationToken cancellationToken)
    {
        if (user is not null && !isRight)
        {
            await users.AccessFailedAsync(user);
        }
        await Sessions.FailAsync(db, typed, way, desk.Now, cancellationToken);
    }

    private async Task<SignInPage> PageAsync(SignInForm form, CancellationToken cancellationToken)
    {
        List<(string, string, Capacity)> demo = [];
        if (environment.IsDevelopment())
        {
            var people =
                await db.Users.Where(u => u.UserName != null && u.UserName.StartsWith(DemoRound.UserPrefix)).OrderBy(u => u.UserName)
                .Select(u => new
                {
                    u.UserName, u.DisplayName,
                    Capacities =
                        db.Grants.Where(g => g.UserId == u.Id && g.State.Status == GrantStatus.Held).Select(g => g.Capacity).ToList(),
                }).ToListAsync(cancellationToken);
            demo = [.. people.Select(p => (p.UserName ?? "", p.DisplayName, p.Capacities.Count > 0 ? p.Capacities[0] : Capacity.Expert))];
        }
        return new SignInPage(form, await ProvidersAsync(), demo);
    }
}
