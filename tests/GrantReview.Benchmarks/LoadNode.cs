using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using GrantReview.Data;
using GrantReview.Web.Hosting;

namespace GrantReview.Benchmarks;

/// <summary>The program in a process of its own, so that its CPU is known apart from the driver's, and that it can be killed.</summary>
public sealed class LoadNode(DatabaseProvider provider, string connection, string folder, ProcessRole role) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly HttpClient asks = new() { Timeout = TimeSpan.FromSeconds(5) };
    private Process? process;

    public ProcessRole Role => role;
    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort()}");

    public TimeSpan Cpu
    {
        get
        {
            process?.Refresh();
            return process?.TotalProcessorTime ?? TimeSpan.Zero;
        }
    }

    public void Start()
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Desk).Assembly.Location]) { WorkingDirectory = folder };
        foreach (var (name, value) in new[]
        {
            ("ASPNETCORE_ENVIRONMENT", "Development"), ("ASPNETCORE_URLS", $"{Address}"), ("Database__Provider", $"{provider}"),
            ("Database__ConnectionString", connection), ("Jobs__Role", $"{role}"), ("Logging__LogLevel__Default", "Error"),
            // One address is two thousand people here.
            ("Limits__AddressRequests", "1000000"), ("Limits__AddressSignIns", "1000000"), ("Limits__Requests", "100000"),
        })
        {
            start.Environment[name] = value;
        }
        process = Process.Start(start) ?? throw new InvalidOperationException("The program did not start.");
    }

    /// <summary>As a power cut would.</summary>
    public void Kill()
    {
        process?.Kill(entireProcessTree: true);
        process?.WaitForExit();
        process?.Dispose();
        process = null;
    }

    /// <summary>How long it took until it answered.</summary>
    public async Task<TimeSpan> AnswersAsync()
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Patience; await Task.Delay(50))
        {
            try
            {
                using var answer = await asks.GetAsync(new Uri(Address, "/health/ready"));
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return watch.Elapsed;
                }
            }
            catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
            {
                // Not listening yet.
            }
        }
        throw new TimeoutException($"{role} at {Address} does not answer.");
    }

    public void Dispose()
    {
        Kill();
        asks.Dispose();
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
