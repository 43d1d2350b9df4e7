using System.Text;
using GrantReview.Core.Accounts;
using GrantReview.Core;
using GrantReview.Core.Acts;
using GrantReview.Core.Applications;
using GrantReview.Core.Calls;
using GrantReview.Core.Experts;
using GrantReview.Data;
using GrantReview.Web.Commands;
using GrantReview.Web.Hosting;
using GrantReview.Web.Tests.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace GrantReview.Web.Tests.Hosting;

/// <summary>What a copy of the database does not tell, the change of its key, and the loss of it.</summary>
public sealed class VaultTests : IDisposable
{
    private const string IdNumber = "510101199003070011";
    private const string Account = "6222021234509870371";
    private const string Email = "jia.yi@example.com";
    private const string TotpKey = "JBSWY3DPEHPK3PXP";
    private readonly Installation installation = new();

    public void Dispose() => installation.Dispose();

    [Theory, DatabaseData]
    public async Task Rekey_RenewsEveryText_AndForgetsWhatNoKeyOpensOnRequest(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        // Kept before there was a key.
        var before = new Installation();
        var user = await InAsync(database, null, StoreAsync);
        Assert.Contains(IdNumber, await KeptAsync(database, "Experts", "Contacts"), StringComparison.Ordinal);

        var (code, said) = await RekeyAsync(database);
        Assert.True(code == 0, said);
        Assert.Contains(" 3.", said, StringComparison.Ordinal);
        foreach (var (table, column) in new[] { ("Experts", "Contacts"), ("AspNetUsers", "Email"), ("AspNetUserTokens", "Value") })
        {
            Assert.StartsWith("vault:", await KeptAsync(database, table, column), StringComparison.Ordinal);
        }

        // A new key on top, everything anew by it, and the old line may go: cookies of before are still good.
        var cookie = await InAsync(database, installation, services => Task.FromResult(Protector(services).Protect("signed in")));
        var old = File.ReadAllLines(installation.KeyFile);
        Installation.WriteKeys(installation.KeyFile, 1);
        var alone = File.ReadAllLines(installation.KeyFile);
        File.AppendAllLines(installation.KeyFile, old);
        Assert.Equal(0, (await RekeyAsync(database)).Code);
        Assert.Equal(0, (await RekeyAsync(database)).Code);
        File.WriteAllLines(installation.KeyFile, alone);
        Assert.Equal((IdNumber, Email, TotpKey), await InAsync(database, installation, services => ReadAsync(services, user)));
        Assert.Equal("signed in",
            await InAsync(database, installation, services => Task.FromResult(Protector(services).Unprotect(cookie))));

        // The key is lost: that is said, and nothing is taken away but on request.
        var missing = await MissingAsync(database, before);
        Assert.Single(missing);
        Assert.Equal(1, (await RekeyAsync(database, before)).Code);
        Assert.Equal(0, (await RekeyAsync(database, before, "lost")).Code);
        Assert.Empty(await MissingAsync(database, before));
        Assert.Equal(("", null, null), await InAsync(database, before, services => ReadAsync(services, user)));
        Assert.Contains("Account.SecondFactorRemoved", await InAsync(database, before, async services =>
            await services.GetRequiredService<AppDb>().Facts.Where(f => f.SubjectId == user).Select(f => f.Kind).ToListAsync()));
        Assert.False(await InAsync(database, before, async services =>
            (await services.GetRequiredService<AppDb>().Users.SingleAsync(u => u.Id == user)).TwoFactorEnabled));
        before.Dispose();
    }

