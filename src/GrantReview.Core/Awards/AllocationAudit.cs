using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Awards;

/// <summary>
/// Re-verifies a plan from the problem alone, sharing nothing with the solver: every broken rule in words; nothing means that the plan keeps them all.
/// </summary>
/// <remarks>
/// Where ties are included, counts give way and are not checked. Whether the set is the best one is checked as far as it shows without solving again:
/// by priority nobody is left out who fits beside all who are funded with at least the same score, unless a floor, a tie or a stop says why.
/// </remarks>
public static class AllocationAudit
{
    public static IReadOnlyList<string> Check(AllocationProblem problem, AllocationPlan plan)
    {
        var faults = new List<string>();
        var byId = problem.Applications.ToDictionary(a => a.Id, StringComparer.Ordinal);
        if (plan.Status == AllocationStatus.Infeasible)
        {
            if (plan.Funded.Count > 0 || plan.Conflicts.Count == 0)
            {
                faults.Add("An infeasible plan funds nobody and names what cannot hold together.");
            }
            return faults;
        }
        CheckEachOnce();
        var funded = plan.Funded.Where(f => byId.ContainsKey(f.Id)).Select(f => (Application: byId[f.Id], f.Amount)).ToList();
        foreach (var (application, amount) in funded)
        {
            CheckAward(application, amount);
        }
        foreach (var quota in problem.Quotas)
        {
            CheckQuota(quota);
        }
        foreach (var group in problem.Exclusive.Where(g => funded.Count(f => g.Contains(f.Application.Id)) > 1))
        {
            faults.Add($"More than one of {string.Join(", ", group)} is funded.");
        }
        if (plan.Spent != Money.Sum(plan.Funded.Select(f => f.Amount)))
        {
            faults.Add($"Spent is {plan.Spent}, the awards sum to {Money.Sum(plan.Funded.Select(f => f.Amount))}.");
        }
        foreach (var left in plan.NotFunded.Where(n => byId.ContainsKey(n.Id)))
        {
            CheckLeftOut(byId[left.Id], left.Reasons);
        }
        faults.AddRange(plan.Reserve.Where(id => plan.NotFunded.All(n => n.Id != id)).Select(id => $"{id} is on the replacement list and not among those who are not funded."));
        return faults;

        // "Every application is answered once."
        void CheckEachOnce()
        {
            foreach (var id in plan.Funded.Select(f => f.Id).Concat(plan.NotFunded.Select(n => n.Id)).CountBy(id => id).Where(c => c.Value > 1 || !byId.ContainsKey(c.Key)))
            {
                faults.Add($"{id.Key} is answered {id.Value} times, or is no application.");
            }
            faults.AddRange(byId.Keys.Except(plan.Funded.Select(f => f.Id)).Except(plan.NotFunded.Select(n => n.Id)).Order(StringComparer.Ordinal).Select(id => $"{id} is not answered."));
        }

        // "Whoever is funded may be, and gets the whole amount, or with partial awards at least the least."
        void CheckAward(AllocationApplication application, Money amount)
        {
            if (!application.Eligible || application.Score < problem.MinScore)
            {
                faults.Add($"{application.Id} is funded and not eligible, or below the minimum score.");
            }
            var partial = problem.Policy.Remainder == RemainderRule.Partial && application.MinAmount is { } least && amount >= least && amount < application.Amount;
            if (amount != application.Amount && !partial)
            {
                faults.Add($"{application.Id} is funded with {amount} and asks for {application.Amount}.");
            }
        }

        // "No cap is exceeded and every floor is reached."
        void CheckQuota(Quota quota)
        {
            var used = Use(quota, funded);
            if (used > quota.Max && !(quota.Measure == QuotaMeasure.Count && problem.Policy.Ties == TieRule.IncludeAll))
            {
                faults.Add($"Quota {quota.Id} is {used} and at most {quota.Max}.");
            }
            if (used < quota.Min)
            {
                faults.Add($"Quota {quota.Id} is {used} and at least {quota.Min}.");
            }
        }

        // "Nobody is left out without a reason, and not one who would have fitted."
        void CheckLeftOut(AllocationApplication application, IReadOnlyList<string> reasons)
        {
            if (reasons.Count == 0)
            {
                faults.Add($"{application.Id} is not funded and no reason is given.");
            }
            var may = application.Eligible && !(application.Score < problem.MinScore);
            var excused = reasons.Any(r => r is "tie-at-cut" || r.StartsWith("floor-reserved:", StringComparison.Ordinal)
                || r.StartsWith("closed-by-tie:", StringComparison.Ordinal) || r.StartsWith("after-stop:", StringComparison.Ordinal));
            if (!may || excused || problem.Policy.Order != AllocationOrder.Priority)
            {
                return;
            }
            var above = funded.Where(f => f.Application.Score >= application.Score).Append((Application: application, application.Amount)).ToList();
            if (problem.Quotas.All(q => !q.Matches(application.Attributes) || q.Max is null || Use(q, above) <= q.Max)
                && problem.Exclusive.All(g => above.Count(f => g.Contains(f.Application.Id)) <= 1 || !g.Contains(application.Id)))
            {
                faults.Add($"{application.Id} is not funded and fits beside all who are at least as good.");
            }
        }
    }

    private static long Use(Quota quota, List<(AllocationApplication Application, Money Amount)> funded) =>
        funded.Where(f => quota.Matches(f.Application.Attributes)).Sum(f => quota.Measure == QuotaMeasure.Count ? 1 : f.Amount.Fen);
}
