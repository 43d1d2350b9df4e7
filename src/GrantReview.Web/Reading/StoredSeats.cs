namespace GrantReview.Web.Reading;

/// <summary>
/// Pairs of the plan that runs: who takes an application gets a sheet, who leaves one keeps what is in it; saved with the act.
/// </summary>
public static class StoredSeats
{
    public static Task<AssignmentPlanRow?> PlanAsync(AppDb db, Guid callId, CancellationToken cancellationToken) => db.AssignmentPlans
        .Where(p => p.CallId == callId && p.State.Status == PlanStatus.Deployed).OrderByDescending(p => p.Number)
            .FirstOrDefaultAsync(cancellationToken);

    public static async Task<Answer> OpenAsync(
        AppDb db, CallRow call, AssignmentPlanRow plan, IReadOnlyList<AssignedPair> pairs, By by, CancellationToken cancellationToken)
    {
        List<Guid> experts = [.. pairs.Select(s => s.Expert).Distinct()];
        var sheets = await db.ScoreSheets.Where(s => s.CallId == plan.CallId && s.Round == plan.Round && experts.Contains(s.ExpertId))
            .ToDictionaryAsync(s => (s.ApplicationId, s.ExpertId), cancellationToken);
        var rows = await db.Assignments.Where(a => a.PlanId == plan.Id && experts.Contains(a.ExpertId))
            .Select(a => new { a.ApplicationId, a.ExpertId })
            .ToListAsync(cancellationToken);
        var planned = rows.Select(p => (p.ApplicationId, p.ExpertId)).ToHashSet();
        List<Answer> answers = [];
        foreach (var pair in pairs)
        {
            if (sheets.TryGetValue((pair.Application, pair.Expert), out var sheet))
            {
                answers.Add(sheet.Do(new SheetLife.Seat(), by, CallGate.Seen(call.State)));
            }
            else
            {
                db.ScoreSheets.Add(new ScoreSheetRow(plan.CallId, pair.Application, pair.Expert));
            }
            if (planned.Add((pair.Application, pair.Expert)))
            {
                db.Assignments.Add(StoredPlan.RowOf(plan, pair));
            }
        }
        // The list has grown, so the expert declares again before any sheet opens.
        db.Competences.RemoveRange(await db.Competences.Where(c => experts.Contains(c.ExpertId)).ToListAsync(cancellationToken));
        foreach (var expert in await db.Experts.Where(e => experts.Contains(e.Id)).ToListAsync(cancellationToken))
        {
            answers.Add(expert.Declare(new DeclarationLife.Reopen(), by.ByTheRules(), call.State, []));
        }
        return Answer.FirstRefusal(answers);
    }

    /// <summary>Whoever of these pairs has a sheet that is due or done loses it.</summary>
    public static Answer Leave(IEnumerable<ScoreSheetRow> sheets, CallRow call, Leaving why, FreeText reason, By by) =>
        Answer.FirstRefusal(sheets.Where(s => s.State.IsLive)
            .Select(s => s.Do(new SheetLife.Leave(why, reason), by, CallGate.Seen(call.State))));
}
