using GrantReview.Core.Accounts;
using GrantReview.Files.Workbooks;
using Hangfire;

namespace GrantReview.Web.Features.Admin;

/// <summary>What a file of accounts would do, or why it is not read.</summary>
/// <param name="Rows">New and changed ones.</param>
/// <param name="Same">How many rows change nothing.</param>
public sealed record AccountsFilePage(
    Upload File, IReadOnlyList<ImportedRow> Rows, int Same, IReadOnlyList<Mistake> Mistakes, IReadOnlyList<Mistake> Warnings)
{
    public const int MostShown = 200;
}

/// <summary>A link as it is handed over on paper.</summary>
public sealed record PaperLink(string Name, string Unit, string UserName, string Url, DateTime Until)
{
    public string Picture { get; } = SecondFactor.Picture(Url);
}

/// <summary>Accounts by file: people are read, shown with what would change, and made in one act with a link for each.</summary>
[Authorize(Policy = Access.ManageAccounts)]
public sealed class AccountsFileController(AppDb db, Desk desk, EntryLinks links, IBackgroundJobClient jobs) : Controller
{
    private const string Users = "/admin/users";

    [HttpGet(Users + "/template.xlsx")]
    public IActionResult Template() => File(FormWorkbook.Draw(TableSchema.Accounts, Text.Culture), FormWorkbook.ContentType,
        "accounts.xlsx");

    [HttpPost(Users + "/file/preview")]
    public async Task<IActionResult> Preview(IFormFile? file, CancellationToken cancellationToken) =>
        await Upload.FromAsync(file, null, null, cancellationToken) is { } upload
            ? View("AccountsFile", await PageAsync(upload, cancellationToken)) : Refused(Text.Of("Apps.NoFile"));

    /// <param name="name">With <paramref name="content"/>: the file as it waited in the preview.</param>
    [HttpPost(Users + "/file")]
    public async Task<IActionResult> Import(IFormFile? file, string? name, string? content, CancellationToken cancellationToken)
    {
        if (await Upload.FromAsync(file, name, content, cancellationToken) is not { } upload)
        {
            return Refused(Text.Of("Apps.NoFile"));
        }
        var page = await PageAsync(upload, cancellationToken);
        if (page.Mistakes.Count > 0)
        {
            return View("AccountsFile", page);
        }
        var read = RoundReader.ReadAccounts(upload.Content, upload.Name);
        List<PaperLink> paper = [];
        var (added, changed, mailed) = (0, 0, 0);
        var refusal = await desk.DoAsync(User.Id(), null, Capacity.SecurityAdministrator, async (inside, by) =>
        {
            (added, changed, mailed) = (0, 0, 0);
            paper.Clear();
            var known = await KnownAsync(inside, read.Rows.Select(r => r.Entry), cancellationToken);
            var theirs = await Capacities.AreTheirsAsync(inside, known.Values, cancellationToken);
            foreach (var (entry, _) in read.Rows)
            {
                if (known.TryGetValue(entry.UserName, out var user))
                {
                    var changes = StoredAccounts.Changes(entry, read.Columns, user);
                    changed += changes.Count > 0 ? 1 : 0;
                    if (StoredAccounts.Change(inside, user, changes, by,
                        new AccountEvidence(HasPassword: theirs.Contains(user.Id))) is { Refusal: not null } refused)
                    {
                        return refused;
                    }
                    continue;
                }
                var (person, answer) = StoredAccounts.Add(inside, entry, by, new AccountEvidence());
                if (answer.Refusal is not null)
                {
                    return answer;
                }
                added++;
                if (StoredAccounts.Invite(inside, person, links, Request, by) is { } mail)
                {
                    inside.Mails.Add(mail);
                    mailed++;
                }
                else
                {
                    paper.Add(OnPaper(inside, person, by));
                }
            }
            return Answer.Nothing;
        }, cancellationToken);
        if (refusal is not null)
        {
            return Refused(RefusalText.Of(refusal));
        }
        jobs.Enqueue<MailJob>(job => job.RunAsync(CancellationToken.None));
        var done = Text.Of("Admin.FileDone", added, changed, mailed, paper.Count);
        return paper.Count > 0 ? Printed(done, paper) : Done(done);
    }

