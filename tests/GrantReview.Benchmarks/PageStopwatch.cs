using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace GrantReview.Benchmarks;

/// <summary>
/// Every page of an officer on <see cref="LargeCall"/>: the time to its first byte and to its last, its size, and the queries it asks. Aims: a first byte
/// within 300 ms, at most a dozen queries, no evaluation.
/// </summary>
public static partial class PageStopwatch
{
    private const int Times = 5;

    private static readonly string[] Pages =
    [
        "", "indicators", "applications", "applications/A0001", "experts", "conflicts", "assignments", "progress", "runs", "ranking", "ranking/A0001",
        "calibration", "allocation", "allocation?minScore=60", "allocation/reasons", "allocation/scenarios", "settings", "settings/rule",
        "deliberation", "notice", "papers", "packages", "trail", "members", "library",
    ];

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("grantreview-pages-").FullName;
        await using var site = new Site(Path.Combine(folder, "pages.db"));
        using var client = site.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });
        var seeding = Stopwatch.StartNew();
        await LargeCall.SeedAsync(site.Services);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seeded in {seeding.Elapsed.TotalSeconds:F0} s"));
        await PostAsync(client, "/sign-in", "/sign-in/demo", ("userName", DemoRound.UserPrefix + "officer"));
        await EvaluateAsync(client);
        Console.WriteLine("| page | queries | first byte, ms | last byte, ms | KB |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var page in Pages)
        {
            await MeasureAsync(client, site.Queries, page);
        }
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The best of several requests after one to warm up: what the page costs, not what else the machine does.</summary>
    private static async Task MeasureAsync(HttpClient client, QueryCounter queries, string page)
    {
        var (first, last, asked, size) = (double.MaxValue, double.MaxValue, int.MaxValue, 0L);
        for (var time = 0; time <= Times; time++)
        {
            queries.Count = 0;
            var watch = Stopwatch.StartNew();
            using var answer = await client.GetAsync(
                new Uri($"/calls/{LargeCall.Code}/{page}".TrimEnd('/'), UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                throw new InvalidOperationException($"{page} answers {answer.StatusCode}.");
            }
            var begun = watch.Elapsed.TotalMilliseconds;
            size = (await answer.Content.ReadAsByteArrayAsync()).LongLength;
            if (time > 0)
            {
                (first, last) = (Math.Min(first, begun), Math.Min(last, watch.Elapsed.TotalMilliseconds));
                asked = Math.Min(asked, queries.Count);
            }
        }
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| {(page.Length == 0 ? "overview" : page)} | {asked} | {first:F0} | {last:F0} | {size / 1024} |"));
    }

    private static async Task EvaluateAsync(HttpClient client)
    {
        var watch = Stopwatch.StartNew();
        var runs = $"/calls/{LargeCall.Code}/runs";
        var run = await PostAsync(client, runs, runs);
        for (; ; await Task.Delay(500))
        {
            var status = JsonNode.Parse(await client.GetStringAsync(new Uri(run + "/status", UriKind.Relative)));
            if (status?["isOver"]?.GetValue<bool>() == true)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"evaluated in {watch.Elapsed.TotalSeconds:F0} s: {status["status"]}"));
                return;
            }
        }
    }

    private static async Task<string> PostAsync(HttpClient client, string page, string url, params (string Name, string Value)[] fields)
    {
        var token = Token().Match(await client.GetStringAsync(new Uri(page, UriKind.Relative))).Groups[1].Value;
        using var form = new FormUrlEncodedContent(
            [.. fields.Select(f => KeyValuePair.Create(f.Name, f.Value)), new("__RequestVerificationToken", token)]);
        using var answer = await client.PostAsync(new Uri(url, UriKind.Relative), form);
        return answer.StatusCode == HttpStatusCode.Redirect ? $"{answer.Headers.Location}"
            : throw new InvalidOperationException($"{url} answers {answer.StatusCode}.");
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    /// <summary>The site on a database of its own, its queries counted.</summary>
    private sealed class Site(string database) : WebApplicationFactory<Desk>
    {
        public QueryCounter Queries { get; } = new();

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Development");
            builder.UseSolutionRelativeContentRoot("src/GrantReview.Web", "GrantReview.sln");
            builder.UseSetting("Database:Provider", $"{DatabaseProvider.Sqlite}");
            builder.UseSetting("Database:ConnectionString", $"Data Source={database}");
            builder.UseSetting("Logging:LogLevel:Default", "Warning");
            builder.ConfigureServices(services => services.ConfigureDbContext<SqliteDb>((_, options) => options.AddInterceptors(Queries)));
        }
    }

    private sealed class QueryCounter : DbCommandInterceptor
    {
        private int count;

        public int Count { get => count; set => count = value; }

        public override DbCommand CommandInitialized(CommandEndEventData eventData, DbCommand result)
        {
            Interlocked.Increment(ref count);
            return base.CommandInitialized(eventData, result);
        }
    }
}
