using GrantReview.Core;
using GrantReview.Core.Calibration;
using GrantReview.Core.Calls;
using GrantReview.Core.Experts;
using GrantReview.Data;

namespace GrantReview.Web.Features.Calibration;

/// <param name="Run">Null when no run is finished, or the scores are sealed.</param>
public sealed record CalibrationPage(CallRow Call, Call Settings, RunRow? Run, IReadOnlyList<CategoryCalibration> Categories)
{
    /// <summary>The run's file that holds it.</summary>
    public const string File = "reference-calibration.json";
}

/// <summary>One category's mixed model beside the ranking that decides, as the run stores it: experts by their numbers, figures as doubles.</summary>
/// <param name="Places">How many awards the run proposes in the category.</param>
public sealed record CategoryCalibration(
    string Category, int Places, double? Mean, double? ApplicationVariance, double? ExpertVariance, double? ResidualVariance, double? ExpertVarianceP, int Components,
    double? Line, int Seats, IReadOnlyList<CalibrationEntry> Applications, IReadOnlyList<ExpertEntry> Experts, IReadOnlyList<TotalEntry> Totals)
{
    /// <summary>Those first whose decision hangs on the method, then by expected rank.</summary>
    public IEnumerable<CalibrationEntry> ByDoubt => Applications.OrderByDescending(a => a.Changes(Places)).ThenBy(a => a.ExpectedRank).ThenBy(a => a.Application, StringComparer.Ordinal);

    public static IReadOnlyList<CategoryCalibration> Of(EvaluationResult result)
    {
        var numbers = Pseudonyms.Of(result.Round.Experts);
        return [.. Evaluation.MixedModels(result).Select(m => Of(m.Category, m.Fit, result, numbers))];
    }

    private static CategoryCalibration Of(string category, CalibrationFit fit, EvaluationResult result, IReadOnlyDictionary<string, int> numbers)
    {
        var entries = result.Ranking.Where(e => e.Category == category && e.Total.Raw is not null).ToDictionary(e => e.Application.Id, StringComparer.Ordinal);
        return new CategoryCalibration(
            category, fit.FundingLine?.Places ?? 0, fit.Mean, fit.ApplicationVariance, fit.ExpertVariance, fit.ResidualVariance, fit.ExpertVarianceTest?.PValue, fit.Components,
            fit.FundingLine?.Line, fit.FundingLine?.Seats ?? 0,
            [.. fit.Applications.Select(a => new CalibrationEntry(
                a.Application, entries[a.Application].Application.Title, a.N, a.RawMean.ToDouble(), RankOf(a, x => x.RawMean.ToDouble()), a.Calibrated?.ToDouble(), RankOf(a, x => x.Calibrated?.ToDouble()),
                a.StandardError, a.ExpectedRank, a.RankLow, a.RankHigh, a.RankLow50, a.RankHigh50, a.ProbabilityTopK, a.Group, entries[a.Application].Decision))],
            [.. fit.Experts.Select(e => new ExpertEntry(numbers[e.Expert], e.N, e.Severity, e.StandardError)).OrderBy(e => e.Severity).ThenBy(e => e.Number)],
            [.. result.Sheets.Where(s => entries.ContainsKey(s.Application) && s.Total.Total is not null)
                .Select(s => new TotalEntry(s.Application, numbers[s.Expert], s.Total.Total?.ToDouble() ?? 0))]);

        int RankOf(CalibratedApplication application, Func<CalibratedApplication, double?> by) => 1 + fit.Applications.Count(other => by(other) > by(application));
    }
}

/// <param name="RawRank">Among the fitted applications of the category, by the mean of the totals; 1 is best, ties share.</param>
public sealed record CalibrationEntry(
    string Application, string Title, int N, double Raw, int RawRank, double? Calibrated, int CalibratedRank, double? StandardError,
    double? ExpectedRank, double? Low, double? High, double? Low50, double? High50, double? TopK, FundingGroup? Group, Decision Decision)
{
    /// <summary>The raw mean and the calibrated score put it on different sides of the funding line.</summary>
    public bool Changes(int places) => RawRank <= places != CalibratedRank <= places;
}

public sealed record ExpertEntry(int Number, int N, double? Severity, double? StandardError);

public sealed record TotalEntry(string Application, int Expert, double Total);
