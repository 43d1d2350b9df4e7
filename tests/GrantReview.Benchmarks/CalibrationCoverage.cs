using System.Globalization;
using GrantReview.Core.Calibration;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Benchmarks;

/// <summary>
/// How often intervals hold the truth: invented rounds in which score and rank are known. Prints for each setting and model the share of
/// applications whose true score, and true rank, lies within its 50 % and 90 % interval, and the mean width of the 90 % rank interval as a
/// share of the ranks.
/// </summary>
internal static class CalibrationCoverage
{
    /// <param name="Applications">σ²_A; where it is zero the true ranks are drawn by lot.</param>
    /// <param name="Noise">Standard deviation of the logarithm of an expert's own noise.</param>
    /// <param name="Outliers">Share of scores whose error is five times as large.</param>
    /// <param name="Categories">Their means are one apart; ranks count within each.</param>
    private sealed record Setting(
        string Name, int Count, int Experts, int Each, double Applications = 1, double Noise = 0, double Outliers = 0, int Categories = 1);

    private static readonly Setting[] Settings =
    [
        new("30 × 10 × 3", 30, 10, 3), new("12 × 6 × 3", 12, 6, 3), new("100 × 25 × 3", 100, 25, 3), new("40 × 10 × 2", 40, 10, 2),
        new("σ²_A = 0, 40 × 10 × 3", 40, 10, 3, 0), new("σ²_A = .1, 40 × 10 × 3", 40, 10, 3, 0.1),
        new("σ²_A = .3, 40 × 10 × 3", 40, 10, 3, 0.3),
        new("unequal noise, 40 × 10 × 3", 40, 10, 3, Noise: 0.5), new("outliers, 40 × 10 × 3", 40, 10, 3, Outliers: 0.08),
    ];

    private static readonly Setting[] JointSettings =
    [
        new("3 categories, 60 × 12 × 3", 60, 12, 3, Categories: 3), new("3 categories, 36 × 12 × 3", 36, 12, 3, Categories: 3),
        new("3 categories, σ²_A = .1, 60 × 12 × 3", 60, 12, 3, 0.1, Categories: 3),
    ];

    /// <summary>Severity has half the variance of errors, errors have 1.</summary>
    private const double ExpertVariance = 0.5;

    /// <param name="rounds">Of noise and robust, which are slow; plain has three times as many.</param>
    public static void Run(int rounds, int seed)
    {
        Console.WriteLine($"""
            How often the intervals hold the truth in invented rounds: applications × experts × scores each, σ²_A = 1 unless said,
            severity .5, errors 1; unequal noise: logarithms of deviations spread by .5; outliers: 8 % of errors five times as large. Seed
            {seed}; behind ± stand standard errors over rounds, which share a mean each. Where σ²_A = 0 the true ranks are lots; 50 % rank
            intervals hold more because both ends count.

            """);
        Say(Settings, [CalibrationMethod.MixedModel, CalibrationMethod.MixedModelNoise, CalibrationMethod.MixedModelRobust],
            (setting, method, s) => Enumerable.Range(0, method == CalibrationMethod.MixedModel ? 3 * rounds : rounds)
                .Select(round => Measure(setting, method, seed, s, round)));
    }

    public static void RunJoint(int rounds, int seed)
    {
        Console.WriteLine($"""
            The same for calls with three categories whose means are one apart, under the model that has a mean for each; ranks count within
            a category. Seed {seed}.

            """);
        Say(JointSettings, [CalibrationMethod.MixedModelJoint],
            (setting, method, s) => Enumerable.Range(0, rounds).Select(round => Measure(setting, method, seed, Settings.Length + s, round)));
    }

