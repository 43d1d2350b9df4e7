using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using GrantReview.Core.Numbers;

namespace GrantReview.Core.Settings;

/// <summary>Cells that number what they name: 1、甲 2、乙; ①甲②乙; 一、甲二、乙; (1)甲；(2)乙.</summary>
public static partial class Written
{
    private const int MostNumbered = 99;

    private static readonly Dictionary<string, int> ChineseNumbers =
        Enumerable.Range(1, MostNumbered).ToDictionary(ChineseNumerals.Ordinal, n => n, StringComparer.Ordinal);

    private enum Numeral { Arabic, Chinese, Sign }

    private readonly record struct NumberKind(Numeral Numeral, bool IsBracketed);

    /// <summary>
    /// What stands behind each number of a cell that begins with 1 and counts up in one kind of number, outside brackets; null where it
    /// does not. Where nothing but a figure or another number follows, it is none: 1、3 and ①② are what they are.
    /// </summary>
    private static List<string>? Numbered(string text)
    {
        var pieces = new List<string>();
        var (last, kind) = (0, default(NumberKind));
        var (start, from) = (0, 0);
        var depth = 0;
        foreach (Match mark in NumberMark().Matches(text))
        {
            depth = Math.Max(0, depth + text[from..mark.Index].Sum(c => Opening.Contains(c) ? 1 : Closing.Contains(c) ? -1 : 0));
            from = mark.Index + mark.Length;
            var (of, value) = ValueOf(mark);
            if (last == 0 && (value != 1 || !string.IsNullOrWhiteSpace(Seen(text[..mark.Index]))))
            {
                return null;
            }
            if (last == 0 || (of == kind && value > last && depth == 0))
            {
                pieces.Add(text[start..mark.Index]);
                (last, kind) = (value, of);
                start = from;
            }
        }
        pieces.Add(text[start..]);
        return last > 0 && pieces.Skip(1).All(p => Seen(p).Any(char.IsLetter)) ? pieces[1..] : null;
    }

    private static (NumberKind Kind, int Value) ValueOf(Match mark)
    {
        if (mark.Groups["sign"].Success)
        {
            return (new(Numeral.Sign, false), (int)char.GetNumericValue(mark.Value[0]));
        }
        var number = mark.Groups["number"].Value.Normalize(NormalizationForm.FormKC);
        var isBracketed = Opening.Contains(mark.Value[0]);
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? (new(Numeral.Arabic, isBracketed), value) : (new(Numeral.Chinese, isBracketed), ChineseNumbers.GetValueOrDefault(number));
    }

    /// <summary>Nothing but a number that may be one of a list: it names nothing beside items that do.</summary>
    private static bool IsNumber(string item) => LoneNumber().IsMatch(item);

    /// <summary>What may stand behind numbers in whatever hand (1甲大学2乙大学, A.甲 B.乙): asked about, and never counted; else none.</summary>
    private static string[] MaybeNumbered(string text)
    {
        string[] loose = [.. LooseNumber().Split(text).Select(p => p.Trim())];
        string[] bare = loose is ["", _, _, ..] ? [] : [.. BareNumber().Split(text).Select(p => p.Trim())];
        return bare is ["", _, _, ..] ? [.. bare.Where(CanBeUnit)] : loose is ["", _, _, ..] ? [.. loose.Where(p => p.Length > 0)] : [];
    }

    /// <summary>A number with its sign, before a name: "1." "（二）" "①"; neither 1.5 nor 第二、 nor the 一 of 一、二、三.</summary>
    [GeneratedRegex(@"(?<sign>[①-⑳⑴-⒛㈠-㈩❶-❿])"
        + @"|(?:[(（\[【〔]\s*(?<number>[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})\s*[)）\]】〕]\s*[.．、:：]?"
        + @"|(?<![0-9０-９A-Za-z第一二三四五六七八九十.．])(?<number>[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})\s*[.．、)）:：])"
        + @"(?!\s*(?:[0-9０-９]|[一二三四五六七八九十]{1,3}\s*(?:[.．、，,;；]|\z)))")]
    private static partial Regex NumberMark();

    [GeneratedRegex(@"(?<![0-9０-９A-Za-z])[(（]?[0-9０-９]{1,2}[.．、)）:：](?![0-9０-９])|[①-⑳⑴-⒛㈠-㈩❶-❿]"
        + @"|(?<![A-Za-z])[A-Ha-h][.．、)）]|第?[一二三四五六七八九十]{1,2}[是、，,:：]|[(（][一二三四五六七八九十]{1,2}[)）]")]
    private static partial Regex LooseNumber();

    [GeneratedRegex(@"(?<![0-9０-９A-Za-z.])[0-9０-９]{1,2}\s*(?=\p{IsCJKUnifiedIdeographs})")]
    private static partial Regex BareNumber();

    [GeneratedRegex(@"^\s*第?(?:[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})\s*\z", RegexOptions.NonBacktracking)]
    private static partial Regex LoneNumber();
}
