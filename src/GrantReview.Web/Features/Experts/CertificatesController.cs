using GrantReview.Core.Experts;
using GrantReview.Files.Documents;
using GrantReview.Files.Reports;

namespace GrantReview.Web.Features.Experts;

/// <param name="Service">Null = nothing that counts.</param>
public sealed record CertifiedExpert(ExpertRow Expert, ExpertService? Service, Certificate Certificate);

/// <param name="Experts">Nobody before the awards are final.</param>
public sealed record CertificatesPage(CallRow Call, bool HasEnded, IReadOnlyList<CertifiedExpert> Experts);

/// <summary>A certificate of an expert's own.</summary>
public sealed record OwnCertificate(CertificateRow Row, CallRow Call);

/// <summary>Certificates of service: issued by the officer once the awards are final, read by the officer and by the expert.</summary>
public sealed class CertificatesController(AppDb db, TimeProvider time, OfficeOptions office) : CallController(db, time)
{
    private const string Here = "certificates";

    [Authorize(Policy = Access.RunCalls)]
    [HttpGet("/calls/{code}/certificates")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        var hasEnded = Call.State.Stage >= CallStage.Awarded;
        return View("Certificates", new CertificatesPage(
            Call, hasEnded, hasEnded ? await ReadAsync(Db, Call.Id, cancellationToken) : []));
    }

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/certificates/{expert:guid}")]
    public Task<IActionResult> Issue(Guid expert, CancellationToken cancellationToken) => ActAsync(Capacity.Officer, async (inside, by) =>
    {
        var call = await CallInAsync(inside, cancellationToken);
        if ((await ReadAsync(inside, Call.Id, cancellationToken)).FirstOrDefault(e => e.Expert.Id == expert) is not { } served)
        {
            return new Refusal.NotThere();
        }
        var row = await inside.Certificates.SingleOrDefaultAsync(c => c.ExpertId == expert, cancellationToken)
            ?? inside.Certificates.Add(new CertificateRow(Call.Id, expert)).Entity;
        var last = await inside.Certificates.Where(c => c.CallId == Call.Id).MaxAsync(c => c.State.Number, cancellationToken) ?? 0;
        return row.Do(
            new CertificateLife.Issue(), by,
            new CertificateEvidence(call.State.Stage, served.Service, last, Formats.ChinaDay(by.At)));
    }, Here, () => Text.Of("Certificates.Issued"), cancellationToken);

    [Authorize(Policy = Access.RunCalls)]
    [HttpGet("/calls/{code}/certificates/{expert:guid}.{language:regex(^(zh-CN|en)$)}.docx")]
    public async Task<IActionResult> Document(Guid expert, string language, CancellationToken cancellationToken) =>
        await FindAsync(Db, c => c.ExpertId == expert && c.CallId == Call.Id, cancellationToken) is { } found
            ? Draw(this, found, language, office) : NotFound();

    /// <summary>What each expert did, by the record.</summary>
    private static async Task<IReadOnlyList<CertifiedExpert>> ReadAsync(AppDb db, Guid call, CancellationToken cancellationToken)
    {
        var experts = await db.Experts.AsNoTracking().Where(e => e.CallId == call).OrderBy(e => e.Code).ToListAsync(cancellationToken);
        var done = await StoredService.ReadAsync(db, call, cancellationToken);
        var issued = await db.Certificates.AsNoTracking().Where(c => c.CallId == call)
            .ToDictionaryAsync(c => c.ExpertId, c => c.State, cancellationToken);
        return [.. experts.Select(e =>
        {
            List<DateOnly> days = [.. done.Days[e.Id].Select(d => d.Day)];
            List<DateOnly> on = [.. done.Submitted[e.Id].Select(Formats.ChinaDay), .. days];
            return new CertifiedExpert(
                e, on.Count == 0 ? null : new ExpertService(on.Count - days.Count, days.Distinct().Count(), on.Min(), on.Max()),
                issued.GetValueOrDefault(e.Id, Certificate.None));
        })];
    }

    internal static async Task<(CertificateRow Row, ExpertRow Expert, CallRow Call)?> FindAsync(
        AppDb db, System.Linq.Expressions.Expression<Func<CertificateRow, bool>> which, CancellationToken cancellationToken) =>
        await db.Certificates.AsNoTracking().Where(c => c.State.Number != null).SingleOrDefaultAsync(which, cancellationToken) is { } row
            ? (row, await db.Experts.AsNoTracking().SingleAsync(e => e.Id == row.ExpertId, cancellationToken),
                await db.Calls.AsNoTracking().SingleAsync(c => c.Id == row.CallId, cancellationToken))
            : null;

    internal static FileContentResult Draw(
        ControllerBase controller, (CertificateRow Row, ExpertRow Expert, CallRow Call) found, string language, OfficeOptions office) =>
        controller.File(
            PaperDocument.Fill(
                TemplateFolder.Shipped.Document("certificate", language),
                CertificatePaper.Of(StoredRound.CallOf(found.Call), found.Expert.Name, found.Expert.Unit, found.Row.State), language,
                office.Office),
            PaperDocument.ContentType, $"{CertificatePaper.NumberOf(found.Call.Code, found.Row.State)}.{language}.docx");
}

/// <summary>An expert's own certificates.</summary>
[Authorize(Policy = Access.Score)]
public sealed class OwnCertificatesController(AppDb db, OfficeOptions office) : Controller
{
    [HttpGet("/my-work/certificates")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        var me = User.Id();
        var mine = await (
            from c in db.Certificates.AsNoTracking()
            join e in db.Experts on c.ExpertId equals e.Id
            join call in db.Calls.AsNoTracking() on c.CallId equals call.Id
            where e.UserId == me && c.State.Number != null
            orderby call.Code
            select new { c, call }).ToListAsync(cancellationToken);
        return View("OwnCertificates", mine.ConvertAll(m => new OwnCertificate(m.c, m.call)));
    }

    [HttpGet("/my-work/certificates/{id:guid}.{language:regex(^(zh-CN|en)$)}.docx")]
    public async Task<IActionResult> Document(Guid id, string language, CancellationToken cancellationToken) =>
        await CertificatesController.FindAsync(db, c => c.Id == id, cancellationToken) is { } found && found.Expert.UserId == User.Id()
            ? CertificatesController.Draw(this, found, language, office) : NotFound();
}
