using Hangfire;

namespace GrantReview.Web.Features.Scoring;

/// <summary>A sheet that was taken back and that nobody has replaced, and why.</summary>
public sealed record Vacancy(Guid SheetId, Guid ExpertId, string Expert, string Name, Departure Why);

/// <summary>What happened to the experts of the application.</summary>
/// <param name="About">The expert; blank = the plan.</param>
public sealed record SeatEvent(DateTime At, string Who, string What, string About, IReadOnlyList<FactText.Line> Lines);

/// <param name="History">Everything that happened to the seats, newest first; never points.</param>
/// <param name="Typed">What a refused form held.</param>
/// <param name="Leaving">An open sheet for which a substitute is proposed before it is taken back; null = none.</param>
public sealed record SeatsPage(
    CallRow Call, ApplicationRow Application, IReadOnlyList<SheetEntry> Sheets, int Missing, IReadOnlyList<Vacancy> Vacancies,
    SubstituteList Substitutes,
    IReadOnlyList<SeatEvent> History, LeaveForm Typed, Guid? Leaving);

/// <summary>An expert gives an application back, or does not turn up.</summary>
public class LeaveForm
{
    /// <summary>The sheet; not posted but in the address.</summary>
    public Guid Sheet { get; set; }
    public bool NoShow { get; set; }
    public string? Reason { get; set; }

    public Leaving Why => NoShow ? Leaving.NoShow : Leaving.Declined;
}

/// <summary>A substitute takes a seat; where its expert still sits, the expert leaves it by the same act.</summary>
public sealed class ReplaceForm : LeaveForm
{
    public Guid Expert { get; set; }

    /// <summary>The officer came from the grid, and goes back to it.</summary>
    public bool FromGrid { get; set; }
}

