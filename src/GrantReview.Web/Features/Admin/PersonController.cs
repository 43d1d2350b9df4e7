using GrantReview.Core.Accounts;
using Hangfire;

namespace GrantReview.Web.Features.Admin;

/// <param name="Passkeys">How many the person has.</param>
/// <param name="Open">What the person is signed in with.</param>
/// <param name="AskedBy">Who asks for a link on paper; null = nobody.</param>
/// <param name="IsTheirs">The person has been in the account.</param>
/// <param name="Runs">Codes of the calls that the person runs.</param>
public sealed record PersonPage(
    User User, bool IsTheirs, int Passkeys, IReadOnlyList<SessionRow> Open, string? AskedBy, IReadOnlyList<string> Runs);

/// <summary>One account: links, disabling, second factor, sessions.</summary>
[Authorize(Policy = Access.ManageAccounts)]
public sealed class PersonController(AppDb db, Desk desk, EntryLinks links, IBackgroundJobClient jobs) : Controller
{
    private const string Here = "/admin/users/{id:guid}";

    [HttpGet(Here)]
    public async Task<IActionResult> Index(Guid id, CancellationToken cancellationToken) =>
        await PageAsync(id, cancellationToken) is { } page ? View("Person", page) : NotFound();

    /// <summary>A link to the address of the account; an earlier one opens nothing any more.</summary>
    [HttpPost(Here + "/mail")]
    public Task<IActionResult> Mail(Guid id, CancellationToken cancellationToken) =>
        ActAsync(id, Text.Of("Person.Mailed"), async (inside, user, by) =>
        {
            var seen = await Capacities.SeenAsync(inside, user, cancellationToken);
            var (secret, link) = EntryLinks.Make(by.At + (seen.HasPassword ? EntryLinks.OfReset : EntryLinks.OfInvitation));
            var answer = user.Do(inside, new AccountLife.Invite(link, AccountLife.Delivery.Mail), by, seen);
            if (answer.Refusal is null)
            {
                inside.Mails.Add(links.MailOf(user, EntryLinks.UrlOf(Request, user, secret), link.Until, seen.HasPassword, by.At));
            }
            return answer;
        }, cancellationToken);

    /// <summary>A link on paper for somebody who has set no password yet.</summary>
    [HttpPost(Here + "/paper")]
    public Task<IActionResult> Paper(Guid id, CancellationToken cancellationToken) => PrintAsync(
        id, link => new AccountLife.Invite(link, AccountLife.Delivery.Paper), cancellationToken);

    /// <summary>Whoever has a password gets a link on paper by two security administrators.</summary>
    [HttpPost(Here + "/paper/ask")]
    public Task<IActionResult> AskPaper(Guid id, CancellationToken cancellationToken) =>
        LifeAsync(id, new AccountLife.AskPaperLink(), Text.Of("Grants.Asked"), cancellationToken);

    [HttpPost(Here + "/paper/confirm")]
    public Task<IActionResult> ConfirmPaper(Guid id, Guid request, CancellationToken cancellationToken) => PrintAsync(
        id, link => new AccountLife.ConfirmPaperLink(request, link), cancellationToken);

    [HttpPost(Here + "/disable")]
    public Task<IActionResult> Disable(Guid id, string? reason, CancellationToken cancellationToken) => ActAsync(
        id, Text.Of("Person.Disabled"), async (inside, user, by) =>
        {
            var answer = user.Do(
                inside, new AccountLife.Disable(FreeText.Given(reason)), by, await Capacities.SeenAsync(inside, user, cancellationToken));
            return answer.Refusal is null
                ? await Sessions.EndAllAsync(inside, id, null, SessionEnd.AccountDisabled, by, cancellationToken) : answer;
        }, cancellationToken);

    [HttpPost(Here + "/enable")]
    public Task<IActionResult> Enable(Guid id, string? reason, CancellationToken cancellationToken) =>
        LifeAsync(id, new AccountLife.Enable(FreeText.Given(reason)), Text.Of("Person.Enabled"), cancellationToken);

