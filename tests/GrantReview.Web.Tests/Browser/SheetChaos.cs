using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using GrantReview.Core.Acts;
using GrantReview.Core.Calls;
using GrantReview.Core.Scoring;
using GrantReview.Data;
using GrantReview.Web.Features.Scoring;
using GrantReview.Web.Hosting;
using GrantReview.Web.Reading;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace GrantReview.Web.Tests.Browser;

/// <summary>What interleavings did to an expert's edits. The lists stay empty where the sheet keeps its word.</summary>
public sealed class ChaosCount
{
    public int Interleavings { get; set; }
    public int Steps { get; set; }
    public int Typed { get; set; }

    /// <summary>Edits that the server said it has.</summary>
    public int Acknowledged { get; set; }

    /// <summary>Saves of fields that the record has.</summary>
    public int Saved { get; set; }

    /// <summary>Windows that were found green, each time compared with the server.</summary>
    public int Green { get; set; }

    /// <summary>How often each happening was drawn.</summary>
    public Dictionary<string, int> Happened { get; } = new(StringComparer.Ordinal);

    /// <summary>A value that was called saved or kept, and is neither on the server nor before the expert.</summary>
    public List<string> Lost { get; } = [];

    /// <summary>A save over one that its window had not seen.</summary>
    public List<string> Overwritten { get; } = [];

    /// <summary>A green window whose own text the server does not have.</summary>
    public List<string> Pretended { get; } = [];

    public void Add(ChaosCount other)
    {
        (Interleavings, Steps) = (Interleavings + other.Interleavings, Steps + other.Steps);
        (Typed, Acknowledged) = (Typed + other.Typed, Acknowledged + other.Acknowledged);
        (Saved, Green) = (Saved + other.Saved, Green + other.Green);
        foreach (var (what, times) in other.Happened)
        {
            Happened[what] = Happened.GetValueOrDefault(what) + times;
        }
        Lost.AddRange(other.Lost);
        Overwritten.AddRange(other.Overwritten);
        Pretended.AddRange(other.Pretended);
    }
}

/// <summary>
/// One expert with two windows of one browser and a second device, who types and presses buttons while network, server, session, windows,
/// deadline and officer act in an order drawn from a seed. Network, cookies and windows fail in Chromium; the deadline, the end of a
/// session and what an officer decides come by the database; the record says what was saved on what.
/// </summary>
public sealed class SheetChaos : IAsyncDisposable
{
    public const string Score = "score.capacity.hardware.performance";
    public const string Reason = "reason.capacity.hardware.performance";
    public const string Comment = "OverallComment";
    private const string Private = SheetNote.Field;
    private const int Steps = 14;
    private const int Settling = 120;

    /// <summary>Each turning to a window takes its green until the server answers.</summary>
    private const int TurnedEvery = 10;
    private const int TurnedTo = 30;
    private const string Fields = "**/fields";

    /// <summary>Of what needs a server that another may have killed.</summary>
    private const int MostTries = 100;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(200);
    private static readonly string[] Edited = [Score, Reason, Comment, Private];
    private static readonly int[] Failures = [400, 401, 403, 423, 429, 500, 502, 503];

    /// <summary>Everything but what is played on is filled in, so that the sheet can be submitted.</summary>
    private const string Complete = """
        async ([sheet, played]) => {
          const { newId, send } = await import('/js/kept-edits.js');
          const data = JSON.parse(document.getElementById('sheet-data').textContent);
          const given = name => {
            const leaf = data.leaves.find(l => `score.${l.code}` === name);
            const answers = { Familiarity: 'Fair', Recommendation: 'Fund', SuggestedAmount: '1000' };
            return leaf ? leaf.choices.length > 0 ? '#0' : leaf.minText : answers[name] ?? 'filled in';
          };
          for (const { name, value, edition, operation } of data.fields.filter(f => !played.includes(f.name) && f.value === '')) {
            const edit = { id: newId(), field: name, value: given(name), seen: edition, follows: operation };
            const answer = await send(sheet, data.token, edit);
            if (answer.kind !== 'saved') throw new Error(`${name}: ${JSON.stringify(answer)}`);
          }
        }
        """;

    /// <summary>What a window shows at one instant.</summary>
    private const string Look = """
        () => {
          const state = document.getElementById('save-state');
          if (!state) return null;
          const one = name => document.querySelector(`[data-field="${name}"]`)?.value ?? '';
          const fields = ['score.capacity.hardware.performance', 'reason.capacity.hardware.performance', 'OverallComment', 'note'];
          return JSON.stringify({
            green: state.className.includes('good'), state: state.textContent, values: fields.map(one),
            asked: fields.map(name => document.querySelector(`[data-choice="${name}"]`)?.hidden === false),
            before: [...document.querySelectorAll('[data-theirs], [data-mine], #not-sent [data-value]')].map(p => p.textContent),
          });
        }
        """;

    private readonly Uri address;
    private readonly string person;
    private readonly IServiceProvider database;
    private readonly Func<Task>? restart;
    private readonly Window[] windows;
    private readonly IBrowserContext[] browsers;
    private readonly IPage asking;
    private readonly ConcurrentDictionary<Guid, Sent> sent = new();
    private readonly ConcurrentBag<Task> answers = [];
    private readonly HashSet<string> complete = [];

