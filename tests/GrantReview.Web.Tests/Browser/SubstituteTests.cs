using GrantReview.Web.Hosting;
using Microsoft.Playwright;

namespace GrantReview.Web.Tests.Browser;

/// <summary>From a conflict and a deployed plan to a decline and its substitute, as an officer clicks through it.</summary>
public sealed class SubstituteTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    private const string Call = "/calls/" + DemoRound.Code;

    [BrowserFact]
    public async Task Decline_AfterConflictsAndADeployedPlan_IsFilledByASubstituteFreeOfConflict()
    {
        await using var web = new RunningWeb();
        await web.StartAsync(TestContext.Current.CancellationToken);
        var officer = await chromium.SignInAsync(web, "en", "officer");
        var page = officer.Page;

        await officer.OpenAsync(Call + "/conflicts");
        await page.FillAsync("form[action$='/conflicts'][method=post] input[name=application]", "P01");
        await page.FillAsync("form[action$='/conflicts'][method=post] input[name=expert]", "E24");
        await page.FillAsync("form[action$='/conflicts'][method=post] input[name=reason]", "shared a laboratory");
        await page.ClickAsync("form[action$='/conflicts'][method=post] button");
        await page.WaitForSelectorAsync(".note.good");

        await officer.OpenAsync(Call + "/assignments");
        await page.ClickAsync("form.panel button.primary");
        await page.ClickAsync("a.button[href$='/assignments/2']", new PageClickOptions { Timeout = 60_000 });
        await page.ClickAsync("form[action$='/deploy'] button");
        await page.WaitForSelectorAsync(".note.good");

        await officer.OpenAsync(Call + "/progress/applications/P01");
        var before = await page.Locator("main table").First.Locator("tbody tr td:first-child").AllInnerTextsAsync();
        await page.Locator("main td details summary").First.ClickAsync();
        await page.Locator("main td details input[name=reason]").First.FillAsync("abroad until May");
        await page.Locator("main td details button").First.ClickAsync();
        await page.WaitForSelectorAsync("form[action$='/substitute'] button");
        await officer.ShouldBeAccessibleAsync();
        var substitute = await page.Locator("form[action$='/substitute'] tbody td:nth-child(2)").First.InnerTextAsync();
        await page.Locator("form[action$='/substitute'] button").First.ClickAsync();
        await page.WaitForSelectorAsync(".note.good");

        var after = await page.Locator("main table").First.Locator("tbody tr").AllInnerTextsAsync();
        Assert.DoesNotContain("E24", substitute, StringComparison.Ordinal);
        Assert.DoesNotContain(before, s => s == substitute);
        Assert.Equal(before.Count + 1, after.Count);
        Assert.Contains(after, s => s.StartsWith(substitute, StringComparison.Ordinal));
        Assert.Contains("abroad until May", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.Empty(officer.Errors);
    }
}
