using GrantReview.Core.Acts;
using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using GrantReview.Core.Reports;
using GrantReview.Data;
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
    public bool IsOpen => Call.State.Stage == CallStage.PublicNotice && Final is { FrozenAt: null };

    /// <summary>Objections that were upheld although the award still stands.</summary>
    public IEnumerable<ObjectionEntry> Unanswered => Awards is null ? [] : Objections.Where(o => o.Status == ObjectionStatus.Upheld && Awards.After().Any(a => a.Id == o.Application));
}

/// <summary>The public notice (公示): the list, its period in working days, and the freezing of the final awards.</summary>
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
        var (decision, final) = await StoredDecision.NoticeAsync(Db, Call, cancellationToken);
        var awards = final is not null ? await StoredDecision.LoadAsync(Db, Call, final, cancellationToken) : decision is not null ? await StoredDecision.LoadAsync(Db, Call, decision, cancellationToken) : null;
        var preview = final is { FrozenAt: null } && awards is not null && awards.After().Any(a => a.Id == withdraw) ? await WithdrawalsController.PromotionAsync(Db, Call, final, awards, withdraw ?? "", withinCategory, cancellationToken) : null;
        return View("Notice", new NoticePage(
            Call, decision, final, awards, awards is null ? null : await SheetAsync(final, awards, cancellationToken), await DeliberationController.ListedAsync(Db, Call, cancellationToken),
            await ObjectionsAsync(cancellationToken), preview, final?.NoticeUntil < Formats.ChinaDay(Now), final is not null && await DeliberationController.IsOwnAsync(Db, final, User.Id(), cancellationToken)));
    }

    [HttpGet("/calls/{code}/notice/notice.xlsx")]
    public async Task<IActionResult> Excel(CancellationToken cancellationToken)
    {
        var (_, final) = await StoredDecision.NoticeAsync(Db, Call, cancellationToken);
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
        var (decision, final) = await StoredDecision.NoticeAsync(Db, Call, cancellationToken);
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
        if (await FrozenPackages.FindAsync(Db, row.ProposalId, decision.Id, FrozenPackages.Decision, FrozenPackages.Internal,
            cancellationToken) is { } package)
        {
            FrozenPackages.Add(Db, Call, row.ProposalId, decision.Id, FrozenPackages.Decision, FrozenPackages.Public,
                ResultPackage.WritePublic(package.Content, masksNames), Now);
        }
        Record("open-notice", "notice", $"{row.Number}", "", $"{Formats.Day(day)} + {days} = {Formats.Day(period.Last)}");
        return await SavedAsync(Here, "Notice.Opened", cancellationToken);
    }

    [Authorize(Policy = Access.Approve)]
    [HttpPost("/calls/{code}/notice/freeze")]
    public async Task<IActionResult> Freeze(CancellationToken cancellationToken)
    {
        var (decision, final) = await StoredDecision.NoticeAsync(Db, Call, cancellationToken);
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
        if (await FrozenPackages.FindAsync(Db, final.ProposalId, decision.Id, FrozenPackages.Decision, FrozenPackages.Internal,
            cancellationToken) is not { } before
            || await FrozenPackages.FindAsync(Db, final.ProposalId, null, FrozenPackages.Evaluation, FrozenPackages.Internal,
                cancellationToken) is not { } evaluation)
        {
            return Refused(At(Here), "Deliberation.NoPackage");
        }
        var package = FrozenPackages.Add(Db, Call, final.ProposalId, final.Id, FrozenPackages.Final, FrozenPackages.Internal,
            DecisionPackage.Write(awards, evaluation.Content, before.Content), Now);
        FrozenPackages.Add(Db, Call, final.ProposalId, final.Id, FrozenPackages.Final, FrozenPackages.Public,
            ResultPackage.WritePublic(package.Content, final.MasksNames), Now);
        (final.FrozenById, final.FrozenAt) = (User.Id(), Now);
        Call.Follow(CallStage.Awarded, ByMe(Capacity.Approver));
        Record("freeze", "final-awards", $"{final.Number}", before.Sha256, package.Sha256);
        Record("stage-forward", "call", Call.Code, $"{CallStage.PublicNotice}", $"{CallStage.Awarded}");
        return await SavedAsync(Here, "Notice.Frozen", cancellationToken);
    }

    private async Task<ReportSheet> SheetAsync(DecisionRow? final, AwardDecision awards, CancellationToken cancellationToken) => NoticeReport.Of(
        StoredRound.CallOf(Call), await StoredRound.ApplicationsAsync(Db, Call.Id, cancellationToken), final is null ? awards.After() : awards.Before, final?.MasksNames ?? true, awards.Notice);

    private async Task<IReadOnlyList<ObjectionEntry>> ObjectionsAsync(CancellationToken cancellationToken) => await Db.Objections.AsNoTracking().Where(o => o.CallId == Call.Id).OrderBy(o => o.Number)
        .Select(o => new ObjectionEntry(o.Number, Db.Applications.Where(a => a.Id == o.ApplicationId).Select(a => a.Code).FirstOrDefault() ?? "", o.ReceivedOn, o.Status, o.Outcome)).ToListAsync(cancellationToken);
}
