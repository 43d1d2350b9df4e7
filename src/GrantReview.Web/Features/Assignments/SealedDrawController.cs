using Microsoft.AspNetCore.DataProtection;

namespace GrantReview.Web.Features.Assignments;

/// <summary>
/// What every draw before a witness shares: a frozen pool, three sealed shares of the seed, and the supervisor who lets a further draw go
/// on.
/// </summary>
[Authorize(Policy = Access.ReadCalls)]
public abstract class SealedDrawController(AppDb db, TimeProvider time, IDataProtectionProvider protection) : CallController(db, time)
{
    protected abstract DrawKind Kind { get; }

    /// <summary>The page of these draws below the call's.</summary>
    protected abstract string Path { get; }

    /// <summary>The page of one draw.</summary>
    protected abstract Task<IActionResult> ShowAsync(DrawRow row, SharesPanel shares, CancellationToken cancellationToken);

    [HttpGet("{number:int}")]
    public async Task<IActionResult> One(int number, CancellationToken cancellationToken) =>
        await DrawAsync(Db, number, cancellationToken) is { } row
            ? await ShowAsync(row, await PanelAsync(row, cancellationToken), cancellationToken) : NotFound();

    /// <summary>The frozen pool with the commitments, as the command line reads it.</summary>
    [HttpGet("{number:int}/pool.json")]
    public async Task<IActionResult> Pool(int number, CancellationToken cancellationToken)
    {
        if (await DrawAsync(Db, number, cancellationToken) is not { } row)
        {
            return NotFound();
        }
        var commitments =
            (await StoredDraw.SharesAsync(Db, row, cancellationToken)).ToDictionary(s => StoredDraw.CodeOf(s.Part), s => s.Commitment);
        return File(Files.Draws.DrawFile.Write(StoredDraw.PoolOf(row), commitments), "application/json", SharesPanel.FileOf(Call, row));
    }

    /// <summary>The supervisor lets a further draw go on, or not; one that was not held gives way to it.</summary>
    [Authorize(Policy = Access.Supervise)]
    [HttpPost("{number:int}/allow")]
    public Task<IActionResult> Allow(int number, bool allow, CancellationToken cancellationToken) =>
        ActAsync(Capacity.Supervisor, async (db, by) =>
        {
            if (await DrawAsync(db, number, cancellationToken) is not { } row)
            {
                return new Refusal.NotThere();
            }
            var call = await CallInAsync(db, cancellationToken);
            var seen = await StoredDraw.SeenAsync(db, call, Kind, row.Id, cancellationToken);
            if (row.Do(allow ? new DrawLife.Allow() : new DrawLife.Disallow(), by, seen) is { Refusal: { } refusal })
            {
                return refusal;
            }
            var others = allow
                ? await Draws(db).Where(d => d.State.Status == DrawStatus.Sealing && d.Id != row.Id).ToListAsync(cancellationToken) : [];
            return Answer.FirstRefusal(others.Select(d => d.Do(new DrawLife.GiveWay(), by.ByTheRules(), seen)));
        }, $"{Path}/{number}", () => Text.Of(allow ? "Draw.Allowed" : "Draw.NotAllowed"), cancellationToken);

    /// <summary>Seals the signed-in person's share, once: nobody changes it and nobody else reads it before the seed is revealed.</summary>
    [HttpPost("{number:int}/shares")]
    public async Task<IActionResult> Seal(int number, ShareForm form, CancellationToken cancellationToken)
    {
        if (await DrawAsync(Db, number, cancellationToken) is null)
        {
            return NotFound();
        }
        if (!ModelState.IsValid || StoredDraw.PartOf(form.Role) is not { } part)
        {
            return RefusedForm.At(
                At($"{Path}/{number}"), nameof(form.Secret), Text.Of("Draw.ShareHint", SeedShare.ShortestSecret, ShareForm.LongestSecret));
        }
        if (CapacityFor(part) is not { } capacity)
        {
            return new RefusedForm(At($"{Path}/{number}"), Text.Of("Draw.NotYours"));
        }
        var share = new SeedShare(form.Role, form.Secret ?? StoredDraw.Generate());
        var refusal = await DoAsync(capacity, async (db, by) =>
        {
            if (await DrawAsync(db, number, cancellationToken) is not { } row)
            {
                return new Refusal.NotThere();
            }
            var call = await CallInAsync(db, cancellationToken);
            db.DrawShares.Add(
                new DrawShareRow(row.Id, part, by.Who, share.Commitment, StoredDraw.Seal(protection, row.Id, share.Secret), by.At));
            return row.Do(new DrawLife.Seal(part, share.Commitment), by,
                await StoredDraw.SeenAsync(db, call, Kind, row.Id, cancellationToken));
        }, cancellationToken);
        return refusal is null ? Done(At($"{Path}/{number}"), "Draw.Sealed")
            : RefusedForm.Of(At($"{Path}/{number}"), refusal);
    }

