using System.Reflection;
using GrantReview.Core.Acts;
using GrantReview.Core.Calls;
using GrantReview.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit.Sdk;
using Xunit.v3;

namespace GrantReview.Web.Tests.Data;

/// <summary>Runs a theory on each database; one that is not configured here shows as skipped, by name.</summary>
/// <remarks>
/// GRANTREVIEW_TEST_POSTGRES and GRANTREVIEW_TEST_SQLSERVER hold connection strings of servers on which databases may be made and dropped;
/// GRANTREVIEW_TEST_DATABASES names the databases to list, all three when it is not set.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DatabaseDataAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        var listed = Environment.GetEnvironmentVariable("GRANTREVIEW_TEST_DATABASES")?.Split(',');
        return new([.. Enum.GetValues<DatabaseProvider>().Where(p => listed is null || listed.Contains($"{p}")).Select(p =>
            new TheoryDataRow<DatabaseProvider>(p) { Skip = TestDatabase.IsConfigured(p) ? null : $"{p} is not configured here." })]);
    }

    public override bool SupportsDiscoveryEnumeration() => true;
}

/// <summary>An empty database of its own on a configured server, dropped at the end.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly string? folder;

    public TestDatabase(DatabaseProvider provider)
    {
        Provider = provider;
        var name = $"grantreview_test_{Guid.NewGuid():N}";
        switch (provider)
        {
            case DatabaseProvider.PostgreSql:
                ConnectionString =
                    new NpgsqlConnectionStringBuilder(Server(provider)) { Database = name, MaxPoolSize = 20 }.ConnectionString;
                break;
            case DatabaseProvider.SqlServer:
                ConnectionString =
                    new Microsoft.Data.SqlClient.SqlConnectionStringBuilder(Server(provider)) { InitialCatalog = name }.ConnectionString;
                break;
            default:
                folder = Directory.CreateTempSubdirectory("grantreview-db-").FullName;
                ConnectionString = $"Data Source={Path.Combine(folder, "test.db")}";
                break;
        }
    }

    public DatabaseProvider Provider { get; }
    public string ConnectionString { get; }

    public static bool IsConfigured(DatabaseProvider provider) =>
        provider == DatabaseProvider.Sqlite || Server(provider) is { Length: > 0 };

    /// <summary>Migrated and empty.</summary>
    public static async Task<TestDatabase> CreateAsync(DatabaseProvider provider)
    {
        var database = new TestDatabase(provider);
        await using var db = database.Open();
        await db.Database.MigrateAsync();
        return database;
    }

    /// <summary>There, where the server knows databases, but without a table.</summary>
    public async Task MakeEmptyAsync()
    {
        await using var db = Open();
        if (!db.Database.IsSqlite())
        {
            await db.GetService<IRelationalDatabaseCreator>().CreateAsync();
        }
    }

    /// <summary>Makes another, which is not there yet, as this one stands, to which nobody is connected.</summary>
    public void CopyTo(string connectionString)
    {
        if (Provider == DatabaseProvider.Sqlite)
        {
            File.Copy(FileOf(ConnectionString), FileOf(connectionString));
            return;
        }
        using var server = new NpgsqlConnection(Server(Provider));
        server.Open();
        using var copy = server.CreateCommand();
        copy.CommandText = $"CREATE DATABASE {NameOf(connectionString)} TEMPLATE {NameOf(ConnectionString)}";
        copy.ExecuteNonQuery();

        static string FileOf(string connectionString) =>
            new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder(connectionString).DataSource;
        static string? NameOf(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString).Database;
    }

    public AppDb Open()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            [new("Database:Provider", $"{Provider}"), new("Database:ConnectionString", ConnectionString)]).Build();
        return new ServiceCollection().AddAppDb(configuration).BuildServiceProvider().GetRequiredService<AppDb>();
    }

    public async ValueTask DisposeAsync()
    {
        await using (var db = Open())
        {
            await db.Database.EnsureDeletedAsync();
        }
        if (folder is not null)
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string? Server(DatabaseProvider provider) => Environment.GetEnvironmentVariable(
        provider == DatabaseProvider.PostgreSql ? "GRANTREVIEW_TEST_POSTGRES" : "GRANTREVIEW_TEST_SQLSERVER");
}

/// <summary>What tests write beside the acts of persons.</summary>
internal static class Written
{
    public static void Write(this CallRow call, string settings, string name) => call.Do(
        new CallLife.WriteSettings("0", new FreeText(settings), name, ""),
        new By(null, Capacity.Program, new DateTime(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc), Guid.CreateVersion7()), CallEvidence.Free)
        .OrThrow();
}
