using Microsoft.Extensions.Options;
using MimeKit;

namespace GrantReview.Web.Hosting;

/// <summary>A part of what an installation may set: a record that knows what of it is unsafe. All parts are checked before anything starts.</summary>
public abstract record CheckedOptions
{
    /// <summary>A sentence for each unsafe value, with its key and what to do.</summary>
    public abstract IEnumerable<string> Faults(bool isProduction);

    protected static IEnumerable<string> OutOf(string key, int value, int least, int most) =>
        value < least || value > most ? [Sentence("Options.Range", key, value, least, most)] : [];

    /// <summary>Whoever starts the program reads one language or the other.</summary>
    internal static string Sentence(string key, params object?[] arguments) => $"{Text.In("en", key, arguments)} {Text.In("zh-CN", key, arguments)}";
}

public sealed record DatabaseOptions : CheckedOptions
{
    public DatabaseProvider Provider { get; init; }
    public string ConnectionString { get; init; } = "";

    public override IEnumerable<string> Faults(bool isProduction) =>
        string.IsNullOrWhiteSpace(ConnectionString) ? [Sentence("Options.ConnectionString")] : [];
}

public sealed record JobsOptions : CheckedOptions
{
    /// <summary>Jobs that one process computes at once.</summary>
    public int Workers { get; init; } = 1;
    public int LeaseSeconds { get; init; } = 30;

    /// <summary>Zero but where somebody rehearses a stop in the middle of a run.</summary>
    public int StepDelaySeconds { get; init; }

    public override IEnumerable<string> Faults(bool isProduction) =>
    [
        .. OutOf("Jobs:Workers", Workers, 1, 64), .. OutOf("Jobs:LeaseSeconds", LeaseSeconds, 1, 3600),
        .. OutOf("Jobs:StepDelaySeconds", StepDelaySeconds, 0, isProduction ? 0 : 600),
    ];
}

public sealed record LimitsOptions : CheckedOptions
{
    /// <summary>Requests that one person may have in hand at once.</summary>
    public int Requests { get; init; } = 600;

    public override IEnumerable<string> Faults(bool isProduction) => OutOf("Limits:Requests", Requests, 60, 1_000_000);
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

/// <param name="Host">Blank = mails go into a folder.</param>
public sealed record SmtpOptions(string Host = "", int Port = 587, string UserName = "", string Password = "");

/// <summary>Whoever is security administrator where there is none yet; no name = nobody.</summary>
public sealed record FirstAdministratorOptions : CheckedOptions
{
    public string UserName { get; init; } = "";
    public string DisplayName { get; init; } = "";
    public string Password { get; init; } = "";

    public override IEnumerable<string> Faults(bool isProduction) => UserName.Length > 0 && Password.Length < SignIn.ShortestPassword
        ? [Sentence("Options.FirstPassword", SignIn.ShortestPassword)] : [];
}

public static class OptionsRegistration
{
    /// <summary>Registers every part as a record of its own, read from the section of its name.</summary>
    public static IServiceCollection AddCheckedOptions(this IServiceCollection services)
    {
        Add<DatabaseOptions>("Database");
        Add<JobsOptions>("Jobs");
        Add<LimitsOptions>("Limits");
        Add<MailOptions>("Mail");
        Add<FilesOptions>("Files");
        Add<FirstAdministratorOptions>("FirstAdministrator");
        return services;

        void Add<T>(string section) where T : CheckedOptions
        {
            services.AddOptions<T>().BindConfiguration(section).ValidateOnStart();
            services.AddSingleton<IValidateOptions<T>, Check<T>>();
            services.AddSingleton(provider => provider.GetRequiredService<IOptions<T>>().Value);
        }
    }

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
