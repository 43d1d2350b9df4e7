using GrantReview.Web.Hosting;

namespace GrantReview.Web.Tests.Browser;

/// <summary>A list is there as it was left, in the same window and for the same person.</summary>
public sealed class PlaceTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    private const string Call = "/calls/" + DemoRound.Code;
    private const string List = Call + "/applications";

    [BrowserFact]
    public async Task List_WhenOneComesBackByTheMenu_IsAsItWasLeft()
    {
        await using var web = new RunningWeb();
        await web.StartAsync(TestContext.Current.CancellationToken);
        var officer = await chromium.SignInAsync(web, "en", "officer");
        await officer.OpenAsync($"{List}?sort=-title");

        await FollowAsync($".call a[href='{Call}/attachments']", $"{Call}/attachments");
        await FollowAsync($".call a[href^='{List}']", $"{List}?sort=-title");
        await FollowAsync($"main tbody a[href^='{List}/']", $"{List}/P");
        await FollowAsync($".crumbs a[href^='{List}']", $"{List}?sort=-title");
        await FollowAsync($".call a[href='{List}']", List);

        Assert.DoesNotContain("sort", officer.Page.Url, StringComparison.Ordinal);
        Assert.Empty(officer.Errors);

        async Task FollowAsync(string link, string to)
        {
            await officer.Page.Locator(link).First.ClickAsync();
            await officer.Page.WaitForURLAsync(
                url => new Uri(url).PathAndQuery is var at && (to.EndsWith('P') ? at.StartsWith(to, StringComparison.Ordinal) : at == to));
        }
    }
}
