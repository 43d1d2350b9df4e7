using System.Text;
using GrantReview.Core.Numbers;
using GrantReview.Files.Documents;
using GrantReview.Files.Finance;
using GrantReview.Files.Packages;
using GrantReview.Files.Reports;
using GrantReview.Files.Workbooks;

namespace GrantReview.Web.Features.Awards;

/// <summary>A frozen list of final awards of a call.</summary>
/// <param name="ExportedAt">Null = finance has not taken it over.</param>
/// <param name="IsSuperseded">A later list of the call is frozen.</param>
public sealed record FinalList(DecisionRow Decision, CallRow Call, DateTime? ExportedAt, bool IsSuperseded);

/// <param name="Calls">Where fees of experts are paid.</param>
public sealed record FinancePage(IReadOnlyList<FinalList> Lists, IReadOnlyList<CallRow> Calls);

/// <param name="Sheets">Payments and sums, as in the workbook; first what changed, where something was taken over before.</param>
/// <param name="IsTakenOver">The list as it is now was taken over.</param>
/// <param name="Differs">The rows are not what is frozen: nothing is exported.</param>
public sealed record FinalListPage(FinalList List, FinanceForm Form,
    IReadOnlyList<(ReportSheet Sheet, ListPart<IReadOnlyList<ReportCell>> Rows)> Sheets, bool IsTakenOver, bool Differs);

/// <summary>Final award lists for finance: the terms of the call, look, download, mark as taken over, see what changed since.</summary>
[Authorize(Policy = Access.Pay)]
public sealed class FinanceController(AppDb db, Desk desk, OfficeOptions office) : Controller
{
    [HttpGet("/finance")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        var mine = User.CallsAs(Capacity.Finance);
        return View("Finance", new FinancePage(
            await ListsAsync(cancellationToken),
            await db.Calls.AsNoTracking().Where(c => mine.Contains(c.Id) && db.Experts.Any(e => e.CallId == c.Id)).OrderBy(c => c.Code)
                .ToListAsync(cancellationToken)));
    }

    /// <summary>A call's address leads to its latest list, where there is one.</summary>
    [HttpGet("/calls/{code}/finance")]
    public async Task<IActionResult> OfCall(string code, CancellationToken cancellationToken) =>
        (await ListsAsync(cancellationToken)).FirstOrDefault(l => l.Call.Code == code) is { } list
            ? Redirect($"/finance/{list.Decision.Id}") : Redirect("/finance");

    [HttpGet("/finance/{id:guid}")]
    public async Task<IActionResult> One(Guid id, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) is { } list
            ? View("AwardList", await PageAsync(list, FinanceForm.Of(TermsOf(list)), cancellationToken)) : NotFound();

