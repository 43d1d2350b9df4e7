namespace GrantReview.Web.Reading;

/// <summary>A plan that is to be stored.</summary>
public sealed record DraftPlan(Guid Id, string Objective, string Seed, string Summary, Guid? CreatedBy);

/// <summary>Plans as rows of the database.</summary>
public static class StoredPlan
{
    /// <summary>Makes a draft under the call's next number, with its pairs; saved with the act.</summary>
    public static async Task<(AssignmentPlanRow Plan, Answer Answer)> MakeAsync(
        AppDb db, CallRow call, DraftPlan draft, IEnumerable<PlannedAssignment> pairs, By by, CancellationToken cancellationToken)
    {
        var number = await db.AssignmentPlans.Where(p => p.CallId == call.Id).MaxAsync(p => (int?)p.Number, cancellationToken) + 1 ?? 1;
        var plan = new AssignmentPlanRow(draft.Id, call.Id, number)
        {
            Objective = draft.Objective, Seed = draft.Seed, Summary = draft.Summary, CreatedById = draft.CreatedBy, CreatedAt = by.At,
        };
        var (applications, experts) = await StoredRound.IdsAsync(db, call.Id, cancellationToken);
        List<AssignedPair> assigned = [.. pairs.Select(p => new AssignedPair(applications[p.Application], experts[p.Expert], p.Affinity))];
        db.AssignmentPlans.Add(plan);
        db.Assignments.AddRange(assigned.Select(p => RowOf(plan, p)));
        return (plan, plan.Do(new PlanLife.Make(number, draft.Seed, assigned), by.ByTheRules(), new PlanEvidence(call.State)));
    }

    public static AssignmentRow RowOf(AssignmentPlanRow plan, AssignedPair pair) =>
        new(plan.Id, plan.CallId, pair.Application, pair.Expert, pair.Affinity);

    /// <summary>A plan that claims to meet every need and does not keep the rules is a bug, and is never saved.</summary>
    public static void ShouldPassAudit(AssignmentProblem problem, AssignmentPlan plan)
    {
        if (plan.Status is AssignmentStatus.Optimal or AssignmentStatus.Feasible
            && AssignmentAudit.Check(problem,
                [.. plan.Assignments.Select(a => new Assignment(a.Application, a.Expert))]) is { Count: > 0 } faults)
        {
            throw new InvalidOperationException("The plan does not pass its audit: " + string.Join(" ", faults));
        }
    }

    /// <summary>What an act on a plan relies on, before what the act itself finds.</summary>
    public static async Task<PlanEvidence> SeenAsync(AppDb db, CallRow call, AssignmentPlanRow plan, CancellationToken cancellationToken)
    {
        var draws = await db.Draws.AsNoTracking()
            .Where(d => d.CallId == call.Id && d.Kind == DrawKind.Experts
                && (d.State.Status == DrawStatus.Sealing || d.State.Status == DrawStatus.Drawn))
            .OrderBy(d => d.Number).Select(d => d.State.Plan).ToListAsync(cancellationToken);
        return new PlanEvidence(call.State) { IsDrawn = draws.Contains(plan.Id), AnotherIsDrawn = draws.Count > 0 && draws[^1] != plan.Id };
    }

    public static Task<AssignmentPlanRow?> FindAsync(AppDb db, Guid callId, int number, CancellationToken cancellationToken) =>
        db.AssignmentPlans.SingleOrDefaultAsync(p => p.CallId == callId && p.Number == number, cancellationToken);

    /// <summary>The pairs whose seats are taken: of a plan that runs, without those that an expert left and nobody has filled.</summary>
    public static Task<List<Assignment>> StandingAsync(AppDb db, AssignmentPlanRow plan, CancellationToken cancellationToken) => PairsAsync(
        db, plan, plan.State.Status != PlanStatus.Deployed ? db.Assignments
            : db.Assignments.Where(p => !db.ScoreSheets.Any(
                s => s.ApplicationId == p.ApplicationId && s.ExpertId == p.ExpertId && s.State.Status == SheetStatus.Suspended)),
        cancellationToken);

    internal static async Task<List<Assignment>> PairsAsync(AppDb db, AssignmentPlanRow plan, IQueryable<AssignmentRow> rows,
        CancellationToken cancellationToken)
    {
        var pairs = await (
            from p in rows.AsNoTracking()
            join a in db.Applications on p.ApplicationId equals a.Id
            join e in db.Experts on p.ExpertId equals e.Id
            where p.PlanId == plan.Id
            select new { Application = a.Code, Expert = e.Code }).ToListAsync(cancellationToken);
        return
        [
            .. pairs.Select(p => new Assignment(new ApplicationId(p.Application), new ExpertId(p.Expert)))
                .OrderBy(p => p.Application).ThenBy(p => p.Expert),
        ];
    }
}
