using GrantReview.Core.Numbers;

namespace GrantReview.Core.Calibration;

/// <summary>
/// 二次平均法: an application's mean times the panel's coefficient, mean of all applications' means / mean of the panel's. The trimmed variant
/// leaves the highest and lowest means out of each average, those of the panel and those of the whole. It presumes that panels are equal in
/// quality: applications were drawn by lot.
/// </summary>
internal static class PanelMean
{
    /// <summary>Exact; null where an application has no single panel, a panel is too small to trim, or a mean is not positive.</summary>
    public static List<Rational?> Of(
        IReadOnlyList<(ApplicationId Application, IReadOnlyList<string> Panels, Rational Raw)> applications, int trim,
            List<CalibrationWarning> warnings)
    {
        var single = applications.Where(a => a.Panels is [{ Length: > 0 }]).ToList();
        if (single.Count == 0)
        {
            if (applications.Count > 0)
            {
                warnings.Add(new CalibrationWarning.NoPanels());
            }
            // One panel for all: its coefficient is 1.
            return [.. applications.Select(a => (Rational?)a.Raw)];
        }
        var whole = Average([.. single.Select(a => a.Raw)]);
        var coefficients = new Dictionary<string, Rational?>(StringComparer.Ordinal);
        foreach (var panel in single.GroupBy(a => a.Panels[0]).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var mean = Average([.. panel.Select(a => a.Raw)]);
            coefficients[panel.Key] = mean is { Sign: > 0 } and { } m && whole is { Sign: > 0 } and { } w ? w / m : null;
            if (coefficients[panel.Key] is null)
            {
                warnings.Add(mean is null ? new CalibrationWarning.PanelTooSmallToTrim(panel.Key, panel.Count())
                    : new CalibrationWarning.PanelMeanNotPositive(panel.Key, panel.Count()));
            }
        }
        return [.. applications.Select(Calibrated)];

        Rational? Calibrated((ApplicationId Application, IReadOnlyList<string> Panels, Rational Raw) application)
        {
            if (application.Panels is [{ Length: > 0 } panel])
            {
                return coefficients[panel] is { } coefficient ? application.Raw * coefficient : null;
            }
            warnings.Add(
                new CalibrationWarning.PanelUnclear(application.Application, [.. application.Panels.Order(StringComparer.Ordinal)]));
            return null;
        }

        Rational? Average(List<Rational> values) => Scoring.ApplicationTotal.TrimmedMean(values, trim);
    }
}
