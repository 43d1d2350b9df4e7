using GrantReview.Core.Acts;
using GrantReview.Core.Assignments;
using GrantReview.Core.Calls;
using GrantReview.Core.Scoring;
using GrantReview.Data;
using GrantReview.Web.Features.Assignments;
using GrantReview.Web.Features.Calls;
using GrantReview.Web.Hosting;
using Hangfire;
using GrantReview.Web.Localisation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Scoring;

/// <summary>A sheet that was taken back and that nobody has replaced, and why.</summary>
public sealed record Vacancy(Guid SheetId, string Expert, string Name, AuditRow Why);

/// <param name="History">Everything that happened to the seats, newest first; never points.</param>
public sealed record SeatsPage(
    CallRow Call, ApplicationRow Application, IReadOnlyList<SheetEntry> Sheets, int Missing, IReadOnlyList<Vacancy> Vacancies, SubstituteList Substitutes, IReadOnlyList<AuditRow> History);

/// <summary>Who scores one application: an expert declines or does not turn up, and a substitute takes the seat; nobody else is moved and no sheet is deleted.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class SeatsController(AppDb db, TimeProvider time, IBackgroundJobClient jobs) : CallController(db, time)
{
    private static readonly string[] LeavingActs = ["decline", "no-show", "hold", "declare-conflict", "unassign"];

    [HttpGet("/calls/{code}/progress/applications/{id}")]
    public async Task<IActionResult> Index(string id, CancellationToken cancellationToken) =>
        await Db.Applications.AsNoTracking().SingleOrDefaultAsync(a => a.CallId == Call.Id && a.Code == id, cancellationToken) is { } application
            ? View("Seats", await PageAsync(application, cancellationToken)) : NotFound();

    /// <summary>An expert gives one application back, or does not turn up; the sheet is suspended with all that is in it.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/progress/{id:guid}/decline")]
    public async Task<IActionResult> Decline(Guid id, bool noShow, string? reason, CancellationToken cancellationToken)
    {
        ApplicationRow? application = null;
        ExpertRow? expert = null;
        var refusal = await DoAsync(Capacity.Officer, async (db, by) =>
        {
            if (await db.ScoreSheets.SingleOrDefaultAsync(s => s.Id == id && s.CallId == Call.Id, cancellationToken) is not { State.IsOpen: true } sheet)
            {
                return new Refusal.NotThere();
            }
            var call = await db.Calls.SingleAsync(c => c.Id == Call.Id, cancellationToken);
            application = await db.Applications.SingleAsync(a => a.Id == sheet.ApplicationId, cancellationToken);
            expert = await db.Experts.SingleAsync(e => e.Id == sheet.ExpertId, cancellationToken);
            var before = sheet.State.Status;
            var answer = sheet.Do(new SheetLife.Leave(noShow ? Leaving.NoShow : Leaving.Declined, FreeText.Given(reason)), by, CallGate.Seen(call.State));
            if (answer.Refusal is null)
            {
                db.Record(by.At, User.Who(), noShow ? "no-show" : "decline", "sheet", $"{application.Code}/{expert.Code}", Call.Id,
                    $"{before}", $"{sheet.State.Status}", reason?.Trim() ?? "");
                if (await SeatMails.OfSeatAsync(db, Call, "decline", application, expert, by.At, cancellationToken) is { } mail)
                {
                    db.Mails.Add(mail);
                }
            }
            return answer;
        }, cancellationToken);
        if (refusal is Refusal.NotThere || application is null || expert is null)
        {
            return NotFound();
        }
        if (refusal is not null)
        {
            return RefusedSaying(Seats(application), refusal is SheetLife.NotScoring ? Text.Of("Progress.NotScoring") : RefusalText.Of(refusal));
        }
        jobs.Enqueue<MailJob>(job => job.RunAsync(CancellationToken.None));
        return Done(Seats(application), "Seats.Left", expert.Name, application.Code);
    }

    /// <summary>A proposed substitute takes the seat that somebody left.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/progress/{id:guid}/substitute")]
    public async Task<IActionResult> Replace(Guid id, Guid expert, CancellationToken cancellationToken)
    {
        var sheet = await Db.ScoreSheets.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id && s.CallId == Call.Id && s.State.Status == SheetStatus.Suspended, cancellationToken);
        var plan = await StoredSeats.PlanAsync(Db, Call.Id, cancellationToken);
        var expertRow = await Db.Experts.SingleOrDefaultAsync(e => e.Id == expert && e.CallId == Call.Id, cancellationToken);
        if (sheet is null || plan is null || expertRow is null)
        {
            return NotFound();
        }
        var application = await Db.Applications.SingleAsync(a => a.Id == sheet.ApplicationId, cancellationToken);
        if (!IsIn(CallStage.Scoring))
        {
            return Refused(Seats(application), "Progress.NotScoring");
        }
        var page = await PageAsync(application, cancellationToken);
        if (page.Vacancies.SingleOrDefault(v => v.SheetId == id) is not { } vacancy || page.Substitutes.Proposed.SingleOrDefault(s => s.Expert.Id == expert) is not { } substitute)
        {
            return Refused(Seats(application), "Seats.NotProposed", expertRow.Name, application.Code);
        }
        Db.Assignments.RemoveRange(await Db.Assignments.Where(a => a.PlanId == plan.Id && a.ApplicationId == application.Id && a.ExpertId == sheet.ExpertId).ToListAsync(cancellationToken));
        await StoredSeats.OpenAsync(Db, plan, [(application.Id, expertRow.Id, substitute.Affinity)], ByMe(Capacity.Officer), cancellationToken);
        Record("replace", "sheet", $"{application.Code}/{expertRow.Code}", vacancy.Expert, expertRow.Code, $"{vacancy.Why.Action}: {vacancy.Why.Reason}{(substitute.DrawPlace is { } place ? $" (draw {page.Substitutes.Draw}, place {place})" : "")}");
        await SaveAndTellAsync("replacement", application, expertRow, cancellationToken);
        return Done(Seats(application), "Seats.Replaced", expertRow.Name, vacancy.Name, application.Code);
    }

    /// <summary>One more expert for an application, whom the officer names.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/progress/experts")]
    public async Task<IActionResult> Add(Guid application, Guid expert, string? reason, CancellationToken cancellationToken)
    {
        var applicationRow = await Db.Applications.SingleOrDefaultAsync(a => a.Id == application && a.CallId == Call.Id, cancellationToken);
        var expertRow = await Db.Experts.SingleOrDefaultAsync(e => e.Id == expert && e.CallId == Call.Id, cancellationToken);
        var plan = await StoredSeats.PlanAsync(Db, Call.Id, cancellationToken);
        if (applicationRow is null || expertRow is null || plan is null)
        {
            return NotFound();
        }
        if (!IsIn(CallStage.Scoring))
        {
            return Refused(At("progress"), "Progress.NotScoring");
        }
        if (string.IsNullOrWhiteSpace(reason))
        {
            return Refused(At("progress"), "Form.Needs");
        }
        var round = await StoredRound.LoadAsync(Db, Call, cancellationToken);
        if (round.FindConflicts().Any(c => c.Application == applicationRow.Code && c.Expert == expertRow.Code))
        {
            return Refused(At("progress"), "Progress.AddBarred", expertRow.Name, applicationRow.Code);
        }
        if (await Db.ScoreSheets.AnyAsync(s => s.ApplicationId == application && s.ExpertId == expert && s.State.Status != SheetStatus.Suspended, cancellationToken))
        {
            return Refused(At("progress"), "Progress.AddTwice", expertRow.Name, applicationRow.Code);
        }
        await StoredSeats.OpenAsync(Db, plan, [(application, expert, new Matching(round, plan.Seed).Of(applicationRow.Code, expertRow.Code))], ByMe(Capacity.Officer), cancellationToken);
        Record("assign", "sheet", $"{applicationRow.Code}/{expertRow.Code}", "", $"{SheetStatus.Open}", reason);
        await SaveAndTellAsync("replacement", applicationRow, expertRow, cancellationToken);
        return Done(At("progress"), "Progress.Added", expertRow.Name, applicationRow.Code);
    }

    /// <summary>The mail commits with the change and is sent afterwards.</summary>
    private async Task SaveAndTellAsync(string kind, ApplicationRow application, ExpertRow expert, CancellationToken cancellationToken)
    {
        if (await SeatMails.OfSeatAsync(Db, Call, kind, application, expert, Now, cancellationToken) is { } mail)
        {
            Db.Mails.Add(mail);
        }
        await Db.SaveChangesAsync(cancellationToken);
        jobs.Enqueue<MailJob>(job => job.RunAsync(CancellationToken.None));
    }

    private async Task<SeatsPage> PageAsync(ApplicationRow application, CancellationToken cancellationToken)
    {
        var sheets = await (
            from s in Db.ScoreSheets.AsNoTracking()
            join e in Db.Experts on s.ExpertId equals e.Id
            where s.ApplicationId == application.Id
            orderby e.Code
            select new SheetEntry(s.Id, application.Id, application.Code, application.Title, e.Id, e.Code, e.Name, s.State.Status, s.Leaves.Any())).ToListAsync(cancellationToken);
        var prefix = application.Code + "/";
        var history = await Db.Audit.AsNoTracking().Where(a => a.CallId == Call.Id && (a.Subject == "sheet" || a.Subject == "conflict") && a.SubjectId.StartsWith(prefix))
            .OrderByDescending(a => a.Id).ToListAsync(cancellationToken);
        var needed = application.ExpertsNeeded ?? StoredRound.CallOf(Call).Assignment.ExpertsPerApplication;
        var missing = Math.Max(0, needed - sheets.Count(s => s.IsLive));
        var vacancies = sheets.Where(s => s.Status == SheetStatus.Suspended).Select(VacancyOf).OfType<Vacancy>().OrderByDescending(v => v.Why.Id).Take(missing).ToList();
        var substitutes = vacancies.Count > 0 && IsIn(CallStage.Scoring) ? await SubstituteList.OfAsync(Db, Call, application, sheets, cancellationToken) : SubstituteList.None;
        return new SeatsPage(Call, application, sheets, missing, vacancies, substitutes, history);

        Vacancy? VacancyOf(SheetEntry sheet)
        {
            var left = history.FirstOrDefault(h => LeavingActs.Contains(h.Action) && (h.SubjectId == prefix + sheet.Expert || h.SubjectId.StartsWith($"{prefix}{sheet.Expert}/", StringComparison.Ordinal)));
            return left is null || history.Any(h => h.Action == "replace" && h.Before == sheet.Expert && h.Id > left.Id) ? null : new Vacancy(sheet.Id, sheet.Expert, sheet.Name, left);
        }
    }

    private string Seats(ApplicationRow application) => At($"progress/applications/{Uri.EscapeDataString(application.Code)}");
}
