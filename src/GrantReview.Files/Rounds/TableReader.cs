using System.Globalization;
using System.IO.Compression;
using System.Text;
using ClosedXML.Excel;
using CsvHelper;
using CsvHelper.Configuration;

namespace GrantReview.Files.Rounds;

/// <summary>Reads CSV text and worksheets into tables; all that can be wrong with a file as a file is found here.</summary>
public static class TableReader
{
    public const long LargestFile = 200_000_000;
    public const int LongestCell = 10_000;
    private const long LargestUnpacked = 500_000_000;
    private const int MostEntries = 5_000;
    private const int HighestRatio = 200;

    static TableReader() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static Table? ReadCsv(byte[] content, TableSchema schema, string file, List<Mistake> mistakes)
    {
        if (Decode(content, file, mistakes) is not { } text)
        {
            return null;
        }
        var broken = new HashSet<int>();
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Mode = CsvMode.RFC4180, IgnoreBlankLines = false, DetectColumnCountChanges = false, HasHeaderRecord = false,
            BadDataFound = bad => broken.Add(bad.Context.Parser?.Row ?? 0),
        };
        using var parser = new CsvParser(new StringReader(text), configuration);
        var records = new List<(int Number, string[] Cells)>();
        while (parser.Read())
        {
            records.Add((parser.Row, parser.Record ?? []));
        }
        if (text.Count(c => c == '"') % 2 == 1)
        {
            broken.Add(records.Count > 0 ? records[^1].Number : 1);
        }
        mistakes.AddRange(broken.Order().Select(row => new Mistake(file, row, "", "QuoteBroken")));
        return broken.Count > 0 ? null : ToTable(records, schema, file, mistakes);
    }

    /// <summary>Opens a workbook after looking at its zip directory: an entry that unpacks to far more than it should is refused unread.</summary>
    public static XLWorkbook? OpenWorkbook(byte[] content, string file, List<Mistake> mistakes)
    {
        try
        {
            using (var zip = new ZipArchive(new MemoryStream(content), ZipArchiveMode.Read))
            {
                var unpacked = zip.Entries.Sum(e => e.Length);
                if (zip.Entries.Count > MostEntries || unpacked > LargestUnpacked || unpacked > 1_000_000L + (HighestRatio * (long)content.Length))
                {
                    mistakes.Add(new Mistake(file, null, "", "WorkbookBomb", string.Create(CultureInfo.InvariantCulture, $"{zip.Entries.Count} / {unpacked:N0}")));
                    return null;
                }
            }
            return new XLWorkbook(new MemoryStream(content));
        }
        catch (Exception e) when (e is InvalidDataException or FileFormatException or ArgumentException or System.Xml.XmlException or FormatException or KeyNotFoundException or InvalidOperationException or NullReferenceException or DocumentFormat.OpenXml.Packaging.OpenXmlPackageException)
        {
            mistakes.Add(new Mistake(file, null, "", "NotAWorkbook"));
            return null;
        }
    }

    public static Table? ReadSheet(IXLWorksheet sheet, TableSchema schema, string file, List<Mistake> mistakes)
    {
        var lastRow = sheet.LastRowUsed()?.RowNumber() ?? 0;
        var lastColumn = sheet.LastColumnUsed()?.ColumnNumber() ?? 0;
        var records = Enumerable.Range(1, lastRow)
            .Select(r => (r, Enumerable.Range(1, lastColumn).Select(c => TextOf(sheet.Cell(r, c))).ToArray())).ToList();
        return ToTable(records, schema, file, mistakes);
    }

    public static string TextOf(IXLCell cell)
    {
        if (cell.HasFormula)
        {
            // A computed figure is taken as Excel saved it; any other formula is refused like typed text that begins with "=".
            return cell.CachedValue is double figure ? ((decimal)figure).ToString("0.############", CultureInfo.InvariantCulture) : "=" + cell.FormulaA1;
        }
        return cell.DataType switch
        {
            XLDataType.Number => ((decimal)cell.GetDouble()).ToString("0.############", CultureInfo.InvariantCulture),
            XLDataType.DateTime => cell.GetDateTime().ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) + "+08:00",
            XLDataType.Boolean => cell.GetBoolean() ? "yes" : "no",
            _ => cell.GetString(),
        };
    }

    /// <summary>UTF-8, else GB18030 as Excel saves it in Chinese Windows; text that is a damaged UTF-8 rather than GB18030 is refused.</summary>
    public static string? Decode(byte[] content, string file, List<Mistake> mistakes)
    {
        if (content.Length > LargestFile)
        {
            mistakes.Add(new Mistake(file, null, "", "FileTooLarge", content.Length.ToString("N0", CultureInfo.InvariantCulture), LargestFile.ToString("N0", CultureInfo.InvariantCulture)));
            return null;
        }
        var bytes = content.AsSpan();
        var hasMark = bytes.StartsWith(Encoding.UTF8.Preamble);
        if (hasMark)
        {
            bytes = bytes[3..];
        }
        var (good, bad) = CountSequences(bytes);
        if (bad == 0)
        {
            var text = Encoding.UTF8.GetString(bytes);
            if (!text.Contains('\0', StringComparison.Ordinal))
            {
                return text;
            }
        }
        else if (!hasMark && good <= bad)
        {
            try
            {
                var text = Encoding.GetEncoding("GB18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback).GetString(bytes);
                if (!text.Any(c => c is >= '\uE000' and <= '\uF8FF' or '\uFFFD' or < ' ' and not ('\t' or '\r' or '\n')))
                {
                    return text;
                }
            }
            catch (DecoderFallbackException)
            {
                // Neither encoding: said below.
            }
        }
        mistakes.Add(new Mistake(file, null, "", "EncodingBroken"));
        return null;
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

    private static Table? ToTable(List<(int Number, string[] Cells)> records, TableSchema schema, string file, List<Mistake> mistakes)
    {
        var filled = records.Where(r => r.Cells.Any(c => !string.IsNullOrWhiteSpace(c))).ToList();
        if (filled.Count == 0)
        {
            mistakes.Add(new Mistake(file, null, "", "FileEmpty"));
            return null;
        }
        var header = filled[0].Cells.Select(schema.Canonical).ToList();
        while (header.Count > 0 && header[^1].Length == 0)
        {
            header.RemoveAt(header.Count - 1);
        }
        var before = mistakes.Count;
        mistakes.AddRange(schema.Required.Except(header).Select(c => new Mistake(file, filled[0].Number, c, "ColumnMissing")));
        mistakes.AddRange(header.Where(h => h.Length > 0).CountBy(h => h).Where(h => h.Value > 1).Select(h => new Mistake(file, filled[0].Number, h.Key, "ColumnTwice")));
        if (mistakes.Count > before)
        {
            return null;
        }
        var rows = new List<TableRow>(filled.Count);
        foreach (var (number, cells) in filled.Skip(1))
        {
            if (cells.Length > header.Count && cells.Skip(header.Count).Any(c => c.Length > 0))
            {
                mistakes.Add(new Mistake(file, number, "", "TooManyFields", cells.Length.ToString(CultureInfo.InvariantCulture), header.Count.ToString(CultureInfo.InvariantCulture)));
            }
            var row = new Dictionary<string, string>(header.Count, StringComparer.Ordinal);
            for (var c = 0; c < header.Count; c++)
            {
                var text = c < cells.Length ? cells[c].Trim() : "";
                if (header[c].Length == 0)
                {
                    continue;
                }
                if (text.Length > LongestCell)
                {
                    mistakes.Add(new Mistake(file, number, header[c], "TooLong", $"{text.Length}", $"{LongestCell}"));
                }
                if (text.StartsWith('='))
                {
                    mistakes.Add(new Mistake(file, number, header[c], "Formula"));
                }
                row.Add(header[c], text);
            }
            rows.Add(new TableRow(number, row));
        }
        return new Table(file, header, rows);
    }
}
