using GrantReview.Web.Hosting;
using GrantReview.Web.Tests.Files;
using Microsoft.Playwright;

namespace GrantReview.Web.Tests.Browser;

/// <summary>
/// The proposal beside the sheet: uploaded by an officer, read, searched and cited by an expert, on a desk and on a phone.
/// </summary>
public sealed class MaterialsTests(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    private const string Attachments = "/calls/" + DemoRound.Code + "/attachments";

    /// <summary>A PNG of one point.</summary>
    private const string Picture =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    [BrowserFact]
    public async Task Proposal_OfSixtyPages_IsReadBesideTheSheet_AndItsPageCited()
    {
        await using var web = new RunningWeb();
        await web.StartAsync(TestContext.Current.CancellationToken);
        var sheet = (await SheetChaosTests.DeployAsync(chromium, web))[0];
        var expert = await chromium.SignInAsync(web, "en", "e12");
        await expert.Page.GotoAsync(sheet);
        var application = (await expert.Page.Locator("h1 .code").TextContentAsync() ?? "").Trim();
        var officer = await chromium.SignInAsync(web, "en", "officer");
        await officer.OpenAsync(Attachments);
        await officer.Page.SetInputFilesAsync("input[type=file]",
        [
            new FilePayload
            {
                Name = $"{application}.pdf", MimeType = "application/pdf", Buffer = AttachmentReaderTests.PdfOf(60, ("Budget", 31)),
            },
            new FilePayload { Name = $"{application}.site.png", MimeType = "image/png", Buffer = Convert.FromBase64String(Picture) },
        ]);
        await officer.Page.ClickAsync("form[action$='/preview'] button");
        await officer.ShouldBeAccessibleAsync();
        await officer.Page.ClickAsync("form:has(input[name=kept]) button");

        await expert.Page.ReloadAsync();
        await expert.Page.WaitForSelectorAsync(".pdf-page[data-number='1'] canvas");
        Assert.Equal("of 60", await expert.Page.Locator("[data-page-count]").TextContentAsync());
        await expert.Page.FillAsync("[data-find]", "page 42");
        await expert.Page.PressAsync("[data-find]", "Enter");
        await expert.Page.WaitForSelectorAsync(".pdf-page[data-number='42'] .found");
        Assert.Contains("page 42", await expert.Page.Locator(".pdf-page[data-number='42'] .textLayer").TextContentAsync(),
            StringComparison.Ordinal);
        await expert.Page.FillAsync("#sheet textarea >> nth=0", "See the plan ");
        await expert.Page.ClickAsync("[data-cite]");
        Assert.Equal("See the plan (p. 42)", await expert.Page.InputValueAsync("#sheet textarea >> nth=0"));
        await expert.Page.WaitForSelectorAsync("#save-state.good");
        await expert.ShouldBeAccessibleAsync();

        // Notes lead back to the page that they name, and the contents to theirs.
        await expert.Page.ClickAsync("#note summary");
        await expert.Page.ClickAsync("[data-note-page]");
        Assert.Equal("(p. 42) ", await expert.Page.InputValueAsync("#note textarea"));
        await expert.Page.ClickAsync("[data-outline] summary");
        await expert.Page.ClickAsync("[data-outline] li button >> text=Budget");
        await expert.Page.WaitForSelectorAsync(".pdf-page[data-number='31'] .textLayer:has-text('page 31')");
        Assert.Equal("31", await expert.Page.InputValueAsync("[data-page]"));
        await expert.Page.ClickAsync("[data-note-pages] button");
        Assert.Equal("42", await expert.Page.InputValueAsync("[data-page]"));
        Assert.StartsWith("乙四 · ", await expert.Page.Locator(".pdf-page[data-number='42'] .pdf-mark span").First.TextContentAsync() ?? "",
            StringComparison.Ordinal);

        // On a phone one side at a time.
        await expert.Page.SetViewportSizeAsync(390, 800);
        await expert.Page.WaitForSelectorAsync("#sheet textarea >> visible=true");
        Assert.False(await expert.Page.IsVisibleAsync("#materials"));
        await expert.Page.ClickAsync("button[data-side=materials]");
        await expert.Page.WaitForSelectorAsync(".pdf-page[data-number='42'] canvas");
        Assert.False(await expert.Page.IsVisibleAsync("#sheet"));
        await expert.ShouldBeAccessibleAsync();

        // A picture bears the same mark, and the overview leads to it in place.
        await expert.Page.SetViewportSizeAsync(1400, 900);
        await expert.Page.ClickAsync(".documents a[data-shows=facts]");
        await expert.Page.ClickAsync("#facts a[data-shows=picture]");
        Assert.StartsWith("乙四 · ", await expert.Page.Locator(".picture .pdf-mark span").First.TextContentAsync() ?? "",
            StringComparison.Ordinal);
        Assert.Empty(expert.Errors);
        Assert.Empty(officer.Errors);
    }
}
