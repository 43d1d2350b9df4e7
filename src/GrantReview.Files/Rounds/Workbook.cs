using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;

namespace GrantReview.Files.Rounds;

/// <summary>One sheet as it is stored: lines with the cells that hold something.</summary>
/// <param name="HiddenColumns">Numbers from 1.</param>
internal sealed record SheetLines(string Name, IReadOnlyList<Line> Lines, IReadOnlySet<int> HiddenColumns);

/// <summary>One line of a table before its header is known.</summary>
/// <param name="Number">As a spreadsheet shows it, from 1.</param>
internal sealed record Line(int Number, IReadOnlyList<LineCell> Cells)
{
    public bool IsHidden { get; init; }
}

/// <param name="Column">From 1.</param>
/// <param name="Fault">The code of what is wrong with the cell; null = nothing, and its text is what it says.</param>
internal readonly record struct LineCell(int Column, string Text, string? Fault = null)
{
    /// <summary>Struck through.</summary>
    public bool IsStruck { get; init; }

    /// <summary>The row whose cell is merged down over this one; null = it is its own.</summary>
    public int? SpreadFrom { get; init; }
}

/// <summary>
/// An .xlsx file, read cell by cell: only what is written takes time and memory, however far from the corner it stands. A cell says what
/// the sheet shows of it;
/// one that cannot be read is a fault of that cell.
/// </summary>
/// <remarks>
/// Elements are known by their local names, so that strict and transitional files read alike. Source: ECMA-376 part 1, chapter 18.
/// </remarks>
internal sealed partial class Workbook : IDisposable
{
    private const long LargestUnpacked = 300_000_000;
    private const int MostEntries = 5_000;
    private const int MostCells = 2_000_000;
    private const int MostSharedCharacters = 50_000_000;
    private const int MostColumns = 16_384;
    private const string Midnight = "T00:00:00";
    private static readonly XmlReaderSettings Settings = OfficeFile.Reading(LargestUnpacked);

    private readonly ZipArchive zip;
    private readonly string file;
    private readonly List<(string Name, string Part, bool IsHidden)> sheets = [];
    private readonly List<string> shared = [];
    private readonly List<NumberFormat> formats = [];
    private readonly HashSet<int> struck = [];
    private bool is1904;
    private int cellsRead;

    private Workbook(ZipArchive zip, string file) => (this.zip, this.file) = (zip, file);

    public IEnumerable<string> Names => sheets.Where(s => !s.IsHidden).Select(s => s.Name);

    public IEnumerable<string> HiddenNames => sheets.Where(s => s.IsHidden).Select(s => s.Name);

    /// <summary>Opens a workbook after looking at its zip directory: what unpacks to far more than it should is refused unread.</summary>
    public static Workbook? Open(byte[] content, string file, List<Mistake> mistakes)
    {
        Workbook? workbook = null;
        try
        {
            var zip = new ZipArchive(new MemoryStream(content), ZipArchiveMode.Read);
            workbook = new Workbook(zip, file);
            var unpacked = zip.Entries.Sum(e => e.Length);
            if (zip.Entries.Count > MostEntries || OfficeFile.IsBomb(unpacked, content, LargestUnpacked))
            {
                mistakes.Add(new Mistake(file, null, "", "WorkbookBomb",
                    string.Create(CultureInfo.InvariantCulture, $"{zip.Entries.Count} / {unpacked:N0}")));
            }
            else if (workbook.ReadParts(mistakes))
            {
                return workbook;
            }
        }
        catch (Exception e) when (OfficeFile.IsBroken(e))
        {
            mistakes.Add(new Mistake(file, null, "", "NotAWorkbook"));
        }
        workbook?.Dispose();
        return null;
    }

    public void Dispose() => zip.Dispose();

    /// <summary>A sheet by its name, or null with the reason among the mistakes.</summary>
    public SheetLines? Read(string name, List<Mistake> mistakes)
    {
        try
        {
            var part = sheets.First(s => s.Name == name).Part;
            if (Entry(part) is not { } entry)
            {
                mistakes.Add(new Mistake(file, null, "", "NotAWorkbook"));
                return null;
            }
            using var xml = XmlReader.Create(entry.Open(), Settings);
            return ReadSheet(name, xml, mistakes);
        }
        catch (Exception e) when (OfficeFile.IsBroken(e))
        {
            mistakes.Add(new Mistake(file, null, "", "NotAWorkbook"));
            return null;
        }
    }

