using GrantReview.Files.Packages;
using GrantReview.Files.Reports;
using GrantReview.Files.Workbooks;

namespace GrantReview.Web.Features.Awards;

/// <summary>What everybody who reads the call may know of an objection.</summary>
public sealed record ObjectionEntry(int Number, string Application, DateOnly ReceivedOn, ObjectionStatus Status, FreeText Outcome);

/// <summary>What is posted of a withdrawal.</summary>
public sealed class WithdrawalForm
{
    public string? Application { get; set; }
    public string? Reason { get; set; }

    /// <summary>Who the page said would come in; blank = nobody is to.</summary>
    public string? Promote { get; set; }
    public bool WithinCategory { get; set; }
}

/// <summary>Who would come in for an award that falls away.</summary>
public sealed record WithdrawalPreview(WithdrawalForm Form, Promotion Promotion);

/// <param name="Evaluation">As it is frozen; null = no decision is frozen yet.</param>
/// <param name="Final">The record of the notice; null = it is not opened yet.</param>
/// <param name="Sheet">What the notice shows.</param>
/// <param name="Rows">The part of it that the page shows.</param>
/// <param name="After">The part of the list after withdrawals that the page shows.</param>
/// <param name="Preview">Null = nobody asked.</param>
public sealed record NoticePage(
    CallRow Call, FrozenEvaluation? Evaluation, DecisionRow? Final, AwardDecision? Awards, ReportSheet? Sheet,
    IReadOnlyList<ObjectionEntry> Objections, WithdrawalPreview? Preview, bool IsOver, bool IsOwn)
{
    public ListPart<IReadOnlyList<ReportCell>>? Rows { get; init; }
    public ListPart<AwardedApplication>? After { get; init; }

    public bool IsOpen => Call.State.Stage == CallStage.PublicNotice && Final is { Notice.IsOpen: true };

    /// <summary>Objections that were upheld although the award still stands.</summary>
    public IEnumerable<ObjectionEntry> Unanswered => Awards is null ? []
        : Objections.Where(o => o.Status == ObjectionStatus.Upheld && Awards.After().Any(a => a.Id.Value == o.Application));
}

