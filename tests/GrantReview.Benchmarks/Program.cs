using System.Globalization;
using GrantReview.Benchmarks;

if (args is ["calibration-study", .. var rest])
{
    CalibrationStudy.Run(rest is [var repetitions] ? int.Parse(repetitions, CultureInfo.InvariantCulture) : 40);
    return;
}
if (args is ["calibration-stopwatch", var design])
{
    CalibrationStopwatch.Run(design);
    return;
}
if (args is ["calibration-coverage", .. var rounds])
{
    CalibrationCoverage.Run(rounds is [var count, ..] ? int.Parse(count, CultureInfo.InvariantCulture) : 400,
        rounds is [_, var first] ? int.Parse(first, CultureInfo.InvariantCulture) : 1);
    return;
}
if (args is ["assignment-stopwatch", .. var cases])
{
    AssignmentStopwatch.Run(cases);
    return;
}
if (args is ["award-stopwatch", var what])
{
    AwardStopwatch.Run(what);
    return;
}
if (args is ["allocation-validation", .. var problems])
{
    AwardValidation.RunAllocation(problems is [var count] ? int.Parse(count, CultureInfo.InvariantCulture) : 20_000);
    return;
}
if (args is ["explanation-validation", .. var plans])
{
    AwardValidation.RunExplanations(plans is [var number] ? int.Parse(number, CultureInfo.InvariantCulture) : 5_000);
    return;
}
if (args is ["draw-validation"])
{
    AwardValidation.RunDraws(pools: 3_000, seeds: 10_000);
    return;
}
if (args is ["lottery-maximin", var intervals, .. var k])
{
    LotteryValidation.RunMaximin(intervals, k.Select(n => int.Parse(n, CultureInfo.InvariantCulture)));
    return;
}
if (args is ["lottery-linear", var grades, var lotteryPlaces, var smoothness])
{
    LotteryValidation.RunLinear(
        grades, int.Parse(lotteryPlaces, CultureInfo.InvariantCulture), int.Parse(smoothness, CultureInfo.InvariantCulture));
    return;
}
if (args is ["lottery-sensitivity", var file, var awards])
{
    LotterySensitivity.RunFile(file, int.Parse(awards, CultureInfo.InvariantCulture));
    return;
}
if (args is ["lottery-sensitivity", .. var invented])
{
    LotterySensitivity.RunInvented(invented is [var times] ? int.Parse(times, CultureInfo.InvariantCulture) : 10);
    return;
}
if (args is ["page-stopwatch", .. var size])
{
    await (size is [var applications, var experts]
        ? PageStopwatch.RunAsync(int.Parse(applications, CultureInfo.InvariantCulture), int.Parse(experts, CultureInfo.InvariantCulture))
            : PageStopwatch.RunAsync(1_000, 250));
    return;
}
if (args is ["load", .. var load])
{
    await LoadDriver.RunAsync(load);
    return;
}
if (args is ["kills", .. var kills])
{
    Environment.ExitCode = await KillsDriver.RunAsync(kills);
    return;
}
if (args is ["sheet-stopwatch"])
{
    await SheetStopwatch.RunAsync();
    return;
}
if (args is ["chaos", .. var chaos])
{
    Environment.ExitCode = await ChaosDriver.RunAsync(chaos);
    return;
}
BenchmarkDotNet.Running.BenchmarkSwitcher.FromAssembly(typeof(PageStopwatch).Assembly).Run(args);
