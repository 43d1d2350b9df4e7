using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenTelemetry.Metrics;

namespace GrantReview.Web.Hosting;

/// <summary>
/// Three questions of whoever watches the program, answered in one word to anybody: does it live (ask nothing else), may it be given requests (the
/// database answers and is of its version), has it started. The figures go to the collector of OTEL_EXPORTER_OTLP_ENDPOINT, where one is named.
/// </summary>
public static class Health
{
    public const string Path = "/health";

    public static IServiceCollection AddHealth(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<Measures>();
        if (!string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            services.AddOpenTelemetry().WithMetrics(metrics => metrics
                .AddMeter(Measures.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime", "Npgsql")
                .AddOtlpExporter());
        }
        services.AddHealthChecks().AddCheck<DatabaseAnswers>(nameof(DatabaseAnswers)).AddCheck<HasStarted>(nameof(HasStarted));
        return services;
    }

    public static void MapHealth(this WebApplication app)
    {
        Map("live", _ => false);
        Map("ready", check => check.Name == nameof(DatabaseAnswers));
        Map("startup", check => check.Name == nameof(HasStarted));

        void Map(string question, Func<HealthCheckRegistration, bool> asked) => app
            .MapHealthChecks($"{Path}/{question}", new HealthCheckOptions { Predicate = asked }).AllowAnonymous().DisableRateLimiting();
    }

    private sealed class DatabaseAnswers(AppDb db) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            (await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any() ? HealthCheckResult.Unhealthy() : HealthCheckResult.Healthy();
    }

    private sealed class HasStarted(IHostApplicationLifetime lifetime) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(lifetime.ApplicationStarted.IsCancellationRequested ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy());
    }
}
