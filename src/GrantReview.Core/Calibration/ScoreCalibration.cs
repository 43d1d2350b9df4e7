using GrantReview.Core.Assignments;
using GrantReview.Core.Calibration.MixedModels;
using GrantReview.Core.Numbers;
using GrantReview.Core.Scoring;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Calibration;

/// <summary>
/// Takes harshness and spread out of the experts' totals by a declared method; pure, and the same for any order of rows and any number of
/// cores. It always fits what can be fitted and warns; what the guards mean is in Calibration/README.md.
/// </summary>
public static class ScoreCalibration
{
    public static bool IsMixedModel(CalibrationMethod method) => method is
        CalibrationMethod.MixedModel or CalibrationMethod.MixedModelJoint
            or CalibrationMethod.MixedModelNoise or CalibrationMethod.MixedModelRobust;

    /// <exception cref="ArgumentException">
    /// A pair occurs twice, or a total is beyond <see cref="CalibrationProblem.LargestTotal"/>; readers refuse both before.
    /// </exception>
    public static CalibrationFit Fit(CalibrationProblem problem)
    {
        var totals = problem.Totals.OrderBy(t => t.Application)
            .ThenBy(t => t.Expert).ToList();
        Check(totals);
        var warnings = new List<CalibrationWarning>();
        var components = ConnectedComponents.Count(totals.Select(t => (t.Application, t.Expert)));
        if (components > 1)
        {
            warnings.Add(new CalibrationWarning.NotConnected(components));
        }
        if (IsMixedModel(problem.Method))
        {
            return MixedModelCalibration.Fit(problem, totals, components, warnings);
        }
        var applications = totals.GroupBy(t => t.Application).Select(g => (Application: g.Key, Totals: g.ToList())).ToList();
        var experts = totals.GroupBy(t => t.Expert).OrderBy(g => g.Key)
            .Select(g => new CalibratedExpert(g.Key, g.Count(), null)).ToList();
        var raw = applications.Select(a => Rational.Mean([.. a.Totals.Select(t => t.Total)])).ToList();
        List<Rational?> calibrated = problem.Method switch
        {
            CalibrationMethod.Mean => [.. raw.Select(r => (Rational?)r)],
            CalibrationMethod.TrimmedMean => [.. applications.Select(a => Trimmed(a.Application, [.. a.Totals.Select(t => t.Total)]))],
            CalibrationMethod.PanelMean =>
                PanelMean.Of(
                    applications.Select(
                        (a, i) => (a.Application, Panels: (IReadOnlyList<string>)[.. a.Totals.Select(t => t.Panel).Distinct()],
                            raw[i])).ToList(), problem.PanelTrimEachEnd, warnings),
            _ => ExpertScales.Of(totals, problem.Method, warnings),
        };
        return new CalibrationFit(
            problem.Method, totals.Count == 0 ? null : Rational.Mean([.. totals.Select(t => t.Total)]).ToDouble(), components,
            [.. applications.Select((a, i) => new CalibratedApplication(a.Application, a.Totals.Count, raw[i], calibrated[i]))], experts,
                warnings);

        Rational? Trimmed(ApplicationId application, List<Rational> given)
        {
            var mean = ApplicationTotal.TrimmedMean(given, problem.TrimEachEnd);
            if (mean is null)
            {
                warnings.Add(new CalibrationWarning.TooFewToTrim(application, given.Count));
            }
            return mean;
        }
    }

    private static void Check(List<ExpertTotal> sorted)
    {
        var largest = Rational.FromDouble(CalibrationProblem.LargestTotal);
        for (var r = 0; r < sorted.Count; r++)
        {
            if (r > 0 && sorted[r].Application == sorted[r - 1].Application && sorted[r].Expert == sorted[r - 1].Expert)
            {
                throw new ArgumentException(
                    $"Expert {sorted[r].Expert} has two totals for application {sorted[r].Application}.", nameof(sorted));
            }
            if (sorted[r].Total.CompareTo(largest) > 0 || sorted[r].Total.CompareTo(Rational.Zero - largest) < 0)
            {
                throw new ArgumentException(
                    $"The total of expert {sorted[r].Expert} for application {sorted[r].Application} is too large to be a score.",
                        nameof(sorted));
            }
        }
    }
}
