namespace GrantReview.Web.Features.Scoring;

public sealed record SheetEntry(Guid Id, Guid ApplicationId, string Application, string Title, Guid ExpertId, string Expert, string Name,
    SheetStatus Status, bool HasStarted)
{
    /// <summary>Due or done; a sheet that was taken back, held or discounted is neither.</summary>
    public bool IsLive => SheetState.IsLiveIn(Status);

    public bool IsOpen => SheetState.IsOpenIn(Status);

    /// <summary>What it lacks, as far as may be said while scores are sealed; null where nobody asked.</summary>
    public Unanswered? Missing { get; init; }
}

/// <param name="Missing">Experts that it still lacks.</param>
public sealed record ApplicationProgress(string Code, string Title, int Missing, IReadOnlyList<SheetEntry> Sheets);

/// <summary>How many of an expert's sheets are submitted, of those that are due or done.</summary>
public sealed record ExpertProgress
{
    public required string Code { get; init; }
    public required string Name { get; init; }
    public required int Submitted { get; init; }
    public required int Live { get; init; }
}

/// <param name="Submitted">Sheets of the whole call.</param>
/// <param name="Live">Sheets that are due or done.</param>
/// <summary>A submitted sheet that an officer asks to give back after the scores were opened.</summary>
public sealed record AskedBack(Guid Sheet, string Application, string Expert, Reopening Asked, string By);

/// <param name="Asker">Who asked to open the scores.</param>
/// <param name="Back">Sheets whose return waits for a second person.</param>
public sealed record ProgressPage(
    CallRow Call, int Submitted, int Live, ListPart<ApplicationProgress> Applications, ListPart<ExpertProgress> Experts,
    string? Asker, bool CanFill, IReadOnlyList<AskedBack> Back);

/// <summary>An expert as a row of the grid: what is due, and when the expert last did anything.</summary>
public sealed record GridExpert(
    Guid Id, string Code, string Name, int Due, DateTime? ClosesAt, DateTime? LastAct, IReadOnlyDictionary<string, SheetEntry> Sheets);

/// <summary>A seat that somebody left and nobody has taken.</summary>
public sealed record FreeSeat(Guid Sheet, string Application, string Expert, Departure Why);

/// <summary>Experts × applications.</summary>
/// <param name="Free">Seats that wait for a substitute; those that were left first stand on top.</param>
/// <param name="Applications">Those of the experts who are shown.</param>
/// <param name="Spreads">Application → how far its experts are apart; empty while scores are sealed, or nothing was computed yet.</param>
public sealed record GridPage(
    CallRow Call, ListPart<GridExpert> Experts, IReadOnlyList<string> Applications, IReadOnlyDictionary<string, string> Spreads,
    IReadOnlyList<FreeSeat> Free);

