using GrantReview.Web.Hosting;
using Microsoft.Playwright;

namespace GrantReview.Web.Tests.Browser;

/// <summary>Several windows and devices, sessions that end, and answers that get lost.</summary>
public sealed partial class SheetTests
{
    private const string Note = "note";
    private const string Choice = "[data-choice]:not([hidden])";

    /// <summary>Green is taken back as soon as somebody turns to the window, and given again with what the server has.</summary>
    [BrowserFact]
    public async Task Window_ThatAnotherDeviceOvertook_ShowsItsText_AndIsGreenOnlyThen()
    {
        var (first, second) = (await site.OtherExpertAsync(), await site.OtherExpertAsync());
        await SaveAsync(first, site.OtherSheets[0], "on the first device");
        await SaveAsync(second, site.OtherSheets[0], "on the second device");
        TaskCompletionSource asked = new();
        await first.RouteAsync("**/now", async route =>
        {
            await asked.Task;
            await route.ContinueAsync();
        });

        await TurnToAsync(first);

        Assert.DoesNotContain("good", await first.Locator("#save-state").GetAttributeAsync("class") ?? "", StringComparison.Ordinal);
        asked.SetResult();
        await first.WaitForSelectorAsync("#news:has-text('Overall comment')");
        Assert.Equal("on the second device", await Field(first, Comment).InputValueAsync());
        await first.WaitForSelectorAsync(Saved);
    }

    [BrowserFact]
    public async Task Window_WithAnEditOfItsOwn_IsAskedWhichOfBothTexts_WithoutSending()
    {
        var (first, second) = (await site.OtherExpertAsync(), await site.OtherExpertAsync());
        await first.GotoAsync(site.OtherSheets[1]);
        await first.RouteAsync("**/fields", route => route.AbortAsync());
        await Field(first, Comment).FillAsync("typed here");
        await SaveAsync(second, site.OtherSheets[1], "saved there");

        await TurnToAsync(first);

        await first.WaitForSelectorAsync($"[data-choice='{Comment}']:not([hidden])");
        Assert.Equal(("saved there", "typed here"),
            (await first.Locator($"[data-choice='{Comment}'] [data-theirs]").InnerTextAsync(),
                await first.Locator($"[data-choice='{Comment}'] [data-mine]").InnerTextAsync()));
    }

    /// <summary>Each save of a window tells it that another device saved another field.</summary>
    [BrowserFact]
    public async Task Save_OfAWindow_BringsWhatAnotherDeviceWroteElsewhere()
    {
        var (first, second) = (await site.OtherExpertAsync(), await site.OtherExpertAsync());
        await first.GotoAsync(site.OtherSheets[2]);
        await SaveAsync(second, site.OtherSheets[2], "of the other device");

        await Field(first, SheetChaos.Reason).FillAsync("of this one");

        await first.WaitForFunctionAsync("([name, text]) => document.querySelector(`[data-field=${name}]`).value === text",
            new[] { Comment, "of the other device" });
        await first.WaitForSelectorAsync(Saved);
    }

    /// <summary>The save arrived, its answer did not, and a newer text follows: nobody else wrote, so nobody is asked.</summary>
    [BrowserFact]
    public async Task Answer_ThatGotLost_MakesNoConflictWithOneself_HereOrInTheNextWindow()
    {
        var expert = await site.OtherExpertAsync();
        await expert.GotoAsync(site.OtherSheets[3]);
        foreach (var reopens in new[] { false, true })
        {
            var lost = 0;
            await expert.RouteAsync("**/fields", async route =>
            {
                await route.FetchAsync();
                lost++;
                await route.AbortAsync();
            });
            await Field(expert, Comment).FillAsync($"arrived, {reopens}");
            await UntilAsync(expert, () => lost > 0);
            await Field(expert, Comment).FillAsync($"newer, {reopens}");
            await expert.WaitForSelectorAsync("#save-state.warn:has-text('Kept on this device')");
            if (reopens)
            {
                await expert.CloseAsync();
                expert = await expert.Context.NewPageAsync();
                await expert.GotoAsync(site.OtherSheets[3]);
            }
            else
            {
                await expert.UnrouteAllAsync();
                await expert.EvaluateAsync("() => dispatchEvent(new Event('online'))");
            }

            await expert.WaitForSelectorAsync(Saved);

            Assert.Equal(0, await expert.Locator(Choice).CountAsync());
            Assert.Equal($"newer, {reopens}", (await SheetChaosTests.ServerAsync(expert, site.OtherSheets[3]))[Comment]);
        }
    }

