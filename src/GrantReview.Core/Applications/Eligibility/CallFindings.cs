using GrantReview.Core.Calls;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Applications.Eligibility;

/// <summary>
/// All that a call asks of its applications: its rules, what a blank cell leaves open of its limits, amounts and order, and the rules of
/// stage award on
/// the amounts that are due. Findings of awards are made only of who is not out by then.
/// </summary>
public static class CallFindings
{
    /// <param name="measured">The columns that points of a category's applications are worked out from.</param>
    public static IReadOnlyList<Finding> Of(
        Call call, Func<CategoryCode, IReadOnlyList<string>> measured, IReadOnlyList<Application> applications,
        IReadOnlyList<Verdict> verdicts) =>
        WithAmounts(call, measured, applications, verdicts, new HashSet<ApplicationId>()).Findings;

    /// <summary>Whether each application competes: by its findings, and by its own amount, which is known before anybody scores.</summary>
    public static IReadOnlyDictionary<ApplicationId, ApplicationStanding> Standings(
        Call call, IReadOnlyList<Application> applications, IReadOnlyList<Finding> findings)
    {
        var alone = Amounts.Of(call, applications, _ => false);
        return ApplicationStanding.Of(applications, findings).ToDictionary(
            s => s.Key, s => s.Value with { IsUndue = alone[s.Key] is { NothingDue: true } or { BelowFloor: true } });
    }

    /// <summary>Every rule that a finding can be of: the call's own, and those that stand for its settings.</summary>
    public static IEnumerable<EligibilityRule> Rules(Call call) => call.Eligibility.Rules.Concat(OpenSettings.Rules(call));

    public static IReadOnlySet<RuleId> RuleIds(Call call) => Rules(call).Select(r => r.Id).ToHashSet();

    /// <summary>
    /// With the amount of each application; only who is admitted, not vetoed and keeps the rules of awards competes for what is paid once
    /// or capped.
    /// </summary>
    /// <param name="beforeVerdicts">By the rules of packages of schema 1, which asked neither for blank cells nor about awards.</param>
    internal static (IReadOnlyList<Finding> Findings, IReadOnlyDictionary<ApplicationId, AmountChain> Amounts) WithAmounts(
        Call call, Func<CategoryCode, IReadOnlyList<string>> measured, IReadOnlyList<Application> applications,
        IReadOnlyList<Verdict> verdicts, IReadOnlySet<ApplicationId> vetoed, bool beforeVerdicts = false)
    {
        var findings =
            Evaluator.Evaluate(beforeVerdicts ? call.Eligibility : call.AskedRules, applications, verdicts, beforeVerdicts);
        if (!beforeVerdicts)
        {
            findings = InOrder(
                call, findings.Concat(Evaluator.Answered(OpenSettings.Of(call, measured, applications, findings), verdicts)));
        }
        var standings = ApplicationStanding.Of(applications, findings, beforeVerdicts);
        var barred = new Dictionary<ApplicationId, IReadOnlyList<Finding>>();
        while (true)
        {
            var amounts = Amounts.Of(
                call, applications, a => standings[a.Id].IsAdmitted && !vetoed.Contains(a.Id) && !barred.ContainsKey(a.Id), beforeVerdicts);
            if (beforeVerdicts)
            {
                return (findings, amounts);
            }
            var due = applications.Where(a => !barred.ContainsKey(a.Id) && !standings[a.Id].IsIneligible && !vetoed.Contains(a.Id))
                .Select(Asked).ToList();
            var next = due.Where(d => d.Findings.Any(f => f.Fails || f.IsOpen)).ToList();
            if (next.Count == 0)
            {
                return (InOrder(call, findings.Concat(barred.Values.Concat(due.Select(d => d.Findings)).SelectMany(f => f))), amounts);
            }
            foreach (var (id, ofAward) in next)
            {
                barred.Add(id, ofAward);
            }

            // What a cap leaves may need a figure that the whole amount did not.
            (ApplicationId Id, IReadOnlyList<Finding> Findings) Asked(Application application) =>
                (application.Id, amounts[application.Id] switch
            {
                { MissingAttribute: { } missing } when standings[application.Id].IsAdmitted =>
                    Evaluator.Answered([OpenSettings.OfAmount(call, application, missing)], verdicts),
                { IsDue: true } chain => Evaluator.OfAward(call, application, chain.Amount, verdicts),
                _ => [],
            });
        }
    }

    private static IReadOnlyList<Finding> InOrder(Call call, IEnumerable<Finding> findings)
    {
        var place = call.Eligibility.Rules.Select((r, i) => (r.Id, i)).ToDictionary(r => r.Id, r => r.i);
        return [.. findings.OrderBy(f => f.Application).ThenBy(f => place.GetValueOrDefault(f.Rule.Id, int.MaxValue))
            .ThenBy(f => f.Rule.Id)];
    }
}
