using GrantReview.Core.Applications;

namespace GrantReview.Web.Features.Scoring;

/// <param name="IsClosed">
/// A conflict appeared after it was submitted: the expert sees that it is there and what became of it, and opens it no more.
/// </param>
/// <param name="HasStarted">Something of it is filled in.</param>
/// <param name="CanEdit">The expert may write in it at this moment.</param>
public sealed record WorkSheet(
    Guid Id, string Application, string Title, SheetStatus Status, bool HasStarted, Unanswered Missing, DateTime? SubmittedAt,
    bool IsClosed, bool CanEdit, int? Position)
{
    /// <summary>The expert has to submit it.</summary>
    public bool IsDue => !IsClosed && SheetState.IsOpenIn(Status);
}

/// <summary>A sheet that the expert lost otherwise than by a conflict.</summary>
public sealed record LostSheet(Guid Id, string Application, string Title, Departure Left);

/// <summary>One call in which the person is an expert.</summary>
/// <param name="Sheets">In the expert's reading order.</param>
/// <param name="Closes">For this expert; null = no deadline.</param>
/// <param name="Lost">Sheets that the expert may only read any more, the latest first.</param>
/// <param name="MeanMinutes">Of the sheets that were submitted; null while none was.</param>
public sealed record WorkCall(CallRow Call, bool HasDeclared, IReadOnlyList<WorkSheet> Sheets, IReadOnlyList<LostSheet> Lost,
    Deadline? Closes, int? MeanMinutes)
{
    /// <summary>Scoring has closed: nothing is to be done any more.</summary>
    public bool IsOver => Call.State.Stage > CallStage.Scoring;

    public int Due => Sheets.Count(s => s.IsDue);

    /// <summary>Where to go on; null where nothing can be written.</summary>
    public WorkSheet? Next => Sheets.FirstOrDefault(s => s.CanEdit);
}

/// <param name="DeviceKey">Opens what the person's browser keeps; base 64.</param>
public sealed record WorkPage(IReadOnlyList<WorkCall> Calls, string DeviceKey, DateTime Now);

/// <param name="People">Who leads it, who takes part and which units: all that a conflict could be with.</param>
public sealed record DeclareEntry(Guid ApplicationId, string Code, string Title, string Unit,
    IReadOnlyList<(string Label, string Value)> People);

public sealed record DeclarePage(CallRow Call, IReadOnlyList<DeclareEntry> Entries);

/// <summary>By application id.</summary>
public sealed class DeclareForm
{
    public Dictionary<Guid, Competence?> Competence { get; set; } = [];
    public Dictionary<Guid, bool> Conflict { get; set; } = [];

    /// <summary>The expert cannot judge it, for the reason in the note; it goes back to the officer.</summary>
    public Dictionary<Guid, bool> Declines { get; set; } = [];
    public Dictionary<Guid, string?> Kind { get; set; } = [];
    public Dictionary<Guid, string?> Note { get; set; } = [];

    /// <summary>The edition of the undertaking that was signed.</summary>
    public int? Undertaking { get; set; }

    public bool HasConflict(DeclareEntry entry) => Conflict.GetValueOrDefault(entry.ApplicationId);

    public bool Declined(DeclareEntry entry) => !HasConflict(entry) && Declines.GetValueOrDefault(entry.ApplicationId);

    public string GroundOf(DeclareEntry entry) => DeclaredKinds.Of(Kind.GetValueOrDefault(entry.ApplicationId));

    public string NoteOf(DeclareEntry entry) => (Note.GetValueOrDefault(entry.ApplicationId) ?? "").Trim();

    public Competence? CompetenceOf(DeclareEntry entry) => Competence.GetValueOrDefault(entry.ApplicationId);

