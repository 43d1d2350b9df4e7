using GrantReview.Core.Applications;
using MimeKit;

namespace GrantReview.Web.Reading;

/// <summary>A mail to an expert: about a deployed plan, a change of it, one seat, the days that are left or a sheet given back.</summary>
public enum SeatMail { Deploy, Added, Removed, Decline, Replacement, Extended, Reminder, Returned }

/// <summary>What experts are told of their seats, each in the own language; never who else scores.</summary>
public static class SeatMails
{
    /// <summary>One mail for each expert of the plan, and the experts whose address nobody knows.</summary>
    public static async Task<(IReadOnlyList<MailRow> Mails, IReadOnlyList<ExpertRow> Unreachable)> OfDeploymentAsync(AppDb db, CallRow call,
        Guid planId, DateTime now, CancellationToken cancellationToken)
    {
        var seats = await db.Assignments.AsNoTracking().Where(a => a.PlanId == planId).GroupBy(a => a.ExpertId)
            .Select(g => new { Expert = g.Key, Count = g.Count() }).ToListAsync(cancellationToken);
        return await OfSeatsAsync(db, call, SeatMail.Deploy, seats.ToDictionary(s => s.Expert, s => s.Count), now, cancellationToken);
    }

    /// <param name="seats">Expert → how many seats the mail is about.</param>
    public static async Task<(IReadOnlyList<MailRow> Mails, IReadOnlyList<ExpertRow> Unreachable)> OfSeatsAsync(
        AppDb db, CallRow call, SeatMail kind, IReadOnlyDictionary<Guid, int> seats, DateTime now, CancellationToken cancellationToken)
    {
        var experts = (await db.Experts.AsNoTracking().Where(e => e.CallId == call.Id).OrderBy(e => e.Code).ToListAsync(cancellationToken))
            .Where(e => seats.ContainsKey(e.Id)).ToList();
        var users = await UsersAsync(db, [.. experts.Select(e => e.UserId).OfType<Guid>()], cancellationToken);
        var written = experts.Select(e => (Expert: e, Mail: Of(call, kind, e, UserOf(e, users), now, $"{seats[e.Id]}"))).ToList();
        return ([.. written.Select(w => w.Mail).OfType<MailRow>()], [.. written.Where(w => w.Mail is null).Select(w => w.Expert)]);
    }

    /// <param name="about">An application, of a seat; so many open sheets, where the days are changed or left.</param>
    /// <returns>Null where the expert has no address.</returns>
    public static async Task<MailRow?> OfExpertAsync(
        AppDb db, CallRow call, SeatMail kind, ExpertRow expert, string about, DateTime now, CancellationToken cancellationToken,
        string occasion = "") =>
        Of(call, kind, expert, UserOf(expert, await UsersAsync(db, expert.UserId is { } id ? [id] : [], cancellationToken)), now, about,
            occasion);

    /// <summary>That a sheet was given back, and for which defect; the officer's own words stand on the sheet alone.</summary>
    public static async Task<MailRow?> OfReturnAsync(
        AppDb db, CallRow call, ExpertRow expert, string application, Defect? defect, DateTime now, CancellationToken cancellationToken)
    {
        var user = UserOf(expert, await UsersAsync(db, expert.UserId is { } id ? [id] : [], cancellationToken));
        return Of(call, SeatMail.Returned, expert, user, now, Named(application, defect, LanguageOf(user)));
    }

    /// <summary>Experts of the call who have not submitted everything, with the number of their open sheets.</summary>
    public static async Task<IReadOnlyList<(ExpertRow Expert, int Open)>> WaitingAsync(AppDb db, Guid call,
        CancellationToken cancellationToken)
    {
        var open = await db.ScoreSheets.WhereOpen().Where(s => s.CallId == call)
            .GroupBy(s => s.ExpertId).Select(g => new { g.Key, Count = g.Count() })
                .ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        var experts = await db.Experts.AsNoTracking().Where(e => e.CallId == call).OrderBy(e => e.Code).ToListAsync(cancellationToken);
        return [.. experts.Where(e => open.ContainsKey(e.Id)).Select(e => (e, open[e.Id]))];
    }

    /// <summary>The words of a mail, as an invented expert would read them.</summary>
    public static (string Subject, string Body) Sample(CallRow call, SeatMail kind, string about, string language) =>
        Words(call, kind, language, Text.In(language, "Mail.SampleName"),
            kind == SeatMail.Returned ? Named(about, Defect.MissingReason, language) : about, call.State.ScoringClosesAt);

