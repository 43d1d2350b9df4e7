using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using GrantReview.Core.Numbers;

namespace GrantReview.Core.Settings;

/// <summary>Why a text is no number: each has a remedy of its own.</summary>
public enum NumberFault
{
    None,
    NotANumber,

    /// <summary>54/60: which of the two counts is not said.</summary>
    IsFraction,

    /// <summary>1,5 or 200.000,00: commas separate thousands and nothing else.</summary>
    HasDecimalComma,

    /// <summary>3项 or 20万元: a figure and a word that may change it.</summary>
    HasWords,

    /// <summary>90%: 90 or 0.9, unless a share is asked for.</summary>
    IsPercent,
}

/// <summary>
/// What a written cell says: the one reading of number, amount, share, yes or no, list and key, wherever a cell decides something. Times
/// are read by <c>Applications/Times</c>, people and credit codes by types of their own. A text has one meaning or none; none is null and
/// never zero or no.
/// </summary>
/// <remarks>
/// Width (NFKC) and characters that nobody sees never matter; what is displayed stays as it was written.
/// </remarks>
public static partial class Written
{
    public const int LongestNumber = 60;
    private const int CreditCodeLength = 18;
    private static readonly string[] YesWords = ["yes", "y", "true", "1", "是", "有", "√", "✓", "✔", "☑", "对"];
    private static readonly string[] NoWords = ["no", "n", "false", "0", "否", "无", "×", "✗", "✘", "☒"];

    /// <summary>That there is nothing; no answer to a question.</summary>
    private static readonly string[] NothingWords = ["没有", "暂无", "未提供", "不具备"];

    /// <summary>What people write who have nothing to write, beside strokes and question marks; 无 is a denial and says something.</summary>
    private static readonly string[] FillWords =
    [
        "n/a", "na", "null", "none", "nil", "tbd", "待补", "待补充", "待填", "待定", "不详", "未知", "未填", "空", "暂缺", "缺", "同上",
        "#n/a", "#ref!", "#value!", "#name?",
    ];

    private const int LongestFill = 8;

    private const string Strokes = "/\\|-_*?？.。…~～〃\"";

    /// <summary>Values of a setting that ask for yes or no, so that a cell is held against them as an answer and not as a text.</summary>
    private static readonly string[] YesOrNoInSettings = ["yes", "no", "true", "false", "是", "否"];

    /// <summary>A plain decimal number; thousands may be separated by commas, ¥ may stand before it and 元 behind.</summary>
    public static NumberFault ReadNumber(string? text, out Rational value)
    {
        value = default;
        if (text is null)
        {
            return NumberFault.NotANumber;
        }
        if (text.Length <= LongestNumber && text.All(c => char.IsAsciiDigit(c) || c == '.') && Rational.TryParse(text, out value))
        {
            return NumberFault.None;
        }
        // NFKC would make 10² into 102 and ① into 1.
        if (text.Length > LongestNumber || text.Any(c => char.GetUnicodeCategory(c) == UnicodeCategory.OtherNumber))
        {
            return NumberFault.NotANumber;
        }
        var figure = Seen(text.Normalize(NormalizationForm.FormKC)).Trim().Replace('−', '-').TrimStart('¥').TrimEnd('元').Trim();
        if (Figure().IsMatch(figure) && Rational.TryParse(figure.Replace(",", "", StringComparison.Ordinal), out value))
        {
            return NumberFault.None;
        }
        return !figure.Any(char.IsAsciiDigit) ? NumberFault.NotANumber
            : PercentSign().IsMatch(figure) ? NumberFault.IsPercent
            : Fraction().IsMatch(figure) ? NumberFault.IsFraction
            : DecimalComma().IsMatch(figure) ? NumberFault.HasDecimalComma
            : FigureAndWords().IsMatch(figure) ? NumberFault.HasWords
            : NumberFault.NotANumber;
    }

    /// <summary>Null where <see cref="ReadNumber"/> finds a fault.</summary>
    public static Rational? Number(string? text) => ReadNumber(text, out var value) == NumberFault.None ? value : null;

    /// <summary>A number of yuan in whole fen and not below zero; 200.000 may be a fifth of a million, and is none.</summary>
    public static Money? Amount(string? text) =>
        Number(text) is { } yuan && !PointedThousands().IsMatch(text?.Trim() ?? "")
            && Money.TryParse(yuan.ToString(), out var money) && money >= Money.Zero && money.ExactYuan == yuan
            ? money : null;

    /// <summary>A share from 0 to 1: 0.06 or 6%.</summary>
    public static Rational? Share(string? text)
    {
        var share = ReadNumber(text, out var value) switch
        {
            NumberFault.None => value,
            NumberFault.IsPercent => Percent(text) / 100,
            _ => null,
        };
        return share is { } found && found >= Rational.Zero && found <= Rational.One ? found : null;
    }

    /// <summary>The figure before a %: 6 of 6%.</summary>
    public static Rational? Percent(string? text) => ReadNumber(text, out _) != NumberFault.IsPercent ? null
        : Number(text?.Normalize(NormalizationForm.FormKC).Replace("%", "", StringComparison.Ordinal));

    /// <summary>Yes or no by a closed list of synonyms; null for anything else.</summary>
    public static bool? Truth(string? text) => Key(text) is var key && YesWords.Contains(key) ? true : NoWords.Contains(key) ? false : null;

