using System.CommandLine;
using GrantReview.Core.Awards;
using GrantReview.Files;
using GrantReview.Files.AllocationCases;
using GrantReview.Files.Evaluations;

namespace GrantReview.Cli;

internal static class AllocateCommand
{
    public static Command Create(Option<string> language)
    {
        var file = new Argument<string>("CASE.json") { Description = "Applications, quotas and a policy." };
        var outcome = new Option<string>("--out") { Description = "The file to write, also when no list exists.", Required = true };
        var command = new Command("allocate", "Awards within quotas, with the reasons.") { file, outcome };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(file), parsed.GetRequiredValue(outcome),
            new Reporting(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, parsed.GetRequiredValue(language))));
        return command;
    }

    private static int Run(string path, string outcome, Reporting report)
    {
        var (mistakes, warnings) = (new List<Mistake>(), new List<Mistake>());
        var name = Path.GetFileName(path);
        if (!File.Exists(path))
        {
            return report.Refuse([new Mistake(name, null, "", "PathMissing")]);
        }
        if (AllocationCase.Read(File.ReadAllBytes(path), name, mistakes, warnings) is not { } problem)
        {
            return report.Refuse(mistakes);
        }
        var plan = AllocationSolver.Solve(problem);
        var target = Path.GetFullPath(outcome);
        OutputFolder.Write(Path.GetDirectoryName(target) ?? ".",
            [new OutputFile(Path.GetFileName(target), AllocationAnswer.Write(plan, problem))]);
        report.Warn(warnings);
        if (plan.Status == AllocationStatus.Infeasible)
        {
            var conflicts = string.Join("; ", plan.Conflicts.Select(c => string.Join(" + ", c.Select(ReasonCodes.TextOf))));
            report.Say("Cli.Infeasible", conflicts);
            return CommandLine.No;
        }
        report.Say("Cli.Funded", plan.Funded.Count, plan.Spent);
        return CommandLine.Done;
    }
}
