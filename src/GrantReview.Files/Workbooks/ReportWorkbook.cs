using System.Globalization;
using ClosedXML.Excel;
using DocumentFormat.OpenXml.Packaging;
using GrantReview.Core.Settings;
using GrantReview.Files.Reports;

namespace GrantReview.Files.Workbooks;

/// <summary>
/// Draws report sheets as an Excel workbook that can be handed in: title across the table, issuer and unit of money above it, lines for
/// signatures and the place of the seal below; widths set, headings frozen and repeated in print, on the smallest paper that can be read.
/// </summary>
/// <remarks>
/// ClosedXML draws each sheet with the first row of its table, which is the pattern of all; the others are written into the file as they
/// come (<see cref="SheetRows"/>). Widths and heights are explicit because measuring text needs a graphics library that Linux does not
/// have. Values, not formulas: what was computed is what is shown.
/// </remarks>
public static class ReportWorkbook
{
    private const string Font = "等线";
    private static readonly XLColor HeadingFill = XLColor.FromHtml("#E8EEF4");
    private static readonly XLColor Line = XLColor.FromHtml("#BFC9D3");

    /// <summary>Characters that a line of a paper holds at full size, between margins of 10 mm; wider tables shrink.</summary>
    private const double UprightA4 = 95, AcrossA4 = 145;

    /// <summary>Points of a line in 10-point type; characters of a column that its text leaves free; how much wider bold type is.</summary>
    private const double LineHeight = 13.5, Room = 1.5, BoldWidth = 1.1;

    /// <summary>What a chart takes beside its table.</summary>
    private const double ChartWidth = 160;

    /// <param name="office">Who issues it; null = left open.</param>
    public static byte[] Draw(IReadOnlyList<ReportSheet> sheets, string culture = "zh-CN", Office? office = null)
    {
        office ??= Office.Unstated;
        using var workbook = new XLWorkbook();
        workbook.Style.Font.FontName = Font;
        workbook.Style.Font.FontSize = 10;
        var widths = sheets.Select(WidthsOf).ToList();
        foreach (var (sheet, across) in sheets.Zip(widths))
        {
            Draw(workbook.Worksheets.Add(sheet.Name.In(culture)), sheet, across, culture, office);
        }
        using var stream = new MemoryStream();
        workbook.SaveAs(stream);
        Complete(stream, sheets.Zip(widths), culture);
        return stream.ToArray();
    }

    /// <summary>The rows after the first, and charts, which ClosedXML does not draw.</summary>
    private static void Complete(MemoryStream stream, IEnumerable<(ReportSheet Sheet, List<double> Widths)> sheets, string culture)
    {
        using var document = SpreadsheetDocument.Open(stream, isEditable: true);
        var workbook = document.WorkbookPart ?? throw new InvalidOperationException("A workbook has a workbook part.");
        foreach (var (sheet, widths) in sheets.Where(s => s.Sheet.Rows.Count > 0))
        {
            var name = sheet.Name.In(culture);
            var id = workbook.Workbook.Descendants<DocumentFormat.OpenXml.Spreadsheet.Sheet>().First(s => s.Name == name).Id?.Value
                ?? throw new InvalidOperationException($"The sheet {name} has no part.");
            var part = (WorksheetPart)workbook.GetPartById(id);
            var heading = Heading(sheet);
            SheetRows.Write(part, sheet, heading + 1, widths, culture);
            if (sheet.Chart is { } chart)
            {
                SheetChart.Add(part, sheet, chart, name, heading, heading + 1, heading + sheet.Rows.Count, culture);
            }
        }
    }

    /// <summary>The row of the column headings: below the title, the lines, issuer with unit, and the groups.</summary>
    private static int Heading(ReportSheet sheet) => 3 + sheet.Lines.Count + (sheet.Columns.Any(c => c.Group is not null) ? 1 : 0);

