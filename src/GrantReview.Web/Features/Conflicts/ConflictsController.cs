using GrantReview.Core.Acts;
using GrantReview.Core.Conflicts;
using GrantReview.Core.Scoring;
using GrantReview.Data;
using GrantReview.Web.Features.Calls;
using GrantReview.Web.Hosting;
using GrantReview.Web.Localisation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Conflicts;

/// <summary>Who is kept from what, and why. A found conflict is set aside only by two persons; one that a person stated never is.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class ConflictsController(AppDb db, TimeProvider time) : CallController(db, time)
{
    [HttpGet("/calls/{code}/conflicts")]
    public async Task<IActionResult> Index(ConflictView view, string? application, string? expert, CancellationToken cancellationToken) =>
        View("Conflicts", await ConflictsPage.LoadAsync(Db, Call, view, application, expert, cancellationToken));

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/conflicts/{id:guid}/confirm")]
    public Task<IActionResult> Confirm(Guid id, CancellationToken cancellationToken) => DecideAsync(id, ConflictDecisions.RefuseConfirm, row =>
    {
        (row.Status, row.DecidedById, row.DecidedAt) = (ConflictStatus.Confirmed, User.Id(), Now);
        return $"{row.Status}";
    }, "", cancellationToken);

    /// <summary>An officer proposes to dismiss it, with a reason; the pair stays apart until another person decides.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/conflicts/{id:guid}/propose")]
    public Task<IActionResult> Propose(Guid id, string? reason, CancellationToken cancellationToken) => DecideAsync(id, c => ConflictDecisions.RefuseProposal(c, reason), row =>
    {
        (row.RaisedById, row.Reason) = (User.Id(), reason);
        return "proposed-to-dismiss";
    }, reason ?? "", cancellationToken);

    [Authorize(Policy = Access.Approve)]
    [HttpPost("/calls/{code}/conflicts/{id:guid}/decide")]
    public Task<IActionResult> Decide(Guid id, bool dismiss, string? reason, CancellationToken cancellationToken) => DecideAsync(id, c => ConflictDecisions.RefuseAgreement(c, User.Id()), row =>
    {
        (row.Status, row.DecidedById, row.DecidedAt) = (dismiss ? ConflictStatus.Dismissed : ConflictStatus.Confirmed, User.Id(), Now);
        if (!dismiss)
        {
            (row.RaisedById, row.Reason) = (null, null);
        }
        return $"{row.Status}";
    }, reason ?? "", cancellationToken);

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/conflicts")]
    public async Task<IActionResult> Pin(string? application, string? expert, string? reason, CancellationToken cancellationToken)
    {
        if (!IsOpen)
        {
            return Refused(At("conflicts"), "Conflicts.Closed");
        }
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > Row.NoteLength)
        {
            return Refused(At("conflicts"), "Form.Needs");
        }
        if (await ConflictsPage.PairAsync(Db, Call, application, expert, cancellationToken) is not (var applicationRow, var expertRow))
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
            Source = ConflictSource.Pinned, Status = ConflictStatus.Pinned, RaisedById = User.Id(), RaisedAt = Now, Reason = reason,
        });
        Record("pin-conflict", "conflict", $"{applicationRow.Code}/{expertRow.Code}", "", nameof(ConflictStatus.Pinned), reason);
        await StoredConflicts.HoldAsync(Db, Call, Now, cancellationToken);
        return Done(At("conflicts"), "Conflicts.Done");
    }

    /// <summary>Is it one person? Until somebody answers the pair stays apart; without an answer the question is asked again.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/conflicts/questions/{id:guid}")]
    public async Task<IActionResult> Answer(Guid id, bool? same, string? reason, CancellationToken cancellationToken)
    {
        var row = await Db.IdentityQuestions.SingleOrDefaultAsync(q => q.Id == id && q.CallId == Call.Id, cancellationToken);
        if (row is null)
        {
            return NotFound();
        }
        if (!IsOpen)
        {
            return Refused(At("conflicts"), "Conflicts.Closed");
        }
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > Row.NoteLength)
        {
            return Refused(At("conflicts"), "Form.Needs");
        }
        Record("answer-identity", "conflict", await NameOfAsync(row.ApplicationId, row.ExpertId, cancellationToken), Shown(row.IsSame), Shown(same), reason);
        (row.IsSame, row.AnsweredById, row.AnsweredAt, row.Reason) = (same, User.Id(), Now, reason);
        await StoredConflicts.FindAsync(Db, Call, Now, cancellationToken);
        return Done(At("conflicts"), "Conflicts.Done");

        string Shown(bool? same) => $"{row.Name} ({row.About}): {(same is null ? "?" : same == true ? "same" : "different")}";
    }

    /// <summary>The supervisor rules on a held sheet: it counts, or it does not.</summary>
    [Authorize(Policy = Access.Supervise)]
    [HttpPost("/calls/{code}/conflicts/sheets/{id:guid}")]
    public async Task<IActionResult> Rule(Guid id, bool counts, string? reason, CancellationToken cancellationToken)
    {
        var sheet = await Db.ScoreSheets.SingleOrDefaultAsync(s => s.Id == id && s.CallId == Call.Id && s.State.Status == SheetStatus.Held, cancellationToken);
        if (sheet is null)
        {
            return NotFound();
        }
        if (!IsOpen)
        {
            return Refused(At("conflicts"), "Conflicts.Closed");
        }
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > Row.NoteLength)
        {
            return Refused(At("conflicts"), "Form.Needs");
        }
        sheet.Do(new SheetLife.Rule(counts, FreeText.Given(reason)), ByMe(Capacity.Supervisor), SheetEvidence.Scoring);
        Record("rule-sheet", "sheet", await NameOfAsync(sheet.ApplicationId, sheet.ExpertId, cancellationToken), $"{SheetStatus.Held}", $"{sheet.State.Status}", reason);
        await Db.SaveChangesAsync(cancellationToken);
        return Done(At("conflicts"), counts ? "Conflicts.RuledCounts" : "Conflicts.RuledDiscounted");
    }

    private bool IsOpen => StoredConflicts.AreOpen(Call);

    private async Task<IActionResult> DecideAsync(Guid id, Func<ConflictState, ConflictRefusal?> refuse, Func<ConflictRow, string> decide, string reason, CancellationToken cancellationToken)
    {
        var row = await Db.Conflicts.SingleOrDefaultAsync(c => c.Id == id && c.CallId == Call.Id, cancellationToken);
        if (row is null)
        {
            return NotFound();
        }
        if (!IsOpen)
        {
            return Refused(At("conflicts"), "Conflicts.Closed");
        }
        if (reason.Length > Row.NoteLength)
        {
            return Refused(At("conflicts"), "Form.Invalid");
        }
        switch (refuse(ConflictEntry.StateOf(row)))
        {
            case ConflictRefusal.NeedsReason:
                return Refused(At("conflicts"), "Form.Needs");
            case ConflictRefusal.NeverDismissed never:
                return Refused(At("conflicts"), "Conflicts.Never", Text.Of($"Ground.{never.Ground}"));
            case ConflictRefusal.NeedsAnswer:
                return Refused(At("conflicts"), "Conflicts.NeedsAnswer");
            case ConflictRefusal.SamePerson:
                return Refused(At("conflicts"), "Conflicts.OwnRequest");
            case ConflictRefusal.NotProposed:
                return Refused(At("conflicts"), "Conflicts.NotProposed");
            case ConflictRefusal.AlreadyProposed:
                return Refused(At("conflicts"), "Conflicts.AlreadyProposed");
            case ConflictRefusal.NotOpen notOpen:
                return Refused(At("conflicts"), "Conflicts.NotOpen", Text.Of($"ConflictStatus.{notOpen.Status}"));
        }
        var before = row.RaisedById is not null ? "proposed-to-dismiss" : $"{row.Status}";
        var after = decide(row);
        Record("decide-conflict", "conflict", $"{await NameOfAsync(row.ApplicationId, row.ExpertId, cancellationToken)}/{row.Ground}", before, after, reason.Length > 0 ? reason : row.Reason ?? "");
        await Db.SaveChangesAsync(cancellationToken);
        return Done(At("conflicts"), "Conflicts.Done");
    }

    private async Task<string> NameOfAsync(Guid application, Guid expert, CancellationToken cancellationToken) =>
        await Db.Applications.Where(a => a.Id == application).Select(a => a.Code).SingleAsync(cancellationToken)
        + "/" + await Db.Experts.Where(e => e.Id == expert).Select(e => e.Code).SingleAsync(cancellationToken);
}
