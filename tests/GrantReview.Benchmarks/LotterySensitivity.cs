using System.Globalization;
using GrantReview.Core.Awards.Lotteries;
using GrantReview.Core.Calibration;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Benchmarks;

/// <summary>
/// By how much one tick of one review can change one application's chance, under each lottery. Every review of the applications around the
/// line is moved a tick up and a tick down, one at a time, and the chances of all are computed anew.
/// </summary>
internal static class LotterySensitivity
{
    private sealed record Rule(string Name, Func<List<ExpertTotal>, int, double[]> Chances);

    private sealed record Change(double One, double All);

    private static readonly Rule[] Rules =
    [
        new("undecided at the line, the product's rule", Undecided),
        new("maximin over the model's 50 % rank intervals", Maximin),
        new("clipped linear, L = 1", (totals, places) => Linear(totals, places, 1)),
        new("clipped linear, L = 5", (totals, places) => Linear(totals, places, 5)),
        new("none: the highest means, equals by lot", Highest),
    ];

    /// <summary>
    /// Invented rounds: 40 applications, 12 experts, 4 grades of 1 to 6 each; deviations of qualities 1, severities .5, errors .7.
    /// </summary>
    public static void RunInvented(int rounds)
    {
        Console.WriteLine("""
            By how much one tick of one review changes chances: invented rounds of 40 applications with four grades of 1 to 6 each; each
            review of the six applications around the line is moved a tick up and down. The largest change in a round, its mean over the
            rounds and the most. The authors of the linear lottery publish .923, .524 and .429 for the rule of the undecided on MINT with
            10, 33 and 50 % funded, under intervals of their own making. L = 1 draws lots for most of the field: a trade to be seen, not a
            recommendation.
            """);
        foreach (var places in new[] { 4, 13 })
        {
            var changes = Enumerable.Range(0, rounds).AsParallel().AsOrdered()
                .Select(r => LargestOfEach(Invent(r), places, window: 3)).ToList();
            Console.WriteLine();
            Write($"{rounds} invented rounds, {places} of 40", changes);
        }
    }

    /// <param name="file">
    /// Grades with a header row that names the columns "proposal", "assessor", "section" and "num_grade", 1 (worst) to 6.
    /// </param>
    public static void RunFile(string file, int places)
    {
        var rows = File.ReadLines(file).Select(l => l.Replace("\"", "", StringComparison.Ordinal).Split(',')).ToList();
        var columns = new[] { "proposal", "assessor", "section", "num_grade" }.Select(c => Array.IndexOf(rows[0], c)).ToArray();
        var totals = rows.Skip(1).Select(r => new ExpertTotal(
            new ApplicationId(r[columns[0]]), new ExpertId($"{r[columns[2]]} {r[columns[1]]}"), "",
            Rational.Parse(r[columns[3]]))).ToList();
        Write(Path.GetFileName(file) + $", {places} places", [LargestOfEach(totals, places, window: 2)]);
    }

    private static void Write(string what, List<Change[]> changes)
    {
        Console.WriteLine($"| {what} | largest change of one chance, mean | at most | of all chances together, mean | at most |");
        Console.WriteLine("|---|---|---|---|---|");
        for (var r = 0; r < Rules.Length; r++)
        {
            double[] figures =
            [
                changes.Average(c => c[r].One), changes.Max(c => c[r].One), changes.Average(c => c[r].All), changes.Max(c => c[r].All),
            ];
            var cells = figures.Select(f => f.ToString("0.000", CultureInfo.InvariantCulture));
            Console.WriteLine($"| {Rules[r].Name} | {string.Join(" | ", cells)} |");
        }
    }

