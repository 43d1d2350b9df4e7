using System.CommandLine;
using GrantReview.Files;
using GrantReview.Files.Packages;

namespace GrantReview.Cli;

internal static class VerifyCommand
{
    public static Command Create(Option<string> language)
    {
        var package = new Argument<string>("PACKAGE.zip") { Description = "A result package." };
        var command = new Command("verify", "Recomputes every result of a package from its inputs and lists each difference.") { package };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(package),
            new Reporting(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, parsed.GetRequiredValue(language))));
        return command;
    }

    private static int Run(string path, Reporting report)
    {
        if (!File.Exists(path))
        {
            return report.Refuse([new Mistake(Path.GetFileName(path), null, "", "PathMissing")]);
        }
        report.Progress("Recomputing", "重新计算");
        var verification = PackageVerification.Run(File.ReadAllBytes(path));
        report.EndProgress();
        foreach (var difference in verification.Differences)
        {
            report.Say(difference.Say("en"), difference.Say("zh-CN"));
        }
        if (!verification.IsReadable)
        {
            report.Say("The package cannot be recomputed.", "无法重新计算该结果包。");
            return CommandLine.No;
        }
        if (!verification.IsEqual)
        {
            report.Say($"{verification.Differences.Count} difference(s).", $"共 {verification.Differences.Count} 处不一致。");
            return CommandLine.No;
        }
        report.Say($"All equal: {verification.FilesChecked} files, every result recomputed.", $"全部一致：{verification.FilesChecked} 个文件，所有结果均已重新计算。");
        return CommandLine.Done;
    }
}
