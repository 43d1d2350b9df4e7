using System.Buffers;
using System.Text.RegularExpressions;

namespace GrantReview.Core.Settings;

/// <summary>Cells that name several, and names with something around them.</summary>
public static partial class Written
{
    private const string Opening = "([{（［｛【〔﹙﹛﹝《〈‹«〖〘〚⟨｢";
    private const string Closing = ")]}）］｝】〕﹚﹜﹞》〉›»〗〙〛⟩｣";

    /// <summary>Signs that separate wherever they stand; of the half width comma the names beside it decide.</summary>
    private const string Separators = ";；﹔︔、﹑､︑|｜¦\r\n\v\t\u0085\u2028\u2029";
    private const string WideCommas = "，﹐︐";

    /// <summary>A cell without any of these is one plain name.</summary>
    private static readonly SearchValues<char> Decorations = SearchValues.Create(
        Opening + Closing + Separators + WideCommas + Marks + ",.．:：。“”‘’\"'「」『』〝〞/／\\+＋&＆ \u3000\u00A0和与及等联会…①②③④⑤⑥⑦⑧⑨⑩⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⒈⒉⒊⒋⒌㈠❶");

    /// <summary>Signs of a note below the table; ① and ² are known by their kind.</summary>
    private const string Marks = "*＊†‡※#＃✱﹡";

    /// <summary>What an abbreviation after a comma in an English name begins with: "Foo Co., Ltd" is one unit.</summary>
    private static readonly string[] AfterComma =
        ["ltd", "inc", "llc", "co.", "corp", "limited", "gmbh", "plc", "s.a", "s.p.a", "jr", "sr"];

    /// <summary>
    /// The items of a cell: what its numbers count up, each without its number, separated by ; ； 、 | ，or a line break, in any width; a
    /// half-width comma separates Chinese names, and others where none of these stands. Commas in brackets and before Ltd or Inc belong to
    /// a name.
    /// </summary>
    public static IReadOnlyList<string> List(string? text) => Items(text, isSplitInside: true);

    /// <param name="isSplitInside">Whether ; and 、 separate in brackets, too.</param>
    private static List<string> Items(string? text, bool isSplitInside) =>
        string.IsNullOrWhiteSpace(text) ? []
            : Numbered(text) is { } pieces ? [.. pieces.SelectMany(p => Separated(p.TrimEnd().TrimEnd('。'), isSplitInside))]
            : Separated(text, isSplitInside);

    private static List<string> Separated(string text, bool isSplitInside)
    {
        var items = new List<string>();
        var commaSeparates = !text.Any(c => Separators.Contains(c));
        var (start, depth) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            depth = Opening.Contains(text[i]) ? depth + 1 : Closing.Contains(text[i]) ? Math.Max(0, depth - 1) : depth;
            var ends = (Separators.Contains(text[i]) && (isSplitInside || depth == 0)) || (depth == 0 && (WideCommas.Contains(text[i])
                || (text[i] == ',' && !BelongsToName(text.AsSpan(i + 1))
                    && (commaSeparates || (IsChinese(text.AsSpan(0, i).TrimEnd(), ^1) && IsChinese(text.AsSpan(i + 1).TrimStart(), 0))))));
            if (ends)
            {
                Add(text[start..i]);
                start = i + 1;
            }
        }
        Add(text[start..]);
        return items;

