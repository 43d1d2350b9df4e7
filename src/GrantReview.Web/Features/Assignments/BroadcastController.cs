using System.Security.Cryptography;
using System.Text;
using GrantReview.Core.Applications;
using MimeKit;

namespace GrantReview.Web.Features.Assignments;

/// <summary>A mail to many as the officer writes it.</summary>
public sealed class BroadcastForm
{
    public Audience Audience { get; set; }
    public string? Category { get; set; }
    public string? SubjectZh { get; set; }
    public string? TextZh { get; set; }
    public string? SubjectEn { get; set; }
    public string? TextEn { get; set; }

    /// <summary>Of the broadcast, given with the preview: the same is sent once.</summary>
    public Guid Id { get; set; }

    /// <summary>The digest of the recipients that the preview counted.</summary>
    public string? Seen { get; set; }

    /// <summary>Which of the applicants; blank = all, and of experts.</summary>
    public string Only => Audience == Audience.Applicants ? Category?.Trim() ?? "" : "";

    public BroadcastWords Words => BroadcastWords.Of(SubjectZh, TextZh, SubjectEn, TextEn);
}

/// <summary>Somebody whom a broadcast reaches.</summary>
/// <param name="Row">Of the expert or the application.</param>
/// <param name="Expert">Null of applicants.</param>
public sealed record Addressee(Guid Row, Guid? Expert, string Name, string Address, string Language);

/// <param name="To">One mail each.</param>
/// <param name="Unreachable">Names without an address.</param>
/// <param name="Mails">One mail in each language that is sent.</param>
public sealed record BroadcastPreview(
    IReadOnlyList<Addressee> To, IReadOnlyList<string> Unreachable, IReadOnlyList<(string Language, string Subject, string Body)> Mails);

/// <param name="Reached">How many mails of each broadcast a server took.</param>
public sealed record BroadcastPage(
    CallRow Call, BroadcastForm Form, BroadcastPreview? Preview, IReadOnlyList<(CategoryCode Code, LocalText Name)> Categories,
    IReadOnlyList<BroadcastRow> Sent, IReadOnlyDictionary<string, int> Reached);

/// <summary>An officer's mail to chosen people of a call: written, previewed, sent once; each gets one that names nobody else.</summary>
[Authorize(Policy = Access.RunCalls)]
public sealed class BroadcastController(AppDb db, TimeProvider time) : CallController(db, time)
{
    [HttpGet("/calls/{code}/broadcast")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) =>
        View("Broadcast", await PageAsync(new BroadcastForm(), null, cancellationToken));

    [HttpPost("/calls/{code}/broadcast/preview")]
    public async Task<IActionResult> Preview(BroadcastForm form, CancellationToken cancellationToken)
    {
        var refusal = BroadcastLife.RefuseWords(form.Words);
        var (to, unreachable) = refusal is null ? await RecipientsAsync(Db, form, cancellationToken) : ([], []);
        if ((refusal ?? (to.Count == 0 ? new BroadcastLife.ReachesNobody() : null)) is { } no)
        {
            return RefusedForm.Of(At("broadcast"), no);
        }
        (form.Id, form.Seen) = (Guid.CreateVersion7(), DigestOf(form.Words, to));
        return View("Broadcast", await PageAsync(form, PreviewOf(form, to, unreachable), cancellationToken));
    }

    [HttpPost("/calls/{code}/broadcast")]
    public async Task<IActionResult> Send(BroadcastForm form, CancellationToken cancellationToken)
    {
        var sent = 0;
        var refusal = await DoAsync(Capacity.Officer, async (inside, by) =>
        {
            var (to, _) = await RecipientsAsync(inside, form, cancellationToken);
            var row = await inside.Broadcasts.SingleOrDefaultAsync(b => b.Id == form.Id, cancellationToken)
                ?? inside.Broadcasts.Add(new BroadcastRow(form.Id, Call.Id)).Entity;
            if (row.CallId != Call.Id)
            {
                return new Refusal.NotThere();
            }
            var answer = row.Do(
                new BroadcastLife.Send(form.Audience, form.Only, form.Words, [.. to.Select(a => a.Row)]), by,
                new BroadcastEvidence(form.Id != Guid.Empty && form.Seen == DigestOf(form.Words, to)));
            if (answer.Refusal is null)
            {
                inside.Mails.AddRange(to.Select(a => MailOf(form, a, by.At)));
                sent = to.Count;
            }
            return answer;
        }, cancellationToken);
        return refusal is null ? Done(At("broadcast"), "Broadcast.IsWritten", sent)
            : refusal is Refusal.NotThere ? NotFound() : await RefusedAsync(form, refusal, cancellationToken);
    }

