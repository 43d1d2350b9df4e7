using System.Diagnostics;
using System.Text;
using GrantReview.Core.Acts;
using GrantReview.Core.Scoring;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using UglyToad.PdfPig;

namespace GrantReview.Web.Tests.Browser;

/// <summary>A running site whose tree says what points mean, and where expert e12 has declared and may score.</summary>
public sealed class DeployedSite : IAsyncLifetime
{
    private readonly RunningWeb web = new();

    public ChromiumFixture Chromium { get; } = new();
    public Uri Address => web.Address;
    public IReadOnlyList<string> Sheets { get; private set; } = [];

    /// <summary>Of another expert, e11, who has declared, too.</summary>
    public IReadOnlyList<string> OtherSheets { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        if (ChromiumFixture.Path is null)
        {
            return;
        }
        await Chromium.InitializeAsync();
        await web.StartAsync(TestContext.Current.CancellationToken);
        await AnchorAsync();
        Sheets = await SheetChaosTests.DeployAsync(Chromium, web);
        OtherSheets = await SheetChaos.DeclareAsync(await OtherExpertAsync());
    }

    /// <summary>The database itself, past the site.</summary>
    public ServiceProvider OpenDatabase() => web.OpenDatabase();

    public Task<BrowserPage> VisitAsync(string person, string culture) => Chromium.SignInAsync(web, culture, person);

    /// <summary>A window of the expert, in a browser of its own.</summary>
    public async Task<IPage> ExpertAsync(string culture = "en") => (await Chromium.SignInAsync(web, culture, "e12")).Page;

    public async Task<IPage> OtherExpertAsync(string culture = "en") => (await Chromium.SignInAsync(web, culture, "e11")).Page;

    /// <summary>A window of another expert, who has just declared, and the first of the sheets.</summary>
    public async Task<(IPage Page, string Sheet)> DeclaredAsync(string expert)
    {
        var page = (await Chromium.SignInAsync(web, "en", expert)).Page;
        await page.GotoAsync($"/my-work/{DemoRound.Code}/declare");
        foreach (var known in await page.Locator("input[value=High]").AllAsync())
        {
            await known.CheckAsync();
        }
        await page.CheckAsync("input[name=Undertaking]");
        await page.ClickAsync("main form button.primary");
        await page.WaitForURLAsync("**/my-work");
        return (page, await page.Locator("td a[href^='/sheets/']").First.GetAttributeAsync("href") ?? "");
    }

    /// <summary>What somebody decides of a sheet, whatever is missing in it, by the database.</summary>
    public async Task DecideAsync(string sheet, Act act, Capacity capacity)
    {
        await using var database = OpenDatabase();
        await using var scope = database.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var id = Guid.Parse(sheet.Split('/')[^1]);
        var row = await db.ScoreSheets.SingleAsync(s => s.Id == id);
        var person = capacity == Capacity.Program ? (Guid?)null
            : await db.Experts.Where(e => e.Id == row.ExpertId).Select(e => e.UserId).SingleAsync();
        var by = new By(person, capacity, DateTime.UtcNow, Guid.CreateVersion7());
        Assert.Null(row.Do(act, by, SheetEvidence.Scoring).Refusal);
        await db.SaveChangesAsync();
    }

    public async Task<IPage> OfficerAsync() => (await Chromium.SignInAsync(web, "en", "officer")).Page;

    public async ValueTask DisposeAsync()
    {
        await Chromium.DisposeAsync();
        await web.DisposeAsync();
    }

