using GrantReview.Core.Awards;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Reports;

/// <summary>One reason with what it stood at, and the sentence for people.</summary>
public sealed record ExplainedReason(Reason Reason, LocalText Words);

/// <summary>A quota that the application falls under, as it stood before the decision.</summary>
/// <param name="Barred">This quota is among the reasons.</param>
public sealed record ExplainedLoad(QuotaLoad Load, LocalText Words, bool Barred);

/// <summary>A single change that would have funded it, and who would lose by that.</summary>
public sealed record ExplainedChange(LocalText Words, IReadOnlyList<ApplicationId> Losers);

/// <summary>
/// Why one application is funded or not: its step in the walk, what barred it, the quotas at that moment, and what would have to change.
/// </summary>
/// <param name="Number">Its place over all applications, from 1.</param>
/// <param name="Score">Null where nobody scores.</param>
/// <param name="Reserve">Its place on the replacement list; null = not on it.</param>
/// <param name="Changes">Empty for a funded one, and where no single step of one figure would fund it.</param>
public sealed record ExplainedApplication(
    ApplicationId Id, int Number, Rational? Score, Money? Amount, LocalText Outcome, IReadOnlyList<ExplainedReason> Reasons,
    IReadOnlyList<ExplainedLoad> Loads, IReadOnlyList<ExplainedChange> Changes, int? Reserve);

/// <summary>The answer to "why not us?" for every application of an allocation, in ranking order.</summary>
public static class AllocationExplanation
{
    public static IReadOnlyList<ExplainedApplication> Of(AllocationProblem problem, AllocationPlan plan)
    {
        var quotas = problem.Quotas.ToDictionary(q => q.Id);
        var applications = problem.Applications.ToDictionary(a => a.Id);
        var reserve = plan.Reserve.Select((id, i) => (id, i)).ToDictionary(r => r.id, r => r.i + 1);
        var changes = plan.Sensitivity.SelectMany(s => s.Gain.Select(id => (id, s))).ToLookup(c => c.id, c => c.s);
        return [.. plan.Steps.Select(ExplainedOf)];

        ExplainedApplication ExplainedOf(AllocationStep step)
        {
            var asked = applications[step.Id].Amount;
            var barring = step.Reasons.OfType<Reason.OfQuota>().Select(r => r.Quota).ToHashSet();
            return new ExplainedApplication(
                step.Id, step.Number, applications[step.Id] is { IsScored: true } scored ? scored.Score : null, step.Amount,
                step.Amount is not { } amount ? Said.Of(reserve.ContainsKey(step.Id) ? Decision.Reserve : Decision.NotFunded)
                    : amount == asked ? Said.Of("AllocationExplanation.Funded", amount)
                        : Said.Of("AllocationExplanation.FundedInPart", amount, asked),
                [.. step.Reasons.Select(r => new ExplainedReason(r, WithLoad(r, step)))],
                [.. step.Loads.Select(l => new ExplainedLoad(l, Standing(quotas[l.Quota], l), barring.Contains(l.Quota)))],
                [.. changes[step.Id].Select(c => new ExplainedChange(If(c.Change), c.Lose))],
                reserve.TryGetValue(step.Id, out var place) ? place : null);
        }

        LocalText WithLoad(Reason reason, AllocationStep step)
        {
            if (reason is Reason.BelowMinimum(var score, var line))
            {
                return Said.Of("AllocationExplanation.BelowMinimum", score, line);
            }
            var words = ReportWords.OfReason(reason, problem.Quotas);
            return reason is Reason.OfQuota { Quota: var barring } && step.Loads.FirstOrDefault(l => l.Quota == barring) is { } load
                && Standing(quotas[barring], load) is var then ? Said.Of("Report.InBrackets", words, then) : words;
        }

        LocalText If(AllocationChange change) => change switch
        {
            AllocationChange.OfQuota(var quota, _, var by) => IfQuota(quotas[quota], by),
            AllocationChange.OfMinimumScore(var by) => Said.Of("AllocationExplanation.IfMinimumScore", problem.MinScore + by),
            _ => throw new ArgumentOutOfRangeException(nameof(change)),
        };

        static LocalText IfQuota(Quota quota, long by)
        {
            var (name, size) = (ReportWords.NameOf(quota), ReportWords.Size(quota, Math.Abs(by)));
            return (quota.Measure, by > 0) switch
            {
                (QuotaMeasure.Count, true) => Said.Of("AllocationExplanation.IfOnePlaceMore", name),
                (QuotaMeasure.Count, false) => Said.Of("AllocationExplanation.IfOnePlaceLess", name),
                (_, true) => Said.Of("AllocationExplanation.IfYuanMore", name, size),
                (_, false) => Said.Of("AllocationExplanation.IfYuanLess", name, size),
            };
        }

        static LocalText Standing(Quota quota, QuotaLoad load)
        {
            var (name, used) = (ReportWords.NameOf(quota), ReportWords.Size(quota, load.Used));
            var taken = (quota.Measure, load.Max) switch
            {
                (QuotaMeasure.Count, { } max) => Said.Of("AllocationExplanation.PlacesTakenOf", name, used, ReportWords.Size(quota, max)),
                (QuotaMeasure.Count, null) => Said.Of("AllocationExplanation.PlacesTaken", name, used),
                (_, { } max) => Said.Of("AllocationExplanation.YuanTakenOf", name, used, ReportWords.Size(quota, max)),
                (_, null) => Said.Of("AllocationExplanation.YuanTaken", name, used),
            };
            return load.Min is { } min ? Said.Of("AllocationExplanation.Needed", taken, ReportWords.Size(quota, min)) : taken;
        }
    }
}
