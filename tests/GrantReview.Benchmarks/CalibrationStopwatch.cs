using System.Diagnostics;
using System.Globalization;
using GrantReview.Core.Calibration;
using GrantReview.Core.Settings;

namespace GrantReview.Benchmarks;

/// <summary>
/// Whole calibrations of one design, first and warm: dotnet run -c Release --project tests/GrantReview.Benchmarks -- calibration-stopwatch
/// 1100x3000
/// </summary>
internal static class CalibrationStopwatch
{
    private static readonly CalibrationMethod[] Methods =
        [CalibrationMethod.MixedModel, CalibrationMethod.MixedModelNoise, CalibrationMethod.MixedModelRobust];

    public static void Run(string design)
    {
        var totals = CalibrationBenchmarks.Make(design);
        foreach (var method in Methods)
        {
            for (var run = 0; run < 3; run++)
            {
                var watch = Stopwatch.StartNew();
                ScoreCalibration.Fit(new CalibrationProblem(totals, method, 1, ScoreDirection.HigherIsBetter, 20, "stopwatch"));
                Console.WriteLine(
                    string.Create(CultureInfo.InvariantCulture,
                    $"{design} {CalibrationMethods.NameOf(method)} {watch.Elapsed.TotalSeconds:0.00} s"));
            }
        }
        Console.WriteLine($"{Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB");
    }
}
