using System.Diagnostics;
using System.Globalization;
using GrantReview.Core.Assignments;

namespace GrantReview.Benchmarks;

/// <summary>
/// One solve of each case named, with the processor time of all cores beside the wall time: what AssignmentBenchmarks.md says where a
/// machine is shared.
/// </summary>
public static class AssignmentStopwatch
{
    public static void Run(IReadOnlyList<string> cases)
    {
        foreach (var name in cases)
        {
            var problem = AssignmentBenchmarks.Of(name);
            var plan = Timed(name, () => AssignmentSolver.Solve(problem));
            List<Assignment> pairs = [.. plan.Assignments.Select(a => new Assignment(a.Application, a.Expert))];
            var faults = plan.Status == AssignmentStatus.Optimal ? AssignmentAudit.Check(problem, pairs).Count : 0;
            Say($"  {plan.Status}, total {plan.TotalAffinity:0.####}, lowest {plan.MinApplicationAffinity:0.####}, {pairs.Count} pairs, {plan.ConnectedComponents} pieces, {faults} faults, {string.Join(" ", plan.Shortages.Select(s => $"{s.Kind} {s.Missing}"))}");
            if (plan.Status == AssignmentStatus.Optimal && name.EndsWith("decline", StringComparison.Ordinal))
            {
                foreach (var expert in pairs.Select(p => p.Expert).Distinct().Take(6).ToList())
                {
                    var replacement = Timed($"  decline of {expert}", () => MinimalChange.Decline(problem, pairs, expert));
                    Say($"    {replacement.Plan.Status}, {replacement.Moved.Count} moved, {replacement.Added.Count} added");
                }
            }
        }
    }

    private static T Timed<T>(string name, Func<T> act)
    {
        using var process = Process.GetCurrentProcess();
        var (clock, cpu) = (Stopwatch.StartNew(), process.TotalProcessorTime);
        var result = act();
        process.Refresh();
        Say($"{name}: {clock.Elapsed.TotalSeconds:0.00} s, {(process.TotalProcessorTime - cpu).TotalSeconds:0.00} CPU s, peak {process.PeakWorkingSet64 / 1_000_000} MB");
        return result;
    }

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
