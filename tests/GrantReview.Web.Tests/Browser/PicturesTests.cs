using GrantReview.Testing;
using GrantReview.Web.Hosting;
using Microsoft.Playwright;

namespace GrantReview.Web.Tests.Browser;

/// <summary>
/// The pictures of the READMEs, and of every part of our pages, are those of the site as it is: a page that looks otherwise fails.
/// GRANTREVIEW_WRITE_PICTURES=1 takes them anew.
/// </summary>
public sealed class PicturesTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    private const string Waiting = "/calls/" + DemoRound.Code;
    private const string Scored = "/calls/" + DemoRound.ScoredCode;

    /// <summary>
    /// Mean difference of brightness, 0 to 1, of two pictures shrunk to 96 × 60: room for another day's dates and another machine's
    /// fonts, not for another page (.046 apart at least) or a page that has lost its style.
    /// </summary>
    private const double Tolerance = .04;

    private const string Difference = """
        async ([one, other]) => {
            const grey = async url => {
                const image = new Image();
                image.src = url;
                await image.decode();
                const canvas = document.createElement('canvas');
                [canvas.width, canvas.height] = [96, 60];
                const drawn = canvas.getContext('2d');
                drawn.imageSmoothingQuality = 'high';
                drawn.drawImage(image, 0, 0, 96, 60);
                const bytes = drawn.getImageData(0, 0, 96, 60).data;
                return Array.from({ length: 96 * 60 }, (_, i) => (bytes[4 * i] + bytes[4 * i + 1] + bytes[4 * i + 2]) / 765);
            };
            const [a, b] = [await grey(one), await grey(other)];
            return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]), 0) / a.length;
        }
        """;

    private static readonly string Folder = Path.Combine(Solution.Root, "tests", "GrantReview.Web.Tests", "Pictures");

    [BrowserFact]
    public async Task Pictures_OfTheReadmes_ShowTheSiteAsItIs()
    {
        await using var web = new RunningWeb(("Demo:Evaluates", "true"), ("Demo:Documents", "true"));
        await web.StartAsync(TestContext.Current.CancellationToken);
        List<(string Name, byte[] Taken)> pictures = [];
        foreach (var culture in new[] { "en", "zh-CN" })
        {
            var officer = await chromium.SignInAsync(web, culture, "officer");
            await ShowAsync(officer, Scored + "/allocation", "table.rank");
            await TakeAsync(officer, $"bench.{culture}");
            await ShowAsync(officer, Scored, ".spine");
            await TakeAsync(officer, $"overview.{culture}");
            await ShowAsync(officer, Waiting + "/settings/places", "form");
            await TakeAsync(officer, $"places.{culture}");
            await ShowAsync(officer, Waiting + "/assignments/1", "main table");
            await TakeAsync(officer, $"plan.{culture}");
        }
        foreach (var (culture, sheet) in new[] { "en", "zh-CN" }.Zip(await SheetChaosTests.DeployAsync(chromium, web)))
        {
            var expert = await chromium.SignInAsync(web, culture, "e12");
            await expert.Page.GotoAsync(sheet);
            await expert.Page.WaitForSelectorAsync(".pdf-page[data-number='1'] .textLayer span");
            await TakeAsync(expert, $"sheet.{culture}");
        }

        var readme = pictures.Count;
        foreach (var (culture, scheme) in new[] { ("en", ColorScheme.Light), ("en", ColorScheme.Dark), ("zh-CN", ColorScheme.Light) })
        {
            var parts = await chromium.NewPageAsync(web.Address, culture);
            await parts.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
            await parts.OpenAsync("/parts");
            await TakeAsync(parts, scheme == ColorScheme.Dark ? $"parts.{culture}.dark" : $"parts.{culture}", isWhole: true);
        }

        if (Environment.GetEnvironmentVariable("GRANTREVIEW_WRITE_PICTURES") == "1")
        {
            Directory.CreateDirectory(Folder);
            pictures.ForEach(p => File.WriteAllBytes(Path.Combine(Folder, p.Name + ".jpg"), p.Taken));
        }
        var blank = await chromium.NewPageAsync(web.Address, "en");
        foreach (var (name, taken) in pictures)
        {
            var kept = await File.ReadAllBytesAsync(Path.Combine(Folder, name + ".jpg"), TestContext.Current.CancellationToken);
            Assert.InRange(await DifferenceAsync(blank, kept, taken), 0, Tolerance);
        }
        Assert.True(await DifferenceAsync(blank, pictures[0].Taken, pictures[1].Taken) > Tolerance);
        var readmes = string.Concat(new[] { "README.md", "README.zh-CN.md" }.Select(
            f => File.ReadAllText(Path.Combine(Solution.Root, f))));
        Assert.All(pictures.Take(readme), p => Assert.Contains(
            $"tests/GrantReview.Web.Tests/Pictures/{p.Name}.jpg", readmes, StringComparison.Ordinal));

        async Task TakeAsync(BrowserPage visitor, string name, bool isWhole = false)
        {
            await visitor.Page.SetViewportSizeAsync(1440, 900);
            pictures.Add((name, await visitor.Page.ScreenshotAsync(new PageScreenshotOptions
            {
                Type = ScreenshotType.Jpeg, Quality = 80, Animations = ScreenshotAnimations.Disabled, FullPage = isWhole,
            })));
        }
    }

    /// <summary>A page once it shows what a job is still making: it loads itself again when the job is done.</summary>
    private static async Task ShowAsync(BrowserPage visitor, string url, string selector)
    {
        await visitor.Page.GotoAsync(url);
        await visitor.Page.WaitForSelectorAsync(selector, new PageWaitForSelectorOptions { Timeout = 60_000 });
    }

    private static Task<double> DifferenceAsync(BrowserPage blank, byte[] one, byte[] other) =>
        blank.Page.EvaluateAsync<double>(Difference,
            new[] { one, other }.Select(b => "data:image/jpeg;base64," + Convert.ToBase64String(b)).ToArray());
}
