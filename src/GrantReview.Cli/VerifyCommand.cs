using System.CommandLine;
using GrantReview.Files;
using GrantReview.Files.Packages;

namespace GrantReview.Cli;

internal static class VerifyCommand
{
    public static Command Create(Option<string> language)
    {
        var package = new Argument<string>("PACKAGE.zip") { Description = "A result package." };
        var previous = new Option<string?>("--previous")
        {
            Description = "The package that it names as the one before, or, for a public or sealed one, the internal package.",
        };
        var evaluation = new Option<string?>("--evaluation")
        {
            Description = "Of final awards: the internal package of the evaluation, which the decision given as --previous names.",
        };
        var answer = new Option<string?>("--out") { Description = "A JSON file to write the answer to." };
        var command = new Command("verify", "Recomputes every result of a package from its inputs and lists each difference.")
        {
            package, previous, evaluation, answer,
        };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(package), parsed.GetValue(previous), parsed.GetValue(evaluation), parsed.GetValue(answer),
            new Reporting(
                parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, parsed.GetRequiredValue(language))));
        return command;
    }

    private static int Run(string path, string? previous, string? evaluation, string? answer, Reporting report)
    {
        List<string> missing = [.. new[] { path, previous, evaluation }.OfType<string>().Where(p => !File.Exists(p))];
        if (missing.Count > 0)
        {
            return report.Refuse([.. missing.Select(p => new Mistake(Path.GetFileName(p), null, "", "PathMissing"))]);
        }
        report.Progress("Recomputing", "重新计算");
        var package = File.ReadAllBytes(path);
        var verification = PackageVerification.Run(package, Bytes(previous), Bytes(evaluation));
        report.EndProgress();
        // The manifest cannot hold its own hash: this is the figure to compare with minutes and with the package that follows.
        var hash = ResultPackage.Sha256(package);
        if (answer is not null)
        {
            File.WriteAllText(answer, verification.ToJson(hash));
        }
        Tell(verification, report);
        if (!verification.IsEqual)
        {
            return CommandLine.No;
        }
        report.Say($"SHA-256 of the package: {hash}", $"结果包 SHA-256：{hash}");
        return CommandLine.Done;

        static byte[]? Bytes(string? path) => path is null ? null : File.ReadAllBytes(path);
    }

    private static void Tell(PackageVerification verification, Reporting report)
    {
        foreach (var file in verification.Files)
        {
            report.Say(
                $"{(file.Check == FileCheck.Recomputed ? "recomputed" : "hashed    ")}  {file.Name}",
                $"{(file.Check == FileCheck.Recomputed ? "已重新计算" : "仅核对哈希")}  {file.Name}");
        }
        foreach (var difference in verification.Differences)
        {
            report.Say(difference.Say("en"), difference.Say("zh-CN"));
        }
        if (verification.MadeBeforeVerdicts)
        {
            report.Say("Made before verdicts: verified by the rules of schema 1.", "该结果包生成于“认定”启用之前，按格式 1 的规则验证。");
        }
        if (verification.Chain == PackageChain.NotGiven)
        {
            report.Say("The package that it names was not given (--previous): that it follows from it was not checked.",
                "未提供其所记的结果包（--previous），未核对承接关系。");
        }
        foreach (var gap in verification.Gaps)
        {
            report.Say(WordsOf(gap, "en"), WordsOf(gap, "zh-CN"));
        }
        var (files, differences) = (verification.FilesChecked, verification.Differences.Count);
        if (!verification.IsReadable)
        {
            report.Say("The package cannot be recomputed.", "无法重新计算该结果包。");
        }
        else if (differences > 0)
        {
            report.Say($"{differences} difference(s).", $"共 {differences} 处不一致。");
        }
        else if (!verification.IsRecomputed)
        {
            report.Say($"All equal: {files} files. A public package holds no inputs; recompute the internal one.",
                $"全部一致：{files} 个文件。公开层不含输入数据，重新计算请用内部层。");
        }
        else if (!verification.IsWhole)
        {
            report.Say($"All equal as far as it was checked: {files} files; what was not checked is named above.",
                $"已核对部分全部一致：{files} 个文件；未核对的内容见上。");
        }
        else
        {
            report.Say($"All equal: {files} files, every result recomputed.", $"全部一致：{files} 个文件，所有结果均已重新计算。");
        }
    }

    private static string WordsOf(PackageGap gap, string language) => (gap, language) switch
    {
        (PackageGap.Evaluation, "en") =>
            "Not checked against the evaluation (--previous with --evaluation): who came in during the notice, in which order, "
            + "with which amount.",
        (PackageGap.Evaluation, _) => "未对照评审结果核对（需同时提供 --previous 和 --evaluation）：公示期间由谁递补、递补次序和金额。",
        (_, "en") => "Not checked: that an earlier meeting turned down those of whom the record says so; no package holds that meeting.",
        _ => "未核对：记录所称此前会议未予立项的项目；没有结果包载有该次会议。",
    };
}
