using System.Net;
using GrantReview.Data;
using GrantReview.Web.Tests.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace GrantReview.Web.Tests.Pages;

/// <summary>
/// What the pages of an officer ask of the database: a dozen queries at most, as many for three times the rows, and no word written.
/// </summary>
public class PageQueriesTests
{
    private const int Most = 12;

    [Fact]
    public async Task EveryPage_WhenTheCallIsThreeTimesAsLarge_AsksTheSameFewQueriesAndWritesNothing()
    {
        var small = await AskAsync(applications: 60, experts: 60);
        var large = await AskAsync(applications: 180, experts: 180);

        Assert.True(small.Count > 40);
        Assert.Equal(small.Keys.Order(), large.Keys.Order());
        Assert.All(large,
            page => Assert.True(page.Value.Count <= Most, $"{page.Key} asks {page.Value.Count}: {string.Join("\n", page.Value)}"));
        Assert.All(large, page => Assert.True(
            page.Value.Count == small[page.Key].Count,
            $"{page.Key} asks {small[page.Key].Count}, then {page.Value.Count}: {string.Join("\n", page.Value)}"));
        Assert.All(small.Concat(large), page => Assert.DoesNotContain(page.Value, Writes));
    }

    [Fact]
    public void EveryRoute_ThatIsLeftOut_IsOneOfTheSite()
    {
        using var site = new WebSite(DatabaseProvider.Sqlite);

        var routes = OfficerPages.RoutesOf(site.Services);

        Assert.All(OfficerPages.Missing.Keys, route => Assert.Contains(route, routes));
    }

    /// <summary>Each page once the meeting has a draft, and again once the awards are final.</summary>
    private static async Task<Dictionary<string, IReadOnlyList<string>>> AskAsync(int applications, int experts)
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var call = new LargeCall(applications, experts, site.Services,
            () => site.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false }));
        await call.MakeAsync();
        var officer = await call.PersonAsync("officer");
        Dictionary<string, IReadOnlyList<string>> asked = [];
        await OpenAllAsync("");
        await call.AwardAsync();
        await OpenAllAsync(", awards final");
        return asked;

        async Task OpenAllAsync(string when)
        {
            foreach (var (route, url) in OfficerPages.Of(site.Services, LargeCall.Code, call.Places))
            {
                // The first request of a page fills what is kept in memory.
                for (var time = 0; time < 2; time++)
                {
                    using var answer = await officer.GetAsync(new Uri(url, UriKind.Relative), TestContext.Current.CancellationToken);
                    Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{url} answers {answer.StatusCode}.");
                    await answer.Content.LoadIntoBufferAsync(TestContext.Current.CancellationToken);
                }
                asked[route + when] = site.Queries.Asked;
            }
        }
    }

    private static bool Writes(string query) =>
        new[] { "INSERT ", "UPDATE ", "DELETE " }.Any(word => query.Contains(word, StringComparison.OrdinalIgnoreCase));
}
