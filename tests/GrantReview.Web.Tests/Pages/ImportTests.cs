using System.Net;
using System.Text;
using ClosedXML.Excel;
using GrantReview.Core.Acts;
using GrantReview.Core.Calls;
using GrantReview.Core.Conflicts;
using GrantReview.Data;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Pages;

public class ImportTests(DemoSite demo) : IClassFixture<DemoSite>
{
    [Fact]
    public async Task NewCall_FromTemplate_IsFilledFromExcel_AndMistakesAreListedTogether()
    {
        var officer = await demo.Site.VisitAsync("officer");
        await officer.PostAsync("/calls", "/calls", ("code", "NEW-1"), ("from", "template:chengdu-2024-ai-policy"));
        Assert.Contains("taken",
            await BodyAsync(await officer.PostAsync("/calls", "/calls", ("code", "NEW-1"), ("from", "template:chengdu-2024-ai-policy"))),
            StringComparison.Ordinal);
        using var template = new XLWorkbook(
            await (await officer.GetAsync("/calls/NEW-1/applications/template.xlsx")).Content.ReadAsStreamAsync(
            TestContext.Current.CancellationToken));
        var sheet = template.Worksheets.First();
        var columns = sheet.Row(1).CellsUsed().ToDictionary(c => c.GetString().TrimEnd('*'), c => c.Address.ColumnNumber);
        Fill(2, ("id", "A1"), ("title", "=HYPERLINK(\"http://example.org\")"), ("category", "nope"), ("unit", "U"),
            ("requested_amount", "much"));
        var wrong = await BodyAsync(
            await officer.UploadAsync("/calls/NEW-1/applications", "/calls/NEW-1/applications", "applications.xlsx", Bytes()));
        Assert.Contains("3 mistakes", Html.Parse(wrong).QuerySelector("main")?.Words(), StringComparison.Ordinal);
        Assert.Contains("requested_amount", wrong, StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync());

        Fill(2, ("title", "Title"), ("category", "4.2"), ("requested_amount", "1000"));
        var answer = await officer.UploadAsync("/calls/NEW-1/applications", "/calls/NEW-1/applications", "applications.xlsx", Bytes());

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(1, await CountAsync());
        Assert.Contains("1 updated", await AfterAsync(officer, "applications", "id,title,category,unit\nA1,Other,4.2,U\n"),
            StringComparison.Ordinal);
        Assert.Equal("Other",
            await demo.Site.InDbAsync(db =>
            db.Applications.Where(a => a.Code == "A1" && db.Calls.Any(c => c.Id == a.CallId && c.Code == "NEW-1")).Select(a => a.Title)
            .SingleAsync()));

        void Fill(int row, params (string Column, string Value)[] cells)
        {
            foreach (var (column, value) in cells)
            {
                sheet.Cell(row, columns[column]).SetValue(value);
            }
        }

        byte[] Bytes()
        {
            // ClosedXML goes on using the stream of the last save.
            var stream = new MemoryStream();
            template.SaveAs(stream);
            return stream.ToArray();
        }
    }

    [Fact]
    public async Task Experts_WhoWorkForAPartner_AreInConflictAtOnce_AndOnlyTwoPersonsDismissIt()
    {
        var officer = await demo.Site.VisitAsync("officer");
        var approver = await demo.Site.VisitAsync("approver");
        await officer.PostAsync("/calls", "/calls", ("code", "NEW-2"), ("from", "template:chengdu-2024-ai-policy"));
        await demo.Site.JoinAsync("NEW-2", "approver", Capacity.Approver);
        await AfterAsync(officer, "applications", "id,title,category,unit,partners\nA1,T,4.2,某某公司,某某大学\n", "NEW-2");
        await AfterAsync(officer, "experts", "id,name,unit\nE1,N,某某大学\n", "NEW-2");
        var conflict = await ConflictAsync();
        Assert.Equal((ConflictSource.Found, ConflictStatus.Found), (conflict.State.Source, conflict.State.Status));

        await approver.PostAsync("/calls/NEW-2/conflicts", $"/calls/NEW-2/conflicts/{conflict.Id}/decide", ("dismiss", "true"));
        Assert.Equal(ConflictStatus.Found, (await ConflictAsync()).State.Status);
        await officer.PostAsync("/calls/NEW-2/conflicts", $"/calls/NEW-2/conflicts/{conflict.Id}/propose", ("reason", "the partner left"));
        Assert.True((await ConflictAsync()).State.Bars);
        var request = (await ConflictAsync()).State.Dismissal?.Request.Id;
        await approver.PostAsync("/calls/NEW-2/conflicts", $"/calls/NEW-2/conflicts/{conflict.Id}/decide", ("dismiss", "true"),
            ("request", $"{Guid.NewGuid()}"));
        Assert.True((await ConflictAsync()).State.Bars);
        await approver.PostAsync("/calls/NEW-2/conflicts", $"/calls/NEW-2/conflicts/{conflict.Id}/decide", ("dismiss", "true"),
            ("request", $"{request}"));

        Assert.False((await ConflictAsync()).State.Bars);

        Task<ConflictRow> ConflictAsync() =>
            demo.Site.InDbAsync(db =>
            db.Conflicts.AsNoTracking().SingleAsync(c => db.Calls.Any(k => k.Id == c.CallId && k.Code == "NEW-2")));
    }

