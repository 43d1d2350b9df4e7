using System.Globalization;
using GrantReview.Files.Reports;

namespace GrantReview.Files.Workbooks;

/// <summary>A report sheet's table as CSV, without the lines above it and the totals below: text as it is, figures in full.</summary>
public static class ReportCsv
{
    public static byte[] Write(ReportSheet sheet, string culture) => Csv.ForSpreadsheet(
        [.. sheet.Columns.Select(c => c.Heading.In(culture))],
        sheet.Rows.Select(r =>
            (IReadOnlyList<string?>)[
            .. r.Select(c => c.Text is { } text ? Csv.Safe(text.In(culture)) : c.Number?.ToString(CultureInfo.InvariantCulture))]));
}
