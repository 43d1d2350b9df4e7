using GrantReview.Files.Draws;
using Hangfire;
using Microsoft.AspNetCore.DataProtection;

namespace GrantReview.Web.Features.Assignments;

/// <summary>
/// Experts by lot before a witness: the pool is frozen, three persons seal shares of the seed, the draw makes a draft plan, and the seed is
/// revealed at the end.
/// </summary>
[Route("/calls/{code}/assignments/draws")]
public sealed class DrawsController(AppDb db, TimeProvider time, IDataProtectionProvider protection, IBackgroundJobClient jobs)
    : SealedDrawController(db, time, protection)
{
    protected override DrawKind Kind => DrawKind.Experts;
    protected override string Path => "assignments/draws";

    [HttpGet("")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) =>
        View("Draws", await PageAsync(cancellationToken));

    /// <summary>What was drawn, with the bytes that the command line writes.</summary>
    [HttpGet("{number:int}/draw.csv")]
    public async Task<IActionResult> Result(int number, CancellationToken cancellationToken)
    {
        if (await DrawAsync(Db, number, cancellationToken) is not { State.Status: DrawStatus.Drawn } row)
        {
            return NotFound();
        }
        var result = new DrawResult(row.PoolHash, "", StoredDraw.ExpertsOf(row), []);
        return File(DrawFile.OfResult(result, new Dictionary<string, string>())[0].Content, "text/csv", "draw.csv");
    }

    /// <summary>Freezes the pool as it is now; a further draw waits for the supervisor.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("")]
    public async Task<IActionResult> Freeze(FreezeForm form, CancellationToken cancellationToken)
    {
        if (!ModelState.IsValid)
        {
            return RefusedForm.At(At(Path), nameof(form.Substitutes), Text.Of("Form.Invalid"));
        }
        var pool = new DrawPool([], [], new Dictionary<string, int>(), new Dictionary<string, int>(), null, 0);
        var refusal = await DoAsync(Capacity.Officer, async (db, by) =>
        {
            var call = await CallInAsync(db, cancellationToken);
            if (await StoredConflicts.FindAsync(db, call, by, cancellationToken) is { Refusal: { } closed })
            {
                return closed;
            }
            (pool, var unfit) = await StoredDraw.PoolAsync(db, call, form.Substitutes, by.At, cancellationToken);
            return unfit is not null ? unfit : await FreezeAsync(db, call, pool, form.Reason, by, cancellationToken);
        }, cancellationToken);
        if (refusal is not null)
        {
            return RefusedForm.Of(At(Path), refusal);
        }
        var number = await Draws(Db).MaxAsync(d => d.Number, cancellationToken);
        return Done(At($"{Path}/{number}"), "Draw.Frozen", pool.Experts.Count, pool.Applications.Count);
    }

    /// <summary>Holds the draw before a witness, once all three shares are in; it makes a draft plan.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("{number:int}/hold")]
    public async Task<IActionResult> Hold(int number, string? witness, CancellationToken cancellationToken)
    {
        var run = new RunRow();
        var refusal = await DoAsync(Capacity.Officer, async (db, by) =>
        {
            if (await DrawAsync(db, number, cancellationToken) is not { } row)
            {
                return new Refusal.NotThere();
            }
            var call = await CallInAsync(db, cancellationToken);
            if (DrawLife.RefuseHold(row.State, WitnessOf(witness), by,
                await SeenAsync(db, call, row, witness, cancellationToken)) is { } notYet)
            {
                return notYet;
            }
            (run, var asked) = StoredRun.Request(
                db, call, RunKind.Draw, $"draw-{number}", new { draw = number, witness = witness?.Trim() ?? "" }, by);
            return asked;
        }, cancellationToken);
        if (refusal is null)
        {
            jobs.Enqueue<DrawJob>(job => job.RunAsync(run.Id, CancellationToken.None));
            return Redirect(At($"{Path}/{number}/runs/{run.Id}"));
        }
        return refusal is Refusal.NotThere ? NotFound() : RefusedForm.Of(At($"{Path}/{number}"), refusal);
    }

    /// <summary>Follows a draw that is being held; once it is, back to its record.</summary>
    [HttpGet("{number:int}/runs/{id:guid}")]
    public async Task<IActionResult> Run(int number, Guid id, CancellationToken cancellationToken) =>
        await StoredRun.FindAsync(Db, Call, RunKind.Draw, id, cancellationToken) switch
        {
            null => NotFound(),
            { Status: RunStatus.Done } => Done(
                At($"{Path}/{number}"), "Draw.Held",
                await Db.AssignmentPlans.Where(p => p.Id == id).Select(p => p.Number).SingleAsync(cancellationToken)),
            var run => View("DrawRun", new DrawRunPage(Call, number, run)),
        };

    /// <summary>When the call makes its experts known, the seed and its shares are open to all who read the call.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("{number:int}/reveal")]
    public Task<IActionResult> Reveal(int number, CancellationToken cancellationToken) =>
        ActAsync(Capacity.Officer, async (db, by) =>
        {
            if (await DrawAsync(db, number, cancellationToken) is not { } row)
            {
                return new Refusal.NotThere();
            }
            var seen = await SeenAsync(db, await CallInAsync(db, cancellationToken), row, null, cancellationToken);
            var seed = seen.Missing.Count == 0 ? await SeedOfAsync(db, row, cancellationToken) : "";
            return row.Do(new DrawLife.Reveal(seed), by, seen);
        }, $"{Path}/{number}", () => Text.Of("Draw.Revealed"), cancellationToken);

    protected override async Task<IActionResult> ShowAsync(DrawRow row, SharesPanel shares, CancellationToken cancellationToken) =>
        View("Draw", new DrawPage(
        shares, DrawPage.Columns.Part(await DrawnAsync(row, cancellationToken), Asked($"{Path}/{row.Number}"), isPrinted: true),
        await Db.AssignmentPlans.Where(p => p.Id == row.State.Plan).Select(p => (int?)p.Number).SingleOrDefaultAsync(cancellationToken),
        row.State.Status is DrawStatus.Requested or DrawStatus.Sealing
            && await StoredDraw.IsStaleAsync(Db, Call, row, shares.Pool.Substitutes, Now, cancellationToken)));

    private async Task<IEnumerable<DrawnApplication>> DrawnAsync(DrawRow row, CancellationToken cancellationToken)
    {
        if (row.State.Status != DrawStatus.Drawn)
        {
            return [];
        }
        var (titles, names) = await StoredRound.WordsAsync(Db, Call.Id, cancellationToken);
        return DrawnApplication.Of(StoredDraw.ExpertsOf(row), titles, names);
    }

    private async Task<DrawsPage> PageAsync(CancellationToken cancellationToken)
    {
        var draws = await NewestFirstAsync(cancellationToken);
        var (pool, refusal) = await StoredDraw.PoolAsync(Db, Call, 2, Now, cancellationToken);
        return new DrawsPage(Call, draws, draws.Count > 0, pool, refusal is null ? null : RefusalText.Of(refusal));
    }
}
