using System.Globalization;
using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Calls;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Reports;

/// <summary>Findings of the eligibility rules in words.</summary>
public static class FindingWords
{
    public static LocalText Of(Outcome outcome) => outcome switch
    {
        Outcome.Pass => new("met", "符合"),
        Outcome.Warn => new("warning", "提示"),
        Outcome.Fail => new("not met", "不符合"),
        _ => new("needs a person", "须人工判断"),
    };

    public static LocalText Of(VerdictKind kind) => kind switch
    {
        VerdictKind.Met => new("met", "符合"),
        VerdictKind.NotMet => new("not met", "不符合"),
        _ => new("waived", "豁免"),
    };

    /// <summary>
    /// The clause of a rule with what it says, as people quote it; null where the call has no such rule. A question that stands for a
    /// setting has no clause.
    /// </summary>
    public static LocalText? ClauseOf(RuleId id, Call call) =>
        call.Eligibility.Rules.Concat(OpenSettings.Rules(call)).FirstOrDefault(r => r.Id == id) is { } rule ? ClauseOf(rule) : null;

    internal static LocalText ClauseOf(EligibilityRule rule) => rule.Id.Value == rule.Clause ? rule.Text
        : new($"“{Short(rule.Text.En, ": ").TrimEnd('.')}” ({rule.Clause})", $"“{Short(rule.Text.Zh, "：").TrimEnd('。')}”（{rule.Clause}）");

    /// <summary>A long clause that lists things is quoted without the list.</summary>
    private static string Short(string text, string before) =>
        text.Length > 80 && text.IndexOf(before, StringComparison.Ordinal) is var list and > 0 ? text[..list] : text;

    /// <summary>The verdict with its clause, who gave it and why: "waived by 二（三）2 — 虚构甲, 2025-08-20: …".</summary>
    public static LocalText Of(Verdict verdict)
    {
        var word = Of(verdict.Kind);
        var who = string.Join(", ", new[] { verdict.By, Moment(verdict.At) }.Where(t => t.Length > 0));
        var (en, zh) =
            verdict.Clause.Length == 0 ? (word.En, word.Zh) : ($"{word.En} by {verdict.Clause}", $"{word.Zh}（依据 {verdict.Clause}）");
        return new LocalText(
            $"{en}{(who.Length == 0 ? "" : $" — {who}")}{(verdict.Reason.Length == 0 ? "" : $": {verdict.Reason}")}",
            $"{zh}{(who.Length == 0 ? "" : $" —— {who}")}{(verdict.Reason.Length == 0 ? "" : $"：{verdict.Reason}")}");
    }

    /// <summary>An instant as papers say it, in China's time to the minute; a day or anything else as it is written.</summary>
    private static string Moment(string at) =>
        at.Contains('T', StringComparison.Ordinal)
        && DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? instant.ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : at;

    /// <summary>
    /// The outcome with the figures that decided, or what is missing: "not met (二（三）2): Own funds = 1 yuan (compared with ≥ 2 yuan)".
    /// </summary>
    public static LocalText Of(Finding finding, Call call)
    {
        var outcome = finding.Binds ? Of(finding.Outcome) : new LocalText("does not apply", "不适用");
        var figures = finding.Figures.Select(f => Of(f, call)).ToList();
        var unknown = finding.Unknown.Select(u => FieldWords.Name(call, u)).ToList();
        var missing = unknown.Count == 0 ? new LocalText("", "")
            : new(
                $"; missing or unreadable: {string.Join(", ", unknown.Select(u => u.En))}",
                $"；缺失或无法识别：{string.Join("、", unknown.Select(u => u.Zh))}");
        var why = finding is { Outcome: Outcome.Person, Rule: { Condition: null, Person: { } person } }
            ? new LocalText($"; {person.En}", $"；{person.Zh}") : new LocalText("", "");
        return new LocalText(
            $"{outcome.En} ({finding.Rule.Clause})" +
            $"{(figures.Count == 0 ? "" : $": {string.Join("; ", figures.Select(f => f.En))}")}{missing.En}{why.En}",
            $"{outcome.Zh}（{finding.Rule.Clause}）" +
            $"{(figures.Count == 0 ? "" : $"：{string.Join("；", figures.Select(f => f.Zh))}")}{missing.Zh}{why.Zh}");
    }

