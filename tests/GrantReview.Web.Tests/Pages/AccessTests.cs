using GrantReview.Core.Accounts;
using GrantReview.Core.Acts;
using GrantReview.Core.Numbers;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Tests.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Pages;

/// <summary>One site that these tests only read, but for what each of them puts back.</summary>
public sealed class DemoSite : IAsyncLifetime
{
    public WebSite Site { get; } = new(DatabaseProvider.Sqlite);
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;
    public ValueTask DisposeAsync() => Site.DisposeAsync();
}

public class AccessTests(DemoSite demo) : IClassFixture<DemoSite>
{
    private const string Call = "/calls/" + DemoRound.Code;

    [Theory]
    [InlineData("officer")]
    [InlineData("security")]
    [InlineData("audit")]
    public async Task Jobs_WhenTheRoleDoesNotIncludeThem_AreForbidden(string person) =>
        Assert.Equal(HttpStatusCode.Forbidden,
            (await (await demo.Site.VisitAsync(person)).GetAsync(BackgroundJobs.DashboardPath)).StatusCode);

    [Theory]
    [InlineData(Call + "/assignments/compare")]
    [InlineData(Call + "/assignments/compare?a=1&b=99")]
    [InlineData(Call + "/indicators?version=9")]
    public async Task Page_ThatAsksForWhatIsNotThere_IsNotFoundAndSaysSo(string url)
    {
        var answer = await (await demo.Site.VisitAsync("officer")).GetAsync(url);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("There is no such page", (await Html.OpenAsync(answer)).QuerySelector("h1")?.Words());
    }

    [Fact]
    public async Task Post_WithoutTheToken_IsRefused()
    {
        using var client = demo.Site.CreateClient();
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("userName", "demo-officer")]);

        var answer = await client.PostAsync(new Uri("/sign-in/demo", UriKind.Relative), form, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task SignIn_WithAPassword_WorksAndLocksAfterFiveFailures()
    {
        var security = await demo.Site.VisitAsync("security");
        await security.PostAsync("/admin/users", "/admin/users", ("userName", "new.officer"), ("displayName", "New"));
        await demo.Site.InDbAsync(async db =>
        {
            var added = await db.Users.SingleAsync(u => u.UserName == "new.officer");
            added.PasswordHash = new PasswordHasher<User>().HashPassword(added, "Correct-horse-1");
            return await db.SaveChangesAsync();
        });

        Assert.Equal(HttpStatusCode.Redirect, (await TryAsync("Correct-horse-1")).StatusCode);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await TryAsync("wrong")).StatusCode);
        }
        Assert.Equal(HttpStatusCode.BadRequest, (await TryAsync("Correct-horse-1")).StatusCode);
        var account = await demo.Site.InDbAsync(db => db.Users.Where(u => u.UserName == "new.officer").Select(u => u.Id).SingleAsync());
        var facts = await demo.Site.InDbAsync(db =>
            db.Facts.Include(f => f.Texts).Where(f => f.SubjectId == account).OrderBy(f => f.Id).ToListAsync());
        Assert.Equal(
            ["Account.Added", "Account.SignedIn", .. Enumerable.Repeat("Account.SignInFailed", 6)], facts.Select(f => f.Kind));
        Assert.All(facts.Skip(2), f => Assert.Null(f.PersonId));

        async Task<HttpResponseMessage> TryAsync(string password) =>
            await (await demo.Site.VisitAsync()).PostAsync("/sign-in", "/sign-in", ("userName", "new.officer"), ("password", password));
    }

    /// <summary>The button is there once Entra ID is configured, and the program starts; Microsoft itself is not asked.</summary>
    [Fact]
    public async Task SignIn_OffersEntraId_OnlyWhenItIsConfigured()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite, ("EntraId:TenantId", "00000000-0000-0000-0000-000000000001"),
            ("EntraId:ClientId", "00000000-0000-0000-0000-000000000002"));

        Assert.Contains("Microsoft Entra ID", await (await site.VisitAsync()).ReadAsync("/sign-in"), StringComparison.Ordinal);
        Assert.DoesNotContain("Microsoft Entra ID", await (await demo.Site.VisitAsync()).ReadAsync("/sign-in"), StringComparison.Ordinal);
    }

    /// <summary>An unknown name leaves its fact, too; what was typed can be erased.</summary>
    [Fact]
    public async Task SignIn_WithAnUnknownName_FailsAndIsAFact()
    {
        var nobody = await demo.Site.VisitAsync();

        Assert.Equal(HttpStatusCode.BadRequest,
            (await nobody.PostAsync("/sign-in", "/sign-in", ("userName", "no-such-name"), ("password", "x"))).StatusCode);

        var fact = await demo.Site.InDbAsync(db => db.Facts.Include(f => f.Texts)
            .Where(f => f.SubjectId == Guid.Empty && f.Kind == "Account.SignInFailed").OrderBy(f => f.Id).LastAsync());
        Assert.Equal(new FreeText("no-such-name"), Assert.IsType<AccountLife.SignInFailed>(fact.Read()).UserName);
    }

    [Theory]
    [InlineData("/sign-in", null)]
    [InlineData("/", "officer")]
    [InlineData(Call, "officer")]
    public async Task Page_CarriesTheSecurityHeaders(string url, string? person)
    {
        var answer = await (await demo.Site.VisitAsync(person)).GetAsync(url);

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        var modules = (await Html.OpenAsync(answer)).QuerySelector("script[type=importmap]")?.TextContent ?? "";
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(modules)));
        Assert.Contains($"script-src 'self' 'sha256-{hash}';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.True(answer.Headers.CacheControl?.NoStore);
    }

    /// <summary>Two worlds that differ only in points that are sealed: whoever reads the call sees the same bytes.</summary>
    [Theory]
    [InlineData("officer")]
    [InlineData("auditor")]
    public async Task SealedPoints_ChangeNothingThatAnybodyReads(string person)
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var officer = await site.VisitAsync("officer");
        await officer.PostAsync($"{Call}/assignments/1", $"{Call}/assignments/1/deploy");
        await officer.PostAsync($"{Call}/progress", $"{Call}/progress/fill");
        var visitor = await site.VisitAsync(person);
        string[] pages = [Call, $"{Call}/progress", $"{Call}/runs", $"{Call}/calibration", $"{Call}/allocation", $"{Call}/trail",
            $"{Call}/applications", $"{Call}/experts", $"{Call}/assignments/1", $"{Call}/progress/applications/P01", "/"];
        var first = await ReadAllAsync();

        var changed = await site.InDbAsync(db =>
            db.LeafScores.Where(l => l.State.Score != null).ExecuteUpdateAsync(set => set.SetProperty(l => l.State.Score, (Rational?)0)));

        Assert.True(changed > 1000);
        Assert.Equal(first, await ReadAllAsync());

        async Task<List<string>> ReadAllAsync()
        {
            List<string> texts = [];
            foreach (var page in pages)
            {
                texts.Add(Html.WithoutToken(await visitor.ReadAsync(page)));
            }
            return texts;
        }
    }
}
