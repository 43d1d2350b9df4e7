using System.Diagnostics;
using System.Globalization;
using GrantReview.Core.Awards;

namespace GrantReview.Benchmarks;

/// <summary>
/// Awards and workbooks by the clock, with processor time and the most memory held, which a shared machine does not blur; each in a process
/// of its own.
/// </summary>
public static class AwardStopwatch
{
    public static void Run(string what)
    {
        var (wall, before) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);
        var size = what switch
        {
            "solve" => Solved(AllocationBenchmarks.Drawn(), withSensitivity: false),
            "sensitivity" => Solved(AllocationBenchmarks.Drawn(), withSensitivity: true),
            "welfare" => Solved(AllocationBenchmarks.DrawnForWelfare(), withSensitivity: false),
            "workbook" => $"{new WorkbookBenchmarks().DrawOnce()}",
            _ => throw new ArgumentException($"'{what}' is none of solve, sensitivity, welfare, workbook.", nameof(what)),
        };
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{what}: {size}, wall {wall.Elapsed.TotalSeconds:F1} s, CPU {(process.TotalProcessorTime - before).TotalSeconds:F1} s, peak {process.PeakWorkingSet64 / 1_048_576} MB"));
    }

    private static string Solved(AllocationProblem problem, bool withSensitivity)
    {
        var plan = AllocationSolver.Solve(problem, withSensitivity);
        return $"{plan.Funded.Count} funded, {plan.Sensitivity.Count} figures changed, proof {plan.Proof}";
    }
}
