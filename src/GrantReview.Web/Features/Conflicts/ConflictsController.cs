using GrantReview.Core.Calls;
using GrantReview.Core.Conflicts;
using GrantReview.Data;
using GrantReview.Web.Features.Calls;
using GrantReview.Web.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Conflicts;

/// <param name="Asker">Who asks to dismiss it; null = nobody.</param>
public sealed record ConflictEntry(ConflictRow Row, string Application, string Title, string Expert, string Name, string? Asker);

public sealed record ConflictsPage(CallRow Call, IReadOnlyList<ConflictEntry> Conflicts, bool IsOpen);

/// <summary>Who is kept from what, and why. A found conflict is set aside only by two persons; a declared one never is.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class ConflictsController(AppDb db, TimeProvider time) : CallController(db, time)
{
    [HttpGet("/calls/{code}/conflicts")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        var rows = await (
            from c in Db.Conflicts.AsNoTracking()
            join a in Db.Applications on c.ApplicationId equals a.Id
            join e in Db.Experts on c.ExpertId equals e.Id
            where c.CallId == Call.Id
            orderby a.Code, e.Code, c.Ground
            select new { c, a.Code, a.Title, Expert = e.Code, e.Name, Asker = Db.Users.Where(u => u.Id == c.RaisedById).Select(u => u.DisplayName).FirstOrDefault() })
            .ToListAsync(cancellationToken);
        return View("Conflicts", new ConflictsPage(
            Call, [.. rows.Select(r => new ConflictEntry(r.c, r.Code, r.Title, r.Expert, r.Name, r.c.Source == ConflictSource.Found ? r.Asker : null))], IsOpen));
    }

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/conflicts/{id:guid}/confirm")]
    public Task<IActionResult> Confirm(Guid id, CancellationToken cancellationToken) => DecideAsync(id, row =>
    {
        (row.Status, row.RaisedById, row.Reason) = (ConflictStatus.Confirmed, null, null);
        return null;
    }, "", cancellationToken);

    /// <summary>An officer asks, with a reason; the pair stays apart until another person decides.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/conflicts/{id:guid}/ask")]
    public Task<IActionResult> Ask(Guid id, string? reason, CancellationToken cancellationToken) => DecideAsync(id, row =>
    {
        if (string.IsNullOrWhiteSpace(reason))
        {
            return "Form.Needs";
        }
        (row.Status, row.RaisedById, row.Reason) = (ConflictStatus.Found, User.Id(), reason);
        return null;
    }, reason ?? "", cancellationToken);

    [Authorize(Policy = Access.Approve)]
    [HttpPost("/calls/{code}/conflicts/{id:guid}/decide")]
    public Task<IActionResult> Decide(Guid id, bool dismiss, CancellationToken cancellationToken) => DecideAsync(id, row =>
    {
        if (row.RaisedById is null || row.RaisedById == User.Id())
        {
            return "Conflicts.OwnRequest";
        }
        (row.Status, row.DecidedById) = (dismiss ? ConflictStatus.Dismissed : ConflictStatus.Confirmed, User.Id());
        return null;
    }, "", cancellationToken);

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/conflicts")]
    public async Task<IActionResult> Pin(string? application, string? expert, string? reason, CancellationToken cancellationToken)
    {
        if (!IsOpen)
        {
            return Refused(At("conflicts"), "Conflicts.Closed");
        }
        if (string.IsNullOrWhiteSpace(reason))
        {
            return Refused(At("conflicts"), "Form.Needs");
        }
        var applicationRow = await Db.Applications.SingleOrDefaultAsync(a => a.CallId == Call.Id && a.Code == application, cancellationToken);
        var expertRow = await Db.Experts.SingleOrDefaultAsync(e => e.CallId == Call.Id && e.Code == expert, cancellationToken);
        if (applicationRow is null || expertRow is null)
        {
            return Refused(At("conflicts"), "Conflicts.PinUnknown", application, expert);
        }
        if (await Db.Conflicts.AnyAsync(c => c.ApplicationId == applicationRow.Id && c.ExpertId == expertRow.Id && c.Ground == nameof(ConflictSource.Pinned), cancellationToken))
        {
            return Refused(At("conflicts"), "Conflicts.PinExists");
        }
        Db.Conflicts.Add(new ConflictRow
        {
            CallId = Call.Id, ApplicationId = applicationRow.Id, ExpertId = expertRow.Id, Ground = nameof(ConflictSource.Pinned), Evidence = reason,
            Source = ConflictSource.Pinned, Status = ConflictStatus.Pinned, RaisedById = User.Id(), Reason = reason,
        });
        Record("pin-conflict", "conflict", $"{application}/{expert}", "", nameof(ConflictStatus.Pinned), reason);
        await Db.SaveChangesAsync(cancellationToken);
        return Done(At("conflicts"), "Conflicts.Done");
    }

    private bool IsOpen => Call.Stage <= CallStage.Assigning;

    private async Task<IActionResult> DecideAsync(Guid id, Func<ConflictRow, string?> decide, string reason, CancellationToken cancellationToken)
    {
        var row = await Db.Conflicts.SingleOrDefaultAsync(c => c.Id == id && c.CallId == Call.Id && c.Source == ConflictSource.Found, cancellationToken);
        if (row is null)
        {
            return NotFound();
        }
        if (!IsOpen)
        {
            return Refused(At("conflicts"), "Conflicts.Closed");
        }
        var before = row.Status;
        if (decide(row) is { } refusal)
        {
            return Refused(At("conflicts"), refusal);
        }
        var pair = await Db.Applications.Where(a => a.Id == row.ApplicationId).Select(a => a.Code).SingleAsync(cancellationToken)
            + "/" + await Db.Experts.Where(e => e.Id == row.ExpertId).Select(e => e.Code).SingleAsync(cancellationToken);
        Record("decide-conflict", "conflict", pair, $"{before}", row.RaisedById is not null && row.Status == ConflictStatus.Found ? "asked-to-dismiss" : $"{row.Status}", reason);
        await Db.SaveChangesAsync(cancellationToken);
        return Done(At("conflicts"), "Conflicts.Done");
    }
}
