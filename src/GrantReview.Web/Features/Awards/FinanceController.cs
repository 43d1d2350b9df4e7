using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Localisation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Awards;

/// <summary>Approved award lists for finance: look, download, mark as taken over.</summary>
[Authorize(Policy = Access.Pay)]
public sealed class FinanceController(AppDb db, TimeProvider time) : Controller
{
    [HttpGet("/finance")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) =>
        View("Finance", new ProposalsPage(await ApprovalsController.EntriesAsync(db, db.Proposals.Where(p => p.Status == ProposalStatus.Approved), cancellationToken)));

    [HttpGet("/finance/{id:guid}")]
    public async Task<IActionResult> One(Guid id, CancellationToken cancellationToken) =>
        (await ApprovalsController.EntriesAsync(db, db.Proposals.Where(p => p.Id == id && p.Status == ProposalStatus.Approved), cancellationToken)).SingleOrDefault() is { } entry
            ? View("AwardList", new ProposalPage(entry, await ApprovalsController.AwardsAsync(db, id, cancellationToken), null, false)) : NotFound();

    /// <summary>The workbook that the approved run wrote, in the reader's language.</summary>
    [HttpGet("/finance/{id:guid}/awards.xlsx")]
    public async Task<IActionResult> Excel(Guid id, CancellationToken cancellationToken)
    {
        var name = Text.Culture == "en" ? "awards.en.xlsx" : "awards.xlsx";
        var proposal = await db.Proposals.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id && p.Status == ProposalStatus.Approved, cancellationToken);
        var file = proposal is null ? null : await db.RunFiles.AsNoTracking().SingleOrDefaultAsync(f => f.RunId == proposal.RunId && f.Name == name, cancellationToken);
        if (proposal is null || file is null)
        {
            return NotFound();
        }
        var code = await db.Calls.Where(c => c.Id == proposal.CallId).Select(c => c.Code).SingleAsync(cancellationToken);
        db.Record(time.GetUtcNow().UtcDateTime, User.Who(), "download", "award-list", $"{id}", proposal.CallId, after: file.Sha256);
        await db.SaveChangesAsync(cancellationToken);
        return File(file.Content, file.ContentType, $"{code}-{name}");
    }

    [HttpPost("/finance/{id:guid}")]
    public async Task<IActionResult> Mark(Guid id, CancellationToken cancellationToken)
    {
        if (await db.Proposals.SingleOrDefaultAsync(p => p.Id == id && p.Status == ProposalStatus.Approved && p.ExportedAt == null, cancellationToken) is not { } proposal)
        {
            return NotFound();
        }
        proposal.ExportedAt = time.GetUtcNow().UtcDateTime;
        db.Record(proposal.ExportedAt.Value, User.Who(), "take-over", "award-list", $"{id}", proposal.CallId);
        await db.SaveChangesAsync(cancellationToken);
        TempData["Done"] = Text.Of("Finance.Marked");
        return Redirect($"/finance/{id}");
    }
}
