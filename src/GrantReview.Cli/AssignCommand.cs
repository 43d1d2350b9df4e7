using System.CommandLine;
using System.Diagnostics;
using GrantReview.Core.Assignments;
using GrantReview.Core.Settings;
using GrantReview.Files;
using GrantReview.Files.Evaluations;
using GrantReview.Files.Rounds;

namespace GrantReview.Cli;

internal static class AssignCommand
{
    public static Command Create(Option<string> language)
    {
        var round = new Argument<string>("ROUND") { Description = "A folder or an .xlsx workbook." };
        var outcome = new Option<string>("--out") { Description = "The folder to write.", Required = true };
        var objective = new Option<string?>("--objective") { Description = "total (the usual) or fair: the lowest application first." };
        objective.AcceptOnlyFromAmong("total", "fair");
        var seed = new Option<string>("--seed") { Description = "Decides among plans that are equally good.", DefaultValueFactory = _ => "0" };
        var limit = new Option<int?>("--time-limit") { Description = "Seconds of work for the integer programme, counted deterministically." };
        var command = new Command("assign", "Experts to applications without conflicts.") { round, outcome, objective, seed, limit };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(round), parsed.GetRequiredValue(outcome), parsed.GetValue(objective), parsed.GetRequiredValue(seed), parsed.GetValue(limit),
            new Reporting(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, parsed.GetRequiredValue(language))));
        return command;
    }

    private static int Run(string path, string outcome, string? objective, string seed, int? limit, Reporting report)
    {
        var clock = Stopwatch.StartNew();
        report.Progress("Reading", "读取数据");
        var reading = RoundReader.Read(path);
        if (reading.Round is not { } round)
        {
            return report.Refuse(reading.Mistakes);
        }
        report.Progress("Assigning", "指派专家");
        var problem = AssignmentProblem.Of(round, seed) with { Limit = limit };
        if (objective is not null)
        {
            problem = problem with { Objective = objective == "fair" ? AssignmentObjective.Fair : AssignmentObjective.Total };
        }
        var shortages = AssignmentSolver.Shortages(problem);
        if (shortages.Count > 0)
        {
            report.EndProgress();
            Say(shortages, AssignmentStatus.Infeasible, report);
        }
        var plan = AssignmentSolver.Solve(problem);
        OutputFolder.Write(outcome, EvaluationFiles.OfAssignment(plan, seed, clock.Elapsed.TotalSeconds));
        report.EndProgress();
        foreach (var note in plan.Notes)
        {
            report.Say(note.En, note.Zh);
        }
        if (plan.Status is AssignmentStatus.Optimal or AssignmentStatus.Feasible)
        {
            report.Say($"{plan.Assignments.Count} assignments, total affinity {plan.TotalAffinity:0.####}.", $"已生成 {plan.Assignments.Count} 条指派，匹配度合计 {plan.TotalAffinity:0.####}。");
            return CommandLine.Done;
        }
        if (shortages.Count == 0)
        {
            Say(plan.Shortages, plan.Status, report);
        }
        foreach (var unmet in plan.Unmet)
        {
            report.Say($"  {unmet.Application} misses {unmet.Missing}: {unmet.Why}", $"  {unmet.Application} 缺 {unmet.Missing} 名：{unmet.Why}");
        }
        return CommandLine.No;
    }

    private static void Say(IReadOnlyList<Shortage> shortages, AssignmentStatus status, Reporting report)
    {
        report.Say(status == AssignmentStatus.NotFound ? "No plan meets every need so far:" : "Not every need can be met:", status == AssignmentStatus.NotFound ? "尚无满足全部需求的方案：" : "不能满足全部需求：");
        foreach (var shortage in shortages)
        {
            report.Say($"  {shortage.Text.En}", $"  {shortage.Text.Zh}");
        }
    }
}