    private static MailRow? Of(CallRow call, SeatMail kind, ExpertRow expert, User? user, DateTime now, string about, string occasion = "")
    {
        var address = AddressOf(expert, user);
        if (!MailboxAddress.TryParse(address, out _))
        {
            return null;
        }
        var (subject, body) = Words(call, kind, LanguageOf(user), expert.Name, about, expert.ClosesAt(call.State));
        return new MailRow
        {
            CallId = call.Id, Kind = CodeOf(kind), Occasion = occasion, ExpertId = expert.Id, Recipient = expert.Name, Address = address,
            CreatedAt = now,
            Subject = subject, Body = body,
        };
    }

    private static (string Subject, string Body) Words(CallRow call, SeatMail kind, string language, string name, string about,
        DateTime? closesAt)
    {
        var closes = closesAt is { } at ? Formats.Instant(at) : Text.In(language, "Mail.NoDay");
        var title = call.Name.In(language);
        var (subject, body) = KeysOf(kind);
        return (Text.In(language, subject, call.Code), Text.In(language, "Mail.Greeting", name) + "\n\n"
            + Text.In(language, body, string.IsNullOrEmpty(title) ? call.Code : title, call.Code, about, closes)
            + "\n\n" + Text.In(language, "Mail.Closing") + "\n");
    }

    private static (string Subject, string Body) KeysOf(SeatMail kind) => kind switch
    {
        SeatMail.Deploy => ("Mail.deploy.Subject", "Mail.deploy.Body"),
        SeatMail.Added => ("Mail.added.Subject", "Mail.added.Body"),
        SeatMail.Removed => ("Mail.removed.Subject", "Mail.removed.Body"),
        SeatMail.Decline => ("Mail.decline.Subject", "Mail.decline.Body"),
        SeatMail.Replacement => ("Mail.replacement.Subject", "Mail.replacement.Body"),
        SeatMail.Extended => ("Mail.extended.Subject", "Mail.extended.Body"),
        SeatMail.Reminder => ("Mail.reminder.Subject", "Mail.reminder.Body"),
        SeatMail.Returned => ("Mail.returned.Subject", "Mail.returned.Body"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No mail."),
    };

    /// <summary>As its row is marked.</summary>
    public static string CodeOf(SeatMail kind) => $"{kind}".ToLowerInvariant();

    /// <summary>What an officer wrote to many, as one of them reads it.</summary>
    /// <param name="language">English where there is an English text, else Chinese.</param>
    public static (string Subject, string Body) OfBroadcast(CallRow call, BroadcastWords words, string name, string language)
    {
        var read = language == "en" && words.HasEnglish ? "en" : "zh-CN";
        var title = call.Name.In(read);
        return (
            Text.In(read, "Mail.broadcast.Subject", call.Code, read == "en" ? words.SubjectEn : words.SubjectZh),
            Text.In(read, "Mail.broadcast.Greeting", name) + "\n\n" + (read == "en" ? words.TextEn : words.TextZh) + "\n\n"
                + Text.In(read, "Mail.broadcast.About", string.IsNullOrEmpty(title) ? call.Code : title, call.Code) + "\n");
    }

    /// <summary>Where a person of the call is written to, and in which language; the address is blank where nobody knows one.</summary>
    public static async Task<IReadOnlyList<(ExpertRow Expert, string Address, string Language)>> AddressesAsync(
        AppDb db, IReadOnlyList<ExpertRow> experts, CancellationToken cancellationToken)
    {
        var users = await UsersAsync(db, [.. experts.Select(e => e.UserId).OfType<Guid>()], cancellationToken);
        return [.. experts.Select(e => UserOf(e, users) is var user ? (e, AddressOf(e, user), LanguageOf(user)) : default)];
    }

    private static string AddressOf(ExpertRow expert, User? user) =>
        user?.Email is { Length: > 0 } own ? own : Person.Parse(expert.Contacts).Email;

    private static Task<Dictionary<Guid, User>> UsersAsync(AppDb db, List<Guid> ids, CancellationToken cancellationToken) =>
        db.Users.AsNoTracking().Where(u => ids.Contains(u.Id)).ToDictionaryAsync(u => u.Id, cancellationToken);

    private static string Named(string application, Defect? defect, string language) => defect is { } named
        ? Text.In(language, "Mail.returned.For", application, Text.In(language, named)) : application;

    private static string LanguageOf(User? user) => user?.Culture == "en" ? "en" : "zh-CN";

    private static User? UserOf(ExpertRow expert, Dictionary<Guid, User> users) => expert.UserId is { } id ? users.GetValueOrDefault(id)
        : null;
}
