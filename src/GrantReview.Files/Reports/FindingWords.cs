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
        Outcome.Pass => Said.Of("FindingWords.Met"),
        Outcome.Warn => Said.Of("FindingWords.Warning"),
        Outcome.Fail => Said.Of("FindingWords.NotMet"),
        _ => Said.Of("FindingWords.NeedsAPerson"),
    };

    public static LocalText Of(VerdictKind kind) => kind switch
    {
        VerdictKind.Met => Said.Of("FindingWords.Met"),
        VerdictKind.NotMet => Said.Of("FindingWords.NotMet"),
        _ => Said.Of("FindingWords.Waived"),
    };

    /// <summary>
    /// The clause of a rule with what it says, as people quote it; null where the call has no such rule. A question that stands for a
    /// setting has no clause.
    /// </summary>
    public static LocalText? ClauseOf(RuleId id, Call call) =>
        CallFindings.Rules(call).FirstOrDefault(r => r.Id == id) is { } rule ? ClauseOf(rule) : null;

    /// <summary>What a rule says: the call's words, or those of the setting that it stands for.</summary>
    public static LocalText TextOf(EligibilityRule rule) => rule switch
    {
        { Text: { } text } => text,
        { StandsFor: { } setting } => Said.Of(setting),
        _ => throw new ArgumentException($"The rule {rule.Id} says nothing.", nameof(rule)),
    };

    internal static LocalText ClauseOf(EligibilityRule rule)
    {
        var text = TextOf(rule);
        return rule.Id.Value == rule.Clause ? text
            : Said.Of("FindingWords.Clause",
                new LocalText(Short(text.En, ": ").TrimEnd('.'), Short(text.Zh, "：").TrimEnd('。')), rule.Clause);
    }

    /// <summary>A long clause that lists things is quoted without the list.</summary>
    private static string Short(string text, string before) =>
        text.Length > 80 && text.IndexOf(before, StringComparison.Ordinal) is var list and > 0 ? text[..list] : text;

    /// <summary>The verdict with its clause, who gave it and why: "waived by 二（三）2 — 虚构甲, 2025-08-20: …".</summary>
    public static LocalText Of(Verdict verdict)
    {
        var who = string.Join(", ", new[] { verdict.By, Moment(verdict.At) }.Where(t => t.Length > 0));
        var said = verdict.Clause.Length == 0 ? Of(verdict.Kind) : Said.Of("FindingWords.ByClause", Of(verdict.Kind), verdict.Clause);
        said = who.Length == 0 ? said : Said.Of("Report.Dash", said, who);
        return verdict.Reason.Length == 0 ? said : Said.Of("Report.Labelled", said, verdict.Reason);
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
        var outcome = finding.Binds ? Of(finding.Outcome) : Said.Of("FindingWords.DoesNotApply");
        var figures = finding.Figures.Select(f => Of(f, call)).ToList();
        var unknown = finding.Unknown.Select(u => FieldWords.Name(call, u)).ToList();
        var said = Said.Of("Report.InBrackets", outcome, finding.Rule.Clause);
        List<LocalText> clauses = [figures.Count == 0 ? said : Said.Of("Report.Labelled", said, Said.Clauses(figures))];
        if (unknown.Count > 0)
        {
            clauses.Add(Said.Of("FindingWords.Unknown", Said.List(unknown)));
        }
        if (finding is { Outcome: Outcome.Person, Rule: { Condition: null, Person: { } person } })
        {
            clauses.Add(person);
        }
        return Said.Clauses(clauses);
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
        return Said.Clauses(finding.Figures.Select(f => Of(f, call)));
    }

    /// <summary>A figure with what it was compared with; one that is blank or cannot be read is said to be.</summary>
    private static LocalText Of(Figure figure, Call call)
    {
        var (name, value, bound) = (NameOf(figure, call), ValueOf(figure, call, figure.Value), BoundOf(figure, call));
        var stated = figure switch
        {
            { Value.Length: 0 } => Said.Of("FindingWords.NotStated", name),
            { Holds: null } => Said.Of("FindingWords.Unreadable", name, value),
            _ => Said.Joined([name, value], " = "),
        };
        // Whether one comparison holds says nothing of the rule, which may ask for the contrary: so it is not marked.
        return figure.Sign.Length + figure.Bound.Length == 0 || figure.Bound == "yes" ? stated
            : figure.Sign switch
            {
                "∈" when figure.Accepted.Count == 1 => Said.Of("FindingWords.Is", stated, bound),
                "∈" => Said.Of("FindingWords.OneOf", stated, bound),
                "∩" => Said.Of("FindingWords.SomeOf", stated, bound),
                "⊆" => Said.Of("FindingWords.OnlyOf", stated, bound),
                "⊇" => Said.Of("FindingWords.Covers", stated, bound),
                _ => Said.Of("FindingWords.Compared", stated, figure.Sign, bound),
            };
    }

    private static LocalText NameOf(Figure figure, Call call)
    {
        var names = figure.Columns.Select(c => FieldWords.Name(call, c)).ToList();
        return (figure.Kind, names) switch
        {
            (FigureKind.Items, [var one]) => Said.Of("FindingWords.Items", one),
            (FigureKind.Ratio, [var above, var under]) => Said.Joined([above, under], " : "),
            (FigureKind.Years, [var from, var to]) => Said.Of("FindingWords.Years", from, to),
            (FigureKind.Months, [var from, var to]) => Said.Of("FindingWords.Months", from, to),
            (FigureKind.Applications, [var one]) => Said.Of("FindingWords.Applications", one),
            (FigureKind.Retirement, [var at]) => Said.Of("FindingWords.Retirement", at),
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
