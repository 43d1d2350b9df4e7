using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace GrantReview.Files.Rounds;

/// <summary>
/// Reads CSV text and worksheets into tables, as offices write them, and finds all that can be wrong with a file as a file; what its lines
/// mean is for <see cref="TableLines"/>.
/// </summary>
public static class TableReader
{
    public const long LargestFile = 200_000_000;
    public const int LongestCell = 10_000;

    /// <summary>Codes of cells that say nothing because of the file.</summary>
    internal static IReadOnlySet<string> CellFaults { get; } =
        new HashSet<string>(["CellError", "CellUnreadable", "CellDitto", "CellsMerged", "FormulaNotSaved",
            "Formula", "NumberTooLong", "TooLong"],
            StringComparer.Ordinal);

    private const char DefaultSeparator = ',';

    static TableReader() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <param name="warnings">What was read in a way that people should know of; null = nobody asks.</param>
    /// <param name="layout">Null = everything is found.</param>
    public static Table? ReadCsv(
        byte[] content, TableSchema schema, string file, List<Mistake> mistakes, List<Mistake>? warnings = null, TableLayout? layout = null,
        TableSight? sight = null)
    {
        warnings ??= [];
        layout ??= TableLayout.Found;
        sight ??= new TableSight();
        if (Decode(content, file, mistakes, schema.IsExact ? null : warnings, layout.Encoding) is not { } text)
        {
            return null;
        }
        var table = new TableLines(schema, layout);
        var separator = schema.IsExact ? DefaultSeparator : layout.Separator ?? SeparatorOf(text, table);
        if (separator != DefaultSeparator && layout.Separator is null)
        {
            warnings.Add(new Mistake(file, null, "", "SeparatorRead", separator == '\t' ? "Tab" : separator.ToString()));
        }
        sight.Separator = separator;
        sight.Encoding = layout.Encoding ?? (IsUtf8(content, text) ? TableLayout.Utf8 : TableLayout.Gb18030);
        var (lines, broken) = LinesOf(text, separator);
        mistakes.AddRange(broken.Order().Select(row => new Mistake(file, row, "", "QuoteBroken")));
        return broken.Count > 0 ? null : table.Read(lines, file, sight, mistakes, warnings, "TooManyFields");
    }

    internal static Table? ReadSheet(
        SheetLines sheet, TableSchema schema, string file, List<Mistake> mistakes, List<Mistake> warnings, TableLayout? layout = null,
        TableSight? sight = null)
    {
        var before = warnings.Count;
        var table = new TableLines(schema, layout ?? TableLayout.Found)
            .Read(sheet.Lines, file, sight ?? new TableSight(), mistakes, warnings, "CellOutside");
        if (table is not null)
        {
            // A hidden column decides like any other and nobody sees it.
            warnings.InsertRange(before, table.Places.Where(p => sheet.HiddenColumns.Contains(p.Value))
                .Select(p => new Mistake(file, null, p.Key, "ColumnHidden")));
        }
        return table;
    }

    private static bool IsUtf8(byte[] content, string text) =>
        text.All(char.IsAscii) || text.Equals(Encoding.UTF8.GetString(content).TrimStart('\uFEFF'), StringComparison.Ordinal);

    /// <summary>
    /// UTF-8, UTF-16 with its mark, else GB18030 as Excel saves it in Chinese Windows; text that is a damaged UTF-8 rather than GB18030 is
    /// refused. Bytes that are valid in both are read as what makes words, and that is said.
    /// </summary>
    /// <param name="encoding">As a person says; null = found.</param>
    public static string? Decode(byte[] content, string file, List<Mistake> mistakes, List<Mistake>? warnings = null,
        string? encoding = null)
    {
        if (content.Length > LargestFile)
        {
            mistakes.Add(new Mistake(
                file, null, "", "FileTooLarge", content.Length.ToString("N0", CultureInfo.InvariantCulture),
                    LargestFile.ToString("N0", CultureInfo.InvariantCulture)));
            return null;
        }
        var bytes = content.AsSpan();
        if (bytes.StartsWith(Encoding.Unicode.Preamble) || bytes.StartsWith(Encoding.BigEndianUnicode.Preamble))
        {
            var wide = (bytes[0] == 0xFF ? Encoding.Unicode : Encoding.BigEndianUnicode).GetString(bytes[2..]);
            if (bytes.Length % 2 == 0 && !wide.Any(IsDamage))
            {
                return wide;
            }
        }
        var hasMark = bytes.StartsWith(Encoding.UTF8.Preamble);
        if (hasMark)
        {
            bytes = bytes[3..];
        }
        if (encoding == TableLayout.Gb18030 && !hasMark && Gb18030(bytes) is { } said)
        {
            return said;
        }
        var (good, bad) = CountSequences(bytes);
        if (bad == 0)
        {
            var text = Encoding.UTF8.GetString(bytes);
            if (encoding is null && !hasMark && good > 0 && IsRatherChinese(text) && Gb18030(bytes) is { } chinese
                && chinese.All(c => c < '\u0080' || c is >= '\u4E00' and <= '\u9FFF'))
            {
                warnings?.Add(new Mistake(file, null, "", "EncodingGuessed",
                    CellReader.Shown(string.Concat(chinese.Where(c => c >= '\u0080')))));
                return chinese;
            }
            if (!text.Contains('\0', StringComparison.Ordinal))
            {
                return text;
            }
        }
        else if (!hasMark && good <= bad && Gb18030(bytes) is { } text)
        {
            return text;
        }
        mistakes.Add(new Mistake(file, null, "", "EncodingBroken"));
        return null;
    }

