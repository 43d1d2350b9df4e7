using System.CommandLine;
using GrantReview.Core.Assignments;
using GrantReview.Files;
using GrantReview.Files.Draws;
using GrantReview.Files.Reports;

namespace GrantReview.Cli;

/// <summary>
/// Repeats a draw from its frozen pool and the opened shares of its seed: of experts, or of lots among applications where the pool has no
/// experts.
/// </summary>
internal static class DrawCommand
{
    public static Command Create(Option<string> language)
    {
        var file = new Argument<string>("POOL.json") { Description = "The frozen pool with the commitments." };
        var outcome = new Option<string>("--out") { Description = "The folder to write.", Required = true };
        var share = new Option<string[]>("--share") { Description = "ROLE=SECRET, once for each sealed share.", Required = true,
            AllowMultipleArgumentsPerToken = true };
        var command = new Command("draw", "Experts or lots from a frozen pool and a seed of sealed shares; the same list anywhere.") { file,
            outcome, share };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(file), parsed.GetRequiredValue(outcome), parsed.GetRequiredValue(share),
            new Reporting(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, parsed.GetRequiredValue(language))));
        return command;
    }

    private static int Run(string path, string outcome, string[] given, Reporting report)
    {
        var mistakes = new List<Mistake>();
        var name = Path.GetFileName(path);
        if (!File.Exists(path))
        {
            return report.Refuse([new Mistake(name, null, "", "PathMissing")]);
        }
        var read = DrawFile.Read(File.ReadAllBytes(path), name, mistakes);
        var shares = new List<SeedShare>();
        foreach (var text in given)
        {
            var parts = text.Split('=', 2);
            if (parts.Length != 2 || parts[0].Length == 0 || parts[1].Length < SeedShare.ShortestSecret
                || shares.Exists(s => s.Role == parts[0]))
            {
                mistakes.Add(new Mistake("--share", null, parts[0], "JsonExpected", $"ROLE=SECRET (≥ {SeedShare.ShortestSecret})"));
                continue;
            }
            shares.Add(new SeedShare(parts[0], parts[1]));
        }
        if (read is not { } frozen || mistakes.Count > 0)
        {
            return report.Refuse(mistakes);
        }
        var broken = frozen.Commitments.Where(c => shares.FirstOrDefault(s => s.Role == c.Key)?.Commitment != c.Value).Select(c => c.Key)
            .Concat(shares.Select(s => s.Role).Where(r => !frozen.Commitments.ContainsKey(r))).ToList();
        if (broken.Count > 0)
        {
            report.Say("Cli.SharesBroken", string.Join(report.And, broken));
            return CommandLine.No;
        }
        var pool = frozen.Pool;
        var draw = ExpertDraw.Run(pool, SeedShare.Combine(pool.Hash(), shares));
        OutputFolder.Write(outcome,
            [.. DrawFile.OfResult(draw, frozen.Commitments),
            .. pool.Experts.Count == 0 ? [DrawFile.OfLots(pool, draw.Seed)] : Array.Empty<OutputFile>()]);
        report.Say("Cli.Pool", draw.PoolHash, draw.Seed);
        foreach (var shortage in draw.Shortages.Select(AssignmentWords.Of))
        {
            report.Say(shortage);
        }
        report.Say("Cli.Drawn", draw.Experts.Count(d => !d.IsSubstitute), draw.Experts.Count(d => d.IsSubstitute));
        return draw.Shortages.Count == 0 ? CommandLine.Done : CommandLine.No;
    }
}
