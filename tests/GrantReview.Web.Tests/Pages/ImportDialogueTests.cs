using System.Net;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using GrantReview.Core.Conflicts;
using GrantReview.Data;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Pages;

/// <summary>
/// A list as an office published it comes in through the page: read as a person says, remembered, looked at, and taken back.
/// </summary>
public class ImportDialogueTests(DemoSite demo) : IClassFixture<DemoSite>
{
    private const string Published = "附件1\n2025年度项目公示名单\n序号,拟立项课题,实施主体,资助经费,联系电话\n1,题目一,甲公司,20,028-1\n2,题目二,乙大学,12,028-2\n";

    /// <summary>The buttons of the page have no value of their own.</summary>
    private static readonly (string Name, string Value) Again = ("button", "");

    [Fact]
    public async Task PublishedList_IsReadAsAPersonSays_AndTheNextOneAsRemembered()
    {
        var officer = await OfficerAsync("DL-1");
        var page = await PreviewAsync(officer, "DL-1", Published);
        Assert.NotNull(page.QuerySelector("details[open]"));
        Assert.Null(page.QuerySelector("button[formaction]"));

        var again = await ReadAgainAsync(officer, "DL-1", page, ("headerRow", "3"));
        again = await ReadAgainAsync(officer, "DL-1", again,
            (FieldOf(again, "拟立项课题"), "title"), (FieldOf(again, "实施主体"), "unit"), (FieldOf(again, "资助经费"), "requested_amount"),
            (FieldOf(again, "联系电话"), "-"), (FieldOf(again, "序号"), "-"));
        var unit = again.QuerySelector("select[name$='.factor']")?.GetAttribute("name") ?? "";
        again = await ReadAgainAsync(officer, "DL-1", again, (unit, "10000"), ("values[0].value", "K-###"), ("values[1].value", "4.2"));
        Assert.Contains("2 new, 0 changed, 0 unchanged", again.Words(), StringComparison.Ordinal);
        await CommitAsync(officer, "DL-1", again);

        var rows = await RowsAsync("DL-1");
        Assert.Equal([("K-001", "题目一", "甲公司", 20_000_000L), ("K-002", "题目二", "乙大学", 12_000_000L)],
            rows.Select(r => (r.Code, r.Title, r.Unit, r.RequestedFen ?? 0)));
        Assert.DoesNotContain("028", rows[0].Attributes, StringComparison.Ordinal);

        var other = await OfficerAsync("DL-1B");
        var next = await PreviewAsync(other, "DL-1B", Published.Replace("题目一", "题目三", StringComparison.Ordinal));
        Assert.Contains("remembered", next.Words(), StringComparison.Ordinal);
        Assert.Equal(["id", "category"], next.QuerySelectorAll("input[name$='.column'][type=hidden]").Select(i => i.GetAttribute("value")));
        var imports = await other.OpenAsync("/calls/DL-1B/imports");
        Assert.Contains(imports.Rows(), r => r[1] == "资助经费" && r[2] == "Amount requested" && r[3] == "ten thousand yuan");
        var forget = imports.QuerySelector("form[action$='/forget']")?.GetAttribute("action") ?? "";
        await other.PostAsync("/calls/DL-1B/imports", forget);
        Assert.Equal(imports.QuerySelectorAll("form[action$='/forget']").Length - 1,
            (await other.OpenAsync("/calls/DL-1B/imports")).QuerySelectorAll("form[action$='/forget']").Length);
    }

    /// <summary>A unit that nobody says is the page's first question, with what it is asked for; said, it is read and remembered.</summary>
    [Fact]
    public async Task Unit_ThatNobodySays_IsAskedBeforeAnythingElse_AndReadAsSaid()
    {
        var officer = await OfficerAsync("DL-5");
        const string csv = "单位：万元\n编号,项目名称,类别,申报单位,申请金额,信创占比\nA1,题目一,4.2,甲公司,20,0.62\nA2,题目二,4.2,乙公司,300,0.7\n";

        var page = await PreviewAsync(officer, "DL-5", csv);

        var asked = page.QuerySelectorAll("#units select").ToDictionary(
            s => s.ParentElement?.TextContent.Trim().Split('\n')[0].Trim() ?? "", s => s);
        Assert.Equal(["Unit of “信创占比”", "Unit of “申请金额”"], asked.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["", "1", "1000", "10000", "1000000", "100000000"],
            asked["Unit of “申请金额”"].QuerySelectorAll("option").Select(o => o.GetAttribute("value")));
        Assert.Equal(["", "1", "100"], asked["Unit of “信创占比”"].QuerySelectorAll("option").Select(o => o.GetAttribute("value")));
        Assert.Contains("万元", page.QuerySelector("#units")?.TextContent ?? "", StringComparison.Ordinal);
        Assert.DoesNotContain("amounts are in yuan", page.Words(), StringComparison.Ordinal);
        Assert.Null(page.QuerySelector("button[formaction]"));
        Assert.Empty(page.QuerySelectorAll(".note.bad"));

        var half = await ReadAgainAsync(officer, "DL-5", page, (NameOf("申请金额"), "10000"));
        Assert.Equal(1, half.QuerySelectorAll("#units select").Length);
        var again = await ReadAgainAsync(officer, "DL-5", half, (NameOf("信创占比"), "100"));
        Assert.Empty(again.QuerySelectorAll("#units select"));
        await CommitAsync(officer, "DL-5", again);

        Assert.Equal([20_000_000L, 300_000_000L], (await RowsAsync("DL-5")).Select(r => r.RequestedFen ?? 0));
        Assert.Equal(["62", "70"], (await RowsAsync("DL-5")).Select(r => r.Columns["domestic_it_percent"]));
        var imports = await officer.OpenAsync("/calls/DL-5/imports");
        Assert.Contains(imports.Rows(), r => r[1] == "信创占比" && r[3] == "a share of one (0.62 is 62 %)");

        string NameOf(string header) => asked[$"Unit of “{header}”"].GetAttribute("name") ?? "";
    }

