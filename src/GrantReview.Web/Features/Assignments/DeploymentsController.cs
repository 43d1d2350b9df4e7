using GrantReview.Core.Acts;
using GrantReview.Core.Calls;
using GrantReview.Core.Scoring;
using GrantReview.Data;
using GrantReview.Web.Features.Calls;
using GrantReview.Web.Hosting;
using Hangfire;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Assignments;

/// <summary>A draft goes to the experts; a deployed plan that nobody scored on comes back.</summary>
[Authorize(Policy = Access.RunCalls)]
public sealed class DeploymentsController(AppDb db, TimeProvider time, IBackgroundJobClient jobs) : CallController(db, time)
{
    /// <summary>Opens a sheet for every pair, after the audit of the plan found nothing but unmet needs that the solver named itself.</summary>
    [HttpPost("/calls/{code}/assignments/{number:int}/deploy")]
    public async Task<IActionResult> Deploy(int number, CancellationToken cancellationToken)
    {
        if (await StoredPlan.FindAsync(Db, Call.Id, number, cancellationToken) is not { Status: PlanStatus.Draft } plan)
        {
            return NotFound();
        }
        if (!IsIn(CallStage.Assigning))
        {
            return Refused(At($"assignments/{number}"), "Plans.NotAssigning");
        }
        await StoredConflicts.FindAsync(Db, Call, Now, cancellationToken);
        var matching = new Matching(await StoredRound.LoadAsync(Db, Call, cancellationToken), plan.Seed);
        if (matching.Faults((await StoredPlan.SideAsync(Db, plan, matching, cancellationToken)).Now).Count > 0)
        {
            return Refused(At($"assignments/{number}"), "Plans.Faults");
        }
        var pairs = await Db.Assignments.AsNoTracking().Where(a => a.PlanId == plan.Id).ToListAsync(cancellationToken);
        var sheets = await Db.ScoreSheets.Where(s => s.CallId == Call.Id).ToDictionaryAsync(s => (s.ApplicationId, s.ExpertId), cancellationToken);
        foreach (var sheet in sheets.Values.Where(s => s.State.IsLive))
        {
            sheet.Do(new SheetLife.Leave(Leaving.PlanChanged, new FreeText("")), ByMe(Capacity.Officer), SheetEvidence.Scoring);
        }
        foreach (var pair in pairs)
        {
            if (sheets.TryGetValue((pair.ApplicationId, pair.ExpertId), out var sheet))
            {
                sheet.Do(new SheetLife.Seat(), ByMe(Capacity.Officer), SheetEvidence.Scoring);
                continue;
            }
            Db.ScoreSheets.Add(new ScoreSheetRow(Call.Id, pair.ApplicationId, pair.ExpertId));
        }
        (plan.Status, plan.DeployedAt, plan.DeployedById) = (PlanStatus.Deployed, Now, User.Id());
        Call.Follow(CallStage.Scoring, ByMe(Capacity.Officer));
        Record("deploy", "assignment-plan", $"{number}", $"{PlanStatus.Draft}", $"{PlanStatus.Deployed}");
        Record("stage-forward", "call", Call.Code, $"{CallStage.Assigning}", $"{CallStage.Scoring}");
        Db.Mails.AddRange((await SeatMails.OfDeploymentAsync(Db, Call, plan.Id, Now, cancellationToken)).Mails);
        await Db.SaveChangesAsync(cancellationToken);
        jobs.Enqueue<MailJob>(job => job.RunAsync(CancellationToken.None));
        return Done(At("progress"), "Plans.Deployed", number, pairs.Count);
    }

    /// <summary>Takes a deployed plan back while nobody has scored on it.</summary>
    [HttpPost("/calls/{code}/assignments/{number:int}/withdraw")]
    public async Task<IActionResult> Withdraw(int number, CancellationToken cancellationToken)
    {
        if (await StoredPlan.FindAsync(Db, Call.Id, number, cancellationToken) is not { Status: PlanStatus.Deployed } plan)
        {
            return NotFound();
        }
        if (!IsIn(CallStage.Scoring) || await Db.LeafScores.AnyAsync(l => Db.ScoreSheets.Any(s => s.Id == l.SheetId && s.CallId == Call.Id && s.State.Status != SheetStatus.Suspended), cancellationToken))
        {
            return Refused(At($"assignments/{number}"), "Plans.HasScores");
        }
        foreach (var sheet in (await Db.ScoreSheets.Where(s => s.CallId == Call.Id).ToListAsync(cancellationToken)).Where(s => s.State.IsLive))
        {
            sheet.Do(new SheetLife.Leave(Leaving.PlanWithdrawn, new FreeText("")), ByMe(Capacity.Officer), SheetEvidence.Scoring);
        }
        plan.Status = PlanStatus.Withdrawn;
        Call.Follow(CallStage.Assigning, ByMe(Capacity.Officer));
        Record("withdraw", "assignment-plan", $"{number}", $"{PlanStatus.Deployed}", $"{PlanStatus.Withdrawn}");
        Record("stage-back", "call", Call.Code, $"{CallStage.Scoring}", $"{CallStage.Assigning}", "assignment plan withdrawn");
        await Db.SaveChangesAsync(cancellationToken);
        return Done(At("assignments"), "Plans.Withdrawn", number);
    }
}
