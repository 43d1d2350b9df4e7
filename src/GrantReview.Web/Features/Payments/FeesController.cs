using GrantReview.Files.Finance;
using GrantReview.Files.Reports;
using GrantReview.Files.Workbooks;

namespace GrantReview.Web.Features.Payments;

/// <param name="Names">Of the people who prepared, released and asked for a correction.</param>
public sealed record FeesPage(FeeCall Fees, DueFees Due, IReadOnlyDictionary<Guid, string> Names)
{
    /// <summary>Who may not be paid yet, by why.</summary>
    public IEnumerable<(string Why, string Names)> Asked => Due.Asked
        .GroupBy(a => string.Join(Text.Of("List.And"), a.Questions.Select(q => Text.Of(q))), a => a.Work.To.Name)
        .Select(g => (g.Key, string.Join(Text.Of("List.And"), g)));

    public PaymentAnswer AnswerOf(FeeListRow list, int line)
    {
        var (fee, outcome) = (list.State.Lines[line - 1], list.State.OutcomeOf(line));
        return new PaymentAnswer(
            $"/finance/fees/{Fees.Call.Code}/{list.Number}/lines/{line}", FeeCall.PayeesOf(list)[fee.Expert].Name, fee.Net,
            FeeText.Of(outcome), outcome?.Status == PaymentStatus.Failed,
            $"{(outcome?.Doubt is { } doubt ? Text.Of(doubt) : "")} {outcome?.Why}", list.State.ReleasedOn, Fees.Today);
    }

    public SettledPayments SettledOf(FeeListRow list) => new(
        $"/finance/fees/{Fees.Call.Code}/{list.Number}",
        [.. from line in list.State.Lines.Index()
            let outcome = list.State.OutcomeOf(line.Index + 1)
            where outcome?.Status is PaymentStatus.Paid or PaymentStatus.Failed
            select new SettledPayment(
                line.Index + 1, FeeCall.PayeesOf(list)[line.Item.Expert].Name, line.Item.Net, FeeText.Of(outcome), outcome.Doubt,
                list.State.AskedOf(line.Index + 1))],
        Names, Fees.Today);

    public FeeWork WorkOf(Guid expert) => Fees.Works.Single(w => w.Expert == expert);
}

/// <summary>Paying experts: lists of one person of finance that another releases, and the files for the bank and the tax office.</summary>
[Authorize(Policy = Access.Pay)]
public sealed class FeesController(AppDb db, TimeProvider time, OfficeOptions office) : CallController(db, time)
{
    private string Here => $"/finance/fees/{Call.Code}";

    [HttpGet("/finance/fees/{code}")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        var fees = await FeeCall.ReadAsync(Db, Call.Id, Formats.ChinaDay(Now), cancellationToken);
        var people = fees.Lists.SelectMany(l => l.State.Corrections.Select(c => (Guid?)c.Asked.Request.By)
            .Concat([l.State.PreparedBy, l.State.ReleasedBy])).OfType<Guid>().Distinct().ToList();
        return View("Fees", new FeesPage(
            fees, fees.DueBut(),
            await Db.Users.Where(u => people.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancellationToken)));
    }

    [HttpPost("/finance/fees/{code}")]
    public Task<IActionResult> Prepare(CancellationToken cancellationToken) => DoneAsync("Fees.Prepared", (inside, by, fees) =>
    {
        var lines = fees.DueBut().Lines;
        var list = new FeeListRow(Call.Id, fees.Lists.Select(l => l.Number).DefaultIfEmpty().Max() + 1, fees.Write(lines));
        inside.FeeLists.Add(list);
        return list.Do(new FeeListLife.Prepare(lines), by, fees.EvidenceFor(list));
    }, cancellationToken);

    [HttpPost("/finance/fees/{code}/{number:int}/release")]
    public Task<IActionResult> Release(int number, CancellationToken cancellationToken) =>
        OnListAsync(number, new FeeListLife.Release(), "Fees.Released", cancellationToken);

    [HttpPost("/finance/fees/{code}/{number:int}/withdraw")]
    public Task<IActionResult> Withdraw(int number, string? reason, CancellationToken cancellationToken) =>
        OnListAsync(number, new FeeListLife.Withdraw(FreeText.Given(reason)), "Fees.Withdrawn", cancellationToken);

    /// <summary>Reads what the bank returned: each row ends as paid, failed or a question.</summary>
    [HttpPost("/finance/fees/{code}/{number:int}/return")]
    public async Task<IActionResult> Return(int number, IFormFile? file, CancellationToken cancellationToken)
    {
        if (!await Db.FeeLists.AnyAsync(l => l.CallId == Call.Id && l.Number == number, cancellationToken))
        {
            return NotFound();
        }
        var (returned, mistakes) = await BankFile.ReadAsync(file, cancellationToken);
        if (returned is null)
        {
            return new RefusedForm(Here, mistakes, StatusCodes.Status400BadRequest);
        }
        BankAnswer? answer = null;
        FeeListLife.Reconciled? read = null;
        return await DoneAsync("Fees.Read", (_, by, fees) =>
        {
            if (fees.Lists.FirstOrDefault(l => l.Number == number) is not { } list)
            {
                return new Refusal.NotThere();
            }
            answer = BankReturn.Match(number, list.State.Listed(FeeCall.PayeesOf(list)), returned.Rows, fees.Today);
            var done = list.Do(
                new FeeListLife.Reconcile(returned.Sha256, answer.Outcomes, answer.Strays), by, fees.EvidenceFor(list));
            read = done.Facts.OfType<FeeListLife.Reconciled>().SingleOrDefault();
            return done;
        }, cancellationToken, () => [Count(PaymentStatus.Paid), Count(PaymentStatus.Failed), Count(PaymentStatus.Question),
            answer?.Strays.Count ?? 0, answer?.Silent.Count ?? 0]);

        int Count(PaymentStatus status) => read?.Outcomes.Count(o => o.Status == status) ?? 0;
    }

