using System.Text.RegularExpressions;
using GrantReview.Core.Calls;
using GrantReview.Data;
using GrantReview.Files.Evaluations;
using GrantReview.Web.Hosting;
using GrantReview.Web.Localisation;
using GrantReview.Web.Tests.Data;
using GrantReview.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantReview.Web.Tests.Pages;

/// <summary>Every page of results shows the record of the run, whatever is changed afterwards, and says when inputs moved on.</summary>
public sealed partial class KeptResultTests
{
    private const string MovedOn = "The inputs have moved on since this run";
    private const string Call = "/calls/" + DemoRound.ScoredCode;

    private static readonly string[] Pages =
        ["ranking/P01", "allocation", "allocation?minScore=90", "allocation/reasons", "allocation/scenarios", "calibration"];

    [Theory]
    [DatabaseData]
    public async Task Pages_WhenInputsChangeAfterTheRun_ShowTheRunAndSayThatInputsMovedOn(DatabaseProvider provider)
    {
        await using var site = new WebSite(provider);
        var round = new AwardRound(site, DemoRound.ScoredCode);
        await round.RunAsync();
        await round.ShouldReachAsync("officer", "allocation", "allocation/scenarios", ("name", "stricter"), ("minScore", "85"),
            ("seen", "true"));
        var officer = await site.VisitAsync("officer");
        var before = await ReadAsync(officer);
        var package = await site.InDbAsync(db => db.RunFiles.Where(f => f.Name == "package.zip").Select(f => f.Sha256).SingleAsync());
        Assert.All(before, text => Assert.DoesNotContain(MovedOn, text, StringComparison.Ordinal));
        Assert.All(before, text => Assert.Contains(package, text, StringComparison.Ordinal));

        await round.ChangeRuleAsync(("calibration", "ZScore"), ("reason", "another rule"));
        await site.InDbAsync(async db =>
        {
            db.Entry(await db.Applications.FirstAsync(a => a.Code == "P01")).Property(a => a.RequestedFen).CurrentValue = 1;
            db.Applications.Add(
                new ApplicationRow { CallId = (await db.Calls.SingleAsync(c => c.Code == DemoRound.ScoredCode)).Id, Code = "P99" });
            return await db.SaveChangesAsync();
        });

        var after = await ReadAsync(officer);
        Assert.All(after, text => Assert.Contains(MovedOn, text, StringComparison.Ordinal));
        Assert.Equal(before.Select(Figures), after.Select(Figures));
        await round.ShouldRefuseAsync("officer", "allocation", "allocation/propose", MovedOn, ("note", "as computed"));
        Assert.Equal(0, await site.InDbAsync(db => db.Proposals.CountAsync()));
    }

    [Fact]
    public async Task Approve_WhenInputsMovedOnAfterTheProposal_IsRefused()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var round = new AwardRound(site, DemoRound.ScoredCode);
        await round.RunAsync();
        await round.ShouldReachAsync("officer", "allocation", "allocation/propose", ("note", ""));
        await site.InDbAsync(async db =>
        {
            var changed = await db.Applications.FirstAsync(
                a => a.Code == "P01" && db.Calls.Any(c => c.Id == a.CallId && c.Code == DemoRound.ScoredCode));
            db.Entry(changed).Property(a => a.RequestedFen).CurrentValue = 1;
            return await db.SaveChangesAsync();
        });

        var approver = await site.VisitAsync("approver");
        var proposal = await site.InDbAsync(db => db.Proposals.SingleAsync());
        var answer = await approver.PostAsync($"/approvals/{proposal.Id}", $"/approvals/{proposal.Id}", ("approve", "true"));

        Assert.Contains(MovedOn, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(CallStage.Allocating,
            await site.InDbAsync(db => db.Calls.Where(c => c.Code == DemoRound.ScoredCode).Select(c => c.State.Stage).SingleAsync()));
    }

    [Fact]
    public async Task Run_KeepsTheRecordOfItsPackage_AndTheGridItsSpreadsWhileScoresAreOpen()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite);
        var round = new AwardRound(site, DemoRound.ScoredCode);
        await round.RunAsync();

        var officer = await site.VisitAsync("officer");
        var grid = await officer.OpenAsync($"{Call}/progress/grid");
        var spreads = (await round.RankingAsync()).ToDictionary(e => e.Application.Id.Value, e => Formats.Spread(e.Total));
        var named = grid.QuerySelectorAll("thead a[href*='/progress/applications/']").Select(a => a.TextContent).ToList();
        Assert.NotEmpty(named);
        Assert.Contains(spreads.Values, s => s != "0.00");
        Assert.Equal(
            named.Select(a => spreads.GetValueOrDefault(a, "—")), grid.QuerySelectorAll("tfoot td").Skip(2).Select(c => c.TextContent));
        await site.StandAsync(DemoRound.ScoredCode, call => call with { Opening = null });
        Assert.Null((await officer.OpenAsync($"{Call}/progress/grid")).QuerySelector("tfoot"));

        var files = await site.InDbAsync(db => db.RunFiles.ToDictionaryAsync(f => f.Name, f => f.Content));

        var package = files["package.zip"];
        var again = GrantReview.Files.Packages.ResultPackage.RecordOf(GrantReview.Files.Packages.ResultPackage.ResultOf(package));
        Assert.Equal(
            EvaluationRecordJson.Write(again, GrantReview.Files.Packages.ResultPackage.Sha256(package)), files[EvaluationRecordJson.File]);
    }

    [Fact]
    public async Task Cancel_OfARunThatIsOver_IsRefused_AndOfOneThatWaitsStopsIt()
    {
        await using var site = new WebSite(DatabaseProvider.Sqlite, ("Jobs:StepDelaySeconds", "1"));
        var round = new AwardRound(site, DemoRound.ScoredCode);
        var officer = await site.VisitAsync("officer");
        var run = $"{(await officer.PostAsync($"{Call}/runs", $"{Call}/runs")).Headers.Location}"[(Call.Length + 1)..];

        await round.ShouldReachAsync("officer", run, $"{run}/cancel");
        await round.ShouldRefuseAsync("officer", run, $"{run}/cancel", "is over already");

        await Task.Delay(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);
        Assert.Equal(RunStatus.Cancelled, await site.InDbAsync(db => db.Runs.Select(r => r.Status).SingleAsync()));
        Assert.Equal(0, await site.InDbAsync(db => db.Rankings.CountAsync()));
        Assert.Contains("Run.Cancelled", await site.InDbAsync(db => db.Facts.Select(f => f.Kind).ToListAsync()));
    }

    private static async Task<IReadOnlyList<string>> ReadAsync(Visitor visitor)
    {
        List<string> texts = [];
        foreach (var page in Pages)
        {
            texts.Add(await visitor.ReadAsync($"{Call}/{page}"));
        }
        return texts;
    }

    /// <summary>What the page says of the run: without the news that inputs or the rule changed, forms and their tokens.</summary>
    private static string Figures(string page) =>
        string.Join(' ', Html.Parse(page).QuerySelectorAll("main :not(:has(*))").Where(e => e.Closest("form, .note") is null)
            .Select(e => e.OuterHtml));
}