    /// <summary>A unit of the header that the page shows is the one that is read, and reading again keeps it.</summary>
    [Theory]
    [InlineData("百万元", "1000000", 2_000_000_000L)]
    [InlineData("亿元", "100000000", 200_000_000_000L)]
    public async Task Unit_OfTheHeader_StaysWhenTheFileIsReadAgain(string unit, string factor, long fen)
    {
        var officer = await OfficerAsync($"DL-6{unit.Length}");
        var page = await PreviewAsync(officer, $"DL-6{unit.Length}", $"编号,项目名称,类别,申报单位,申请金额（{unit}）\nA1,题目一,4.2,甲公司,20\n");

        var again = await ReadAgainAsync(officer, $"DL-6{unit.Length}", page);
        await CommitAsync(officer, $"DL-6{unit.Length}", again);

        Assert.Equal(factor, again.QuerySelector("select[name$='.factor'] option[selected]")?.GetAttribute("value"));
        Assert.Equal(fen, Assert.Single(await RowsAsync($"DL-6{unit.Length}")).RequestedFen);
    }

    [Fact]
    public async Task PastedTable_IsReadLikeAFile_AndFindingsThatComeAreShown()
    {
        var officer = await OfficerAsync("DL-2");

        var page = await Html.OpenAsync(await officer.PostAsync("/calls/DL-2/applications", "/calls/DL-2/applications/preview",
            ("pasted", "编号\t项目名称\t类别\t申报单位\nA1\t题目一\t4.2\t甲公司\n")));

        Assert.Contains("1 new, 0 changed, 0 unchanged", page.Words(), StringComparison.Ordinal);
        Assert.Contains("findings would ask for a verdict", page.Words(), StringComparison.Ordinal);
    }

