using System.Text.RegularExpressions;

namespace GrantReview.Web.Features.Parts;

/// <summary>A colour of the style sheet, in light and in dark.</summary>
public sealed record Colour(string Name, string Light, string Dark)
{
    public string In(bool isDark) => isDark ? Dark : Light;
}

/// <summary>What the style sheet calls its colours, and whether each can be read where it stands.</summary>
public static partial class Colours
{
    /// <summary>Least contrast of text, and of what only has to be seen (WCAG 2.2, 1.4.3 and 1.4.11).</summary>
    public const double OfText = 4.5, OfMark = 3;

    private static readonly string[] Grounds = ["paper", "sheet", "sunk"];

    /// <summary>Ink, its grounds, and the contrast that it needs there.</summary>
    public static IReadOnlyList<(string Ink, string[] On, double Least)> Uses { get; } =
    [
        ("ink", [.. Grounds, "here"], OfText), ("quiet", Grounds, OfText), ("act", Grounds, OfText), ("act-deep", Grounds, OfText),
        ("seal", ["paper", "sheet"], OfText), ("on-act", ["act", "act-deep"], OfText), ("on-seal", ["seal"], OfText),
        ("good", ["good-wash", "sheet"], OfText), ("warn", ["warn-wash", "sheet"], OfText), ("bad", ["bad-wash", "sheet"], OfText),
        ("info", ["info-wash", "sheet"], OfText), ("plain", ["plain-wash"], OfText),
        ("rule", ["paper", "sheet"], OfMark), ("focus", ["paper", "sheet"], OfMark),
    ];

    /// <summary>Every colour that has a light and a dark value.</summary>
    public static IReadOnlyList<Colour> Read(string style) =>
        [.. Pair().Matches(style).Select(m => new Colour(m.Groups["name"].Value, m.Groups["light"].Value, m.Groups["dark"].Value))];

    /// <summary>1 = the same, 21 = black on white.</summary>
    public static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + .05) / (Math.Min(a, b) + .05);
    }

    /// <summary>Relative luminance of sRGB as WCAG 2.2 defines it.</summary>
    private static double Luminance(string hex)
    {
        var digits = hex.TrimStart('#') is { Length: 3 } shortened ? string.Concat(shortened.Select(d => $"{d}{d}")) : hex.TrimStart('#');
        double Part(int at) => Convert.ToInt32(digits.Substring(at, 2), 16) / 255.0 is var c and <= .04045
            ? c / 12.92 : Math.Pow(((Convert.ToInt32(digits.Substring(at, 2), 16) / 255.0) + .055) / 1.055, 2.4);
        return (.2126 * Part(0)) + (.7152 * Part(2)) + (.0722 * Part(4));
    }

    [GeneratedRegex(@"--(?<name>[a-z-]+): light-dark\((?<light>#[0-9a-f]+), (?<dark>#[0-9a-f]+)\)")]
    private static partial Regex Pair();
}