    [BrowserFact]
    public async Task Note_TypedOffline_OutlivesItsWindow()
    {
        var expert = await site.OtherExpertAsync();
        await expert.GotoAsync(site.OtherSheets[0]);
        await expert.ClickAsync("#note summary");
        await expert.Context.SetOfflineAsync(true);
        await Field(expert, Note).FillAsync("a thought on the train");
        await expert.WaitForSelectorAsync("#save-state.warn:has-text('Kept on this device')");
        await expert.CloseAsync();
        await expert.Context.SetOfflineAsync(false);

        var back = await expert.Context.NewPageAsync();
        await back.GotoAsync(site.OtherSheets[0]);

        await back.WaitForSelectorAsync(Saved);
        Assert.Equal("a thought on the train", (await SheetChaosTests.ServerAsync(back, site.OtherSheets[0]))[Note]);
    }

    [BrowserFact]
    public async Task Note_OfTwoDevices_IsChosen_AndNeitherWritesOverTheOther()
    {
        var (first, second) = (await site.OtherExpertAsync(), await site.OtherExpertAsync());
        foreach (var device in new[] { first, second })
        {
            await device.GotoAsync(site.OtherSheets[1]);
            await device.ClickAsync("#note summary");
        }
        await Field(first, Note).FillAsync("of the first");
        await first.WaitForSelectorAsync(Saved);

        await Field(second, Note).FillAsync("of the second");

        await second.WaitForSelectorAsync($"[data-choice='{Note}']:not([hidden])");
        Assert.Equal("of the first", (await SheetChaosTests.ServerAsync(second, site.OtherSheets[1]))[Note]);
        await second.ClickAsync($"[data-choice='{Note}'] [data-keep=mine]");
        await second.WaitForSelectorAsync(Saved);
        await TurnToAsync(first);
        await first.WaitForFunctionAsync("() => document.querySelector('[data-field=note]').value === 'of the second'");
    }

    /// <summary>The dialogue offers the passkey as the page of signing in does.</summary>
    [BrowserFact]
    public async Task Session_ThatEnded_BeginsAgainByAPasskey()
    {
        await using var database = site.OpenDatabase();
        var expert = (await PasskeyBrowserTests.WithPasskeyAsync(site.Chromium, site.Address, database, "e11")).Page;
        await expert.GotoAsync(site.OtherSheets[2]);
        await expert.Context.ClearCookiesAsync();
        await Field(expert, Note).EvaluateAsync("field => field.closest('details').open = true");
        await Field(expert, Note).FillAsync("typed after the end of the session");

        await expert.ClickAsync("#sign-in-again");
        await expert.ClickAsync("dialog[open] form[action='/sign-in/passkey'] button");

        await expert.WaitForSelectorAsync(Saved);
        Assert.Equal(0, await expert.Locator("dialog[open]").CountAsync());
        Assert.Equal("typed after the end of the session", (await SheetChaosTests.ServerAsync(expert, site.OtherSheets[2]))[Note]);
    }

