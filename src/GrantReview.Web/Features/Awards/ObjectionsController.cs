using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using GrantReview.Data;
using GrantReview.Web.Features.Calls;
using GrantReview.Web.Hosting;
using GrantReview.Web.Localisation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

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
public sealed record ObjectionsPage(CallRow Call, DecisionRow? Final, IReadOnlyList<(ObjectionRow Row, string Application)> Objections, IReadOnlyDictionary<string, ListedApplication> Applications);

/// <summary>Objections (异议) with the names behind them: the supervisor's desk, closed to everybody else.</summary>
[Authorize(Policy = Access.Supervise)]
public sealed class ObjectionsController(AppDb db, TimeProvider time) : CallController(db, time)
{
    private const string Here = "objections";

    [HttpGet("/calls/{code}/objections")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        var applications = await ListedApplication.ListAsync(Db, Call, cancellationToken);
        var codes = applications.Values.ToDictionary(a => a.Id, a => a.Code);
        var rows = await Db.Objections.AsNoTracking().Where(o => o.CallId == Call.Id).OrderBy(o => o.Number).ToListAsync(cancellationToken);
        return View("Objections", new ObjectionsPage(Call, await NoticeAsync(cancellationToken), [.. rows.Select(r => (r, r.ApplicationId is { } id ? codes[id] : ""))], applications));
    }

    [HttpPost("/calls/{code}/objections")]
    public async Task<IActionResult> Add(ObjectionForm form, CancellationToken cancellationToken)
    {
        if (!IsIn(CallStage.PublicNotice) || await NoticeAsync(cancellationToken) is not { Notice.On: { } opened })
        {
            return Refused(At(Here), "Notice.NotOpen");
        }
        if (string.IsNullOrWhiteSpace(form.Name) || string.IsNullOrWhiteSpace(form.Content) || form.ReceivedOn is not { } day || day < opened || day > Formats.ChinaDay(Now)
            || form.Name.Length > Row.NameLength || (form.Contact ?? "").Length > Row.NameLength || form.Content.Length > Row.NoteLength)
        {
            return Refused(At(Here), "Objections.Needs");
        }
        ListedApplication? about = null;
        if (!string.IsNullOrWhiteSpace(form.Application) && !(await ListedApplication.ListAsync(Db, Call, cancellationToken)).TryGetValue(form.Application, out about))
        {
            return Refused(At(Here), "Deliberation.NoApplication", form.Application);
        }
        var row = new ObjectionRow
        {
            CallId = Call.Id, Number = await Db.Objections.CountAsync(o => o.CallId == Call.Id, cancellationToken) + 1, ApplicationId = about?.Id, Name = form.Name.Trim(), Contact = form.Contact?.Trim() ?? "",
            Content = form.Content.Trim(), ReceivedOn = day, RecordedById = User.Id(),
        };
        Db.Objections.Add(row);
        // The trail is read by officers too: neither who objected nor in which words.
        Record("record", "objection", $"{row.Number}", "", about?.Code ?? "");
        return await SavedAsync("Objections.Recorded", cancellationToken);
    }

    /// <param name="outcome">What officers will read: without who objected.</param>
    [HttpPost("/calls/{code}/objections/{number:int}/decide")]
    public async Task<IActionResult> Decide(int number, bool upheld, string? outcome, CancellationToken cancellationToken)
    {
        if (await Db.Objections.SingleOrDefaultAsync(o => o.CallId == Call.Id && o.Number == number && o.Status == ObjectionStatus.Open, cancellationToken) is not { } row)
        {
            return NotFound();
        }
        if (string.IsNullOrWhiteSpace(outcome) || outcome.Length > Row.NoteLength || outcome.Contains(row.Name, StringComparison.OrdinalIgnoreCase))
        {
            return Refused(At(Here), "Objections.NeedsOutcome");
        }
        (row.Status, row.Outcome, row.DecidedById, row.DecidedAt) = (upheld ? ObjectionStatus.Upheld : ObjectionStatus.Dismissed, outcome.Trim(), User.Id(), Now);
        Record("decide-objection", "objection", $"{number}", $"{ObjectionStatus.Open}", $"{row.Status}", row.Outcome);
        return await SavedAsync("Objections.Decided", cancellationToken);
    }

    private Task<DecisionRow?> NoticeAsync(CancellationToken cancellationToken) =>
        Db.Decisions.AsNoTracking().Where(d => d.CallId == Call.Id && d.Stage == AwardStage.Final).OrderByDescending(d => d.Number).FirstOrDefaultAsync(cancellationToken);

    private async Task<IActionResult> SavedAsync(string done, CancellationToken cancellationToken)
    {
        try
        {
            await Db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            // Another supervisor was faster by a moment; nothing of this act was saved.
            return Refused(At(Here), "Deliberation.Meanwhile");
        }
        return Done(At(Here), done);
    }
}
