using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace GrantReview.Benchmarks;

/// <summary>
/// Writes VALIDATION.md anew, a section a part, each with its date, machine, seeds and time; sections of parts that are not asked for stay
/// as they stand. Run: dotnet run -c Release --project tests/GrantReview.Benchmarks -- validation [PART[=SIZE] …]
/// </summary>
internal static class Validation
{
    /// <param name="Size">Where the command names none.</param>
    /// <param name="Run">Writes the section to the console.</param>
    private sealed record Part(string Name, string Heading, string Size, Action<string> Run)
    {
        /// <summary>Left out where nobody asks for it by name: it needs files that are not part of this repository.</summary>
        public bool IsOwn => Size.Length > 0;
    }

    private static readonly Part[] Parts =
    [
        new("allocation", "Allocation", "20000", size => AwardValidation.RunAllocation(Number(size))),
        new("assignments", "Assignment of experts", "20000", size => AwardValidation.RunAssignments(Number(size))),
        new("explanations", "Explanations acted on", "5000", size => AwardValidation.RunExplanations(Number(size))),
        new("draws", "Draws of experts", "10000", size => AwardValidation.RunDraws(pools: 3_000, seeds: Number(size))),
        new("published", "Lotteries on published figures", "", LotteryValidation.Run),
        new("lotteries", "One tick of one review", "6", size => LotterySensitivity.RunInvented(Number(size))),
        new("coverage", "Coverage of calibration's intervals", "100", size => CalibrationCoverage.Run(Number(size), seed: 1)),
        new("joint", "Coverage of a joint fit", "300", size => CalibrationCoverage.RunJoint(Number(size), seed: 1)),
    ];

    /// <returns>The exit code.</returns>
    public static int Run(string[] asked)
    {
        var sizes = asked.Select(a => a.Split('=', 2)).ToDictionary(a => a[0], a => a.ElementAtOrDefault(1), StringComparer.Ordinal);
        if (sizes.Keys.Except(Parts.Select(p => p.Name), StringComparer.Ordinal).ToList() is { Count: > 0 } unknown)
        {
            var names = Parts.Select(p => p.IsOwn ? $"{p.Name}[={p.Size}]" : $"{p.Name}=FOLDER");
            Console.Error.WriteLine($"No such part: {string.Join(", ", unknown)} ({string.Join(", ", names)})");
            return 2;
        }
        var file = Report();
        foreach (var part in Parts.Where(p => asked.Length == 0 ? p.IsOwn : sizes.ContainsKey(p.Name)))
        {
            Console.Error.WriteLine(part.Name);
            var section = Measured(part, sizes.GetValueOrDefault(part.Name) ?? part.Size);
            var sections = SectionsOf(File.ReadAllText(file));
            sections[part.Heading] = section;
            File.WriteAllText(file, Written(sections));
        }
        return 0;
    }

    private static string Measured(Part part, string size)
    {
        var (console, text) = (Console.Out, new StringWriter { NewLine = "\n" });
        var (clock, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        Console.SetOut(text);
        try
        {
            part.Run(size);
        }
        finally
        {
            Console.SetOut(console);
        }
        var command = part.IsOwn ? $"{part.Name}={size}" : $"{part.Name}=FOLDER";
        var machine = $"{RuntimeInformation.FrameworkDescription}, {Environment.ProcessorCount} cores";
        var spent = string.Create(CultureInfo.InvariantCulture,
            $"{clock.Elapsed.TotalSeconds:0} s, {(Environment.CpuUsage.TotalTime - before).TotalSeconds:0} CPU seconds");
        return $"`-- validation {command}`, {DateTime.UtcNow:yyyy-MM-dd}; {machine}; {spent}.\n\n{text.ToString().Trim()}";
    }

    private static Dictionary<string, string> SectionsOf(string report) =>
        ("\n" + report).Split("\n## ").Skip(1).Select(s => s.Split('\n', 2)).ToDictionary(s => s[0], s => s[1].Trim());

    private static string Written(Dictionary<string, string> sections)
    {
        var own = Parts.Where(p => sections.ContainsKey(p.Heading)).Select(p => $"\n## {p.Heading}\n\n{sections[p.Heading]}\n");
        return """
            # Validation

            What was compared with what, with how many cases. Written by `-- validation` of the benchmarks
            (`dotnet run -c Release --project tests/GrantReview.Benchmarks -- validation`); parts can be chosen by name, with a size. Seeds
            count from 0 unless said, so every figure repeats.

            """ + string.Concat(own);
    }

    private static string Report()
    {
        const string name = "VALIDATION.md";
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, name)))
        {
            folder = folder.Parent;
        }
        return Path.Combine(folder?.FullName ?? Environment.CurrentDirectory, name);
    }

    private static int Number(string size) => int.Parse(size, CultureInfo.InvariantCulture);
}
