using GrantReview.Core.Calls;
using GrantReview.Core.Conflicts;
using GrantReview.Core.Scoring;
using GrantReview.Data;
using GrantReview.Web.Features.Calls;
using GrantReview.Web.Hosting;
using GrantReview.Web.Localisation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Scoring;

/// <param name="IsClosed">A conflict appeared after it was submitted: the expert sees that it is there and what became of it, and opens it no more.</param>
public sealed record WorkSheet(Guid Id, string Application, string Title, SheetStatus Status, int Given, int Leaves, DateTime? SubmittedAt, bool IsClosed);

/// <summary>One call in which the person is an expert.</summary>
public sealed record WorkCall(CallRow Call, bool HasDeclared, IReadOnlyList<WorkSheet> Sheets);

public sealed record WorkPage(IReadOnlyList<WorkCall> Calls);

public sealed record DeclareEntry(Guid ApplicationId, string Code, string Title, string Unit);

/// <param name="Faults">Sentences for what is missing; nothing was saved.</param>
public sealed record DeclarePage(CallRow Call, IReadOnlyList<DeclareEntry> Entries, DeclareForm Form, IReadOnlyList<string> Faults);

/// <summary>By application id.</summary>
public sealed class DeclareForm
{
    public static IReadOnlyList<string> Competences { get; } = ["high", "medium", "low"];

    public Dictionary<Guid, string?> Competence { get; set; } = [];
    public Dictionary<Guid, bool> Conflict { get; set; } = [];
    public Dictionary<Guid, string?> Kind { get; set; } = [];
    public Dictionary<Guid, string?> Note { get; set; } = [];

    /// <summary>What an expert can declare.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. Relations.Kinds, Other];
    public const string Other = "other";

    public static string KindOf(string? kind) => kind is not null && Kinds.Contains(kind) ? kind : Other;
}

/// <summary>What an expert has to do, and the declaration that comes before any sheet.</summary>
[Authorize(Policy = Access.Score)]
public sealed class WorkController(AppDb db, TimeProvider time) : Controller
{
    [HttpGet("/my-work")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        var me = User.Id();
        var experts = await db.Experts.AsNoTracking().Where(e => e.UserId == me).ToListAsync(cancellationToken);
        List<WorkCall> calls = [];
        foreach (var expert in experts)
        {
            var call = await db.Calls.AsNoTracking().SingleAsync(c => c.Id == expert.CallId, cancellationToken);
            var sheets = await (
                from s in db.ScoreSheets.AsNoTracking()
                join a in db.Applications on s.ApplicationId equals a.Id
                where s.ExpertId == expert.Id && s.State.Status != SheetStatus.Suspended
                    && (s.State.Status == SheetStatus.Held || s.State.Status == SheetStatus.Discounted || s.State.Ruling!.Counts
                        || !db.Conflicts.Any(c => c.ApplicationId == s.ApplicationId && c.ExpertId == s.ExpertId && c.Status != ConflictStatus.Dismissed))
                orderby a.Code
                select new { s.Id, a.Code, a.Title, s.State.Status, s.State.SubmittedAt, Counts = (bool?)s.State.Ruling!.Counts, Given = s.Leaves.Count(l => l.State.Score != null || l.State.NotApplicable) }).ToListAsync(cancellationToken);
            if (sheets.Count == 0 || call.State.Stage < CallStage.Scoring)
            {
                continue;
            }
            var stored = StoredRound.CallOf(call);
            var tree = await StoredRound.TreeRowAsync(db, call.Id, cancellationToken);
            var leaves = tree is null ? 0 : StoredRound.TreeOf(tree, stored).LeavesFor(expert.Kind, stored.Scoring).Count();
            calls.Add(new WorkCall(call, expert.DeclaredAt is not null, [.. sheets.Select(s => new WorkSheet(s.Id, s.Code, s.Title, s.Status, s.Given, leaves, s.SubmittedAt, s.Counts == true || s.Status is SheetStatus.Held or SheetStatus.Discounted))]));
        }
        return View("Work", new WorkPage([.. calls.OrderBy(c => c.Call.State.Stage).ThenBy(c => c.Call.Code)]));
    }

