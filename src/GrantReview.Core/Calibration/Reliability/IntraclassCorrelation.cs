using MathNet.Numerics;

namespace GrantReview.Core.Calibration;

/// <summary>An estimate with its 95 % confidence interval.</summary>
public sealed record Estimate(double Value, double? Low, double? High);

/// <summary>
/// Intraclass correlations of a complete design (every expert scores every application), after McGraw and Wong (1996): agreement of one
/// expert's score, or of the mean of k, with itself on repetition. One = one-way; A = absolute agreement, C = consistency, of a two-way
/// design.
/// </summary>
/// <param name="AK">
/// Null where experts contradict each other so far that <see cref="A1"/> is at or below −1/(k − 1): the mean of k then has no correlation.
/// </param>
public sealed record IntraclassCorrelation(Estimate One1, Estimate A1, Estimate C1, Estimate OneK, Estimate? AK, Estimate CK)
{
    private const double Tail = 0.025;

    /// <summary>Mean squares below this share of those between applications are those of rounding.</summary>
    private const double Rounding = 1e-20;

    private static readonly Estimate Perfect = new(1, 1, 1);

    /// <param name="scores">[application, expert]; at least two of each.</param>
    /// <returns>
    /// Null where applications do not differ at all: a ratio is 0/0. Where experts agree on every application but for their own severity
    /// the consistency is 1, and where they agree wholly every correlation is, with intervals of that one point.
    /// </returns>
    public static IntraclassCorrelation? Of(double[,] scores)
    {
        var (n, k) = (scores.GetLength(0), scores.GetLength(1));
        if (n < 2 || k < 2)
        {
            throw new ArgumentException("Two applications and two experts are the least.", nameof(scores));
        }
        var (rows, columns, grand) = (new double[n], new double[k], 0.0);
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < k; j++)
            {
                rows[i] += scores[i, j] / k;
                columns[j] += scores[i, j] / n;
                grand += scores[i, j] / (n * k);
            }
        }
        double betweenRows = 0, betweenColumns = 0, within = 0, error = 0;
        for (var i = 0; i < n; i++)
        {
            betweenRows += k * (rows[i] - grand) * (rows[i] - grand);
            for (var j = 0; j < k; j++)
            {
                within += (scores[i, j] - rows[i]) * (scores[i, j] - rows[i]);
                error += Math.Pow(scores[i, j] - rows[i] - columns[j] + grand, 2);
            }
        }
        for (var j = 0; j < k; j++)
        {
            betweenColumns += n * (columns[j] - grand) * (columns[j] - grand);
        }
        var (msr, msc, msw, mse) =
            (betweenRows / (n - 1), betweenColumns / (k - 1), within / (n * (k - 1.0)), error / ((n - 1.0) * (k - 1)));
        if (!(msr > 0))
        {
            return null;
        }
        if (!(msw > Rounding * msr))
        {
            return new IntraclassCorrelation(Perfect, Perfect, Perfect, Perfect, Perfect, Perfect);
        }
        var isConsistent = !(mse > Rounding * msr);
        mse = isConsistent ? 0 : mse;
        var one = Ratio(msr / msw, n - 1, n * (k - 1.0));
        var agreement = Agreement();
        var consistent = isConsistent ? default : Ratio(msr / mse, n - 1, (n - 1.0) * (k - 1));
        return new IntraclassCorrelation(
            Single((msr - msw) / (msr + ((k - 1) * msw)), one), agreement,
            isConsistent ? Perfect : Single((msr - mse) / (msr + ((k - 1) * mse)), consistent),
            new Estimate((msr - msw) / msr, 1 - (1 / one.Low), 1 - (1 / one.High)),
            Stepped(agreement.Value) is { } mean ? new Estimate(mean, Stepped(agreement.Low), Stepped(agreement.High)) : null,
            isConsistent ? Perfect : new Estimate((msr - mse) / msr, 1 - (1 / consistent.Low), 1 - (1 / consistent.High)));

        (double Low, double High) Ratio(double f, double above, double below) =>
            (f / Quantile(above, below), f * Quantile(below, above));

        Estimate Single(double value, (double Low, double High) f) =>
            new(value, (f.Low - 1) / (f.Low + k - 1), (f.High - 1) / (f.High + k - 1));

        // The distribution of the agreement form is approximate (Satterthwaite); table 7 of McGraw and Wong.
        Estimate Agreement()
        {
            var value = (msr - mse) / (msr + ((k - 1) * mse) + (k * (msc - mse) / n));
            var a = k * value / (n * (1 - value));
            var b = 1 + (k * value * (n - 1) / (n * (1 - value)));
            var degrees =
                Math.Pow((a * msc) + (b * mse), 2) / ((Math.Pow(a * msc, 2) / (k - 1)) + (Math.Pow(b * mse, 2) / ((n - 1.0) * (k - 1))));
            if (!(degrees > 0.01))
            {
                return new Estimate(value, null, null);
            }
            var (lower, upper) = (Quantile(n - 1, degrees), Quantile(degrees, n - 1));
            var spread = (k * msc) + (((k * n) - k - n) * mse);
            return new Estimate(
                value, Finite(n * (msr - (lower * mse)) / ((lower * spread) + (n * msr))),
                    Finite(n * ((upper * msr) - mse) / (spread + (n * upper * msr))));
        }

        static double? Finite(double end) => double.IsFinite(end) ? end : null;

        double? Stepped(double? single) => 1 + ((k - 1) * single) is > 1e-12 and var all ? k * single / all : null;
    }

    /// <summary>
    /// The value an F variable exceeds with probability <see cref="Tail"/>, by halving on its logarithm: degrees of freedom below one put
    /// it hundreds of decades out, where a search for a root gives up.
    /// </summary>
    private static double Quantile(double above, double below)
    {
        var (low, high) = (-700.0, 700.0);
        for (var middle = 0.0; low < middle && middle < high; middle = (low + high) / 2)
        {
            var exceeds = SpecialFunctions.BetaRegularized(below / 2, above / 2, below / (below + (above * Math.Exp(middle))));
            (low, high) = exceeds > Tail ? (middle, high) : (low, middle);
        }
        return Math.Exp(high);
    }
}
