using System.Net;
using GrantReview.Web.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;

namespace GrantReview.Web.Tests.Hosting;

/// <summary>What the site takes a proxy's word for, and whose.</summary>
public class FrontTests
{
    [Theory]
    [InlineData("10.1.2.3", "https", HttpStatusCode.OK, "https 203.0.113.7")]
    [InlineData("10.1.2.3", "http", HttpStatusCode.TemporaryRedirect, "")]
    [InlineData("10.1.2.3", null, HttpStatusCode.TemporaryRedirect, "")]
    [InlineData("192.0.2.9", "https", HttpStatusCode.MisdirectedRequest, "192.0.2.9")]
    [InlineData("::ffff:10.1.2.3", "https", HttpStatusCode.OK, "https 203.0.113.7")]
    public async Task Request_ThroughAProxy_IsTheBrowsersOwnIfTheProxyIsNamed(
        string from, string? scheme, HttpStatusCode status, string said)
    {
        using var installation = new Installation();
        await using var app = await StartAsync(from, installation);
        using var client = app.GetTestClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://grants.example.org/");
        if (scheme is not null)
        {
            request.Headers.Add("X-Forwarded-Proto", scheme);
            request.Headers.Add("X-Forwarded-For", "203.0.113.7");
        }

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(said, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    /// <summary>Passkeys are of the installation's first name alone, whatever a browser says of where it is.</summary>
    [Theory]
    [InlineData("", "localhost", "http://localhost:5080", "https://grants.example.org")]
    [InlineData("grants.example.org;127.0.0.1", "grants.example.org", "https://grants.example.org", "https://127.0.0.1")]
    [InlineData("grants.example.org;other.example.org", "grants.example.org", "https://grants.example.org", "https://other.example.org")]
    [InlineData("grants.example.org", "grants.example.org", "https://grants.example.org", "http://grants.example.org")]
    [InlineData("grants.example.org", "grants.example.org", "https://grants.example.org", "https://grants.example.org:8443")]
    [InlineData("127.0.0.1", null, null, "https://127.0.0.1")]
    [InlineData("*", null, null, "https://")]
    public void PasskeyDomain_IsTheFirstNameOfTheInstallation(string hosts, string? domain, string? own, string foreign)
    {
        FrontOptions front = new() { AllowedHosts = hosts };

        Assert.Equal(domain, front.PasskeyDomain);
        Assert.True(own is null || front.IsPasskeyOrigin(own));
        Assert.False(front.IsPasskeyOrigin(foreign));
    }

    /// <summary>The addresses of one customer count as one; those of two do not.</summary>
    [Theory]
    [InlineData("203.0.113.7", "203.0.113.8", false)]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    public void Address_OfLimits_IsThatOfACustomer(string one, string other, bool isSame) =>
        Assert.Equal(isSame, RateLimits.AddressOf(From(one)) == RateLimits.AddressOf(From(other)));

    private static DefaultHttpContext From(string address)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        return context;
    }

    private static async Task<WebApplication> StartAsync(string from, Installation installation)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.WebHost.UseTestServer();
        builder.Configuration.AddInMemoryCollection(installation.Settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value)))
            .AddInMemoryCollection([new("Proxies", "10.0.0.0/8")]);
        builder.Services.AddCheckedOptions();
        builder.Services.AddFront(builder.Environment);
        var app = builder.Build();
        app.Use((context, next) =>
        {
            context.Connection.RemoteIpAddress = IPAddress.Parse(from);
            return next(context);
        });
        app.UseFront();
        app.Run(context => context.Response.WriteAsync($"{context.Request.Scheme} {context.Connection.RemoteIpAddress}"));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
