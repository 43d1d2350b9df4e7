using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CsvHelper;
using CsvHelper.Configuration;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Rounds;

/// <summary>
/// Reads CSV text and worksheets into tables, as offices write them: it finds the header row below titles, leaves out sums and notes and
/// says so, and finds all that can be wrong with a file as a file.
/// </summary>
public static partial class TableReader
{
    public const long LargestFile = 200_000_000;
    public const int LongestCell = 10_000;

    /// <summary>Codes of cells that say nothing because of the file.</summary>
    internal static IReadOnlySet<string> CellFaults { get; } =
        new HashSet<string>(["CellError", "CellUnreadable", "CellsMerged", "FormulaNotSaved", "Formula", "NumberTooLong", "TooLong"],
            StringComparer.Ordinal);

    /// <summary>Titles and notes above a header are fewer.</summary>
    private const int LastHeaderRow = 20;
    private const int MostWarnings = 20;
    private const char DefaultSeparator = ',';

    static TableReader() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <param name="warnings">What was read in a way that people should know of; null = nobody asks.</param>
    public static Table? ReadCsv(byte[] content, TableSchema schema, string file, List<Mistake> mistakes, List<Mistake>? warnings = null)
    {
        warnings ??= [];
        if (Decode(content, file, mistakes, schema.IsExact ? null : warnings) is not { } text)
        {
            return null;
        }
        var separator = schema.IsExact ? DefaultSeparator : SeparatorOf(text, schema);
        if (separator != DefaultSeparator)
        {
            warnings.Add(new Mistake(file, null, "", "SeparatorRead", separator == '\t' ? "Tab" : separator.ToString()));
        }
        var (lines, broken) = LinesOf(text, separator);
        mistakes.AddRange(broken.Order().Select(row => new Mistake(file, row, "", "QuoteBroken")));
        return broken.Count > 0 ? null : ToTable(lines, schema, file, mistakes, warnings, "TooManyFields");
    }

    internal static Table? ReadSheet(SheetLines sheet, TableSchema schema, string file, List<Mistake> mistakes, List<Mistake> warnings)
    {
        var before = warnings.Count;
        var table = ToTable(sheet.Lines, schema, file, mistakes, warnings, "CellOutside");
        if (table is not null)
        {
            // A hidden column decides like any other and nobody sees it.
            warnings.InsertRange(before, table.Places.Where(p => sheet.HiddenColumns.Contains(p.Value))
                .Select(p => new Mistake(file, null, p.Key, "ColumnHidden")));
        }
        return table;
    }

    /// <summary>
    /// How well a sheet's best row serves as the header of a table: 0 where it has not all required columns.
    /// </summary>
    internal static int HeaderFit(SheetLines sheet, TableSchema schema) =>
        HeaderOf(sheet.Lines, schema) is { } header && schema.Required.All(header.Columns.Values.Contains)
            ? header.Columns.Values.Count(schema.IsKnown) : 0;

