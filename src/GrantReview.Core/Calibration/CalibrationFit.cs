using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Calibration;

/// <summary>What a fit warns of. The list is closed; what each means is in Calibration/README.md.</summary>
public abstract record CalibrationWarning
{
    private CalibrationWarning()
    {
    }

    /// <summary>No expert joins these pieces.</summary>
    public sealed record NotConnected(int Pieces) : CalibrationWarning;

    public sealed record OneApplication(ExpertId Expert) : CalibrationWarning;

    public sealed record FewReviews(ExpertId Expert, int Scores) : CalibrationWarning
    {
        /// <summary>Fewer make an expert's own mean and spread too unsure.</summary>
        public const int Least = 8;
    }

    public sealed record NoSpread(ExpertId Expert, int Scores) : CalibrationWarning;

    /// <summary>Nothing is left of an application's scores when the ends are dropped.</summary>
    public sealed record TooFewToTrim(ApplicationId Application, int Scores) : CalibrationWarning;

    /// <summary>Nothing is left of a panel's means when the ends are dropped.</summary>
    public sealed record PanelTooSmallToTrim(string Panel, int Applications) : CalibrationWarning;

    public sealed record NoPanels : CalibrationWarning;

    /// <summary>Experts of several panels scored it, or of none.</summary>
    public sealed record PanelUnclear(ApplicationId Application, IReadOnlyList<string> Panels) : CalibrationWarning;

    public sealed record PanelMeanNotPositive(string Panel, int Applications) : CalibrationWarning;

    /// <summary>Severity cannot be told from error.</summary>
    public sealed record ExpertNotSeparable : CalibrationWarning;

    public sealed record NoCalibrationNeeded : CalibrationWarning;

    /// <summary>Quality cannot be told from error.</summary>
    public sealed record NotIdentified : CalibrationWarning;

    public sealed record AllEqual : CalibrationWarning;

    /// <summary>The factor of the equations does not fit into memory.</summary>
    public sealed record TooLarge : CalibrationWarning;

    public sealed record NotConverged : CalibrationWarning;
}

/// <summary>An application's calibrated score; figures a method does not have are null.</summary>
/// <param name="Calibrated">Null where the method gives none, for instance with too few totals to trim.</param>
public sealed record CalibratedApplication(ApplicationId Application, int N, Rational RawMean, Rational? Calibrated)
{
    /// <summary>Posterior standard deviation of μ + u, the uncertainty of μ included, the variances taken as known.</summary>
    public double? StandardError { get; init; }

    /// <summary>
    /// The same with all that is estimated left open, the variances and, where the method has them, the weights: half the width of the
    /// middle 68.27 % of the score's posterior, which is the standard deviation where that is normal. Null where every score is the same.
    /// </summary>
    public double? StandardErrorFull { get; init; }

    /// <summary>The 5 % and 95 % points of μ + u, all that is estimated left open; null where every score is the same.</summary>
    public Rational? ScoreLow { get; init; }
    public Rational? ScoreHigh { get; init; }

    /// <summary>The 25 % and 75 % points.</summary>
    public Rational? ScoreLow50 { get; init; }
    public Rational? ScoreHigh50 { get; init; }

    /// <summary>
    /// 1 + Σ P(another is better) in closed form, the variances taken as known; 1 is best. Above 10,000 applications it is
    /// <see cref="ExpectedRank"/>.
    /// </summary>
    public double? ExpectedRankAtFit { get; init; }

    /// <summary>The mean of the possible ranks, all that is estimated left open.</summary>
    public double? ExpectedRank { get; init; }

    /// <summary>The 5 % and 95 % points of the rank, likewise.</summary>
    public double? RankLow { get; init; }
    public double? RankHigh { get; init; }

    /// <summary>The 25 % and 75 % points.</summary>
    public double? RankLow50 { get; init; }
    public double? RankHigh50 { get; init; }
    public double? ProbabilityTopK { get; init; }

    /// <summary>Which side of the funding line, if the data can tell; null without places.</summary>
    public FundingGroup? Group { get; init; }

