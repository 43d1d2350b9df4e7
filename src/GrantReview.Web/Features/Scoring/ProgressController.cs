using GrantReview.Core.Calls;
using GrantReview.Data;
using GrantReview.Web.Features.Calls;
using GrantReview.Web.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Scoring;

public sealed record SheetState(Guid Id, Guid ApplicationId, string Application, string Title, Guid ExpertId, string Expert, string Name, SheetStatus Status, bool HasStarted)
{
    /// <summary>Due or done; a sheet that was taken back, held or discounted is neither.</summary>
    public bool IsLive => Status is SheetStatus.Open or SheetStatus.Returned or SheetStatus.Submitted;
}

/// <param name="Needed">Application id → experts it still lacks.</param>
/// <param name="Asker">Who asked to open the scores.</param>
public sealed record ProgressPage(
    CallRow Call, IReadOnlyList<SheetState> Sheets, IReadOnlyDictionary<Guid, int> Needed, IReadOnlyList<(Guid Id, string Code, string Name)> Experts, string? Asker, bool CanFill)
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
            select new SheetState(s.Id, a.Id, a.Code, a.Title, e.Id, e.Code, e.Name, s.Status, s.Leaves.Any())).ToListAsync(cancellationToken);
        var call = StoredRound.CallOf(Call);
        var needs = await Db.Applications.Where(a => a.CallId == Call.Id && a.Eligible).Select(a => new { a.Id, a.ExpertsNeeded }).ToListAsync(cancellationToken);
        var seats = sheets.Where(s => s.IsLive).CountBy(s => s.ApplicationId).ToDictionary();
        var experts = await Db.Experts.Where(e => e.CallId == Call.Id).OrderBy(e => e.Code).Select(e => new { e.Id, e.Code, e.Name }).ToListAsync(cancellationToken);
        return View("Progress", new ProgressPage(
            Call, sheets,
            needs.ToDictionary(n => n.Id, n => (n.ExpertsNeeded ?? call.Assignment.ExpertsPerApplication) - seats.GetValueOrDefault(n.Id)),
            [.. experts.Select(e => (e.Id, e.Code, e.Name))],
            await Db.Users.Where(u => u.Id == Call.UnsealRequestedById).Select(u => u.DisplayName).FirstOrDefaultAsync(cancellationToken),
            environment.IsDevelopment() && Call.Code.StartsWith(DemoRound.Code, StringComparison.Ordinal) && IsIn(CallStage.Scoring) && User.RunsCalls()));
    }

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/progress/{id:guid}/return")]
    public async Task<IActionResult> Return(Guid id, string? reason, CancellationToken cancellationToken)
    {
        var sheet = await Db.ScoreSheets.SingleOrDefaultAsync(s => s.Id == id && s.CallId == Call.Id && s.Status == SheetStatus.Submitted, cancellationToken);
        if (sheet is null)
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
        var application = await Db.Applications.SingleAsync(a => a.Id == sheet.ApplicationId, cancellationToken);
        var expert = await Db.Experts.SingleAsync(e => e.Id == sheet.ExpertId, cancellationToken);
        (sheet.Status, sheet.ReturnReason, sheet.SubmittedAt) = (SheetStatus.Returned, reason, null);
        Record("return", "sheet", $"{application.Code}/{expert.Code}", $"{SheetStatus.Submitted}", $"{SheetStatus.Returned}", reason);
        await Db.SaveChangesAsync(cancellationToken);
        return Done(At("progress"), "Progress.Returned", expert.Name, application.Code);
    }

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/progress/close")]
    public async Task<IActionResult> Close(string? reason, CancellationToken cancellationToken)
    {
        if (!IsIn(CallStage.Scoring))
        {
            return Refused(At("progress"), "Progress.NotScoring");
        }
        var open = await Db.ScoreSheets.CountAsync(s => s.CallId == Call.Id && (s.Status == SheetStatus.Open || s.Status == SheetStatus.Returned), cancellationToken);
        if (open > 0 && string.IsNullOrWhiteSpace(reason))
        {
            return Refused(At("progress"), "Progress.CloseOpen", open);
        }
        (Call.Stage, Call.ScoringClosedAt) = (CallStage.Ranking, Now);
        Record("close-scoring", "call", Call.Code, $"{CallStage.Scoring}", $"{CallStage.Ranking}", reason ?? "");
        await Db.SaveChangesAsync(cancellationToken);
        return Done(At("progress"), "Progress.Closed");
    }

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/progress/ask")]
    public async Task<IActionResult> Ask(CancellationToken cancellationToken)
    {
        if (Call.ScoringClosedAt is null || Call.IsUnsealed)
        {
            return NotFound();
        }
        (Call.UnsealRequestedById, Call.UnsealRequestedAt) = (User.Id(), Now);
        Record("ask-unseal", "call", Call.Code);
        await Db.SaveChangesAsync(cancellationToken);
        return Done(At("progress"), "Progress.AskedNow");
    }

    [Authorize(Policy = Access.Unseal)]
    [HttpPost("/calls/{code}/progress/open")]
    public async Task<IActionResult> Open(CancellationToken cancellationToken)
    {
        if (Call.ScoringClosedAt is null || Call.UnsealRequestedById is null || Call.IsUnsealed)
        {
            return NotFound();
        }
        if (Call.UnsealRequestedById == User.Id())
        {
            return Refused(At("progress"), "Progress.OwnRequest");
        }
        (Call.UnsealedById, Call.UnsealedAt) = (User.Id(), Now);
        Record("unseal", "call", Call.Code, "sealed", "open");
        await Db.SaveChangesAsync(cancellationToken);
        return Done(At("progress"), "Progress.OpenedNow");
    }

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
        Record("fill-demo", "call", Call.Code);
        await Db.SaveChangesAsync(cancellationToken);
        return Done(At("progress"), "Progress.Filled");
    }
}
