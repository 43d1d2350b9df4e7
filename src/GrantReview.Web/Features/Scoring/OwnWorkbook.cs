using GrantReview.Core.Numbers;
using GrantReview.Files.Workbooks;

namespace GrantReview.Web.Features.Scoring;

/// <summary>What becomes of an edit that was made in the workbook.</summary>
public enum FilledOutcome { Saves, NewerIsThere, CannotBeRead, SheetIsClosed }

/// <summary>An edit of one field of one of the expert's sheets.</summary>
/// <param name="Before">What the site has.</param>
/// <param name="After">As filled in.</param>
public sealed record FilledField(
    OpenedSheet Sheet, SheetField Field, string What, string Before, string After, Edit Edit, FilledOutcome Outcome, string Why);

/// <summary>
/// An expert's own sheets as one workbook, out and in. Each cell remembers the save that it was filled in over: what nobody edited is not
/// written, and what somebody saved since is never overwritten.
/// </summary>
public static class OwnWorkbook
{
    public static byte[] Draw(IReadOnlyList<OpenedSheet> sheets, string culture) =>
        FormWorkbook.Draw(TableSchema.OwnScores, culture, sheets.SelectMany(RowsOf));

    /// <summary>What the lines would change; lines that change nothing are left out.</summary>
    /// <param name="mistakes">Lines that are of no sheet or indicator of the expert.</param>
    public static IReadOnlyList<FilledField> Foresee(
        IReadOnlyList<OpenedSheet> sheets, IReadOnlyList<OwnScoreLine> lines, string file, DateTime now, List<Mistake> mistakes)
    {
        var own = sheets.ToDictionary(s => s.Application.Code, StringComparer.Ordinal);
        List<FilledField> filled = [];
        foreach (var line in lines)
        {
            if (!own.TryGetValue(line.Application, out var sheet))
            {
                mistakes.Add(new Mistake(file, line.Row, "application", "NotYours", line.Application));
                continue;
            }
            var fields = SheetField.Of(sheet).ToDictionary(f => f.Name, StringComparer.Ordinal);
            var seen = line.Seen.Split(' ');
            var leaf = sheet.Leaves.FirstOrDefault(l => l.Code.Value == line.Indicator);
            var (score, reason) = leaf is not null ? (SheetField.ScoreOf(leaf), SheetField.ReasonOf(leaf))
                : line.Indicator == $"{SheetQuestionKind.OverallComment}" ? ("", line.Indicator) : (line.Indicator, "");
            if (!fields.ContainsKey(score) && !fields.ContainsKey(reason))
            {
                mistakes.Add(new Mistake(file, line.Row, "indicator", "NoSuchIndicator", line.Indicator));
                continue;
            }
            Add(sheet, fields.GetValueOrDefault(score), leaf, ValueOf(leaf, line.Indicator, line.Score), line.Score,
                seen.ElementAtOrDefault(0));
            Add(sheet, fields.GetValueOrDefault(reason), leaf, line.Reason.ReplaceLineEndings("\n"), line.Reason,
                seen.ElementAtOrDefault(1));
        }
        return filled;

        void Add(OpenedSheet sheet, SheetField? field, IndicatorNode? leaf, string value, string typed, string? seen)
        {
            // Without its mark a cell was filled in over nothing that is known.
            var mark = (seen ?? "").Split(':');
            var edition = mark.Length == 2 && long.TryParse(mark[0], CultureInfo.InvariantCulture, out var number) ? number : 0;
            if (field is null || value == field.Value || (mark.Length == 2 && (field with { Value = value }).Digest == mark[1]))
            {
                return;
            }
            var edit = new Edit(edition, Guid.CreateVersion7());
            var by = new By(sheet.Expert.UserId, Capacity.Expert, now, edit.Operation);
            var (outcome, why) = !sheet.CanEdit(now) ? (FilledOutcome.SheetIsClosed, Text.Of("Sheet.Closed"))
                : field.ToAct(value, edit) is not { } act ? (FilledOutcome.CannotBeRead, Text.Of("Fault.Amount"))
                : sheet.Sheet.WouldRefuse(act, by, sheet.Evidence) switch
                {
                    null => (FilledOutcome.Saves, ""),
                    SheetLife.NewerIsThere newer => (FilledOutcome.NewerIsThere, RefusalText.Of(newer)),
                    var refusal => (FilledOutcome.CannotBeRead, RefusalText.Of(refusal)),
                };
            filled.Add(new FilledField(sheet, field with { Value = value }, NameOf(field, leaf),
                Worded(sheet, field, leaf, field.Value), typed, edit, outcome, why));
        }
    }

