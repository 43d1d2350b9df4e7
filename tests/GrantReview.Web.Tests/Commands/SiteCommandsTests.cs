using GrantReview.Core.Acts;
using GrantReview.Core.Accounts;
using GrantReview.Data;
using GrantReview.Web.Commands;
using GrantReview.Web.Hosting;
using GrantReview.Web.Tests.Data;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace GrantReview.Web.Tests.Commands;

/// <summary>The commands of the site's program on the demo round, and on databases that somebody wrote into past the program.</summary>
public sealed class SiteCommandsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("grantreview-commands-").FullName;
    private readonly StringWriter output = new();

    /// <summary>While acts go on, a copy is of one instant; restored it has the rows and the record of it, and nothing is written over.</summary>
    [Theory, DatabaseData]
    public async Task Backup_WhilePeopleWork_IsRestoredWithTheRowsAndTheRecordOfOneInstant(DatabaseProvider provider)
    {
        Assert.SkipWhen(provider == DatabaseProvider.SqlServer, "SQL Server is backed up by its own command.");
        await using var site = new WebSite(provider);
        await site.InDbAsync(db => RecordSeal.SealAsync(db, TestContext.Current.CancellationToken));
        var file = Path.Combine(folder, "backup");
        using var stop = new CancellationTokenSource();
        var work = Task.Run(() => WorkAsync(site, stop.Token), CancellationToken.None);

        var code = await BackupCommand.RunAsync(new Terminal(site.Services, output), [file]);

        await stop.CancelAsync();
        var acts = await work;
        Assert.True(code == 0, $"{output}");
        Assert.True(acts > 0);
        var manifest = BackupManifest.Read(file);
        Assert.NotNull(manifest);
        Assert.Equal(36 * 2, manifest.Figures.Rows["Applications"]);
        Assert.Equal(2, await BackupCommand.RunAsync(new Terminal(site.Services, output), [file]));

        await using var target = new TestDatabase(provider);
        await target.MakeEmptyAsync();
        await using var services = Services(target);
        Assert.True(await RestoreCommand.RunAsync(new Terminal(services, output), [file]) == 0, $"{output}");
        Assert.Equal(2, await RestoreCommand.RunAsync(new Terminal(services, output), [file]));
        await using var restored = target.Open();
        Assert.Empty((await DatabaseFigures.ReadAsync(restored, TestContext.Current.CancellationToken)).DifferencesFrom(manifest.Figures));
        Assert.True(await DoctorCommand.RunAsync(new Terminal(services, output), []) == 0, $"{output}");
    }

    [Fact]
    public async Task Restore_OfABackupThatWasChanged_IsRefused()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await using var services = Services(database);
        var file = Path.Combine(folder, "backup");
        Assert.Equal(0, await BackupCommand.RunAsync(new Terminal(services, output), [file]));
        await using (var stream = File.OpenWrite(file))
        {
            stream.Position = stream.Length - 1;
            stream.WriteByte(7);
        }
        await using var target = new TestDatabase(DatabaseProvider.Sqlite);
        await using var empty = Services(target);

        Assert.Equal(2, await RestoreCommand.RunAsync(new Terminal(empty, output), [file]));
        Assert.Equal(2, await RestoreCommand.RunAsync(new Terminal(empty, output), [Path.Combine(folder, "nothing")]));
        Assert.False(File.Exists(new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder(target.ConnectionString).DataSource));
    }

    public static TheoryData<string, string> Tampering => new()
    {
        { """UPDATE "Facts" SET "Content" = X'7B7D' WHERE "Sequence" = 3""", "The record is whole" },
        { """DELETE FROM "FactTexts" WHERE "FactId" = (SELECT "Id" FROM "Facts" WHERE "Sequence" = 3); DELETE FROM "Facts" WHERE "Sequence" = 3""", "The record is whole" },
        { """PRAGMA foreign_keys = OFF; DELETE FROM "AspNetUsers" WHERE "UserName" = 'demo-e01'; PRAGMA foreign_keys = ON""", "Every row that is referred to" },
        { """DELETE FROM "SheetEditions" WHERE "Id" = (SELECT MIN("Id") FROM "SheetEditions")""", "Every submitted sheet" },
    };

    [Theory]
    [MemberData(nameof(Tampering))]
    public async Task Doctor_WhereSomebodyWrotePastTheProgram_NamesWhatDoesNotHold(string sql, string invariant)
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        await site.InDbAsync(db => RecordSeal.SealAsync(db, TestContext.Current.CancellationToken));
        Assert.True(await DoctorCommand.RunAsync(new Terminal(site.Services, output), []) == 0, $"{output}");
        await site.InDbAsync(db => db.Database.ExecuteSqlRawAsync(sql, TestContext.Current.CancellationToken));
        output.GetStringBuilder().Clear();

        Assert.Equal(1, await DoctorCommand.RunAsync(new Terminal(site.Services, output), []));

        Assert.StartsWith($"✗ {invariant}", Assert.Single($"{output}".Split('\n'), l => l.StartsWith('✗')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Setup_MakesThreeAdministrators_OnceAndOfThreePeople()
    {
        using var installation = new Installation();
        await RunningWeb.RunAsync(installation.Folder, ["migrate"], installation.Settings);

        Assert.Equal(2, (await RunningWeb.RunAsync(installation.Folder, ["setup", "an", "an", "cai"], installation.Settings)).Code);
        var missing = await RunningWeb.RunAsync(installation.Folder, ["check"], installation.Settings);
        var made = await RunningWeb.RunAsync(installation.Folder, ["setup", "an", "ben", "cai"], installation.Settings);
        var again = await RunningWeb.RunAsync(installation.Folder, ["setup", "dan", "eva", "fan"], installation.Settings);
        var complete = await RunningWeb.RunAsync(installation.Folder, ["check"], installation.Settings);

        Assert.Equal((1, 0, 2), (missing.Code, made.Code, again.Code));
        Assert.Equal(3, missing.Output.Split('✗').Length - 1);
        Assert.Contains("one security administrator", Assert.Single(complete.Output.Split('\n'), l => l.Contains('✗', StringComparison.Ordinal)), StringComparison.Ordinal);
        await using var db = new SqliteDb(new DbContextOptionsBuilder<SqliteDb>().UseSqlite($"Data Source={installation.Database};Pooling=False").Options);
        Assert.Equal(3, await db.Users.CountAsync(TestContext.Current.CancellationToken));
        Assert.Equal(
            [Capacity.AuditAdministrator, Capacity.SecurityAdministrator, Capacity.SystemAdministrator],
            (await db.Grants.Where(g => g.CallId == null && g.State.Status == GrantStatus.Held).Select(g => g.Capacity).ToListAsync(
                TestContext.Current.CancellationToken)).Order(Comparer<Capacity>.Create((a, b) => string.CompareOrdinal($"{a}", $"{b}"))));
    }

    [Theory]
    [InlineData(0, "--help")]
    [InlineData(2, "nonsense")]
    [InlineData(2, "setup", "an", "ben")]
    [InlineData(2, "backup")]
    public async Task Program_AskedForHelpOrWrongly_ListsItsCommands(int code, params string[] arguments)
    {
        var said = await RunningWeb.RunAsync(folder, arguments);

        Assert.Equal(code, said.Code);
        Assert.All(["migrate", "setup SECURITY SYSTEM AUDIT", "check", "backup FILE", "restore FILE", "doctor", "--role"],
            word => Assert.Contains(word, code == 0 ? said.Output : said.Error, StringComparison.Ordinal));
    }

    public void Dispose()
    {
        output.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static ServiceProvider Services(TestDatabase database) => new ServiceCollection().AddSingleton(TimeProvider.System)
        .AddSingleton(new DatabaseOptions { Provider = database.Provider, ConnectionString = database.ConnectionString })
        .AddAppDb(new ConfigurationBuilder().AddInMemoryCollection(
            [new("Database:Provider", $"{database.Provider}"), new("Database:ConnectionString", database.ConnectionString)]).Build())
        .BuildServiceProvider();

    /// <summary>Acts one after the other until it is enough.</summary>
    private static async Task<int> WorkAsync(WebSite site, CancellationToken stop)
    {
        var desk = site.Services.GetRequiredService<Desk>();
        for (var acts = 0; ; acts++)
        {
            if (stop.IsCancellationRequested)
            {
                return acts;
            }
            await site.InDbAsync(async db =>
            {
                db.Keep(new AccountLife.SignInFailed(AccountLife.Way.Password, FreeText.Of($"nobody {acts}")),
                    new By(null, Capacity.Program, desk.Now, Guid.CreateVersion7()), account: null);
                return await db.SaveChangesAsync(CancellationToken.None);
            });
        }
    }
}
