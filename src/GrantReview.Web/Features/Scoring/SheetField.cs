using System.Text;
using GrantReview.Core.Numbers;

namespace GrantReview.Web.Features.Scoring;

/// <summary>One field of a sheet as page, script and form know it: “score.CODE”, “reason.CODE” or the name of an answer.</summary>
/// <param name="Value">As a control of the page holds it: points, “#0” for a choice, “N/A”, a text; blank = nothing.</param>
/// <param name="ToAct">The act that writes what was typed; null where it cannot be read.</param>
public sealed record SheetField(string Name, string Value, FieldSave Save, Func<string, Edit, Act?> ToAct)
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>Whether the form has something else than what this page showed: what nobody edited is not written.</summary>
    public string Digest => Fnv($"{Name}={Value}");

    /// <summary>All fields that the expert fills, in the order of the page.</summary>
    public static IReadOnlyList<SheetField> Of(OpenedSheet opened)
    {
        var answers = opened.Sheet.Answers;
        return
        [
            .. opened.Written.SelectMany(leaf =>
            {
                var state = opened.Sheet.Leaf(leaf.Code);
                return new[]
                {
                    new SheetField(ScoreOf(leaf), ValueOf(leaf, state.Score, state.NotApplicable), state.Scored,
                        (typed, edit) => new LeafLife.Score(leaf, typed, edit)),
                    new SheetField(
                        ReasonOf(leaf), $"{state.Reason}", state.Explained,
                        (typed, edit) => new LeafLife.Explain(leaf, FreeText.Of(typed), edit)),
                };
            }),
            .. opened.Call.Scoring.Questions.Select(q => q.Kind switch
            {
                SheetQuestionKind.OverallComment => new SheetField(
                    NameOf(q), $"{answers.OverallComment}", answers.Commented,
                    (typed, edit) => new AnswersLife.Comment(FreeText.Of(typed), edit)),
                SheetQuestionKind.Familiarity => new SheetField(
                    NameOf(q), Said(answers.Familiarity), answers.FamiliarityStated,
                    (typed, edit) =>
                        Read(typed, Familiarity.Unstated) is { } familiarity ? new AnswersLife.StateFamiliarity(familiarity, edit) : null),
                SheetQuestionKind.Recommendation => new SheetField(
                    NameOf(q), Said(answers.Recommendation), answers.Recommended,
                    (typed, edit) => Read(typed, Recommendation.Unstated) is { } word ? new AnswersLife.Recommend(word, edit) : null),
                _ => new SheetField(
                    NameOf(q), answers.Suggested?.ToString() ?? "", answers.AmountSuggested,
                    (typed, edit) => typed.Trim().Length == 0 ? new AnswersLife.SuggestAmount(null, edit)
                        : Written.Amount(typed) is { } amount ? new AnswersLife.SuggestAmount(amount, edit) : null),
            }),
        ];
    }

    /// <summary>
    /// The field that a fact wrote, with what it wrote; null where the expert has no such field, or its words were erased.
    /// </summary>
    public static (string Name, string Value)? WrittenBy(OpenedSheet opened, Fact fact)
    {
        return fact switch
        {
            LeafLife.Scored scored => Leaf(scored.Indicator) is { } leaf
                ? (ScoreOf(leaf), ValueOf(leaf, scored.Score, scored.NotApplicable)) : null,
            LeafLife.Explained { Reason.Text: { } reason } explained =>
                Leaf(explained.Indicator) is { } leaf ? (ReasonOf(leaf), reason) : null,
            AnswersLife.Commented { OverallComment.Text: { } comment } => (NameOf(SheetQuestionKind.OverallComment), comment),
            AnswersLife.FamiliarityStated stated => (NameOf(SheetQuestionKind.Familiarity), Said(stated.Familiarity)),
            AnswersLife.Recommended word => (NameOf(SheetQuestionKind.Recommendation), Said(word.Recommendation)),
            AnswersLife.AmountSuggested amount => (NameOf(SheetQuestionKind.SuggestedAmount), amount.Suggested?.ToString() ?? ""),
            _ => null,
        };

        IndicatorNode? Leaf(IndicatorCode code) => opened.Written.FirstOrDefault(l => l.Code == code);
    }

    public static string ScoreOf(IndicatorNode leaf) => $"score.{leaf.Code}";

    public static string ReasonOf(IndicatorNode leaf) => $"reason.{leaf.Code}";

    public static string NameOf(SheetQuestion question) => NameOf(question.Kind);

    public static string NameOf(SheetQuestionKind question) => $"{question}";

    /// <summary>Of all fields with their values: equal on screen and server, or something is not saved.</summary>
    public static string DigestOf(IEnumerable<SheetField> fields) =>
        Fnv(fields.Aggregate(new StringBuilder(), (text, f) => text.Append(f.Name).Append('=').Append(f.Value).Append('\n')).ToString());

    /// <summary>A score as a control of the page holds it.</summary>
    public static string ValueOf(IndicatorNode leaf, Rational? given, bool notApplicable)
    {
        if (given is not { } score)
        {
            return notApplicable ? ScoreText.NotApplicableText : "";
        }
        var choice = Enumerable.Range(0, leaf.Choices.Count).FirstOrDefault(i => leaf.Choices[i] == score, -1);
        return choice >= 0 ? $"#{choice}" : score.ToExactText();
    }

    private static string Said<T>(T answer)
        where T : struct, Enum => Equals(answer, default(T)) ? "" : $"{answer}";

    private static T? Read<T>(string typed, T unstated)
        where T : struct,
        Enum => typed.Length == 0 ? unstated : Enum.TryParse<T>(typed, out var answer) && Enum.IsDefined(answer) ? answer : null;

    /// <summary>FNV-1a of 64 bits over UTF-16 units: no secret, and the same few lines in the script.</summary>
    private static string Fnv(string text) =>
        text.Aggregate(Offset, (hash, c) => unchecked((hash ^ c) * Prime))
        .ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
}