    /// <summary>
    /// How likely its experts are as far apart as they are, adjusted (<see cref="Discordance"/>); null with one score or without a model.
    /// </summary>
    public double? DiscordanceQ { get; init; }

    /// <summary>Its experts disagree more than experts do: something to talk about.</summary>
    public bool IsDiscordant => DiscordanceQ < FalseDiscoveries.Accepted;
}

/// <summary>An expert's severity (宽严度): how much lower than average the expert scores.</summary>
public sealed record CalibratedExpert(ExpertId Expert, int N, double? Severity)
{
    /// <summary>Prediction-error standard deviation of the effect.</summary>
    public double? StandardError { get; init; }

    /// <summary>What a person should look at; never a reason to exclude by itself. Null where the method has no model of experts.</summary>
    public ExpertFlags? Flags { get; init; }
}

/// <summary>What a calibration found; applications and experts by id (ordinal).</summary>
/// <param name="Components">
/// Connected components of the graph of applications and experts: scores of different components are compared on trust.
/// </param>
public sealed record CalibrationFit(
    CalibrationMethod Method, double? Mean, int Components, IReadOnlyList<CalibratedApplication> Applications,
    IReadOnlyList<CalibratedExpert> Experts, IReadOnlyList<CalibrationWarning> Warnings)
{
    public double? MeanStandardError { get; init; }
    public double? ApplicationVariance { get; init; }
    public double? ExpertVariance { get; init; }
    public double? ResidualVariance { get; init; }

    /// <summary>−2 log of the restricted likelihood; null where errors are weighted or every score is the same.</summary>
    public double? RemlCriterion { get; init; }
    public bool Converged { get; init; } = true;

    /// <summary>How a mixed model ended; null for the other methods.</summary>
    public FitExit? Exit { get; init; }

    /// <summary>Whether experts differ in severity at all; null for methods without a plain mixed model.</summary>
    public VarianceTest? ExpertVarianceTest { get; init; }

    /// <summary>The line of the only scope, or of a fit narrowed to one; null without places.</summary>
    public FundingLine? FundingLine => FundingLines.Count == 1 ? FundingLines.Values.First() : null;

    /// <summary>By scope, of those that have places.</summary>
    public IReadOnlyDictionary<CategoryCode, FundingLine> FundingLines { get; init; } = NoLines;

    /// <summary>By category, where each has its own; <see cref="Mean"/> is then that of all applications.</summary>
    public IReadOnlyList<CategoryMean> CategoryMeans { get; init; } = [];
    public ReliabilityFigures? Reliability { get; init; }

    /// <summary>Whether what is read later scores higher or lower; null where no order of reading is recorded.</summary>
    public PositionEffect? Position { get; init; }

    /// <summary>How many of the awards a perfect panel would give to others; null without places or reliability.</summary>
    public AwardChance? Chance => FundingLine is { } line ? AwardChance.From(Reliability, line.Places, Applications.Count) : null;

    private static readonly Dictionary<CategoryCode, FundingLine> NoLines = [];

    /// <summary>What the same fit says of one scope: its applications, and the experts who scored them.</summary>
    public CalibrationFit Within(RankScope scope, IReadOnlyCollection<ExpertTotal> totals)
    {
        var members = scope.Applications.ToHashSet();
        var experts = totals.Where(t => members.Contains(t.Application)).Select(t => t.Expert).ToHashSet();
        var own = CategoryMeans.Where(m => m.Category == scope.Category).ToList();
        return this with
        {
            Mean = own is [var mean] ? mean.Mean : Mean, MeanStandardError = own is [var error]
                ? error.StandardError : MeanStandardError, CategoryMeans = own,
            Applications = [.. Applications.Where(a => members.Contains(a.Application))],
                Experts = [.. Experts.Where(e => experts.Contains(e.Expert))],
            FundingLines = FundingLines.Where(l => l.Key == scope.Category).ToDictionary(),
        };
    }
}

/// <summary>A category's mean with its standard error, the variances taken as known.</summary>
public sealed record CategoryMean(CategoryCode Category, double Mean, double StandardError);
