using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Tests.Pages;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;

namespace GrantReview.Benchmarks;

/// <summary>
/// Every page of an officer on <see cref="LargeCall"/>: the queries it asks, the time to its first byte, and its size, written to PAGES.md.
/// Aims: at most twelve queries, 300 ms, 200 KB.
/// </summary>
public static class PageStopwatch
{
    private const int Times = 5;

    /// <summary>What looks otherwise once the awards are final.</summary>
    private static readonly string[] AfterAwards = ["deliberation", "notice", "library", "papers", "packages", "trail"];

    public static async Task RunAsync(int applications, int experts)
    {
        var folder = Directory.CreateTempSubdirectory("grantreview-pages-").FullName;
        await using var site = new Site(Path.Combine(folder, "pages.db"));
        var watch = Stopwatch.StartNew();
        var call = new LargeCall(applications, experts, site.Services,
            () => site.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false }));
        await call.MakeAsync();
        Console.WriteLine(Invariant($"The call is made in {watch.Elapsed.TotalSeconds:F0} s."));
        StringBuilder table = new();
        table.AppendLine("| page | queries | first byte, ms | CPU, ms | KB |").AppendLine("|---|---|---|---|---|");
        var officer = await call.PersonAsync("officer");
        var pages = OfficerPages.Of(site.Services, LargeCall.Code, call.Places);
        foreach (var (route, url) in pages)
        {
            table.AppendLine(await MeasureAsync(officer, site.Queries, route.Length == 0 ? "(home)" : route, url));
        }
        foreach (var query in new[] { "applications?find=A07&sort=-title", "allocation?sort=-spread&page=3", "allocation?minScore=60" })
        {
            table.AppendLine(await MeasureAsync(officer, site.Queries, query, $"/calls/{LargeCall.Code}/{query}"));
        }
        await call.AwardAsync();
        foreach (var (route, url) in pages.Where(p => AfterAwards.Contains(p.Route.Split('/')[^1])))
        {
            table.AppendLine(await MeasureAsync(officer, site.Queries, $"{route}, awards final", url));
        }
        Directory.Delete(folder, recursive: true);
        await File.WriteAllTextAsync(Path.Combine(Folder(), "PAGES.md"), Page(applications, experts, $"{table}"));
    }

    /// <summary>The median of several requests after one to warm up.</summary>
    private static async Task<string> MeasureAsync(HttpClient client, QueryCounter queries, string name, string url)
    {
        List<(double First, double Cpu)> times = [];
        var (size, asked) = (0L, 0);
        for (var time = 0; time <= Times; time++)
        {
            var (watch, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
            using var answer = await client.GetAsync(new Uri(url, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                throw new InvalidOperationException($"{url} answers {answer.StatusCode}.");
            }
            var first = watch.Elapsed.TotalMilliseconds;
            size = (await answer.Content.ReadAsByteArrayAsync()).LongLength;
            times.Add((first, (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds));
            asked = queries.Asked.Count;
        }
        var line = Invariant(
            $"| `{name.Replace("calls/{code}", "…", StringComparison.Ordinal)}` | {asked} | {Median(times.Select(t => t.First)):F0} | {Median(times.Select(t => t.Cpu)):F0} | {size / 1024} |");
        Console.WriteLine(Invariant($"{line} cold {times[0].First:F0}"));
        return line;
    }

    /// <summary>Without the first, which warms up.</summary>
    private static double Median(IEnumerable<double> figures) => figures.Skip(1).Order().ElementAt(Times / 2);

    private static string Page(int applications, int experts, string table) => Invariant($"""
        # Officer pages

        A call of {applications:N0} applications × {LargeCall.ExpertsEach} sheets × 16 leaves by {experts} experts on SQLite, made by the site's own imports, acts and jobs; every page that an officer may open,
        from the endpoint table. Queries of one request, the caller's capacities and the call included; first byte and
        CPU of the whole process (client and jobs included): median of {Times} after one to warm up, in process. Aims: 12 queries, 300 ms, 200 KB.
        `dotnet run -c Release --project tests/GrantReview.Benchmarks -- page-stopwatch`

        {DateTime.UtcNow:yyyy-MM-dd}, {Environment.ProcessorCount} cores, {System.Runtime.InteropServices.RuntimeInformation.OSDescription}, {System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription}.

        {table}
        """);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Folder([System.Runtime.CompilerServices.CallerFilePath] string file = "") => Path.GetDirectoryName(file) ?? ".";

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
            builder.ConfigureServices(Queries.Watch);
        }
    }
}
