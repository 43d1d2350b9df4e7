using GrantReview.Core.Numbers;

namespace GrantReview.Web.Features.Scoring;

/// <summary>A chosen sheet as it is confirmed.</summary>
/// <param name="Screen">Digest of what the page shows.</param>
/// <param name="Refused">Why it cannot be submitted; null = it can, or was.</param>
public sealed record SubmissionEntry(OpenedSheet Sheet, string Screen, string? Refused)
{
    public Rational? Total { get; } = Sheet.Count().Total;

    public IReadOnlyList<IndicatorNode> Full { get; } = [.. Sheet.Written.Where(l => Sheet.Sheet.Leaf(l.Code).Score == l.Max)];
    public IReadOnlyList<IndicatorNode> Lowest { get; } = [.. Sheet.Written.Where(l => Sheet.Sheet.Leaf(l.Code).Score == l.Min)];
    public IReadOnlyList<IndicatorNode> Vetoes { get; } = [.. Sheet.Written.Where(l => l.IsVetoed(Sheet.Sheet.Leaf(l.Code).Score))];
}

/// <param name="IsDone">They were submitted, but for those that were refused.</param>
public sealed record SubmissionsPage(CallRow Call, IReadOnlyList<SubmissionEntry> Entries, bool IsDone)
{
    public int Ready => Entries.Count(e => e.Refused is null);
}

/// <summary>One or several of the own sheets are looked at once more and submitted: each by its own act, with its own receipt.</summary>
[Authorize(Policy = Access.Score)]
public sealed class SubmissionsController(AppDb db, Desk desk) : Controller
{
    [HttpGet("/my-work/{code}/submit")]
    public async Task<IActionResult> Confirm(string code, [FromQuery(Name = "sheet")] Guid[] chosen, CancellationToken cancellationToken)
    {
        var (call, sheets) = await ChosenAsync(code, chosen, cancellationToken);
        if (call is null)
        {
            return NotFound();
        }
        return View("Submissions", new SubmissionsPage(call,
            [
                .. sheets.Select(s => new SubmissionEntry(
                    s, s.Digest, s.RefuseSubmitting(desk.Now) is { } no ? RefusalText.Of(no) : null)),
            ], IsDone: false));
    }

    /// <summary>What one refuses holds no other up.</summary>
    [HttpPost("/my-work/{code}/submit")]
    public async Task<IActionResult> Submit(string code, [FromForm(Name = "sheet")] Guid[] chosen, CancellationToken cancellationToken)
    {
        var (call, sheets) = await ChosenAsync(code, chosen, cancellationToken);
        if (call is null)
        {
            return NotFound();
        }
        List<SubmissionEntry> entries = [];
        foreach (var sheet in sheets)
        {
            var (id, screen) = (sheet.Sheet.Id, $"{Request.Form[$"screen.{sheet.Sheet.Id}"]}");
            var refusal = await desk.DoAsync(User.Id(), call.Id, Capacity.Expert, async (inside, by) =>
                await OpenedSheet.FindAsync(inside, id, by.Who, cancellationToken) is { IsDeclared: true } opened
                    ? opened.Submit(screen, by) : new Refusal.NotThere(), cancellationToken);
            entries.Add(new SubmissionEntry(sheet, screen, refusal switch
            {
                null => null,
                ScreenIsOld => Text.Of("Sheet.ChangedElsewhere"),
                _ => RefusalText.Of(refusal),
            }));
        }
        return View("Submissions", new SubmissionsPage(call, entries, IsDone: true));
    }

    private async Task<(CallRow? Call, IReadOnlyList<OpenedSheet> Sheets)> ChosenAsync(string code, Guid[] chosen,
        CancellationToken cancellationToken)
    {
        var call = await db.Calls.AsNoTracking().SingleOrDefaultAsync(c => c.Code == code, cancellationToken);
        return call is null ? (null, []) : (call, await OpenedSheet.OpenAsync(
            db, OpenedSheet.Of(db, User.Id()).AsNoTracking().Where(s => s.CallId == call.Id && chosen.Contains(s.Id)
                && db.Experts.Any(e => e.Id == s.ExpertId && e.DeclaredAt != null)), cancellationToken));
    }
}
