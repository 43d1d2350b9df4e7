using System.Net;
using GrantReview.Core.Scoring;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Tests.Hosting;

namespace GrantReview.Web.Tests.Pages;

/// <summary>An expert's report that somebody tried to influence them: sealed for the supervisor of the call.</summary>
public class ApproachTests
{
    private const string Words = "某人来电，要求给 P01 高分";

    [Fact]
    public async Task Report_OfAnApproach_IsReadByTheSupervisorAlone()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var (expert, sheets) = await SheetFormTests.SheetsAsync(site);
        var url = $"/sheets/{sheets[0].Id}/approach";
        var officer = await site.VisitAsync("officer");
        var supervisor = await site.VisitAsync("supervisor");
        string[] officers = [$"/calls/{DemoRound.Code}/trail", $"/calls/{DemoRound.Code}/progress",
            $"/calls/{DemoRound.Code}/progress/grid", "/", $"/calls/{DemoRound.Code}"];
        var before = await ReadAsync(officer, officers);

        Assert.EndsWith("Say what happened.", (await expert.PostAndOpenAsync(url, url, ("content", " "))).Refused(), StringComparison.Ordinal);
        Assert.Equal("The report went to the supervisor. Nobody else can read it.",
            (await expert.PostAndOpenAsync(url, url, ("content", Words))).Done());

        // Whoever runs the call sees byte for byte what they saw before.
        Assert.Equal(before, await ReadAsync(officer, officers));
        Assert.Equal(HttpStatusCode.Forbidden, (await officer.GetAsync($"/calls/{DemoRound.Code}/approaches")).StatusCode);
        foreach (var other in new[] { "auditor", "audit" })
        {
            Assert.DoesNotContain("an approach was reported", await (await site.VisitAsync(other)).ReadAsync("/audit"),
                StringComparison.Ordinal);
        }
        Assert.DoesNotContain(Words, await expert.ReadAsync($"/sheets/{sheets[0].Id}"), StringComparison.Ordinal);
        Assert.Contains("1 approach reports wait to be read", await supervisor.ReadAsync("/"), StringComparison.Ordinal);
        var page = await supervisor.OpenAsync($"/calls/{DemoRound.Code}/approaches");
        Assert.Contains(Words, page.Words(), StringComparison.Ordinal);

        var note = page.QuerySelector("form[action$='/note']")?.GetAttribute("action") ?? "";
        Assert.Equal("You have taken note of it.", (await supervisor.PostAndOpenAsync($"/calls/{DemoRound.Code}/approaches", note)).Done());
        Assert.DoesNotContain("wait to be read", await supervisor.ReadAsync("/"), StringComparison.Ordinal);
        Assert.Equal([typeof(ApproachLife.Reported), typeof(ApproachLife.Noted)],
            (await site.FactsAsync(typeof(ApproachLife.Reported), typeof(ApproachLife.Noted))).Select(f => f.GetType()));
        Assert.Equal(HttpStatusCode.NotFound, (await (await site.VisitAsync("e01")).GetAsync(url)).StatusCode);
    }

    private static async Task<List<string>> ReadAsync(Visitor visitor, string[] urls)
    {
        List<string> pages = [];
        foreach (var url in urls)
        {
            pages.Add(Html.WithoutToken(await visitor.ReadAsync(url)));
        }
        return pages;
    }
}
