using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Scoring;

public enum ScoreFault
{
    None, NotANumber, OutOfScale, NotALevel, NotYesOrNo, NotApplicableRefused, Measured,

    /// <summary>4/5 on a leaf whose points can be written as decimals: four of five points, or four fifths of one, is not said.</summary>
    IsFraction,
}

/// <summary>Reads what a person or a file gives for a leaf: points, a level's name, yes or no, or N/A.</summary>
public static partial class ScoreText
{
    /// <summary>As people type it, and files say it.</summary>
    public const string NotApplicableText = "N/A";

    private static readonly string[] NotApplicable = ["n/a", "na", "不适用"];

    /// <summary>
    /// As a person types it on the sheet: digits of either width, a comma or full stop of either width before the decimals, either side of
    /// which may be blank (.5 and 5.), commas between thousands (1,000 is no 1), 分 behind; “#1” is the second choice. A fraction is a score
    /// only where the leaf's points have no finite decimal (100/3).
    /// </summary>
    /// <param name="score">Null = not applicable.</param>
    public static ScoreFault ReadTyped(IndicatorNode leaf, string text, out Rational? score)
    {
        score = null;
        var typed = text.Normalize(NormalizationForm.FormKC).Replace('。', '.').Trim();
        if (typed.StartsWith('#') && int.TryParse(typed.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            if (index >= leaf.Choices.Count)
            {
                return ScoreFault.NotALevel;
            }
            score = leaf.Choices[index];
            return ScoreFault.None;
        }
        if (leaf.Choices.Count == 0)
        {
            typed = Unit().Replace(typed, "");
            typed = Decimals().Replace(typed, m => (m.Groups["whole"].Length, m.Groups["decimals"].Length) switch
            {
                (0, 0) => m.Value,
                (_, 0) => m.Groups["sign"].Value + m.Groups["whole"].Value,
                _ => $"{m.Groups["sign"].Value}{m.Groups["whole"].Value}.{m.Groups["decimals"].Value}",
            });
            if (typed.Contains('/', StringComparison.Ordinal) && !HasFractions(leaf) && Rational.TryParse(typed, out _))
            {
                return ScoreFault.IsFraction;
            }
        }
        return Read(leaf, typed, out score);
    }

    /// <summary>The leaf's points have no finite decimal, so that a fraction is how its full score is written.</summary>
    public static bool HasFractions(IndicatorNode leaf) => IsEndless(leaf.Min) || IsEndless(leaf.Max);

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
        if (leaf.Indicator.Levels.FirstOrDefault(
            l => l.Name.Zh == text || string.Equals(l.Name.En, text, StringComparison.OrdinalIgnoreCase)) is { } level)
        {
            score = level.Points;
            return ScoreFault.None;
        }
        var answersYesOrNo = leaf.Indicator.Kind is IndicatorKind.YesNo or IndicatorKind.Veto;
        var isNumber = Written.ReadNumber(text, out var points) == NumberFault.None
            || (TakesFractions(leaf) && Rational.TryParse(text, out points));
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

    private static bool TakesFractions(IndicatorNode leaf) => HasFractions(leaf) || leaf.Indicator.Levels.Any(l => IsEndless(l.Points));

    private static bool IsEndless(Rational value) => value.ToExactText().Contains('/', StringComparison.Ordinal);

    [GeneratedRegex(@"\s*(分|points?|pts?)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Unit();

    [GeneratedRegex(@"^(?![+-]?[1-9][0-9]{0,2},[0-9]{3}$)(?<sign>[+-]?)(?<whole>[0-9]*)[.,](?<decimals>[0-9]*)$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Decimals();
}
