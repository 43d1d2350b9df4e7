using GrantReview.Core.Calibration;
using GrantReview.Core.Evaluations;
using GrantReview.Files.Reports;
using GrantReview.Web.Charts;

namespace GrantReview.Web.Features.Calibration;

/// <summary>One category's figures, with the parts of its lists that are shown.</summary>
/// <param name="Name">Null where the call names it by its code alone.</param>
/// <param name="Scales">Of ranks, of experts' totals, and of severities.</param>
public sealed record CalibratedCategory(
    CategoryCalibration Figures, LocalText? Name, (Scale Ranks, Scale Scores, Scale Severities) Scales,
    ListPart<CalibrationEntry> Applications, ListPart<ExpertEntry> Experts)
{
    /// <summary>Of the applications that the list shows, by place, and the experts who scored them.</summary>
    public HeatPart Heat { get; } = HeatPart.Of(Figures, Applications.Rows);

    public static (Scale, Scale, Scale) ScalesOf(CategoryCalibration figures) => (
        new Scale(1, Math.Max(2, figures.Applications.Count), 200), Scale.OfScores(figures.Totals.Select(t => t.Total), 200),
        Scale.AroundZero(
            figures.Experts.SelectMany(e => e is { Severity: { } severity, StandardError: { } error }
                ? [severity - (1.96 * error), severity + (1.96 * error)] : Array.Empty<double>()),
            200));
}

/// <summary>Totals less their application's mean, for some applications and whoever scored them.</summary>
/// <param name="Widest">Difference of the whole category, at least 1.</param>
public sealed record HeatPart(
    IReadOnlyList<CalibrationEntry> Applications, IReadOnlyList<int> Experts, IReadOnlyDictionary<(ApplicationId, int), double> Differences,
    double Widest)
{
    public static HeatPart Of(CategoryCalibration figures, IReadOnlyList<CalibrationEntry> shown)
    {
        var means = figures.Applications.ToDictionary(a => a.Application, a => a.Raw);
        var columns = shown.Take(HeatMap.MostColumns).OrderBy(a => a.Place).ThenBy(a => a.Application).ToList();
        var names = columns.Select(a => a.Application).ToHashSet();
        var differences = figures.Totals.Where(t => names.Contains(t.Application))
            .ToDictionary(t => (t.Application, t.Expert), t => t.Total - means[t.Application]);
        return new HeatPart(
            columns, [.. figures.Experts.Select(e => e.Number).Where(differences.Keys.Select(d => d.Expert).ToHashSet().Contains)],
            differences,
            Math.Max(1, figures.Totals.Select(t => Math.Abs(t.Total - means[t.Application])).DefaultIfEmpty(1).Max()));
    }
}

/// <param name="Kept">Null when no run is finished, or the scores are sealed.</param>
public sealed record CalibrationPage(CallRow Call, KeptResult? Kept, IReadOnlyList<CalibratedCategory> Categories,
    IReadOnlyList<RuleChange> RuleChanges)
{
    public static string Two(double? value) => value?.ToString("F2", CultureInfo.InvariantCulture) ?? "—";

    public static string Share(double? value) => value?.ToString("P0", CultureInfo.InvariantCulture) ?? "—";

    /// <summary>Before scores are there: what more experts buy, for reliabilities of one score as published rounds have them.</summary>
    public static IReadOnlyList<double> UsualReliabilities { get; } = [0.2, 0.37, 0.5];

    public const int AwardsBefore = 20;
    public const int ApplicationsBefore = 100;
}

/// <summary>How sure the ranking is and how harsh the experts are; internal, and closed while the scores are sealed.</summary>
[Authorize(Policy = Access.ReadCalls)]
public sealed class CalibrationController(AppDb db, TimeProvider time) : CallController(db, time)
{
    private const string Here = "calibration";

    private static ListColumns<ExpertEntry> ColumnsOf(Scale severities, Scale scores) =>
        new ListColumns<ExpertEntry>("Calibration.Severity")
        .Column("number", "Calibration.ExpertAxis", e => e.Number, number => Text.Of("Ranking.Expert", number))
        .Column("reviews", "Calibration.Reviews", e => e.N).Column("severity", "Calibration.Severity", e => e.Severity, CalibrationPage.Two)
        .Column("error", "Calibration.Error", e => e.StandardError, CalibrationPage.Two)
        .Column("agreement", "Calibration.Agreement", e => e.Agreement, CalibrationPage.Two)
        .Drawn("Calibration.Severity", Marks.Ticks(severities, "0.#")).Drawn("Ranking.ExpertTotals", Marks.Ticks(scores, "0"))
        .Text("Calibration.Look", e => string.Join(" ", e.Flags.Select(f => Text.Of(f))));

    [HttpGet("/calls/{code}/calibration")]
    public async Task<IActionResult> Index(CancellationToken cancellationToken)
    {
        var kept = await KeptResult.LatestAsync(Db, Call, cancellationToken);
        return View("Calibration", new CalibrationPage(
            Call, kept, kept is null ? [] : CategoriesOf(kept.Record), await RuleChange.ListAsync(Db, Call.Id, cancellationToken)));
    }

    private List<CalibratedCategory> CategoriesOf(EvaluationRecord record)
    {
        // Two lists each: of applications, and after them of experts.
        var (all, lists) = (record.Calibration, 2 * record.Calibration.Count);
        return [.. all.Index().Select(c =>
        {
            var scales = CalibratedCategory.ScalesOf(c.Item);
            return new CalibratedCategory(
                c.Item, record.Call.Categories.FirstOrDefault(x => x.Code == c.Item.Category)?.Name, scales,
                ColumnsOf(c.Item, scales.Item1).Part(c.Item.ByDoubt, ListRequest.Shared(Request, At(Here), c.Index, lists)),
                ColumnsOf(scales.Item3, scales.Item2)
                    .Part(c.Item.Experts, ListRequest.Shared(Request, At(Here), all.Count + c.Index, lists)));
        })];
    }

    private static ListColumns<CalibrationEntry> ColumnsOf(CategoryCalibration category, Scale ranks) =>
        new ListColumns<CalibrationEntry>("Calibration.Compare")
        .Column("id", "Apps.Id", a => a.Application.Value).Column("title", "Apps.Name", a => a.Title)
            .Column("reviews", "Calibration.Reviews", a => a.N)
        .Column("raw", "Calibration.RawMean", a => a.Raw, raw => CalibrationPage.Two(raw)).Column("place", "Ranking.Place", a => a.Place)
        .Column("calibrated", "Ranking.Calibrated", a => a.Calibrated, CalibrationPage.Two)
        .Column("error", "Calibration.Error", a => a.StandardError, CalibrationPage.Two)
            .Column("beside", "Calibration.BesidePlace", a => a.BesidePlace)
        .Column("expected", "Calibration.ExpectedRank", a => a.ExpectedRank, CalibrationPage.Two)
        .Column("half", "Calibration.Interval50", a => a.Low50, CalibrationPage.Two)
            .Column("wide", "Calibration.Interval90", a => a.Low, CalibrationPage.Two)
        .Drawn("Ranking.Rank", Marks.Ticks(ranks, "0"))
            .Column("top", () => Text.Of("Calibration.TopK", category.Places), a => a.TopK, CalibrationPage.Share)
        .Text("Calibration.Group", a => a.Group is { } group ? Text.Of(group) : "")
        .Column("decision", "Ranking.Decision", a => a.Decision, decision => Text.Of(decision));
}
