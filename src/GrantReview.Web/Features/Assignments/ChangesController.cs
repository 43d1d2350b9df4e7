using GrantReview.Core.Acts;
using GrantReview.Core.Assignments;
using GrantReview.Core.Calls;
using GrantReview.Core.Scoring;
using GrantReview.Data;
using GrantReview.Files;
using GrantReview.Files.Rounds;
using GrantReview.Files.Workbooks;
using GrantReview.Web.Features.Calls;
using GrantReview.Web.Hosting;
using GrantReview.Web.Localisation;
using Hangfire;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Assignments;

/// <summary>An officer changes a plan by hand: one pair of a draft, or many of any plan by its workbook, all or nothing.</summary>
[Authorize(Policy = Access.RunCalls)]
public sealed class ChangesController(AppDb db, TimeProvider time, IBackgroundJobClient jobs) : CallController(db, time)
{
    /// <summary>Adds or removes one pair of a draft by hand.</summary>
    [HttpPost("/calls/{code}/assignments/{number:int}/pairs")]
    public async Task<IActionResult> Change(int number, Guid application, Guid expert, bool add, CancellationToken cancellationToken)
    {
        if (await StoredPlan.FindAsync(Db, Call.Id, number, cancellationToken) is not { Status: PlanStatus.Draft } plan
            || await Db.Applications.SingleOrDefaultAsync(a => a.Id == application && a.CallId == Call.Id, cancellationToken) is not { } applicationRow
            || await Db.Experts.SingleOrDefaultAsync(e => e.Id == expert && e.CallId == Call.Id, cancellationToken) is not { } expertRow)
        {
            return NotFound();
        }
        var pair = await Db.Assignments.SingleOrDefaultAsync(a => a.PlanId == plan.Id && a.ApplicationId == application && a.ExpertId == expert, cancellationToken);
        if (add && pair is null)
        {
            var matching = new Matching(await StoredRound.LoadAsync(Db, Call, cancellationToken), plan.Seed);
            Db.Assignments.Add(new AssignmentRow
            {
                PlanId = plan.Id, CallId = Call.Id, ApplicationId = application, ExpertId = expert, Affinity = matching.Of(applicationRow.Code, expertRow.Code),
            });
        }
        else if (!add && pair is not null)
        {
            Db.Assignments.Remove(pair);
        }
        Record(add ? "assign" : "unassign", "assignment-plan", $"{number}", add ? "" : $"{applicationRow.Code}/{expertRow.Code}", add ? $"{applicationRow.Code}/{expertRow.Code}" : "");
        await Db.SaveChangesAsync(cancellationToken);
        return Done(At($"assignments/{number}"), "Plans.Changed");
    }

    /// <summary>The plan as it stands, to be edited and given back.</summary>
    [HttpGet("/calls/{code}/assignments/{number:int}/plan.xlsx")]
    public async Task<IActionResult> Download(int number, CancellationToken cancellationToken)
    {
        if (await StoredPlan.FindAsync(Db, Call.Id, number, cancellationToken) is not { } plan)
        {
            return NotFound();
        }
        var (titles, names) = await StoredRound.WordsAsync(Db, Call.Id, cancellationToken);
        var rows = (await StoredPlan.StandingAsync(Db, plan, cancellationToken)).Select(p => new[] { p.Application, p.Expert, titles[p.Application], names[p.Expert] });
        return File(FormWorkbook.Draw(TableSchema.Seats, Text.Culture, rows), FormWorkbook.ContentType, $"{Call.Code}-plan-{number}.xlsx");
    }