    /// <summary>The session ends while one types: a dialogue over the sheet, the caret where it was, and the text is saved.</summary>
    [BrowserFact]
    public async Task Session_ThatEnded_BeginsAgainWithinThePage()
    {
        var expert = await site.OtherExpertAsync();
        await expert.GotoAsync(site.OtherSheets[2]);
        await expert.Context.ClearCookiesAsync();
        await Field(expert, SheetChaos.Reason).FillAsync("typed after the end of the session");

        // Never under the fingers of somebody who types.
        await expert.ClickAsync("#sign-in-again");
        await expert.WaitForSelectorAsync("dialog[open] input[name=password]");
        Assert.Equal("password", await expert.EvaluateAsync<string>("() => document.activeElement.name"));
        Assert.True(await expert.Locator("dialog[open] input[name=userName]").InputValueAsync() is "demo-e11");
        await expert.FillAsync("dialog[open] input[name=password]", "not the password");
        await expert.ClickAsync("dialog[open] form[action='/sign-in'] button");
        await expert.WaitForSelectorAsync("dialog[open] .note.bad:has-text('wrong')");
        await expert.ClickAsync("dialog[open] button[value=demo-e11]");

        await expert.WaitForSelectorAsync(Saved);
        Assert.Equal(0, await expert.Locator("dialog[open]").CountAsync());
        Assert.EndsWith(site.OtherSheets[2], expert.Url, StringComparison.Ordinal);
        Assert.Equal(SheetChaos.Reason, await expert.EvaluateAsync<string>("() => document.activeElement.dataset.field"));
        Assert.Equal("typed after the end of the session",
            (await SheetChaosTests.ServerAsync(expert, site.OtherSheets[2]))[SheetChaos.Reason]);
    }

    /// <summary>Somebody else signs in there: they get their own pages; what was typed waits for whom it belongs to.</summary>
    [BrowserFact]
    public async Task Session_OfAnotherPerson_TakesNobodysEdits_AndShowsPagesOfItsOwn()
    {
        var expert = await site.OtherExpertAsync();
        await expert.GotoAsync(site.OtherSheets[3]);
        await expert.Context.ClearCookiesAsync();
        await Field(expert, SheetChaos.Reason).FillAsync("of the first person");
        await expert.ClickAsync("#sign-in-again");
        await expert.WaitForSelectorAsync("dialog[open] button[value=demo-e12]");
        List<string> sent = [];
        expert.Request += (_, request) => sent.AddRange(
            request.Url.EndsWith("/fields", StringComparison.Ordinal) ? [request.PostData ?? ""] : Array.Empty<string>());

        var other = (await expert.InnerTextAsync("dialog[open] button[value=demo-e12]")).Split(' ')[1];
        await expert.ClickAsync("dialog[open] button[value=demo-e12]");

        await expert.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/");
        Assert.Contains(other, await expert.InnerTextAsync(".me"), StringComparison.Ordinal);
        Assert.Empty(sent);
        await expert.Context.ClearCookiesAsync();
        var back = await expert.Context.NewPageAsync();
        await back.GotoAsync("/sign-in");
        await back.ClickAsync("button[value=demo-e11]");
        await back.GotoAsync(site.OtherSheets[3]);
        await back.WaitForSelectorAsync(Saved);
        Assert.Equal("of the first person", (await SheetChaosTests.ServerAsync(back, site.OtherSheets[3]))[SheetChaos.Reason]);
    }

    /// <summary>The page's own clock runs ahead; the server's is asked again once it answers.</summary>
    [BrowserFact]
    public async Task Deadline_IsCountedByTheMinute_SaidAloudThrice_AndAnExtensionIsLearntWithoutReload()
    {
        await using var database = site.OpenDatabase();
        await SheetChaos.CloseCallAsync(database);
        await SheetChaos.ExtendAsync(database, "e11", TimeSpan.FromSeconds(61.5 * 60));
        var expert = await site.OtherExpertAsync();
        await expert.Clock.InstallAsync();
        await expert.GotoAsync(site.OtherSheets[0]);
        await expert.RouteAsync("**/now", route => route.AbortAsync());
        var (left, said) = (expert.Locator("#left"), expert.Locator("#left-said"));
        await left.WaitForAsync();
        Assert.Equal(("1 h 1 min left", ""), (await left.InnerTextAsync(), await said.TextContentAsync()));

        List<string?> heard = [];
        foreach (var minutes in new[] { 2, 50, 9 })
        {
            await expert.Clock.RunForAsync(minutes * 60_000);
            heard.Add(await said.TextContentAsync());
        }
        Assert.Equal(["1 h 0 min left", "10 min left", "1 min left"], heard);
        Assert.Equal("less than a minute left", await left.InnerTextAsync());

        await SheetChaos.ExtendAsync(database, "e11", TimeSpan.FromSeconds(200.5 * 60));
        await expert.UnrouteAllAsync();
        await expert.Clock.RunForAsync(31_000);
        await expert.WaitForSelectorAsync("#left:has-text('3 h 20 min left')");

        await SheetChaos.ExtendAsync(database, "e11", TimeSpan.FromHours(-1));
        await TurnToAsync(expert);
        await expert.WaitForSelectorAsync("#closed:has-text('closed')");
        Assert.True(await Field(expert, Comment).IsDisabledAsync());
        await SheetChaos.ExtendAsync(database, "e11", TimeSpan.FromDays(30));
        await TurnToAsync(expert);
        await Field(expert, Comment).FillAsync("after the extension");
        await expert.Clock.RunForAsync(1_000);
        await expert.WaitForSelectorAsync(Saved);
        Assert.False(await expert.IsVisibleAsync("#closed"));
    }

