using GrantReview.Web.Hosting;
using GrantReview.Core.Acts;
using GrantReview.Core.Accounts;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using System.Text.Json.Nodes;
using GrantReview.Core.Calls;
using GrantReview.Data;
using GrantReview.Web.Tests.Data;
using GrantReview.Web.Tests.Pages;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GrantReview.Web.Tests.Hosting;

/// <summary>The site with the demo round on a database of its own.</summary>
public sealed class WebSite : WebApplicationFactory<Program>
{
    // Hangfire writes its log through the site that was configured last in the process, also when that site is gone: so the log outlives
    // them all.
    internal static readonly ILoggerFactory Log = LoggerFactory.Create(log => log.AddConsole().SetMinimumLevel(LogLevel.Warning)
        .AddFilter(GrantReview.Web.Reading.StoredAttachments.AccessLog, LogLevel.Information));

    private readonly TestDatabase database;

    private readonly (string Name, string Value)[] settings;

    public WebSite(DatabaseProvider provider, params (string Name, string Value)[] settings)
        : this(new TestDatabase(provider), settings) => LoadedDemo.Of(provider, settings)?.CopyTo(database.ConnectionString);

    /// <summary>On a database that something was done to; the site drops it.</summary>
    public WebSite(TestDatabase database, params (string Name, string Value)[] settings) =>
        (this.database, this.settings) = (database, settings);

    /// <summary>Hashes passwords instead of the site's own; null = the site's own does.</summary>
    public IPasswordHasher<User>? Hasher { get; init; }

    /// <summary>What the last request asked of the database.</summary>
    public QueryCounter Queries { get; } = new();

    public async Task<T> InDbAsync<T>(Func<AppDb, Task<T>> ask)
    {
        await using var scope = Services.CreateAsyncScope();
        return await ask(scope.ServiceProvider.GetRequiredService<AppDb>());
    }

    /// <summary>Puts a call where a test needs it, past its life.</summary>
    public Task<int> StandAsync(string code, Func<CallState, CallState> stand) => InDbAsync(async db =>
    {
        var state = db.Entry(await db.Calls.SingleAsync(c => c.Code == code)).ComplexProperty(c => c.State);
        state.CurrentValue = stand(state.CurrentValue);
        return await db.SaveChangesAsync();
    });

    /// <summary>As <see cref="LargeCall.ApproveEarlierAsync"/> does it.</summary>
    public Task<int> ApproveEarlierAsync() => InDbAsync(LargeCall.ApproveEarlierAsync);

    /// <summary>Makes a demo person a member of a call, as one asks and another confirms.</summary>
    public Task<int> JoinAsync(string code, string person, Capacity capacity) => InDbAsync(async db =>
    {
        var call = await db.Calls.SingleAsync(c => c.Code == code);
        var user = await db.Users.SingleAsync(u => u.UserName == $"demo-{person}");
        var grant = new GrantRow(user.Id, call.Id, capacity);
        var seen = await Capacities.SeenAsync(db, grant, default);
        Assert.Null(grant.Do(new GrantLife.Ask(), Administrator(), seen).Refusal);
        Assert.Null(grant.Do(new GrantLife.Confirm(grant.State.Request?.Id ?? Guid.Empty), Administrator(), seen).Refusal);
        db.Grants.Add(grant);
        return await db.SaveChangesAsync();

        static By Administrator() => new(Guid.NewGuid(), Capacity.SecurityAdministrator, DateTime.UtcNow, Guid.NewGuid());
    });

    /// <summary>The facts of these kinds, in the order of the record.</summary>
    public Task<List<Fact>> FactsAsync(params Type[] kinds) => InDbAsync(async db =>
    {
        var names = kinds.Select(FactJson.KindOf).ToList();
        return (await db.Facts.AsNoTracking().Include(f => f.Texts).Where(f => names.Contains(f.Kind)).OrderBy(f => f.Id).ToListAsync())
            .ConvertAll(f => f.Read());
    });

