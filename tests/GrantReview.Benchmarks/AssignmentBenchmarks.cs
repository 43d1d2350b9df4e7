using BenchmarkDotNet.Attributes;
using GrantReview.Core.Assignments;
using GrantReview.Core.Settings;

namespace GrantReview.Benchmarks;

/// <summary>Plans proven optimal; figures and those of others in AssignmentBenchmarks.md.</summary>
[MemoryDiagnoser]
[SimpleJob(iterationCount: 3, warmupCount: 1)]
public class AssignmentBenchmarks
{
    private AssignmentProblem problem = SyntheticAssignment.Draw(1, 1, 1, 1, 0, 1);
    private AssignmentPlan plan = AssignmentSolver.Solve(SyntheticAssignment.Draw(1, 1, 1, 1, 0, 1));

    [Params("2000x1000", "10000x5000", "10000x5000-caps", "500x974-fair")]
    public string Case { get; set; } = "";

    [GlobalSetup]
    public void Prepare()
    {
        problem = Of(Case);
        plan = AssignmentSolver.Solve(problem);
    }

    public static AssignmentProblem Of(string name) => name switch
    {
        "2000x1000" => SyntheticAssignment.Draw(2_000, 1_000, 5, 12, 0.03, 1),
        "10000x5000" => SyntheticAssignment.Draw(10_000, 5_000, 5, 12, 0.012, 1),
        "10000x5000-caps" =>
            SyntheticAssignment.Draw(10_000, 5_000, 5, 12, 0.012, 1) with { PerUnit = 1,
            PerKind = new Dictionary<string, int> { ["academic"] = 1, ["finance"] = 1 } },
        "500x974-fair" => SyntheticAssignment.Draw(500, 974, 5, 3, 0.0449, 1) with { Objective = AssignmentObjective.Fair },
        "2883x974-loads" => Least(SyntheticAssignment.Draw(2_883, 974, 5, 16, 0.02868, 1), 12),
        "500x974-decline" => SyntheticAssignment.Draw(500, 974, 5, 12, 0.0449, 1),
        "2000x1000-short" => SyntheticAssignment.Draw(2_000, 1_000, 5, 9, 0.03, 1),
        "2000x1000-finance-short" =>
            SyntheticAssignment.Draw(2_000, 1_000, 5, 12, 0.03, 1) with { PerKind = new Dictionary<string, int> { ["finance"] = 2 } },
        "10000x5000-short" => SyntheticAssignment.Draw(10_000, 5_000, 5, 9, 0.012, 1),
        _ => throw new ArgumentException($"There is no case {name}.", nameof(name)),
    };

    private static AssignmentProblem Least(AssignmentProblem problem, int load) =>
        problem with { Experts = [.. problem.Experts.Select(e => e with { Min = load })] };

    [Benchmark]
    public AssignmentPlan Solve() => AssignmentSolver.Solve(problem);

    [Benchmark]
    public Replacement Decline() =>
        MinimalChange.Decline(problem, [.. plan.Assignments.Select(a => new Assignment(a.Application, a.Expert))],
        plan.Assignments[0].Expert);
}
