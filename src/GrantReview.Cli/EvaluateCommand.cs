using System.CommandLine;
using System.Diagnostics;
using GrantReview.Core;
using GrantReview.Core.Numbers;
using GrantReview.Files;
using GrantReview.Files.Evaluations;
using GrantReview.Files.Rounds;

namespace GrantReview.Cli;

internal static class EvaluateCommand
{
    public static Command Create(Option<string> language)
    {
        var round = new Argument<string>("ROUND") { Description = "A folder or an .xlsx workbook." };
        var outcome = new Option<string>("--out") { Description = "The folder to write.", Required = true };
        var seed = new Option<string>("--seed") { Description = "Decides what only chance may decide.", DefaultValueFactory = _ => "0" };
        var command = new Command("evaluate", "The whole job: totals, calibration, ranking, allocation, workbooks, package.") { round,
            outcome, seed };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(round), parsed.GetRequiredValue(outcome), parsed.GetRequiredValue(seed),
            new Reporting(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, parsed.GetRequiredValue(language))));
        return command;
    }

    private static int Run(string path, string outcome, string seed, Reporting report)
    {
        var clock = Stopwatch.StartNew();
        report.Progress("Cli.Reading");
        var reading = RoundReader.Read(path);
        if (reading.Round is not { } round)
        {
            return report.Refuse(reading.Mistakes);
        }
        var result = Evaluation.Run(round, seed, new Steps(report));
        if (result is { Status: EvaluationStatus.PanelsUndecided, Calibration: { } calibration })
        {
            return report.Refuse([new Mistake("call.json", null, "calibration.panels", "PanelsUndecided", $"{calibration.Components}")]);
        }
        report.Progress("Cli.Writing");
        OutputFolder.Write(outcome, EvaluationFiles.All(result, clock.Elapsed.TotalSeconds, report.Language, reading.Warnings));
        report.Warn(reading.Warnings);
        return Tell(result, report);
    }

    private static int Tell(EvaluationResult result, Reporting report)
    {
        report.SayWaiting(result.Waiting);
        var unmet = result.Plan?.Unmet.Count ?? 0;
        var isDone = unmet == 0 && result.Waiting.Count == 0;
        if (result.Plan is not null)
        {
            report.Say("Cli.NoScores", result.Assignments.Count, unmet);
        }
        switch (result.Status)
        {
            case EvaluationStatus.Assigned:
                return isDone ? CommandLine.Done : CommandLine.No;
            case EvaluationStatus.Infeasible:
                var conflicts = string.Join(
                    "; ", result.Allocation?.Conflicts.Select(c => string.Join(" + ", c.Select(ReasonCodes.TextOf))) ?? []);
                report.Say("Cli.NoList", conflicts);
                return CommandLine.No;
            default:
                var funded = result.Ranking.Where(e => e.Amount is not null).ToList();
                var total = Money.Sum(funded.Select(e => e.Amount.GetValueOrDefault()));
                report.Say("Cli.Ranked", result.Ranking.Count(e => e.Place is not null), funded.Count, total);
                return isDone ? CommandLine.Done : CommandLine.No;
        }
    }

    private sealed class Steps(Reporting report) : IProgress<EvaluationStep>
    {
        public void Report(EvaluationStep value)
        {
            if (value != EvaluationStep.Done)
            {
                report.Progress(value switch
                {
                    EvaluationStep.Assigning => "Cli.Assigning", EvaluationStep.Totalling => "Cli.Totalling",
                    EvaluationStep.Calibrating => "Cli.Calibrating", EvaluationStep.Ranking => "Cli.Ranking", _ => "Cli.Allocating",
                });
            }
        }
    }
}
