using ClosedXML.Excel;
using GrantReview.Files.Rounds;

namespace GrantReview.Files.Workbooks;

/// <summary>An Excel file that people fill in or edit: the columns of a table, required ones marked with *, every cell as text.</summary>
public static class FormWorkbook
{
    public const string ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    private const int RowsAsText = 1_000;

    /// <param name="rows">What stands there already, a cell for each column in the order of the schema, required ones first.</param>
    public static byte[] Draw(TableSchema schema, string culture, IEnumerable<IReadOnlyList<string>>? rows = null)
    {
        var chinese = culture.StartsWith("zh", StringComparison.OrdinalIgnoreCase);
        using var workbook = new XLWorkbook();
        var sheet = workbook.Worksheets.Add(chinese ? schema.ChineseName : schema.Name);
        List<string> columns = [.. schema.Required, .. schema.Optional.Where(c => c != TableSchema.Alias)];
        var filled = rows?.ToList() ?? [];
        for (var i = 0; i < columns.Count; i++)
        {
            var header = sheet.Cell(1, i + 1);
            header.SetValue((chinese ? schema.ChineseHeader(columns[i]) : columns[i]) + (schema.Required.Contains(columns[i]) ? "*" : ""));
            header.Style.Font.Bold = true;
            header.Style.Fill.BackgroundColor = XLColor.FromHtml("#E8EEF4");
            sheet.Column(i + 1).Width = 20;
            sheet.Range(2, i + 1, Math.Max(RowsAsText, filled.Count + 1), i + 1).Style.NumberFormat.Format = "@";
        }
        foreach (var (place, cells) in filled.Index())
        {
            for (var i = 0; i < columns.Count; i++)
            {
                if (cells[i].Length > 0)
                {
                    ReportWorkbook.SetText(sheet.Cell(place + 2, i + 1), cells[i]);
                }
            }
        }
        sheet.SheetView.FreezeRows(1);
        sheet.PageSetup.PaperSize = XLPaperSize.A4Paper;
        sheet.PageSetup.PageOrientation = XLPageOrientation.Landscape;
        using var stream = new MemoryStream();
        workbook.SaveAs(stream);
        return stream.ToArray();
    }
}
