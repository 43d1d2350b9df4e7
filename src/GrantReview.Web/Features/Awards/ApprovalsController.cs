namespace GrantReview.Web.Features.Awards;

public sealed record ProposalEntry(ProposalRow Proposal, CallRow Call, string By, int Awards, long SumFen);

public sealed record ProposalsPage(IReadOnlyList<ProposalEntry> Proposals);

public sealed record AwardEntry(string Application, string Title, string Unit, string UnitCode, int Place, long AmountFen);

/// <param name="Shown">The part of the awards that the page shows.</param>
/// <param name="Before">The awards of the proposal before; null = this is the first.</param>
/// <param name="Earlier">Decisions of the call that are frozen already.</param>
/// <param name="Reason">As it was typed.</param>
public sealed record ProposalPage(
    ProposalEntry Proposal, IReadOnlyList<AwardEntry> Awards, ListPart<AwardEntry> Shown, IReadOnlyList<AwardEntry>? Before, bool IsOwn,
        IReadOnlyList<RuleChange> RuleChanges,
    IReadOnlyList<EarlierDecision> Earlier, string Reason);

/// <summary>A second person approves or returns what somebody else proposed.</summary>
[Authorize(Policy = Access.Approve)]
public sealed class ApprovalsController(AppDb db, Desk desk) : Controller
{
    private static readonly ListColumns<AwardEntry> Columns = new ListColumns<AwardEntry>("Allocation.Awards")
        .Column("place", "Ranking.Place", a => a.Place).Column("id", "Apps.Id", a => a.Application).Column("title", "Apps.Name", a => a.Title)
        .Column("unit", "Apps.Unit", a => a.Unit).Column("amount", "Ranking.Amount", a => a.AmountFen, fen => Formats.Yuan(fen));

    [HttpGet("/approvals")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) =>
        View("Approvals", new ProposalsPage(await EntriesAsync(db, Mine, cancellationToken)));

    [HttpGet("/approvals/{id:guid}")]
    public async Task<IActionResult> One(Guid id, CancellationToken cancellationToken) =>
        await PageAsync(id, "", cancellationToken) is { } page ? View("Approval", page) : NotFound();

    [HttpPost("/approvals/{id:guid}")]
    public async Task<IActionResult> Decide(Guid id, bool approve, string? reason, CancellationToken cancellationToken)
    {
        if (await Mine.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, cancellationToken) is not { } proposal)
        {
            return NotFound();
        }
        var code = await db.Calls.Where(c => c.Id == proposal.CallId).Select(c => c.Code).SingleAsync(cancellationToken);
        Act act = approve ? new ProposalLife.Approve() : new ProposalLife.Return(FreeText.Given(reason));
        var refusal = await desk.DoAsync(
            User.Id(), proposal.CallId, Capacity.Approver, (db, by) => DecideAsync(db, id, act, by, cancellationToken), cancellationToken);
        if (refusal is null)
        {
            TempData["Done"] = Text.Of(approve ? "Approvals.ApprovedNow" : "Approvals.ReturnedNow", code);
            return Redirect("/approvals");
        }
        ModelState.Clear();
        ModelState.AddModelError("", RefusalText.Of(refusal));
        return View("Approval", await PageAsync(id, reason ?? "", cancellationToken));
    }

    private static async Task<Answer> DecideAsync(AppDb db, Guid id, Act act, By by, CancellationToken cancellationToken)
    {
        var proposal = await db.Proposals.SingleAsync(p => p.Id == id, cancellationToken);
        var call = await db.Calls.SingleAsync(c => c.Id == proposal.CallId, cancellationToken);
        var answer = proposal.Do(act, by, await StoredDecision.SeenAsync(db, call, proposal, cancellationToken));
        if (answer.Refusal is not null || act is not ProposalLife.Approve)
        {
            return answer;
        }
        await FrozenPackages.FreezeEvaluationAsync(db, proposal, by, cancellationToken);
        return call.Follow(CallStage.Deliberation, by);
    }

    private async Task<ProposalPage?> PageAsync(Guid id, string reason, CancellationToken cancellationToken)
    {
        if ((await EntriesAsync(db, Mine.Where(p => p.Id == id), cancellationToken)).SingleOrDefault() is not { } entry)
        {
            return null;
        }
        var before = await db.Proposals.AsNoTracking()
            .Where(p => p.CallId == entry.Call.Id && p.State.ProposedAt < entry.Proposal.State.ProposedAt)
            .OrderByDescending(p => p.State.ProposedAt).FirstOrDefaultAsync(cancellationToken);
        var awards = await AwardsAsync(db, id, cancellationToken);
        return new ProposalPage(
            entry, awards, Columns.Part(awards, ListRequest.From(Request, $"/approvals/{id}")), before is null ? null
                : await AwardsAsync(db, before.Id, cancellationToken),
            entry.Proposal.State.ProposedBy == User.Id(), await RuleChange.ListAsync(db, entry.Call.Id, cancellationToken),
            await EarlierDecision.ListAsync(db, entry.Call.Id, null, cancellationToken), reason);
    }

    /// <summary>Proposals of the calls whose approver the person is.</summary>
    private IQueryable<ProposalRow> Mine
    {
        get
        {
            var calls = User.CallsAs(Capacity.Approver);
            return db.Proposals.Where(p => calls.Contains(p.CallId));
        }
    }

    internal static async Task<IReadOnlyList<ProposalEntry>> EntriesAsync(
        AppDb db, IQueryable<ProposalRow> proposals, CancellationToken cancellationToken)
    {
        var rows = await (
            from p in proposals.AsNoTracking()
            join c in db.Calls on p.CallId equals c.Id
            join u in db.Users on p.State.ProposedBy equals u.Id
            orderby p.State.ProposedAt descending
            select new { p, c, u.DisplayName, Awards = db.Awards.Where(a => a.ProposalId == p.Id).Select(a => a.AmountFen).ToList() })
                .ToListAsync(cancellationToken);
        return [.. rows.Select(r => new ProposalEntry(r.p, r.c, r.DisplayName, r.Awards.Count, r.Awards.Sum()))];
    }

    internal static Task<List<AwardEntry>> AwardsAsync(AppDb db, Guid proposalId, CancellationToken cancellationToken) => (
        from w in db.Awards.AsNoTracking()
        join a in db.Applications on w.ApplicationId equals a.Id
        where w.ProposalId == proposalId
        orderby a.Category, w.Place
        select new AwardEntry(a.Code, a.Title, a.Unit, a.UnitCode, w.Place, w.AmountFen)).ToListAsync(cancellationToken);
}
