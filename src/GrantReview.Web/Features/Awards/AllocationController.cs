using GrantReview.Core;
using GrantReview.Core.Acts;
using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using GrantReview.Core.Evaluations;
using GrantReview.Core.Settings;
using GrantReview.Data;
using GrantReview.Web.Features.Calls;
using GrantReview.Web.Hosting;
using GrantReview.Web.Reading;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Awards;

/// <summary>A quota and how much of it is used, in places or fen.</summary>
public sealed record QuotaUse(Quota Quota, long Used)
{
    public static IReadOnlyList<QuotaUse> Of(EvaluationRecord record)
    {
        var attributes = record.Problem.Applications.ToDictionary(a => a.Id, a => a.Attributes, StringComparer.Ordinal);
        return [.. record.Problem.Quotas.Select(q => new QuotaUse(q, record.Allocation.Funded.Where(f => q.Matches(attributes[f.Id]))
            .Sum(f => q.Measure == QuotaMeasure.Count ? 1 : f.Amount.Fen)))];
    }
}

/// <param name="Kept">Null when no run is finished, or the scores are sealed.</param>
/// <param name="Tried">The plan under other figures; null = nothing was tried.</param>
/// <param name="Figures">What the form shows: the figures of the run, or those that were tried.</param>
public sealed record AllocationPage(
    CallRow Call, KeptResult? Kept, IReadOnlyList<QuotaUse> Quotas, ProposalRow? Proposal, AllocationPlan? Tried,
    IReadOnlyDictionary<string, string> Figures, int Scenarios);

/// <summary>Who would be funded within the quotas and why; other figures to try; the proposal that goes to an approver.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class AllocationController(AppDb db, TimeProvider time) : CallController(db, time)
{
    /// <param name="figures">Quota id → the maximum to try; minScore → the minimum to try.</param>
    [HttpGet("/calls/{code}/allocation")]
    public async Task<IActionResult> Index([FromQuery(Name = "q")] Dictionary<string, string?> figures, CancellationToken cancellationToken)
    {
        if (await KeptResult.LatestAsync(Db, Call, cancellationToken) is not { Record: { } record } kept)
        {
            return View("Allocation", new AllocationPage(Call, null, [], null, null, new Dictionary<string, string>(), 0));
        }
        var settings = record.Call.Allocation;
        var other = WhatIf.Changed(settings, figures);
        return View("Allocation", new AllocationPage(
            Call, kept, QuotaUse.Of(record),
            await Db.Proposals.AsNoTracking().Where(p => p.CallId == Call.Id).OrderByDescending(p => p.ProposedAt)
                .FirstOrDefaultAsync(cancellationToken),
            other == settings ? null : WhatIf.Solve(record.Problem, other),
            WhatIf.Figures(settings).ToDictionary(f => f.Key, f => figures.GetValueOrDefault(f.Key) ?? f.Value),
            await Db.Scenarios.CountAsync(s => s.CallId == Call.Id, cancellationToken)));
    }

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/allocation/propose")]
    public async Task<IActionResult> Propose(string? note, CancellationToken cancellationToken)
    {
        if (!IsIn(CallStage.Ranking, CallStage.Allocating))
        {
            return Refused(At("allocation"), "Allocation.WrongStage");
        }
        if (await KeptResult.LatestAsync(Db, Call, cancellationToken) is not { Run: { } run } kept)
        {
            return NotFound();
        }
        if (await Db.Proposals.AnyAsync(p => p.CallId == Call.Id && p.Status == ProposalStatus.Proposed, cancellationToken))
        {
            return Refused(At("allocation"), "Allocation.Pending");
        }
        if (kept.HasMovedOn)
        {
            return Refused(At("allocation"), "Allocation.Stale");
        }
        var proposal = new ProposalRow { CallId = Call.Id, RunId = run.Id, ProposedById = User.Id(), ProposedAt = Now, Note = note?.Trim() ?? "" };
        Db.Proposals.Add(proposal);
        var ids = (await StoredRound.IdsAsync(Db, Call.Id, cancellationToken)).Applications;
        foreach (var entry in kept.Record.Ranking.Where(e => e.Amount is not null))
        {
            var amount = entry.Amount.GetValueOrDefault();
            Db.Awards.Add(new AwardRow
            {
                ProposalId = proposal.Id, ApplicationId = ids[entry.Application.Id], Place = entry.Place ?? 0, AmountFen = amount.Fen,
            });
            Record("propose-award", "award", entry.Application.Id, "", amount.ToString());
        }
        Record("propose", "proposal", $"{proposal.Id}", "", run.InputsHash ?? "", proposal.Note);
        if (IsIn(CallStage.Ranking))
        {
            Call.Follow(CallStage.Allocating, ByMe(Capacity.Officer));
            Record("stage-forward", "call", Call.Code, $"{CallStage.Ranking}", $"{CallStage.Allocating}");
        }
        await Db.SaveChangesAsync(cancellationToken);
        return Done(At("allocation"), "Allocation.ProposedNow");
    }
}