    /// <summary>
    /// The officer gives the first leaf that takes points two bands, and makes another a veto, in a new version of the tree.
    /// </summary>
    private async Task AnchorAsync()
    {
        var officer = (await Chromium.SignInAsync(web, "en", "officer")).Page;
        await officer.GotoAsync($"/calls/{DemoRound.Code}/indicators");
        await officer.ClickAsync("form[action$='/clone'] button");
        foreach (var (from, meaning) in new[] { ("4", "六成以上为自有算力"), ("0", "未附证明材料、无法核实") })
        {
            await officer.Locator("tr:has(input[value='capacity.hardware.performance']) details").First.EvaluateAsync("d => d.open = true");
            await officer.Locator("button[value='add:tree.indicators[2].anchors']").ClickAsync();
            await officer.Locator("input[name^='tree.indicators[2].anchors'][name$='.from!@figure']").Last.FillAsync(from);
            await officer.Locator("input[name$='.meaning.zh-CN!']").Last.FillAsync(meaning);
        }
        await officer.Locator($"tr:has(input[value='{SheetTests.Veto}']) select").First.SelectOptionAsync("veto");
        await officer.ClickAsync(".save-bar button[value=save]");
        await officer.ClickAsync("form[action$='/publish'] button");
        await officer.WaitForSelectorAsync("form[action$='/clone']");
        await officer.Context.CloseAsync();
    }
}

/// <summary>
/// The sheet in an expert's hands: what is typed, pasted, composed and printed is whole, on a plain line, too, and outlives window and
/// browser.
/// </summary>
public sealed partial class SheetTests(DeployedSite site) : IClassFixture<DeployedSite>
{
    internal const string Veto = "capacity.software.reliability";
    private const string Comment = SheetChaos.Comment;
    private const string Saved = "#save-state.good";
    private const int LongestText = 4_000;
    private static readonly float[] Moments = [0, 100, 400];

    [BrowserFact]
    public async Task Bands_OfALeaf_StandBesideItsField_AndShowWhereThePointsLie()
    {
        var expert = await site.ExpertAsync();
        await expert.GotoAsync(site.Sheets[0]);
        var here = expert.Locator("#sheet .anchors [aria-current]");

        Assert.Equal(["4 to 5 六成以上为自有算力", "0 to below 4 未附证明材料、无法核实"],
            await expert.Locator("#sheet .anchors li").AllInnerTextsAsync() is var bands
                ? bands.Select(b => b.ReplaceLineEndings(" ")) : []);
        Assert.Equal(0, await here.CountAsync());
        await Field(expert, SheetChaos.Score).FillAsync("3.9");
        Assert.Contains("below 4", await here.InnerTextAsync(), StringComparison.Ordinal);
        await Field(expert, SheetChaos.Score).FillAsync("4");
        Assert.Contains("4 to 5", await here.InnerTextAsync(), StringComparison.Ordinal);
        var adds = expert.Locator($"#how tr[data-adds='{SheetChaos.Score["score.".Length..]}'] td");
        Assert.Equal("80.00", (await adds.AllTextContentsAsync())[2]);
        var total = await expert.Locator("[data-subtotal='']").TextContentAsync() ?? "";
        Assert.Equal(["100.00", total, total], (await expert.Locator("#how tr[data-adds=''] td").AllTextContentsAsync()).Skip(1));
        await Field(expert, SheetChaos.Score).FillAsync("6");
        await expert.Keyboard.PressAsync("Tab");
        Assert.Equal(0, await here.CountAsync());
        Assert.Equal("0.00", (await adds.AllTextContentsAsync())[3]);
        Assert.Equal("From 0 to 5. It is not counted.",
            await expert.Locator($"[data-fault='{SheetChaos.Score}']").TextContentAsync());
    }

    /// <summary>A window that saved, and then another device: its buttons post nothing that it typed before.</summary>
    [BrowserFact]
    public async Task Button_OfAWindowThatAnotherDeviceOvertook_WritesNothing_AndShowsWhatIsThere()
    {
        await ShouldWriteNothingAsync("save");
        await ShouldWriteNothingAsync("submit");
    }

    private async Task ShouldWriteNothingAsync(string act)
    {
        var (first, second) = (await site.ExpertAsync(), await site.ExpertAsync());
        await first.GotoAsync(site.Sheets[0]);
        await Field(first, Comment).FillAsync($"first, {act}");
        await first.WaitForSelectorAsync(Saved);
        await second.GotoAsync(site.Sheets[0]);
        await Field(second, Comment).FillAsync($"second, {act}");
        await second.WaitForSelectorAsync(Saved);

        await first.ClickAsync($"#sheet button[name=act][value={act}]");
        await first.WaitForSelectorAsync("main > .note");
        await first.WaitForTimeoutAsync(1_500);

        Assert.Equal($"second, {act}", (await SheetChaosTests.ServerAsync(first, site.Sheets[0]))[Comment]);
        Assert.Equal($"second, {act}", await Field(first, Comment).InputValueAsync());
        Assert.Contains("changed this sheet meanwhile", await first.InnerTextAsync("main > .note"), StringComparison.Ordinal);
    }

