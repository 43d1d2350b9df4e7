using GrantReview.Core.Applications;
using GrantReview.Core.Numbers;
using GrantReview.Files.Packages;
using GrantReview.Files.Reports;
using GrantReview.Files.Workbooks;

namespace GrantReview.Web.Features.Payments;

/// <summary>
/// Paying by a list that was taken over: orders of one person that another releases, what the bank returned, questions, changed accounts.
/// </summary>
[Authorize(Policy = Access.Pay)]
public sealed class PaymentsController(AppDb db, Desk desk, TimeProvider time, OfficeOptions office) : Controller
{
    private static readonly ListColumns<AwardMoney> Columns = new ListColumns<AwardMoney>("Payments.Awards")
        .Column("id", "Apps.Id", a => a.Application.Value).Column("title", "Apps.Name", a => a.Title).Yields("p3")
        .Column("payee", "Payments.Payee", a => a.To.Holder).Column("amount", "Ranking.Amount", a => a.Amount, m => Formats.Yuan(m.Fen))
        .Column("paid", "Payments.Paid", a => a.Paid, m => Formats.Yuan(m.Fen))
        .Column("left", "Payments.Left", a => a.Left, m => Formats.Yuan(m.Fen)).Yields("p2")
        .Column("state", "Approvals.Status", a => a.State, PaymentText.Of).OrderedBy("state", "id");

    private DateOnly Today => Formats.ChinaDay(time.GetUtcNow().UtcDateTime);

    [HttpGet("/finance/{id:guid}/payments")]
    public async Task<IActionResult> Index(Guid id, CancellationToken cancellationToken) =>
        await PaidCall.FindAsync(db, User, id, cancellationToken) is { } paid
            ? View("Payments", await PageAsync(paid, cancellationToken)) : NotFound();

    /// <param name="instalment">From 1.</param>
    [HttpPost("/finance/{id:guid}/payments")]
    public Task<IActionResult> Prepare(Guid id, int instalment, CancellationToken cancellationToken) =>
        ActAsync(id, () => Text.Of("Payments.Prepared"), (inside, by, paid) =>
        {
            if (instalment < 1 || instalment > paid.Terms.Instalments.Count)
            {
                return Task.FromResult<Answer>(new Refusal.NotThere());
            }
            var lines = paid.Last is { } last ? DuePayments.Of(last.List, instalment, paid.Standing).Lines : [];
            var ordered = lines.Select(l => l.Application).ToHashSet();
            var order = new PaymentOrderRow(paid.Call.Id, paid.Orders.Select(o => o.Number).DefaultIfEmpty().Max() + 1,
                PaidCall.Write((paid.Last?.List.Awards ?? []).Where(a => ordered.Contains(a.Application))));
            inside.PaymentOrders.Add(order);
            return Task.FromResult(order.Do(new PaymentOrderLife.Prepare(lines), by, paid.EvidenceFor(order.Number, Today)));
        }, cancellationToken);

    [HttpPost("/finance/{id:guid}/payments/{number:int}/release")]
    public Task<IActionResult> Release(Guid id, int number, CancellationToken cancellationToken) =>
        ActOnAsync(id, number, new PaymentOrderLife.Release(), "Payments.Released", cancellationToken);

    [HttpPost("/finance/{id:guid}/payments/{number:int}/withdraw")]
    public Task<IActionResult> Withdraw(Guid id, int number, string? reason, CancellationToken cancellationToken) => ActOnAsync(
        id, number, new PaymentOrderLife.Withdraw(FreeText.Given(reason)), "Payments.Withdrawn", cancellationToken);

    /// <summary>For the bank, once another person released it; until then a draft that says so.</summary>
    [HttpGet("/finance/{id:guid}/payments/{number:int}/order.xlsx")]
    public async Task<IActionResult> Excel(Guid id, int number, CancellationToken cancellationToken) =>
        await PaidCall.FindAsync(db, User, id, cancellationToken) is { } paid
        && paid.Orders.FirstOrDefault(o => o.Number == number && o.State.Counts) is { } order
            ? File(
                ReportWorkbook.Draw(
                    [PaymentOrderReport.Of(paid.Frozen.Call, number, order.State, PaidCall.PayeesOf(order))], Text.Culture, office.Office),
                FormWorkbook.ContentType, $"{paid.Call.Code}-order-{number}.xlsx")
            : NotFound();

