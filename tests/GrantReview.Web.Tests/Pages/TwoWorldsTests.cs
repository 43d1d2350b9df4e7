using System.Net;
using System.Text.RegularExpressions;
using ClosedXML.Excel;
using GrantReview.Core.Accounts;
using GrantReview.Core.Acts;
using GrantReview.Data;
using GrantReview.Files.Workbooks;
using GrantReview.Web.Hosting;
using GrantReview.Web.Tests.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GrantReview.Web.Tests.Pages;

/// <summary>
/// Two worlds that differ in one call alone: before its run, and after its final awards. Whoever is no member of it, or is recused from it,
/// reads the same bytes on every page of the site.
/// </summary>
public partial class TwoWorldsTests
{
    private const string Known = DemoRound.Code;
    private const string Hidden = DemoRound.ScoredCode;

    private static readonly (Capacity Capacity, bool IsRecused)[] Viewers =
    [
        (Capacity.Officer, true), (Capacity.Approver, false), (Capacity.Supervisor, true), (Capacity.Auditor, false),
        (Capacity.Finance, true),
    ];

    [Fact]
    public async Task Worlds_ThatDifferInACallOfWhichOneIsNoMember_AreTheSameForThem()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var round = new AwardRound(site, Hidden);
        List<(string Name, Visitor Visitor)> viewers = [];
        foreach (var (capacity, isRecused) in Viewers)
        {
            var name = $"other-{capacity}".ToLowerInvariant();
            await AddAsync(site, name, capacity, isRecused);
            viewers.Add((name, await site.VisitAsync(name)));
        }
        foreach (var administrator in new[] { "security", "system" })
        {
            viewers.Add((administrator, await site.VisitAsync(administrator)));
        }
        var pages = PagesOf(site, Guid.Empty);
        Assert.True(pages.Count > 60);
        Dictionary<(string, string), string> before = [];
        foreach (var (name, visitor) in viewers)
        {
            foreach (var page in pages)
            {
                before[(name, page)] = await ReadAsync(visitor, page);
            }
        }

        await round.RunAsync();
        await round.ApproveAsync();
        await round.DeliberateAsync();
        await round.OpenNoticeAsync();
        await round.FreezeAsync();

