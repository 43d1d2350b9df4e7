using GrantReview.Files.Packages;
using GrantReview.Files.Reports;
using GrantReview.Files.Workbooks;

namespace GrantReview.Web.Features.Payments;

/// <param name="Years">Those in which one of the calls awarded something, and this one.</param>
/// <param name="Corrections">Null = nothing was corrected in the year.</param>
public sealed record YearPage(int Year, IReadOnlyList<int> Years, ReportSheet Sheet, ReportSheet? Corrections);

/// <summary>
/// The year of a person's calls (结转): carried in, awarded, paid, failed, refunded, left, from frozen packages and orders alone.
/// </summary>
[Authorize(Policy = Access.Pay)]
public sealed class YearController(AppDb db, TimeProvider time, OfficeOptions office) : Controller
{
    private const int Earliest = 2000, Latest = 2200;

    private int ThisYear => Formats.ChinaDay(time.GetUtcNow().UtcDateTime).Year;

    /// <param name="year">Null = this year.</param>
    [HttpGet("/finance/years")]
    public async Task<IActionResult> Index(int? year, CancellationToken cancellationToken) =>
        View("Year", await PageAsync(year, cancellationToken));

    [HttpGet("/finance/years.xlsx")]
    public async Task<IActionResult> Excel(int? year, CancellationToken cancellationToken)
    {
        var page = await PageAsync(year, cancellationToken);
        ReportSheet[] sheets = page.Corrections is { } made ? [page.Sheet, made] : [page.Sheet];
        return File(ReportWorkbook.Draw(sheets, Text.Culture, office.Office), FormWorkbook.ContentType, $"{page.Year}.xlsx");
    }

    private async Task<YearPage> PageAsync(int? asked, CancellationToken cancellationToken)
    {
        var year = Math.Clamp(asked ?? ThisYear, Earliest, Latest);
        var mine = User.CallsAs(Capacity.Finance);
        var lists = await (
            from d in db.Decisions.AsNoTracking()
            join p in db.Packages.AsNoTracking() on d.Id equals p.DecisionId
            where mine.Contains(d.CallId) && d.Stage == AwardStage.Final && d.Notice.FrozenAt != null
                && p.Stage == PackageStage.Final && p.Layer == PackageLayer.Internal
            select new { d.CallId, d.Notice.FrozenAt, Package = p }).ToListAsync(cancellationToken);
        var awarded = lists.ToLookup(l => l.CallId, l => new DatedSum(
            Formats.ChinaDay(l.FrozenAt.GetValueOrDefault()),
            Core.Numbers.Money.Sum(FrozenList.Read(l.Package.ReadFrozen()).Decision.After().Select(a => a.Amount))));
        var orders = (await db.PaymentOrders.AsNoTracking().Where(o => mine.Contains(o.CallId)).ToListAsync(cancellationToken))
            .ToLookup(o => o.CallId);
        var refunds = (await db.Refunds.AsNoTracking().Where(r => mine.Contains(r.CallId)).ToListAsync(cancellationToken))
            .ToLookup(r => r.CallId, r => r.State);
        var with = awarded.Select(a => a.Key).ToList();
        var calls = await db.Calls.AsNoTracking().Where(c => with.Contains(c.Id)).OrderBy(c => c.Code)
            .Select(c => new { c.Id, c.Code, c.NameEn, c.NameZh }).ToListAsync(cancellationToken);
        var made = CorrectionsReport.Of(year,
        [
            .. calls.SelectMany(c => orders[c.Id].SelectMany(o => o.State.Lines.SelectMany(l => l.Corrections.Select(
                m => (c.Code, o.Number, l, m))))),
        ]);
        return new YearPage(
            year,
            [
                .. awarded.SelectMany(a => a.Select(l => l.On.Year)).Append(ThisYear).Append(year).Distinct().Order(),
            ],
            YearReport.Of(year,
            [
                .. calls.Select(c => (c.Code, new LocalText(c.NameEn, c.NameZh),
                    YearOfPayments.Of(year, [.. awarded[c.Id]], [.. orders[c.Id].Select(o => o.State)], [.. refunds[c.Id]]))),
            ]), made.Rows.Count > 0 ? made : null);
    }
}
