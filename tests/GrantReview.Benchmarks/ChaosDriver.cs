using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Tests.Browser;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace GrantReview.Benchmarks;

/// <summary>
/// The thousand interleavings of <see cref="SheetChaos"/> in Chromium, several experts at once against one server that is killed now and
/// then; written to CHAOS.md. Aims: nothing acknowledged is lost, nothing newer is overwritten, no window is green in vain.
/// </summary>
public static class ChaosDriver
{
    internal static BrowserTypeLaunchOptions Chromium { get; } = new()
    {
        ExecutablePath = Environment.GetEnvironmentVariable("GRANTREVIEW_TEST_CHROMIUM") ?? "/usr/lib/chromium/chromium-headless-shell",
        Args = ["--no-sandbox", "--disable-gpu"],
    };

    /// <param name="arguments">[interleavings [experts at once [first seed]]].</param>
    /// <returns>0 = the aims are met.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var figures = arguments.Select(a => int.Parse(a, CultureInfo.InvariantCulture)).ToList();
        var (all, lanes) = (figures is [var asked, ..] ? asked : 1_000, figures is [_, var atOnce, ..] ? atOnce : 6);
        var first = figures.ElementAtOrDefault(2);
        var folder = Directory.CreateTempSubdirectory("grantreview-chaos-").FullName;
        var connection = LoadDriver.ConnectionOf(DatabaseProvider.Sqlite, folder);
        using var node = new LoadNode(DatabaseProvider.Sqlite, connection, folder, ProcessRole.All);
        node.Start();
        await node.AnswersAsync();
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(Chromium);
        await SheetChaos.DeployAsync(browser, node.Address);
        await using var database = LoadDriver.Open(DatabaseProvider.Sqlite, connection);
        await SheetChaos.CloseCallAsync(database);
        var (count, next) = (new ChaosCount(), first - 1);
        var watch = Stopwatch.StartNew();
        using var one = new SemaphoreSlim(1);
        await Task.WhenAll((await SeatedAsync(database)).Take(lanes).Select(PlayAsync));
        node.Kill();
        Directory.Delete(folder, recursive: true);
        await WriteAsync();
        return Faults(count) == 0 ? 0 : 1;

        async Task PlayAsync(string expert)
        {
            await using var chaos = await SheetChaos.OpenAsync(browser, node.Address, expert, database, RestartAsync);
            while (Interlocked.Increment(ref next) is var seed && seed < first + all)
            {
                var played = await chaos.PlayAsync(seed);
                var isPart = false;
                lock (count)
                {
                    count.Add(played);
                    if (count.Interleavings % 25 == 0)
                    {
                        isPart = true;
                        Console.WriteLine(Invariant(
                            $"{count.Interleavings} in {watch.Elapsed.TotalSeconds:F0} s: {Faults(count)} faults"));
                    }
                }
                if (isPart)
                {
                    // Whoever stops it has what was played.
                    await WriteAsync();
                }
                foreach (var fault in played.Lost.Concat(played.Overwritten).Concat(played.Pretended))
                {
                    Console.WriteLine(fault);
                }
            }
        }

        async Task WriteAsync()
        {
            await one.WaitAsync();
            try
            {
                await File.WriteAllTextAsync(Path.Combine(Folder(), "CHAOS.md"), Page(count, lanes, watch.Elapsed, browser.Version));
            }
            finally
            {
                one.Release();
            }
        }

        async Task RestartAsync()
        {
            await one.WaitAsync();
            try
            {
                node.Kill();
                node.Start();
                await node.AnswersAsync();
            }
            finally
            {
                one.Release();
            }
        }
    }

    private static string Page(ChaosCount count, int lanes, TimeSpan took, string chromium)
    {
        lock (count)
        {
            return PageOf(count, lanes, took, chromium);
        }
    }

    private static string PageOf(ChaosCount count, int lanes, TimeSpan took, string chromium)
    {
        StringBuilder happened = new();
        foreach (var (what, times) in count.Happened.OrderByDescending(h => h.Value))
        {
            happened.Append(CultureInfo.InvariantCulture, $"| {what} | {times:N0} |").Append('\n');
        }
        return Invariant($"""
            # Chaos of the score sheet

            `dotnet run -c Release --project tests/GrantReview.Benchmarks -- chaos`: {count.Interleavings:N0} seeds,
            each with {count.Steps / Math.Max(1, count.Interleavings)} happenings drawn from it, all in Chromium against the program in a
            process of its own on SQLite; {lanes} experts at once, each with two windows of one browser and a second device. The same code
            plays a few seeds in `tests/run.sh` (`SheetChaosTests`). A seed draws the happenings; how they meet in time is the machine's.

            {DateTime.UtcNow:yyyy-MM-dd}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, Chromium {chromium},
            {took.TotalMinutes:F0} minutes.

            | | |
            |---|---|
            | interleavings | {count.Interleavings:N0} |
            | acknowledged values lost | {count.Lost.Count} |
            | newer values overwritten | {count.Overwritten.Count} |
            | green while server and screen differ | {count.Pretended.Count} |
            | edits that the server acknowledged | {count.Acknowledged:N0} |
            | saves in the record, each held against the edition it was typed on | {count.Saved:N0} |
            | green windows, each compared with the server | {count.Green:N0} |

            Typed are a score, its reason, the comment and the private note; the rest of the sheet is filled in, so that it can be
            submitted. A value is acknowledged when the server answered 200, or a window was green or said "kept on this device" when it
            was closed; lost is what is then neither on the server nor before the expert as one of two texts. A window that is turned to,
            and each one in the end, is compared in all four fields once it is green; between, in those that were last typed in it.
            "Answer" is a status that the window gets instead of the server's; a lost answer was decided by the server and never arrived.
            "Away" is a button after which the window was gone to another page. Sessions are ended by the server on all devices, and begin
            again in a window of its own or in the dialogue over the sheet. One in eight texts is what another window was given last, and
            one in eight is composed by an input method. "Work" is the page of the expert's work, which sends what its browser keeps. "No
            answer at all" is a request that hangs, "nothing newer told" a status in the place of what is newer. A database that is set
            back has the sheet as it was when the interleaving began, and a record without what came later: a window that can ask is told
            by a choice, and only what no open window shows any more is not counted as lost.

            | what happened | times |
            |---|---|
            {happened}
            """);
    }

    /// <summary>Demo people whom the plan gave sheets.</summary>
    private static async Task<IReadOnlyList<string>> SeatedAsync(IServiceProvider database)
    {
        await using var scope = database.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var names = await db.Experts
            .Where(e => db.ScoreSheets.Any(s => s.ExpertId == e.Id) && db.Calls.Any(c => c.Id == e.CallId && c.Code == DemoRound.Code))
            .OrderBy(e => e.Code).Select(e => db.Users.Where(u => u.Id == e.UserId).Select(u => u.UserName ?? "").First()).ToListAsync();
        return names.ConvertAll(n => n[DemoRound.UserPrefix.Length..]);
    }

    private static int Faults(ChaosCount count) => count.Lost.Count + count.Overwritten.Count + count.Pretended.Count;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Folder([System.Runtime.CompilerServices.CallerFilePath] string file = "") => Path.GetDirectoryName(file) ?? ".";
}
