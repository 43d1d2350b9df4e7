using MathNet.Numerics.Distributions;

namespace GrantReview.Core.Calibration;

/// <summary>An estimate with its 95 % confidence interval.</summary>
public sealed record Estimate(double Value, double? Low, double? High);

/// <summary>
/// Intraclass correlations of a complete design (every expert scores every application), after McGraw and Wong (1996): agreement of one expert's score, or of the mean of k, with itself
/// on repetition. One = one-way; A = absolute agreement, C = consistency, of a two-way design.
/// </summary>
public sealed record IntraclassCorrelation(Estimate One1, Estimate A1, Estimate C1, Estimate OneK, Estimate AK, Estimate CK)
{
    private const double Tail = 0.025;

    /// <param name="scores">[application, expert]; at least two of each.</param>
    /// <returns>Null where a ratio is 0/0: all scores equal, or no disagreement and no difference at all.</returns>
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
        var (msr, msc, msw, mse) = (betweenRows / (n - 1), betweenColumns / (k - 1), within / (n * (k - 1.0)), error / ((n - 1.0) * (k - 1)));
        if (!(msr > 0) || !(mse > 1e-20 * msr))
        {
            return null;
        }
        var one = Ratio(msr / msw, n - 1, n * (k - 1.0));
        var consistent = Ratio(msr / mse, n - 1, (n - 1.0) * (k - 1));
        var agreement = Agreement();
        return new IntraclassCorrelation(
            Single((msr - msw) / (msr + ((k - 1) * msw)), one), agreement, Single((msr - mse) / (msr + ((k - 1) * mse)), consistent),
            new Estimate((msr - msw) / msr, 1 - (1 / one.Low), 1 - (1 / one.High)),
            new Estimate((msr - mse) / (msr + ((msc - mse) / n)), Stepped(agreement.Low), Stepped(agreement.High)),
            new Estimate((msr - mse) / msr, 1 - (1 / consistent.Low), 1 - (1 / consistent.High)));

        (double Low, double High) Ratio(double f, double above, double below) =>
            (f / FisherSnedecor.InvCDF(above, below, 1 - Tail), f * FisherSnedecor.InvCDF(below, above, 1 - Tail));

        Estimate Single(double value, (double Low, double High) f) => new(value, (f.Low - 1) / (f.Low + k - 1), (f.High - 1) / (f.High + k - 1));

        // The distribution of the agreement form is approximate (Satterthwaite); table 7 of McGraw and Wong.
        Estimate Agreement()
        {
            var value = (msr - mse) / (msr + ((k - 1) * mse) + (k * (msc - mse) / n));
            var a = k * value / (n * (1 - value));
            var b = 1 + (k * value * (n - 1) / (n * (1 - value)));
            var degrees = Math.Pow((a * msc) + (b * mse), 2) / ((Math.Pow(a * msc, 2) / (k - 1)) + (Math.Pow(b * mse, 2) / ((n - 1.0) * (k - 1))));
            var (lower, upper) = (FisherSnedecor.InvCDF(n - 1, degrees, 1 - Tail), FisherSnedecor.InvCDF(degrees, n - 1, 1 - Tail));
            var spread = (k * msc) + (((k * n) - k - n) * mse);
            return new Estimate(value, n * (msr - (lower * mse)) / ((lower * spread) + (n * msr)), n * ((upper * msr) - mse) / (spread + (n * upper * msr)));
        }

        double? Stepped(double? single) => k * single / (1 + ((k - 1) * single));
    }
}
