using ClosedXML.Excel;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Tests.Pages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace GrantReview.Web.Tests.Browser;

/// <summary>
/// The demo round in Chromium, from the plan's deployment to finance's Excel, in both languages; every page is scanned by axe.
/// </summary>
/// <remarks>A class for each language, so that the two run side by side.</remarks>
public abstract class WholeRound(ChromiumFixture chromium)
{
    private const string Call = "/calls/" + DemoRound.Code;

    protected async Task RunAsync(string culture, string awardsSheet)
    {
        await using var web = new RunningWeb();
        await web.StartAsync(TestContext.Current.CancellationToken);
        await (await chromium.NewPageAsync(web.Address, culture)).OpenAsync("/sign-in");

        var officer = await chromium.SignInAsync(web, culture, "officer");
        foreach (
            var page in new[] { "/", "/calls", "/templates/chengdu-2024-ai-policy", Call, Call + "/settings", Call + "/indicators",
            Call + "/applications", Call + "/applications/P01", Call + "/experts", Call + "/conflicts", Call + "/assignments" })
        {
            await officer.OpenAsync(page);
        }
        await officer.OpenAsync(Call + "/assignments");
        await officer.Page.CheckAsync("#objective-Total");
        await officer.Page.ClickAsync("form.panel button.primary");
        await officer.Page.WaitForSelectorAsync("a.button[href$='/assignments/2']", new PageWaitForSelectorOptions { Timeout = 60_000 });
        await officer.ShouldBeAccessibleAsync();
        await officer.OpenAsync(Call + "/assignments");
        await officer.Page.ClickAsync("form[action$='/compare'] button");
        await officer.Page.WaitForSelectorAsync("table.marks svg.mark");
        await officer.ShouldBeAccessibleAsync();
        await officer.OpenAsync(Call + "/assignments/1");
        await officer.Page.FocusAsync("details.why summary");
        await officer.Page.Keyboard.PressAsync("Enter");
        await officer.Page.WaitForSelectorAsync("details.why[open]");
        await officer.ShouldBeAccessibleAsync();
        await officer.Page.ClickAsync("form[action$='/deploy'] button");
        await officer.ShouldBeAccessibleAsync();

        await officer.OpenAsync(Call + "/progress/applications/P01");
        await officer.Page.ClickAsync("main td details summary");
        await officer.ShouldBeAccessibleAsync();

        await ScoreAsync(await chromium.SignInAsync(web, culture, "e12"));

        await officer.OpenAsync(Call + "/progress");
        await officer.Page.ClickAsync("form[action$='/fill'] button");
        await officer.Page.ClickAsync("form[action$='/close'] button");
        await officer.Page.ClickAsync("form[action$='/ask'] button");
        var supervisor = await chromium.SignInAsync(web, culture, "supervisor");
        await supervisor.OpenAsync(Call + "/progress");
        await supervisor.Page.ClickAsync("form[action$='/open'] button");
        await supervisor.OpenAsync("/audit");

        await officer.OpenAsync(Call + "/runs");
        await officer.Page.ClickAsync("main form button.primary");
        await officer.Page.WaitForSelectorAsync("a.button[href$='/allocation']", new PageWaitForSelectorOptions { Timeout = 60_000 });
        await officer.ShouldBeAccessibleAsync();
        await officer.Page.ClickAsync("form[action$='/verify'] button");
        await officer.Page.WaitForSelectorAsync(".note.good");
        await officer.OpenAsync(Call + "/allocation");
        await officer.Page.WaitForSelectorAsync("main table svg.mark circle.dot");
        await officer.Page.ClickAsync("table.rank a[href*='row=P20']");
        await officer.Page.WaitForSelectorAsync("tr[aria-current] a[href*='row=P20']");
        await officer.Page.WaitForSelectorAsync(".beside a[href$='/ranking/P20']");
        await officer.OpenAsync(Call + "/ranking/P08");
        await officer.OpenAsync(Call + "/calibration");
        await officer.Page.WaitForSelectorAsync("main table svg.mark circle.ring");
        await officer.Page.WaitForSelectorAsync("main table svg.mark circle.dot");
        await officer.Page.WaitForSelectorAsync("table.heat td");
        await officer.OpenAsync(Call + "/settings/rule");
        await officer.Page.FillAsync("textarea[name=reason]", "no change at all");
        await officer.Page.ClickAsync("form[action$='/rule'] button");
        await officer.Page.WaitForSelectorAsync(".note.bad");
        Assert.Equal("no change at all", await officer.Page.InputValueAsync("textarea[name=reason]"));
        await officer.OpenAsync(Call + "/trail");
        await officer.OpenAsync(Call + "/allocation");
        await officer.ShouldBeAccessibleAsync();
        await officer.OpenAsync(Call + "/allocation/reasons");
        await officer.OpenAsync(Call + "/allocation?quota=platforms-per-year&max=9");
        await officer.Page.CheckAsync("input[name=seen]");
        await officer.Page.FillAsync("form[action$='/scenarios'] input[name=name]", "9");
        await officer.Page.ClickAsync("form[action$='/scenarios'] button");
        await officer.ShouldBeAccessibleAsync();
        await officer.OpenAsync(Call + "/allocation");
        await officer.Page.ClickAsync("form[action$='/propose'] button");

        var approver = await chromium.SignInAsync(web, culture, "approver");
        await approver.OpenAsync("/approvals");
        await approver.Page.ClickAsync("table a");
        await approver.ShouldBeAccessibleAsync();
        await approver.Page.ClickAsync("button[name=approve][value=true]");
        await approver.Page.WaitForURLAsync("**/approvals");
        await using (var database = web.OpenDatabase())
        {
            await LargeCall.ApproveEarlierAsync(database.GetRequiredService<AppDb>());
        }

        await DecideAsync(officer, supervisor, approver);

        var finance = await chromium.SignInAsync(web, culture, "finance");
        await finance.OpenAsync("/finance");
        await finance.Page.ClickAsync("table a");
        await finance.ShouldBeAccessibleAsync();
        var download = await finance.Page.RunAndWaitForDownloadAsync(() => finance.Page.ClickAsync("a[href$='awards.xlsx']"));
        using var workbook = new XLWorkbook(await SavedAsync(download, web));
        // The sheet of E12 that is typed above sinks P02 (520,480.00); P33 (745,640.00) takes its place.
        Assert.Equal(6_475_098.91 - 520_480 + 745_640,
            workbook.Worksheet(awardsSheet).RowsUsed().Where(r => r.Cell(2).GetString().StartsWith('P')).Sum(r => r.Cell(9).GetDouble()),
            0.001);

        var security = await chromium.SignInAsync(web, culture, "security");
        await security.OpenAsync("/admin/users");
        var system = await chromium.SignInAsync(web, culture, "system");
        await system.Page.GotoAsync("/admin/jobs");
        // The browser logs the form above that was refused.
        Assert.All(new[] { officer, supervisor, approver, finance, security, system }.SelectMany(p => p.Errors),
            e => Assert.Contains("/settings/rule", e, StringComparison.Ordinal));
    }

