namespace GrantReview.Web.Features.Payments;

/// <summary>Where an expert's fees go, as the expert types it.</summary>
public sealed class FeePayeeForm
{
    public string? IdNumber { get; set; }
    public string? Bank { get; set; }
    public string? Account { get; set; }
}

/// <param name="Stated">What stands, whose numbers are not shown again; null = nothing does.</param>
public sealed record FeePayeePage(FeePayee? Stated);

/// <summary>An expert's own account for review fees, one for all calls.</summary>
[Authorize(Policy = Access.Score)]
public sealed class FeePayeeController(AppDb db, Desk desk) : Controller
{
    private const string Here = "/my-work/fees";

    [HttpGet(Here)]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) =>
        View("FeePayee", new FeePayeePage(await StatedAsync(cancellationToken)));

    [HttpPost(Here)]
    public async Task<IActionResult> Save(FeePayeeForm form, CancellationToken cancellationToken)
    {
        var me = User.Id();
        var tooLong = (form.IdNumber ?? "").Length > Row.CodeLength || (form.Bank ?? "").Length > Row.NameLength
            || (form.Account ?? "").Length > Row.CodeLength;
        var refusal = tooLong ? new FeePayeeLife.IsUnclear([]) : await desk.DoOwnAsync(me, async (inside, by) =>
        {
            var row = await inside.FeePayees.SingleOrDefaultAsync(p => p.UserId == me, cancellationToken)
                ?? inside.FeePayees.Add(new FeePayeeRow(me)).Entity;
            return row.Do(new FeePayeeLife.State(row.To(""), FeePayee.Of("", form.IdNumber, form.Bank, form.Account)), by);
        }, cancellationToken);
        if (refusal is not null)
        {
            return RefusedForm.Of(Here, refusal);
        }
        TempData["Done"] = Text.Of("Fees.PayeeSaved");
        return Redirect(Here);
    }

    private async Task<FeePayee?> StatedAsync(CancellationToken cancellationToken)
    {
        var me = User.Id();
        return (await db.FeePayees.AsNoTracking().SingleOrDefaultAsync(p => p.UserId == me, cancellationToken))?.To("");
    }
}
