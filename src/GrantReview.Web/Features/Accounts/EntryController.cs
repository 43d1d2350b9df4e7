using GrantReview.Core.Accounts;
using Hangfire;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.RateLimiting;

namespace GrantReview.Web.Features.Accounts;

/// <param name="UserName">Null = the link opens nothing any more.</param>
public sealed record EntryPage(string? UserName, string Address);

/// <summary>A password twice, as it is set.</summary>
public sealed class PasswordForm
{
    /// <summary>The one until now; asked where somebody is signed in.</summary>
    public string? Current { get; set; }
    public string? Password { get; set; }
    public string? Again { get; set; }
}

/// <summary>Entering by a one-time link, and asking for one.</summary>
[AllowAnonymous]
[EnableRateLimiting(RateLimits.SignIn)]
public sealed class EntryController(
    AppDb db, Desk desk, UserManager<User> users, EntryLinks links, IBackgroundJobClient jobs) : Controller
{
    /// <summary>Asking takes this long, whether the name is known or not.</summary>
    private static readonly TimeSpan Asking = TimeSpan.FromMilliseconds(300);

    [HttpGet("/entry/{id:guid}/{secret}")]
    public async Task<IActionResult> Open(Guid id, string secret, CancellationToken cancellationToken) =>
        View("Entry", await PageAsync(id, secret, cancellationToken));

    [HttpPost("/entry/{id:guid}/{secret}")]
    public async Task<IActionResult> Enter(Guid id, string secret, PasswordForm form, CancellationToken cancellationToken)
    {
        var page = await PageAsync(id, secret, cancellationToken);
        var user = page.UserName is null ? null : await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id, cancellationToken);
        if (user is null)
        {
            return View("Entry", page);
        }
        if (await PasswordText.FaultOfAsync(users, user, form.Password, form.Again) is { } fault)
        {
            return RefusedForm.At(page.Address, nameof(form.Password), fault);
        }
        var hash = users.PasswordHasher.HashPassword(user, form.Password ?? "");
        var refusal = await desk.DoByTheRulesAsync(async (inside, by) =>
        {
            var entering = await inside.Users.SingleAsync(u => u.Id == id, cancellationToken);
            if (entering.Do(inside, new AccountLife.Enter(EntryLinks.DigestOf(secret)), by,
                new AccountEvidence()) is { Refusal: not null } refused)
            {
                return refused;
            }
            entering.PasswordHash = hash;
            (entering.AccessFailedCount, entering.LockoutEnd) = (0, null);
            return await Sessions.EndAllAsync(inside, id, null, SessionEnd.PasswordChanged, by, cancellationToken);
        }, cancellationToken);
        if (refusal is not null)
        {
            return View("Entry", page with { UserName = null });
        }
        TempData["Done"] = Text.Of("Entry.Done", user.UserName);
        return Redirect("/sign-in");
    }

    [HttpGet("/sign-in/forgotten")]
    public IActionResult Forgotten() => View("Forgotten");

    /// <summary>The same answer for every name; whoever has an address gets a link there.</summary>
    [HttpPost("/sign-in/forgotten")]
    public async Task<IActionResult> Forgotten(string? userName, CancellationToken cancellationToken)
    {
        var answer = Task.Delay(Asking, cancellationToken);
        if (await Capacities.FindUserAsync(db, userName, cancellationToken) is { } id)
        {
            await desk.DoByTheRulesAsync(async (inside, by) =>
            {
                var user = await inside.Users.SingleAsync(u => u.Id == id, cancellationToken);
                var (secret, link) = EntryLinks.Make(by.At + EntryLinks.OfReset);
                var invite = new AccountLife.Invite(link, AccountLife.Delivery.Mail);
                if (user.Do(inside, invite, by, await Capacities.SeenAsync(inside, user,
                    cancellationToken)) is { Refusal: not null } refused)
                {
                    return refused;
                }
                inside.Mails.Add(links.MailOf(user, EntryLinks.UrlOf(Request, user, secret), link.Until, isReset: true, by.At));
                return Answer.Nothing;
            }, cancellationToken);
            jobs.Enqueue<MailJob>(job => job.RunAsync(CancellationToken.None));
        }
        await answer;
        TempData["Done"] = Text.Of("Entry.Asked");
        return Redirect("/sign-in");
    }

    private async Task<EntryPage> PageAsync(Guid id, string secret, CancellationToken cancellationToken)
    {
        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id, cancellationToken);
        var isLive = user is { State: { IsDisabled: false, Link: { } link } } && link.Digest == EntryLinks.DigestOf(secret)
            && desk.Now < link.Until;
        return new EntryPage(isLive ? user?.UserName : null, $"/entry/{id}/{secret}");
    }
}
