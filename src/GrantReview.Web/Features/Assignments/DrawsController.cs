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
[Authorize(Policy = Access.ReadCalls)]
public sealed class DrawsController(AppDb db, TimeProvider time, IDataProtectionProvider protection, IBackgroundJobClient jobs) : CallController(db, time)
{
    [HttpGet("/calls/{code}/assignments/draws")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        var draws = await Db.Draws.AsNoTracking().Where(d => d.CallId == Call.Id).OrderByDescending(d => d.Number).ToListAsync(cancellationToken);
        var (pool, refusal) = await StoredDraw.PoolAsync(Db, Call, 2, cancellationToken);
        return View("Draws", new DrawsPage(Call, draws, draws.Count > 0, pool, refusal));
    }

    [HttpGet("/calls/{code}/assignments/draws/{number:int}")]
    public async Task<IActionResult> One(int number, CancellationToken cancellationToken) =>
        await DrawAsync(number, cancellationToken) is { } row ? View("Draw", await PageAsync(row, cancellationToken)) : NotFound();

    /// <summary>The frozen pool with the commitments, as the command line reads it.</summary>
    [HttpGet("/calls/{code}/assignments/draws/{number:int}/pool.json")]
    public async Task<IActionResult> Pool(int number, CancellationToken cancellationToken)
    {
        if (await DrawAsync(number, cancellationToken) is not { } row)
        {
            return NotFound();
        }
        var commitments = (await StoredDraw.SharesAsync(Db, row, cancellationToken)).ToDictionary(s => s.Role, s => s.Commitment);
        return File(DrawFile.Write(StoredDraw.PoolOf(row), commitments), "application/json", DrawPage.FileOf(Call, row));
    }

    /// <summary>What was drawn, with the bytes that the command line writes.</summary>
    [HttpGet("/calls/{code}/assignments/draws/{number:int}/draw.csv")]
    public async Task<IActionResult> Result(int number, CancellationToken cancellationToken) =>
        await DrawAsync(number, cancellationToken) is { Status: DrawStatus.Drawn } row
            ? File(DrawFile.OfResult(new DrawResult(row.PoolHash, "", StoredDraw.ExpertsOf(row), []), new Dictionary<string, string>())[0].Content, "text/csv", "draw.csv") : NotFound();