    /// <summary>
    /// What the applicant stated, by the names that people know: "Own funds = 1 yuan (compared with ≥ 2 yuan)"; or why a person must look.
    /// </summary>
    public static LocalText OfValues(Finding finding, Call call)
    {
        if (finding.Figures.Count == 0)
        {
            return finding.Rule.Person ?? new LocalText("—");
        }
        var figures = finding.Figures.Select(f => Of(f, call)).ToList();
        return new LocalText(string.Join("; ", figures.Select(f => f.En)), string.Join("；", figures.Select(f => f.Zh)));
    }

    /// <summary>A figure with what it was compared with; one that is blank or cannot be read is said to be.</summary>
    private static LocalText Of(Figure figure, Call call)
    {
        var (name, value, bound) = (NameOf(figure, call), ValueOf(figure, call, figure.Value), BoundOf(figure, call));
        var (en, zh) = figure switch
        {
            { Value.Length: 0 } => ($"{name.En} not stated", $"{name.Zh} 未填写"),
            { Holds: null } => ($"{name.En} = {value.En}, unreadable", $"{name.Zh} = {value.Zh}，无法识别"),
            _ => ("", ""),
        };
        if (en.Length == 0)
        {
            (en, zh) = ($"{name.En} = {value.En}", $"{name.Zh} = {value.Zh}");
        }
        // Whether one comparison holds says nothing of the rule, which may ask for the contrary: so it is not marked.
        return figure.Sign.Length + figure.Bound.Length == 0 || figure.Bound == "yes" ? new LocalText(en, zh)
            : new LocalText($"{en} (compared with {figure.Sign} {bound.En})", $"{zh}（对照 {figure.Sign} {bound.Zh}）");
    }

    private static LocalText NameOf(Figure figure, Call call)
    {
        var names = figure.Columns.Select(c => FieldWords.Name(call, c)).ToList();
        return (figure.Kind, names) switch
        {
            (FigureKind.Items, [var one]) => new($"{one.En} (how many)", $"{one.Zh}（项数）"),
            (FigureKind.Ratio, [var above, var under]) => new($"{above.En} : {under.En}", $"{above.Zh} : {under.Zh}"),
            (FigureKind.Years, [var from, var to]) => new($"Full years, {from.En} to {to.En}", $"{from.Zh}至{to.Zh}的周年数"),
            (FigureKind.Months, [var from, var to]) => new($"Months, {from.En} to {to.En}", $"{from.Zh}至{to.Zh}的月数"),
            (FigureKind.Applications, [var one]) => new($"Applications with the same {one.En}", $"同一{one.Zh}的申报项数"),
            (FigureKind.Retirement, [var at]) => new($"{at.En} / month of retirement", $"{at.Zh} / 法定退休月份"),
            (_, [var one]) => one,
            _ => new LocalText(figure.Name),
        };
    }

    private static LocalText BoundOf(Figure figure, Call call) => figure switch
    {
        { IsBoundByColumn: true } => FieldWords.Name(call, figure.Bound),
        { Accepted.Count: > 0, Columns: [var column] } => FieldWords.Values(call, column, figure.Accepted),
        { Bound: "yes" } => FieldWords.Answer(true),
        _ => ValueOf(figure, call, figure.Bound),
    };

    /// <summary>A value or bound of one column as its cells are shown; a figure made of several is a number.</summary>
    private static LocalText ValueOf(Figure figure, Call call, string value) => figure switch
    {
        { Kind: FigureKind.Value, Columns: [var column] } => FieldWords.Value(call, column, value),
        _ => new LocalText(value),
    };
}
