using System.Net;
using System.Text.Json.Nodes;
using ClosedXML.Excel;
using GrantReview.Core.Calls;
using GrantReview.Core.Scoring;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Tests.Data;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Pages;

/// <summary>The demo round by hand through HTTP, from the plan to finance's Excel, on every database.</summary>
public class WholeRoundTests
{
    private const string Call = "/calls/" + DemoRound.Code;

    [Theory, DatabaseData]
    public async Task DemoRound_FromDeployToAwardList(DatabaseProvider provider)
    {
        await using var site = new WebSite(provider);
        var officer = await site.VisitAsync("officer");
        await ShouldRedirectAsync(officer.PostAsync($"{Call}/assignments/1", $"{Call}/assignments/1/deploy"), $"{Call}/progress");

        await ScoreOneSheetAsync(site);
        await ShouldRedirectAsync(officer.PostAsync($"{Call}/progress", $"{Call}/progress/fill"), $"{Call}/progress");
        await ShouldRedirectAsync(officer.PostAsync($"{Call}/progress", $"{Call}/progress/close"), $"{Call}/progress");
        Assert.Equal(CallStage.Ranking, (await CallAsync(site)).State.Stage);

        await officer.PostAsync($"{Call}/runs", $"{Call}/runs");
        Assert.Empty(await site.InDbAsync(db => db.Runs.ToListAsync()));
        await officer.PostAsync($"{Call}/progress", $"{Call}/progress/ask");
        Assert.Equal(HttpStatusCode.Forbidden, (await officer.PostAsync($"{Call}/progress", $"{Call}/progress/open")).StatusCode);
        var supervisor = await site.VisitAsync("supervisor");
        await ShouldRedirectAsync(
            supervisor.PostAsync($"{Call}/progress", $"{Call}/progress/open",
            ("request", $"{(await CallAsync(site)).State.OpeningRequest?.Id}")), $"{Call}/progress");

        var run = await RunAsync(officer);
        Assert.Contains("All equal",
            WebUtility.HtmlDecode(
            await (await officer.PostAsync(run, run + "/verify")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken)),
            StringComparison.Ordinal);
        Assert.Contains("6,475,098.91", await officer.ReadAsync($"{Call}/allocation"), StringComparison.Ordinal);
        Assert.Contains("P33", await officer.ReadAsync($"{Call}/allocation?quota=platforms-per-year&max=11"), StringComparison.Ordinal);

        await ShouldRedirectAsync(officer.PostAsync($"{Call}/allocation", $"{Call}/allocation/propose", ("note", "as computed")),
            $"{Call}/allocation");
        var proposal = await site.InDbAsync(db => db.Proposals.SingleAsync());
        Assert.Equal(HttpStatusCode.Forbidden, (await officer.GetAsync($"/approvals/{proposal.Id}")).StatusCode);
        var approver = await site.VisitAsync("approver");
        await ShouldRedirectAsync(approver.PostAsync($"/approvals/{proposal.Id}", $"/approvals/{proposal.Id}", ("approve", "true")),
            "/approvals");
        Assert.Equal(CallStage.Deliberation, (await CallAsync(site)).State.Stage);

        var round = new AwardRound(site, DemoRound.Code);
        await round.ShouldRefuseAsync("officer", "deliberation", "deliberation", "cannot have been held before that day",
            ("Meeting", "局党组会"), ("HeldOn", "2024-06-03"));
        await site.ApproveEarlierAsync();
        await round.DeliberateAsync();
        await round.OpenNoticeAsync();
        await round.FreezeAsync();
        Assert.Equal(CallStage.Awarded, (await CallAsync(site)).State.Stage);

        var finance = await site.VisitAsync("finance");
        var excel = await (await finance.GetAsync($"/finance/{(await round.FinalAsync()).Id}/awards.xlsx")).Content.ReadAsStreamAsync(
            TestContext.Current.CancellationToken);
        using var workbook = new XLWorkbook(excel);
        var awards = workbook.Worksheet("Payments").RowsUsed().Where(r => r.Cell(2).GetString().StartsWith('P')).ToList();
        Assert.Equal(10, awards.Count);
        Assert.Equal(6_475_098.91, awards.Sum(r => r.Cell(9).GetDouble()), 0.001);
        Assert.Null(await site.InDbAsync(async db =>
        {
            await RecordSeal.SealAsync(db, TestContext.Current.CancellationToken);
            return await RecordSeal.FirstBrokenAsync(db, TestContext.Current.CancellationToken);
        }));
    }

