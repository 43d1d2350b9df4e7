using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;

namespace GrantReview.Web.Hosting;

/// <summary>
/// How often one person may ask, and one address that is not signed in: a person as fast as a hand, an address as fast as a house of two
/// thousand
/// experts behind it. What one account is tried with is limited by its lockout.
/// </summary>
public static class RateLimits
{
    /// <summary>For attempts to sign in.</summary>
    public const string SignIn = nameof(SignIn);

    /// <summary>An address is refilled from empty in this time, a person as well.</summary>
    private static readonly TimeSpan Refill = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    public static IServiceCollection AddRateLimits(this IServiceCollection services) => services.AddRateLimiter(options =>
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.OnRejected = (rejected, _) =>
        {
            rejected.HttpContext.Response.Headers.RetryAfter =
                (rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after)
                    ? Math.Max(1, (int)after.TotalSeconds) : (int)Period.TotalSeconds)
                .ToString(CultureInfo.InvariantCulture);
            return ValueTask.CompletedTask;
        };
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
        {
            var limits = context.RequestServices.GetRequiredService<LimitsOptions>();
            return RefusedForm.IsShownIn(context) ? Free
                : context.User.Identity?.Name is { } person ? Bucket($"person {person}", limits.Requests)
                : Bucket($"address {AddressOf(context)}", limits.AddressRequests);
        });
        options.AddPolicy(SignIn, context => RefusedForm.IsShownIn(context) ? Free
            : Bucket(AddressOf(context), context.RequestServices.GetRequiredService<LimitsOptions>().AddressSignIns));
    });

    /// <summary>Of IPv6 the network that one customer is given.</summary>
    public static string AddressOf(HttpContext context) => context.Connection.RemoteIpAddress switch
    {
        null => "",
        { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false } six =>
            $"{new IPAddress([.. six.GetAddressBytes()[..8], .. new byte[8]])}/64",
        var address => $"{address.MapToIPv4()}",
    };

    /// <summary>What a refused form was counted for already.</summary>
    private static RateLimitPartition<string> Free => RateLimitPartition.GetNoLimiter("");

    private static RateLimitPartition<string> Bucket(string key, int most) => RateLimitPartition.GetTokenBucketLimiter(
        key, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = most, TokensPerPeriod = Math.Max(1, (int)(most * (Period / Refill))), ReplenishmentPeriod = Period, QueueLimit = 0,
        });
}