    /// <summary>What the edited workbook would change, with everything that forbids it; nothing is changed yet.</summary>
    [HttpPost("/calls/{code}/assignments/{number:int}/changes")]
    public async Task<IActionResult> Preview(int number, IFormFile? file, CancellationToken cancellationToken)
    {
        if (await ChangeableAsync(number, cancellationToken) is not { } plan)
        {
            return Refused(At($"assignments/{number}"), "Change.Closed");
        }
        if (file is null)
        {
            return Refused(At($"assignments/{number}"), "Apps.NoFile");
        }
        using var content = new MemoryStream();
        await file.CopyToAsync(content, cancellationToken);
        var (titles, names) = await StoredRound.WordsAsync(Db, Call.Id, cancellationToken);
        var standing = await StoredPlan.StandingAsync(Db, plan, cancellationToken);
        var (written, mistakes) = RoundReader.ReadSeats(content.ToArray(), file.FileName, titles.Keys, names.Keys);
        var change = mistakes.Count > 0 ? new PlanChange(file.FileName, [], []) : PlanChange.Of(file.FileName, written, standing);
        return mistakes.Count == 0 && change.Added.Count + change.Removed.Count == 0 ? Refused(At($"assignments/{number}"), "Change.Nothing")
            : View("PlanChange", await PageAsync(plan, await StoredRound.LoadAsync(Db, Call, cancellationToken), standing, change, mistakes, null, cancellationToken));
    }

    /// <summary>Makes the change as it was previewed, if the plan is still the one that was edited and nothing forbids it by now.</summary>
    [HttpPost("/calls/{code}/assignments/{number:int}/changes/apply")]
    public async Task<IActionResult> Apply(int number, string? change, string? reason, CancellationToken cancellationToken)
    {
        if (await ChangeableAsync(number, cancellationToken) is not { } plan)
        {
            return Refused(At($"assignments/{number}"), "Change.Closed");
        }
        await StoredConflicts.FindAsync(Db, Call, Now, cancellationToken);
        var standing = await StoredPlan.StandingAsync(Db, plan, cancellationToken);
        if (PlanChange.Read(change) is not { } read || read.On(standing) is not { } after)
        {
            return Refused(At($"assignments/{number}"), "Change.Stale");
        }
        var round = await StoredRound.LoadAsync(Db, Call, cancellationToken);
        var page = await PageAsync(plan, round, standing, read, [], reason, cancellationToken);
        if (page.Mistakes.Count > 0 || string.IsNullOrWhiteSpace(reason) || reason.Length > Row.NoteLength)
        {
            TempData["Refused"] = page.Mistakes.Count > 0 ? null : Text.Of("Form.Needs");
            return View("PlanChange", page);
        }
        await StoreAsync(plan, round, read, after, reason.Trim(), cancellationToken);
        return Done(At($"assignments/{number}"), "Change.Applied", read.Added.Count, read.Removed.Count);
    }

    private async Task StoreAsync(AssignmentPlanRow plan, Core.Round round, PlanChange change, IReadOnlyList<Assignment> after, string reason, CancellationToken cancellationToken)
    {
        var (applications, experts) = await StoredRound.IdsAsync(Db, Call.Id, cancellationToken);
        var matching = new Matching(round, plan.Seed);
        var touched = change.Added.Select(a => a.Application).Concat(change.Removed.Select(p => p.Application)).Select(a => applications[a]).ToHashSet();
        var kept = after.Select(p => (applications[p.Application], experts[p.Expert])).ToHashSet();
        // Seats that somebody left stay in a plan until they are filled; here the officer has said who sits.
        Db.Assignments.RemoveRange((await Db.Assignments.Where(a => a.PlanId == plan.Id).ToListAsync(cancellationToken)).Where(a => touched.Contains(a.ApplicationId) && !kept.Contains((a.ApplicationId, a.ExpertId))));
        var (runs, subject) = (plan.Status == PlanStatus.Deployed, plan.Status == PlanStatus.Deployed ? "sheet" : "assignment-plan");
        List<(Guid Application, Guid Expert, double Affinity)> added = [.. change.Added.Select(a => (applications[a.Application], experts[a.Expert], matching.Of(a.Application, a.Expert)))];
        if (runs)
        {
            var sheets = await Db.ScoreSheets.Where(s => s.CallId == Call.Id).ToDictionaryAsync(s => (s.ApplicationId, s.ExpertId), cancellationToken);
            foreach (var left in change.Removed)
            {
                sheets[(applications[left.Application], experts[left.Expert])]
                    .Do(new SheetLife.Leave(Leaving.PlanChanged, new FreeText(reason)), ByMe(Capacity.Officer), SheetEvidence.Scoring);
            }
            await StoredSeats.OpenAsync(Db, plan, added, ByMe(Capacity.Officer), cancellationToken);
            await TellAsync("added", change.Added.Select(a => experts[a.Expert]), cancellationToken);
            await TellAsync("removed", change.Removed.Select(p => experts[p.Expert]), cancellationToken);
        }
        else
        {
            Db.Assignments.AddRange(added.Select(a => new AssignmentRow { PlanId = plan.Id, CallId = Call.Id, ApplicationId = a.Application, ExpertId = a.Expert, Affinity = a.Affinity }));
        }
        foreach (var left in change.Removed)
        {
            RecordPair("unassign", left, runs ? $"{SheetStatus.Open}" : $"{left.Application}/{left.Expert}", runs ? $"{SheetStatus.Suspended}" : "");
        }
        foreach (var pair in change.Added)
        {
            RecordPair("assign", new Assignment(pair.Application, pair.Expert), "", runs ? $"{SheetStatus.Open}" : $"{pair.Application}/{pair.Expert}");
        }
        await Db.SaveChangesAsync(cancellationToken);
        jobs.Enqueue<MailJob>(job => job.RunAsync(CancellationToken.None));

        void RecordPair(string act, Assignment pair, string was, string now) => Record(act, subject, runs ? $"{pair.Application}/{pair.Expert}" : $"{plan.Number}", was, now, reason);
    }

