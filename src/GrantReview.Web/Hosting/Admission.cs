using System.Diagnostics;
using System.Net.Mime;
using System.Text;
using Microsoft.AspNetCore.RateLimiting;

namespace GrantReview.Web.Hosting;

/// <summary>
/// What a process takes on at once. Whoever comes while it is full is turned away in microseconds, with the seconds after which to ask
/// again, instead of waiting behind all others: few are asked to come back, and nobody waits for minutes.
/// </summary>
public sealed class Admission(LimitsOptions limits)
{
    /// <summary>Spread, so that those who were turned away together do not come back together.</summary>
    private const int LongestPause = 4;

    private static readonly byte[] Words = Encoding.UTF8.GetBytes(
        ErrorPages.PlainPage(language => (Text.In(language, "Error.TitleBusy"), Text.In(language, "Error.WhatBusy"), "")));

    private int inHand;

    public static string Pause => Random.Shared.Next(1, LongestPause + 1).ToString(CultureInfo.InvariantCulture);

    public async Task PassAsync(HttpContext context, RequestDelegate next)
    {
        // Files of our own and the questions of the watch are answered always: they cost nothing. A refused form is let in already.
        if (RefusedForm.IsShownIn(context) || context.GetEndpoint()?.Metadata.GetMetadata<DisableRateLimitingAttribute>() is not null)
        {
            await next(context);
            return;
        }
        try
        {
            if (Interlocked.Increment(ref inHand) > limits.InHand)
            {
                await TurnAwayAsync(context);
                return;
            }
            await next(context);
        }
        finally
        {
            Interlocked.Decrement(ref inHand);
        }
    }

    private static async Task TurnAwayAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = Pause;
        context.Response.ContentType = $"{MediaTypeNames.Text.Html}; charset=utf-8";
        context.Response.ContentLength = Words.Length;
        await context.Response.Body.WriteAsync(Words, context.RequestAborted);
    }
}

/// <summary>
/// Acts wait here for the database, first come first served: one at a time on SQLite, which has one writer and lets others spin, and a few
/// for each core elsewhere. While the last one let in had to wait too long, whoever comes is turned away.
/// </summary>
public sealed class ActQueue(DatabaseOptions database, LimitsOptions limits) : IDisposable
{
    private const int ForEachCore = 8;

    private readonly SemaphoreSlim places =
        new(database.Provider == DatabaseProvider.Sqlite ? 1 : ForEachCore * Environment.ProcessorCount);
    private readonly SemaphoreSlim turns = new(1);
    private readonly TimeSpan longest = TimeSpan.FromMilliseconds(limits.ActWaitMilliseconds);
    private int waiting;
    private long lastWait;

    /// <summary>A place until it is disposed; null = turned away.</summary>
    public async Task<IDisposable?> EnterAsync(CancellationToken cancellationToken)
    {
        var since = Stopwatch.GetTimestamp();
        var before = Interlocked.Increment(ref waiting) - 1;
        try
        {
            if (before > 0 && TimeSpan.FromTicks(Interlocked.Read(ref lastWait)) > longest)
            {
                return null;
            }
            if (!await places.WaitAsync(2 * longest, cancellationToken))
            {
                return null;
            }
            Interlocked.Exchange(ref lastWait, Stopwatch.GetElapsedTime(since).Ticks);
            return new Place(places);
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    /// <summary>The turn of one who lost races, until it is disposed: only one of them tries again at a time.</summary>
    public async Task<IDisposable> TurnAsync(CancellationToken cancellationToken)
    {
        await turns.WaitAsync(cancellationToken);
        return new Place(turns);
    }

    public void Dispose()
    {
        places.Dispose();
        turns.Dispose();
    }

    private sealed class Place(SemaphoreSlim taken) : IDisposable
    {
        public void Dispose() => taken.Release();
    }
}
