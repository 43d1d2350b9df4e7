using GrantReview.Core.Acts;
using GrantReview.Core.Conflicts;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Scoring;

/// <summary>How well the expert knows the field (熟悉程度); <see cref="Unstated"/> before anything was said.</summary>
public enum Familiarity { Unstated, Familiar, Fair, Unfamiliar }

/// <summary>Fund or not, as the expert sees it (立项建议); <see cref="Unstated"/> before anything was said.</summary>
public enum Recommendation { Unstated, Fund, FundIf, Reject }

/// <summary>What a sheet asks beside the tree, each answer with its own last save.</summary>
public sealed record SheetAnswers(FreeText OverallComment, Familiarity Familiarity, Recommendation Recommendation, Money? Suggested)
{
    public static SheetAnswers Blank { get; } = new(new FreeText(""), Familiarity.Unstated, Recommendation.Unstated, null)
    {
        Commented = FieldSave.None, FamiliarityStated = FieldSave.None, Recommended = FieldSave.None, AmountSuggested = FieldSave.None,
    };

    public required FieldSave Commented { get; init; }
    public required FieldSave FamiliarityStated { get; init; }
    public required FieldSave Recommended { get; init; }
    public required FieldSave AmountSuggested { get; init; }

    public bool Says(SheetQuestionKind question) => question switch
    {
        SheetQuestionKind.OverallComment => !OverallComment.IsBlank,
        SheetQuestionKind.Familiarity => Familiarity != Familiarity.Unstated,
        SheetQuestionKind.Recommendation => Recommendation != Recommendation.Unstated,
        SheetQuestionKind.SuggestedAmount => Suggested is not null,
        _ => throw new ArgumentOutOfRangeException(nameof(question), question, "No question."),
    };
}

/// <summary>The answers beside the tree: written by the expert while the sheet is open, each on its own.</summary>
public static class AnswersLife
{
    public sealed record Comment(FreeText Text, Edit Edit) : Act;
    public sealed record StateFamiliarity(Familiarity Familiarity, Edit Edit) : Act;
    public sealed record Recommend(Recommendation Recommendation, Edit Edit) : Act;

    /// <param name="Amount">Null takes it away.</param>
    public sealed record SuggestAmount(Money? Amount, Edit Edit) : Act;

    public sealed record Commented(FreeText OverallComment, FieldSave Save) : Fact
    {
        public override bool HoldsPoints => true;
    }

    public sealed record FamiliarityStated(Familiarity Familiarity, FieldSave Save) : Fact
    {
        public override bool HoldsPoints => true;
    }

    public sealed record Recommended(Recommendation Recommendation, FieldSave Save) : Fact
    {
        public override bool HoldsPoints => true;
    }

    public sealed record AmountSuggested(Money? Suggested, FieldSave Save) : Fact
    {
        public override bool HoldsPoints => true;
    }

    /// <summary>What the expert declared before the sheet opened, as the sheet asks for it.</summary>
    public static Familiarity FamiliarityOf(Competence declared) => declared switch
    {
        Competence.High => Familiarity.Familiar,
        Competence.Medium => Familiarity.Fair,
        Competence.Low => Familiarity.Unfamiliar,
        _ => throw new ArgumentOutOfRangeException(nameof(declared), declared, "No competence."),
    };

    public static Answer Decide(SheetAnswers answers, Act act, By by, SheetState sheet, SheetEvidence seen) => act switch
    {
        Comment { Text.Text.Length: > FreeText.Longest } => new Refusal.TextIsTooLong(),
        Comment comment => Decide(
            comment.Edit, answers.Commented, comment.Text == answers.OverallComment,
            save => new Commented(comment.Text, save), by, sheet, seen),
        StateFamiliarity state => Decide(
            state.Edit, answers.FamiliarityStated, state.Familiarity == answers.Familiarity,
            save => new FamiliarityStated(state.Familiarity, save), by, sheet, seen),
        Recommend recommend => Decide(
            recommend.Edit, answers.Recommended, recommend.Recommendation == answers.Recommendation,
            save => new Recommended(recommend.Recommendation, save), by, sheet, seen),
        SuggestAmount suggest => Decide(
            suggest.Edit, answers.AmountSuggested, suggest.Amount == answers.Suggested,
            save => new AmountSuggested(suggest.Amount, save), by, sheet, seen),
        _ => throw new ArgumentOutOfRangeException(nameof(act)),
    };

    public static SheetAnswers Apply(SheetAnswers answers, Fact fact) => fact switch
    {
        Commented commented => answers with { OverallComment = commented.OverallComment, Commented = commented.Save },
        FamiliarityStated stated => answers with { Familiarity = stated.Familiarity, FamiliarityStated = stated.Save },
        Recommended recommended => answers with { Recommendation = recommended.Recommendation, Recommended = recommended.Save },
        AmountSuggested suggested => answers with { Suggested = suggested.Suggested, AmountSuggested = suggested.Save },
        _ => throw new ArgumentOutOfRangeException(nameof(fact)),
    };

    private static Answer Decide(
        Edit edit, FieldSave last, bool isSame, Func<FieldSave, Fact> fact, By by, SheetState sheet, SheetEvidence seen) =>
        last.EndOf(edit, by, sheet, seen) ?? last.Decide(edit, by, isSame, fact);
}
