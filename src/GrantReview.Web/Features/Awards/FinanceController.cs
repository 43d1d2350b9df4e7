using System.Text;
using GrantReview.Core.Acts;
using GrantReview.Core.Awards;
using GrantReview.Core.Numbers;
using GrantReview.Core.Reports;
using GrantReview.Data;
using GrantReview.Files.Documents;
using GrantReview.Files.Finance;
using GrantReview.Files.Packages;
using GrantReview.Files.Workbooks;
using GrantReview.Web.Features.Calls;
using GrantReview.Web.Hosting;
using GrantReview.Web.Localisation;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Features.Awards;

/// <summary>A frozen list of final awards of a call.</summary>
/// <param name="ExportedAt">Null = finance has not taken it over.</param>
/// <param name="IsSuperseded">A later list of the call is frozen.</param>
public sealed record FinalList(DecisionRow Decision, CallRow Call, DateTime? ExportedAt, bool IsSuperseded);

/// <param name="Sheets">Payments and sums, as in the workbook; first what changed, where something was taken over before.</param>
/// <param name="IsTakenOver">The list as it is now was taken over.</param>
public sealed record FinalListPage(FinalList List, FinanceForm Form, IReadOnlyList<ReportSheet> Sheets, bool IsTakenOver);

/// <summary>Final award lists for finance: the terms of the call, look, download, mark as taken over, see what changed since.</summary>
[Authorize(Policy = Access.Pay)]
public sealed class FinanceController(AppDb db, TimeProvider time) : Controller
{
    [HttpGet("/finance")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) => View("Finance", await ListsAsync(cancellationToken));

