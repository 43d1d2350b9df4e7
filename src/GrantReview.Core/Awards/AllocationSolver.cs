using System.Security.Cryptography;
using System.Text;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Awards;

/// <summary>
/// Chooses the funded set within quotas. By priority it goes down the ranking and funds whatever still fits with every floor still
/// reachable, which is the lexicographically best feasible set; by welfare it takes the highest sum of scores, then priority among such
/// sets.
/// </summary>
/// <remarks>The rules in words, the order of operations and the sources stand in this folder's README.</remarks>
public static class AllocationSolver
{
    /// <param name="withSensitivity">False leaves out what each changed figure would bring, which costs one selection a figure.</param>
    /// <exception cref="OverflowException">By welfare, with scores that <see cref="CanAddUp"/> refuses.</exception>
    /// <exception cref="InvalidOperationException">The answer fails its check: there is no list rather than a wrong one.</exception>
    public static AllocationPlan Solve(AllocationProblem problem, bool withSensitivity = true)
    {
        var plan = Found(problem, withSensitivity);
        var (faults, proven) = AllocationProof.Check(problem, plan);
        return faults.Count == 0
            ? proven
            : throw new InvalidOperationException("The allocation fails its check: " + string.Join(" ", faults));
    }

    private static AllocationPlan Found(AllocationProblem problem, bool withSensitivity)
    {
        var prepared = new PreparedProblem(problem);
        var selection = GreedySelection.Run(prepared, prepared.Limits);
        if (!selection.IsFeasible)
        {
            return Infeasibility.Explain(prepared, selection);
        }
        var steps = prepared.Applications.Select(
            (a, i) => new AllocationStep(i + 1, a.Id, selection.Usage.Amount(i), selection.Reasons(i), selection.UsageThen(i))).ToList();
        return new AllocationPlan(
            AllocationStatus.Optimal,
                [.. steps.Where(s => s.Amount is not null).Select(s => new FundedApplication(s.Id, s.Amount.GetValueOrDefault()))],
                    Promotion.Reserve(selection),
            [.. steps.Where(s => s.Amount is null).Select(s => new NotFundedApplication(s.Id, s.Reasons))],
                Money.Sum(steps.Select(s => s.Amount.GetValueOrDefault())),
            Enumerable.Range(0, prepared.Quotas.Count).Where(q => prepared.Limits.Max[q] is not null)
                .ToDictionary(q => prepared.Quotas[q].Id, q => prepared.Limits.Max[q].GetValueOrDefault() - selection.Usage.Used(q)),
            withSensitivity ? Sensitivity.Of(prepared, selection) : [], prepared.DecidedById, [], [])
        {
            Steps = steps, GaveWay = selection.GaveWay,
        };
    }

    /// <summary>
    /// The scores can be added up exactly, which welfare needs: their common denominator has at most 640 bits, some 190 digits.
    /// </summary>
    public static bool CanAddUp(IReadOnlyList<Rational> scores) => Welfare.CanAddUp(scores);

    /// <summary>The lot of one application: SHA-256 of seed|id, hexadecimal; ascending order draws.</summary>
    public static string Lot(string seed, ApplicationId id) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed}|{id}")));
}
