using System.Diagnostics;
using System.Globalization;
using GrantReview.Core.Awards.Lotteries;
using GrantReview.Core.Numbers;

namespace GrantReview.Benchmarks;

/// <summary>What lotteries give on published figures, which are not part of this repository.</summary>
internal static class LotteryValidation
{
    private static readonly (int Places, string Known)[] KnownGuarantees =
        [(35, "29"), (50, "39.877863"), (100, "93.684211 (published: 1780/19)"), (106, "100"), (116, "108.315789"), (176, "165")];

    private static readonly (int Places, int Smoothness, string Known)[] KnownGroups =
        [(116, 1, "21 sure / 201 drawn / 131 out"), (106, 5, "90 sure / 39 drawn / 224 out"), (106, 2, "42 sure / 111 drawn / 200 out")];

    /// <param name="folder">Holds example_intervals.txt of MERIT's authors and mint_sections.csv of the linear lottery's.</param>
    public static void Run(string folder)
    {
        Console.WriteLine("""
            On the authors' published files, which are not part of this repository: the 353 intervals of the example of MERIT's authors,
            and the 353 proposals of SNSF's MINT (grades 1 to 6 on 0 to 1, D = 1/5). Guaranteed: awards to expect among the truly best k
            in the worst ranking, beside what is published or was solved elsewhere; `LotteriesTests` compares 2,000 small cases with every
            set that may be the best.

            """);
        RunMaximin(Path.Combine(folder, "example_intervals.txt"));
        Console.WriteLine();
        RunLinear(Path.Combine(folder, "mint_sections.csv"));
    }

    /// <param name="file">Intervals of quality as "(low, high)", one a line, higher is better.</param>
    private static void RunMaximin(string file)
    {
        var intervals = File.ReadLines(file).Where(l => l.Length > 0).Select(l => l.Trim('(', ')', ' ').Split(',')).Select(c =>
            new QualityInterval(double.Parse(c[0], CultureInfo.InvariantCulture),
                double.Parse(c[1], CultureInfo.InvariantCulture))).ToList();
        Console.WriteLine("| k | guaranteed, exact | known | bound equal | groups | seconds |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var (k, known) in KnownGuarantees)
        {
            var clock = Stopwatch.StartNew();
            var lottery = MaximinLottery.For(intervals, k);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {k} | {lottery.Guaranteed.ToExactText()} = {lottery.Guaranteed.ToDouble():0.000000} | {known} | "
                + $"{(lottery.IsProven ? "yes" : "no")} | {Groups(lottery.Chances)} | {clock.Elapsed.TotalSeconds:0.0} |"));
        }
    }

    /// <param name="file">Grades with a header row that names the columns "proposal" and "num_grade", 1 (worst) to 6.</param>
    private static void RunLinear(string file)
    {
        var rows = File.ReadLines(file).Select(l => l.Replace("\"", "", StringComparison.Ordinal).Split(',')).ToList();
        var (proposal, grade) = (Array.IndexOf(rows[0], "proposal"), Array.IndexOf(rows[0], "num_grade"));
        var scores = rows.Skip(1).GroupBy(r => r[proposal], StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => Rational.Mean([.. g.Select(r => (Rational.Parse(r[grade]) - 1) / 5)])).ToList();
        Console.WriteLine("| k, L | b | groups | known |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var (places, smoothness, known) in KnownGroups)
        {
            var lottery = LinearLottery.For(scores, places, LinearLottery.SlopeFor(smoothness, reviews: 5));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {places}, {smoothness} | {lottery.Intercept.GetValueOrDefault().ToDouble():0.0000000000} | "
                + $"{Groups(lottery.Chances)} | {known} |"));
        }
    }

    private static string Groups(LotteryChances chances) => $"{chances.Sure} sure / {chances.Drawn} drawn / {chances.Out} out";
}
