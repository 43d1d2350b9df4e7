namespace GrantReview.Web.Features.Scoring;

/// <summary>
/// An expert hands back an application that is open to them: for a conflict that nobody knew of, or as one they cannot judge.
/// </summary>
[Authorize(Policy = Access.Score)]
public sealed class HandBackController(AppDb db, Desk desk) : Controller
{
    /// <summary>A sheet that was submitted waits for the supervisor's ruling.</summary>
    [HttpPost("/sheets/{id:guid}/conflict")]
    public Task<IActionResult> Report(Guid id, string? kind, string? note, CancellationToken cancellationToken) =>
        DoAsync(id, (nameof(note), "Declare.NeedsNote"), async (inside, opened, by) =>
        {
            if (DeclaredKinds.Of(kind) is not { Length: > 0 } ground)
            {
                return new NamesNoKind();
            }
            var row = await inside.Calls.SingleAsync(c => c.Id == opened.Row.Id, cancellationToken);
            var conflict = await inside.Conflicts.SingleOrDefaultAsync(
                c => c.ApplicationId == opened.Application.Id && c.ExpertId == opened.Expert.Id && c.Ground == ground, cancellationToken);
            if (conflict is null)
            {
                inside.Conflicts.Add(conflict = new ConflictRow(row.Id, opened.Application.Id, opened.Expert.Id, ground));
            }
            return conflict.Do(new ConflictLife.Declare(FreeText.Given(note)), by, row.State) is { Refusal: { } no } ? no
                : await StoredConflicts.HoldAsync(inside, row, by, cancellationToken);
        }, cancellationToken);

    /// <summary>As the declaration offers before any sheet opens: the seat is free at once, and what was written can be read.</summary>
    [HttpPost("/sheets/{id:guid}/decline")]
    public Task<IActionResult> Decline(Guid id, string? reason, CancellationToken cancellationToken) =>
        DoAsync(id, (nameof(reason), "Declare.NeedsWhy"), (_, opened, by) => Task.FromResult(
            opened.Sheet.Do(new SheetLife.Leave(Leaving.Declined, FreeText.Given(reason)), by, opened.Evidence)), cancellationToken);

    /// <param name="needs">The field of the reason, and what is said where it is missing.</param>
    private async Task<IActionResult> DoAsync(
        Guid id, (string Field, string Says) needs, Func<AppDb, OpenedSheet, By, Task<Answer>> act, CancellationToken cancellationToken)
    {
        var call = await db.ScoreSheets.Where(s => s.Id == id).Select(s => (Guid?)s.CallId).SingleOrDefaultAsync(cancellationToken);
        var application = "";
        var refusal = await desk.DoAsync(User.Id(), call, Capacity.Expert, async (inside, by) =>
        {
            if (await OpenedSheet.FindAsync(inside, id, by.Who, cancellationToken) is not { IsDeclared: true, Left: null } opened)
            {
                return new Refusal.NotThere();
            }
            application = opened.Application.Code;
            return await act(inside, opened, by);
        }, cancellationToken);
        switch (refusal)
        {
            case null:
                TempData["Done"] = Text.Of("Sheet.Reported", application);
                return Redirect("/my-work");
            case Refusal.NotThere or Refusal.NeedsCapacity:
                return NotFound();
            case NamesNoKind:
                return RefusedForm.At($"/sheets/{id}", "kind", Text.Of("Declare.NeedsKind", application));
            case Refusal.NeedsReason:
                return RefusedForm.At($"/sheets/{id}", needs.Field, Text.Of(needs.Says, application));
            default:
                return new RefusedForm($"/sheets/{id}", RefusalText.Of(refusal));
        }
    }

    /// <summary>No kind of conflict was chosen.</summary>
    private sealed record NamesNoKind : Refusal;
}
