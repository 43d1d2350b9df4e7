using GrantReview.Core.Assignments;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Reading;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Assignments;

/// <param name="Plan">Number of the draft whose mails are previewed; null = mails that were written.</param>
/// <param name="Unreachable">Experts without an e-mail address.</param>
public sealed record MailsPage(CallRow Call, int? Plan, IReadOnlyList<MailRow> Mails, IReadOnlyList<ExpertRow> Unreachable);

/// <summary>Mails to experts: what a deployment would send, word for word, and what was sent.</summary>
[Authorize(Policy = Access.RunCalls)]
public sealed class MailsController(AppDb db, TimeProvider time) : CallController(db, time)
{
    private const int MostShown = 500;

    [HttpGet("/calls/{code}/assignments/mails")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) =>
        View("Mails", new MailsPage(Call, null, await Db.Mails.AsNoTracking().Where(m => m.CallId == Call.Id).OrderByDescending(m => m.CreatedAt).ThenBy(m => m.Id).Take(MostShown).ToListAsync(cancellationToken), []));

    [HttpGet("/calls/{code}/assignments/{number:int}/mails")]
    public async Task<IActionResult> Preview(int number, CancellationToken cancellationToken)
    {
        if (await Db.AssignmentPlans.AsNoTracking().SingleOrDefaultAsync(p => p.CallId == Call.Id && p.Number == number && p.State.Status == PlanStatus.Draft, cancellationToken) is not { } plan)
        {
            return NotFound();
        }
        var (mails, unreachable) = await SeatMails.OfDeploymentAsync(Db, Call, plan.Id, Now, cancellationToken);
        return View("Mails", new MailsPage(Call, number, mails, unreachable));
    }
}
