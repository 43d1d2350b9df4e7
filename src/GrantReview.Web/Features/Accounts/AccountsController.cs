using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using GrantReview.Core.Accounts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.RateLimiting;

namespace GrantReview.Web.Features.Accounts;

public sealed class SignInForm
{
    public const int LongestName = 256;

    [Required, StringLength(LongestName)]
    public string UserName { get; set; } = "";

    [Required, StringLength(256)]
    public string Password { get; set; } = "";

    public string? ReturnUrl { get; set; }
}

/// <param name="Demo">Only in development: the demo people, each with what they are.</param>
public sealed record SignInPage(SignInForm Form, bool HasEntra, IReadOnlyList<(string UserName, string DisplayName, Capacity Capacity)> Demo);

[AllowAnonymous]
public sealed class AccountsController(
    AppDb db, SignInManager<User> signIn, UserManager<User> users, IAuthenticationSchemeProvider schemes, IHostEnvironment environment, Desk desk) : Controller
{
    [HttpGet("/sign-in")]
    public async Task<IActionResult> SignIn(string? returnUrl, CancellationToken cancellationToken) =>
        View("SignIn", await PageAsync(new SignInForm { ReturnUrl = returnUrl }, cancellationToken));

    [EnableRateLimiting(RateLimits.SignIn)]
    [HttpPost("/sign-in")]
    public async Task<IActionResult> SignIn(SignInForm form, CancellationToken cancellationToken)
    {
        if (ModelState.IsValid && (await signIn.PasswordSignInAsync(form.UserName, form.Password, isPersistent: false, lockoutOnFailure: true)).Succeeded)
        {
            await RecordAsync(form.UserName, new AccountLife.SignedIn(AccountLife.Way.Password), cancellationToken);
            return LocalRedirect(Url.IsLocalUrl(form.ReturnUrl) ? form.ReturnUrl : "/");
        }
        await FailedAsync(form.UserName, AccountLife.Way.Password, cancellationToken);
        ModelState.Clear();
        ModelState.AddModelError("", Text.Of("SignIn.Failed"));
        return View("SignIn", await PageAsync(form, cancellationToken));
    }

    /// <summary>Lets a developer be a demo person; anywhere else this address does not exist.</summary>
    [HttpPost("/sign-in/demo")]
    public async Task<IActionResult> Demo(string userName, string? returnUrl, CancellationToken cancellationToken)
    {
        if (!environment.IsDevelopment() || !userName.StartsWith(DemoRound.UserPrefix, StringComparison.Ordinal) || await users.FindByNameAsync(userName) is not { } user)
        {
            return NotFound();
        }
        await signIn.SignInAsync(user, isPersistent: false);
        await RecordAsync(userName, new AccountLife.SignedIn(AccountLife.Way.Demo), cancellationToken);
        return LocalRedirect(Url.IsLocalUrl(returnUrl) ? returnUrl : "/");
    }

    [HttpPost("/sign-in/entra")]
    public async Task<IActionResult> Entra(string? returnUrl) =>
        await schemes.GetSchemeAsync(Hosting.SignIn.EntraScheme) is null ? NotFound()
            : Challenge(new AuthenticationProperties { RedirectUri = Url.Action(nameof(EntraDone), new { returnUrl }) }, Hosting.SignIn.EntraScheme);

    /// <summary>Microsoft says who it is; only a person whom the administrator added comes in.</summary>
    [HttpGet("/sign-in/entra-done")]
    public async Task<IActionResult> EntraDone(string? returnUrl, CancellationToken cancellationToken)
    {
        var external = await HttpContext.AuthenticateAsync(IdentityConstants.ExternalScheme);
        var name = external.Principal?.FindFirstValue("preferred_username") ?? external.Principal?.FindFirstValue(ClaimTypes.Upn) ?? external.Principal?.Identity?.Name;
        await HttpContext.SignOutAsync(IdentityConstants.ExternalScheme);
        if (name is null || await users.FindByNameAsync(name) is not { } user || await users.IsLockedOutAsync(user))
        {
            await FailedAsync(name ?? "", AccountLife.Way.External, cancellationToken);
            ModelState.AddModelError("", Text.Of("SignIn.EntraUnknown"));
            return View("SignIn", await PageAsync(new SignInForm { ReturnUrl = returnUrl }, cancellationToken));
        }
        await signIn.SignInAsync(user, isPersistent: false);
        await RecordAsync(name, new AccountLife.SignedIn(AccountLife.Way.External), cancellationToken);
        return LocalRedirect(Url.IsLocalUrl(returnUrl) ? returnUrl : "/");
    }

    [HttpPost("/sign-out")]
    public async Task<IActionResult> Leave()
    {
        await signIn.SignOutAsync();
        return Redirect("/sign-in");
    }

    private Task FailedAsync(string? typed, AccountLife.Way way, CancellationToken cancellationToken)
    {
        var name = typed ?? "";
        return RecordAsync(name, new AccountLife.SignInFailed(way, FreeText.Of(name.Length > SignInForm.LongestName ? name[..SignInForm.LongestName] : name)), cancellationToken);
    }

    /// <summary>Nobody is proven before the sign-in, so the program says what happened, and to which account.</summary>
    private async Task RecordAsync(string userName, Fact fact, CancellationToken cancellationToken)
    {
        var user = await Capacities.FindUserAsync(db, userName, cancellationToken);
        db.Keep(fact, new By(fact is AccountLife.SignedIn ? user : null, Capacity.Program, desk.Now, Guid.CreateVersion7()), user);
        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task<SignInPage> PageAsync(SignInForm form, CancellationToken cancellationToken)
    {
        List<(string, string, Capacity)> demo = [];
        if (environment.IsDevelopment())
        {
            var people = await db.Users.Where(u => u.UserName != null && u.UserName.StartsWith(DemoRound.UserPrefix)).OrderBy(u => u.UserName)
                .Select(u => new
                {
                    u.UserName, u.DisplayName,
                    Capacities = db.Grants.Where(g => g.UserId == u.Id && g.State.Status == GrantStatus.Held).Select(g => g.Capacity).ToList(),
                }).ToListAsync(cancellationToken);
            demo = [.. people.Select(p => (p.UserName ?? "", p.DisplayName, p.Capacities.Count > 0 ? p.Capacities[0] : Capacity.Expert))];
        }
        return new SignInPage(form, await schemes.GetSchemeAsync(Hosting.SignIn.EntraScheme) is not null, demo);
    }
}