    /// <summary>Sentences for what is missing.</summary>
    public List<string> FaultsOf(IReadOnlyList<DeclareEntry> entries) =>
    [
        .. entries.Where(e => HasConflict(e) && GroundOf(e).Length == 0).Select(e => Text.Of("Declare.NeedsKind", e.Code)),
        .. entries.Where(e => HasConflict(e) && FreeText.Given(NoteOf(e)) is null).Select(e => Text.Of("Declare.NeedsNote", e.Code)),
        .. entries.Where(e => Declined(e) && FreeText.Given(NoteOf(e)) is null).Select(e => Text.Of("Declare.NeedsWhy", e.Code)),
        .. entries.Where(e => !HasConflict(e) && !Declined(e) && CompetenceOf(e) is null)
            .Select(e => Text.Of("Declare.NeedsCompetence", e.Code)),
    ];
}

/// <summary>What an expert has to do, and the declaration that comes before any sheet.</summary>
[Authorize(Policy = Access.Score)]
public sealed class WorkController(AppDb db, Desk desk, TimeProvider time) : Controller
{
    /// <summary>Columns of an application that the declaration shows; no number of a person is among them.</summary>
    private static readonly string[] Disclosed = ["pi", "partners", "region", "keywords"];

    [HttpGet("/my-work")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        var me = User.Id();
        var experts = await db.Experts.AsNoTracking().Where(e => e.UserId == me).ToListAsync(cancellationToken);
        var (own, conflicted) = (OpenedSheet.Of(db, me), db.ScoreSheets.WhereConflicted());
        var saved = db.LeafScores.WhereSaved();
        List<WorkCall> calls = [];
        foreach (var expert in experts)
        {
            var call = await db.Calls.AsNoTracking().SingleAsync(c => c.Id == expert.CallId, cancellationToken);
            var sheets = await (
                from s in db.ScoreSheets.AsNoTracking()
                join a in db.Applications on s.ApplicationId equals a.Id
                where s.ExpertId == expert.Id && (own.Any(o => o.Id == s.Id) || conflicted.Any(o => o.Id == s.Id))
                orderby a.Code
                select new
                {
                    s.Id, a.Code, a.Title, s.State, HasStarted = saved.Any(l => l.SheetId == s.Id),
                }).ToListAsync(cancellationToken);
            var lost = (await (
                from s in OpenedSheet.ReadableBy(db, me).AsNoTracking()
                join a in db.Applications on s.ApplicationId equals a.Id
                where s.ExpertId == expert.Id && s.State.Status == SheetStatus.Suspended
                select new { s.Id, a.Code, a.Title, s.State.Departure }).ToListAsync(cancellationToken))
                .Select(s => s.Departure is { } left ? new LostSheet(s.Id, s.Code, s.Title, left) : null).OfType<LostSheet>()
                .OrderByDescending(s => s.Left.At).ThenBy(s => s.Application, StringComparer.Ordinal).ToList();
            if (call.State.Stage < CallStage.Scoring)
            {
                sheets = [];
            }
            if (sheets.Count + lost.Count == 0)
            {
                continue;
            }
            var missing = await StoredFilling.MissingAsync(
                db, call, db.ScoreSheets.WhereLive().Where(s => s.ExpertId == expert.Id), cancellationToken);
            var by = new By(me, Capacity.Expert, time.GetUtcNow().UtcDateTime, Guid.Empty);
            var scoring = StoredRound.CallOf(call).Scoring;
            var closes = expert.ClosesAt(call.State);
            var seen = CallGate.Seen(call.State) with { ClosesAt = scoring.TakenUntil(closes) };
            List<WorkSheet> mine =
            [
                .. sheets.Select(s => new WorkSheet(
                    s.Id, s.Code, s.Title, s.State.Status, s.HasStarted, missing.GetValueOrDefault(s.Id, Unanswered.Nothing),
                    s.State.SubmittedAt,
                    s.State.IsConflicted,
                    SheetLife.RefuseWriting(s.State, by, seen) is null, s.State.Position))
                    .OrderBy(s => s.Position ?? int.MaxValue).ThenBy(s => s.Application, StringComparer.Ordinal),
            ];
            List<Guid> done = [.. mine.Where(s => s.Status == SheetStatus.Submitted).Select(s => s.Id)];
            calls.Add(new WorkCall(
                call, expert.DeclaredAt is not null, mine, lost,
                Deadline.Of(closes, scoring),
                await StoredOrder.MeanMinutesAsync(db, me, done, cancellationToken)));
        }
        return View("Work", new WorkPage(
            [.. calls.OrderBy(c => c.Call.State.Stage).ThenBy(c => c.Call.Code)], await User.DeviceKeyAsync(db, cancellationToken),
            time.GetUtcNow().UtcDateTime));
    }

