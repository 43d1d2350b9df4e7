using GrantReview.Core.Numbers;
using GrantReview.Core.Settings;

namespace GrantReview.Core.Calibration;

/// <summary>
/// The methods that put every expert on one scale and average. z-score: (total − expert's mean)/expert's standard deviation (n − 1),
/// averaged and put back with the common mean and standard deviation of all totals, so that minimum scores keep their meaning. t-score: 50
/// + 10 z. min-max: (total − expert's lowest)/(highest − lowest), averaged and put back between the lowest and highest of all totals. An
/// expert without spread says nothing about the order: z = 0, min-max ½.
/// </summary>
internal static class ExpertScales
{
    /// <summary>
    /// Decimals to which figures in double precision are kept: so many that the last of <paramref name="digits"/> digits of the scores'
    /// spread is kept, however small or large the scores are.
    /// </summary>
    internal static int Decimals(double spread, int digits = 14) =>
        spread > 0 ? Math.Max(0, digits - (int)Math.Ceiling(Math.Log10(spread))) : digits;

    /// <param name="totals">Sorted by application, then expert.</param>
    public static List<Rational?> Of(List<ExpertTotal> totals, CalibrationMethod method, List<CalibrationWarning> warnings)
    {
        if (totals.Count == 0)
        {
            return [];
        }
        var byExpert = totals.GroupBy(t => t.Expert).OrderBy(g => g.Key)
            .ToDictionary(g => g.Key, g => g.Select(t => t.Total).ToList());
        foreach (var (expert, given) in byExpert)
        {
            if (given.Count < CalibrationWarning.FewReviews.Least)
            {
                warnings.Add(new CalibrationWarning.FewReviews(expert, given.Count));
            }
            if (given.Count > 1 && given.All(t => t == given[0]))
            {
                warnings.Add(new CalibrationWarning.NoSpread(expert, given.Count));
            }
        }
        var all = totals.Select(t => t.Total).ToList();
        var applications = totals.GroupBy(t => t.Application).ToList();
        if (method == CalibrationMethod.MinMax)
        {
            var (lowest, highest) = (all.Min(), all.Max());
            var ends = byExpert.ToDictionary(e => e.Key, e => (Low: e.Value.Min(), High: e.Value.Max()));
            return [.. applications.Select(
                g => (Rational?)(lowest + ((highest - lowest) * Rational.Mean([.. g.Select(t => Within(t.Total, ends[t.Expert]))]))))];
        }
        var scale = byExpert.ToDictionary(e => e.Key, e => (Mean: Rational.Mean(e.Value), Spread: StandardDeviation(e.Value)));
        var (middle, spread) = method == CalibrationMethod.TScore ? ((Rational)50, 10.0) : (Rational.Mean(all), StandardDeviation(all));
        return
        [
            .. applications.Select(g => (Rational?)(middle + Rational.FromDouble(
                spread * g.Average(t => scale[t.Expert] is { Spread: > 0 } s ? (t.Total - s.Mean).ToDouble() / s.Spread : 0))).Round(
                    Decimals(spread))),
        ];

        static Rational Within(Rational total, (Rational Low, Rational High) ends) =>
            ends.Low == ends.High ? Rational.One / 2 : (total - ends.Low) / (ends.High - ends.Low);
    }

    internal static double StandardDeviation(List<Rational> values)
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
