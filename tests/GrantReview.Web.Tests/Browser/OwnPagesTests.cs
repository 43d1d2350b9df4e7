using GrantReview.Core.Scoring;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace GrantReview.Web.Tests.Browser;

/// <summary>The expert's pages beside the sheet: on a phone, a tablet and a desk, and in the elder version.</summary>
public sealed class OwnPagesTests(DeployedSite site) : IClassFixture<DeployedSite>
{
    [BrowserFact]
    public async Task Pages_OfTheExpert_FitEveryWidth_AndAreAccessible()
    {
        foreach (var (culture, widths) in new[] { ("en", new[] { 360, 1024, 1440 }), ("zh-CN", [360]) })
        {
            foreach (var (person, urls) in await PagesAsync())
            {
                var visitor = await site.VisitAsync(person, culture);
                foreach (var (width, url) in widths.SelectMany(w => urls.Select(u => (w, u))))
                {
                    await visitor.ShowAsync(width, 800);
                    Assert.Equal(200, (await visitor.Page.GotoAsync(url))?.Status);
                    await visitor.ShouldBeAccessibleAsync(strictly: true);
                    Assert.Equal("", string.Join('\n', await visitor.Page.EvaluateAsync<string[]>("""
                        () => [
                          ...[document.documentElement].filter(e => e.scrollWidth > e.clientWidth)
                            .map(e => `${location} is ${e.scrollWidth} wide`),
                          // A table that scrolls by itself is read by scrolling; what is done to its rows is on the screen.
                          ...[...document.querySelectorAll('main :is(.button, button, input, select, textarea)')]
                            .filter(e => e.checkVisibility() && !e.closest('table.own') && e.type !== 'hidden')
                            .filter(e => e.getBoundingClientRect().right > innerWidth || e.getBoundingClientRect().left < 0)
                            .map(e => `${location} ${e.outerHTML.slice(0, 90)}`),
                          // A finger finds what it aims at: 24 px, and 44 px what is chosen.
                          ...[
                            ['main :is(button, .button, summary, input, select, textarea)', 24],
                            ['main label:has([type=radio], [type=checkbox])', 44],
                          ].flatMap(([of, least]) => [...document.querySelectorAll(of)]
                            .filter(e => e.checkVisibility() && e.type !== 'hidden')
                            .map(e => [e, e.getBoundingClientRect()])
                            .filter(([, box]) => box.height < least - .5 || box.width < least - .5)
                            .map(([e, box]) => `${location} ${box.width} × ${box.height}: ${e.outerHTML.slice(0, 90)}`)),
                        ]
                        """)));
                }
                Assert.Empty(visitor.Errors);
                await visitor.Page.Context.CloseAsync();
            }
        }
    }

    /// <summary>On a train: what cannot be opened is said before one tries, and the list is not lost to an error of the browser.</summary>
    [BrowserFact]
    public async Task Work_WithoutALine_SaysWhyNoSheetOpens_AndStays()
    {
        var page = (await site.VisitAsync("e12", "en")).Page;
        await page.GotoAsync("/my-work");
        await page.Context.SetOfflineAsync(true);
        await page.WaitForSelectorAsync("main .note.warn:has-text('no connection')");

        await page.ClickAsync("main a[href^='/sheets/']");
        Assert.EndsWith("/my-work", page.Url, StringComparison.Ordinal);

        await page.Context.SetOfflineAsync(false);
        await page.WaitForSelectorAsync("main .note.warn", new PageWaitForSelectorOptions { State = WaitForSelectorState.Detached });
        await page.ClickAsync("main a[href^='/sheets/']");
        await page.WaitForURLAsync("**/sheets/*");
        await page.Context.CloseAsync();
    }

    /// <summary>Text of 18 pt on lines of 1.3, and 60 px for whatever is pressed or filled in.</summary>
    [BrowserFact]
    public async Task Pages_OfTheExpert_InTheElderVersion_AreLarge()
    {
        foreach (var (person, urls) in await PagesAsync())
        {
            var page = (await site.VisitAsync(person, "zh-CN")).Page;
            await page.Context.AddCookiesAsync([new Cookie { Name = "size", Value = "elder", Url = $"{site.Address}" }]);
            foreach (var url in urls.Append(site.Sheets[0]).Where(u => person == "e12" || u != site.Sheets[0]))
            {
                await page.GotoAsync(url);
                Assert.Equal("elder", await page.GetAttributeAsync("html", "data-size"));
                Assert.Equal("", string.Join('\n', await page.EvaluateAsync<string[]>("""
                    () => {
                      const shown = [...document.querySelectorAll('body *')]
                        .filter(e => e.checkVisibility() && !e.closest('.unseen, .skip, svg, .pdf-mark'));
                      const small = (of, width) => shown.filter(e => e.matches(of)).map(e => [e, e.getBoundingClientRect()])
                        .filter(([, box]) => box.height < 59.5 || (width && box.width < 59.5))
                        .map(([e, box]) => `${location} ${box.width} × ${box.height}: ${e.outerHTML.slice(0, 110)}`);
                      const choice = 'label:has([type=radio], [type=checkbox])';
                      const typed = 'input:not([type=hidden], [type=radio], [type=checkbox])';
                      const isSmall = ({ fontSize, lineHeight }) => parseFloat(fontSize) < 24
                        || (lineHeight !== 'normal' && parseFloat(lineHeight) / parseFloat(fontSize) < 1.29);
                      const says = e => [...e.childNodes].some(n => n.nodeType === Node.TEXT_NODE && n.textContent.trim() !== '');
                      return [
                        ...small(`main :is(.button, button, textarea, select, summary, ${typed}, ${choice}, table.own td a, .gaps a)`, false),
                        ...small(`main :is(.button, button, ${choice})`, true),
                        // The product's name is one word.
                        ...shown.filter(e => says(e) && !e.closest('.brand')).map(e => [e, getComputedStyle(e)])
                          .filter(([, style]) => isSmall(style))
                          .map(([e, style]) => `${location} ${style.fontSize}/${style.lineHeight}: ${e.outerHTML.slice(0, 110)}`),
                      ];
                    }
                    """)));
            }
            await page.Context.CloseAsync();
        }
    }

    /// <summary>By person: one who scores, one who has not declared yet, and one who has submitted.</summary>
    private async Task<IReadOnlyList<(string Person, IReadOnlyList<string> Urls)>> PagesAsync()
    {
        await using var services = site.OpenDatabase();
        await using var db = services.GetRequiredService<AppDb>();
        var submitted = await (
            from s in db.ScoreSheets
            join e in db.Experts on s.ExpertId equals e.Id
            join c in db.Calls on s.CallId equals c.Id
            where c.Code == DemoRound.ScoredCode && e.Code == "E01" && s.State.Status == SheetStatus.Submitted
            select s.Id).FirstAsync(TestContext.Current.CancellationToken);
        const string work = "/my-work/" + DemoRound.Code;
        return
        [
            ("e12", ["/my-work", work + "/all", site.Sheets[0] + "/history", $"{work}/submit?sheet={site.Sheets[0].Split('/')[^1]}"]),
            ("e13", [work + "/declare"]),
            ("e01", [$"/sheets/{submitted}/receipt", $"/sheets/{submitted}/history"]),
        ];
    }
}
