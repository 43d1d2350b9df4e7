using GrantReview.Core.Accounts;
using GrantReview.Core.Acts;
using GrantReview.Core.Numbers;
using System.Net;
using System.Text.RegularExpressions;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Pages;

/// <summary>One site that these tests only read, but for what each of them puts back.</summary>
public sealed class DemoSite : IAsyncLifetime
{
    public WebSite Site { get; } = new(DatabaseProvider.Sqlite);
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;
    public ValueTask DisposeAsync() => Site.DisposeAsync();
}

public partial class AccessTests(DemoSite demo) : IClassFixture<DemoSite>
{
    private const string Call = "/calls/" + DemoRound.Code;

    [Theory]
    [InlineData("/")]
    [InlineData("/calls")]
    [InlineData("/my-work")]
    [InlineData("/finance")]
    [InlineData("/approvals")]
    [InlineData("/admin/users")]
    [InlineData("/audit")]
    [InlineData(Call)]
    [InlineData(Call + "/ranking")]
    [InlineData(Call + "/calibration")]
    [InlineData(Call + "/assignments/compare?a=1&b=2")]
    [InlineData(Call + "/progress/applications/P01")]
    public async Task Page_WhenNobodyIsSignedIn_AsksToSignIn(string url)
    {
        var nobody = await demo.Site.VisitAsync();

        var answer = await nobody.GetAsync(url);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.StartsWith("/sign-in", answer.Headers.Location?.PathAndQuery ?? answer.Headers.Location?.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("e01", "/calls")]
    [InlineData("e01", Call + "/progress")]
    [InlineData("e01", Call + "/assignments/1")]
    [InlineData("e01", Call + "/assignments/compare?a=1&b=2")]
    [InlineData("e01", Call + "/assignments/runs/00000000-0000-0000-0000-000000000001")]
    [InlineData("e01", Call + "/progress/applications/P01")]
    [InlineData("e01", Call + "/ranking")]
    [InlineData("e01", Call + "/calibration")]
    [InlineData("e01", "/finance")]
    [InlineData("e01", "/admin/users")]
    [InlineData("security", "/calls")]
    [InlineData("security", "/finance")]
    [InlineData("security", "/admin/jobs")]
    [InlineData("security", "/audit")]
    [InlineData("system", "/calls")]
    [InlineData("system", "/admin/users")]
    [InlineData("system", "/audit")]
    [InlineData("audit", "/calls")]
    [InlineData("audit", "/admin/users")]
    [InlineData("audit", "/admin/jobs")]
    [InlineData("finance", "/calls")]
    [InlineData("finance", "/approvals")]
    [InlineData("officer", "/approvals")]
    [InlineData("officer", "/admin/users")]
    [InlineData("officer", "/admin/jobs")]
    [InlineData("officer", "/finance")]
    [InlineData("officer", "/my-work")]
    [InlineData("auditor", "/approvals")]
    [InlineData("approver", "/audit")]
    public async Task Page_WhenTheRoleDoesNotIncludeIt_IsForbidden(string person, string url)
    {
        var visitor = await demo.Site.VisitAsync(person);

        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.GetAsync(url)).StatusCode);
    }

    [Theory]
    [InlineData("officer", "/calls/NONE")]
    [InlineData("security", Call)]
    [InlineData("security", Call + "/members")]
    [InlineData("system", Call + "/ranking")]
    [InlineData("audit", Call + "/trail")]
    [InlineData("audit", Call + "/progress/applications/P01")]
    [InlineData("officer", Call + "/applications/NONE")]
    [InlineData("officer", Call + "/assignments/99")]
    [InlineData("officer", Call + "/assignments/compare?a=1&b=99")]
    [InlineData("officer", Call + "/assignments/compare")]
    [InlineData("officer", Call + "/assignments/runs/00000000-0000-0000-0000-000000000001")]
    [InlineData("officer", Call + "/assignments/runs/00000000-0000-0000-0000-000000000001/status")]
    [InlineData("officer", Call + "/progress/applications/NONE")]
    [InlineData("officer", Call + "/runs/00000000-0000-0000-0000-000000000001")]
    [InlineData("officer", Call + "/ranking/P01")]
    [InlineData("officer", Call + "/indicators?version=9")]
    [InlineData("e01", "/sheets/00000000-0000-0000-0000-000000000001")]
    [InlineData("e01", "/my-work/DEMO-2024/declare")]
    [InlineData("approver", "/approvals/00000000-0000-0000-0000-000000000001")]
    [InlineData("finance", "/finance/00000000-0000-0000-0000-000000000001")]
    public async Task Page_OfWhatIsNotThere_IsNotFound(string person, string url)
    {
        var visitor = await demo.Site.VisitAsync(person);

        var answer = await visitor.GetAsync(url);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("There is no such page", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("auditor")]
    [InlineData("approver")]
    [InlineData("supervisor")]
    public async Task Call_ForThoseWhoOnlyRead_CannotBeChanged(string person)
    {
        var visitor = await demo.Site.VisitAsync(person);

        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync(Call)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.PostAsync(Call, Call + "/stage", ("to", "Scoring"))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.PostAsync(Call, Call + "/assignments/1/deploy")).StatusCode);
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
        await security.PostAsync("/admin/users", "/admin/users", ("userName", "new.officer"), ("displayName", "New"), ("password", "Correct-horse-1"));

        Assert.Equal(HttpStatusCode.Redirect, (await TryAsync("Correct-horse-1")).StatusCode);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await TryAsync("wrong")).StatusCode);
        }
        Assert.Equal(HttpStatusCode.OK, (await TryAsync("Correct-horse-1")).StatusCode);
        var account = await demo.Site.InDbAsync(db => db.Users.Where(u => u.UserName == "new.officer").Select(u => u.Id).SingleAsync());
        var facts = await demo.Site.InDbAsync(db => db.Facts.Include(f => f.Texts).Where(f => f.SubjectId == account).OrderBy(f => f.Id).ToListAsync());
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
        await using var site = new WebSite(DatabaseProvider.Sqlite, ("EntraId:TenantId", "00000000-0000-0000-0000-000000000001"), ("EntraId:ClientId", "00000000-0000-0000-0000-000000000002"));

        Assert.Contains("Microsoft Entra ID", await (await site.VisitAsync()).ReadAsync("/sign-in"), StringComparison.Ordinal);
        Assert.DoesNotContain("Microsoft Entra ID", await (await demo.Site.VisitAsync()).ReadAsync("/sign-in"), StringComparison.Ordinal);
    }

    /// <summary>An unknown name leaves its fact, too; what was typed can be erased.</summary>
    [Fact]
    public async Task SignIn_WithAnUnknownName_FailsAndIsAFact()
    {
        var nobody = await demo.Site.VisitAsync();

        Assert.Equal(HttpStatusCode.OK, (await nobody.PostAsync("/sign-in", "/sign-in", ("userName", "no-such-name"), ("password", "x"))).StatusCode);

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
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
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
        string[] pages = [Call, $"{Call}/progress", $"{Call}/runs", $"{Call}/ranking", $"{Call}/calibration", $"{Call}/allocation", $"{Call}/trail", $"{Call}/applications", $"{Call}/experts", $"{Call}/assignments/1", $"{Call}/progress/applications/P01", "/"];
        var first = await ReadAllAsync();

        var changed = await site.InDbAsync(db => db.LeafScores.Where(l => l.State.Score != null).ExecuteUpdateAsync(set => set.SetProperty(l => l.State.Score, (Rational?)0)));
        await site.InDbAsync(async db =>
        {
            var call = await db.Calls.SingleAsync(c => c.Code == DemoRound.Code);
            db.Record(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), (null, "E"), "score", "leaf-score", "P01/E01/x", call.Id, "1", "0");
            return await db.SaveChangesAsync();
        });

        Assert.True(changed > 1000);
        Assert.Equal(first, await ReadAllAsync());

        async Task<List<string>> ReadAllAsync()
        {
            List<string> texts = [];
            foreach (var page in pages)
            {
                texts.Add(Token().Replace(await visitor.ReadAsync(page), ""));
            }
            return texts;
        }
    }

    [GeneratedRegex("<input name=\"__RequestVerificationToken\"[^>]*>")]
    private static partial Regex Token();
}
