using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Data;
using GrantReview.Web.Features.Calls;
using GrantReview.Web.Hosting;
using GrantReview.Web.Reading;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Awards;

/// <summary>While the public notice is open: who withdraws, and who comes in from the replacement list.</summary>
[Authorize(Policy = Access.RunCalls)]
public sealed class WithdrawalsController(AppDb db, TimeProvider time) : CallController(db, time)
{
    private const string Here = "notice";

    /// <param name="promote">The next on the replacement list who fits comes in.</param>
    [HttpPost("/calls/{code}/notice/withdraw")]
    public async Task<IActionResult> Withdraw(string? application, string? reason, bool promote, bool withinCategory, CancellationToken cancellationToken)
    {
        var (_, final) = await StoredDecision.NoticeAsync(Db, Call, cancellationToken);
        if (!IsIn(CallStage.PublicNotice) || final is not { FrozenAt: null })
        {
            return Refused(At(Here), "Notice.NotOpen");
        }
        var awards = await StoredDecision.LoadAsync(Db, Call, final, cancellationToken);
        if (string.IsNullOrWhiteSpace(reason) || awards.After().FirstOrDefault(a => a.Id == application) is not { } leaves)
        {
            return Refused(At(Here), "Notice.NeedsWithdrawal");
        }
        var promotion = promote ? await PromotionAsync(Db, final, awards, leaves.Id, withinCategory, cancellationToken) : null;
        if (promote && promotion is null)
        {
            return Refused(At(Here), "Notice.NoPromotion");
        }
        await ChangeAsync(final, awards, leaves.Id, null, reason.Trim(), cancellationToken);
        Record("withdraw-award", "final-awards", leaves.Id, leaves.Amount.ToString(), "", reason.Trim());
        if (promotion?.Promoted is { } comes)
        {
            await ChangeAsync(final, awards, comes.Id, comes.Amount, reason.Trim(), cancellationToken);
            Record("promote", "final-awards", comes.Id, "", comes.Amount.ToString(), reason.Trim());
        }
        return await SavedAsync(Here, promote && promotion?.Promoted is null ? "Notice.Lapsed" : "Notice.Changed", cancellationToken);
    }

    /// <summary>Takes a withdrawal back together with the promotion that came with it.</summary>
    [HttpPost("/calls/{code}/notice/changes/{application}/undo")]
    public async Task<IActionResult> Undo(string application, CancellationToken cancellationToken)
    {
        var (_, final) = await StoredDecision.NoticeAsync(Db, Call, cancellationToken);
        if (!IsIn(CallStage.PublicNotice) || final is not { FrozenAt: null })
        {
            return Refused(At(Here), "Notice.NotOpen");
        }
        var changes = await Db.AwardChanges.Where(c => c.DecisionId == final.Id).ToListAsync(cancellationToken);
        var codes = (await DeliberationController.ListedAsync(Db, Call, cancellationToken)).Values.ToDictionary(a => a.Id, a => a.Code);
        if (changes.FirstOrDefault(c => codes[c.ApplicationId] == application) is not { } change)
        {
            return NotFound();
        }
        foreach (var one in changes.Where(c => c.At == change.At))
        {
            Db.AwardChanges.Remove(one);
            Record("undo-change", "final-awards", codes[one.ApplicationId], one.ToFen is { } to ? new Money(to).ToString() : "", one.FromFen is { } from ? new Money(from).ToString() : "", one.Reason);
        }
        return await SavedAsync(Here, "Deliberation.Undone", cancellationToken);
    }

    /// <summary>Who comes in for a withdrawn award, with all other winners frozen, by the figures of the proposal's run; null = it took no part in them.</summary>
    internal static async Task<Promotion?> PromotionAsync(
        AppDb db, DecisionRow final, AwardDecision awards, string withdrawn, bool withinCategory, CancellationToken cancellationToken)
    {
        var run = await db.Proposals.Where(p => p.Id == final.ProposalId).Select(p => p.RunId).SingleAsync(cancellationToken);
        var record = (await KeptResult.OfRunAsync(db, run, cancellationToken)).Record;
        var known = record.Problem.Applications.Select(a => a.Id).ToHashSet(StringComparer.Ordinal);
        return !known.Contains(withdrawn) ? null : Promotion.Of(
            record.Problem, [.. awards.After().Where(a => known.Contains(a.Id))], withdrawn,
            awards.Changes.Where(c => c.To is null).Select(c => c.Application).ToHashSet(StringComparer.Ordinal),
            withinCategory ? record.Ranking.Single(e => e.Application.Id == withdrawn).Category : null);
    }

    private async Task ChangeAsync(DecisionRow final, AwardDecision awards, string application, Money? to, string reason, CancellationToken cancellationToken)
    {
        var listed = (await DeliberationController.ListedAsync(Db, Call, cancellationToken))[application];
        var from = awards.Before.Where(b => b.Id == application).Select(b => (Money?)b.Amount).SingleOrDefault();
        var stored = await Db.AwardChanges.SingleOrDefaultAsync(c => c.DecisionId == final.Id && c.ApplicationId == listed.Id, cancellationToken);
        if (from == to)
        {
            // Somebody who had come in leaves again: against the decision nothing is changed.
            Db.AwardChanges.RemoveRange(stored is null ? [] : [stored]);
            return;
        }
        if (stored is null)
        {
            stored = new AwardChangeRow { DecisionId = final.Id, ApplicationId = listed.Id, Position = await Db.AwardChanges.CountAsync(c => c.DecisionId == final.Id, cancellationToken) + 1 };
            Db.AwardChanges.Add(stored);
        }
        (stored.FromFen, stored.ToFen, stored.Reason, stored.ById, stored.At) = (from?.Fen, to?.Fen, reason, User.Id(), act ??= Now);
    }

    /// <summary>One instant for all that this act changes.</summary>
    private DateTime? act;
}
