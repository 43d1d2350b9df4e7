using System.Text;
using GrantReview.Files.Draws;
using Microsoft.AspNetCore.DataProtection;

namespace GrantReview.Web.Features.Assignments;

/// <param name="Ties">The clause by which equals are drawn; null = they are not.</param>
/// <param name="Undecided">The clause by which lots are drawn around the funding line, and how; null = they are not.</param>
/// <param name="MayFreeze">The stage allows a draw.</param>
public sealed record LotteryPage(
    CallRow Call, IReadOnlyList<DrawRow> Draws, string? Ties, string? Undecided, string? Seed, bool MayFreeze);

/// <param name="IsStale">There are other applications now than in the frozen list.</param>
/// <param name="MayHold">Scoring is closed, so that nobody can aim a score at the seed.</param>
public sealed record LotsPage(SharesPanel Shares, bool IsStale, bool MayHold);

/// <summary>
/// The seed by which equals are drawn: shares are sealed before the scores are open, and opened together before a witness once nobody
/// scores any more.
/// </summary>
[Route("/calls/{code}/lottery")]
public sealed class LotteryController(AppDb db, TimeProvider time, IDataProtectionProvider protection)
    : SealedDrawController(db, time, protection)
{
    protected override DrawKind Kind => DrawKind.Lots;
    protected override string Path => "lottery";

    [HttpGet("")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) =>
        View("Lottery", await PageAsync(cancellationToken));

    /// <summary>The whole order of lots, with the bytes that the command line writes.</summary>
    [HttpGet("{number:int}/lots.csv")]
    public async Task<IActionResult> Lots(int number, CancellationToken cancellationToken) =>
        await DrawAsync(Db, number, cancellationToken) is { State.Status: DrawStatus.Drawn } row
            ? File(DrawFile.OfLots(StoredDraw.PoolOf(row), await SeedOfAsync(Db, row, cancellationToken)).Content, "text/csv", "lots.csv")
                : NotFound();

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("")]
    public async Task<IActionResult> Freeze(string? reason, CancellationToken cancellationToken)
    {
        var count = 0;
        var refusal = await DoAsync(Capacity.Officer, async (db, by) =>
        {
            var call = await CallInAsync(db, cancellationToken);
            if (!StoredRound.CallOf(call).DrawsLots)
            {
                return new DrawLife.NoLotsAsked();
            }
            var pool = await PoolAsync(db, cancellationToken);
            count = pool.Applications.Count;
            return await FreezeAsync(db, call, pool, reason, by, cancellationToken);
        }, cancellationToken);
        if (refusal is not null)
        {
            return RefusedForm.Of(At(Path), refusal);
        }
        return Done(At($"{Path}/{await Draws(Db).MaxAsync(d => d.Number, cancellationToken)}"), "Lottery.Frozen", count);
    }

    /// <summary>Opens the shares before a witness; the seed they give is the call's from then on.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("{number:int}/hold")]
    public async Task<IActionResult> Hold(int number, string? witness, CancellationToken cancellationToken)
    {
        var refusal = await DoAsync(Capacity.Officer, async (db, by) =>
        {
            if (await DrawAsync(db, number, cancellationToken) is not { } row)
            {
                return new Refusal.NotThere();
            }
            var call = await CallInAsync(db, cancellationToken);
            var seen = await SeenAsync(db, call, row, witness, cancellationToken);
            if (row.Do(new DrawLife.Hold(WitnessOf(witness), null, []), by, seen) is { Refusal: { } notYet })
            {
                return notYet;
            }
            var seed = await SeedOfAsync(db, row, cancellationToken);
            var settings = StoredRound.CallOf(call);
            var seeded = settings.Allocation with { Policy = settings.Allocation.Policy with { Seed = seed } };
            StoredRound.Keep(call, settings with { Allocation = seeded }, by);
            return row.Do(new DrawLife.Reveal(seed), by, seen);
        }, cancellationToken);
        return refusal is null ? Done(At($"{Path}/{number}"), "Lottery.Held")
            : refusal is Refusal.NotThere ? NotFound() : RefusedForm.Of(At($"{Path}/{number}"), refusal);
    }

    protected override async Task<IActionResult> ShowAsync(DrawRow row, SharesPanel shares, CancellationToken cancellationToken) =>
        View("Lots", new LotsPage(
        shares, row.State.Status != DrawStatus.Replaced && (await PoolAsync(Db, cancellationToken)).Hash() != row.PoolHash,
        DrawLife.MayBeHeld(Kind, Call.State)));

    private async Task<LotteryPage> PageAsync(CancellationToken cancellationToken)
    {
        var call = StoredRound.CallOf(Call);
        return new LotteryPage(
            Call, await NewestFirstAsync(cancellationToken),
            call.Allocation.Policy.Ties == TieRule.Lottery ? call.Allocation.Policy.LotteryClause ?? "—" : null,
                RuleChange.Lots(call.Calibration),
            call.Allocation.Policy.Seed,
            call.DrawsLots && (await StoredDraw.SeenAsync(Db, Call, Kind, null, cancellationToken)).RefuseShares is null);
    }

    /// <summary>
    /// The applications among whom lots may fall; nobody is drawn from a pool without experts, so only its hash enters the seed.
    /// </summary>
    private async Task<DrawPool> PoolAsync(AppDb db, CancellationToken cancellationToken) => new(
        [],
        [
            .. (await db.Applications.Where(a => a.CallId == Call.Id).Select(a => a.Code).ToListAsync(cancellationToken))
                .Order(StringComparer.Ordinal).Select(code => new ApplicationNeed(new ApplicationId(code), 0)),
        ],
        new Dictionary<string, int>(), new Dictionary<string, int>(), null, 0);
}
