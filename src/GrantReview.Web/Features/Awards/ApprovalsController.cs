using GrantReview.Core.Applications.Eligibility;

namespace GrantReview.Web.Features.Awards;

public sealed record ProposalEntry(ProposalRow Proposal, CallRow Call, string By, int Awards, long SumFen);

public sealed record ProposalsPage(IReadOnlyList<ProposalEntry> Proposals);

public sealed record AwardEntry(string Application, string Title, string Unit, string UnitCode, int Place, long AmountFen);

/// <summary>A second person approves or returns what somebody else proposed.</summary>
[Authorize(Policy = Access.Approve)]
public sealed class ApprovalsController(AppDb db, Desk desk) : Controller
{
    private static readonly ListColumns<AwardEntry> Columns = new ListColumns<AwardEntry>("Allocation.Awards")
        .Column("place", "Ranking.Place", a => a.Place).Column("id", "Apps.Id", a => a.Application)
            .Column("title", "Apps.Name", a => a.Title)
        .Column("unit", "Apps.Unit", a => a.Unit).Column("amount", "Ranking.Amount", a => a.AmountFen, fen => Formats.Yuan(fen));

    [HttpGet("/approvals")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) =>
        View("Approvals", new ProposalsPage(await EntriesAsync(db, Mine, cancellationToken)));

    [HttpGet("/approvals/{id:guid}")]
    public async Task<IActionResult> One(Guid id, CancellationToken cancellationToken) =>
        await PageAsync(id, cancellationToken) is { } page ? View("Approval", page) : NotFound();

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
        return RefusedForm.Of($"/approvals/{id}", refusal);
    }

    private static async Task<Answer> DecideAsync(AppDb db, Guid id, Act act, By by, CancellationToken cancellationToken)
    {
        var proposal = await db.Proposals.SingleAsync(p => p.Id == id, cancellationToken);
        var call = await db.Calls.SingleAsync(c => c.Id == proposal.CallId, cancellationToken);
        return await AwardSteps.DecideAsync(db, call, proposal, act, by, cancellationToken);
    }

    private async Task<ApprovalPage?> PageAsync(Guid id, CancellationToken cancellationToken)
    {
        if ((await EntriesAsync(db, Mine.Where(p => p.Id == id), cancellationToken)).SingleOrDefault() is not { } entry)
        {
            return null;
        }
        var (proposal, call) = (entry.Proposal, entry.Call);
        var drafts = await db.Proposals.AsNoTracking().Where(p => p.CallId == call.Id && p.State.ProposedAt <= proposal.State.ProposedAt)
            .OrderByDescending(p => p.State.ProposedAt).Select(p => p.Id).ToListAsync(cancellationToken);
        var awards = await AwardsAsync(db, id, cancellationToken);
        var kept = await KeptResult.OfRunAsync(db, proposal.RunId, cancellationToken);
        var url = $"/approvals/{id}";
        var categories = Bench.Of(
            kept.Record, await Votes.LoadAsync(db, call.Id, cancellationToken), null,
            (place, lists) => ListRequest.Shared(Request, url, place, lists));
        return new ApprovalPage(
            entry, drafts.Count, kept, awards, Columns.Part(awards, ListRequest.From(Request, url)),
            drafts.Count == 1 ? null : AwardDifference.Between(await AwardsAsync(db, drafts[1], cancellationToken), awards),
            await RuleChange.ListAsync(db, call.Id, cancellationToken),
            await EarlierDecision.ListAsync(db, call.Id, null, cancellationToken),
            proposal.State.ProposedBy == User.Id())
        {
            Categories = categories, Exceptions = Exceptional.Of(kept, categories),
            Checks = await ChecksAsync(entry, kept, cancellationToken),
            SinceOpening = await SinceOpening.LoadAsync(db, call.Id, kept.Record.Trees, cancellationToken),
            DecidedBy = await db.Users.Where(u => u.Id == proposal.State.DecidedBy).Select(u => u.DisplayName)
                .SingleOrDefaultAsync(cancellationToken),
        };
    }

    private async Task<IReadOnlyList<ApprovalCheck>> ChecksAsync(ProposalEntry entry, KeptResult kept, CancellationToken cancellationToken)
    {
        var call = entry.Call.Id;
        var plan = kept.Record.Allocation;
        var barred = db.Conflicts.WhereBars().Where(c => c.CallId == call);
        var pairs = await barred.Select(c => new { c.ApplicationId, c.ExpertId }).Distinct().CountAsync(cancellationToken);
        var scored = await db.ScoreSheets.CountAsync(
            s => s.CallId == call && s.State.Status == SheetStatus.Submitted && (s.State.Ruling == null || !s.State.Ruling.Counts)
                && barred.Any(c => c.ApplicationId == s.ApplicationId && c.ExpertId == s.ExpertId), cancellationToken);
        var verdicts = await db.Verdicts.AsNoTracking().Where(v => v.CallId == call && v.State.Kind != null)
            .Select(v => v.State.Kind).ToListAsync(cancellationToken);
        var waiting = kept.Record.Ranking.Count(e => e.Decision == Decision.Open);
        var isProven = plan.Proof == ProofKind.Exact;
        return
        [
            // What was decided was current then, and what came later bars nothing.
            .. entry.Proposal.State.Status != ProposalStatus.Proposed ? [] : new ApprovalCheck[]
            {
                new(!kept.HasMovedOn, Text.Of("Approval.Current"), Text.Of(
                    kept.HasMovedOn ? "Approval.MovedOn" : "Approval.IsCurrent", Formats.Instant(kept.Run.FinishedAt),
                    kept.Record.Ranking.Count)),
            },
            new(plan.Status == AllocationStatus.Optimal, Text.Of("Approval.Rules"),
                Text.Of(isProven ? "Approval.Proven" : "Approval.Checked")),
            new(waiting == 0, Text.Of("Approval.Findings"), Text.Of(
                "Approval.FindingsOf", waiting, verdicts.Count, verdicts.Count(v => v == VerdictKind.Waived))),
            new(scored == 0, Text.Of("Approval.Conflicts"), Text.Of("Approval.ConflictsOf", pairs, scored)),
            new(entry.Proposal.State.ProposedBy != User.Id(), Text.Of("Approval.TwoPersons"), Text.Of("Approval.ProposedBy", entry.By)),
        ];
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
