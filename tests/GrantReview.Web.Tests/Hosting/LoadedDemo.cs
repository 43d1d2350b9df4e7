using System.Collections.Concurrent;
using GrantReview.Data;
using GrantReview.Web.Tests.Data;
using GrantReview.Web.Tests.Hosting;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

[assembly: AssemblyFixture(typeof(LoadedDemo))]

namespace GrantReview.Web.Tests.Hosting;

/// <summary>
/// The demo round as a first start loads it, loaded once by a site for all tests: their sites start on copies of its database.
/// </summary>
public sealed class LoadedDemo : IAsyncDisposable
{
    /// <summary>Settings that have the first start write something else, or elsewhere.</summary>
    private static readonly string[] Apart = ["Keys:", "Database:", "Demo:Evaluates", "Demo:Documents"];

    private static readonly ConcurrentDictionary<(DatabaseProvider Provider, bool IsAwarded), Lazy<TestDatabase>> Loaded = new();

    /// <summary>The database that a site of these settings begins with; null = it loads its own.</summary>
    public static TestDatabase? Of(DatabaseProvider provider, IEnumerable<(string Name, string Value)> settings) =>
        provider == DatabaseProvider.SqlServer || settings.Any(s => Apart.Any(a => s.Name.StartsWith(a, StringComparison.Ordinal))) ? null
            : Loaded.GetOrAdd((provider, settings.Contains(("Demo:Awards", "true"))), one => new(() => Load(one))).Value;

    private static TestDatabase Load((DatabaseProvider Provider, bool IsAwarded) one)
    {
        var database = new TestDatabase(one.Provider);
        using var program = new WebApplicationFactory<Program>();
        var site = program.WithWebHostBuilder(builder => builder.UseEnvironment("Development")
            .UseSetting("Database:Provider", $"{one.Provider}").UseSetting("Database:ConnectionString", database.ConnectionString)
            .UseSetting("Jobs:Role", "Web").UseSetting("Demo:Awards", $"{one.IsAwarded}")
            .ConfigureServices(services => services.AddSingleton(WebSite.Log)));
        Assert.NotNull(site.Services);
        site.Dispose();
        SqliteConnection.ClearAllPools();
        NpgsqlConnection.ClearAllPools();
        return database;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var database in Loaded.Values)
        {
            await database.Value.DisposeAsync();
        }
    }
}