        void Add(string item)
        {
            if (Seen(item).Trim().Length > 0)
            {
                items.Add(item.Trim());
            }
        }
    }

    /// <summary>
    /// How many different ones a list names: at least and at most, since nobody can tell whether 甲/乙 or 甲（乙、丙） are two, or what 2、甲
    /// counts; null = without end (甲等).
    /// </summary>
    public static (int Least, int? Most) Count(string? text)
    {
        var items = List(text);
        var named = Items(text, isSplitInside: false).Where(i => !IsNumber(i)).DistinctBy(Key).Count();
        var least = named > 0 ? named : items.DistinctBy(Key).Count();
        return items.Count > 0 && Others().IsMatch(items[^1]) ? (least, null)
            : (least, new[] { items.SelectMany(Units), MaybeNumbered(text ?? "") }.Max(n => Math.Max(least, n.DistinctBy(Key).Count())));
    }

    /// <summary>
    /// The units that one item may name: what it numbers, else what strokes part, as far as it can be a unit. 和, 与 and blanks part nothing
    /// here, since they stand in names: 呼和浩特市第一医院.
    /// </summary>
    private static string[] Units(string item)
    {
        var numbered = MaybeNumbered(item);
        string[] parts = numbered.Length > 1 ? numbered : [.. item.Split([.. NameStrokes]).Where(CanBeUnit)];
        return parts.Length > 1 ? parts : [item];
    }

    private static bool CanBeUnit(string part) =>
        Bare(part) is { Length: > 2 } name && Array.Exists(UnitEnds, e => name.EndsWith(e, StringComparison.Ordinal));

    private const string NameStrokes = "/／\\";

    private static readonly string[] UnitEnds =
    [
        "大学", "学院", "学校", "中学", "小学", "医院", "院", "公司", "集团", "企业", "合作社", "所", "中心", "厂", "局", "厅", "委员会", "协会", "学会",
        "研究会", "基金会", "联合会", "银行", "馆", "站", "园", "基地", "实验室", "部", "处", "队", "社", "台",
    ];

    /// <summary>
    /// The other names that a cell may hold: without its number, the part it plays (牵头：), brackets, quotation marks and marks of notes
    /// around it, and each of several where people separate by a stroke, a space, 和 or 与. For what is to be found rather than counted: a
    /// part may be a piece of one name.
    /// </summary>
    public static IReadOnlyList<string> Parts(string? cell)
    {
        if (cell is null || !IsDecorated(cell))
        {
            return [];
        }
        var found = new Dictionary<string, string>(StringComparer.Ordinal) { [Key(cell)] = "" };
        Add(cell);
        foreach (var item in List(cell).SelectMany(i => Joints().Split(i).Append(i))
            .Concat(Joints().Split(cell)).Concat(MaybeNumbered(cell)))
        {
            Add(item);
        }
        return [.. found.Values.Where(v => v.Length > 0)];

        void Add(string text)
        {
            var bare = Bare(text);
            if (bare.Length > 1)
            {
                found.TryAdd(Key(bare), bare);
            }
            foreach (var inside in Bracketed().Matches(text).Select(m => Bare(Known().Replace(m.Groups[1].Value.Trim(), ""))))
            {
                if (inside.Length > 1)
                {
                    found.TryAdd(Key(inside), inside);
                }
            }
        }
    }

    /// <summary>A name alone, without what stands around it; nobody wraps one deeper.</summary>
    public static string Bare(string text)
    {
        var bare = Seen(text).Trim();
        var before = "";
        for (var layer = 0; before != bare && layer < MostLayers; layer++)
        {
            before = bare;
            bare = Others().Replace(WithoutNumber(WithoutPart(bare)), "$1").Trim([.. " \u3000。.,，、;；:："]);
            while (bare.Length > 1 && IsMark(bare[^1]))
            {
                bare = bare[..^1].TrimEnd();
            }
            bare = Unwrapped(bare);
        }
        return bare;
    }

    private const int MostLayers = 12;

    /// <summary>Without the part that it plays, where a name is left.</summary>
    private static string WithoutPart(string text) =>
        Plays().Match(text) is { Success: true } part && part.Length < text.Length ? text[part.Length..] : text;

    /// <summary>Without its number, where a name is left; 1.10 has none.</summary>
    private static string WithoutNumber(string text) => FirstNumber().Match(text) is { Success: true } number && number.Length < text.Length
        && !(number.Groups["point"].Success && char.IsDigit(text[number.Length])) ? text[number.Length..].TrimStart() : text;

    /// <summary>The key of the name alone: of 甲大学（科技处） and “甲大学”① it is 甲大学.</summary>
    public static string Stem(string? text) => !IsDecorated(text) || text is null ? Key(text)
        : Key(Bare(text)) is { Length: > 0 } stem ? stem : Key(text);

    /// <summary>One of the two is the other with something around it.</summary>
    public static bool IsAlike(string? one, string? other) =>
        (IsDecorated(one) || IsDecorated(other)) && Key(one) is var a && Key(other) is var b && a.Length > 0 && b.Length > 0 && a != b
        && ((IsWithin(a, b) && a == Stem(other)) || (IsWithin(b, a) && b == Stem(one)));

    /// <summary>A stem stands in the key, apart from what a number or a credit code alone is written without.</summary>
    private static bool IsWithin(string part, string whole)
    {
        return Flat(whole).Contains(Flat(part), StringComparison.Ordinal);

        static string Flat(string key) =>
            key.Replace(",", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
    }

    private static bool IsDecorated(string? text) =>
        text is { Length: > 1 } && (IsMark(text[^1]) || char.IsDigit(text[0]) || text.AsSpan().IndexOfAny(Decorations) >= 0);

    /// <summary>Without quotation marks around all of it, and without a bracket before or behind.</summary>
    private static string Unwrapped(string text)
    {
        if (text.Length > 2 && "“‘\"'「『〝".IndexOf(text[0], StringComparison.Ordinal) is >= 0 and var quote && text[^1] == "”’\"'」』〞"[quote]
            && text.IndexOf(text[^1], 1) == text.Length - 1)
        {
            return text[1..^1].Trim();
        }
        if (text.Length > 2 && Closing.Contains(text[^1]) && Facing(text, text.Length - 1, -1) is >= 0 and var open)
        {
            return open == 0 ? text[1..^1].Trim() : text[..open].Trim();
        }
        return text.Length > 2 && Opening.Contains(text[0]) && Facing(text, 0, 1) is > 0 and var close ? text[(close + 1)..].Trim() : text;
    }

    /// <summary>Where the bracket stands that belongs to the one at a place; -1 = nowhere.</summary>
    private static int Facing(string text, int from, int step)
    {
        var depth = 0;
        for (var i = from; i >= 0 && i < text.Length; i += step)
        {
            depth += Opening.Contains(text[i]) ? step : Closing.Contains(text[i]) ? -step : 0;
            if (depth == 0)
            {
                return i;
            }
        }
        return -1;
    }

    /// <summary>A mark that refers to a note: an asterisk, ①, ².</summary>
    private static bool IsMark(char c) =>
        Marks.Contains(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.OtherNumber;

    private static bool IsChinese(ReadOnlySpan<char> text, Index at) =>
        text.Length > 0 && text[at] is >= '\u3400' and <= '\u9FFF' or '）' or '（';

    private static bool BelongsToName(ReadOnlySpan<char> rest)
    {
        var word = rest.TrimStart();
        foreach (var abbreviation in AfterComma)
        {
            if (word.StartsWith(abbreviation, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }
        return false;
    }

    [GeneratedRegex(@"[\s/／\\+＋&＆与及,，;；、…①-⑳⑴-⒇]+|(?<!共)和|联合|会同|(?<![0-9A-Za-z])[(（]?[0-9]{1,2}[.．、)）]")]
    private static partial Regex Joints();

    /// <summary>"1." "（二）" "①" before a name.</summary>
    [GeneratedRegex(@"^\s*(?:[(（\[【〔][一二三四五六七八九十\d]{1,3}[)）\]】〕]|(?:[一二三四五六七八九十]{1,3}|\d{1,3})(?<point>[.．、)）])|[①-⑳⑴-⒛])",
        RegexOptions.NonBacktracking)]
    private static partial Regex FirstNumber();

    /// <summary>"牵头：", "合作单位1:".</summary>
    [GeneratedRegex(@"^\s*[\p{IsCJKUnifiedIdeographs}\d（）()]{1,12}\s*[:：]", RegexOptions.NonBacktracking)]
    private static partial Regex Plays();

    /// <summary>"等2家", "等单位" behind a name, but in 高等.</summary>
    [GeneratedRegex(@"(\S[^\s高]|\S\S\s+)等\s*(?:[\d一二三四五六七八九十两多几]+\s*[多余]?\s*[家个所名位人项]?)?"
        + @"\s*(?:参与|合作)?(?:单位|企业|公司|高校|院校|机构|人员|人)?\s*[。.]?\s*\z", RegexOptions.NonBacktracking)]
    private static partial Regex Others();

    [GeneratedRegex(@"[(（\[【〔{｛﹙《〈‹]([^()（）\[\]【】〔〕{}｛｝﹙﹚《》〈〉‹›]{2,60})[)）\]】〕}｝﹚》〉›]", RegexOptions.NonBacktracking)]
    private static partial Regex Bracketed();

    /// <summary>What says that a name in brackets is another of the same, or one more.</summary>
    [GeneratedRegex(@"^(?:原名|原称|原|现名|现为|现|曾用名|又名|简称|别名|含|联合|会同|与|和)\s*[:：]?\s*", RegexOptions.NonBacktracking)]
    private static partial Regex Known();
}
