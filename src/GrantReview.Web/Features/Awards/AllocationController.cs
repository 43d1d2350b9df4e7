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
using GrantReview.Web.Localisation;
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
    CallRow Call, RunRow? Run, Call Settings, IReadOnlyList<RankedEntry> Entries, AllocationPlan? Plan, IReadOnlyList<QuotaUse> Quotas,
        ProposalRow? Proposal,
    bool IsStale, AllocationPlan? Tried, IReadOnlyDictionary<string, string> Figures, IReadOnlyDictionary<string, Explained> Explained,
        int Scenarios);

/// <summary>Who would be funded within the quotas and why; other figures to try; the proposal that goes to an approver.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class AllocationController(AppDb db, TimeProvider time) : CallController(db, time)
{
    /// <param name="figures">Quota id → the maximum to try; minScore → the minimum to try.</param>
    [HttpGet("/calls/{code}/allocation")]
    public async Task<IActionResult> Index([FromQuery(Name = "q")] Dictionary<string, string?> figures, CancellationToken cancellationToken)
    {
        var settings = StoredRound.CallOf(Call);
        if (await RankingController.LatestAsync(Db, Call, cancellationToken) is not { } run)
        {
            return View("Allocation", new AllocationPage(
                Call, null, settings, [], null, [], null, false, null, new Dictionary<string, string>(),
                new Dictionary<string, Explained>(), 0));
        }
        var round = await StoredRound.LoadAsync(Db, Call, cancellationToken);
        var result = Evaluation.Run(round, run.Seed);
        var plan = result.Allocation ?? throw new InvalidOperationException("An evaluated round has an allocation.");
        var tried = WhatIf.Changed(settings.Allocation, figures) is var other && other != settings.Allocation
            ? Evaluation.Run(round with { Call = round.Call with { Allocation = other } }, run.Seed).Allocation : null;
        var attributes = round.Applications.ToDictionary(a => a.Id, a => a.Attributes, StringComparer.Ordinal);
        return View("Allocation", new AllocationPage(
            Call, run, settings, await RankingController.EntriesAsync(Db, run.Id, cancellationToken), plan,
            [.. settings.Allocation.Quotas.Select(
                q => new QuotaUse(q, plan.Funded.Where(f => q.Matches(attributes[f.Id]))
                    .Sum(f => q.Measure == QuotaMeasure.Count ? 1 : f.Amount.Fen)))],
            await Db.Proposals.AsNoTracking().Where(p => p.CallId == Call.Id).OrderByDescending(p => p.State.ProposedAt)
                .FirstOrDefaultAsync(cancellationToken),
            EvaluationFiles.InputsHash(round) != run.InputsHash, tried,
            WhatIf.Figures(settings.Allocation).ToDictionary(f => f.Key, f => figures.GetValueOrDefault(f.Key) ?? f.Value),
            ReasonsController.Of(result).ToDictionary(e => e.Answer.Id, StringComparer.Ordinal),
                await Db.Scenarios.CountAsync(s => s.CallId == Call.Id, cancellationToken)));
    }

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/allocation/propose")]
    public Task<IActionResult> Propose(string? note, CancellationToken cancellationToken) => ActAsync(Capacity.Officer, async (db, by) =>
    {
        var call = await db.Calls.SingleAsync(c => c.Id == Call.Id, cancellationToken);
        if (await RankingController.LatestAsync(db, call, cancellationToken) is not { } run)
        {
            return IsIn(CallStage.Ranking, CallStage.Allocating) ? new Refusal.NotThere() : new CallLife.WrongStage(call.State.Stage);
        }
        var package = await db.RunFiles.Where(f => f.RunId == run.Id && f.Name == FrozenPackages.RunFile).Select(f => f.Sha256)
            .SingleAsync(cancellationToken);
        var awarded = (await RankingController.EntriesAsync(db, run.Id, cancellationToken)).Where(e => e.Row.AmountFen is not null)
            .ToList();
        var proposal = db.Proposals.Add(new ProposalRow(call.Id, run.Id)).Entity;
        var answer = proposal.Do(
            new ProposalLife.Propose(
                run.Id, package, [.. awarded.Select(e => new FundedApplication(e.Application, new Money(e.Row.AmountFen ?? 0)))],
                    FreeText.Of(note)),
            by, await StoredDecision.SeenAsync(db, call, proposal, cancellationToken));
        db.Awards.AddRange(awarded.Select(e => new AwardRow
        {
            ProposalId = proposal.Id, ApplicationId = e.Row.ApplicationId, Place = e.Row.Place ?? 0, AmountFen = e.Row.AmountFen ?? 0,
        }));
        return answer.Refusal is null && call.State.Stage == CallStage.Ranking ? call.Follow(CallStage.Allocating, by) : answer;
    }, "allocation", () => Text.Of("Allocation.ProposedNow"), cancellationToken);
}
