using Microsoft.Playwright;

namespace GrantReview.Web.Tests.Browser;

/// <summary>
/// The sheet is green only while the server has what the screen shows; what was typed last is on the server in the end, or both texts are
/// before the expert.
/// </summary>
public sealed class SheetChaosTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    private const string Comment = SheetChaos.Comment;
    private const string State = "#save-state";

    /// <summary>The thousand are a command of the benchmarks, with its result.</summary>
    [BrowserFact]
    public async Task Chaos_OfEverySeed_LosesNothing_OverwritesNothing_AndIsNeverGreenInVain()
    {
        await using var web = new RunningWeb();
        await web.StartAsync(TestContext.Current.CancellationToken);
        await SheetChaos.DeployAsync(chromium.Browser, web.Address);
        await using var database = web.OpenDatabase();
        await SheetChaos.CloseCallAsync(database);
        await using var chaos = await SheetChaos.OpenAsync(chromium.Browser, web.Address, "e12", database, restart: null);
        var count = new ChaosCount();
        for (var seed = 0; seed < 8; seed++)
        {
            count.Add(await chaos.PlayAsync(seed));
        }
        Assert.Empty(count.Lost);
        Assert.Empty(count.Overwritten);
        Assert.Empty(count.Pretended);
        Assert.True(count is { Acknowledged: > 0, Saved: > 0, Green: > 0 });
    }

    /// <summary>A server that dies while somebody types, and one that comes back.</summary>
    [BrowserFact]
    public async Task ServerKilledWhileTyping_GetsTheTextWhenItIsBack()
    {
        await using var web = new RunningWeb();
        await web.StartAsync(TestContext.Current.CancellationToken);
        var sheet = (await DeployAsync(chromium, web))[0];
        var expert = await chromium.SignInAsync(web, "en", "e12");
        await expert.Page.GotoAsync(sheet);
        web.Kill();
        await FillAsync(expert.Page, Comment, "typed while the server was away");
        await expert.Page.WaitForSelectorAsync($"{State}.warn");

        await web.StartAsync(TestContext.Current.CancellationToken);

        await expert.Page.WaitForSelectorAsync($"{State}.good", new PageWaitForSelectorOptions { Timeout = 20_000 });
        Assert.Equal("typed while the server was away", (await ServerAsync(expert.Page, sheet))[Comment]);
    }

    /// <summary>
    /// A server that asks to come back is asked again by the sheet itself, no sooner than it said, and the sheet says so meanwhile.
    /// </summary>
    [BrowserFact]
    public async Task ServerTooBusy_GetsTheTextAfterTheTimeItNamed()
    {
        await using var web = new RunningWeb();
        await web.StartAsync(TestContext.Current.CancellationToken);
        var sheet = (await DeployAsync(chromium, web))[0];
        var expert = await chromium.SignInAsync(web, "en", "e12");
        await expert.Page.GotoAsync(sheet);
        List<long> asked = [];
        await expert.Page.RouteAsync("**/fields", route =>
        {
            asked.Add(System.Diagnostics.Stopwatch.GetTimestamp());
            return asked.Count == 1
                ? route.FulfillAsync(new RouteFulfillOptions { Status = 503, Headers = [new("Retry-After", "2")], Body = "" })
                    : route.ContinueAsync();
        });

        await FillAsync(expert.Page, Comment, "typed at the busiest hour");
        await expert.Page.WaitForSelectorAsync($"{State}.warn:has-text('busy')");
        await expert.Page.EvaluateAsync("dispatchEvent(new Event('online'))");
        await expert.Page.WaitForSelectorAsync($"{State}.good");

        Assert.Equal(2, asked.Count);
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(asked[0], asked[1]) >= TimeSpan.FromSeconds(2));
        Assert.Equal("typed at the busiest hour", (await ServerAsync(expert.Page, sheet))[Comment]);
    }

    /// <summary>
    /// The tab is gone a moment after the last key; the device keeps the edit, and another account that signs in neither sees nor sends it.
    /// </summary>
    [BrowserFact]
    public async Task WindowClosedAtOnceAndOffline_KeepsTheTextForItsAccountAlone()
    {
        await using var web = new RunningWeb();
        await web.StartAsync(TestContext.Current.CancellationToken);
        var sheet = (await DeployAsync(chromium, web))[0];
        var expert = await chromium.SignInAsync(web, "en", "e12");
        var context = expert.Page.Context;
        await expert.Page.GotoAsync(sheet);
        await context.SetOfflineAsync(true);
        await FillAsync(expert.Page, Comment, "kept on the device");
        await expert.Page.WaitForSelectorAsync($"{State}.warn:has-text('Kept on this device')");
        await expert.Page.CloseAsync();
        await context.SetOfflineAsync(false);
        await context.ClearCookiesAsync();

        var other = await context.NewPageAsync();
        await other.GotoAsync("/sign-in");
        await other.ClickAsync("button[value=demo-e11]");
        await other.GotoAsync("/my-work");
        await other.WaitForTimeoutAsync(1000);
        Assert.Equal(0, await other.Locator("[data-kept-of]:not([hidden])").CountAsync());
        await context.ClearCookiesAsync();

        var back = await context.NewPageAsync();
        await back.GotoAsync("/sign-in");
        await back.ClickAsync("button[value=demo-e12]");
        await back.GotoAsync(sheet);
        await back.WaitForSelectorAsync($"{State}.good");
        Assert.Equal("kept on the device", (await ServerAsync(back, sheet))[Comment]);
    }

    private static Task FillAsync(IPage page, string field, string value) => page.Locator($"[data-field='{field}']").First.FillAsync(value);

    /// <summary>What the server holds, read by a request of its own.</summary>
    internal static async Task<Dictionary<string, string>> ServerAsync(IPage page, string sheet) => SheetChaos.FieldsOf(
        await page.EvaluateAsync<string>("async url => (await fetch(url, { cache: 'no-store' })).text()", sheet));

    /// <summary>The plan is deployed and an expert has declared: the addresses of the expert's sheets.</summary>
    internal static async Task<IReadOnlyList<string>> DeployAsync(ChromiumFixture chromium, RunningWeb web)
    {
        await SheetChaos.DeployAsync(chromium.Browser, web.Address);
        return await SheetChaos.DeclareAsync((await chromium.SignInAsync(web, "en", "e12")).Page);
    }
}