    /// <summary>The meeting, its freezing, the notice, an objection, and the final awards.</summary>
    private static async Task DecideAsync(BrowserPage officer, BrowserPage supervisor, BrowserPage approver)
    {
        await officer.OpenAsync(Call + "/deliberation");
        await officer.Page.FillAsync("input[name=Meeting]", "局党组会");
        await officer.Page.FillAsync("input[name=HeldOn]", "2024-06-03");
        await officer.Page.FillAsync("input[name=MinutesNumber]", "12");
        await officer.Page.FillAsync("textarea[name=Attendees]", "张三");
        await officer.Page.ClickAsync("form[action$='/deliberation'] button");
        await officer.Page.WaitForSelectorAsync("form[action$='/changes'] button");
        await officer.ShouldBeAccessibleAsync();
        await approver.OpenAsync(Call + "/deliberation");
        await approver.Page.ClickAsync("form[action$='/freeze'] button");
        await approver.Page.WaitForSelectorAsync(".note.good");

        await officer.OpenAsync(Call + "/notice");
        await officer.Page.FillAsync("input[name=publishedOn]", "2024-06-04");
        await officer.Page.ClickAsync("form[action$='/open'] button");
        await officer.Page.FillAsync("input[name=withdraw]", "P08");
        await officer.Page.ClickAsync("form[action$='/notice'] button");
        await officer.Page.WaitForSelectorAsync("form[action$='/withdraw'] button");
        await officer.ShouldBeAccessibleAsync();

        await supervisor.OpenAsync(Call + "/objections");
        await supervisor.Page.FillAsync("input[name=Name]", "赵六");
        await supervisor.Page.FillAsync("input[name=ReceivedOn]", "2024-06-05");
        await supervisor.Page.FillAsync("textarea[name=Content]", "?");
        await supervisor.Page.ClickAsync("form[action$='/objections'] button");
        await supervisor.ShouldBeAccessibleAsync();
        await supervisor.Page.FillAsync("input[name=outcome]", "ok");
        await supervisor.Page.ClickAsync("button[name=upheld][value=false]");
        await supervisor.Page.WaitForSelectorAsync(".note.good");

        await approver.OpenAsync(Call + "/notice");
        await approver.Page.ClickAsync("form[action$='/freeze'] button");
        await approver.Page.WaitForSelectorAsync(".note.good");
        await supervisor.OpenAsync(Call + "/packages");
        await supervisor.Page.ClickAsync("form[action$='/verify'] button");
        await supervisor.Page.WaitForSelectorAsync(".note.good");
        await supervisor.ShouldBeAccessibleAsync();
    }

