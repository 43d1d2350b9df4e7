using Microsoft.AspNetCore.StaticAssets;

namespace GrantReview.Web.Hosting;

/// <summary>What browsers may do with our pages: only our own scripts and styles, no frames, nothing kept by caches in between.</summary>
public static class SecurityHeaders
{
    private const string PolicyBehindScripts =
        "; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    // The dashboard of the jobs, for administrators only, writes its settings into the page.
    private const string DashboardPolicy =
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    // The worker of the viewer of PDF files decodes some pictures by WebAssembly; it runs by the policy of its own file.
    private const string ViewerPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";
    private const string ViewerPath = "/lib/pdfjs";

    public static void UseSecurityHeaders(this WebApplication app)
    {
        var modules = app.Services.GetRequiredService<ModuleMap>();
        var own = new Lazy<string>(() => $"default-src 'none'; script-src 'self' {modules.Source}{PolicyBehindScripts}");
        app.Use((context, next) =>
        {
            var policy = context.Request.Path.StartsWithSegments(BackgroundJobs.DashboardPath) ? DashboardPolicy
                : context.Request.Path.StartsWithSegments(ViewerPath) ? ViewerPolicy : own.Value;
            context.Response.OnStarting(() =>
            {
                var headers = context.Response.Headers;
                headers.ContentSecurityPolicy = policy;
                headers.XContentTypeOptions = "nosniff";
                headers["Referrer-Policy"] = "same-origin";
                headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
                headers["Cross-Origin-Opener-Policy"] = "same-origin";
                // Our own scripts, styles and pictures are nobody's, and say themselves how long they may be kept.
                if (context.User.Identity?.IsAuthenticated == true
                    && context.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is null)
                {
                    headers.CacheControl = "no-store";
                }
                return Task.CompletedTask;
            });
            return next(context);
        });
    }
}
