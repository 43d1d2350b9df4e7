using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Reports;

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

    /// <summary>The verdict with its clause, who gave it and why: "waived by 二（三）2 — 虚构甲, 2025-08-20: …".</summary>
    public static LocalText Of(Verdict verdict)
    {
        var word = Of(verdict.Kind);
        var who = string.Join(", ", new[] { verdict.By, verdict.At }.Where(t => t.Length > 0));
        var (en, zh) = verdict.Clause.Length == 0 ? (word.En, word.Zh) : ($"{word.En} by {verdict.Clause}", $"{word.Zh}（依据 {verdict.Clause}）");
        return new LocalText(
            $"{en}{(who.Length == 0 ? "" : $" — {who}")}{(verdict.Reason.Length == 0 ? "" : $": {verdict.Reason}")}",
            $"{zh}{(who.Length == 0 ? "" : $" —— {who}")}{(verdict.Reason.Length == 0 ? "" : $"：{verdict.Reason}")}");
    }

    /// <summary>The outcome with the figures that decided, or what is missing: "not met (二（三）2): own_funds = 199999 ✗ ≥ 200000".</summary>
    public static LocalText Of(Finding finding)
    {
        var outcome = finding.Binds ? Of(finding.Outcome) : new LocalText("does not apply", "不适用");
        var figures = finding.Figures.Select(Of).ToList();
        var missing = finding.Unknown.Count == 0 ? new LocalText("", "") : new($"; missing or unreadable: {string.Join(", ", finding.Unknown)}", $"；缺失或无法识别：{string.Join("、", finding.Unknown)}");
        var why = finding is { Outcome: Outcome.Person, Rule: { Condition: null, Person: { } person } } ? new LocalText($"; {person.En}", $"；{person.Zh}") : new LocalText("", "");
        return new LocalText(
            $"{outcome.En} ({finding.Rule.Clause}){(figures.Count == 0 ? "" : $": {string.Join("; ", figures.Select(f => f.En))}")}{missing.En}{why.En}",
            $"{outcome.Zh}（{finding.Rule.Clause}）{(figures.Count == 0 ? "" : $"：{string.Join("；", figures.Select(f => f.Zh))}")}{missing.Zh}{why.Zh}");
    }

    /// <summary>What the applicant stated, by the names that people know: "own funds = 199999 (asked: ≥ 200000)"; or why a person must look.</summary>
    /// <param name="nameOf">A column in the reader's words.</param>
    public static LocalText OfValues(Finding finding, Func<string, string> nameOf)
    {
        if (finding.Figures.Count == 0)
        {
            return finding.Rule.Person ?? new LocalText("—");
        }
        var figures = finding.Figures.Select(f => Of(f with { Name = nameOf(f.Name) })).ToList();
        return new LocalText(string.Join("; ", figures.Select(f => f.En)), string.Join("；", figures.Select(f => f.Zh)));
    }

    /// <summary>A figure as it was compared; one that is blank or cannot be read is said to be, with what was asked.</summary>
    private static LocalText Of(Figure figure)
    {
        var asked = $"{figure.Sign} {figure.Bound}".TrimEnd();
        var (en, zh) = figure switch
        {
            { Value.Length: 0 } => ($"{figure.Name} not stated", $"{figure.Name} 未填写"),
            { Holds: null } => ($"{figure.Name} = {figure.Value}, unreadable", $"{figure.Name} = {figure.Value}，无法识别"),
            _ => ("", ""),
        };
        return en.Length == 0 ? new LocalText($"{figure}") : new LocalText($"{en} (asked: {asked})", $"{zh}（要求 {asked}）");
    }
}