    /// <summary>While nothing can be saved, a second window takes the text up; the first throws it away.</summary>
    [BrowserFact]
    public async Task Text_ThatItsWindowThrewAway_IsNotSavedByAnother()
    {
        var first = await site.ExpertAsync();
        await first.Context.RouteAsync("**/fields", route => route.FulfillAsync(new RouteFulfillOptions { Status = 500, Body = "no" }));
        await first.GotoAsync(site.Sheets[2]);
        await Field(first, SheetChaos.Reason).FillAsync("thrown away");
        await first.WaitForSelectorAsync("#save-state.warn:has-text('Kept on this device')");
        var second = await first.Context.NewPageAsync();
        await second.GotoAsync(site.Sheets[2]);
        await second.WaitForSelectorAsync("#missing.state");
        Assert.Equal("thrown away", await Field(second, SheetChaos.Reason).InputValueAsync());

        await Field(first, SheetChaos.Reason).FillAsync("");
        await first.WaitForTimeoutAsync(1_000);
        await first.Context.UnrouteAllAsync();
        await second.EvaluateAsync("() => dispatchEvent(new Event('online'))");
        await second.WaitForTimeoutAsync(3_000);

        Assert.Equal("", (await SheetChaosTests.ServerAsync(second, site.Sheets[2]))[SheetChaos.Reason]);
        Assert.Equal("", await Field(first, SheetChaos.Reason).InputValueAsync());
        Assert.Equal("", await Field(second, SheetChaos.Reason).InputValueAsync());
    }

    /// <summary>
    /// Answers and the reason of a veto count as leaves do; each name that is missing leads to its field, their number to the first.
    /// </summary>
    [BrowserFact]
    public async Task Missing_IsCountedByTheWindowAsByTheServer_AndEachNameLeadsToItsField()
    {
        var expert = await site.ExpertAsync();
        await expert.GotoAsync(site.Sheets[4]);
        await expert.Locator($"input[type=radio][data-field='score.{Veto}']:not([data-not-applicable])").Last.CheckAsync();
        await expert.WaitForSelectorAsync(Saved);
        var counted = await expert.TextContentAsync("#missing");

        await expert.ClickAsync("#sheet button[value=submit]");
        var gaps = expert.Locator("#sheet .gaps a");
        await gaps.Last.WaitForAsync();

        Assert.Equal(counted, $"{await gaps.CountAsync()} missing");
        await expert.WaitForFunctionAsync(
            "() => `#${document.activeElement.dataset.field}` === document.querySelector('.gaps a').getAttribute('href')");
        await expert.WaitForSelectorAsync("#missing.state");
        Assert.Equal(counted, await expert.TextContentAsync("#missing"));
        Assert.Contains("Recommendation", await gaps.AllInnerTextsAsync());
        foreach (var field in new[] { "Recommendation", $"reason.{Veto}", SheetChaos.Score })
        {
            await expert.ClickAsync($"#sheet .gaps a[href='#{field}']");
            Assert.Equal(field, await expert.EvaluateAsync<string>("() => document.activeElement.dataset.field"));
        }
        await expert.ClickAsync("#missing");
        Assert.Equal(SheetChaos.Score, await expert.EvaluateAsync<string>("() => document.activeElement.dataset.field"));
        await Field(expert, $"reason.{Veto}").FillAsync("no evidence");
        await expert.WaitForSelectorAsync(Saved);
        Assert.Equal($"{await gaps.CountAsync() - 1} missing", await expert.TextContentAsync("#missing"));
    }

