using GrantReview.Core.Acts;
using GrantReview.Core.Numbers;

namespace GrantReview.Core.Scoring;

/// <summary>What an expert has given one leaf so far.</summary>
/// <param name="Score">In the leaf's points; null = nothing yet, or N/A where <paramref name="NotApplicable"/>.</param>
/// <param name="Edition">0 before the first save, one more with each; what a window saw is compared with it.</param>
/// <param name="Operation">The client's id of the last save, so that a repeated one changes nothing.</param>
public sealed record LeafState(Rational? Score, bool NotApplicable, FreeText Reason, long Edition, Guid Operation, DateTime SavedAt)
{
    public static LeafState Blank { get; } = new(null, false, new FreeText(""), 0, Guid.Empty, DateTime.UnixEpoch);

    public bool IsGiven => Score is not null || NotApplicable;
}

/// <summary>One leaf of a sheet: written by its expert while the sheet is open; a save that did not see the last one is refused with what is there.</summary>
public static class LeafLife
{
    /// <param name="Typed">As typed: points, a level's name, yes or no; blank takes the score away.</param>
    /// <param name="Seen">The edition that the window showed.</param>
    public sealed record Give(IndicatorNode Leaf, string Typed, bool NotApplicable, FreeText Reason, long Seen, Guid Operation) : Act;

    /// <param name="Score">Exact points; null where it was taken away or does not apply.</param>
    public sealed record Given(string Indicator, Rational? Score, bool NotApplicable, FreeText Reason, long Edition, Guid Operation, DateTime At) : Fact
    {
        public override bool HoldsPoints => true;
    }

    /// <summary>What was typed is no score of this leaf.</summary>
    public sealed record IsNoScore(ScoreFault Fault, Rational Min, Rational Max) : Refusal;

    /// <summary>Another window saved after this one looked.</summary>
    public sealed record NewerIsThere(LeafState Current) : Refusal;

    public static Answer Decide(LeafState leaf, Give act, By by, SheetState sheet, SheetEvidence seen)
    {
        if (leaf.Edition > 0 && leaf.Operation == act.Operation)
        {
            return Answer.Nothing;
        }
        if (SheetLife.RefuseWriting(sheet, by, seen) is { } refusal)
        {
            return refusal;
        }
        Rational? score = null;
        var typed = act.NotApplicable ? ScoreText.NotApplicableText : act.Typed.Trim();
        if (typed.Length > 0 && ScoreText.Read(act.Leaf, typed, out score) is var fault and not ScoreFault.None)
        {
            return new IsNoScore(fault, act.Leaf.Min, act.Leaf.Max);
        }
        var notApplicable = typed.Length > 0 && score is null;
        if (score == leaf.Score && notApplicable == leaf.NotApplicable && act.Reason == leaf.Reason)
        {
            return Answer.Nothing;
        }
        return act.Seen != leaf.Edition ? new NewerIsThere(leaf)
            : new Given(act.Leaf.Code, score, notApplicable, act.Reason, leaf.Edition + 1, act.Operation, by.At);
    }

    public static LeafState Apply(Given given) =>
        new(given.Score, given.NotApplicable, given.Reason, given.Edition, given.Operation, given.At);
}
