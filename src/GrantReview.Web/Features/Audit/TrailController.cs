using GrantReview.Core.Acts;
using GrantReview.Data;
using GrantReview.Web.Features.Calls;
using GrantReview.Web.Hosting;
using GrantReview.Web.Localisation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Audit;

/// <param name="Url">Of this page, for going to older and newer entries.</param>
public sealed record TrailPage(IReadOnlyList<AuditRow> Rows, string Url, int Number, bool HasOlder, bool CanCheck);

/// <summary>The audit trail of one call.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class TrailController(AppDb db, TimeProvider time) : CallController(db, time)
{
    [HttpGet("/calls/{code}/trail")]
    public async Task<IActionResult> Index(int page, CancellationToken cancellationToken) =>
        View("Trail", await AuditController.PageAsync(Db.Audit.Where(a => a.CallId == Call.Id && (Call.State.ScoresAreOpened || a.Subject != AuditController.Points)), At("trail"), page, false, cancellationToken));
}

/// <summary>The whole audit trail, without points that are sealed; its chain can be checked.</summary>
[Authorize(Policy = Access.Audit)]
public sealed class AuditController(AppDb db) : Controller
{
    /// <summary>Entries about points carry this subject and stay hidden while scores are sealed.</summary>
    public const string Points = "leaf-score";
    private const int PageLength = 100;

    [HttpGet("/audit")]
    public async Task<IActionResult> Index(int page, CancellationToken cancellationToken)
    {
        var calls = User.CallsAs(Capacity.Supervisor, Capacity.Auditor);
        var seesAll = User.Is(Capacity.AuditAdministrator);
        return View("Trail", await PageAsync(
            db.Audit.Where(a => (seesAll && a.Subject != Points) || (a.CallId != null && calls.Contains(a.CallId.Value)
                && (a.Subject != Points || db.Calls.Any(c => c.Id == a.CallId && c.State.Opening != null)))), "/audit", page, seesAll, cancellationToken));
    }

    [Authorize(Policy = Access.CheckRecord)]
    [HttpPost("/audit/check")]
    public async Task<IActionResult> Check(CancellationToken cancellationToken)
    {
        while (await AuditSeal.SealAsync(db, cancellationToken) > 0)
        {
        }
        var broken = await AuditSeal.FirstBrokenAsync(db, cancellationToken);
        TempData[broken is null ? "Done" : "Refused"] = broken is null
            ? Text.Of("Trail.Whole", await db.Audit.CountAsync(a => a.Sequence != null, cancellationToken)) : Text.Of("Trail.Broken", broken.Sequence);
        return Redirect("/audit");
    }

    internal static async Task<TrailPage> PageAsync(IQueryable<AuditRow> rows, string url, int page, bool canCheck, CancellationToken cancellationToken)
    {
        var number = Math.Max(0, page);
        var shown = await rows.AsNoTracking().OrderByDescending(a => a.Id).Skip(number * PageLength).Take(PageLength + 1).ToListAsync(cancellationToken);
        return new TrailPage([.. shown.Take(PageLength)], url, number, shown.Count > PageLength, canCheck);
    }
}
