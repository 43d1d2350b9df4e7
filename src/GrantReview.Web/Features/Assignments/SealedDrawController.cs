using GrantReview.Core.Assignments;
using GrantReview.Data;
using GrantReview.Web.Features.Calls;
using GrantReview.Web.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Assignments;

/// <summary>What every draw before a witness shares: a frozen pool, three sealed shares of the seed, and the supervisor who lets a further draw go on.</summary>
[Authorize(Policy = Access.ReadCalls)]
public abstract class SealedDrawController(AppDb db, TimeProvider time, IDataProtectionProvider protection) : CallController(db, time)
{
    protected abstract DrawKind Kind { get; }

    /// <summary>The page of these draws below the call's.</summary>
    protected abstract string Path { get; }

    /// <summary>What the audit trail calls them.</summary>
    protected abstract string Subject { get; }

    /// <summary>Shares may be sealed now.</summary>
    protected abstract bool TakesShares { get; }

    /// <summary>The frozen pool with the commitments, as the command line reads it.</summary>
    [HttpGet("{number:int}/pool.json")]
    public async Task<IActionResult> Pool(int number, CancellationToken cancellationToken)
    {
        if (await DrawAsync(number, cancellationToken) is not { } row)
        {
            return NotFound();
        }
        var commitments = (await SharesAsync(row, cancellationToken)).ToDictionary(s => s.Role, s => s.Commitment);
        return File(Files.Draws.DrawFile.Write(StoredDraw.PoolOf(row), commitments), "application/json", SharesPanel.FileOf(Call, row));
    }

    /// <summary>The supervisor lets a further draw go on, or not; one that was not held gives way to it.</summary>
    [Authorize(Policy = Access.Supervise)]
    [HttpPost("{number:int}/allow")]
    public async Task<IActionResult> Allow(int number, bool allow, CancellationToken cancellationToken)
    {
        if (await DrawAsync(number, cancellationToken) is not { Status: DrawStatus.Requested } row)
        {
            return NotFound();
        }
        (row.Status, row.AllowedById, row.AllowedAt) = (allow ? DrawStatus.Sealing : DrawStatus.Replaced, User.Id(), Now);
        if (allow)
        {
            foreach (var other in await Draws.Where(d => d.Status == DrawStatus.Sealing).ToListAsync(cancellationToken))
            {
                other.Status = DrawStatus.Replaced;
            }
        }
        Record("allow-draw", Subject, $"{number}", $"{DrawStatus.Requested}", $"{row.Status}", row.Reason);
        await Db.SaveChangesAsync(cancellationToken);
        return Done(At($"{Path}/{number}"), allow ? "Draw.Allowed" : "Draw.NotAllowed");
    }

    /// <summary>Seals the signed-in person's share, once: nobody changes it and nobody else reads it before the seed is revealed.</summary>
    [HttpPost("{number:int}/shares")]
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
            DrawId = row.Id, Role = share.Role, UserId = User.Id(), Commitment = share.Commitment,
            Secret = StoredDraw.Seal(protection, row.Id, share.Secret), SealedAt = Now,
        });
        Record("seal-share", Subject, $"{number}/{share.Role}", "", share.Commitment);
        await Db.SaveChangesAsync(cancellationToken);
        return Done(At($"{Path}/{number}"), "Draw.Sealed");
    }

    protected IQueryable<DrawRow> Draws => Db.Draws.Where(d => d.CallId == Call.Id && d.Kind == Kind);

    protected Task<List<DrawRow>> NewestFirstAsync(CancellationToken cancellationToken) =>
        Draws.AsNoTracking().OrderByDescending(d => d.Number).ToListAsync(cancellationToken);

    protected Task<DrawRow?> DrawAsync(int number, CancellationToken cancellationToken) => Draws.SingleOrDefaultAsync(d => d.Number == number, cancellationToken);

    protected Task<List<DrawShareRow>> SharesAsync(DrawRow row, CancellationToken cancellationToken) => StoredDraw.SharesAsync(Db, row, cancellationToken);

    protected string SeedOf(DrawRow row, IEnumerable<DrawShareRow> shares) => StoredDraw.SeedOf(protection, row, shares);

    /// <summary>Why no pool may be frozen for a draw now: a further one needs a reason and none that waits.</summary>
    protected static string? WhyNotAnother(IReadOnlyList<DrawRow> earlier, string? reason) =>
        earlier.Count > 0 && string.IsNullOrWhiteSpace(reason) ? "Form.Needs" : earlier.Any(d => d.Status == DrawStatus.Requested) ? "Draw.Waiting" : null;

    /// <summary>Freezes a pool; a further draw waits for the supervisor.</summary>
    protected async Task<DrawRow> FreezeAsync(DrawPool pool, IReadOnlyList<DrawRow> earlier, string? reason, CancellationToken cancellationToken)
    {
        var row = new DrawRow
        {
            CallId = Call.Id, Kind = Kind, Number = earlier.Count + 1, Status = earlier.Count > 0 ? DrawStatus.Requested : DrawStatus.Sealing,
            Pool = StoredDraw.Write(pool), PoolHash = pool.Hash(),
            FrozenById = User.Id(), FrozenAt = Now, Reason = earlier.Count > 0 ? reason?.Trim() ?? "" : "",
        };
        Db.Draws.Add(row);
        Record("freeze-pool", Subject, $"{row.Number}", "", row.PoolHash, row.Reason);
        await Db.SaveChangesAsync(cancellationToken);
        return row;
    }

    /// <summary>The shares, once all three are sealed and somebody else watches; else why not.</summary>
    protected async Task<(List<DrawShareRow> Shares, string? Refusal)> ReadyAsync(DrawRow row, string? witness, CancellationToken cancellationToken)
    {
        var shares = await SharesAsync(row, cancellationToken);
        return (shares, StoredDraw.Shares.Except(shares.Select(s => s.Role)).Any() ? "Draw.SharesMissing"
            : string.IsNullOrWhiteSpace(witness) || witness.Trim().Length > Row.NameLength || witness.Trim() == User.DisplayName() ? "Draw.WitnessNeeded" : null);
    }

    protected async Task<SharesPanel> PanelAsync(DrawRow row, CancellationToken cancellationToken)
    {
        var stored = await SharesAsync(row, cancellationToken);
        var ids = stored.Select(s => (Guid?)s.UserId).Concat([row.FrozenById, row.AllowedById, row.DrawnById, row.RevealedById]).OfType<Guid>().ToList();
        var people = await Db.Users.Where(u => ids.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancellationToken);
        return new SharesPanel(
            Call, At($"{Path}/{row.Number}"), row, StoredDraw.PoolOf(row),
            [.. stored.OrderBy(s => s.Role, StringComparer.Ordinal).Select(s => new SealedShare(s.Role, people[s.UserId], s.SealedAt, s.Commitment,
                row.RevealedAt is not null || s.UserId == User.Id() ? StoredDraw.Open(protection, s).Secret : null))],
            await MineAsync(row, cancellationToken), people, row.RevealedAt is null ? null : SeedOf(row, stored));
    }

    /// <summary>Each person seals one share, of a role that the person has.</summary>
    private async Task<List<string>> MineAsync(DrawRow row, CancellationToken cancellationToken)
    {
        var shares = await SharesAsync(row, cancellationToken);
        return row.Status != DrawStatus.Sealing || !TakesShares || shares.Exists(s => s.UserId == User.Id()) ? []
            : [.. StoredDraw.Shares.Where(r => User.Is(StoredDraw.PeopleOf(r)) && !shares.Exists(s => s.Role == r))];
    }
}
