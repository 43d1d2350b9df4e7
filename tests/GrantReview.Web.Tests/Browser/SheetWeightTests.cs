using Microsoft.Playwright;

namespace GrantReview.Web.Tests.Browser;

/// <summary>What the sheet costs a slow line, and that it is used without a mouse and seen at any width.</summary>
public sealed class SheetWeightTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    private const int Kilobyte = 1024;

    [BrowserFact]
    public async Task Sheet_OnASecondVisit_BringsThePageAlone()
    {
        // As in production, where the names of files tell their content and browsers keep them.
        await using var web = new RunningWeb(("EnableStaticAssetsDevelopmentCaching", "true"));
        await web.StartAsync(TestContext.Current.CancellationToken);
        var sheet = (await SheetChaosTests.DeployAsync(chromium, web))[0];
        var expert = (await chromium.SignInAsync(web, "zh-CN", "e12")).Page;
        var network = await expert.Context.NewCDPSessionAsync(expert);
        await network.SendAsync("Network.enable");
        await network.SendAsync("Network.clearBrowserCache");

        var first = await VisitAsync(expert, network, sheet);
        await expert.GotoAsync("/my-work");
        var second = await VisitAsync(expert, network, sheet);

        Assert.InRange(first.Sum(r => r.Bytes), 1, 150 * Kilobyte);
        Assert.True(second.Count <= 3, string.Join('\n', second));
        Assert.InRange(second.Sum(r => r.Bytes), 1, 20 * Kilobyte);
        Assert.DoesNotContain(first, r => r.Url.Contains("pdf", StringComparison.Ordinal));
    }

    /// <summary>Enter goes on, digits are scores, and nothing that has the focus lies below the bar that sticks.</summary>
    [BrowserFact]
    public async Task Sheet_OfAllLeaves_IsFilledByDigitsAndTwentyOtherKeys_AndItsFocusIsSeen()
    {
        await using var web = new RunningWeb();
        await web.StartAsync(TestContext.Current.CancellationToken);
        var sheet = (await SheetChaosTests.DeployAsync(chromium, web))[0];
        foreach (
            var (culture, width) in new[] { ("zh-CN", 360), ("en", 360), ("zh-CN", 1024), ("en", 1024), ("zh-CN", 1440), ("en", 1440) })
        {
            var visitor = await chromium.SignInAsync(web, culture, "e12");
            await visitor.ShowAsync(width, 700);
            await visitor.OpenAsync(sheet);
            Assert.Equal(0, await visitor.Page.EvaluateAsync<int>(
                "() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)"));
            Assert.Equal([], await HiddenAsync(visitor.Page));
            Assert.Empty(visitor.Errors);
        }
        var expert = (await chromium.SignInAsync(web, "en", "e12")).Page;
        await expert.GotoAsync(sheet);
        // Keys work once the script has counted.
        await expert.WaitForSelectorAsync("#missing.state");
        var leaves = await expert.Locator("[data-leaf]:not(.is-measured)").CountAsync();
        var others = 0;

        await expert.Keyboard.PressAsync("Alt+u");
        others++;
        for (var leaf = 0; leaf < leaves; leaf++)
        {
            await expert.Keyboard.PressAsync("1");
            if (leaf < leaves - 1)
            {
                await expert.Keyboard.PressAsync("Enter");
                others++;
            }
        }

        await expert.WaitForSelectorAsync("#save-state.good", new PageWaitForSelectorOptions { Timeout = 60_000 });
        Assert.Equal(0, await expert.Locator("[data-leaf].is-missing").CountAsync());
        Assert.InRange(others, 1, 20);

        await expert.Keyboard.PressAsync("Control+Enter");
        await expert.WaitForURLAsync(
            url => url.Contains("/sheets/", StringComparison.Ordinal) && !url.EndsWith(sheet, StringComparison.Ordinal),
            new PageWaitForURLOptions { WaitUntil = WaitUntilState.Commit });
    }

    /// <summary>What has the focus, one after the other by the tabulator, and is covered at its middle by something else.</summary>
    private static async Task<IReadOnlyList<string>> HiddenAsync(IPage page)
    {
        List<string> hidden = [];
        for (var step = 0; step < 60; step++)
        {
            await page.Keyboard.PressAsync("Tab");
            var found = await page.EvaluateAsync<string?>("""
                () => {
                  const here = document.activeElement;
                  if (!here || here === document.body) return null;
                  const box = here.getBoundingClientRect();
                  const [x, y] = [box.left + box.width / 2, box.top + Math.min(box.height / 2, 20)];
                  const on = document.elementFromPoint(x, y);
                  return on && (here.contains(on) || on.contains(here) || on.closest('label')?.contains(here)) ? null
                    : `${here.outerHTML.slice(0, 90)} below ${on?.outerHTML.slice(0, 60)}`;
                }
                """);
            if (found is not null)
            {
                hidden.Add(found);
            }
        }
        return hidden;
    }

    private static async Task<IReadOnlyList<(string Url, double Bytes)>> VisitAsync(IPage page, ICDPSession network, string url)
    {
        Dictionary<string, string> asked = [];
        List<(string, double)> loaded = [];
        network.Event("Network.responseReceived").OnEvent += Received;
        network.Event("Network.loadingFinished").OnEvent += Finished;
        await page.GotoAsync(url, new PageGotoOptions { WaitUntil = WaitUntilState.NetworkIdle });
        network.Event("Network.responseReceived").OnEvent -= Received;
        network.Event("Network.loadingFinished").OnEvent -= Finished;
        return loaded;

        void Received(object? sender, System.Text.Json.JsonElement? seen)
        {
            if (seen is { } e && e.GetProperty("response") is var response)
            {
                asked[e.GetProperty("requestId").GetString() ?? ""] = response.GetProperty("url").GetString() ?? "";
            }
        }

        void Finished(object? sender, System.Text.Json.JsonElement? seen)
        {
            // What the browser had kept comes without a byte.
            if (seen is { } e && asked.TryGetValue(e.GetProperty("requestId").GetString() ?? "", out var one)
                && e.GetProperty("encodedDataLength").GetDouble() is > 0 and var bytes)
            {
                loaded.Add((one, bytes));
            }
        }
    }
}
