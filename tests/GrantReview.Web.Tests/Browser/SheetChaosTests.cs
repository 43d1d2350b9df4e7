using System.Text.Json;
using GrantReview.Web.Hosting;
using Microsoft.Playwright;

namespace GrantReview.Web.Tests.Browser;

/// <summary>
/// An expert with two windows of one browser and a second device, while the network, the server and the session fail in an order drawn from
/// a seed. The sheet is green only while the server has what the screen shows; what was typed last is on the server in the end, or both
/// texts are before the expert.
/// </summary>
public sealed class SheetChaosTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    private const string Call = "/calls/" + DemoRound.Code;
    private const string Score = "score.capacity.hardware.performance";
    private const string Reason = "reason.capacity.hardware.performance";
    private const string Comment = "OverallComment";
    private const string State = "#save-state";
    private static readonly string[] Fields = [Score, Reason, Comment];
    private static readonly int[] Failures = [400, 401, 403, 423, 429, 500, 502, 503];

    [BrowserFact]
    public async Task Chaos_OfEverySeed_LosesNothingAndIsNeverGreenInVain()
    {
        await using var web = new RunningWeb();
        await web.StartAsync(TestContext.Current.CancellationToken);
        var sheets = await DeployAsync(chromium, web);
        for (var seed = 0; seed < 6; seed++)
        {
            await PlayAsync(web, sheets[seed % sheets.Count], seed);
        }
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
        Assert.Equal(0, await other.Locator("[data-sheet]:not([hidden])").CountAsync());
        await context.ClearCookiesAsync();

        var back = await context.NewPageAsync();
        await back.GotoAsync("/sign-in");
        await back.ClickAsync("button[value=demo-e12]");
        await back.GotoAsync(sheet);
        await back.WaitForSelectorAsync($"{State}.good");
        Assert.Equal("kept on the device", (await ServerAsync(back, sheet))[Comment]);
    }

    private async Task PlayAsync(RunningWeb web, string sheet, int seed)
    {
        var random = new Random(seed);
        var expert = await chromium.SignInAsync(web, "en", "e12");
        var first = expert.Page;
        var second = await first.Context.NewPageAsync();
        var device = (await chromium.SignInAsync(web, "en", "e12")).Page;
        var asking = (await chromium.SignInAsync(web, "en", "e12")).Page;
        IPage[] windows = [first, second, device];
        var typed = new Dictionary<string, (IPage Window, string Value)>(StringComparer.Ordinal);
        foreach (var window in windows)
        {
            await window.GotoAsync(sheet);
        }
        for (var step = 0; step < 10; step++)
        {
            var window = windows[random.Next(windows.Length)];
            switch (random.Next(8))
            {
                case 0:
                    await window.Context.SetOfflineAsync(true);
                    break;
                case 1:
                    await window.Context.SetOfflineAsync(false);
                    break;
                case 2:
                    var status = Failures[random.Next(Failures.Length)];
                    await window.RouteAsync("**/fields",
                        route => route.FulfillAsync(new RouteFulfillOptions { Status = status, Body = "no" }));
                    break;
                case 3:
                    await window.UnrouteAsync("**/fields");
                    break;
                default:
                    var field = Fields[random.Next(Fields.Length)];
                    var value = field == Score ? $"{random.Next(5)}.{1 + random.Next(9)}" : $"seed {seed} step {step}";
                    await FillAsync(window, field, value);
                    typed[field] = (window, value);
                    break;
            }
            await window.WaitForTimeoutAsync(random.Next(900));
            await ShouldBeHonestAsync(asking, sheet, windows, typed, $"seed {seed}, step {step}:");
        }
        foreach (var window in windows)
        {
            await window.UnrouteAllAsync();
            await window.Context.SetOfflineAsync(false);
        }
        for (var round = 0; round < 3; round++)
        {
            foreach (var window in windows)
            {
                await window.EvaluateAsync("dispatchEvent(new Event('online'))");
            }
            await device.WaitForTimeoutAsync(700);
        }
        var server = await ServerAsync(asking, sheet);
        foreach (var (field, (window, value)) in typed)
        {
            var isChosen = await window.Locator($"[data-choice='{field}']:not([hidden])").CountAsync() > 0;
            Assert.True(
                server[field] == value || isChosen,
                $"Seed {seed}: {field} was last typed as “{value}”, the server has “{server[field]}” and nobody is asked.");
        }
        await ShouldBeHonestAsync(asking, sheet, windows, typed, $"seed {seed}, in the end:");
        await asking.Context.CloseAsync();
        await first.Context.CloseAsync();
        await device.Context.CloseAsync();
    }

    /// <summary>Green in a window means: what was typed last in this browser is what the server has at this moment.</summary>
    private static async Task ShouldBeHonestAsync(
        IPage asking, string sheet, IEnumerable<IPage> windows, Dictionary<string, (IPage Window, string Value)> typed, string when)
    {
        foreach (var window in windows)
        {
            var mine = typed.Where(t => t.Value.Window == window).ToList();
            if (mine.Count == 0 || !await IsGreenAsync(window))
            {
                continue;
            }
            var server = await ServerAsync(asking, sheet);
            var shown = new List<string>();
            foreach (var (field, _) in mine)
            {
                shown.Add(await ShownAsync(window, field));
            }
            if (await IsGreenAsync(window))
            {
                Assert.Equal(mine.Select((m, i) => $"{when} {m.Key} {shown[i]}"), mine.Select(m => $"{when} {m.Key} {server[m.Key]}"));
            }
        }
    }

    private static async Task<bool> IsGreenAsync(IPage window) =>
        (await window.Locator(State).GetAttributeAsync("class"))?.Contains("good", StringComparison.Ordinal) == true;

    private static Task FillAsync(IPage page, string field, string value) => page.Locator($"[data-field='{field}']").First.FillAsync(value);

    private static Task<string> ShownAsync(IPage page, string field) => page.Locator($"[data-field='{field}']").First.InputValueAsync();

    /// <summary>What the server holds, read by a request of its own.</summary>
    private static async Task<Dictionary<string, string>> ServerAsync(IPage page, string sheet)
    {
        var text = await page.EvaluateAsync<string>(
            "async url => new DOMParser().parseFromString(await (await fetch(url, { cache: 'no-store' })).text(), 'text/html').getElementById('sheet-data').textContent", sheet);
        using var data = JsonDocument.Parse(text);
        return data.RootElement.GetProperty("fields").EnumerateArray().ToDictionary(
            f => f.GetProperty("name").GetString() ?? "", f => f.GetProperty("value").GetString() ?? "", StringComparer.Ordinal);
    }

    /// <summary>The plan is deployed and an expert has declared: the addresses of the expert's sheets.</summary>
    internal static async Task<IReadOnlyList<string>> DeployAsync(ChromiumFixture chromium, RunningWeb web)
    {
        var officer = await chromium.SignInAsync(web, "en", "officer");
        await officer.Page.GotoAsync(Call + "/assignments/1");
        await officer.Page.ClickAsync("form[action$='/deploy'] button");
        var expert = await chromium.SignInAsync(web, "en", "e12");
        await expert.Page.GotoAsync("/my-work");
        await expert.Page.ClickAsync("a[href$='/declare']");
        await expert.Page.CheckAsync("input[name=Undertaking]");
        foreach (var choice in await expert.Page.QuerySelectorAllAsync("input[value=High]"))
        {
            await choice.CheckAsync();
        }
        await expert.Page.ClickAsync("main form button.btn-primary");
        await expert.Page.WaitForURLAsync("**/my-work");
        return [
            .. await Task.WhenAll((await expert.Page.Locator("tbody a.btn-primary[href^='/sheets/']").AllAsync())
            .Select(async a => await a.GetAttributeAsync("href") ?? ""))];
    }
}
