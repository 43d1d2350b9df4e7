using ClosedXML.Excel;
using GrantReview.Core.Settings;
using GrantReview.Files.Reports;
using GrantReview.Files.Rounds;

namespace GrantReview.Files.Workbooks;

/// <summary>
/// An Excel file that people fill in or edit: the columns of a table, required ones marked with *, every cell as text. Columns that the
/// call defines stand under their labels, with the code in a note and a drop-down of the values.
/// </summary>
public static class FormWorkbook
{
    public const string ContentType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    private const int RowsAsText = 1_000;

    /// <summary>Excel refuses a longer list in a cell's rule.</summary>
    private const int LongestList = 255;

    /// <param name="rows">What stands there already, a cell for each column in the order of the schema, required ones first.</param>
    public static byte[] Draw(TableSchema schema, string culture, IEnumerable<IReadOnlyList<string>>? rows = null)
    {
        var chinese = culture.StartsWith("zh", StringComparison.OrdinalIgnoreCase);
        using var workbook = new XLWorkbook();
        var sheet = workbook.Worksheets.Add(chinese ? schema.ChineseName : schema.Name);
        List<string> columns = [.. schema.Required, .. schema.Optional.Where(c => c != TableSchema.Alias)];
        columns.AddRange(schema.Fields.Select(f => f.Code).Except(columns));
        var filled = rows?.ToList() ?? [];
        for (var i = 0; i < columns.Count; i++)
        {
            var header = sheet.Cell(1, i + 1);
            var field = schema.Fields.FirstOrDefault(f => f.Code == columns[i]);
            var name = field is not null ? FieldWords.HeadingOf(field).In(culture)
                : chinese ? schema.ChineseHeader(columns[i]) : columns[i];
            header.SetValue(name + (schema.Required.Contains(columns[i]) ? "*" : ""));
            header.Style.Font.Bold = true;
            header.Style.Fill.BackgroundColor = XLColor.FromHtml("#E8EEF4");
            sheet.Column(i + 1).Width = 20;
            var cells = sheet.Range(2, i + 1, Math.Max(RowsAsText, filled.Count + 1), i + 1);
            cells.Style.NumberFormat.Format = "@";
            if (field is not null)
            {
                Explain(header, cells, field, culture);
            }
        }
        foreach (var (place, texts) in filled.Index())
        {
            for (var i = 0; i < columns.Count; i++)
            {
                if (texts[i].Length > 0)
                {
                    ReportWorkbook.SetText(sheet.Cell(place + 2, i + 1), texts[i]);
                }
            }
        }
        sheet.SheetView.FreezeRows(1);
        sheet.PageSetup.PaperSize = XLPaperSize.A4Paper;
        sheet.PageSetup.PageOrientation = XLPageOrientation.Landscape;
        sheet.PageSetup.FitToPages(1, 0);
        sheet.PageSetup.SetRowsToRepeatAtTop(1, 1);
        ReportWorkbook.PageOfPages(sheet.PageSetup, culture);
        using var stream = new MemoryStream();
        workbook.SaveAs(stream);
        return stream.ToArray();
    }

    /// <summary>The code and what may stand below it; a list takes several values, which no drop-down gives.</summary>
    private static void Explain(IXLCell header, IXLRange cells, FieldDefinition field, string culture)
    {
        var values =
            field.Type == FieldType.YesNo ? [FieldWords.Answer(true).In(culture), FieldWords.Answer(false).In(culture)]
            : field.Codes.Select(c => c.Label.In(culture)).ToList();
        header.Style.Alignment.WrapText = true;
        var between = field.Type == FieldType.List ? "; " : " | ";
        header.Comment.AddText(values.Count == 0 ? field.Code : $"{field.Code}\n{string.Join(between, values)}");
        var list = $"\"{string.Join(',', values)}\"";
        if (values.Count == 0 || field.Type == FieldType.List || list.Length > LongestList
            || values.Any(v => v.Contains(',') || v.Contains('"')))
        {
            return;
        }
        var rule = cells.SetDataValidation();
        rule.List(list, true);
        rule.ErrorStyle = XLErrorStyle.Warning;
        rule.IgnoreBlanks = true;
    }
}
