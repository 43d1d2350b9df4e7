using GrantReview.Core;
using GrantReview.Core.Awards;
using GrantReview.Data;
using GrantReview.Web.Features.Calls;
using GrantReview.Web.Features.Rankings;
using GrantReview.Web.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Awards;

/// <summary>A kept set of figures and the list that they would give now.</summary>
public sealed record Scenario(
    ScenarioRow Row, Figures Figures, AllocationPlan Plan, IReadOnlyList<string> Gain, IReadOnlyList<string> Lose);

/// <param name="Plan">Under the call's own figures; null = there is no run.</param>
/// <param name="Titles">Application → title.</param>
public sealed record ScenariosPage(
    CallRow Call, Core.Settings.AllocationSettings Settings, AllocationPlan? Plan, Figures Figures, IReadOnlyList<Scenario> Scenarios,
    IReadOnlyDictionary<string, string> Titles);

/// <summary>What-ifs that were kept, side by side. They change nothing: a proposal always follows the call's own figures.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class ScenariosController(AppDb db, TimeProvider time) : CallController(db, time)
{
    [HttpGet("/calls/{code}/allocation/scenarios")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        var settings = StoredRound.CallOf(Call).Allocation;
        if (await RankingController.LatestAsync(Db, Call, cancellationToken) is not { } run)
        {
            return View("Scenarios", new ScenariosPage(Call, settings, null, Figures.None, [], new Dictionary<string, string>()));
        }
        var round = await StoredRound.LoadAsync(Db, Call, cancellationToken);
        var plan = PlanOf(round, run.Seed);
        var rows = await Db.Scenarios.AsNoTracking().Where(s => s.CallId == Call.Id).OrderBy(s => s.CreatedAt).ToListAsync(cancellationToken);
        return View("Scenarios", new ScenariosPage(
            Call, settings, plan, WhatIf.FiguresOf(settings, Figures.None), [.. rows.Select(r => Of(r, round, plan, run.Seed))],
            round.Applications.ToDictionary(a => a.Id, a => a.Title, StringComparer.Ordinal)));
    }

    /// <param name="seen">Needed where somebody loses: the list of losers was shown.</param>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/allocation/scenarios")]
    public async Task<IActionResult> Keep(string? name, [FromForm] FiguresForm form, bool seen, CancellationToken cancellationToken)
    {
        if (await RankingController.LatestAsync(Db, Call, cancellationToken) is not { } run)
        {
            return NotFound();
        }
        var round = await StoredRound.LoadAsync(Db, Call, cancellationToken);
        var changed = WhatIf.Changed(round.Call.Allocation, form.Figures);
        if (string.IsNullOrWhiteSpace(name) || name.Trim().Length > Row.NameLength || changed == round.Call.Allocation)
        {
            return Refused(At("allocation"), "Scenarios.Needs");
        }
        if (await Db.Scenarios.AnyAsync(s => s.CallId == Call.Id && s.Name == name.Trim(), cancellationToken))
        {
            return Refused(At("allocation"), "Scenarios.Twice", name.Trim());
        }
        var (_, lose) = WhatIf.Compare(PlanOf(round, run.Seed), PlanOf(With(round, changed), run.Seed));
        if (lose.Count > 0 && !seen)
        {
            return Refused(At("allocation"), "Scenarios.Unseen", string.Join(", ", lose));
        }
        var row = new ScenarioRow
        {
            CallId = Call.Id, Name = name.Trim(), CreatedById = User.Id(), CreatedAt = Now, Figures = WhatIf.Write(WhatIf.Difference(round.Call.Allocation, changed)),
        };
        Db.Scenarios.Add(row);
        Record("keep", "scenario", row.Name, "", row.Figures);
        await Db.SaveChangesAsync(cancellationToken);
        return Done(At("allocation/scenarios"), "Scenarios.Kept", row.Name);
    }

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/allocation/scenarios/{id:guid}/drop")]
    public async Task<IActionResult> Drop(Guid id, CancellationToken cancellationToken)
    {
        if (await Db.Scenarios.SingleOrDefaultAsync(s => s.Id == id && s.CallId == Call.Id, cancellationToken) is not { } row)
        {
            return NotFound();
        }
        Db.Scenarios.Remove(row);
        Record("drop", "scenario", row.Name, row.Figures);
        await Db.SaveChangesAsync(cancellationToken);
        return Done(At("allocation/scenarios"), "Scenarios.Dropped", row.Name);
    }

    private static Scenario Of(ScenarioRow row, Round round, AllocationPlan plan, string seed)
    {
        var figures = WhatIf.Read(row.Figures);
        var after = PlanOf(With(round, WhatIf.Changed(round.Call.Allocation, figures)), seed);
        var (gain, lose) = WhatIf.Compare(plan, after);
        return new Scenario(row, figures, after, gain, lose);
    }

    private static Round With(Round round, Core.Settings.AllocationSettings settings) => round with { Call = round.Call with { Allocation = settings } };

    private static AllocationPlan PlanOf(Round round, string seed) =>
        Evaluation.Run(round, seed).Allocation ?? throw new InvalidOperationException("An evaluated round has an allocation.");
}
