using GrantReview.Core.Calibration;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Reports;

/// <summary>What warnings say to a person, in both languages: one sentence for all warnings of a kind.</summary>
public static class CalibrationWords
{
    /// <summary>In the order in which the kinds came up.</summary>
    public static IEnumerable<LocalText> Of(IReadOnlyList<CalibrationWarning> warnings) =>
        warnings.GroupBy(w => w.GetType()).Select(g => Sentence(g.First(), g.Count()));

    /// <param name="n">How many warn of the like.</param>
    private static LocalText Sentence(CalibrationWarning warning, int n) => warning switch
    {
        CalibrationWarning.NotConnected parts =>
            Said.Of("CalibrationWarning.NotConnected", parts.Pieces),
        CalibrationWarning.OneApplication =>
            Said.Of("CalibrationWarning.OneApplication", n),
        CalibrationWarning.FewReviews =>
            Said.Of("CalibrationWarning.FewReviews", n, CalibrationWarning.FewReviews.Least),
        CalibrationWarning.NoSpread =>
            Said.Of("CalibrationWarning.NoSpread", n),
        CalibrationWarning.TooFewToTrim or CalibrationWarning.PanelTooSmallToTrim =>
            Said.Of("CalibrationWarning.TooFewToTrim", n),
        CalibrationWarning.NoPanels => Said.Of("CalibrationWarning.NoPanels"),
        CalibrationWarning.PanelUnclear =>
            Said.Of("CalibrationWarning.PanelUnclear", n),
        CalibrationWarning.PanelMeanNotPositive =>
            Said.Of("CalibrationWarning.PanelMeanNotPositive", n),
        CalibrationWarning.ExpertNotSeparable =>
            Said.Of("CalibrationWarning.ExpertNotSeparable"),
        CalibrationWarning.NoCalibrationNeeded =>
            Said.Of("CalibrationWarning.NoCalibrationNeeded"),
        CalibrationWarning.NotIdentified =>
            Said.Of("CalibrationWarning.NotIdentified"),
        CalibrationWarning.AllEqual => Said.Of("CalibrationWarning.AllEqual"),
        CalibrationWarning.TooLarge =>
            Said.Of("CalibrationWarning.TooLarge"),
        CalibrationWarning.NotConverged =>
            Said.Of("CalibrationWarning.NotConverged"),
        _ => throw new ArgumentOutOfRangeException(nameof(warning), warning, "No words for this warning."),
    };
}