    protected IQueryable<DrawRow> Draws(AppDb within) => within.Draws.Where(d => d.CallId == Call.Id && d.Kind == Kind);

    protected Task<List<DrawRow>> NewestFirstAsync(CancellationToken cancellationToken) =>
        Draws(Db).AsNoTracking().OrderByDescending(d => d.Number).ToListAsync(cancellationToken);

    protected Task<DrawRow?> DrawAsync(AppDb within, int number, CancellationToken cancellationToken) =>
        Draws(within).SingleOrDefaultAsync(d => d.Number == number, cancellationToken);

    protected async Task<string> SeedOfAsync(AppDb within, DrawRow row, CancellationToken cancellationToken) =>
        StoredDraw.SeedOf(protection, row, await StoredDraw.SharesAsync(within, row, cancellationToken));

    /// <summary>Freezes a pool; a further draw waits for the supervisor.</summary>
    protected async Task<Answer> FreezeAsync(AppDb within, CallRow call, DrawPool pool, string? reason, By by,
        CancellationToken cancellationToken)
    {
        var seen = await StoredDraw.SeenAsync(within, call, Kind, null, cancellationToken);
        var row = new DrawRow(call.Id, Kind, seen.Earlier + 1, StoredDraw.Write(pool), pool.Hash());
        within.Draws.Add(row);
        return row.Do(new DrawLife.Freeze(row.Number, row.PoolHash, FreeText.Given(reason)), by, seen);
    }

    /// <summary>What the acts of a draw rely on, with the witness whom the officer names.</summary>
    protected async Task<DrawEvidence> SeenAsync(AppDb within, CallRow call, DrawRow row, string? witness,
        CancellationToken cancellationToken) =>
        await StoredDraw.SeenAsync(within, call, Kind, row.Id,
            cancellationToken) with { WitnessIsOfficer = witness?.Trim() == User.DisplayName() };

    /// <summary>The witness as typed; null where blank or too long for a name.</summary>
    protected static FreeText? WitnessOf(string? witness) => witness?.Trim().Length > Row.NameLength ? null : FreeText.Given(witness);

    private async Task<SharesPanel> PanelAsync(DrawRow row, CancellationToken cancellationToken)
    {
        var (stored, state) = (await StoredDraw.SharesAsync(Db, row, cancellationToken), row.State);
        var ids = stored.Select(s => (Guid?)s.UserId).Concat([state.FrozenBy, state.AllowedBy, state.DrawnBy, state.RevealedBy])
            .OfType<Guid>().ToList();
        var people = await Db.Users.Where(u => ids.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancellationToken);
        var seen = await StoredDraw.SeenAsync(Db, Call, Kind, row.Id, cancellationToken);
        return new SharesPanel(
            Call, At($"{Path}/{row.Number}"), row, StoredDraw.PoolOf(row),
            [
                .. stored.OrderBy(s => s.Part).Select(s => new SealedShare(
                    s.Part, people[s.UserId], s.SealedAt, s.Commitment,
                    state.RevealedAt is not null || s.UserId == User.Id() ? StoredDraw.Open(protection, s).Secret : null)),
            ],
            [
                .. StoredDraw.Parts.Where(p => CapacityFor(p) is { } capacity
                    && DrawLife.RefuseSeal(state, p, new By(User.Id(), capacity, Now, Guid.Empty), seen) is null),
            ],
            people, state.RevealedAt is null ? null : StoredDraw.SeedOf(protection, row, stored));
    }

    /// <summary>As what the signed-in person may seal a part; null = as nothing.</summary>
    private Capacity? CapacityFor(SeedPart part) =>
        DrawLife.CapacitiesOf(part).Where(c => User.Is(c)).Select(c => (Capacity?)c).FirstOrDefault();
}
