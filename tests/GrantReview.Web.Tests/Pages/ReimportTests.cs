using System.Net;
using System.Text;
using GrantReview.Core.Acts;
using GrantReview.Core.Conflicts;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Tests.Files;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Pages;

/// <summary>
/// A list that comes again changes what it says and nothing else: not what a person decided, not what it leaves out, and no conflict.
/// </summary>
public class ReimportTests(DemoSite demo) : IClassFixture<DemoSite>
{
    private const string Full =
        "id,title,category,unit,pi,partners,requested_amount,submitted_at,team_members\nP01,题目一,4.2,甲公司,张三,丙大学,1000,2025-08-01 10:00,李四\nP02,题目二,4.2,乙公司,王五,,2000,,\n";
    private const string Short = "id,title,category,unit\nP01,题目一改,4.2,甲公司\nP02,题目二,4.2,乙公司\n";

    [Fact]
    public async Task Import_OfAListWithFewerColumns_LeavesTheOthersAndThePersonsDecision()
    {
        var officer = await OfficerAsync("RE-1");
        await ImportAsync(officer, "RE-1", "applications", Full);
        await officer.PostAsync("/calls/RE-1/applications/P02", "/calls/RE-1/applications/P02/review", ("admit", "false"),
            ("reason", "材料不全"));

        await ImportAsync(officer, "RE-1", "applications", Short);

        var rows = await RowsAsync("RE-1");
        Assert.Equal(("题目一改", "张三", "丙大学", 100_000L, "李四"),
            (rows[0].Title, rows[0].Pi, rows[0].Partners, rows[0].RequestedFen, rows[0].Team));
        Assert.NotNull(rows[0].SubmittedAt);
        Assert.Contains("丙大学", rows[0].Attributes, StringComparison.Ordinal);
        Assert.Equal((false, "材料不全"), (rows[1].Eligible, rows[1].IneligibleReason));
    }