    /// <summary>Pages of the expert's work: each sends what its browser keeps.</summary>
    private readonly Dictionary<IBrowserContext, IPage> work = [];

    /// <summary>Operations that were acknowledged by a database which was set back since.</summary>
    private readonly HashSet<Guid> forgotten = [];

    private SheetChaos(
        Uri address, string person, IServiceProvider database, Func<Task>? restart, IBrowserContext[] browsers, IPage asking)
    {
        (this.address, this.person) = (address, person);
        (this.database, this.restart) = (database, restart);
        (this.browsers, this.asking) = (browsers, asking);
        windows = [new Window(browsers[0]), new Window(browsers[0]), new Window(browsers[1])];
        foreach (var browser in browsers)
        {
            browser.Request += (_, request) => Note(request);
            browser.Response += (_, response) => Note(response);
        }
    }

    /// <summary>Sheets of the expert, who has declared; one a time is played on.</summary>
    public IReadOnlyList<string> Sheets { get; private set; } = [];

    /// <param name="restart">Kills the server and starts it again; null where that is not to happen.</param>
    public static async Task<SheetChaos> OpenAsync(
        IBrowser browser, Uri address, string person, IServiceProvider database, Func<Task>? restart)
    {
        List<IBrowserContext> contexts = [];
        for (var i = 0; i < 3; i++)
        {
            contexts.Add(await browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = $"{address}", Locale = "en" }));
        }
        var asking = await contexts[2].NewPageAsync();
        var chaos = new SheetChaos(address, person, database, restart, [contexts[0], contexts[1]], asking);
        await SignInAsync(asking, person);
        chaos.Sheets = await DeclareAsync(asking);
        foreach (var context in chaos.browsers)
        {
            var page = await context.NewPageAsync();
            await SignInAsync(page, person);
            await page.CloseAsync();
        }
        return chaos;
    }

    /// <summary>The plan of the demo round runs, as its officer clicks it.</summary>
    public static async Task DeployAsync(IBrowser browser, Uri address)
    {
        var page = await NewPageAsync(browser, address, "officer");
        await page.GotoAsync($"/calls/{DemoRound.Code}/assignments/1");
        await page.ClickAsync("form[action$='/deploy'] button");
        await page.WaitForSelectorAsync(".note.good");
        await page.Context.CloseAsync();
    }

    /// <summary>A page of one of the demo people, in a browser of its own.</summary>
    public static async Task<IPage> NewPageAsync(IBrowser browser, Uri address, string person)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions { BaseURL = $"{address}", Locale = "en" });
        var page = await context.NewPageAsync();
        await SignInAsync(page, person);
        return page;
    }

    /// <summary>One more window of the expert.</summary>
    public Task<IPage> NewPageAsync() => browsers[1].NewPageAsync();

    public async ValueTask DisposeAsync()
    {
        await asking.Context.CloseAsync();
        foreach (var browser in browsers)
        {
            await browser.CloseAsync();
        }
    }

    /// <summary>One interleaving on one of the sheets; the same seed draws the same happenings.</summary>
    public async Task<ChaosCount> PlayAsync(int seed)
    {
        var count = new ChaosCount { Interleavings = 1 };
        var random = new Random(seed);
        var sheet = Sheets[seed % Sheets.Count];
        var expected = new Dictionary<string, (Window Window, string Value)>(StringComparer.Ordinal);
        List<string> story = [];
        sent.Clear();
        answers.Clear();
        forgotten.Clear();
        if (complete.Add(sheet))
        {
            await OnceServedAsync(async () =>
            {
                await asking.GotoAsync(sheet);
                await asking.EvaluateAsync(Complete, new object[] { sheet.Split('/')[^1], Edited });
                await asking.GotoAsync("about:blank");
            });
        }
        foreach (var window in windows)
        {
            await OpenAsync(window, sheet);
        }
        var backup = await BackUpAsync(database, sheet);
        for (var step = 0; step < Steps; step++)
        {
            count.Steps++;
            var window = windows[random.Next(windows.Length)];
            var what = await HappenAsync(random, window, sheet, $"{seed:D4}{step:D2}1", expected, backup);
            story.Add($"{Array.IndexOf(windows, window)} {what}");
            count.Happened[what] = count.Happened.GetValueOrDefault(what) + 1;
            count.Typed += what.StartsWith("typed", StringComparison.Ordinal) ? 1 : 0;
            await Task.Delay(random.Next(400));
            await ShouldBeHonestAsync(count, sheet, expected, $"seed {seed}, step {step}, {what}");
            if (what == "window turned to")
            {
                await TurnToAsync(count, window, sheet, $"seed {seed}, step {step} ({string.Join(", ", story)})");
            }
        }
        await SettleAsync(sheet, expected);
        await ShouldBeHonestAsync(count, sheet, expected, $"seed {seed}, in the end");
        foreach (var window in windows)
        {
            await TurnToAsync(count, window, sheet, $"seed {seed}, in the end ({string.Join(", ", story)})");
        }
        await CompareAsync(count, sheet, expected, $"seed {seed} ({string.Join(", ", story)})");
        await ClearAsync();
        return count;
    }

    private async Task<string> HappenAsync(
        Random random, Window window, string sheet, string unique, Dictionary<string, (Window Window, string Value)> expected,
        Backup backup)
    {
        if (random.Next(300) == 0 && restart is not null)
        {
            await restart();
            return "server killed and started";
        }
        var drawn = random.Next(48);
        if (drawn >= 29 || window.Page is null)
        {
            return await TypeAsync(random, window, sheet, unique, expected);
        }
        if (drawn != 22)
        {
            await window.Page.EvaluateAsync("() => document.querySelector('dialog[open]')?.close()");
        }
        switch (drawn)
        {
            case 0 or 1:
                await window.Browser.SetOfflineAsync(drawn == 0);
                return drawn == 0 ? "offline" : "online";
            case 2 or 3:
                var status = Failures[random.Next(Failures.Length)];
                await window.Page.RouteAsync(Fields, route =>
                    route.FulfillAsync(new RouteFulfillOptions { Status = status, Body = "no" }));
                return $"answer {status}";
            case 4:
                await window.Page.RouteAsync(Fields, async route =>
                {
                    try
                    {
                        await route.FetchAsync();
                        await route.AbortAsync();
                    }
                    catch (PlaywrightException)
                    {
                        // The window, or the server, is gone meanwhile.
                    }
                });
                return "answer lost";
            case 5 or 6:
                await window.Page.UnrouteAllAsync();
                return "answers again";
            case 7:
                await CloseAsync(window, expected);
                return "window closed";
            case 8:
                await window.Browser.ClearCookiesAsync();
                return "session ended";
            case 9:
                await EnterAsync(window.Browser);
                return "signed in again";
            case 10:
                await ExtendAsync(random.Next(2) == 0 ? TimeSpan.FromHours(-1) : TimeSpan.FromDays(30));
                return "deadline moved";
            case 11:
                return await ChooseAsync(random, window, expected);
            case 12 or 13:
                return await PressAsync(window, sheet, "save");
            case 14 or 15:
                return await PressAsync(window, sheet, "submit");
            case 16 or 17:
                return await DecideAsync(sheet, new SheetLife.Return(new FreeText("to be mended"), Defect.Form))
                    ? "returned by the officer" : "nothing to return";
            case 18:
                return await DecideAsync(sheet, new SheetLife.Leave(Leaving.NoShow, new FreeText("was away")))
                    ? "replaced" : "not to be replaced";
            case 19:
                return await DecideAsync(sheet, new SheetLife.Seat()) ? "seated again" : "is seated";
            case 20:
                await EndSessionsAsync();
                return "sessions ended by the server";
            case 21:
                return "window turned to";
            case 22:
                return await SignInWithinAsync(window);
            case 23:
                return await TurnWorkAsync(window.Browser);
            case 24:
                await window.Page.RouteAsync(Fields, _ => Task.CompletedTask);
                return "no answer at all";
            case 25:
                var broken = Failures[random.Next(Failures.Length)];
                await window.Page.RouteAsync("**/now", route => route.FulfillAsync(new RouteFulfillOptions { Status = broken }));
                return "nothing newer told";
            case 26:
                return await TypeAndLeaveAsync(window, unique, expected);
            case 27:
                await SetBackAsync(sheet, backup, expected);
                return "database set back";
            default:
                var hours = random.Next(2) == 0 ? 1 : -1;
                await window.Page.EvaluateAsync("hours => { const now = Date.now; Date.now = () => now() + hours * 3_600_000; }", hours);
                return "clock changed by an hour";
        }
    }

    /// <summary>The page of the expert's work is opened beside the sheets, or closed.</summary>
    private async Task<string> TurnWorkAsync(IBrowserContext browser)
    {
        if (work.Remove(browser, out var open))
        {
            await open.CloseAsync();
            return "work closed";
        }
        var page = await browser.NewPageAsync();
        try
        {
            await page.GotoAsync("/my-work");
            work[browser] = page;
            return "work opened";
        }
        catch (PlaywrightException)
        {
            await page.CloseAsync();
            return "work could not be opened";
        }
    }

    /// <summary>Whoever is asked to choose types on, and is gone.</summary>
    private static async Task<string> TypeAndLeaveAsync(
        Window window, string unique, Dictionary<string, (Window Window, string Value)> expected)
    {
        var at = (await LookAsync(window))?.Asked.ToList().IndexOf(true) ?? -1;
        if (at < 0 || !await Control(window.Opened, Edited[at]).IsEnabledAsync())
        {
            return "nothing to choose";
        }
        await Control(window.Opened, Edited[at]).FillAsync(Edited[at] == Score ? $"1.{unique}" : $"under the choice {unique}");
        await CloseAsync(window, expected);
        return "typed under a choice, and left";
    }

    /// <summary>
    /// The database is as it was when the interleaving began. A window that can ask is told, and asks; what was acknowledged since and
    /// shown by none is lost with the backup.
    /// </summary>
    private async Task SetBackAsync(string sheet, Backup backup, Dictionary<string, (Window Window, string Value)> expected)
    {
        var had = await ServerAsync(sheet);
        forgotten.UnionWith(await RestoreAsync(database, backup));
        forgotten.UnionWith(sent.Values.Where(e => e.Field == Private && e.Edition > (backup.Note?.Saved.Edition ?? 0))
            .Select(e => e.Operation));
        foreach (var window in windows.Where(w => w.Page is not null))
        {
            await window.Opened.EvaluateAsync("() => { dispatchEvent(new Event('focus')); }");
        }
        foreach (var (field, (window, value)) in expected.ToList())
        {
            var isTold = false;
            for (var wait = 0; window.Page is not null && wait < TurnedTo && !isTold; wait++)
            {
                await Task.Delay(100);
                isTold = await LookAsync(window) is { } seen && seen.Asked[Array.IndexOf(Edited, field)];
            }
            // Another window may have chosen, or the text is still on its way.
            if (!isTold && had?[field] == value)
            {
                expected.Remove(field);
            }
        }
    }

    /// <summary>A button of the sheet: first what is typed is saved, then the form is posted, unless something is not saved.</summary>
    private static async Task<string> PressAsync(Window window, string sheet, string act)
    {
        var page = window.Opened;
        var button = page.Locator($"#sheet button[name=act][value={act}]");
        if (page.Url.EndsWith(sheet, StringComparison.Ordinal) && await button.CountAsync() > 0 && await button.IsEnabledAsync())
        {
            await button.EvaluateAsync("button => button.click()");
            await Task.Delay(1_000);
        }
        if (page.Url.Contains("/submit?", StringComparison.Ordinal) && page.Locator("main form button") is var confirm
            && await confirm.CountAsync() > 0)
        {
            await confirm.EvaluateAsync("button => button.click()");
            await Task.Delay(1_000);
        }
        if (page.Url.EndsWith(sheet, StringComparison.Ordinal))
        {
            return act == "save" ? "save pressed" : "submit pressed";
        }
        // Nobody is asked to leave before all is saved: what was typed is on the server now.
        await page.CloseAsync();
        window.Page = null;
        return act == "save" ? "save pressed, away" : "submit pressed, away";
    }

    /// <summary>The dialogue over the sheet, where it asks.</summary>
    private async Task<string> SignInWithinAsync(Window window)
    {
        var (again, button) =
            (window.Opened.Locator("#sign-in-again"), window.Opened.Locator($"dialog[open] button[value=demo-{person}]"));
        if (await again.IsVisibleAsync())
        {
            await again.EvaluateAsync("button => button.click()");
        }
        for (var wait = 0; wait < 20 && await again.IsVisibleAsync() && await button.CountAsync() == 0; wait++)
        {
            await Task.Delay(100);
        }
        if (await button.CountAsync() == 0)
        {
            return "nobody to sign in";
        }
        await button.EvaluateAsync("button => button.click()");
        return "signed in within the page";
    }

    /// <summary>What the officer decides of the expert's sheet; false where the sheet is in another state.</summary>
    private async Task<bool> DecideAsync(string sheet, Act act)
    {
        var id = Guid.Parse(sheet.Split('/')[^1]);
        for (var attempt = 0; ; attempt++)
        {
            await using var scope = database.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<AppDb>();
            var row = await db.ScoreSheets.SingleAsync(s => s.Id == id);
            var call = await db.Calls.AsNoTracking().SingleAsync(c => c.Id == row.CallId);
            var officer = await db.Users.Where(u => u.UserName == DemoRound.UserPrefix + "officer").Select(u => u.Id).SingleAsync();
            var by = new By(officer, Capacity.Officer, DateTime.UtcNow, Guid.CreateVersion7());
            if (row.Do(act, by, CallGate.Seen(call.State)).Refusal is not null)
            {
                return false;
            }
            try
            {
                await db.SaveChangesAsync();
                return true;
            }
            catch (Exception e) when (LostRace.Is(e) && attempt < 20)
            {
                await Task.Delay(50);
            }
        }
    }

    /// <summary>On all devices, as an administrator ends them; each window finds out at its next request.</summary>
    private async Task EndSessionsAsync()
    {
        await using var scope = database.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var name = DemoRound.UserPrefix + person;
        await db.Sessions.Where(s => db.Users.Any(u => u.Id == s.UserId && u.UserName == name))
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.Until, DateTime.UtcNow));
        await SignInAsync(asking, person);
        await asking.GotoAsync("about:blank");
    }

    /// <summary>Whoever turns to a window and finds it green sees what the server has, in every field.</summary>
    private async Task TurnToAsync(ChaosCount count, Window window, string sheet, string when)
    {
        List<string> lies = [];
        for (var attempt = 0; attempt < 3; attempt++)
        {
            if (await LookAsync(window) is null)
            {
                return;
            }
            await window.Opened.EvaluateAsync("() => dispatchEvent(new Event('focus'))");
            Seen? seen = null;
            // A window that asks to choose is not green before somebody chose.
            for (var wait = 0; wait < TurnedTo && seen is not { Green: true } && seen?.Asked.Contains(true) != true; wait++)
            {
                await Task.Delay(100);
                seen = await LookAsync(window);
            }
            if (seen is not { Green: true })
            {
                return;
            }
            if (await ServerAsync(sheet) is not { } server)
            {
                return;
            }
            lies = [.. Edited.Index().Where(f => seen.Values[f.Index] != server[f.Item])
                .Select(f => $"{when}: {f.Item} is green with “{seen.Values[f.Index]}”, the server has “{server[f.Item]}”")];
            if (lies.Count == 0)
            {
                count.Green++;
                return;
            }
        }
        count.Pretended.AddRange(lies);
    }

    private async Task<string> TypeAsync(
        Random random, Window window, string sheet, string unique, Dictionary<string, (Window Window, string Value)> expected)
    {
        var field = Edited[random.Next(Edited.Length)];
        // Now and then what another window or device has just been given.
        var value = random.Next(8) == 0 && expected.TryGetValue(field, out var other) ? other.Value
            : field == Score ? $"{random.Next(5)}.{unique}" : $"text {unique}";
        var isComposed = random.Next(8) == 0;
        if (window.Page is null && !await TryOpenAsync(window, sheet))
        {
            return "window could not be opened";
        }
        await window.Opened.EvaluateAsync("() => document.querySelector('dialog[open]')?.close()");
        var control = Control(window.Opened, field);
        if (await control.CountAsync() == 0 || !await control.IsEnabledAsync())
        {
            return "sheet was closed";
        }
        if (field == Private)
        {
            await window.Opened.EvaluateAsync("() => { document.getElementById('note').open = true; }");
        }
        if (isComposed)
        {
            var keys = await window.Browser.NewCDPSessionAsync(window.Opened);
            await control.EvaluateAsync("control => { control.focus(); control.select(); }");
            await keys.SendAsync("Input.imeSetComposition",
                new Dictionary<string, object> { ["text"] = "w", ["selectionStart"] = 1, ["selectionEnd"] = 1 });
            await keys.SendAsync("Input.insertText", new Dictionary<string, object> { ["text"] = value });
            await keys.DetachAsync();
            value = await control.InputValueAsync();
        }
        else
        {
            await control.FillAsync(value);
        }
        expected[field] = (window, value);
        return (field == Private ? "typed a note" : "typed") + (isComposed ? ", composed" : "");
    }

    /// <summary>As if the tab, or the whole browser, were killed: what it never called saved or kept is nobody's promise.</summary>
    private static async Task CloseAsync(Window window, Dictionary<string, (Window Window, string Value)> expected)
    {
        var seen = await LookAsync(window);
        var isKept = seen is not null && (seen.Green || seen.State.StartsWith("Kept on this device", StringComparison.Ordinal));
        foreach (var (field, _) in expected.Where(e => e.Value.Window == window && !isKept).ToList())
        {
            expected.Remove(field);
        }
        await window.Opened.CloseAsync();
        window.Page = null;
    }

    private static async Task<string> ChooseAsync(
        Random random, Window window, Dictionary<string, (Window Window, string Value)> expected)
    {
        var at = (await LookAsync(window))?.Asked.ToList().IndexOf(true) ?? -1;
        if (at < 0)
        {
            return "nothing to choose";
        }
        var isMine = random.Next(2) == 0;
        var mine = await Control(window.Opened, Edited[at]).InputValueAsync();
        await window.Opened.Locator($"[data-choice='{Edited[at]}'] [data-keep={(isMine ? "mine" : "theirs")}]").ClickAsync();
        if (isMine)
        {
            expected[Edited[at]] = (window, mine);
        }
        else if (expected.TryGetValue(Edited[at], out var typed) && (typed.Window == window || typed.Value == mine))
        {
            // A window that was closed left its text to whichever window of the browser was opened next.
            expected.Remove(Edited[at]);
        }
        return isMine ? "own text chosen" : "other text chosen";
    }

    /// <summary>Green in a window means: what was typed last in it is what the server has at this moment.</summary>
    private async Task ShouldBeHonestAsync(
        ChaosCount count, string sheet, Dictionary<string, (Window Window, string Value)> expected, string when)
    {
        foreach (var window in windows)
        {
            List<string> mine = [.. expected.Where(t => t.Value.Window == window).Select(t => t.Key)];
            if (mine.Count == 0 || await LookAsync(window) is not { Green: true })
            {
                continue;
            }
            var server = await ServerAsync(sheet);
            if (server is null || await LookAsync(window) is not { Green: true } shown)
            {
                continue;
            }
            count.Green++;
            count.Pretended.AddRange(mine.Where(f => shown.Values[Array.IndexOf(Edited, f)] != server[f])
                .Select(f => $"{when}: {f} is green with “{shown.Values[Array.IndexOf(Edited, f)]}”, the server has “{server[f]}”"));
        }
    }

    /// <summary>Everything is there again, and nobody touches a key: edits go out by themselves, or wait for a choice.</summary>
    private async Task SettleAsync(string sheet, Dictionary<string, (Window Window, string Value)> expected)
    {
        await ExtendAsync(TimeSpan.FromDays(30));
        await DecideAsync(sheet, new SheetLife.Seat());
        await DecideAsync(sheet, new SheetLife.Return(new FreeText("once more"), Defect.Form));
        foreach (var browser in browsers)
        {
            await EnterAsync(browser);
        }
        foreach (var window in windows)
        {
            if (window.Page is { } page)
            {
                await page.UnrouteAllAsync();
                await page.EvaluateAsync("() => document.querySelector('dialog[open]')?.close()");
            }
            else
            {
                await OpenAsync(window, sheet);
            }
        }
        for (var round = 0; round < Settling; round++)
        {
            foreach (var window in windows.Where(_ => round % TurnedEvery == 0))
            {
                await window.Opened.EvaluateAsync("() => dispatchEvent(new Event('online'))");
            }
            await Task.Delay(200);
            var seen = await Task.WhenAll(windows.Select(LookAsync));
            var isQuiet = Array.TrueForAll(seen, s => s is not null && (s.Green || s.State.Length == 0
                || s.State.StartsWith("Changed elsewhere", StringComparison.Ordinal)));
            // What waits for a choice is said before what is still on its way.
            if (isQuiet && await ServerAsync(sheet) is { } server
                && expected.All(e => server[e.Key] == e.Value.Value || IsBefore(seen.OfType<Seen>(), e.Value.Value)))
            {
                return;
            }
        }
    }

    private async Task CompareAsync(
        ChaosCount count, string sheet, Dictionary<string, (Window Window, string Value)> expected, string played)
    {
        var server = await ServerAsync(sheet) ?? throw new InvalidOperationException("The expert sits again.");
        var seen = (await Task.WhenAll(windows.Select(LookAsync))).OfType<Seen>().ToList();
        foreach (var (field, (_, value)) in expected)
        {
            if (server[field] != value && !IsBefore(seen, value))
            {
                count.Lost.Add(
                    $"{played}: {field} was last typed as “{value}”, the server has “{server[field]}” and nobody is asked: "
                    + string.Join(" | ", seen.Select(s => $"{s.State}: {string.Join(", ", s.Values)}")));
            }
        }
        await Task.WhenAll(answers);
        var saves = await SavesAsync(sheet);
        count.Saved += sent.Keys.Count(o => saves.Exists(s => s.Save.Operation == o));
        foreach (var edit in sent.Values.Where(e => e.IsAcknowledged && !forgotten.Contains(e.Operation)))
        {
            count.Acknowledged++;
            if (edit.Field == Private)
            {
                // A note is in no record; each save of one says which edition it became.
                if (edit.Edition > edit.Seen + 1 && !(sent.TryGetValue(edit.Follows, out var before) && before.Edition is var own
                    && (own == 0 || own == edit.Edition - 1)))
                {
                    count.Overwritten.Add($"{played}: note “{edit.Value}” became edition {edit.Edition} and was typed on {edit.Seen}");
                }
            }
            else if (!saves.Exists(s => s.Field == edit.Field && s.Value == edit.Value))
            {
                count.Lost.Add($"{played}: {edit.Field} “{edit.Value}” was acknowledged and is not in the record");
            }
        }
        foreach (var field in saves.GroupBy(s => s.Field))
        {
            var before = FieldSave.None;
            foreach (var save in field.OrderBy(s => s.Save.Edition).Select(s => s.Save))
            {
                if (sent.TryGetValue(save.Operation, out var edit)
                    && edit.Seen != before.Edition && (before.Edition == 0 || edit.Follows != before.Operation))
                {
                    count.Overwritten.Add(
                        $"{played}: {field.Key} edition {save.Edition} “{edit.Value}” was typed on edition {edit.Seen}");
                }
                before = save;
            }
        }
    }

    /// <summary>One of two texts, or of those that cannot be sent any more.</summary>
    private static bool IsBefore(IEnumerable<Seen> seen, string value) => seen.Any(s => s.Before.Contains(value));

    /// <summary>Nothing is left over for the next interleaving.</summary>
    private async Task ClearAsync()
    {
        foreach (var window in windows)
        {
            await window.Opened.EvaluateAsync(
                "() => document.querySelectorAll('[data-choice]:not([hidden]) [data-keep=theirs]').forEach(button => button.click())");
        }
        foreach (var page in work.Values)
        {
            await page.CloseAsync();
        }
        work.Clear();
    }

    private async Task<List<(string Field, string Value, FieldSave Save)>> SavesAsync(string sheet)
    {
        var id = Guid.Parse(sheet.Split('/')[^1]);
        await using var scope = database.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var facts = await db.Facts.AsNoTracking().Include(f => f.Texts).Where(f => f.SubjectId == id).ToListAsync();
        return [.. facts.Select(f => SaveOf(f.Read())).OfType<(string, string, FieldSave)>()];
    }

    private static (string Field, string Value, FieldSave Save)? SaveOf(Fact fact) => fact switch
    {
        LeafLife.Scored scored => ($"score.{scored.Indicator}", scored.Score?.ToExactText() ?? "", scored.Save),
        LeafLife.Explained explained => ($"reason.{explained.Indicator}", $"{explained.Reason}", explained.Save),
        AnswersLife.Commented commented => (Comment, $"{commented.OverallComment}", commented.Save),
        _ => null,
    };

    /// <summary>What the database has written of a sheet.</summary>
    public static async Task<Backup> BackUpAsync(IServiceProvider database, string sheet)
    {
        var id = Guid.Parse(sheet.Split('/')[^1]);
        await using var scope = database.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        return new Backup(
            await db.ScoreSheets.AsNoTracking().Include(s => s.Leaves).SingleAsync(s => s.Id == id),
            await db.Notes.AsNoTracking().SingleOrDefaultAsync(n => n.SheetId == id),
            await db.Facts.Where(f => f.SubjectId == id).MaxAsync(f => (long?)f.Id) ?? 0);
    }

    /// <summary>As if the database were set back to it: later saves were never there, and are in no record.</summary>
    /// <returns>Operations that the database has no more.</returns>
    public static async Task<IReadOnlyList<Guid>> RestoreAsync(IServiceProvider database, Backup backup)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await TryRestoreAsync(database, backup);
            }
            catch (Exception e) when ((LostRace.Is(e) || e is System.Data.Common.DbException) && attempt < 20)
            {
                await Task.Delay(50);
            }
        }
    }

    private static async Task<IReadOnlyList<Guid>> TryRestoreAsync(IServiceProvider database, Backup backup)
    {
        await using var scope = database.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(System.Data.IsolationLevel.Serializable);
        var row = await db.ScoreSheets.Include(s => s.Leaves).SingleAsync(s => s.Id == backup.Sheet.Id);
        var later = db.Facts.Where(f => f.SubjectId == row.Id && f.Id > backup.LastFact);
        List<Guid> gone = [.. (await later.AsNoTracking().Include(f => f.Texts).ToListAsync()).Select(f => SaveOf(f.Read())?.Save.Operation)
            .OfType<Guid>()];
        db.Entry(row).ComplexProperty(s => s.Answers).CurrentValue = backup.Sheet.Answers;
        foreach (var leaf in row.Leaves)
        {
            db.Entry(leaf).ComplexProperty(l => l.State).CurrentValue =
                backup.Sheet.Leaves.Find(l => l.Id == leaf.Id)?.State ?? LeafState.Blank;
        }
        var note = await db.Notes.AsNoTracking().SingleOrDefaultAsync(n => n.SheetId == row.Id);
        gone.AddRange(note is null || note.Saved == backup.Note?.Saved ? [] : [note.Saved.Operation]);
        await db.Notes.Where(n => n.SheetId == row.Id).ExecuteDeleteAsync();
        if (backup.Note is { } kept)
        {
            db.Notes.Add(kept);
        }
        await db.Set<FactTextRow>().Where(t => later.Any(f => f.Id == t.FactId)).ExecuteDeleteAsync();
        await later.ExecuteDeleteAsync();
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        return gone;
    }

    private Task ExtendAsync(TimeSpan left) => ExtendAsync(database, person, left);

    /// <summary>The own deadline of an expert, so long from now.</summary>
    public static async Task ExtendAsync(IServiceProvider database, string person, TimeSpan left)
    {
        await using var scope = database.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var name = DemoRound.UserPrefix + person;
        await db.Experts.Where(e => db.Users.Any(u => u.Id == e.UserId && u.UserName == name)).ExecuteUpdateAsync(
            set => set.SetProperty(e => e.ExtendedUntil, DateTime.UtcNow + left).SetProperty(e => e.Version, e => e.Version + 1));
    }

    /// <summary>The deadline of the call is over, so that each expert's own one counts.</summary>
    public static async Task CloseCallAsync(IServiceProvider database)
    {
        await using var scope = database.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        await db.Experts.ExecuteUpdateAsync(set => set.SetProperty(e => e.ExtendedUntil, DateTime.UtcNow.AddDays(30)));
        await db.Calls.Where(c => c.Code == DemoRound.Code)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.State.ScoringClosesAt, DateTime.UtcNow.AddDays(-2)));
    }

    private static async Task OpenAsync(Window window, string sheet)
    {
        var page = window.Page ??= await window.Browser.NewPageAsync();
        await OnceServedAsync(async () =>
        {
            await page.GotoAsync(sheet);
            await page.WaitForSelectorAsync("#save-state", new PageWaitForSelectorOptions { State = WaitForSelectorState.Attached });
        });
    }

    private static async Task<bool> TryOpenAsync(Window window, string sheet)
    {
        var page = await window.Browser.NewPageAsync();
        try
        {
            var answer = await page.GotoAsync(sheet);
            if (answer?.Status == 200 && page.Url.EndsWith(sheet, StringComparison.Ordinal))
            {
                window.Page = page;
                return true;
            }
        }
        catch (PlaywrightException)
        {
            // Offline, or the server is away.
        }
        await page.CloseAsync();
        return false;
    }

    /// <summary>Online and signed in, in a window of its own as the sheet's link opens one.</summary>
    private async Task EnterAsync(IBrowserContext browser)
    {
        await browser.SetOfflineAsync(false);
        await OnceServedAsync(async () =>
        {
            var answer = await browser.APIRequest.GetAsync(new Uri(address, "/my-work").ToString());
            if (!answer.Url.EndsWith("/my-work", StringComparison.Ordinal))
            {
                var page = await browser.NewPageAsync();
                await SignInAsync(page, person);
                await page.CloseAsync();
            }
        });
    }

    private static Task SignInAsync(IPage page, string person) => OnceServedAsync(async () =>
    {
        await page.GotoAsync("/sign-in");
        await page.ClickAsync($"button[value=demo-{person}]");
        await page.WaitForURLAsync(url => !url.Contains("sign-in", StringComparison.Ordinal));
    });

    /// <summary>Tried again while the server is away: another expert's interleaving may have killed it.</summary>
    private static async Task OnceServedAsync(Func<Task> act)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await act();
                return;
            }
            catch (Exception away) when (away is PlaywrightException or TimeoutException && attempt < MostTries)
            {
                await Task.Delay(Between);
            }
        }
    }

    /// <summary>The expert who is signed in declares: the addresses of the expert's sheets.</summary>
    public static async Task<IReadOnlyList<string>> DeclareAsync(IPage page)
    {
        await page.GotoAsync("/my-work");
        await page.ClickAsync("a[href$='/declare']");
        await page.CheckAsync("input[name=Undertaking]");
        foreach (var choice in await page.QuerySelectorAllAsync("input[value=High]"))
        {
            await choice.CheckAsync();
        }
        await page.ClickAsync("main form button.primary");
        await page.WaitForSelectorAsync("tbody a.primary[href^='/sheets/']");
        return [.. await Task.WhenAll((await page.Locator("tbody a.primary[href^='/sheets/']").AllAsync())
            .Select(async a => await a.GetAttributeAsync("href") ?? ""))];
    }

    /// <summary>
    /// What the server holds, read by a request of its own; asked again while it is away. Null while the sheet is not the expert's.
    /// </summary>
    private async Task<Dictionary<string, string>?> ServerAsync(string sheet)
    {
        Dictionary<string, string>? fields = null;
        await OnceServedAsync(async () =>
        {
            var answer = await asking.APIRequest.GetAsync(new Uri(address, sheet).ToString());
            if (!answer.Ok && answer.Status != 404)
            {
                throw new PlaywrightException($"{sheet} answers {answer.Status}.");
            }
            // One that was taken back is read alone, without its note.
            fields = answer.Ok && FieldsOf(await answer.TextAsync()) is var read && read.ContainsKey(Private) ? read : null;
        });
        return fields;
    }

    /// <summary>The fields of a sheet as its page brings them.</summary>
    public static Dictionary<string, string> FieldsOf(string page)
    {
        const string start = "<script id=\"sheet-data\" type=\"application/json\">";
        var from = page.IndexOf(start, StringComparison.Ordinal) + start.Length;
        using var data = JsonDocument.Parse(page[from..page.IndexOf("</script>", from, StringComparison.Ordinal)]);
        return data.RootElement.GetProperty("fields").EnumerateArray().ToDictionary(
            f => f.GetProperty("name").GetString() ?? "", f => f.GetProperty("value").GetString() ?? "", StringComparer.Ordinal);
    }

    private void Note(IRequest request)
    {
        if (IsSave(request) && Sent.Of(request) is { } edit)
        {
            // The same edit may be sent again on a later edition: over one of its own that had arrived without an answer.
            sent.AddOrUpdate(edit.Operation, edit,
                (_, before) => edit with { IsAcknowledged = before.IsAcknowledged, Edition = before.Edition });
        }
    }

    private void Note(IResponse response)
    {
        if (response.Status == 200 && IsSave(response.Request) && Sent.Of(response.Request) is { } edit)
        {
            sent[edit.Operation] = edit with { IsAcknowledged = true };
            answers.Add(ReadAsync(response, edit.Operation));
        }
    }

    private async Task ReadAsync(IResponse response, Guid operation)
    {
        try
        {
            // The same value changes nothing, and the operation is that of the save before.
            if (await response.JsonAsync() is { } saved && saved.GetProperty("operation").GetGuid() == operation)
            {
                sent[operation] = sent[operation] with { Edition = saved.GetProperty("edition").GetInt64() };
            }
        }
        catch (PlaywrightException)
        {
            // The window is gone, and its answer with it.
        }
    }

    private static bool IsSave(IRequest request) =>
        request.Method == "POST" && request.Url.EndsWith("/fields", StringComparison.Ordinal);

    private static ILocator Control(IPage page, string field) => page.Locator($"[data-field='{field}']").First;

    private static async Task<Seen?> LookAsync(Window window)
    {
        try
        {
            return window.Page is { } page && await page.EvaluateAsync<string?>(Look) is { } seen
                ? JsonSerializer.Deserialize<Seen>(seen, JsonSerializerOptions.Web) : null;
        }
        catch (PlaywrightException)
        {
            return null; // The page is being loaded.
        }
    }

    /// <param name="LastFact">Of the record.</param>
    public sealed record Backup(ScoreSheetRow Sheet, NoteRow? Note, long LastFact);

    private sealed class Window(IBrowserContext browser)
    {
        public IBrowserContext Browser { get; } = browser;

        /// <summary>Null while it is closed.</summary>
        public IPage? Page { get; set; }
        public IPage Opened => Page ?? throw new InvalidOperationException("The window is closed.");
    }

    private sealed record Seen(
        bool Green, string State, IReadOnlyList<string> Values, IReadOnlyList<bool> Asked, IReadOnlyList<string> Before);

    private sealed record Sent(Guid Operation, string Field, string Value, long Seen, Guid Follows)
    {
        public bool IsAcknowledged { get; init; }

        /// <summary>That it became; 0 = nobody read the answer.</summary>
        public long Edition { get; init; }

        public static Sent? Of(IRequest request)
        {
            if (request.PostData is not { } body)
            {
                return null;
            }
            using var edit = JsonDocument.Parse(body);
            var root = edit.RootElement;
            return new Sent(
                root.GetProperty("operation").GetGuid(), root.GetProperty("field").GetString() ?? "",
                root.GetProperty("value").GetString() ?? "", root.GetProperty("seen").GetInt64(),
                root.TryGetProperty("follows", out var follows) ? follows.GetGuid() : Guid.Empty);
        }
    }
}