    /// <summary>One person twice in the pool could score an application twice.</summary>
    [Fact]
    public async Task Expert_WithTheIdNumberOfAnother_IsRefused()
    {
        var officer = await demo.Site.VisitAsync("officer");
        await officer.PostAsync("/calls", "/calls", ("code", "NEW-5"), ("from", "template:chengdu-2024-ai-policy"));
        await AfterAsync(officer, "experts", "id,name,unit,id_number\nE1,N,U,510101199003070011\nE2,M,U,510101199003070038\n", "NEW-5");

        const string url = "/calls/NEW-5/experts";
        var refused = await BodyAsync(
            await officer.UploadAsync(url, url, "experts.csv",
            Encoding.UTF8.GetBytes("id,name,unit,id_number\nE3,N,U,510101199003070011\nE2,M,U,\n")));
        Assert.Contains("Expert E1 has the same id number already", refused, StringComparison.Ordinal);
        Assert.Equal(2,
            await demo.Site.InDbAsync(db => db.Experts.CountAsync(e => db.Calls.Any(c => c.Id == e.CallId && c.Code == "NEW-5"))));

        // A file that gives the number from one to the other is no second person.
        await AfterAsync(officer, "experts", "id,name,unit,id_number\nE1,N,U,510101199003070038\nE2,M,U,510101199003070011\n", "NEW-5");
    }

    [Fact]
    public async Task Stage_GoesForwardOneAtATime_AndBackWithAReason()
    {
        var officer = await demo.Site.VisitAsync("officer");
        await officer.PostAsync("/calls", "/calls", ("code", "NEW-3"), ("from", "template:chengdu-2024-ai-policy"));
        await MoveAsync(CallStage.Open);
        Assert.Equal(CallStage.Draft, await StageAsync());
        await officer.PostAsync("/calls/NEW-3/indicators", "/calls/NEW-3/indicators/publish");

        await MoveAsync(CallStage.FormalReview);
        Assert.Equal(CallStage.Draft, await StageAsync());
        await MoveAsync(CallStage.Open);
        Assert.Equal(CallStage.Open, await StageAsync());
        await MoveAsync(CallStage.Draft);
        Assert.Equal(CallStage.Open, await StageAsync());
        await MoveAsync(CallStage.Draft, "the dates changed");
        Assert.Equal(CallStage.Draft, await StageAsync());
        var moved = await demo.Site.InDbAsync(db => db.Facts.Include(f => f.Texts).OrderBy(f => f.Id)
            .LastAsync(f => f.Kind == "Call.Moved" && db.Calls.Any(c => c.Id == f.CallId && c.Code == "NEW-3")));
        Assert.Equal(new CallLife.Moved(CallStage.Open, CallStage.Draft, new FreeText("the dates changed"), null), moved.Read());

        Task<HttpResponseMessage> MoveAsync(CallStage to, string reason = "") =>
            officer.PostAsync("/calls/NEW-3", "/calls/NEW-3/stage", ("to", $"{to}"), ("reason", reason));
        Task<CallStage> StageAsync() =>
            demo.Site.InDbAsync(db => db.Calls.Where(c => c.Code == "NEW-3").Select(c => c.State.Stage).SingleAsync());
    }