    private static void Draw(IXLWorksheet worksheet, ReportSheet sheet, List<double> widths, string culture, Office office)
    {
        var columns = sheet.Columns.Count;
        for (var c = 1; c <= columns; c++)
        {
            worksheet.Column(c).Width = widths[c - 1];
        }
        var (heading, last) = (Heading(sheet), Heading(sheet) + sheet.Rows.Count);
        var headingTop = sheet.Columns.Any(c => c.Group is not null) ? heading - 1 : heading;
        DrawHead(worksheet, sheet, widths, headingTop, culture, office);
        DrawHeadings(worksheet, sheet.Columns, widths, headingTop, heading, culture);
        Rule(worksheet.Range(headingTop, 1, heading, columns));
        if (sheet.Rows.Count > 0)
        {
            DrawRow(heading + 1, sheet.Rows[0]);
            DrawQuoted(worksheet, sheet, heading + 1, culture);
            worksheet.Range(heading, 1, last, columns).SetAutoFilter();
        }
        if (sheet.Totals is { } totals)
        {
            DrawRow(++last, totals);
            worksheet.Range(last, 1, last, columns).Style.Font.Bold = true;
        }
        DrawFoot(worksheet, last + 2, columns, culture);
        worksheet.SheetView.Freeze(heading, FrozenColumns(sheet.Columns));
        Print(worksheet, widths.Sum() + (sheet.Chart is null ? 0 : ChartWidth), headingTop, heading, culture);

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
            FormatColumns(worksheet, sheet.Columns, at);
            worksheet.Row(at).Height = HeightOf(cells, widths, culture);
            Rule(worksheet.Range(at, 1, at, columns));
        }
    }

    private static void Rule(IXLRange cells)
    {
        cells.Style.Border.InsideBorder = cells.Style.Border.OutsideBorder = XLBorderStyleValues.Thin;
        cells.Style.Border.InsideBorderColor = cells.Style.Border.OutsideBorderColor = Line;
    }

    /// <summary>Cells of later rows that differ from the first row's in more than their text.</summary>
    private static void DrawQuoted(IXLWorksheet worksheet, ReportSheet sheet, int first, string culture)
    {
        for (var r = 1; r < sheet.Rows.Count; r++)
        {
            for (var c = 0; c < sheet.Rows[r].Count; c++)
            {
                if (sheet.Rows[r][c] is { Number: null, Text: { } text } && text.In(culture) is { Length: > 0 } words
                    && LooksLikeFormula(words))
                {
                    var cell = worksheet.Cell(first + r, c + 1);
                    cell.Style = worksheet.Cell(first, c + 1).Style;
                    SetText(cell, words);
                }
            }
        }
    }

    /// <summary>Title and lines over the whole table; issuer and day at the left, what money is counted in at the right.</summary>
    private static void DrawHead(
        IXLWorksheet worksheet, ReportSheet sheet, List<double> widths, int below, string culture, Office office)
    {
        var (columns, size) = (widths.Count, widths.Sum());
        var title = Across(worksheet, 1, 1, columns, sheet.Title.In(culture));
        title.Style.Font.SetBold().Font.SetFontSize(16).Alignment.SetHorizontal(XLAlignmentHorizontalValues.Center);
        worksheet.Row(1).Height = 24 * LinesOf(sheet.Title.In(culture), size / 1.7);
        foreach (var (i, line) in sheet.Lines.Index())
        {
            Across(worksheet, i + 2, 1, columns, line.In(culture)).Style.Font.SetFontSize(9);
            worksheet.Row(i + 2).Height = 14 * LinesOf(line.In(culture), size);
        }
        // The unit stands over the last columns, as many as it takes to hold it.
        var (right, room) = (columns, widths[^1]);
        while (right > 2 && room < 18)
        {
            room += widths[--right - 1];
        }
        var row = below - 1;
        var issuer = Said.Of("ReportWorkbook.Issuer", office.Issuer).In(culture);
        var date = sheet.Date is not { } day ? ""
            : new LocalText("    ", "　　").In(culture) + Said.Of("ReportWorkbook.Date", Paper.Day(day)).In(culture);
        Across(worksheet, row, 1, columns == 1 ? 1 : right - 1, issuer + date);
        if (sheet.Unit is { } unit)
        {
            Across(worksheet, row, right, columns, Said.Of("ReportWorkbook.Unit", unit).In(culture))
                .Style.Alignment.SetHorizontal(XLAlignmentHorizontalValues.Right);
        }
    }

    /// <summary>A line for each who signs, and the place of the seal with the day.</summary>
    private static void DrawFoot(IXLWorksheet worksheet, int row, int columns, string culture)
    {
        var line = new LocalText("____________________", "＿＿＿＿＿＿＿＿").In(culture);
        Across(worksheet, row, 1, columns,
            string.Join(new LocalText("      ", "　　　").In(culture),
                Office.Signers.Select(s => $"{s.In(culture)}{new LocalText(": ", "：").In(culture)}{line}")));
        worksheet.Row(row).Height = 26;
        Across(worksheet, row + 1, 1, columns,
            Said.Of("ReportWorkbook.Seal").In(culture))
            .Style.Alignment.SetHorizontal(XLAlignmentHorizontalValues.Right);
        worksheet.Row(row + 1).Height = 40;
    }

    private static IXLRange Across(IXLWorksheet worksheet, int row, int from, int to, string text)
    {
        SetText(worksheet.Cell(row, from), text);
        var range = worksheet.Range(row, from, row, to).Merge();
        range.Style.Alignment.SetWrapText().Alignment.SetVertical(XLAlignmentVerticalValues.Center);
        return range;
    }

    /// <summary>How many lines of so many characters a text takes; one of Chinese is as wide as two of Latin.</summary>
    private static int LinesOf(string text, double characters) =>
        text.Split('\n').Sum(line => Math.Max(1, (int)Math.Ceiling(line.Sum(c => c < 0x2000 ? 1 : 2) / Math.Max(characters, 1))));

    private static List<double> WidthsOf(ReportSheet sheet) =>
        [.. sheet.Columns.Select((c, i) => Math.Max(c.Width, NumberWidth(sheet, i)))];

    /// <summary>Points that a row of a table takes so that no program cuts its longest text; a spreadsheet allows 409.</summary>
    internal static double HeightOf(IReadOnlyList<ReportCell> cells, IReadOnlyList<double> widths, string culture) =>
        Math.Min(409, 2 + (LineHeight
            * cells.Select((c, i) => LinesOf(c.Text?.In(culture) ?? "", widths[i] - Room)).DefaultIfEmpty(1).Max()));

    /// <summary>What the longest number of a column takes, so that none is cut or shown as ####.</summary>
    private static double NumberWidth(ReportSheet sheet, int column)
    {
        var format = FormatOf(sheet.Columns[column].Kind);
        return format is null ? 0
            : sheet.Rows.Append(sheet.Totals ?? []).Where(r => r.Count > column).Select(r => r[column].Number).OfType<decimal>()
                .Select(n => n.ToString(format, CultureInfo.InvariantCulture).Length + 2.5).DefaultIfEmpty().Max();
    }

    private static string? FormatOf(ColumnKind kind) => kind switch
    {
        ColumnKind.Count => "0", ColumnKind.Score => "0.00", ColumnKind.TenThousands => "#,##0.00####", ColumnKind.Money => "#,##0.00",
        _ => null,
    };

    /// <summary>Text stays text; what a spreadsheet could take for a formula after an export is marked as quoted.</summary>
    internal static void SetText(IXLCell cell, string text)
    {
        cell.SetValue(Cut(text));
        if (LooksLikeFormula(text))
        {
            cell.Style.IncludeQuotePrefix = true;
        }
    }

    /// <summary>A cell holds 32,767 characters at most.</summary>
    internal static string Cut(string text) => text.Length > 32_000 ? string.Concat(text.AsSpan(0, 32_000), "…") : text;

    private static bool LooksLikeFormula(string text) => "=+-@\t\r".Contains(text[0], StringComparison.Ordinal);

    private static void DrawHeadings(
        IXLWorksheet worksheet, IReadOnlyList<ReportColumn> columns, List<double> widths, int top, int bottom, string culture)
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
        worksheet.Row(bottom).Height =
            HeightOf([.. columns.Select(c => (ReportCell)c.Heading)], [.. widths.Select(w => w / BoldWidth)], culture);
    }

    private static void FormatColumns(IXLWorksheet worksheet, IReadOnlyList<ReportColumn> columns, int row)
    {
        for (var c = 0; c < columns.Count; c++)
        {
            var style = worksheet.Cell(row, c + 1).Style;
            style.Alignment.Vertical = XLAlignmentVerticalValues.Center;
            style.Alignment.WrapText = columns[c].Kind == ColumnKind.Text;
            style.NumberFormat.Format = FormatOf(columns[c].Kind) ?? "@";
            style.Alignment.Horizontal = columns[c].Kind switch
            {
                ColumnKind.Text => XLAlignmentHorizontalValues.Left,
                ColumnKind.Count => XLAlignmentHorizontalValues.Center,
                _ => XLAlignmentHorizontalValues.Right,
            };
            style.Alignment.Indent = columns[c].Kind is ColumnKind.Text or ColumnKind.Count ? 0 : 1;
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

    private static void Print(IXLWorksheet worksheet, double width, int headingTop, int heading, string culture)
    {
        var page = worksheet.PageSetup;
        page.PaperSize = width > AcrossA4 ? XLPaperSize.A3Paper : XLPaperSize.A4Paper;
        page.PageOrientation = width > UprightA4 ? XLPageOrientation.Landscape : XLPageOrientation.Portrait;
        page.FitToPages(1, 0);
        page.SetRowsToRepeatAtTop(headingTop, heading);
        page.Margins.Left = page.Margins.Right = 0.4;
        page.CenterHorizontally = true;
        PageOfPages(page, culture);
    }

    internal static void PageOfPages(IXLPageSetup page, string culture) =>
        page.Footer.Center.AddText(Said.Of("ReportWorkbook.Page").In(culture));
}
