using System.Security.Cryptography;

namespace GrantReview.Web.Tests.Hosting;

/// <summary>A folder with all that a production start asks for: settings, a key that only its owner may read, a place for mails.</summary>
public sealed class Installation : IDisposable
{
    public const string Host = "grants.example.org";

    public Installation()
    {
        Folder = Directory.CreateTempSubdirectory("grantreview-installation-").FullName;
        KeyFile = Path.Combine(Folder, "keys");
        WriteKeys(KeyFile, 1);
    }

    public string Folder { get; }
    public string KeyFile { get; }
    public string Database => Path.Combine(Folder, "grantreview.db");

    public IReadOnlyList<(string Name, string Value)> Settings =>
    [
        ("ASPNETCORE_ENVIRONMENT", "Production"), ("Database:ConnectionString", $"Data Source={Database}"), ("Keys:File", KeyFile),
        ("AllowedHosts", $"{Host};127.0.0.1"), ("Proxies", "127.0.0.1"), ("Mail:PickupFolder", Path.Combine(Folder, "mail")),
    ];

    public static void WriteKeys(string file, int count)
    {
        File.WriteAllLines(file, Enumerable.Range(0, count).Select(_ => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
