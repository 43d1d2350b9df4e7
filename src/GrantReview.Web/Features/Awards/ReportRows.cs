using GrantReview.Files.Reports;

namespace GrantReview.Web.Features.Awards;

/// <summary>The rows of a report as a list.</summary>
public static class ReportRows
{
    public static ListPart<IReadOnlyList<ReportCell>> Of(ReportSheet sheet, ListRequest asked) => sheet.Columns.Index()
        .Aggregate(
            new ListColumns<IReadOnlyList<ReportCell>>(() => Text.Of(sheet.Title)),
            (columns, c) => columns.Text(() => Text.Of(c.Item.Heading), row => Say(row[c.Index], c.Item.Kind)))
        .Part(sheet.Rows, asked, isPrinted: true);

    public static string Say(ReportCell cell, ColumnKind kind) => cell.Text is { } text ? Text.Of(text)
        : cell.Number is not { } number ? ""
        : number.ToString(
            kind switch { ColumnKind.Count => "N0", ColumnKind.TenThousands => "#,##0.00####", _ => "N2" }, CultureInfo.InvariantCulture);
}
