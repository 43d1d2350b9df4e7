using System.Data.Common;
using Hangfire;
using Microsoft.AspNetCore.Identity;

namespace GrantReview.Web.Hosting;

/// <summary>From the command line to a program that may run: where its files and settings are, and a database of its version.</summary>
public static class FirstStart
{
    /// <summary>How long a start waits for the database; whoever starts the program is watching.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly Dictionary<string, string> Switches = new(StringComparer.Ordinal)
    {
        ["--role"] = "Jobs:Role", ["--settings"] = SettingsFile.Key,
    };

    /// <summary>The program's files stand beside it, from wherever it is started.</summary>
    public static WebApplicationBuilder Builder(string[] args)
    {
        // The words of a command are no settings, although a path begins as a setting may: with a slash.
        string[] given = IsCommand(args) ? [.. args.SkipWhile(a => !a.StartsWith("--", StringComparison.Ordinal))] : args;
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = given, ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddCommandLine(given, Switches);
        if (builder.Configuration[SettingsFile.Key] is { Length: > 0 } settings)
        {
            builder.Configuration.AddInMemoryCollection(SettingsFile.Read(settings))
                .AddEnvironmentVariables().AddCommandLine(given, Switches);
        }
        builder.WebHost.UseStaticWebAssets();
        builder.Host.UseDefaultServiceProvider(options => (options.ValidateOnBuild, options.ValidateScopes) = (true, true));
        if (IsCommand(args))
        {
            // A command speaks for itself.
            builder.Logging.ClearProviders();
        }
        else if (!builder.Environment.IsDevelopment())
        {
            builder.Logging.AddProductionLog();
        }
        return builder;
    }

    /// <summary>The first word is what to do instead of serving pages.</summary>
    public static bool IsCommand(string[] args) => args is [var first, ..] && !first.StartsWith('-');

    /// <summary>
    /// A development start brings the database up and loads the demo round. A production start never changes the database, nor runs on
    /// another
    /// version of it.
    /// </summary>
    /// <returns>Why the program must not start; null = it may.</returns>
    public static Task<string?> PrepareAsync(WebApplication app) => app.Environment.IsDevelopment()
        ? FaultAsync(app.Services, async _ =>
        {
            await MigrateAsync(app.Services);
            await DemoRound.SeedAsync(app.Services);
            return null;
        })
        : FaultAsync(app.Services, async db =>
        {
            using var patience = new CancellationTokenSource(Patience);
            return (await db.Database.GetPendingMigrationsAsync(patience.Token)).Any()
                ? CheckedOptions.Sentence("Options.NotMigrated") : await MissingKeyAsync(app.Services, db, patience.Token);
        });

    /// <summary>What the database holds is encrypted by a key that is not here; null = all can be read.</summary>
    public static async Task<string?> MissingKeyAsync(IServiceProvider services, AppDb db, CancellationToken cancellationToken) =>
        await services.GetRequiredService<Vault>().MissingKeysAsync(db, cancellationToken) is { Count: > 0 } missing
            ? CheckedOptions.Sentence("Options.KeyUnknown", string.Join(", ", missing)) : null;

    /// <summary>Brings the database, and with it the storage of the queue, to the program's version.</summary>
    public static async Task MigrateAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<AppDb>().Database.MigrateAsync();
        services.GetRequiredService<JobStorage>();
    }

    /// <summary>Asks something of the database; where it does not answer, that is a sentence, too.</summary>
    public static async Task<string?> FaultAsync(IServiceProvider services, Func<AppDb, Task<string?>> ask)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var connection = db.Database.GetDbConnection();
        try
        {
            return await ask(db);
        }
        catch (Exception failure) when (failure is DbException or OperationCanceledException or TimeoutException
            || DatabaseFaults.Of(failure) is not null)
        {
            return CheckedOptions.Sentence("Options.NoDatabase", $"{connection.DataSource} {connection.Database}".Trim(), failure.Message);
        }
    }

    /// <summary>Says why the program does not start; the exit code of bad input.</summary>
    public static int Refuse(IEnumerable<string> faults)
    {
        foreach (var fault in faults)
        {
            Console.Error.WriteLine(fault);
        }
        return 2;
    }

    public static void Check(IdentityResult result)
    {
        if (!result.Succeeded)
        {
            throw new InvalidOperationException(string.Join(" ", result.Errors.Select(e => e.Description)));
        }
    }
}
