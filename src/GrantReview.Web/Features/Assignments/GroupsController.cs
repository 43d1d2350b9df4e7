using GrantReview.Core;
using GrantReview.Core.Settings;
using GrantReview.Data;
using GrantReview.Files;
using GrantReview.Files.Rounds;
using GrantReview.Files.Workbooks;
using GrantReview.Web.Features.Calls;
using GrantReview.Web.Features.Rankings;
using GrantReview.Web.Hosting;
using GrantReview.Web.Localisation;
using Hangfire;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Assignments;

/// <summary>Review groups: proposed by the program or given by the officer, and kept until a plan is deployed; plans then seat each group with one panel.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class GroupsController(AppDb db, TimeProvider time, IBackgroundJobClient jobs) : CallController(db, time)
{
    private const string Path = "assignments/groups";
    private const int MostShown = 100;
    private const int Largest = 1_000;

    [HttpGet("/calls/{code}/assignments/groups")]
    public async Task<IActionResult> Index(string? search, CancellationToken cancellationToken) => View("Groups", await PageAsync(search, [], cancellationToken));

    /// <summary>The groups as a workbook that can be edited and given back.</summary>
    [HttpGet("/calls/{code}/assignments/groups.xlsx")]
    public async Task<IActionResult> Download(CancellationToken cancellationToken)
    {
        var applications = await Db.Applications.AsNoTracking().Where(a => a.CallId == Call.Id && a.Eligible).OrderBy(a => a.Code).ToListAsync(cancellationToken);
        return File(FormWorkbook.Draw(TableSchema.Groups, Text.Culture, applications.Select(a => new[] { a.Code, StoredRound.GroupOf(a), a.Title })), FormWorkbook.ContentType, $"{Call.Code}-groups.xlsx");
    }

    /// <summary>Asks for a proposal; a job forms it while a page follows.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/assignments/groups/runs")]
    public async Task<IActionResult> Propose(int? min, int? max, string? seed, CancellationToken cancellationToken)
    {
        if (!await StoredGroups.AreOpenAsync(Db, Call, cancellationToken))
        {
            return Refused(At(Path), "Groups.Closed");
        }
        if (min is not { } least || max is not { } most || least < 1 || most < least || most > Largest || seed?.Trim().Length > Row.NameLength)
        {
            return Refused(At(Path), "Groups.BadSizes", Largest);
        }
        var run = StoredRun.Request(Db, Call, GroupingJob.Kind, string.IsNullOrWhiteSpace(seed) ? Call.Code : seed.Trim(), new { min = least, max = most }, (User.Id(), Now));
        Record("request-run", "run", $"{run.Id}", after: $"{GroupingJob.Kind}: {least}-{most}, {run.Seed}");
        await Db.SaveChangesAsync(cancellationToken);
        jobs.Enqueue<GroupingJob>(job => job.RunAsync(run.Id, CancellationToken.None));
        return Redirect(At($"{Path}/runs/{run.Id}"));
    }

    [HttpGet("/calls/{code}/assignments/groups/runs/{id:guid}")]
    public async Task<IActionResult> Proposal(Guid id, CancellationToken cancellationToken)
    {
        if (await StoredRun.FindAsync(Db, Call, GroupingJob.Kind, id, cancellationToken) is not { } run)
        {
            return NotFound();
        }
        var sizes = await GroupingJob.SizesAsync(Db, id, cancellationToken);
        var open = await StoredGroups.AreOpenAsync(Db, Call, cancellationToken);
        if (await GroupingJob.ProposalAsync(Db, id, cancellationToken) is not { } groups)
        {
            return View("Grouping", new GroupingPage(Call, run, sizes, null, 0, open, false));
        }
        var round = await StoredRound.LoadAsync(Db, Call, cancellationToken);
        var entries = GroupEntry.Of(GroupEntry.Grouped(round, groups));
        return View("Grouping", new GroupingPage(Call, run, sizes, [.. entries.Take(MostShown)], Math.Max(0, entries.Count - MostShown), open, IsStale(groups, round.Applications.Where(a => a.Eligible).Select(a => a.Id))));
    }

    [HttpGet("/calls/{code}/assignments/groups/runs/{id:guid}/status")]
    public async Task<IActionResult> Status(Guid id, CancellationToken cancellationToken) =>
        await StoredRun.FindAsync(Db, Call, GroupingJob.Kind, id, cancellationToken) is { } run ? Json(RunsController.StatusOf(run)) : NotFound();

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/assignments/groups/runs/{id:guid}/accept")]
    public async Task<IActionResult> Accept(Guid id, CancellationToken cancellationToken)
    {
        if (await StoredRun.FindAsync(Db, Call, GroupingJob.Kind, id, cancellationToken) is null || await GroupingJob.ProposalAsync(Db, id, cancellationToken) is not { } groups)
        {
            return NotFound();
        }
        return IsStale(groups, await EligibleAsync(cancellationToken)) ? Refused(At($"{Path}/runs/{id}"), "Groups.Stale")
            : await PutAsync(new GroupState(PanelSource.Given, groups), $"run {id}", cancellationToken);
    }

    /// <summary>The officer's own groups, all at once; an application without a group gets experts of its own.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/assignments/groups")]
    public async Task<IActionResult> Upload(IFormFile? file, CancellationToken cancellationToken)
    {
        if (file is null)
        {
            return Refused(At(Path), "Apps.NoFile");
        }
        using var content = new MemoryStream();
        await file.CopyToAsync(content, cancellationToken);
        var (groups, mistakes) = RoundReader.ReadGroups(content.ToArray(), file.FileName, await EligibleAsync(cancellationToken));
        return mistakes.Count > 0 ? View("Groups", await PageAsync(null, mistakes, cancellationToken))
            : await PutAsync(new GroupState(PanelSource.Given, groups.Where(g => g.Group.Length > 0).ToDictionary(g => g.Application, g => g.Group, StringComparer.Ordinal)), file.FileName, cancellationToken);
    }

    /// <summary>One application into another group, or into none.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/assignments/groups/move")]
    public async Task<IActionResult> Move(string? application, string? group, string? reason, CancellationToken cancellationToken)
    {
        var rows = await Db.Applications.AsNoTracking().Where(a => a.CallId == Call.Id).ToListAsync(cancellationToken);
        if (group?.Trim().Length > Row.CodeLength || !rows.Exists(a => a.Code == application?.Trim() && a.Eligible))
        {
            return Refused(At(Path), "Groups.MoveUnknown", application, Row.CodeLength);
        }
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > Row.NoteLength)
        {
            return Refused(At(Path), "Form.Needs");
        }
        var groups = StoredGroups.StateOf(Call, rows).Of.ToDictionary(StringComparer.Ordinal);
        groups[application?.Trim() ?? ""] = group?.Trim() ?? "";
        return await PutAsync(new GroupState(PanelSource.Given, groups), reason.Trim(), cancellationToken);
    }

    /// <summary>The groups before the last change come back.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/assignments/groups/undo")]
    public async Task<IActionResult> Undo(CancellationToken cancellationToken) =>
        await StoredGroups.LastAsync(Db, Call.Id, cancellationToken) is { } last ? await PutAsync(GroupState.Read(last.Before), $"{last.Id}", cancellationToken, StoredGroups.Undo) : Refused(At(Path), "Groups.NothingToUndo");

    private async Task<IActionResult> PutAsync(GroupState groups, string reason, CancellationToken cancellationToken, string act = StoredGroups.Act)
    {
        if (!await StoredGroups.AreOpenAsync(Db, Call, cancellationToken))
        {
            return Refused(At(Path), "Groups.Closed");
        }
        var (before, after) = await StoredGroups.PutAsync(Db, Call, groups, cancellationToken);
        Record(act, "call", Call.Code, before, after, reason);
        await StoredConflicts.FindAsync(Db, Call, Now, cancellationToken);
        return Done(At(Path), act == StoredGroups.Undo ? "Groups.Undone" : "Groups.Put", groups.Of.Values.Where(g => g.Length > 0).Distinct(StringComparer.Ordinal).Count());
    }

    private static bool IsStale(IReadOnlyDictionary<string, string> groups, IEnumerable<string> eligible) => !groups.Keys.ToHashSet(StringComparer.Ordinal).SetEquals(eligible);

    private Task<List<string>> EligibleAsync(CancellationToken cancellationToken) => Db.Applications.Where(a => a.CallId == Call.Id && a.Eligible).Select(a => a.Code).ToListAsync(cancellationToken);

    private async Task<GroupsPage> PageAsync(string? search, IReadOnlyList<Mistake> mistakes, CancellationToken cancellationToken)
    {
        var round = await StoredRound.LoadAsync(Db, Call, cancellationToken);
        var groups = GroupEntry.Of(round).Where(g => string.IsNullOrWhiteSpace(search) || Mentions(g, search.Trim())).ToList();
        var settings = round.Call.Assignment;
        return new GroupsPage(
            Call, settings.Panels, [.. groups.Take(MostShown)], Math.Max(0, groups.Count - MostShown), search, await StoredGroups.AreOpenAsync(Db, Call, cancellationToken),
            await StoredGroups.LastAsync(Db, Call.Id, cancellationToken),
            await Db.Runs.AsNoTracking().Where(r => r.CallId == Call.Id && r.Kind == GroupingJob.Kind).OrderByDescending(r => r.RequestedAt).Take(5).ToListAsync(cancellationToken),
            (settings.PanelMin, settings.PanelMax), mistakes);

        static bool Mentions(GroupEntry group, string search) => group.Name == search || group.Applications.Any(a => a.Id == search || a.Title.Contains(search, StringComparison.OrdinalIgnoreCase));
    }
}