    /// <summary>For whoever has lost the device: the password remains, and staff set a new factor at once.</summary>
    [HttpPost(Here + "/second-factor/remove")]
    public async Task<IActionResult> RemoveSecondFactor(Guid id, string? reason, CancellationToken cancellationToken) => await ActAsync(
        id, Text.Of("SecondFactor.Removed"), async (inside, user, by) =>
        {
            var answer = user.Do(inside, new AccountLife.RemoveSecondFactor(FreeText.Given(reason)), by, new AccountEvidence());
            if (answer.Refusal is not null)
            {
                return answer;
            }
            user.TwoFactorEnabled = false;
            inside.UserTokens.RemoveRange(await inside.UserTokens.Where(t => t.UserId == id).ToListAsync(cancellationToken));
            inside.UserPasskeys.RemoveRange(await inside.UserPasskeys.Where(p => p.UserId == id).ToListAsync(cancellationToken));
            return await Sessions.EndAllAsync(inside, id, null, SessionEnd.SecondFactorRemoved, by, cancellationToken);
        }, cancellationToken);

    /// <summary>Somebody else takes over all calls that the person runs, once another confirms it in each.</summary>
    [HttpPost(Here + "/hand-over")]
    public Task<IActionResult> HandOver(Guid id, string? userName, CancellationToken cancellationToken) => ActAsync(
        id, Text.Of("Grants.Asked"),
        (inside, user, by) => Capacities.TakeOverAsync(inside, by, user.Id, userName, cancellationToken), cancellationToken);

    [HttpPost(Here + "/sessions/end")]
    public Task<IActionResult> EndSessions(Guid id, CancellationToken cancellationToken) => ActAsync(
        id, Text.Of("Sessions.Ended"),
        (inside, user, by) => Sessions.EndAllAsync(inside, user.Id, null, SessionEnd.Revoked, by, cancellationToken), cancellationToken);

    private async Task<IActionResult> PrintAsync(Guid id, Func<EntryLink, Act> act, CancellationToken cancellationToken)
    {
        PaperLink? paper = null;
        var answer = await ActAsync(id, "", async (inside, user, by) =>
        {
            var seen = await Capacities.SeenAsync(inside, user, cancellationToken);
            var (secret, link) = EntryLinks.Make(by.At + EntryLinks.OfInvitation);
            paper = new PaperLink(user.DisplayName, user.Unit, user.UserName ?? "", EntryLinks.UrlOf(Request, user, secret), link.Until);
            return user.Do(inside, act(link), by, seen);
        }, cancellationToken);
        return answer is RedirectResult && paper is { } printed ? View("PaperLinks", (IReadOnlyList<PaperLink>)[printed]) : answer;
    }

    private Task<IActionResult> LifeAsync(Guid id, Act act, string done, CancellationToken cancellationToken) =>
        ActAsync(id, done, async (inside, user, by) =>
            user.Do(inside, act, by, await Capacities.SeenAsync(inside, user, cancellationToken)), cancellationToken);

    /// <summary>Done and shown anew, or why not.</summary>
    private async Task<IActionResult> ActAsync(
        Guid id, string done, Func<AppDb, User, By, Task<Answer>> act, CancellationToken cancellationToken)
    {
        var refusal = await desk.DoAsync(User.Id(), null, Capacity.SecurityAdministrator, async (inside, by) =>
            await inside.Users.SingleOrDefaultAsync(u => u.Id == id, cancellationToken) is { } user
                ? await act(inside, user, by) : new Refusal.NotThere(), cancellationToken);
        if (refusal is null)
        {
            jobs.Enqueue<MailJob>(job => job.RunAsync(CancellationToken.None));
            if (done.Length > 0)
            {
                TempData["Done"] = done;
            }
            return Redirect($"/admin/users/{id}");
        }
        return refusal is Refusal.NotThere ? NotFound() : RefusedForm.Of($"/admin/users/{id}", refusal);
    }

    private async Task<PersonPage?> PageAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == id, cancellationToken) is not { } user)
        {
            return null;
        }
        var now = desk.Now;
        var asker = user.State.PaperLink?.By;
        return new PersonPage(
            user, await Capacities.IsTheirsAsync(db, user, cancellationToken),
            await db.UserPasskeys.CountAsync(p => p.UserId == id, cancellationToken),
            await db.Sessions.AsNoTracking().Where(s => s.UserId == id && s.State.Ended == null && s.Until > now)
                .OrderByDescending(s => s.BegunAt).ToListAsync(cancellationToken),
            asker is null ? null : await db.Users.Where(u => u.Id == asker)
                .Select(u => u.DisplayName).SingleOrDefaultAsync(cancellationToken),
            await db.Grants.Where(g => g.UserId == id && g.Capacity == Capacity.Officer && g.State.Status == GrantStatus.Held
                && g.CallId != null)
                .Join(db.Calls, g => g.CallId, c => c.Id, (g, c) => c.Code).OrderBy(c => c).ToListAsync(cancellationToken));
    }
}
