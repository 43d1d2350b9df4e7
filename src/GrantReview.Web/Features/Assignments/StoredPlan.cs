using GrantReview.Core.Assignments;
using GrantReview.Data;
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
        var applications = await db.Applications.Where(a => a.CallId == plan.CallId).ToDictionaryAsync(a => a.Code, a => a.Id, cancellationToken);
        var experts = await db.Experts.Where(e => e.CallId == plan.CallId).ToDictionaryAsync(e => e.Code, e => e.Id, cancellationToken);
        db.Assignments.AddRange(pairs.Select(p => new AssignmentRow
        {
            PlanId = plan.Id, CallId = plan.CallId, ApplicationId = applications[p.Application], ExpertId = experts[p.Expert], Affinity = p.Affinity,
        }));
    }
}
