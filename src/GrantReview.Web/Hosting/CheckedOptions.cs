using GrantReview.Files.Reports;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using MimeKit;
using Npgsql;

namespace GrantReview.Web.Hosting;

/// <summary>
/// A part of what an installation may set: a record that knows what of it is unsafe. All parts are checked before anything starts.
/// </summary>
public abstract record CheckedOptions
{
    /// <summary>A sentence for each unsafe value, with its key and what to do.</summary>
    public abstract IEnumerable<string> Faults(bool isProduction);

    protected static IEnumerable<string> OutOf(string key, int value, int least, int most) =>
        value < least || value > most ? [Sentence("Options.Range", key, value, least, most)] : [];

    /// <summary>Whoever starts the program reads one language or the other.</summary>
    internal static string Sentence(string key, params object?[] arguments) =>
        $"{Text.In("en", key, arguments)} {Text.In("zh-CN", key, arguments)}";
}

public sealed record DatabaseOptions : CheckedOptions
{
    public DatabaseProvider Provider { get; init; }
    public string ConnectionString { get; init; } = "";

    public override IEnumerable<string> Faults(bool isProduction)
    {
        if (string.IsNullOrWhiteSpace(ConnectionString))
        {
            return [Sentence("Options.ConnectionString")];
        }
        try
        {
            _ = Provider switch
            {
                DatabaseProvider.PostgreSql => new NpgsqlConnectionStringBuilder(ConnectionString),
                DatabaseProvider.SqlServer => new SqlConnectionStringBuilder(ConnectionString),
                _ => (object)new SqliteConnectionStringBuilder(ConnectionString),
            };
        }
        catch (ArgumentException unreadable)
        {
            return [Sentence("Options.ConnectionStringUnreadable", unreadable.Message)];
        }
        return isProduction && File is { } file && !Path.IsPathFullyQualified(file) ? [Sentence("Options.DatabasePath", file)] : [];
    }

    /// <summary>The file of the embedded database; null for the others.</summary>
    public string? File => Provider == DatabaseProvider.Sqlite ? new SqliteConnectionStringBuilder(ConnectionString).DataSource : null;
}

/// <summary>What a process does: serve pages, compute jobs, or both.</summary>
public enum ProcessRole { All, Web, Worker }

public sealed record JobsOptions : CheckedOptions
{
    /// <summary>On the command line --role.</summary>
    public ProcessRole Role { get; init; }

    /// <summary>Jobs that one process computes at once; 0 = it serves pages alone.</summary>
    public int Workers { get; init; } = 1;
    public int LeaseSeconds { get; init; } = 30;

    /// <summary>Zero but where somebody rehearses a stop in the middle of a run.</summary>
    public int StepDelaySeconds { get; init; }

    public override IEnumerable<string> Faults(bool isProduction) =>
    [
        .. OutOf("Jobs:Workers", Workers, Role == ProcessRole.Worker ? 1 : 0, 64), .. OutOf("Jobs:LeaseSeconds", LeaseSeconds, 1, 3600),
        .. OutOf("Jobs:StepDelaySeconds", StepDelaySeconds, 0, isProduction ? 0 : 600),
    ];

    /// <summary>As the settings say before they are checked.</summary>
    public static bool Computes(IConfiguration configuration) =>
        !string.Equals(configuration["Jobs:Role"], nameof(ProcessRole.Web), StringComparison.OrdinalIgnoreCase)
        && configuration["Jobs:Workers"]?.Trim() != "0";
}

public sealed record LimitsOptions : CheckedOptions
{
    /// <summary>Requests that one person may have in hand at once; so many come back within half a minute.</summary>
    public int Requests { get; init; } = 600;

    /// <summary>The same of one address, of all who are not signed in: an office has one.</summary>
    public int AddressRequests { get; init; } = 6_000;

    /// <summary>The same of attempts to sign in.</summary>
    public int AddressSignIns { get; init; } = 300;

    /// <summary>Requests that one process answers at once; more are asked to come back.</summary>
    public int InHand { get; init; } = 200;

    /// <summary>How long an act may wait for the database before those who come are asked to come back.</summary>
    public int ActWaitMilliseconds { get; init; } = 1_000;

    public override IEnumerable<string> Faults(bool isProduction) =>
    [
        .. OutOf("Limits:Requests", Requests, 60, 1_000_000), .. OutOf("Limits:AddressRequests", AddressRequests, 60, 1_000_000),
        .. OutOf("Limits:AddressSignIns", AddressSignIns, 10, 1_000_000), .. OutOf("Limits:InHand", InHand, 1, 100_000),
        .. OutOf("Limits:ActWaitMilliseconds", ActWaitMilliseconds, 10, 60_000),
    ];
}

public sealed record MailOptions : CheckedOptions
{
    public string From { get; init; } = "GrantReview <grantreview@localhost>";

    /// <summary>Blank = beside the embedded database, else in the program's folder.</summary>
    public string PickupFolder { get; init; } = "";
    public SmtpOptions Smtp { get; init; } = new();

    public override IEnumerable<string> Faults(bool isProduction) =>
    [
        .. MailboxAddress.TryParse(From, out var from) && from.Address.Contains('@', StringComparison.Ordinal)
            ? Array.Empty<string>() : [Sentence("Options.MailFrom", From)],
        .. isProduction && Smtp.Host.Length == 0 && PickupFolder.Length == 0 ? [Sentence("Options.Mail")] : Array.Empty<string>(),
        .. OutOf("Mail:Smtp:Port", Smtp.Port, 1, 65_535),
    ];
}

