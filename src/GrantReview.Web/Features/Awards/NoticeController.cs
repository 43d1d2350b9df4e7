using GrantReview.Core;
using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Reports;
using GrantReview.Data;
using GrantReview.Files.Evaluations;
using GrantReview.Files.Packages;
using GrantReview.Files.Workbooks;
using GrantReview.Web.Features.Calls;
using GrantReview.Web.Hosting;
using GrantReview.Web.Localisation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Awards;

/// <summary>What everybody who reads the call may know of an objection.</summary>
public sealed record ObjectionEntry(int Number, string Application, DateOnly ReceivedOn, ObjectionStatus Status, string Outcome);

/// <param name="Decision">The frozen decision; null = there is none yet.</param>
/// <param name="Final">The record of the notice; null = it is not opened yet.</param>
/// <param name="Sheet">What the notice shows.</param>
/// <param name="Preview">Who would come in; null = nobody asked.</param>
public sealed record NoticePage(
    CallRow Call, DecisionRow? Decision, DecisionRow? Final, AwardDecision? Awards, ReportSheet? Sheet, IReadOnlyDictionary<string, ListedApplication> Applications,
    IReadOnlyList<ObjectionEntry> Objections, Promotion? Preview, bool IsOver, bool IsOwn)
{
    public bool IsOpen => Call.Stage == CallStage.PublicNotice && Final is { FrozenAt: null };

    /// <summary>Objections that were upheld although the award still stands.</summary>
    public IEnumerable<ObjectionEntry> Unanswered => Awards is null ? [] : Objections.Where(o => o.Status == ObjectionStatus.Upheld && Awards.After().Any(a => a.Id == o.Application));
}

