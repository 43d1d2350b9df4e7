using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Rounds;

/// <summary>A cell's text before anything is made of it: what a spreadsheet put there that is no value.</summary>
internal static partial class WrittenCell
{
    /// <summary>Without the apostrophe by which a spreadsheet knows a text; 't Hooft keeps his.</summary>
    public static string Plain(string text) =>
        text.Length > 1 && text[0] == '\'' && text[^1] != '\'' && !Elided().IsMatch(text) ? text[1..] : text;

    /// <summary>
    /// Why a cell says nothing: an error saved as text; “as above” where a value is asked for; a character that has no meaning of its own,
    /// where values are compared. Null = nothing is wrong.
    /// </summary>
    public static (string Code, string Shown)? FaultOf(string text, bool isKnown, bool isProse)
    {
        if (text.Length == 0)
        {
            return null;
        }
        if (text.Contains('#', StringComparison.Ordinal) || text.Contains('＃', StringComparison.Ordinal) || text.Length < LongestError)
        {
            if (Error().IsMatch(Written.Seen(text.Normalize(NormalizationForm.FormKC))))
            {
                return ("CellError", text);
            }
        }
        if (isKnown && Ditto.Contains(Written.Key(text)))
        {
            return ("CellDitto", text);
        }
        return isKnown && !isProse && text.EnumerateRunes().FirstOrDefault(IsUnknown) is { Value: not 0 } unknown
            ? ("CellUnreadable", string.Create(CultureInfo.InvariantCulture, $"{text} (U+{unknown.Value:X4})")) : null;
    }

    private const int LongestError = 16;

    private static readonly HashSet<string> Ditto = new(["同上", "同前", "同左", "上同", "ditto", "〃", "々"], StringComparer.Ordinal);

    /// <summary>Of private use, not assigned, or the sign of a character that was lost.</summary>
    private static bool IsUnknown(Rune rune) => rune.Value == 0xFFFD
        || (rune.Value > 0x7F && Rune.GetUnicodeCategory(rune) is UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);

    /// <summary>As Excel, WPS and LibreOffice write them; hashes alone are a column that was too narrow.</summary>
    [GeneratedRegex(@"^\s*(#\s*(N/?A|REF|VALUE|DIV/0|NAME|NULL|NUM|SPILL|CALC|FIELD"
        + @"|GETTING_DATA|BLOCKED|CONNECT|BUSY|UNKNOWN|ERROR)\s*[!?]?"
        + @"|#{3,}|(Err|错误|錯誤)\s*:\s*\d{3})\s*\z",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Error();

    [GeneratedRegex(@"^'\p{L}{1,2}[\s'’]")]
    private static partial Regex Elided();
}
