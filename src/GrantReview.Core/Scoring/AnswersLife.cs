using GrantReview.Core.Acts;
using GrantReview.Core.Numbers;

namespace GrantReview.Core.Scoring;

/// <summary>How well the expert knows the field (熟悉程度); <see cref="Unstated"/> before anything was said.</summary>
public enum Familiarity { Unstated, Familiar, Fair, Unfamiliar }

/// <summary>Fund or not, as the expert sees it (立项建议); <see cref="Unstated"/> before anything was said.</summary>
public enum Recommendation { Unstated, Fund, FundIf, Reject }

/// <summary>What a sheet asks beside the tree.</summary>
/// <param name="Edition">One more with each save; what a window saw is compared with it.</param>
public sealed record SheetAnswers(FreeText OverallComment, Familiarity Familiarity, Recommendation Recommendation, Money? Suggested, long Edition)
{
    public static SheetAnswers Blank { get; } = new(new FreeText(""), Familiarity.Unstated, Recommendation.Unstated, null, 0);
}

/// <summary>The answers beside the tree: written by the expert while the sheet is open.</summary>
public static class AnswersLife
{
    /// <param name="Seen">The edition that the window showed.</param>
    public sealed record Write(FreeText OverallComment, Familiarity Familiarity, Recommendation Recommendation, Money? Suggested, long Seen) : Act;

    public sealed record Written(SheetAnswers Answers) : Fact
    {
        public override bool HoldsPoints => true;
    }

    /// <summary>Another window saved after this one looked.</summary>
    public sealed record NewerIsThere(SheetAnswers Current) : Refusal;

    public static Answer Decide(SheetAnswers answers, Write act, By by, SheetState sheet, SheetEvidence seen)
    {
        if (SheetLife.RefuseWriting(sheet, by, seen) is { } refusal)
        {
            return refusal;
        }
        var written = new SheetAnswers(act.OverallComment, act.Familiarity, act.Recommendation, act.Suggested, answers.Edition);
        return written == answers ? Answer.Nothing
            : act.Seen != answers.Edition ? new NewerIsThere(answers)
            : new Written(written with { Edition = answers.Edition + 1 });
    }

    public static SheetAnswers Apply(Fact fact) => ((Written)fact).Answers;
}
