using GrantReview.Core.Acts;
using GrantReview.Core.Scoring;
using GrantReview.Data;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Assignments;

/// <summary>Seats of the plan that runs: who takes one gets a sheet, who leaves one keeps what is in it; nothing is saved yet.</summary>
public static class StoredSeats
{
    public static Task<AssignmentPlanRow?> PlanAsync(AppDb db, Guid callId, CancellationToken cancellationToken) =>
        db.AssignmentPlans.Where(p => p.CallId == callId && p.Status == PlanStatus.Deployed).OrderByDescending(p => p.Number).FirstOrDefaultAsync(cancellationToken);

    public static async Task OpenAsync(
        AppDb db, AssignmentPlanRow plan, IReadOnlyList<(Guid Application, Guid Expert, double Affinity)> seats, By by, CancellationToken cancellationToken)
    {
        List<Guid> experts = [.. seats.Select(s => s.Expert).Distinct()];
        var sheets = await db.ScoreSheets.Where(s => s.CallId == plan.CallId && experts.Contains(s.ExpertId)).ToDictionaryAsync(s => (s.ApplicationId, s.ExpertId), cancellationToken);
        var pairs = await db.Assignments.Where(a => a.PlanId == plan.Id && experts.Contains(a.ExpertId)).Select(a => new { a.ApplicationId, a.ExpertId }).ToListAsync(cancellationToken);
        var planned = pairs.Select(p => (p.ApplicationId, p.ExpertId)).ToHashSet();
        foreach (var (application, expert, affinity) in seats)
        {
            if (sheets.TryGetValue((application, expert), out var sheet))
            {
                sheet.Do(new SheetLife.Seat(), by, SheetEvidence.Scoring);
            }
            else
            {
                db.ScoreSheets.Add(new ScoreSheetRow(plan.CallId, application, expert));
            }
            if (planned.Add((application, expert)))
            {
                db.Assignments.Add(new AssignmentRow { PlanId = plan.Id, CallId = plan.CallId, ApplicationId = application, ExpertId = expert, Affinity = affinity });
            }
        }
        // The list has grown, so the expert declares again before any sheet opens.
        db.Competences.RemoveRange(await db.Competences.Where(c => experts.Contains(c.ExpertId)).ToListAsync(cancellationToken));
        foreach (var expert in await db.Experts.Where(e => experts.Contains(e.Id)).ToListAsync(cancellationToken))
        {
            expert.DeclaredAt = null;
        }
    }
}
