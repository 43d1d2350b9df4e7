using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace GrantReview.Web.Hosting;

/// <summary>How requests reach the site: by which names, through which proxies, and encrypted.</summary>
public sealed record FrontOptions : CheckedOptions
{
    /// <summary>Names by which browsers may ask for the site, with semicolons between them.</summary>
    public string AllowedHosts { get; init; } = "";

    /// <summary>Addresses or networks whose word on the browser's address and scheme is taken, with commas between them.</summary>
    public string Proxies { get; init; } = "";

    /// <summary>Where the site listens.</summary>
    public string Urls { get; init; } = "";

    /// <summary>How browsers ask for the site, as links that are handed over say it; without a name, as a developer's do.</summary>
    public string Address => AllowedHosts.Split(';')[0].Trim() is { Length: > 0 } host ? $"https://{host}" : "http://localhost:5080";

    /// <summary>The name that passkeys are bound to; null = browsers ask by a number, which takes none.</summary>
    public string? PasskeyDomain =>
        Uri.TryCreate(Address, UriKind.Absolute, out var own) && own.HostNameType == UriHostNameType.Dns ? own.IdnHost : null;

    public IReadOnlyList<IPNetwork> Networks => [.. Named.Select(Parse).OfType<IPNetwork>()];

    public override IEnumerable<string> Faults(bool isProduction) =>
    [
        .. Named.Where(n => Parse(n) is null).Select(n => Sentence("Options.Proxies", n)),
        .. isProduction && (string.IsNullOrWhiteSpace(AllowedHosts) || AllowedHosts.Split(';').Any(h => h.Trim() is "*" or ""))
            ? [Sentence("Options.AllowedHosts")] : Array.Empty<string>(),
        .. isProduction && Named.Length == 0 && !Urls.Contains("https://", StringComparison.OrdinalIgnoreCase)
            ? [Sentence("Options.Tls")] : Array.Empty<string>(),
    ];

    /// <summary>What a browser says of the page that asked for a passkey; a developer's may be at any port.</summary>
    public bool IsPasskeyOrigin(string origin) => PasskeyDomain is { } domain && (!string.IsNullOrWhiteSpace(AllowedHosts)
        ? origin == $"https://{domain}" : Uri.TryCreate(origin, UriKind.Absolute, out var page) && page.IdnHost == domain);

    private string[] Named => Proxies.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static IPNetwork? Parse(string text) =>
        IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : IPNetwork.TryParse(text, out var network) ? network : null;
}

public static class Front
{
    private const int HttpsPort = 443;

    public static IServiceCollection AddFront(this IServiceCollection services, IHostEnvironment environment)
    {
        services.AddOptions<ForwardedHeadersOptions>().Configure<FrontOptions>((forwarded, front) =>
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            forwarded.ForwardLimit = null;
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var network in front.Networks)
            {
                forwarded.KnownIPNetworks.Add(network);
            }
        });
        services.AddHttpsRedirection(options => options.HttpsPort = HttpsPort);
        services.AddHsts(options => options.MaxAge = TimeSpan.FromDays(365));
        if (!environment.IsDevelopment())
        {
            services.Configure<CookiePolicyOptions>(options => options.Secure = CookieSecurePolicy.Always);
        }
        return services;
    }

    /// <summary>
    /// Behind a proxy the browser's own address and scheme; in production only what is encrypted, but for the questions of the watch.
    /// </summary>
    public static void UseFront(this WebApplication app)
    {
        app.UseForwardedHeaders();
        if (app.Environment.IsDevelopment())
        {
            return;
        }
        app.UseHsts();
        app.UseWhen(
            context => !context.Request.Path.StartsWithSegments(Health.Path),
            pages =>
            {
                pages.Use(RefuseUnknownProxyAsync);
                pages.UseHttpsRedirection();
            });
        app.UseCookiePolicy();
    }

    /// <summary>The word of a proxy that is not named would be a redirection without end: it is a sentence instead.</summary>
    private static Task RefuseUnknownProxyAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.IsHttps || !context.Request.Headers.ContainsKey("X-Forwarded-Proto"))
        {
            return next(context);
        }
        context.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(
            CheckedOptions.Sentence("Front.UnknownProxy", context.Connection.RemoteIpAddress), context.RequestAborted);
    }
}
