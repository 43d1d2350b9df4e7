using GrantReview.Core.Assignments;
using GrantReview.Core.Calls;
using GrantReview.Data;
using GrantReview.Files.Draws;
using GrantReview.Web.Features.Calls;
using GrantReview.Web.Features.Rankings;
using GrantReview.Web.Hosting;
using Hangfire;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Assignments;

/// <summary>Experts by lot before a witness: the pool is frozen, three persons seal shares of the seed, the draw makes a draft plan, and the seed is revealed at the end.</summary>
[Route("/calls/{code}/assignments/draws")]
public sealed class DrawsController(AppDb db, TimeProvider time, IDataProtectionProvider protection, IBackgroundJobClient jobs) : SealedDrawController(db, time, protection)
{
    protected override DrawKind Kind => DrawKind.Experts;
    protected override string Path => "assignments/draws";
    protected override string Subject => "draw";
    protected override bool TakesShares => IsIn(CallStage.Assigning);

    [HttpGet("")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        var draws = await NewestFirstAsync(cancellationToken);
        var (pool, refusal) = await StoredDraw.PoolAsync(Db, Call, 2, cancellationToken);
        return View("Draws", new DrawsPage(Call, draws, draws.Count > 0, pool, refusal));
    }

    [HttpGet("{number:int}")]
    public async Task<IActionResult> One(int number, CancellationToken cancellationToken) =>
        await DrawAsync(number, cancellationToken) is { } row ? View("Draw", await PageAsync(row, cancellationToken)) : NotFound();

    /// <summary>What was drawn, with the bytes that the command line writes.</summary>
    [HttpGet("{number:int}/draw.csv")]
    public async Task<IActionResult> Result(int number, CancellationToken cancellationToken) =>
        await DrawAsync(number, cancellationToken) is { Status: DrawStatus.Drawn } row
            ? File(DrawFile.OfResult(new DrawResult(row.PoolHash, "", StoredDraw.ExpertsOf(row), []), new Dictionary<string, string>())[0].Content, "text/csv", "draw.csv") : NotFound();

    /// <summary>Freezes the pool as it is now; a further draw waits for the supervisor.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("")]
    public async Task<IActionResult> Freeze(FreezeForm form, CancellationToken cancellationToken)
    {
        if (!IsIn(CallStage.Assigning))
        {
            return Refused(At(Path), "Plans.NotAssigning");
        }
        if (!ModelState.IsValid)
        {
            return Refused(At(Path), "Form.Invalid");
        }
        var earlier = await NewestFirstAsync(cancellationToken);
        if (WhyNotAnother(earlier, form.Reason) is { } why)
        {
            return Refused(At(Path), why);
        }
        await StoredConflicts.FindAsync(Db, Call, Now, cancellationToken);
        var (pool, refusal) = await StoredDraw.PoolAsync(Db, Call, form.Substitutes, cancellationToken);
        if (refusal is not null)
        {
            return Refused(At(Path), refusal);
        }
        var row = await FreezeAsync(pool, earlier, form.Reason, cancellationToken);
        return Done(At($"{Path}/{row.Number}"), "Draw.Frozen", pool.Experts.Count, pool.Applications.Count);
    }

    /// <summary>Holds the draw before a witness, once all three shares are in; it makes a draft plan.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("{number:int}/hold")]
    public async Task<IActionResult> Hold(int number, string? witness, CancellationToken cancellationToken)
    {
        if (await DrawAsync(number, cancellationToken) is not { Status: DrawStatus.Sealing } row)
        {
            return NotFound();
        }
        var (_, refusal) = IsIn(CallStage.Assigning) ? await ReadyAsync(row, witness, cancellationToken) : ([], "Plans.NotAssigning");
        if (refusal is not null)
        {
            return Refused(At($"{Path}/{number}"), refusal);
        }
        var run = StoredRun.Request(Db, Call, DrawJob.Kind, $"draw-{number}", new { draw = number, witness = witness?.Trim() ?? "" }, (User.Id(), Now));
        Record("request-run", "run", $"{run.Id}", after: $"{DrawJob.Kind}: {number}");
        await Db.SaveChangesAsync(cancellationToken);
        jobs.Enqueue<DrawJob>(job => job.RunAsync(run.Id, CancellationToken.None));
        return Redirect(At($"{Path}/{number}/runs/{run.Id}"));
    }

    /// <summary>Follows a draw that is being held; once it is, back to its record.</summary>
    [HttpGet("{number:int}/runs/{id:guid}")]
    public async Task<IActionResult> Run(int number, Guid id, CancellationToken cancellationToken) => await StoredRun.FindAsync(Db, Call, DrawJob.Kind, id, cancellationToken) switch
    {
        null => NotFound(),
        { Status: RunStatus.Done } => Done(At($"{Path}/{number}"), "Draw.Held", await Db.AssignmentPlans.Where(p => p.Id == id).Select(p => p.Number).SingleAsync(cancellationToken)),
        var run => View("DrawRun", new DrawRunPage(Call, number, run)),
    };

    [HttpGet("{number:int}/runs/{id:guid}/status")]
    public async Task<IActionResult> Status(Guid id, CancellationToken cancellationToken) =>
        await StoredRun.FindAsync(Db, Call, DrawJob.Kind, id, cancellationToken) is { } run ? Json(RunsController.StatusOf(run)) : NotFound();

    /// <summary>When the call makes its experts known, the seed and its shares are open to all who read the call.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("{number:int}/reveal")]
    public async Task<IActionResult> Reveal(int number, CancellationToken cancellationToken)
    {
        if (await DrawAsync(number, cancellationToken) is not { Status: DrawStatus.Drawn, RevealedAt: null } row)
        {
            return NotFound();
        }
        if (Call.State.Stage < CallStage.PublicNotice)
        {
            return Refused(At($"{Path}/{number}"), "Draw.NotYetRevealed");
        }
        (row.RevealedAt, row.RevealedById) = (Now, User.Id());
        Record("reveal-seed", "draw", $"{number}", row.PoolHash, SeedOf(row, await SharesAsync(row, cancellationToken)));
        await Db.SaveChangesAsync(cancellationToken);
        return Done(At($"{Path}/{number}"), "Draw.Revealed");
    }

    private async Task<DrawPage> PageAsync(DrawRow row, CancellationToken cancellationToken)
    {
        var shares = await PanelAsync(row, cancellationToken);
        return new DrawPage(
            shares, StoredDraw.ExpertsOf(row),
            await Db.Experts.AsNoTracking().Where(e => e.CallId == Call.Id).ToDictionaryAsync(e => e.Code, cancellationToken),
            await Db.Applications.AsNoTracking().Where(a => a.CallId == Call.Id).ToDictionaryAsync(a => a.Code, a => a.Title, cancellationToken),
            await Db.AssignmentPlans.Where(p => p.Id == row.PlanId).Select(p => (int?)p.Number).SingleOrDefaultAsync(cancellationToken),
            row.Status is DrawStatus.Requested or DrawStatus.Sealing && await StoredDraw.IsStaleAsync(Db, Call, row, shares.Pool.Substitutes, cancellationToken));
    }
}
