using System.Text.Encodings.Web;
using System.Text.Json;
using GrantReview.Core.Accounts;

namespace GrantReview.Web.Commands;

/// <summary>
/// What the Personal Information Protection Law asks of whoever keeps people's data: a copy for the person (article 45), erasure (article
/// 47), and nothing kept for longer than it is needed (article 19). The facts of the record hold ids and salted digests, so that it stays
/// whole.
/// </summary>
public static class PersonalDataCommands
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() },
    };

    /// <summary>All that the database knows of one account's person, as JSON.</summary>
    public static async Task<int> ExportAsync(Terminal terminal, string[] arguments)
    {
        await using var scope = terminal.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        if (await FindAsync(db, arguments[0]) is not { } user)
        {
            return Terminal.Refuse("Refusal.AccountIsUnknown", arguments[0]);
        }
        var experts = await db.Experts.AsNoTracking().Where(e => e.UserId == user.Id).ToListAsync();
        List<Guid> calls = [.. experts.Select(e => e.CallId)];
        List<Guid> ids = [.. experts.Select(e => e.Id)];
        var codes = await db.Calls.Where(c => calls.Contains(c.Id)).ToDictionaryAsync(c => c.Id, c => c.Code);
        var content = JsonSerializer.SerializeToUtf8Bytes(new
        {
            account =
                new { user.UserName, user.DisplayName, user.Email, user.Unit, user.Culture, user.State.IsDisabled, user.TwoFactorEnabled },
            capacities =
                await db.Grants.Where(g => g.UserId == user.Id).Select(g => new { g.CallId, g.Capacity, g.State.Status }).ToListAsync(),
            sessions = await db.Sessions.Where(s => s.UserId == user.Id).OrderBy(s => s.BegunAt)
                .Select(s => new { s.BegunAt, s.Until, s.Device, s.Address }).ToListAsync(),
            passkeys = (await db.UserPasskeys.AsNoTracking().Where(p => p.UserId == user.Id).ToListAsync())
                .Select(p => new { p.Data.Name, p.Data.CreatedAt, p.UsedAt }),
            experts = experts.Select(e => new
            {
                call = codes[e.CallId], e.Code, e.Name, e.Unit, e.UnitCode, e.FormerUnits, e.Region, e.Kind, e.Keywords, e.Contacts,
                e.DeclaredAt,
            }),
            fees = new
            {
                account = (await db.FeePayees.AsNoTracking().Where(p => p.UserId == user.Id).ToListAsync())
                    .Select(p => new { p.IdNumber, p.Bank, p.Account }),
                paid = (await db.FeeLists.AsNoTracking().Where(l => calls.Contains(l.CallId)).ToListAsync())
                    .SelectMany(l => l.State.Lines.Where(line => ids.Contains(line.Expert) && line.AgainOf is null).Select(line => new
                    {
                        call = codes[l.CallId], l.Number, l.State.Status, l.State.ReleasedOn, line.Items,
                        Days = line.Attended.Sum(d => d.Days),
                        Gross = line.Gross.Yuan, Tax = line.Tax.Yuan,
                    })),
            },
            absences = (await db.Absences.AsNoTracking().Where(a => a.UserId == user.Id).ToListAsync())
                .Select(a => new { a.State.FirstDay, a.State.LastDay, a.Reason, a.State.IsTakenBack }),
            notes = await Notes(db, ids).Join(db.ScoreSheets, n => n.SheetId, s => s.Id, (n, s) => new { n.Text, s.ApplicationId })
                .Join(db.Applications, n => n.ApplicationId, a => a.Id, (n, a) => new { application = a.Code, n.Text }).ToListAsync(),
            mails = (await db.Mails.AsNoTracking().ToListAsync()).Where(m => IsTo(m, user, ids)).OrderBy(m => m.CreatedAt)
                .Select(m => new { m.CreatedAt, m.Address, m.Subject, m.Body, m.SentAt }),
            facts = (await db.Facts.AsNoTracking().Include(f => f.Texts)
                    .Where(f => f.PersonId == user.Id || (f.Subject == nameof(User) && f.SubjectId == user.Id)).OrderBy(f => f.Id)
                        .ToListAsync())
                .Select(f => new { f.At, f.Kind, f.Capacity, f.CallId, words = f.Texts.ToDictionary(t => t.Path, t => t.Text) }),
        }, Readable);
        await File.WriteAllBytesAsync(arguments[1], content);
        terminal.Say("PersonalData.Exported", arguments[1]);
        return SiteCommands.Done;
    }

    /// <summary>
    /// Takes from a disabled account all that tells who its person was, from the words of its facts as well. Contacts go from calls that
    /// are over; the name under which an expert scored belongs to the file of the award and stays.
    /// </summary>
    public static async Task<int> EraseAsync(Terminal terminal, string[] arguments)
    {
        await using var scope = terminal.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        if (await FindAsync(db, arguments[0]) is not { } user)
        {
            return Terminal.Refuse("Refusal.AccountIsUnknown", arguments[0]);
        }
        var running = await db.Experts.Where(e => e.UserId == user.Id)
            .Join(db.Calls, e => e.CallId, c => c.Id, (e, c) => c).Where(c => c.State.Stage < CallStage.Awarded).Select(c => c.Code)
                .ToListAsync();
        if (running.Count > 0)
        {
            return Terminal.Refuse("PersonalData.Running", string.Join(", ", running));
        }
        await using var transaction = await db.Database.BeginTransactionAsync();
        var by = Desk.ByTheRules(scope.ServiceProvider.GetRequiredService<TimeProvider>());
        var experts = await db.Experts.Where(e => e.UserId == user.Id).Select(e => e.Id).ToListAsync();
        var mails = (await db.Mails.ToListAsync()).Where(m => IsTo(m, user, experts)).ToList();
        if (user.Do(db, new AccountLife.Erase(FreeText.Given(arguments[1])), by, new AccountEvidence()).Refusal is { } refusal)
        {
            return FirstStart.Refuse([RefusalText.Of(refusal)]);
        }
        mails.ForEach(mail => Blank(db, mail));
        await db.SaveChangesAsync();
        await db.UserTokens.Where(t => t.UserId == user.Id).ExecuteDeleteAsync();
        await db.UserLogins.Where(l => l.UserId == user.Id).ExecuteDeleteAsync();
        await db.UserPasskeys.Where(p => p.UserId == user.Id).ExecuteDeleteAsync();
        await Notes(db, experts).ExecuteDeleteAsync();
        await db.FeePayees.Where(p => p.UserId == user.Id).ExecuteDeleteAsync();
        await db.Absences.Where(a => a.UserId == user.Id).ExecuteDeleteAsync();
        await db.Sessions.Where(s => s.UserId == user.Id)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.Device, "").SetProperty(x => x.Address, ""));
        await db.Experts.Where(e => e.UserId == user.Id).ExecuteUpdateAsync(e => e.SetProperty(x => x.Contacts, ""));
        var erased = FactJson.KindOf(typeof(AccountLife.Erased));
        await db.FactTexts.Where(t =>
            db.Facts.Any(f => f.Id == t.FactId && f.Subject == nameof(User) && f.SubjectId == user.Id && f.Kind != erased))
            .ExecuteDeleteAsync();
        await transaction.CommitAsync();
        terminal.Say("PersonalData.Erased", arguments[0]);
        return SiteCommands.Done;
    }

    /// <summary>
    /// In calls that were awarded or closed and in which nothing has happened for so many days: contacts of applicants, teams, experts and
    /// objectors, and private notes. Anywhere: where sessions came from, what mails said, and why somebody was away, once they are as old.
    /// </summary>
    public static async Task<int> RetainAsync(Terminal terminal, string[] arguments)
    {
        if (!int.TryParse(arguments[0], NumberStyles.None, CultureInfo.InvariantCulture, out var days) || days == 0)
        {
            return Terminal.Refuse("PersonalData.Days", arguments[0]);
        }
        await using var scope = terminal.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var since = scope.ServiceProvider.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime.AddDays(-days);
        var calls = await db.Calls.Where(c => (c.State.Stage == CallStage.Awarded || c.State.Stage == CallStage.Closed)
            && !db.Facts.Any(f => f.CallId == c.Id && f.At >= since)).Select(c => c.Id).ToListAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var blanked = await db.Applications.Where(a => calls.Contains(a.CallId) && (a.PiContacts != "" || a.Team != "" || a.Payee != ""))
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.PiContacts, "").SetProperty(x => x.Team, "").SetProperty(x => x.Payee, ""));
        blanked += await db.Experts.Where(e => calls.Contains(e.CallId) && e.Contacts != "")
            .ExecuteUpdateAsync(e => e.SetProperty(x => x.Contacts, ""));
        blanked += await db.Objections.Where(o => calls.Contains(o.CallId) && o.Contact != "")
            .ExecuteUpdateAsync(o => o.SetProperty(x => x.Contact, ""));
        blanked += await Notes(db, await db.Experts.Where(e => calls.Contains(e.CallId)).Select(e => e.Id).ToListAsync())
            .ExecuteDeleteAsync();
        blanked += await db.Sessions.Where(s => s.Until < since && (s.Device != "" || s.Address != ""))
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.Device, "").SetProperty(x => x.Address, ""));
        var day = Formats.ChinaDay(since);
        blanked += await db.Absences.Where(a => a.State.LastDay < day && a.Reason != "")
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.Reason, ""));
        foreach (var mail in await db.Mails.Where(m => m.CreatedAt < since && (m.SentAt != null || m.WrittenAt != null) && m.Body != "")
            .ToListAsync())
        {
            Blank(db, mail);
            blanked++;
        }
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        terminal.Say("PersonalData.Retained", blanked, calls.Count, days);
        return SiteCommands.Done;
    }

    private static IQueryable<NoteRow> Notes(AppDb db, List<Guid> experts) =>
        db.Notes.Where(n => db.ScoreSheets.Any(s => s.Id == n.SheetId && experts.Contains(s.ExpertId)));

    private static async Task<User?> FindAsync(AppDb db, string name)
    {
        var id = await Capacities.FindUserAsync(db, name, CancellationToken.None);
        return await db.Users.SingleOrDefaultAsync(u => u.Id == id);
    }

    private static bool IsTo(MailRow mail, User user, IReadOnlyCollection<Guid> experts) =>
        (mail.ExpertId is { } expert && experts.Contains(expert)) || (user.Email is { Length: > 0 } address && mail.Address == address);

    /// <summary>That a mail was sent, and about what, stays known.</summary>
    private static void Blank(AppDb db, MailRow mail)
    {
        foreach (var name in new[] { nameof(MailRow.Recipient), nameof(MailRow.Address), nameof(MailRow.Body) })
        {
            db.Entry(mail).Property(name).CurrentValue = "";
        }
    }
}
