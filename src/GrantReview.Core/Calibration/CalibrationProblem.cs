using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Calibration;

/// <summary>One expert's total for one application.</summary>
/// <param name="Panel">The panel both belong to; blank = none.</param>
public sealed record ExpertTotal(string Application, string Expert, string Panel, Rational Total);

/// <summary>Totals to calibrate. The order of rows does not matter; a pair occurs once.</summary>
/// <param name="TrimEachEnd">For the trimmed mean: how many totals are dropped from each end.</param>
/// <param name="Places">For the probability of the top k; null = not asked.</param>
/// <param name="Seed">Of the draws, where a method draws.</param>
public sealed record CalibrationProblem(
    IReadOnlyList<ExpertTotal> Totals, CalibrationMethod Method, int TrimEachEnd, ScoreDirection Direction, int? Places, string Seed);

/// <summary>A warning of a fit, as data: too-few-to-trim, few-reviews, not-connected.</summary>
/// <param name="Subject">The application or expert it is about; blank = the whole.</param>
public sealed record CalibrationWarning(string Code, string Subject, string Detail);

/// <summary>An application's calibrated score; figures a method does not have are null.</summary>
/// <param name="Calibrated">Null where the method gives none, for instance with too few totals to trim.</param>
public sealed record CalibratedApplication(string Application, int N, Rational RawMean, Rational? Calibrated)
{
    public double? StandardError { get; init; }
    public double? ExpectedRank { get; init; }
    public double? RankLow { get; init; }
    public double? RankHigh { get; init; }
    public double? RankLow50 { get; init; }
    public double? RankHigh50 { get; init; }
    public double? ProbabilityTopK { get; init; }
}

/// <summary>An expert's severity (宽严度): how much lower than average the expert scores.</summary>
public sealed record CalibratedExpert(string Expert, int N, double? Severity)
{
    public double? StandardError { get; init; }
}

/// <summary>What a calibration found; applications and experts by id (ordinal).</summary>
/// <param name="Components">Connected pieces of the graph of applications and experts: scores of different pieces are compared on trust.</param>
public sealed record CalibrationFit(
    CalibrationMethod Method, double? Mean, int Components, IReadOnlyList<CalibratedApplication> Applications,
    IReadOnlyList<CalibratedExpert> Experts, IReadOnlyList<CalibrationWarning> Warnings)
{
    public double? MeanStandardError { get; init; }
    public double? ApplicationVariance { get; init; }
    public double? ExpertVariance { get; init; }
    public double? ResidualVariance { get; init; }
    public double? RemlCriterion { get; init; }
    public bool Converged { get; init; } = true;
}
