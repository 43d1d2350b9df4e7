using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using GrantReview.Core.Evaluations;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace GrantReview.Benchmarks;

/// <summary>
/// Processes that are killed at random while experts save and runs are computed: on SQLite one process that does all; on PostgreSQL two web
/// processes and two workers behind nginx, where who signed in at one goes on at the other. Every acknowledged save is in the database,
/// every run ended once, and the site serves again within the aim.
/// </summary>
public static class KillsDriver
{
    private const int Rate = 20;
    private static readonly TimeSpan Aim = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan BetweenKills = TimeSpan.FromSeconds(6);

    /// <param name="arguments">Sqlite or PostgreSql [kills].</param>
    /// <returns>0 = nothing was lost, every run ended once, and the site served again in time each time.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var provider = Enum.Parse<DatabaseProvider>(arguments is [var name, ..] ? name : nameof(DatabaseProvider.PostgreSql));
        var kills = arguments is [_, var count] ? int.Parse(count, CultureInfo.InvariantCulture) : 50;
        var folder = Directory.CreateTempSubdirectory("grantreview-kills-").FullName;
        var connection = LoadDriver.ConnectionOf(provider, folder);
        ProcessRole[] roles = provider == DatabaseProvider.Sqlite ? [ProcessRole.All]
            : [ProcessRole.Web, ProcessRole.Web, ProcessRole.Worker, ProcessRole.Worker];
        List<LoadNode> nodes = [.. roles.Select(role => new LoadNode(provider, connection, folder, role))];
        Process? proxy = null;
        try
        {
            foreach (var node in nodes)
            {
                // The first one makes the database.
                node.Start();
                await node.AnswersAsync();
            }
            var pages = nodes.Where(n => n.Role != ProcessRole.Worker).ToList();
            var address = pages.Count == 1 ? pages[0].Address : StartProxy(pages, folder, out proxy);
            using var site = new LoadSite(address);
            var driver = new LoadDriver(site, await site.MakeCallAsync(applications: 60, experts: 30));
            var isOneSession = pages.Count == 1 || await IsOneSessionAsync(pages);
            var runs = new List<Guid> { await site.EvaluateAsync() };
            var load = driver.DriveAsync(Rate, BetweenKills * (kills + 1));
            var random = new Random(1);
            var longest = TimeSpan.Zero;
            for (var kill = 1; kill <= kills; kill++)
            {
                await Task.Delay(BetweenKills * (0.5 + random.NextDouble()));
                var node = nodes[random.Next(nodes.Count)];
                node.Kill();
                node.Start();
                var serves = await ServesAsync(address);
                await node.AnswersAsync();
                longest = serves > longest ? serves : longest;
                if (kill % 5 == 0)
                {
                    runs.Add(await EvaluateAsync(site));
                    Console.WriteLine(
                        string.Create(CultureInfo.InvariantCulture,
                        $"{kill} kills, the last one of {node.Role}; longest until a page {longest.TotalSeconds:F1} s"));
                }
            }
            await load;
            var isKept = await driver.CompareAsync(provider, connection);
            var (ended, once) = await RunsAsync(provider, connection, runs);
            Console.WriteLine($"""
                one session    {(isOneSession ? "signed in at one, went on at the other" : "LOST between nodes")}
                runs           {runs.Count} asked for, {ended} ended, {once} of them once
                serves again   {longest.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture)} s at the longest, after {kills} kills
                """);
            return isKept && isOneSession && once == runs.Count && longest <= Aim ? 0 : 1;
        }
        finally
        {
            proxy?.Kill();
            proxy?.Dispose();
            nodes.ForEach(n => n.Dispose());
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>As soon as somebody answers; a kill may hit the request that asks.</summary>
    private static async Task<Guid> EvaluateAsync(LoadSite site)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await site.EvaluateAsync();
            }
            catch (Exception failure) when (attempt < 20 && failure is HttpRequestException or InvalidOperationException)
            {
                await Task.Delay(500);
            }
        }
    }

    /// <summary>How long until a page comes.</summary>
    private static async Task<TimeSpan> ServesAsync(Uri address)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(address, "/sign-in"));
                if (answer.StatusCode == HttpStatusCode.OK || watch.Elapsed > TimeSpan.FromMinutes(2))
                {
                    return watch.Elapsed;
                }
            }
            catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
            {
                // Nobody there yet.
            }
        }
    }

    /// <summary>The cookie of one process opens pages of the other.</summary>
    private static async Task<bool> IsOneSessionAsync(List<LoadNode> pages)
    {
        using var first = new LoadSite(pages[0].Address);
        using var second = new LoadSite(pages[1].Address);
        var cookies = await first.CookiesAsync("demo-officer");
        return (await second.LookAsync(new LoadExpert(cookies), $"/calls/{DemoRound.ScoredCode}")).Status == HttpStatusCode.OK;
    }

    /// <summary>How many are over, and how many the record says ended exactly once.</summary>
    private static async Task<(int Ended, int Once)> RunsAsync(DatabaseProvider provider, string connection, List<Guid> runs)
    {
        await using var database = LoadDriver.Open(provider, connection);
        for (var watch = Stopwatch.StartNew(); ; await Task.Delay(500))
        {
            await using var scope = database.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<AppDb>();
            string[] ends = [FactJson.KindOf(typeof(RunLife.Finished)), FactJson.KindOf(typeof(RunLife.Failed))];
            var facts = await db.Facts.AsNoTracking().Where(f => runs.Contains(f.SubjectId) && ends.Contains(f.Kind))
                .Select(f => f.SubjectId).ToListAsync();
            var ended = facts.Distinct().Count();
            if (ended == runs.Count || watch.Elapsed > TimeSpan.FromMinutes(5))
            {
                return (ended, facts.GroupBy(f => f).Count(g => g.Count() == 1));
            }
        }
    }

    private static Uri StartProxy(List<LoadNode> pages, string folder, out Process proxy)
    {
        var port = LoadNode.FreePort();
        var servers = string.Concat(pages.Select(p => $"server 127.0.0.1:{p.Address.Port} max_fails=1 fail_timeout=2s; "));
        var file = Path.Combine(folder, "nginx.conf");
        File.WriteAllText(file, $$"""
            worker_processes 1; daemon off; pid {{folder}}/nginx.pid; error_log {{folder}}/nginx.log crit;
            events { worker_connections 4096; }
            http {
              access_log off; client_max_body_size 21m;
              client_body_temp_path {{folder}}/t1; proxy_temp_path {{folder}}/t2; fastcgi_temp_path {{folder}}/t3;
              uwsgi_temp_path {{folder}}/t4; scgi_temp_path {{folder}}/t5;
              upstream site { {{servers}} }
              server {
                listen 127.0.0.1:{{port}};
                location / { proxy_pass http://site; proxy_http_version 1.1; proxy_set_header Host $host:{{port}}; proxy_connect_timeout 1s; }
              }
            }
            """, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        proxy = Process.Start(new ProcessStartInfo("nginx", ["-p", folder, "-c", file]))
            ?? throw new InvalidOperationException("nginx did not start.");
        return new Uri($"http://127.0.0.1:{port}");
    }
}
