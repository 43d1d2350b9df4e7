using System.Security.Cryptography;
using System.Text;
using GrantReview.Core.Numbers;
using GrantReview.Core.Rankings;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Awards;

/// <summary>
/// Chooses the funded set within quotas. By priority it walks down the ranking and funds whatever still fits with every floor still reachable,
/// which is the lexicographically best feasible set; by welfare it takes the highest sum of scores, then priority among such sets.
/// </summary>
public static class AllocationSolver
{
    public static AllocationPlan Solve(AllocationProblem problem)
    {
        var walk = Walk.Of(problem);
        if (!walk.IsFeasible)
        {
            var (conflicts, repairs) = Infeasibility.Explain(problem);
            return new AllocationPlan(AllocationStatus.Infeasible, [], [], [], Money.Zero, new Dictionary<string, long>(), [], [], conflicts, repairs);
        }
        return new AllocationPlan(
            AllocationStatus.Optimal, walk.Funded, Reserve(problem, walk), walk.NotFunded, Money.Sum(walk.Funded.Select(f => f.Amount)),
            problem.Quotas.Select((q, i) => (q, Left: q.Max - walk.Loads.Used(i))).Where(q => q.Left is not null).ToDictionary(q => q.q.Id, q => q.Left.GetValueOrDefault()),
            Sensitivity(problem, walk), walk.DecidedById, [], []);
    }

    /// <summary>Those that the withdrawal of one winner could bring in, all other winners kept; a place closed by a tie stays closed.</summary>
    private static List<string> Reserve(AllocationProblem problem, Walk walk)
    {
        var byId = problem.Applications.ToDictionary(a => a.Id, StringComparer.Ordinal);
        var winners = walk.Funded.Select(f => byId[f.Id]).ToList();
        return
        [
            .. walk.NotFunded.Where(n => !n.Reasons.Any(r => r is "ineligible" or "minScore" or "tie-at-cut" || r.StartsWith("closed-by-tie:", StringComparison.Ordinal)))
                .Where(n => winners.Exists(w => FitsWithout(byId[n.Id], w))).Select(n => n.Id),
        ];

        bool FitsWithout(AllocationApplication candidate, AllocationApplication winner)
        {
            var amount = walk.Loads.Funded[winner.Id];
            walk.Loads.Remove(winner);
            var fits = walk.Loads.Exceeded([candidate]).Count == 0 && !walk.Loads.ExcludedBy(candidate.Id).Any();
            if (fits)
            {
                walk.Loads.Add(candidate, candidate.Amount);
                fits = !walk.Loads.OpenFloors().Any();
                walk.Loads.Remove(candidate);
            }
            walk.Loads.Add(winner, amount);
            return fits;
        }
    }

    private static List<SensitivityChange> Sensitivity(AllocationProblem problem, Walk walk)
    {
        var before = walk.Funded.Select(f => f.Id).ToList();
        var byId = problem.Applications.ToDictionary(a => a.Id, StringComparer.Ordinal);
        var changes = new List<SensitivityChange>();
        for (var i = 0; i < problem.Quotas.Count; i++)
        {
            var quota = problem.Quotas[i];
            var one = quota.Measure == QuotaMeasure.Count ? 1 : OneAward(quota);
            if (quota.Max is { } max)
            {
                Try(i, quota with { Max = max + one }, one, binds: walk.NotFunded.Any(n => n.Reasons.Any(r => r == quota.Id || r == $"closed-by-tie:{quota.Id}" || r.StartsWith("after-stop:", StringComparison.Ordinal))));
            }
            if (quota.Min is { } min && min > 0)
            {
                Try(i, quota with { Min = Math.Max(0, min - one) }, -one, binds: true);
            }
        }
        return changes;

        // A quota that barred nobody changes nothing when it is raised, unless floors or a sum of scores tie everything together.
        void Try(int index, Quota changed, long by, bool binds)
        {
            if (!binds && problem.Policy.Order == AllocationOrder.Priority && problem.Quotas.All(q => q.Min is null or 0))
            {
                changes.Add(new SensitivityChange(changed.Id, by, [], []));
                return;
            }
            var after = Walk.Of(problem with { Quotas = [.. problem.Quotas.Select((q, i) => i == index ? changed : q)] });
            var funded = after.Funded.Select(f => f.Id).ToList();
            changes.Add(new SensitivityChange(changed.Id, by, [.. funded.Except(before)], [.. before.Except(funded)]));
        }

        long OneAward(Quota quota) =>
            walk.NotFunded.Where(n => n.Reasons.Contains(quota.Id)).Select(n => byId[n.Id].Amount.Fen).FirstOrDefault() is var barred and > 0 ? barred
            : problem.Applications.Where(a => quota.Matches(a.Attributes)).Select(a => a.Amount.Fen).DefaultIfEmpty(1).Max();
    }

    /// <summary>The ranking order: score, then the chain (or the lot), then id.</summary>
    internal static (List<AllocationApplication> Order, List<string> DecidedById) Order(AllocationProblem problem)
    {
        var chain = problem.Policy.Ties == TieRule.Lottery ? [new TieBreakKey(LotKey, false)] : problem.Policy.TieBreak;
        var byId = problem.Applications.ToDictionary(a => a.Id, StringComparer.Ordinal);
        var ranked = Ranking.Of(
            [.. problem.Applications.Select(a => new RankingCandidate(a.Id, "", a.Score, problem.Policy.Ties == TieRule.Lottery
                ? new Dictionary<string, string> { [LotKey] = "#" + Lot(problem.Policy.Seed ?? "", a.Id) } : a.TieBreakers))], chain);
        return ([.. ranked.Select(r => byId[r.Candidate.Application])], [.. ranked.Where(r => r.DecidedById).Select(r => r.Candidate.Application)]);
    }

    private const string LotKey = "lot";

    /// <summary>The lot of one application: SHA-256 of seed|id, hexadecimal; ascending order draws.</summary>
    public static string Lot(string seed, string id) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}|{id}")));
}