    /// <summary>An expert is replaced while a text waits on the device: it is shown to copy, under the name of its field.</summary>
    [BrowserFact]
    public async Task LostSheet_ShowsWhatTheDeviceKept_UnderTheNameOfItsField()
    {
        var (expert, sheet) = await site.DeclaredAsync("e13");
        await expert.Context.RouteAsync("**/fields", route => route.AbortAsync());
        await expert.GotoAsync(sheet);
        await Field(expert, Comment).FillAsync("kept on the device");
        await expert.WaitForSelectorAsync("#save-state.warn:has-text('Kept on this device')");
        var application = await expert.Locator("h1 .code").TextContentAsync();
        var officer = await site.OfficerAsync();
        await officer.GotoAsync($"/calls/{DemoRound.Code}/progress/applications/{application}");
        await officer.EvaluateAsync(
            """
            id => {
              const form = document.querySelector(`form[action$='${id}/decline']`);
              form.elements.reason.value = 'x';
              form.submit();
            }
            """,
            sheet.Split('/')[^1]);
        await officer.WaitForSelectorAsync(".note.good");
        await expert.Context.UnrouteAllAsync();

        await expert.GotoAsync("/my-work");
        await expert.WaitForSelectorAsync($"li [data-kept-of='{sheet.Split('/')[^1]}']:not([hidden])");
        await expert.ClickAsync($"li a[href='{sheet}']");
        await expert.WaitForSelectorAsync("#not-sent:not([hidden])");

        Assert.Equal("Overall comment", await expert.Locator("#not-sent [data-name]").TextContentAsync());
        Assert.Equal("kept on the device", await expert.Locator("#not-sent [data-value]").TextContentAsync());
        Assert.True(await Field(expert, Comment).IsDisabledAsync());
    }

