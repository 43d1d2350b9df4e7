using GrantReview.Core.Acts;
using GrantReview.Core.Scoring;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace GrantReview.Web.Tests.Browser;

/// <summary>Sheets that close, go or come back, sessions of other people, and browsers that cannot do everything.</summary>
public sealed partial class SheetTests
{
    private const string Unsent = "#save-state.warn:has-text('Kept on this device')";

    private static readonly string[] Beginnings =
    [
        // Chromium before 92.
        "delete Array.prototype.at;",
        // A script that fails at the first key.
        "crypto.getRandomValues = () => { throw new Error('no ids'); };",
    ];

    [BrowserFact]
    public async Task Browser_ThatIsOldOrWhoseScriptFails_PostsWhatWasTyped()
    {
        foreach (var (beginning, i) in Beginnings.Select((b, i) => (b, i)))
        {
            var expert = await site.ExpertAsync();
            await expert.AddInitScriptAsync(beginning);
            await expert.GotoAsync(site.Sheets[5]);
            await expert.WaitForSelectorAsync("#missing.state");

            await Field(expert, SheetChaos.Reason).FillAsync($"typed, {i}");
            if (i == 0)
            {
                await expert.WaitForSelectorAsync(Saved);
            }
            await expert.ClickAsync("#sheet button[value=save]");
            await expert.WaitForSelectorAsync("main > .note.good");

            Assert.Equal($"typed, {i}", (await SheetChaosTests.ServerAsync(expert, site.Sheets[5]))[SheetChaos.Reason]);
        }
    }

    /// <summary>One more application has to be declared first; nobody says that scoring is over.</summary>
    [BrowserFact]
    public async Task List_ThatGrew_AsksToDeclareAgain_AndTheTextIsSavedThen()
    {
        var (expert, sheet) = await site.DeclaredAsync("e14");
        await expert.GotoAsync(sheet);
        await using var database = site.OpenDatabase();
        await DeclaredAtAsync(null);

        await Field(expert, Comment).FillAsync("typed meanwhile");
        await expert.WaitForSelectorAsync("#save-state.bad:has-text('declare again')");
        await TurnToAsync(expert);
        await expert.WaitForTimeoutAsync(1_000);
        Assert.True(await expert.IsVisibleAsync("#save-state.bad:has-text('declare again')"));
        Assert.True(await Field(expert, Comment).IsEnabledAsync());

        await DeclaredAtAsync(DateTime.UtcNow);
        await TurnToAsync(expert);
        await expert.WaitForSelectorAsync(Saved);
        Assert.Equal("typed meanwhile", (await SheetChaosTests.ServerAsync(expert, sheet))[Comment]);

        async Task DeclaredAtAsync(DateTime? at)
        {
            await using var scope = database.CreateAsyncScope();
            var id = Guid.Parse(sheet.Split('/')[^1]);
            var db = scope.ServiceProvider.GetRequiredService<AppDb>();
            await db.Experts.Where(e => db.ScoreSheets.Any(s => s.Id == id && s.ExpertId == e.Id)).ExecuteUpdateAsync(
                set => set.SetProperty(e => e.DeclaredAt, at).SetProperty(e => e.Version, e => e.Version + 1));
        }
    }

    /// <summary>Whoever turns out to be in conflict keeps nothing of the sheet: not in the window, and not on the device.</summary>
    [BrowserFact]
    public async Task Sheet_ThatAConflictTook_IsForgottenByWindowAndDevice()
    {
        var (expert, sheet) = await site.DeclaredAsync("e15");
        await expert.Context.RouteAsync("**/fields", route => route.AbortAsync());
        await expert.GotoAsync(sheet);
        await Field(expert, Comment).FillAsync("kept on the device");
        await expert.WaitForSelectorAsync(Unsent);
        var work = await expert.Context.NewPageAsync();
        await work.GotoAsync("/my-work");
        Assert.Equal(1, await KeptAsync(work));

        await site.DecideAsync(sheet, new SheetLife.Hold(), Capacity.Program);
        await TurnToAsync(expert);

        await expert.WaitForSelectorAsync("#closed:has-text('conflict of interest')");
        Assert.False(await expert.IsVisibleAsync("[data-desk]"));
        Assert.Equal("", await Field(expert, Comment).InputValueAsync());
        await UntilAsync(work, async () => await KeptAsync(work) == 0);
    }

