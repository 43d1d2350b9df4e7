using System.Globalization;
using ClosedXML.Excel;
using DocumentFormat.OpenXml.Packaging;
using GrantReview.Core.Reports;
using GrantReview.Core.Settings;

namespace GrantReview.Files.Workbooks;

/// <summary>
/// Draws report sheets as an Excel workbook: Chinese headings by default, widths set, headings frozen and repeated in print, A4.
/// </summary>
/// <remarks>
/// Widths are explicit because measuring text needs a graphics library that Linux does not have. Values, not formulas: what was computed is
/// what is shown.
/// </remarks>
public static class ReportWorkbook
{
    private const string Font = "等线";
    private static readonly XLColor HeadingFill = XLColor.FromHtml("#E8EEF4");
    private static readonly XLColor Line = XLColor.FromHtml("#BFC9D3");

    public static byte[] Draw(IReadOnlyList<ReportSheet> sheets, string culture = "zh-CN")
    {
        using var workbook = new XLWorkbook();
        workbook.Style.Font.FontName = Font;
        workbook.Style.Font.FontSize = 10;
        foreach (var sheet in sheets)
        {
            Draw(workbook.Worksheets.Add(sheet.Name.In(culture)), sheet, culture);
        }
        using var stream = new MemoryStream();
        workbook.SaveAs(stream);
        if (sheets.Any(s => s.Chart is not null && s.Rows.Count > 0))
        {
            AddCharts(stream, sheets, culture);
        }
        return stream.ToArray();
    }

    /// <summary>ClosedXML draws no charts: they are added to the file it wrote.</summary>
    private static void AddCharts(MemoryStream stream, IReadOnlyList<ReportSheet> sheets, string culture)
    {
        using var document = SpreadsheetDocument.Open(stream, isEditable: true);
        var workbook = document.WorkbookPart ?? throw new InvalidOperationException("A workbook has a workbook part.");
        foreach (var (sheet, chart) in sheets.Where(s => s.Rows.Count > 0)
            .SelectMany(s => s.Chart is { } c ? [(s, c)] : Array.Empty<(ReportSheet, ReportChart)>()))
        {
            var name = sheet.Name.In(culture);
            var id = workbook.Workbook.Descendants<DocumentFormat.OpenXml.Spreadsheet.Sheet>().First(s => s.Name == name).Id?.Value
                ?? throw new InvalidOperationException($"The sheet {name} has no part.");
            var heading = Heading(sheet);
            SheetChart.Add((WorksheetPart)workbook.GetPartById(id), sheet, chart, name, heading, heading + 1, heading + sheet.Rows.Count,
                culture);
        }
    }

    /// <summary>The row of the column headings: below the title, the lines and the groups.</summary>
    private static int Heading(ReportSheet sheet) => 2 + sheet.Lines.Count + (sheet.Columns.Any(c => c.Group is not null) ? 1 : 0);

    private static void Draw(IXLWorksheet worksheet, ReportSheet sheet, string culture)
    {
        var columns = sheet.Columns.Count;
        var row = 1;
        Title(row++, sheet.Title.In(culture), bold: true);
        foreach (var line in sheet.Lines)
        {
            Title(row++, line.In(culture), bold: false);
        }
        var (headingTop, heading) = (row, Heading(sheet));
        DrawHeadings(worksheet, sheet.Columns, headingTop, heading, culture);

        for (var c = 1; c <= columns; c++)
        {
            worksheet.Column(c).Width = sheet.Columns[c - 1].Width;
        }
        var first = heading + 1;
        for (var r = 0; r < sheet.Rows.Count; r++)
        {
            DrawRow(first + r, sheet.Rows[r]);
        }
        var last = heading + sheet.Rows.Count;
        if (sheet.Totals is { } totals)
        {
            DrawRow(++last, totals);
            worksheet.Range(last, 1, last, columns).Style.Font.Bold = true;
        }
        FormatColumns(worksheet, sheet.Columns, first, last);
        if (last > heading)
        {
            var table = worksheet.Range(headingTop, 1, last, columns);
            table.Style.Border.InsideBorder = table.Style.Border.OutsideBorder = XLBorderStyleValues.Thin;
            table.Style.Border.InsideBorderColor = table.Style.Border.OutsideBorderColor = Line;
            worksheet.Range(heading, 1, sheet.Totals is null ? last : last - 1, columns).SetAutoFilter();
        }
        worksheet.SheetView.Freeze(heading, FrozenColumns(sheet.Columns));
        Print(worksheet, headingTop, heading, culture);

        void Title(int at, string text, bool bold)
        {
            var cell = worksheet.Cell(at, 1);
            cell.SetValue(text);
            cell.Style.Font.Bold = bold;
            cell.Style.Font.FontSize = bold ? 14 : 9;
            cell.Style.Font.FontColor = bold ? XLColor.Black : XLColor.FromHtml("#51606F");
        }

        void DrawRow(int at, IReadOnlyList<ReportCell> cells)
        {
            for (var c = 0; c < cells.Count; c++)
            {
                if (cells[c].Number is { } number)
                {
                    worksheet.Cell(at, c + 1).SetValue((double)number);
                }
                else if (cells[c].Text is { } text && text.In(culture) is { Length: > 0 } words)
                {
                    SetText(worksheet.Cell(at, c + 1), words);
                }
            }
        }
    }

