using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using GrantReview.Core;
using GrantReview.Files.Reports;
using GrantReview.Files.Rounds;
using GrantReview.Files.Workbooks;
using C = DocumentFormat.OpenXml.Drawing.Charts;

namespace GrantReview.Web.Tests.Files;

public class SheetChartTests
{
    [Theory]
    [InlineData("zh-CN", "得分图")]
    [InlineData("en", "Chart")]
    public void RankingWorkbook_HasANativeChart_OfEveryScoreWithTheFundingLine(string culture, string name)
    {
        var result = Evaluation.Run(RoundReader.Read(TemplateFolder.Shipped.Demo).Round!, "demo");
        var ranked = result.Ranking.Count(e => e.Place is not null);

        using var document = SpreadsheetDocument.Open(
            new MemoryStream(ReportWorkbook.Draw(RankingReport.Of(result, "hash", "1.0"), culture)), isEditable: false);

        var chart = Assert.Single(document.WorkbookPart!.WorksheetParts.SelectMany(w => w.DrawingsPart?.ChartParts ?? []));
        var formulas = chart.ChartSpace.Descendants<C.Formula>().Select(f => f.Text).ToList();
        Assert.Equal(2, chart.ChartSpace.Descendants<C.BarChartSeries>().Count());
        Assert.Single(chart.ChartSpace.Descendants<C.LineChartSeries>());
        Assert.All(formulas, f => Assert.StartsWith($"'{name}'!", f, StringComparison.Ordinal));
        Assert.Contains($"'{name}'!$D$4:$D${3 + ranked}", formulas);
        Assert.Empty(new OpenXmlValidator(DocumentFormat.OpenXml.FileFormatVersions.Office2013)
            .Validate(document, TestContext.Current.CancellationToken).Select(e => $"{e.Path?.XPath} {e.Description}"));
    }
}