    [BrowserFact]
    public async Task Veto_ThatIsNotPassed_SaysWhatItDoes()
    {
        var expert = await site.ExpertAsync();
        await expert.GotoAsync(site.Sheets[0]);
        var (passed, how) =
            (expert.Locator($"input[type=radio][data-field='score.{Veto}']:not([data-not-applicable])"), expert.Locator("[data-how]"));

        await passed.Last.CheckAsync();
        var refused = await how.TextContentAsync();
        await passed.First.CheckAsync();

        Assert.Contains("Reliability is not passed: one such answer rejects the application.", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("rejects", await how.TextContentAsync(), StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task Print_OfAllLeavesWithFullReasons_IsWhole_OnTwoPagesAndAnOverflow()
    {
        var expert = await site.ExpertAsync("zh-CN");
        await expert.GotoAsync(site.Sheets[1]);
        var reasons = await expert.EvaluateAsync<string[]>(
            """
            async sheet => {
              const { newId, send } = await import('/js/kept-edits.js');
              const data = JSON.parse(document.getElementById('sheet-data').textContent);
              const reasons = [];
              // The measured leaves have no reason: the comment is as long as theirs.
              for (const { name } of data.fields.filter(f => f.name.startsWith('reason.') || f.name === 'OverallComment')) {
                const length = name === 'OverallComment' ? 900 : 300;
                const value = `第${reasons.length + 1}条`.padEnd(length - 4, '理由充分材料完备数据可核') + `终${reasons.length + 1}`.padStart(4, '。');
                const edit = { id: newId(), field: name, value, seen: 0, follows: '00000000-0000-0000-0000-000000000000' };
                const answer = await send(sheet, data.token, edit);
                if (answer.kind !== 'saved') throw new Error(JSON.stringify(answer));
                reasons.push(value);
              }
              return reasons;
            }
            """, site.Sheets[1].Split('/')[^1]);
        await expert.GotoAsync(site.Sheets[1] + "/print");

        using var paper = PdfDocument.Open(await expert.PdfAsync(new PagePdfOptions { Format = "A4" }));

        Assert.Equal(16 * 300, reasons.Sum(r => r.Length));
        Assert.InRange(paper.NumberOfPages, 2, 3);
        // A font may have one glyph, and the paper one sign, for a character and for the radical that it is.
        var text = string.Concat(string.Concat(paper.GetPages().Select(p => p.Text)).Normalize(NormalizationForm.FormKC)
            .Where(c => !char.IsWhiteSpace(c)));
        // Where a page ends within a reason, the head of the table stands between.
        Assert.All(reasons, r => Assert.Contains(r[..30], text, StringComparison.Ordinal));
        Assert.All(reasons, r => Assert.Contains(r[^6..], text, StringComparison.Ordinal));
        Assert.Equal(reasons.Sum(r => r.Count(c => c == '完')), text.Count(c => c == '完'));
        Assert.Contains("专家签字", text, StringComparison.Ordinal);
    }

    /// <summary>A name that is not localhost, without TLS: the browser has no <c>crypto.randomUUID</c> and keeps nothing.</summary>
    [BrowserFact]
    public async Task PlainHttp_SavesAtOnce_AndSaysThatNothingIsKeptOnTheDevice()
    {
        var address = new UriBuilder(site.Address) { Host = ChromiumFixture.PlainHost }.Uri;
        var expert = (await site.Chromium.NewPageAsync(address, "en")).Page;
        await expert.GotoAsync("/sign-in");
        await expert.ClickAsync("button[value=demo-e12]");
        await expert.GotoAsync(site.Sheets[2]);
        Assert.False(await expert.EvaluateAsync<bool>("() => isSecureContext || 'randomUUID' in crypto"));

        await Field(expert, Comment).FillAsync("typed over a plain line");

        await expert.WaitForSelectorAsync(Saved);
        Assert.Equal("typed over a plain line", (await SheetChaosTests.ServerAsync(expert, site.Sheets[2]))[Comment]);
        Assert.True(await expert.IsVisibleAsync("#not-kept"));
    }

    /// <summary>Enter while an input method composes chooses a word for it, and what was composed is saved once.</summary>
    [BrowserFact]
    public async Task Composition_IsNotActedOn_AndItsDigitsAreSavedOnce()
    {
        var expert = await site.ExpertAsync();
        await expert.GotoAsync(site.Sheets[3]);
        List<string> sent = [];
        expert.Request += (_, request) => sent.AddRange(request.Url.EndsWith("/fields", StringComparison.Ordinal)
            && request.PostData is { } body ? [body] : Array.Empty<string>());
        var keys = await expert.Context.NewCDPSessionAsync(expert);
        await Field(expert, SheetChaos.Score).FocusAsync();

        await keys.SendAsync("Input.imeSetComposition",
            new Dictionary<string, object> { ["text"] = "４", ["selectionStart"] = 1, ["selectionEnd"] = 1 });
        await keys.SendAsync("Input.dispatchKeyEvent", new Dictionary<string, object>
        {
            ["type"] = "rawKeyDown", ["key"] = "Enter", ["code"] = "Enter", ["windowsVirtualKeyCode"] = 13,
        });
        await expert.WaitForTimeoutAsync(1_000);
        Assert.Equal(SheetChaos.Score, await expert.EvaluateAsync<string>("() => document.activeElement.dataset.field"));
        Assert.Empty(sent);
        await keys.SendAsync("Input.insertText", new Dictionary<string, object> { ["text"] = "４" });

        await expert.WaitForSelectorAsync(Saved);
        Assert.Equal("４", await Field(expert, SheetChaos.Score).InputValueAsync());
        Assert.Contains("\"value\":\"４\"", Assert.Single(sent), StringComparison.Ordinal);
        Assert.Equal("4", (await SheetChaosTests.ServerAsync(expert, site.Sheets[3]))[SheetChaos.Score]);
    }

    [BrowserFact]
    public async Task Paste_OfMoreThanAFieldTakes_IsShownWhole_WaitsInMyWork_AndIsSavedOnceItFits()
    {
        var expert = await site.ExpertAsync();
        await expert.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await expert.GotoAsync(site.Sheets[3]);
        var pasted = string.Concat(Enumerable.Range(0, 1_500).Select(i => $"{i:D4}"));
        await expert.EvaluateAsync("text => navigator.clipboard.writeText(text)", pasted);
        await Field(expert, Comment).FocusAsync();

        await expert.Keyboard.PressAsync("Control+v");

        await expert.WaitForSelectorAsync("#save-state.bad");
        Assert.Equal(pasted, await Field(expert, Comment).InputValueAsync());
        Assert.Contains($"{pasted.Length}", await expert.Locator($"[data-fault='{Comment}']").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal("", (await SheetChaosTests.ServerAsync(expert, site.Sheets[3]))[Comment]);
        await expert.GotoAsync("/my-work");
        await expert.WaitForSelectorAsync($"[data-kept-of='{site.Sheets[3].Split('/')[^1]}']:not([hidden])");
        await expert.GotoAsync(site.Sheets[3]);
        await expert.WaitForSelectorAsync("#save-state.bad");
        Assert.Equal(pasted, await Field(expert, Comment).InputValueAsync());
        await Field(expert, Comment).FillAsync(pasted[..LongestText]);
        await expert.WaitForSelectorAsync(Saved);
        Assert.Equal(pasted[..LongestText], (await SheetChaosTests.ServerAsync(expert, site.Sheets[3]))[Comment]);
    }

    [BrowserFact]
    public async Task Window_ClosedAMomentAfterTheLastKey_HasLostNothing()
    {
        var expert = await site.ExpertAsync();
        foreach (var moment in Moments)
        {
            var window = await expert.Context.NewPageAsync();
            await window.GotoAsync(site.Sheets[4]);
            await window.WaitForSelectorAsync("#missing.state");
            await Field(window, Comment).FillAsync($"closed after {moment} ms");
            await window.WaitForTimeoutAsync(moment);

            await window.CloseAsync();

            var back = await expert.Context.NewPageAsync();
            await back.GotoAsync(site.Sheets[4]);
            await back.WaitForFunctionAsync("([name, text]) => document.querySelector(`[data-field=${name}]`).value === text",
                new[] { Comment, $"closed after {moment} ms" });
            await ShouldBeOnTheServerAsync(back, site.Sheets[4], $"closed after {moment} ms");
            await back.CloseAsync();
        }
    }

    /// <summary>As by a power cut, three seconds after the sheet said that the text is kept.</summary>
    [BrowserFact]
    public async Task Browser_KilledOffline_HasKeptTheText()
    {
        var profile = Directory.CreateTempSubdirectory("grantreview-profile-").FullName;
        var window = await OpenAsync(await site.Chromium.OpenProfileAsync(profile));
        await window.Context.SetOfflineAsync(true);
        await Field(window, Comment).FillAsync("typed before the cut");
        await window.WaitForSelectorAsync("#save-state.warn:has-text('Kept on this device')");
        await window.WaitForTimeoutAsync(3_000);

        Assert.NotEqual(0, Kill(profile));
        var after = await site.Chromium.OpenProfileAsync(profile);

        await ShouldBeOnTheServerAsync(await OpenAsync(after), site.Sheets[5], "typed before the cut");
        await after.CloseAsync();
        Directory.Delete(profile, recursive: true);

        async Task<IPage> OpenAsync(IBrowserContext browser)
        {
            var page = await browser.NewPageAsync();
            await page.GotoAsync(new Uri(site.Address, "/sign-in?culture=en").ToString());
            await page.ClickAsync("button[value=demo-e12]");
            await page.GotoAsync(new Uri(site.Address, site.Sheets[5]).ToString());
            await page.WaitForSelectorAsync("#missing.state");
            return page;
        }
    }

    /// <summary>Kills each process of the browser with this profile, and says how many there were.</summary>
    private static int Kill(string profile)
    {
        var own =
            Process.GetProcesses().Where(p => ArgumentsOf(p.Id).Contains($"--user-data-dir={profile}", StringComparison.Ordinal)).ToList();
        foreach (var process in own)
        {
            process.Kill();
            process.WaitForExit();
        }
        return own.Count;

        static string ArgumentsOf(int id)
        {
            try
            {
                return File.ReadAllText($"/proc/{id}/cmdline");
            }
            catch (IOException)
            {
                return ""; // It has ended meanwhile.
            }
        }
    }

    private static ILocator Field(IPage page, string field) => page.Locator($"[data-field='{field}']").First;

    private static async Task ShouldBeOnTheServerAsync(IPage page, string sheet, string comment)
    {
        var watch = Stopwatch.StartNew();
        while ((await SheetChaosTests.ServerAsync(page, sheet))[Comment] != comment)
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), comment);
            await page.WaitForTimeoutAsync(200);
        }
    }
}