    /// <summary>
    /// UTF-8, UTF-16 with its mark, else GB18030 as Excel saves it in Chinese Windows; text that is a damaged UTF-8 rather than GB18030 is
    /// refused. Bytes that are valid in both are read as what makes words, and that is said.
    /// </summary>
    public static string? Decode(byte[] content, string file, List<Mistake> mistakes, List<Mistake>? warnings = null)
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
        var (good, bad) = CountSequences(bytes);
        if (bad == 0)
        {
            var text = Encoding.UTF8.GetString(bytes);
            if (!hasMark && good > 0 && IsRatherChinese(text) && Gb18030(bytes) is { } chinese
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
    private static char SeparatorOf(string text, TableSchema schema)
    {
        var first = string.Join('\n', text.Split('\n', LastHeaderRow + 1).Take(LastHeaderRow));
        return new[] { DefaultSeparator, ';', '\t', '，', '|' }.MaxBy(separator =>
            HeaderOf(LinesOf(first, separator).Lines, schema)?.Columns.Values.Count(schema.IsKnown) ?? 0);
    }

    /// <summary>A header row: the column that each place names.</summary>
    private sealed record Header(Line Line, IReadOnlyDictionary<int, string> Columns, IReadOnlyDictionary<int, HeaderCell> Cells);

    /// <summary>The first row that names all required columns; else the one of the first rows that names most.</summary>
    private static Header? HeaderOf(IReadOnlyList<Line> lines, TableSchema schema)
    {
        Header? best = null;
        foreach (var line in lines.Where(l => !l.Cells.All(IsBlank)).Take(schema.IsExact ? 1 : LastHeaderRow))
        {
            var cells = line.Cells.Where(c => !IsBlank(c)).ToDictionary(c => c.Column, c => schema.Read(c.Text));
            var named = cells.Values.Where(c => c.Note.Length == 0).Select(c => c.Column).ToHashSet(StringComparer.Ordinal);
            // A name with a note gives way to the name itself.
            var columns = cells.ToDictionary(c => c.Key, c => c.Value.Note.Length > 0 && named.Contains(c.Value.Column) ? c.Value.Written
                : c.Value.Column);
            var header = new Header(line, columns, cells);
            if (schema.Required.All(columns.ContainsValue))
            {
                return header;
            }
            if (best is null || columns.Values.Count(schema.IsKnown) > best.Columns.Values.Count(schema.IsKnown))
            {
                best = header;
            }
        }
        return best;
    }

    /// <param name="outside">The code of a value beyond the header.</param>
    private static Table? ToTable(
        IReadOnlyList<Line> lines, TableSchema schema, string file, List<Mistake> mistakes, List<Mistake> warnings, string outside)
    {
        if (HeaderOf(lines, schema) is not { } header)
        {
            mistakes.Add(new Mistake(file, null, "", "FileEmpty"));
            return null;
        }
        var before = mistakes.Count;
        var row = header.Line.Number;
        var isTitle = header.Columns.Count == 1 && schema.Required.Count > 1;
        mistakes.AddRange(schema.Required.Except(header.Columns.Values)
            .Select(c => new Mistake(file, row, c, isTitle ? "ColumnMissingBelowTitle" : "ColumnMissing")));
        mistakes.AddRange(header.Columns.Values.CountBy(h => h).Where(h => h.Value > 1)
            .Select(h => new Mistake(file, row, h.Key, "ColumnTwice")));
        if (mistakes.Count > before)
        {
            return null;
        }
        var factors = Notes(header, schema, file, mistakes, warnings);
        var rows = new List<TableRow>(lines.Count);
        List<int> hidden = [], struck = [];
        var unnamed = new SortedSet<int>();
        foreach (var line in lines.Where(l => l.Number > row && !l.Cells.All(IsBlank)))
        {
            if (Aside(line, header, schema) is { } said)
            {
                warnings.Add(new Mistake(file, line.Number, "", "RowSkipped", CellReader.Shown(said)));
                continue;
            }
            if (line.IsHidden)
            {
                hidden.Add(line.Number);
            }
            if (line.Cells[0].IsStruck)
            {
                struck.Add(line.Number);
            }
            if (line.Cells.All(c => IsBlank(c) || !header.Columns.ContainsKey(c.Column))
                && line.Cells.Any(c => !IsBlank(c) && c.Column > header.Columns.Keys.Max()))
            {
                // Nothing but a stray value: no record lacks its cells.
                mistakes.Add(new Mistake(file, line.Number, "", outside, $"{line.Cells.Last(c => !IsBlank(c)).Column}",
                    $"{header.Columns.Keys.Max()}"));
                continue;
            }
            unnamed.UnionWith(line.Cells.Where(c => !header.Columns.ContainsKey(c.Column) && c.Column < header.Columns.Keys.Max()
                && !IsBlank(c)).Select(c => c.Column));
            rows.Add(RowOf(line, header, factors, file, mistakes, outside));
        }
        Say("RowsHidden", hidden);
        Say("RowsStruck", struck);
        Say("ColumnsUnnamed", [.. unnamed]);
        var columns = header.Columns.OrderBy(c => c.Key).ToList();
        return new Table(file, [.. columns.Select(c => c.Value)], rows)
        {
            Places = columns.ToDictionary(c => c.Value, c => c.Key, StringComparer.Ordinal),
        };

        void Say(string code, List<int> numbers)
        {
            if (numbers.Count > 0)
            {
                warnings.Add(new Mistake(file, null, "", code,
                    string.Join(", ", numbers.Take(MostWarnings)) + (numbers.Count > MostWarnings ? " …" : "")));
            }
        }
    }

    /// <summary>
    /// What notes in the header's names say: the unit of money is heeded, any other is said to be passed over; and which names are nearly a
    /// column's.
    /// </summary>
    private static Dictionary<int, int> Notes(Header header, TableSchema schema, string file, List<Mistake> mistakes,
        List<Mistake> warnings)
    {
        var factors = new Dictionary<int, int>();
        foreach (var (place, column) in header.Columns.OrderBy(c => c.Key))
        {
            var cell = header.Cells[place];
            if (cell.Note.Length == 0 || column == cell.Written)
            {
                if (cell.Near.FirstOrDefault(n => !header.Columns.Values.Contains(n)) is { } near)
                {
                    warnings.Add(new Mistake(file, header.Line.Number, cell.Written, "ColumnUnused", near));
                }
                if (schema.FactorOf(column) is > 1 and var usual)
                {
                    factors.Add(place, usual);
                }
            }
            else if (!schema.IsMoney(column))
            {
                warnings.Add(new Mistake(file, header.Line.Number, column, "ColumnRead", cell.Written));
            }
            else if (TableSchema.YuanIn(cell.Note) is not { } factor)
            {
                mistakes.Add(new Mistake(file, header.Line.Number, column, "UnitUnknown", cell.Written));
            }
            else if (factor > 1)
            {
                factors.Add(place, factor);
                warnings.Add(new Mistake(file, header.Line.Number, column, "UnitRead", cell.Written, $"{factor}"));
            }
        }
        return factors;
    }

    /// <summary>
    /// The word by which a row is a sum or a note and no record: beside the word it fills less than half of the required columns.
    /// </summary>
    private static string? Aside(Line line, Header header, TableSchema schema)
    {
        if (schema.IsExact || schema.Required.Count < 2)
        {
            return null;
        }
        var given = line.Cells.Where(c => !IsBlank(c)).ToList();
        var word = given[0].Text.Trim();
        var filled = given.Skip(1).Count(c => header.Columns.TryGetValue(c.Column, out var column) && schema.Required.Contains(column)
            && c.Text.Trim() != word);
        return filled * 2 < schema.Required.Count && SumOrNote().IsMatch(word) ? word : null;
    }

    private static bool IsBlank(LineCell cell) => cell.Fault is null && Written.Seen(cell.Text).AsSpan().IsWhiteSpace();

    [GeneratedRegex(
        @"^\s*((总|合|小|共)\s*计.{0,60}|总数|total|sum|subtotal"
        + @"|(备\s*注|注|说\s*明|填\s*表\s*(人|说明|单位|日期|时间)|制\s*表\s*人|审\s*核\s*人|联\s*系\s*人|note)\s*\d*\s*[:：].*)\s*[:：]?\s*\z",
        RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex SumOrNote();

    private static TableRow RowOf(Line line, Header header, Dictionary<int, int> factors, string file, List<Mistake> mistakes,
        string outside)
    {
        var row = header.Columns.Values.ToDictionary(c => c, _ => "", StringComparer.Ordinal);
        var (last, beyond) = (header.Columns.Keys.Max(), 0);
        foreach (var cell in line.Cells)
        {
            var text = cell.Text.Trim();
            if (!header.Columns.TryGetValue(cell.Column, out var column))
            {
                beyond = cell.Column > last && !IsBlank(cell) ? cell.Column : beyond;
                continue;
            }
            if (cell.Fault is not null)
            {
                mistakes.Add(new Mistake(file, line.Number, column, cell.Fault, CellReader.Shown(text)));
            }
            else if (text.Length > LongestCell)
            {
                mistakes.Add(new Mistake(file, line.Number, column, "TooLong", $"{text.Length}", $"{LongestCell}"));
            }
            else if (text.StartsWith('='))
            {
                mistakes.Add(new Mistake(file, line.Number, column, "Formula"));
            }
            var isOfAnotherUnit = factors.TryGetValue(cell.Column, out var factor);
            if (isOfAnotherUnit && text.Contains('元', StringComparison.Ordinal))
            {
                mistakes.Add(new Mistake(file, line.Number, column, "NumberHasWords", CellReader.Shown(text)));
            }
            row[column] = IsBlank(cell) ? "" : isOfAnotherUnit && Written.Number(text) is { } figure ? (figure * factor).ToString() : text;
        }
        if (beyond > 0)
        {
            mistakes.Add(new Mistake(file, line.Number, "", outside, $"{beyond}", $"{last}"));
        }
        return new TableRow(line.Number, row);
    }
}
