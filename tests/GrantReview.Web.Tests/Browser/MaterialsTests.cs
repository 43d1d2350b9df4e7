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
        await officer.Page.SetInputFilesAsync("input[type=file]", new FilePayload
        {
            Name = $"{application}.pdf", MimeType = "application/pdf", Buffer = AttachmentReaderTests.PdfOf(60),
        });
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

        // On a phone one side at a time.
        await expert.Page.SetViewportSizeAsync(390, 800);
        await expert.Page.WaitForSelectorAsync("#sheet textarea >> visible=true");
        Assert.False(await expert.Page.IsVisibleAsync("#materials"));
        await expert.Page.ClickAsync("button[data-side=materials]");
        await expert.Page.WaitForSelectorAsync(".pdf-page[data-number='42'] canvas");
        Assert.False(await expert.Page.IsVisibleAsync("#sheet"));
        await expert.ShouldBeAccessibleAsync();
        Assert.Empty(expert.Errors);
        Assert.Empty(officer.Errors);
    }
}