    /// <summary>Reads what the bank returned: each row ends as paid, failed or a question.</summary>
    [HttpPost("/finance/{id:guid}/payments/{number:int}/return")]
    public async Task<IActionResult> Return(Guid id, int number, IFormFile? file, CancellationToken cancellationToken)
    {
        if (await PaidCall.FindAsync(db, User, id, cancellationToken) is null)
        {
            return NotFound();
        }
        var (returned, mistakes) = await BankFile.ReadAsync(file, cancellationToken);
        if (returned is null)
        {
            return Refused(id, mistakes);
        }
        BankAnswer? answer = null;
        PaymentOrderLife.Reconciled? read = null;
        return await ActAsync(id, () => Text.Of("Payments.Read", Count(PaymentStatus.Paid), Count(PaymentStatus.Failed),
            Count(PaymentStatus.Question), answer?.Strays.Count ?? 0, answer?.Silent.Count ?? 0), (_, by, paid) =>
        {
            if (paid.Orders.FirstOrDefault(o => o.Number == number) is not { } order)
            {
                return Task.FromResult<Answer>(new Refusal.NotThere());
            }
            answer = BankReturn.Match(number, order.State.Listed(PaidCall.PayeesOf(order)), returned.Rows, Today);
            var done = order.Do(
                new PaymentOrderLife.Reconcile(returned.Sha256, answer.Outcomes, answer.Strays), by,
                paid.EvidenceFor(number, Today));
            read = done.Facts.OfType<PaymentOrderLife.Reconciled>().SingleOrDefault();
            return Task.FromResult(done);
        }, cancellationToken);

        int Count(PaymentStatus status) => read?.Outcomes.Count(o => o.Status == status) ?? 0;
    }

    /// <param name="line">From 1 in the order.</param>
    [HttpPost("/finance/{id:guid}/payments/{number:int}/lines/{line:int}")]
    public Task<IActionResult> Settle(
        Guid id, int number, int line, bool paid, DateOnly? on, string? reason, CancellationToken cancellationToken) => ActOnAsync(
        id, number, new PaymentOrderLife.Settle(line, paid, on ?? Today, FreeText.Given(reason)), "Payments.Settled", cancellationToken);

    /// <param name="stray">From 1 in the order.</param>
    [HttpPost("/finance/{id:guid}/payments/{number:int}/strays/{stray:int}")]
    public Task<IActionResult> Explain(
        Guid id, int number, int stray, string? holder, string? reason, CancellationToken cancellationToken) =>
        ActOnAsync(id, number, new PaymentOrderLife.Explain(stray, FreeText.Given(reason), FreeText.Given(holder)), "Payments.Settled",
            cancellationToken);

    /// <summary>A settled payment is otherwise: asked for by one, confirmed by another.</summary>
    /// <param name="line">From 1 in the order.</param>
    [HttpPost("/finance/{id:guid}/payments/{number:int}/corrections")]
    public Task<IActionResult> AskCorrection(
        Guid id, int number, int line, bool paid, DateOnly? on, string? reason, CancellationToken cancellationToken) =>
        CorrectAsync(id, number, new CorrectionLife.Ask(line, paid, on ?? Today, FreeText.Given(reason)), "Payments.CorrectionAsked",
            cancellationToken);

    [HttpPost("/finance/{id:guid}/payments/{number:int}/corrections/{line:int}")]
    public Task<IActionResult> AnswerCorrection(
        Guid id, int number, int line, Guid request, bool confirm, CancellationToken cancellationToken) =>
        CorrectAsync(id, number, confirm ? new CorrectionLife.Confirm(line, request) : new CorrectionLife.Leave(line, request),
            confirm ? "Payments.Corrected" : "Payments.CorrectionLeft", cancellationToken);

    [HttpPost("/finance/{id:guid}/payees")]
    public Task<IActionResult> ChangePayee(Guid id, PayeeForm form, CancellationToken cancellationToken) =>
        ActAsync(id, () => Text.Of("Payments.PayeeAsked"), async (inside, by, paid) =>
        {
            if (await AwardedAsync(inside, paid, form.Application, cancellationToken) is not { } application
                || (form.Holder ?? "").Length > Row.NameLength || (form.Bank ?? "").Length > Row.NameLength
                || (form.Account ?? "").Length > Row.CodeLength)
            {
                return new Refusal.NotThere();
            }
            var (now, to) = (Payee.Parse(application.Payee), Payee.Of(form.Holder, form.Bank, form.Account));
            var row = new PayeeChangeRow(paid.Call.Id, application.Id, $"{to}");
            inside.PayeeChanges.Add(row);
            return row.Do(new PayeeLife.Ask(now, to, FreeText.Given(form.Reason)), by, application, new PayeeEvidence(
                true, await inside.PayeeChanges.AnyAsync(
                    p => p.ApplicationId == application.Id && p.State.Status == PayeeChangeStatus.Asked, cancellationToken)));
        }, cancellationToken);