    private async Task TellAsync(string kind, IEnumerable<Guid> experts, CancellationToken cancellationToken) =>
        Db.Mails.AddRange((await SeatMails.OfSeatsAsync(Db, Call, kind, experts.CountBy(e => e).ToDictionary(), Now, cancellationToken)).Mails);

    /// <summary>A draft while the call assigns, or the plan that runs while experts score.</summary>
    private async Task<AssignmentPlanRow?> ChangeableAsync(int number, CancellationToken cancellationToken) =>
        await StoredPlan.FindAsync(Db, Call.Id, number, cancellationToken) is { } plan && (plan.Status, Call.State.Stage) is (PlanStatus.Draft, CallStage.Assigning) or (PlanStatus.Deployed, CallStage.Scoring) ? plan : null;

    private async Task<PlanChangePage> PageAsync(
        AssignmentPlanRow plan, Core.Round round, IReadOnlyList<Assignment> standing, PlanChange change, IReadOnlyList<Mistake> mistakes, string? reason, CancellationToken cancellationToken)
    {
        var (titles, names) = await StoredRound.WordsAsync(Db, Call.Id, cancellationToken);
        if (mistakes.Count > 0 || change.On(standing) is not { } after)
        {
            return new PlanChangePage(Call, plan, change, titles, names, new Dictionary<string, (int, int?)>(), [], mistakes, reason);
        }
        var problem = AssignmentProblem.Of(round, plan.Seed);
        var scored = plan.Status != PlanStatus.Deployed ? [] : (await (
            from s in Db.ScoreSheets
            join a in Db.Applications on s.ApplicationId equals a.Id
            join e in Db.Experts on s.ExpertId equals e.Id
            where s.CallId == Call.Id && (s.State.Status == SheetStatus.Submitted || s.State.Status == SheetStatus.Held || s.State.Status == SheetStatus.Discounted || s.Leaves.Any())
            select new { Application = a.Code, Expert = e.Code }).ToListAsync(cancellationToken)).Select(p => new Assignment(p.Application, p.Expert)).ToHashSet();
        var load = after.CountBy(p => p.Expert, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        return new PlanChangePage(
            Call, plan, change, titles, names, problem.Experts.ToDictionary(e => e.Id, e => (load.GetValueOrDefault(e.Id), e.Max), StringComparer.Ordinal),
            [.. AssignmentAudit.Check(problem, after).Except(AssignmentAudit.Check(problem, standing))], change.Check(round, problem, standing, after, scored), reason);
    }
}
