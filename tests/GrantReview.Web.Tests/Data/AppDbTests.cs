using System.ComponentModel.DataAnnotations;
using GrantReview.Core.Acts;
using GrantReview.Core.Calls;
using GrantReview.Core.Scoring;
using GrantReview.Core.Settings;
using GrantReview.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace GrantReview.Web.Tests.Data;

public class AppDbTests
{
    private static readonly DateTime Now = new(2026, 3, 1, 8, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Model_HasNoPendingChanges_OnAnyDatabase()
    {
        using var sqlite = new SqliteDb(new DbContextOptionsBuilder<SqliteDb>().UseSqlite("Data Source=never.db").Options);
        using var postgres = new PostgresDb(new DbContextOptionsBuilder<PostgresDb>().UseNpgsql("Host=never").Options);
        using var sqlServer = new SqlServerDb(new DbContextOptionsBuilder<SqlServerDb>().UseSqlServer("Server=never").Options);

        Assert.All<AppDb>([sqlite, postgres, sqlServer], db =>
        {
            Assert.NotEmpty(db.Database.GetMigrations());
            Assert.False(db.Database.HasPendingModelChanges());
        });
    }

    /// <summary>What is acknowledged is on the disk: 2 = FULL.</summary>
    [Fact]
    public async Task Sqlite_WritesWhatItAcknowledges()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await using var db = database.Open();
        await db.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = "PRAGMA synchronous";

        Assert.Equal(2L, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Theory, DatabaseData]
    public async Task Save_WhenSomebodyWasFaster_IsRefused(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var mine = database.Open();
        mine.Calls.Add(new CallRow { Code = "C1", CreatedAt = Now });
        await mine.SaveChangesAsync(TestContext.Current.CancellationToken);
        await using var theirs = database.Open();
        (await theirs.Calls.SingleAsync(TestContext.Current.CancellationToken)).Write("{}", "theirs");
        await theirs.SaveChangesAsync(TestContext.Current.CancellationToken);

        (await mine.Calls.SingleAsync(TestContext.Current.CancellationToken)).Write("{}", "mine");

        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => mine.SaveChangesAsync(TestContext.Current.CancellationToken));
    }

    [Theory, DatabaseData]
    public async Task Instants_ComeBackAsUtc_AndUnknownCallsAreRefused(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using (var db = database.Open())
        {
            db.Calls.Add(new CallRow { Code = "C1", CreatedAt = Now });
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        await using var again = database.Open();
        var stored = (await again.Calls.SingleAsync(TestContext.Current.CancellationToken)).CreatedAt;
        again.Applications.Add(new ApplicationRow { CallId = Guid.NewGuid(), Code = "A1" });

        Assert.Equal(Now, stored);
        Assert.Equal(DateTimeKind.Utc, stored.Kind);
        await Assert.ThrowsAsync<DbUpdateException>(() => again.SaveChangesAsync(TestContext.Current.CancellationToken));
    }

    [Theory, DatabaseData]
    public async Task Save_WhenATextIsTooLong_IsRefusedOnEveryDatabase(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var db = database.Open();
        db.Calls.Add(new CallRow { Code = new string('x', Row.CodeLength + 1), CreatedAt = Now });

        await Assert.ThrowsAsync<ValidationException>(() => db.SaveChangesAsync(TestContext.Current.CancellationToken));
    }

    [Theory, DatabaseData]
    public async Task PublishedTree_NeverChanges(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await using var db = database.Open();
        var call = new CallRow { Code = "C1", CreatedAt = Now };
        var tree = new IndicatorTreeRow { CallId = call.Id, Number = 1 };
        var by = new By(Guid.NewGuid(), Capacity.Officer, Now, Guid.NewGuid());
        db.AddRange(call, tree);
        tree.Edit("{ }", by, CallState.Drafted);
        tree.Publish(by, CallState.Drafted);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);

        Assert.Equal(new TreeLife.IsPublished(1), tree.Edit("{ \"changed\": true }", by, CallState.Drafted).Refusal);
        db.Entry(tree).Property(t => t.Content).CurrentValue = "{ \"changed\": true }";

        await Assert.ThrowsAsync<InvalidOperationException>(() => db.SaveChangesAsync(TestContext.Current.CancellationToken));
    }
}
