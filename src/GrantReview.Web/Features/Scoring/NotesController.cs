namespace GrantReview.Web.Features.Scoring;

/// <summary>A note as the sheet shows it.</summary>
/// <param name="Edition">0 = none yet.</param>
public sealed record SheetNote(string Text, long Edition)
{
    /// <summary>As page and script know it among the fields of the sheet.</summary>
    public const string Field = "note";

    public static async Task<SheetNote> OfAsync(AppDb db, Guid sheet, CancellationToken cancellationToken) =>
        await db.Notes.AsNoTracking().SingleOrDefaultAsync(n => n.SheetId == sheet, cancellationToken) is { } note
            ? new SheetNote(note.Text, note.Edition) : new SheetNote("", 0);

    /// <summary>Writes it where nobody wrote since it was seen; the same text changes nothing.</summary>
    /// <param name="tell">Is told what is there then, and when.</param>
    public static async Task<Refusal?> WriteAsync(
        Desk desk, AppDb db, Guid sheet, Guid person, string? text, long seen, Action<SheetNote, DateTime> tell,
        CancellationToken cancellationToken)
    {
        var written = (text ?? "").ReplaceLineEndings("\n");
        if (await Mine(db, sheet, person).Select(s => (Guid?)s.CallId).SingleOrDefaultAsync(cancellationToken) is not { } call)
        {
            return new Refusal.NotThere();
        }
        return await desk.DoAsync(person, call, Capacity.Expert, async (inside, by) =>
        {
            if (!await Mine(inside, sheet, person).AnyAsync(cancellationToken))
            {
                return new Refusal.NotThere();
            }
            var note = await inside.Notes.SingleOrDefaultAsync(n => n.SheetId == sheet, cancellationToken);
            tell(new SheetNote(note?.Text ?? "", note?.Edition ?? 0), by.At);
            if (written == (note?.Text ?? ""))
            {
                return Answer.Nothing;
            }
            if (seen != (note?.Edition ?? 0))
            {
                return new SheetLife.NewerIsThere(note?.Edition ?? 0);
            }
            if (written.Length > FreeText.Longest)
            {
                return new Refusal.TextIsTooLong();
            }
            if (note is null)
            {
                inside.Notes.Add(note = new NoteRow(sheet));
            }
            note.Write(written);
            tell(new SheetNote(note.Text, note.Edition), by.At);
            return Answer.Nothing;
        }, cancellationToken);
    }

    private static IQueryable<ScoreSheetRow> Mine(AppDb within, Guid sheet, Guid person) => OpenedSheet.Of(within, person)
        .Where(s => s.Id == sheet && within.Experts.Any(e => e.Id == s.ExpertId && e.DeclaredAt != null));
}

/// <summary>
/// What an expert notes for themselves beside a sheet, whatever state it is in, as a browser without script posts it; no other page and no
/// package has it.
/// </summary>
[Authorize(Policy = Access.Score)]
public sealed class NotesController(AppDb db, Desk desk) : Controller
{
    [HttpPost("/sheets/{id:guid}/note")]
    public async Task<IActionResult> Write(Guid id, string? text, long seen, CancellationToken cancellationToken)
    {
        var refusal = await SheetNote.WriteAsync(desk, db, id, User.Id(), text, seen, (_, _) => { }, cancellationToken);
        if (refusal is Refusal.NotThere or Refusal.NeedsCapacity)
        {
            return NotFound();
        }
        TempData[refusal is null ? "Done" : "Refused"] = refusal switch
        {
            null => Text.Of("Note.Saved"),
            SheetLife.NewerIsThere => Text.Of("Note.NewerIs"),
            _ => RefusalText.Of(refusal),
        };
        return Redirect($"/sheets/{id}");
    }
}