    private MailRow MailOf(BroadcastForm form, Addressee to, DateTime now)
    {
        var (subject, body) = SeatMails.OfBroadcast(Call, form.Words, to.Name, to.Language);
        return new MailRow
        {
            CallId = Call.Id, Kind = BroadcastRow.MailKind, Occasion = $"{form.Id}", ExpertId = to.Expert, Recipient = to.Name,
            Address = to.Address, Subject = subject, Body = body, CreatedAt = now,
        };
    }

    private BroadcastPreview PreviewOf(BroadcastForm form, IReadOnlyList<Addressee> to, IReadOnlyList<string> unreachable) => new(
        to, unreachable,
        [
            .. (form.Words.HasEnglish ? ["zh-CN", "en"] : new[] { "zh-CN" }).Select(language =>
            {
                var name = (to.FirstOrDefault(a => a.Language == language) ?? to[0]).Name;
                var (subject, body) = SeatMails.OfBroadcast(Call, form.Words, name, language);
                return (language, subject, body);
            }),
        ]);

    /// <summary>One of each address, in the order of numbers, and who has none.</summary>
    private async Task<(IReadOnlyList<Addressee> To, IReadOnlyList<string> Unreachable)> RecipientsAsync(
        AppDb inside, BroadcastForm form, CancellationToken cancellationToken)
    {
        var all = form.Audience == Audience.Applicants ? await ApplicantsAsync(inside, form.Only, cancellationToken)
            : await ExpertsAsync(inside, form.Audience, cancellationToken);
        return (
            [.. all.Where(a => MailboxAddress.TryParse(a.Address, out _)).DistinctBy(a => a.Address, StringComparer.OrdinalIgnoreCase)],
            [.. all.Where(a => !MailboxAddress.TryParse(a.Address, out _)).Select(a => a.Name).Distinct()]);
    }

    private async Task<IReadOnlyList<Addressee>> ExpertsAsync(AppDb inside, Audience audience, CancellationToken cancellationToken)
    {
        var experts = await inside.Experts.AsNoTracking().Where(e => e.CallId == Call.Id).OrderBy(e => e.Code)
            .ToListAsync(cancellationToken);
        var sheets = (await inside.ScoreSheets.WhereLive().Where(s => s.CallId == Call.Id)
            .Select(s => new { s.ExpertId, s.State.Status }).ToListAsync(cancellationToken)).ToLookup(s => s.ExpertId, s => s.Status);
        var chosen = experts.Where(e => audience switch
        {
            Audience.UndeclaredExperts => e.DeclaredAt is null && sheets.Contains(e.Id),
            Audience.ExpertsWithOpenSheets => sheets[e.Id].Any(s => s != SheetStatus.Submitted),
            Audience.ExpertsWhoAreDone => sheets.Contains(e.Id) && sheets[e.Id].All(s => s == SheetStatus.Submitted),
            _ => true,
        }).ToList();
        return [.. (await SeatMails.AddressesAsync(inside, chosen, cancellationToken))
            .Select(a => new Addressee(a.Expert.Id, a.Expert.Id, a.Expert.Name, a.Address, a.Language))];
    }

    private async Task<IReadOnlyList<Addressee>> ApplicantsAsync(AppDb inside, string only, CancellationToken cancellationToken) =>
        [.. (await inside.Applications.AsNoTracking()
            .Where(a => a.CallId == Call.Id && (only == "" || a.Category == only)).OrderBy(a => a.Code).ToListAsync(cancellationToken))
            .Select(a => new Addressee(a.Id, null, a.Pi, Person.Parse(a.PiContacts).Email, "zh-CN"))];

    /// <summary>Another word, another person, another address: another digest.</summary>
    private static string DigestOf(BroadcastWords words, IReadOnlyList<Addressee> to) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', to.Select(a => $"{a.Row} {a.Address}").Prepend($"{words}")))));

    private async Task<IActionResult> RefusedAsync(BroadcastForm form, Refusal refusal, CancellationToken cancellationToken) =>
        RefusedForm.Showing(View("Broadcast", await PageAsync(form, null, cancellationToken)), RefusalText.Of(refusal));

    private async Task<BroadcastPage> PageAsync(BroadcastForm form, BroadcastPreview? preview, CancellationToken cancellationToken) => new(
        Call, form, preview, [.. StoredRound.CallOf(Call).Categories.Select(c => (c.Code, c.Name))],
        await Db.Broadcasts.AsNoTracking().Where(b => b.CallId == Call.Id && b.State.SentAt != null).OrderByDescending(b => b.State.SentAt)
            .ToListAsync(cancellationToken),
        await Db.Mails.Where(m => m.CallId == Call.Id && m.Kind == BroadcastRow.MailKind && m.SentAt != null).GroupBy(m => m.Occasion)
            .Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken));
}