    private bool ReadParts(List<Mistake> mistakes)
    {
        var main = Targets("", "_rels/.rels").FirstOrDefault(t => t.Type.EndsWith("/officeDocument", StringComparison.Ordinal)).Part;
        if (main is null || Entry(main) is not { } entry)
        {
            mistakes.Add(new Mistake(file, null, "", "NotAWorkbook"));
            return false;
        }
        var folder = main[..(main.LastIndexOf('/') + 1)];
        var targets = Targets(folder, $"{folder}_rels/{main[folder.Length..]}.rels").ToList();
        var parts = targets.ToDictionary(t => t.Id, t => t.Part, StringComparer.Ordinal);
        using (var xml = XmlReader.Create(entry.Open(), Settings))
        {
            while (xml.Read())
            {
                if (xml is { NodeType: XmlNodeType.Element, LocalName: "workbookPr" })
                {
                    is1904 = xml.GetAttribute("date1904") is "1" or "true";
                }
                else if (xml is { NodeType: XmlNodeType.Element, LocalName: "sheet" }
                    && Attribute(xml, "id", "/relationships") is { } id && parts.TryGetValue(id, out var part))
                {
                    sheets.Add((xml.GetAttribute("name") ?? "", part, xml.GetAttribute("state") is "hidden" or "veryHidden"));
                }
            }
        }
        foreach (var (_, type, part) in targets)
        {
            if (type.EndsWith("/styles", StringComparison.Ordinal))
            {
                ReadStyles(part);
            }
            else if (type.EndsWith("/sharedStrings", StringComparison.Ordinal) && !ReadShared(part))
            {
                mistakes.Add(new Mistake(file, null, "", "SheetTooLarge", "sharedStrings", $"{MostSharedCharacters:N0}"));
                return false;
            }
        }
        return true;
    }

    /// <summary>A part by its name, in whatever case (ECMA-376 part 2, 6.2.2.3).</summary>
    private ZipArchiveEntry? Entry(string part) =>
        zip.GetEntry(part) ?? zip.Entries.FirstOrDefault(e => e.FullName.Equals(part, StringComparison.OrdinalIgnoreCase));

