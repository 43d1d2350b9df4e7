using System.Security.Cryptography;
using System.Text.Json;
using GrantReview.Files.Evaluations;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace GrantReview.Web.Commands;

/// <summary>What stands beside a backup, as FILE.json: what the database had at its instant.</summary>
/// <param name="Sha256">Of the backup's file.</param>
public sealed record BackupManifest(
    DatabaseProvider Provider, string Program, string Migration, DateTime TakenAt, string Sha256, DatabaseFigures Figures)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() },
    };

    public static string FileOf(string backup) => backup + ".json";

    public void Write(string backup) => File.WriteAllText(FileOf(backup), JsonSerializer.Serialize(this, Json));

    /// <summary>Null where there is none.</summary>
    public static BackupManifest? Read(string backup) =>
        File.Exists(FileOf(backup)) ? JsonSerializer.Deserialize<BackupManifest>(File.ReadAllText(FileOf(backup)), Json) : null;

    public static async Task<string> HashAsync(string file)
    {
        await using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream));
    }
}

/// <summary>
/// A copy of the database as it was at one instant, while people go on working. It counts as made once it was read again and has the rows of that
/// instant and the head of the record.
/// </summary>
public static class BackupCommand
{
    public static async Task<int> RunAsync(Terminal terminal, string[] args)
    {
        var file = Path.GetFullPath(args[0]);
        if (File.Exists(file))
        {
            return Terminal.Refuse("Commands.FileIsThere", file);
        }
        await using var scope = terminal.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var takenAt = scope.ServiceProvider.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;
        var part = file + ".part";
        File.Delete(part);
        DatabaseFigures? source, copy;
        switch (scope.ServiceProvider.GetRequiredService<DatabaseOptions>())
        {
            case { Provider: DatabaseProvider.Sqlite }:
                source = await CopySqliteAsync(db, part);
                copy = await ReadSqliteAsync(part);
                break;
            case { Provider: DatabaseProvider.PostgreSql } options:
                var tools = new PostgresTools(options.ConnectionString);
                source = await DumpAsync(db, tools, part);
                copy = await tools.FiguresOfDumpAsync(part, DatabaseFigures.TablesOf(db), default);
                break;
            default:
                return Terminal.Refuse("Commands.BackupSqlServer");
        }
        if (copy.DifferencesFrom(source).ToList() is { Count: > 0 } differences)
        {
            foreach (var (what, here, there) in differences)
            {
                terminal.Say("Commands.BackupDiffers", what, there, here);
            }
            return SiteCommands.No;
        }
        var migration = (await db.Database.GetAppliedMigrationsAsync()).LastOrDefault() ?? "";
        new BackupManifest(
            db.Database.IsSqlite() ? DatabaseProvider.Sqlite : DatabaseProvider.PostgreSql, EvaluationFiles.ProgramVersion, migration, takenAt,
            await BackupManifest.HashAsync(part), source).Write(file);
        File.Move(part, file);
        terminal.Say("Commands.BackedUp", file, source.Rows.Values.Sum(), source.Rows.Count, source.Sealed, source.Head);
        terminal.Say("Commands.KeysApart");
        return SiteCommands.Done;
    }

    /// <summary>The figures of a file that is a SQLite database; it is only read.</summary>
    public static async Task<DatabaseFigures> ReadSqliteAsync(string file)
    {
        await using var db = new SqliteDb(new DbContextOptionsBuilder<SqliteDb>().UseSqlite(
            new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ConnectionString).Options);
        return await DatabaseFigures.ReadAsync(db, default);
    }

    /// <summary>Figures and copy come from one reading transaction, which holds up nobody who writes.</summary>
    private static async Task<DatabaseFigures> CopySqliteAsync(AppDb db, string file)
    {
        await db.Database.OpenConnectionAsync();
        var source = (SqliteConnection)db.Database.GetDbConnection();
        await using var transaction = source.BeginTransaction(deferred: true);
        await db.Database.UseTransactionAsync(transaction);
        var figures = await DatabaseFigures.ReadAsync(db, default);
        await using var copy = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString);
        await copy.OpenAsync();
        source.BackupDatabase(copy);
        await using var command = copy.CreateCommand();
        // One file, without a log beside it.
        command.CommandText = "PRAGMA journal_mode=DELETE; PRAGMA integrity_check;";
        await using var answers = await command.ExecuteReaderAsync();
        await answers.NextResultAsync();
        await db.Database.UseTransactionAsync(null);
        return await answers.ReadAsync() && answers.GetString(0) == "ok"
            ? figures : throw new InvalidDataException($"{file}: {answers.GetString(0)}");
    }

    private static async Task<DatabaseFigures> DumpAsync(AppDb db, PostgresTools tools, string file)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
        var figures = await DatabaseFigures.ReadAsync(db, default);
        await using var command = new NpgsqlCommand(
            "SELECT pg_export_snapshot()", (NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction)transaction.GetDbTransaction());
        await tools.DumpAsync(file, $"{await command.ExecuteScalarAsync()}", default);
        return figures;
    }
}