    /// <summary>Keeps the terms with the call; every sheet and paper that finance gets follows them.</summary>
    [HttpPost("/finance/{id:guid}/terms")]
    public async Task<IActionResult> Save(Guid id, FinanceForm form, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } list)
        {
            return NotFound();
        }
        var (terms, fault) = form.Read();
        if (terms is null)
        {
            return new RefusedForm($"/finance/{id}", Text.Of(fault ?? ""), StatusCodes.Status400BadRequest);
        }
        var refusal = await desk.DoAsync(User.Id(), list.Call.Id, Capacity.Finance, async (inside, by) =>
        {
            var call = await inside.Calls.SingleAsync(c => c.Id == list.Call.Id, cancellationToken);
            return call.Do(new PaymentLife.SetTerms(new FreeText(FinanceJson.Write(terms))), by,
                new PaymentEvidence(await IsFrozenAsync(inside, call, id, cancellationToken), false, false));
        }, cancellationToken);
        return Back(id, "Finance.TermsSaved", refusal);
    }

    [HttpGet("/finance/{id:guid}/awards.xlsx")]
    public Task<IActionResult> Excel(Guid id, CancellationToken cancellationToken) => FileAsync(
        id, "awards.xlsx", FormWorkbook.ContentType,
        async (list, frozen) => ReportWorkbook.Draw(
            [
                .. SheetsOf(list, frozen),
                .. SheetOf(frozen, (await TakenOver.LastAsync(db, list.Call.Id, frozen, TermsOf(list), cancellationToken))?.Changes),
            ], Text.Culture, office.Office), cancellationToken);

    [HttpGet("/finance/{id:guid}/awards.csv")]
    public Task<IActionResult> CsvFile(Guid id, CancellationToken cancellationToken) => FileAsync(
        id, "awards.csv", "text/csv; charset=utf-8", 
        (list, frozen) => Task.FromResult<byte[]?>(ReportCsv.Write(SheetsOf(list, frozen)[0], Text.Culture)),
        cancellationToken);

    /// <summary>The document that awards, for the list that counts.</summary>
    [HttpGet("/finance/{id:guid}/award.{language:regex(^(zh-CN|en)$)}.docx")]
    public Task<IActionResult> Document(Guid id, string language, CancellationToken cancellationToken) => FileAsync(
        id, $"award.{language}.docx", PaperDocument.ContentType,
        (list, _) => list.IsSuperseded ? Task.FromResult<byte[]?>(null) : CallPapers.WriteAsync(
            db, list.Call, CallPapers.NameOf(CallPaper.Award), language, office.Office, cancellationToken), cancellationToken);

    /// <summary>Marks the list as taken over, from the frozen package and only where the rows say the same.</summary>
    [HttpPost("/finance/{id:guid}")]
    public async Task<IActionResult> Mark(Guid id, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } list)
        {
            return NotFound();
        }
        var differs = false;
        var refusal = await desk.DoAsync(User.Id(), list.Call.Id, Capacity.Finance, async (inside, by) =>
        {
            var call = await inside.Calls.SingleAsync(c => c.Id == list.Call.Id, cancellationToken);
            var frozen = await FrozenAwards.ReadAsync(inside, list.Decision, cancellationToken);
            var terms = FinanceJson.ReadTerms(call.FinanceTerms);
            differs = frozen.Differs;
            var changes = (await TakenOver.LastAsync(inside, call.Id, frozen, terms, cancellationToken))?.Changes;
            var take = new PaymentLife.TakeOver(id, frozen.Sha256, frozen.Awards.Count, Money.Sum(frozen.Awards.Select(a => a.Amount)));
            var isFrozen = await IsFrozenAsync(inside, call, id, cancellationToken);
            var isTaken = changes is { Count: 0 } && await inside.Exports.AnyAsync(e => e.DecisionId == id, cancellationToken);
            var answer = call.Do(take, by, new PaymentEvidence(isFrozen, frozen.Differs, isTaken)
            {
                Unkept = frozen.Unkept,
                IsSuperseded = call.State.Stage < CallStage.Awarded
                    || await inside.Decisions.AnyAsync(d => d.CallId == call.Id && d.Number > list.Decision.Number, cancellationToken),
            });
            if (answer.Refusal is null && !frozen.Differs)
            {
                inside.Exports.Add(new ExportRow(call.Id, id, FinanceJson.Write(frozen.PaidBy(terms)), by.Who, by.At));
            }
            return answer;
        }, cancellationToken);
        if (differs)
        {
            return new RefusedForm($"/finance/{id}", Text.Of("Finance.Differs"));
        }
        return Back(id, "Finance.Marked", refusal);
    }

    private static Task<bool> IsFrozenAsync(AppDb inside, CallRow call, Guid id, CancellationToken cancellationToken) =>
        inside.Decisions.AnyAsync(
            d => d.Id == id && d.CallId == call.Id && d.Stage == AwardStage.Final && d.Notice.FrozenAt != null, cancellationToken);

    private IActionResult Back(Guid id, string done, Refusal? refusal)
    {
        if (refusal is Refusal.NotThere)
        {
            return NotFound();
        }
        if (refusal is not null)
        {
            return RefusedForm.Of($"/finance/{id}", refusal);
        }
        TempData["Done"] = Text.Of(done);
        return Redirect($"/finance/{id}");
    }

    /// <summary>A file of the list, or back to its page where the rows are not what is frozen.</summary>
    private async Task<IActionResult> FileAsync(
        Guid id, string name, string type, Func<FinalList, FrozenAwards, Task<byte[]?>> write, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } list)
        {
            return NotFound();
        }
        var frozen = await FrozenAwards.ReadAsync(db, list.Decision, cancellationToken);
        var isOver = list.IsSuperseded || list.Call.State.Stage < CallStage.Awarded;
        if (frozen.Differs || isOver || frozen.Unkept.Count > 0)
        {
            TempData["Refused"] = frozen.Differs ? Text.Of("Finance.Differs")
                : RefusalText.Of(isOver ? new PaymentLife.IsSuperseded() : new PaymentLife.AwardsBreakRules(frozen.Unkept));
            return Redirect($"/finance/{id}");
        }
        return await write(list, frozen) is { } content ? File(content, type, $"{list.Call.Code}-{name}") : NotFound();
    }

    private async Task<FinalListPage> PageAsync(FinalList list, FinanceForm form, CancellationToken cancellationToken)
    {
        var frozen = await FrozenAwards.ReadAsync(db, list.Decision, cancellationToken);
        var changes = (await TakenOver.LastAsync(db, list.Call.Id, frozen, TermsOf(list), cancellationToken))?.Changes;
        return new FinalListPage(
            list, form,
            [
                .. SheetOf(frozen, changes).Concat(frozen.IsIntact ? SheetsOf(list, frozen) : []).Select((sheet, i) =>
                    (sheet, ReportRows.Of(sheet, ListRequest.From(Request, $"/finance/{list.Decision.Id}", $"{i + 1}")))),
            ],
            list.ExportedAt is not null && changes is { Count: 0 }, frozen.Differs);
    }

    private async Task<FinalList?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        (await ListsAsync(cancellationToken)).FirstOrDefault(l => l.Decision.Id == id);

    private async Task<IReadOnlyList<FinalList>> ListsAsync(CancellationToken cancellationToken)
    {
        var mine = User.CallsAs(Capacity.Finance);
        var rows = await (
            from d in db.Decisions.AsNoTracking()
            join c in db.Calls.AsNoTracking() on d.CallId equals c.Id
            where mine.Contains(d.CallId) && d.Stage == AwardStage.Final && d.Notice.FrozenAt != null
            orderby d.Notice.FrozenAt descending
            select new { d, c, ExportedAt = db.Exports.Where(e => e.DecisionId == d.Id).Max(e => (DateTime?)e.At) })
                .ToListAsync(cancellationToken);
        return [.. rows.Select(r => new FinalList(r.d, r.c, r.ExportedAt, rows.Any(o => o.c.Id == r.c.Id && o.d.Number > r.d.Number)))];
    }

    private static FinanceTerms TermsOf(FinalList list) => FinanceJson.ReadTerms(list.Call.FinanceTerms);

    private static IReadOnlyList<ReportSheet> SheetsOf(FinalList list, FrozenAwards frozen) => FinanceReport.Of(
        frozen.Call, frozen.Applications, frozen.Awards, Money.Sum(frozen.Awards.Select(a => a.Amount)), TermsOf(list), frozen.Exemptions);

    private static IEnumerable<ReportSheet> SheetOf(FrozenAwards frozen, IReadOnlyList<PaymentChange>? changes) =>
        changes is null ? [] : [PaymentChanges.Sheet(frozen.Call, changes)];
}
