using GrantReview.Core.Assignments;
using GrantReview.Core.Calls;
using GrantReview.Core.Settings;
using GrantReview.Data;
using GrantReview.Web.Features.Calls;
using GrantReview.Web.Features.Rankings;
using GrantReview.Web.Hosting;
using Hangfire;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Assignments;

/// <summary>Assignment plans: drafts are made, compared, changed by hand, audited, deployed; a deployed one that nobody scored on is withdrawn.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class AssignmentsController(AppDb db, TimeProvider time, IBackgroundJobClient jobs) : CallController(db, time)
{
    [HttpGet("/calls/{code}/assignments")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        var plans = await Db.AssignmentPlans.AsNoTracking().Where(p => p.CallId == Call.Id).OrderByDescending(p => p.Number)
            .Select(p => new { p, Pairs = Db.Assignments.Count(a => a.PlanId == p.Id) }).ToListAsync(cancellationToken);
        var runs = await Db.Runs.AsNoTracking().Where(r => r.CallId == Call.Id && r.Kind == AssignmentJob.Kind && r.Status != RunStatus.Done).OrderByDescending(r => r.RequestedAt).Take(5).ToListAsync(cancellationToken);
        return View("Plans", new PlansPage(Call, [.. plans.Select(p => PlanEntry.Of(p.p, p.Pairs))], runs, StoredRound.CallOf(Call).Assignment.Objective));
    }

    [HttpGet("/calls/{code}/assignments/{number:int}")]
    public async Task<IActionResult> One(int number, CancellationToken cancellationToken)
    {
        if (await PlanAsync(number, cancellationToken) is not { } plan)
        {
            return NotFound();
        }
        var applications = await Db.Applications.AsNoTracking().Where(a => a.CallId == Call.Id && a.Eligible).OrderBy(a => a.Code).ToListAsync(cancellationToken);
        var experts = await Db.Experts.AsNoTracking().Where(e => e.CallId == Call.Id).OrderBy(e => e.Code).ToListAsync(cancellationToken);
        var matching = new Matching(await StoredRound.LoadAsync(Db, Call, cancellationToken), plan.Seed);
        var side = await SideAsync(plan, matching, cancellationToken);
        var (byCode, ids) = (experts.ToDictionary(e => e.Code, StringComparer.Ordinal), applications.ToDictionary(a => a.Code, a => a.Id, StringComparer.Ordinal));
        var loads = side.Now.Assignments.CountBy(p => p.Expert, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        return View("Plan", new PlanPage(
            Call, side.Plan, side.Now, side.Statistics, matching.Problem.Source, applications,
            side.Now.Assignments.Where(p => ids.ContainsKey(p.Application)).GroupBy(p => p.Application, StringComparer.Ordinal).ToDictionary(
                g => ids[g.Key], IReadOnlyList<PlanSeat> (g) => [.. g.Select(p => new PlanSeat(byCode[p.Expert], p.Affinity, matching.Why(p.Application, p.Expert)))]),
            [.. experts.Select(e => (e, loads.GetValueOrDefault(e.Code)))], Faults(matching, side.Now)));
    }

    /// <summary>Two plans side by side, measured with the affinities and conflicts of today.</summary>
    [HttpGet("/calls/{code}/assignments/compare")]
    public async Task<IActionResult> Compare(int a, int b, CancellationToken cancellationToken)
    {
        if (await PlanAsync(a, cancellationToken) is not { } first || await PlanAsync(b, cancellationToken) is not { } second)
        {
            return NotFound();
        }
        if (a == b)
        {
            return Refused(At("assignments"), "Compare.Same");
        }
        var round = await StoredRound.LoadAsync(Db, Call, cancellationToken);
        var (one, two) = (await SideAsync(first, new Matching(round, first.Seed), cancellationToken), await SideAsync(second, new Matching(round, second.Seed), cancellationToken));
        return View("Compare", new ComparePage(
            Call, one, two, PlanComparison.Of(one.Now, two.Now), round.Applications.ToDictionary(x => x.Id, x => x.Title), round.Experts.ToDictionary(x => x.Id, x => x.Name)));
    }

    /// <summary>Asks for a plan; a job solves it while a page follows.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/assignments")]
    public async Task<IActionResult> Make(string? seed, string? objective, CancellationToken cancellationToken)
    {
        if (!IsIn(CallStage.Assigning))
        {
            return Refused(At("assignments"), "Plans.NotAssigning");
        }
        var chosen = StoredRound.CallOf(Call).Assignment.Objective;
        if (seed?.Trim().Length > Row.NameLength || (!string.IsNullOrEmpty(objective) && !PlanOptions.TryParse(objective, out chosen)))
        {
            return Refused(At("assignments"), "Form.Invalid");
        }
        var number = await Db.AssignmentPlans.Where(p => p.CallId == Call.Id).MaxAsync(p => (int?)p.Number, cancellationToken) + 1 ?? 1;
        var run = new RunRow
        {
            CallId = Call.Id, Kind = AssignmentJob.Kind, Seed = string.IsNullOrWhiteSpace(seed) ? $"{Call.Code}-{number}" : seed.Trim(), RequestedById = User.Id(), RequestedAt = Now,
        };
        Db.Runs.Add(run);
        Db.RunFiles.Add(new PlanOptions(chosen).For(run.Id));
        Record("request-run", "run", $"{run.Id}", after: $"{AssignmentJob.Kind}: {PlanOptions.CodeOf(chosen)}, {run.Seed}");
        await Db.SaveChangesAsync(cancellationToken);
        jobs.Enqueue<AssignmentJob>(job => job.RunAsync(run.Id, CancellationToken.None));
        return Redirect(At($"assignments/runs/{run.Id}"));
    }

    [HttpGet("/calls/{code}/assignments/runs/{id:guid}")]
    public async Task<IActionResult> Run(Guid id, CancellationToken cancellationToken)
    {
        if (await RunAsync(id, cancellationToken) is not { } run)
        {
            return NotFound();
        }
        var options = PlanOptions.Of(await Db.RunFiles.AsNoTracking().SingleAsync(f => f.RunId == id && f.Name == PlanOptions.File, cancellationToken));
        var number = await Db.AssignmentPlans.Where(p => p.Id == id).Select(p => (int?)p.Number).SingleOrDefaultAsync(cancellationToken);
        return View("PlanRun", new PlanRunPage(Call, run, options.Objective, number));
    }

    /// <summary>What the page asks for while the run goes on.</summary>
    [HttpGet("/calls/{code}/assignments/runs/{id:guid}/status")]
    public async Task<IActionResult> Status(Guid id, CancellationToken cancellationToken) =>
        await RunAsync(id, cancellationToken) is { } run ? Json(RunsController.StatusOf(run)) : NotFound();

    /// <summary>Adds or removes one pair of a draft by hand.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/assignments/{number:int}/pairs")]
    public async Task<IActionResult> Change(int number, Guid application, Guid expert, bool add, CancellationToken cancellationToken)
    {
        if (await PlanAsync(number, cancellationToken) is not { Status: PlanStatus.Draft } plan
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

    /// <summary>Opens a sheet for every pair, after the audit of the plan found nothing but unmet needs that the solver named itself.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/assignments/{number:int}/deploy")]
    public async Task<IActionResult> Deploy(int number, CancellationToken cancellationToken)
    {
        if (await PlanAsync(number, cancellationToken) is not { Status: PlanStatus.Draft } plan)
        {
            return NotFound();
        }
        if (!IsIn(CallStage.Assigning))
        {
            return Refused(At($"assignments/{number}"), "Plans.NotAssigning");
        }
        await StoredConflicts.FindAsync(Db, Call, Now, cancellationToken);
        var matching = new Matching(await StoredRound.LoadAsync(Db, Call, cancellationToken), plan.Seed);
        if (Faults(matching, (await SideAsync(plan, matching, cancellationToken)).Now).Count > 0)
        {
            return Refused(At($"assignments/{number}"), "Plans.Faults");
        }
        var pairs = await Db.Assignments.AsNoTracking().Where(a => a.PlanId == plan.Id).ToListAsync(cancellationToken);
        var sheets = await Db.ScoreSheets.Where(s => s.CallId == Call.Id).ToDictionaryAsync(s => (s.ApplicationId, s.ExpertId), cancellationToken);
        foreach (var sheet in sheets.Values)
        {
            sheet.Status = SheetStatus.Suspended;
        }
        foreach (var pair in pairs)
        {
            if (sheets.TryGetValue((pair.ApplicationId, pair.ExpertId), out var sheet))
            {
                sheet.Status = SheetStatus.Open;
                continue;
            }
            Db.ScoreSheets.Add(new ScoreSheetRow { CallId = Call.Id, ApplicationId = pair.ApplicationId, ExpertId = pair.ExpertId });
        }
        (plan.Status, plan.DeployedAt, plan.DeployedById, Call.Stage) = (PlanStatus.Deployed, Now, User.Id(), CallStage.Scoring);
        Record("deploy", "assignment-plan", $"{number}", $"{PlanStatus.Draft}", $"{PlanStatus.Deployed}");
        Record("stage-forward", "call", Call.Code, $"{CallStage.Assigning}", $"{CallStage.Scoring}");
        Db.Mails.AddRange((await SeatMails.OfDeploymentAsync(Db, Call, plan.Id, Now, cancellationToken)).Mails);
        await Db.SaveChangesAsync(cancellationToken);
        jobs.Enqueue<MailJob>(job => job.RunAsync(CancellationToken.None));
        return Done(At("progress"), "Plans.Deployed", number, pairs.Count);
    }

    /// <summary>Takes a deployed plan back while nobody has scored on it.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/assignments/{number:int}/withdraw")]
    public async Task<IActionResult> Withdraw(int number, CancellationToken cancellationToken)
    {
        if (await PlanAsync(number, cancellationToken) is not { Status: PlanStatus.Deployed } plan)
        {
            return NotFound();
        }
        if (!IsIn(CallStage.Scoring) || await Db.LeafScores.AnyAsync(l => Db.ScoreSheets.Any(s => s.Id == l.SheetId && s.CallId == Call.Id && s.Status != SheetStatus.Suspended), cancellationToken))
        {
            return Refused(At($"assignments/{number}"), "Plans.HasScores");
        }
        foreach (var sheet in await Db.ScoreSheets.Where(s => s.CallId == Call.Id).ToListAsync(cancellationToken))
        {
            sheet.Status = SheetStatus.Suspended;
        }
        (plan.Status, Call.Stage) = (PlanStatus.Withdrawn, CallStage.Assigning);
        Record("withdraw", "assignment-plan", $"{number}", $"{PlanStatus.Deployed}", $"{PlanStatus.Withdrawn}");
        Record("stage-back", "call", Call.Code, $"{CallStage.Scoring}", $"{CallStage.Assigning}", "assignment plan withdrawn");
        await Db.SaveChangesAsync(cancellationToken);
        return Done(At("assignments"), "Plans.Withdrawn", number);
    }

    private static IReadOnlyList<LocalText> Faults(Matching matching, AssignmentPlan plan) =>
        AssignmentAudit.Check(matching.Problem, [.. plan.Assignments.Select(p => new Assignment(p.Application, p.Expert))]);

    /// <summary>A stored plan as it stands, hand-made changes included.</summary>
    private async Task<PlanSide> SideAsync(AssignmentPlanRow plan, Matching matching, CancellationToken cancellationToken)
    {
        var pairs = await (
            from p in Db.Assignments.AsNoTracking()
            join a in Db.Applications on p.ApplicationId equals a.Id
            join e in Db.Experts on p.ExpertId equals e.Id
            where p.PlanId == plan.Id
            select new { Application = a.Code, Expert = e.Code }).ToListAsync(cancellationToken);
        var entry = PlanEntry.Of(plan, pairs.Count);
        var now = matching.Plan(
            [.. pairs.OrderBy(p => p.Application, StringComparer.Ordinal).ThenBy(p => p.Expert, StringComparer.Ordinal).Select(p => new PlannedAssignment(p.Application, p.Expert, matching.Of(p.Application, p.Expert)))],
            entry.Proven, entry.Reasons);
        return new PlanSide(entry, now, PlanStatistics.Of(matching.Problem, now));
    }

    private Task<RunRow?> RunAsync(Guid id, CancellationToken cancellationToken) =>
        Db.Runs.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id && r.CallId == Call.Id && r.Kind == AssignmentJob.Kind, cancellationToken);

    private Task<AssignmentPlanRow?> PlanAsync(int number, CancellationToken cancellationToken) =>
        Db.AssignmentPlans.SingleOrDefaultAsync(p => p.CallId == Call.Id && p.Number == number, cancellationToken);
}