    /// <summary>Imported, compared, found by its own number: and in no byte of the file.</summary>
    [Fact]
    public async Task Contacts_OnASiteWithAKey_FindConflicts_AndStandInNoByteOfTheDatabase()
    {
        var database = new TestDatabase(DatabaseProvider.Sqlite);
        await using var site = new WebSite(database, ("Keys:File", installation.KeyFile), ("Jobs:Role", "Web"));
        var officer = await site.VisitAsync("officer");
        await officer.PostAsync("/calls", "/calls", ("code", "VAULT"), ("from", "template:chengdu-2024-ai-policy"));
        await UploadAsync("applications", $"id,title,category,unit,pi,pi_id_number,开户行,银行账号\nA1,T,4.2,某某公司,甲虚构,{IdNumber},虚构银行一支行,{Account}\n");
        await UploadAsync("experts", $"id,name,unit,id_number,email\nE1,乙虚构,某某大学,{IdNumber},{Email}\n");

        Assert.Equal(1, await site.InDbAsync(db => db.Conflicts.CountAsync(c => db.Calls.Any(k => k.Id == c.CallId && k.Code == "VAULT"))));
        Assert.Equal(Email, await site.InDbAsync(async db =>
            Person.Parse(await db.Experts.Where(e => e.Name == "乙虚构").Select(e => e.Contacts).SingleAsync()).Email));
        Assert.Equal(Account, await site.InDbAsync(async db =>
            Core.Applications.Payee.Parse(await db.Applications.Where(a => a.Pi == "甲虚构").Select(a => a.Payee).SingleAsync()).Account));
        var path = new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder(database.ConnectionString).DataSource;
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(path) ?? "", Path.GetFileName(path) + "*"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes, TestContext.Current.CancellationToken);
            Assert.Equal(-1, bytes.ToArray().AsSpan().IndexOf(Encoding.UTF8.GetBytes(IdNumber)));
            Assert.Equal(-1, bytes.ToArray().AsSpan().IndexOf(Encoding.UTF8.GetBytes(Email)));
            Assert.Equal(-1, bytes.ToArray().AsSpan().IndexOf(Encoding.UTF8.GetBytes(Account)));
        }

        async Task UploadAsync(string page, string content)
        {
            var answer =
                await officer.UploadAsync($"/calls/VAULT/{page}", $"/calls/VAULT/{page}", $"{page}.csv", Encoding.UTF8.GetBytes(content));
            Assert.Equal(System.Net.HttpStatusCode.Redirect, answer.StatusCode);
        }
    }

    /// <summary>
    /// Erased: no byte of who it was, and the record is whole. Whoever is needed to keep conflicts out is not erased yet.
    /// </summary>
    [Fact]
    public async Task Erase_OfADisabledAccount_LeavesNoWordOfThePerson_AndTheRecordWhole()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite, ("Keys:File", installation.KeyFile), ("Jobs:Role", "Web"));
        const string account = "user_name,name,unit,email\nlin.dai,林虚构,某某大学,lin@example.com\n";
        var security = await site.VisitAsync("security");
        await security.UploadAsync("/admin/users", "/admin/users/file", "accounts.csv", Encoding.UTF8.GetBytes(account));
        var id = await site.InDbAsync(db => db.Users.Where(u => u.UserName == "lin.dai").Select(u => u.Id).SingleAsync());
        var file = Path.Combine(installation.Folder, "lin.json");
        await site.InDbAsync(db =>
        {
            IdentityPasskeyData key = new() { Name = "办公室笔记本", PublicKey = [1], AttestationObject = [], ClientDataJson = [] };
            db.UserPasskeys.Add(new Passkey { UserId = id, CredentialId = [1], Data = key });
            return db.SaveChangesAsync();
        });

        Assert.Equal(0, (await CommandAsync("export-person", "lin.dai", file)).Code);
        var exported = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        Assert.Contains("lin@example.com", exported, StringComparison.Ordinal);
        Assert.Contains("办公室笔记本", exported, StringComparison.Ordinal);
        Assert.Equal(2, (await CommandAsync("erase-person", "lin.dai", "asked for it")).Code);
        Assert.Equal(2, (await CommandAsync("erase-person", "demo-e12", "asked for it")).Code);
        await security.PostAsync($"/admin/users/{id}", $"/admin/users/{id}/disable", ("reason", "left"));
        Assert.Equal(0, (await CommandAsync("erase-person", "lin.dai", "asked for it")).Code);

        Assert.Equal(2, (await CommandAsync("export-person", "lin.dai", file)).Code);
        Assert.False(await site.InDbAsync(db => db.UserPasskeys.AnyAsync()));
        Assert.Equal(("—", null), await site.InDbAsync(async db =>
            await db.Users.Where(u => u.Id == id).Select(u => new { u.DisplayName, u.Email }).SingleAsync() is var user
                ? (user.DisplayName, user.Email) : default));
        Assert.Equal(["asked for it"], await site.InDbAsync(db => db.FactTexts
            .Where(t => db.Facts.Any(f => f.Id == t.FactId && f.SubjectId == id)).Select(t => t.Text).ToListAsync()));
        Assert.Empty(
            await site.InDbAsync(async db =>
            (await db.Mails.ToListAsync()).Where(m => m.Address == "lin@example.com" || m.Recipient == "林虚构").ToList()));
        Assert.Null(await site.InDbAsync(async db =>
        {
            await RecordSeal.SealAsync(db, TestContext.Current.CancellationToken);
            return await RecordSeal.FirstBrokenAsync(db, TestContext.Current.CancellationToken);
        }));

        async Task<(int Code, string Said)> CommandAsync(params string[] words) => (await SiteCommands.RunAsync(words, site.Services), "");
    }

    /// <summary>After their time contacts go from what is over, and from nothing else.</summary>
    [Fact]
    public async Task Retain_BlanksContactsOfWhatIsOverForSoLong_AndNothingElse()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite, ("Jobs:Role", "Web"));
        await site.InDbAsync(db => db.Experts.ExecuteUpdateAsync(e => e.SetProperty(x => x.Contacts, "/13800000000")));
        await site.StandAsync(DemoRound.ScoredCode, state => state with { Stage = CallStage.Awarded });

        Assert.Equal(2, await SiteCommands.RunAsync(["retain", "0"], site.Services));
        Assert.Equal(0, await SiteCommands.RunAsync(["retain", "30"], site.Services));
        Assert.Equal((false, false), await HaveContactsAsync());
        await site.InDbAsync(db => db.Facts.ExecuteUpdateAsync(f => f.SetProperty(x => x.At, x => x.At.AddDays(-31))));
        Assert.Equal(0, await SiteCommands.RunAsync(["retain", "30"], site.Services));
        Assert.Equal((false, true), await HaveContactsAsync());

        // Whether all of an open and of a finished call are blank.
        Task<(bool Open, bool Over)> HaveContactsAsync() => site.InDbAsync(async db => (
            await AreBlankAsync(db, DemoRound.Code), await AreBlankAsync(db, DemoRound.ScoredCode)));

        static Task<bool> AreBlankAsync(AppDb db, string code) =>
            db.Experts.Where(e => db.Calls.Any(c => c.Id == e.CallId && c.Code == code)).AllAsync(e => e.Contacts == "");
    }

    [Fact]
    public void Open_WhatWasTypedLikeACipher_IsWhatWasTyped()
    {
        var vault = KeyFile.Open(new KeysOptions { File = installation.KeyFile });
        foreach (var text in new[] { "vault:abcd", "", "甲/510101199003070011" })
        {
            Assert.Equal(text, vault.Open(vault.Close(text)));
        }
        Assert.Equal("", vault.Close(""));
        Assert.NotEqual(vault.Close("one"), vault.Close("one"));
    }

    private static async Task<Guid> StoreAsync(IServiceProvider services)
    {
        var db = services.GetRequiredService<AppDb>();
        var by = new By(null, Capacity.Officer, DateTime.UnixEpoch, Guid.CreateVersion7());
        var call = new CallRow { Code = "C", CreatedAt = DateTime.UnixEpoch };
        var expert = new ExpertRow { CallId = call.Id };
        expert.Import(
            new Expert(new("E1"), "甲", "U", "", [], "", "", [], null, null) { Contacts = new Person("", IdNumber) }, by, CallStage.Draft);
        var user = new User(new AccountEntry("jia", "甲", Email, "")) { TwoFactorEnabled = true };
        db.AddRange(call, expert, user);
        db.Add(new IdentityUserToken<Guid> { UserId = user.Id, LoginProvider = "[AspNetUserStore]", Name = "AuthenticatorKey",
            Value = TotpKey });
        await db.SaveChangesAsync();
        return user.Id;
    }

    private static async Task<(string Number, string? Email, string? Key)> ReadAsync(IServiceProvider services, Guid user)
    {
        var db = services.GetRequiredService<AppDb>();
        return (
            Person.Parse((await db.Experts.SingleAsync()).Contacts).IdNumber, (await db.Users.SingleAsync(u => u.Id == user)).Email,
            (await db.UserTokens.SingleOrDefaultAsync())?.Value);
    }

    /// <summary>As the database has it, past the program.</summary>
    private static async Task<string> KeptAsync(TestDatabase database, string table, string column)
    {
        await using var db = database.Open();
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"SELECT \"{column}\" FROM \"{table}\"";
        return $"{await command.ExecuteScalarAsync()}";
    }

    private Task<(int Code, string Said)> RekeyAsync(TestDatabase database, params string[] words) =>
        RekeyAsync(database, installation, words);

    private static Task<(int Code, string Said)> RekeyAsync(TestDatabase database, Installation with, params string[] words) =>
        InAsync(database, with, async services =>
        {
            using var output = new StringWriter();
            return (await RekeyCommand.RunAsync(new Terminal(services, output), words), $"{output}");
        });

    private static Task<IReadOnlyList<string>> MissingAsync(TestDatabase database, Installation with) => InAsync(database, with, services =>
        services.GetRequiredService<Vault>().MissingKeysAsync(services.GetRequiredService<AppDb>(), TestContext.Current.CancellationToken));

    private static IDataProtector Protector(IServiceProvider services) =>
        services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test");

    /// <summary>In a process of its own that starts with the key file as it is; null = without one.</summary>
    private static async Task<T> InAsync<T>(TestDatabase database, Installation? with, Func<IServiceProvider, Task<T>> what)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(new KeysOptions { File = with?.KeyFile ?? "" }).AddKeys()
            .AddSingleton(TimeProvider.System).AddAppDb(new ConfigurationBuilder().AddInMemoryCollection(
                [new("Database:Provider", $"{database.Provider}"), new("Database:ConnectionString", database.ConnectionString)]).Build());
        services.AddDataProtection().PersistKeysToDbContext<AppDb>().SetApplicationName("GrantReview");
        await using var process = services.BuildServiceProvider();
        await using var scope = process.CreateAsyncScope();
        return await what(scope.ServiceProvider);
    }
}
