using System.Security.Claims;
using GrantReview.Core.Accounts;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Microsoft.Identity.Web;

namespace GrantReview.Web.Hosting;

/// <summary>Local accounts, and Microsoft Entra ID where EntraId:ClientId is set.</summary>
public static class SignIn
{
    public const string EntraScheme = "entra";
    public const int ShortestPassword = 12;

    public static IServiceCollection AddSignIn(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        services.AddIdentityCore<User>(options =>
            {
                options.Password.RequiredLength = ShortestPassword;
                options.Password.RequireNonAlphanumeric = false;
                options.Lockout.MaxFailedAccessAttempts = 5;
            })
            .AddSignInManager().AddEntityFrameworkStores<AppDb>().AddDefaultTokenProviders().AddClaimsPrincipalFactory<PersonClaims>()
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
        services.AddDataProtection().PersistKeysToDbContext<AppDb>().SetApplicationName("GrantReview");
        if (!string.IsNullOrEmpty(configuration["EntraId:ClientId"]))
        {
            services.AddAuthentication().AddMicrosoftIdentityWebApp(options =>
            {
                configuration.Bind("EntraId", options);
                options.SignInScheme = IdentityConstants.ExternalScheme;
            }, cookieScheme: null, openIdConnectScheme: EntraScheme);
        }
        return services;
    }

    /// <summary>Adds the name that pages and the audit trail show.</summary>
    private sealed class PersonClaims(UserManager<User> users, IOptions<IdentityOptions> options) : UserClaimsPrincipalFactory<User>(users, options)
    {
        protected override async Task<ClaimsIdentity> GenerateClaimsAsync(User user)
        {
            var identity = await base.GenerateClaimsAsync(user);
            identity.AddClaim(new Claim(SignedIn.DisplayNameClaim, user.DisplayName));
            return identity;
        }
    }
}