    [BrowserFact]
    public async Task Edit_IsSentWithinTenSecondsOfTheServersReturn_WithoutAKey()
    {
        var expert = await site.OtherExpertAsync();
        await expert.Clock.InstallAsync();
        await expert.GotoAsync(site.OtherSheets[1]);
        foreach (var isHanging in new[] { false, true })
        {
            var text = isHanging ? "typed while it never answered" : "typed while it was away";
            await expert.RouteAsync("**/fields", route => isHanging ? Task.CompletedTask : route.AbortAsync());
            await Field(expert, SheetChaos.Reason).FillAsync(text);
            await PassAsync(60);
            await expert.UnrouteAllAsync();

            await PassAsync(10);

            await expert.WaitForSelectorAsync(Saved);
            Assert.Equal(text, (await SheetChaosTests.ServerAsync(expert, site.OtherSheets[1]))[SheetChaos.Reason]);
        }

        async Task PassAsync(int seconds)
        {
            for (var second = 0; second < seconds; second++)
            {
                await expert.Clock.RunForAsync(1_000);
                await Task.Delay(100);
            }
        }
    }

    [BrowserFact]
    public async Task Keys_InAField_AreText_AndEnterGoesFromTheLastLeafToTheFirstOpenQuestion_AndBack()
    {
        var expert = await site.OtherExpertAsync();
        await expert.GotoAsync(site.OtherSheets[2]);
        await expert.ClickAsync("#note summary");
        foreach (var field in new[] { SheetChaos.Score, SheetChaos.Reason, Comment, Note })
        {
            await Field(expert, field).FocusAsync();
            await expert.Keyboard.PressAsync("?");
            Assert.Contains('?', await Field(expert, field).InputValueAsync());
            Assert.False(await IsOpenAsync());
            await Field(expert, field).FillAsync("");
        }
        await expert.EvaluateAsync("() => document.activeElement.blur()");
        await expert.Keyboard.PressAsync("?");
        Assert.True(await IsOpenAsync());

        var leaves = expert.Locator("[data-leaf]:not(.is-measured)");
        var last = leaves.Nth(await leaves.CountAsync() - 1);
        await last.Locator("input:not([type=hidden])").First.FocusAsync();
        await expert.Keyboard.PressAsync("Enter");
        Assert.Equal("OverallComment", await expert.EvaluateAsync<string>("() => document.activeElement.dataset.field"));
        await expert.Keyboard.PressAsync("Shift+Enter");
        Assert.Equal(await last.GetAttributeAsync("id"),
            await expert.EvaluateAsync<string>("() => document.activeElement.closest('[data-leaf]').id"));
        Assert.Equal("", await Field(expert, Comment).InputValueAsync());
        await expert.Keyboard.PressAsync("Alt+ArrowUp");
        Assert.Equal(await leaves.Nth(await leaves.CountAsync() - 2).GetAttributeAsync("id"), await LeafAsync());
        await expert.Keyboard.PressAsync("Alt+ArrowDown");
        Assert.Equal(await last.GetAttributeAsync("id"), await LeafAsync());

        while (await expert.Locator("a[rel=next]").CountAsync() > 0)
        {
            await expert.GotoAsync(await expert.Locator("a[rel=next]").GetAttributeAsync("href") ?? "");
        }
        await expert.WaitForSelectorAsync("#missing.state");
        await expert.Keyboard.PressAsync("Control+Enter");
        await expert.WaitForURLAsync("**/all");

        Task<string> LeafAsync() => expert.EvaluateAsync<string>("() => document.activeElement.closest('[data-leaf]').id");
        Task<bool> IsOpenAsync() => expert.EvaluateAsync<bool>("() => document.getElementById('keys').open");
    }

