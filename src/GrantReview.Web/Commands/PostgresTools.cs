using System.ComponentModel;
using System.Diagnostics;
using Npgsql;

namespace GrantReview.Web.Commands;

/// <summary>pg_dump and pg_restore on the database of a connection string; the queue's own tables are left out, since the runs tell what to do.</summary>
public sealed class PostgresTools(string connection)
{
    private readonly NpgsqlConnectionStringBuilder database = new(connection);

    public Task DumpAsync(string file, string snapshot, CancellationToken cancellationToken) => RunAsync(
        "pg_dump",
        ["--format=custom", "--no-owner", "--no-privileges", "--exclude-schema=hangfire", $"--snapshot={snapshot}", $"--file={file}"],
        (_, _) => Task.CompletedTask, cancellationToken);

    /// <summary>Into an empty database, whole or not at all.</summary>
    public Task RestoreAsync(string file, CancellationToken cancellationToken) => RunAsync(
        "pg_restore",
        ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", $"--dbname={database.Database}", file],
        (_, _) => Task.CompletedTask, cancellationToken);

    /// <summary>What a dump holds, counted in the rows that it would write.</summary>
    public async Task<DatabaseFigures> FiguresOfDumpAsync(string file, IEnumerable<string> tables, CancellationToken cancellationToken)
    {
        var rows = new SortedDictionary<string, long>(tables.ToDictionary(t => t, _ => 0L), StringComparer.Ordinal);
        var (head, hash) = (0L, "");
        await RunAsync("pg_restore", ["--data-only", "--file=-", file], ReadAsync, cancellationToken);
        return new DatabaseFigures(rows, head, hash);

        async Task ReadAsync(StreamReader lines, CancellationToken stop)
        {
            string? table = null;
            var (sequence, link) = (0, 0);
            while (await lines.ReadLineAsync(stop) is { } line)
            {
                if (table is not null && line == @"\.")
                {
                    table = null;
                }
                else if (table is not null)
                {
                    rows[table]++;
                    if (table == "Facts" && line.Split('\t') is var cells && long.TryParse(cells[sequence], out var number) && number > head)
                    {
                        (head, hash) = (number, cells[link]);
                    }
                }
                else if (line.StartsWith("COPY ", StringComparison.Ordinal) && line.EndsWith(" FROM stdin;", StringComparison.Ordinal))
                {
                    var columns = line[(line.IndexOf('(') + 1)..line.LastIndexOf(')')].Split(", ").Select(c => c.Trim('"')).ToList();
                    var name = line["COPY ".Length..line.IndexOf(" (", StringComparison.Ordinal)].Split('.')[^1].Trim('"');
                    table = rows.ContainsKey(name) ? name : null;
                    (sequence, link) = (columns.IndexOf("Sequence"), columns.IndexOf("Hash"));
                }
            }
        }
    }

    /// <exception cref="IOException">The tool is not there, or says no; its words are the message.</exception>
    private async Task RunAsync(
        string tool, IEnumerable<string> arguments, Func<StreamReader, CancellationToken, Task> read, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PGHOST"] = database.Host;
        start.Environment["PGPORT"] = $"{database.Port}";
        start.Environment["PGUSER"] = database.Username;
        start.Environment["PGPASSWORD"] = database.Password;
        start.Environment["PGDATABASE"] = database.Database;
        using var process = Start(start);
        var said = process.StandardError.ReadToEndAsync(cancellationToken);
        await read(process.StandardOutput, cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new IOException($"{tool}: {(await said).Trim()}");
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new IOException(CheckedOptions.Sentence("Commands.NoTool", start.FileName));
        }
        catch (Win32Exception)
        {
            throw new IOException(CheckedOptions.Sentence("Commands.NoTool", start.FileName));
        }
    }
}
