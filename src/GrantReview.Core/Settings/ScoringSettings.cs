using GrantReview.Core.Numbers;

namespace GrantReview.Core.Settings;

public enum ScoreDirection { HigherIsBetter, LowerIsBetter }

/// <summary>How the experts' totals of one application become its raw total.</summary>
public enum TotalMethod { Mean, TrimmedMean }

/// <summary>
/// How a call scores: the leaves' default scale, the direction, and how experts' totals become the application's raw total.
/// </summary>
/// <param name="LeafScores">Scale of leaves that give none of their own; null = from 0 to the leaf's share of 100 points (分值制).</param>
/// <param name="TrimEachEnd">For the trimmed mean: how many totals are dropped from each end; at least one must remain.</param>
/// <param name="Decimals">The deciding score is rounded once to so many digits, half away from zero; equal after that is tied.</param>
/// <param name="MinimumScores">An application with fewer experts' totals is listed unranked.</param>
/// <param name="LeavesFor">Node code → kinds of expert who score the leaves below it; a node not listed is for every expert.</param>
/// <param name="Questions">What the sheet asks beside the tree.</param>
public sealed record ScoringSettings(
    ScoreDirection Direction,
    (Rational Min, Rational Max)? LeafScores,
    TotalMethod Method,
    int TrimEachEnd,
    int Decimals,
    int MinimumScores,
    IReadOnlyDictionary<IndicatorCode, IReadOnlyList<string>> LeavesFor,
    IReadOnlyList<SheetQuestion> Questions)
{
    /// <summary>Minutes after an expert's deadline in which the server still takes what arrives late (宽限); 0 = none.</summary>
    public int GraceMinutes { get; init; }

    /// <summary>From when on the server takes nothing; null = the call has no deadline.</summary>
    public DateTime? TakenUntil(DateTime? deadline) => deadline?.AddMinutes(GraceMinutes);

    public static ScoringSettings Default { get; } = new(ScoreDirection.HigherIsBetter, null, TotalMethod.Mean, 1, 2, 1,
        new Dictionary<IndicatorCode, IReadOnlyList<string>>(), []);

    /// <summary>
    /// The same with every leaf for every kind of expert: by these a tree of several is checked, whose leaves may stand in another.
    /// </summary>
    public ScoringSettings ForEveryKind() => this with { LeavesFor = Default.LeavesFor };
}

public enum SheetQuestionKind { Familiarity, OverallComment, Recommendation, SuggestedAmount }

/// <summary>A question of the score sheet beside the indicator tree.</summary>
public sealed record SheetQuestion(SheetQuestionKind Kind, bool Required);
