using GrantReview.Files;

namespace GrantReview.Web.Tests.Files;

public class CsvTests
{
    /// <summary>Of full width as well: spreadsheets of East Asia take them for the same signs.</summary>
    [Theory]
    [InlineData("=1+1")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@SUM(A1)")]
    [InlineData("＝1+1")]
    [InlineData("＋1")]
    [InlineData("－1")]
    [InlineData("＠SUM(A1)")]
    [InlineData("\t=1")]
    public void Safe_OfWhatASpreadsheetWouldRun_BeginsWithAnApostrophe(string text) => Assert.Equal("'" + text, Csv.Safe(text));

    [Theory]
    [InlineData("")]
    [InlineData("甲=乙")]
    [InlineData("1-2")]
    public void Safe_OfAnythingElse_IsTheSame(string text) => Assert.Equal(text, Csv.Safe(text));
}
