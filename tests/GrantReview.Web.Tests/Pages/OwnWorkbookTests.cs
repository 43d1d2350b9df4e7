using System.Net;
using ClosedXML.Excel;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Pages;

/// <summary>An expert's sheets as a workbook: filled in away from the site, and never over what was saved since.</summary>
public class OwnWorkbookTests
{
    private const string Performance = "capacity.hardware.performance";
    private const string Own = $"/my-work/{DemoRound.Code}";
    private const int Score = 6;
    private const int Reason = 7;

    [Fact]
    public async Task Workbook_FilledInOffline_SavesWhatIsNew_AndOverwritesNothingNewer()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var (expert, sheets) = await SheetFormTests.SheetsAsync(site);
        var codes = await site.InDbAsync(db => db.Applications.ToDictionaryAsync(a => a.Id, a => a.Code));
        var (first, second) = (codes[sheets[0].ApplicationId], codes[sheets[1].ApplicationId]);
        var file = await (await expert.GetAsync(Own + "/scores.xlsx")).Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var url = $"/sheets/{sheets[0].Id}";
        await expert.SendJsonAsync(url, url + "/fields",
            new { field = $"reason.{Performance}", value = "saved since", seen = 0, operation = Guid.NewGuid() });
        var filled = Fill(file, (first, Performance, Score, "４，5 分"), (first, Performance, Reason, "written before"),
            (second, Performance, Score, "99"),
            (second, "OverallComment", Reason, "written on the train"));

        var preview = await Html.OpenAsync(await expert.UploadAsync(Own + "/all", Own + "/scores/preview", "scores.xlsx", filled));

        var outcomes = preview.Rows().ToDictionary(r => (r[0], r[3]), r => r[4]);
        Assert.Equal(4, outcomes.Count);
        Assert.StartsWith("is not saved", outcomes[(first, "written before")], StringComparison.Ordinal);
        Assert.Equal("is not saved From 0 to 5.", outcomes[(second, "99")]);
        Assert.Equal(("is saved", "is saved"), (outcomes[(first, "４，5 分")], outcomes[(second, "written on the train")]));
        Assert.Contains("saved since", preview.Words(), StringComparison.Ordinal);
        Assert.Equal("", (await SheetAsync(site, sheets[0].Id)).Leaf(new(Performance)).Score?.ToString() ?? "");

        var done = await expert.PostAndOpenAsync(
            Own + "/all", Own + "/scores", ("name", preview.Field("name") ?? ""), ("content", preview.Field("content") ?? ""));

        Assert.Equal("2 entries were saved; 2 could not be.", done.Done());
        var (one, other) = (await SheetAsync(site, sheets[0].Id), await SheetAsync(site, sheets[1].Id));
        Assert.Equal(("4.5", "saved since"), ($"{one.Leaf(new(Performance)).Score}", $"{one.Leaf(new(Performance)).Reason}"));
        Assert.Equal((null, "written on the train"), (other.Leaf(new(Performance)).Score, $"{other.Answers.OverallComment}"));
    }

    [Fact]
    public async Task Workbook_WithSomebodyElsesApplication_IsRefusedByRow_AndAnUnchangedOneChangesNothing()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var (expert, _) = await SheetFormTests.SheetsAsync(site);
        var file = await (await expert.GetAsync(Own + "/scores.xlsx")).Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

        var same = await Html.OpenAsync(await expert.UploadAsync(Own + "/all", Own + "/scores/preview", "scores.xlsx", file));
        var other = await Html.OpenAsync(await expert.UploadAsync(Own + "/all", Own + "/scores/preview", "scores.csv",
            "application,indicator,score\nNONE,x,1\n"u8.ToArray()));

        Assert.Contains("The file changes nothing that can be saved.", same.Words(), StringComparison.Ordinal);
        Assert.Contains("NONE is none of your applications.", other.Words(),
            StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await (await site.VisitAsync("e01")).GetAsync(Own + "/scores.xlsx")).StatusCode);
    }

    private static byte[] Fill(byte[] file, params (string Application, string Indicator, int Column, string Value)[] cells)
    {
        using var workbook = new XLWorkbook(new MemoryStream(file));
        var sheet = workbook.Worksheets.First();
        foreach (var (application, indicator, column, value) in cells)
        {
            sheet.RowsUsed().Single(r => r.Cell(1).GetString() == application
                && r.Cell(2).GetString() == indicator).Cell(column).SetValue(value);
        }
        using var stream = new MemoryStream();
        workbook.SaveAs(stream);
        return stream.ToArray();
    }

    private static Task<ScoreSheetRow> SheetAsync(WebSite site, Guid id) =>
        site.InDbAsync(db => db.ScoreSheets.AsNoTracking().Include(s => s.Leaves).SingleAsync(s => s.Id == id));
}
