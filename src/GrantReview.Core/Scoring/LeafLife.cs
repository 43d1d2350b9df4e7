using GrantReview.Core.Acts;
using GrantReview.Core.Numbers;

namespace GrantReview.Core.Scoring;

/// <summary>What an expert has given one leaf so far: a score, and apart from it a reason.</summary>
/// <param name="Score">In the leaf's points; null = nothing yet, or N/A where <paramref name="NotApplicable"/>.</param>
public sealed record LeafState(Rational? Score, bool NotApplicable, FreeText Reason)
{
    public static LeafState Blank { get; } = new(null, false, new FreeText("")) { Scored = FieldSave.None, Explained = FieldSave.None };

    public required FieldSave Scored { get; init; }
    public required FieldSave Explained { get; init; }

    public LeafFilling Filling => new(Score, NotApplicable, !Reason.IsBlank);

    public bool IsGiven => Filling.IsGiven;
}

/// <summary>What is filled in of a leaf, without the words of its reason.</summary>
public readonly record struct LeafFilling(Rational? Score, bool NotApplicable, bool IsExplained)
{
    public bool IsGiven => Score is not null || NotApplicable;
}

/// <summary>
/// One leaf of a sheet: written by its expert while the sheet is open, score and reason each on its own. An edit that did not see the last
/// save of its field is refused.
/// </summary>
public static class LeafLife
{
    /// <param name="Typed">As typed: points, the choice of a level or of yes and no; blank takes the score away.</param>
    public sealed record Score(IndicatorNode Leaf, string Typed, Edit Edit) : Act;

    public sealed record Explain(IndicatorNode Leaf, FreeText Reason, Edit Edit) : Act;

    /// <param name="Score">Exact points; null where it was taken away or does not apply.</param>
    public sealed record Scored(IndicatorCode Indicator, Rational? Score, bool NotApplicable, FieldSave Save) : Fact
    {
        public override bool HoldsPoints => true;
    }

    public sealed record Explained(IndicatorCode Indicator, FreeText Reason, FieldSave Save) : Fact
    {
        public override bool HoldsPoints => true;
    }

    /// <summary>What was typed is no score of this leaf.</summary>
    public sealed record IsNoScore(ScoreFault Fault, Rational Min, Rational Max) : Refusal;

    public static Answer Decide(LeafState leaf, Act act, By by, SheetState sheet, SheetEvidence seen) => act switch
    {
        Score score => DecideScore(leaf, score, by, sheet, seen),
        Explain explain => DecideExplain(leaf, explain, by, sheet, seen),
        _ => throw new ArgumentOutOfRangeException(nameof(act)),
    };

    public static LeafState Apply(LeafState leaf, Fact fact) => fact switch
    {
        Scored scored => leaf with { Score = scored.Score, NotApplicable = scored.NotApplicable, Scored = scored.Save },
        Explained explained => leaf with { Reason = explained.Reason, Explained = explained.Save },
        _ => throw new ArgumentOutOfRangeException(nameof(fact)),
    };

    private static Answer DecideScore(LeafState leaf, Score act, By by, SheetState sheet, SheetEvidence seen)
    {
        if (leaf.Scored.EndOf(act.Edit, by, sheet, seen) is { } end)
        {
            return end;
        }
        Rational? score = null;
        var typed = act.Typed.Trim();
        if (typed.Length > 0 && ScoreText.ReadTyped(act.Leaf, typed, out score) is var fault and not ScoreFault.None)
        {
            return new IsNoScore(fault, act.Leaf.Min, act.Leaf.Max);
        }
        var notApplicable = typed.Length > 0 && score is null;
        var isSame = score == leaf.Score && notApplicable == leaf.NotApplicable;
        return leaf.Scored.Decide(act.Edit, by, isSame, save => new Scored(act.Leaf.Code, score, notApplicable, save));
    }

    private static Answer DecideExplain(LeafState leaf, Explain act, By by, SheetState sheet, SheetEvidence seen)
    {
        if (leaf.Explained.EndOf(act.Edit, by, sheet, seen) is { } end)
        {
            return end;
        }
        return act.Reason.Text?.Length > FreeText.Longest ? new Refusal.TextIsTooLong()
            : leaf.Explained.Decide(act.Edit, by, act.Reason == leaf.Reason, save => new Explained(act.Leaf.Code, act.Reason, save));
    }
}