/// <summary>Who issues papers and sheets (发布单位) and where readers turn to; what is blank is left open on paper.</summary>
public sealed record OfficeOptions : CheckedOptions
{
    public string Name { get; init; } = "";
    public string NameEn { get; init; } = "";
    public string Department { get; init; } = "";
    public string DepartmentEn { get; init; } = "";
    public string Phone { get; init; } = "";
    public string Address { get; init; } = "";
    public string AddressEn { get; init; } = "";

    /// <summary>What papers and sheets print; where no English is given, the Chinese stands in both languages.</summary>
    public Office Office => new(Both(Name, NameEn), Both(Department, DepartmentEn), Phone.Trim(), Both(Address, AddressEn));

    public override IEnumerable<string> Faults(bool isProduction) =>
        from text in new[]
        {
            ("Office:Name", Name), ("Office:NameEn", NameEn), ("Office:Department", Department), ("Office:DepartmentEn", DepartmentEn),
            ("Office:Phone", Phone), ("Office:Address", Address), ("Office:AddressEn", AddressEn),
        }
        where text.Item2.Length > Row.NameLength || text.Item2.Any(char.IsControl)
        select Sentence("Options.OfficeText", text.Item1, Row.NameLength);

    private static LocalText Both(string chinese, string english) =>
        new(english.Trim().Length > 0 ? english.Trim() : chinese.Trim(), chinese.Trim());
}

public sealed record AccountOptions : CheckedOptions
{
    /// <summary>Whoever has a capacity beside the expert's signs in with a second factor; null = everywhere but in development.</summary>
    public bool? SecondFactor { get; init; }

    public bool AsksSecondFactor(IHostEnvironment environment) => SecondFactor ?? !environment.IsDevelopment();

    public override IEnumerable<string> Faults(bool isProduction) => [];
}

/// <summary>A provider of OpenID Connect beside Microsoft Entra ID.</summary>
public sealed record ProviderOptions : CheckedOptions
{
    /// <summary>Blank = there is none.</summary>
    public string Authority { get; init; } = "";
    public string ClientId { get; init; } = "";
    public string ClientSecret { get; init; } = "";

    /// <summary>What it is called on the button.</summary>
    public string Name { get; init; } = "OpenID Connect";

    /// <summary>The claim that holds the user name here.</summary>
    public string UserNameClaim { get; init; } = "preferred_username";

    public override IEnumerable<string> Faults(bool isProduction) => Authority.Length == 0 ? [] :
    [
        .. Uri.TryCreate(Authority, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || !isProduction)
            ? Array.Empty<string>() : [Sentence("Options.Authority", Authority)],
        .. ClientId.Length == 0 ? [Sentence("Options.ClientId")] : Array.Empty<string>(),
    ];
}

/// <param name="Host">Blank = mails go into a folder.</param>
public sealed record SmtpOptions(string Host = "", int Port = 587, string UserName = "", string Password = "");

public static class OptionsRegistration
{
    /// <summary>Registers every part as a record of its own, read from the section of its name.</summary>
    public static IServiceCollection AddCheckedOptions(this IServiceCollection services)
    {
        Add<DatabaseOptions>("Database");
        Add<JobsOptions>("Jobs");
        Add<LimitsOptions>("Limits");
        Add<MailOptions>("Mail");
        Add<OfficeOptions>("Office");
        Add<FilesOptions>("Files");
        Add<AccountOptions>("Accounts");
        Add<ProviderOptions>("OpenIdConnect");
        Add<KeysOptions>("Keys");
        Add<FrontOptions>("");
        return services;

        void Add<T>(string section) where T : CheckedOptions
        {
            services.AddOptions<T>().BindConfiguration(section).ValidateOnStart();
            services.AddSingleton<IValidateOptions<T>, Check<T>>();
            services.AddSingleton(provider => provider.GetRequiredService<IOptions<T>>().Value);
            services.AddSingleton(new Part(provider => provider.GetRequiredService<IOptions<T>>().Value));
        }
    }

    /// <summary>What of all parts would keep the program from a start in production, wherever it is asked.</summary>
    public static IEnumerable<string> FaultsInProduction(IServiceProvider services) => services.GetServices<Part>().SelectMany(part =>
    {
        try
        {
            return part.Of(services).Faults(isProduction: true);
        }
        catch (OptionsValidationException unsafeValues)
        {
            return unsafeValues.Failures;
        }
        catch (InvalidOperationException unreadable)
        {
            return [unreadable.Message];
        }
    });

    private sealed record Part(Func<IServiceProvider, CheckedOptions> Of);

    /// <summary>Why the program must not start: a sentence a fault; empty = it may.</summary>
    public static IReadOnlyList<string> Faults(IServiceProvider services)
    {
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
            return [];
        }
        catch (OptionsValidationException unsafeValues)
        {
            return [.. unsafeValues.Failures];
        }
        catch (AggregateException several)
        {
            return [.. several.InnerExceptions.OfType<OptionsValidationException>().SelectMany(e => e.Failures)];
        }
        catch (InvalidOperationException unreadable)
        {
            // The reader of the configuration names the key and what it cannot read.
            return [unreadable.Message];
        }
    }

    private sealed class Check<T>(IHostEnvironment environment) : IValidateOptions<T> where T : CheckedOptions
    {
        public ValidateOptionsResult Validate(string? name, T options) =>
            options.Faults(environment.IsProduction()).ToList() is { Count: > 0 } faults
                ? ValidateOptionsResult.Fail(faults) : ValidateOptionsResult.Success;
    }
}
