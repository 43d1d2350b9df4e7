using System.ComponentModel.DataAnnotations;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace GrantReview.Web.Hosting;

/// <summary>A page that says what happened and what to do, for every status; the request's id on it is the one in the log.</summary>
public static class ErrorPages
{
    /// <summary>Seconds after which a browser or program may ask again while the database is away.</summary>
    private const string RetryAfter = "5";

    public static void UseErrorPages(this WebApplication app)
    {
        app.Use(SayAtLeastAsync);
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandlingPath = "/error/500", StatusCodeSelector = StatusOf });
        app.UseStatusCodePagesWithReExecute("/error/{0}");
        app.Use((context, next) =>
        {
            if (context.Features.Get<IExceptionHandlerFeature>() is { Error: var failure } && DatabaseFaults.Of(failure) is not null)
            {
                context.Response.Headers.RetryAfter = RetryAfter;
            }
            return next(context);
        });
    }

    public static int StatusOf(Exception failure) => failure is BadHttpRequestException bad ? bad.StatusCode
        : IsOfInput(failure) ? StatusCodes.Status400BadRequest
        : failure is FrozenPackageException ? StatusCodes.Status409Conflict
        : DatabaseFaults.Of(failure) is null ? StatusCodes.Status500InternalServerError : StatusCodes.Status503ServiceUnavailable;

    /// <summary>What is said of a failure of the database; null = nothing in particular.</summary>
    public static (string Title, string What)? WordsOf(Exception? failure, string language) =>
        failure is null ? null
        : failure is FrozenPackageException ? (Text.In(language, "Error.TitleFrozen"), Text.In(language, "Error.WhatFrozen"))
        : IsOfInput(failure) ? (Text.In(language, "Error.Title400"), Text.In(language, "Error.WhatInput"))
        : DatabaseFaults.Of(failure) switch
        {
            DatabaseFault.Full => (Text.In(language, "Error.TitleFull"), Text.In(language, "Error.WhatFull")),
            DatabaseFault.Busy => (Text.In(language, "Error.TitleBusy"), Text.In(language, "Error.WhatBusy")),
            DatabaseFault.Lost => (Text.In(language, "Error.TitleLost"), Text.In(language, "Error.WhatLost")),
            _ => null,
        };

    /// <summary>What was sent cannot be kept: longer than its place, or with characters that no text has.</summary>
    private static bool IsOfInput(Exception failure) =>
        failure is ValidationException or PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire }
        || (failure.InnerException is { } inner && IsOfInput(inner));

    /// <summary>
    /// Where the page of errors itself cannot be made, because it needs what is gone, these are its words in both languages.
    /// </summary>
    private static async Task SayAtLeastAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception failure) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ErrorPages))
                .LogError(failure, "The page of errors failed, too.");
            context.Response.Clear();
            context.Response.StatusCode = StatusOf(failure);
            context.Response.ContentType = "text/html; charset=utf-8";
            if (DatabaseFaults.Of(failure) is not null)
            {
                context.Response.Headers.RetryAfter = RetryAfter;
            }
            await context.Response.WriteAsync(PlainPage(language =>
            {
                var (title, what) = WordsOf(failure, language) ?? (Text.In(language, "Error.Title500"), Text.In(language, "Error.What500"));
                return (title, what, Text.In(language, "Error.Request", context.TraceIdentifier));
            }), context.RequestAborted);
        }
    }

    /// <summary>A page in both languages that needs nothing.</summary>
    internal static string PlainPage(Func<string, (string Title, string What, string Note)> wordsIn)
    {
        return $"<!DOCTYPE html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>{Encoded(Text.In("zh-CN", "Product"))}</title>"
            + Part("zh-CN") + Part("en");

        string Part(string language)
        {
            var (title, what, note) = wordsIn(language);
            return $"<section lang=\"{language}\"><h1>{Encoded(title)}</h1><p>{Encoded(what)}</p><p>{Encoded(note)}</p></section>";
        }
    }

    private static string Encoded(string text) => HtmlEncoder.Default.Encode(text);
}