    [BrowserFact]
    public async Task Work_OpenedAlone_SendsWhatIsKept_AndForgetsWhatAConflictTook()
    {
        var (expert, sheet) = await site.DeclaredAsync("e16");
        var sheets = await expert.Locator("td a.button[href^='/sheets/']")
            .EvaluateAllAsync<string[]>("links => links.map(a => a.getAttribute('href'))");
        Assert.Equal(sheet, sheets[0]);
        await expert.Context.RouteAsync("**/fields", route => route.AbortAsync());
        foreach (var one in sheets[..2])
        {
            await expert.GotoAsync(one);
            await Field(expert, Comment).FillAsync("kept on the device");
            await expert.WaitForSelectorAsync(Unsent);
        }
        await site.DecideAsync(sheets[1], new SheetLife.Hold(), Capacity.Program);
        await expert.GotoAsync("/my-work");
        await expert.WaitForSelectorAsync($"[data-kept-of='{sheet.Split('/')[^1]}']:has-text('1')");
        await expert.GotoAsync($"/my-work/{DemoRound.Code}/all");
        await expert.WaitForSelectorAsync($"[data-kept-of='{sheet.Split('/')[^1]}']:has-text('1')");

        await expert.Context.UnrouteAllAsync();
        await TurnToAsync(expert);

        await UntilAsync(expert, async () => await KeptAsync(expert) == 0);
        Assert.Equal("kept on the device", (await SheetChaosTests.ServerAsync(expert, sheet))[Comment]);
    }

    /// <summary>Somebody else signed in in another tab: that is no closed sheet, and a dialogue from before does nothing as them.</summary>
    [BrowserFact]
    public async Task Session_OfAnotherPerson_ClosesNoSheet_AndADialogueFromBeforeActsForNobody()
    {
        var expert = await site.OtherExpertAsync();
        await expert.GotoAsync(site.OtherSheets[4]);
        await expert.Context.ClearCookiesAsync();
        await Field(expert, SheetChaos.Reason).FillAsync("of the first person");
        await expert.ClickAsync("#sign-in-again");
        await expert.WaitForSelectorAsync("dialog[open] button[value=demo-e11]");
        var other = await expert.Context.NewPageAsync();
        await other.GotoAsync("/sign-in");
        await other.ClickAsync("button[value=demo-e12]");
        await other.WaitForURLAsync(url => !url.Contains("sign-in", StringComparison.Ordinal));
        var name = await other.InnerTextAsync(".me .who");

        await expert.ClickAsync("dialog[open] button[value=demo-e11]");
        await expert.WaitForSelectorAsync("dialog[open] [role=alert]:has-text('meanwhile')");
        await other.ReloadAsync();
        Assert.Equal(name, await other.InnerTextAsync(".me .who"));
        await TurnToAsync(expert);
        await expert.WaitForTimeoutAsync(1_000);
        Assert.True(await expert.IsHiddenAsync("#closed"));
        Assert.Contains("Sign in again", await expert.InnerTextAsync("#save-state"), StringComparison.Ordinal);

        await expert.ClickAsync("dialog[open] button[value=demo-e11]");
        await expert.WaitForSelectorAsync(Saved);
        Assert.Equal("of the first person", (await SheetChaosTests.ServerAsync(expert, site.OtherSheets[4]))[SheetChaos.Reason]);
    }

    [BrowserFact]
    public async Task SignOut_SendsFirst_AndAsksWhatToDoWithTheRest()
    {
        var expert = await site.OtherExpertAsync();
        await expert.GotoAsync(site.OtherSheets[5]);
        await Field(expert, Comment).FillAsync("sent before");
        await expert.ClickAsync("form[action='/sign-out'] button");
        await expert.WaitForURLAsync("**/sign-in");

        await expert.ClickAsync("button[value=demo-e11]");
        await expert.GotoAsync(site.OtherSheets[5]);
        Assert.Equal("sent before", await Field(expert, Comment).InputValueAsync());
        await expert.Context.RouteAsync("**/fields", route => route.AbortAsync());
        await Field(expert, Comment).FillAsync("not sent");
        await expert.WaitForSelectorAsync(Unsent);
        List<string> asked = [];
        expert.Dialog += async (_, dialog) =>
        {
            asked.Add(dialog.Message);
            await (asked.Count < 3 ? dialog.DismissAsync() : dialog.AcceptAsync());
        };
        foreach (var page in new[] { site.OtherSheets[5], "/account" })
        {
            await expert.GotoAsync(page);
            await expert.ClickAsync("form[action='/sign-out'] button");
            await UntilAsync(expert, () => asked.Count == (page == "/account" ? 2 : 1));
            Assert.EndsWith(page, expert.Url, StringComparison.Ordinal);
        }
        await expert.ClickAsync("form[action='/sign-out'] button");
        await expert.WaitForURLAsync("**/sign-in");
        Assert.All(asked, words => Assert.StartsWith("1 change(s) never reached the server", words, StringComparison.Ordinal));
    }

    /// <summary>The device is full, or never answers: what only the window has is not left unasked.</summary>
    [BrowserFact]
    public async Task Device_ThatCannotKeep_IsAskedAboutWhenLeft()
    {
        await ShouldAskAsync("IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); };");
        await ShouldAskAsync("IDBTransaction.prototype.addEventListener = () => {};");
    }

