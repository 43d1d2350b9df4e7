using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using GrantReview.Data;
using GrantReview.Web.Tests.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace GrantReview.Web.Tests;

/// <summary>
/// The real program in a process of its own, on SQLite in a folder that survives a kill, started from that folder, which is not the
/// program's.
/// </summary>
public sealed class RunningWeb : IAsyncDisposable
{
    private readonly StringBuilder output = new();
    private readonly Dictionary<string, string> settings;
    private Process? process;

    public RunningWeb(params (string Name, string Value)[] settings)
    {
        Folder = Directory.CreateTempSubdirectory("grantreview-web-").FullName;
        Address = new Uri($"http://127.0.0.1:{FreePort()}");
        this.settings = settings.ToDictionary(s => s.Name, s => s.Value);
        LoadedDemo.Of(DatabaseProvider.Sqlite, settings)?.CopyTo(Connection);
    }

    public string Folder { get; }
    public Uri Address { get; }
    public string Output => output.ToString();

    private string Connection => $"Data Source={Path.Combine(Folder, "grantreview.db")}";

    /// <summary>The database itself, past the site.</summary>
    public ServiceProvider OpenDatabase() => new ServiceCollection().AddAppDb(new ConfigurationBuilder().AddInMemoryCollection(
        [new("Database:Provider", $"{DatabaseProvider.Sqlite}"), new("Database:ConnectionString", Connection)]).Build())
            .BuildServiceProvider();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var start = StartOf(Folder, [],
        [
            ("ASPNETCORE_ENVIRONMENT", "Development"), ("ASPNETCORE_URLS", Address.ToString()),
            ("Limits:ActWaitMilliseconds", "60000"),
            ("Database:ConnectionString", Connection),
            .. settings.Select(s => (s.Key, s.Value)),
        ]);
        process = Process.Start(start) ?? throw new InvalidOperationException("The program did not start.");
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await AnswerAsync(cancellationToken);
    }

    /// <summary>One command, or a start that fails: what it says, and its exit code.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(
        string folder, string[] arguments, params IEnumerable<(string Name, string Value)> settings)
    {
        using var process = Process.Start(StartOf(folder, arguments, settings))
            ?? throw new InvalidOperationException("The program did not start.");
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }

    private static ProcessStartInfo StartOf(string folder, string[] arguments, IEnumerable<(string Name, string Value)> settings)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, .. arguments])
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }
        return start;
    }

    /// <summary>Ends the process at once, as a power cut would.</summary>
    public void Kill()
    {
        process?.Kill(entireProcessTree: true);
        process?.WaitForExit();
        process?.Dispose();
        process = null;
    }

    public ValueTask DisposeAsync()
    {
        Kill();
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task AnswerAsync(CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Address };
        for (var attempt = 0; attempt < 1800; attempt++)
        {
            if (process is not { HasExited: false })
            {
                throw new InvalidOperationException("The program ended at its start:\n" + Output);
            }
            try
            {
                using var response = await client.GetAsync(new Uri("/", UriKind.Relative), cancellationToken);
                if (response.StatusCode < HttpStatusCode.InternalServerError)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet: ask again.
            }
            await Task.Delay(100, cancellationToken);
        }
        throw new TimeoutException("The program did not answer:\n" + Output);
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (output)
        {
            output.AppendLine(line.Data);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
