using System.CommandLine;
using GrantReview.Core.Settings;
using GrantReview.Files.Reports;
using GrantReview.Files.Rounds;
using GrantReview.Files.Workbooks;
using GrantReview.Files;

namespace GrantReview.Cli;

internal static class TemplatesCommand
{
    public static Command Create(Option<string> language)
    {
        var workbooks =
            new Option<string?>("--workbooks") { Description = "Also writes the empty Excel files that people fill in to this folder." };
        var name = new Argument<string?>("name") { Description = "A call template: says in plain words what a call made from it will do.",
            Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("templates", "Lists and checks the templates, and says what each will do.") { name, workbooks };
        command.SetAction(parsed => parsed.GetValue(name) is { } one
            ? Explain(one,
                new Reporting(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error,
                parsed.GetRequiredValue(language)))
            : Run(parsed.GetValue(workbooks),
                new Reporting(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error,
                parsed.GetRequiredValue(language))));
        return command;
    }

    private static int Explain(string name, Reporting report)
    {
        var mistakes = new List<Mistake>();
        if (TemplateFolder.Shipped.Describe(name, mistakes) is not { } described || mistakes.Count > 0)
        {
            return report.Refuse(mistakes);
        }
        var trees = TemplateFolder.Shipped.TreesOf(described.Call, mistakes);
        if (mistakes.Count > 0)
        {
            return report.Refuse(mistakes);
        }
        foreach (var section in CallWords.Of(described.Call, described.Description, trees: trees))
        {
            report.Say(section.Heading);
            foreach (var line in section.Lines)
            {
                report.Say(line, "  ");
            }
        }
        return CommandLine.Done;
    }

    private static int Run(string? workbooks, Reporting report)
    {
        var templates = TemplateFolder.Shipped;
        var mistakes = new List<Mistake>();
        foreach (var name in templates.TreeNames)
        {
            var tree = TreeJson.Read(templates.TreeBytes(name) ?? [], $"indicator-trees/{name}.json", ScoringSettings.Default, mistakes);
            report.Say("Cli.Tree", name, tree?.Name?.In(report.Language), tree?.Roots.Count, tree?.Leaves.Count);
        }
        foreach (var name in templates.CallNames)
        {
            if (templates.Describe(name, mistakes)?.Call is { } call)
            {
                report.Say("Cli.Call", name, call.Name.In(report.Language), call.Assignment.ExpertsPerApplication,
                    ReportWords.Of(call.Scoring).In(report.Language), ReportWords.Of(call.Allocation.Policy).In(report.Language),
                    call.Categories.Count, call.Eligibility.Rules.Count);
                foreach (var quota in call.Allocation.Quotas)
                {
                    report.Say("Cli.Line", quota.Id, ReportWords.Of(quota, call).In(report.Language));
                }
            }
        }
        var demo = RoundReader.Read(templates.Demo);
        mistakes.AddRange(demo.Mistakes.Select(m => m with { File = "demo/" + m.File }));
        if (demo.Round is { } round)
        {
            report.Say("Cli.Demo", round.Applications.Count, round.Experts.Count, round.Scores.Count);
        }
        if (mistakes.Count > 0)
        {
            return report.Refuse(mistakes);
        }
        if (workbooks is not null)
        {
            OutputFolder.Write(workbooks,
                [.. new[] { TableSchema.Applications, TableSchema.Experts, TableSchema.Scores, TableSchema.Units, TableSchema.Relations,
                TableSchema.Identities }
                .Select(schema => new OutputFile($"{schema.Name}.xlsx", FormWorkbook.Draw(schema, report.Language)))]);
        }
        return CommandLine.Done;
    }
}
