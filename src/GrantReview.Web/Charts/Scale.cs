namespace GrantReview.Web.Charts;

/// <summary>
/// Where a figure stands on a line of so many pixels: From at the left, To at the right, what lies outside at the nearer end. Pixels have
/// one decimal, so that a drawing is the same bytes wherever it is made.
/// </summary>
public readonly record struct Scale(double From, double To, int Width)
{
    /// <summary>Room left and right for a mark that stands at an end.</summary>
    private const int Margin = 6;

    /// <summary>Percent from a round figure at or below the lowest to 100.</summary>
    public static Scale OfScores(IEnumerable<double> scores, int width) =>
        new(Math.Clamp(Math.Floor(scores.DefaultIfEmpty(0).Min() / 10) * 10, 0, 90), 100, width);

    /// <summary>Both ways around zero, as far as the widest of the figures.</summary>
    public static Scale AroundZero(IEnumerable<double> figures, int width)
    {
        var widest = figures.Select(Math.Abs).DefaultIfEmpty(1).Max();
        return new Scale(-Math.Max(widest, 1e-9), Math.Max(widest, 1e-9), width);
    }

    public double Pixel(double figure) =>
        Math.Round(Margin + ((Math.Clamp(figure, From, To) - From) / (To - From) * (Width - (2 * Margin))), 1);

    public string At(double figure) => Pixel(figure).ToString(CultureInfo.InvariantCulture);
}
