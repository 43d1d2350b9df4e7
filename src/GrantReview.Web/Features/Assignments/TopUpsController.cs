using GrantReview.Core.Acts;
using GrantReview.Core.Assignments;
using GrantReview.Core.Calls;
using GrantReview.Core.Scoring;
using GrantReview.Data;
using GrantReview.Web.Features.Calls;
using GrantReview.Web.Features.Rankings;
using GrantReview.Web.Hosting;
using Hangfire;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Assignments;

/// <param name="Added">Null until the run is done.</param>
/// <param name="Loads">Expert → applications with those added, and the most; null = no cap.</param>
/// <param name="IsOpen">What was solved still fits, and nobody has deployed it.</param>
public sealed record TopUpPage(
    CallRow Call, RunRow Run, int Plan, PlanSummary? Added, IReadOnlyList<PlannedAssignment> Pairs, IReadOnlyDictionary<string, string> Titles, IReadOnlyDictionary<string, string> Names,
    IReadOnlyDictionary<string, (int Now, int? Most)> Loads, bool IsOpen);

/// <summary>Applications that came in after a plan was deployed get their experts; everybody else stays.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class TopUpsController(AppDb db, TimeProvider time, IBackgroundJobClient jobs) : CallController(db, time)
{
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/assignments/{number:int}/late")]
    public async Task<IActionResult> Solve(int number, CancellationToken cancellationToken)
    {
        if (await StoredPlan.FindAsync(Db, Call.Id, number, cancellationToken) is not { Status: PlanStatus.Deployed } plan)
        {
            return NotFound();
        }
        if (!IsIn(CallStage.Scoring))
        {
            return Refused(At($"assignments/{number}"), "Progress.NotScoring");
        }
        await StoredConflicts.FindAsync(Db, Call, Now, cancellationToken);
        var run = StoredRun.Request(Db, Call, TopUpJob.Kind, plan.Seed, new { plan = number }, (User.Id(), Now));
        Record("request-run", "run", $"{run.Id}", after: $"{TopUpJob.Kind}: {number}, {run.Seed}");
        await Db.SaveChangesAsync(cancellationToken);
        jobs.Enqueue<TopUpJob>(job => job.RunAsync(run.Id, CancellationToken.None));
        return Redirect(At($"assignments/late/runs/{run.Id}"));
    }

    [HttpGet("/calls/{code}/assignments/late/runs/{id:guid}")]
    public async Task<IActionResult> Index(Guid id, CancellationToken cancellationToken)
    {
        if (await StoredRun.FindAsync(Db, Call, TopUpJob.Kind, id, cancellationToken) is not { } run)
        {
            return NotFound();
        }
        var number = await TopUpJob.PlanAsync(Db, id, cancellationToken);
        var addition = await TopUpJob.AdditionAsync(Db, id, cancellationToken);
        var (plan, loads) = addition is null ? (null, new Dictionary<string, (int, int?)>()) : await FitAsync(number, addition, cancellationToken);
        var (titles, names) = await StoredRound.WordsAsync(Db, Call.Id, cancellationToken);
        return View("TopUp", new TopUpPage(
            Call, run, number, addition is null ? null : new PlanSummary(addition.Summary), addition?.Pairs ?? [],
            titles, names, loads, IsIn(CallStage.Scoring) && plan is not null));
    }

    [HttpGet("/calls/{code}/assignments/late/runs/{id:guid}/status")]
    public async Task<IActionResult> Status(Guid id, CancellationToken cancellationToken) =>
        await StoredRun.FindAsync(Db, Call, TopUpJob.Kind, id, cancellationToken) is { } run ? Json(RunsController.StatusOf(run)) : NotFound();

    /// <summary>The pairs join the deployed plan, their sheets open, and their experts are told; refused where anything changed that they hang on.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/assignments/late/runs/{id:guid}/deploy")]
    public async Task<IActionResult> Deploy(Guid id, CancellationToken cancellationToken)
    {
        if (await StoredRun.FindAsync(Db, Call, TopUpJob.Kind, id, cancellationToken) is null || await TopUpJob.AdditionAsync(Db, id, cancellationToken) is not { Pairs.Count: > 0 } addition)
        {
            return NotFound();
        }
        if (!IsIn(CallStage.Scoring))
        {
            return Refused(At($"assignments/late/runs/{id}"), "Progress.NotScoring");
        }
        await StoredConflicts.FindAsync(Db, Call, Now, cancellationToken);
        var number = await TopUpJob.PlanAsync(Db, id, cancellationToken);
        if ((await FitAsync(number, addition, cancellationToken)).Plan is not { } plan)
        {
            return Refused(At($"assignments/late/runs/{id}"), "TopUp.Stale");
        }
        var (applications, experts) = await StoredRound.IdsAsync(Db, Call.Id, cancellationToken);
        await StoredSeats.OpenAsync(Db, plan, [.. addition.Pairs.Select(p => (applications[p.Application], experts[p.Expert], p.Affinity))], ByMe(Capacity.Officer), cancellationToken);
        foreach (var pair in addition.Pairs)
        {
            Record("assign", "sheet", $"{pair.Application}/{pair.Expert}", "", $"{SheetStatus.Open}", $"{TopUpJob.Kind} {id}");
        }
        Record("top-up", "assignment-plan", $"{number}", "", addition.Summary.ToJsonString(), $"{id}");
        var told = addition.Pairs.CountBy(p => experts[p.Expert]).ToDictionary();
        Db.Mails.AddRange((await SeatMails.OfSeatsAsync(Db, Call, "added", told, Now, cancellationToken)).Mails);
        await Db.SaveChangesAsync(cancellationToken);
        jobs.Enqueue<MailJob>(job => job.RunAsync(CancellationToken.None));
        return Done(At($"assignments/{number}"), "TopUp.Deployed", addition.Pairs.Count, addition.Pairs.DistinctBy(p => p.Application).Count());
    }

    /// <summary>The deployed plan that the pairs may join; null where an application has experts by now, a pair is in conflict, or an expert has no room.</summary>
    private async Task<(AssignmentPlanRow? Plan, IReadOnlyDictionary<string, (int Now, int? Most)> Loads)> FitAsync(int number, Addition addition, CancellationToken cancellationToken)
    {
        var plan = await StoredPlan.FindAsync(Db, Call.Id, number, cancellationToken) ?? throw new InvalidOperationException($"There is no plan {number}.");
        var problem = AssignmentProblem.Of(await StoredRound.LoadAsync(Db, Call, cancellationToken), plan.Seed);
        var standing = await StoredPlan.StandingAsync(Db, plan, cancellationToken);
        var late = TopUp.Late(problem, standing).Select(a => a.Id).ToHashSet(StringComparer.Ordinal);
        var most = problem.Experts.ToDictionary(e => e.Id, e => e.Max, StringComparer.Ordinal);
        var added = addition.Pairs.Select(p => p.Expert).ToHashSet(StringComparer.Ordinal);
        var loads = standing.Select(p => p.Expert).Concat(addition.Pairs.Where(p => late.Contains(p.Application)).Select(p => p.Expert)).Where(added.Contains).CountBy(e => e, StringComparer.Ordinal)
            .ToDictionary(l => l.Key, l => (l.Value, most.GetValueOrDefault(l.Key, 0)), StringComparer.Ordinal);
        var fits = plan.Status == PlanStatus.Deployed && addition.Pairs.All(p => late.Contains(p.Application) && most.ContainsKey(p.Expert) && !problem.Barred.Contains((p.Application, p.Expert)))
            && loads.Values.All(l => l.Item2 is not { } cap || l.Item1 <= cap);
        return (fits ? plan : null, loads);
    }
}
