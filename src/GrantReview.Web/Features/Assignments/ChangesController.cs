using GrantReview.Files.Workbooks;
using Hangfire;

namespace GrantReview.Web.Features.Assignments;

/// <summary>An officer changes a plan by hand: one pair of a draft, or many of any plan by its workbook, all or nothing.</summary>
[Authorize(Policy = Access.RunCalls)]
public sealed class ChangesController(AppDb db, TimeProvider time, IBackgroundJobClient jobs) : CallController(db, time)
{
    /// <summary>Adds or removes one pair of a draft by hand.</summary>
    /// <param name="remove">The expert who is taken out; null = one is added.</param>
    [HttpPost("/calls/{code}/assignments/{number:int}/pairs")]
    public Task<IActionResult> Change(int number, string? application, string? expert, string? remove, CancellationToken cancellationToken)
    {
        var (applicationCode, expertCode) = (application?.Trim() ?? "", (remove ?? expert)?.Trim() ?? "");
        var add = remove is null;
        return ActAsync(Capacity.Officer, async (db, by) =>
        {
            if (await StoredPlan.FindAsync(db, Call.Id, number, cancellationToken) is not { } plan)
            {
                return new Refusal.NotThere();
            }
            var pairNamed = (ApplicationId.Of(applicationCode).GetValueOrDefault(), ExpertId.Of(expertCode).GetValueOrDefault());
            if (await (
                from a in db.Applications
                join e in db.Experts on a.CallId equals e.CallId
                where a.Code == applicationCode && e.Code == expertCode && a.CallId == Call.Id
                select new { Application = a.Id, Expert = e.Id }).SingleOrDefaultAsync(cancellationToken) is not { } ids)
            {
                return new ConflictLife.NoSuchPair(pairNamed.Item1, pairNamed.Item2);
            }
            var call = await CallInAsync(db, cancellationToken);
            var row = await db.Assignments.SingleOrDefaultAsync(
                a => a.PlanId == plan.Id && a.ApplicationId == ids.Application && a.ExpertId == ids.Expert, cancellationToken);
            if (add == row is not null)
            {
                return Answer.Nothing;
            }
            var affinity =
                row?.Affinity ?? (await Matching.LoadAsync(db, call, plan.Seed, cancellationToken)).Of(pairNamed.Item1, pairNamed.Item2);
            var pair = new AssignedPair(ids.Application, ids.Expert, affinity);
            if (row is null)
            {
                db.Assignments.Add(StoredPlan.RowOf(plan, pair));
            }
            else
            {
                db.Assignments.Remove(row);
            }
            return plan.Do(
                add ? new PlanLife.Assign(pair) : new PlanLife.Unassign(pair), by,
                await StoredPlan.SeenAsync(db, call, plan, cancellationToken));
        }, $"assignments/{number}", () => Text.Of("Plans.Changed"), cancellationToken);
    }

    /// <summary>The plan as it stands, to be edited and given back.</summary>
    [HttpGet("/calls/{code}/assignments/{number:int}/plan.xlsx")]
    public async Task<IActionResult> Download(int number, CancellationToken cancellationToken)
    {
        if (await StoredPlan.FindAsync(Db, Call.Id, number, cancellationToken) is not { } plan)
        {
            return NotFound();
        }
        var (titles, names) = await StoredRound.WordsAsync(Db, Call.Id, cancellationToken);
        var rows = (await StoredPlan.StandingAsync(Db, plan, cancellationToken))
            .Select(p => new[] { p.Application.Value, p.Expert.Value, titles[p.Application], names[p.Expert] });
        return File(FormWorkbook.Draw(TableSchema.Seats, Text.Culture, rows), FormWorkbook.ContentType, $"{Call.Code}-plan-{number}.xlsx");
    }

