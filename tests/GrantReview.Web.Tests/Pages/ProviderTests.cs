using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using GrantReview.Core.Accounts;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace GrantReview.Web.Tests.Pages;

/// <summary>A provider of OpenID Connect on loopback: discovery, keys, the code flow. It says of everybody what the test says.</summary>
public sealed class LoopbackProvider : IAsyncDisposable
{
    private readonly RSA key = RSA.Create(2048);
    private readonly WebApplication site;
    private string nonce = "";

    private LoopbackProvider()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        site = builder.Build();
        site.MapGet("/.well-known/openid-configuration", () => Results.Json(new
        {
            issuer = Authority, authorization_endpoint = $"{Authority}/authorize", token_endpoint = $"{Authority}/token",
                jwks_uri = $"{Authority}/keys",
            response_types_supported = new[] { "code" }, subject_types_supported = new[] { "public" },
                id_token_signing_alg_values_supported = new[] { "RS256" },
        }));
        site.MapGet("/keys", () =>
        {
            var jwk = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(key.ExportParameters(false)) { KeyId = "one" });
            return Results.Json(new { keys = new[] { new { kty = "RSA", use = "sig", alg = "RS256", kid = "one", n = jwk.N,
                e = jwk.E } } });
        });
        site.MapGet("/authorize", (HttpRequest asked) =>
        {
            nonce = $"{asked.Query["nonce"]}";
            return Results.Redirect($"{asked.Query["redirect_uri"]}?code=one&state={Uri.EscapeDataString($"{asked.Query["state"]}")}");
        });
        site.MapPost("/token", () => Results.Json(new { access_token = "x", token_type = "Bearer", expires_in = 60, id_token = Token() }));
    }

    public string Authority => site.Urls.First();
    public string Subject { get; set; } = "";
    public string UserName { get; set; } = "";

    public static async Task<LoopbackProvider> StartAsync()
    {
        var provider = new LoopbackProvider();
        await provider.site.StartAsync();
        return provider;
    }

    public async ValueTask DisposeAsync()
    {
        await site.DisposeAsync();
        key.Dispose();
    }

    private string Token() => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = Authority, Audience = "grantreview", Expires = DateTime.UtcNow.AddMinutes(5),
        Subject = new ClaimsIdentity([new Claim("sub", Subject), new Claim("preferred_username", UserName), new Claim("nonce", nonce),
            new Claim("roles", "SecurityAdministrator")]),
        SigningCredentials = new SigningCredentials(new RsaSecurityKey(key) { KeyId = "one" }, SecurityAlgorithms.RsaSha256),
    });
}

public class ProviderTests
{
    /// <summary>
    /// Known by name: in, with the capacities that were granted here. Unknown: told so. The name in other hands later:
    /// out.
    /// </summary>
    [Fact]
    public async Task Provider_SaysWhoSomebodyIs_AndNeverWhatTheyAre()
    {
        await using var provider = await LoopbackProvider.StartAsync();
        await using var site = new WebSite(DatabaseProvider.Sqlite, ("OpenIdConnect:Authority", provider.Authority),
            ("OpenIdConnect:ClientId", "grantreview"),
            ("OpenIdConnect:ClientSecret", "x"), ("OpenIdConnect:Name", "House sign-in"));

        (provider.Subject, provider.UserName) = ("s-1", "demo-auditor");
        var (auditor, answer) = await EnterAsync();
        Assert.Equal("/", $"{answer.Headers.Location}");
        Assert.Equal(HttpStatusCode.OK, (await auditor.GetAsync($"/calls/{DemoRound.Code}")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await auditor.GetAsync("/admin/users")).StatusCode);

        // Whoever has come in is alone with the account, also without a password: nobody prints a link to it alone.
        var security = await site.VisitAsync("security");
        var id = await site.InDbAsync(db => db.Users.Where(u => u.UserName == "demo-auditor").Select(u => u.Id).SingleAsync());
        Assert.NotEqual("", (await security.PostAndOpenAsync("/admin/users", $"/admin/users/{id}/paper")).Refused());

        (provider.Subject, provider.UserName) = ("s-2", "nobody-of-this-name");
        Assert.Contains("nobody-of-this-name", (await Html.OpenAsync((await EnterAsync()).Answer)).Refused(), StringComparison.Ordinal);

        (provider.Subject, provider.UserName) = ("s-3", "demo-auditor");
        Assert.NotEqual("", (await Html.OpenAsync((await EnterAsync()).Answer)).Refused());
        (provider.Subject, provider.UserName) = ("s-1", "renamed-at-the-provider");
        Assert.Equal("/", $"{(await EnterAsync()).Answer.Headers.Location}");
        Assert.Equal(2, await site.InDbAsync(db => db.Facts.CountAsync(f => f.Kind == "Account.SignedIn" && f.SubjectId == id)));

        async Task<(Visitor Visitor, HttpResponseMessage Answer)> EnterAsync()
        {
            var visitor = await site.VisitAsync();
            Assert.Contains("House sign-in", await visitor.ReadAsync("/sign-in"), StringComparison.Ordinal);
            var asked = await visitor.PostAsync("/sign-in", "/sign-in/external", ("scheme", "oidc"));
            using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
            using var sent = await browser.GetAsync(asked.Headers.Location, TestContext.Current.CancellationToken);
            var back = await visitor.GetAsync(sent.Headers.Location?.PathAndQuery ?? "");
            return (visitor, await visitor.GetAsync($"{back.Headers.Location}"));
        }
    }

    [Fact]
    public async Task Provider_WhoseAnswerIsForged_OpensNothing()
    {
        await using var provider = await LoopbackProvider.StartAsync();
        await using var site = new WebSite(DatabaseProvider.Sqlite, ("OpenIdConnect:Authority", provider.Authority),
            ("OpenIdConnect:ClientId", "grantreview"));
        var visitor = await site.VisitAsync();

        var back = await visitor.GetAsync("/signin-oidc?code=one&state=forged");
        var page = await Html.OpenAsync(await visitor.GetAsync($"{back.Headers.Location}"));

        Assert.NotEqual("", page.Refused());
        Assert.Equal(HttpStatusCode.Redirect, (await visitor.GetAsync("/account")).StatusCode);
    }
}