    /// <summary>Freezes the pool as it is now; a further draw waits for the supervisor.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/assignments/draws")]
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
        var earlier = await Db.Draws.Where(d => d.CallId == Call.Id).ToListAsync(cancellationToken);
        if (earlier.Count > 0 && string.IsNullOrWhiteSpace(form.Reason))
        {
            return Refused(At(Path), "Form.Needs");
        }
        if (earlier.Exists(d => d.Status == DrawStatus.Requested))
        {
            return Refused(At(Path), "Draw.Waiting");
        }
        await StoredConflicts.FindAsync(Db, Call, Now, cancellationToken);
        var (pool, refusal) = await StoredDraw.PoolAsync(Db, Call, form.Substitutes, cancellationToken);
        if (refusal is not null)
        {
            return Refused(At(Path), refusal);
        }
        var row = new DrawRow
        {
            CallId = Call.Id, Number = earlier.Count + 1, Status = earlier.Count > 0 ? DrawStatus.Requested : DrawStatus.Sealing, Pool = StoredDraw.Write(pool), PoolHash = pool.Hash(),
            FrozenById = User.Id(), FrozenAt = Now, Reason = earlier.Count > 0 ? form.Reason?.Trim() ?? "" : "",
        };
        Db.Draws.Add(row);
        Record("freeze-pool", "draw", $"{row.Number}", "", row.PoolHash, row.Reason);
        await Db.SaveChangesAsync(cancellationToken);
        return Done(At($"{Path}/{row.Number}"), "Draw.Frozen", pool.Experts.Count, pool.Applications.Count);
    }

    /// <summary>The supervisor lets a further draw go on, or not; one that was not held gives way to it.</summary>
    [Authorize(Policy = Access.Supervise)]
    [HttpPost("/calls/{code}/assignments/draws/{number:int}/allow")]
    public async Task<IActionResult> Allow(int number, bool allow, CancellationToken cancellationToken)
    {
        if (await DrawAsync(number, cancellationToken) is not { Status: DrawStatus.Requested } row)
        {
            return NotFound();
        }
        (row.Status, row.AllowedById, row.AllowedAt) = (allow ? DrawStatus.Sealing : DrawStatus.Replaced, User.Id(), Now);
        if (allow)
        {
            foreach (var other in await Db.Draws.Where(d => d.CallId == Call.Id && d.Status == DrawStatus.Sealing).ToListAsync(cancellationToken))
            {
                other.Status = DrawStatus.Replaced;
            }
        }
        Record("allow-draw", "draw", $"{number}", $"{DrawStatus.Requested}", $"{row.Status}", row.Reason);
        await Db.SaveChangesAsync(cancellationToken);
        return Done(At($"{Path}/{number}"), allow ? "Draw.Allowed" : "Draw.NotAllowed");
    }

    /// <summary>Seals the signed-in person's share, once: nobody changes it and nobody else reads it before the seed is revealed.</summary>
    [HttpPost("/calls/{code}/assignments/draws/{number:int}/shares")]
    public async Task<IActionResult> Seal(int number, ShareForm form, CancellationToken cancellationToken)
    {
        if (await DrawAsync(number, cancellationToken) is not { Status: DrawStatus.Sealing } row)
        {
            return NotFound();
        }
        if (!ModelState.IsValid)
        {
            return Refused(At($"{Path}/{number}"), "Draw.ShareHint", SeedShare.ShortestSecret, ShareForm.LongestSecret);
        }
        if (!(await MineAsync(row, cancellationToken)).Contains(form.Role))
        {
            return Refused(At($"{Path}/{number}"), "Draw.NotYours");
        }
        var share = new SeedShare(form.Role, form.Secret ?? StoredDraw.Generate());
        Db.DrawShares.Add(new DrawShareRow
        {
            DrawId = row.Id, Role = share.Role, UserId = User.Id(), Commitment = share.Commitment, Secret = StoredDraw.Seal(protection, row.Id, share.Secret), SealedAt = Now,
        });
        Record("seal-share", "draw", $"{number}/{share.Role}", "", share.Commitment);
        await Db.SaveChangesAsync(cancellationToken);
        return Done(At($"{Path}/{number}"), "Draw.Sealed");
    }

    /// <summary>Holds the draw before a witness, once all three shares are in; it makes a draft plan.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/assignments/draws/{number:int}/hold")]
    public async Task<IActionResult> Hold(int number, string? witness, CancellationToken cancellationToken)
    {
        if (await DrawAsync(number, cancellationToken) is not { Status: DrawStatus.Sealing } row)
        {
            return NotFound();
        }
        var shares = await StoredDraw.SharesAsync(Db, row, cancellationToken);
        if (!IsIn(CallStage.Assigning) || StoredDraw.Shares.Except(shares.Select(s => s.Role)).Any())
        {
            return Refused(At($"{Path}/{number}"), IsIn(CallStage.Assigning) ? "Draw.SharesMissing" : "Plans.NotAssigning");
        }
        if (string.IsNullOrWhiteSpace(witness) || witness.Trim().Length > Row.NameLength || witness.Trim() == User.DisplayName())
        {
            return Refused(At($"{Path}/{number}"), "Draw.WitnessNeeded");
        }
        var run = StoredRun.Request(Db, Call, DrawJob.Kind, $"draw-{number}", new { draw = number, witness = witness.Trim() }, (User.Id(), Now));
        Record("request-run", "run", $"{run.Id}", after: $"{DrawJob.Kind}: {number}");
        await Db.SaveChangesAsync(cancellationToken);
        jobs.Enqueue<DrawJob>(job => job.RunAsync(run.Id, CancellationToken.None));
        return Redirect(At($"{Path}/{number}/runs/{run.Id}"));
    }

    /// <summary>Follows a draw that is being held; once it is, back to its record.</summary>
    [HttpGet("/calls/{code}/assignments/draws/{number:int}/runs/{id:guid}")]
    public async Task<IActionResult> Run(int number, Guid id, CancellationToken cancellationToken) => await StoredRun.FindAsync(Db, Call, DrawJob.Kind, id, cancellationToken) switch
    {
        null => NotFound(),
        { Status: RunStatus.Done } => Done(At($"{Path}/{number}"), "Draw.Held", await Db.AssignmentPlans.Where(p => p.Id == id).Select(p => p.Number).SingleAsync(cancellationToken)),
        var run => View("DrawRun", new DrawRunPage(Call, number, run)),
    };

    [HttpGet("/calls/{code}/assignments/draws/{number:int}/runs/{id:guid}/status")]
    public async Task<IActionResult> Status(Guid id, CancellationToken cancellationToken) =>
        await StoredRun.FindAsync(Db, Call, DrawJob.Kind, id, cancellationToken) is { } run ? Json(RunsController.StatusOf(run)) : NotFound();

    /// <summary>When the call makes its experts known, the seed and its shares are open to all who read the call.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/assignments/draws/{number:int}/reveal")]
    public async Task<IActionResult> Reveal(int number, CancellationToken cancellationToken)
    {
        if (await DrawAsync(number, cancellationToken) is not { Status: DrawStatus.Drawn, RevealedAt: null } row)
        {
            return NotFound();
        }
        if (Call.Stage < CallStage.PublicNotice)
        {
            return Refused(At($"{Path}/{number}"), "Draw.NotYetRevealed");
        }
        (row.RevealedAt, row.RevealedById) = (Now, User.Id());
        Record("reveal-seed", "draw", $"{number}", row.PoolHash, StoredDraw.SeedOf(protection, row, await StoredDraw.SharesAsync(Db, row, cancellationToken)));
        await Db.SaveChangesAsync(cancellationToken);
        return Done(At($"{Path}/{number}"), "Draw.Revealed");
    }

    private const string Path = "assignments/draws";

    private Task<DrawRow?> DrawAsync(int number, CancellationToken cancellationToken) => Db.Draws.SingleOrDefaultAsync(d => d.CallId == Call.Id && d.Number == number, cancellationToken);

    /// <summary>Each person seals one share, of a role that the person has.</summary>
    private async Task<List<string>> MineAsync(DrawRow row, CancellationToken cancellationToken)
    {
        var shares = await StoredDraw.SharesAsync(Db, row, cancellationToken);
        return row.Status != DrawStatus.Sealing || !IsIn(CallStage.Assigning) || shares.Exists(s => s.UserId == User.Id()) ? []
            : [.. StoredDraw.Shares.Where(r => StoredDraw.PeopleOf(r).Any(User.IsInRole) && !shares.Exists(s => s.Role == r))];
    }

    private async Task<DrawPage> PageAsync(DrawRow row, CancellationToken cancellationToken)
    {
        var stored = await StoredDraw.SharesAsync(Db, row, cancellationToken);
        var ids = stored.Select(s => (Guid?)s.UserId).Concat([row.FrozenById, row.AllowedById, row.DrawnById, row.RevealedById]).OfType<Guid>().ToList();
        var people = await Db.Users.Where(u => ids.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancellationToken);
        var pool = StoredDraw.PoolOf(row);
        return new DrawPage(
            Call, row, pool,
            [.. stored.OrderBy(s => s.Role, StringComparer.Ordinal).Select(s => new SealedShare(s.Role, people[s.UserId], s.SealedAt, s.Commitment,
                row.RevealedAt is not null || s.UserId == User.Id() ? StoredDraw.Open(protection, s).Secret : null))],
            await MineAsync(row, cancellationToken), StoredDraw.ExpertsOf(row),
            await Db.Experts.AsNoTracking().Where(e => e.CallId == Call.Id).ToDictionaryAsync(e => e.Code, cancellationToken),
            await Db.Applications.AsNoTracking().Where(a => a.CallId == Call.Id).ToDictionaryAsync(a => a.Code, a => a.Title, cancellationToken), people,
            await Db.AssignmentPlans.Where(p => p.Id == row.PlanId).Select(p => (int?)p.Number).SingleOrDefaultAsync(cancellationToken),
            row.RevealedAt is null ? null : StoredDraw.SeedOf(protection, row, stored),
            row.Status is DrawStatus.Requested or DrawStatus.Sealing && await StoredDraw.IsStaleAsync(Db, Call, row, pool.Substitutes, cancellationToken));
    }
}
