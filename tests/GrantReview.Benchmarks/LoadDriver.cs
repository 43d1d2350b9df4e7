using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace GrantReview.Benchmarks;

/// <summary>
/// An open-loop load: requests begin when they are due, whatever became of the earlier ones, and their time counts from then; what could
/// not begin is a failure. 87 % of them save a leaf, the others open a sheet or the list of one's own. At the end every save that was
/// acknowledged is compared with the database.
/// </summary>
public sealed class LoadDriver(LoadSite site, IReadOnlyList<LoadExpert> experts)
{
    private const double ShareOfSaves = 0.87;

    /// <summary>More than these under way, and the driver is the one who waits.</summary>
    private const int MostUnderWay = 4_000;
    private static readonly TimeSpan LatestStart = TimeSpan.FromSeconds(1);

    private readonly ConcurrentQueue<Answer> answers = new();
    private readonly ConcurrentQueue<Task> late = new();
    private readonly List<LoadSheet> sheets = [.. experts.SelectMany(e => e.Sheets)];
    private int underWay;
    private int dropped;
    private int againDone;

    /// <param name="Due">Since the start.</param>
    private readonly record struct Answer(TimeSpan Due, TimeSpan Took, int Status, bool IsSave);

    /// <param name="arguments">Sqlite or PostgreSql [requests a second] [seconds] [experts] [applications].</param>
    public static async Task RunAsync(string[] arguments)
    {
        var provider = Enum.Parse<DatabaseProvider>(arguments is [var name, ..] ? name : nameof(DatabaseProvider.Sqlite));
        int Number(int at, int otherwise) => arguments.Length > at ? int.Parse(arguments[at], CultureInfo.InvariantCulture) : otherwise;
        var (rate, seconds) = (Number(1, 150), Number(2, 600));
        var folder = Directory.CreateTempSubdirectory("grantreview-load-").FullName;
        var connection = ConnectionOf(provider, folder);
        var watch = Stopwatch.StartNew();
        using (var node = new LoadNode(provider, connection, folder, ProcessRole.All))
        {
            node.Start();
            await node.AnswersAsync();
            using var site = new LoadSite(node.Address);
            var experts = await site.MakeCallAsync(Number(4, 1_000), Number(3, 2_000));
            Console.WriteLine(Invariant(
                $"{experts.Count} experts with {experts.Sum(e => e.Sheets.Count)} sheets are signed in after {watch.Elapsed.TotalSeconds:F0} s."));
            var driver = new LoadDriver(site, experts);
            await driver.DriveAsync(Math.Min(rate, 50), TimeSpan.FromSeconds(10));
            driver.Forget();
            var (siteCpu, machine) = (node.Cpu, MachineCpu());
            await driver.DriveAsync(rate, TimeSpan.FromSeconds(seconds));
            driver.Report(rate, node.Cpu - siteCpu, MachineCpu() - machine);
            driver.Forget();
            await driver.DriveAsync(20, TimeSpan.FromSeconds(15));
            driver.ReportRecovery();
            await driver.CompareAsync(provider, connection);
        }
        Directory.Delete(folder, recursive: true);
    }

    internal static string ConnectionOf(DatabaseProvider provider, string folder) =>
        provider == DatabaseProvider.Sqlite ? $"Data Source={Path.Combine(folder, "load.db")}"
            : Environment.GetEnvironmentVariable("GRANTREVIEW_TEST_POSTGRES")
                ?? throw new InvalidOperationException("GRANTREVIEW_TEST_POSTGRES names no database; tests/postgres.sh starts one.");

