using System.Globalization;
using GrantReview.Core.Calibration;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Benchmarks;

/// <summary>
/// How often intervals hold the truth: invented rounds in which score and rank are known. Prints for each setting and model the share of
/// applications whose true score, and true rank, lies within its 50 % and 90 % interval, and the mean width of the 90 % rank interval as a
/// share of the ranks. Run: dotnet run -c Release --project tests/GrantReview.Benchmarks -- calibration-coverage [ROUNDS] [SEED]
/// </summary>
internal static class CalibrationCoverage
{
    /// <param name="Applications">σ²_A; where it is zero the true ranks are drawn by lot.</param>
    /// <param name="Noise">Standard deviation of the logarithm of an expert's own noise.</param>
    /// <param name="Outliers">Share of scores whose error is five times as large.</param>
    private sealed record Setting(
        string Name, int Count, int Experts, int Each, double Applications = 1, double Noise = 0, double Outliers = 0);

    private static readonly Setting[] Settings =
    [
        new("30 × 10 × 3", 30, 10, 3), new("12 × 6 × 3", 12, 6, 3), new("100 × 25 × 3", 100, 25, 3), new("40 × 10 × 2", 40, 10, 2),
        new("σ²_A = 0, 40 × 10 × 3", 40, 10, 3, 0), new("σ²_A = .1, 40 × 10 × 3", 40, 10, 3, 0.1),
        new("σ²_A = .3, 40 × 10 × 3", 40, 10, 3, 0.3),
        new("unequal noise, 40 × 10 × 3", 40, 10, 3, Noise: 0.5), new("outliers, 40 × 10 × 3", 40, 10, 3, Outliers: 0.08),
    ];

    private static readonly CalibrationMethod[] Methods =
        [CalibrationMethod.MixedModel, CalibrationMethod.MixedModelNoise, CalibrationMethod.MixedModelRobust];

    /// <summary>Severity has half the variance of errors, errors have 1.</summary>
    private const double ExpertVariance = 0.5;

    private readonly record struct Counts(double Score50, double Score90, double Rank50, double Rank90, double Width, double Variance)
    {
        public static Counts operator +(Counts a, Counts b) => new(
            a.Score50 + b.Score50, a.Score90 + b.Score90, a.Rank50 + b.Rank50, a.Rank90 + b.Rank90, a.Width + b.Width,
            a.Variance + b.Variance);
    }

    public static void Run(int rounds, int seed)
    {
        Console.WriteLine(
            "| setting | model | score 50 % | score 90 % | rank 50 % | rank 90 % | width of the 90 % ranks | mean σ²_A fitted |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var (setting, s) in Settings.Select((x, i) => (x, i)))
        {
            var counted = new Counts[rounds, Methods.Length];
            Parallel.For(0, rounds, round =>
            {
                var (truth, totals) = Invent(setting, new Random((1_000_000 * seed) + (10_000 * s) + round));
                for (var m = 0; m < Methods.Length; m++)
                {
                    var problem = new CalibrationProblem(totals, Methods[m], 1, ScoreDirection.HigherIsBetter, null, $"{seed}");
                    counted[round, m] = Count(truth, ScoreCalibration.Fit(problem));
                }
            });
            for (var m = 0; m < Methods.Length; m++)
            {
                var sum = Enumerable.Range(0, rounds).Select(r => counted[r, m]).Aggregate((a, b) => a + b);
                double[] shares = [sum.Score50, sum.Score90, sum.Rank50, sum.Rank90, sum.Width, sum.Variance];
                var cells = shares.Select(x => (x / rounds).ToString(".000", CultureInfo.InvariantCulture));
                Console.WriteLine($"| {setting.Name} | {CalibrationMethods.NameOf(Methods[m])} | {string.Join(" | ", cells)} |");
            }
        }
    }

    private static Counts Count((double[] Score, int[] Rank) truth, CalibrationFit fit)
    {
        var counts = new Counts(0, 0, 0, 0, 0, fit.ApplicationVariance ?? 0);
        var share = 1.0 / fit.Applications.Count;
        foreach (var (a, i) in fit.Applications.Select((a, i) => (a, i)))
        {
            var width = share * ((a.RankHigh - a.RankLow) / (fit.Applications.Count - 1)).GetValueOrDefault();
            counts += new Counts(
                Holds(a.ScoreLow50?.ToDouble(), truth.Score[i], a.ScoreHigh50?.ToDouble()),
                Holds(a.ScoreLow?.ToDouble(), truth.Score[i], a.ScoreHigh?.ToDouble()),
                Holds(a.RankLow50, truth.Rank[i], a.RankHigh50), Holds(a.RankLow, truth.Rank[i], a.RankHigh), width, 0);
        }
        return counts;

        double Holds(double? low, double value, double? high) => low <= value && value <= high ? share : 0;
    }

    private static ((double[] Score, int[] Rank) Truth, List<ExpertTotal> Totals) Invent(Setting setting, Random random)
    {
        var quality = Enumerable.Range(0, setting.Count).Select(_ => Normal()).ToArray();
        var severity = Enumerable.Range(0, setting.Experts).Select(_ => Math.Sqrt(ExpertVariance) * Normal()).ToArray();
        var noise = Enumerable.Range(0, setting.Experts).Select(_ => Math.Exp(setting.Noise * Normal())).ToArray();
        var rank = new int[setting.Count];
        foreach (var (i, place) in Enumerable.Range(0, setting.Count).OrderByDescending(i => quality[i]).Select((i, place) => (i, place)))
        {
            rank[i] = place + 1;
        }
        var totals = new List<ExpertTotal>();
        for (var a = 0; a < setting.Count; a++)
        {
            var pool = Enumerable.Range(0, setting.Experts).ToArray();
            random.Shuffle(pool);
            foreach (var e in pool.Take(setting.Each))
            {
                var error = noise[e] * Normal() * (random.NextDouble() < setting.Outliers ? 5 : 1);
                var score = (Math.Sqrt(setting.Applications) * quality[a]) - severity[e] + error;
                totals.Add(new ExpertTotal(new(Id(a)), new(Id(e)), "", Rational.FromDouble(score)));
            }
        }
        return (([.. quality.Select(q => Math.Sqrt(setting.Applications) * q)], rank), totals);

        static string Id(int number) => number.ToString("000", CultureInfo.InvariantCulture);

        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }
}
