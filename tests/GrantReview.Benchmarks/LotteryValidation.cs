using System.Diagnostics;
using System.Globalization;
using GrantReview.Core.Awards.Lotteries;
using GrantReview.Core.Numbers;

namespace GrantReview.Benchmarks;

/// <summary>What lotteries give on published figures, which are not part of this repository.</summary>
internal static class LotteryValidation
{
    /// <param name="file">Intervals of quality as "(low, high)", one a line, higher is better.</param>
    public static void RunMaximin(string file, IEnumerable<int> places)
    {
        var intervals = File.ReadLines(file).Where(l => l.Length > 0).Select(l => l.Trim('(', ')', ' ').Split(',')).Select(c =>
            new QualityInterval(double.Parse(c[0], CultureInfo.InvariantCulture),
                double.Parse(c[1], CultureInfo.InvariantCulture))).ToList();
        Console.WriteLine($"{intervals.Count} intervals");
        foreach (var k in places)
        {
            var clock = Stopwatch.StartNew();
            var lottery = MaximinLottery.For(intervals, k);
            Console.WriteLine(
                $"k = {k}: guaranteed {lottery.Guaranteed.ToExactText()} ({lottery.Guaranteed.ToDouble():0.00000000}), "
                + $"bound {lottery.Bound.ToDouble():0.00000000}, {(lottery.IsProven ? "proven" : "not proven")}; "
                + $"{Groups(lottery.Chances)}; {clock.Elapsed.TotalSeconds:0.0} s");
        }
    }

    /// <param name="file">Grades with a header row that names the columns "proposal" and "num_grade", 1 (worst) to 6.</param>
    public static void RunLinear(string file, int places, int smoothness)
    {
        var rows = File.ReadLines(file).Select(l => l.Replace("\"", "", StringComparison.Ordinal).Split(',')).ToList();
        var (proposal, grade) = (Array.IndexOf(rows[0], "proposal"), Array.IndexOf(rows[0], "num_grade"));
        var scores = rows.Skip(1).GroupBy(r => r[proposal], StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => Rational.Mean([.. g.Select(r => (Rational.Parse(r[grade]) - 1) / 5)])).ToList();
        Console.WriteLine($"{scores.Count} proposals");
        var lottery = LinearLottery.For(scores, places, LinearLottery.SlopeFor(smoothness, reviews: 5));
        Console.WriteLine(
            $"k = {places}, L = {smoothness}: b = {lottery.Intercept.GetValueOrDefault().ToDouble():0.0000000000}; "
            + $"{Groups(lottery.Chances)}");
    }

    private static string Groups(LotteryChances chances) => $"{chances.Sure} sure / {chances.Drawn} drawn / {chances.Out} out";
}
