using System.Net;
using System.Text;
using GrantReview.Core.Calls;
using GrantReview.Core.Ids;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Reading;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Pages;

/// <summary>How well experts fit applications, from a file: looked at, imported with a reason, and what plans are made by.</summary>
public class AffinityImportTests
{
    private const string Page = $"/calls/{DemoRound.Code}/assignments";
    private const string Table = $"/calls/{DemoRound.Code}/conflicts/tables/affinity";

    [Fact]
    public async Task Import_OfAffinities_ReplacesTheTable_AndPlansUseIt()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        var wrong = await Html.OpenAsync(await UploadAsync(
            officer, "application,expert,affinity\nP01,E02,much\nP99,E02,1\nP02,E02,1\nP02,E02,2\n"));
        var preview = await Html.OpenAsync(await UploadAsync(officer, "项目编号,专家编号,匹配度\nP01,E02,0.75\nP02,E03,1.5\n"));

        Assert.Contains("“much” is not a number", wrong.Words(), StringComparison.Ordinal);
        Assert.Contains("P99", wrong.Words(), StringComparison.Ordinal);
        Assert.Null(wrong.QuerySelector("form[action$='/import']"));
        Assert.Equal([["P01 – E02", "", "0.75"], ["P02 – E03", "", "1.5"]], preview.Rows());
        Assert.Equal(0, await site.InDbAsync(db => db.Affinities.CountAsync()));
        var refused = await officer.SubmitAsync(preview, Table + "/import", ("", ""));
        var done = await officer.SubmitAsync(preview, Table + "/import", ("", ""), ("reason", "another model"));

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal((HttpStatusCode.Redirect, Page), (done.StatusCode, $"{done.Headers.Location}"));
        var fact = Assert.IsType<CallLife.TableImported>(Assert.Single(await site.FactsAsync(typeof(CallLife.TableImported))));
        Assert.Equal((ConflictTable.Affinities, 0, 2), (fact.Table, fact.RowsBefore, fact.Rows));
        var matching = await site.InDbAsync(async db => await Matching.LoadAsync(
            db, await db.Calls.SingleAsync(c => c.Code == DemoRound.Code), "", TestContext.Current.CancellationToken));
        Assert.Equal((.75, 1.5, 0), (Of("P01", "E02"), Of("P02", "E03"), Of("P01", "E03")));

        double Of(string application, string expert) => matching.Of(new ApplicationId(application), new ExpertId(expert));
    }

    [Fact]
    public async Task Import_OncePlansAreMade_IsRefused()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        await site.StandAsync(DemoRound.Code, call => call with { Stage = CallStage.Scoring });
        var officer = await site.VisitAsync("officer");

        var answer = await UploadAsync(officer, "application,expert,affinity\nP01,E02,1\n");

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("Plans are made and deployed in the stage", (await Html.OpenAsync(answer)).Refused(), StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> UploadAsync(Visitor officer, string csv) =>
        officer.UploadAsync(Page, Table, "affinity.csv", Encoding.UTF8.GetBytes(csv));
}