/// <summary>How far the scoring is, in states and never in points; closing it, and opening the scores by two persons.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class ProgressController(AppDb db, TimeProvider time, IHostEnvironment environment) : CallController(db, time)
{
    private static readonly ListColumns<ApplicationRow> Applications = new ListColumns<ApplicationRow>("Progress.Applications")
        .Column("application", "Conflicts.Application", a => a.Code + " " + a.Title).OrderedBy("application");

    private static readonly ListColumns<ExpertProgress> Experts = new ListColumns<ExpertProgress>("Progress.Experts")
        .Column("expert", "Conflicts.Expert", e => e.Code + " " + e.Name).Column("submitted", "Progress.Submitted", e => e.Submitted)
        .Column("due", "Progress.Due", e => e.Live - e.Submitted).OrderedBy("expert");

    /// <summary>The experts who owe most stand on top; a part of the grid is as long as one of so many lists.</summary>
    private const int GridLists = 5;

    private static readonly ListColumns<GridRow> GridColumns = new ListColumns<GridRow>("Grid.Title")
        .Column("expert", "Grid.Expert", r => r.Expert.Code + " " + r.Expert.Name).Column("due", "Grid.Due", r => r.Due)
            .OrderedBy("-due", "expert");

    [HttpGet("/calls/{code}/progress")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        var sheets = Db.ScoreSheets.AsNoTracking().Where(s => s.CallId == Call.Id);
        var counts = await sheets.GroupBy(s => s.State.Status).Select(g => new { g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        var applications = await Applications.PartAsync(
            Db.Applications.AsNoTracking().Where(a => a.CallId == Call.Id && Db.ScoreSheets.Any(s => s.ApplicationId == a.Id)),
            Asked("progress"),
            a => new { a.Id, a.Code, a.Title, a.ExpertsNeeded }, cancellationToken);
        List<Guid> shown = [.. applications.Rows.Select(a => a.Id)];
        var entries = (await EntriesOf(sheets.Where(s => shown.Contains(s.ApplicationId))).ToListAsync(cancellationToken))
            .ToLookup(s => s.ApplicationId);
        var admitted = (await StoredStandings.LoadAsync(Db, Call, cancellationToken)).Admitted;
        var each = StoredRound.CallOf(Call).Assignment.ExpertsPerApplication;
        var live = sheets.WhereLive().GroupBy(s => s.ExpertId)
            .Select(g => new { Expert = g.Key, Live = g.Count(), Submitted = g.Count(s => s.State.Status == SheetStatus.Submitted) });
        var experts =
            from l in live
            join e in Db.Experts on l.Expert equals e.Id
            select new ExpertProgress { Code = e.Code, Name = e.Name, Submitted = l.Submitted, Live = l.Live };
        return View("Progress", new ProgressPage(
            Call, counts.GetValueOrDefault(SheetStatus.Submitted),
            counts.Where(c => SheetState.IsLiveIn(c.Key)).Sum(c => c.Value),
            applications.With([.. applications.Rows.Select(a => new ApplicationProgress(
                a.Code, a.Title,
                admitted.Contains(new ApplicationId(a.Code)) ? (a.ExpertsNeeded ?? each) - entries[a.Id].Count(s => s.IsLive) : 0,
                [.. entries[a.Id]]))]),
            await Experts.PartAsync(experts, Asked("progress", "experts"), cancellationToken),
            await NameOfAsync(Call.State.ScoresAreOpened ? null : Call.State.OpeningRequest?.By, cancellationToken),
            environment.IsDevelopment() && Call.Code.StartsWith(DemoRound.Code, StringComparison.Ordinal) && IsIn(CallStage.Scoring)
                && User.RunsCalls(),
            await AskedBackAsync(cancellationToken)));
    }

    private async Task<IReadOnlyList<AskedBack>> AskedBackAsync(CancellationToken cancellationToken)
    {
        var asked = await (
            from s in Db.ScoreSheets.AsNoTracking()
            join a in Db.Applications on s.ApplicationId equals a.Id
            join e in Db.Experts on s.ExpertId equals e.Id
            where s.CallId == Call.Id && s.State.Reopening != null && s.State.Status == SheetStatus.Submitted
            orderby a.Code, e.Code
            select new
            {
                Sheet = s, Application = a.Code, Expert = e.Code + " " + e.Name,
                By = Db.Users.Where(u => u.Id == s.State.Reopening!.Request.By).Select(u => u.DisplayName).FirstOrDefault() ?? "",
            }).ToListAsync(cancellationToken);
        return [.. asked.Select(s => s.Sheet.State.Reopening is { } reopening
            ? new AskedBack(s.Sheet.Id, s.Application, s.Expert, reopening, s.By) : null).OfType<AskedBack>()];
    }

    /// <summary>The sheets with whom and what they are of, by application and expert.</summary>
    private IQueryable<SheetEntry> EntriesOf(IQueryable<ScoreSheetRow> sheets)
    {
        var saved = Db.LeafScores.WhereSaved();
        return
            from s in sheets
            join a in Db.Applications on s.ApplicationId equals a.Id
            join e in Db.Experts on s.ExpertId equals e.Id
            orderby a.Code, e.Code
            select new SheetEntry(
                s.Id, a.Id, a.Code, a.Title, e.Id, e.Code, e.Name, s.State.Status, saved.Any(l => l.SheetId == s.Id));
    }

    /// <summary>Who owes what: a state for each expert and application.</summary>
    [HttpGet("/calls/{code}/progress/grid")]
    public async Task<IActionResult> Grid(CancellationToken cancellationToken)
    {
        var sheets = Db.ScoreSheets.AsNoTracking().WhereLive().Where(s => s.CallId == Call.Id);
        var open = sheets.WhereOpen();
        var rows =
            from e in Db.Experts.AsNoTracking()
            where sheets.Any(s => s.ExpertId == e.Id)
            select new GridRow { Expert = e, Due = open.Count(s => s.ExpertId == e.Id) };
        var part = await GridColumns.PartAsync(rows, ListRequest.Shared(Request, At("progress/grid"), 0, GridLists), cancellationToken);
        List<Guid> shown = [.. part.Rows.Select(r => r.Expert.Id)];
        List<Guid> people = [.. part.Rows.Select(r => r.Expert.UserId).OfType<Guid>()];
        // Nobody may learn from the hour that an expert told a supervisor something.
        var last = await Db.Facts.AsNoTracking()
            .Where(f => f.CallId == Call.Id && !f.IsForSupervisors && f.PersonId != null && people.Contains(f.PersonId.Value))
            .GroupBy(f => f.PersonId).Select(g => new { g.Key, At = g.Max(f => f.At) }).ToListAsync(cancellationToken);
        var acts = last.ToDictionary(l => l.Key.GetValueOrDefault(), l => l.At);
        var entries =
            (await EntriesOf(sheets.Where(s => shown.Contains(s.ExpertId))).ToListAsync(cancellationToken)).ToLookup(s => s.ExpertId);
        List<string> applications = [.. entries.SelectMany(e => e).Select(s => s.Application).Distinct().Order(StringComparer.Ordinal)];
        var missing = await StoredFilling.MissingAsync(
            Db, Call, open.Where(s => shown.Contains(s.ExpertId)), cancellationToken);
        var kept = await KeptResult.LatestAsync(Db, Call, cancellationToken);
        return View("Grid", new GridPage(
            Call,
            part.With([.. part.Rows.Select(r => new GridExpert(
                r.Expert.Id, r.Expert.Code, r.Expert.Name, r.Due, r.Expert.ClosesAt(Call.State),
                r.Expert.UserId is { } me && acts.TryGetValue(me, out var at) ? at : null,
                entries[r.Expert.Id].ToDictionary(
                    s => s.Application, s => s with { Missing = missing.GetValueOrDefault(s.Id)?.Sealed }, StringComparer.Ordinal)))]),
            applications,
            kept?.SpreadsOf(applications) ?? new Dictionary<string, string>(),
            IsIn(CallStage.Scoring) ? await FreeSeatsAsync(cancellationToken) : []));
    }

    /// <summary>Of applications that lack an expert: a pair of the plan that runs stands until somebody else takes its seat.</summary>
    private async Task<List<FreeSeat>> FreeSeatsAsync(CancellationToken cancellationToken)
    {
        var each = StoredRound.CallOf(Call).Assignment.ExpertsPerApplication;
        var left = await (
            from s in Db.ScoreSheets.AsNoTracking()
            join a in Db.Applications on s.ApplicationId equals a.Id
            join e in Db.Experts on s.ExpertId equals e.Id
            where s.CallId == Call.Id && s.State.Status == SheetStatus.Suspended
                && Db.Assignments.Any(p => p.ApplicationId == s.ApplicationId && p.ExpertId == s.ExpertId
                    && Db.AssignmentPlans.Any(plan => plan.Id == p.PlanId && plan.State.Status == PlanStatus.Deployed))
            select new
            {
                s.Id, s.State.Departure, a.Code, Expert = e.Code + " " + e.Name,
                Missing = (a.ExpertsNeeded ?? each) - Db.ScoreSheets.WhereLive().Count(l => l.ApplicationId == a.Id),
            }).ToListAsync(cancellationToken);
        return
        [
            .. left.Where(s => s.Missing > 0).Select(s => s.Departure is { } why ? new FreeSeat(s.Id, s.Code, s.Expert, why) : null)
                .OfType<FreeSeat>().OrderBy(s => s.Why.At).ThenBy(s => s.Application, StringComparer.Ordinal),
        ];
    }

    /// <summary>
    /// An officer gives a submitted sheet back for a defect; once the scores are opened that is a request which another person confirms.
    /// </summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/progress/{id:guid}/return")]
    public Task<IActionResult> Return(Guid id, Defect? defect, string? reason, CancellationToken cancellationToken) =>
        SheetAsync(id, Capacity.Officer, new SheetLife.Return(FreeText.Given(reason), defect), "Progress.Returned", cancellationToken);

    [Authorize(Policy = Access.Unseal)]
    [HttpPost("/calls/{code}/progress/{id:guid}/reopen")]
    public Task<IActionResult> Reopen(Guid id, Guid request, CancellationToken cancellationToken) =>
        SheetAsync(id, Confirmer, new SheetLife.ConfirmReopening(request), "Progress.Returned", cancellationToken);

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/progress/close")]
    public Task<IActionResult> Close(string? reason, CancellationToken cancellationToken) =>
        CallAsync(Capacity.Officer, new CallLife.CloseScoring(FreeText.Given(reason)), "Progress.Closed", cancellationToken);

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/progress/ask")]
    public Task<IActionResult> Ask(CancellationToken cancellationToken) =>
        CallAsync(Capacity.Officer, new CallLife.AskToOpen(), "Progress.AskedNow", cancellationToken);

    [Authorize(Policy = Access.Unseal)]
    [HttpPost("/calls/{code}/progress/open")]
    public Task<IActionResult> Open(Guid request, CancellationToken cancellationToken) =>
        ActAsync(Confirmer, async (db, by) =>
        {
            var call = await db.Calls.SingleAsync(c => c.Id == Call.Id, cancellationToken);
            var answer = call.Do(new CallLife.Open(request), by, await CallGate.SeenAsync(db, call, cancellationToken));
            if (answer.Refusal is null)
            {
                await Aliases.DrawAsync(db, call.Id, cancellationToken);
            }
            return answer;
        }, "progress", () => Text.Of("Progress.OpenedNow"), cancellationToken);

    /// <summary>A later deadline for all experts; whoever has not submitted everything is written.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/progress/extend")]
    public Task<IActionResult> Extend(DateTime until, string? reason, CancellationToken cancellationToken) =>
        ActAsync(Capacity.Officer, async (db, by) =>
        {
            var call = await CallInAsync(db, cancellationToken);
            var answer = call.Do(
                new CallLife.ExtendScoring(Formats.FromChina(until), FreeText.Given(reason)), by,
                await CallGate.SeenAsync(db, call, cancellationToken));
            foreach (var (expert, open) in answer.Refusal is null ? await SeatMails.WaitingAsync(db, call.Id, cancellationToken) : [])
            {
                await WriteAsync(db, call, SeatMail.Extended, expert, $"{open}", by, cancellationToken);
            }
            return answer;
        }, "progress", () => Text.Of("Progress.Extended"), cancellationToken);

    /// <summary>On which days before the deadline experts with open sheets are reminded.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/progress/reminders")]
    public Task<IActionResult> Remind(string? days, CancellationToken cancellationToken) =>
        CallAsync(Capacity.Officer, new CallLife.PlanReminders(ReminderPlan.Parse(days)), "Reminders.Planned", cancellationToken);

    /// <summary>A later deadline for one expert.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/progress/experts/{id:guid}/extend")]
    public Task<IActionResult> Extend(Guid id, DateTime until, string? reason, CancellationToken cancellationToken) =>
        ActAsync(Capacity.Officer, async (db, by) =>
        {
            var expert = await db.Experts.SingleOrDefaultAsync(e => e.Id == id && e.CallId == Call.Id, cancellationToken);
            var call = await db.Calls.SingleAsync(c => c.Id == Call.Id, cancellationToken);
            if (expert is null)
            {
                return new Refusal.NotThere();
            }
            var answer = expert.Do(new ExtensionLife.Extend(Formats.FromChina(until), FreeText.Given(reason)), by, call.State);
            var open = await db.ScoreSheets.WhereOpen().CountAsync(s => s.ExpertId == id, cancellationToken);
            if (answer.Refusal is null && open > 0)
            {
                await WriteAsync(db, call, SeatMail.Extended, expert, $"{open}", by, cancellationToken);
            }
            return answer;
        }, "progress", () => Text.Of("Progress.Extended"), cancellationToken);

    /// <summary>Either of the two may confirm what an officer asked for.</summary>
    private Capacity Confirmer => User.Is(Capacity.Approver) ? Capacity.Approver : Capacity.Supervisor;

    private Task<IActionResult> CallAsync(Capacity capacity, Act act, string done, CancellationToken cancellationToken) =>
        ActAsync(capacity, async (db, by) =>
        {
            var call = await db.Calls.SingleAsync(c => c.Id == Call.Id, cancellationToken);
            return call.Do(act, by, await CallGate.SeenAsync(db, call, cancellationToken));
        }, "progress", () => Text.Of(done), cancellationToken);

    private async Task<IActionResult> SheetAsync(Guid id, Capacity capacity, Act act, string done, CancellationToken cancellationToken)
    {
        var (expert, application, asked) = ("", "", false);
        return await ActAsync(capacity, async (db, by) =>
        {
            if (await db.ScoreSheets.SingleOrDefaultAsync(s => s.Id == id && s.CallId == Call.Id, cancellationToken) is not { } sheet)
            {
                return new Refusal.NotThere();
            }
            var call = await db.Calls.SingleAsync(c => c.Id == Call.Id, cancellationToken);
            var whose = await db.Experts.AsNoTracking().SingleAsync(e => e.Id == sheet.ExpertId, cancellationToken);
            expert = whose.Name;
            application = await db.Applications.Where(a => a.Id == sheet.ApplicationId).Select(a => a.Code).SingleAsync(cancellationToken);
            var answer = sheet.Do(act, by, CallGate.Seen(call.State));
            asked = sheet.State.Reopening is not null;
            if (answer is { Refusal: null, Facts: [SheetLife.Returned returned, ..] }
                && await SeatMails.OfReturnAsync(db, call, whose, application, returned.Defect, by.At, cancellationToken) is { } mail)
            {
                db.Mails.Add(mail);
            }
            return answer;
        }, "progress", () => Text.Of(asked ? "Progress.ReopeningAsked" : done, expert, application), cancellationToken);
    }

    /// <summary>Commits with the act; the job of mails sends it within a minute.</summary>
    private static async Task WriteAsync(AppDb db, CallRow call, SeatMail kind, ExpertRow expert, string about, By by,
        CancellationToken cancellationToken)
    {
        if (await SeatMails.OfExpertAsync(db, call, kind, expert, about, by.At, cancellationToken) is { } mail)
        {
            db.Mails.Add(mail);
        }
    }

    private async Task<string?> NameOfAsync(Guid? person, CancellationToken cancellationToken) => person is null ? null
        : await Db.Users.Where(u => u.Id == person).Select(u => u.DisplayName).FirstOrDefaultAsync(cancellationToken);

    /// <summary>Only in development and for the demo round: what experts would do in an afternoon.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/progress/fill")]
    public async Task<IActionResult> Fill(CancellationToken cancellationToken) =>
        !environment.IsDevelopment() || !Call.Code.StartsWith(DemoRound.Code, StringComparison.Ordinal) ? NotFound()
        : await ActAsync(Capacity.Officer, async (db, by) =>
        {
            var call = await CallInAsync(db, cancellationToken);
            if (call.State.Stage != CallStage.Scoring)
            {
                return new Refusal.NotThere();
            }
            await DemoRound.FillSheetsAsync(db, call, by.At, cancellationToken);
            return Answer.Nothing;
        }, "progress", () => Text.Of("Progress.Filled"), cancellationToken);

    private sealed class GridRow
    {
        public required ExpertRow Expert { get; init; }
        public required int Due { get; init; }
    }
}
