using BenchmarkDotNet.Attributes;
using GrantReview.Core.Calibration;
using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Benchmarks;

/// <summary>
/// The mixed model from totals to every figure: variances, effects, all standard errors, exact expected ranks, rank intervals from draws,
/// flags, reliability.
/// </summary>
[MemoryDiagnoser]
public class CalibrationBenchmarks
{
    private List<ExpertTotal> totals = [];

    /// <summary>Applications × experts, scores, pieces.</summary>
    [Params("300x5", "1100x3000", "2076x4555 in 973")]
    public string Design { get; set; } = "";

    [GlobalSetup]
    public void Prepare() => totals = Make(Design);

    [Benchmark]
    public double? Calibrate() =>
        ScoreCalibration.Fit(
        new CalibrationProblem(totals, CalibrationMethod.MixedModel, 1, ScoreDirection.HigherIsBetter, 20, "benchmark")).RemlCriterion;

    internal static List<ExpertTotal> Make(string design)
    {
        var random = new Random(1);
        var (applications, experts) = design switch { "300x5" => (300, 5), "1100x3000" => (1100, 3000), _ => (2076, 4555) };
        var (quality, leniency) = (Enumerable.Range(0, applications).Select(_ => random.Next(-90, 91)).ToArray(),
            Enumerable.Range(0, experts).Select(_ => random.Next(-50, 51)).ToArray());
        var pairs = new HashSet<(int A, int E)>();
        if (design == "300x5")
        {
            pairs = [.. from a in Enumerable.Range(0, applications) from e in Enumerable.Range(0, experts) select (a, e)];
        }
        else if (design == "1100x3000")
        {
            while (pairs.Count < 73_000)
            {
                pairs.Add((random.Next(applications), random.Next(experts)));
            }
        }
        else
        {
            // 973 study sections of their own experts; 5,800 scores.
            while (pairs.Count < 5_800)
            {
                var a = random.Next(applications);
                pairs.Add((a, (a % 973) + (973 * random.Next((experts - (a % 973) + 972) / 973))));
            }
        }
        return [
            .. pairs.Select(p =>
            new ExpertTotal(new($"A{p.A}"), new($"E{p.E}"), "",
            new Rational(700 + quality[p.A] + leniency[p.E] + random.Next(-140, 141), 10)))];
    }
}
