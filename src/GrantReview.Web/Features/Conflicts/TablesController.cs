using GrantReview.Files.Workbooks;

namespace GrantReview.Web.Features.Conflicts;

/// <param name="Content">The file, so that what was looked at is what is imported.</param>
public sealed record TablePage(CallRow Call, string Table, string File, string Content, TableReading Reading, string? Reason)
{
    public const int MostShown = 500;
}

/// <summary>
/// Tables of units, relations and answers to questions of identity: looked at first, then imported whole, and conflicts found again. So is
/// the table of affinities, by which plans are made.
/// </summary>
[Authorize(Policy = Access.RunCalls)]
public sealed class TablesController(AppDb db, TimeProvider time) : CallController(db, time)
{
    /// <summary>A file waits in the page between preview and import.</summary>
    private const int LargestFile = 2_500_000;

    [HttpGet("/calls/{code}/conflicts/tables/{table:regex(^(units|relations|identities|affinity)$)}.xlsx")]
    public IActionResult Template(string table) =>
        File(FormWorkbook.Draw(Tables.SchemaOf(table), Text.Culture), FormWorkbook.ContentType, $"{table}.xlsx");

    [HttpPost("/calls/{code}/conflicts/tables/{table:regex(^(units|relations|identities|affinity)$)}")]
    public async Task<IActionResult> Preview(string table, IFormFile? file, CancellationToken cancellationToken)
    {
        if (IsClosed(table) is { } closed)
        {
            return closed;
        }
        if (file is null)
        {
            return Refused(PageOf(table), "Apps.NoFile");
        }
        using var content = new MemoryStream();
        await file.CopyToAsync(content, cancellationToken);
        var reading = content.Length > LargestFile
            ? new TableReading(0, 0, [], [new Mistake(file.FileName, null, "", "FileTooLarge", $"{content.Length}", $"{LargestFile}")])
            : await new Tables(Db, Call).PreviewAsync(table, content.ToArray(), file.FileName, cancellationToken);
        return View("Table",
            new TablePage(Call, table, file.FileName, reading.Mistakes.Count > 0 ? "" : Convert.ToBase64String(content.ToArray()), reading,
            null));
    }

    /// <summary>Where its file is chosen.</summary>
    private string PageOf(string table) => At(table == Tables.Affinity ? "assignments" : "conflicts");

    private IActionResult? IsClosed(string table) =>
        Call.State.Stage > CallLife.LastStage(Tables.KindOf(table)) ? Late(table) : null;

    private IActionResult Late(string table) =>
        Refused(PageOf(table), table == Tables.Affinity ? "Plans.NotAssigning" : "Conflicts.Closed");

    [HttpPost("/calls/{code}/conflicts/tables/{table:regex(^(units|relations|identities|affinity)$)}/import")]
    public async Task<IActionResult> Import(string table, string? file, string? content, string? reason,
        CancellationToken cancellationToken)
    {
        if (IsClosed(table) is { } closed)
        {
            return closed;
        }
        var bytes = new byte[(content?.Length ?? 0) / 4 * 3];
        if (string.IsNullOrEmpty(file) || !Convert.TryFromBase64String(content ?? "", bytes, out var length) || length == 0)
        {
            return Refused(PageOf(table), "Apps.NoFile");
        }
        var reading = new TableReading(0, 0, [], []);
        var refusal = await DoAsync(Capacity.Officer, async (db, by) =>
        {
            var call = await CallInAsync(db, cancellationToken);
            var given = FreeText.Given(reason);
            var tables = new Tables(db, call);
            reading = given is { } why ? await tables.PutAsync(table, bytes[..length], file, by, why, cancellationToken)
                : await tables.PreviewAsync(table, bytes[..length], file, cancellationToken);
            if (reading.Mistakes.Count > 0)
            {
                return new CallLife.IsInvalid();
            }
            return call.Do(new CallLife.ImportTable(Tables.KindOf(table), reading.Before, reading.Rows, reading.Said(), given), by,
                CallEvidence.Free) is { Refusal: { } no } ? no
                : table == Tables.Affinity ? Answer.Nothing : await StoredConflicts.FindAnewAsync(db, call, by, cancellationToken);
        }, cancellationToken);
        switch (refusal)
        {
            case null:
                return Done(PageOf(table), "Tables.Imported", reading.Rows, reading.Changes.Count);
            case CallLife.WrongStage or ConflictLife.IsTooLate:
                return Late(table);
            default:
                return RefusedForm.Showing(
                    View("Table", new TablePage(Call, table, file, content ?? "", reading, reason)),
                    refusal is CallLife.IsInvalid ? "" : RefusalText.Of(refusal));
        }
    }
}
