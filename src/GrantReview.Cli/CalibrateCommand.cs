using System.CommandLine;
using System.CommandLine.Parsing;
using GrantReview.Core.Calibration;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;
using GrantReview.Files;
using GrantReview.Files.Evaluations;
using GrantReview.Files.Reports;
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
        var places = new Option<int?>("--places") { Description =
            "For the probability of being among the first K, and the group that the line cannot separate." };
        places.Validators.Add(given => Range(given, 0, int.MaxValue));
        var direction = new Option<string>("--direction") { Description = "higher-is-better or lower-is-better.",
            DefaultValueFactory = _ => "higher-is-better" };
        direction.AcceptOnlyFromAmong("higher-is-better", "lower-is-better");
        var trim = new Option<int>("--trim") { Description = "trimmed-mean: how many scores to drop from each end.",
            DefaultValueFactory = _ => 1 };
        trim.Validators.Add(given => Range(given, 1, 100));
        var panelTrim = new Option<int>("--panel-trim") { Description =
            "panel-mean: how many applications each average leaves out at each end.", DefaultValueFactory = _ => 0 };
        panelTrim.Validators.Add(given => Range(given, 0, 100));
        var seed = new Option<string>("--seed") { Description = "Of the draws behind the rank intervals.", DefaultValueFactory = _ => "0" };
        var command = new Command("calibrate", "Takes harshness out of a table of totals.") { scores, outcome, method, places, direction,
            trim, panelTrim, seed };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(scores), parsed.GetRequiredValue(outcome),
            new CalibrationProblem([],
                CalibrationMethods.TryParse(parsed.GetRequiredValue(method), out var known) ? known : CalibrationMethod.MixedModel,
                parsed.GetRequiredValue(trim),
                parsed.GetRequiredValue(direction) == "lower-is-better" ? ScoreDirection.LowerIsBetter : ScoreDirection.HigherIsBetter,
                parsed.GetValue(places), parsed.GetRequiredValue(seed))
            {
                PanelTrimEachEnd = parsed.GetRequiredValue(panelTrim),
            },
            new Reporting(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, parsed.GetRequiredValue(language))));
        return command;
    }

    private static void Range(OptionResult given, int min, int max)
    {
        if (given.Tokens is [var token] && (!int.TryParse(token.Value, out var number) || number < min || number > max))
        {
            given.AddError($"{given.Option.Name}: {min} … {max}");
        }
    }

    private static int Run(string path, string outcome, CalibrationProblem asked, Reporting report)
    {
        report.Progress("Cli.Reading");
        var mistakes = new List<Mistake>();
        var totals = TotalsFile.Read(path, mistakes);
        if (mistakes.Count > 0)
        {
            return report.Refuse(mistakes);
        }
        report.Progress("Cli.Calibrating");
        var fit = ScoreCalibration.Fit(asked with { Totals = totals });
        OutputFolder.Write(outcome, CalibrationFiles.Of(fit));
        report.EndProgress();
        foreach (var sentence in CalibrationWords.Of(fit.Warnings))
        {
            report.Hint(sentence);
        }
        report.Say("Cli.Calibrated", fit.Applications.Count, fit.Experts.Count, fit.Components);
        return fit.Exit is FitExit.NotIdentified or FitExit.TooLarge ? CommandLine.No : CommandLine.Done;
    }
}
