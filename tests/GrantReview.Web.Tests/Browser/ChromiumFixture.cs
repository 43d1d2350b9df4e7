using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace GrantReview.Web.Tests.Browser;

/// <summary>Marks a test that drives Chromium; where there is none it shows as skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute(
        [System.Runtime.CompilerServices.CallerFilePath] string? file = null,
        [System.Runtime.CompilerServices.CallerLineNumber] int line = 0)
        : base(file, line) =>
            Skip = ChromiumFixture.Path is null ? "Chromium is not installed (set GRANTREVIEW_TEST_CHROMIUM to its path)." : null;
}

/// <summary>One headless Chromium for a class of tests.</summary>
public sealed class ChromiumFixture : IAsyncLifetime
{
    private IPlaywright? playwright;
    private IBrowser? browser;

    public static string? Path { get; } =
        new[] { Environment.GetEnvironmentVariable("GRANTREVIEW_TEST_CHROMIUM"), "/usr/lib/chromium/chromium-headless-shell",
            "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }
            .FirstOrDefault(File.Exists);

    /// <summary>A name that is this machine, and that no browser takes for it.</summary>
    public const string PlainHost = "grantreview.example";

    internal static IReadOnlyList<string> Arguments { get; } =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", $"--host-resolver-rules=MAP {PlainHost} 127.0.0.1",
    ];

    public IBrowser Browser => browser ?? throw new InvalidOperationException("Chromium is not running.");

    public async ValueTask InitializeAsync()
    {
        if (Path is null)
        {
            return;
        }
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Path,
            Args = Arguments,
        });
    }

    /// <summary>A browser with a profile on disk, which outlives it.</summary>
    public Task<IBrowserContext> OpenProfileAsync(string folder) =>
        (playwright ?? throw new InvalidOperationException("Chromium is not running.")).Chromium.LaunchPersistentContextAsync(
            folder, new BrowserTypeLaunchPersistentContextOptions { ExecutablePath = Path, Args = Arguments, Locale = "en" });

    /// <summary>A page in a fresh profile; a script error on it fails the test that reads <see cref="BrowserPage.Errors"/>.</summary>
    public async Task<BrowserPage> NewPageAsync(Uri address, string culture)
    {
        var context = await Browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address.ToString(), Locale = culture, ViewportSize = new ViewportSize { Width = 1400, Height = 900 },
            AcceptDownloads = true,
        });
        return new BrowserPage(await context.NewPageAsync());
    }

    /// <summary>A page of one of the demo people.</summary>
    public async Task<BrowserPage> SignInAsync(RunningWeb web, string culture, string person)
    {
        var visitor = await NewPageAsync(web.Address, culture);
        await visitor.Page.GotoAsync("/sign-in");
        await visitor.Page.ClickAsync($"button[value=demo-{person}]");
        return visitor;
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }
        playwright?.Dispose();
    }
}

/// <summary>A page that remembers its script and policy errors and can be scanned for accessibility.</summary>
public sealed class BrowserPage
{
    /// <summary>Every rule runs; of what passes one node is told, not each of a table of thousands.</summary>
    private static readonly AxeRunOptions Findings = new() { ResultTypes = [ResultType.Violations] };

    private readonly List<string> errors = [];

    public BrowserPage(IPage page)
    {
        Page = page;
        page.PageError += (_, error) => errors.Add($"{page.Url}: {error}");
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                errors.Add($"{page.Url}: {message.Text}");
            }
        };
    }

    public IPage Page { get; }
    public IReadOnlyList<string> Errors => errors;

    /// <summary>A window of this size; a tablet's is dark.</summary>
    public async Task ShowAsync(int width, int height)
    {
        await Page.SetViewportSizeAsync(width, height);
        await Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = width == 1024 ? ColorScheme.Dark : ColorScheme.Light });
    }

    /// <summary>Goes to a page that is there and accessible.</summary>
    public async Task OpenAsync(string url)
    {
        var answer = await Page.GotoAsync(url);
        Assert.Equal(200, answer?.Status);
        await ShouldBeAccessibleAsync();
    }

    /// <summary>No finding of axe on the page as it stands.</summary>
    /// <param name="strictly">Of whatever impact, what is good practice alone included; else serious and critical ones.</param>
    public async Task ShouldBeAccessibleAsync(bool strictly = false)
    {
        var result = await Page.RunAxe(Findings);
        var found = result.Violations.Where(v => strictly || v.Impact is "serious" or "critical")
            .Select(v => $"{Page.Url} {v.Id}: {v.Help}: {string.Join(" | ", v.Nodes.Take(5).Select(n => n.Html))}").ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
        Assert.NotEmpty(result.Passes);
    }
}