    private IEnumerable<(string Id, string Type, string Part)> Targets(string folder, string part)
    {
        if (Entry(part) is not { } entry)
        {
            yield break;
        }
        using var xml = XmlReader.Create(entry.Open(), Settings);
        while (xml.Read())
        {
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "Relationship" } && xml.GetAttribute("TargetMode") != "External")
            {
                var target = xml.GetAttribute("Target") ?? "";
                yield return (xml.GetAttribute("Id") ?? "", xml.GetAttribute("Type") ?? "", target.StartsWith('/') ? target[1..]
                    : folder + target);
            }
        }
    }

    /// <summary>The format of each style, and which styles are struck through.</summary>
    private void ReadStyles(string part)
    {
        var entry = Entry(part) ?? throw new InvalidDataException(part);
        var codes = new Dictionary<int, NumberFormat>();
        var struckFonts = new List<bool>();
        var inside = "";
        using var xml = XmlReader.Create(entry.Open(), Settings);
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element)
            {
                continue;
            }
            switch (xml.LocalName)
            {
                case "fonts" or "cellXfs" or "cellStyleXfs" or "dxfs" or "fills" or "borders":
                    inside = xml.LocalName;
                    break;
                case "numFmt" when inside != "dxfs":
                    codes[Number(xml.GetAttribute("numFmtId"))] = NumberFormat.Parse(xml.GetAttribute("formatCode") ?? "");
                    break;
                case "font" when inside == "fonts":
                    struckFonts.Add(false);
                    break;
                case "strike" when inside == "fonts" && struckFonts.Count > 0:
                    struckFonts[^1] = xml.GetAttribute("val") is not ("0" or "false");
                    break;
                case "xf" when inside == "cellXfs":
                    var id = Number(xml.GetAttribute("numFmtId"));
                    if (struckFonts.ElementAtOrDefault(Number(xml.GetAttribute("fontId"))))
                    {
                        struck.Add(formats.Count);
                    }
                    formats.Add(codes.TryGetValue(id, out var format) ? format : NumberFormat.BuiltIn(id));
                    break;
            }
        }
    }

    /// <summary>False where the texts are more than a workbook of people holds.</summary>
    private bool ReadShared(string part)
    {
        if (Entry(part) is not { } entry)
        {
            return true;
        }
        long characters = 0;
        using var xml = XmlReader.Create(entry.Open(), Settings);
        while (xml.Read())
        {
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "si" })
            {
                shared.Add(TextIn(xml));
                characters += shared[^1].Length + 10;
                if (characters > MostSharedCharacters)
                {
                    return false;
                }
            }
        }
        return true;
    }

    private SheetLines? ReadSheet(string name, XmlReader xml, List<Mistake> mistakes)
    {
        var lines = new List<Line>();
        var merged = new List<(int Top, int Left, int Bottom, int Right)>();
        // How many more ranges of hidden columns begin at a column than ended before it.
        var hidden = new int[MostColumns + 2];
        var cells = new List<LineCell>();
        var (row, column) = (0, 0);
        var isHidden = false;
        while (xml.Read())
        {
            if (xml is { NodeType: XmlNodeType.EndElement, LocalName: "row" })
            {
                Close();
                continue;
            }
            if (xml.NodeType != XmlNodeType.Element)
            {
                continue;
            }
            switch (xml.LocalName)
            {
                case "col" when IsTrue(xml.GetAttribute("hidden")):
                    var last = Math.Min(Number(xml.GetAttribute("max")), MostColumns);
                    var first = Math.Clamp(Number(xml.GetAttribute("min")), 1, last + 1);
                    hidden[first]++;
                    hidden[last + 1]--;
                    break;
                case "row":
                    row = xml.GetAttribute("r") is { } number ? Number(number) : row + 1;
                    (column, isHidden) = (0, IsTrue(xml.GetAttribute("hidden")));
                    break;
                case "c":
                    column = xml.GetAttribute("r") is { } place ? PlaceOf(place).Column : column + 1;
                    if (ReadCell(xml, column) is { } cell)
                    {
                        cells.Add(cell);
                        if (++cellsRead > MostCells)
                        {
                            mistakes.Add(new Mistake(file, null, "", "SheetTooLarge", name,
                                MostCells.ToString("N0", CultureInfo.InvariantCulture)));
                            return null;
                        }
                    }
                    break;
                case "mergeCell" when xml.GetAttribute("ref")?.Split(':') is [var from, var to]:
                    var (top, left) = PlaceOf(from);
                    var (bottom, right) = PlaceOf(to);
                    merged.Add((top, left, bottom, right));
                    break;
            }
        }
        return new SheetLines(name, Spread([.. lines.OrderBy(l => l.Number)], merged), Hidden());

        HashSet<int> Hidden()
        {
            var (open, columns) = (0, new HashSet<int>());
            for (var i = 1; i <= MostColumns; i++)
            {
                open += hidden[i];
                if (open > 0)
                {
                    columns.Add(i);
                }
            }
            return columns;
        }

        void Close()
        {
            if (cells.Count > 0)
            {
                lines.Add(new Line(row, [.. cells.OrderBy(c => c.Column).DistinctBy(c => c.Column)]) { IsHidden = isHidden });
                cells.Clear();
            }
        }
    }

    /// <summary>
    /// A value that is merged down its column stands in each of the rows; one that is merged over columns is a fault of its cell.
    /// </summary>
    private static List<Line> Spread(List<Line> lines, List<(int Top, int Left, int Bottom, int Right)> merged)
    {
        var numbers = lines.ConvertAll(l => l.Number);
        long spread = 0;
        foreach (var (top, left, bottom, right) in merged)
        {
            var at = numbers.BinarySearch(top);
            if (at < 0 || lines[at].Cells.All(c => c.Column != left))
            {
                continue;
            }
            var value = lines[at].Cells.First(c => c.Column == left);
            if (right > left)
            {
                lines[at] = With(lines[at], value with { Fault = "CellsMerged" });
                continue;
            }
            for (var below = at + 1; below < lines.Count && lines[below].Number <= bottom && spread < MostCells; below++, spread++)
            {
                lines[below] = With(lines[below], value with { SpreadFrom = top });
            }
        }
        return lines;

        static Line With(Line line, LineCell cell) =>
            line with { Cells = [.. line.Cells.Where(c => c.Column != cell.Column).Append(cell).OrderBy(c => c.Column)] };
    }

    /// <summary>One cell, or null where nothing stands in it.</summary>
    private LineCell? ReadCell(XmlReader xml, int column)
    {
        var type = xml.GetAttribute("t") ?? "n";
        var style = Number(xml.GetAttribute("s"));
        if (xml.IsEmptyElement)
        {
            return null;
        }
        string? value = null;
        string inline = "", formula = "";
        var isComputed = false;
        var depth = xml.Depth;
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml.NodeType != XmlNodeType.Element)
            {
                continue;
            }
            switch (xml.LocalName)
            {
                case "v":
                    value = ContentOf(xml);
                    break;
                case "is":
                    inline = TextIn(xml);
                    break;
                case "f":
                    isComputed = true;
                    formula = ContentOf(xml);
                    break;
            }
        }
        var cell = Cell(column, type, style, value, inline, isComputed ? formula : null);
        return cell is { Fault: null } good && good.Text.Length == 0 ? null : cell;
    }

    /// <summary>A computed value is taken as it was saved; an empty one is none, unless the formula gave a text.</summary>
    private LineCell? Cell(int column, string type, int style, string? value, string inline, string? formula)
    {
        if (formula is not null && (value is null || (value.Length == 0 && type != "str")))
        {
            return new LineCell(column, "=" + formula, "FormulaNotSaved");
        }
        if (value is null && type != "inlineStr")
        {
            return null;
        }
        var stored = value ?? "";
        var format = formats.ElementAtOrDefault(style) ?? NumberFormat.General;
        (string Text, string? Fault) read = type switch
        {
            "s" => int.TryParse(stored, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < shared.Count
                ? (shared[index], null) : (stored, "CellUnreadable"),
            "inlineStr" => (inline, null),
            "str" => (Unescaped(stored), null),
            "b" => (stored is "1" or "true" ? "yes" : "no", null),
            "e" => (stored, "CellError"),
            "d" => (format is { IsDate: true, HasHour: false } && stored.EndsWith(Midnight, StringComparison.Ordinal)
                ? stored[..^Midnight.Length] : stored, null),
            _ => stored.Length == 0 ? ("", null) : format.Read(stored, is1904),
        };
        return new LineCell(column, read.Text, read.Fault) { IsStruck = struck.Contains(style) };
    }

    /// <summary>The runs of a text; readings of characters (rPh) are no part of it.</summary>
    private static string TextIn(XmlReader xml)
    {
        if (xml.IsEmptyElement)
        {
            return "";
        }
        var text = new StringBuilder();
        var depth = xml.Depth;
        var isReading = false;
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml.LocalName == "rPh")
            {
                isReading = xml.NodeType == XmlNodeType.Element && !xml.IsEmptyElement;
            }
            else if (xml is { NodeType: XmlNodeType.Element, LocalName: "t" } && !isReading)
            {
                text.Append(ContentOf(xml));
            }
        }
        return Unescaped(text.ToString());
    }

    /// <summary>
    /// The characters that the format escapes (ECMA-376 part 1, 22.9.2.19): every break of a line is one, other control characters say
    /// nothing, and what no text may hold stays as it was written.
    /// </summary>
    private static string Unescaped(string text) => !text.Contains("_x", StringComparison.Ordinal) ? text
        : Escape().Replace(text, match => (char)Convert.ToInt32(match.Groups[1].Value, 16) switch
        {
            '\t' => "\t",
            '\r' or '\n' or '\v' or '\f' => "\n",
            var c when char.IsSurrogate(c) || c >= '\uFFFE' => match.Value,
            var c => char.IsControl(c) ? "" : c.ToString(),
        }).Replace("\n\n", "\n", StringComparison.Ordinal);

    [GeneratedRegex("_x([0-9A-Fa-f]{4})_")]
    private static partial Regex Escape();

    /// <summary>The text of an element without children; the reader stands on its end afterwards.</summary>
    private static string ContentOf(XmlReader xml)
    {
        if (xml.IsEmptyElement)
        {
            return "";
        }
        var text = new StringBuilder();
        var depth = xml.Depth;
        while (xml.Read() && xml.Depth > depth)
        {
            text.Append(xml.Value);
        }
        return text.ToString();
    }

    private static string? Attribute(XmlReader xml, string name, string space)
    {
        for (var i = 0; i < xml.AttributeCount; i++)
        {
            xml.MoveToAttribute(i);
            if (xml.LocalName == name && xml.NamespaceURI.EndsWith(space, StringComparison.Ordinal))
            {
                var value = xml.Value;
                xml.MoveToElement();
                return value;
            }
        }
        xml.MoveToElement();
        return null;
    }

    /// <summary>"AB12" → row 12, column 28.</summary>
    private static (int Row, int Column) PlaceOf(string reference)
    {
        var (row, column) = (0, 0);
        foreach (var c in reference.Where(c => c != '$'))
        {
            (row, column) = char.IsAsciiDigit(c) ? (checked((row * 10) + (c - '0')), column)
                : (row, checked((column * 26) + (char.ToUpperInvariant(c) - '@')));
        }
        return (row, column);
    }

    private static int Number(string? text) => text is null ? 0 : int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static bool IsTrue(string? text) => text is "1" or "true";
}