    /// <summary>On a train: a page that cannot come takes the sheet's place only once there is a line again.</summary>
    [BrowserFact]
    public async Task Link_WithoutALine_LeavesTheSheetOpen()
    {
        var expert = await site.OtherExpertAsync();
        await expert.GotoAsync(site.OtherSheets[3]);
        await expert.WaitForSelectorAsync("#missing.state");
        await expert.Context.SetOfflineAsync(true);
        await expert.WaitForSelectorAsync("#news:has-text('this one stays')");

        await expert.ClickAsync("a[rel=next]");
        await expert.ClickAsync("#sheet button[value=submit]");
        Assert.EndsWith(site.OtherSheets[3], expert.Url, StringComparison.Ordinal);

        await expert.Context.SetOfflineAsync(false);
        await expert.ClickAsync("a[rel=next]");
        await expert.WaitForURLAsync(url => !url.EndsWith(site.OtherSheets[3], StringComparison.Ordinal));
    }

    /// <summary>A finger finds what it aims at: 24 px, and 44 px what scores, saves and submits.</summary>
    [BrowserFact]
    public async Task Targets_OfTheSheet_AreWideEnough()
    {
        foreach (var culture in new[] { "zh-CN", "en" })
        {
            var expert = await site.OtherExpertAsync(culture);
            await expert.SetViewportSizeAsync(390, 800);
            await expert.GotoAsync(site.OtherSheets[3]);
            Assert.Empty(await expert.EvaluateAsync<string[]>("""
                () => {
                  const small = (of, least) => [...document.querySelectorAll(of)]
                    .filter(e => e.checkVisibility() && !(e.matches('a') && e.closest('p, li, dd')))
                    .map(e => [e, e.getBoundingClientRect()])
                    .filter(([, box]) => box.width < least - .5 || box.height < least - .5)
                    .map(([e, box]) => `${box.width} × ${box.height}: ${e.outerHTML.slice(0, 90)}`);
                  return [
                    ...small('main :is(a, button, summary, input, select, textarea)', 24),
                    ...small('#sheet .leaf-row :is(input[inputmode], textarea, label), #sheet .acts button, [data-questions] label:has(input)', 44),
                  ];
                }
                """));
        }
    }

    /// <summary>What is only on this device is on no paper and in no table, and both say so.</summary>
    [BrowserFact]
    public async Task Paper_AndTableOfAll_SayWhatOnlyThisDeviceHas()
    {
        var expert = await site.OtherExpertAsync();
        var id = site.OtherSheets[3].Split('/')[^1];
        await expert.GotoAsync(site.OtherSheets[3]);
        await expert.Context.RouteAsync("**/fields", route => route.AbortAsync());
        await Field(expert, Comment).FillAsync("not sent yet");
        await expert.WaitForSelectorAsync("#save-state.warn:has-text('Kept on this device')");

        foreach (var page in new[] { site.OtherSheets[3] + "/print", $"/my-work/{DemoRound.Code}/all" })
        {
            await expert.GotoAsync(page);
            await expert.WaitForSelectorAsync($"[data-kept-of='{id}']:has-text('only on this device: 1'), "
                + $"[data-kept-of='{id}']:has-text('on this device only: 1')");
        }
    }

    private static async Task SaveAsync(IPage page, string sheet, string comment)
    {
        await page.GotoAsync(sheet);
        await Field(page, Comment).FillAsync(comment);
        await page.WaitForSelectorAsync(Saved);
    }

    /// <summary>As by a click into the window.</summary>
    private static async Task TurnToAsync(IPage page) => await page.EvaluateAsync("() => { dispatchEvent(new Event('focus')); }");

    private static async Task UntilAsync(IPage page, Func<bool> isSo)
    {
        for (var wait = 0; !isSo(); wait++)
        {
            Assert.True(wait < 600);
            await page.WaitForTimeoutAsync(100);
        }
    }
}
