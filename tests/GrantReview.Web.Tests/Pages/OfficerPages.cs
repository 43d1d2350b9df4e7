using System.Data.Common;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace GrantReview.Web.Tests.Pages;

/// <summary>Every page that an officer may open, from the endpoint table.</summary>
public static class OfficerPages
{
    private static readonly string[] Open = [Access.ReadCalls, Access.RunCalls, Access.Belong, Access.OpenCalls];

    /// <summary>What a GET gives that is no page: a file, or a figure for script.</summary>
    private static readonly string[] Downloads =
    [
        ".xlsx", ".csv", ".json", ".docx", "/status", "calls/{code}/runs/{id:guid}/files/{name}", "calls/{code}/packages/{id:guid}",
        "calls/{code}/attachments/{id:guid}",
        "indicators.{format:regex(^(csv|xlsx)$)}",
    ];

    /// <summary>Pages of which the large call has none: why.</summary>
    public static IReadOnlyDictionary<string, string> Missing { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["calls/{code}/assignments/late/runs/{id:guid}"] = "no application came in late",
        ["calls/{code}/assignments/draws/{number:int}/runs/{id:guid}"] = "leads on to the draw once it is held",
        ["calls/{code}/lottery/{number:int}"] = "no lots are drawn",
    };

    /// <summary>Route and address of each.</summary>
    /// <param name="places">Route of a page about one thing → its address.</param>
    public static IReadOnlyList<(string Route, string Url)> Of(IServiceProvider services, string call,
        IReadOnlyDictionary<string, string> places) =>
        [.. RoutesOf(services).Where(r => !Missing.ContainsKey(r)).Select(r => (r, places.GetValueOrDefault(r) ?? Fill(r, call)))];

    public static IReadOnlyList<string> RoutesOf(IServiceProvider services) =>
    [
        .. services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().Where(IsOpen)
            .Select(e => (e.RoutePattern.RawText ?? "").TrimStart('/')).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Where(r => !Downloads.Any(d => r.EndsWith(d, StringComparison.Ordinal))),
    ];

    private static bool IsOpen(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<ControllerActionDescriptor>() is not null
        && endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") == true
        && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null
        && endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().All(a => a.Policy is null || Open.Contains(a.Policy))
        && (endpoint.RoutePattern.RawText ?? "").TrimStart('/') is var route
            && (route.StartsWith("calls", StringComparison.Ordinal) || route.Length == 0);

    private static string Fill(string route, string call)
    {
        var url = "/" + route.Replace("{code}", call, StringComparison.Ordinal);
        return url.Contains('{', StringComparison.Ordinal) ? throw new InvalidOperationException($"Which one of {route} is to be opened?")
            : url;
    }
}

/// <summary>Keeps the queries that the last request asked; those of jobs beside it do not count.</summary>
public sealed class QueryCounter : DbCommandInterceptor, IStartupFilter
{
    private readonly AsyncLocal<List<string>?> current = new();

    public IReadOnlyList<string> Asked { get; private set; } = [];

    /// <summary>What the database answers to every question of a request; null = its own answer.</summary>
    public Exception? Fault { get; set; }

    public override DbCommand CommandInitialized(CommandEndEventData eventData, DbCommand result)
    {
        if (current.Value is not null && Fault is { } fault)
        {
            throw fault;
        }
        current.Value?.Add(result.CommandText);
        return base.CommandInitialized(eventData, result);
    }

    /// <summary>Adds the counter to every request and context of the site.</summary>
    public void Watch(IServiceCollection services)
    {
        services.AddSingleton<IStartupFilter>(this);
        services.ConfigureDbContext<SqliteDb>((_, options) => options.AddInterceptors(this));
        services.ConfigureDbContext<PostgresDb>((_, options) => options.AddInterceptors(this));
        services.ConfigureDbContext<SqlServerDb>((_, options) => options.AddInterceptors(this));
    }

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((context, on) =>
        {
            List<string> asked = [];
            (current.Value, Asked) = (asked, asked);
            return on(context);
        });
        next(app);
    };
}