    /// <summary>What the edited workbook would change, with everything that forbids it; nothing is changed yet.</summary>
    [HttpPost("/calls/{code}/assignments/{number:int}/changes")]
    public async Task<IActionResult> Preview(int number, IFormFile? file, CancellationToken cancellationToken)
    {
        if (await StoredPlan.FindAsync(Db, Call.Id, number, cancellationToken) is not { } plan)
        {
            return NotFound();
        }
        if (PlanLife.RefuseChange(plan.State, await StoredPlan.SeenAsync(Db, Call, plan, cancellationToken)) is { } closed)
        {
            return new RefusedForm(At($"assignments/{number}"), WordsOf(closed));
        }
        if (file is null)
        {
            return Refused(At($"assignments/{number}"), "Apps.NoFile");
        }
        using var content = new MemoryStream();
        await file.CopyToAsync(content, cancellationToken);
        var (titles, names) = await StoredRound.WordsAsync(Db, Call.Id, cancellationToken);
        var standing = await StoredPlan.StandingAsync(Db, plan, cancellationToken);
        var read = RoundReader.ReadSeats(content.ToArray(), file.FileName, titles.Keys, names.Keys);
        var mistakes = read.Mistakes;
        var change = mistakes.Count > 0 ? new PlanChange(file.FileName, [], []) : PlanChange.Of(file.FileName, read.Rows, standing);
        return mistakes.Count == 0 && change.Added.Count + change.Removed.Count == 0
            ? Refused(At($"assignments/{number}"), "Change.Nothing")
            : View("PlanChange", await PageAsync(Db, plan, change, mistakes, null, cancellationToken));
    }

    /// <summary>Makes the change as it was previewed, if the plan is still the one that was edited and nothing forbids it by now.</summary>
    [HttpPost("/calls/{code}/assignments/{number:int}/changes/apply")]
    public async Task<IActionResult> Apply(int number, string? change, string? reason, CancellationToken cancellationToken)
    {
        if (await StoredPlan.FindAsync(Db, Call.Id, number, cancellationToken) is not { } shown)
        {
            return NotFound();
        }
        if (PlanLife.RefuseChange(shown.State, await StoredPlan.SeenAsync(Db, Call, shown, cancellationToken)) is { } no)
        {
            return new RefusedForm(At($"assignments/{number}"), WordsOf(no));
        }
        if (PlanChange.Read(change) is not { } read)
        {
            return Refused(At($"assignments/{number}"), "Change.Stale");
        }
        PlanChangePage? page = null;
        var refusal = await DoAsync(Capacity.Officer, async (db, by) =>
        {
            page = null;
            if (await StoredPlan.FindAsync(db, Call.Id, number, cancellationToken) is not { } plan)
            {
                return new Refusal.NotThere();
            }
            var call = await CallInAsync(db, cancellationToken);
            if (await StoredConflicts.FindAsync(db, call, by, cancellationToken) is { Refusal: { } closed })
            {
                return closed;
            }
            var fits = read.On(await StoredPlan.StandingAsync(db, plan, cancellationToken)) is not null;
            page = fits ? await PageAsync(db, plan, read, [], reason, cancellationToken) : null;
            var pairs = await PairsAsync(db, call, plan, read, cancellationToken);
            var answer = plan.Do(
                new PlanLife.Change(pairs.Added, pairs.Removed, FreeText.Given(reason)), by,
                await StoredPlan.SeenAsync(db, call, plan, cancellationToken) with { Fits = fits, Faults = page?.Mistakes.Count ?? 0 });
            return answer.Refusal is not null ? answer
                : await StoreAsync(db, call, plan, pairs.Added, pairs.Removed, FreeText.Of(reason), by, cancellationToken);
        }, cancellationToken);
        switch (refusal)
        {
            case null:
                jobs.Enqueue<MailJob>(job => job.RunAsync(CancellationToken.None));
                return Done(At($"assignments/{number}"), "Change.Applied", read.Added.Count, read.Removed.Count);
            case PlanLife.HasFaults or Refusal.NeedsReason when page is not null:
                return RefusedForm.Showing(View("PlanChange", page), refusal is PlanLife.HasFaults ? "" : RefusalText.Of(refusal));
            default:
                return new RefusedForm(At($"assignments/{number}"), WordsOf(refusal));
        }
    }

    private static string WordsOf(Refusal refusal) =>
        refusal is PlanLife.NotInThisState or CallLife.WrongStage ? Text.Of("Change.Closed") : RefusalText.Of(refusal);

    private static async Task<(IReadOnlyList<AssignedPair> Added, IReadOnlyList<AssignedPair> Removed)> PairsAsync(
        AppDb db, CallRow call, AssignmentPlanRow plan, PlanChange change, CancellationToken cancellationToken)
    {
        var (applications, experts) = await StoredRound.IdsAsync(db, call.Id, cancellationToken);
        var matching = await Matching.LoadAsync(db, call, plan.Seed, cancellationToken);
        return (
            [.. change.Added.Where(p => Knows(p.Application, p.Expert)).Select(p => PairOf(p.Application, p.Expert))],
            [.. change.Removed.Where(p => Knows(p.Application, p.Expert)).Select(p => PairOf(p.Application, p.Expert))]);

        bool Knows(ApplicationId application, ExpertId expert) => applications.ContainsKey(application) && experts.ContainsKey(expert);
        AssignedPair PairOf(ApplicationId application, ExpertId expert) =>
            new(applications[application], experts[expert], matching.Of(application, expert));
    }