    /// <summary>
    /// A text as it is compared: half width, lower case, round brackets, hyphens and quotation marks each of one kind, no spaces and
    /// nothing unseen; thousands without commas, a credit code without hyphens.
    /// </summary>
    public static string Key(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return "";
        }
        if (IsPlain(text))
        {
            return text;
        }
        var key = new StringBuilder(text.Length);
        foreach (var rune in Normal(text).EnumerateRunes())
        {
            if (!Rune.IsWhiteSpace(rune) && !IsUnseen(rune))
            {
                key.Append(Alike(Rune.ToLowerInvariant(rune)));
            }
        }
        var normal = key.ToString();
        if (Thousands().IsMatch(normal))
        {
            return normal.Replace(",", "", StringComparison.Ordinal);
        }
        var code = normal.Replace("-", "", StringComparison.Ordinal);
        return code.Length == CreditCodeLength && code.All(char.IsAsciiLetterOrDigit) ? code : normal;
    }

    /// <summary>It says that there is nothing: no, 无, 暂无.</summary>
    public static bool Denies(string? text) => Truth(text) == false || NothingWords.Contains(Key(text));

    /// <summary>Nothing is said: blank, strokes alone, or a word that stands for a blank (N/A, 待定, 同上).</summary>
    public static bool SaysNothing(string? text) => Key(text) is { Length: <= LongestFill } key
        && (key.All(c => Strokes.Contains(c, StringComparison.Ordinal)) || FillWords.Contains(key));

    /// <summary>
    /// Whether a cell says what a setting names: the same by <see cref="Key"/>, or the same answer where the setting asks for yes or no.
    /// </summary>
    public static bool Says(string? cell, string accepted) =>
        string.Equals(cell, accepted, StringComparison.Ordinal) || (!string.IsNullOrWhiteSpace(cell) && (Key(cell) == Key(accepted)
            || (AsksYesOrNo(accepted) && Truth(cell) is { } answer && answer == Truth(accepted))));

    public static bool SaysAny(string? cell, IReadOnlyList<string> accepted) => accepted.Any(a => Says(cell, a));

    /// <summary>Whether an accepted value is an answer, yes or no.</summary>
    public static bool AsksYesOrNo(string accepted) => YesOrNoInSettings.Contains(accepted, StringComparer.OrdinalIgnoreCase);

    /// <summary>Without the characters that nobody sees; spaces and line breaks stay.</summary>
    public static string Seen(string text) =>
        text.All(c => c is >= ' ' and < '\u007F' or >= '\u4E00' and <= '\u9FFF')
            ? text : string.Concat(text.EnumerateRunes().Where(r => Rune.IsWhiteSpace(r) || !IsUnseen(r)));

    /// <summary>In one width, in simplified characters, and every radical the character that a person sees in it.</summary>
    internal static string Normal(string text)
    {
        var normal = Script.WithoutRadicals(text).Normalize(NormalizationForm.FormKC);
        return normal.Any(Script.IsTraditional) ? string.Concat(normal.Select(Script.Simple)) : normal;
    }

    /// <summary>Small letters, digits and Chinese characters are their own key.</summary>
    private static bool IsPlain(string text) =>
        text.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '_' or '.' || (c is >= '\u4E00' and <= '\u9FFF'
            && !Script.IsTraditional(c)));

    /// <summary>Format and control characters, variation selectors, and letters that are drawn as nothing.</summary>
    private static bool IsUnseen(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.Control
        || rune.Value is (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF) or (>= 0x180B and <= 0x180F)
            or 0x034F or 0x115F or 0x1160 or 0x2800 or 0x3164 or 0xFFA0 or 0x17B4 or 0x17B5 or 0xFFFC;

    private static Rune Alike(Rune rune) => rune.Value switch
    {
        _ when rune.IsBmp && Opening.Contains((char)rune.Value) => new Rune('('),
        _ when rune.IsBmp && Closing.Contains((char)rune.Value) => new Rune(')'),
        '‐' or '‑' or '‒' or '–' or '—' or '―' or '−' or '﹣' or '﹘' => new Rune('-'),
        '“' or '”' or '„' or '「' or '」' or '『' or '』' or '″' => new Rune('"'),
        '‘' or '’' or '′' => new Rune('\''),
        '•' or '・' or '‧' or '∙' or '⋅' => new Rune('·'),
        _ => rune,
    };

    [GeneratedRegex(@"^[+-]?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)?(\.[0-9]+)?\z(?<=[0-9])")]
    private static partial Regex Figure();

    [GeneratedRegex(@"^[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?\z")]
    private static partial Regex Thousands();

    [GeneratedRegex(@"^[1-9][0-9]{0,2}\.[0-9]{3}\z")]
    private static partial Regex PointedThousands();

    [GeneratedRegex(@"^[+-]?[0-9][0-9,]*(\.[0-9]+)? ?%\z")]
    private static partial Regex PercentSign();

    [GeneratedRegex(@"^[+-]?[0-9.,]+ ?[/⁄] ?[0-9.,]+\z")]
    private static partial Regex Fraction();

    [GeneratedRegex(@"^[+-]?[0-9.]*,[0-9.,]*\z")]
    private static partial Regex DecimalComma();

    [GeneratedRegex(@"^\D{0,2}[0-9][0-9.,]*\s?[\p{L}°]{1,6}\z")]
    private static partial Regex FigureAndWords();
}
