using GrantReview.Core.Awards;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Reports;

/// <summary>One reason with what it stood at: the code of the answer and the sentence for people.</summary>
public sealed record ExplainedReason(string Code, LocalText Words);

/// <summary>A quota that the application falls under, as it stood before the decision.</summary>
/// <param name="Barred">This quota is among the reasons.</param>
public sealed record ExplainedLoad(QuotaLoad Load, LocalText Words, bool Barred);

/// <summary>A single change that would have funded it, and who would lose by that.</summary>
public sealed record ExplainedChange(LocalText Words, IReadOnlyList<string> Losers);

/// <summary>Why one application is funded or not: its step in the walk, what barred it, the quotas at that moment, and what would have to change.</summary>
/// <param name="Number">Its place over all applications, from 1.</param>
/// <param name="Score">Null where nobody scores.</param>
/// <param name="Reserve">Its place on the replacement list; null = not on it.</param>
/// <param name="Changes">Empty for a funded one, and where no single step of one figure would fund it.</param>
public sealed record ExplainedApplication(
    string Id, int Number, Rational? Score, Money? Amount, LocalText Outcome, IReadOnlyList<ExplainedReason> Reasons,
    IReadOnlyList<ExplainedLoad> Loads, IReadOnlyList<ExplainedChange> Changes, int? Reserve);

/// <summary>The answer to "why not us?" for every application of an allocation, in ranking order.</summary>
public static class AllocationExplanation
{
    public static IReadOnlyList<ExplainedApplication> Of(AllocationProblem problem, AllocationPlan plan)
    {
        var quotas = problem.Quotas.ToDictionary(q => q.Id, StringComparer.Ordinal);
        var applications = problem.Applications.ToDictionary(a => a.Id, StringComparer.Ordinal);
        var reserve = plan.Reserve.Select((id, i) => (id, i)).ToDictionary(r => r.id, r => r.i + 1, StringComparer.Ordinal);
        var changes = plan.Sensitivity.SelectMany(s => s.Gain.Select(id => (id, s))).ToLookup(c => c.id, c => c.s, StringComparer.Ordinal);
        return [.. plan.Steps.Select(ExplainedOf)];

        ExplainedApplication ExplainedOf(AllocationStep step)
        {
            var asked = applications[step.Id].Amount;
            return new ExplainedApplication(
                step.Id, step.Number, applications[step.Id] is { IsScored: true } scored ? scored.Score : null, step.Amount,
                step.Amount is not { } amount ? ReportWords.Of(reserve.ContainsKey(step.Id) ? Decision.Reserve : Decision.NotFunded)
                    : amount == asked ? new($"Funded with {amount} yuan", $"拟立项，{amount} 元") : new($"Funded with {amount} of {asked} yuan: what was left", $"拟立项，以余额 {amount} 元支持（应为 {asked} 元）"),
                [.. step.Reasons.Select(r => new ExplainedReason(r, WithLoad(r, step)))],
                [.. step.Loads.Select(l => new ExplainedLoad(l, Standing(quotas[l.Quota], l), step.Reasons.Any(r => r == l.Quota || r.EndsWith(":" + l.Quota, StringComparison.Ordinal))))],
                [.. changes[step.Id].Select(c => new ExplainedChange(If(c), c.Lose))], reserve.TryGetValue(step.Id, out var place) ? place : null);
        }

        LocalText WithLoad(string reason, AllocationStep step)
        {
            var words = reason == "minScore" ? new($"{applications[step.Id].Score} is below the minimum score {problem.MinScore}", $"得分 {applications[step.Id].Score} 低于最低分数线 {problem.MinScore}") : ReportWords.OfReason(reason, problem.Quotas);
            return step.Loads.FirstOrDefault(l => reason == l.Quota || reason.EndsWith(":" + l.Quota, StringComparison.Ordinal)) is { } load && Standing(quotas[load.Quota], load) is var then
                ? new($"{words.En} ({then.En})", $"{words.Zh}（{then.Zh}）") : words;
        }

        LocalText If(SensitivityChange change) =>
            change.Points is { } points ? new($"if the minimum score were {problem.MinScore + points}", $"若最低分数线为 {problem.MinScore + points}")
            : !quotas.TryGetValue(change.Quota, out var quota) ? new(change.Quota)
            : quota.Measure == QuotaMeasure.Count
                ? new($"with {(change.By > 0 ? "one place more" : "one place less")} in {ReportWords.NameOf(quota).En}", $"若 {ReportWords.NameOf(quota).Zh} {(change.By > 0 ? "增加" : "减少")} 1 个名额")
                : new($"with {ReportWords.Size(quota, Math.Abs(change.By))} yuan {(change.By > 0 ? "more" : "less")} in {ReportWords.NameOf(quota).En}", $"若 {ReportWords.NameOf(quota).Zh} {(change.By > 0 ? "增加" : "减少")} {ReportWords.Size(quota, Math.Abs(change.By))} 元");

        static LocalText Standing(Quota quota, QuotaLoad load)
        {
            var (unit, unitZh) = quota.Measure == QuotaMeasure.Count ? ("places", "个名额") : ("yuan", "元");
            var (most, mostZh) = load.Max is { } max ? ($" of at most {ReportWords.Size(quota, max)}", $"，上限 {ReportWords.Size(quota, max)}") : ("", "");
            var (least, leastZh) = load.Min is { } min ? ($", at least {ReportWords.Size(quota, min)} needed", $"，下限 {ReportWords.Size(quota, min)}") : ("", "");
            return new($"{ReportWords.NameOf(quota).En}: {ReportWords.Size(quota, load.Used)}{most} {unit} taken{least}", $"{ReportWords.NameOf(quota).Zh}：当时已用 {ReportWords.Size(quota, load.Used)} {unitZh}{mostZh}{leastZh}");
        }
    }
}
