using System.Net;
using System.Text;
using GrantReview.Core.Acts;
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

        Assert.Equal(format == "csv", file.AsSpan().StartsWith(Encoding.UTF8.Preamble));
        var answer = await officer.UploadAsync(Page, Page + "/upload", $"indicators.{format}", file);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var (published, draft) = await TreesAsync(site);
        Assert.Equal(TreeJson.Rows(published), TreeJson.Rows(draft));
    }

    [Fact]
    public async Task Bands_OfAFile_AreThoseOfTheEditor_AndOfTheFileThatIsDownloaded()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        const string csv = "指标代码,上级指标,指标名称,占百分分值,档次锚点\na,,能力,60,48=有演练、有记录；可核;0=无证明材料\nb,,效益,40,\n";

        await officer.UploadAsync(Page, Page + "/upload", "indicators.csv", Encoding.UTF8.GetBytes(csv));

        var page = await officer.OpenAsync(Page);
        Assert.Equal("48", page.Field("tree.indicators[0].anchors[0].from!@figure"));
        Assert.Equal("有演练、有记录；可核", page.Field("tree.indicators[0].anchors[0].meaning.zh-CN!"));
        Assert.Equal("无证明材料", page.Field("tree.indicators[0].anchors[1].meaning.zh-CN!"));
        Assert.Contains("48=有演练、有记录；可核;0=无证明材料", await officer.ReadAsync($"{Page}/indicators.csv"), StringComparison.Ordinal);
        var wrong = await Html.OpenAsync(
            await officer.SubmitAsync(page, Page, Save, ("tree.indicators[0].anchors[0].from!@figure", "61")));
        Assert.Contains("The band from 61, 0..60 is outside the scale.", wrong.QuerySelector(".mistake")?.TextContent ?? "",
            StringComparison.Ordinal);
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

    /// <summary>A version holds all trees: one of a category is begun as a copy, edited apart and published with the others.</summary>
    [Fact]
    public async Task Divide_GivesACategoryATreeOfItsOwn_ThatIsEditedApart()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        await officer.PostAsync(Page, Page + "/clone");
        const string own = Page + "?tree=algorithms";
        Assert.Equal(HttpStatusCode.NotFound, (await officer.GetAsync(own)).StatusCode);

        await officer.PostAsync(Page, Page + "/categories", ("category", "2.1"), ("use", "+"), ("name", "../x"));
        Assert.Equal(HttpStatusCode.NotFound, (await officer.GetAsync(own)).StatusCode);
        await officer.PostAsync(Page, Page + "/categories", ("category", "2.1"), ("use", "+"), ("name", "algorithms"));
        var begun = await TreesOfAsync(site);
        await officer.UploadAsync(own, Page + "/upload?tree=algorithms", "树.csv",
            Encoding.UTF8.GetBytes("指标代码,上级指标,指标名称,占百分分值\na,,准确率,70\nb,,速度,30\n"));
        await officer.PostAsync(Page, Page + "/publish");

        var after = await TreesOfAsync(site);
        Assert.Equal(begun.Own!.Leaves.Select(l => l.Code), begun.Of(new("2.1"))!.Leaves.Select(l => l.Code));
        Assert.Equal(["a", "b"], after.Of(new("2.1"))!.Leaves.Select(l => l.Code.Value));
        Assert.Equal(begun.Own.Leaves.Select(l => l.Code), after.Of(new("4.2"))!.Leaves.Select(l => l.Code));
        Assert.Equal(6, after.Of(new("8.1"))?.Leaves.Count);
        Assert.Contains("准确率", (await officer.OpenAsync(own)).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sheet_OfACategoryWithItsOwnTree_AsksItsLeavesAlone()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var (expert, sheets) = await SheetFormTests.SheetsAsync(site);
        await site.InDbAsync(async db =>
        {
            var call = await db.Calls.SingleAsync(c => c.Code == DemoRound.Code);
            var settings = StoredRound.CallOf(call);
            var now = DateTime.UtcNow;
            StoredRound.Keep(call, settings with
            {
                Categories = [.. settings.Categories.Select(c => c.Code.Value == "4.2" ? c with { Indicators = "data-set-builders" } : c)],
            }, new By(null, Capacity.Program, now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond)), Guid.CreateVersion7()));
            return await db.SaveChangesAsync();
        });

        var sheet = await expert.OpenAsync($"/sheets/{sheets[0].Id}");
        var all = await expert.OpenAsync($"/my-work/{DemoRound.Code}/all");
        var work = await expert.OpenAsync("/my-work");

        Assert.NotNull(sheet.QuerySelector("[name='score.data.scale']"));
        Assert.Null(sheet.QuerySelector("[name='score.capacity.hardware.performance']"));
        Assert.Equal(6, all.QuerySelectorAll("table.own tbody tr").Length);
        // Six leaves and the answers that the call requires, but for the one that the declaration gave.
        Assert.Contains("8 missing", work.QuerySelector("tbody tr")!.TextContent, StringComparison.Ordinal);
    }

    private static async Task<IndicatorTrees> TreesOfAsync(WebSite site) => await site.InDbAsync(async db =>
    {
        var call = await db.Calls.AsNoTracking().SingleAsync(c => c.Code == DemoRound.Code);
        var row = await db.IndicatorTrees.AsNoTracking().Where(t => t.CallId == call.Id).OrderByDescending(t => t.Number).FirstAsync();
        return StoredRound.TreesOf(row, StoredRound.CallOf(call));
    });

    private static async Task<(IndicatorTree Published, IndicatorTree Draft)> TreesAsync(WebSite site)
    {
        var trees = await site.InDbAsync(async db => await db.IndicatorTrees.AsNoTracking()
            .Where(t => db.Calls.Any(c => c.Id == t.CallId && c.Code == DemoRound.Code)).OrderBy(t => t.Number).ToListAsync());
        var call = await site.InDbAsync(async db => StoredRound.CallOf(await db.Calls.SingleAsync(c => c.Code == DemoRound.Code)));
        return (StoredRound.TreesOf(trees[0], call).Own!, StoredRound.TreesOf(trees[^1], call).Own!);
    }
}
