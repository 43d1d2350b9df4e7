using GrantReview.Web.Features.Scoring;
using Hangfire;
using Hangfire.AspNetCore;
using Hangfire.Dashboard;
using Hangfire.InMemory;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Hangfire.SqlServer;

namespace GrantReview.Web.Hosting;

/// <summary>Hangfire's storage and workers, every schedule, and the dashboard for system administrators.</summary>
public static class BackgroundJobs
{
    public const string DashboardPath = "/admin/jobs";

    public static IServiceCollection AddBackgroundJobs(this IServiceCollection services, IConfiguration configuration)
    {
        // Registered first, since Hangfire would otherwise take whatever site of the process was configured last.
        services.AddSingleton(provider => StorageOf(provider.GetRequiredService<DatabaseOptions>()));
        services.AddSingleton<JobActivator>(provider => new AspNetCoreJobActivator(provider.GetRequiredService<IServiceScopeFactory>()));
        services.AddHangfire(hangfire => hangfire.SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
            .UseSimpleAssemblyNameTypeSerializer().UseRecommendedSerializerSettings());
        if (JobsOptions.Computes(configuration))
        {
            services.AddHangfireServer((provider, options) =>
            {
                options.WorkerCount = provider.GetRequiredService<JobsOptions>().Workers;
                options.SchedulePollingInterval = TimeSpan.FromSeconds(5);
            });
            services.AddHostedService<Schedule>();
        }
        services.AddScoped<RunLease>();
        services.AddSingleton<MailTransport>();
        services.AddSingleton<FileStore>();
        return services;
    }

    private static JobStorage StorageOf(DatabaseOptions database)
    {
        var sliding = new PostgreSqlStorageOptions { UseSlidingInvisibilityTimeout = true, InvisibilityTimeout = TimeSpan.FromMinutes(1) };
        return database.Provider switch
        {
            DatabaseProvider.PostgreSql => new PostgreSqlStorage(new NpgsqlConnectionFactory(database.ConnectionString, sliding), sliding),
            DatabaseProvider.SqlServer => new SqlServerStorage(database.ConnectionString),
            _ => new InMemoryStorage(),
        };
    }

    public static void MapBackgroundJobs(this WebApplication app) =>
        app.MapHangfireDashboard(DashboardPath, new DashboardOptions
        {
            Authorization = [new SystemAdministratorsOnly()], DisplayStorageConnectionString = false, AppPath = "/", IsReadOnlyFunc = _ => false,
        }).RequireAuthorization(Access.WatchJobs);

    private sealed class SystemAdministratorsOnly : IDashboardAuthorizationFilter
    {
        public bool Authorize(DashboardContext context) => context.GetHttpContext().User.Is(Capacity.SystemAdministrator);
    }

    /// <summary>
    /// What runs on its own. The clock is this process's own and each job has its own turn: a lock that a kill left in the storage of the queue stops
    /// neither the start nor the sweep, a long run holds up no mail, and what fails is tried again at the next turn.
    /// </summary>
    private sealed class Schedule(IServiceScopeFactory scopes, ILogger<Schedule> logger) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
            EveryAsync<SweepJob>(15, job => job.RunAsync(stoppingToken), stoppingToken),
            EveryAsync<SealJob>(60, job => job.RunAsync(stoppingToken), stoppingToken),
            EveryAsync<MailJob>(60, job => job.RunAsync(stoppingToken), stoppingToken),
            EveryAsync<ReminderJob>(600, job => job.RunAsync(stoppingToken), stoppingToken),
            EveryAsync<SweepFilesJob>(6 * 3600, job => job.RunAsync(stoppingToken), stoppingToken));

        private async Task EveryAsync<T>(int seconds, Func<T, Task> run, CancellationToken stoppingToken)
        {
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(seconds));
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await using var scope = scopes.CreateAsyncScope();
                    await run(ActivatorUtilities.CreateInstance<T>(scope.ServiceProvider));
                }
                catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
                {
                    logger.LogWarning(failure, "{Job} failed and is tried again in {Seconds} s.", typeof(T).Name, seconds);
                }
            }
        }
    }
}