        foreach (var (name, visitor) in viewers)
        {
            foreach (var page in pages)
            {
                Assert.True(before[(name, page)] == await ReadAsync(visitor, page), $"{name} learns of {Hidden} on {page}.");
            }
        }
        // What is there now and is none of theirs is like what is not there at all.
        foreach (var id in await site.InDbAsync(IdsAsync))
        {
            foreach (var (page, nothing) in PagesOf(site, id).Zip(pages).Where(p => p.First != p.Second))
            {
                foreach (var (name, visitor) in viewers)
                {
                    // A page says its own address, where the language is chosen.
                    var shown = (await ReadAsync(visitor, page)).Replace($"{id}", $"{Guid.Empty}", StringComparison.Ordinal);
                    Assert.True(before[(name, nothing)] == shown, $"{name} learns of {Hidden} on {page}.");
                }
            }
        }
    }

    /// <summary>Every page of the endpoint table, in both calls.</summary>
    private static List<string> PagesOf(WebSite site, Guid id)
    {
        List<string> pages = [];
        foreach (var endpoint in site.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            var template = "/" + endpoint.RoutePattern.RawText?.TrimStart('/');
            var isPage = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") == true
                && (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null || template.StartsWith("/sign-in", StringComparison.Ordinal));
            if (!isPage || template.StartsWith(BackgroundJobs.DashboardPath, StringComparison.Ordinal)
                || template.Contains("entra", StringComparison.Ordinal))
            {
                continue;
            }
            foreach (var code in template.Contains("{code}", StringComparison.Ordinal) ? new[] { Known, Hidden } : [Known])
            {
                pages.Add(Parameter().Replace(template, found => found.Groups["name"].Value switch
                {
                    "code" => code,
                    "number" => "1",
                    "language" => "zh-CN",
                    _ when found.Value.Contains("guid", StringComparison.Ordinal) => $"{id}",
                    _ => "P01",
                }));
            }
        }
        return [.. pages.Distinct()];
    }

    private static async Task<List<Guid>> IdsAsync(AppDb db)
    {
        var call = await db.Calls.Where(c => c.Code == Hidden).Select(c => c.Id).SingleAsync();
        return
        [
            await db.Runs.Where(r => r.CallId == call).Select(r => r.Id).FirstAsync(),
            await db.Proposals.Where(p => p.CallId == call).Select(p => p.Id).FirstAsync(),
            await db.Decisions.Where(d => d.CallId == call && d.Stage == Core.Awards.AwardStage.Final).Select(d => d.Id).FirstAsync(),
            await db.Packages.Where(p => p.CallId == call).Select(p => p.Id).FirstAsync(),
            await db.ScoreSheets.Where(s => s.CallId == call).Select(s => s.Id).FirstAsync(),
        ];
    }

    /// <summary>A member of the one call; of the other never, or recused from it.</summary>
    private static Task<int> AddAsync(WebSite site, string name, Capacity capacity, bool isRecused) => site.InDbAsync(async db =>
    {
        var user = new User(new AccountEntry(DemoRound.UserPrefix + name, name, "", ""));
        db.Users.Add(user);
        var calls = await db.Calls.ToDictionaryAsync(c => c.Code, c => c.Id);
        By first = new(await PersonAsync("security"), Capacity.SecurityAdministrator, new DateTime(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc),
            Guid.CreateVersion7());
        foreach (var call in isRecused ? new[] { Known, Hidden } : [Known])
        {
            var grant = new GrantRow(user.Id, calls[call], capacity);
            GrantEvidence seen = new([], 1, false, false);
            grant.Do(new GrantLife.Ask(), first, seen);
            By second = first with { Person = await PersonAsync("security-2"), ActId = Guid.CreateVersion7() };
            Assert.Null(grant.Do(new GrantLife.Confirm(first.ActId), second, seen).Refusal);
            db.Grants.Add(grant);
            first = first with { ActId = Guid.CreateVersion7() };
        }
        if (isRecused)
        {
            var recusal = new RecusalRow(calls[Hidden], user.Id);
            By supervisor = first with { Person = await PersonAsync("supervisor"), Capacity = Capacity.Supervisor };
            Assert.Null(recusal.Do(new RecusalLife.Recuse(new FreeText("a relative applies")), supervisor).Refusal);
            db.Recusals.Add(recusal);
        }
        return await db.SaveChangesAsync();

        Task<Guid> PersonAsync(string person) =>
            db.Users.Where(u => u.UserName == DemoRound.UserPrefix + person).Select(u => u.Id).SingleAsync();
    });

    private static async Task<string> ReadAsync(Visitor visitor, string page)
    {
        var answer = await visitor.GetAsync(page);
        while (answer.StatusCode == HttpStatusCode.TooManyRequests)
        {
            // A reader of every page is quicker than a person may be: the site says so, and is asked again later.
            await Task.Delay(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
            answer = await visitor.GetAsync(page);
        }
        Assert.NotEqual(HttpStatusCode.InternalServerError, answer.StatusCode);
        var body = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var text = answer.Content.Headers.ContentType?.MediaType switch
        {
            "text/html" => Html.WithoutToken(System.Text.Encoding.UTF8.GetString(body)),
            FormWorkbook.ContentType => CellsOf(body),
            _ => Convert.ToHexString(body),
        };
        return $"{answer.StatusCode} {text}";
    }

    /// <summary>What a workbook says; its bytes also hold the second in which it was drawn.</summary>
    private static string CellsOf(byte[] body)
    {
        using var content = new MemoryStream(body);
        using var workbook = new XLWorkbook(content);
        return string.Join('\n',
            workbook.Worksheets.SelectMany(w => w.CellsUsed().Select(c => $"{w.Name}!{c.Address}={c.GetFormattedString()}")));
    }

    [GeneratedRegex("""\{(?<name>\w+)[^{}]*(?:\{[^{}]*\}[^{}]*)*\}""")]
    private static partial Regex Parameter();
}