    /// <summary>
    /// Text stays text; what a spreadsheet could take for a formula after an export is marked as quoted. A cell holds 32,767 characters at
    /// most.
    /// </summary>
    /// <summary>What starts like a formula stays text.</summary>
    internal static void SetText(IXLCell cell, string text)
    {
        cell.SetValue(text.Length > 32_000 ? string.Concat(text.AsSpan(0, 32_000), "…") : text);
        if ("=+-@\t\r".Contains(text[0], StringComparison.Ordinal))
        {
            cell.Style.IncludeQuotePrefix = true;
        }
    }

    private static void DrawHeadings(IXLWorksheet worksheet, IReadOnlyList<ReportColumn> columns, int top, int bottom, string culture)
    {
        for (var c = 0; c < columns.Count; c++)
        {
            worksheet.Cell(bottom, c + 1).SetValue(columns[c].Heading.In(culture));
            if (top < bottom && columns[c].Group is null)
            {
                worksheet.Cell(top, c + 1).SetValue(columns[c].Heading.In(culture));
                worksheet.Cell(bottom, c + 1).Clear(XLClearOptions.Contents);
                worksheet.Range(top, c + 1, bottom, c + 1).Merge();
            }
        }
        for (var c = 0; c < columns.Count; c++)
        {
            if (top < bottom && columns[c].Group is { } group)
            {
                var end = c;
                while (end + 1 < columns.Count && columns[end + 1].Group == group)
                {
                    end++;
                }
                worksheet.Cell(top, c + 1).SetValue(group.In(culture));
                worksheet.Range(top, c + 1, top, end + 1).Merge();
                c = end;
            }
        }
        var style = worksheet.Range(top, 1, bottom, columns.Count).Style;
        style.Font.Bold = true;
        style.Fill.BackgroundColor = HeadingFill;
        style.Alignment.Horizontal = XLAlignmentHorizontalValues.Center;
        style.Alignment.Vertical = XLAlignmentVerticalValues.Center;
        style.Alignment.WrapText = true;
    }

    private static void FormatColumns(IXLWorksheet worksheet, IReadOnlyList<ReportColumn> columns, int first, int last)
    {
        if (last < first)
        {
            return;
        }
        for (var c = 0; c < columns.Count; c++)
        {
            var style = worksheet.Range(first, c + 1, last, c + 1).Style;
            style.Alignment.Vertical = XLAlignmentVerticalValues.Top;
            switch (columns[c].Kind)
            {
                case ColumnKind.Text:
                    style.NumberFormat.Format = "@";
                    style.Alignment.WrapText = true;
                    break;
                case ColumnKind.Count:
                    style.NumberFormat.Format = "0";
                    break;
                case ColumnKind.Score:
                    style.NumberFormat.Format = "0.00";
                    break;
                case ColumnKind.TenThousands:
                    style.NumberFormat.Format = "#,##0.00####";
                    break;
                case ColumnKind.Money:
                    style.NumberFormat.Format = "#,##0.00";
                    break;
            }
        }
    }

    // What identifies a row stays in sight while one scrolls: everything up to the number or the title, where they stand near the left.
    private static int FrozenColumns(IReadOnlyList<ReportColumn> columns)
    {
        var width = 0.0;
        var frozen = 0;
        for (var c = 0; c < columns.Count && columns.Count > 8 && width + columns[c].Width <= 55; c++)
        {
            width += columns[c].Width;
            frozen = c + 1;
        }
        return frozen;
    }

    private static void Print(IXLWorksheet worksheet, int headingTop, int heading, string culture)
    {
        worksheet.PageSetup.PaperSize = XLPaperSize.A4Paper;
        worksheet.PageSetup.PageOrientation = XLPageOrientation.Landscape;
        worksheet.PageSetup.FitToPages(1, 0);
        worksheet.PageSetup.SetRowsToRepeatAtTop(headingTop, heading);
        worksheet.PageSetup.Margins.Left = worksheet.PageSetup.Margins.Right = 0.4;
        var footer = new LocalText("Page &P of &N", "第 &P 页，共 &N 页").In(culture);
        worksheet.PageSetup.Footer.Center.AddText(string.Create(CultureInfo.InvariantCulture, $"{footer}"));
    }
}
