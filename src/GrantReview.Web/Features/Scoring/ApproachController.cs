namespace GrantReview.Web.Features.Scoring;

public sealed record ApproachPage(Guid Sheet, string Application, string Title);

/// <summary>"I was approached" (收到请托): an expert tells the supervisor that somebody tried to influence them.</summary>
[Authorize(Policy = Access.Score)]
public sealed class ApproachController(AppDb db, Desk desk) : Controller
{
    [HttpGet("/sheets/{id:guid}/approach")]
    public async Task<IActionResult> Index(Guid id, CancellationToken cancellationToken) =>
        await PageAsync(id, cancellationToken) is { } page ? View("Approach", page) : NotFound();

    [HttpPost("/sheets/{id:guid}/approach")]
    public async Task<IActionResult> Report(Guid id, string? content, CancellationToken cancellationToken)
    {
        var call = await Mine(db).Where(s => s.Id == id).Select(s => (Guid?)s.CallId).SingleOrDefaultAsync(cancellationToken);
        if (call is null)
        {
            return NotFound();
        }
        var refusal = await desk.DoAsync(User.Id(), call, Capacity.Expert, async (inside, by) =>
        {
            if (!await Mine(inside).AnyAsync(s => s.Id == id, cancellationToken))
            {
                return new Refusal.NotThere();
            }
            var row = new ApproachRow(call.Value, id);
            inside.Approaches.Add(row);
            return row.Do(new ApproachLife.Report(FreeText.Given(content)), by);
        }, cancellationToken);
        if (refusal is null)
        {
            TempData["Done"] = Text.Of("Approach.Sent");
            return Redirect($"/sheets/{id}/approach");
        }
        var fault = refusal is Refusal.NeedsReason
            ? string.IsNullOrWhiteSpace(content) ? Text.Of("Approach.Needs") : Text.Of("Refusal.TextIsTooLong", FreeText.Longest)
                : RefusalText.Of(refusal);
        return RefusedForm.At($"/sheets/{id}/approach", nameof(content), fault);
    }

    private async Task<ApproachPage?> PageAsync(Guid id, CancellationToken cancellationToken)
    {
        var about = await (
            from s in Mine(db)
            join a in db.Applications on s.ApplicationId equals a.Id
            where s.Id == id
            select new { a.Code, a.Title }).SingleOrDefaultAsync(cancellationToken);
        return about is null ? null : new ApproachPage(id, about.Code, about.Title);
    }

    /// <summary>In any state: whoever lost a sheet may have lost it over this.</summary>
    private IQueryable<ScoreSheetRow> Mine(AppDb within)
    {
        var me = User.Id();
        return within.ScoreSheets.AsNoTracking().Where(s => within.Experts.Any(e => e.Id == s.ExpertId && e.UserId == me));
    }
}

public sealed record ApproachEntry(Guid Id, ApproachState State, string Expert, string Application, string Title);

public sealed record ApproachesPage(CallRow Call, IReadOnlyList<ApproachEntry> Entries);

/// <summary>Reports of approaches, for the supervisors of the call alone.</summary>
[Authorize(Policy = Access.Supervise)]
public sealed class ApproachesController(AppDb db, TimeProvider time) : CallController(db, time)
{
    [HttpGet("/calls/{code}/approaches")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        var entries = await (
            from r in Db.Approaches.AsNoTracking()
            join s in Db.ScoreSheets on r.SheetId equals s.Id
            join a in Db.Applications on s.ApplicationId equals a.Id
            join e in Db.Experts on s.ExpertId equals e.Id
            where r.CallId == Call.Id
            orderby r.State.ReportedAt descending
            select new ApproachEntry(r.Id, r.State, e.Code + " " + e.Name, a.Code, a.Title)).ToListAsync(cancellationToken);
        return View("Approaches", new ApproachesPage(Call, entries));
    }

    [HttpPost("/calls/{code}/approaches/{id:guid}/note")]
    public Task<IActionResult> TakeNote(Guid id, CancellationToken cancellationToken) =>
        ActAsync(Capacity.Supervisor, async (db, by) =>
            (await db.Approaches.SingleOrDefaultAsync(a => a.Id == id && a.CallId == Call.Id, cancellationToken))
                ?.Do(new ApproachLife.TakeNote(), by) ?? new Refusal.NotThere(),
            "approaches", () => Text.Of("Approach.Done"), cancellationToken);
}
