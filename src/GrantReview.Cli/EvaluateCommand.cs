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
        report.Progress("Reading", "读取数据");
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
        report.Progress("Writing", "写出文件");
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
            report.Say($"There are no scores: {result.Assignments.Count} assignments were made, {unmet} needs are unmet.",
                $"没有评分：已生成 {result.Assignments.Count} 条指派，{unmet} 处需求未满足。");
        }
        switch (result.Status)
        {
            case EvaluationStatus.Assigned:
                return isDone ? CommandLine.Done : CommandLine.No;
            case EvaluationStatus.Infeasible:
                var conflicts = string.Join(
                    "; ", result.Allocation?.Conflicts.Select(c => string.Join(" + ", c.Select(ReasonCodes.TextOf))) ?? []);
                report.Say($"No award list: these cannot hold together: {conflicts}", $"无法形成立项名单，以下规则不能同时满足：{conflicts}");
                return CommandLine.No;
            default:
                var funded = result.Ranking.Where(e => e.Amount is not null).ToList();
                var total = Money.Sum(funded.Select(e => e.Amount.GetValueOrDefault()));
                report.Say($"{result.Ranking.Count(e => e.Place is not null)} ranked, {funded.Count} awards, {total} yuan.",
                    $"参加排序 {result.Ranking.Count(e => e.Place is not null)} 项，拟立项 {funded.Count} 项，合计 {total} 元。");
                return isDone ? CommandLine.Done : CommandLine.No;
        }
    }

    private sealed class Steps(Reporting report) : IProgress<EvaluationStep>
    {
        public void Report(EvaluationStep value)
        {
            if (value != EvaluationStep.Done)
            {
                report.Progress(value.ToString(), value switch
                {
                    EvaluationStep.Assigning => "指派专家", EvaluationStep.Totalling => "汇总得分", EvaluationStep.Calibrating => "评分校准",
                    EvaluationStep.Ranking => "排序", _ => "立项测算",
                });
            }
        }
    }
}
