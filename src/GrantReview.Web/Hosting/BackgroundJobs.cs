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

    public static IServiceCollection AddBackgroundJobs(this IServiceCollection services)
    {
        // Registered first, since Hangfire would otherwise take whatever site of the process was configured last.
        services.AddSingleton(provider => StorageOf(provider.GetRequiredService<DatabaseOptions>()));
        services.AddSingleton<JobActivator>(provider => new AspNetCoreJobActivator(provider.GetRequiredService<IServiceScopeFactory>()));
        services.AddHangfire(hangfire => hangfire.SetDataCompatibilityLevel(CompatibilityLevel.Version_180).UseSimpleAssemblyNameTypeSerializer().UseRecommendedSerializerSettings());
        services.AddHangfireServer((provider, options) =>
        {
            options.WorkerCount = provider.GetRequiredService<JobsOptions>().Workers;
            options.SchedulePollingInterval = TimeSpan.FromSeconds(5);
        });
        services.AddHostedService<Schedule>();
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

    /// <summary>What runs on its own, from the first second on.</summary>
    private sealed class Schedule(IRecurringJobManager recurring, IBackgroundJobClient jobs) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            jobs.Enqueue<SweepJob>(job => job.RunAsync(CancellationToken.None));
            recurring.AddOrUpdate<SweepJob>("sweep", job => job.RunAsync(CancellationToken.None), "*/15 * * * * *");
            recurring.AddOrUpdate<SealJob>("seal", job => job.RunAsync(CancellationToken.None), Cron.Minutely());
            recurring.AddOrUpdate<MailJob>("mail", job => job.RunAsync(CancellationToken.None), Cron.Minutely());
            recurring.AddOrUpdate<ReminderJob>("reminders", job => job.RunAsync(CancellationToken.None), "*/10 * * * *");
            recurring.AddOrUpdate<SweepFilesJob>("files", job => job.RunAsync(CancellationToken.None), Cron.Daily());
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
