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
if (args is ["validation", .. var parts])
{
    Environment.ExitCode = Validation.Run(parts);
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
if (args is ["lottery-sensitivity", var file, var awards])
{
    LotterySensitivity.RunFile(file, int.Parse(awards, CultureInfo.InvariantCulture));
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
