using System.Net;
using System.Text.Json.Nodes;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Hosting;

/// <summary>A run that a kill cut off is finished by the next start, once.</summary>
public sealed class KilledRunTests
{
    [Fact]
    public async Task Run_WhenTheProcessIsKilledInTheMiddle_IsFinishedOnceAfterTheNextStart()
    {
        await using var web = new RunningWeb(("Jobs:StepDelaySeconds", "2"), ("Jobs:LeaseSeconds", "3"));
        await web.StartAsync(TestContext.Current.CancellationToken);
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { BaseAddress = web.Address };
        await PostAsync(client, "/sign-in", "/sign-in/demo", ("userName", "demo-officer"));
        const string runs = "/calls/" + DemoRound.ScoredCode + "/runs";
        var run = (await PostAsync(client, runs, runs)).Headers.Location?.ToString() ?? "";
        await WaitAsync(client, run, s => s["status"]?.ToString() == "Running" && s["progress"]?.GetValue<int>() >= 30);

        web.Kill();
        await using (var db = Open(web))
        {
            var left = await db.Runs.SingleAsync(TestContext.Current.CancellationToken);
            Assert.Equal((RunStatus.Running, 1), (left.Status, left.Attempts));
            Assert.Empty(await db.Rankings.ToListAsync(TestContext.Current.CancellationToken));
        }
        await web.StartAsync(TestContext.Current.CancellationToken);
        await WaitAsync(client, run, s => s["isOver"]?.GetValue<bool>() == true);

        await using var after = Open(web);
        var done = await after.Runs.SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal((RunStatus.Done, 2), (done.Status, done.Attempts));
        Assert.Equal(36, await after.Rankings.CountAsync(r => r.RunId == done.Id, TestContext.Current.CancellationToken));
        Assert.Equal(1, await after.RunFiles.CountAsync(f => f.Name == "package.zip", TestContext.Current.CancellationToken));
        Assert.Equal(
            ["Run.Requested", "Run.Claimed", "Run.Claimed", "Run.Finished"],
            await after.Facts.Where(f => f.SubjectId == done.Id).OrderBy(f => f.Id).Select(f => f.Kind)
                .ToListAsync(TestContext.Current.CancellationToken));
    }

    private static SqliteDb Open(RunningWeb web) =>
        new(new DbContextOptionsBuilder<SqliteDb>()
            .UseSqlite($"Data Source={Path.Combine(web.Folder, "grantreview.db")};Pooling=False").Options);

    private static async Task WaitAsync(HttpClient client, string run, Func<JsonNode, bool> until)
    {
        for (var attempt = 0; attempt < 1200; attempt++)
        {
            var text = await client.GetStringAsync(new Uri(run + "/status", UriKind.Relative), TestContext.Current.CancellationToken);
            if (JsonNode.Parse(text) is { } status && until(status))
            {
                return;
            }
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        throw new TimeoutException("The run did not get there.");
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string page, string url,
        params (string Name, string Value)[] fields)
    {
        var text = await client.GetStringAsync(new Uri(page, UriKind.Relative), TestContext.Current.CancellationToken);
        using var form = new FormUrlEncodedContent(
            [.. fields.Select(f => KeyValuePair.Create(f.Name, f.Value)), new("__RequestVerificationToken", Html.Token(text))]);
        var answer = await client.PostAsync(new Uri(url, UriKind.Relative), form, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return answer;
    }
}
