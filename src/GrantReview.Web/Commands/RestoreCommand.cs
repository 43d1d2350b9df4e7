using Npgsql;

namespace GrantReview.Web.Commands;

/// <summary>Puts a backup where no database is; it never writes over one. What it wrote is read again and compared with what the backup says of itself.</summary>
public static class RestoreCommand
{
    public static async Task<int> RunAsync(Terminal terminal, string[] args)
    {
        var file = Path.GetFullPath(args[0]);
        var options = terminal.Services.GetRequiredService<DatabaseOptions>();
        if (!File.Exists(file) || BackupManifest.Read(file) is not { } manifest)
        {
            return Terminal.Refuse("Commands.NoBackup", file, BackupManifest.FileOf(file));
        }
        if (manifest.Provider != options.Provider)
        {
            return Terminal.Refuse("Commands.OtherProvider", manifest.Provider, options.Provider);
        }
        if (await BackupManifest.HashAsync(file) != manifest.Sha256)
        {
            return Terminal.Refuse("Commands.BackupChanged", file);
        }
        return options.File is { } target
            ? await RestoreSqliteAsync(terminal, file, Path.GetFullPath(target), manifest)
            : await RestorePostgresAsync(terminal, file, options.ConnectionString, manifest);
    }

    private static async Task<int> RestoreSqliteAsync(Terminal terminal, string file, string target, BackupManifest manifest)
    {
        if (File.Exists(target))
        {
            return Terminal.Refuse("Commands.DatabaseIsThere", target);
        }
        var part = target + ".part";
        File.Copy(file, part, overwrite: true);
        if (!Says(terminal, manifest, await BackupCommand.ReadSqliteAsync(part)))
        {
            File.Delete(part);
            return SiteCommands.No;
        }
        File.Move(part, target);
        terminal.Say("Commands.Restored", target, manifest.Figures.Rows.Values.Sum(), manifest.Figures.Sealed);
        return SiteCommands.Done;
    }

    private static async Task<int> RestorePostgresAsync(Terminal terminal, string file, string connection, BackupManifest manifest)
    {
        await using var scope = terminal.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var database = new NpgsqlConnectionStringBuilder(connection).Database;
        if (await DatabaseFigures.CountAsync(
            db, "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = current_schema()", default) > 0)
        {
            return Terminal.Refuse("Commands.DatabaseIsThere", database);
        }
        await new PostgresTools(connection).RestoreAsync(file, default);
        if (!Says(terminal, manifest, await DatabaseFigures.ReadAsync(db, default)))
        {
            return SiteCommands.No;
        }
        terminal.Say("Commands.Restored", database, manifest.Figures.Rows.Values.Sum(), manifest.Figures.Sealed);
        return SiteCommands.Done;
    }

    private static bool Says(Terminal terminal, BackupManifest manifest, DatabaseFigures read)
    {
        var differences = read.DifferencesFrom(manifest.Figures).ToList();
        foreach (var (what, here, there) in differences)
        {
            terminal.Say("Commands.BackupDiffers", what, there, here);
        }
        return differences.Count == 0;
    }
}
