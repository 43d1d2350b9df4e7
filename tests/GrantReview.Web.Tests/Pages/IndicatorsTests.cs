using System.Net;
using System.Text;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Core.Scoring;
using GrantReview.Data;
using GrantReview.Files.Rounds;
using GrantReview.Web.Hosting;
using GrantReview.Web.Reading;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Pages;

public class IndicatorsTests
{
    private const string Page = "/calls/" + DemoRound.Code + "/indicators";
    private static readonly (string, string) Save = ("act", "save");

    [Fact]
    public async Task Draft_WhenSavedAsItIsShown_KeepsEveryWeightExactly()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        await officer.PostAsync(Page, Page + "/clone");

        var saved = await officer.SubmitAsync(await officer.OpenAsync(Page), Page, Save);

        Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        var (published, draft) = await TreesAsync(site);
        Assert.Equal(published.Indicators, draft.Indicators, (a, b) => a.Code == b.Code && a.Weight == b.Weight && a.Name == b.Name
            && a.Evidence == b.Evidence);
        Assert.Contains(draft.Leaves, l => l.Indicator.Weight == Rational.Parse("175/3"));
    }

    /// <summary>Whatever the buttons do, the page shows the whole tree again; nothing is kept before it is saved.</summary>
    [Fact]
    public async Task Branch_Copied_Moved_AndDeleted_IsTheTreeThatWasSaved()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        await officer.PostAsync(Page, Page + "/clone");
        var before = (await TreesAsync(site)).Draft;
        var first = before.Roots[0];
        var size = before.Nodes.Count(n => n.Code == first.Code || n.Code.Value.StartsWith(first.Code + ".", StringComparison.Ordinal));

        var page = await PressAsync("copy:0", await officer.OpenAsync(Page));
        Assert.Equal(before.Nodes.Count() + size, Count(page));
        page = await PressAsync("remove:0", page);
        page = await PressAsync("down:0", page);
        var saved = await officer.SubmitAsync(page, Page, Save);

        Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        var after = (await TreesAsync(site)).Draft;
        Assert.Equal(before.Roots.Select(r => r.Name),
            [after.Roots[1].Name, after.Roots[0].Name, .. after.Roots.Skip(2).Select(r => r.Name)]);
        Assert.Equal(before.Leaves.Sum(l => l.Points.ToDouble()), after.Leaves.Sum(l => l.Points.ToDouble()), 9);
        Assert.DoesNotContain(after.Nodes, n => n.Code == first.Code);

        async Task<AngleSharp.Html.Dom.IHtmlDocument> PressAsync(string act, AngleSharp.Html.Dom.IHtmlDocument shown) =>
            await Html.OpenAsync(await officer.SubmitAsync(shown, Page, ("act", act)));

        static int Count(AngleSharp.Html.Dom.IHtmlDocument shown) =>
            shown.QuerySelectorAll("input[name^='tree.indicators['][name$='].code']").Length;
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("xlsx")]
    public async Task File_DownloadedAndUploadedAgain_IsTheSameTree(string format)
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        var file = await (await officer.GetAsync($"{Page}/indicators.{format}")).Content.ReadAsByteArrayAsync(
            TestContext.Current.CancellationToken);

        var answer = await officer.UploadAsync(Page, Page + "/upload", $"indicators.{format}", file);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var (published, draft) = await TreesAsync(site);
        Assert.Equal(TreeJson.Rows(published), TreeJson.Rows(draft));
    }

    [Fact]
    public async Task Publish_OfAGradedLeafThatCannotReachItsPoints_IsRefused()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        const string csv = "指标代码,上级指标,指标名称,占百分分值,评分方式,等级\na,,能力,60,打分,\nb,,效益,40,等级,优=30;差=0\n";

        await officer.UploadAsync(Page, Page + "/upload", "indicators.csv", Encoding.UTF8.GetBytes(csv));
        var refused = (await officer.PostAndOpenAsync(Page, Page + "/publish")).Refused();

        Assert.StartsWith("No level of b has its full points", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_WithMistakes_NamesTheirCells()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        const string csv = "指标代码,上级指标,指标名称,占百分分值,评分方式,等级\na,,能力,60,,\na1,a,算力,40,打分,\na2,a,网络,15,等级,优=15;差=x\nb,,效益,40,怎样,\n";

        var page = await Html.OpenAsync(await officer.UploadAsync(Page, Page + "/upload", "树.csv", Encoding.UTF8.GetBytes(csv)));

        Assert.Contains("树.csv", page.Refused(), StringComparison.Ordinal);
        Assert.Contains(page.Rows(), r => r is [_, "4", "levels", ..]);
        Assert.Contains(page.Rows(), r => r is [_, "5", "kind", ..]);
        var sums = csv.Replace("x", "0", StringComparison.Ordinal).Replace("怎样", "打分", StringComparison.Ordinal);
        var unequal = await Html.OpenAsync(await officer.UploadAsync(Page, Page + "/upload", "树.csv", Encoding.UTF8.GetBytes(sums)));
        Assert.Contains(unequal.Rows(), r => r is [_, "2", "points", "The points below sum to 55 and must be 60."]);
    }

    private static async Task<(IndicatorTree Published, IndicatorTree Draft)> TreesAsync(WebSite site)
    {
        var trees = await site.InDbAsync(async db => await db.IndicatorTrees.AsNoTracking()
            .Where(t => db.Calls.Any(c => c.Id == t.CallId && c.Code == DemoRound.Code)).OrderBy(t => t.Number).ToListAsync());
        var call = await site.InDbAsync(async db => StoredRound.CallOf(await db.Calls.SingleAsync(c => c.Code == DemoRound.Code)));
        return (StoredRound.TreeOf(trees[0], call), StoredRound.TreeOf(trees[^1], call));
    }
}
