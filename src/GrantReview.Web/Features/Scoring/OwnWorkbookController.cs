using GrantReview.Files.Workbooks;

namespace GrantReview.Web.Features.Scoring;

/// <param name="File">The workbook, which waits in the page.</param>
public sealed record OwnWorkbookPage(
    CallRow Call, Upload? File, IReadOnlyList<FilledField> Fields, IReadOnlyList<Mistake> Mistakes);

/// <summary>
/// An expert takes the own sheets along as a workbook, fills it in away from the site, and sees what it would change before it does.
/// </summary>
[Authorize(Policy = Access.Score)]
public sealed class OwnWorkbookController(AppDb db, Desk desk, TimeProvider time) : Controller
{
    [HttpGet("/my-work/{code}/scores.xlsx")]
    public async Task<IActionResult> Download(string code, CancellationToken cancellationToken)
    {
        var (call, sheets) = await SheetsAsync(db, code, cancellationToken);
        return call is null || sheets.Count == 0 ? NotFound()
            : File(OwnWorkbook.Draw(sheets, Text.Culture), FormWorkbook.ContentType, $"{call.Code}-scores.xlsx");
    }

    [HttpPost("/my-work/{code}/scores/preview")]
    public async Task<IActionResult> Preview(string code, IFormFile? file, CancellationToken cancellationToken)
    {
        var (call, sheets) = await SheetsAsync(db, code, cancellationToken);
        if (call is null || sheets.Count == 0)
        {
            return NotFound();
        }
        if (await Upload.FromAsync(file, null, null, cancellationToken) is not { } upload)
        {
            return new RefusedForm($"/my-work/{code}/all", Text.Of("Apps.NoFile"), StatusCodes.Status400BadRequest);
        }
        var (fields, mistakes) = Read(upload, sheets);
        return View("OwnWorkbook", new OwnWorkbookPage(call, upload, fields, mistakes));
    }

    /// <summary>Writes what can be written; the rest is said, and stays in the file.</summary>
    [HttpPost("/my-work/{code}/scores")]
    public async Task<IActionResult> Import(string code, string? name, string? content, CancellationToken cancellationToken)
    {
        var (call, sheets) = await SheetsAsync(db, code, cancellationToken);
        if (call is null || sheets.Count == 0)
        {
            return NotFound();
        }
        if (await Upload.FromAsync(null, name, content, cancellationToken) is not { } upload
            || Read(upload, sheets) is not ({ Count: > 0 }, { Count: 0 }))
        {
            return new RefusedForm($"/my-work/{code}/all", Text.Of("Own.Nothing"));
        }
        IReadOnlyList<FilledField> fields = [];
        var refusal = await desk.DoAsync(User.Id(), call.Id, Capacity.Expert, async (inside, by) =>
        {
            // Decided again on what is there now.
            fields = Read(upload, (await SheetsAsync(inside, code, cancellationToken)).Sheets).Fields;
            return Answer.FirstRefusal(fields.Where(f => f.Outcome == FilledOutcome.Saves)
                .Select(f => f.Field.ToAct(f.Field.Value, f.Edit) is { } act ? f.Sheet.Sheet.Do(act, by, f.Sheet.Evidence)
                    : Answer.Nothing));
        }, cancellationToken);
        var saved = fields.Count(f => f.Outcome == FilledOutcome.Saves);
        if (refusal is not null)
        {
            return RefusedForm.Of($"/my-work/{code}/all", refusal);
        }
        TempData["Done"] = Text.Of("Own.Done", saved, fields.Count - saved);
        return Redirect($"/my-work/{code}/all");
    }

    private async Task<(CallRow? Call, IReadOnlyList<OpenedSheet> Sheets)> SheetsAsync(AppDb within, string code,
        CancellationToken cancellationToken)
    {
        var call = await within.Calls.AsNoTracking().SingleOrDefaultAsync(c => c.Code == code, cancellationToken);
        return call is null ? (null, []) : (call, await OpenedSheet.OpenAsync(
            within, OpenedSheet.Of(within, User.Id()).Where(s => s.CallId == call.Id
                && within.Experts.Any(e => e.Id == s.ExpertId && e.DeclaredAt != null)), cancellationToken));
    }

    private (IReadOnlyList<FilledField> Fields, IReadOnlyList<Mistake> Mistakes) Read(Upload upload, IReadOnlyList<OpenedSheet> sheets)
    {
        var read = RoundReader.ReadOwnScores(upload.Content, upload.Name);
        List<Mistake> mistakes = [.. read.Mistakes];
        return (OwnWorkbook.Foresee(sheets, read.Rows, upload.Name, time.GetUtcNow().UtcDateTime, mistakes), mistakes);
    }
}
