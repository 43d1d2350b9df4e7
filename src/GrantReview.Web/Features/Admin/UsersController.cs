using System.ComponentModel.DataAnnotations;
using GrantReview.Core.Accounts;

namespace GrantReview.Web.Features.Admin;

public sealed record GrantEntry
{
    public required GrantRow Grant { get; init; }
    public required string? UserName { get; init; }
    public required string DisplayName { get; init; }

    /// <summary>Code of the call; null = of the house.</summary>
    public required string? Call { get; init; }

    /// <summary>Null where nobody asks any more.</summary>
    public required string? AskedBy { get; init; }

    /// <summary>Who hands it over; null = nobody does.</summary>
    public required string? InsteadOf { get; init; }

    /// <summary>The person asked for it, or has it.</summary>
    public bool IsOf(Guid person) => Grant.UserId == person || Grant.State.Request?.By == person;
}

public sealed record UsersPage(
    ListPart<User> Users, ListPart<GrantEntry> Requested, ListPart<GrantEntry> Held)
{
    /// <summary>How many have set no password yet: with an address, and without.</summary>
    public required (int ByMail, int OnPaper) Waiting { get; init; }
}

public sealed class UserForm
{
    [Required, StringLength(AccountEntry.LongestUserName)]
    public string UserName { get; set; } = "";

    [Required, StringLength(User.DisplayNameLength)]
    public string DisplayName { get; set; } = "";

    /// <summary>Blank = links are handed over on paper.</summary>
    [StringLength(AccountEntry.LongestEmail), EmailAddress]
    public string? Email { get; set; }

    /// <summary>Blank = unknown; who works for an applicant is recused.</summary>
    [StringLength(Row.NameLength)]
    public string? Unit { get; set; }
}

/// <summary>What is asked of a capacity; given back as typed where it was refused.</summary>
public sealed class GrantForm
{
    public string? UserName { get; set; }
    public Capacity? Capacity { get; set; }

    /// <summary>Blank = of the house.</summary>
    public string? Code { get; set; }
    public string? Reason { get; set; }
    public Guid Request { get; set; }
}

/// <summary>
/// Who can sign in, and who is what: granted by one and confirmed by another. Nothing of a call is shown here but its code.
/// </summary>
[Authorize(Policy = Access.ManageAccounts)]
public sealed class UsersController(AppDb db, Desk desk, EntryLinks links) : Controller
{
    private const string Here = "/admin/users";

