using System.Text;
using ClosedXML.Excel;
using GrantReview.Core.Acts;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Reading;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Pages;

/// <summary>Chengdu's scored line by the template and its own workbook, in one run through the pages to the list of finance.</summary>
public class ChengduRoundTests(DemoSite demo) : IClassFixture<DemoSite>
{
    private const string Code = DemoRound.Code + "-W";
    private const string Call = "/calls/" + Code;

    /// <summary>Ten per cent of the income without tax: to the fen, at the cap, at the floor with 13 % taken off, and a small company.</summary>
    private static readonly (string Id, string Income, string Tax, string Sme, double Amount)[] Rows =
    [
        ("P02", "3333333.30", "0", "no", 333_333.33), ("P08", "15,000,000", "0", "否", 1_000_000),
        ("P20", "1130000", "13%", "×", 100_000), ("P33", "６０００００.50", "0", "是", 60_000.05),
    ];

    [Fact]
    public async Task Platforms_FromTheWorkbookToFinancesList()
    {
        var round = new AwardRound(demo.Site, Code);
        var officer = await demo.Site.VisitAsync("officer");
        await officer.PostAsync("/calls", "/calls", ("code", Code), ("from", "template:chengdu-2024-ai-policy"));
        await demo.Site.JoinAsync(Code, "approver", Capacity.Approver);
        await demo.Site.JoinAsync(Code, "supervisor", Capacity.Supervisor);
        await demo.Site.JoinAsync(Code, "finance", Capacity.Finance);
        await round.ShouldReachAsync("officer", "indicators", "indicators/publish");
        await round.ShouldReachAsync("officer", "", "stage", ("to", "Open"));
        await round.ShouldReachAsync("officer", "", "stage", ("to", "FormalReview"));
        await officer.UploadAsync($"{Call}/applications", $"{Call}/applications", "申报项目.xlsx", await FilledAsync(officer));
        await officer.UploadAsync($"{Call}/experts", $"{Call}/experts", "experts.csv", Encoding.UTF8.GetBytes(
            "id,name,unit\n" + string.Concat(Enumerable.Range(1, 6).Select(i => $"E{i:00},虚构专家{i},虚构大学{i}\n"))));
        await AnswerAsync(officer);
        await round.ShouldReachAsync("officer", "", "stage", ("to", "Assigning"));

        await officer.RunAsync($"{Call}/assignments", $"{Call}/assignments", ("objective", "total"));
        await round.ShouldReachAsync("officer", "assignments/1", "assignments/1/deploy");
        await round.ShouldReachAsync("officer", "progress", "progress/fill");
        await round.ShouldReachAsync("officer", "progress", "progress/close");
        await round.ShouldReachAsync("officer", "progress", "progress/ask");
        await round.ShouldReachAsync("supervisor", "progress", "progress/open", ("request", $"{(await CallAsync()).State.OpeningRequest?.Id}"));
        await round.RunAsync();
        await round.ApproveAsync();
        await round.ShouldReachAsync("officer", "deliberation", "deliberation", ("Meeting", "局党组会"), ("HeldOn", "2024-06-03"),
            ("MinutesNumber", "12"), ("Attendees", "张三"));
        await round.FreezeDecisionAsync();
        await round.OpenNoticeAsync();
        await round.FreezeAsync();

        var finance = await demo.Site.VisitAsync("finance");
        using var list = new XLWorkbook(await (await finance.GetAsync($"/finance/{(await round.FinalAsync()).Id}/awards.xlsx")).Content
            .ReadAsStreamAsync(TestContext.Current.CancellationToken));
        Assert.Equal(Rows.Select(r => (r.Id, r.Amount)).Order(),
            list.Worksheet("Payments").RowsUsed().Where(r => r.Cell(2).GetString().StartsWith('P'))
                .Select(r => (r.Cell(2).GetString(), r.Cell(9).GetDouble())).Order());
    }

    /// <summary>The call's own workbook, a row for each.</summary>
    private static async Task<byte[]> FilledAsync(Visitor officer)
    {
        using var workbook = new XLWorkbook(await (await officer.GetAsync($"{Call}/applications/template.xlsx")).Content
            .ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var sheet = workbook.Worksheets.First();
        var columns = sheet.Row(1).CellsUsed().ToDictionary(c => c.GetString().TrimEnd('*'), c => c.Address.ColumnNumber);
        foreach (var (i, row) in Rows.Index())
        {
            foreach (var (column, value) in new[]
            {
                ("id", row.Id), ("title", $"虚构平台{i}"), ("category", "公共算法服务平台"), ("unit", $"虚构公司{i}"),
                ("Service income of the year before (yuan)", row.Income), ("Tax rate included", row.Tax),
                ("Small or medium-sized company", row.Sme), ("Tops up an earlier subsidy", "no"),
            })
            {
                sheet.Cell(i + 2, columns[column]).SetValue(value);
            }
        }
        using var stream = new MemoryStream();
        workbook.SaveAs(stream);
        return stream.ToArray();
    }

    /// <summary>The formal review finds that every rule that waits is met.</summary>
    private async Task AnswerAsync(Visitor officer)
    {
        var standings = await demo.Site.InDbAsync(async db =>
            await StoredStandings.LoadAsync(db, await db.Calls.SingleAsync(c => c.Code == Code), TestContext.Current.CancellationToken));
        foreach (var rule in standings.Findings.Where(f => f.IsOpen).Select(f => f.Rule.Id).Distinct())
        {
            await officer.PostAsync($"{Call}/formal-review?rule={rule}", $"{Call}/formal-review", ("everyone", $"{rule}"), ("kind", "Met"),
                ("reason", "材料齐全"));
        }
    }

    private Task<CallRow> CallAsync() => demo.Site.InDbAsync(db => db.Calls.AsNoTracking().SingleAsync(c => c.Code == Code));
}