    private static string? Gb18030(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var text = Encoding.GetEncoding("GB18030", EncoderFallback.ExceptionFallback,
                DecoderFallback.ExceptionFallback).GetString(bytes);
            return text.Any(IsDamage) ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static bool IsDamage(char c) => c is >= '\uE000' and <= '\uF8FF' or '\uFFFD' or < ' ' and not ('\t' or '\r' or '\n');

    /// <summary>
    /// UTF-8 of nothing but two bytes a character may be the GB 2312 of Chinese words (医学 is ҽѧ): so it is read where every run of them has
    /// two characters or more whose bytes are of that set, and is not all Latin. A lone β or é stays.
    /// </summary>
    private static bool IsRatherChinese(string text)
    {
        var run = 0;
        var isForeign = false;
        foreach (var c in text.Append(' '))
        {
            if (c < '\u0080' ? run == 1 : c > '\u07FF' || (c & 0x3F) < 0x21)
            {
                return false;
            }
            run = c < '\u0080' ? 0 : run + 1;
            isForeign |= c >= '\u0250';
        }
        return isForeign;
    }

    private static (int Good, int Bad) CountSequences(ReadOnlySpan<byte> bytes)
    {
        int good = 0, bad = 0;
        while (!bytes.IsEmpty)
        {
            if (bytes[0] < 0x80)
            {
                bytes = bytes[1..];
                continue;
            }
            if (Rune.DecodeFromUtf8(bytes, out _, out var used) == System.Buffers.OperationStatus.Done)
            {
                good++;
            }
            else
            {
                bad++;
            }
            bytes = bytes[used..];
        }
        return (good, bad);
    }

    private static (List<Line> Lines, HashSet<int> Broken) LinesOf(string text, char separator)
    {
        var broken = new HashSet<int>();
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Mode = CsvMode.RFC4180, IgnoreBlankLines = false, DetectColumnCountChanges = false, HasHeaderRecord = false,
            Delimiter = separator.ToString(),
            BadDataFound = bad => broken.Add(bad.Context.Parser?.Row ?? 0),
        };
        using var parser = new CsvParser(new StringReader(text), configuration);
        var lines = new List<Line>();
        while (parser.Read())
        {
            lines.Add(new Line(parser.Row, [.. (parser.Record ?? []).Select((cell, i) => new LineCell(i + 1, cell))]));
        }
        if (text.Count(c => c == '"') % 2 == 1)
        {
            broken.Add(lines.Count > 0 ? lines[^1].Number : 1);
        }
        return (lines, broken);
    }

    /// <summary>A comma, unless another separator makes a header of one of the first lines and the comma does not.</summary>
    private static char SeparatorOf(string text, TableLines table)
    {
        var first = string.Join('\n', text.Split('\n', TableLines.LastHeaderRow + 1).Take(TableLines.LastHeaderRow));
        var separators = new[] { DefaultSeparator, ';', '\t', '，', '|' };
        var named = separators.ToDictionary(s => s, s => table.Named(LinesOf(first, s).Lines));
        // Where no separator names anything that is known, the one that makes most columns does least harm.
        return named.Values.Any(n => n > 0) ? separators.MaxBy(s => named[s])
            : separators.MaxBy(s => LinesOf(first, s).Lines.Select(l => l.Cells.Count).DefaultIfEmpty().Max());
    }
}
