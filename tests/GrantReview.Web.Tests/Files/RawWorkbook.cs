using System.IO.Compression;
using System.Text;

namespace GrantReview.Web.Tests.Files;

/// <summary>An .xlsx as other programs write it: the XML of its parts as given.</summary>
public sealed class RawWorkbook(bool isStrict = false)
{
    private readonly List<(string Name, string State, string Xml)> sheets = [];
    private string Main =>
        isStrict ? "http://purl.oclc.org/ooxml/spreadsheetml/main" : "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private string Relations =>
        isStrict ? "http://purl.oclc.org/ooxml/officeDocument/relationships"
        : "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    /// <summary>Codes of number formats; the style s="n" shows the n-th of them, counted from 1.</summary>
    public IReadOnlyList<string> Formats { get; init; } = [];

    public IReadOnlyList<string> Shared { get; init; } = [];

    /// <param name="rows">Rows of cells as XML, such as &lt;row r="1"&gt;…; or a table as text, lines of cells with commas.</param>
    public RawWorkbook With(string name, string rows, string after = "", string state = "")
    {
        sheets.Add((name, state, $"<sheetData>{rows}</sheetData>{after}"));
        return this;
    }

    /// <summary>Every cell an inline text.</summary>
    public RawWorkbook WithTable(string name, string csv, string after = "", string state = "") => With(name, Rows(csv), after, state);

    public static string Rows(string csv, int first = 1) => string.Concat(csv.TrimEnd('\n').Split('\n')
        .Select((line, r) => $"<row r=\"{r + first}\">{string.Concat(line.Split(',').Select(Text))}</row>"));

    public static string Text(string text) => text.Length == 0 ? "<c/>" : $"<c t=\"inlineStr\"><is><t>{text}</t></is></c>";

    public byte[] Bytes()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            const string package = "http://schemas.openxmlformats.org/package/2006/relationships";
            Add("_rels/.rels",
                $"<Relationships xmlns=\"{package}\"><Relationship Id=\"a\" Type=\"{Relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
            Add("xl/workbook.xml", $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Relations}\"><sheets>"
                + string.Concat(
                    sheets.Select((s, i) =>
                    $"<sheet name=\"{s.Name}\" sheetId=\"{i + 1}\"{(s.State.Length > 0 ? $" state=\"{s.State}\"" : "")} r:id=\"s{i}\"/>")) + "</sheets></workbook>");
            Add("xl/_rels/workbook.xml.rels", $"<Relationships xmlns=\"{package}\">"
                + string.Concat(
                    sheets.Select((_, i) =>
                    $"<Relationship Id=\"s{i}\" Type=\"{Relations}/worksheet\" Target=\"worksheets/sheet{i}.xml\"/>"))
                + $"<Relationship Id=\"st\" Type=\"{Relations}/styles\" Target=\"styles.xml\"/><Relationship Id=\"ss\" Type=\"{Relations}/sharedStrings\" Target=\"/xl/sharedStrings.xml\"/></Relationships>");
            Add("xl/styles.xml",
                $"<styleSheet xmlns=\"{Main}\"><numFmts>{string.Concat(Formats.Select((f, i) => $"<numFmt numFmtId=\"{200 + i}\" formatCode=\"{f.Replace("\"", "&quot;", StringComparison.Ordinal)}\"/>"))}</numFmts>"
                + "<fonts><font/><font><strike/></font></fonts><cellXfs><xf numFmtId=\"0\" fontId=\"0\"/>"
                + string.Concat(
                    Formats.Select((_, i) =>
                    $"<xf numFmtId=\"{200 + i}\" fontId=\"0\"/>")) + "<xf numFmtId=\"0\" fontId=\"1\"/></cellXfs></styleSheet>");
            Add("xl/sharedStrings.xml", $"<sst xmlns=\"{Main}\">{string.Concat(Shared)}</sst>");
            foreach (var (sheet, i) in sheets.Select((s, i) => (s, i)))
            {
                Add($"xl/worksheets/sheet{i}.xml", $"<worksheet xmlns=\"{Main}\">{sheet.Xml}</worksheet>");
            }

            void Add(string name, string xml)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(xml));
            }
        }
        return stream.ToArray();
    }
}
