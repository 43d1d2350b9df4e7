using System.Numerics;
using Google.OrTools.Sat;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Awards;

/// <summary>
/// Asks whether a partial decision can be completed to a set that keeps every cap and reaches every floor (and a given sum of scores): an exact
/// integer programme, solved on one thread so that the answer is the same everywhere.
/// </summary>
internal sealed class Completion
{
    private readonly AllocationProblem problem;
    private readonly IReadOnlyList<AllocationApplication> pool;
    private readonly bool hasFloors;

    public Completion(AllocationProblem problem, IReadOnlyList<AllocationApplication> pool)
    {
        this.problem = problem;
        this.pool = pool;
        hasFloors = problem.Quotas.Any(q => q.Min > 0);
        var denominator = pool.Aggregate(BigInteger.One, (lcm, a) => lcm * a.Score.Denominator / BigInteger.GreatestCommonDivisor(lcm, a.Score.Denominator));
        Weights = pool.ToDictionary(a => a.Id, a => a.Score.Numerator * (denominator / a.Score.Denominator), StringComparer.Ordinal);
    }

    /// <summary>Scores as whole numbers over one denominator.</summary>
    private Dictionary<string, BigInteger> Weights { get; }

    /// <summary>Without floors whatever keeps the caps is complete by itself.</summary>
    public bool IsNeeded => hasFloors;

    /// <summary>A set that contains <paramref name="fixedIn"/> (with their amounts), nothing of <paramref name="fixedOut"/>, and keeps every rule; null if there is none.</summary>
    /// <param name="leastScore">The set's sum of weights must reach it; null = no matter.</param>
    public IReadOnlySet<string>? Find(IReadOnlyDictionary<string, Money> fixedIn, IReadOnlySet<string> fixedOut, BigInteger? leastScore = null)
    {
        var (model, chosen) = Model(fixedIn, fixedOut);
        if (leastScore is { } least)
        {
            model.Add(LinearExpr.WeightedSum(chosen.Values, chosen.Keys.Select(id => Fits(Weights[id])).ToArray()) >= Fits(least));
        }
        return Solve(model, chosen);
    }

    /// <summary>The highest sum of weights any set reaches; null if there is no set.</summary>
    public BigInteger? BestScore()
    {
        var (model, chosen) = Model(new Dictionary<string, Money>(), new HashSet<string>());
        model.Maximize(LinearExpr.WeightedSum(chosen.Values, chosen.Keys.Select(id => Fits(Weights[id])).ToArray()));
        return Solve(model, chosen) is { } best ? best.Aggregate(BigInteger.Zero, (sum, id) => sum + Weights[id]) : null;
    }

    private (CpModel Model, Dictionary<string, BoolVar> Chosen) Model(IReadOnlyDictionary<string, Money> fixedIn, IReadOnlySet<string> fixedOut)
    {
        var model = new CpModel();
        var chosen = new Dictionary<string, BoolVar>(pool.Count, StringComparer.Ordinal);
        foreach (var application in pool)
        {
            var variable = model.NewBoolVar(application.Id);
            chosen.Add(application.Id, variable);
            if (fixedIn.ContainsKey(application.Id) || fixedOut.Contains(application.Id))
            {
                model.Add(variable == (fixedIn.ContainsKey(application.Id) ? 1 : 0));
            }
        }
        foreach (var quota in problem.Quotas)
        {
            var members = pool.Where(a => quota.Matches(a.Attributes)).ToList();
            var sum = LinearExpr.WeightedSum(
                members.Select(a => chosen[a.Id]),
                members.Select(a => quota.Measure == QuotaMeasure.Count ? 1 : fixedIn.GetValueOrDefault(a.Id, a.Amount).Fen).ToArray());
            // Two constraints, because a floor above its own cap is an empty range, which the solver refuses instead of answering.
            model.Add(sum >= (quota.Min ?? 0));
            model.Add(sum <= (quota.Max ?? long.MaxValue / 4));
        }
        foreach (var group in problem.Exclusive)
        {
            model.AddAtMostOne(group.Distinct().Where(chosen.ContainsKey).Select(id => chosen[id]));
        }
        return (model, chosen);
    }

    private static HashSet<string>? Solve(CpModel model, Dictionary<string, BoolVar> chosen)
    {
        var solver = new CpSolver { StringParameters = "num_workers:1,random_seed:0" };
        var status = solver.Solve(model);
        return status is CpSolverStatus.Optimal or CpSolverStatus.Feasible
            ? chosen.Where(c => solver.BooleanValue(c.Value)).Select(c => c.Key).ToHashSet(StringComparer.Ordinal)
            : status == CpSolverStatus.Infeasible ? null
            : throw new InvalidOperationException($"The completion test ended with {status}.");
    }

    private static long Fits(BigInteger value) =>
        BigInteger.Abs(value) < long.MaxValue / 4 ? (long)value
        : throw new OverflowException("The scores have too many digits to be added up exactly in 64 bits; round them first.");
}
