using GrantReview.Core;
using GrantReview.Core.Evaluations;
using GrantReview.Core.Numbers;
using GrantReview.Core.Reports;

namespace GrantReview.Web.Features.Awards;

/// <summary>A quota and how much of it is used, in places or fen.</summary>
public sealed record QuotaUse(Quota Quota, long Used)
{
    public static IReadOnlyList<QuotaUse> Of(EvaluationRecord record)
    {
        var attributes = record.Problem.Applications.ToDictionary(a => a.Id, a => a.Attributes);
        return [.. record.Problem.Quotas.Select(q => new QuotaUse(q, record.Allocation.Funded.Where(f => q.Matches(attributes[f.Id]))
            .Sum(f => q.Measure == QuotaMeasure.Count ? 1 : f.Amount.Fen)))];
    }
}

/// <param name="Kept">Null when no run is finished, or the scores are sealed.</param>
/// <param name="Tried">The plan under other figures; null = nothing was tried.</param>
/// <param name="Figures">What the form shows: the figures of the run, or those that were tried.</param>
public sealed record AllocationPage(
    CallRow Call, KeptResult? Kept, IReadOnlyList<QuotaUse> Quotas, ProposalRow? Proposal, AllocationPlan? Tried,
    AllocationFigures Figures, int Scenarios)
{
    /// <summary>Null as the result is.</summary>
    public AllocationLists? Lists { get; init; }
}

/// <summary>Who is funded, and who is not.</summary>
/// <param name="Places">Awards of the whole list.</param>
public sealed record AllocationLists(ListPart<RankingEntry> Funded, ListPart<RankingEntry> Others, int Places, Money Sum)
{
    private static readonly ListColumns<RankingEntry> FundedColumns = new ListColumns<RankingEntry>("Allocation.Awards")
        .Column("place", "Ranking.Place", e => e.Place).Column("id", "Apps.Id", e => e.Application.Id.Value).Column("title", "Apps.Name", e => e.Application.Title)
        .Column("unit", "Apps.Unit", e => e.Application.Unit).Column("score", "Ranking.Score", e => e.Score, Formats.Score)
        .Column("amount", "Ranking.Amount", e => e.Amount, amount => Formats.Yuan(amount?.Fen))
        .Text("Ranking.How", e => Text.Of(ReportWords.Of(e.AmountChain)));

    public static AllocationLists Of(EvaluationRecord record, Func<string, ListRequest> asked)
    {
        var others = new ListColumns<RankingEntry>("Allocation.NotFunded")
            .Column("place", "Ranking.Place", e => e.Place).Column("id", "Apps.Id", e => e.Application.Id.Value).Column("title", "Apps.Name", e => e.Application.Title)
            .Column("score", "Ranking.Score", e => e.Score, Formats.Score)
            .Column("decision", "Ranking.Decision", e => e.Decision, decision => Text.Of(ReportWords.Of(decision)))
            .Text("Ranking.Reasons", e => Text.Of(ReportWords.OfReasons(e.Reasons, record.Call.Allocation.Quotas)));
        var funded = record.Ranking.Where(e => e.Decision == Decision.Funded).ToList();
        return new AllocationLists(
            FundedColumns.Part(funded, asked("funded")), others.Part(record.Ranking.Where(e => e.Decision != Decision.Funded), asked("others")),
            funded.Count, Money.Sum(funded.Select(e => e.Amount ?? Money.Zero)));
    }
}

/// <summary>Who would be funded within the quotas and why; other figures to try; the proposal that goes to an approver.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class AllocationController(AppDb db, TimeProvider time) : CallController(db, time)
{
    [HttpGet("/calls/{code}/allocation")]
    public async Task<IActionResult> Index([FromQuery] FiguresForm form, CancellationToken cancellationToken)
    {
        if (await KeptResult.LatestAsync(Db, Call, cancellationToken) is not { Record: { } record } kept)
        {
            return View("Allocation", new AllocationPage(Call, null, [], null, null, AllocationFigures.None, 0));
        }
        var settings = record.Call.Allocation;
        var other = WhatIf.Changed(settings, form.Figures);
        return View("Allocation", new AllocationPage(
            Call, kept, QuotaUse.Of(record),
            await Db.Proposals.AsNoTracking().Where(p => p.CallId == Call.Id).OrderByDescending(p => p.State.ProposedAt)
                .FirstOrDefaultAsync(cancellationToken),
            other == settings ? null : WhatIf.Solve(record.Problem, other),
            WhatIf.FiguresOf(settings, form.Figures),
            await Db.Scenarios.CountAsync(s => s.CallId == Call.Id, cancellationToken))
        {
            Lists = AllocationLists.Of(record, list => Asked("allocation", list)),
        });
    }

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/allocation/propose")]
    public Task<IActionResult> Propose(string? note, CancellationToken cancellationToken) => ActAsync(Capacity.Officer, async (db, by) =>
    {
        var call = await db.Calls.SingleAsync(c => c.Id == Call.Id, cancellationToken);
        if (await KeptResult.LatestAsync(db, call, cancellationToken) is not { Run: { } run } kept)
        {
            return IsIn(CallStage.Ranking, CallStage.Allocating) ? new Refusal.NotThere() : new CallLife.WrongStage(call.State.Stage);
        }
        var awarded = kept.Record.Ranking.Where(e => e.Amount is not null).ToList();
        var proposal = db.Proposals.Add(new ProposalRow(call.Id, run.Id)).Entity;
        var answer = proposal.Do(
            new ProposalLife.Propose(
                run.Id, kept.Package, [.. awarded.Select(e => new FundedApplication(e.Application.Id, e.Amount.GetValueOrDefault()))],
                FreeText.Of(note)),
            by, await StoredDecision.SeenAsync(db, call, proposal, cancellationToken));
        var ids = (await StoredRound.IdsAsync(db, call.Id, cancellationToken)).Applications;
        db.Awards.AddRange(awarded.Select(e => new AwardRow
        {
            ProposalId = proposal.Id, ApplicationId = ids[e.Application.Id], Place = e.Place ?? 0, AmountFen = e.Amount.GetValueOrDefault().Fen,
        }));
        return answer.Refusal is null && call.State.Stage == CallStage.Ranking ? call.Follow(CallStage.Allocating, by) : answer;
    }, "allocation", () => Text.Of("Allocation.ProposedNow"), cancellationToken);
}
