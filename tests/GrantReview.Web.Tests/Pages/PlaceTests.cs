using AngleSharp.Dom;
using GrantReview.Web.Hosting;
using GrantReview.Web.Tests.Hosting;

namespace GrantReview.Web.Tests.Pages;

/// <summary>Where a page stands: what is above it, and the parts of the place in which a list becomes a decision.</summary>
public class PlaceTests(DemoSite demo) : IClassFixture<DemoSite>
{
    private const string Call = "/calls/" + DemoRound.Code;

    [Theory]
    [InlineData(Call + "/progress/grid", "DEMO-2024 Progress", Call, Call + "/progress")]
    [InlineData(Call + "/applications/P01", "DEMO-2024 Applications", Call, Call + "/applications")]
    [InlineData(Call + "/assignments/1/mails", "DEMO-2024 Assignments Plan 1", Call, Call + "/assignments", Call + "/assignments/1")]
    [InlineData(Call + "/settings/categories/0", "DEMO-2024 Settings of the call Categories and amounts", Call, Call + "/settings",
        Call + "/settings/categories")]
    [InlineData(Call + "/imports", "DEMO-2024 Applications", Call, Call + "/applications")]
    [InlineData("/experts/years", "Calls", "/calls")]
    public async Task Page_BelowAnother_SaysWhatIsAbove_AndItself(string url, string above, params string[] addresses)
    {
        var page = await (await demo.Site.VisitAsync("officer")).OpenAsync(url);

        var crumbs = page.QuerySelectorAll(".crumbs li");
        Assert.Equal(above, string.Join(' ', crumbs.SkipLast(1).Select(Html.Words)));
        Assert.Equal(addresses, crumbs.SelectMany(c => c.QuerySelectorAll("a")).Select(a => a.GetAttribute("href")));
        Assert.Equal(page.Title?.Split(" · ")[0], crumbs[^1].Words());
        Assert.Equal("page", crumbs[^1].GetAttribute("aria-current"));
    }

    [Theory]
    [InlineData(Call)]
    [InlineData(Call + "/applications")]
    [InlineData(Call + "/runs")]
    [InlineData("/calls")]
    public async Task Page_ThatTheMenuNames_SaysNothingAboveIt(string url) =>
        Assert.Null((await (await demo.Site.VisitAsync("officer")).OpenAsync(url)).QuerySelector(".crumbs"));

    [Theory]
    [InlineData("/allocation", "Ranking and awards")]
    [InlineData("/calibration", "Calibration")]
    [InlineData("/runs", "Runs")]
    [InlineData("/allocation/scenarios", "Scenarios side by side")]
    public async Task Bench_IsOnePlaceOfTheMenu_WithItsParts(string part, string name)
    {
        const string call = "/calls/" + DemoRound.ScoredCode;
        var page = await (await demo.Site.VisitAsync("officer")).OpenAsync(call + part);

        var menu = page.QuerySelectorAll(".call nav:not(.parts) a").Select(a => a.GetAttribute("href")).ToList();
        Assert.Contains($"{call}/allocation", menu);
        Assert.DoesNotContain($"{call}/runs", menu);
        Assert.DoesNotContain($"{call}/calibration", menu);
        Assert.Equal(name, page.QuerySelector(".parts a[aria-current=page]")?.Words());
        Assert.Equal(
            ["/allocation", "/allocation/scenarios", "/calibration", "/allocation/reasons", "/runs"],
            page.QuerySelectorAll(".parts a").Select(a => $"{a.GetAttribute("href")}"[call.Length..]));
        Assert.Equal($"{call}/allocation", page.QuerySelector(".pages:not(.parts) a[aria-current=page]")?.GetAttribute("href"));
    }

    /// <summary>Whoever may not run the call is told that there is nothing, and gets no button.</summary>
    [Theory]
    [InlineData("officer", 1)]
    [InlineData("approver", 0)]
    public async Task Bench_WithoutARun_LetsTheOfficerStartOne(string person, int buttons)
    {
        const string call = "/calls/" + DemoRound.ScoredCode;
        var page = await (await demo.Site.VisitAsync(person)).OpenAsync($"{call}/allocation");

        Assert.Equal(buttons, page.QuerySelectorAll($"main form[action='{call}/runs'] button").Length);
    }
}
