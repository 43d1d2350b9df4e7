using System.Net;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Localisation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;

namespace GrantReview.Web.Tests.Hosting;

/// <summary>Who comes while the process is full is asked to come back, at once, and finds a place later.</summary>
public class AdmissionTests
{
    private static readonly DatabaseOptions Sqlite = new() { Provider = DatabaseProvider.Sqlite };

    [Fact]
    public async Task Request_WhileAsManyAreInHand_IsAskedToComeBack()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        await using var app = builder.Build();
        var held = new TaskCompletionSource();
        var isIn = new TaskCompletionSource();
        app.UseRouting();
        app.Use(new Admission(new LimitsOptions { InHand = 1 }).PassAsync);
        app.MapGet("/page", async () =>
        {
            isIn.TrySetResult();
            await held.Task;
            return "page";
        });
        app.MapGet("/health/live", () => "Healthy").DisableRateLimiting();
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = app.GetTestClient();
        var first = client.GetStringAsync(new Uri("/page", UriKind.Relative), TestContext.Current.CancellationToken);
        await isIn.Task;

        using var second = await client.GetAsync(new Uri("/page", UriKind.Relative), TestContext.Current.CancellationToken);
        var watch = await client.GetStringAsync(new Uri("/health/live", UriKind.Relative), TestContext.Current.CancellationToken);
        held.SetResult();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
        Assert.InRange(second.Headers.RetryAfter?.Delta ?? TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4));
        var words = await second.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.All(["zh-CN", "en"], language => Assert.Contains(
            WebUtility.HtmlEncode(Text.In(language, "Error.TitleBusy")), WebUtility.HtmlEncode(WebUtility.HtmlDecode(words)),
            StringComparison.Ordinal));
        Assert.Equal(("Healthy", "page"), (watch, await first));
        Assert.Equal("page", await client.GetStringAsync(new Uri("/page", UriKind.Relative), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Enter_WhileTheLastOneWaitedTooLong_IsTurnedAwayAtOnce()
    {
        using var queue = new ActQueue(Sqlite, new LimitsOptions { ActWaitMilliseconds = 10 });
        var first = await queue.EnterAsync(TestContext.Current.CancellationToken);
        Assert.NotNull(first);

        // Nobody has waited yet: the second waits, and is turned away after twice the time.
        Assert.Null(await queue.EnterAsync(TestContext.Current.CancellationToken));

        first.Dispose();
        using var third = await queue.EnterAsync(TestContext.Current.CancellationToken);
        Assert.NotNull(third);
    }

    [Fact]
    public async Task Enter_InTheOrderOfComing_AndTurnsAwayWhoeverComesWhileOthersWaitedTooLong()
    {
        using var queue = new ActQueue(Sqlite, new LimitsOptions { ActWaitMilliseconds = 2_000 });
        var first = await queue.EnterAsync(TestContext.Current.CancellationToken);
        var second = queue.EnterAsync(TestContext.Current.CancellationToken);
        var third = queue.EnterAsync(TestContext.Current.CancellationToken);
        await Task.Delay(2_100, TestContext.Current.CancellationToken);
        first?.Dispose();
        using var entered = await second;
        Assert.NotNull(entered);
        Assert.False(third.IsCompleted);

        var fourth = queue.EnterAsync(TestContext.Current.CancellationToken);

        Assert.True(fourth.IsCompletedSuccessfully);
        Assert.Null(await fourth);
    }
}
