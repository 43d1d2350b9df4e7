using System.Globalization;
using System.Text;
using System.Text.Json;
using GrantReview.Core.Awards;
using GrantReview.Core.Numbers;
using GrantReview.Core.Reports;
using GrantReview.Core.Settings;
using GrantReview.Data;
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

/// <summary>What finance chooses for the sheets, as typed.</summary>
public sealed class FinanceForm
{
    public bool InTenThousands { get; set; }

    /// <summary>Percentages of the instalments: "60;40"; blank = paid at once.</summary>
    public string? Instalments { get; set; }
    public string? BudgetYear { get; set; }
    public string? SubjectCode { get; set; }
    public string? DocumentNumber { get; set; }
    public PaymentChannel Channel { get; set; }

    /// <summary>Null = the percentages do not sum to 100.</summary>
    public FinanceTerms? Terms()
    {
        var texts = (Instalments ?? "").Split([';', '；', ','], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var shares = texts.Select(t => Rational.TryParse(t.TrimEnd('%'), out var share) && share > Rational.Zero ? share / 100 : (Rational?)null).ToList();
        var instalments = texts.Length == 0 ? FinanceTerms.Once.Instalments
            : shares.Contains(null) || shares.Aggregate(Rational.Zero, (sum, s) => sum + s.GetValueOrDefault()) != Rational.One ? null
            : [.. shares.Select((s, i) => new Instalment(new($"Instalment {i + 1} ({texts[i].TrimEnd('%')}%)", $"第 {i + 1} 期（{texts[i].TrimEnd('%')}%）"), s.GetValueOrDefault()))];
        return instalments is null ? null
            : new FinanceTerms(instalments, InTenThousands, BudgetYear?.Trim() ?? "", SubjectCode?.Trim() ?? "", DocumentNumber?.Trim() ?? "", Channel);
    }
}

/// <summary>What changed against the list that finance took over last.</summary>
public sealed record PaymentChange(string Application, long? BeforeFen, long? AfterFen);

/// <param name="Sheets">Payments and sums, as in the workbook.</param>
/// <param name="Changes">Null = nothing of the call was taken over before.</param>
public sealed record FinalListPage(FinalList List, FinanceForm Form, IReadOnlyList<ReportSheet> Sheets, IReadOnlyList<PaymentChange>? Changes, string Query);

/// <summary>Final award lists for finance: look, download, mark as taken over, see what changed since.</summary>
[Authorize(Policy = Access.Pay)]
public sealed class FinanceController(AppDb db, TimeProvider time) : Controller
{
    [HttpGet("/finance")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken) => View("Finance", await ListsAsync(cancellationToken));

