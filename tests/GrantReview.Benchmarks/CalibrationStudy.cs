using System.Globalization;
using GrantReview.Core.Calibration;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Benchmarks;

/// <summary>
/// Which method finds the true order: invented rounds in which the truth is known. Prints Kendall's τ with the truth and the share of the
/// true best 20 % that a method's best 20 % holds, both as means over seeded repetitions. Run: dotnet run -c Release --project
/// tests/GrantReview.Benchmarks -- calibration-study [REPETITIONS]
/// </summary>
internal static class CalibrationStudy
{
    /// <param name="Bias">Standard deviation of severity; that of quality is 1.</param>
    /// <param name="Scale">Of the logarithm of an expert's scale.</param>
    /// <param name="Noise">Of the logarithm of an expert's own noise about 1.</param>
    /// <param name="Groups">Panels without a common expert; 1 = one panel.</param>
    /// <param name="GroupQuality">Standard deviation of the panels' or topics' true difference.</param>
    /// <param name="Topical">Share of applications given to experts of their own of eight topics.</param>
    private sealed record Setting(
        string Name, int Applications, int Experts, int Each, double Bias, double Scale = 0, double Noise = 0, int Groups = 1,
        double GroupQuality = 0, double GroupBias = 0,
        double Topical = 0, double Corrupted = 0);

    private static readonly Setting[] Settings =
    [
        new("bias, scale and noise differ", 200, 60, 5, 1, 0.3, 0.4),
        new("bias alone", 200, 60, 5, 1),
        new("hardly any bias", 200, 60, 5, 0.1),
        new("3 reviews an expert", 200, 333, 5, 1, 0.3, 0.4),
        new("3 reviews an expert, bias .5", 200, 333, 5, 0.5),
        new("6 panels apart, panels' bias .7", 200, 60, 5, 0.7, 0.3, 0.4, Groups: 6, GroupBias: 0.7),
        new("6 panels apart, quality differs .7", 200, 60, 5, 0.7, 0.3, 0.4, Groups: 6, GroupQuality: 0.7),
        new("80 % topical, quality differs 1", 200, 60, 5, 0.7, 0.3, 0.4, GroupQuality: 1, Topical: 0.8),
        new("whole panel scores all (50 × 9)", 50, 9, 9, 1, 0.3, 0.4),
        new("8 % corrupted", 200, 60, 5, 0.7, 0.3, Corrupted: 0.08),
        new("3 scores each (200 × 40)", 200, 40, 3, 1, 0.3, 0.4),
    ];

    private static readonly CalibrationMethod[] Methods =
    [
        CalibrationMethod.Mean, CalibrationMethod.TrimmedMean, CalibrationMethod.ZScore, CalibrationMethod.MinMax,
        CalibrationMethod.PanelMean,
        CalibrationMethod.MixedModel, CalibrationMethod.MixedModelNoise, CalibrationMethod.MixedModelRobust,
    ];

    public static void Run(int repetitions)
    {
        Console.WriteLine("| setting | " + string.Join(" | ", Methods.Select(CalibrationMethods.NameOf)) + " |");
        Console.WriteLine("|---|" + string.Concat(Methods.Select(_ => "---|")));
        foreach (var (setting, s) in Settings.Select((x, i) => (x, i)))
        {
            var sums = new (double Tau, double Top)[Methods.Length];
            for (var repetition = 0; repetition < repetitions; repetition++)
            {
                var (truth, totals) = Invent(setting, new Random((1000 * s) + repetition));
                for (var m = 0; m < Methods.Length; m++)
                {
                    // A method that gives an application no score (too few to trim) ranks it by its raw mean, so that all rank the same
                    // list.
                    var fit =
                        ScoreCalibration.Fit(new CalibrationProblem(totals, Methods[m], 1, ScoreDirection.HigherIsBetter, null, "study"));
                    var found = fit.Applications.Select(a => (a.Calibrated ?? a.RawMean).ToDouble()).ToArray();
                    var known = fit.Applications.Select(a => truth[int.Parse(a.Application.Value, CultureInfo.InvariantCulture)]).ToArray();
                    sums[m] = (sums[m].Tau + Kendall(known, found), sums[m].Top + Top(known, found));
                }
            }
            Console.WriteLine(
                $"| {setting.Name} | " + string.Join(" | ",
                sums.Select(x =>
                string.Create(CultureInfo.InvariantCulture, $"{x.Tau / repetitions:.000} / {x.Top / repetitions:.00}"))) + " |");
        }
    }

    private static (double[] Truth, List<ExpertTotal> Totals) Invent(Setting setting, Random random)
    {
        const int topics = 8;
        var groups = setting.Topical > 0 ? topics : setting.Groups;
        var (groupQuality, groupBias) = (Normals(groups, setting.GroupQuality), Normals(groups, setting.GroupBias));
        var truth = Normals(setting.Applications, 1);
        var bias = Normals(setting.Experts, setting.Bias);
        var scale = Normals(setting.Experts, setting.Scale).Select(Math.Exp).ToArray();
        var noise = Normals(setting.Experts, setting.Noise).Select(Math.Exp).ToArray();
        var totals = new List<ExpertTotal>();
        for (var a = 0; a < setting.Applications; a++)
        {
            var group = a % groups;
            truth[a] += groupQuality[group];
            var own = Enumerable.Range(0, setting.Experts).Where(e => e % groups == group).ToArray();
            var all = Enumerable.Range(0, setting.Experts).ToArray();
            var pool = setting.Topical > 0 ? random.NextDouble() < setting.Topical ? own : all : setting.Groups > 1 ? own : all;
            random.Shuffle(pool);
            foreach (var e in pool.Take(setting.Each))
            {
                var score = random.NextDouble() < setting.Corrupted ? 6 * (random.NextDouble() - 0.5)
                    : (scale[e] * (truth[a] + (noise[e] * Normal()))) + bias[e] + (setting.Topical > 0 ? 0 : groupBias[group]);
                totals.Add(
                    new ExpertTotal(new(a.ToString("000", CultureInfo.InvariantCulture)),
                    new(e.ToString("000", CultureInfo.InvariantCulture)), setting.Groups > 1 ? $"P{group}" : "",
                    (Rational)(decimal)Math.Round(70 + (8 * score), 1)));
            }
        }
        return (truth, totals);

        double[] Normals(int n, double deviation) => [.. Enumerable.Range(0, n).Select(_ => deviation * Normal())];
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }

    private static double Kendall(double[] a, double[] b)
    {
        double sum = 0, tiesB = 0, pairs = 0;
        for (var i = 0; i < a.Length; i++)
        {
            for (var j = 0; j < i; j++, pairs++)
            {
                sum += Math.Sign(a[i] - a[j]) * Math.Sign(b[i] - b[j]);
                tiesB += b[i] == b[j] ? 1 : 0;
            }
        }
        return tiesB == pairs ? 0 : sum / Math.Sqrt(pairs * (pairs - tiesB));
    }

    private static double Top(double[] truth, double[] found)
    {
        var k = truth.Length / 5;
        var best = Enumerable.Range(0, truth.Length).OrderByDescending(i => truth[i]).Take(k).ToHashSet();
        return Enumerable.Range(0, truth.Length).OrderByDescending(i => found[i]).ThenBy(i => i).Take(k).Count(best.Contains) / (double)k;
    }
}
