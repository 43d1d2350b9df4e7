using System.Net;
using System.Text.Json.Nodes;
using GrantReview.Data;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Hosting;

/// <summary>An installation behind a proxy, from nothing to the first sign-in, by the commands of the program alone.</summary>
public class ProductionTests
{
    [Fact]
    public async Task Installation_FromNothing_ServesBehindAProxy()
    {
        using var installation = new Installation();
        Assert.Equal(0, (await RunningWeb.RunAsync(installation.Folder, ["migrate"], installation.Settings)).Code);
        var (code, shown, said) = await RunningWeb.RunAsync(
            installation.Folder, ["setup", "an.first", "ben.second", "cai.third"], installation.Settings);
        Assert.True(code == 0, said);
        var link = new Uri(shown.Split('\n').Single(l => l.Contains("an.first\t", StringComparison.Ordinal)).Split('\t')[2].Trim());
        Assert.Equal($"https://{Installation.Host}", link.GetLeftPart(UriPartial.Authority));
        await using var web = new RunningWeb([.. installation.Settings]);
        await web.StartAsync(TestContext.Current.CancellationToken);
        using var handler = new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false };
        using var client = new HttpClient(handler) { BaseAddress = web.Address };

        // What the watch asks is answered unencrypted, in one word.
        foreach (var question in new[] { "live", "ready", "startup" })
        {
            Assert.Equal(
                "Healthy",
                await client.GetStringAsync(new Uri($"/health/{question}", UriKind.Relative), TestContext.Current.CancellationToken));
        }
        using var plain = await AskAsync("/sign-in", forwarded: null);
        Assert.Equal(
            (HttpStatusCode.TemporaryRedirect, $"https://{Installation.Host}/sign-in"), (plain.StatusCode, $"{plain.Headers.Location}"));
        using var stranger = await AskAsync("/sign-in", host: "evil.example.org");
        Assert.Equal(HttpStatusCode.BadRequest, stranger.StatusCode);
        using var parts = await AskAsync("/parts");
        Assert.Equal(HttpStatusCode.NotFound, parts.StatusCode);

        using var page = await AskAsync("/sign-in");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("max-age", $"{page.Headers.GetValues("Strict-Transport-Security").Single()}", StringComparison.Ordinal);
        var text = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        using var style = await AskAsync(Html.Parse(text).QuerySelector("link[rel=stylesheet]")?.GetAttribute("href") ?? "");
        Assert.True((await style.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length > 10_000);

        const string password = "correct horse 7 Battery";
        using var entry = await AskAsync(link.AbsolutePath);
        using var entered = await PostAsync(link.AbsolutePath, entry, ("Password", password), ("Again", password));
        Assert.Equal((HttpStatusCode.Redirect, "/sign-in"), (entered.StatusCode, $"{entered.Headers.Location}"));
        using var signedIn = await PostAsync("/sign-in", page, ("UserName", "an.first"), ("Password", password));
        Assert.Equal((HttpStatusCode.Redirect, "/"), (signedIn.StatusCode, $"{signedIn.Headers.Location}"));
        Assert.All(signedIn.Headers.GetValues("Set-Cookie").Concat(page.Headers.GetValues("Set-Cookie")),
            cookie => Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase));
        using var users = await AskAsync("/admin/users", cookies: CookiesOf(signedIn));
        Assert.Equal((HttpStatusCode.Redirect, "/account/second-factor"), (users.StatusCode, $"{users.Headers.Location}"));
        using var second = await AskAsync("/account/second-factor", cookies: CookiesOf(signedIn));
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);

        // The log is JSON, and names nobody; the keys of cookies are not readable in the database.
        Assert.All(
            web.Output.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0),
            line => Assert.NotNull(JsonNode.Parse(line)?["Timestamp"]));
        Assert.DoesNotContain("an.first", web.Output, StringComparison.Ordinal);
        await using var db = new SqliteDb(
            new DbContextOptionsBuilder<SqliteDb>().UseSqlite($"Data Source={installation.Database};Pooling=False").Options);
        Assert.All(await db.DataProtectionKeys.ToListAsync(TestContext.Current.CancellationToken), key =>
        {
            Assert.Contains("<hidden ", key.Xml, StringComparison.Ordinal);
            Assert.DoesNotContain("masterKey", key.Xml, StringComparison.Ordinal);
        });

        async Task<HttpResponseMessage> PostAsync(string path, HttpResponseMessage opened, params (string Name, string Value)[] fields)
        {
            using var form = new FormUrlEncodedContent(
            [
                .. fields.Select(f => KeyValuePair.Create(f.Name, f.Value)),
                new(
                    "__RequestVerificationToken",
                    Html.Token(await opened.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))),
            ]);
            return await AskAsync(path, content: form, cookies: CookiesOf(opened));
        }

        async Task<HttpResponseMessage> AskAsync(
            string path, string? forwarded = "https", string host = Installation.Host, HttpContent? content = null, string cookies = "")
        {
            using var request = new HttpRequestMessage(
                content is null ? HttpMethod.Get : HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = content };
            request.Headers.Host = host;
            if (forwarded is not null)
            {
                request.Headers.Add("X-Forwarded-Proto", forwarded);
                request.Headers.Add("X-Forwarded-For", "203.0.113.7");
            }
            if (cookies.Length > 0)
            {
                request.Headers.Add("Cookie", cookies);
            }
            return await client.SendAsync(request, TestContext.Current.CancellationToken);
        }
    }

    private static string CookiesOf(HttpResponseMessage answer) =>
        string.Join("; ", answer.Headers.GetValues("Set-Cookie").Select(c => c.Split(';')[0]));
}
