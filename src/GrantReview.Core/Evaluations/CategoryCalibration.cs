using GrantReview.Core.Calibration;

namespace GrantReview.Core.Evaluations;

/// <summary>
/// One category's mixed model beside the ranking that decides: the fit, rank intervals, reliability, and what the other method would
/// decide. Experts are their numbers, figures are doubles.
/// </summary>
/// <param name="Places">How many awards the run proposes in the category.</param>
public sealed record CategoryCalibration(
    CategoryCode Category,
    int Places,
    double? Mean,
    double? ApplicationVariance,
    double? ExpertVariance,
    double? ResidualVariance,
    double? ExpertVarianceP,
    int Components,
    double? Line,
    int Seats,
    ReliabilityEntry? Reliability,
    IReadOnlyList<CalibrationEntry> Applications,
    IReadOnlyList<ExpertEntry> Experts,
    IReadOnlyList<TotalEntry> Totals)
{
    /// <summary>
    /// How many of the awards a perfect panel would give to others; null where nobody is funded or scores vary in nothing.
    /// </summary>
    public AwardChance? Chance { get; init; }

    /// <summary>
    /// Whether what experts read later scores higher or lower, of the whole fit; null where no order of reading is recorded.
    /// </summary>
    public PositionEffect? Position { get; init; }

    /// <summary>Those first whose decision hangs on the method, then by expected rank.</summary>
    public IEnumerable<CalibrationEntry> ByDoubt => Applications.OrderByDescending(a => a.Changes)
        .ThenBy(a => a.ExpectedRank).ThenBy(a => a.Application);

    /// <param name="numbers">Expert → number.</param>
    public static IReadOnlyList<CategoryCalibration> From(EvaluationResult result, IReadOnlyDictionary<ExpertId, int> numbers)
    {
        var beside = Evaluation.Beside(result).Ranking.ToDictionary(e => e.Application.Id);
        return [.. result.MixedModels.Select(m => ForCategory(m.Category, m.Fit, result, beside, numbers))];
    }

    private static CategoryCalibration ForCategory(
        CategoryCode category, CalibrationFit fit, EvaluationResult result, Dictionary<ApplicationId, RankingEntry> beside,
        IReadOnlyDictionary<ExpertId, int> numbers)
    {
        var fitted = fit.Applications.Select(a => a.Application).ToHashSet();
        var entries = result.Ranking.Where(e => fitted.Contains(e.Application.Id))
            .ToDictionary(e => e.Application.Id);
        var places = fit.FundingLine?.Places ?? 0;
        return new CategoryCalibration(
            category, places, fit.Mean, fit.ApplicationVariance, fit.ExpertVariance, fit.ResidualVariance,
            fit.ExpertVarianceTest?.PValue, fit.Components, fit.FundingLine?.Line, fit.FundingLine?.Seats ?? 0,
            ReliabilityEntry.From(fit.Reliability, places / (double)Math.Max(1, fit.Applications.Count)),
            [.. fit.Applications.Select(a => EntryFrom(a, entries[a.Application], beside[a.Application]))],
            [
                .. fit.Experts.Select(e => new ExpertEntry(
                    numbers[e.Expert], e.N, e.Severity, e.StandardError, e.Flags?.Agreement, e.Flags?.Raised ?? []))
                    .OrderBy(e => e.Severity).ThenBy(e => e.Number),
            ],
            [
                .. result.Sheets.Where(s => entries.ContainsKey(s.Application) && s.Total.Total is not null)
                    .Select(s => new TotalEntry(s.Application, numbers[s.Expert], s.Total.Total?.ToDouble() ?? 0)),
            ])
        {
            Chance = fit.Chance, Position = fit.Position,
        };
    }

    private static CalibrationEntry EntryFrom(CalibratedApplication fitted, RankingEntry decided, RankingEntry beside) => new(
        fitted.Application, decided.Application.Title, fitted.N, fitted.RawMean.ToDouble(), decided.Place ?? 0,
        fitted.Calibrated?.ToDouble(), beside.Place, fitted.StandardError, fitted.ExpectedRank, fitted.RankLow, fitted.RankHigh,
        fitted.RankLow50, fitted.RankHigh50, fitted.ProbabilityTopK, fitted.Group, decided.Decision, beside.Decision)
    {
        IsDiscordant = fitted.IsDiscordant,
    };
}

/// <param name="BesidePlace">Its place where the other method decides; null where that cannot rank it.</param>
/// <param name="Beside">The decision that the same quotas would bring with the other method.</param>
public sealed record CalibrationEntry(
    ApplicationId Application,
    string Title,
    int N,
    double Raw,
    int Place,
    double? Calibrated,
    int? BesidePlace,
    double? StandardError,
    double? ExpectedRank,
    double? Low,
    double? High,
    double? Low50,
    double? High50,
    double? TopK,
    FundingGroup? Group,
    Decision Decision,
    Decision Beside)
{
    /// <summary>Its experts disagree more than experts do.</summary>
    public bool IsDiscordant { get; init; }

    public bool Changes => (Decision == Decision.Funded) != (Beside == Decision.Funded);
}

/// <param name="Agreement">Correlation with the mean of the others on the same applications.</param>
/// <param name="Flags">For a person to look at.</param>
public sealed record ExpertEntry(
    int Number, int N, double? Severity, double? StandardError, double? Agreement, IReadOnlyList<ExpertFlag> Flags);

/// <summary>How far another panel would agree.</summary>
/// <param name="Repeats">The share of the awards that a second panel would make again; null where none is made.</param>
public sealed record ReliabilityEntry(
    double? OneScore, double? MeanScore, double UsualReviews, double? Alpha, double? Concordance, double? Repeats)
{
    /// <param name="chosen">The share of the applications that is funded.</param>
    public static ReliabilityEntry? From(ReliabilityFigures? figures, double chosen) => figures is null ? null : new(
        figures.OneScore, figures.MeanScore, figures.UsualReviews, figures.AlphaInterval, figures.Concordance?.W,
        figures.MeanScore is { } mean && chosen > 0 ? SecondPanel.Repeats(mean, chosen) : null);
}

/// <summary>What one expert's sheet comes to, on 0..100.</summary>
public sealed record TotalEntry(ApplicationId Application, int Expert, double Total);
