using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Localisation;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Accounts;

public sealed class SignInForm
{
    [Required, StringLength(256)]
    public string UserName { get; set; } = "";

    [Required, StringLength(256)]
    public string Password { get; set; } = "";

    public string? ReturnUrl { get; set; }
}

/// <param name="Demo">Only in development: the demo people by role.</param>
public sealed record SignInPage(SignInForm Form, bool HasEntra, IReadOnlyList<(string UserName, string DisplayName, string Role)> Demo);

[AllowAnonymous]
public sealed class AccountsController(
    AppDb db, SignInManager<User> signIn, UserManager<User> users, IAuthenticationSchemeProvider schemes, IHostEnvironment environment, TimeProvider time) : Controller
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
            await RecordAsync(form.UserName, cancellationToken);
            return LocalRedirect(Url.IsLocalUrl(form.ReturnUrl) ? form.ReturnUrl : "/");
        }
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
        await RecordAsync(userName, cancellationToken);
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
            ModelState.AddModelError("", Text.Of("SignIn.EntraUnknown"));
            return View("SignIn", await PageAsync(new SignInForm { ReturnUrl = returnUrl }, cancellationToken));
        }
        await signIn.SignInAsync(user, isPersistent: false);
        await RecordAsync(name, cancellationToken);
        return LocalRedirect(Url.IsLocalUrl(returnUrl) ? returnUrl : "/");
    }

    [HttpPost("/sign-out")]
    public async Task<IActionResult> Leave()
    {
        await signIn.SignOutAsync();
        return Redirect("/sign-in");
    }

    private async Task RecordAsync(string userName, CancellationToken cancellationToken)
    {
        var user = await users.FindByNameAsync(userName);
        db.Record(time.GetUtcNow().UtcDateTime, (user?.Id, user?.DisplayName ?? userName), "sign-in", "user", userName);
        await db.SaveChangesAsync(cancellationToken);
    }

    private async Task<SignInPage> PageAsync(SignInForm form, CancellationToken cancellationToken)
    {
        List<(string, string, string)> demo = [];
        if (environment.IsDevelopment())
        {
            var people = await (
                from user in db.Users
                join link in db.UserRoles on user.Id equals link.UserId
                join role in db.Roles on link.RoleId equals role.Id
                where user.UserName != null && user.UserName.StartsWith(DemoRound.UserPrefix)
                orderby user.UserName
                select new { user.UserName, user.DisplayName, Role = role.Name }).ToListAsync(cancellationToken);
            demo = [.. people.Select(p => (p.UserName ?? "", p.DisplayName, p.Role ?? ""))];
        }
        return new SignInPage(form, await schemes.GetSchemeAsync(Hosting.SignIn.EntraScheme) is not null, demo);
    }
}