    /// <summary>An expert declares, recuses from one application, scores another leaf by leaf, and submits it.</summary>
    private static async Task ScoreOneSheetAsync(WebSite site)
    {
        var sheets = await site.InDbAsync(db => (
            from s in db.ScoreSheets
            join e in db.Experts on s.ExpertId equals e.Id
            join c in db.Calls on s.CallId equals c.Id
            join a in db.Applications on s.ApplicationId equals a.Id
            where c.Code == DemoRound.Code && e.Code == "E12"
            orderby a.Code
            select new { s.Id, s.ApplicationId }).ToListAsync());
        var expert = await site.VisitAsync("e12");
        var (first, second) = (sheets[0], sheets[1]);
        Assert.Equal($"/my-work/{DemoRound.Code}/declare", (await expert.GetAsync($"/sheets/{first.Id}")).Headers.Location?.ToString());
        var declaration = sheets.Skip(1).Select(s => ($"Competence[{s.ApplicationId}]", "high")).ToList();
        var unsaid = await expert.PostAsync($"/my-work/{DemoRound.Code}/declare", $"/my-work/{DemoRound.Code}/declare", [.. declaration]);
        Assert.Equal(HttpStatusCode.BadRequest, unsaid.StatusCode);
        await ShouldRedirectAsync(
            expert.PostAsync($"/my-work/{DemoRound.Code}/declare", $"/my-work/{DemoRound.Code}/declare",
                [.. declaration, ("Undertaking", "1"), ($"Conflict[{first.ApplicationId}]", "true"),
                    ($"Kind[{first.ApplicationId}]", "co-author"), ($"Note[{first.ApplicationId}]", "we publish together")]), "/my-work");
        Assert.Equal(HttpStatusCode.NotFound, (await expert.GetAsync($"/sheets/{first.Id}")).StatusCode);

        var url = $"/sheets/{second.Id}";
        var save = new { field = "score.capacity.hardware.performance", value = "4.5", seen = 0, operation = Guid.NewGuid() };
        var saved = await expert.SendJsonAsync(url, url + "/fields", save);
        Assert.Equal(HttpStatusCode.OK, saved.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await expert.SendJsonAsync(url, url + "/fields", save)).StatusCode);
        var stale = await expert.SendJsonAsync(url, url + "/fields", save with { value = "2", operation = Guid.NewGuid() });
        Assert.Equal(HttpStatusCode.Conflict, stale.StatusCode);
        Assert.Equal("4.5",
            JsonNode.Parse(await stale.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))?["value"]?.ToString());
        Assert.Equal(HttpStatusCode.BadRequest,
            (await expert.SendJsonAsync(url, url + "/fields",
            save with { value = "5.01", operation = Guid.NewGuid(), seen = 1 })).StatusCode);
        var given = Assert.Single(
            await site.InDbAsync(db =>
            db.Facts.Include(f => f.Texts).Where(f => f.Kind == "Leaf.Scored" && f.SubjectId == second.Id).ToListAsync()));
        Assert.Equal("4.5", $"{((LeafLife.Scored)given.Read()).Score}");

        Assert.Equal(HttpStatusCode.OK, (await expert.PostAsync(url, url, ("act", "submit"))).StatusCode);
        Assert.Equal(SheetStatus.Open, (await site.InDbAsync(db => db.ScoreSheets.SingleAsync(s => s.Id == second.Id))).State.Status);
    }

    private static Task<string> RunAsync(Visitor officer) => officer.RunAsync($"{Call}/runs", $"{Call}/runs");

    private static Task<CallRow> CallAsync(WebSite site) =>
        site.InDbAsync(db => db.Calls.AsNoTracking().SingleAsync(c => c.Code == DemoRound.Code));

    private static async Task ShouldRedirectAsync(Task<HttpResponseMessage> asked, string url)
    {
        var answer = await asked;
        Assert.True(answer.StatusCode == HttpStatusCode.Redirect,
            $"{answer.StatusCode} {(await Html.OpenAsync(answer)).Refused()}");
        Assert.Equal(url, $"{answer.Headers.Location}");
    }
}
