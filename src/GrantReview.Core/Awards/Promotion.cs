using GrantReview.Core.Ids;
using GrantReview.Core.Numbers;

namespace GrantReview.Core.Awards;

/// <summary>Who comes in when a winner withdraws: all other winners keep what they have, and the next on the replacement list who fits beside them is funded.</summary>
/// <param name="Promoted">Null = nobody fits: the place lapses.</param>
/// <param name="PassedOver">Those above on the list with what bars them now, in order.</param>
public sealed record Promotion(string Withdrawn, FundedApplication? Promoted, IReadOnlyList<NotFundedApplication> PassedOver)
{
    /// <summary>The first in ranking order who fits beside the winners, with every floor kept that the withdrawn one served.</summary>
    /// <param name="awards">The awards as they stand, with earlier promotions; the withdrawn one is among them.</param>
    /// <param name="declined">Those who are out of the question: earlier withdrawals, and who declined to come in.</param>
    /// <param name="category">Only applications whose attribute "category" is this may come in; null = the quotas alone decide.</param>
    /// <remarks>A replacement gets its whole amount, never a part.</remarks>
    public static Promotion Of(AllocationProblem problem, IReadOnlyList<FundedApplication> awards, string withdrawn, IReadOnlySet<string> declined, string? category = null)
    {
        if (!awards.Any(a => a.Id == withdrawn))
        {
            throw new ArgumentException($"{withdrawn} is not among the awards.", nameof(withdrawn));
        }
        // Only the reasons of the first allocation know what a tie or a line closed; who competes again is asked of the same plan.
        var plan = AllocationSolver.Solve(problem, withSensitivity: false);
        var contest = new Contest(problem);
        var loads = new Loads(contest, contest.Limits);
        foreach (var award in awards.Where(a => a.Id != withdrawn))
        {
            loads.Add(contest.IndexOf[award.Id], award.Amount);
        }
        var left = contest.IndexOf[withdrawn];
        var passedOver = new List<NotFundedApplication>();
        foreach (var step in plan.Steps.Where(s => s.Id != withdrawn && loads.Amount(contest.IndexOf[s.Id]) is null && !declined.Contains(s.Id) && MayComeIn(s.Reasons)))
        {
            var candidate = contest.IndexOf[step.Id];
            if (category is not null && contest.Applications[candidate].Attributes.GetValueOrDefault("category") != category)
            {
                continue;
            }
            var amount = contest.Applications[candidate].Amount;
            var full = contest.QuotasOf[candidate].Where(q => loads.IsExceededBy(q, amount));
            List<Reason> why =
            [
                .. full.Select(q => new Reason.QuotaFull(contest.Quotas[q].Id)),
                .. loads.ExcludedBy(candidate).Select(id => new Reason.Exclusive(new ApplicationId(id))),
            ];
            if (why.Count == 0)
            {
                loads.Add(candidate, amount);
                // A floor that others leave open too cannot be held against this one; only what the withdrawal opened must be filled.
                var open = contest.QuotasOf[left].Where(q => loads.Lacks(q) > 0);
                why.AddRange(open.Select(q => new Reason.FloorReserved(contest.Quotas[q].Id)));
                loads.Remove(candidate);
            }
            if (why.Count == 0)
            {
                return new Promotion(withdrawn, new FundedApplication(step.Id, amount), passedOver);
            }
            passedOver.Add(new NotFundedApplication(step.Id, why));
        }
        return new Promotion(withdrawn, null, passedOver);
    }

    /// <summary>Those whom the withdrawal of one winner could bring in, in ranking order; a place closed by a tie stays closed.</summary>
    internal static List<string> Reserve(Walk walk)
    {
        var (loads, contest) = (walk.Loads, walk.Loads.Contest);
        int[] winners = [.. Enumerable.Range(0, contest.Applications.Count).Where(i => loads.Amount(i) is not null)];
        var known = new Dictionary<int, bool>();
        var reserve = new List<string>();
        for (var i = 0; i < contest.Applications.Count; i++)
        {
            if (loads.Amount(i) is not null || !MayComeIn(walk.Reasons(i)))
            {
                continue;
            }
            if (!known.TryGetValue(contest.KindOf[i], out var comesIn))
            {
                int[] full = [.. contest.QuotasOf[i].Where(q => loads.IsExceededBy(q, contest.Applications[i].Amount))];
                comesIn = known[contest.KindOf[i]] = Array.Exists(full.Length == 0 ? winners : contest.Members[full[0]], w => loads.Amount(w) is not null && FitsWithout(loads, i, w, full));
            }
            if (comesIn)
            {
                reserve.Add(contest.Applications[i].Id);
            }
        }
        return reserve;
    }

    private static bool FitsWithout(Loads loads, int candidate, int winner, int[] full)
    {
        var (contest, freed) = (loads.Contest, loads.Amount(winner).GetValueOrDefault());
        var amount = contest.Applications[candidate].Amount;
        return Array.TrueForAll(full, q => Array.BinarySearch(contest.QuotasOf[winner], q) >= 0 && loads.Used(q) - contest.Size(q, freed) + contest.Size(q, amount) <= loads.Limits.Max[q])
            && loads.ExcludedBy(candidate).All(id => id == contest.Applications[winner].Id)
            && Array.TrueForAll(contest.QuotasOf[winner], q => loads.Limits.Min[q] is not { } min
                || loads.Used(q) - contest.Size(q, freed) + (Array.BinarySearch(contest.QuotasOf[candidate], q) >= 0 ? contest.Size(q, amount) : 0) >= min);
    }

    private static bool MayComeIn(IReadOnlyList<Reason> reasons) =>
        !reasons.Any(r => r is Reason.Ineligible or Reason.BelowMinimum or Reason.TieAtCut or Reason.ClosedByTie);
}
