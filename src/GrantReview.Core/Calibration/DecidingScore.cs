using GrantReview.Core.Assignments;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Calibration;

/// <summary>
/// The calibrated score as it decides a ranking. Where no expert joins two groups of applications, the data cannot say whether one group is
/// better or its experts milder; then the call must say in words what is compared, and nothing is decided without it.
/// </summary>
public static class DecidingScore
{
    /// <summary>
    /// True where a calibrated score would decide across components that no expert joins and the call has not said how. Means and trimmed
    /// means compare raw totals, and the panel mean's own rule is that panels are equal in quality.
    /// </summary>
    public static bool NeedsPanelChoice(CalibrationSettings settings, CalibrationFit fit) =>
        Crosses(settings, fit) && settings.Panels is null;

    private static bool Crosses(CalibrationSettings settings, CalibrationFit fit) =>
        settings.Method is not (CalibrationMethod.Mean or CalibrationMethod.TrimmedMean or CalibrationMethod.PanelMean)
            && fit.Components > 1;

    /// <summary>
    /// Application → deciding score. equal-quality: each component is shifted so that its mean calibrated score is that of all.
    /// equal-leniency: each component is shifted so that its mean calibrated score differs from that of all as its mean raw score does (in
    /// t-scores, by ten for each standard deviation). within: 100 (n − rank + ½)/n, the standing within the component, equal scores sharing
    /// a rank; a minimum score is then a standing too. In one component: the calibrated score.
    /// </summary>
    public static IReadOnlyDictionary<ApplicationId,
        Rational?> Of(CalibrationSettings settings, CalibrationFit fit, IReadOnlyList<ExpertTotal> totals)
    {
        var plain = fit.Applications.ToDictionary(a => a.Application, a => a.Calibrated);
        if (!Crosses(settings, fit) || settings.Panels is not { } choice)
        {
            return plain;
        }
        var component = ConnectedComponents.Of(totals.Select(t => (t.Application, t.Expert)));
        var known = fit.Applications.Where(a => a.Calibrated is not null)
            .Select(a => (a.Application, Raw: a.RawMean, Score: a.Calibrated.GetValueOrDefault())).ToList();
        if (known.Count == 0)
        {
            return plain;
        }
        var (allScores, allRaw) = (Rational.Mean([.. known.Select(a => a.Score)]), Rational.Mean([.. known.Select(a => a.Raw)]));
        var unit = settings.Method == CalibrationMethod.TScore
            && ExpertScales.StandardDeviation([.. totals.Select(t => t.Total)]) is > 0 and var spread
                ? Rational.FromDouble(10 / spread) : Rational.One;
        var decimals = ExpertScales.Decimals(known.Max(a => Math.Abs((a.Score - allScores).ToDouble())));
        foreach (var group in known.GroupBy(a => component[a.Application]))
        {
            var members = group.ToList();
            var shift = allScores - Rational.Mean([.. members.Select(m => m.Score)]);
            if (choice == PanelComparison.EqualLeniency)
            {
                shift += (Rational.Mean([.. members.Select(m => m.Raw)]) - allRaw) * unit;
            }
            foreach (var member in members)
            {
                plain[member.Application] = choice == PanelComparison.Within
                    ? Rational.Hundred * ((2 * members.Count(m => m.Score < member.Score))
                        + members.Count(m => m.Score == member.Score)) / (2 * members.Count)
                    : (member.Score + shift).Round(decimals);
            }
        }
        return plain;
    }
}
