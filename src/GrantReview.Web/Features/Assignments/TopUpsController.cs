using Hangfire;

namespace GrantReview.Web.Features.Assignments;

/// <param name="Added">Null until the run is done.</param>
/// <summary>A pair that would join the plan.</summary>
/// <param name="Now">Applications of the expert with those added.</param>
/// <param name="Most">Null = no cap.</param>
public sealed record SolvedPair(string Application, string Expert, double Affinity, int Now, int? Most);

/// <param name="All">Every pair that was solved.</param>
/// <param name="IsOpen">What was solved still fits, and nobody has deployed it.</param>
public sealed record TopUpPage(
    CallRow Call, RunRow Run, int Plan, PlanSummary? Added, IReadOnlyList<PlannedAssignment> All, ListPart<SolvedPair> Pairs,
    ListPart<UnmetNeed> Unmet, bool IsOpen);

/// <summary>Applications that came in after a plan was deployed get their experts; everybody else stays.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class TopUpsController(AppDb db, TimeProvider time, IBackgroundJobClient jobs) : CallController(db, time)
{
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/assignments/{number:int}/late")]
    public async Task<IActionResult> Solve(int number, CancellationToken cancellationToken)
    {
        var run = new RunRow();
        var refusal = await DoAsync(Capacity.Officer, async (db, by) =>
        {
            if (await StoredPlan.FindAsync(db, Call.Id, number, cancellationToken) is not { State.Status: PlanStatus.Deployed } plan)
            {
                return new Refusal.NotThere();
            }
            var call = await CallInAsync(db, cancellationToken);
            (run, var asked) = StoredRun.Request(db, call, RunKind.TopUp, plan.Seed, new { plan = number }, by);
            return asked.Refusal is null ? await StoredConflicts.FindAsync(db, call, by, cancellationToken) : asked;
        }, cancellationToken);
        switch (refusal)
        {
            case null:
                jobs.Enqueue<TopUpJob>(job => job.RunAsync(run.Id, CancellationToken.None));
                return Redirect(At($"assignments/late/runs/{run.Id}"));
            case Refusal.NotThere:
                return NotFound();
            default:
                return new RefusedForm(At($"assignments/{number}"),
                    refusal is CallLife.WrongStage ? Text.Of("Progress.NotScoring") : RefusalText.Of(refusal));
        }
    }

    private static readonly ListColumns<SolvedPair> Columns = new ListColumns<SolvedPair>("TopUp.Do")
        .Column("application", "Conflicts.Application", p => p.Application).Column("expert", "Conflicts.Expert", p => p.Expert)
        .Column("affinity", "Plans.PairAffinity", p => p.Affinity).Column("load", "TopUp.Load", p => p.Now);

    [HttpGet("/calls/{code}/assignments/late/runs/{id:guid}")]
    public async Task<IActionResult> Index(Guid id, CancellationToken cancellationToken)
    {
        if (await StoredRun.FindAsync(Db, Call, RunKind.TopUp, id, cancellationToken) is not { } run)
        {
            return NotFound();
        }
        var number = await TopUpJob.PlanAsync(Db, id, cancellationToken);
        var addition = await TopUpJob.AdditionAsync(Db, id, cancellationToken);
        var (fits, loads) =
            addition is null ? (false, new Dictionary<ExpertId, (int, int?)>()) : await FitAsync(Db, number, addition, cancellationToken);
        var (titles, names) = await StoredRound.WordsAsync(Db, Call.Id, cancellationToken);
        var here = $"assignments/late/runs/{id}";
        var pairs = (addition?.Pairs ?? []).Select(p => (p, Load: loads.GetValueOrDefault(p.Expert))).Select(p => new SolvedPair(
            $"{p.p.Application} {titles.GetValueOrDefault(p.p.Application)}", $"{p.p.Expert} {names.GetValueOrDefault(p.p.Expert)}",
            p.p.Affinity, p.Load.Item1, p.Load.Item2));
        var summary = addition is null ? null : new PlanSummary(addition.Summary);
        return View("TopUp", new TopUpPage(
            Call, run, number, summary, addition?.Pairs ?? [], Columns.Part(pairs, Asked(here)),
            PlanPage.UnmetColumns.Part(summary?.Unmet ?? [], Asked(here, "unmet")),
            IsIn(CallStage.Scoring) && fits));
    }

    /// <summary>
    /// The pairs join the deployed plan, their sheets open, and their experts are told; refused where anything changed that they hang on.
    /// </summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/assignments/late/runs/{id:guid}/deploy")]
    public async Task<IActionResult> Deploy(Guid id, CancellationToken cancellationToken)
    {
        if (await StoredRun.FindAsync(Db, Call, RunKind.TopUp, id, cancellationToken) is null
            || await TopUpJob.AdditionAsync(Db, id, cancellationToken) is not { Pairs.Count: > 0 } addition)
        {
            return NotFound();
        }
        var number = await TopUpJob.PlanAsync(Db, id, cancellationToken);
        var refusal = await DoAsync(Capacity.Officer, async (db, by) =>
        {
            var call = await CallInAsync(db, cancellationToken);
            if (await StoredConflicts.FindAsync(db, call, by, cancellationToken) is { Refusal: { } closed })
            {
                return closed;
            }
            var plan = await PlanAsync(db, number, cancellationToken);
            var (fits, _) = await FitAsync(db, number, addition, cancellationToken);
            var (applications, experts) = await StoredRound.IdsAsync(db, call.Id, cancellationToken);
            List<AssignedPair> pairs =
                [.. addition.Pairs.Select(p => new AssignedPair(applications[p.Application], experts[p.Expert], p.Affinity))];
            var answer = plan.Do(
                new PlanLife.TopUp(id, pairs), by, await StoredPlan.SeenAsync(db, call, plan, cancellationToken) with { Fits = fits });
            if (answer.Refusal is not null)
            {
                return answer;
            }
            db.Mails.AddRange(
                (await SeatMails.OfSeatsAsync(db, call, SeatMail.Added, pairs.CountBy(p => p.Expert).ToDictionary(), by.At,
                cancellationToken)).Mails);
            return await StoredSeats.OpenAsync(db, call, plan, pairs, by, cancellationToken);
        }, cancellationToken);
        if (refusal is not null)
        {
            return new RefusedForm(At($"assignments/late/runs/{id}"), refusal switch
            {
                CallLife.WrongStage => Text.Of("Progress.NotScoring"),
                PlanLife.FitsNoMore or PlanLife.NotInThisState => Text.Of("TopUp.Stale"),
                _ => RefusalText.Of(refusal),
            });
        }
        jobs.Enqueue<MailJob>(job => job.RunAsync(CancellationToken.None));
        return Done(At($"assignments/{number}"), "TopUp.Deployed", addition.Pairs.Count,
            addition.Pairs.DistinctBy(p => p.Application).Count());
    }

    private async Task<AssignmentPlanRow> PlanAsync(AppDb db, int number, CancellationToken cancellationToken) =>
        await StoredPlan.FindAsync(db, Call.Id, number, cancellationToken)
            ?? throw new InvalidOperationException($"There is no plan {number}.");

    /// <summary>
    /// Whether the pairs may join the plan: not where an application has experts by now, a pair is in conflict, or an expert has no room.
    /// </summary>
    private async Task<(bool Fits, IReadOnlyDictionary<ExpertId, (int Now, int? Most)> Loads)> FitAsync(
        AppDb db, int number, Addition addition, CancellationToken cancellationToken)
    {
        var plan = await PlanAsync(db, number, cancellationToken);
        var problem = (await Matching.LoadAsync(db, Call, plan.Seed, cancellationToken)).Problem;
        var standing = await StoredPlan.StandingAsync(db, plan, cancellationToken);
        var late = TopUp.Late(problem, standing).Select(a => a.Id).ToHashSet();
        var most = problem.Experts.ToDictionary(e => e.Id, e => e.Max);
        var added = addition.Pairs.Select(p => p.Expert).ToHashSet();
        var loads = standing.Select(p => p.Expert).Concat(addition.Pairs.Where(p => late.Contains(p.Application)).Select(p => p.Expert))
            .Where(added.Contains).CountBy(e => e)
            .ToDictionary(l => l.Key, l => (l.Value, most.GetValueOrDefault(l.Key, 0)));
        var fits = plan.State.Status == PlanStatus.Deployed
            && addition.Pairs.All(p => late.Contains(p.Application) && most.ContainsKey(p.Expert)
                && !problem.Barred.Contains((p.Application, p.Expert)))
            && loads.Values.All(l => l.Item2 is not { } cap || l.Item1 <= cap);
        return (fits, loads);
    }
}
