namespace GrantReview.Web.Features.Imports;

/// <param name="Plan">What taking it back would do; null where that is refused.</param>
/// <param name="Refusal">Why it cannot be taken back; null = it can.</param>
public sealed record DoneImport(ImportRow Import, string By, string UndoneBy, UndoPlan? Plan, Refusal? Refusal);

public sealed record ImportsPage(CallRow Call, IReadOnlyList<DoneImport> Imports, IReadOnlyList<HeaderRow> Headers);

/// <summary>The files that were imported into a call, taking the last one back, and the headers that are remembered.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class ImportsController(AppDb db, TimeProvider time) : CallController(db, time)
{
    [HttpGet("/calls/{code}/imports")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        var imports = await Db.Imports.AsNoTracking().Where(i => i.CallId == Call.Id).OrderByDescending(i => i.State.At)
            .ToListAsync(cancellationToken);
        var people = imports.SelectMany(i => new[] { i.State.By, i.State.UndoneBy }).OfType<Guid>().Distinct().ToList();
        var names = await Db.Users.Where(u => people.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancellationToken);
        var rows = new List<DoneImport>();
        foreach (var import in imports)
        {
            var isLast = import.State.UndoneAt is null && Call.State.Stage <= ImportLife.LastStage(import.List)
                && rows.TrueForAll(r => r.Import.List != import.List || r.Import.State.UndoneAt is not null);
            var plan = isLast ? await StoredImports.PlanAsync(Db, Call, import, cancellationToken) : null;
            rows.Add(new DoneImport(
                import, NameOf(import.State.By), NameOf(import.State.UndoneBy), plan,
                plan is null ? null : ImportLife.RefuseUndo(import.State, plan.Evidence)));
        }
        return View("Imports", new ImportsPage(
            Call, rows,
            await Db.Headers.AsNoTracking().Where(h => h.Column != "").OrderBy(h => h.List).ThenBy(h => h.Written)
            .ToListAsync(cancellationToken)));

        string NameOf(Guid? person) => person is { } id ? names.GetValueOrDefault(id, "") : "";
    }

    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/imports/{id:guid}/undo")]
    public Task<IActionResult> Undo(Guid id, CancellationToken cancellationToken)
    {
        ImportRow? import = null;
        UndoPlan? plan = null;
        return ActAsync(Capacity.Officer, async (db, by) =>
        {
            var call = await CallInAsync(db, cancellationToken);
            import = await db.Imports.SingleOrDefaultAsync(i => i.Id == id && i.CallId == call.Id, cancellationToken);
            if (import is null)
            {
                return new Refusal.NotThere();
            }
            plan = await StoredImports.PlanAsync(db, call, import, cancellationToken);
            return await StoredImports.UndoAsync(db, call, import, plan, by, cancellationToken);
        }, "imports", () => plan?.Evidence.Kept is { Count: > 0 } kept
            ? Text.Of("Imports.UndoneBut", import?.FileName, plan.Evidence.TakesBack, string.Join(", ", kept))
            : Text.Of("Imports.Undone", import?.FileName, plan?.Evidence.TakesBack), cancellationToken);
    }

    /// <summary>What a header means is asked again next time.</summary>
    [Authorize(Policy = Access.RunCalls)]
    [HttpPost("/calls/{code}/imports/headers/{id:guid}/forget")]
    public Task<IActionResult> Forget(Guid id, CancellationToken cancellationToken)
    {
        HeaderRow? header = null;
        return ActAsync(Capacity.Officer, async (db, by) =>
        {
            header = await db.Headers.SingleOrDefaultAsync(h => h.Id == id, cancellationToken);
            return header?.Do(new HeaderLife.Forget(), by) ?? new Refusal.NotThere();
        }, "imports", () => Text.Of("Imports.Forgotten", header?.Written), cancellationToken);
    }
}
