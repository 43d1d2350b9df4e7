using System.Security.Cryptography;
using System.Text;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Tests.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace GrantReview.Web.Tests.Hosting;

public sealed class KeyFileTests : IDisposable
{
    private static readonly byte[] Text = Encoding.UTF8.GetBytes("密钥 key");
    private readonly Installation installation = new();

    [Fact]
    public void Decrypt_WhatItEncrypted_IsTheSame_AndNoTwoAreAlike()
    {
        var file = Open();
        var hidden = file.Encrypt(Text);

        Assert.Equal(Text, file.Decrypt(hidden));
        Assert.NotEqual(hidden, file.Encrypt(Text));
    }

    /// <summary>Rotation: a new key goes on top, what the old one encrypted stays readable until its line is taken away.</summary>
    [Fact]
    public void Decrypt_AfterANewKeyCameOnTop_UsesTheKeyThatEncrypted()
    {
        var hidden = Open().Encrypt(Text);
        var old = File.ReadAllLines(installation.KeyFile);
        Installation.WriteKeys(installation.KeyFile, 1);
        File.AppendAllLines(installation.KeyFile, old);

        Assert.Equal(Text, Open().Decrypt(hidden));
        Assert.NotEqual(hidden.Split('.')[0], Open().Encrypt(Text).Split('.')[0]);
        Installation.WriteKeys(installation.KeyFile, 1);
        Assert.Throws<CryptographicException>(() => Open().Decrypt(hidden));
    }

    [Fact]
    public void Decrypt_WhatWasAltered_IsRefused()
    {
        var file = Open();
        var parts = file.Encrypt(Text).Split('.');
        var bytes = Convert.FromBase64String(parts[1]);
        bytes[^1] ^= 1;

        Assert.Throws<AuthenticationTagMismatchException>(() => file.Decrypt($"{parts[0]}.{Convert.ToBase64String(bytes)}"));
    }

    [Theory]
    [InlineData("not base64")]
    [InlineData("AAAA")]
    [InlineData("")]
    public void Options_WhereTheFileHoldsNoKey_SayIt(string content)
    {
        File.WriteAllText(installation.KeyFile, content);

        Assert.Contains(
            installation.KeyFile, Assert.Single(new KeysOptions { File = installation.KeyFile }.Faults(isProduction: true)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Options_WhereOthersMayReadTheFile_SayIt()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Rights are those of Unix.");
        Assert.Empty(new KeysOptions { File = installation.KeyFile }.Faults(isProduction: true));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(installation.KeyFile, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        }

        Assert.Contains(
            "chmod 600", Assert.Single(new KeysOptions { File = installation.KeyFile }.Faults(isProduction: true)),
            StringComparison.Ordinal);
    }

    /// <summary>
    /// A lost key costs what it protected, cookies and links on their way, and nothing else: the site makes keys of its own again.
    /// </summary>
    [Fact]
    public async Task Site_WhoseKeyFileChanged_ReadsWhatItHasKeysFor_AndGoesOnWithoutTheOthers()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        var cookie = await ProtectAsync(database, p => p.Protect("signed in"));
        var old = File.ReadAllLines(installation.KeyFile);
        Installation.WriteKeys(installation.KeyFile, 1);
        File.AppendAllLines(installation.KeyFile, old);

        Assert.Equal("signed in", await ProtectAsync(database, p => p.Unprotect(cookie)));

        Installation.WriteKeys(installation.KeyFile, 1);
        Assert.Equal("again", await ProtectAsync(database, p => p.Unprotect(p.Protect("again"))));
        await Assert.ThrowsAnyAsync<CryptographicException>(() => ProtectAsync(database, p => p.Unprotect(cookie)));
    }

    /// <summary>As a process of its own that starts with the key file as it is.</summary>
    private async Task<string> ProtectAsync(TestDatabase database, Func<IDataProtector, string> what)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(new KeysOptions { File = installation.KeyFile }).AddKeys()
            .AddAppDb(new ConfigurationBuilder().AddInMemoryCollection(
                [new("Database:Provider", $"{database.Provider}"), new("Database:ConnectionString", database.ConnectionString)]).Build());
        services.AddDataProtection().PersistKeysToDbContext<AppDb>().SetApplicationName("GrantReview");
        await using var process = services.BuildServiceProvider();
        return what(process.GetRequiredService<IDataProtectionProvider>().CreateProtector("test"));
    }

    public void Dispose() => installation.Dispose();

    private Vault Open() => KeyFile.Open(new KeysOptions { File = installation.KeyFile });
}