    private static void Say(
        Setting[] settings, CalibrationMethod[] methods, Func<Setting, CalibrationMethod, int, IEnumerable<double[]>> measure)
    {
        Console.WriteLine(
            "| setting | model | rounds | score 50 % | score 90 % | rank 50 % | rank 90 % | width of 90 % ranks | mean σ²_A fitted |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var (s, setting) in settings.Index())
        {
            foreach (var method in methods)
            {
                var shares = measure(setting, method, s).ToList();
                var cells = Enumerable.Range(0, 6).Select(i => WithError([.. shares.Select(x => x[i])]));
                Console.WriteLine(
                    $"| {setting.Name} | {CalibrationMethods.NameOf(method)} | {shares.Count} | {string.Join(" | ", cells)} |");
            }
        }
    }

    private static double[] Measure(Setting setting, CalibrationMethod method, int seed, int s, int round)
    {
        var (truth, totals) = Invent(setting, new Random((1_000_000 * seed) + (100_000 * s) + round));
        return Shares(truth, setting.Count / setting.Categories, ScoreCalibration.Fit(
            new CalibrationProblem(totals, method, 1, ScoreDirection.HigherIsBetter, null, $"{seed}")));
    }

    /// <summary>The mean over rounds and its standard error; a round's applications share its mean, so it is one observation.</summary>
    private static string WithError(double[] rounds)
    {
        var mean = rounds.Average();
        var error = Math.Sqrt(rounds.Sum(x => (x - mean) * (x - mean)) / (rounds.Length - 1) / rounds.Length);
        return string.Create(CultureInfo.InvariantCulture, $"{mean:.000} ± {error:.000}");
    }

    /// <param name="ranked">How many are ranked against each other.</param>
    private static double[] Shares((double[] Score, int[] Rank) truth, int ranked, CalibrationFit fit)
    {
        var each = fit.Applications.Select((a, i) => new[]
        {
            Holds(a.ScoreLow50?.ToDouble(), truth.Score[i], a.ScoreHigh50?.ToDouble()),
            Holds(a.ScoreLow?.ToDouble(), truth.Score[i], a.ScoreHigh?.ToDouble()),
            Holds(a.RankLow50, truth.Rank[i], a.RankHigh50), Holds(a.RankLow, truth.Rank[i], a.RankHigh),
            ((a.RankHigh - a.RankLow) / (ranked - 1)).GetValueOrDefault(),
        }).ToList();
        return [.. Enumerable.Range(0, 5).Select(c => each.Average(x => x[c])), fit.ApplicationVariance ?? 0];

        static double Holds(double? low, double value, double? high) => low <= value && value <= high ? 1 : 0;
    }

    private static ((double[] Score, int[] Rank) Truth, List<ExpertTotal> Totals) Invent(Setting setting, Random random)
    {
        var quality = Enumerable.Range(0, setting.Count).Select(_ => Normal()).ToArray();
        var severity = Enumerable.Range(0, setting.Experts).Select(_ => Math.Sqrt(ExpertVariance) * Normal()).ToArray();
        var noise = Enumerable.Range(0, setting.Experts).Select(_ => Math.Exp(setting.Noise * Normal())).ToArray();
        var rank = new int[setting.Count];
        foreach (var category in Enumerable.Range(0, setting.Count).GroupBy(i => i % setting.Categories))
        {
            foreach (var (place, i) in category.OrderByDescending(i => quality[i]).Index())
            {
                rank[i] = place + 1;
            }
        }
        var totals = new List<ExpertTotal>();
        for (var a = 0; a < setting.Count; a++)
        {
            var pool = Enumerable.Range(0, setting.Experts).ToArray();
            random.Shuffle(pool);
            foreach (var e in pool.Take(setting.Each))
            {
                var error = noise[e] * Normal() * (random.NextDouble() < setting.Outliers ? 5 : 1);
                totals.Add(new ExpertTotal(new(Id(a)), new(Id(e)), "", Rational.FromDouble(Score(a) - severity[e] + error))
                {
                    Category = new($"C{a % setting.Categories}"),
                });
            }
        }
        return (([.. quality.Select((_, a) => Score(a))], rank), totals);

        double Score(int a) => (Math.Sqrt(setting.Applications) * quality[a]) + (a % setting.Categories);

        static string Id(int number) => number.ToString("000", CultureInfo.InvariantCulture);

        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }
}
