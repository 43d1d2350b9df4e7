using GrantReview.Core.Acts;
using GrantReview.Core.Calls;
using GrantReview.Data;
using GrantReview.Web.Features.Calls;
using GrantReview.Web.Hosting;
using GrantReview.Web.Localisation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Awards;

public sealed record ProposalEntry(ProposalRow Proposal, CallRow Call, string By, int Awards, long SumFen);

public sealed record ProposalsPage(IReadOnlyList<ProposalEntry> Proposals);

public sealed record AwardEntry(string Application, string Title, string Unit, string UnitCode, int Place, long AmountFen);

/// <param name="Before">The awards of the proposal before; null = this is the first.</param>
public sealed record ProposalPage(ProposalEntry Proposal, IReadOnlyList<AwardEntry> Awards, IReadOnlyList<AwardEntry>? Before, bool IsOwn, IReadOnlyList<RuleChange> RuleChanges);

/// <summary>A second person approves or returns what somebody else proposed.</summary>
[Authorize(Policy = Access.Approve)]
public sealed class ApprovalsController(AppDb db, TimeProvider time) : Controller
{
    [HttpGet("/approvals")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) =>
        View("Approvals", new ProposalsPage(await EntriesAsync(db, Mine, cancellationToken)));

    [HttpGet("/approvals/{id:guid}")]
    public async Task<IActionResult> One(Guid id, CancellationToken cancellationToken)
    {
        if ((await EntriesAsync(db, Mine.Where(p => p.Id == id), cancellationToken)).SingleOrDefault() is not { } entry)
        {
            return NotFound();
        }
        var before = await db.Proposals.AsNoTracking().Where(p => p.CallId == entry.Call.Id && p.ProposedAt < entry.Proposal.ProposedAt).OrderByDescending(p => p.ProposedAt).FirstOrDefaultAsync(cancellationToken);
        return View("Approval", new ProposalPage(
            entry, await AwardsAsync(db, id, cancellationToken), before is null ? null : await AwardsAsync(db, before.Id, cancellationToken), entry.Proposal.ProposedById == User.Id(),
            await RuleChange.ListAsync(db, entry.Call.Id, cancellationToken)));
    }

    [HttpPost("/approvals/{id:guid}")]
    public async Task<IActionResult> Decide(Guid id, bool approve, string? reason, CancellationToken cancellationToken)
    {
        var proposal = await Mine.SingleOrDefaultAsync(p => p.Id == id, cancellationToken);
        if (proposal is null)
        {
            return NotFound();
        }
        if (proposal.Status != ProposalStatus.Proposed)
        {
            TempData["Refused"] = Text.Of("Approvals.Meanwhile");
            return Redirect($"/approvals/{id}");
        }
        if (proposal.ProposedById == User.Id() || (!approve && string.IsNullOrWhiteSpace(reason)))
        {
            TempData["Refused"] = Text.Of(proposal.ProposedById == User.Id() ? "Approvals.Own" : "Form.Needs");
            return Redirect($"/approvals/{id}");
        }
        var now = time.GetUtcNow().UtcDateTime;
        var call = await db.Calls.SingleAsync(c => c.Id == proposal.CallId, cancellationToken);
        if (approve && call.State.Stage != CallStage.Allocating)
        {
            TempData["Refused"] = Text.Of("Approvals.Moved", Text.Of($"Stage.{call.State.Stage}"));
            return Redirect($"/approvals/{id}");
        }
        if (approve && !await FrozenPackages.FreezeEvaluationAsync(db, call, proposal, now, cancellationToken))
        {
            TempData["Refused"] = Text.Of("Allocation.Stale");
            return Redirect($"/approvals/{id}");
        }
        (proposal.Status, proposal.DecidedById, proposal.DecidedAt) = (approve ? ProposalStatus.Approved : ProposalStatus.Returned, User.Id(), now);
        proposal.Note = approve ? proposal.Note : reason ?? "";
        db.Record(now, User.Who(), approve ? "approve" : "return", "proposal", $"{id}", call.Id, $"{ProposalStatus.Proposed}", $"{proposal.Status}", reason ?? "");
        if (approve)
        {
            call.Follow(CallStage.Deliberation, new By(User.Id(), Capacity.Approver, now, Guid.CreateVersion7()));
            db.Record(now, User.Who(), "stage-forward", "call", call.Code, call.Id, $"{CallStage.Allocating}", $"{CallStage.Deliberation}");
        }
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Two approvers at once: the first one decided, and nothing of the second is kept.
            TempData["Refused"] = Text.Of("Approvals.Meanwhile");
            return Redirect($"/approvals/{id}");
        }
        TempData["Done"] = Text.Of(approve ? "Approvals.ApprovedNow" : "Approvals.ReturnedNow", call.Code);
        return Redirect("/approvals");
    }

    /// <summary>Proposals of the calls whose approver the person is.</summary>
    private IQueryable<ProposalRow> Mine
    {
        get
        {
            var calls = User.CallsAs(Capacity.Approver);
            return db.Proposals.Where(p => calls.Contains(p.CallId));
        }
    }

    internal static async Task<IReadOnlyList<ProposalEntry>> EntriesAsync(AppDb db, IQueryable<ProposalRow> proposals, CancellationToken cancellationToken)
    {
        var rows = await (
            from p in proposals.AsNoTracking()
            join c in db.Calls on p.CallId equals c.Id
            join u in db.Users on p.ProposedById equals u.Id
            orderby p.ProposedAt descending
            select new { p, c, u.DisplayName, Awards = db.Awards.Where(a => a.ProposalId == p.Id).Select(a => a.AmountFen).ToList() }).ToListAsync(cancellationToken);
        return [.. rows.Select(r => new ProposalEntry(r.p, r.c, r.DisplayName, r.Awards.Count, r.Awards.Sum()))];
    }

    internal static Task<List<AwardEntry>> AwardsAsync(AppDb db, Guid proposalId, CancellationToken cancellationToken) => (
        from w in db.Awards.AsNoTracking()
        join a in db.Applications on w.ApplicationId equals a.Id
        where w.ProposalId == proposalId
        orderby a.Category, w.Place
        select new AwardEntry(a.Code, a.Title, a.Unit, a.UnitCode, w.Place, w.AmountFen)).ToListAsync(cancellationToken);
}