    [HttpGet("/my-work/{code}/declare")]
    public async Task<IActionResult> Declare(string code, CancellationToken cancellationToken) =>
        await FindAsync(db, code, cancellationToken) is (var call, { DeclaredAt: null } expert)
            ? View("Declare", new DeclarePage(call, await EntriesAsync(db, call, expert, cancellationToken)))
                : NotFound();

    [HttpPost("/my-work/{code}/declare")]
    public async Task<IActionResult> Declare(string code, DeclareForm form, CancellationToken cancellationToken)
    {
        if (await FindAsync(db, code, cancellationToken) is not (var call, { DeclaredAt: null }))
        {
            return NotFound();
        }
        List<DeclareEntry> entries = [];
        List<string> faults = [];
        var refusal = await desk.DoAsync(User.Id(), call.Id, Capacity.Expert, async (inside, by) =>
        {
            if (await FindAsync(inside, code, cancellationToken) is not (var row, { } expert))
            {
                return new Refusal.NotThere();
            }
            var applications =
                await inside.ScoreSheets.Where(s => s.ExpertId == expert.Id).Select(s => s.ApplicationId).ToListAsync(cancellationToken);
            if (await StoredConflicts.FindAsync(inside, row, expert, applications, by, cancellationToken) is { Refusal: { } closed })
            {
                return closed;
            }
            entries = await EntriesAsync(inside, call, expert, cancellationToken);
            faults = form.FaultsOf(entries);
            return faults.Count > 0 ? new CallLife.IsInvalid()
                : await DeclareAsync(inside, row, expert, entries, form, by, cancellationToken);
        }, cancellationToken);
        if (refusal is Refusal.NotThere)
        {
            return NotFound();
        }
        if (refusal is null or DeclarationLife.IsDeclared)
        {
            TempData["Done"] = Text.Of("Declare.Done");
            return Redirect("/my-work");
        }
        return faults.Count > 0
            ? new RefusedForm($"/my-work/{code}/declare", string.Join('\n', faults), StatusCodes.Status400BadRequest)
            : RefusedForm.Of($"/my-work/{code}/declare", refusal);
    }

