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
        report.Progress("Cli.Recomputing");
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
        report.Say("Cli.Hash", hash);
        return CommandLine.Done;

        static byte[]? Bytes(string? path) => path is null ? null : File.ReadAllBytes(path);
    }

    private static void Tell(PackageVerification verification, Reporting report)
    {
        foreach (var file in verification.Files)
        {
            report.Say(file.Check == FileCheck.Recomputed ? "Cli.Recomputed" : "Cli.Hashed", file.Name);
        }
        foreach (var difference in verification.Differences)
        {
            report.Say(difference);
        }
        if (verification.MadeBeforeVerdicts)
        {
            report.Say("Cli.BeforeVerdicts");
        }
        if (verification.Chain == PackageChain.NotGiven)
        {
            report.Say("Cli.PreviousNotGiven");
        }
        foreach (var gap in verification.Gaps)
        {
            report.Say(gap == PackageGap.Evaluation ? "Cli.EvaluationNotGiven" : "PackageGap.EarlierMeetings");
        }
        var (files, differences) = (verification.FilesChecked, verification.Differences.Count);
        if (!verification.IsReadable)
        {
            report.Say("Cli.NotReadable");
        }
        else if (differences > 0)
        {
            report.Say("Cli.Differences", differences);
        }
        else if (!verification.IsRecomputed)
        {
            report.Say("Cli.EqualPublic", files);
        }
        else if (!verification.IsWhole)
        {
            report.Say("Cli.EqualInPart", files);
        }
        else
        {
            report.Say("Cli.Equal", files);
        }
    }
}