    /// <summary>New links for all who have set no password yet, by mail or on paper; earlier ones open nothing any more.</summary>
    [HttpPost(Users + "/invitations")]
    public async Task<IActionResult> Invite(AccountLife.Delivery? delivery, CancellationToken cancellationToken)
    {
        List<PaperLink> paper = [];
        var mailed = 0;
        var refusal = delivery is null ? new Refusal.NotThere() : await desk.DoAsync(User.Id(), null, Capacity.SecurityAdministrator,
            async (inside, by) =>
        {
            mailed = 0;
            paper.Clear();
            var isByMail = delivery == AccountLife.Delivery.Mail;
            foreach (var user in await UsersController.WithoutPassword(inside, isByMail).ToListAsync(cancellationToken))
            {
                if (!isByMail)
                {
                    paper.Add(OnPaper(inside, user, by));
                }
                else if (StoredAccounts.Invite(inside, user, links, Request, by) is { } mail)
                {
                    inside.Mails.Add(mail);
                    mailed++;
                }
            }
            return Answer.Nothing;
        }, cancellationToken);
        if (refusal is not null)
        {
            return Refused(RefusalText.Of(refusal));
        }
        jobs.Enqueue<MailJob>(job => job.RunAsync(CancellationToken.None));
        var done = Text.Of("Admin.FileDone", 0, 0, mailed, paper.Count);
        return paper.Count > 0 ? Printed(done, paper) : Done(done);
    }

    private PaperLink OnPaper(AppDb inside, User user, By by)
    {
        var (secret, link) = EntryLinks.Make(by.At + EntryLinks.OfInvitation);
        user.Do(inside, new AccountLife.Invite(link, AccountLife.Delivery.Paper), by, new AccountEvidence()).OrThrow();
        return new PaperLink(user.DisplayName, user.Unit, user.UserName ?? "", EntryLinks.UrlOf(Request, user, secret), link.Until);
    }

    private async Task<AccountsFilePage> PageAsync(Upload upload, CancellationToken cancellationToken)
    {
        var read = RoundReader.ReadAccounts(upload.Content, upload.Name);
        if (read.Mistakes.Count > 0)
        {
            return new AccountsFilePage(upload, [], 0, read.Mistakes, read.Warnings);
        }
        var known = await KnownAsync(db, read.Rows.Select(r => r.Entry), cancellationToken);
        var theirs = await Capacities.AreTheirsAsync(db, known.Values, cancellationToken);
        var rows = read.Rows.Select(r => (r.Row, r.Entry, Known: known.GetValueOrDefault(r.Entry.UserName)))
            .Select(r => (r.Row, r.Known, Imported: new ImportedRow(
                r.Entry.UserName, r.Known is null, StoredAccounts.Changes(r.Entry, read.Columns, r.Known)))).ToList();
        List<Mistake> mistakes =
        [
            // A name that belongs to somebody else is found by the name beside it: whoever is renamed is renamed by hand.
            .. rows.Where(r => r.Known is not null && r.Imported.Changes.Any(c => c.Field == "name"))
                .Select(r => new Mistake(upload.Name, r.Row, TableSchema.UserName, "UserNameTaken", r.Imported.Id,
                    r.Known?.DisplayName ?? "")),
            .. rows.Where(r => r.Known is { } user && theirs.Contains(user.Id) && r.Imported.Changes.Any(c => c.Field == "email"))
                .Select(r => new Mistake(upload.Name, r.Row, "email", "EmailIsTheirs", r.Imported.Id)),
        ];
        var changing = rows.Select(r => r.Imported).Where(r => r.IsNew || r.Changes.Count > 0).ToList();
        return new AccountsFilePage(upload, changing, rows.Count - changing.Count, mistakes, read.Warnings);
    }

    private static async Task<Dictionary<string, User>> KnownAsync(
        AppDb db, IEnumerable<AccountEntry> entries, CancellationToken cancellationToken)
    {
        var names = entries.Select(e => e.UserName.ToUpperInvariant()).ToList();
        return await db.Users.Where(u => u.NormalizedUserName != null && names.Contains(u.NormalizedUserName))
            .ToDictionaryAsync(u => u.UserName ?? "", StringComparer.OrdinalIgnoreCase, cancellationToken);
    }

    private ViewResult Printed(string done, IReadOnlyList<PaperLink> paper)
    {
        ViewData["Done"] = done;
        return View("PaperLinks", paper);
    }

    private RedirectResult Done(string done)
    {
        TempData["Done"] = done;
        return Redirect(Users);
    }

    private static RefusedForm Refused(string why) => new(Users, why);
}
