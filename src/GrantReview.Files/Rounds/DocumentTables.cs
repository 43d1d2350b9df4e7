using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;

namespace GrantReview.Files.Rounds;

/// <summary>
/// The tables of a Word document or of a web page, each as a sheet: the lists that offices attach to their notices, and what their systems
/// export as .xls. A cell over rows stands in each of them; one over columns is a fault of its cell, as in a workbook.
/// </summary>
/// <remarks>Source: ECMA-376 part 1, 17.4 (tables); HTML, 4.9 (tabular data).</remarks>
internal static partial class DocumentTables
{
    private const long LargestUnpacked = 100_000_000;
    private const int MostCells = 500_000;
    private const int MostSpanned = 1_000;
    private const int LongestHead = 2_000;

    /// <summary>Paragraphs before a table in which a unit of its figures may stand.</summary>
    private const int MostBefore = 6;

    /// <summary>Null = it is neither, or holds no table.</summary>
    public static IReadOnlyList<SheetLines>? Read(byte[] content)
    {
        try
        {
            var tables = content.AsSpan().StartsWith("PK"u8) ? OfDocument(content) : OfPage(content);
            return tables is { Count: > 0 } ? tables : null;
        }
        catch (Exception e) when (OfficeFile.IsBroken(e))
        {
            return null;
        }
    }

    private static List<SheetLines>? OfDocument(byte[] content)
    {
        using var zip = new ZipArchive(new MemoryStream(content), ZipArchiveMode.Read);
        if (zip.GetEntry("word/document.xml") is not { } entry || OfficeFile.IsBomb(entry.Length, content, LargestUnpacked))
        {
            return null;
        }
        using var xml = XmlReader.Create(entry.Open(), OfficeFile.Reading(LargestUnpacked));
        var grid = new Grid();
        var depth = 0;
        while (xml.Read())
        {
            var isStart = xml.NodeType == XmlNodeType.Element;
            if (isStart || xml.NodeType == XmlNodeType.EndElement)
            {
                depth += xml.LocalName == "tbl" ? isStart ? 1 : -1 : 0;
            }
            switch (xml.LocalName)
            {
                case "tbl" when isStart && depth == 1: grid.OpenTable(); break;
                case "tbl" when xml.NodeType == XmlNodeType.EndElement && depth == 0: grid.CloseTable(); break;
                case "tr" when isStart && depth == 1: grid.OpenRow(); break;
                case "tc" when depth == 1 && isStart: grid.OpenCell(1, 1); break;
                case "tc" when depth == 1 && xml.NodeType == XmlNodeType.EndElement: grid.CloseCell(); break;
                case "gridSpan" when isStart && depth == 1: grid.Columns = Span(Value(xml)); break;
                case "vMerge" when isStart && depth == 1: grid.ContinuesAbove = Value(xml) is not "restart"; break;
                case "t" when isStart: grid.Add(xml.IsEmptyElement ? "" : xml.ReadString()); break;
                case "tab" when isStart: grid.Add(" "); break;
                case "br" when isStart: grid.Add("\n"); break;
                case "p" when xml.NodeType == XmlNodeType.EndElement || (isStart && xml.IsEmptyElement): grid.EndParagraph(); break;
            }
        }
        return grid.Tables;

        static string? Value(XmlReader xml) => xml.GetAttribute("val", xml.NamespaceURI);
    }

    private static List<SheetLines>? OfPage(byte[] content)
    {
        var head = Encoding.Latin1.GetString(content, 0, Math.Min(content.Length, LongestHead));
        if (!head.TrimStart('ï', '»', '¿', ' ', '\r', '\n', '\t').StartsWith('<')
            || !TableTag().IsMatch(Encoding.Latin1.GetString(content)))
        {
            return null;
        }
        var isGb = Charset().Match(head) is { Success: true } charset && charset.Value.Contains("gb", StringComparison.OrdinalIgnoreCase);
        if (TableReader.Decode(content, "", [], [], isGb ? TableLayout.Gb18030 : TableLayout.Utf8) is not { } text)
        {
            return null;
        }
        var grid = new Grid();
        var (at, depth) = (0, 0);
        foreach (Match tag in Tag().Matches(text))
        {
            grid.Add(Blanks().Replace(WebUtility.HtmlDecode(text[at..tag.Index]), " "));
            at = tag.Index + tag.Length;
            var (name, isEnd) = (tag.Groups["name"].Value.ToLowerInvariant(), tag.Groups["end"].Length > 0);
            depth += name == "table" ? isEnd ? -1 : 1 : 0;
            switch (name)
            {
                case "table" when !isEnd && depth == 1: grid.OpenTable(); break;
                case "table" when isEnd && depth == 0: grid.CloseTable(); break;
                case "tr" when !isEnd && depth == 1: grid.OpenRow(); break;
                case "td" or "th" when !isEnd && depth == 1:
                    grid.OpenCell(Span(Attribute(tag, "colspan")), Span(Attribute(tag, "rowspan")));
                    break;
                case "td" or "th" when isEnd && depth == 1: grid.CloseCell(); break;
                case "br": grid.Add("\n"); break;
                case "p" or "div" or "h1" or "h2" or "h3" or "li": grid.EndParagraph(); break;
            }
        }
        return grid.Tables;

        static string? Attribute(Match tag, string name) =>
            Attributes().Matches(tag.Groups["rest"].Value)
                .FirstOrDefault(a => a.Groups[1].Value.Equals(name, StringComparison.OrdinalIgnoreCase))?.Groups[2].Value;
    }