    [Fact]
    public async Task IndicatorTree_IsEditedAsADraft_AndClonedOncePublished()
    {
        var officer = await demo.Site.VisitAsync("officer");
        await officer.PostAsync("/calls", "/calls", ("code", "NEW-4"), ("from", "template:chengdu-2024-ai-policy"));
        const string url = "/calls/NEW-4/indicators";

        var (save, points) = (("act", "save"), "tree.indicators[0].points!@figure");
        var page = await officer.OpenAsync(url);
        var wrong = await BodyAsync(await officer.SubmitAsync(page, url, save, (points, "26")));
        Assert.Contains("The points below sum to 25 and must be 26.", wrong, StringComparison.Ordinal);
        Assert.Contains("The points below sum to 101 and must be 100.", wrong, StringComparison.Ordinal);
        await officer.SubmitAsync(page, url, save, ("tree.indicators[0].name.en", "Ability"));
        Assert.Contains("Ability", await officer.ReadAsync(url), StringComparison.Ordinal);
        await officer.PostAsync(url, url + "/publish");
        Assert.Equal(HttpStatusCode.NotFound, (await officer.PostAsync(url, url, (points, "26"))).StatusCode);
        await officer.PostAsync(url, url + "/clone");

        Assert.Equal([true, false],
            await demo.Site.InDbAsync(db =>
            db.IndicatorTrees.Where(t => db.Calls.Any(c => c.Id == t.CallId && c.Code == "NEW-4")).OrderBy(t => t.Number)
            .Select(t => t.PublishedAt != null).ToListAsync()));
    }

    [Fact]
    public async Task Applications_BeforeTheCallOpens_AndAfterFormalReview_AreRefusedWithTheReason()
    {
        var officer = await demo.Site.VisitAsync("officer");
        await officer.PostAsync("/calls", "/calls", ("code", "NEW-6"), ("from", "template:chengdu-2024-ai-policy"));

        await demo.Site.StandAsync("NEW-6", c => c with { Stage = CallStage.Open, OpensOn = new DateOnly(2100, 1, 2) });
        await RefusedAsync("2100-01-02");
        await demo.Site.StandAsync("NEW-6", c => c with { Stage = CallStage.Assigning, OpensOn = new DateOnly(2024, 1, 2) });
        await RefusedAsync("before experts are assigned");
        await demo.Site.StandAsync("NEW-6", c => c with { Stage = CallStage.FormalReview });
        await AfterAsync(officer, "applications", "id,title,category,unit\nA1,T,4.2,U\n", "NEW-6");

        async Task RefusedAsync(string why)
        {
            const string url = "/calls/NEW-6/applications";
            var shown = await officer.OpenAsync(url);
            Assert.Null(shown.QuerySelector("input[type=file]"));
            Assert.Contains(why, shown.Words(), StringComparison.Ordinal);
            foreach (var step in new[] { url, url + "/preview" })
            {
                var answer = await officer.UploadAsync(url, step, "applications.csv", "id,title,category,unit\nA1,T,4.2,U\n"u8.ToArray());
                Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
                Assert.Contains(why, (await Html.OpenAsync(answer)).Refused(), StringComparison.Ordinal);
            }
            Assert.False(await demo.Site.InDbAsync(
                db => db.Applications.AnyAsync(a => db.Calls.Any(c => c.Id == a.CallId && c.Code == "NEW-6"))));
        }
    }

    private Task<int> CountAsync() =>
        demo.Site.InDbAsync(db => db.Applications.CountAsync(a => db.Calls.Any(c => c.Id == a.CallId && c.Code == "NEW-1")));

    private static async Task<string> AfterAsync(Visitor officer, string page, string csv, string call = "NEW-1")
    {
        var url = $"/calls/{call}/{page}";
        Assert.Equal(HttpStatusCode.Redirect, (await officer.UploadAsync(url, url, page + ".csv", Encoding.UTF8.GetBytes(csv))).StatusCode);
        return await officer.ReadAsync(url);
    }

    private static async Task<string> BodyAsync(HttpResponseMessage answer) =>
        WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
}
