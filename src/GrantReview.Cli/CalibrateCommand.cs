using System.CommandLine;
using GrantReview.Core.Calibration;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Files;
using GrantReview.Files.Evaluations;
using GrantReview.Files.Rounds;

namespace GrantReview.Cli;

internal static class CalibrateCommand
{
    public static Command Create(Option<string> language)
    {
        var scores = new Argument<string>("SCORES.csv") { Description = "application, expert, score [panel]" };
        var outcome = new Option<string>("--out") { Description = "The folder to write.", Required = true };
        var method = new Option<string>("--method") { Description = "The calibration method.", DefaultValueFactory = _ => "mixed-model" };
        method.AcceptOnlyFromAmong([.. CalibrationMethods.All]);
        var places = new Option<int?>("--places") { Description = "For the probability of being among the first K." };
        var direction = new Option<string>("--direction") { Description = "higher-is-better or lower-is-better.", DefaultValueFactory = _ => "higher-is-better" };
        direction.AcceptOnlyFromAmong("higher-is-better", "lower-is-better");
        var command = new Command("calibrate", "Takes harshness out of a table of totals.") { scores, outcome, method, places, direction };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(scores), parsed.GetRequiredValue(outcome), parsed.GetRequiredValue(method), parsed.GetValue(places), parsed.GetRequiredValue(direction),
            new Reporting(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, parsed.GetRequiredValue(language))));
        return command;
    }

    private static int Run(string path, string outcome, string methodName, int? places, string direction, Reporting report)
    {
        if (!CalibrationMethods.TryParse(methodName, out var method) || !ScoreCalibration.IsAvailable(method))
        {
            return report.Refuse([new Mistake("--method", null, "", "MethodUnavailable", methodName, CallJson.AvailableMethods)]);
        }
        var mistakes = new List<Mistake>();
        var totals = TotalsFile.Read(path, mistakes);
        if (mistakes.Count > 0)
        {
            return report.Refuse(mistakes);
        }
        var fit = ScoreCalibration.Fit(new CalibrationProblem(totals, method, 1,
            direction == "lower-is-better" ? ScoreDirection.LowerIsBetter : ScoreDirection.HigherIsBetter, places, "0"));
        OutputFolder.Write(outcome, EvaluationFiles.OfCalibration(fit));
        report.Say($"{fit.Applications.Count} applications, {fit.Experts.Count} experts, {fit.Components} connected piece(s).", $"{fit.Applications.Count} 个项目，{fit.Experts.Count} 名专家，{fit.Components} 个连通部分。");
        return CommandLine.Done;
    }
}
