using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using System.Xml;
using DocumentFormat.OpenXml.Packaging;
using GrantReview.Files.Reports;

namespace GrantReview.Files.Workbooks;

/// <summary>
/// Writes the rows of a long table straight into a drawn sheet, in the form of its first row: a workbook of thousands of rows then takes
/// the memory of its file, not of an object for each cell.
/// </summary>
internal static partial class SheetRows
{
    private static readonly XNamespace Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    /// <param name="part">A sheet that has the first row; a cell of a later row that is there already stays.</param>
    /// <param name="first">Number of the row that is the pattern.</param>
    public static void Write(WorksheetPart part, ReportSheet sheet, int first, IReadOnlyList<double> widths, string culture)
    {
        XElement drawn;
        using (var stream = part.GetStream(FileMode.Open))
        {
            drawn = XElement.Load(stream);
        }
        using var writer = XmlWriter.Create(
            part.GetStream(FileMode.Create), new() { CloseOutput = true, NewLineHandling = NewLineHandling.Entitize });
        writer.WriteStartDocument(standalone: true);
        WriteStart(writer, drawn);
        foreach (var child in drawn.Elements())
        {
            if (child.Name != Main + "sheetData")
            {
                child.WriteTo(writer);
                continue;
            }
            WriteStart(writer, child);
            var rows = child.Elements().ToDictionary(NumberOf);
            var formats = rows[first].Elements().Select(c => c.Attribute("s")?.Value).ToList();
            foreach (var (_, row) in rows.Where(r => r.Key <= first).OrderBy(r => r.Key))
            {
                row.WriteTo(writer);
            }
            for (var r = 1; r < sheet.Rows.Count; r++)
            {
                writer.WriteStartElement("row", Main.NamespaceName);
                writer.WriteAttributeString("r", (first + r).ToString(CultureInfo.InvariantCulture));
                writer.WriteAttributeString(
                    "ht", ReportWorkbook.HeightOf(sheet.Rows[r], widths, culture).ToString(CultureInfo.InvariantCulture));
                writer.WriteAttributeString("customHeight", "1");
                WriteCells(writer, sheet.Rows[r], formats, first + r, rows.GetValueOrDefault(first + r), culture);
                writer.WriteEndElement();
            }
            foreach (var (_, row) in rows.Where(r => r.Key >= first + sheet.Rows.Count).OrderBy(r => r.Key))
            {
                row.WriteTo(writer);
            }
            writer.WriteEndElement();
        }
        writer.WriteEndElement();
    }

    private static int NumberOf(XElement row) => int.Parse(row.Attribute("r")?.Value ?? "", CultureInfo.InvariantCulture);

    private static void WriteStart(XmlWriter writer, XElement element)
    {
        writer.WriteStartElement(element.Name.LocalName, element.Name.NamespaceName);
        foreach (var attribute in element.Attributes())
        {
            var prefix = attribute.IsNamespaceDeclaration && attribute.Name.LocalName != "xmlns" ? "xmlns"
                : element.GetPrefixOfNamespace(attribute.Name.Namespace);
            writer.WriteAttributeString(prefix, attribute.Name.LocalName, attribute.Name.NamespaceName, attribute.Value);
        }
    }

    /// <param name="drawn">What stands there already; null = nothing.</param>
    private static void WriteCells(
        XmlWriter writer, IReadOnlyList<ReportCell> cells, List<string?> formats, int number, XElement? drawn, string culture)
    {
        for (var c = 0; c < formats.Count; c++)
        {
            var place = $"{ClosedXML.Excel.XLHelper.GetColumnLetterFromNumber(c + 1)}{number}";
            if (drawn?.Elements().FirstOrDefault(d => d.Attribute("r")?.Value == place) is { } cell)
            {
                cell.WriteTo(writer);
            }
            else
            {
                WriteCell(writer, place, formats[c], c < cells.Count ? cells[c] : default, culture);
            }
        }
    }

    private static void WriteCell(XmlWriter writer, string place, string? format, ReportCell cell, string culture)
    {
        writer.WriteStartElement("c", Main.NamespaceName);
        writer.WriteAttributeString("r", place);
        if (format is not null)
        {
            writer.WriteAttributeString("s", format);
        }
        if (cell.Number is { } number)
        {
            writer.WriteElementString("v", Main.NamespaceName, number.ToString(CultureInfo.InvariantCulture));
        }
        else if (cell.Text?.In(culture) is { Length: > 0 } text)
        {
            writer.WriteAttributeString("t", "inlineStr");
            writer.WriteStartElement("is", Main.NamespaceName);
            writer.WriteStartElement("t", Main.NamespaceName);
            writer.WriteAttributeString("xml", "space", null, "preserve");
            writer.WriteString(Escaped().Replace(ReportWorkbook.Cut(text), c => $"_x{(int)c.Value[0]:X4}_"));
            writer.WriteEndElement();
            writer.WriteEndElement();
        }
        writer.WriteEndElement();
    }

    /// <summary>What XML cannot hold, and what would be read as such an escape (ECMA-376, ST_Xstring).</summary>
    [GeneratedRegex(@"[\x00-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]|_(?=x[0-9A-Fa-f]{4}_)")]
    private static partial Regex Escaped();
}
