using GrantReview.Core.Assignments;
using GrantReview.Core.Scoring;
using GrantReview.Data;
using GrantReview.Web.Features.Calls;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Assignments;

/// <summary>Plans as rows of the database.</summary>
public static class StoredPlan
{
    /// <summary>Adds the plan under the call's next number, with its pairs; nothing is saved yet.</summary>
    public static async Task AddAsync(AppDb db, AssignmentPlanRow plan, IEnumerable<PlannedAssignment> pairs, CancellationToken cancellationToken)
    {
        plan.Number = await db.AssignmentPlans.Where(p => p.CallId == plan.CallId).MaxAsync(p => (int?)p.Number, cancellationToken) + 1 ?? 1;
        db.AssignmentPlans.Add(plan);
        var (applications, experts) = await StoredRound.IdsAsync(db, plan.CallId, cancellationToken);
        db.Assignments.AddRange(pairs.Select(p => new AssignmentRow
        {
            PlanId = plan.Id, CallId = plan.CallId, ApplicationId = applications[p.Application], ExpertId = experts[p.Expert], Affinity = p.Affinity,
        }));
    }

    /// <summary>A plan that claims to meet every need and does not keep the rules is a bug, and is never saved.</summary>
    public static void ShouldPassAudit(AssignmentProblem problem, AssignmentPlan plan)
    {
        if (plan.Status is AssignmentStatus.Optimal or AssignmentStatus.Feasible && AssignmentAudit.Check(problem, [.. plan.Assignments.Select(a => new Assignment(a.Application, a.Expert))]) is { Count: > 0 } faults)
        {
            throw new InvalidOperationException("The plan does not pass its audit: " + string.Join(" ", faults));
        }
    }

    public static Task<AssignmentPlanRow?> FindAsync(AppDb db, Guid callId, int number, CancellationToken cancellationToken) =>
        db.AssignmentPlans.SingleOrDefaultAsync(p => p.CallId == callId && p.Number == number, cancellationToken);

    /// <summary>A stored plan as it stands, hand-made changes included.</summary>
    public static async Task<PlanSide> SideAsync(AppDb db, AssignmentPlanRow plan, Matching matching, CancellationToken cancellationToken)
    {
        var pairs = await PairsAsync(db, plan, db.Assignments, cancellationToken);
        var entry = PlanEntry.Of(plan, pairs.Count);
        var now = matching.Plan(
            [.. pairs.Select(p => new PlannedAssignment(p.Application, p.Expert, matching.Of(p.Application, p.Expert)))],
            entry.Proven, entry.Reasons);
        return new PlanSide(entry, now, PlanStatistics.Of(matching.Problem, now));
    }

    /// <summary>The pairs whose seats are taken: of a plan that runs, without those that an expert left and nobody has filled.</summary>
    public static Task<List<Assignment>> StandingAsync(AppDb db, AssignmentPlanRow plan, CancellationToken cancellationToken) => PairsAsync(
        db, plan, plan.Status != PlanStatus.Deployed ? db.Assignments
            : db.Assignments.Where(p => !db.ScoreSheets.Any(s => s.ApplicationId == p.ApplicationId && s.ExpertId == p.ExpertId && s.State.Status == SheetStatus.Suspended)),
        cancellationToken);

    private static async Task<List<Assignment>> PairsAsync(AppDb db, AssignmentPlanRow plan, IQueryable<AssignmentRow> rows, CancellationToken cancellationToken)
    {
        var pairs = await (
            from p in rows.AsNoTracking()
            join a in db.Applications on p.ApplicationId equals a.Id
            join e in db.Experts on p.ExpertId equals e.Id
            where p.PlanId == plan.Id
            select new { Application = a.Code, Expert = e.Code }).ToListAsync(cancellationToken);
        return [.. pairs.OrderBy(p => p.Application, StringComparer.Ordinal).ThenBy(p => p.Expert, StringComparer.Ordinal).Select(p => new Assignment(p.Application, p.Expert))];
    }
}
