using GrantReview.Core.Evaluations;
using GrantReview.Core.Numbers;
using GrantReview.Core;
using GrantReview.Files.Reports;

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
/// <param name="Looked">Null where there is nothing to look at.</param>
public sealed record AllocationPage(
    CallRow Call, KeptResult? Kept, IReadOnlyList<QuotaUse> Quotas, ProposalRow? Proposal, AllocationPlan? Tried,
    AllocationFigures Figures, int Scenarios, IReadOnlyList<RuleChange> RuleChanges)
{
    public IReadOnlyList<BenchCategory> Categories { get; init; } = [];
    public Looked? Looked { get; init; }

    /// <summary>The run that was asked for last, where it goes on or failed; null = it is the one that is kept.</summary>
    public RunRow? Later { get; init; }

    /// <summary>Awards of the whole list.</summary>
    public int Places => Categories.Sum(c => c.Funded.Count);
    public Money Sum => Money.Sum(Categories.Select(c => c.Sum));

    /// <summary>What else the address says.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Asked { get; init; } = [];

    /// <summary>The page as it is, with another application to look at.</summary>
    public string LookAt(string application) =>
        $"/calls/{Call.Code}/allocation{QueryString.Create(Asked.Append(KeyValuePair.Create("row", (string?)application)))}#why";

    /// <summary>The page with other figures for one quota: one place more or less, from where the form stands.</summary>
    public string Moved(Quota quota, int by)
    {
        var now = int.TryParse(Figures.Quotas.GetValueOrDefault(quota.Id), NumberStyles.None, CultureInfo.InvariantCulture, out var places)
            ? places : 0;
        var query = Figures.Quotas.SelectMany(f => new[]
        {
            KeyValuePair.Create("quota", (string?)f.Key.Value),
            KeyValuePair.Create("max", f.Key == quota.Id ? $"{Math.Max(0, now + by)}" : f.Value),
        }).Append(KeyValuePair.Create("minScore", Figures.MinScore));
        return $"/calls/{Call.Code}/allocation{QueryString.Create(query)}";
    }
}

/// <summary>Who would be funded within the quotas and why; other figures to try; the proposal that goes to an approver.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class AllocationController(AppDb db, TimeProvider time) : CallController(db, time)
{
    /// <param name="row">The application to look at; null = the first that stays out.</param>
    [HttpGet("/calls/{code}/allocation")]
    public async Task<IActionResult> Index([FromQuery] FiguresForm form, string? row, CancellationToken cancellationToken)
    {
        var changes = await RuleChange.ListAsync(Db, Call.Id, cancellationToken);
        var last = await Db.Runs.AsNoTracking().Where(r => r.CallId == Call.Id && r.Kind == RunKind.Evaluation)
            .OrderByDescending(r => r.RequestedAt).FirstOrDefaultAsync(cancellationToken);
        var later = last is { Status: RunStatus.Done or RunStatus.Cancelled } ? null : last;
        if (await KeptResult.LatestAsync(Db, Call, cancellationToken) is not { Record: { } record } kept)
        {
            return View("Allocation", new AllocationPage(Call, null, [], null, null, AllocationFigures.None, 0, changes)
            {
                Later = later,
            });
        }
        var settings = record.Call.Allocation;
        var other = WhatIf.Changed(settings, form.Figures);
        var tried = other == settings ? null : WhatIf.Solve(record.Problem, other);
        var categories = Bench.Of(
            record, await Votes.LoadAsync(Db, Call.Id, cancellationToken), tried,
            (place, lists) => ListRequest.Shared(Request, At("allocation"), place, lists));
        return View("Allocation", new AllocationPage(
            Call, kept, QuotaUse.Of(record),
            await Db.Proposals.AsNoTracking().Where(p => p.CallId == Call.Id).OrderByDescending(p => p.State.ProposedAt)
                .FirstOrDefaultAsync(cancellationToken),
            tried, WhatIf.FiguresOf(settings, form.Figures), await Db.Scenarios.CountAsync(s => s.CallId == Call.Id, cancellationToken),
            changes)
        {
            Later = later,
            Asked = [.. Request.Query.Where(q => q.Key != "row").SelectMany(q => q.Value, (q, v) => KeyValuePair.Create(q.Key, v))],
            Categories = categories, Looked = await LookedAsync(categories, row, cancellationToken),
        });
    }

    private async Task<Looked?> LookedAsync(IReadOnlyList<BenchCategory> categories, string? row, CancellationToken cancellationToken)
    {
        var rows = categories.SelectMany(c => c.All.Select(r => (Row: r, Category: c))).ToList();
        var found = rows.Find(r => r.Row.Entry.Application.Id.Value == row) is { Row: not null } asked ? asked
            : rows.Find(r => r.Row.Entry is { Place: not null, Decision: not Decision.Funded }) is { Row: not null } outside ? outside
                : rows.FirstOrDefault();
        if (found.Row is not { Entry.Application.Id.Value: { } id })
        {
            return null;
        }
        var given = await (
            from s in Db.ScoreSheets
            join e in Db.Experts on s.ExpertId equals e.Id
            join a in Db.Applications on s.ApplicationId equals a.Id
            where s.CallId == Call.Id && a.Code == id && s.State.Status == SheetStatus.Submitted
            select new { Number = e.Alias == null ? 0 : e.Alias.Number, s.Answers.Recommendation }).ToListAsync(cancellationToken);
        return new Looked(found.Row, found.Category, given.Where(g => g.Number > 0).ToDictionary(g => g.Number, g => g.Recommendation));
    }

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/allocation/propose")]
    public Task<IActionResult> Propose(string? note, CancellationToken cancellationToken) => ActAsync(Capacity.Officer, async (db, by) =>
    {
        var call = await db.Calls.SingleAsync(c => c.Id == Call.Id, cancellationToken);
        return await KeptResult.LatestAsync(db, call, cancellationToken) is { } kept
            ? (await AwardSteps.ProposeAsync(db, call, kept, note, by, cancellationToken)).Answer
            : IsIn(CallStage.Ranking, CallStage.Allocating) ? new Refusal.NotThere() : new CallLife.WrongStage(call.State.Stage);
    }, "allocation", () => Text.Of("Allocation.ProposedNow"), cancellationToken);
}
