using System.Net;
using GrantReview.Core.Acts;
using GrantReview.Core.Calls;
using GrantReview.Data;
using GrantReview.Web.Hosting;
using GrantReview.Web.Tests.Data;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GrantReview.Web.Tests.Hosting;

public class ScheduleTests
{
    /// <summary>A kill leaves locks of the queue as rows; the next start waits for none of them, and hands on what was left.</summary>
    [Fact]
    public async Task Start_WhereAKillLeftTheLocksOfTheQueue_ServesAtOnceAndSweeps()
    {
        Assert.SkipUnless(TestDatabase.IsConfigured(DatabaseProvider.PostgreSql), "PostgreSql is not configured here.");
        var database = await TestDatabase.CreateAsync(DatabaseProvider.PostgreSql);
        var options = new PostgreSqlStorageOptions();
        _ = new PostgreSqlStorage(new NpgsqlConnectionFactory(database.ConnectionString, options), options);
        await using (var db = database.Open())
        {
            await db.Database.ExecuteSqlRawAsync(
                """
                INSERT INTO hangfire.lock (resource, updatecount, acquired)
                SELECT prefix || name, 0, now() AT TIME ZONE 'UTC' FROM unnest(ARRAY['', 'hangfire:']) AS prefix, unnest(ARRAY[
                    'lock:recurring-job:sweep', 'lock:recurring-job:seal', 'lock:recurring-job:mail', 'recurring-jobs:lock',
                    'locks:schedulepoller',
                    'SweepJob.RunAsync', 'SealJob.RunAsync']) AS name
                """, TestContext.Current.CancellationToken);
        }
        await using var site = new WebSite(database);
        await site.VisitAsync("officer");
        var left = await site.InDbAsync(async db =>
        {
            var call = await db.Calls.SingleAsync(c => c.Code == DemoRound.Code);
            var officer = await db.Users.Where(u => u.UserName == "demo-officer").Select(u => u.Id).SingleAsync();
            var run = new RunRow { CallId = call.Id, Kind = RunKind.Evaluation };
            run.Do(new RunLife.AskForEvaluation(), new By(officer, Capacity.Officer, DateTime.UtcNow.AddMinutes(-1), Guid.CreateVersion7()),
                new RunEvidence(CallStage.Ranking, ScoresAreOpened: true, LotsHaveNoSeed: false, HolderIsGone: false));
            db.Runs.Add(run);
            await db.SaveChangesAsync();
            return run.Id;
        });

        for (var attempt = 0; attempt < 600 && await StatusAsync() is RunStatus.Requested or RunStatus.Running; attempt++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        // The demo call has no sheet yet: the run was taken, and ended with that reason.
        Assert.Equal(RunStatus.Failed, await StatusAsync());

        Task<RunStatus> StatusAsync() => site.InDbAsync(db => db.Runs.Where(r => r.Id == left).Select(r => r.Status).SingleAsync());
    }

    /// <summary>Which processes compute: by the role, or by having no worker.</summary>
    [Theory]
    [InlineData("All", "1", true)]
    [InlineData("Worker", "2", true)]
    [InlineData("web", "1", false)]
    [InlineData("All", "0", false)]
    public async Task Process_ComputesByItsRole(string role, string workers, bool computes)
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite, ("Jobs:Role", role), ("Jobs:Workers", workers));
        using var client = site.CreateClient();
        using var answer = await client.GetAsync(new Uri("/sign-in", UriKind.Relative), TestContext.Current.CancellationToken);
        using var health = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(role == "Worker" ? HttpStatusCode.NotFound : HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.Equal(
            computes, site.Services.GetServices<IHostedService>().Any(s => s.GetType().Name == "BackgroundJobServerHostedService"));
    }
}
