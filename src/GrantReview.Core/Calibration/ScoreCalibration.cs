using GrantReview.Core.Numbers;
using GrantReview.Core.Scoring;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Calibration;

/// <summary>Takes harshness and spread out of the experts' totals by a declared method; pure, and the same for any order of rows.</summary>
public static class ScoreCalibration
{
    /// <summary>Fewer reviews than this make an expert's own mean and spread too unsure for z-scores.</summary>
    public const int FewReviews = 8;

    /// <summary>Digits to which figures that need a square root are kept before they are rounded for publication.</summary>
    private const int Digits = 12;

    public static bool IsAvailable(CalibrationMethod method) => method is CalibrationMethod.Mean or CalibrationMethod.TrimmedMean or CalibrationMethod.ZScore;

    /// <exception cref="NotSupportedException">The method is not among <see cref="IsAvailable"/>; readers refuse it before.</exception>
    public static CalibrationFit Fit(CalibrationProblem problem)
    {
        var totals = problem.Totals.OrderBy(t => t.Application, StringComparer.Ordinal).ThenBy(t => t.Expert, StringComparer.Ordinal).ToList();
        var warnings = new List<CalibrationWarning>();
        var components = Components(totals);
        var applications = totals.GroupBy(t => t.Application)
            .Select(g => (Application: g.Key, Totals: g.Select(t => t.Total).ToList())).ToList();
        IReadOnlyList<CalibratedExpert> experts = [.. totals.GroupBy(t => t.Expert).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new CalibratedExpert(g.Key, g.Count(), null))];
        var calibrated = problem.Method switch
        {
            CalibrationMethod.Mean => applications.Select(a => (Rational?)Rational.Mean(a.Totals)).ToList(),
            CalibrationMethod.TrimmedMean => [.. applications.Select(a => Trimmed(a.Application, a.Totals))],
            CalibrationMethod.ZScore => ZScores(),
            _ => throw new NotSupportedException($"Calibration by {CalibrationMethods.NameOf(problem.Method)} is not available."),
        };
        return new CalibrationFit(
            problem.Method,
            totals.Count == 0 ? null : Rational.Mean([.. totals.Select(t => t.Total)]).ToDouble(),
            components,
            [.. applications.Select((a, i) => new CalibratedApplication(a.Application, a.Totals.Count, Rational.Mean(a.Totals), calibrated[i]))],
            experts, warnings);

        Rational? Trimmed(string application, List<Rational> given)
        {
            var mean = ApplicationTotal.TrimmedMean(given, problem.TrimEachEnd);
            if (mean is null)
            {
                warnings.Add(new CalibrationWarning("too-few-to-trim", application, $"{given.Count}"));
            }
            return mean;
        }

        // z = (total − expert's mean) / expert's standard deviation (n − 1), 0 where the expert shows no spread; an application's mean z is
        // put back on the scale of the totals with their common mean and standard deviation, so that minimum scores keep their meaning.
        List<Rational?> ZScores()
        {
            if (totals.Count == 0)
            {
                return [];
            }
            var all = totals.Select(t => t.Total).ToList();
            var (grandMean, grandSpread) = (Rational.Mean(all).ToDouble(), StandardDeviation(all));
            var scale = totals.GroupBy(t => t.Expert).ToDictionary(g => g.Key, g => (Mean: Rational.Mean([.. g.Select(t => t.Total)]), Spread: StandardDeviation([.. g.Select(t => t.Total)])));
            foreach (var expert in experts.Where(e => e.N < FewReviews))
            {
                warnings.Add(new CalibrationWarning("few-reviews", expert.Expert, $"{expert.N}"));
            }
            return
            [
                .. totals.GroupBy(t => t.Application).Select(g => (Rational?)Rational.FromDouble(
                    grandMean + (grandSpread * g.Average(t => scale[t.Expert] is { Spread: > 0 } s ? (t.Total - s.Mean).ToDouble() / s.Spread : 0))).Round(Digits)),
            ];
        }
    }

    /// <summary>Connected pieces of the graph whose edges are the scored pairs.</summary>
    public static int Components(IEnumerable<ExpertTotal> totals)
    {
        var parent = new Dictionary<(bool IsExpert, string Id), (bool IsExpert, string Id)>();
        var pieces = 0;
        foreach (var total in totals)
        {
            var a = Root((false, total.Application));
            var b = Root((true, total.Expert));
            if (a != b)
            {
                parent[a] = b;
                pieces--;
            }
        }
        return pieces;

        (bool IsExpert, string Id) Root((bool IsExpert, string Id) node)
        {
            if (parent.TryAdd(node, node))
            {
                pieces++;
            }
            while (parent[node] != node)
            {
                parent[node] = parent[parent[node]];
                node = parent[node];
            }
            return node;
        }
    }

    private static double StandardDeviation(List<Rational> values)
    {
        if (values.Count < 2)
        {
            return 0;
        }
        var mean = Rational.Mean(values);
        var squares = values.Aggregate(Rational.Zero, (sum, v) => sum + ((v - mean) * (v - mean)));
        return Math.Sqrt((squares / (values.Count - 1)).ToDouble());
    }
}