    /// <param name="window">So many applications on either side of the line, by mean, have their reviews moved.</param>
    private static Change[] LargestOfEach(List<ExpertTotal> totals, int places, int window)
    {
        var around = totals.GroupBy(t => t.Application).Select(g => (g.Key, Mean: Rational.Mean([.. g.Select(t => t.Total)])))
            .OrderByDescending(a => a.Mean).ThenBy(a => a.Key)
            .Skip(Math.Max(0, places - window)).Take(2 * window).Select(a => a.Key).ToHashSet();
        var moves = (
            from i in Enumerable.Range(0, totals.Count)
            where around.Contains(totals[i].Application)
            from tick in new[] { -1, 1 }
            let moved = totals[i].Total + tick
            where moved >= 1 && moved <= 6
            select (i, moved)).ToList();
        var before = Rules.Select(r => r.Chances(totals, places)).ToArray();
        var largest = Rules.Select(_ => new Change(0, 0)).ToArray();
        foreach (var (i, moved) in moves)
        {
            List<ExpertTotal> edited = [.. totals];
            edited[i] = totals[i] with { Total = moved };
            for (var r = 0; r < Rules.Length; r++)
            {
                var changes = before[r].Zip(Rules[r].Chances(edited, places), (a, b) => Math.Abs(a - b)).ToList();
                largest[r] = new Change(Math.Max(largest[r].One, changes.Max()), Math.Max(largest[r].All, changes.Sum()));
            }
        }
        return largest;
    }

    private static double[] Undecided(List<ExpertTotal> totals, int places)
    {
        var fit = FitOf(totals, places);
        var line = fit.FundingLine ?? throw new InvalidOperationException("The model gives no funding line.");
        return
        [
            .. fit.Applications.Select(a => a.Group switch
            {
                FundingGroup.Accepted => 1,
                FundingGroup.Undecided => Math.Min(1.0, (double)line.Seats / line.Undecided),
                _ => 0,
            }),
        ];
    }

    private static double[] Maximin(List<ExpertTotal> totals, int places) => Doubles(MaximinLottery.For(
        [
            .. FitOf(totals, places).Applications
                .Select(a => QualityInterval.FromRanks(a.RankLow50.GetValueOrDefault(), a.RankHigh50.GetValueOrDefault())),
        ],
        places).Chances);

    private static double[] Linear(List<ExpertTotal> totals, int places, int smoothness)
    {
        var applications = totals.GroupBy(t => t.Application).OrderBy(g => g.Key).ToList();
        return Doubles(LinearLottery.For(
            [.. applications.Select(g => Rational.Mean([.. g.Select(t => (t.Total - 1) / 5)]))], places,
            LinearLottery.SlopeFor(smoothness, applications.Min(g => g.Count()))).Chances);
    }

    private static double[] Highest(List<ExpertTotal> totals, int places)
    {
        var means = totals.GroupBy(t => t.Application).OrderBy(g => g.Key).Select(g => Rational.Mean([.. g.Select(t => t.Total)])).ToList();
        return
        [
            .. means.Select(m => (Above: means.Count(o => o > m), Equal: means.Count(o => o == m)))
                .Select(m => Math.Clamp((double)(places - m.Above) / m.Equal, 0, 1)),
        ];
    }

    private static CalibrationFit FitOf(List<ExpertTotal> totals, int places) =>
        ScoreCalibration.Fit(
            new CalibrationProblem(totals, CalibrationMethod.MixedModel, 1, ScoreDirection.HigherIsBetter, places, "lots"));

    private static double[] Doubles(LotteryChances chances) => [.. chances.Values.Select(p => p.ToDouble())];

    private static List<ExpertTotal> Invent(int round)
    {
        var random = new Random(round);
        var (quality, severity) = (Normals(random, 40), Normals(random, 12));
        return
        [
            .. from a in Enumerable.Range(0, 40)
               from e in Enumerable.Range(0, 12).OrderBy(_ => random.Next()).Take(4)
               let grade = (int)Math.Clamp(Math.Round(3.5 + quality[a] + (0.5 * severity[e]) + (0.7 * Normals(random, 1)[0])), 1, 6)
               select new ExpertTotal(new ApplicationId($"P{a:00}"), new ExpertId($"E{e:00}"), "", grade),
        ];
    }

    private static double[] Normals(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => MathNet.Numerics.Distributions.Normal.Sample(random, 0, 1))];
}