    /// <summary>
    /// Who leaves keeps the sheet as it is, suspended; who comes gets one. What an expert left earlier is nobody's in a touched
    /// application: the officer has said who scores it.
    /// </summary>
    private static async Task<Answer> StoreAsync(
        AppDb db, CallRow call, AssignmentPlanRow plan, IReadOnlyList<AssignedPair> added, IReadOnlyList<AssignedPair> removed,
        FreeText reason, By by,
        CancellationToken cancellationToken)
    {
        var touched = added.Concat(removed).Select(p => p.Application).ToHashSet();
        var gone = removed.Select(p => (p.Application, p.Expert)).ToHashSet();
        var sheets =
            await db.ScoreSheets.Where(s => s.CallId == call.Id && touched.Contains(s.ApplicationId)).ToListAsync(cancellationToken);
        var left = sheets.Where(s => s.State.Status == SheetStatus.Suspended).Select(s => (s.ApplicationId, s.ExpertId)).ToHashSet();
        var deployed = plan.State.Status == PlanStatus.Deployed;
        db.Assignments.RemoveRange(
            (await db.Assignments.Where(a => a.PlanId == plan.Id && touched.Contains(a.ApplicationId)).ToListAsync(cancellationToken))
            .Where(a => gone.Contains((a.ApplicationId, a.ExpertId)) || (deployed && left.Contains((a.ApplicationId, a.ExpertId)))));
        if (!deployed)
        {
            db.Assignments.AddRange(added.Select(p => StoredPlan.RowOf(plan, p)));
            return Answer.Nothing;
        }
        await db.SaveChangesAsync(cancellationToken);
        db.Mails.AddRange(
            (await SeatMails.OfSeatsAsync(db, call, SeatMail.Added, added.CountBy(p => p.Expert).ToDictionary(), by.At,
            cancellationToken)).Mails);
        db.Mails.AddRange(
            (await SeatMails.OfSeatsAsync(db, call, SeatMail.Removed, removed.CountBy(p => p.Expert).ToDictionary(), by.At,
            cancellationToken)).Mails);
        return StoredSeats.Leave(sheets.Where(s => gone.Contains((s.ApplicationId, s.ExpertId))), call, Leaving.PlanChanged, reason,
            by) is { Refusal: { } stays }
            ? stays : await StoredSeats.OpenAsync(db, call, plan, added, by, cancellationToken);
    }

    private async Task<PlanChangePage> PageAsync(
        AppDb db, AssignmentPlanRow plan, PlanChange change, IReadOnlyList<Mistake> mistakes, string? reason,
        CancellationToken cancellationToken)
    {
        var (titles, names) = await StoredRound.WordsAsync(db, Call.Id, cancellationToken);
        var standing = await StoredPlan.StandingAsync(db, plan, cancellationToken);
        if (mistakes.Count > 0 || change.On(standing) is not { } after)
        {
            return new PlanChangePage(Call, plan, change, titles, names, new Dictionary<ExpertId, (int, int?)>(), [], mistakes, reason);
        }
        var matching = await Matching.LoadAsync(db, Call, plan.Seed, cancellationToken);
        var saved = db.LeafScores.WhereSaved();
        var scored = plan.State.Status != PlanStatus.Deployed ? [] : (await (
            from s in db.ScoreSheets
            join a in db.Applications on s.ApplicationId equals a.Id
            join e in db.Experts on s.ExpertId equals e.Id
            where s.CallId == Call.Id && (s.State.Status == SheetStatus.Submitted || s.State.Status == SheetStatus.Held
                || s.State.Status == SheetStatus.Discounted || saved.Any(l => l.SheetId == s.Id))
            select new { Application = a.Code, Expert = e.Code }).ToListAsync(cancellationToken))
            .Select(p => new Assignment(new ApplicationId(p.Application), new ExpertId(p.Expert))).ToHashSet();
        var load = after.CountBy(p => p.Expert).ToDictionary();
        return new PlanChangePage(
            Call, plan, change, titles, names,
            matching.Problem.Experts.ToDictionary(e => e.Id, e => (load.GetValueOrDefault(e.Id), e.Max)),
            [.. matching.Faults(after).Except(matching.Faults(standing))], change.Check(matching, standing, after, scored), reason);
    }
}
