using System.CommandLine;
using GrantReview.Files;
using GrantReview.Files.Packages;

namespace GrantReview.Cli;

internal static class VerifyCommand
{
    public static Command Create(Option<string> language)
    {
        var package = new Argument<string>("PACKAGE.zip") { Description = "A result package." };
        var previous = new Option<string?>("--previous") { Description = "The package that it names as the one before, or, for a public or sealed one, the internal package." };
        var command = new Command("verify", "Recomputes every result of a package from its inputs and lists each difference.") { package, previous };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(package), parsed.GetValue(previous),
            new Reporting(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, parsed.GetRequiredValue(language))));
        return command;
    }

    private static int Run(string path, string? previous, Reporting report)
    {
        List<string> missing = [.. new[] { path, previous }.OfType<string>().Where(p => !File.Exists(p))];
        if (missing.Count > 0)
        {
            return report.Refuse([.. missing.Select(p => new Mistake(Path.GetFileName(p), null, "", "PathMissing"))]);
        }
        report.Progress("Recomputing", "重新计算");
        var package = File.ReadAllBytes(path);
        var verification = PackageVerification.Run(package, previous is null ? null : File.ReadAllBytes(previous));
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
        // The manifest cannot hold its own hash: this is the figure to compare with minutes and with the package that follows.
        report.Say($"SHA-256 of the package: {ResultPackage.Sha256(package)}", $"结果包 SHA-256：{ResultPackage.Sha256(package)}");
        if (!verification.IsRecomputed)
        {
            report.Say($"All equal: {verification.FilesChecked} files. A public package holds no inputs; recompute the internal one.", $"全部一致：{verification.FilesChecked} 个文件。公开层不含输入数据，重新计算请用内部层。");
            return CommandLine.Done;
        }
        report.Say($"All equal: {verification.FilesChecked} files, every result recomputed.", $"全部一致：{verification.FilesChecked} 个文件，所有结果均已重新计算。");
        return CommandLine.Done;
    }
}