    internal async Task DriveAsync(int rate, TimeSpan length)
    {
        var random = new Random(1);
        var watch = Stopwatch.StartNew();
        for (var number = 0; number < rate * length.TotalSeconds; number++)
        {
            var due = TimeSpan.FromSeconds((double)number / rate);
            if (due - watch.Elapsed is { Ticks: > 0 } early)
            {
                await Task.Delay(early);
            }
            if (watch.Elapsed - due > LatestStart || Volatile.Read(ref underWay) >= MostUnderWay)
            {
                dropped++;
                continue;
            }
            Interlocked.Increment(ref underWay);
            var isSave = random.NextDouble() < ShareOfSaves;
            var (sheet, at, opensSheet) = (sheets[random.Next(sheets.Count)], random.Next(), random.Next(3) > 0);
            _ = Task.Run(() => isSave ? SaveAsync(sheet, at, due, watch) : LookAsync(sheet, opensSheet, due, watch));
        }
        while (Volatile.Read(ref underWay) > 0)
        {
            await Task.Delay(10);
        }
        while (late.TryDequeue(out var again))
        {
            await again;
        }
    }

    private async Task LookAsync(LoadSheet sheet, bool opensSheet, TimeSpan due, Stopwatch watch)
    {
        var status = 0;
        try
        {
            status = (int)(await site.LookAsync(sheet.Expert, opensSheet ? $"/sheets/{sheet.Id}" : "/my-work")).Status;
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
        {
            // Status 0 is the failure.
        }
        answers.Enqueue(new Answer(due, watch.Elapsed - due, status, IsSave: false));
        Interlocked.Decrement(ref underWay);
    }

    private async Task SaveAsync(LoadSheet sheet, int at, TimeSpan due, Stopwatch watch)
    {
        var field = Enumerable.Range(0, sheet.Fields.Count).Select(i => sheet.Fields[(int)(((uint)at + i) % sheet.Fields.Count)])
            .FirstOrDefault(f => f.Begin());
        if (field is null)
        {
            // Every leaf of the sheet waits for an answer already.
            Interlocked.Increment(ref dropped);
            Interlocked.Decrement(ref underWay);
            return;
        }
        var (operation, value) = (Guid.NewGuid(), field.NextValue());
        var (status, comeBack) = await TryAsync(sheet, field, operation, value);
        answers.Enqueue(new Answer(due, watch.Elapsed - due, status, IsSave: true));
        Interlocked.Decrement(ref underWay);
        if (status == (int)HttpStatusCode.OK)
        {
            field.End();
        }
        else
        {
            late.Enqueue(AgainAsync(sheet, field, operation, value, comeBack));
        }
    }

    /// <summary>As the sheet does: what was not saved is sent again, after the time that the server named.</summary>
    private async Task AgainAsync(LoadSheet sheet, LoadField field, Guid operation, int value, TimeSpan? comeBack)
    {
        for (var status = 0; status != (int)HttpStatusCode.OK;)
        {
            await Task.Delay((comeBack ?? TimeSpan.FromSeconds(2)) + TimeSpan.FromSeconds(Random.Shared.NextDouble()));
            (status, comeBack) = await TryAsync(sheet, field, operation, value);
        }
        Interlocked.Increment(ref againDone);
        field.End();
    }

    private async Task<(int Status, TimeSpan? ComeBack)> TryAsync(LoadSheet sheet, LoadField field, Guid operation, int value)
    {
        try
        {
            var edit =
                new { field = $"score.{field.Code}", value = $"{value}", seen = field.Edition, operation, follows = field.Acknowledged };
            var (status, comeBack, body) = await site.SaveAsync(sheet, edit);
            if (status == HttpStatusCode.OK)
            {
                field.Edition = JsonNode.Parse(body)?["edition"]?.GetValue<long>() ?? 0;
                (field.Value, field.Acknowledged) = (value, operation);
            }
            return ((int)status, comeBack);
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
        {
            return (0, null);
        }
    }

    private void Forget()
    {
        answers.Clear();
        (dropped, againDone) = (0, 0);
    }

    private void Report(int rate, TimeSpan siteCpu, TimeSpan machineCpu)
    {
        var all = answers.ToList();
        var length = all.Max(a => a.Due).TotalSeconds;
        var errors = all.Where(a => a.Status is not (200 or 503)).ToList();
        Console.WriteLine(Invariant($"""
            asked for      {rate} requests a second for {length:F0} s, {all.Count + dropped} in all, {all.Count(a => a.IsSave) * 100.0 / all.Count:F0} % saves
            answered       {all.Count(a => a.Status == 200) / length:F1} a second
            asked back     {all.Count(a => a.Status == 503)} (503), of them {againDone} saved later; slowest {Longest(all.Where(a => a.Status == 503)):F0} ms
            errors         {errors.Count} {string.Join(", ", errors.GroupBy(e => e.Status).Select(g => Invariant($"{g.Key}: {g.Count()}")))}
            dropped starts {dropped}
            saves, ms      {Quantiles(all.Where(a => a.IsSave && a.Status == 200))}
            pages, ms      {Quantiles(all.Where(a => !a.IsSave && a.Status == 200))}
            CPU            site {siteCpu / all.Count:s\.ffffff} s a request, {siteCpu.TotalSeconds / length / Environment.ProcessorCount * 100:F0} % of the cores; machine {machineCpu.TotalSeconds / length / Environment.ProcessorCount * 100:F0} % (driver included)
            """));
    }

    private void ReportRecovery()
    {
        var second = answers.GroupBy(a => (int)a.Due.TotalSeconds).OrderBy(g => g.Key)
            .Where(g => g.Any(a => a.Status != 200 || a.Took > TimeSpan.FromMilliseconds(200))).Select(g => g.Key + 1).LastOrDefault();
        Console.WriteLine(Invariant($"recovered      {second} s after the load every request at 20 a second was answered within 200 ms"));
    }

    /// <summary>The last acknowledged save of every field, its value and its operation, is what the database has.</summary>
    internal async Task<bool> CompareAsync(DatabaseProvider provider, string connection)
    {
        await using var database = Open(provider, connection);
        var leaves = await database.GetRequiredService<AppDb>().LeafScores.AsNoTracking().ToDictionaryAsync(l => (l.SheetId, l.Indicator));
        var (compared, lost, saves) = (0, 0, 0L);
        foreach (var sheet in sheets)
        {
            foreach (var field in sheet.Fields.Where(f => f.Acknowledged != Guid.Empty))
            {
                compared++;
                saves += field.Edition;
                var stored = leaves.GetValueOrDefault((sheet.Id, field.Code))?.State;
                if (stored?.Scored.Operation != field.Acknowledged || stored.Scored.Edition != field.Edition
                    || stored.Score?.ToExactText() != field.Value.ToString(CultureInfo.InvariantCulture))
                {
                    lost++;
                }
            }
        }
        Console.WriteLine(Invariant($"compared       {compared} fields with the database, {saves} saves: {lost} differ"));
        return lost == 0;
    }

    /// <summary>The database itself, past the site.</summary>
    internal static ServiceProvider Open(DatabaseProvider provider, string connection) =>
        new ServiceCollection().AddAppDb(new ConfigurationBuilder().AddInMemoryCollection(
            [new("Database:Provider", $"{provider}"), new("Database:ConnectionString", connection)]).Build()).BuildServiceProvider();

    private static double Longest(IEnumerable<Answer> some) => some.Select(a => a.Took.TotalMilliseconds).DefaultIfEmpty().Max();

    private static string Quantiles(IEnumerable<Answer> some)
    {
        var sorted = some.Select(a => a.Took.TotalMilliseconds).Order().ToList();
        return sorted.Count == 0 ? "none" : Invariant(
            $"p50 {At(0.5):F0}, p95 {At(0.95):F0}, p99 {At(0.99):F0}, p99.9 {At(0.999):F0}, longest {sorted[^1]:F0} ({sorted.Count})");

        double At(double share) => sorted[Math.Min(sorted.Count - 1, (int)(share * sorted.Count))];
    }

    /// <summary>Of all processes, so that the database's is in it.</summary>
    private static TimeSpan MachineCpu()
    {
        var ticks = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(t => long.Parse(t, CultureInfo.InvariantCulture)).ToList();
        const int idle = 3;
        const int waiting = 4;
        return TimeSpan.FromSeconds((ticks.Take(8).Sum() - ticks[idle] - ticks[waiting]) / 100.0);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
