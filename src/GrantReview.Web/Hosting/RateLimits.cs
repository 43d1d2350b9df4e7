using System.Threading.RateLimiting;

namespace GrantReview.Web.Hosting;

/// <summary>How often one person, or one address that is not signed in, may ask.</summary>
public static class RateLimits
{
    /// <summary>For attempts to sign in.</summary>
    public const string SignIn = nameof(SignIn);

    public static IServiceCollection AddRateLimits(this IServiceCollection services) => services.AddRateLimiter(options =>
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetTokenBucketLimiter(
            context.User.Identity?.Name ?? context.Connection.RemoteIpAddress?.ToString() ?? "",
            _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = context.RequestServices.GetRequiredService<LimitsOptions>().Requests, TokensPerPeriod = 100,
                ReplenishmentPeriod = TimeSpan.FromSeconds(5), QueueLimit = 0,
            }));
        options.AddPolicy(SignIn, context => RateLimitPartition.GetFixedWindowLimiter(
            context.Connection.RemoteIpAddress?.ToString() ?? "", _ => new FixedWindowRateLimiterOptions { PermitLimit = 60, Window = TimeSpan.FromMinutes(1) }));
    });
}
