namespace GrantReview.Web.Features.Assignments;

/// <param name="Plan">Number of the draft whose mails are previewed; null = mails that were written.</param>
/// <param name="Unreachable">Experts without an e-mail address.</param>
public sealed record MailsPage(CallRow Call, int? Plan, ListPart<MailRow> Mails, IReadOnlyList<ExpertRow> Unreachable);

/// <summary>The words of one kind of mail, in a language.</summary>
public sealed record MailSample(string Kind, string Language, string Subject, string Body);

/// <summary>Mails to experts: what a deployment would send, word for word, and what was sent.</summary>
[Authorize(Policy = Access.RunCalls)]
public sealed class MailsController(AppDb db, TimeProvider time) : CallController(db, time)
{
    private static readonly ListColumns<MailRow> Drafts = new ListColumns<MailRow>("Mail.Preview")
        .Column("to", "Mail.To", m => m.Recipient).Column("text", "Mail.Text", m => m.Subject);

    private static readonly ListColumns<MailRow> Written = new ListColumns<MailRow>("Mail.Title")
        .Column("to", "Mail.To", m => m.Recipient).Column("text", "Mail.Text", m => m.Subject)
        .Column("written", "Mail.Written", m => m.CreatedAt, at => Formats.Instant(at))
            .Column("state", "Mail.State", m => m.SentAt, Formats.Instant)
        .OrderedBy("-written", "to");

    [HttpGet("/calls/{code}/assignments/mails")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) => View("Mails", new MailsPage(
        Call, null,
        await Written.PartAsync(Db.Mails.AsNoTracking().Where(m => m.CallId == Call.Id), Asked("assignments/mails"),
            cancellationToken), []));

    /// <summary>What experts are written on each occasion, in both languages.</summary>
    [HttpGet("/calls/{code}/assignments/mails/templates")]
    public async Task<IActionResult> Templates(CancellationToken cancellationToken)
    {
        var application = await Db.Applications.Where(a => a.CallId == Call.Id).OrderBy(a => a.Code).Select(a => a.Code)
            .FirstOrDefaultAsync(cancellationToken) ?? "";
        (string Name, SeatMail Kind, string About)[] kinds =
        [
            (Text.Of("Mail.KindDeploy"), SeatMail.Deploy, "6"), (Text.Of("Mail.KindReminder"), SeatMail.Reminder, "2"),
            (Text.Of("Mail.KindReturned"), SeatMail.Returned, application), (Text.Of("Mail.KindExtended"), SeatMail.Extended, "2"),
            (Text.Of("Mail.KindReplacement"), SeatMail.Replacement, application),
            (Text.Of("Mail.KindDecline"), SeatMail.Decline, application),
        ];
        return View("MailTemplates", (Call, kinds.SelectMany(k => new[] { "zh-CN", "en" }.Select(language =>
            SeatMails.Sample(Call, k.Kind, k.About, language) is var (subject, body) ? new MailSample(k.Name, language, subject, body)
                : null))
            .OfType<MailSample>().ToList()));
    }

    [HttpGet("/calls/{code}/assignments/{number:int}/mails")]
    public async Task<IActionResult> Preview(int number, CancellationToken cancellationToken)
    {
        if (await Db.AssignmentPlans.AsNoTracking()
            .SingleOrDefaultAsync(p => p.CallId == Call.Id && p.Number == number && p.State.Status == PlanStatus.Draft,
            cancellationToken) is not { } plan)
        {
            return NotFound();
        }
        var (mails, unreachable) = await SeatMails.OfDeploymentAsync(Db, Call, plan.Id, Now, cancellationToken);
        return View("Mails", new MailsPage(Call, number, Drafts.Part(mails, Asked($"assignments/{number}/mails")), unreachable));
    }
}