    [HttpGet(Here)]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) =>
        View("Users", await PageAsync(cancellationToken));

    [HttpPost(Here)]
    public async Task<IActionResult> Add(UserForm form, CancellationToken cancellationToken)
    {
        var entry = new AccountEntry(form.UserName?.Trim() ?? "", form.DisplayName?.Trim() ?? "", form.Email?.Trim() ?? "",
            form.Unit?.Trim() ?? "");
        if (!ModelState.IsValid || !AccountEntry.IsUserName(entry.UserName))
        {
            return new RefusedForm(Here, Text.Of("Admin.Needs"), StatusCodes.Status400BadRequest);
        }
        var refusal = await desk.DoAsync(User.Id(), null, Capacity.SecurityAdministrator, async (inside, by) =>
        {
            var (user, answer) = await StoredAccounts.AddAsync(inside, entry, by, cancellationToken);
            if (answer.Refusal is null && StoredAccounts.Invite(inside, user, links, Request, by) is { } mail)
            {
                inside.Mails.Add(mail);
            }
            return answer;
        }, cancellationToken);
        return AnswerOf(refusal, Text.Of("Admin.Added", entry.UserName));
    }

    /// <summary>Asks for a capacity of somebody; another security administrator, or whoever may in that call, confirms.</summary>
    [HttpPost(Here + "/grants")]
    public async Task<IActionResult> Ask(GrantForm form, CancellationToken cancellationToken)
    {
        var code = form.Code?.Trim() ?? "";
        var refusal = form.Capacity is not { } capacity ? new Refusal.NotThere() : await DoAsync(async (inside, by) =>
        {
            var call = code.Length == 0 ? null
                : await inside.Calls.Where(c => c.Code == code).Select(c => (Guid?)c.Id).SingleOrDefaultAsync(cancellationToken);
            return code.Length > 0 && call is null ? new Refusal.NotThere()
                : await Capacities.AskAsync(inside, by, form.UserName, call, capacity, cancellationToken);
        }, cancellationToken);
        return AnswerOf(refusal, Text.Of("Grants.Asked"));
    }

    [HttpPost(Here + "/grants/{id:guid}/confirm")]
    public Task<IActionResult> Confirm(Guid id, GrantForm form, CancellationToken cancellationToken) =>
        GrantAsync(id, new GrantLife.Confirm(form.Request), Text.Of("Grants.Granted"), cancellationToken);

    [HttpPost(Here + "/grants/{id:guid}/decline")]
    public Task<IActionResult> Decline(Guid id, GrantForm form, CancellationToken cancellationToken) =>
        GrantAsync(id, new GrantLife.Decline(form.Request), Text.Of("Grants.Declined"), cancellationToken);

    [HttpPost(Here + "/grants/{id:guid}/end")]
    public Task<IActionResult> End(Guid id, GrantForm form, CancellationToken cancellationToken) =>
        GrantAsync(id, new GrantLife.End(FreeText.Given(form.Reason)), Text.Of("Grants.Ended"), cancellationToken);

    private async Task<IActionResult> GrantAsync(Guid id, Act act, string done, CancellationToken cancellationToken)
    {
        var refusal =
            await DoAsync(async (inside, by) => await inside.Grants.SingleOrDefaultAsync(g => g.Id == id, cancellationToken) is { } grant
            ? await Capacities.DoAsync(inside, grant, act, by, cancellationToken) : new Refusal.NotThere(), cancellationToken);
        return refusal is Refusal.NotThere ? NotFound() : AnswerOf(refusal, done);
    }

    private Task<Refusal?> DoAsync(Func<AppDb, By, Task<Answer>> act, CancellationToken cancellationToken) =>
        desk.DoAsync(User.Id(), null, Capacity.SecurityAdministrator, act, cancellationToken);

    private IActionResult AnswerOf(Refusal? refusal, string done)
    {
        if (refusal is null)
        {
            TempData["Done"] = done;
            return Redirect(Here);
        }
        return RefusedForm.Of(Here, refusal);
    }

    /// <summary>Whoever has never been in, and can be reached so; the people of the demo need no link.</summary>
    internal static IQueryable<User> WithoutPassword(AppDb db, bool isByMail) => db.Users
        .Where(u => u.PasswordHash == null && !u.State.IsDisabled && (u.Email != null) == isByMail
            && u.UserName != null && !u.UserName.StartsWith(DemoRound.UserPrefix) && !db.Sessions.Any(s => s.UserId == u.Id))
        .OrderBy(u => u.UserName);

    private async Task<UsersPage> PageAsync(CancellationToken cancellationToken)
    {
        var grants =
            from g in db.Grants.AsNoTracking()
            join u in db.Users on g.UserId equals u.Id
            select new GrantEntry
            {
                Grant = g, UserName = u.UserName, DisplayName = u.DisplayName,
                Call = db.Calls.Where(c => c.Id == g.CallId).Select(c => c.Code).FirstOrDefault(),
                AskedBy = db.Users.Where(a => a.Id == g.State.Request!.By).Select(a => a.DisplayName).FirstOrDefault(),
                InsteadOf = db.Users.Where(a => a.Id == g.State.InsteadOf).Select(a => a.DisplayName).FirstOrDefault(),
            };
        return new UsersPage(
            await Accounts.PartAsync(db.Users.AsNoTracking(), Asked("accounts"), cancellationToken),
            await Waiting.PartAsync(grants.Where(g => g.Grant.State.Status == GrantStatus.Requested), Asked("requested"),
                cancellationToken),
            await Held.PartAsync(grants.Where(g => g.Grant.State.Status == GrantStatus.Held), Asked("held"), cancellationToken))
        {
            Waiting = (await WithoutPassword(db, isByMail: true).CountAsync(cancellationToken),
                await WithoutPassword(db, isByMail: false).CountAsync(cancellationToken)),
        };

        ListRequest Asked(string list) => ListRequest.From(Request, Here, list);
    }

    private static readonly ListColumns<User> Accounts = new ListColumns<User>("Admin.Accounts")
        .Column("name", "Admin.UserName", u => u.UserName).Column("display", "Admin.DisplayName", u => u.DisplayName)
        .Column("unit", "Admin.Unit", u => u.Unit).Text("Admin.Email", u => u.Email ?? "")
        .Text("Admin.State", AccountText.StateOf).OrderedBy("name");

    private static readonly ListColumns<GrantEntry> Waiting = ColumnsOf("Grants.Waiting");
    private static readonly ListColumns<GrantEntry> Held = ColumnsOf("Grants.Held");

    private static ListColumns<GrantEntry> ColumnsOf(string caption) => new ListColumns<GrantEntry>(caption)
        .Column("person", "Grants.Person", g => g.UserName + " " + g.DisplayName)
            .Column("capacity", "Grants.Capacity", g => g.Grant.Capacity, capacity => Text.Of(capacity))
        .Column("where", "Grants.Where", g => g.Call).OrderedBy("person", "capacity", "where");
}