    /// <summary>A client that is one of the demo people, or nobody.</summary>
    public async Task<Visitor> VisitAsync(string? person = null, string culture = "en")
    {
        var client = CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd(culture);
        var visitor = new Visitor(client);
        if (person is not null)
        {
            var answer = await visitor.PostAsync("/sign-in", "/sign-in/demo", ("userName", $"demo-{person}"));
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        }
        return visitor;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.UseSetting("Database:Provider", $"{database.Provider}");
        builder.UseSetting("Database:ConnectionString", database.ConnectionString);
        // A machine that is busy with other tests is no reason to turn anybody away.
        builder.UseSetting("Limits:ActWaitMilliseconds", "60000");
        builder.ConfigureServices(services => services.AddSingleton(Log));
        builder.ConfigureServices(Queries.Watch);
        if (Hasher is { } hasher)
        {
            builder.ConfigureServices(services => services.AddSingleton(hasher));
        }
        foreach (var (name, value) in settings)
        {
            builder.UseSetting(name, value);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await database.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

/// <summary>Somebody with a browser without script.</summary>
public sealed class Visitor(HttpClient client)
{
    public Task<HttpResponseMessage> GetAsync(string url) =>
        client.GetAsync(new Uri(url, UriKind.Relative), TestContext.Current.CancellationToken);

    /// <summary>A part of what is at an address.</summary>
    public async Task<HttpResponseMessage> GetAsync(string url, RangeHeaderValue part)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(url, UriKind.Relative));
        request.Headers.Range = part;
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<string> ReadAsync(string url)
    {
        var answer = await GetAsync(url);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{url} answers {answer.StatusCode}.");
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The page that is at an address.</summary>
    public async Task<IHtmlDocument> OpenAsync(string url)
    {
        var answer = await GetAsync(url);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{url} answers {answer.StatusCode}.");
        return await Html.OpenAsync(answer);
    }

    /// <summary>Posts a form with the token of a page, as a browser would after opening it.</summary>
    public async Task<HttpResponseMessage> PostAsync(string page, string url, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        return await SendAsync(await TokenAsync(page), url, form);
    }

    /// <summary>Fills in the form of a page and posts it as a browser would; a field that is not there is a fault of the test.</summary>
    /// <param name="button">Name and value of the button.</param>
    public async Task<HttpResponseMessage> SubmitAsync(
        IHtmlDocument page, string url, (string Name, string Value) button, params (string Name, string Value)[] typed)
    {
        var fields = page.Form(url);
        foreach (var (name, value) in typed)
        {
            var at = fields.FindLastIndex(f => f.Name == name);
            Assert.True(at >= 0, $"{url} has no field {name}.");
            fields[at] = (name, value);
        }
        using var form = new FormUrlEncodedContent(fields.Append(button).Select(f => KeyValuePair.Create(f.Name, f.Value)));
        var token = page.QuerySelector<IHtmlInputElement>("input[name=__RequestVerificationToken]")?.Value ?? "";
        return await SendAsync(token, url, form);
    }

    /// <summary>Posts anything with a token that a page gave.</summary>
    /// <param name="page">Where it is posted from, as a browser says it; null = it says nothing.</param>
    public async Task<HttpResponseMessage> SendAsync(string token, string url, HttpContent content, string? page = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(url, UriKind.Relative)) { Content = content };
        request.Headers.Add("RequestVerificationToken", token);
        request.Headers.Referrer = page is null ? null : new Uri(client.BaseAddress ?? new Uri("http://localhost"), page);
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Posts what starts a run, waits until it is done, and gives the run's page.</summary>
    public async Task<string> RunAsync(string page, string url, params (string Name, string Value)[] fields)
    {
        var (run, status) = await TryRunAsync(page, url, fields);
        Assert.Equal("Done", status);
        return run;
    }

    /// <summary>The page of a run that is over, and how it ended.</summary>
    public async Task<(string Url, string Status)> TryRunAsync(string page, string url, params (string Name, string Value)[] fields)
    {
        var started = await PostAsync(page, url, fields);
        Assert.Equal(HttpStatusCode.Redirect, started.StatusCode);
        var run = $"{started.Headers.Location}";
        Assert.Contains("/runs/", run, StringComparison.Ordinal);
        for (var attempt = 0; attempt < 6000; attempt++)
        {
            var status = JsonNode.Parse(await ReadAsync($"{string.Join('/', run.Split('/')[..3])}/runs/{run.Split('/')[^1]}/status"));
            if (status?["isOver"]?.GetValue<bool>() == true)
            {
                return (run, $"{status["status"]}");
            }
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        throw new TimeoutException($"{run} does not end.");
    }

    /// <summary>Posts a form and reads what comes back, on the page that it leads to.</summary>
    public async Task<string> PostAndReadAsync(string page, string url, params (string Name, string Value)[] fields)
    {
        var answer = await PostAsync(page, url, fields);
        return answer.StatusCode == HttpStatusCode.Redirect ? await ReadAsync($"{answer.Headers.Location}")
            : WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Posts a form and opens the page that comes back or that it leads to.</summary>
    public async Task<IHtmlDocument> PostAndOpenAsync(string page, string url, params (string Name, string Value)[] fields)
    {
        var answer = await PostAsync(page, url, fields);
        return answer.StatusCode == HttpStatusCode.Redirect ? await OpenAsync($"{answer.Headers.Location}") : await Html.OpenAsync(answer);
    }

    public async Task<HttpResponseMessage> UploadAsync(string page, string url, string fileName, byte[] content)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(content), "file", fileName } };
        return await SendAsync(await TokenAsync(page), url, form);
    }

    /// <summary>Sends many posts of one page, which is opened once.</summary>
    public async Task<Func<string, object, Task<HttpStatusCode>>> PosterAsync(string page)
    {
        var token = await TokenAsync(page);
        return async (url, body) =>
        {
            // A field of a sheet is sent by its script, everything else by a form.
            using HttpContent content = url.EndsWith("/fields", StringComparison.Ordinal) ? JsonContent.Create(body)
                : new FormUrlEncodedContent(body.GetType().GetProperties().Select(p => KeyValuePair.Create(p.Name, $"{p.GetValue(body)}")));
            using var answer = await SendAsync(token, url, content);
            return answer.StatusCode;
        };
    }

    public async Task<HttpResponseMessage> SendJsonAsync(string page, string url, object body) =>
        await SendAsync(await TokenAsync(page), url, JsonContent.Create(body));

    /// <summary>The token that a page gives to its forms.</summary>
    public async Task<string> TokenAsync(string page)
    {
        var answer = await GetAsync(page);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{page} answers {answer.StatusCode}.");
        return Html.Token(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
