using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using SQLitePCL;

namespace GrantReview.Data;

public enum DatabaseProvider { Sqlite, PostgreSql, SqlServer }

public static class AppDbRegistration
{
    /// <summary>Registers <see cref="AppDb"/> on the database that Database:Provider and Database:ConnectionString name.</summary>
    public static IServiceCollection AddAppDb(this IServiceCollection services, IConfiguration configuration)
    {
        var connection = configuration["Database:ConnectionString"] ?? "";
        switch (ProviderOf(configuration))
        {
            case DatabaseProvider.Sqlite:
                services.AddDbContext<AppDb, SqliteDb>(options => options.UseAppSqlite(connection).UseVault());
                break;
            case DatabaseProvider.PostgreSql:
                services.AddDbContext<AppDb, PostgresDb>(options => options.UseNpgsql(Prepared(connection)).UseVault());
                break;
            case DatabaseProvider.SqlServer:
                services.AddDbContext<AppDb, SqlServerDb>(options => options.UseSqlServer(connection).UseVault());
                break;
        }
        return services;
    }

    private static void UseVault(this DbContextOptionsBuilder options) => options.ReplaceService<IModelCacheKeyFactory, VaultModelKey>()
        // Identity maps the address by which it finds people, and nobody is found by one.
        .ConfigureWarnings(warnings => warnings.Ignore(CoreEventId.MappedPropertyIgnoredWarning));

    /// <summary>
    /// Statements are planned once a connection, and not at each request; where the connection string says otherwise (a pooler that shares
    /// connections between transactions cannot keep them), it is obeyed.
    /// </summary>
    private static string Prepared(string connection)
    {
        const string Key = "Max Auto Prepare";
        var given = new DbConnectionStringBuilder { ConnectionString = connection };
        return given.ContainsKey(Key) ? connection
            : new NpgsqlConnectionStringBuilder(connection) { MaxAutoPrepare = 200 }.ConnectionString;
    }

    private static DatabaseProvider ProviderOf(IConfiguration configuration) =>
        Enum.TryParse<DatabaseProvider>(configuration["Database:Provider"], ignoreCase: true, out var named) ? named
            : DatabaseProvider.Sqlite;

    /// <summary>SQLite with write-ahead log, a busy timeout and foreign keys.</summary>
    public static DbContextOptionsBuilder UseAppSqlite(this DbContextOptionsBuilder options, string connection)
    {
        var builder = new SqliteConnectionStringBuilder(connection) { ForeignKeys = true, DefaultTimeout = 30 };
        return options.UseSqlite(builder.ConnectionString).AddInterceptors(new SqlitePragmas());
    }

    private sealed class SqlitePragmas : DbConnectionInterceptor
    {
        /// <summary>Connections of the pool, which keep what they were told.</summary>
        private readonly ConditionalWeakTable<sqlite3, SqlitePragmas> told = [];

        private const string Pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=5000;";

        /// <summary>
        /// A connection that only reads, as the framework opens one to see whether the file is there, cannot set how it is written.
        /// </summary>
        private static string Of(DbConnection connection) =>
            new SqliteConnectionStringBuilder(connection.ConnectionString).Mode == SqliteOpenMode.ReadOnly ? "PRAGMA busy_timeout=5000;"
                : Pragmas;

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            if (IsNew(connection))
            {
                using var command = connection.CreateCommand();
                command.CommandText = Of(connection);
                command.ExecuteNonQuery();
            }
        }

        public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData,
            CancellationToken cancellationToken = default)
        {
            if (IsNew(connection))
            {
                await using var command = connection.CreateCommand();
                command.CommandText = Of(connection);
                await command.ExecuteNonQueryAsync(cancellationToken);
            }
        }

        private bool IsNew(DbConnection connection) => connection is SqliteConnection { Handle: { } handle } && told.TryAdd(handle, this);
    }
}
