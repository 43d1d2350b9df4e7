using GrantReview.Data;
using GrantReview.Web.Hosting;

namespace GrantReview.Web.Tests.Hosting;

/// <summary>What an installation sets is checked before anything starts: a sentence with the key and what to do, and exit code 2.</summary>
public class OptionsTests
{
    public static TheoryData<CheckedOptions, bool, string> Unsafe => new()
    {
        { new DatabaseOptions(), false, "Database:ConnectionString" },
        { new DatabaseOptions { ConnectionString = "Data Source=grantreview.db" }, true, "Database:ConnectionString" },
        { new DatabaseOptions { ConnectionString = "Where is it" }, false, "Database:ConnectionString" },
        { new JobsOptions { Workers = -1 }, false, "Jobs:Workers" },
        { new JobsOptions { Workers = 0, Role = ProcessRole.Worker }, false, "Jobs:Workers" },
        { new JobsOptions { LeaseSeconds = 0 }, false, "Jobs:LeaseSeconds" },
        { new JobsOptions { StepDelaySeconds = 5 }, true, "Jobs:StepDelaySeconds" },
        { new LimitsOptions { Requests = 5 }, false, "Limits:Requests" },
        { new MailOptions(), true, "Mail:Smtp:Host" },
        { new MailOptions { From = "nobody", PickupFolder = "x" }, true, "Mail:From" },
        { new MailOptions { Smtp = new SmtpOptions("smtp.example.org", 0) }, true, "Mail:Smtp:Port" },
        { new LimitsOptions { AddressSignIns = 1 }, false, "Limits:AddressSignIns" },
        { new LimitsOptions { InHand = 0 }, false, "Limits:InHand" },
        { new LimitsOptions { ActWaitMilliseconds = 5 }, false, "Limits:ActWaitMilliseconds" },
        { new ProviderOptions { Authority = "http://login.example.org", ClientId = "x" }, true, "OpenIdConnect:Authority" },
        { new ProviderOptions { Authority = "https://login.example.org" }, false, "OpenIdConnect:ClientId" },
        { new FilesOptions(), true, "Files:Folder" },
        { new OfficeOptions { Department = "高新处\n二科" }, false, "Office:Department" },
        { new KeysOptions(), true, "Keys:File" },
        { new KeysOptions { File = "/nowhere/keys" }, false, "Keys:File" },
        { new FrontOptions { AllowedHosts = "*", Proxies = "127.0.0.1" }, true, "AllowedHosts" },
        { new FrontOptions { AllowedHosts = "x.org; ", Proxies = "127.0.0.1" }, true, "AllowedHosts" },
        { new FrontOptions { AllowedHosts = "x.org", Urls = "http://localhost:5080" }, true, "Proxies" },
        { new FrontOptions { Proxies = "my-proxy" }, false, "Proxies" },
    };

    [Theory]
    [MemberData(nameof(Unsafe))]
    public void Options_ThatAreUnsafe_NameTheKeyInBothLanguages(CheckedOptions options, bool isProduction, string key)
    {
        var fault = Assert.Single(options.Faults(isProduction));

        Assert.Equal(3, fault.Split(key).Length);
    }

    public static TheoryData<CheckedOptions> Safe =>
    [
        new DatabaseOptions { ConnectionString = "Data Source=/var/lib/grantreview/grantreview.db" },
        new DatabaseOptions { Provider = DatabaseProvider.PostgreSql, ConnectionString = "Host=db" },
        new OfficeOptions(), new OfficeOptions { Name = "虚构局" },
        new ProviderOptions(), new ProviderOptions { Authority = "https://login.example.org", ClientId = "x" }, new AccountOptions(),
        new JobsOptions(), new JobsOptions { Workers = 0 }, new JobsOptions { Role = ProcessRole.Worker }, new LimitsOptions(),
        new MailOptions { PickupFolder = "x" }, new MailOptions { Smtp = new SmtpOptions("smtp.example.org") },
        new FrontOptions { AllowedHosts = "x.org", Proxies = "127.0.0.1, 10.0.0.0/8, ::1" },
        new FrontOptions { AllowedHosts = "x.org;y.org", Urls = "https://*:443" },
    ];

    [Theory]
    [MemberData(nameof(Safe))]
    public void Options_ThatAreSafe_MayStart(CheckedOptions options) => Assert.Empty(options.Faults(isProduction: true));

    [Theory]
    [InlineData("Jobs:Workers", "65", "Jobs:Workers is 65")]
    [InlineData("Jobs:Workers", "many", "Jobs:Workers")]
    [InlineData("Jobs:Role", "boss", "Jobs:Role")]
    [InlineData("Keys:File", "", "Keys:File")]
    [InlineData("AllowedHosts", "*", "AllowedHosts")]
    [InlineData("Proxies", "", "Proxies")]
    [InlineData("Limits:Requests", "600", "of another version")]
    public async Task Start_InProductionWithAnUnsafeValue_IsASentenceAndExitCode2(string name, string value, string sentence)
    {
        using var installation = new Installation();

        var (code, _, said) = await RunningWeb.RunAsync(installation.Folder, [], [.. installation.Settings, (name, value)]);

        Assert.Equal(2, code);
        Assert.Contains(sentence, said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
    }

    /// <summary>Production and development alike.</summary>
    [Theory]
    [InlineData("Production", "Host=127.0.0.1;Port=1;Username=x;Password=hidden-1", "PostgreSql")]
    [InlineData("Development", "Host=127.0.0.1;Port=1;Username=x;Password=hidden-1", "PostgreSql")]
    [InlineData("Production", "Data Source=/nowhere/grantreview.db", "Sqlite")]
    public async Task Start_WhereTheDatabaseDoesNotAnswer_IsASentenceWithoutThePassword(
        string environment, string connection, string provider)
    {
        using var installation = new Installation();

        var (code, _, said) = await RunningWeb.RunAsync(
            installation.Folder, [],
            [
                .. installation.Settings, ("ASPNETCORE_ENVIRONMENT", environment), ("Database:Provider", provider),
                ("Database:ConnectionString", connection),
                ("Keys:File", environment == "Development" ? "" : installation.KeyFile),
            ]);

        Assert.Equal(2, code);
        Assert.Contains("数据库", said, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden-1", said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
    }
}
