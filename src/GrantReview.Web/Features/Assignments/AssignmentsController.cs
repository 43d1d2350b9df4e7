using Hangfire;

namespace GrantReview.Web.Features.Assignments;

/// <summary>Assignment plans: drafts are made by a job, looked at and compared.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class AssignmentsController(AppDb db, TimeProvider time, IBackgroundJobClient jobs) : CallController(db, time)
{
    [HttpGet("/calls/{code}/assignments")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        var plans = await Db.AssignmentPlans.AsNoTracking().Where(p => p.CallId == Call.Id).OrderByDescending(p => p.Number)
            .Select(p => new { p, Pairs = Db.Assignments.Count(a => a.PlanId == p.Id) }).ToListAsync(cancellationToken);
        var runs =
            await Db.Runs.AsNoTracking().Where(r => r.CallId == Call.Id && r.Kind == RunKind.Assignment && r.Status != RunStatus.Done)
            .OrderByDescending(r => r.RequestedAt).Take(5).ToListAsync(cancellationToken);
        var settings = StoredRound.CallOf(Call).Assignment;
        var reached = settings.MostYears is { } most && User.RunsCalls() && Call.State.Stage <= CallStage.Assigning
            ? await StoredYears.ReachedAsync(Db, Call, most, User.CallsAs(Capacity.Officer), cancellationToken) : [];
        return View("Plans", new PlansPage(
            Call, [.. plans.Select(p => PlanEntry.Of(p.p, p.Pairs))], runs, PlanObjective.Of(settings), settings.MostYears, reached));
    }

    [HttpGet("/calls/{code}/assignments/{number:int}")]
    public async Task<IActionResult> One(int number, CancellationToken cancellationToken)
    {
        if (await StoredPlan.FindAsync(Db, Call.Id, number, cancellationToken) is not { } plan)
        {
            return NotFound();
        }
        var admitted = (await StoredStandings.LoadAsync(Db, Call, cancellationToken)).Admitted;
        var matching = await Matching.LoadAsync(Db, Call, plan.Seed, cancellationToken);
        var side = await PlanSide.LoadAsync(Db, plan, matching, cancellationToken);
        var seats = side.Now.Assignments.ToLookup(p => p.Application);
        var names = matching.Round.Experts.ToDictionary(e => e.Id, e => e.Name);
        var loads = side.Now.Assignments.CountBy(p => p.Expert).ToDictionary();
        IReadOnlyList<StatedAbsence> away = User.RunsCalls() ? await StoredAbsences.LoadAsync(Db, Call, Now, cancellationToken) : [];
        var here = $"assignments/{number}";
        var applications = PlanPage.Columns.Part(
            matching.Round.Applications.Where(a => admitted.Contains(a.Id)).OrderBy(a => a.Id).Select(a => new PlannedApplication(
                a.Id, a.Title, [.. seats[a.Id].Select(p => new PlanSeat(p.Expert, names[p.Expert], p.Affinity, []))])),
            Asked(here));
        return View("Plan", new PlanPage(
            Call, side.Plan, side.Now, side.Statistics, matching.Problem.Source,
            applications.With(
                [.. applications.Rows.Select(a =>
                a with { Seats = [.. a.Seats.Select(s => s with { Why = matching.Why(a.Id, s.Expert) })] })]),
            PlanPage.LoadColumns.Part(
                matching.Round.Experts.OrderBy(e => e.Id).Select(e => new PlannedLoad(e.Id, e.Name, loads.GetValueOrDefault(e.Id))),
                Asked(here, "loads")),
            loads.Values.DefaultIfEmpty().Max(), PlanPage.UnmetColumns.Part(side.Statistics.Unmet, Asked(here, "unmet")),
            matching.Faults(side.Now),
            plan.State.Status == PlanStatus.Deployed
                ? TopUp.Late(matching.Problem, await StoredPlan.StandingAsync(Db, plan, cancellationToken)).Count : 0,
            [.. away.Where(a => loads.ContainsKey(a.Expert.Number))
                .Select(a => (new PlannedLoad(a.Expert.Number, a.Expert.Name, loads[a.Expert.Number]), a.Days))]));
    }

    /// <summary>Two plans side by side, measured with the affinities and conflicts of today.</summary>
    [HttpGet("/calls/{code}/assignments/compare")]
    public async Task<IActionResult> Compare(int a, int b, CancellationToken cancellationToken)
    {
        if (await StoredPlan.FindAsync(Db, Call.Id, a, cancellationToken) is not { } first
            || await StoredPlan.FindAsync(Db, Call.Id, b, cancellationToken) is not { } second)
        {
            return NotFound();
        }
        if (a == b)
        {
            return Refused(At("assignments"), "Compare.Same");
        }
        var matching = await Matching.LoadAsync(Db, Call, first.Seed, cancellationToken);
        var one = await PlanSide.LoadAsync(Db, first, matching, cancellationToken);
        var two =
            await PlanSide.LoadAsync(Db, second, await Matching.LoadAsync(Db, Call, second.Seed, cancellationToken), cancellationToken);
        var comparison = PlanComparison.Of(one.Now, two.Now);
        var differences = ComparePage.DifferencesOf(
            comparison, one, two, matching.Round.Applications.ToDictionary(x => x.Id, x => x.Title),
            matching.Round.Experts.ToDictionary(x => x.Id, x => x.Name));
        return View("Compare", new ComparePage(
            Call, one, two, comparison, ComparePage.ColumnsOf(a, b).Part(differences, Asked("assignments/compare"))));
    }

    /// <summary>Asks for a plan; a job solves it while a page follows.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/assignments")]
    public async Task<IActionResult> Make(string? seed, string? objective, string? balance, string? overlap,
        CancellationToken cancellationToken)
    {
        if (seed?.Trim().Length > Row.NameLength
            || PlanObjective.Read(PlanObjective.Of(StoredRound.CallOf(Call).Assignment), objective, balance, overlap) is not { } chosen)
        {
            return Refused(At("assignments"), "Form.Invalid");
        }
        var run = new RunRow();
        var refusal = await DoAsync(Capacity.Officer, async (db, by) =>
        {
            var call = await CallInAsync(db, cancellationToken);
            var number = await db.AssignmentPlans.Where(p => p.CallId == call.Id).MaxAsync(p => (int?)p.Number, cancellationToken) + 1 ?? 1;
            (run, var asked) = StoredRun.Request(
                db, call, RunKind.Assignment, string.IsNullOrWhiteSpace(seed) ? $"{call.Code}-{number}" : seed.Trim(), chosen.Write(), by);
            return asked;
        }, cancellationToken);
        if (refusal is not null)
        {
            return new RefusedForm(At("assignments"),
                refusal is CallLife.WrongStage ? Text.Of("Plans.NotAssigning") : RefusalText.Of(refusal));
        }
        jobs.Enqueue<AssignmentJob>(job => job.RunAsync(run.Id, CancellationToken.None));
        return Redirect(At($"assignments/runs/{run.Id}"));
    }

    [HttpGet("/calls/{code}/assignments/runs/{id:guid}")]
    public async Task<IActionResult> Run(Guid id, CancellationToken cancellationToken)
    {
        if (await StoredRun.FindAsync(Db, Call, RunKind.Assignment, id, cancellationToken) is not { } run)
        {
            return NotFound();
        }
        var number = await Db.AssignmentPlans.Where(p => p.Id == id).Select(p => (int?)p.Number).SingleOrDefaultAsync(cancellationToken);
        return View("PlanRun", new PlanRunPage(Call, run, await PlanObjective.OfRunAsync(Db, id, cancellationToken), number));
    }
}
