using System.Diagnostics;
using GrantReview.Web.Hosting;

namespace GrantReview.Web.Tests.Hosting;

/// <summary>What an installation sets is checked before anything starts: a sentence with the key and what to do, and exit code 2.</summary>
public class OptionsTests
{
    private const string Site = "https://review.example.org";

    public static TheoryData<CheckedOptions, bool, string> Unsafe => new()
    {
        { new DatabaseOptions(), false, "Database:ConnectionString" },
        { new JobsOptions { Workers = 0 }, false, "Jobs:Workers" },
        { new JobsOptions { LeaseSeconds = 0 }, false, "Jobs:LeaseSeconds" },
        { new JobsOptions { StepDelaySeconds = 5 }, true, "Jobs:StepDelaySeconds" },
        { new LimitsOptions { Requests = 5 }, false, "Limits:Requests" },
        { new MailOptions { SiteAddress = Site }, true, "Mail:Smtp:Host" },
        { new MailOptions { PickupFolder = "x" }, true, "Mail:SiteAddress" },
        { new MailOptions { SiteAddress = "review" }, false, "Mail:SiteAddress" },
        { new MailOptions { From = "nobody", PickupFolder = "x", SiteAddress = Site }, true, "Mail:From" },
        { new MailOptions { Smtp = new SmtpOptions("smtp.example.org", 0), SiteAddress = Site }, true, "Mail:Smtp:Port" },
        { new FirstAdministratorOptions { UserName = "a", Password = "short" }, false, "FirstAdministrator:Password" },
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
        new DatabaseOptions { ConnectionString = "Data Source=x" }, new JobsOptions(), new LimitsOptions(), new MailOptions { PickupFolder = "x", SiteAddress = Site },
        new MailOptions { Smtp = new SmtpOptions("smtp.example.org"), SiteAddress = Site }, new FirstAdministratorOptions(),
        new FirstAdministratorOptions { UserName = "a", Password = "long-enough-1" },
    ];

    [Theory]
    [MemberData(nameof(Safe))]
    public void Options_ThatAreSafe_MayStart(CheckedOptions options) => Assert.Empty(options.Faults(isProduction: true));

    [Theory]
    [InlineData("Jobs__Workers", "0", "Jobs:Workers is 0")]
    [InlineData("Jobs__Workers", "many", "Jobs:Workers")]
    [InlineData("Mail__PickupFolder", "mail", "of another version")]
    public async Task Start_InProductionWithAnUnsafeValue_IsASentenceAndExitCode2(string name, string value, string sentence)
    {
        var folder = Directory.CreateTempSubdirectory("grantreview-start-").FullName;
        var program = typeof(Desk).Assembly.Location;
        var start = new ProcessStartInfo("dotnet", [program]) { WorkingDirectory = Path.GetDirectoryName(program), RedirectStandardError = true };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["Database__ConnectionString"] = $"Data Source={Path.Combine(folder, "empty.db")}";
        start.Environment["Mail__SiteAddress"] = Site;
        start.Environment[name] = value;
        using var process = Process.Start(start) ?? throw new InvalidOperationException("The program did not start.");

        var said = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, process.ExitCode);
        Assert.Contains(sentence, said, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }
}
