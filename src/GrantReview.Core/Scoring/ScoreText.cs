using GrantReview.Core.Numbers;

namespace GrantReview.Core.Scoring;

public enum ScoreFault { None, NotANumber, OutOfScale, NotALevel, NotYesOrNo, NotApplicableRefused, Measured }

/// <summary>Reads what a person or a file gives for a leaf: points, a level's name, yes or no, or N/A.</summary>
public static class ScoreText
{
    /// <summary>As people type it, and files say it.</summary>
    public const string NotApplicableText = "N/A";

    private static readonly string[] NotApplicable = ["n/a", "na", "不适用"];
    private static readonly string[] Yes = ["yes", "y", "true", "是", "通过"];
    private static readonly string[] No = ["no", "n", "false", "否", "不通过"];

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
        if (answersYesOrNo && Yes.Contains(text, StringComparer.OrdinalIgnoreCase))
        {
            score = leaf.Max;
            return ScoreFault.None;
        }
        if (answersYesOrNo && No.Contains(text, StringComparer.OrdinalIgnoreCase))
        {
            score = leaf.Min;
            return ScoreFault.None;
        }
        if (!Rational.TryParse(text, out var points))
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
}
