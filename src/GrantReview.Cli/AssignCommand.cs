using System.CommandLine;
using System.Diagnostics;
using GrantReview.Core.Applications.Eligibility;
using GrantReview.Core.Assignments;
using GrantReview.Core.Settings;
using GrantReview.Files;
using GrantReview.Files.Evaluations;
using GrantReview.Files.Reports;
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
        var seed =
            new Option<string>("--seed") { Description = "Decides among plans that are equally good.", DefaultValueFactory = _ => "0" };
        var balance = Share("--balance", "Share of the best total affinity (0 to 1) that may be given up for even loads.");
        var overlap = Share("--overlap", "Share of the best total affinity (0 to 1) that may be given up to join the pieces of the plan.");
        var limit =
            new Option<int?>("--time-limit") { Description = "Seconds of work for the integer programme, counted deterministically." };
        var command = new Command("assign", "Experts to applications without conflicts.") { round, outcome, objective, seed, balance,
            overlap, limit };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(round), parsed.GetRequiredValue(outcome), parsed.GetValue(objective), parsed.GetRequiredValue(seed),
            parsed.GetValue(limit), parsed.GetValue(balance), parsed.GetValue(overlap),
            new Reporting(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, parsed.GetRequiredValue(language))));
        return command;
    }

    private static Option<double?> Share(string name, string description)
    {
        var share = new Option<double?>(name) { Description = description };
        share.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is not (null or >= 0 and <= 1))
            {
                result.AddError($"{name} is a share from 0 to 1, such as 0.02.");
            }
        });
        return share;
    }

    private static int Run(string path, string outcome, string? objective, string seed, int? limit, double? balance, double? overlap,
        Reporting report)
    {
        var clock = Stopwatch.StartNew();
        report.Progress("Cli.Reading");
        var reading = RoundReader.Read(path);
        if (reading.Round is not { } round)
        {
            return report.Refuse(reading.Mistakes);
        }
        report.Progress("Cli.Assigning");
        var problem = AssignmentProblem.Of(round, seed) with { Limit = limit };
        if (objective is not null)
        {
            problem = problem with { Objective = objective == "fair" ? AssignmentObjective.Fair : AssignmentObjective.Total };
        }
        problem = problem with { Balance = balance ?? problem.Balance, Overlap = overlap ?? problem.Overlap };
        var shortages = AssignmentSolver.Shortages(problem);
        if (shortages.Count > 0)
        {
            report.EndProgress();
            Say(shortages, AssignmentStatus.Infeasible, report);
        }
        var plan = AssignmentSolver.Solve(problem);
        List<ApplicationStanding> waiting = [.. round.Standings().Values.Where(s => s.IsOpen).OrderBy(s => s.Application)];
        OutputFolder.Write(outcome, EvaluationFiles.OfAssignment(plan, waiting, seed, clock.Elapsed.TotalSeconds));
        report.EndProgress();
        report.SayWaiting(waiting);
        foreach (var note in plan.Notes.Select(AssignmentWords.Of))
        {
            report.Say(note);
        }
        if (plan.Status is AssignmentStatus.Optimal or AssignmentStatus.Feasible)
        {
            report.Say("Cli.Assigned", plan.Assignments.Count, plan.TotalAffinity);
            if (plan.Price is { } price)
            {
                report.Say("Cli.GivenUp", price.Affinity, price.Best, price.Share);
            }
            return waiting.Count > 0 ? CommandLine.No : CommandLine.Done;
        }
        if (shortages.Count == 0)
        {
            Say(plan.Shortages, plan.Status, report);
        }
        foreach (var unmet in plan.Unmet)
        {
            var why = ReasonCodes.TextOf(unmet.Why);
            report.Say("Cli.Misses", unmet.Application, unmet.Missing, why);
        }
        return CommandLine.No;
    }

    private static void Say(IReadOnlyList<Shortage> shortages, AssignmentStatus status, Reporting report)
    {
        report.Say(status == AssignmentStatus.NotFound ? "Cli.NoPlanSoFar" : "Cli.NeedsUnmet");
        foreach (var shortage in shortages.Select(AssignmentWords.Of))
        {
            report.Say(shortage, "  ");
        }
    }
}