/// <summary>The public notice (公示): the list, its period in working days, withdrawals and promotions, and the freezing of the final awards.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class NoticeController(AppDb db, TimeProvider time) : CallController(db, time)
{
    private const string Here = "notice";
    public const int LongestPeriod = 60;

    /// <param name="withdraw">An application to ask about: who would come in for it?</param>
    /// <param name="withinCategory">Only its own category may come in.</param>
    [HttpGet("/calls/{code}/notice")]
    public async Task<IActionResult> Index(string? withdraw, bool withinCategory, CancellationToken cancellationToken)
    {
        var (decision, final) = await RowsAsync(cancellationToken);
        var awards = final is not null ? await StoredDecision.LoadAsync(Db, Call, final, cancellationToken) : decision is not null ? await StoredDecision.LoadAsync(Db, Call, decision, cancellationToken) : null;
        var preview = final is { FrozenAt: null } && awards is not null && awards.After().Any(a => a.Id == withdraw) ? await PromotionAsync(final, awards, withdraw ?? "", withinCategory, cancellationToken) : null;
        return View("Notice", new NoticePage(
            Call, decision, final, awards, awards is null ? null : await SheetAsync(final, awards, cancellationToken), await DeliberationController.ListedAsync(Db, Call, cancellationToken),
            await ObjectionsAsync(cancellationToken), preview, final?.NoticeUntil < Formats.ChinaDay(Now), final is not null && await DeliberationController.IsOwnAsync(Db, final, User.Id(), cancellationToken)));
    }

    [HttpGet("/calls/{code}/notice/notice.xlsx")]
    public async Task<IActionResult> Excel(CancellationToken cancellationToken)
    {
        var (_, final) = await RowsAsync(cancellationToken);
        if (final is null)
        {
            return NotFound();
        }
        var content = ReportWorkbook.Draw([await SheetAsync(final, await StoredDecision.LoadAsync(Db, Call, final, cancellationToken), cancellationToken)], Text.Culture);
        Record("download", "notice", $"{final.Number}", after: ResultPackage.Sha256(content));
        await Db.SaveChangesAsync(cancellationToken);
        return File(content, FormWorkbook.ContentType, $"{Call.Code}-notice.xlsx");
    }

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/notice/open")]
    public async Task<IActionResult> Open(DateOnly? publishedOn, int days, bool masksNames, CancellationToken cancellationToken)
    {
        var (decision, final) = await RowsAsync(cancellationToken);
        if (!IsIn(CallStage.PublicNotice) || decision is null || final is { FrozenAt: null })
        {
            return Refused(At(Here), "Notice.WrongStage");
        }
        if (publishedOn is not { } day || day < decision.HeldOn || days is < 1 or > LongestPeriod || StoredDecision.Calendar.NoticeOf(day, days) is not { } period)
        {
            return Refused(At(Here), "Notice.BadPeriod", Formats.Day(decision.HeldOn), LongestPeriod);
        }
        var row = new DecisionRow
        {
            CallId = Call.Id, ProposalId = decision.ProposalId, PreviousId = decision.Id, Stage = AwardStage.Final, Number = await StoredDecision.NextNumberAsync(Db, Call.Id, cancellationToken),
            Meeting = decision.Meeting, HeldOn = decision.HeldOn, MinutesNumber = decision.MinutesNumber, Attendees = decision.Attendees, Recused = decision.Recused,
            RecordedById = User.Id(), RecordedAt = Now, NoticeOn = day, NoticeDays = days, NoticeUntil = period.Last, MasksNames = masksNames,
        };
        Db.Decisions.Add(row);
        if (await FrozenPackages.FindAsync(Db, row.ProposalId, decision.Id, FrozenPackages.Decision, FrozenPackages.Internal, cancellationToken) is { } package
            && await FrozenPackages.FindAsync(Db, row.ProposalId, null, FrozenPackages.Evaluation, FrozenPackages.Internal, cancellationToken) is { } evaluation)
        {
            FrozenPackages.Add(Db, Call, row.ProposalId, decision.Id, FrozenPackages.Decision, FrozenPackages.Public, DecisionPackage.WritePublic(
                await StoredDecision.LoadAsync(Db, Call, decision, cancellationToken), StoredRound.CallOf(Call), await StoredRound.ApplicationsAsync(Db, Call.Id, cancellationToken), package.Content, evaluation.Content, masksNames), Now);
        }
        Record("open-notice", "notice", $"{row.Number}", "", $"{Formats.Day(day)} + {days} = {Formats.Day(period.Last)}");
        return await SavedAsync("Notice.Opened", cancellationToken);
    }

    /// <param name="promote">The next on the replacement list who fits comes in.</param>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/notice/withdraw")]
    public async Task<IActionResult> Withdraw(string? application, string? reason, bool promote, bool withinCategory, CancellationToken cancellationToken)
    {
        var (_, final) = await RowsAsync(cancellationToken);
        if (!IsIn(CallStage.PublicNotice) || final is not { FrozenAt: null })
        {
            return Refused(At(Here), "Notice.NotOpen");
        }
        var awards = await StoredDecision.LoadAsync(Db, Call, final, cancellationToken);
        if (string.IsNullOrWhiteSpace(reason) || awards.After().FirstOrDefault(a => a.Id == application) is not { } leaves)
        {
            return Refused(At(Here), "Notice.NeedsWithdrawal");
        }
        var promotion = promote ? await PromotionAsync(final, awards, leaves.Id, withinCategory, cancellationToken) : null;
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
        return await SavedAsync(promote && promotion?.Promoted is null ? "Notice.Lapsed" : "Notice.Changed", cancellationToken);
    }

    /// <summary>Takes a withdrawal back together with the promotion that came with it.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/notice/changes/{application}/undo")]
    public async Task<IActionResult> Undo(string application, CancellationToken cancellationToken)
    {
        var (_, final) = await RowsAsync(cancellationToken);
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
        return await SavedAsync("Deliberation.Undone", cancellationToken);
    }

    [Authorize(Policy = Access.Approve)]
    [HttpPost("/calls/{code}/notice/freeze")]
    public async Task<IActionResult> Freeze(CancellationToken cancellationToken)
    {
        var (decision, final) = await RowsAsync(cancellationToken);
        if (!IsIn(CallStage.PublicNotice) || decision is null || final is not { FrozenAt: null })
        {
            return Refused(At(Here), "Notice.NotOpen");
        }
        if (await DeliberationController.IsOwnAsync(Db, final, User.Id(), cancellationToken))
        {
            return Refused(At(Here), "Deliberation.Own");
        }
        if (final.NoticeUntil >= Formats.ChinaDay(Now))
        {
            return Refused(At(Here), "Notice.NotOver", Formats.Day(final.NoticeUntil));
        }
        if (await Db.Objections.AnyAsync(o => o.CallId == Call.Id && o.Status == ObjectionStatus.Open, cancellationToken))
        {
            return Refused(At(Here), "Notice.OpenObjections");
        }
        var awards = await StoredDecision.LoadAsync(Db, Call, final, cancellationToken);
        if (awards.Faults() is { Count: > 0 } faults)
        {
            return Refused(At(Here), "Deliberation.Faults", string.Join("; ", faults.Select(f => Text.Of($"Fault.{f.Code}", f.Subject))));
        }
        if (await FrozenPackages.FindAsync(Db, final.ProposalId, decision.Id, FrozenPackages.Decision, FrozenPackages.Internal, cancellationToken) is not { } before)
        {
            return Refused(At(Here), "Deliberation.NoPackage");
        }
        var call = StoredRound.CallOf(Call);
        var package = FrozenPackages.Add(Db, Call, final.ProposalId, final.Id, FrozenPackages.Final, FrozenPackages.Internal, DecisionPackage.Write(awards, call, before.Content), Now);
        FrozenPackages.Add(Db, Call, final.ProposalId, final.Id, FrozenPackages.Final, FrozenPackages.Public,
            DecisionPackage.WritePublic(awards, call, await StoredRound.ApplicationsAsync(Db, Call.Id, cancellationToken), package.Content, before.Content, final.MasksNames), Now);
        (final.FrozenById, final.FrozenAt, Call.Stage) = (User.Id(), Now, CallStage.Awarded);
        Record("freeze", "final-awards", $"{final.Number}", before.Sha256, package.Sha256);
        Record("stage-forward", "call", Call.Code, $"{CallStage.PublicNotice}", $"{CallStage.Awarded}");
        return await SavedAsync("Notice.Frozen", cancellationToken);
    }

    /// <summary>The decision of the approved proposal once it is frozen, and the notice of that decision.</summary>
    private async Task<(DecisionRow? Decision, DecisionRow? Final)> RowsAsync(CancellationToken cancellationToken)
    {
        var proposal = await StoredDecision.ApprovedAsync(Db, Call.Id, cancellationToken);
        var decision = proposal is null ? null : await StoredDecision.LatestAsync(Db, proposal.Id, AwardStage.Decision, cancellationToken);
        var final = decision is not { FrozenAt: not null } ? null : await StoredDecision.LatestAsync(Db, decision.ProposalId, AwardStage.Final, cancellationToken);
        return (decision is { FrozenAt: not null } ? decision : null, final?.PreviousId == decision?.Id ? final : null);
    }

    private async Task<Promotion?> PromotionAsync(DecisionRow final, AwardDecision awards, string withdrawn, bool withinCategory, CancellationToken cancellationToken)
    {
        var run = await (from p in Db.Proposals where p.Id == final.ProposalId join r in Db.Runs on p.RunId equals r.Id select r).AsNoTracking().SingleAsync(cancellationToken);
        var round = await StoredRound.LoadAsync(Db, Call, cancellationToken);
        if (EvaluationFiles.InputsHash(round) != run.InputsHash || Evaluation.Run(round, run.Seed).Problem is not { } problem || !problem.Applications.Any(a => a.Id == withdrawn))
        {
            return null;
        }
        var known = problem.Applications.Select(a => a.Id).ToHashSet(StringComparer.Ordinal);
        return Promotion.Of(problem, [.. awards.After().Where(a => known.Contains(a.Id))], withdrawn, awards.Changes.Where(c => c.To is null).Select(c => c.Application).ToHashSet(StringComparer.Ordinal),
            withinCategory ? round.Applications.Single(a => a.Id == withdrawn).Category : null);
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

    private async Task<ReportSheet> SheetAsync(DecisionRow? final, AwardDecision awards, CancellationToken cancellationToken) => NoticeReport.Of(
        StoredRound.CallOf(Call), await StoredRound.ApplicationsAsync(Db, Call.Id, cancellationToken), final is null ? awards.After() : awards.Before, final?.MasksNames ?? true, awards.Notice);

    private async Task<IReadOnlyList<ObjectionEntry>> ObjectionsAsync(CancellationToken cancellationToken) => await Db.Objections.AsNoTracking().Where(o => o.CallId == Call.Id).OrderBy(o => o.Number)
        .Select(o => new ObjectionEntry(o.Number, Db.Applications.Where(a => a.Id == o.ApplicationId).Select(a => a.Code).FirstOrDefault() ?? "", o.ReceivedOn, o.Status, o.Outcome)).ToListAsync(cancellationToken);

    private async Task<IActionResult> SavedAsync(string done, CancellationToken cancellationToken)
    {
        try
        {
            await Db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException)
        {
            // Somebody else was faster by a moment; nothing of this act was saved.
            return Refused(At(Here), "Deliberation.Meanwhile");
        }
        return Done(At(Here), done);
    }
}
