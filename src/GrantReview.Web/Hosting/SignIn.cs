using System.Security.Claims;
using GrantReview.Core.Accounts;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.Identity.Web;

namespace GrantReview.Web.Hosting;

/// <summary>
/// Local accounts; Microsoft Entra ID where EntraId:ClientId is set, and any provider of OpenID Connect where OpenIdConnect:Authority is. A
/// provider says who somebody is, and never what they are: capacities come from grants alone.
/// </summary>
public static class SignIn
{
    public const string EntraScheme = "entra";
    public const string ProviderScheme = "oidc";
    public const int ShortestPassword = 12;

    public static IServiceCollection AddSignIn(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        services.AddIdentityCore<User>(options =>
            {
                options.Password.RequiredLength = ShortestPassword;
                options.Password.RequireNonAlphanumeric = false;
                options.Lockout.MaxFailedAccessAttempts = 5;
            })
            .AddSignInManager().AddUserStore<UserOnlyStore<User, AppDb, Guid, IdentityUserClaim<Guid>, IdentityUserLogin<Guid>,
                IdentityUserToken<Guid>, Passkey>>().AddDefaultTokenProviders().AddClaimsPrincipalFactory<PersonClaims>()
            .AddPasswordValidator<CommonPasswords>();
        services.ConfigureApplicationCookie(options =>
        {
            options.LoginPath = "/sign-in";
            options.Events.OnRedirectToAccessDenied = context =>
            {
                context.Response.StatusCode = Access.StatusOfDenial(context.HttpContext);
                return Task.CompletedTask;
            };
            options.Cookie.Name = "grantreview";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.ExpireTimeSpan = SessionLife.Longest;
            options.SlidingExpiration = false;
            options.Events.OnValidatePrincipal = Sessions.ValidateAsync;
        });
        services.AddSingleton<EntryLinks>();
        Passkeys.Add(services);
        services.AddDataProtection().PersistKeysToDbContext<AppDb>().SetApplicationName("GrantReview");
        if (!string.IsNullOrEmpty(configuration["EntraId:ClientId"]))
        {
            services.AddAuthentication().AddMicrosoftIdentityWebApp(options =>
            {
                configuration.Bind("EntraId", options);
                options.SignInScheme = IdentityConstants.ExternalScheme;
            }, cookieScheme: null, openIdConnectScheme: EntraScheme);
        }
        if (configuration.GetSection("OpenIdConnect").Get<ProviderOptions>() is { Authority.Length: > 0 } provider)
        {
            services.AddAuthentication().AddOpenIdConnect(ProviderScheme, options =>
            {
                options.SignInScheme = IdentityConstants.ExternalScheme;
                options.Authority = provider.Authority;
                (options.ClientId, options.ClientSecret) = (provider.ClientId, provider.ClientSecret);
                (options.ResponseType, options.ResponseMode) = ("code", "query");
                options.RequireHttpsMetadata = !environment.IsDevelopment();
                options.MapInboundClaims = false;
                options.NonceCookie.SameSite = SameSiteMode.Lax;
                options.CorrelationCookie.SameSite = SameSiteMode.Lax;
                if (environment.IsDevelopment())
                {
                    // Without TLS a browser sends back no cookie that is Secure.
                    options.NonceCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                    options.CorrelationCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                }
                options.Events.OnRemoteFailure = context =>
                {
                    // Whoever turns back at the provider, or whose answer is not the provider's, finds the sign-in again.
                    context.Response.Redirect("/sign-in/external-done");
                    context.HandleResponse();
                    return Task.CompletedTask;
                };
            });
        }
        return services;
    }

    /// <summary>Adds the name that pages and the audit trail show.</summary>
    private sealed class PersonClaims(UserManager<User> users, IOptions<IdentityOptions> options)
        : UserClaimsPrincipalFactory<User>(users, options)
    {
        protected override async Task<ClaimsIdentity> GenerateClaimsAsync(User user)
        {
            var identity = await base.GenerateClaimsAsync(user);
            identity.AddClaim(new Claim(SignedIn.DisplayNameClaim, user.DisplayName));
            return identity;
        }
    }
}