/// <summary>
/// The public notice (公示): the list, its period, withdrawals and who comes in for them, and the freezing of the final awards.
/// </summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class NoticeController(AppDb db, TimeProvider time, OfficeOptions office) : CallController(db, time)
{
    private const string Here = "notice";

    /// <param name="withdraw">An application to ask about: who would come in for it?</param>
    /// <param name="withinCategory">Only its own category may come in.</param>
    [HttpGet("/calls/{code}/notice")]
    public async Task<IActionResult> Index(string? withdraw, bool withinCategory, CancellationToken cancellationToken) => View(
        "Notice", await PageAsync(new WithdrawalForm { Application = withdraw, WithinCategory = withinCategory }, cancellationToken));

    [HttpGet("/calls/{code}/notice/notice.xlsx")]
    public async Task<IActionResult> Excel(CancellationToken cancellationToken) =>
        (await PageAsync(new WithdrawalForm(), cancellationToken)) is { Final: not null, Sheet: { } sheet }
            ? File(ReportWorkbook.Draw([sheet], Text.Culture, office.Office), FormWorkbook.ContentType, $"{Call.Code}-notice.xlsx")
            : NotFound();

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/notice/open")]
    public Task<IActionResult> Open(DateOnly? publishedOn, int days, bool masksNames, CancellationToken cancellationToken) =>
        ActAsync(Capacity.Officer, async (db, by) =>
        {
            var (call, decision, final) = await LoadAsync(db, cancellationToken);
            return decision is null ? new CallLife.WrongStage(call.State.Stage)
                : await AwardSteps.OpenNoticeAsync(
                    db, call, decision, final, new NoticeLife.Open(publishedOn, days, masksNames), by, cancellationToken);
        }, Here, () => Text.Of("Notice.Opened"), cancellationToken);

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/notice/withdraw")]
    public async Task<IActionResult> Withdraw(WithdrawalForm form, CancellationToken cancellationToken)
    {
        var act = new NoticeLife.Withdraw(
            ApplicationId.Of(form.Application).GetValueOrDefault(), FreeText.Given(form.Reason), ApplicationId.Of(form.Promote),
            form.WithinCategory);
        if (await DoAsync(Capacity.Officer, (db, by) => NoticeAsync(db, act, by, cancellationToken), cancellationToken) is not { } refusal)
        {
            return Done(At(Here), "Notice.Changed");
        }
        return RefusedForm.Of(
            At(Here) + QueryString.Create("withdraw", form.Application ?? "").Add("withinCategory", $"{form.WithinCategory}"), refusal);
    }

    /// <summary>Takes the last withdrawal back together with the promotion that came with it.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/notice/withdrawals/{id:guid}/undo")]
    public Task<IActionResult> Undo(Guid id, CancellationToken cancellationToken) => ActAsync(
        Capacity.Officer, async (db, by) => (await LoadAsync(db, cancellationToken)).Final?.Notice.Withdrawals.Any(w => w.Id == id) == true
            ? await NoticeAsync(db, new NoticeLife.TakeBack(id), by, cancellationToken) : new Refusal.NotThere(),
        Here, () => Text.Of("Deliberation.Undone"), cancellationToken);

    /// <param name="edition">Of the notice that the page showed.</param>
    [Authorize(Policy = Access.Approve)]
    [HttpPost("/calls/{code}/notice/freeze")]
    public Task<IActionResult> Freeze(int edition, CancellationToken cancellationToken) => ActAsync(Capacity.Approver, async (db, by) =>
    {
        var (call, decision, final) = await LoadAsync(db, cancellationToken);
        return decision is null || final is null ? new NoticeLife.IsNotOpen()
            : await AwardSteps.FreezeFinalAsync(db, call, decision, final, edition, by, cancellationToken);
    }, Here, () => Text.Of("Notice.Frozen"), cancellationToken);

    private async Task<Answer> NoticeAsync(AppDb db, Act act, By by, CancellationToken cancellationToken)
    {
        var (call, decision, final) = await LoadAsync(db, cancellationToken);
        return final?.Do(act, by, await StoredDecision.SeenAsync(db, call, decision, by.At, cancellationToken))
            ?? new NoticeLife.IsNotOpen();
    }

    private async Task<(CallRow Call, DecisionRow? Decision, DecisionRow? Final)> LoadAsync(AppDb db, CancellationToken cancellationToken)
    {
        var call = await db.Calls.SingleAsync(c => c.Id == Call.Id, cancellationToken);
        var (decision, final) = await StoredDecision.NoticeAsync(db, call.Id, cancellationToken);
        return (call, decision, final);
    }

    private async Task<NoticePage> PageAsync(WithdrawalForm form, CancellationToken cancellationToken)
    {
        var (call, decision, final) = await LoadAsync(Db, cancellationToken);
        ViewData["Call"] = call;
        if (decision is null)
        {
            return new NoticePage(call, null, null, null, null, [], null, false, false);
        }
        var evaluation = await FrozenPackages.EvaluationAsync(Db, decision.ProposalId, cancellationToken);
        var awards = await StoredDecision.LoadAsync(Db, final ?? decision, cancellationToken);
        var sheet = NoticeReport.Of(
            evaluation.Call, evaluation.Applications, final is null ? awards.After() : awards.Before, final?.Notice.MasksNames ?? true,
                awards.Notice);
        var standing = awards.After();
        var leaving = ApplicationId.Of(form.Application).GetValueOrDefault();
        var isAsked = final is { Notice.IsOpen: true } && standing.Any(a => a.Id == leaving);
        if (final is { Notice.IsOpen: true } && !isAsked && form.Application is { Length: > 0 } unknown && ModelState.ErrorCount == 0)
        {
            ModelState.AddModelError("", Text.Of("Notice.NoAward", unknown));
        }
        var seen = await StoredDecision.SeenAsync(Db, call, decision, Now, cancellationToken);
        return new NoticePage(
            call, evaluation, final, awards, sheet, await ObjectionsAsync(cancellationToken),
            isAsked && final is not null
                ? new WithdrawalPreview(form, NoticeLife.PromotionFor(final.Notice, leaving, form.WithinCategory, seen)) : null,
            final?.Notice.Until < seen.Today, final?.Notice.IsBy(User.Id()) ?? false)
        {
            Rows = ReportRows.Of(sheet, Asked(Here)),
            After = AwardedApplication.After(standing, evaluation.Applications, Asked(Here, "after")),
        };
    }

    private async Task<IReadOnlyList<ObjectionEntry>> ObjectionsAsync(CancellationToken cancellationToken) =>
        await Db.Objections.AsNoTracking().Where(o => o.CallId == Call.Id).OrderBy(o => o.Number).Select(o => new ObjectionEntry(
            o.Number, Db.Applications.Where(a => a.Id == o.ApplicationId).Select(a => a.Code).FirstOrDefault() ?? "", o.ReceivedOn,
                o.State.Status, o.State.Outcome))
            .ToListAsync(cancellationToken);
}