    /// <summary>Taken back: new rows are gone, changed ones as they were; what somebody decided on since stays, and that is said.</summary>
    [Fact]
    public async Task Undo_TakesBackTheLastImport_AndKeepsWhatSomebodyDecidedOnSince()
    {
        var officer = await OfficerAsync("DL-3");
        await ImportAsync(officer, "DL-3", "applications", "id,title,category,unit,pi_phone\nA1,题目一,4.2,甲公司,1\nA2,题目二,4.2,乙公司,2\n");
        await ImportAsync(officer, "DL-3", "experts", "id,name,unit\nE1,周虚一,丙大学\n");
        await ImportAsync(officer, "DL-3", "applications",
            "id,title,category,unit,pi_phone\nA1,改一,4.2,甲公司,9\nA2,改二,4.2,乙公司,2\nA3,题目三,4.2,丙大学,\nA4,题目四,4.2,丁公司,\n");
        Assert.Equal(1, await ConflictsAsync("DL-3"));
        await officer.PostAsync("/calls/DL-3/applications/A2", "/calls/DL-3/applications/A2/review", ("admit", "false"), ("reason", "x"));
        await officer.PostAsync("/calls/DL-3/applications/A4", "/calls/DL-3/applications/A4/review", ("admit", "false"), ("reason", "x"));

        var page = await officer.OpenAsync("/calls/DL-3/imports");
        var undo = page.QuerySelectorAll("form[action$='/undo']").Select(f => f.GetAttribute("action") ?? "").ToList();
        Assert.Equal(2, undo.Count);
        Assert.Contains("1 would be gone, 1 as they were before", page.Words(), StringComparison.Ordinal);
        var done = await officer.PostAndOpenAsync("/calls/DL-3/imports", undo[0]);

        Assert.Contains("A2, A4", done.Words(), StringComparison.Ordinal);
        var rows = await RowsAsync("DL-3");
        Assert.Equal([("A1", "题目一", "/1"), ("A2", "改二", "/2"), ("A4", "题目四", "")], rows.Select(r => (r.Code, r.Title, r.PiContacts)));
        Assert.Equal(0, await ConflictsAsync("DL-3"));
        var facts = await demo.Site.InDbAsync(db => db.Facts.Where(f => f.Kind == "Import.Undone" || f.Kind == "Application.Removed")
            .Where(f => db.Calls.Any(c => c.Id == f.CallId && c.Code == "DL-3")).Select(f => f.Kind).ToListAsync());
        Assert.Equal(["Application.Removed", "Import.Undone"], facts.Order(StringComparer.Ordinal));
        Assert.Contains("taken back already", (await officer.PostAndOpenAsync("/calls/DL-3/imports", undo[0])).Words(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Undo_OfAnImportThatAnotherFollowed_IsRefused()
    {
        var officer = await OfficerAsync("DL-4");
        await ImportAsync(officer, "DL-4", "experts", "id,name,unit\nE1,周虚一,丙大学\n");
        var first = await demo.Site.InDbAsync(db =>
            db.Imports.Where(i => db.Calls.Any(c => c.Id == i.CallId && c.Code == "DL-4")).Select(i => i.Id).SingleAsync());
        await ImportAsync(officer, "DL-4", "experts", "id,name,unit\nE1,周虚一,丁大学\nE2,周虚二,丁大学\n");

        var refused = await officer.PostAndOpenAsync("/calls/DL-4/imports", $"/calls/DL-4/imports/{first}/undo");
        Assert.Contains("A later import stands", refused.Words(), StringComparison.Ordinal);
        var second = refused.QuerySelector("form[action$='/undo']")?.GetAttribute("action") ?? "";
        await officer.PostAndOpenAsync("/calls/DL-4/imports", second);
        await officer.PostAndOpenAsync("/calls/DL-4/imports", $"/calls/DL-4/imports/{first}/undo");

        Assert.Equal(0,
            await demo.Site.InDbAsync(db => db.Experts.CountAsync(e => db.Calls.Any(c => c.Id == e.CallId && c.Code == "DL-4"))));
    }

    private async Task<Visitor> OfficerAsync(string call)
    {
        var officer = await demo.Site.VisitAsync("officer");
        await officer.PostAsync("/calls", "/calls", ("code", call), ("from", "template:chengdu-2024-ai-policy"));
        return officer;
    }

    private static async Task<IHtmlDocument> PreviewAsync(Visitor officer, string call, string csv) => await Html.OpenAsync(
        await officer.UploadAsync($"/calls/{call}/applications", $"/calls/{call}/applications/preview", "list.csv",
            Encoding.UTF8.GetBytes(csv)));

    private static async Task<IHtmlDocument> ReadAgainAsync(Visitor officer, string call, IHtmlDocument page,
        params (string Name, string Value)[] said) =>
        await Html.OpenAsync(await officer.SubmitAsync(page, $"/calls/{call}/applications/preview", Again, said));

    private static async Task CommitAsync(Visitor officer, string call, IHtmlDocument page)
    {
        var form = page.QuerySelector("form.import");
        form?.SetAttribute("action", $"/calls/{call}/applications");
        Assert.Equal(HttpStatusCode.Redirect, (await officer.SubmitAsync(page, $"/calls/{call}/applications", Again)).StatusCode);
    }

    /// <summary>The field in which a person says what a header means.</summary>
    private static string FieldOf(IDocument page, string header) =>
        page.QuerySelectorAll("tr").First(r => r.QuerySelector($"input[value='{header}']") is not null)
            .QuerySelector("select")?.GetAttribute("name") ?? "";

    private static async Task ImportAsync(Visitor officer, string call, string page, string csv) => Assert.Equal(
        HttpStatusCode.Redirect,
        (await officer.UploadAsync($"/calls/{call}/{page}", $"/calls/{call}/{page}", page + ".csv",
        Encoding.UTF8.GetBytes(csv))).StatusCode);

    private Task<int> ConflictsAsync(string call) => demo.Site.InDbAsync(
        db => db.Conflicts.CountAsync(k => k.State.Ground == ConflictGround.SameUnit
            && db.Calls.Any(c => c.Id == k.CallId && c.Code == call)));

    private Task<List<ApplicationRow>> RowsAsync(string call) => demo.Site.InDbAsync(
        db => db.Applications.AsNoTracking().Where(a => db.Calls.Any(c => c.Id == a.CallId && c.Code == call)).OrderBy(a => a.Code)
            .ToListAsync());
}