    private static async Task<Answer> DeclareAsync(
        AppDb db, CallRow call, ExpertRow expert, IReadOnlyList<DeclareEntry> entries, DeclareForm form, By by,
        CancellationToken cancellationToken)
    {
        List<DeclareEntry> listed = [.. entries.Where(e => !form.Declined(e))];
        foreach (var entry in entries.Where(form.Declined))
        {
            var sheet = await db.ScoreSheets.SingleAsync(s => s.ExpertId == expert.Id && s.ApplicationId == entry.ApplicationId,
                cancellationToken);
            var left = sheet.Do(new SheetLife.Leave(Leaving.Declined, FreeText.Given(form.NoteOf(entry))), by, CallGate.Seen(call.State));
            if (left.Refusal is not null)
            {
                return left;
            }
        }
        var (inConflict, known) = (listed.Where(form.HasConflict).ToList(), listed.Where(e => !form.HasConflict(e)).ToList());
        List<StatedCompetence> stated = [.. known.Select(e => (e.ApplicationId, Competence: form.CompetenceOf(e)))
            .Where(e => e.Competence is not null).Select(e => new StatedCompetence(e.ApplicationId, e.Competence.GetValueOrDefault()))];
        var answer = expert.Declare(
            new DeclarationLife.Declare(stated, [.. inConflict.Select(e => e.ApplicationId)], form.Undertaking), by, call.State,
            [.. listed.Select(e => e.ApplicationId)]);
        if (answer.Refusal is not null)
        {
            return answer;
        }
        db.Competences.AddRange(stated.Select(s => new CompetenceRow(call.Id, s.Application, expert.Id, s.Competence)));
        foreach (var entry in inConflict)
        {
            var row = new ConflictRow(call.Id, entry.ApplicationId, expert.Id, form.GroundOf(entry));
            db.Conflicts.Add(row);
            if (row.Do(new ConflictLife.Declare(FreeText.Given(form.NoteOf(entry))), by, call.State).Refusal is { } refusal)
            {
                return refusal;
            }
        }
        List<Guid> read = [.. known.Select(e => e.ApplicationId)];
        foreach (var opened in await OpenedSheet.OpenAsync(
            db, db.ScoreSheets.WhereLive().Where(s => s.ExpertId == expert.Id && read.Contains(s.ApplicationId)), cancellationToken))
        {
            opened.Sheet.Expect(opened.Written.Select(l => l.Code));
            // Asked once: what the sheet asks too is answered as declared, until the expert says otherwise; after the deadline it stays.
            if (opened.Asks(SheetQuestionKind.Familiarity) && opened.Sheet.Answers.Familiarity == Familiarity.Unstated)
            {
                var declared = AnswersLife.FamiliarityOf(stated.Single(s => s.Application == opened.Application.Id).Competence);
                var edit = new Edit(opened.Sheet.Answers.FamiliarityStated.Edition, by.ActId);
                _ = opened.Sheet.Do(new AnswersLife.StateFamiliarity(declared, edit), by, opened.Evidence);
            }
        }
        return await StoredConflicts.HoldAsync(db, call, by, cancellationToken) is { Refusal: not null } held ? held
            : await StoredOrder.PlaceAsync(db, call, expert, by.ByTheRules(), cancellationToken);
    }

    private async Task<(CallRow Call, ExpertRow? Expert)> FindAsync(AppDb within, string code, CancellationToken cancellationToken)
    {
        var me = User.Id();
        var call = await within.Calls.SingleOrDefaultAsync(c => c.Code == code && c.State.Stage == CallStage.Scoring, cancellationToken)
            ?? new CallRow();
        return (call, await within.Experts.SingleOrDefaultAsync(e => e.CallId == call.Id && e.UserId == me, cancellationToken));
    }

    private static async Task<List<DeclareEntry>> EntriesAsync(AppDb db, CallRow row, ExpertRow expert, CancellationToken cancellationToken)
    {
        var barring = db.Conflicts.WhereBars();
        var applications = await (
            from s in db.ScoreSheets.AsNoTracking().WhereLive()
            join a in db.Applications.AsNoTracking() on s.ApplicationId equals a.Id
            where s.ExpertId == expert.Id
                && !barring.Any(c => c.ApplicationId == s.ApplicationId && c.ExpertId == s.ExpertId)
            orderby a.Code
            select a).ToListAsync(cancellationToken);
        var call = StoredRound.CallOf(row);
        return [.. applications.Select(a => new DeclareEntry(a.Id, a.Code, a.Title, a.Unit, PeopleOf(call, a)))];
    }

    /// <summary>The names of the team stand after the leader's, without what tells them from namesakes.</summary>
    private static List<(string, string)> PeopleOf(Call call, ApplicationRow application)
    {
        var attributes = application.Columns;
        var shown = Disclosed.Where(name => attributes.GetValueOrDefault(name, "").Length > 0)
            .Select(name => (Text.OfColumn(name, call), Text.OfCell(name, attributes[name], call))).ToList();
        List<string> team = [.. StoredRound.List(application.Team).Select(p => Person.Parse(p).Name).Where(n => n.Length > 0)];
        if (team.Count > 0)
        {
            shown.Insert(attributes.GetValueOrDefault("pi", "").Length > 0 ? 1 : 0,
                (Text.Of("Declare.Team"), string.Join(Text.Of("List.And"), team)));
        }
        return shown;
    }
}