    /// <summary>Any text may be an id but the sign for all: the list leads to each one's own page.</summary>
    [Fact]
    public async Task Open_OfAnApplicationWithAnOddId_ShowsThatOne()
    {
        string[] ids =
        [
            "A/B", "A", "#h", "?q", ".", "..", "%2F", "A%2FB", "~QQ", "~", "+", "a b", "&x=1", "template.xlsx",
            "重点/1", "\\", "a;b", "<b>", "\"q\"",
        ];
        var officer = await OfficerAsync("RE-8");
        await ImportAsync(officer, "RE-8", "applications", "id,title,category,unit\n"
            + string.Concat(ids.Select((id, i) => $"\"{id.Replace("\"", "\"\"", StringComparison.Ordinal)}\",题目{i}号,4.2,甲公司{i}\n")));

        var list = await officer.OpenAsync("/calls/RE-8/applications");

        for (var i = 0; i < ids.Length; i++)
        {
            var link = list.QuerySelectorAll("td a").Single(a => a.TextContent == ids[i]).GetAttribute("href") ?? "";
            var page = await officer.OpenAsync(new Uri(new Uri("http://localhost/calls/RE-8/applications"), link).PathAndQuery);
            Assert.Equal($"{ids[i]} 题目{i}号", page.QuerySelector("h1")?.TextContent);
        }
        Assert.Equal(ids, ids.Select(id => Segment.Read(Uri.UnescapeDataString(Segment.Of(id)))));
    }

    [Fact]
    public async Task Import_OfTheSignForAll_IsRefusedWithItsPlace()
    {
        var officer = await OfficerAsync("RE-9");

        var page = await BodyAsync(await officer.UploadAsync(
            "/calls/RE-9/applications", "/calls/RE-9/applications/preview", "list.csv", Encoding.UTF8.GetBytes(Short + "*,题目三,4.2,丙公司\n")));

        Assert.Contains("stands for every application", page, StringComparison.Ordinal);
        Assert.Empty(await RowsAsync("RE-9"));
    }

    [Fact]
    public async Task Import_OfAListWhoseColumnIsBlank_EmptiesIt()
    {
        var officer = await OfficerAsync("RE-2");
        await ImportAsync(officer, "RE-2", "applications", Full);

        await ImportAsync(officer, "RE-2", "applications", "id,title,category,unit,pi\nP01,题目一,4.2,甲公司,\n");

        Assert.Equal(("", "丙大学"), ((await RowsAsync("RE-2"))[0].Pi, (await RowsAsync("RE-2"))[0].Partners));
    }

    [Fact]
    public async Task Import_ThatTakesTheEvidenceOfAConflict_LeavesTheConflict_AndThePreviewSaysSo()
    {
        var officer = await OfficerAsync("RE-3");
        await ImportAsync(officer, "RE-3", "applications", Full);
        await ImportAsync(officer, "RE-3", "experts", "id,name,unit,former_units\nE1,赵六,丁大学,甲公司\n");
        Assert.Equal([ConflictGround.FormerUnit], await GroundsAsync("RE-3"));

        await ImportAsync(officer, "RE-3", "experts", "id,name,unit\nE1,赵六,丁大学\n");
        Assert.Equal([ConflictGround.FormerUnit], await GroundsAsync("RE-3"));

        const string blank = "id,name,unit,former_units\nE1,赵六,丁大学,\n";
        var preview = await BodyAsync(
            await officer.UploadAsync("/calls/RE-3/experts", "/calls/RE-3/experts/preview", "experts.csv", Encoding.UTF8.GetBytes(blank)));
        Assert.Contains("1 conflicts would lose their evidence", preview, StringComparison.Ordinal);
        Assert.Equal("甲公司",
            await demo.Site.InDbAsync(db =>
            db.Experts.Where(e => db.Calls.Any(c => c.Id == e.CallId && c.Code == "RE-3")).Select(e => e.FormerUnits).SingleAsync()));
        await ImportAsync(officer, "RE-3", "experts", blank);
        Assert.Equal([ConflictGround.FormerUnit], await GroundsAsync("RE-3"));
    }

    [Fact]
    public async Task Preview_ShowsWhatChanges_AndImportsWhatWaitsInThePage()
    {
        var officer = await OfficerAsync("RE-4");
        await ImportAsync(officer, "RE-4", "applications", Full);

        var preview = await BodyAsync(await officer.UploadAsync(
            "/calls/RE-4/applications", "/calls/RE-4/applications/preview", "list.csv",
            Encoding.UTF8.GetBytes(Short + "P03,题目三,4.2,丙公司\n合计,3,,\n")));

        Assert.Contains("1 new, 1 changed, 1 unchanged", preview, StringComparison.Ordinal);
        Assert.Contains("题目一改", preview, StringComparison.Ordinal);
        Assert.Contains("Amount requested, Submitted at", preview, StringComparison.Ordinal);
        Assert.Contains("was left out", preview, StringComparison.Ordinal);
        Assert.Equal(2, (await RowsAsync("RE-4")).Count);
        await officer.PostAsync("/calls/RE-4/applications", "/calls/RE-4/applications", ("name", "list.csv"),
            ("content", Convert.ToBase64String(Encoding.UTF8.GetBytes(Short))));
        Assert.Equal("题目一改", (await RowsAsync("RE-4"))[0].Title);
    }

    [Fact]
    public async Task Workbooks_WithFaults_AreRefusedByRowAndColumn_AndSheetsThatAreLeftAreSaid()
    {
        var officer = await OfficerAsync("RE-5");
        const string list = "id,title,category,unit\nP01,题目一,4.2,甲公司\n";
        var huge = new RawWorkbook()
            .With("a",
            RawWorkbook.Rows(
            "id,title,category,unit,requested_amount\n") + $"<row r=\"2\">{string.Concat("P01,题目一,4.2,甲公司".Split(',').Select(RawWorkbook.Text))}<c><v>1e30</v></c></row>");

        var refused = await officer.UploadAsync("/calls/RE-5/applications", "/calls/RE-5/applications", "huge.xlsx", huge.Bytes());
        Assert.Equal(HttpStatusCode.OK, refused.StatusCode);
        Assert.Contains("more digits than a spreadsheet keeps", await BodyAsync(refused), StringComparison.Ordinal);
        Assert.Empty(await RowsAsync("RE-5"));

        var sheets = new RawWorkbook().WithTable("填表说明", "请逐项填写\n")
            .WithTable("申报项目", list.Replace("P01", "OLD", StringComparison.Ordinal), state: "hidden")
            .WithTable("第一批", list).WithTable("第二批", list.Replace("P01", "P77", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Redirect,
            (await officer.UploadAsync("/calls/RE-5/applications", "/calls/RE-5/applications", "sheets.xlsx", sheets.Bytes())).StatusCode);
        var page = await officer.ReadAsync("/calls/RE-5/applications");
        Assert.Contains("第二批", page, StringComparison.Ordinal);
        Assert.Contains("hidden and was not read", page, StringComparison.Ordinal);
        Assert.Equal(["P01"], (await RowsAsync("RE-5")).Select(r => r.Code));
    }

    private async Task<Visitor> OfficerAsync(string call)
    {
        var officer = await demo.Site.VisitAsync("officer");
        await officer.PostAsync("/calls", "/calls", ("code", call), ("from", "template:chengdu-2024-ai-policy"));
        return officer;
    }

    private static async Task ImportAsync(Visitor officer, string call, string page, string csv) => Assert.Equal(
        HttpStatusCode.Redirect,
        (await officer.UploadAsync($"/calls/{call}/{page}", $"/calls/{call}/{page}", page + ".csv",
        Encoding.UTF8.GetBytes(csv))).StatusCode);

    private Task<List<ApplicationRow>> RowsAsync(string call) => demo.Site.InDbAsync(
        db => db.Applications.AsNoTracking().Where(a => db.Calls.Any(c => c.Id == a.CallId && c.Code == call)).OrderBy(a => a.Code)
            .ToListAsync());

    private Task<List<ConflictGround>> GroundsAsync(string call) => demo.Site.InDbAsync(
        db => db.Conflicts.AsNoTracking().Where(k => db.Calls.Any(c => c.Id == k.CallId && c.Code == call)).Select(k => k.State.Ground)
            .ToListAsync());

    private static async Task<string> BodyAsync(HttpResponseMessage answer) =>
        WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
}
