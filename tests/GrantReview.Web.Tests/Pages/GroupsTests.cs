using System.Net;
using System.Text;
using ClosedXML.Excel;
using GrantReview.Core.Assignments;
using GrantReview.Core.Settings;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Reading;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Pages;

/// <summary>Review groups are proposed or given, taken back, and kept by the plans that follow.</summary>
public class GroupsTests
{
    private const string Call = "/calls/" + DemoRound.Code;
    private const string Groups = Call + "/assignments/groups";

    [Fact]
    public async Task Proposal_OnceAccepted_IsWhatPlansSeatBy_UntilItIsTakenBack()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        var run = await officer.RunAsync(Groups, Groups + "/runs", ("min", "3"), ("max", "6"));

        Assert.Equal(PanelSource.None, (await StateAsync(site)).Panels);
        Assert.Contains("Use these groups", await officer.ReadAsync(run), StringComparison.Ordinal);
        await officer.PostAsync(run, run + "/accept");

        var state = await StateAsync(site);
        var admitted = await AdmittedAsync(site);
        Assert.Equal((PanelSource.Given, string.Join(' ', admitted)), (state.Panels, string.Join(' ', state.Of.Keys.Order())));
        Assert.All(state.Of.CountBy(g => g.Value), g => Assert.InRange(g.Value, 3, 6));
        Assert.Contains("G01", await officer.ReadAsync(Groups), StringComparison.Ordinal);
        Assert.Contains("评审分组", await (await site.VisitAsync("auditor", "zh-CN")).ReadAsync(Groups), StringComparison.Ordinal);

        await officer.RunAsync(Call + "/assignments", Call + "/assignments");
        var seats = await site.InDbAsync(db => (
            from p in db.Assignments
            join a in db.Applications on p.ApplicationId equals a.Id
            where db.AssignmentPlans.Any(x => x.Id == p.PlanId && x.Number == 2)
            select new { a.Code, p.ExpertId }).ToListAsync());
        Assert.All(seats.GroupBy(s => state.Of[s.Code]),
            group => Assert.Single(group.GroupBy(s => s.Code).Select(s => string.Join(' ', s.Select(x => x.ExpertId).Order())).Distinct()));

        await officer.PostAsync(Groups, Groups + "/move", ("application", admitted[0]), ("group", "G99"),
            ("reason", "closer to its topic"));
        Assert.Equal("G99", (await StateAsync(site)).Of[admitted[0]]);
        await UndoAsync(officer);
        Assert.Equal(state.Of, (await StateAsync(site)).Of);
        await UndoAsync(officer);
        Assert.Equal((PanelSource.None, 0), ((await StateAsync(site)).Panels, (await StateAsync(site)).Of.Count));
        Assert.Equal(
            [typeof(GroupingLife.Grouped), typeof(GroupingLife.Grouped), typeof(GroupingLife.TakenBack), typeof(GroupingLife.TakenBack)],
            (await site.FactsAsync(typeof(GroupingLife.Grouped), typeof(GroupingLife.TakenBack))).Select(f => f.GetType()));
        Assert.Contains("nothing to take back",
            await officer.PostAndReadAsync(Groups, Groups + "/undo", ("act", $"{Guid.NewGuid()}")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Upload_ListsAllMistakes_AndOtherwiseReplacesTheGroups()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        using var workbook = new XLWorkbook(
            await (await officer.GetAsync(Groups + ".xlsx")).Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var sheet = workbook.Worksheets.First();
        var last = sheet.LastRowUsed().RowNumber();
        string first = sheet.Cell(2, 1).GetString(), second = sheet.Cell(3, 1).GetString();

        sheet.Cell(3, 1).SetValue(first);
        sheet.Cell(4, 1).SetValue("P77");
        var wrong = WebUtility.HtmlDecode(
            await (await officer.UploadAsync(Groups, Groups, "groups.xlsx", Bytes())).Content.ReadAsStringAsync(
            TestContext.Current.CancellationToken));
        Assert.Contains("There is no admitted application P77.", wrong, StringComparison.Ordinal);
        Assert.Contains($"Application {second} is admitted and missing here", wrong, StringComparison.Ordinal);
        Assert.Contains("4 mistakes", wrong, StringComparison.Ordinal);
        Assert.Empty((await StateAsync(site)).Of);

        var csv = "application,panel\n" + string.Join('\n', (await AdmittedAsync(site)).Select((a, i) => i == 0 ? $"{a}," : $"{a},甲组"));
        Assert.Equal(HttpStatusCode.Redirect,
            (await officer.UploadAsync(Groups, Groups, "groups.csv", Encoding.UTF8.GetBytes(csv))).StatusCode);
        Assert.Equal((last - 2, "甲组"), ((await StateAsync(site)).Of.Count, Assert.Single((await StateAsync(site)).Of.Values.Distinct())));

        await UndoAsync(officer);
        await officer.PostAsync($"{Call}/assignments/1", $"{Call}/assignments/1/deploy");
        var late = await officer.UploadAsync(Groups, Groups, "groups.csv", Encoding.UTF8.GetBytes(csv));
        Assert.Contains("Withdraw the plan first", (await Html.OpenAsync(late)).Refused(), StringComparison.Ordinal);
        Assert.Empty((await StateAsync(site)).Of);

        byte[] Bytes()
        {
            var stream = new MemoryStream();
            workbook.SaveAs(stream);
            return stream.ToArray();
        }
    }

    [Fact]
    public async Task StandForThoseWhoOnlyRead_CannotBeChanged()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var auditor = await site.VisitAsync("auditor");

        Assert.DoesNotContain("/move", await auditor.ReadAsync(Groups), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await auditor.PostAsync(Call, Groups + "/runs", ("min", "3"), ("max", "6"))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden,
            (await auditor.PostAsync(Call, Groups + "/move", ("application", "P01"), ("group", "x"), ("reason", "x"))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await auditor.PostAsync(Call, Groups + "/undo")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await auditor.GetAsync($"{Groups}/runs/{Guid.NewGuid()}")).StatusCode);
        Assert.NotEqual(HttpStatusCode.OK, (await (await site.VisitAsync("e12")).GetAsync(Groups)).StatusCode);
    }

    /// <summary>Takes back the change that the page offers.</summary>
    private static async Task UndoAsync(Visitor officer) =>
        await officer.PostAsync(Groups, Groups + "/undo", ("act", (await officer.OpenAsync(Groups)).Field("act") ?? ""));

    private sealed record Stand(PanelSource Panels, IReadOnlyDictionary<string, string> Of);

    private static Task<List<string>> AdmittedAsync(WebSite site) => site.InDbAsync(async db =>
    {
        var call = await db.Calls.SingleAsync(c => c.Code == DemoRound.Code);
        return (await StoredStandings.LoadAsync(db, call, TestContext.Current.CancellationToken)).Admitted.Select(a => a.Value).Order()
            .ToList();
    });

    private static Task<Stand> StateAsync(WebSite site) => site.InDbAsync(async db =>
    {
        var call = await db.Calls.SingleAsync(c => c.Code == DemoRound.Code);
        var applications = await db.Applications.Where(a => a.CallId == call.Id).ToListAsync();
        return new Stand(
            StoredRound.CallOf(call).Assignment.Panels,
            applications.Where(a => a.Group.Length > 0).ToDictionary(a => a.Code, a => a.Group, StringComparer.Ordinal));
    });
}
