using Microsoft.Playwright;

namespace GrantReview.Web.Tests.Browser;

/// <summary>What is typed on while something else is under way.</summary>
public sealed partial class SheetTests
{
    /// <summary>Typed over and typed back while the server hangs: the next window writes nothing of what was taken back.</summary>
    [BrowserFact]
    public async Task Text_ThatWasTakenBackWhileASaveHung_IsNotWrittenByTheNextWindow()
    {
        var (expert, sheet) = await site.DeclaredAsync("e20");
        await SaveAsync(expert, sheet, "what stays");
        var asked = 0;
        await expert.RouteAsync("**/fields", _ => asked++);
        await Field(expert, SheetChaos.Reason).FillAsync("it hangs");
        await UntilAsync(expert, () => asked == 1);
        await Field(expert, Comment).FillAsync("taken back");
        await Field(expert, Comment).FillAsync("what stays");
        await UntilAsync(expert, async () => await KeptAsync(expert) >= 2);
        await expert.CloseAsync();

        var back = await expert.Context.NewPageAsync();
        await back.GotoAsync(sheet);

        await back.WaitForSelectorAsync(Saved);
        Assert.Equal("what stays", await Field(back, Comment).InputValueAsync());
        var server = await SheetChaosTests.ServerAsync(back, sheet);
        Assert.Equal(("what stays", "it hangs"), (server[Comment], server[SheetChaos.Reason]));
    }

    /// <summary>A blank behind a sentence changes nothing, so its answer is no news of what another device saved.</summary>
    [BrowserFact]
    public async Task Save_ThatChangedNothing_IsGreenOnlyWithWhatAnotherDeviceWrote()
    {
        var (first, second) = (await site.OtherExpertAsync(), await site.OtherExpertAsync());
        await SaveAsync(first, site.OtherSheets[2], "a sentence.");
        await second.GotoAsync(site.OtherSheets[2]);
        await Field(second, SheetChaos.Reason).FillAsync("from elsewhere");
        await second.WaitForSelectorAsync(Saved);

        await Field(first, Comment).FillAsync("a sentence. ");

        await first.WaitForFunctionAsync("([name, text]) => document.querySelector(`[data-field='${name}']`).value === text",
            new[] { SheetChaos.Reason, "from elsewhere" });
        await first.WaitForSelectorAsync(Saved);
    }

    /// <summary>What is refused and was typed over meanwhile holds nothing up.</summary>
    [BrowserFact]
    public async Task Refusal_OfWhatWasTypedOver_IsNotHeldAgainstWhatIsThere()
    {
        var (expert, sheet) = await site.DeclaredAsync("e21");
        await expert.GotoAsync(sheet);
        TaskCompletionSource typedOn = new();
        var asked = 0;
        await expert.RouteAsync("**/fields", async route =>
        {
            if (asked++ > 0)
            {
                await route.ContinueAsync();
                return;
            }
            await typedOn.Task;
            await route.FulfillAsync(new() { Status = 400, ContentType = "application/json", Body = """{"message":"no"}""" });
        });
        await Field(expert, Comment).FillAsync("refused");
        await UntilAsync(expert, () => asked == 1);
        await Field(expert, Comment).FillAsync("refused, and typed over");
        typedOn.SetResult();

        await expert.WaitForSelectorAsync(Saved);

        Assert.Equal("refused, and typed over", (await SheetChaosTests.ServerAsync(expert, sheet))[Comment]);
    }

    /// <summary>Who leaves while a save is under way leaves with what was typed last.</summary>
    [BrowserFact]
    public async Task Window_ThatIsLeft_SendsWhatWasTypedLast()
    {
        var expert = await site.ExpertAsync();
        await expert.GotoAsync(site.Sheets[5]);
        List<string> sent = [];
        await expert.RouteAsync("**/fields", route => sent.Add(route.Request.PostData ?? ""));
        await Field(expert, Comment).FillAsync("under way");
        await UntilAsync(expert, () => sent.Count == 1);
        await Field(expert, Comment).FillAsync("under way, and typed on");

        await expert.EvaluateAsync("() => { dispatchEvent(new Event('pagehide')); }");

        await UntilAsync(expert, () => sent.Exists(s => s.Contains("typed on", StringComparison.Ordinal)));
    }

    /// <summary>An answer that was on its way while something newer was told is no server that was set back.</summary>
    [BrowserFact]
    public async Task Look_ThatCrossedARefusedSave_OffersNothingOlder()
    {
        var (first, second) = (await site.OtherExpertAsync(), await site.OtherExpertAsync());
        await SaveAsync(first, site.OtherSheets[1], "the first one");
        await SaveAsync(second, site.OtherSheets[1], "the second one");
        TaskCompletionSource crossed = new();
        var looked = 0;
        await first.RouteAsync("**/now", async route =>
        {
            if (looked++ > 0)
            {
                await route.ContinueAsync();
                return;
            }
            var answer = await route.FetchAsync();
            await crossed.Task;
            await route.FulfillAsync(new() { Response = answer });
        });
        await TurnToAsync(first);
        await UntilAsync(first, () => looked == 1);
        await Field(second, Comment).FillAsync("the third one");
        await second.WaitForSelectorAsync(Saved);
        await Field(first, Comment).FillAsync("typed here");
        await first.WaitForSelectorAsync($"[data-choice='{Comment}']:not([hidden])");

        crossed.SetResult();

        await first.WaitForTimeoutAsync(1_000);
        Assert.Equal("the third one", await first.Locator($"[data-choice='{Comment}'] [data-theirs]").InnerTextAsync());
    }
}