    private async Task ShouldAskAsync(string device)
    {
        var expert = await site.OtherExpertAsync();
        await expert.AddInitScriptAsync(device);
        await expert.RouteAsync("**/fields", route => route.AbortAsync());
        await expert.GotoAsync(site.OtherSheets[4]);
        await Field(expert, Comment).PressSequentiallyAsync("in the window alone");
        await expert.WaitForSelectorAsync("#save-state.warn:has-text('Do not close')");
        List<string> asked = [];
        expert.Dialog += async (_, dialog) =>
        {
            asked.Add(dialog.Type);
            await dialog.DismissAsync();
        };

        await expert.EvaluateAsync("() => { location.href = '/my-work'; }");

        await UntilAsync(expert, () => asked.Count > 0);
        Assert.Equal(["beforeunload"], asked);
        Assert.EndsWith(site.OtherSheets[4], expert.Url, StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task Return_ByTheOfficer_SaysWhyInAnOpenWindow_AndAReplacedSheetLooksClosed()
    {
        var (expert, sheet) = await site.DeclaredAsync("e17");
        await expert.GotoAsync(sheet);
        await site.DecideAsync(sheet, new SheetLife.Submit(), Capacity.Expert);
        await TurnToAsync(expert);
        await expert.WaitForSelectorAsync("#closed:has-text('Submitted')");
        Assert.False(await expert.IsVisibleAsync("#returned"));

        await site.DecideAsync(sheet, new SheetLife.Return(new FreeText("a reason is missing"), Defect.MissingReason), Capacity.Officer);
        await TurnToAsync(expert);
        await expert.WaitForSelectorAsync("#returned:has-text('a reason is missing')");
        Assert.True(await Field(expert, Comment).IsEnabledAsync());

        Assert.True(await expert.IsVisibleAsync("#missing"));
        await site.DecideAsync(sheet, new SheetLife.Leave(Leaving.NoShow, new FreeText("was away")), Capacity.Officer);
        await TurnToAsync(expert);
        await expert.WaitForSelectorAsync("#closed:has-text('no longer review')");
        foreach (var isRead in new[] { false, true })
        {
            if (isRead)
            {
                await expert.ReloadAsync();
                await expert.WaitForSelectorAsync(
                    "#missing.state", new PageWaitForSelectorOptions { State = WaitForSelectorState.Attached });
            }
            Assert.False(await expert.IsVisibleAsync("#missing"));
            Assert.False(await expert.IsVisibleAsync("#returned"));
            var looks = await expert.EvaluateAsync<string[]>("""
                () => [...new Set([...document.querySelectorAll('#sheet .leaf')].map(leaf => getComputedStyle(leaf).borderLeftColor)
                  .concat(getComputedStyle(document.querySelector('#sheet .leaf-row input[data-field]')).borderTopColor))]
                """);
            Assert.Equal(2, looks.Length);
            Assert.Contains("rgba(0, 0, 0, 0)", looks);
        }
    }

    /// <summary>What is not on the server is green nowhere, and a saved sheet says when it was saved as soon as it is opened.</summary>
    [BrowserFact]
    public async Task Green_IsNowhereWhileAnythingIsUnsent_AndStandsAtOnceOnASavedSheet()
    {
        var (expert, sheet) = await site.DeclaredAsync("e18");
        await expert.GotoAsync(sheet);
        // What the declaration answered is there.
        await expert.WaitForSelectorAsync(Saved);
        await Field(expert, SheetChaos.Score).FillAsync("4");
        await expert.WaitForSelectorAsync(Saved);
        var leaf = expert.Locator($"[data-leaf='{SheetChaos.Score["score.".Length..]}']");
        Assert.DoesNotContain("is-unsent", await leaf.GetAttributeAsync("class") ?? "", StringComparison.Ordinal);
        await expert.ReloadAsync();
        await expert.WaitForSelectorAsync(Saved);
        Assert.DoesNotContain('●', await expert.TitleAsync());

        await expert.RouteAsync("**/fields", route => route.AbortAsync());
        await Field(expert, SheetChaos.Score).FillAsync("5");
        await expert.WaitForSelectorAsync(Unsent);

        Assert.Contains("is-unsent", await leaf.GetAttributeAsync("class") ?? "", StringComparison.Ordinal);
        Assert.Equal(0, await expert.Locator("main .state.good:visible").CountAsync());
        Assert.StartsWith("●", await expert.TitleAsync(), StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task Figure_ThatIsNotFinished_AlarmsNobody_BeforeItsFieldIsLeft()
    {
        var expert = await site.ExpertAsync();
        await expert.GotoAsync(site.Sheets[5]);
        await expert.WaitForSelectorAsync("#missing.state");
        var fault = expert.Locator($"[data-fault='{SheetChaos.Score}']");
        await Field(expert, SheetChaos.Score).FillAsync("");

        await Field(expert, SheetChaos.Score).PressSequentiallyAsync("4/");
        Assert.Equal("", await fault.InnerTextAsync());
        Assert.Equal("false", await Field(expert, SheetChaos.Score).GetAttributeAsync("aria-invalid"));
        Assert.False(await expert.IsVisibleAsync("#save-state.bad"));
        await Field(expert, SheetChaos.Reason).FocusAsync();

        Assert.NotEqual("", await fault.InnerTextAsync());
        Assert.True(await expert.IsVisibleAsync("#save-state.bad"));
        await Field(expert, SheetChaos.Score).FillAsync("");
    }

    /// <summary>Each field leaves on its own, though the first is still on its way.</summary>
    [BrowserFact]
    public async Task Window_ThatIsLeftWhileASaveIsUnderWay_SendsTheOtherFields()
    {
        var expert = await site.ExpertAsync();
        await expert.GotoAsync(site.Sheets[5]);
        List<string> sent = [];
        await expert.RouteAsync("**/fields", route => sent.Add(route.Request.PostData ?? ""));
        await Field(expert, Comment).FillAsync("under way");
        await UntilAsync(expert, () => sent.Count == 1);
        await Field(expert, SheetChaos.Reason).FillAsync("behind it");

        await expert.EvaluateAsync("() => { dispatchEvent(new Event('pagehide')); }");

        await UntilAsync(expert, () => sent.Exists(s => s.Contains("behind it", StringComparison.Ordinal)));
    }

    /// <summary>The clock of the device is set back between two edits: the later one is the later one.</summary>
    [BrowserFact]
    public async Task Clock_ThatIsSetBack_ChangesNoOrder()
    {
        var expert = await site.ExpertAsync();
        await expert.GotoAsync(site.Sheets[4]);
        var asked = 0;
        await expert.RouteAsync("**/fields", _ => asked++);
        await Field(expert, SheetChaos.Reason).FillAsync("the earlier one");
        await UntilAsync(expert, () => asked == 1);
        await expert.EvaluateAsync("() => { const now = Date.now; Date.now = () => now() - 3_600_000; }");
        await Field(expert, SheetChaos.Reason).FillAsync("the later one");
        await UntilAsync(expert, async () => await KeptAsync(expert) == 2);
        await expert.CloseAsync();

        var back = await expert.Context.NewPageAsync();
        await back.GotoAsync(site.Sheets[4]);

        await back.WaitForSelectorAsync(Saved);
        Assert.Equal("the later one", await Field(back, SheetChaos.Reason).InputValueAsync());
        Assert.Equal("the later one", (await SheetChaosTests.ServerAsync(back, site.Sheets[4]))[SheetChaos.Reason]);
    }

    /// <summary>A backup is played back: what the server had said it has, and has no more, is asked for and never green.</summary>
    [BrowserFact]
    public async Task Database_ThatWasSetBack_IsToldAsAChoice()
    {
        var (expert, sheet) = await site.DeclaredAsync("e19");
        await SaveAsync(expert, sheet, "before the backup");
        await using var database = site.OpenDatabase();
        var backup = await SheetChaos.BackUpAsync(database, sheet);
        await Field(expert, Comment).FillAsync("after the backup");
        await expert.WaitForFunctionAsync("() => document.querySelector('#save-state').className.includes('good')");
        await UntilAsync(expert, async () => (await SheetChaosTests.ServerAsync(expert, sheet))[Comment] == "after the backup");

        await SheetChaos.RestoreAsync(database, backup);
        await TurnToAsync(expert);

        await expert.WaitForSelectorAsync($"[data-choice='{Comment}']:not([hidden])");
        Assert.True(await expert.IsVisibleAsync("#save-state.bad"));
        await expert.ClickAsync($"[data-choice='{Comment}'] [data-keep=mine]");
        await expert.WaitForSelectorAsync(Saved);
        Assert.Equal("after the backup", (await SheetChaosTests.ServerAsync(expert, sheet))[Comment]);
    }

    /// <summary>What the device keeps of its account.</summary>
    private static Task<int> KeptAsync(IPage page) => page.EvaluateAsync<int>("""
        async () => {
          const { countKept } = await import('/js/kept-edits.js');
          const counts = await countKept(document.querySelector('[data-asks]').dataset.account);
          return [...counts.values()].reduce((sum, count) => sum + count, 0);
        }
        """);

    private static async Task UntilAsync(IPage page, Func<Task<bool>> isSo)
    {
        for (var wait = 0; !await isSo(); wait++)
        {
            Assert.True(wait < 600);
            await page.WaitForTimeoutAsync(100);
        }
    }
}