    [HttpGet("/my-work/{code}/declare")]
    public async Task<IActionResult> Declare(string code, CancellationToken cancellationToken) =>
        await FindAsync(code, cancellationToken) is (var call, { DeclaredAt: null } expert)
            ? View("Declare", new DeclarePage(call, await EntriesAsync(expert, cancellationToken), new DeclareForm(), [])) : NotFound();

    [HttpPost("/my-work/{code}/declare")]
    public async Task<IActionResult> Declare(string code, DeclareForm form, CancellationToken cancellationToken)
    {
        if (await FindAsync(code, cancellationToken) is not (var call, { DeclaredAt: null } expert))
        {
            return NotFound();
        }
        var now = time.GetUtcNow().UtcDateTime;
        await StoredConflicts.FindAsync(db, call, expert, await db.ScoreSheets.Where(s => s.ExpertId == expert.Id).Select(s => s.ApplicationId).ToListAsync(cancellationToken), now, cancellationToken);
        var entries = await EntriesAsync(expert, cancellationToken);
        List<string> faults =
        [
            .. entries.Where(e => HasConflict(e) && NoteOf(e).Length == 0).Select(e => Text.Of("Declare.NeedsNote", e.Code)),
            .. entries.Where(e => !HasConflict(e) && !DeclareForm.Competences.Contains(form.Competence.GetValueOrDefault(e.ApplicationId) ?? "")).Select(e => Text.Of("Declare.NeedsCompetence", e.Code)),
        ];
        if (faults.Count > 0)
        {
            return View("Declare", new DeclarePage(call, entries, form, faults));
        }
        foreach (var entry in entries)
        {
            if (HasConflict(entry))
            {
                db.Conflicts.Add(new ConflictRow
                {
                    CallId = call.Id, ApplicationId = entry.ApplicationId, ExpertId = expert.Id, Ground = DeclareForm.KindOf(form.Kind.GetValueOrDefault(entry.ApplicationId)), Evidence = NoteOf(entry),
                    Source = ConflictSource.Declared, Status = ConflictStatus.Declared, RaisedById = User.Id(), RaisedAt = now,
                });
                db.Record(now, User.Who(), "declare-conflict", "conflict", $"{entry.Code}/{expert.Code}", call.Id, "", $"{ConflictStatus.Declared}", NoteOf(entry));
                continue;
            }
            var competence = form.Competence[entry.ApplicationId] ?? "";
            db.Competences.Add(new CompetenceRow { CallId = call.Id, ApplicationId = entry.ApplicationId, ExpertId = expert.Id, Competence = competence });
            db.Record(now, User.Who(), "declare-competence", "competence", $"{entry.Code}/{expert.Code}", call.Id, "", competence);
        }
        expert.DeclaredAt = now;
        await StoredConflicts.HoldAsync(db, call, now, cancellationToken);
        TempData["Done"] = Text.Of("Declare.Done");
        return Redirect("/my-work");

        bool HasConflict(DeclareEntry entry) => form.Conflict.GetValueOrDefault(entry.ApplicationId);
        string NoteOf(DeclareEntry entry) => (form.Note.GetValueOrDefault(entry.ApplicationId) ?? "").Trim();
    }

    private async Task<(CallRow Call, ExpertRow? Expert)> FindAsync(string code, CancellationToken cancellationToken)
    {
        var me = User.Id();
        var call = await db.Calls.SingleOrDefaultAsync(c => c.Code == code && c.State.Stage == CallStage.Scoring, cancellationToken) ?? new CallRow();
        return (call, await db.Experts.SingleOrDefaultAsync(e => e.CallId == call.Id && e.UserId == me, cancellationToken));
    }

    private Task<List<DeclareEntry>> EntriesAsync(ExpertRow expert, CancellationToken cancellationToken) => (
        from s in db.ScoreSheets.AsNoTracking()
        join a in db.Applications on s.ApplicationId equals a.Id
        where s.ExpertId == expert.Id && (s.State.Status == SheetStatus.Open || s.State.Status == SheetStatus.Returned || s.State.Status == SheetStatus.Submitted)
            && !db.Conflicts.Any(c => c.ApplicationId == s.ApplicationId && c.ExpertId == s.ExpertId && c.Status != ConflictStatus.Dismissed)
        orderby a.Code
        select new DeclareEntry(a.Id, a.Code, a.Title, a.Unit)).ToListAsync(cancellationToken);
}