    [HttpGet("/finance/{id:guid}")]
    public async Task<IActionResult> One(Guid id, FinanceForm form, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } list)
        {
            return NotFound();
        }
        var terms = form.Terms();
        if (terms is null)
        {
            TempData["Refused"] = Text.Of("Finance.BadInstalments");
        }
        var awards = await AwardsAsync(list, cancellationToken);
        return View("AwardList", new FinalListPage(list, form, await SheetsAsync(list, awards, terms ?? FinanceTerms.Once, cancellationToken), await ChangesAsync(list, awards, cancellationToken), Request.QueryString.Value ?? ""));
    }

    [HttpGet("/finance/{id:guid}/awards.xlsx")]
    public Task<IActionResult> Excel(Guid id, FinanceForm form, CancellationToken cancellationToken) => FileAsync(
        id, form, "awards.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", sheets => ReportWorkbook.Draw(sheets, Text.Culture), cancellationToken);

    [HttpGet("/finance/{id:guid}/awards.csv")]
    public Task<IActionResult> CsvFile(Guid id, FinanceForm form, CancellationToken cancellationToken) => FileAsync(
        id, form, "awards.csv", "text/csv; charset=utf-8", sheets => [.. Encoding.UTF8.Preamble, .. ReportCsv.Write(sheets[0], Text.Culture)], cancellationToken);

    [HttpPost("/finance/{id:guid}")]
    public async Task<IActionResult> Mark(Guid id, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { ExportedAt: null } list)
        {
            return NotFound();
        }
        var awards = (await AwardsAsync(list, cancellationToken)).ToDictionary(a => a.Id, a => a.Amount.Fen);
        var row = new ExportRow { CallId = list.Call.Id, DecisionId = id, Awards = JsonSerializer.Serialize(awards), ById = User.Id(), At = time.GetUtcNow().UtcDateTime };
        db.Exports.Add(row);
        db.Record(row.At, User.Who(), "take-over", "award-list", $"{id}", list.Call.Id, after: new Money(awards.Values.Sum()).ToString());
        await db.SaveChangesAsync(cancellationToken);
        TempData["Done"] = Text.Of("Finance.Marked");
        return Redirect($"/finance/{id}");
    }

    private async Task<IActionResult> FileAsync(Guid id, FinanceForm form, string name, string type, Func<IReadOnlyList<ReportSheet>, byte[]> write, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } list)
        {
            return NotFound();
        }
        if (form.Terms() is not { } terms)
        {
            TempData["Refused"] = Text.Of("Finance.BadInstalments");
            return Redirect($"/finance/{id}");
        }
        var content = write(await SheetsAsync(list, await AwardsAsync(list, cancellationToken), terms, cancellationToken));
        db.Record(time.GetUtcNow().UtcDateTime, User.Who(), "download", "award-list", $"{id}", list.Call.Id, after: ResultPackage.Sha256(content));
        await db.SaveChangesAsync(cancellationToken);
        return File(content, type, $"{list.Call.Code}-{name}");
    }

    private async Task<FinalList?> FindAsync(Guid id, CancellationToken cancellationToken) => (await ListsAsync(cancellationToken)).FirstOrDefault(l => l.Decision.Id == id);

    private async Task<IReadOnlyList<FinalList>> ListsAsync(CancellationToken cancellationToken)
    {
        var rows = await (
            from d in db.Decisions.AsNoTracking()
            join c in db.Calls on d.CallId equals c.Id
            where d.Stage == AwardStage.Final && d.FrozenAt != null
            orderby d.FrozenAt descending
            select new { d, c, ExportedAt = db.Exports.Where(e => e.DecisionId == d.Id).Max(e => (DateTime?)e.At) }).ToListAsync(cancellationToken);
        return [.. rows.Select(r => new FinalList(r.d, r.c, r.ExportedAt, rows.Any(o => o.c.Id == r.c.Id && o.d.Number > r.d.Number)))];
    }

    private async Task<IReadOnlyList<FundedApplication>> AwardsAsync(FinalList list, CancellationToken cancellationToken) =>
        (await StoredDecision.LoadAsync(db, list.Call, list.Decision, cancellationToken)).After();

    /// <summary>The sheets, with the sum that the frozen package says beside the sum of the rows.</summary>
    private async Task<IReadOnlyList<ReportSheet>> SheetsAsync(FinalList list, IReadOnlyList<FundedApplication> awards, FinanceTerms terms, CancellationToken cancellationToken)
    {
        var package = await FrozenPackages.FindAsync(db, list.Decision.ProposalId, list.Decision.Id, FrozenPackages.Final, FrozenPackages.Internal, cancellationToken)
            ?? throw new InvalidOperationException("A frozen list has its package.");
        var decided = Money.Sum(DecisionPackage.AwardsOf(package.Content).Select(a => a.Amount));
        var applications = await db.Applications.AsNoTracking().Where(a => a.CallId == list.Call.Id).ToListAsync(cancellationToken);
        return FinanceReport.Of(StoredRound.CallOf(list.Call), [.. applications.Select(StoredRound.Application)], awards, decided, terms);
    }

    private async Task<IReadOnlyList<PaymentChange>?> ChangesAsync(FinalList list, IReadOnlyList<FundedApplication> awards, CancellationToken cancellationToken)
    {
        var last = await db.Exports.AsNoTracking().Where(e => e.CallId == list.Call.Id && e.DecisionId != list.Decision.Id && (list.ExportedAt == null || e.At < list.ExportedAt))
            .OrderByDescending(e => e.At).FirstOrDefaultAsync(cancellationToken);
        if (last is null)
        {
            return null;
        }
        var before = JsonSerializer.Deserialize<Dictionary<string, long>>(last.Awards) ?? [];
        var after = awards.ToDictionary(a => a.Id, a => a.Amount.Fen, StringComparer.Ordinal);
        return
        [
            .. before.Keys.Union(after.Keys).Order(StringComparer.Ordinal)
                .Select(id => new PaymentChange(id, before.TryGetValue(id, out var was) ? was : null, after.TryGetValue(id, out var isNow) ? isNow : null)).Where(c => c.BeforeFen != c.AfterFen),
        ];
    }
}
