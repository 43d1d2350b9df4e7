namespace GrantReview.Web.Features.Scoring;

/// <summary>A note as the sheet shows it.</summary>
/// <param name="Edition">0 = none yet.</param>
public sealed record SheetNote(string Text, long Edition);

/// <summary>What an expert notes for themselves beside a sheet, whatever state it is in; no other page and no package has it.</summary>
[Authorize(Policy = Access.Score)]
public sealed class NotesController(AppDb db, Desk desk) : Controller
{
    [HttpPost("/sheets/{id:guid}/note")]
    public async Task<IActionResult> Write(Guid id, string? text, long seen, CancellationToken cancellationToken)
    {
        var call = await Mine(db, id).Select(s => (Guid?)s.CallId).SingleOrDefaultAsync(cancellationToken);
        if (call is null)
        {
            return NotFound();
        }
        var edition = 0L;
        var written = (text ?? "").ReplaceLineEndings("\n");
        var refusal = await desk.DoAsync(User.Id(), call, Capacity.Expert, async (inside, by) =>
        {
            if (!await Mine(inside, id).AnyAsync(cancellationToken))
            {
                return new Refusal.NotThere();
            }
            var note = await inside.Notes.SingleOrDefaultAsync(n => n.SheetId == id, cancellationToken);
            edition = note?.Edition ?? 0;
            if (written == (note?.Text ?? ""))
            {
                return Answer.Nothing;
            }
            if (seen != edition)
            {
                return new SheetLife.NewerIsThere(edition);
            }
            if (written.Length > FreeText.Longest)
            {
                return new Refusal.TextIsTooLong();
            }
            if (note is null)
            {
                inside.Notes.Add(note = new NoteRow(id));
            }
            note.Write(written);
            edition = note.Edition;
            return Answer.Nothing;
        }, cancellationToken);
        if (refusal is Refusal.NotThere or Refusal.NeedsCapacity)
        {
            return NotFound();
        }
        var said = refusal switch
        {
            null => Text.Of("Note.Saved"),
            SheetLife.NewerIsThere => Text.Of("Note.NewerIs"),
            _ => RefusalText.Of(refusal),
        };
        if (Request.GetTypedHeaders().Accept.Any(a => a.MediaType == "application/json"))
        {
            return StatusCode(refusal is null ? StatusCodes.Status200OK : StatusCodes.Status409Conflict, new { edition, message = said });
        }
        TempData[refusal is null ? "Done" : "Refused"] = said;
        return Redirect($"/sheets/{id}");
    }

    private IQueryable<ScoreSheetRow> Mine(AppDb within, Guid id) => OpenedSheet.Of(within, User.Id())
        .Where(s => s.Id == id && within.Experts.Any(e => e.Id == s.ExpertId && e.DeclaredAt != null));
}
