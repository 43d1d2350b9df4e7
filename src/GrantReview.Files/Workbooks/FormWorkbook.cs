using ClosedXML.Excel;
using GrantReview.Files.Rounds;

namespace GrantReview.Files.Workbooks;

/// <summary>An empty Excel file that people fill in: the columns of a round's table, required ones marked with *, every cell as text.</summary>
public static class FormWorkbook
{
    public const string ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    private const int RowsAsText = 1_000;

    public static byte[] Draw(TableSchema schema, string culture)
    {
        var chinese = culture.StartsWith("zh", StringComparison.OrdinalIgnoreCase);
        using var workbook = new XLWorkbook();
        var sheet = workbook.Worksheets.Add(chinese ? schema.ChineseName : schema.Name);
        List<string> columns = [.. schema.Required, .. schema.Optional];
        for (var i = 0; i < columns.Count; i++)
        {
            var header = sheet.Cell(1, i + 1);
            header.SetValue((chinese ? schema.ChineseHeader(columns[i]) : columns[i]) + (schema.Required.Contains(columns[i]) ? "*" : ""));
            header.Style.Font.Bold = true;
            header.Style.Fill.BackgroundColor = XLColor.FromHtml("#E8EEF4");
            sheet.Column(i + 1).Width = 20;
            sheet.Range(2, i + 1, RowsAsText, i + 1).Style.NumberFormat.Format = "@";
        }
        sheet.SheetView.FreezeRows(1);
        sheet.PageSetup.PaperSize = XLPaperSize.A4Paper;
        sheet.PageSetup.PageOrientation = XLPageOrientation.Landscape;
        using var stream = new MemoryStream();
        workbook.SaveAs(stream);
        return stream.ToArray();
    }
}
