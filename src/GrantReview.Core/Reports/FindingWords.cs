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

    /// <summary>The outcome with the figures that decided, or what is missing: "not met (二（三）2): own_funds = 199999 ✗ ≥ 200000".</summary>
    public static LocalText Of(Finding finding)
    {
        var outcome = finding.IsWaived ? new LocalText("set aside by a person", "已由人工豁免") : finding.Binds ? Of(finding.Outcome) : new LocalText("does not apply", "不适用");
        var figures = string.Join("; ", finding.Figures.Select(f => f.ToString()));
        var missing = finding.Unknown.Count == 0 ? new LocalText("", "") : new($"; missing or unreadable: {string.Join(", ", finding.Unknown)}", $"；缺失或无法识别：{string.Join("、", finding.Unknown)}");
        var why = finding is { Outcome: Outcome.Person, Rule: { Condition: null, Person: { } person } } ? new LocalText($"; {person.En}", $"；{person.Zh}") : new LocalText("", "");
        return new LocalText(
            $"{outcome.En} ({finding.Rule.Clause}){(figures.Length == 0 ? "" : $": {figures}")}{missing.En}{why.En}",
            $"{outcome.Zh}（{finding.Rule.Clause}）{(figures.Length == 0 ? "" : $"：{figures}")}{missing.Zh}{why.Zh}");
    }
}
