using GrantReview.Core.Numbers;
using Microsoft.AspNetCore.Antiforgery;

namespace GrantReview.Web.Features.Scoring;

/// <summary>The score sheet: shown, saved leaf by leaf or as a whole form, submitted.</summary>
[Authorize(Policy = Access.Score)]
public sealed class SheetsController(AppDb db, Desk desk, TimeProvider time) : Controller
{
    /// <summary>Columns of the file that the sheet says elsewhere, or that are no expert's business.</summary>
    private static readonly string[] Hidden = ["id", "title", "unit", "eligible", "eligibility_note"];

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    [HttpGet("/sheets/{id:guid}")]
    public async Task<IActionResult> Index(Guid id, CancellationToken cancellationToken)
    {
        if (await OpenedSheet.FindAsync(db, id, User.Id(), cancellationToken) is not { } opened)
        {
            return NotFound();
        }
        return !opened.IsDeclared ? Redirect($"/my-work/{opened.Row.Code}/declare")
            : View("Sheet", await PageAsync(opened, [], [], cancellationToken));
    }

    /// <summary>
    /// The script saves one field at a time, by an operation with an id: a repeated one changes nothing, one on an old edition is answered
    /// with what is there.
    /// </summary>
    [HttpPost("/sheets/{id:guid}/fields")]
    public async Task<IActionResult> Save(Guid id, [FromBody] EditForm form, CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid)
        {
            return BadRequest(new { message = Text.Of("Form.Invalid") });
        }
        object? now = null;
        var refusal = form.Field == SheetNote.Field ? await NoteAsync() : await DoAsync(id, (opened, by) =>
        {
            now = null;
            if (SheetField.Of(opened).FirstOrDefault(f => f.Name == form.Field) is not { } field)
            {
                return new Refusal.NotThere();
            }
            if (field.ToAct(form.Value ?? "", new Edit(form.Seen, form.Operation, form.Follows)) is not { } act)
            {
                return new CannotBeRead();
            }
            var answer = opened.Sheet.Do(act, by, opened.Evidence);
            var fields = SheetField.Of(opened);
            var after = fields.Single(f => f.Name == form.Field);
            now = new
            {
                field = after.Name, value = after.Value, edition = after.Save.Edition, operation = after.Save.Operation,
                at = Formats.Clock(by.At), digest = SheetField.DigestOf(fields), saves = fields.Sum(f => f.Save.Edition),
                last = SheetVersion.LastOf(fields.Max(f => f.Save.At)),
            };
            return answer;
        }, cancellationToken);
        return refusal switch
        {
            null => Json(now),
            SheetLife.NewerIsThere => Conflict(now),
            Refusal.NotThere => await AbsentAsync(id, cancellationToken),
            CannotBeRead => BadRequest(new { message = Text.Of("Fault.Amount") }),
            LeafLife.IsNoScore or Refusal.TextIsTooLong => BadRequest(new { message = RefusalText.Of(refusal) }),
            Refusal.TooManyAtOnce => ComeBack(),
            _ => StatusCode(StatusCodes.Status423Locked, new { message = RefusalText.Of(refusal) }),
        };

