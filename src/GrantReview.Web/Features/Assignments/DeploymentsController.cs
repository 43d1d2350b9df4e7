using Hangfire;

namespace GrantReview.Web.Features.Assignments;

/// <summary>A draft goes to the experts; a deployed plan that nobody scored on comes back.</summary>
[Authorize(Policy = Access.RunCalls)]
public sealed class DeploymentsController(AppDb db, TimeProvider time, IBackgroundJobClient jobs) : CallController(db, time)
{
    /// <summary>Opens a sheet for every pair, after conflicts were searched again and the audit of the plan found nothing.</summary>
    [HttpPost("/calls/{code}/assignments/{number:int}/deploy")]
    public async Task<IActionResult> Deploy(int number, CancellationToken cancellationToken)
    {
        var pairs = 0;
        var refusal = await DoAsync(Capacity.Officer, async (db, by) =>
        {
            if (await StoredPlan.FindAsync(db, Call.Id, number, cancellationToken) is not { } plan)
            {
                return new Refusal.NotThere();
            }
            var call = await CallInAsync(db, cancellationToken);
            if (await StoredConflicts.FindAsync(db, call, by, cancellationToken) is { Refusal: { } closed })
            {
                return closed;
            }
            var faults = (await Matching.LoadAsync(db, call, plan.Seed, cancellationToken))
                .Faults(await StoredPlan.StandingAsync(db, plan, cancellationToken));
            var answer = plan.Do(
                new PlanLife.Deploy(), by, await StoredPlan.SeenAsync(db, call, plan, cancellationToken) with
                {
                    Faults = faults.Count, TreesArePublished = await CallGate.AreTreesPublishedAsync(db, call, cancellationToken),
                });
            if (answer.Refusal is not null)
            {
                return answer;
            }
            if (call.Follow(CallStage.Scoring, by) is { Refusal: { } tooEarly })
            {
                return tooEarly;
            }
            var seats = await db.Assignments.AsNoTracking().Where(a => a.PlanId == plan.Id)
                .Select(a => new AssignedPair(a.ApplicationId, a.ExpertId, a.Affinity))
                .ToListAsync(cancellationToken);
            pairs = seats.Count;
            var sheets = await db.ScoreSheets.Where(s => s.CallId == call.Id && s.Round == plan.Round).ToListAsync(cancellationToken);
            // Whoever keeps an application keeps the sheet as it is: above all a submitted one.
            var kept = sheets.Where(s => s.State.IsLive).Select(s => (s.ApplicationId, s.ExpertId))
                .Intersect(seats.Select(p => (p.Application, p.Expert))).ToHashSet();
            var others = sheets.Where(s => !kept.Contains((s.ApplicationId, s.ExpertId)));
            if (StoredSeats.Leave(others, call, Leaving.PlanChanged, FreeText.Of(null), by) is { Refusal: { } stays })
            {
                return stays;
            }
            db.Mails.AddRange((await SeatMails.OfDeploymentAsync(db, call, plan.Id, by.At, cancellationToken)).Mails);
            return await StoredSeats.OpenAsync(
                db, call, plan, [.. seats.Where(p => !kept.Contains((p.Application, p.Expert)))], by, cancellationToken);
        }, cancellationToken);
        switch (refusal)
        {
            case null:
                jobs.Enqueue<MailJob>(job => job.RunAsync(CancellationToken.None));
                return Done(At("progress"), "Plans.Deployed", number, pairs);
            case Refusal.NotThere:
                return NotFound();
            default:
                return new RefusedForm(At($"assignments/{number}"),
                    refusal is CallLife.WrongStage ? Text.Of("Plans.NotAssigning") : RefusalText.Of(refusal));
        }
    }

    /// <summary>Takes a deployed plan back while nobody has scored on it.</summary>
    [HttpPost("/calls/{code}/assignments/{number:int}/withdraw")]
    public async Task<IActionResult> Withdraw(int number, CancellationToken cancellationToken)
    {
        var refusal = await DoAsync(Capacity.Officer, async (db, by) =>
        {
            if (await StoredPlan.FindAsync(db, Call.Id, number, cancellationToken) is not { } plan)
            {
                return new Refusal.NotThere();
            }
            var call = await CallInAsync(db, cancellationToken);
            var scored = await db.LeafScores.WhereSaved().AnyAsync(
                l => db.ScoreSheets.Any(s => s.Id == l.SheetId && s.CallId == call.Id && s.State.Status != SheetStatus.Suspended),
                cancellationToken);
            var answer = plan.Do(
                new PlanLife.Withdraw(), by, await StoredPlan.SeenAsync(db, call, plan, cancellationToken) with { HasScores = scored });
            if (answer.Refusal is not null)
            {
                return answer;
            }
            var sheets = await db.ScoreSheets.Where(s => s.CallId == call.Id && s.Round == plan.Round).ToListAsync(cancellationToken);
            return StoredSeats.Leave(sheets, call, Leaving.PlanWithdrawn, FreeText.Of(null), by) is { Refusal: { } stays } ? stays
                : call.Follow(CallStage.Assigning, by);
        }, cancellationToken);
        return refusal switch
        {
            null => Done(At("assignments"), "Plans.Withdrawn", number),
            Refusal.NotThere => NotFound(),
            _ => RefusedForm.Of(At($"assignments/{number}"), refusal),
        };
    }
}