    /// <param name="line">From 1 in the list.</param>
    [HttpPost("/finance/fees/{code}/{number:int}/lines/{line:int}")]
    public Task<IActionResult> Settle(
        int number, int line, bool paid, DateOnly? on, string? reason, CancellationToken cancellationToken) => OnListAsync(
        number, new FeeListLife.Settle(line, paid, on ?? Formats.ChinaDay(Now), FreeText.Given(reason)), "Payments.Settled",
        cancellationToken);

    /// <param name="stray">From 1 in the list.</param>
    [HttpPost("/finance/fees/{code}/{number:int}/strays/{stray:int}")]
    public Task<IActionResult> Explain(
        int number, int stray, string? holder, string? reason, CancellationToken cancellationToken) => OnListAsync(
        number, new FeeListLife.Explain(stray, FreeText.Given(reason), FreeText.Given(holder)), "Payments.Settled", cancellationToken);

    /// <summary>A settled payment is otherwise: asked for by one, confirmed by another.</summary>
    /// <param name="line">From 1 in the list.</param>
    [HttpPost("/finance/fees/{code}/{number:int}/corrections")]
    public Task<IActionResult> AskCorrection(
        int number, int line, bool paid, DateOnly? on, string? reason, CancellationToken cancellationToken) => CorrectAsync(
        number, new CorrectionLife.Ask(line, paid, on ?? Formats.ChinaDay(Now), FreeText.Given(reason)), "Payments.CorrectionAsked",
        cancellationToken);

    [HttpPost("/finance/fees/{code}/{number:int}/corrections/{line:int}")]
    public Task<IActionResult> AnswerCorrection(int number, int line, Guid request, bool confirm, CancellationToken cancellationToken) =>
        CorrectAsync(number, confirm ? new CorrectionLife.Confirm(line, request) : new CorrectionLife.Leave(line, request),
            confirm ? "Payments.Corrected" : "Payments.CorrectionLeft", cancellationToken);

    /// <summary>For the bank, once another person released it.</summary>
    [HttpGet("/finance/fees/{code}/{number:int}/payments.xlsx")]
    public Task<IActionResult> Payments(int number, CancellationToken cancellationToken) =>
        FileAsync(number, "fees", FeeReport.Payments, cancellationToken);

    /// <summary>For the tax office.</summary>
    [HttpGet("/finance/fees/{code}/{number:int}/tax.xlsx")]
    public Task<IActionResult> Tax(int number, CancellationToken cancellationToken) => FileAsync(
        number, "tax", (call, of, list, payees) => FeeReport.Declaration(call, of, list, payees, LabourTaxFile.Shipped), cancellationToken);

    private async Task<IActionResult> FileAsync(
        int number, string name, Func<Call, int, FeeList, IReadOnlyDictionary<Guid, FeePayee>, ReportSheet> write,
        CancellationToken cancellationToken) =>
        await Db.FeeLists.AsNoTracking().SingleOrDefaultAsync(
            l => l.CallId == Call.Id && l.Number == number && l.State.Status == FeeListStatus.Released, cancellationToken) is { } list
            ? File(
                ReportWorkbook.Draw(
                    [write(StoredRound.CallOf(Call), number, list.State, FeeCall.PayeesOf(list))], Text.Culture, office.Office),
                FormWorkbook.ContentType, $"{Call.Code}-{name}-{number}.xlsx")
            : NotFound();

    private Task<IActionResult> OnListAsync(int number, Act act, string done, CancellationToken cancellationToken) => DoneAsync(
        done, (_, by, fees) => fees.Lists.FirstOrDefault(l => l.Number == number) is { } list
            ? list.Do(act, by, fees.EvidenceFor(list)) : new Refusal.NotThere(), cancellationToken);

    private Task<IActionResult> CorrectAsync(int number, Act act, string done, CancellationToken cancellationToken) => DoneAsync(
        done, (_, by, fees) => fees.Lists.FirstOrDefault(l => l.Number == number) is { } list
            ? list.Correct(act, by, fees.EvidenceFor(list)) : new Refusal.NotThere(), cancellationToken);

    /// <summary>Does one act on what the record says in the act's transaction.</summary>
    private async Task<IActionResult> DoneAsync(
        string done, Func<AppDb, By, FeeCall, Answer> act, CancellationToken cancellationToken, Func<object?[]>? figures = null) =>
        await DoAsync(Capacity.Finance, async (inside, by) =>
            act(inside, by, await FeeCall.ReadAsync(inside, Call.Id, Formats.ChinaDay(by.At), cancellationToken)), cancellationToken)
            is not { } refusal
            ? Done(Here, done, figures?.Invoke() ?? [])
            : refusal is Refusal.NotThere ? NotFound() : RefusedForm.Of(Here, refusal);
}
