namespace GrantReview.Web.Features.Awards;

/// <summary>A kept set of figures and the list that they would give.</summary>
public sealed record Scenario(
    ScenarioRow Row, AllocationFigures Figures, AllocationPlan Plan, IReadOnlyList<ApplicationId> Gain, IReadOnlyList<ApplicationId> Lose);

/// <param name="Kept">Null when no run is finished, or the scores are sealed.</param>
/// <param name="Figures">The call's own, as the run read them.</param>
public sealed record ScenariosPage(
    CallRow Call, KeptResult? Kept, AllocationFigures Figures, IReadOnlyList<Scenario> Scenarios);

/// <summary>What-ifs that were kept, side by side. They change nothing: a proposal always follows the call's own figures.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class ScenariosController(AppDb db, TimeProvider time) : CallController(db, time)
{
    private const string Here = "allocation/scenarios";

    [HttpGet("/calls/{code}/allocation/scenarios")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        if (await KeptResult.LatestAsync(Db, Call, cancellationToken) is not { } kept)
        {
            return View("Scenarios", new ScenariosPage(Call, null, AllocationFigures.None, []));
        }
        var rows =
            await Db.Scenarios.AsNoTracking().Where(s => s.CallId == Call.Id).OrderBy(s => s.CreatedAt).ToListAsync(cancellationToken);
        return View("Scenarios", new ScenariosPage(
            Call, kept, WhatIf.FiguresOf(kept.Record.Call.Allocation, AllocationFigures.None), [.. rows.Select(r => Of(r, kept))]));
    }

    /// <param name="seen">Needed where somebody loses: the list of losers was shown.</param>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/allocation/scenarios")]
    public async Task<IActionResult> Keep(
        string? name, [FromForm] FiguresForm form, bool seen, CancellationToken cancellationToken)
    {
        if (await KeptResult.LatestAsync(Db, Call, cancellationToken) is not { Record: { } record })
        {
            return NotFound();
        }
        var (settings, title) = (record.Call.Allocation, name?.Trim() ?? "");
        var changed = WhatIf.Changed(settings, form.Figures);
        IReadOnlyList<ApplicationId> losers =
            changed == settings ? [] : WhatIf.Compare(record.Allocation, WhatIf.Solve(record.Problem, changed)).Lose;
        var act = new ScenarioLife.Keep(title, WhatIf.Difference(settings, changed), seen);
        return await DoAsync(Capacity.Officer, async (db, by) =>
        {
            var row = new ScenarioRow(Call.Id);
            var isTaken = await db.Scenarios.AnyAsync(s => s.CallId == Call.Id && s.Name == title, cancellationToken);
            var answer = row.Do(act, by, new ScenarioEvidence(isTaken, losers));
            if (answer.Refusal is null)
            {
                db.Scenarios.Add(row);
            }
            return answer;
        }, cancellationToken) is { } refusal
            ? RefusedForm.Of(At("allocation") + Typed(form), refusal) : Done(At(Here), "Scenarios.Kept", title);
    }

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/allocation/scenarios/{id:guid}/drop")]
    public Task<IActionResult> Drop(Guid id, CancellationToken cancellationToken)
    {
        var name = "";
        return ActAsync(Capacity.Officer, async (db, by) =>
        {
            if (await db.Scenarios.SingleOrDefaultAsync(s => s.Id == id && s.CallId == Call.Id, cancellationToken) is not { } row)
            {
                return new Refusal.NotThere();
            }
            name = row.Name;
            var answer = row.Drop(by);
            if (answer.Refusal is null)
            {
                db.Scenarios.Remove(row);
            }
            return answer;
        }, Here, () => Text.Of("Scenarios.Dropped", name), cancellationToken);
    }

    /// <summary>The figures as an address, so that a refusal gives back what was typed.</summary>
    private static QueryString Typed(FiguresForm form) => QueryString.Create(
    [
        .. form.Quota.Zip(form.Max)
            .SelectMany(f => new[] { KeyValuePair.Create("quota", (string?)f.First), KeyValuePair.Create("max", f.Second) }),
        .. form.MinScore is { } line ? [KeyValuePair.Create("minScore", (string?)line)] : Array.Empty<KeyValuePair<string, string?>>(),
    ]);

    private static Scenario Of(ScenarioRow row, KeptResult kept)
    {
        var (figures, record) = (WhatIf.Read(row.Figures), kept.Record);
        var plan = WhatIf.Solve(record.Problem, WhatIf.Changed(record.Call.Allocation, figures));
        var (gain, lose) = WhatIf.Compare(record.Allocation, plan);
        return new Scenario(row, figures, plan, gain, lose);
    }
}
