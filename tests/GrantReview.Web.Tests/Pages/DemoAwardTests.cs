using System.Net;
using GrantReview.Core.Awards;
using GrantReview.Core.Calls;
using GrantReview.Data;
using GrantReview.Files.Packages;
using GrantReview.Web.Hosting;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Pages;

/// <summary>
/// Where the demo shows awards, a newcomer finds a ranking, the awards, the notice, papers and packages from the first page on; the other
/// two calls are as ever.
/// </summary>
public class DemoAwardTests
{
    [Fact]
    public async Task FirstStart_WithAwards_ShowsACallFromItsRankingToItsPackages()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite, ("Demo:Awards", "true"));
        var officer = await site.VisitAsync("officer");

        var calls = await site.InDbAsync(db => db.Calls.AsNoTracking().OrderBy(c => c.Code).ToListAsync());

        Assert.Equal([DemoRound.Code, DemoRound.AwardedCode, DemoRound.ScoredCode], calls.Select(c => c.Code));
        Assert.Equal(
            [CallStage.Assigning, CallStage.Awarded, calls[2].State.Stage], calls.Select(c => c.State.Stage));
        var packages = await site.InDbAsync(db => db.Packages.AsNoTracking().OrderBy(p => p.FrozenAt).ToListAsync());
        Assert.Equal(
            [
                (PackageStage.Evaluation, PackageLayer.Public), (PackageStage.Evaluation, PackageLayer.Internal),
                (PackageStage.Evaluation, PackageLayer.Sealed), (PackageStage.Decision, PackageLayer.Public),
                (PackageStage.Decision, PackageLayer.Internal), (PackageStage.Final, PackageLayer.Public),
                (PackageStage.Final, PackageLayer.Internal),
            ],
            packages.Select(p => (p.Stage, p.Layer)).Order());
        byte[] Of(PackageStage stage) => packages.Single(p => p.Stage == stage && p.Layer == PackageLayer.Internal).Content;
        Assert.True(PackageVerification.Run(Of(PackageStage.Final), Of(PackageStage.Decision), Of(PackageStage.Evaluation)).IsWhole);
        foreach (var page in new[] { "", "/allocation", "/calibration", "/deliberation", "/notice", "/papers", "/packages", "/runs" })
        {
            Assert.Equal(HttpStatusCode.OK, (await officer.GetAsync($"/calls/{DemoRound.AwardedCode}{page}")).StatusCode);
        }
        Assert.Equal(
            HttpStatusCode.OK, (await officer.GetAsync($"/calls/{DemoRound.AwardedCode}/papers/panel-opinion.zh-CN.docx")).StatusCode);
        var final = await site.InDbAsync(db => db.Decisions.AsNoTracking().SingleAsync(d => d.Stage == AwardStage.Final));
        var finance = await site.VisitAsync("finance");
        Assert.Contains("difference 0.00 and 0.00.", await finance.ReadAsync($"/finance/{final.Id}"), StringComparison.Ordinal);
    }
}
