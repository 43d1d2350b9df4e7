namespace GrantReview.Web.Features.Scoring;

/// <summary>
/// What an expert notes for themselves beside a sheet, whatever state it is in: on the page a field as any other, by no act and in no
/// digest of the sheet; no other page and no package has it.
/// </summary>
public static class SheetNote
{
    public const string Field = "note";

    public static async Task<SheetField> OfAsync(AppDb db, Guid sheet, CancellationToken cancellationToken) =>
        Of(await db.Notes.AsNoTracking().SingleOrDefaultAsync(n => n.SheetId == sheet, cancellationToken));

    /// <summary>Writes it where nobody wrote since it was seen; the same text changes nothing, unless it takes another one back.</summary>
    /// <param name="tell">Is told what is there then, and when.</param>
    public static Task<Refusal?> WriteAsync(
        Desk desk, Guid sheet, Guid person, string? text, Edit edit, Action<SheetField, DateTime> tell,
        CancellationToken cancellationToken)
    {
        var written = (text ?? "").ReplaceLineEndings("\n");
        return desk.DoOnOwnSheetAsync(person, async (inside, by) =>
        {
            var seat = await OpenedSheet.Of(inside, person).Where(s => s.Id == sheet && s.State.Position != null)
                .Select(s => new { IsDeclared = inside.Experts.Any(e => e.Id == s.ExpertId && e.DeclaredAt != null) })
                .SingleOrDefaultAsync(cancellationToken);
            if (seat is not { IsDeclared: true })
            {
                return seat is null ? new Refusal.NotThere() : new DeclarationLife.NeedsAgain();
            }
            var note = await inside.Notes.SingleOrDefaultAsync(n => n.SheetId == sheet, cancellationToken);
            var before = Of(note);
            tell(before, by.At);
            if (before.Save.ChangesNothing(edit, written == before.Value))
            {
                return Answer.Nothing;
            }
            if (!before.Save.WasSeenBy(edit))
            {
                return new SheetLife.NewerIsThere(before.Save.Edition);
            }
            if (written.Length > FreeText.Longest)
            {
                return new Refusal.TextIsTooLong();
            }
            if (note is null)
            {
                inside.Notes.Add(note = new NoteRow(sheet));
            }
            note.Write(written, edit, by.At);
            tell(Of(note), by.At);
            return Answer.Nothing;
        }, cancellationToken);
    }

    private static SheetField Of(NoteRow? note) => new(Field, note?.Text ?? "", note?.Saved ?? FieldSave.None, (_, _) => null);
}
