using GrantReview.Core.Calls;
using GrantReview.Data;
using GrantReview.Files;
using GrantReview.Files.Packages;
using GrantReview.Web.Features.Assignments;
using GrantReview.Web.Features.Calls;
using GrantReview.Web.Hosting;
using GrantReview.Web.Localisation;
using Hangfire;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Rankings;

public sealed record RunsPage(CallRow Call, IReadOnlyList<(RunRow Run, string By)> Runs);

/// <param name="Verification">Null until somebody asks for it.</param>
public sealed record RunPage(CallRow Call, RunRow Run, IReadOnlyList<(string Name, string Sha256, int Length)> Files, PackageVerification? Verification);

/// <summary>Runs of the evaluation: asked for, watched, downloaded, verified. Closed while the scores are sealed.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class RunsController(AppDb db, TimeProvider time, IBackgroundJobClient jobs) : CallController(db, time)
{
    [HttpGet("/calls/{code}/runs")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        var runs = await Db.Runs.AsNoTracking().Where(r => r.CallId == Call.Id && r.Kind == EvaluationJob.Kind).OrderByDescending(r => r.RequestedAt)
            .Select(r => new { r, By = Db.Users.Where(u => u.Id == r.RequestedById).Select(u => u.DisplayName).FirstOrDefault() }).ToListAsync(cancellationToken);
        return View("Runs", new RunsPage(Call, [.. runs.Select(r => (r.r, r.By ?? ""))]));
    }

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/runs")]
    public async Task<IActionResult> Start(string? seed, CancellationToken cancellationToken)
    {
        if (!Call.State.ScoresAreOpened || Call.State.Stage < CallStage.Ranking)
        {
            return Refused(At("runs"), "Runs.Sealed");
        }
        if (StoredRound.CallOf(Call) is { DrawsLots: true, Allocation.Policy.Seed: null })
        {
            return Refused(At("lottery"), "Lottery.SeedMissing");
        }
        var run = new RunRow
        {
            CallId = Call.Id, Kind = EvaluationJob.Kind, Seed = string.IsNullOrWhiteSpace(seed) ? Call.Code : seed.Trim(), RequestedById = User.Id(), RequestedAt = Now,
        };
        Db.Runs.Add(run);
        Record("request-run", "run", $"{run.Id}", after: run.Seed);
        await Db.SaveChangesAsync(cancellationToken);
        jobs.Enqueue<EvaluationJob>(job => job.RunAsync(run.Id, CancellationToken.None));
        return Redirect(At($"runs/{run.Id}"));
    }

    [HttpGet("/calls/{code}/runs/{id:guid}")]
    public async Task<IActionResult> One(Guid id, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) is { } run ? View("Run", await PageAsync(run, null, cancellationToken)) : NotFound();

    /// <summary>What the page asks for while the run goes on.</summary>
    [HttpGet("/calls/{code}/runs/{id:guid}/status")]
    public async Task<IActionResult> Status(Guid id, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) is { } run
            ? Json(StatusOf(run))
            : NotFound();

    [HttpGet("/calls/{code}/runs/{id:guid}/files/{name}")]
    public async Task<IActionResult> Download(Guid id, string name, CancellationToken cancellationToken)
    {
        if (!Call.State.ScoresAreOpened || await Db.RunFiles.AsNoTracking().SingleOrDefaultAsync(
            f => f.RunId == id && f.Name == name && Db.Runs.Any(r => r.Id == id && r.CallId == Call.Id && r.Kind == EvaluationJob.Kind && r.Status == RunStatus.Done), cancellationToken) is not { } file)
        {
            return NotFound();
        }
        Record("download", "run-file", $"{id}/{name}", after: file.Sha256);
        await Db.SaveChangesAsync(cancellationToken);
        return File(file.Content, file.ContentType, $"{Call.Code}-{name}");
    }

    [HttpPost("/calls/{code}/runs/{id:guid}/verify")]
    public async Task<IActionResult> Verify(Guid id, CancellationToken cancellationToken)
    {
        if (!Call.State.ScoresAreOpened || await FindAsync(id, cancellationToken) is not { } run
            || await Db.RunFiles.AsNoTracking().SingleOrDefaultAsync(f => f.RunId == id && f.Name == "package.zip", cancellationToken) is not { } package)
        {
            return NotFound();
        }
        return View("Run", await PageAsync(run, PackageVerification.Run(package.Content), cancellationToken));
    }

    internal static object StatusOf(RunRow run) =>
        new { status = run.Status.ToString(), text = Text.Of($"RunStatus.{run.Status}"), step = Text.Of($"RunStep.{run.Step}"), progress = run.Progress, isOver = run.Status > RunStatus.Running };

    private Task<RunRow?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        StoredRun.FindAsync(Db, Call, EvaluationJob.Kind, id, cancellationToken);

    private async Task<RunPage> PageAsync(RunRow run, PackageVerification? verification, CancellationToken cancellationToken)
    {
        var files = await Db.RunFiles.AsNoTracking().Where(f => f.RunId == run.Id).OrderBy(f => f.Name).Select(f => new { f.Name, f.Sha256, f.Content.Length }).ToListAsync(cancellationToken);
        return new RunPage(Call, run, Call.State.ScoresAreOpened ? [.. files.Select(f => (f.Name, f.Sha256, f.Length))] : [], verification);
    }
}