    private static int Span(string? written) => int.TryParse(written, out var span) ? Math.Clamp(span, 1, MostSpanned) : 1;

    /// <summary>Puts cells into their places as they come.</summary>
    private sealed class Grid
    {
        private readonly StringBuilder text = new();
        private readonly List<string> before = [];
        private readonly Dictionary<int, (LineCell Cell, int Row, int Rows, int Columns)> above = [];
        private List<Line> titles = [];
        private List<Line>? lines;
        private List<LineCell> cells = [];
        private int column, rows, read;
        private bool isInCell;

        public List<SheetLines> Tables { get; } = [];
        public int Columns { get; set; }
        public bool ContinuesAbove { get; set; }

        private int Row => (lines?.Count ?? 0) + 1;

        public void Add(string piece) => text.Append(piece);

        public void EndParagraph()
        {
            if (isInCell)
            {
                text.Append('\n');
                return;
            }
            if (lines is null && text.ToString().Trim() is { Length: > 0 and <= TableSchema.LongestHeader } paragraph)
            {
                before.Add(paragraph);
            }
            text.Clear();
        }

        public void OpenTable()
        {
            EndParagraph();
            // The lines before a table are numbered down from 0, so that its own begin with 1.
            var said = before.TakeLast(MostBefore).ToList();
            lines = [];
            titles = [.. said.Index().Select(b => new Line(b.Index - said.Count + 1, [new LineCell(1, b.Item)]))];
            before.Clear();
            above.Clear();
            cells = [];
        }

        public void CloseTable()
        {
            CloseRow();
            if (lines is not null && lines.Exists(l => l.Cells.Count > 1))
            {
                Tables.Add(new SheetLines($"{Tables.Count + 1}", [.. titles, .. lines], new HashSet<int>()));
            }
            lines = null;
            text.Clear();
        }

        public void OpenRow()
        {
            CloseRow();
            column = 1;
        }

        public void OpenCell(int columns, int down)
        {
            CloseCell();
            SkipSpread();
            (Columns, rows) = (columns, down);
            (ContinuesAbove, isInCell) = (false, true);
            text.Clear();
        }

        public void CloseCell()
        {
            if (!isInCell || lines is null)
            {
                return;
            }
            isInCell = false;
            if (++read > MostCells)
            {
                throw new InvalidDataException("More cells than a list of people holds.");
            }
            var cell = new LineCell(column, text.ToString().Trim(), Columns > 1 ? "CellsMerged" : null);
            if (ContinuesAbove && above.TryGetValue(column, out var over))
            {
                cells.Add(over.Cell with { SpreadFrom = over.Row });
            }
            else
            {
                cells.Add(cell);
                above[column] = (cell, Row, rows, Columns);
            }
            column += Columns;
            text.Clear();
        }

        /// <summary>A row without cells holds none, and counts.</summary>
        private void CloseRow()
        {
            CloseCell();
            if (lines is null || column == 0)
            {
                return;
            }
            SkipSpread();
            lines.Add(new Line(Row, [.. cells.Where(c => c.Text.Length > 0)]));
            (cells, column) = ([], 0);
        }

        /// <summary>Cells of earlier rows that reach down to here.</summary>
        private void SkipSpread()
        {
            while (above.TryGetValue(column, out var over) && over.Row < Row && Row < over.Row + over.Rows)
            {
                cells.Add(over.Cell with { SpreadFrom = over.Row });
                column += over.Columns;
            }
        }
    }

    [GeneratedRegex("<t(?:d|h)[ >]", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex TableTag();

    [GeneratedRegex(@"charset\s*=\s*[""']?[\w-]+", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Charset();

    [GeneratedRegex(@"<!--.*?-->|<(?:style|script)\b.*?</(?:style|script)\s*>|<(?<end>/?)(?<name>[a-z][a-z0-9]*)(?<rest>[^>]*)>",
        RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.NonBacktracking)]
    private static partial Regex Tag();

    [GeneratedRegex(@"([a-z]+)\s*=\s*[""']?([^""'\s>]*)", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Attributes();

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Blanks();
}
