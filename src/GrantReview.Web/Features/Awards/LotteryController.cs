using System.Text;
using GrantReview.Core.Assignments;
using GrantReview.Core.Calls;
using GrantReview.Core.Settings;
using GrantReview.Data;
using GrantReview.Files.Draws;
using GrantReview.Files.Rounds;
using GrantReview.Web.Features.Assignments;
using GrantReview.Web.Features.Calls;
using GrantReview.Web.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Awards;

/// <param name="Ties">The clause by which equals are drawn; null = they are not.</param>
/// <param name="Undecided">The clause by which those are drawn whom the funding line cannot separate; null = they are not.</param>
/// <param name="MayFreeze">The stage allows a draw.</param>
public sealed record LotteryPage(CallRow Call, IReadOnlyList<DrawRow> Draws, string? Ties, string? Undecided, string? Seed, bool MayFreeze);

/// <param name="IsStale">There are other applications now than in the frozen list.</param>
/// <param name="MayHold">Scoring is closed, so that nobody can aim a score at the seed.</param>
public sealed record LotsPage(SharesPanel Shares, bool IsStale, bool MayHold);

/// <summary>The seed by which equals are drawn: shares are sealed before the scores are open, and opened together before a witness once nobody scores any more.</summary>
[Route("/calls/{code}/lottery")]
public sealed class LotteryController(AppDb db, TimeProvider time, IDataProtectionProvider protection) : SealedDrawController(db, time, protection)
{
    protected override DrawKind Kind => DrawKind.Lots;
    protected override string Path => "lottery";
    protected override string Subject => "lottery";

    /// <summary>A share that is sealed by somebody who knows the scores could be aimed.</summary>
    protected override bool TakesShares => IsIn(CallStage.Assigning, CallStage.Scoring, CallStage.Ranking) && !Call.State.ScoresAreOpened;

    [HttpGet("")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        var call = StoredRound.CallOf(Call);
        return View("Lottery", new LotteryPage(
            Call, await NewestFirstAsync(cancellationToken),
            call.Allocation.Policy.Ties == TieRule.Lottery ? call.Allocation.Policy.LotteryClause ?? "—" : null, call.Calibration.UndecidedLottery,
            call.Allocation.Policy.Seed, TakesShares && call.DrawsLots));
    }

    [HttpGet("{number:int}")]
    public async Task<IActionResult> One(int number, CancellationToken cancellationToken) => await DrawAsync(number, cancellationToken) is { } row
        ? View("Lots", new LotsPage(
            await PanelAsync(row, cancellationToken), row.Status != DrawStatus.Replaced && (await PoolAsync(cancellationToken)).Hash() != row.PoolHash, IsIn(CallStage.Ranking)))
        : NotFound();

    /// <summary>The whole order of lots, with the bytes that the command line writes.</summary>
    [HttpGet("{number:int}/lots.csv")]
    public async Task<IActionResult> Lots(int number, CancellationToken cancellationToken) => await DrawAsync(number, cancellationToken) is { Status: DrawStatus.Drawn } row
        ? File(DrawFile.OfLots(StoredDraw.PoolOf(row), SeedOf(row, await SharesAsync(row, cancellationToken))).Content, "text/csv", "lots.csv")
        : NotFound();

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("")]
    public async Task<IActionResult> Freeze(string? reason, CancellationToken cancellationToken)
    {
        var earlier = await NewestFirstAsync(cancellationToken);
        var refusal = !StoredRound.CallOf(Call).DrawsLots ? "Lottery.NotAsked" : !TakesShares ? "Lottery.TooLate" : WhyNotAnother(earlier, reason);
        if (refusal is not null)
        {
            return Refused(At(Path), refusal);
        }
        var pool = await PoolAsync(cancellationToken);
        var row = await FreezeAsync(pool, earlier, reason, cancellationToken);
        return Done(At($"{Path}/{row.Number}"), "Lottery.Frozen", pool.Applications.Count);
    }

    /// <summary>Opens the shares before a witness; the seed they give is the call's from then on.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("{number:int}/hold")]
    public async Task<IActionResult> Hold(int number, string? witness, CancellationToken cancellationToken)
    {
        if (await DrawAsync(number, cancellationToken) is not { Status: DrawStatus.Sealing } row)
        {
            return NotFound();
        }
        var (shares, refusal) = IsIn(CallStage.Ranking) ? await ReadyAsync(row, witness, cancellationToken) : ([], "Lottery.NotYet");
        if (refusal is not null)
        {
            return Refused(At($"{Path}/{number}"), refusal);
        }
        var seed = SeedOf(row, shares);
        (row.Status, row.DrawnById, row.DrawnAt, row.RevealedById, row.RevealedAt) = (DrawStatus.Drawn, User.Id(), Now, User.Id(), Now);
        row.Witness = witness?.Trim() ?? "";
        var call = StoredRound.CallOf(Call);
        Record("reveal-seed", Subject, $"{number}", row.PoolHash, seed, $"witness: {row.Witness}");
        Record("lottery-seed", "call", Call.Code, call.Allocation.Policy.Seed ?? "", seed, row.Reason);
        var seeded = call.Allocation with { Policy = call.Allocation.Policy with { Seed = seed } };
        Call.Settings = Encoding.UTF8.GetString(CallJson.Write(call with { Allocation = seeded }));
        await Db.SaveChangesAsync(cancellationToken);
        return Done(At($"{Path}/{number}"), "Lottery.Held");
    }

    /// <summary>The applications among whom lots may fall; nobody is drawn from a pool without experts, so only its hash enters the seed.</summary>
    private async Task<DrawPool> PoolAsync(CancellationToken cancellationToken) => new(
        [],
        [
            .. (await Db.Applications.Where(a => a.CallId == Call.Id).Select(a => a.Code).ToListAsync(cancellationToken))
                .Order(StringComparer.Ordinal).Select(code => new ApplicationNeed(code, 0)),
        ],
        new Dictionary<string, int>(), new Dictionary<string, int>(), null, 0);
}
