using GrantReview.Files.Packages;
using Hangfire;

namespace GrantReview.Web.Features.Rankings;

/// <summary>A run with the name of who asked for it.</summary>
public sealed record RunEntry
{
    public required RunRow Run { get; init; }
    public required string? By { get; init; }
}

public sealed record RunsPage(CallRow Call, ListPart<RunEntry> Runs);

/// <param name="History">What happened to it, as the record has it: each attempt is one.</param>
/// <param name="Verification">Null until somebody asks for it.</param>
public sealed record RunPage(
    CallRow Call, RunRow Run, IReadOnlyList<(string Name, string Sha256, int Length)> Files,
    IReadOnlyList<(DateTime At, string What)> History,
    PackageVerification? Verification)
{
    /// <summary>It ended without a result, and the same may be asked for again.</summary>
    public bool MayBeRepeated => Call.State.ScoresAreOpened && Run.Status is (RunStatus.Failed or RunStatus.Cancelled);
}

/// <summary>Runs of the evaluation: asked for, watched, downloaded, verified. Closed while the scores are sealed.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class RunsController(AppDb db, TimeProvider time, IBackgroundJobClient jobs) : CallController(db, time)
{
    private static readonly ListColumns<RunEntry> Columns = new ListColumns<RunEntry>("Runs.Title")
        .Column("requested", "Runs.Requested", r => r.Run.RequestedAt, at => Formats.Instant(at)).Column("by", "Runs.By", r => r.By)
        .Column("status", "Runs.Status", r => r.Run.Status, status => Text.Of(status))
        .Column("seed", "Runs.Seed", r => r.Run.Seed).Column("hash", "Runs.Hash", r => r.Run.InputsHash)
        .OrderedBy("-requested");

    [HttpGet("/calls/{code}/runs")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        var runs = Db.Runs.AsNoTracking().Where(r => r.CallId == Call.Id && r.Kind == RunKind.Evaluation)
            .Select(r =>
                new RunEntry { Run = r, By = Db.Users.Where(u => u.Id == r.RequestedById).Select(u => u.DisplayName).FirstOrDefault() });
        return View("Runs", new RunsPage(Call, await Columns.PartAsync(runs, Asked("runs"), cancellationToken)));
    }

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/runs")]
    public async Task<IActionResult> Start(CancellationToken cancellationToken)
    {
        var id = Guid.Empty;
        var refusal = await DoAsync(Capacity.Officer, async (db, by) =>
        {
            var call = await db.Calls.SingleAsync(c => c.Id == Call.Id, cancellationToken);
            var run = new RunRow { CallId = call.Id, Kind = RunKind.Evaluation };
            var settings = StoredRound.CallOf(call);
            var lots = settings.DrawsLots ? settings.Allocation.Policy.Seed : null;
            var answer = run.Do(
                new RunLife.AskForEvaluation(), by,
                new RunEvidence(call.State.Stage, call.State.ScoresAreOpened, settings.DrawsLots && lots is null, HolderIsGone: false)
                {
                    Seed = lots ?? call.Code,
                });
            if (answer.Refusal is null)
            {
                db.Runs.Add(run);
                id = run.Id;
            }
            return answer;
        }, cancellationToken);
        if (refusal is not null)
        {
            return RefusedForm.Of(At(refusal is RunLife.LotsNeedTheirSeed ? "lottery" : "runs"), refusal);
        }
        jobs.Enqueue<EvaluationJob>(job => job.RunAsync(id, CancellationToken.None));
        return Redirect(At($"runs/{id}"));
    }

    /// <summary>Stops a run that nobody needs; its worker finds its lease gone.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/runs/{id:guid}/cancel")]
    public Task<IActionResult> Cancel(Guid id, CancellationToken cancellationToken) => ActAsync(Capacity.Officer, async (db, by) =>
        await db.Runs.SingleOrDefaultAsync(r => r.Id == id && r.CallId == Call.Id, cancellationToken) is { } run
            ? run.Do(new RunLife.Cancel(), by, RunEvidence.None) : new Refusal.NotThere(),
        $"runs/{id}", () => Text.Of("Runs.Cancelled"), cancellationToken);

    [HttpGet("/calls/{code}/runs/{id:guid}")]
    public async Task<IActionResult> One(Guid id, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) is { } run ? View("Run", await PageAsync(run, null, cancellationToken)) : NotFound();

    /// <summary>What a page asks for while a run of any kind goes on.</summary>
    [HttpGet("/calls/{code}/runs/{id:guid}/status")]
    public async Task<IActionResult> Status(Guid id, CancellationToken cancellationToken) =>
        await Db.Runs.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id && r.CallId == Call.Id, cancellationToken) is { } run
            ? Json(new
            {
                status = $"{run.Status}", text = Text.Of(run.Status), step = RunText.StepOf(run),
                    progress = run.Progress,
                isOver = run.Status > RunStatus.Running,
            })
            : NotFound();

    [HttpGet("/calls/{code}/runs/{id:guid}/files/{name}")]
    public async Task<IActionResult> Download(Guid id, string name, CancellationToken cancellationToken)
    {
        if (!Call.State.ScoresAreOpened || await Db.RunFiles.AsNoTracking().SingleOrDefaultAsync(
            f => f.RunId == id && f.Name == name
                && Db.Runs.Any(r => r.Id == id && r.CallId == Call.Id && r.Kind == RunKind.Evaluation && r.Status == RunStatus.Done),
                cancellationToken) is not { } file)
        {
            return NotFound();
        }
        return File(file.Content, file.ContentType, $"{Call.Code}-{name}");
    }

    [HttpPost("/calls/{code}/runs/{id:guid}/verify")]
    public async Task<IActionResult> Verify(Guid id, CancellationToken cancellationToken)
    {
        if (!Call.State.ScoresAreOpened || await FindAsync(id, cancellationToken) is not { } run
            || await Db.RunFiles.AsNoTracking()
                .SingleOrDefaultAsync(f => f.RunId == id && f.Name == "package.zip", cancellationToken) is not { } package)
        {
            return NotFound();
        }
        return View("Run", await PageAsync(run, PackageVerification.Run(package.Content), cancellationToken));
    }

    private Task<RunRow?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        StoredRun.FindAsync(Db, Call, RunKind.Evaluation, id, cancellationToken);

    private async Task<RunPage> PageAsync(RunRow run, PackageVerification? verification, CancellationToken cancellationToken)
    {
        var files = await Db.RunFiles.AsNoTracking().Where(f => f.RunId == run.Id).OrderBy(f => f.Name)
            .Select(f => new { f.Name, f.Sha256, f.Content.Length }).ToListAsync(cancellationToken);
        var facts = await Db.Facts.AsNoTracking().Where(f => f.CallId == Call.Id && f.SubjectId == run.Id).OrderBy(f => f.Id)
            .ToListAsync(cancellationToken);
        return new RunPage(
            Call, run, Call.State.ScoresAreOpened ? [.. files.Select(f => (f.Name, f.Sha256, f.Length))] : [],
            [.. facts.Select(f => (f.At, FactText.Of(f)))], verification);
    }
}
