namespace GrantReview.Web.Features.Conflicts;

/// <summary>Who is kept from what, and why. A found conflict is set aside only by two persons; one that a person stated never is.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class ConflictsController(AppDb db, TimeProvider time) : CallController(db, time)
{
    [HttpGet("/calls/{code}/conflicts")]
    public async Task<IActionResult> Index(ConflictView view, string? application, string? expert, CancellationToken cancellationToken) =>
        View("Conflicts", await ConflictsPage.LoadAsync(
            Db, Call, view, (application, expert), list => Asked("conflicts", list), cancellationToken));

    [HttpGet("/calls/{code}/conflicts.csv")]
    public async Task<IActionResult> Download(ConflictView view, CancellationToken cancellationToken) => File(
        await ConflictsPage.DownloadAsync(Db, Call, view, Asked("conflicts"), cancellationToken), ListPart.DownloadType,
        $"{Call.Code}-conflicts.csv");

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/conflicts/{id:guid}/confirm")]
    public Task<IActionResult> Confirm(Guid id, CancellationToken cancellationToken) =>
        DecideAsync(id, Capacity.Officer, new ConflictLife.Confirm(), cancellationToken);

    /// <summary>An officer proposes to dismiss it, with a reason; the pair stays apart until another person decides.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/conflicts/{id:guid}/propose")]
    public Task<IActionResult> Propose(Guid id, string? reason, CancellationToken cancellationToken) =>
        DecideAsync(id, Capacity.Officer, new ConflictLife.Propose(FreeText.Given(reason)), cancellationToken);

    /// <param name="request">The proposal that the page showed.</param>
    [Authorize(Policy = Access.Approve)]
    [HttpPost("/calls/{code}/conflicts/{id:guid}/decide")]
    public Task<IActionResult> Decide(Guid id, Guid request, bool dismiss, CancellationToken cancellationToken) =>
        DecideAsync(id, Capacity.Approver, dismiss ? new ConflictLife.Agree(request) : new ConflictLife.Keep(request),
            cancellationToken);

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/conflicts")]
    public Task<IActionResult> Pin(string? application, string? expert, string? reason, CancellationToken cancellationToken) =>
        ActAsync(Capacity.Officer, async (db, by) =>
        {
            if (await ConflictsPage.PairAsync(db, Call, application?.Trim(), expert?.Trim(), cancellationToken) is not (var applicationRow,
                var expertRow))
            {
                return new ConflictLife.NoSuchPair(ApplicationId.Of(application).GetValueOrDefault(),
                    ExpertId.Of(expert).GetValueOrDefault());
            }
            var call = await CallInAsync(db, cancellationToken);
            var row = await db.Conflicts.SingleOrDefaultAsync(
                c => c.ApplicationId == applicationRow.Id && c.ExpertId == expertRow.Id && c.Ground == nameof(ConflictGround.Pinned),
                cancellationToken);
            if (row is null)
            {
                db.Conflicts.Add(row = new ConflictRow(call.Id, applicationRow.Id, expertRow.Id, nameof(ConflictGround.Pinned)));
            }
            return row.Do(new ConflictLife.Pin(FreeText.Given(reason)), by, call.State) is { Refusal: { } refusal } ? refusal
                : await StoredConflicts.HoldAsync(db, call, by, cancellationToken);
        }, "conflicts", () => Text.Of("Conflicts.Done"), cancellationToken);

    /// <summary>Is it one person? Until somebody answers the pair stays apart; without an answer the question is asked again.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/conflicts/questions/{id:guid}")]
    public Task<IActionResult> Answer(Guid id, bool? same, string? reason, CancellationToken cancellationToken) =>
        ActAsync(Capacity.Officer, async (db, by) =>
        {
            var row = await db.IdentityQuestions.SingleOrDefaultAsync(q => q.Id == id && q.CallId == Call.Id, cancellationToken);
            if (row is null)
            {
                return new Refusal.NotThere();
            }
            var call = await CallInAsync(db, cancellationToken);
            return row.Do(new IdentityLife.Say(same, FreeText.Given(reason)), by, call.State) is { Refusal: { } refusal } ? refusal
                : await StoredConflicts.FindAnewAsync(db, call, by, cancellationToken);
        }, "conflicts", () => Text.Of("Conflicts.Done"), cancellationToken);

    /// <summary>The supervisor rules on a held sheet: it counts, or it does not.</summary>
    [Authorize(Policy = Access.Supervise)]
    [HttpPost("/calls/{code}/conflicts/sheets/{id:guid}")]
    public Task<IActionResult> Rule(Guid id, bool counts, string? reason, CancellationToken cancellationToken) =>
        ActAsync(Capacity.Supervisor, async (db, by) =>
        {
            var sheet = await db.ScoreSheets.SingleOrDefaultAsync(s => s.Id == id && s.CallId == Call.Id
                && s.State.Status == SheetStatus.Held, cancellationToken);
            var call = await CallInAsync(db, cancellationToken);
            return sheet?.Do(new SheetLife.Rule(counts, FreeText.Given(reason)), by, CallGate.Seen(call.State)) ?? new Refusal.NotThere();
        }, "conflicts", () => Text.Of(counts ? "Conflicts.RuledCounts" : "Conflicts.RuledDiscounted"), cancellationToken);

    private Task<IActionResult> DecideAsync(Guid id, Capacity capacity, Act act, CancellationToken cancellationToken) =>
        ActAsync(capacity, async (db, by) =>
        {
            var row = await db.Conflicts.SingleOrDefaultAsync(c => c.Id == id && c.CallId == Call.Id, cancellationToken);
            return row?.Do(act, by, (await CallInAsync(db, cancellationToken)).State) ?? new Refusal.NotThere();
        }, "conflicts", () => Text.Of("Conflicts.Done"), cancellationToken);
}