    [HttpGet("/finance/{id:guid}")]
    public async Task<IActionResult> One(Guid id, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) is { } list ? View("AwardList", await PageAsync(list, FinanceForm.Of(TermsOf(list)), cancellationToken)) : NotFound();

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
            ModelState.AddModelError("", Text.Of(fault ?? ""));
            return View("AwardList", await PageAsync(list, form, cancellationToken));
        }
        var call = await db.Calls.SingleAsync(c => c.Id == list.Call.Id, cancellationToken);
        var before = call.FinanceTerms;
        call.FinanceTerms = FinanceJson.Write(terms);
        db.Record(time.GetUtcNow().UtcDateTime, User.Who(), "settings", "finance-terms", call.Code, call.Id, before, call.FinanceTerms);
        return await SavedAsync(id, "Finance.TermsSaved", cancellationToken);
    }

    [HttpGet("/finance/{id:guid}/awards.xlsx")]
    public Task<IActionResult> Excel(Guid id, CancellationToken cancellationToken) => FileAsync(
        id, "awards.xlsx", FormWorkbook.ContentType,
        async list => ReportWorkbook.Draw([.. await SheetsAsync(list, cancellationToken), .. SheetOf(list, await ChangesAsync(list, cancellationToken))], Text.Culture), cancellationToken);

    [HttpGet("/finance/{id:guid}/awards.csv")]
    public Task<IActionResult> CsvFile(Guid id, CancellationToken cancellationToken) => FileAsync(
        id, "awards.csv", "text/csv; charset=utf-8", async list => WithPreamble(ReportCsv.Write((await SheetsAsync(list, cancellationToken))[0], Text.Culture)), cancellationToken);

    /// <summary>The document that awards, for the list that counts.</summary>
    [HttpGet("/finance/{id:guid}/award.{language:regex(^(zh-CN|en)$)}.docx")]
    public Task<IActionResult> Document(Guid id, string language, CancellationToken cancellationToken) => FileAsync(
        id, $"award.{language}.docx", PaperDocument.ContentType, list => list.IsSuperseded ? Task.FromResult<byte[]?>(null) : CallPapers.WriteAsync(db, list.Call, CallPapers.Award, language, cancellationToken), cancellationToken);

    [HttpPost("/finance/{id:guid}")]
    public async Task<IActionResult> Mark(Guid id, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } list || IsTakenOver(list, await ChangesAsync(list, cancellationToken)))
        {
            return NotFound();
        }
        var paid = await PaidAsync(list, cancellationToken);
        var row = new ExportRow { CallId = list.Call.Id, DecisionId = id, Awards = FinanceJson.Write(paid), ById = User.Id(), At = time.GetUtcNow().UtcDateTime };
        db.Exports.Add(row);
        db.Record(row.At, User.Who(), "take-over", "award-list", $"{id}", list.Call.Id, after: Money.Sum(paid.Awards.Select(a => a.Amount)).ToString());
        return await SavedAsync(id, "Finance.Marked", cancellationToken);
    }

    private static byte[] WithPreamble(byte[] csv) => [.. Encoding.UTF8.Preamble, .. csv];

    private async Task<IActionResult> SavedAsync(Guid id, string done, CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            TempData["Done"] = Text.Of(done);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Somebody else changed the call in between; nothing of this act was saved.
            TempData["Refused"] = Text.Of("Deliberation.Meanwhile");
        }
        return Redirect($"/finance/{id}");
    }

    private async Task<IActionResult> FileAsync(Guid id, string name, string type, Func<FinalList, Task<byte[]?>> write, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } list || await write(list) is not { } content)
        {
            return NotFound();
        }
        db.Record(time.GetUtcNow().UtcDateTime, User.Who(), "download", "award-list", $"{id}", list.Call.Id, after: ResultPackage.Sha256(content));
        await db.SaveChangesAsync(cancellationToken);
        return File(content, type, $"{list.Call.Code}-{name}");
    }

    private async Task<FinalListPage> PageAsync(FinalList list, FinanceForm form, CancellationToken cancellationToken)
    {
        var changes = await ChangesAsync(list, cancellationToken);
        return new FinalListPage(list, form, [.. SheetOf(list, changes), .. await SheetsAsync(list, cancellationToken)], IsTakenOver(list, changes));
    }

    private async Task<FinalList?> FindAsync(Guid id, CancellationToken cancellationToken) => (await ListsAsync(cancellationToken)).FirstOrDefault(l => l.Decision.Id == id);

    private async Task<IReadOnlyList<FinalList>> ListsAsync(CancellationToken cancellationToken)
    {
        var mine = User.CallsAs(Capacity.Finance);
        var rows = await (
            from d in db.Decisions.AsNoTracking()
            join c in db.Calls.AsNoTracking() on d.CallId equals c.Id
            where mine.Contains(d.CallId) && d.Stage == AwardStage.Final && d.Notice.FrozenAt != null
            orderby d.Notice.FrozenAt descending
            select new { d, c, ExportedAt = db.Exports.Where(e => e.DecisionId == d.Id).Max(e => (DateTime?)e.At) }).ToListAsync(cancellationToken);
        return [.. rows.Select(r => new FinalList(r.d, r.c, r.ExportedAt, rows.Any(o => o.c.Id == r.c.Id && o.d.Number > r.d.Number)))];
    }

    private static FinanceTerms TermsOf(FinalList list) => FinanceJson.ReadTerms(list.Call.FinanceTerms);

    private async Task<IReadOnlyList<FundedApplication>> AwardsAsync(FinalList list, CancellationToken cancellationToken) =>
        (await StoredDecision.LoadAsync(db, list.Decision, cancellationToken)).After();

    /// <summary>The sheets, with the sum that the frozen package says beside the sum of the rows.</summary>
    private async Task<IReadOnlyList<ReportSheet>> SheetsAsync(FinalList list, CancellationToken cancellationToken)
    {
        var package = await FrozenPackages.FindAsync(db, list.Decision.ProposalId, list.Decision.Id, FrozenPackages.Final, FrozenPackages.Internal, cancellationToken)
            ?? throw new InvalidOperationException("A frozen list has its package.");
        var decided = Money.Sum(DecisionPackage.AwardsOf(package.Content).Select(a => a.Amount));
        return FinanceReport.Of(
            StoredRound.CallOf(list.Call), await StoredRound.ApplicationsAsync(db, list.Call.Id, cancellationToken),
            await AwardsAsync(list, cancellationToken), decided, TermsOf(list), DecisionPackage.RecordOf(package.Content).Exemptions);
    }

    /// <summary>What would be taken over now.</summary>
    private async Task<PaidList> PaidAsync(FinalList list, CancellationToken cancellationToken)
    {
        var applications = (await StoredRound.ApplicationsAsync(db, list.Call.Id, cancellationToken)).ToDictionary(a => a.Id, StringComparer.Ordinal);
        return new PaidList([.. (await AwardsAsync(list, cancellationToken)).Select(a => PaidAward.Of(a, applications[a.Id]))], TermsOf(list));
    }

    private static bool IsTakenOver(FinalList list, IReadOnlyList<PaymentChange>? changes) => list.ExportedAt is not null && changes is { Count: 0 };

    private static IEnumerable<ReportSheet> SheetOf(FinalList list, IReadOnlyList<PaymentChange>? changes) => changes is null ? [] : [PaymentChanges.Sheet(StoredRound.CallOf(list.Call), changes)];

    /// <summary>Against what was taken over of the call last, this list or an earlier one; null = nothing was.</summary>
    private async Task<IReadOnlyList<PaymentChange>?> ChangesAsync(FinalList list, CancellationToken cancellationToken)
    {
        var last = await db.Exports.AsNoTracking().Where(e => e.CallId == list.Call.Id).OrderByDescending(e => e.At).FirstOrDefaultAsync(cancellationToken);
        var now = await PaidAsync(list, cancellationToken);
        return last is null ? null : PaymentChanges.Of(FinanceJson.ReadList(last.Awards, now.Awards.ToDictionary(a => a.Application, StringComparer.Ordinal)), now);
    }
}
