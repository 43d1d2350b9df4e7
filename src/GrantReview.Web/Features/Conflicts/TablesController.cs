using GrantReview.Data;
using GrantReview.Files;
using GrantReview.Files.Workbooks;
using GrantReview.Web.Features.Calls;
using GrantReview.Web.Hosting;
using GrantReview.Web.Localisation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace GrantReview.Web.Features.Conflicts;

/// <param name="Content">The file, so that what was looked at is what is imported.</param>
public sealed record TablePage(CallRow Call, string Table, string File, string Content, TableReading Reading, string? Reason)
{
    public const int MostShown = 500;
}

/// <summary>Tables of units, relations and answers to questions of identity: looked at first, then imported whole, and conflicts found again.</summary>
[Authorize(Policy = Access.RunCalls)]
public sealed class TablesController(AppDb db, TimeProvider time) : CallController(db, time)
{
    /// <summary>A file waits in the page between preview and import.</summary>
    private const int LargestFile = 2_500_000;

    [HttpGet("/calls/{code}/conflicts/tables/{table:regex(^(units|relations|identities)$)}.xlsx")]
    public IActionResult Template(string table) => File(FormWorkbook.Draw(Tables.SchemaOf(table), Text.Culture), FormWorkbook.ContentType, $"{table}.xlsx");

    [HttpPost("/calls/{code}/conflicts/tables/{table:regex(^(units|relations|identities)$)}")]
    public async Task<IActionResult> Preview(string table, IFormFile? file, CancellationToken cancellationToken)
    {
        if (!StoredConflicts.AreOpen(Call) || file is null)
        {
            return Refused(At("conflicts"), file is null ? "Apps.NoFile" : "Conflicts.Closed");
        }
        using var content = new MemoryStream();
        await file.CopyToAsync(content, cancellationToken);
        var reading = content.Length > LargestFile ? new TableReading(0, 0, [], [new Mistake(file.FileName, null, "", "FileTooLarge", $"{content.Length}", $"{LargestFile}")])
            : await new Tables(Db, Call).PreviewAsync(table, content.ToArray(), file.FileName, cancellationToken);
        return View("Table", new TablePage(Call, table, file.FileName, reading.Mistakes.Count > 0 ? "" : Convert.ToBase64String(content.ToArray()), reading, null));
    }

    [HttpPost("/calls/{code}/conflicts/tables/{table:regex(^(units|relations|identities)$)}/import")]
    public async Task<IActionResult> Import(string table, string? file, string? content, string? reason, CancellationToken cancellationToken)
    {
        var bytes = new byte[(content?.Length ?? 0) / 4 * 3];
        if (!StoredConflicts.AreOpen(Call) || string.IsNullOrEmpty(file) || !Convert.TryFromBase64String(content ?? "", bytes, out var length) || length == 0)
        {
            return Refused(At("conflicts"), StoredConflicts.AreOpen(Call) ? "Apps.NoFile" : "Conflicts.Closed");
        }
        var tables = new Tables(Db, Call);
        var isReasoned = !string.IsNullOrWhiteSpace(reason) && reason.Length <= Row.NoteLength;
        var reading = isReasoned ? await tables.PutAsync(table, bytes[..length], file, (User.Id(), Now, reason?.Trim() ?? ""), cancellationToken) : await tables.PreviewAsync(table, bytes[..length], file, cancellationToken);
        if (!isReasoned || reading.Mistakes.Count > 0)
        {
            TempData["Refused"] = isReasoned ? null : Text.Of("Form.Needs");
            return View("Table", new TablePage(Call, table, file, content ?? "", reading, reason));
        }
        foreach (var answer in table == Tables.Identities ? reading.Changes : [])
        {
            Record("answer-identity", "conflict", Shortened(answer.Key), answer.Before, answer.After, reason?.Trim() ?? "");
        }
        Record("import", "conflict", table, $"{reading.Rows - reading.Changes.Count(c => c.Before.Length == 0) + reading.Changes.Count(c => c.After.Length == 0)}", $"{reading.Rows}", reason?.Trim() ?? "");
        await StoredConflicts.FindAsync(Db, Call, Now, cancellationToken);
        return Done(At("conflicts"), "Tables.Imported", reading.Rows, reading.Changes.Count);
    }

    private static string Shortened(string text) => text.Length <= Row.NameLength ? text : text[..Row.NameLength];
}