        Task<Refusal?> NoteAsync() => SheetNote.WriteAsync(
            desk, id, User.Id(), form.Value, new Edit(form.Seen, form.Operation, form.Follows), (note, at) => now = new
            {
                field = note.Name, value = note.Value, edition = note.Save.Edition, operation = note.Save.Operation,
                at = Formats.Clock(at),
            }, cancellationToken);
    }

    /// <summary>
    /// A window that is open asks now and then whether anything is newer than it shows: one query finds out that nothing is. What is newer
    /// is told whole, with whether the expert may still write and until when.
    /// </summary>
    [HttpGet("/sheets/{id:guid}/now")]
    public async Task<IActionResult> Current(Guid id, CancellationToken cancellationToken)
    {
        if (await SheetVersion.OfAsync(db, id, User.Id(), cancellationToken) is not { } version)
        {
            return await AbsentAsync(id, cancellationToken);
        }
        if (Request.Headers.IfNoneMatch == version.Tag)
        {
            return StatusCode(StatusCodes.Status304NotModified);
        }
        if (await OpenedSheet.FindAsync(db, id, User.Id(), cancellationToken) is not { } opened
            || opened.RefuseUndeclared() is Refusal.NotThere)
        {
            return NotFound();
        }
        if (opened.RefuseUndeclared() is { } undeclared)
        {
            return StatusCode(StatusCodes.Status423Locked, new { message = RefusalText.Of(undeclared) });
        }
        var fields = SheetField.Of(opened);
        return Json(new
        {
            version, digest = SheetField.DigestOf(fields), closed = opened.WhyClosed(Now), closes = opened.ClosesAt,
            returned = opened.WhyReturned(Now), isLost = opened.Left is not null,
            fields = fields.Append(await SheetNote.OfAsync(db, id, cancellationToken))
                .Select(f => new { field = f.Name, value = f.Value, edition = f.Save.Edition, operation = f.Save.Operation }),
        });
    }

    /// <summary>The sheet as a paper, with every reason in full.</summary>
    [HttpGet("/sheets/{id:guid}/print")]
    public async Task<IActionResult> Print(Guid id, CancellationToken cancellationToken)
    {
        if (await OpenedSheet.FindAsync(db, id, User.Id(), cancellationToken) is not { IsDeclared: true } opened)
        {
            return NotFound();
        }
        var fact = opened.Sheet.State.SubmittedAt is null ? null : await opened.SubmissionAsync(db, cancellationToken);
        return View("PrintedSheet", await PageAsync(opened, [], [], cancellationToken) with { Submission = fact?.OwnHash() });
    }

    /// <summary>A file of the application, for an expert who declared and is in no conflict.</summary>
    [HttpGet("/sheets/{id:guid}/attachments/{attachment:guid}")]
    public async Task<IActionResult> Attachment(Guid id, Guid attachment, CancellationToken cancellationToken)
    {
        var sheets =
            OpenedSheet.Of(db, User.Id()).Where(s => s.Id == id && db.Experts.Any(e => e.Id == s.ExpertId && e.DeclaredAt != null));
        var file = await db.Attachments.AsNoTracking().SingleOrDefaultAsync(
            a => a.Id == attachment && a.State.WithdrawnAt == null && sheets.Any(s => s.ApplicationId == a.ApplicationId),
            cancellationToken);
        return file is null ? NotFound() : StoredAttachments.Send(HttpContext, file);
    }

    /// <summary>For a window whose session ended and began again: who is signed in now, and a token for the next save.</summary>
    [HttpGet("/sheets/{id:guid}/token")]
    public async Task<IActionResult> Token(Guid id, [FromServices] IAntiforgery antiforgery, CancellationToken cancellationToken)
    {
        var me = User.Id();
        return await db.ScoreSheets.AnyAsync(s => s.Id == id && db.Experts.Any(e => e.Id == s.ExpertId && e.UserId == me),
            cancellationToken)
            ? Json(new { account = me, token = antiforgery.GetAndStoreTokens(HttpContext).RequestToken }) : NotFound();
    }

    /// <summary>
    /// The whole form at once, as a browser without script posts it. Each edited field that can be saved is; one that cannot comes back as
    /// typed. Submitting waits until none is left, and is confirmed on the page that shows blanks, extremes and vetoes.
    /// </summary>
    [HttpPost("/sheets/{id:guid}")]
    public async Task<IActionResult> Post(Guid id, string? act, CancellationToken cancellationToken)
    {
        Dictionary<string, string> faults = [];
        Dictionary<string, string> typed = [];
        var refusal = await DoAsync(id, (opened, by) =>
        {
            faults.Clear();
            typed.Clear();
            var closed = SheetLife.RefuseWriting(opened.Sheet.State, by, opened.Evidence);
            if (closed is null && opened.IsOther(Request.Form["screen"]))
            {
                return new ScreenIsOld();
            }
            foreach (var field in SheetField.Of(opened))
            {
                var value = Posted(field);
                var seen = $"{Request.Form[$"seen.{field.Name}"]}".Split(':');
                if (seen.Length != 2 || !long.TryParse(seen[0], CultureInfo.InvariantCulture, out var edition)
                    || (field with { Value = value }).Digest == seen[1])
                {
                    continue;
                }
                if (closed is not null)
                {
                    typed[field.Name] = value;
                    continue;
                }
                var fault = field.ToAct(value, new Edit(edition, by.ActId)) is not { } edit ? Text.Of("Fault.Amount")
                    : opened.Sheet.Do(edit, by, opened.Evidence).Refusal is { } no
                        ? no is SheetLife.NewerIsThere ? Text.Of("Sheet.NewerIs", field.Value) : RefusalText.Of(no) : null;
                if (fault is not null)
                {
                    (faults[field.Name], typed[field.Name]) = (fault, value);
                }
            }
            return closed is null ? Answer.Nothing : closed;
        }, cancellationToken);
        if (refusal is null && faults.Count == 0 && act == "submit")
        {
            var filled = await OpenedSheet.FindAsync(db, id, User.Id(), cancellationToken);
            refusal = filled is null ? new Refusal.NotThere() : filled.RefuseSubmitting(Now);
            if (refusal is null)
            {
                return Redirect($"/my-work/{filled?.Row.Code}/submit?sheet={id}");
            }
        }
        if (refusal is Refusal.NotThere)
        {
            return NotFound();
        }
        if (refusal is ScreenIsOld)
        {
            TempData["Refused"] = Text.Of("Sheet.ChangedElsewhere");
            return Redirect($"/sheets/{id}");
        }
        if (faults.Count > 0 || refusal is not null)
        {
            // What was typed and not saved stays in the form, with the reason beside it.
            var opened = await OpenedSheet.FindAsync(db, id, User.Id(), cancellationToken);
            ViewData["Refused"] = refusal is null or SheetLife.IsIncomplete ? null : RefusalText.Of(refusal);
            if (opened is not null && refusal is DeclarationLife.NeedsAgain or Refusal.TooManyAtOnce)
            {
                // The act did not come to the fields.
                foreach (var field in SheetField.Of(opened).Where(f => Request.Form.ContainsKey($"seen.{f.Name}")))
                {
                    typed[field.Name] = Posted(field);
                }
            }
            return opened is null ? NotFound()
                : View("Sheet",
                    await PageAsync(opened, typed, faults, cancellationToken) with { IsRefused = refusal is SheetLife.IsIncomplete });
        }
        TempData["Done"] = Text.Of("Sheet.SavedNow");
        return Redirect($"/sheets/{id}");
    }

    /// <summary>The note as a browser without script posts it; what is refused stays in its box.</summary>
    [HttpPost("/sheets/{id:guid}/note")]
    public async Task<IActionResult> Note(Guid id, string? text, long seen, CancellationToken cancellationToken)
    {
        var there = "";
        var refusal = await SheetNote.WriteAsync(
            desk, id, User.Id(), text, new Edit(seen, Guid.CreateVersion7()), (note, _) => there = note.Value, cancellationToken);
        if (refusal is null)
        {
            TempData["Done"] = Text.Of("Note.Saved");
            return Redirect($"/sheets/{id}");
        }
        return refusal is Refusal.NotThere
            || await OpenedSheet.FindAsync(db, id, User.Id(), cancellationToken) is not { } opened ? NotFound()
            : View("Sheet", await PageAsync(opened, new() { [SheetNote.Field] = text ?? "" }, new()
            {
                [SheetNote.Field] = refusal is SheetLife.NewerIsThere ? Text.Of("Sheet.NewerIs", there) : RefusalText.Of(refusal),
            }, cancellationToken));
    }

    private ObjectResult ComeBack()
    {
        Response.Headers.RetryAfter = Admission.Pause;
        return StatusCode(StatusCodes.Status503ServiceUnavailable, new { message = Text.Of("Refusal.TooManyAtOnce") });
    }

    /// <summary>An act on the person's own sheet, once they declared.</summary>
    private Task<Refusal?> DoAsync(Guid id, Func<OpenedSheet, By, Answer> act, CancellationToken cancellationToken) =>
        desk.DoOnOwnSheetAsync(User.Id(), async (inside, by) =>
            await OpenedSheet.FindAsync(inside, id, by.Who, cancellationToken) is not { } opened ? new Refusal.NotThere()
                : opened.RefuseUndeclared() is { } undeclared ? undeclared : act(opened, by), cancellationToken);

    /// <summary>
    /// What a conflict took is gone, so that the devices of its expert forget it, too; whatever else the person may not read does not exist
    /// for them.
    /// </summary>
    private async Task<IActionResult> AbsentAsync(Guid id, CancellationToken cancellationToken) =>
        await OpenedSheet.TakenFrom(db, User.Id()).AnyAsync(s => s.Id == id, cancellationToken)
            ? StatusCode(StatusCodes.Status410Gone, new { message = Text.Of("Sheet.IsHeld") }) : NotFound();

    /// <summary>N/A stands beside the points in a form, and in their place everywhere else.</summary>
    private string Posted(SheetField field) =>
        Request.Form[field.Name.Replace("score.", "na.", StringComparison.Ordinal)] == ScoreText.NotApplicableText
            ? ScoreText.NotApplicableText
        : $"{Request.Form[field.Name]}".ReplaceLineEndings("\n");

    private async Task<SheetPage> PageAsync(
        OpenedSheet opened, Dictionary<string, string> typed, Dictionary<string, string> faults, CancellationToken cancellationToken)
    {
        var sheet = opened.Sheet;
        var attributes = opened.Application.Columns;
        return new SheetPage(
            sheet.Id, opened.Row.Code, new LocalText(opened.Row.NameEn, opened.Row.NameZh), opened.Application.Code,
            opened.Application.Title,
            opened.Application.Unit,
            opened.Left is null ? ShownOf(opened.Call, attributes) : [],
            sheet.State.Status, opened.WhyClosed(Now), opened.WhyReturned(Now), opened.Left,
            sheet.State.SubmittedAt, opened.ClosesAt,
            opened.Tree,
            [.. opened.Leaves.Select(LeafOf)], opened.Missing(), opened.Count(), opened.Call.Scoring.Questions, SheetField.Of(opened),
            typed, faults, User.Id(), await User.DeviceKeyAsync(db, cancellationToken),
            opened.Left is not null ? [] : await StoredAttachments.OfAsync(
                db, opened.Application.Id, file => $"/sheets/{sheet.Id}/attachments/{file}", cancellationToken),
            await SheetNote.OfAsync(db, sheet.Id, cancellationToken),
            opened.Left is not null ? null : Neighbours.In(await OrderAsync(sheet.CallId, cancellationToken), sheet.Id),
            opened.Expert.Unit, Now);

        SheetLeaf LeafOf(IndicatorNode leaf) => new(leaf, sheet.Leaf(leaf.Code), leaf.Indicator.Scale is { } scale
            ? (opened.Measured.GetValueOrDefault(leaf.Code),
                Measured(scale.Attribute, attributes.GetValueOrDefault(scale.Attribute, ""))) : null);

        string Measured(string column, string cell) => $"{Text.OfColumn(column, opened.Call)} = {Text.OfCell(column, cell, opened.Call)}";
    }

    /// <summary>The person's own sheets of a call, in the reading order.</summary>
    private async Task<IReadOnlyList<Guid>> OrderAsync(Guid call, CancellationToken cancellationToken)
    {
        var sheets = await OpenedSheet.Of(db, User.Id()).Where(s => s.CallId == call)
            .Join(db.Applications, s => s.ApplicationId, a => a.Id, (s, a) => new { s.Id, s.State.Position, a.Code })
                .ToListAsync(cancellationToken);
        return [.. sheets.OrderBy(s => s.Position ?? int.MaxValue).ThenBy(s => s.Code, StringComparer.Ordinal).Select(s => s.Id)];
    }

    /// <summary>
    /// What every call knows of an application and what this call defines, nothing that identifies a person, and no other column.
    /// </summary>
    private static List<(string Name, string Value)> ShownOf(Call call, IReadOnlyDictionary<string, string> attributes) =>
    [
        .. TableSchema.Applications.Required.Concat(TableSchema.Applications.Optional).Concat(call.Fields.Select(f => f.Code)).Distinct()
            .Except(Hidden).Except(call.Fields.Where(f => f.IsPersonal).Select(f => f.Code))
            .Where(c => attributes.GetValueOrDefault(c, "").Length > 0)
            .Select(c => (Text.OfColumn(c, call), Text.OfCell(c, attributes[c], call))),
    ];

    /// <summary>What was typed is no value of its field.</summary>
    private sealed record CannotBeRead : Refusal;
}