    private static IEnumerable<IReadOnlyList<string>> RowsOf(OpenedSheet sheet)
    {
        var fields = SheetField.Of(sheet).ToDictionary(f => f.Name, StringComparer.Ordinal);
        foreach (var leaf in sheet.Written)
        {
            var (score, reason) = (fields[SheetField.ScoreOf(leaf)], fields[SheetField.ReasonOf(leaf)]);
            yield return
            [
                sheet.Application.Code, leaf.Code.Value, sheet.Application.Title, Text.Of(leaf.Name),
                    $"{Formats.Plain(leaf.Min)}–{Formats.Plain(leaf.Max)}",
                Worded(sheet, score, leaf, score.Value), reason.Value, $"{MarkOf(score)} {MarkOf(reason)}",
            ];
        }
        foreach (var question in sheet.Call.Scoring.Questions)
        {
            var field = fields[SheetField.NameOf(question)];
            var isText = question.Kind == SheetQuestionKind.OverallComment;
            yield return
            [
                sheet.Application.Code, field.Name, sheet.Application.Title, NameOf(field, null), "",
                isText ? "" : Worded(sheet, field, null, field.Value), isText ? field.Value : "", isText ? $"- {MarkOf(field)}"
                    : MarkOf(field),
            ];
        }
    }

    private static string MarkOf(SheetField field) => $"{field.Save.Edition}:{field.Digest}";

    /// <summary>
    /// What was filled in as a control of the page would hold it; what cannot be read stays as it is, so that the act refuses it.
    /// </summary>
    private static string ValueOf(IndicatorNode? leaf, string field, string typed)
    {
        if (leaf is not null)
        {
            var word = typed.Trim();
            var choice = Enumerable.Range(0, leaf.Choices.Count).FirstOrDefault(i => ChoiceOf(leaf, i) == word, -1);
            return word.Length == 0 ? "" : choice >= 0 ? $"#{choice}"
                : ScoreText.ReadTyped(leaf, typed, out var score) != ScoreFault.None ? typed
                : SheetField.ValueOf(leaf, score, score is null);
        }
        return field == $"{SheetQuestionKind.Familiarity}" ? Of(AnswerText.Familiarities, AnswerText.Of)
            : field == $"{SheetQuestionKind.Recommendation}" ? Of(AnswerText.Recommendations, AnswerText.Of)
            : Written.Amount(typed) is { } amount ? $"{amount}" : typed.Trim();

        string Of<T>(IEnumerable<T> answers, Func<T, string> say) =>
            answers.Where(a => say(a) == typed.Trim()).Select(a => $"{a}").FirstOrDefault(typed.Trim());
    }

    /// <summary>A value as a person reads and writes it.</summary>
    private static string Worded(OpenedSheet sheet, SheetField field, IndicatorNode? leaf, string value)
    {
        if (leaf is not null && value.StartsWith('#'))
        {
            return ChoiceOf(leaf, int.Parse(value.AsSpan(1), CultureInfo.InvariantCulture));
        }
        return field.Name == $"{SheetQuestionKind.Familiarity}"
            ? sheet.Sheet.Answers.Familiarity is var known and not Familiarity.Unstated ? AnswerText.Of(known) : ""
            : field.Name == $"{SheetQuestionKind.Recommendation}"
                ? sheet.Sheet.Answers.Recommendation is var word and not Recommendation.Unstated ? AnswerText.Of(word) : ""
            : value;
    }

    private static string ChoiceOf(IndicatorNode leaf, int choice) => leaf.Indicator.Kind switch
    {
        IndicatorKind.Levels => Text.Of(leaf.Indicator.Levels[choice].Name),
        IndicatorKind.Veto => Text.Of(choice == 0 ? "Sheet.Pass" : "Sheet.Fail"),
        _ => Text.Of(choice == 0 ? "Sheet.Yes" : "Sheet.No"),
    };

    private static string NameOf(SheetField field, IndicatorNode? leaf) =>
        leaf is null ? Text.Of(Enum.Parse<SheetQuestionKind>(field.Name)) : field.Name == SheetField.ReasonOf(leaf)
            ? $"{Text.Of(leaf.Name)} · {Text.Of("Sheet.Reason")}" : Text.Of(leaf.Name);
}
