using GrantReview.Core.Acts;
using GrantReview.Core;
using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Data;
using GrantReview.Files.Evaluations;
using GrantReview.Web.Features.Calls;
using GrantReview.Web.Features.Rankings;
using GrantReview.Web.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Awards;

/// <summary>A quota and how much of it is used, in places or fen.</summary>
public sealed record QuotaUse(Quota Quota, long Used);

/// <param name="Tried">The plan under other figures; null = nothing was tried.</param>
/// <param name="Explained">By application: why, at what loads, and what would have to change.</param>
/// <param name="IsStale">The inputs are no longer those of the run.</param>
public sealed record AllocationPage(
    CallRow Call, RunRow? Run, Call Settings, IReadOnlyList<RankedEntry> Entries, AllocationPlan? Plan, IReadOnlyList<QuotaUse> Quotas, ProposalRow? Proposal,
    bool IsStale, AllocationPlan? Tried, Figures Figures, IReadOnlyDictionary<string, Explained> Explained, int Scenarios);

/// <summary>Who would be funded within the quotas and why; other figures to try; the proposal that goes to an approver.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class AllocationController(AppDb db, TimeProvider time) : CallController(db, time)
{
    [HttpGet("/calls/{code}/allocation")]
    public async Task<IActionResult> Index([FromQuery] FiguresForm form, CancellationToken cancellationToken)
    {
        var (settings, figures) = (StoredRound.CallOf(Call), form.Figures);
        if (await RankingController.LatestAsync(Db, Call, cancellationToken) is not { } run)
        {
            return View("Allocation", new AllocationPage(
                Call, null, settings, [], null, [], null, false, null, Figures.None, new Dictionary<string, Explained>(), 0));
        }
        var round = await StoredRound.LoadAsync(Db, Call, cancellationToken);
        var result = Evaluation.Run(round, run.Seed);
        var plan = result.Allocation ?? throw new InvalidOperationException("An evaluated round has an allocation.");
        var tried = WhatIf.Changed(settings.Allocation, figures) is var other && other != settings.Allocation
            ? Evaluation.Run(round with { Call = round.Call with { Allocation = other } }, run.Seed).Allocation : null;
        var attributes = round.Applications.ToDictionary(a => a.Id, a => a.Attributes, StringComparer.Ordinal);
        return View("Allocation", new AllocationPage(
            Call, run, settings, await RankingController.EntriesAsync(Db, run.Id, cancellationToken), plan,
            [.. settings.Allocation.Quotas.Select(q => new QuotaUse(q, plan.Funded.Where(f => q.Matches(attributes[f.Id])).Sum(f => q.Measure == QuotaMeasure.Count ? 1 : f.Amount.Fen)))],
            await Db.Proposals.AsNoTracking().Where(p => p.CallId == Call.Id).OrderByDescending(p => p.ProposedAt).FirstOrDefaultAsync(cancellationToken),
            EvaluationFiles.InputsHash(round) != run.InputsHash, tried,
            WhatIf.FiguresOf(settings.Allocation, figures),
            ReasonsController.Of(result).ToDictionary(e => e.Answer.Id, StringComparer.Ordinal), await Db.Scenarios.CountAsync(s => s.CallId == Call.Id, cancellationToken)));
    }

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/allocation/propose")]
    public async Task<IActionResult> Propose(string? note, CancellationToken cancellationToken)
    {
        if (!IsIn(CallStage.Ranking, CallStage.Allocating))
        {
            return Refused(At("allocation"), "Allocation.WrongStage");
        }
        if (await RankingController.LatestAsync(Db, Call, cancellationToken) is not { } run)
        {
            return NotFound();
        }
        if (await Db.Proposals.AnyAsync(p => p.CallId == Call.Id && p.Status == ProposalStatus.Proposed, cancellationToken))
        {
            return Refused(At("allocation"), "Allocation.Pending");
        }
        if (EvaluationFiles.InputsHash(await StoredRound.LoadAsync(Db, Call, cancellationToken)) != run.InputsHash)
        {
            return Refused(At("allocation"), "Allocation.Stale");
        }
        var proposal = new ProposalRow { CallId = Call.Id, RunId = run.Id, ProposedById = User.Id(), ProposedAt = Now, Note = note?.Trim() ?? "" };
        Db.Proposals.Add(proposal);
        var entries = await RankingController.EntriesAsync(Db, run.Id, cancellationToken);
        foreach (var entry in entries.Where(e => e.Row.AmountFen is not null))
        {
            Db.Awards.Add(new AwardRow { ProposalId = proposal.Id, ApplicationId = entry.Row.ApplicationId, Place = entry.Row.Place ?? 0, AmountFen = entry.Row.AmountFen ?? 0 });
            Record("propose-award", "award", entry.Application, "", new Money(entry.Row.AmountFen ?? 0).ToString());
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