/// <summary>
/// Who scores one application: an expert declines or does not turn up, and a substitute takes the seat; nobody else is moved and no sheet
/// is deleted.
/// </summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class SeatsController(AppDb db, TimeProvider time, IBackgroundJobClient jobs) : CallController(db, time)
{
    [HttpGet("/calls/{code}/progress/applications/{id}")]
    public async Task<IActionResult> Index(string id, Guid? replace, CancellationToken cancellationToken) =>
        await Db.Applications.AsNoTracking()
            .SingleOrDefaultAsync(a => a.CallId == Call.Id && a.Code == id, cancellationToken) is { } application
            ? View("Seats", await PageAsync(Db, application, new LeaveForm { NoShow = replace is not null }, replace, cancellationToken))
                : NotFound();

    /// <summary>An expert gives one application back, or does not turn up; the sheet is suspended with all that is in it.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/progress/{id:guid}/decline")]
    public async Task<IActionResult> Decline(Guid id, LeaveForm form, CancellationToken cancellationToken)
    {
        ApplicationRow? application = null;
        ExpertRow? expert = null;
        var refusal = await DoAsync(Capacity.Officer, async (db, by) =>
        {
            if (await db.ScoreSheets.SingleOrDefaultAsync(s => s.Id == id && s.CallId == Call.Id, cancellationToken) is not { } sheet)
            {
                return new Refusal.NotThere();
            }
            var call = await CallInAsync(db, cancellationToken);
            application = await db.Applications.SingleAsync(a => a.Id == sheet.ApplicationId, cancellationToken);
            expert = await db.Experts.SingleAsync(e => e.Id == sheet.ExpertId, cancellationToken);
            return await LeaveAsync(db, call, sheet, form, (expert, application), by, cancellationToken);
        }, cancellationToken);
        if (refusal is Refusal.NotThere || application is null || expert is null)
        {
            return NotFound();
        }
        if (refusal is not null)
        {
            return new RefusedForm(Seats(application), refusal switch
            {
                SheetLife.NotScoring => Text.Of("Progress.NotScoring"),
                SheetLife.NotInThisState now => Text.Of("Seats.NotOpen", expert.Name, Text.Of(now.Status)),
                _ => RefusalText.Of(refusal),
            });
        }
        jobs.Enqueue<MailJob>(job => job.RunAsync(CancellationToken.None));
        return Done(Seats(application), "Seats.Left", expert.Name, application.Code);
    }

    /// <summary>
    /// A proposed substitute takes the seat that somebody left, or that somebody who is late leaves by this act: both or neither.
    /// </summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/progress/{id:guid}/substitute")]
    public async Task<IActionResult> Replace(Guid id, ReplaceForm form, CancellationToken cancellationToken)
    {
        ApplicationRow? application = null;
        ExpertRow? taker = null;
        ExpertRow? leaver = null;
        var refusal = await DoAsync(Capacity.Officer, async (db, by) =>
        {
            var sheet = await db.ScoreSheets.SingleOrDefaultAsync(s => s.Id == id && s.CallId == Call.Id, cancellationToken);
            var plan = await StoredSeats.PlanAsync(db, Call.Id, cancellationToken);
            taker = await db.Experts.SingleOrDefaultAsync(e => e.Id == form.Expert && e.CallId == Call.Id, cancellationToken);
            if (sheet is null || plan is null || taker is null)
            {
                return new Refusal.NotThere();
            }
            var call = await CallInAsync(db, cancellationToken);
            if (await StoredConflicts.FindAsync(db, call, taker, [sheet.ApplicationId], by, cancellationToken) is { Refusal: { } closed })
            {
                return closed;
            }
            application = await db.Applications.SingleAsync(a => a.Id == sheet.ApplicationId, cancellationToken);
            leaver = await db.Experts.SingleAsync(e => e.Id == sheet.ExpertId, cancellationToken);
            var page = await PageAsync(db, application, new LeaveForm(), id, cancellationToken);
            if (sheet.State.IsOpen)
            {
                var left = await LeaveAsync(db, call, sheet, form, (leaver, application), by, cancellationToken);
                if (left.Refusal is not null)
                {
                    return left;
                }
            }
            var substitute = page.Substitutes.Proposed.SingleOrDefault(s => s.Expert.Id == taker.Id);
            var pair = new AssignedPair(application.Id, taker.Id, substitute?.Affinity ?? 0);
            var answer = plan.Do(
                new PlanLife.Replace(sheet.ExpertId, pair, substitute?.DrawPlace), by,
                await StoredPlan.SeenAsync(db, call, plan, cancellationToken) with
                {
                    Fits = page.Vacancies.Any(v => v.SheetId == id) && substitute is not null, IsOutOfOrder = substitute?.Place > 1,
                });
            if (answer.Refusal is not null)
            {
                return answer;
            }
            db.Assignments.RemoveRange(await db.Assignments.Where(
                a => a.PlanId == plan.Id && a.ApplicationId == application.Id && a.ExpertId == sheet.ExpertId)
                    .ToListAsync(cancellationToken));
            return await SeatAsync(db, call, plan, pair, application, taker, by, cancellationToken);
        }, cancellationToken);
        if (refusal is Refusal.NotThere || application is null || taker is null || leaver is null)
        {
            return NotFound();
        }
        if (refusal is not null)
        {
            return new RefusedForm(Seats(application), refusal switch
            {
                CallLife.WrongStage or SheetLife.NotScoring => Text.Of("Progress.NotScoring"),
                PlanLife.FitsNoMore => Text.Of("Seats.NotProposed", taker.Name, application.Code),
                _ => RefusalText.Of(refusal),
            });
        }
        jobs.Enqueue<MailJob>(job => job.RunAsync(CancellationToken.None));
        return Done(form.FromGrid ? At("progress/grid") : Seats(application), "Seats.Replaced", taker.Name, leaver.Name, application.Code);
    }

    /// <summary>One more expert for an application, whom the officer names.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/progress/experts")]
    public async Task<IActionResult> Add(string? application, string? expert, string? reason, CancellationToken cancellationToken)
    {
        var (applicationCode, expertCode) = (application?.Trim(), expert?.Trim());
        ApplicationRow? about = null;
        ExpertRow? taker = null;
        var refusal = await DoAsync(Capacity.Officer, async (db, by) =>
        {
            about = await db.Applications.SingleOrDefaultAsync(a => a.Code == applicationCode && a.CallId == Call.Id, cancellationToken);
            taker = await db.Experts.SingleOrDefaultAsync(e => e.Code == expertCode && e.CallId == Call.Id, cancellationToken);
            var plan = await StoredSeats.PlanAsync(db, Call.Id, cancellationToken);
            if (about is null || plan is null)
            {
                return new Refusal.NotThere();
            }
            if (taker is null)
            {
                return new ConflictLife.NoSuchPair(about.Number, ExpertId.Of(expertCode).GetValueOrDefault());
            }
            var call = await CallInAsync(db, cancellationToken);
            if (await StoredConflicts.FindAsync(db, call, taker, [about.Id], by, cancellationToken) is { Refusal: { } closed })
            {
                return closed;
            }
            var matching = await Matching.LoadAsync(db, call, plan.Seed, cancellationToken);
            var pair = new AssignedPair(about.Id, taker.Id, matching.Of(about.Number, taker.Number));
            var seen = await StoredPlan.SeenAsync(db, call, plan, cancellationToken);
            var answer = plan.Do(new PlanLife.Enlarge(pair, FreeText.Given(reason)), by, seen with
            {
                IsBarred = matching.Problem.Barred.Contains((about.Number, taker.Number)),
                Sits = await db.ScoreSheets.AnyAsync(
                    s => s.ApplicationId == pair.Application && s.ExpertId == pair.Expert && s.State.Status != SheetStatus.Suspended,
                    cancellationToken),
            });
            return answer.Refusal is not null ? answer : await SeatAsync(db, call, plan, pair, about, taker, by, cancellationToken);
        }, cancellationToken);
        if (refusal is Refusal.NotThere || about is null)
        {
            return NotFound();
        }
        if (refusal is not null)
        {
            return new RefusedForm(At("progress"), refusal switch
            {
                CallLife.WrongStage => Text.Of("Progress.NotScoring"),
                PlanLife.IsBarred => Text.Of("Progress.AddBarred", taker?.Name, about.Code),
                PlanLife.SitsAlready => Text.Of("Progress.AddTwice", taker?.Name, about.Code),
                _ => RefusalText.Of(refusal),
            });
        }
        jobs.Enqueue<MailJob>(job => job.RunAsync(CancellationToken.None));
        return Done(At("progress"), "Progress.Added", taker?.Name, about.Code);
    }

    /// <summary>The expert gets a sheet and a mail; both commit with the act.</summary>
    private static async Task<Answer> SeatAsync(
        AppDb db, CallRow call, AssignmentPlanRow plan, AssignedPair pair, ApplicationRow application, ExpertRow expert, By by,
        CancellationToken cancellationToken)
    {
        await WriteAsync(db, call, SeatMail.Replacement, expert, application, by, cancellationToken);
        return await StoredSeats.OpenAsync(db, call, plan, [pair], by, cancellationToken);
    }

    /// <summary>The expert leaves the seat, and is written to.</summary>
    private static async Task<Answer> LeaveAsync(
        AppDb db, CallRow call, ScoreSheetRow sheet, LeaveForm form, (ExpertRow Expert, ApplicationRow Application) seat, By by,
        CancellationToken cancellationToken)
    {
        var answer = sheet.Do(new SheetLife.Leave(form.Why, FreeText.Given(form.Reason)), by, CallGate.Seen(call.State));
        if (answer.Refusal is null)
        {
            await WriteAsync(db, call, SeatMail.Decline, seat.Expert, seat.Application, by, cancellationToken);
        }
        return answer;
    }

    /// <summary>A mail that commits with the act; none where the expert has no address.</summary>
    private static async Task WriteAsync(
        AppDb db, CallRow call, SeatMail kind, ExpertRow expert, ApplicationRow application, By by, CancellationToken cancellationToken)
    {
        if (await SeatMails.OfExpertAsync(db, call, kind, expert, application.Code, by.At, cancellationToken) is { } mail)
        {
            db.Mails.Add(mail);
        }
    }

    /// <param name="leaving">A sheet that is taken for left already, so that substitutes are proposed for it.</param>
    private async Task<SeatsPage> PageAsync(
        AppDb db, ApplicationRow application, LeaveForm typed, Guid? leaving, CancellationToken cancellationToken)
    {
        var saved = db.LeafScores.WhereSaved();
        var sheets = await (
            from s in db.ScoreSheets.AsNoTracking()
            join e in db.Experts on s.ExpertId equals e.Id
            where s.ApplicationId == application.Id
            orderby e.Code
            select new SheetEntry(s.Id, application.Id, application.Code, application.Title, e.Id, e.Code, e.Name, s.State.Status,
                saved.Any(l => l.SheetId == s.Id)))
            .ToListAsync(cancellationToken);
        var facts = await SeatHistory.FactsAsync(db, Call.Id, application.Id, cancellationToken);
        var leaver = sheets.Find(s => s.Id == leaving && s.IsOpen);
        List<SheetEntry> seated = [.. sheets.Select(s => s == leaver ? s with { Status = SheetStatus.Suspended } : s)];
        var departures =
            await db.ScoreSheets.AsNoTracking().Where(s => s.ApplicationId == application.Id && s.State.Status == SheetStatus.Suspended)
            .ToDictionaryAsync(s => s.Id, s => s.State.Departure, cancellationToken);
        if (leaver is not null)
        {
            departures[leaver.Id] = new Departure(typed.Why, Now, new FreeText(""));
        }
        var needed = application.ExpertsNeeded ?? StoredRound.CallOf(Call).Assignment.ExpertsPerApplication;
        var missing = Math.Max(0, needed - seated.Count(s => s.IsLive));
        List<Vacancy> vacancies =
        [
            .. seated.Select(s => departures.GetValueOrDefault(s.Id) is { } why && !SeatHistory.IsReplaced(facts, s.ExpertId, why.At)
                ? new Vacancy(s.Id, s.ExpertId, s.Expert, s.Name, why) : null).OfType<Vacancy>().OrderByDescending(v => v.Why.At)
                    .Take(missing),
        ];
        var substitutes = vacancies.Count > 0 && IsIn(CallStage.Scoring)
            ? await SubstituteList.OfAsync(db, Call, application, seated, Now, cancellationToken) : SubstituteList.None;
        return new SeatsPage(
            Call, application, sheets, Math.Max(0, needed - sheets.Count(s => s.IsLive)), vacancies, substitutes,
            await SeatHistory.SayAsync(db, facts, sheets, cancellationToken), typed, leaver?.Id);
    }

    private string Seats(ApplicationRow application) => At($"progress/applications/{Segment.Of(application.Code)}");
}
