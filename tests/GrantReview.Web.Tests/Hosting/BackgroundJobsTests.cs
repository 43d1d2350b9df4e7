using GrantReview.Data;
using Hangfire;
using Microsoft.Extensions.DependencyInjection;

namespace GrantReview.Web.Tests.Hosting;

public class BackgroundJobsTests
{
    [Fact]
    public async Task Storage_WhenTwoSitesShareAProcess_IsEachSitesOwn()
    {
        await using var first = new WebSite(DatabaseProvider.Sqlite);
        await using var second = new WebSite(DatabaseProvider.Sqlite);
        using var visitor = first.CreateClient();
        using var other = second.CreateClient();

        var (storage, another) = (first.Services.GetRequiredService<JobStorage>(), second.Services.GetRequiredService<JobStorage>());
        var job = first.Services.GetRequiredService<IBackgroundJobClient>().Schedule(() => Console.WriteLine(), TimeSpan.FromDays(1));

        Assert.NotNull(storage.GetMonitoringApi().JobDetails(job));
        Assert.Null(another.GetMonitoringApi().JobDetails(job));
        Assert.NotSame(first.Services.GetRequiredService<JobActivator>(), second.Services.GetRequiredService<JobActivator>());
    }
}