    [HttpPost("/finance/{id:guid}/payees/{change:guid}")]
    public Task<IActionResult> AnswerPayee(Guid id, Guid change, Guid request, bool confirm, CancellationToken cancellationToken) =>
        ActAsync(id, () => Text.Of(confirm ? "Payments.PayeeChanged" : "Payments.PayeeLeft"), async (inside, by, paid) =>
        {
            var row = await inside.PayeeChanges.SingleOrDefaultAsync(p => p.Id == change && p.CallId == paid.Call.Id, cancellationToken);
            if (row is null)
            {
                return new Refusal.NotThere();
            }
            var application = await inside.Applications.SingleAsync(a => a.Id == row.ApplicationId, cancellationToken);
            return row.Do(confirm ? new PayeeLife.Confirm(request) : new PayeeLife.Decline(request), by, application,
                new PayeeEvidence(paid.Frozen.Awards.Any(a => a.Id == application.Number), false));
        }, cancellationToken);

    [HttpPost("/finance/{id:guid}/refunds")]
    public Task<IActionResult> Refund(Guid id, RefundForm form, CancellationToken cancellationToken) =>
        ActAsync(id, () => Text.Of("Payments.RefundAsked"), async (inside, by, paid) =>
        {
            if (await AwardedAsync(inside, paid, form.Application, cancellationToken) is not { } application)
            {
                return new Refusal.NotThere();
            }
            var row = new RefundRow(paid.Call.Id, application.Id);
            var seen = await SeenAsync(inside, paid, application, row.Id, cancellationToken);
            inside.Refunds.Add(row);
            return row.Do(new RefundLife.Record(
                Written.Amount(form.Amount) ?? Money.Zero, form.ReceivedOn ?? DateOnly.MaxValue, FreeText.Given(form.Reason)), by, seen);
        }, cancellationToken);

    [HttpPost("/finance/{id:guid}/refunds/{refund:guid}")]
    public Task<IActionResult> AnswerRefund(Guid id, Guid refund, Guid request, bool confirm, CancellationToken cancellationToken) =>
        ActAsync(id, () => Text.Of(confirm ? "Payments.RefundConfirmed" : "Payments.RefundLeft"), async (inside, by, paid) =>
        {
            var row = await inside.Refunds.SingleOrDefaultAsync(r => r.Id == refund && r.CallId == paid.Call.Id, cancellationToken);
            if (row is null)
            {
                return new Refusal.NotThere();
            }
            var application = await inside.Applications.AsNoTracking().SingleAsync(a => a.Id == row.ApplicationId, cancellationToken);
            return row.Do(confirm ? new RefundLife.Confirm(request) : new RefundLife.Withdraw(request), by,
                await SeenAsync(inside, paid, application, row.Id, cancellationToken));
        }, cancellationToken);

    private async Task<RefundEvidence> SeenAsync(
        AppDb inside, PaidCall paid, ApplicationRow application, Guid refund, CancellationToken cancellationToken)
    {
        var others = await inside.Refunds.Where(r => r.ApplicationId == application.Id && r.Id != refund).ToListAsync(cancellationToken);
        return new RefundEvidence(
            paid.PaidTo(application.Number), paid.LinesOf(application.Number).Where(l => l.IsPaidOut).Min(l => l.PaidOn),
            Money.Sum(others.Where(r => r.State.Counts).Select(r => r.State.Amount)), Today);
    }

    private static async Task<ApplicationRow?> AwardedAsync(
        AppDb inside, PaidCall paid, string? code, CancellationToken cancellationToken)
    {
        var typed = code?.Trim() ?? "";
        return paid.Frozen.Awards.Any(a => a.Id.Value == typed)
            ? await inside.Applications.SingleAsync(a => a.CallId == paid.Call.Id && a.Code == typed, cancellationToken) : null;
    }

