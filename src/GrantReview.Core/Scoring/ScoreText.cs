using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Scoring;

public enum ScoreFault { None, NotANumber, OutOfScale, NotALevel, NotYesOrNo, NotApplicableRefused, Measured }

/// <summary>Reads what a person or a file gives for a leaf: points, a level's name, yes or no, or N/A.</summary>
public static class ScoreText
{
    /// <summary>As people type it, and files say it.</summary>
    public const string NotApplicableText = "N/A";

    private static readonly string[] NotApplicable = ["n/a", "na", "不适用"];

    /// <param name="score">Null = not applicable.</param>
    /// <returns><see cref="ScoreFault.None"/> when <paramref name="score"/> is good for the leaf.</returns>
    public static ScoreFault Read(IndicatorNode leaf, string text, out Rational? score)
    {
        score = null;
        text = text.Trim();
        if (leaf.Indicator.Kind == IndicatorKind.Measured)
        {
            return ScoreFault.Measured;
        }
        if (NotApplicable.Contains(text, StringComparer.OrdinalIgnoreCase))
        {
            return leaf.Indicator.AllowsNotApplicable ? ScoreFault.None : ScoreFault.NotApplicableRefused;
        }
        if (leaf.Indicator.Levels.FirstOrDefault(l => l.Name.Zh == text || string.Equals(l.Name.En, text, StringComparison.OrdinalIgnoreCase)) is { } level)
        {
            score = level.Points;
            return ScoreFault.None;
        }
        var answersYesOrNo = leaf.Indicator.Kind is IndicatorKind.YesNo or IndicatorKind.Veto;
        var isNumber = Written.ReadNumber(text, out var points) == NumberFault.None;
        if (answersYesOrNo && !isNumber && Passes(text) is { } passes)
        {
            score = passes ? leaf.Max : leaf.Min;
            return ScoreFault.None;
        }
        if (!isNumber)
        {
            return leaf.Indicator.Kind switch
            {
                IndicatorKind.Levels => ScoreFault.NotALevel,
                IndicatorKind.YesNo or IndicatorKind.Veto => ScoreFault.NotYesOrNo,
                _ => ScoreFault.NotANumber,
            };
        }
        if (points < leaf.Min || points > leaf.Max)
        {
            return ScoreFault.OutOfScale;
        }
        if (leaf.Indicator.Kind == IndicatorKind.Levels && leaf.Indicator.Levels.All(l => l.Points != points))
        {
            return ScoreFault.NotALevel;
        }
        if (answersYesOrNo && points != leaf.Min && points != leaf.Max)
        {
            return ScoreFault.NotYesOrNo;
        }
        score = points;
        return ScoreFault.None;
    }

    private static bool? Passes(string text) => Written.Key(text) switch { "通过" => true, "不通过" => false, _ => Written.Truth(text) };
}
