using GrantReview.Files.Workbooks;
using Hangfire;

namespace GrantReview.Web.Features.Assignments;

/// <summary>
/// Review groups: proposed by the program or given by the officer, and kept until a plan is deployed; plans then seat each group with one
/// panel.
/// </summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class GroupsController(AppDb db, TimeProvider time, IBackgroundJobClient jobs) : CallController(db, time)
{
    private const string Path = "assignments/groups";
    private const int Largest = 1_000;

    [HttpGet("/calls/{code}/assignments/groups")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) =>
        View("Groups", await PageAsync([], cancellationToken));

    /// <summary>The groups as a workbook that can be edited and given back.</summary>
    [HttpGet("/calls/{code}/assignments/groups.xlsx")]
    public async Task<IActionResult> Download(CancellationToken cancellationToken)
    {
        var admitted = (await AdmittedAsync(Db, cancellationToken)).Select(a => a.Value).ToList();
        var applications =
            await Db.Applications.AsNoTracking().Where(a => a.CallId == Call.Id && admitted.Contains(a.Code)).OrderBy(a => a.Code)
            .ToListAsync(cancellationToken);
        var rows = applications.Select(a => new[] { a.Code, a.Group, a.Title });
        return File(FormWorkbook.Draw(TableSchema.Groups, Text.Culture, rows), FormWorkbook.ContentType, $"{Call.Code}-groups.xlsx");
    }

    /// <summary>Asks for a proposal; a job forms it while a page follows.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/assignments/groups/runs")]
    public async Task<IActionResult> Propose(GroupForm form, CancellationToken cancellationToken)
    {
        _ = int.TryParse(form.Min, NumberStyles.None, CultureInfo.InvariantCulture, out var least);
        if (!int.TryParse(form.Max, NumberStyles.None, CultureInfo.InvariantCulture, out var most)
            || least < 1 || most < least || most > Largest || form.Seed?.Trim().Length > Row.NameLength)
        {
            return RefusedForm.At(At(Path), least < 1 ? nameof(form.Min) : form.Seed?.Trim().Length > Row.NameLength ? nameof(form.Seed)
                : nameof(form.Max), Text.Of("Groups.BadSizes", Largest));
        }
        var run = new RunRow();
        var refusal = await DoAsync(Capacity.Officer, async (db, by) =>
        {
            var call = await CallInAsync(db, cancellationToken);
            if (!(await StoredGroups.SeenAsync(db, call, cancellationToken)).AreOpen)
            {
                return new GroupingLife.AreClosed();
            }
            (run, var asked) = StoredRun.Request(
                db, call, RunKind.Grouping, string.IsNullOrWhiteSpace(form.Seed) ? call.Code : form.Seed.Trim(),
                new { min = least, max = most }, by);
            return asked;
        }, cancellationToken);
        if (refusal is not null)
        {
            return RefusedForm.Of(At(Path), refusal);
        }
        jobs.Enqueue<GroupingJob>(job => job.RunAsync(run.Id, CancellationToken.None));
        return Redirect(At($"{Path}/runs/{run.Id}"));
    }

    [HttpGet("/calls/{code}/assignments/groups/runs/{id:guid}")]
    public async Task<IActionResult> Proposal(Guid id, CancellationToken cancellationToken)
    {
        if (await StoredRun.FindAsync(Db, Call, RunKind.Grouping, id, cancellationToken) is not { } run)
        {
            return NotFound();
        }
        var sizes = await GroupingJob.SizesAsync(Db, id, cancellationToken);
        var open = await AreOpenAsync(cancellationToken);
        if (await GroupingJob.ProposalAsync(Db, id, cancellationToken) is not { } proposal)
        {
            return View("Grouping", new GroupingPage(Call, run, sizes, null, open, false));
        }
        var round = (await Matching.LoadAsync(Db, Call, "", cancellationToken)).Round;
        var admitted = (await StoredStandings.LoadAsync(Db, Call, cancellationToken)).Admitted;
        var entries = GroupEntry.Of(GroupEntry.Grouped(round, proposal.Of), proposal.Barred, admitted);
        var isStale = IsStale(proposal.Of, admitted);
        return View("Grouping", new GroupingPage(
            Call, run, sizes, GroupEntry.Columns.Part(entries, Asked($"{Path}/runs/{id}")), open, isStale));
    }

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/assignments/groups/runs/{id:guid}/accept")]
    public async Task<IActionResult> Accept(Guid id, CancellationToken cancellationToken)
    {
        if (await StoredRun.FindAsync(Db, Call, RunKind.Grouping, id, cancellationToken) is null
            || await GroupingJob.ProposalAsync(Db, id, cancellationToken) is not { } proposal)
        {
            return NotFound();
        }
        var refusal = await DoAsync(Capacity.Officer, async (db, by) => IsStale(proposal.Of, await AdmittedAsync(db, cancellationToken))
            ? new Refusal.ChangedMeanwhile()
            : await StoredGroups.PutAsync(db, await CallInAsync(db, cancellationToken), proposal.Of, id, "", by, cancellationToken),
            cancellationToken);
        return refusal switch
        {
            null => Done(At(Path), "Groups.Put", CountOf(proposal.Of)),
            Refusal.ChangedMeanwhile => Refused(At($"{Path}/runs/{id}"), "Groups.Stale"),
            _ => RefusedForm.Of(At(Path), refusal),
        };
    }

    /// <summary>The officer's own groups, all at once; an application without a group gets experts of its own.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/assignments/groups")]
    public async Task<IActionResult> Upload(IFormFile? file, CancellationToken cancellationToken)
    {
        if (file is null || !(await StoredGroups.SeenAsync(Db, Call, cancellationToken)).AreOpen)
        {
            return Refused(At(Path), file is null ? "Apps.NoFile" : "Groups.Closed");
        }
        using var content = new MemoryStream();
        await file.CopyToAsync(content, cancellationToken);
        var bytes = content.ToArray();
        IReadOnlyList<Mistake> mistakes = [];
        var count = 0;
        var refusal = await DoAsync(Capacity.Officer, async (db, by) =>
        {
            var read = RoundReader.ReadGroups(bytes, file.FileName, await AdmittedAsync(db, cancellationToken));
            mistakes = read.Mistakes;
            if (mistakes.Count > 0)
            {
                return new CallLife.IsInvalid();
            }
            var groups = read.Rows.Where(g => g.Group.Length > 0).ToDictionary(g => g.Application, g => g.Group);
            count = CountOf(groups);
            return await StoredGroups.PutAsync(db, await CallInAsync(db, cancellationToken), groups, null, file.FileName, by,
                cancellationToken);
        }, cancellationToken);
        return refusal switch
        {
            null => Done(At(Path), "Groups.Put", count),
            CallLife.IsInvalid => RefusedForm.Showing(View("Groups", await PageAsync(mistakes, cancellationToken))),
            _ => RefusedForm.Of(At(Path), refusal),
        };
    }

    /// <summary>One application into another group, or into none.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/assignments/groups/move")]
    public async Task<IActionResult> Move(GroupForm form, CancellationToken cancellationToken)
    {
        var (application, group) = (ApplicationId.Of(form.Application?.Trim()).GetValueOrDefault(), form.Group?.Trim() ?? "");
        var count = 0;
        var refusal = group.Length > Row.CodeLength ? new Refusal.NotThere() : await DoAsync(Capacity.Officer, async (db, by) =>
        {
            if (!(await AdmittedAsync(db, cancellationToken)).Contains(application))
            {
                return new Refusal.NotThere();
            }
            if (FreeText.Given(form.Reason) is not { } reason)
            {
                return new Refusal.NeedsReason();
            }
            var rows = await db.Applications.AsNoTracking().Where(a => a.CallId == Call.Id).ToListAsync(cancellationToken);
            var groups = rows.ToDictionary(a => a.Number, a => a.Group);
            groups[application] = group;
            count = CountOf(groups);
            return await StoredGroups.PutAsync(db, await CallInAsync(db, cancellationToken), groups, null, $"{reason}", by,
                cancellationToken);
        }, cancellationToken);
        return refusal switch
        {
            null => Done(At(Path), "Groups.Put", count),
            Refusal.NotThere =>
                RefusedForm.At(At(Path), nameof(form.Application), Text.Of("Groups.MoveUnknown", form.Application, Row.CodeLength)),
            _ => RefusedForm.Of(At(Path), refusal),
        };
    }

    /// <summary>The groups before the change that the page showed come back.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/assignments/groups/undo")]
    public Task<IActionResult> Undo(Guid act, CancellationToken cancellationToken) => ActAsync(
        Capacity.Officer,
        async (db, by) => await StoredGroups.TakeBackAsync(db, await CallInAsync(db, cancellationToken), act, by, cancellationToken),
        Path, () => Text.Of("Groups.Undone"), cancellationToken);

    private static int CountOf(IReadOnlyDictionary<ApplicationId, string> groups) =>
        groups.Values.Where(g => g.Length > 0).Distinct(StringComparer.Ordinal).Count();

    private static bool IsStale(IReadOnlyDictionary<ApplicationId, string> groups, IEnumerable<ApplicationId> admitted) =>
        !groups.Keys.ToHashSet().SetEquals(admitted);

    private async Task<HashSet<ApplicationId>> AdmittedAsync(AppDb db, CancellationToken cancellationToken) =>
        (await StoredStandings.LoadAsync(db, Call, cancellationToken)).Admitted;

    private async Task<bool> AreOpenAsync(CancellationToken cancellationToken) => new GroupingEvidence(
        Call.State, await StoredGroups.IsDeployedAsync(Db, Call.Id, cancellationToken), null).AreOpen;

    private async Task<GroupsPage> PageAsync(IReadOnlyList<Mistake> mistakes, CancellationToken cancellationToken)
    {
        var matching = await Matching.LoadAsync(Db, Call, "", cancellationToken);
        var barred = matching.Conflicts.Select(c => new BarredPair(c.Application, c.Expert));
        var (settings, open) = (matching.Round.Call.Assignment, await AreOpenAsync(cancellationToken));
        var groups = GroupEntry.Of(matching.Round, barred, (await StoredStandings.LoadAsync(Db, Call, cancellationToken)).Admitted);
        return new GroupsPage(
            Call, settings.Panels, GroupEntry.Columns.Part(groups, Asked(Path)),
            open, open ? await StoredGroups.LastAsync(Db, Call.Id, cancellationToken) : null,
            await Db.Runs.AsNoTracking().Where(r => r.CallId == Call.Id && r.Kind == RunKind.Grouping).OrderByDescending(r => r.RequestedAt)
                .Take(5)
                .ToListAsync(cancellationToken),
            (settings.PanelMin, settings.PanelMax), mistakes);
    }
}