    private Task<IActionResult> ActOnAsync(Guid id, int number, Act act, string done, CancellationToken cancellationToken) =>
        ActAsync(id, () => Text.Of(done), (_, by, paid) => Task.FromResult(
            paid.Orders.FirstOrDefault(o => o.Number == number)?.Do(act, by, paid.EvidenceFor(number, Today)) ?? new Refusal.NotThere()),
            cancellationToken);

    private Task<IActionResult> CorrectAsync(Guid id, int number, Act act, string done, CancellationToken cancellationToken) =>
        ActAsync(id, () => Text.Of(done), (_, by, paid) => Task.FromResult(
            paid.Orders.FirstOrDefault(o => o.Number == number)?.Correct(act, by, paid.EvidenceFor(number, Today))
            ?? new Refusal.NotThere()), cancellationToken);

    /// <summary>Does one act on the list as it is in the act's transaction.</summary>
    private async Task<IActionResult> ActAsync(
        Guid id, Func<string> done, Func<AppDb, By, PaidCall, Task<Answer>> act, CancellationToken cancellationToken)
    {
        if (await PaidCall.FindAsync(db, User, id, cancellationToken) is not { } shown)
        {
            return NotFound();
        }
        var refusal = await desk.DoAsync(User.Id(), shown.Call.Id, Capacity.Finance, async (inside, by) =>
            await PaidCall.FindAsync(inside, User, id, cancellationToken) is { } paid ? await act(inside, by, paid)
                : new Refusal.NotThere(),
            cancellationToken);
        if (refusal is null)
        {
            TempData["Done"] = done();
            return Redirect($"/finance/{id}/payments");
        }
        return RefusedForm.Of($"/finance/{id}/payments", refusal);
    }

    private static RefusedForm Refused(Guid id, string why) =>
        new($"/finance/{id}/payments", why, StatusCodes.Status400BadRequest);

    private async Task<PaymentsPage> PageAsync(PaidCall paid, CancellationToken cancellationToken)
    {
        var changes = await (
            from p in db.PayeeChanges.AsNoTracking()
            join a in db.Applications on p.ApplicationId equals a.Id
            where p.CallId == paid.Call.Id && p.State.Status == PayeeChangeStatus.Asked
            orderby a.Code
            select new { p, a.Code }).ToListAsync(cancellationToken);
        var refunds = await (
            from r in db.Refunds.AsNoTracking()
            join a in db.Applications on r.ApplicationId equals a.Id
            where r.CallId == paid.Call.Id
            orderby a.Code, r.Id
            select new { r, a.Code }).ToListAsync(cancellationToken);
        List<Guid> people =
        [
            .. paid.Standing.SelectMany(o => new[] { o.PreparedBy, o.ReleasedBy }).OfType<Guid>(),
            .. paid.Standing.SelectMany(o => o.Lines).Select(l => l.Asked?.Request.By).OfType<Guid>(),
            .. changes.Select(c => c.p.State.Request?.By).OfType<Guid>(), .. refunds.Select(r => r.r.State.Request?.By).OfType<Guid>(),
        ];
        var names = await db.Users.Where(u => people.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancellationToken);
        var titles = paid.Frozen.Applications.ToDictionary(a => a.Id, a => a.Title);
        var refunded = refunds.Where(r => r.r.State.Status == RefundStatus.Confirmed).ToLookup(r => r.Code, r => r.r.State.Amount);
        var awards = paid.Frozen.PaidBy(paid.Terms).Awards.Select(award =>
        {
            var (lines, sum) = (paid.LinesOf(award.Application).ToList(), paid.PaidTo(award.Application));
            return new AwardMoney(award.Application, titles[award.Application], award.To, award.Amount, sum,
                Money.Sum(refunded[award.Application.Value]), AwardMoney.StateOf(award, lines, sum));
        });
        return new PaymentsPage(
            paid, Columns.Part(awards, ListRequest.From(Request, $"/finance/{paid.Decision.Id}/payments")),
            paid.Last is { } last
                ? [.. paid.Terms.Instalments.Select((t, i) => new InstalmentDue(i + 1, t, DuePayments.Of(last.List, i + 1, paid.Standing)))]
                : [],
            [.. changes.Select(c => (c.p, new ApplicationId(c.Code)))], [.. refunds.Select(r => (r.r, new ApplicationId(r.Code)))], names,
            Today);
    }
}
