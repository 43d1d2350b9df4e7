namespace GrantReview.Web.Features.Awards;

/// <summary>What is posted of an objection.</summary>
public sealed class ObjectionForm
{
    public string? Name { get; set; }
    public string? Contact { get; set; }
    public string? Application { get; set; }
    public string? Content { get; set; }
    public DateOnly? ReceivedOn { get; set; }
}

/// <param name="Final">The notice that is objected to; null = none is open.</param>
public sealed record ObjectionsPage(CallRow Call, DecisionRow? Final, IReadOnlyList<(ObjectionRow Row, string Application)> Objections);

/// <summary>Objections (异议) with the names behind them: the supervisor's desk, closed to everybody else.</summary>
[Authorize(Policy = Access.Supervise)]
public sealed class ObjectionsController(AppDb db, TimeProvider time) : CallController(db, time)
{
    private const string Here = "objections";

    [HttpGet("/calls/{code}/objections")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        var rows = await Db.Objections.AsNoTracking().Where(o => o.CallId == Call.Id).OrderBy(o => o.Number)
            .Select(o =>
                new { Row = o, Code = Db.Applications.Where(a => a.Id == o.ApplicationId).Select(a => a.Code).FirstOrDefault() ?? "" })
            .ToListAsync(cancellationToken);
        return View("Objections", new ObjectionsPage(Call, await NoticeAsync(cancellationToken), [.. rows.Select(r => (r.Row, r.Code))]));
    }

    [HttpPost("/calls/{code}/objections")]
    public async Task<IActionResult> Add(ObjectionForm form, CancellationToken cancellationToken)
    {
        if (!IsIn(CallStage.PublicNotice) || await NoticeAsync(cancellationToken) is not { Notice.On: { } opened })
        {
            return Refused(At(Here), "Notice.NotOpen");
        }
        if (string.IsNullOrWhiteSpace(form.Name) || string.IsNullOrWhiteSpace(form.Content) || form.ReceivedOn is not { } day
            || day < opened || day > Formats.ChinaDay(Now)
            || form.Name.Length > Row.NameLength || (form.Contact ?? "").Length > Row.NameLength || form.Content.Length > Row.NoteLength)
        {
            return Refused(At(Here), "Objections.Needs");
        }
        var code = form.Application?.Trim() ?? "";
        var about = await Db.Applications.Where(a => a.CallId == Call.Id && a.Code == code).Select(a => (Guid?)a.Id)
            .SingleOrDefaultAsync(cancellationToken);
        if (code.Length > 0 && about is null)
        {
            return Refused(At(Here), "Deliberation.NoApplication", form.Application);
        }
        return await ActAsync(Capacity.Supervisor, async (db, by) =>
        {
            var number = (await db.Objections.Where(o => o.CallId == Call.Id).MaxAsync(o => (int?)o.Number, cancellationToken) ?? 0) + 1;
            var row = new ObjectionRow(Call.Id, form.Name.Trim(), form.Contact?.Trim() ?? "", form.Content.Trim());
            db.Objections.Add(row);
            return row.Do(new ObjectionLife.Record(number, about, day), by, await StageAsync(db, cancellationToken));
        }, Here, () => Text.Of("Objections.Recorded"), cancellationToken);
    }

    /// <param name="outcome">What officers will read: without who objected.</param>
    [HttpPost("/calls/{code}/objections/{number:int}/decide")]
    public Task<IActionResult> Decide(int number, bool upheld, string? outcome, CancellationToken cancellationToken) =>
        ActAsync(Capacity.Supervisor, async (db, by) =>
            await db.Objections.SingleOrDefaultAsync(o => o.CallId == Call.Id && o.Number == number, cancellationToken) is { } row
                ? row.Do(new ObjectionLife.Rule(upheld, FreeText.Given(outcome)), by, await StageAsync(db, cancellationToken))
                    : new Refusal.NotThere(),
            Here, () => Text.Of("Objections.Decided"), cancellationToken);

    private Task<CallStage> StageAsync(AppDb db, CancellationToken cancellationToken) =>
        db.Calls.Where(c => c.Id == Call.Id).Select(c => c.State.Stage).SingleAsync(cancellationToken);

    /// <summary>The notice of the decision in force: one that a later decision superseded takes no objections.</summary>
    private async Task<DecisionRow?> NoticeAsync(CancellationToken cancellationToken) =>
        (await StoredDecision.NoticeAsync(Db, Call.Id, cancellationToken)).Final;
}