    /// <summary>Declares, types scores that save themselves while the total follows, comes back to them, and submits.</summary>
    private static async Task ScoreAsync(BrowserPage expert)
    {
        var page = expert.Page;
        await expert.OpenAsync("/my-work");
        await page.ClickAsync("a[href$='/declare']");
        await page.CheckAsync("input[name=Undertaking]");
        foreach (var choice in await page.QuerySelectorAllAsync("input[value=High]"))
        {
            await choice.CheckAsync();
        }
        await expert.ShouldBeAccessibleAsync();
        await page.ClickAsync("main form button.primary");
        await expert.ShouldBeAccessibleAsync();
        await page.Locator("tr", new PageLocatorOptions { HasText = "P02" }).Locator("a[href^='/sheets/']").First.ClickAsync();
        await expert.ShouldBeAccessibleAsync();

        var first = page.Locator("input[data-field^='score.'][inputmode]").First;
        await first.FillAsync("99999");
        await page.WaitForSelectorAsync("[data-fault]:not(:empty)");
        foreach (var field in await page.Locator("input[data-field^='score.'][inputmode]").AllAsync())
        {
            await field.FillAsync("1.5");
        }
        foreach (var group in await page.Locator("[data-leaf]:has(input[type=radio])").AllAsync())
        {
            await group.Locator("input[type=radio]").First.CheckAsync();
        }
        await page.Locator("[data-questions] input[name=Familiarity]").First.CheckAsync();
        await page.Locator("[data-questions] input[name=Recommendation]").First.CheckAsync();
        await page.FillAsync("#OverallComment", "ok");
        await page.WaitForSelectorAsync("#save-state.good");
        await page.WaitForSelectorAsync("#missing.good");
        var total = await page.TextContentAsync("[data-subtotal='']");
        await page.ReloadAsync();
        Assert.Equal("1.5", await first.InputValueAsync());
        Assert.Equal(total, await page.TextContentAsync("[data-subtotal='']"));

        await page.ClickAsync("button[name=act][value=submit]");
        await page.WaitForURLAsync("**/submit?sheet=*");
        await expert.ShouldBeAccessibleAsync();
        await page.ClickAsync("main form button");
        await page.WaitForSelectorAsync(".state.good");
        await page.GotoAsync("/my-work");
        await page.WaitForSelectorAsync(".state.good");
        Assert.Empty(expert.Errors);
    }

    private static async Task<string> SavedAsync(IDownload download, RunningWeb web)
    {
        var path = Path.Combine(web.Folder, download.SuggestedFilename);
        await download.SaveAsAsync(path);
        return path;
    }
}

public sealed class WholeRoundInChineseTests(ChromiumFixture chromium) : WholeRound(chromium), IClassFixture<ChromiumFixture>
{
    [BrowserFact]
    public Task DemoRound_FromDeployToExcel() => RunAsync("zh-CN", "拨款明细");
}

public sealed class WholeRoundInEnglishTests(ChromiumFixture chromium) : WholeRound(chromium), IClassFixture<ChromiumFixture>
{
    [BrowserFact]
    public Task DemoRound_FromDeployToExcel() => RunAsync("en", "Payments");
}
