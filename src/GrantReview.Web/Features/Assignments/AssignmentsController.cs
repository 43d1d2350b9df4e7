using System.Text.Json.Nodes;
using GrantReview.Core.Assignments;
using GrantReview.Core.Calls;
using GrantReview.Core.Settings;
using GrantReview.Data;
using GrantReview.Files.Evaluations;
using GrantReview.Web.Features.Calls;
using GrantReview.Web.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Assignments;

/// <param name="Summary">What the solver said: status, totalAffinity, minApplicationAffinity, unmet.</param>
public sealed record PlanEntry(AssignmentPlanRow Row, int Pairs, JsonObject Summary);

public sealed record PlansPage(CallRow Call, IReadOnlyList<PlanEntry> Plans);

/// <param name="Seats">Application code → its experts.</param>
/// <param name="Faults">What the audit finds against the plan.</param>
public sealed record PlanPage(
    CallRow Call, PlanEntry Plan, IReadOnlyList<ApplicationRow> Applications, IReadOnlyDictionary<Guid, IReadOnlyList<ExpertRow>> Seats,
    IReadOnlyList<(ExpertRow Expert, int Load)> Loads, IReadOnlyList<LocalText> Faults);

/// <summary>Assignment plans: drafts are made, compared, changed by hand, audited, deployed; a deployed one that nobody scored on is withdrawn.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class AssignmentsController(AppDb db, TimeProvider time) : CallController(db, time)
{
    [HttpGet("/calls/{code}/assignments")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        var plans = await Db.AssignmentPlans.AsNoTracking().Where(p => p.CallId == Call.Id).OrderByDescending(p => p.Number)
            .Select(p => new { p, Pairs = Db.Assignments.Count(a => a.PlanId == p.Id) }).ToListAsync(cancellationToken);
        return View("Plans", new PlansPage(Call, [.. plans.Select(p => new PlanEntry(p.p, p.Pairs, SummaryOf(p.p)))]));
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
        var pairs = await Db.Assignments.AsNoTracking().Where(a => a.PlanId == plan.Id).ToListAsync(cancellationToken);
        var byId = experts.ToDictionary(e => e.Id);
        return View("Plan", new PlanPage(
            Call, new PlanEntry(plan, pairs.Count, SummaryOf(plan)), applications,
            pairs.GroupBy(p => p.ApplicationId).ToDictionary(g => g.Key, IReadOnlyList<ExpertRow> (g) => [.. g.Select(p => byId[p.ExpertId]).OrderBy(e => e.Code, StringComparer.Ordinal)]),
            [.. experts.Select(e => (e, pairs.Count(p => p.ExpertId == e.Id)))], await FaultsAsync(plan, cancellationToken)));
    }

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/assignments")]
    public async Task<IActionResult> Make(string? seed, CancellationToken cancellationToken)
    {
        if (!IsIn(CallStage.Assigning))
        {
            return Refused(At("assignments"), "Plans.NotAssigning");
        }
        var number = await Db.AssignmentPlans.Where(p => p.CallId == Call.Id).MaxAsync(p => (int?)p.Number, cancellationToken) + 1 ?? 1;
        var used = string.IsNullOrWhiteSpace(seed) ? $"{Call.Code}-{number}" : seed.Trim();
        var round = await StoredRound.LoadAsync(Db, Call, cancellationToken);
        var solved = AssignmentSolver.Solve(AssignmentProblem.Of(round, used));
        var plan = new AssignmentPlanRow
        {
            CallId = Call.Id, Number = number, Objective = $"{solved.Objective}", Seed = used, Summary = EvaluationFiles.AssignmentSummary(solved).ToJsonString(),
            CreatedById = User.Id(), CreatedAt = Now,
        };
        Db.AssignmentPlans.Add(plan);
        var (applications, experts) = await IdsAsync(cancellationToken);
        Db.Assignments.AddRange(solved.Assignments.Select(a => new AssignmentRow
        {
            PlanId = plan.Id, CallId = Call.Id, ApplicationId = applications[a.Application], ExpertId = experts[a.Expert], Affinity = a.Affinity,
        }));
        Record("make-plan", "assignment-plan", $"{number}", after: plan.Summary);
        await Db.SaveChangesAsync(cancellationToken);
        return Done(At($"assignments/{number}"), "Plans.Made1", number);
    }

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
            Db.Assignments.Add(new AssignmentRow { PlanId = plan.Id, CallId = Call.Id, ApplicationId = application, ExpertId = expert });
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
        if ((await FaultsAsync(plan, cancellationToken)).Count > 0)
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
        await Db.SaveChangesAsync(cancellationToken);
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

    private async Task<IReadOnlyList<LocalText>> FaultsAsync(AssignmentPlanRow plan, CancellationToken cancellationToken)
    {
        var round = await StoredRound.LoadAsync(Db, Call, cancellationToken);
        var pairs = await (
            from p in Db.Assignments.AsNoTracking()
            join a in Db.Applications on p.ApplicationId equals a.Id
            join e in Db.Experts on p.ExpertId equals e.Id
            where p.PlanId == plan.Id
            select new { Application = a.Code, Expert = e.Code }).ToListAsync(cancellationToken);
        return AssignmentAudit.Check(AssignmentProblem.Of(round, plan.Seed), [.. pairs.Select(p => new Assignment(p.Application, p.Expert))]);
    }

    private async Task<(Dictionary<string, Guid> Applications, Dictionary<string, Guid> Experts)> IdsAsync(CancellationToken cancellationToken) => (
        await Db.Applications.Where(a => a.CallId == Call.Id).ToDictionaryAsync(a => a.Code, a => a.Id, cancellationToken),
        await Db.Experts.Where(e => e.CallId == Call.Id).ToDictionaryAsync(e => e.Code, e => e.Id, cancellationToken));

    private Task<AssignmentPlanRow?> PlanAsync(int number, CancellationToken cancellationToken) =>
        Db.AssignmentPlans.SingleOrDefaultAsync(p => p.CallId == Call.Id && p.Number == number, cancellationToken);

    private static JsonObject SummaryOf(AssignmentPlanRow plan) => JsonNode.Parse(plan.Summary) as JsonObject ?? [];
}
