using GrantReview.Core.Acts;
using GrantReview.Core.Calls;
using GrantReview.Core.Scoring;
using GrantReview.Data;
using GrantReview.Web.Features.Calls;
using GrantReview.Web.Features.Experts;
using GrantReview.Web.Hosting;
using GrantReview.Web.Localisation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Scoring;

public sealed record SheetEntry(Guid Id, Guid ApplicationId, string Application, string Title, Guid ExpertId, string Expert, string Name, SheetStatus Status, bool HasStarted)
{
    /// <summary>Due or done; a sheet that was taken back, held or discounted is neither.</summary>
    public bool IsLive => Status is SheetStatus.Open or SheetStatus.Returned or SheetStatus.Submitted;
}

/// <param name="Needed">Application id → experts it still lacks.</param>
/// <param name="Asker">Who asked to open the scores.</param>
public sealed record ProgressPage(
    CallRow Call, IReadOnlyList<SheetEntry> Sheets, IReadOnlyDictionary<Guid, int> Needed, IReadOnlyList<(Guid Id, string Code, string Name)> Experts, string? Asker, bool CanFill)
{
    public int Submitted => Sheets.Count(s => s.Status == SheetStatus.Submitted);
    public int Expected => Sheets.Count(s => s.IsLive);
}

/// <summary>How far the scoring is, in states and never in points; closing it, and opening the scores by two persons.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class ProgressController(AppDb db, TimeProvider time, IHostEnvironment environment) : CallController(db, time)
{
    [HttpGet("/calls/{code}/progress")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        var sheets = await (
            from s in Db.ScoreSheets.AsNoTracking()
            join a in Db.Applications on s.ApplicationId equals a.Id
            join e in Db.Experts on s.ExpertId equals e.Id
            where s.CallId == Call.Id
            orderby a.Code, e.Code
            select new SheetEntry(s.Id, a.Id, a.Code, a.Title, e.Id, e.Code, e.Name, s.State.Status, s.Leaves.Any())).ToListAsync(cancellationToken);
        var call = StoredRound.CallOf(Call);
        var admitted = (await StoredStandings.LoadAsync(Db, Call, cancellationToken)).Admitted;
        var needs = await Db.Applications.Where(a => a.CallId == Call.Id && admitted.Contains(a.Code)).Select(a => new { a.Id, a.ExpertsNeeded })
            .ToListAsync(cancellationToken);
        var seats = sheets.Where(s => s.IsLive).CountBy(s => s.ApplicationId).ToDictionary();
        var experts = await Db.Experts.Where(e => e.CallId == Call.Id).OrderBy(e => e.Code).Select(e => new { e.Id, e.Code, e.Name }).ToListAsync(cancellationToken);
        return View("Progress", new ProgressPage(
            Call, sheets,
            needs.ToDictionary(n => n.Id, n => (n.ExpertsNeeded ?? call.Assignment.ExpertsPerApplication) - seats.GetValueOrDefault(n.Id)),
            [.. experts.Select(e => (e.Id, e.Code, e.Name))],
            await NameOfAsync(Call.State.OpeningRequest?.By, cancellationToken),
            environment.IsDevelopment() && Call.Code.StartsWith(DemoRound.Code, StringComparison.Ordinal) && IsIn(CallStage.Scoring) && User.RunsCalls()));
    }

    /// <summary>An officer gives a submitted sheet back; once the scores are opened that is a request which another person confirms.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/progress/{id:guid}/return")]
    public Task<IActionResult> Return(Guid id, string? reason, CancellationToken cancellationToken) =>
        SheetAsync(id, Capacity.Officer, new SheetLife.Return(FreeText.Given(reason)), "Progress.Returned", cancellationToken);

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

    /// <summary>A later deadline for all experts.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/progress/extend")]
    public Task<IActionResult> Extend(DateTime until, string? reason, CancellationToken cancellationToken) =>
        CallAsync(Capacity.Officer, new CallLife.ExtendScoring(Formats.FromChina(until), FreeText.Given(reason)), "Progress.Extended", cancellationToken);

    /// <summary>A later deadline for one expert.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/progress/experts/{id:guid}/extend")]
    public Task<IActionResult> Extend(Guid id, DateTime until, string? reason, CancellationToken cancellationToken) =>
        ActAsync(Capacity.Officer, async (db, by) =>
        {
            var expert = await db.Experts.SingleOrDefaultAsync(e => e.Id == id && e.CallId == Call.Id, cancellationToken);
            var call = await db.Calls.SingleAsync(c => c.Id == Call.Id, cancellationToken);
            return expert?.Do(new ExtensionLife.Extend(Formats.FromChina(until), FreeText.Given(reason)), by, call.State) ?? new Refusal.NotThere();
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
            expert = await db.Experts.Where(e => e.Id == sheet.ExpertId).Select(e => e.Name).SingleAsync(cancellationToken);
            application = await db.Applications.Where(a => a.Id == sheet.ApplicationId).Select(a => a.Code).SingleAsync(cancellationToken);
            var answer = sheet.Do(act, by, CallGate.Seen(call.State));
            asked = sheet.State.Reopening is not null;
            return answer;
        }, "progress", () => Text.Of(asked ? "Progress.ReopeningAsked" : done, expert, application), cancellationToken);
    }

    private Task<string?> NameOfAsync(Guid? person, CancellationToken cancellationToken) =>
        Db.Users.Where(u => u.Id == person).Select(u => u.DisplayName).FirstOrDefaultAsync(cancellationToken);

    /// <summary>Only in development and for the demo round: what experts would do in an afternoon.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/progress/fill")]
    public async Task<IActionResult> Fill(CancellationToken cancellationToken)
    {
        if (!environment.IsDevelopment() || !Call.Code.StartsWith(DemoRound.Code, StringComparison.Ordinal) || !IsIn(CallStage.Scoring))
        {
            return NotFound();
        }
        await DemoRound.FillSheetsAsync(Db, Call, Now, cancellationToken);
        await Db.SaveChangesAsync(cancellationToken);
        return Done(At("progress"), "Progress.Filled");
    }
}
