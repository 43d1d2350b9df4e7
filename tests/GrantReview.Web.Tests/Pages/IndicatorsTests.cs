using System.Net;
using GrantReview.Core.Calls;
using GrantReview.Core.Numbers;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Reading;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Pages;

public class IndicatorsTests
{
    private const string Page = "/calls/" + DemoRound.Code + "/indicators";

    [Fact]
    public async Task Draft_WhenSavedAsItIsShown_KeepsEveryWeightExactly()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        await officer.PostAsync(Page, Page + "/clone");
        var shown = await officer.OpenAsync(Page + "?version=2");

        var fields = new[] { "codes", "zh", "en", "weights" }.SelectMany(name => shown.Fields(name).Select(value => (name, value)))
            .ToArray();
        var saved = await officer.PostAsync(Page, Page, fields);

        Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        var trees = await site.InDbAsync(async db => await db.IndicatorTrees.AsNoTracking().Where(t => db.Calls.Any(c => c.Id == t.CallId && c.Code == DemoRound.Code)).OrderBy(t => t.Number).ToListAsync());
        var call = await site.InDbAsync(async db => StoredRound.CallOf(await db.Calls.SingleAsync(c => c.Code == DemoRound.Code)));
        var (published, draft) = (StoredRound.TreeOf(trees[0], call), StoredRound.TreeOf(trees[1], call));
        Assert.Equal(published.Leaves.Select(l => l.Points), draft.Leaves.Select(l => l.Points));
        Assert.Contains(draft.Leaves, l => l.Indicator.Weight == Rational.Parse("175/3"));
    }
}
