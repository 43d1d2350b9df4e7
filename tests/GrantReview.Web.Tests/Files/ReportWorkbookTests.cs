using ClosedXML.Excel;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using DocumentFormat.OpenXml;
using GrantReview.Core.Settings;
using GrantReview.Files.Reports;
using GrantReview.Files.Workbooks;

namespace GrantReview.Web.Tests.Files;

public class ReportWorkbookTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(40)]
    public void Draw_WhateverTheNumberOfRows_EachHasItsValuesInTheFormOfTheFirst(int rows)
    {
        var sheet = new ReportSheet(
            new("Ranking", "排序"), new("Ranking", "评审排序表"), [],
            [new(new LocalText("Project", "项目"), ColumnKind.Text, 20), new(new LocalText("Score", "得分"), ColumnKind.Score, 8)],
            [
                .. Enumerable.Range(0, rows).Select(r => (IReadOnlyList<ReportCell>)
                    [r == rows - 1 ? "=1+1" : r == 1 ? "行一\n < & 二 " : r == 2 ? "" : $"项目 {r}", new ReportCell(null, r / 8m)]),
            ], Totals: ["合计", new ReportCell(null, 12.5m)]);

        using var file = new MemoryStream(ReportWorkbook.Draw([sheet]));
        using var workbook = new XLWorkbook(file);
        var drawn = workbook.Worksheet("排序");

        for (var r = 0; r < rows; r++)
        {
            var (text, score) = (drawn.Cell(4 + r, 1), drawn.Cell(4 + r, 2));
            Assert.Equal(sheet.Rows[r][0].Text?.In("zh-CN") ?? "", text.GetString().ReplaceLineEndings("\n"));
            Assert.Equal(r / 8.0, score.GetDouble());
            Assert.Equal(r == rows - 1, text.Style.IncludeQuotePrefix);
            Assert.Equal(("@", "0.00"), (text.Style.NumberFormat.Format, score.Style.NumberFormat.Format));
            Assert.All([text, score], c => Assert.Equal(XLBorderStyleValues.Thin, c.Style.Border.BottomBorder));
        }
        Assert.Equal(("合计", 12.5), (drawn.Cell(4 + rows, 1).GetString(), drawn.Cell(4 + rows, 2).GetDouble()));
        Assert.True(drawn.Cell(4 + rows, 2).Style.Font.Bold);
        Assert.Equal($"A3:B{3 + rows}", drawn.AutoFilter.Range.RangeAddress.ToString());
        Assert.StartsWith("制表", drawn.Cell(6 + rows, 1).GetString(), StringComparison.Ordinal);
        file.Position = 0;
        using var document = SpreadsheetDocument.Open(file, isEditable: false);
        Assert.Empty(new OpenXmlValidator(FileFormatVersions.Office2013).Validate(document, TestContext.Current.CancellationToken)
            .Select(e => $"{e.Path?.XPath} {e.Description}"));
    }
}
