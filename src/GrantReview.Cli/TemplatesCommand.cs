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
        foreach (var section in CallWords.Of(described.Call, described.Description))
        {
            report.Say(section.Heading.En, section.Heading.Zh);
            foreach (var line in section.Lines)
            {
                report.Say($"  {line.En}", $"  {line.Zh}");
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
            report.Say($"indicator-trees/{name}: {tree?.Name?.En}; {tree?.Roots.Count} branches, {tree?.Leaves.Count} leaves",
                $"indicator-trees/{name}：{tree?.Name?.Zh}；{tree?.Roots.Count} 个一级指标，{tree?.Leaves.Count} 个末级指标");
        }
        foreach (var name in templates.CallNames)
        {
            if (templates.Describe(name, mistakes)?.Call is { } call)
            {
                report.Say(
                    $"calls/{name}: {call.Name.En}; {call.Assignment.ExpertsPerApplication} experts per application, {ReportWords.Of(call.Scoring).En}; {ReportWords.Of(call.Allocation.Policy).En}; {call.Categories.Count} categories, {call.Eligibility.Rules.Count} rules",
                    $"calls/{name}：{call.Name.Zh}；每项 {call.Assignment.ExpertsPerApplication} 名专家，{ReportWords.Of(call.Scoring).Zh}；{ReportWords.Of(call.Allocation.Policy).Zh}；{call.Categories.Count} 个类别，{call.Eligibility.Rules.Count} 条规则");
                foreach (var quota in call.Allocation.Quotas)
                {
                    report.Say($"  {quota.Id}: {ReportWords.Of(quota, call).En}", $"  {quota.Id}：{ReportWords.Of(quota, call).Zh}");
                }
            }
        }
        var demo = RoundReader.Read(templates.Demo);
        mistakes.AddRange(demo.Mistakes.Select(m => m with { File = "demo/" + m.File }));
        if (demo.Round is { } round)
        {
            report.Say($"demo: {round.Applications.Count} applications, {round.Experts.Count} experts, {round.Scores.Count} scores",
                $"demo：{round.Applications.Count} 个申报项目，{round.Experts.Count} 名专家，{round.Scores.Count} 条评分");
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
