using System.Text;
using Microsoft.AspNetCore.Html;

namespace GrantReview.Web.Charts;

/// <summary>
/// Small drawings that stand in the rows of a table, as SVG from the server: the same on a screen, in print, light and dark. They say
/// nothing that is not also a figure in the row, so they are hidden from the ear.
/// </summary>
public static class Marks
{
    private const int Height = 18;
    private const string Middle = "9";

    /// <summary>A dot for each sheet and a bar at the mean.</summary>
    public static IHtmlContent Dots(Scale scale, IEnumerable<double> totals, double? mean)
    {
        var drawing = Open(scale.Width);
        drawing.Append(CultureInfo.InvariantCulture, $"<path class=\"axis\" d=\"M0 {Middle}H{scale.Width}\"/>");
        foreach (var total in totals)
        {
            drawing.Append(CultureInfo.InvariantCulture, $"<circle class=\"dot\" cx=\"{scale.At(total)}\" cy=\"{Middle}\" r=\"2.6\"/>");
        }
        if (mean is { } at)
        {
            drawing.Append(CultureInfo.InvariantCulture, $"<path class=\"mean\" d=\"M{scale.At(at)} 3V15\"/>");
        }
        return Close(drawing);
    }

    /// <summary>
    /// An interval of 90 % (thin) with that of 50 % (thick), a ring at the expected figure, and a rule that runs through all rows.
    /// </summary>
    /// <param name="isUnsure">Drawn solid: it cannot be told which side of the rule is right.</param>
    public static IHtmlContent Interval(
        Scale scale, (double Low, double High) wide, (double Low, double High)? narrow, double expected, double? rule, bool isUnsure)
    {
        var drawing = Open(scale.Width);
        if (rule is { } line)
        {
            drawing.Append(CultureInfo.InvariantCulture, $"<path class=\"line\" d=\"M{scale.At(line)} 0V{Height}\"/>");
        }
        drawing.Append(isUnsure ? "<g class=\"unsure\">" : "<g>");
        drawing.Append(CultureInfo.InvariantCulture, $"<path class=\"wide\" d=\"M{scale.At(wide.Low)} {Middle}H{scale.At(wide.High)}\"/>");
        if (narrow is var (low, high))
        {
            drawing.Append(CultureInfo.InvariantCulture, $"<path class=\"half\" d=\"M{scale.At(low)} {Middle}H{scale.At(high)}\"/>");
        }
        drawing.Append(CultureInfo.InvariantCulture, $"<circle class=\"ring\" cx=\"{scale.At(expected)}\" cy=\"{Middle}\" r=\"3.4\"/></g>");
        return Close(drawing);
    }

    /// <summary>A bar as long as its share of the whole.</summary>
    /// <param name="isSecond">Of the second of two plans that are compared.</param>
    /// <param name="at">A share to compare it with, as a line across; null = none.</param>
    public static IHtmlContent Bar(double share, int width, bool isSecond = false, double? at = null)
    {
        var drawing = Open(width);
        var length = (Math.Clamp(share, 0, 1) * width).ToString("0.#", CultureInfo.InvariantCulture);
        drawing.Append(CultureInfo.InvariantCulture, $"<rect class=\"track\" y=\"4\" width=\"{width}\" height=\"10\"/>");
        drawing.Append(CultureInfo.InvariantCulture,
            $"<rect class=\"fill{(isSecond ? " second" : "")}\" y=\"4\" width=\"{length}\" height=\"10\"/>");
        if (at is { } other)
        {
            var place = (Math.Clamp(other, 0, 1) * width).ToString("0.#", CultureInfo.InvariantCulture);
            drawing.Append(CultureInfo.InvariantCulture, $"<path class=\"at\" d=\"M{place} 1V17\"/>");
        }
        return Close(drawing);
    }

    /// <summary>The ends of a scale, and its middle, for the head of the column.</summary>
    public static IHtmlContent Ticks(Scale scale, string format)
    {
        var drawing = Open(scale.Width, 13);
        var middle = (scale.From + scale.To) / 2;
        foreach (var (figure, anchor) in new[] { (scale.From, "start"), (middle, "middle"), (scale.To, "end") })
        {
            var at = anchor switch { "start" => "0", "end" => scale.Width.ToString(CultureInfo.InvariantCulture), _ => scale.At(figure) };
            drawing.Append(CultureInfo.InvariantCulture,
                $"<text x=\"{at}\" y=\"11\" text-anchor=\"{anchor}\">{figure.ToString(format, CultureInfo.InvariantCulture)}</text>");
        }
        return Close(drawing);
    }

    private static StringBuilder Open(int width, int height = Height) => new StringBuilder().Append(
        CultureInfo.InvariantCulture,
        $"<svg class=\"mark\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" aria-hidden=\"true\" focusable=\"false\">");

    private static HtmlString Close(StringBuilder drawing) => new(drawing.Append("</svg>").ToString());
}
