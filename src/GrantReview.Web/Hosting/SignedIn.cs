using System.Security.Claims;
using Microsoft.AspNetCore.Http.Features;

namespace GrantReview.Web.Hosting;

/// <summary>What staff may open before they have set their second factor.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class WithoutSecondFactorAttribute : Attribute;

/// <summary>
/// Who is signed in, and what they are: read from the grants with the session at each request, so that what was taken back is gone at the
/// next click.
/// </summary>
public static class SignedIn
{
    public const string DisplayNameClaim = "display_name";

    /// <summary>In the call of the address; where it names none, in the house.</summary>
    private const string Here = "capacity-here";

    /// <summary>Anywhere: the capacity, and the call's id where it is of a call.</summary>
    private const string Anywhere = "capacity";

    public static Guid Id(this ClaimsPrincipal user) =>
        Guid.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id
            : throw new InvalidOperationException("Nobody is signed in.");

    public static string DisplayName(this ClaimsPrincipal user) => user.FindFirstValue(DisplayNameClaim) ?? user.Identity?.Name ?? "";

    /// <summary>As the audit trail names a person.</summary>
    public static (Guid? Id, string Name) Who(this ClaimsPrincipal user) => (user.Id(), user.DisplayName());

    /// <summary>Opens what the person's browser keeps; base 64.</summary>
    public static async Task<string> DeviceKeyAsync(this ClaimsPrincipal user, AppDb db, CancellationToken cancellationToken)
    {
        var me = user.Id();
        return Convert.ToBase64String(await db.Users.Where(u => u.Id == me).Select(u => u.DeviceKey).SingleAsync(cancellationToken));
    }

    /// <summary>The person is one of these in the call of the address; where it names none, in the house.</summary>
    public static bool Is(this ClaimsPrincipal user, params Capacity[] any) => any.Any(c => user.HasClaim(Here, $"{c}"));

    /// <summary>The person is one of these in some call or in the house.</summary>
    public static bool IsAnywhere(this ClaimsPrincipal user, params Capacity[] any) =>
        user.FindAll(Anywhere)
            .Any(claim => any.Any(c => claim.Value == $"{c}" || claim.Value.StartsWith($"{c} ", StringComparison.Ordinal)));

    /// <summary>The calls in which the person is one of these.</summary>
    public static IReadOnlyList<Guid> CallsAs(this ClaimsPrincipal user, params Capacity[] any) =>
    [
        .. user.FindAll(Anywhere).Select(c => c.Value.Split(' '))
            .Where(v => v.Length == 2 && any.Any(c => v[0] == $"{c}")).Select(v => Guid.Parse(v[1])).Distinct(),
    ];

    /// <summary>The person has a capacity in the call of the address.</summary>
    public static bool KnowsThisCall(this ClaimsPrincipal user) => user.HasClaim(c => c.Type == Here);

    public static bool RunsCalls(this ClaimsPrincipal user) => user.Is(Capacity.Officer);

    /// <summary>The call that an address names.</summary>
    public static string? CallCode(this HttpContext context) => context.GetRouteValue("code") as string;

    public static IApplicationBuilder UseCapacities(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        if (context.User.Identity?.IsAuthenticated == true && context.GetEndpoint() is { } endpoint
            && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null && context.Features.Get<HeldCapacities>() is { All: var held })
        {
            var code = context.CallCode();
            context.User.AddIdentity(new ClaimsIdentity(
            [
                .. held.Where(h => h.Code == code).Select(h => new Claim(Here, $"{h.Standing.Capacity}")),
                .. held.Select(h =>
                    new Claim(Anywhere, h.Standing.Call is { } call ? $"{h.Standing.Capacity} {call}" : $"{h.Standing.Capacity}")),
            ]));
            if (held.Any(h => h.Standing.Capacity != Capacity.Expert) && !context.User.HasSecondFactor()
                && context.RequestServices.GetRequiredService<AccountOptions>()
                    .AsksSecondFactor(context.RequestServices.GetRequiredService<IHostEnvironment>())
                && endpoint.Metadata.GetMetadata<WithoutSecondFactorAttribute>() is null)
            {
                context.Response.Redirect("/account/second-factor");
                return;
            }
            if (!HttpMethods.IsGet(context.Request.Method))
            {
                // An act has a connection of its own at the desk, and must not hold a second while it waits for it.
                await context.RequestServices.GetRequiredService<AppDb>().Database.CloseConnectionAsync();
            }
        }
        await next(context);
    });
}
