using GrantReview.Core.Scoring;

namespace GrantReview.Data;

/// <summary>
/// What an expert notes for themselves beside a sheet (私人笔记). It changes by no act and leaves no fact: the record has readers, and a note
/// has none but its expert.
/// </summary>
public sealed class NoteRow(Guid sheetId)
{
    /// <summary>Of the sheet, whose expert alone reads it; the key.</summary>
    public Guid SheetId { get; private set; } = sheetId;

    /// <summary>Encrypted at rest.</summary>
    public string Text { get; private set; } = "";

    /// <summary>What the next edit is held against, as of any field of the sheet.</summary>
    public FieldSave Saved { get; private set; } = FieldSave.None;

    public void Write(string text, Edit edit, DateTime at) => (Text, Saved) = (text, Saved.Next(edit, at));
}
