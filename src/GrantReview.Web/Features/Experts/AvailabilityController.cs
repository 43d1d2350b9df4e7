using GrantReview.Core.Experts;

namespace GrantReview.Web.Features.Experts;

/// <summary>Days as the expert types them.</summary>
public sealed class AvailabilityForm
{
    public DateOnly? FirstDay { get; set; }
    public DateOnly? LastDay { get; set; }
    public string? Reason { get; set; }
}

/// <param name="Stated">What stands and is not over, the earliest first.</param>
public sealed record AvailabilityPage(DateOnly Today, IReadOnlyList<AbsenceRow> Stated);

/// <summary>When an expert is not available, one list for all calls.</summary>
[Authorize(Policy = Access.Score)]
public sealed class AvailabilityController(AppDb db, Desk desk) : Controller
{
    private const string Here = "/my-work/availability";

    [HttpGet(Here)]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        var today = Formats.ChinaDay(desk.Now);
        var rows = await StandingAsync(db, User.Id(), cancellationToken);
        return View("Availability", new AvailabilityPage(
            today, [.. rows.Where(a => a.State.LastDay >= today).OrderBy(a => a.State.FirstDay)]));
    }

    [HttpPost(Here)]
    public async Task<IActionResult> Save(AvailabilityForm form, CancellationToken cancellationToken)
    {
        if (form.FirstDay is not { } first || form.LastDay is not { } last || form.Reason?.Trim().Length > Row.NameLength)
        {
            return new RefusedForm(Here, Text.Of("Form.Unreadable"), StatusCodes.Status400BadRequest);
        }
        var me = User.Id();
        var refusal = await desk.DoOwnAsync(me, async (inside, by) =>
        {
            var others = await StandingAsync(inside, me, cancellationToken);
            var row = inside.Absences.Add(new AbsenceRow(me, form.Reason?.Trim() ?? "")).Entity;
            return row.Do(new AbsenceLife.State(new Absence(first, last)), by, Seen(others, by));
        }, cancellationToken);
        return refusal switch
        {
            null => Done("Availability.Saved"),
            AbsenceLife.Overlaps => RefusedForm.At(Here, nameof(form.FirstDay), RefusalText.Of(refusal)),
            AbsenceLife.EndsBeforeItBegins or AbsenceLife.IsOver => RefusedForm.At(Here, nameof(form.LastDay), RefusalText.Of(refusal)),
            _ => RefusedForm.Of(Here, refusal),
        };
    }

    [HttpPost(Here + "/{id:guid}/take-back")]
    public async Task<IActionResult> TakeBack(Guid id, CancellationToken cancellationToken)
    {
        var me = User.Id();
        var refusal = await desk.DoOwnAsync(me, async (inside, by) =>
            (await inside.Absences.SingleOrDefaultAsync(a => a.Id == id && a.UserId == me, cancellationToken))
                ?.Do(new AbsenceLife.TakeBack(), by, Seen([], by)) ?? new Refusal.NotThere(), cancellationToken);
        return refusal is null ? Done("Availability.TakenBack") : RefusedForm.Of(Here, refusal);
    }

    private static AbsenceEvidence Seen(IEnumerable<AbsenceRow> others, By by) =>
        new(Formats.ChinaDay(by.At), [.. others.Select(o => o.State.Standing).OfType<Absence>()]);

    private static Task<List<AbsenceRow>> StandingAsync(AppDb db, Guid person, CancellationToken cancellationToken) =>
        db.Absences.AsNoTracking().Where(a => a.UserId == person && !a.State.IsTakenBack).ToListAsync(cancellationToken);

    private RedirectResult Done(string key)
    {
        TempData["Done"] = Text.Of(key);
        return Redirect(Here);
    }
}
