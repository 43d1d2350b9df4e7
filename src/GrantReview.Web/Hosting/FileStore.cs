using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace GrantReview.Web.Hosting;

/// <summary>Where files stand that are no rows, and who looks at each before it is kept.</summary>
public sealed record FilesOptions : CheckedOptions
{
    /// <summary>Blank = beside the embedded database, else in the program's folder. Every node needs the same one.</summary>
    public string Folder { get; init; } = "";

    /// <summary>A program that is given a file's path: it ends with 0 where the file is clean, with 1 where it is not. Blank = none.</summary>
    public string Scanner { get; init; } = "";
    public int ScanSeconds { get; init; } = 60;

    public override IEnumerable<string> Faults(bool isProduction) => OutOf("Files:ScanSeconds", ScanSeconds, 1, 3600);
}

/// <summary>What the scanner says of a file.</summary>
public enum Scan { Clean, NotScanned, Infected, Failed }

/// <summary>Files by their SHA-256, beside the database: written whole before they have their name, never changed.</summary>
public sealed class FileStore(FilesOptions options, DatabaseOptions database, IHostEnvironment environment)
{
    private const int Infected = 1;

    public bool HasScanner => options.Scanner.Length > 0;

    public string Folder => options.Folder is { Length: > 0 } given ? Path.GetFullPath(given)
        : database.Provider == DatabaseProvider.Sqlite
            ? Path.ChangeExtension(Path.GetFullPath(new SqliteConnectionStringBuilder(database.ConnectionString).DataSource), null) + "-files"
            : Path.Combine(environment.ContentRootPath, "files");

    public string PathOf(string sha256) => Path.Combine(Folder, sha256[..2], sha256);

    public bool Has(string sha256) => File.Exists(PathOf(sha256));

    /// <summary>Keeps a file and returns its digest.</summary>
    /// <param name="most">Bytes; where the content is longer nothing is kept.</param>
    /// <returns>Null where it is too long.</returns>
    public async Task<string?> KeepAsync(Stream content, long most, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Folder);
        var part = Path.Combine(Folder, $"{Guid.CreateVersion7():N}.part");
        try
        {
            if (await WriteAsync(content, part, most, cancellationToken) is not { } sha256)
            {
                return null;
            }
            Directory.CreateDirectory(Path.Combine(Folder, sha256[..2]));
            File.Move(part, PathOf(sha256), overwrite: true);
            return sha256;
        }
        finally
        {
            File.Delete(part);
        }
    }

    public async Task<Scan> ScanAsync(string sha256, CancellationToken cancellationToken)
    {
        if (!HasScanner)
        {
            return Scan.NotScanned;
        }
        using var process = new Process { StartInfo = new ProcessStartInfo(options.Scanner, [PathOf(sha256)]) { UseShellExecute = false } };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            return Scan.Failed; // It is not there, or may not be run.
        }
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(options.ScanSeconds));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            process.Kill(entireProcessTree: true);
            return Scan.Failed;
        }
        return process.ExitCode switch { 0 => Scan.Clean, Infected => Scan.Infected, _ => Scan.Failed };
    }

    /// <summary>Removes what was kept before an instant and is not among these.</summary>
    public void Sweep(IReadOnlySet<string> used, DateTime before)
    {
        if (!Directory.Exists(Folder))
        {
            return;
        }
        foreach (var file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
            .Where(f => !used.Contains(Path.GetFileName(f)) && File.GetLastWriteTimeUtc(f) < before))
        {
            File.Delete(file);
        }
    }

    private static async Task<string?> WriteAsync(Stream content, string path, long most, CancellationToken cancellationToken)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = File.Create(path);
        var buffer = new byte[81_920];
        for (int read; (read = await content.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (file.Length + read > most)
            {
                return null;
            }
            digest.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
        file.Flush(flushToDisk: true);
        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }
}
